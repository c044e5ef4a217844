"""Brokers, joint entry, gaps and comparison on a handful of hand-made ties."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sckg.analysis import Facts, Thing, Tie
from sckg.analysis.brokerage import Broker, find_brokers, role
from sckg.analysis.comparison import Entry, Finding, compare
from sckg.analysis.gaps import Missing, Surroundings, Unsaid, find_gaps, unsaid_of_nations
from sckg.analysis.joint_entry import Body, joint_cells
from sckg.errors import UsageError
from sckg.namespaces import ID

K, C, J, VN, TH = "korea", "china", "japan", "vietnam", "thailand"
NATIONS = (K, C, J)
HOMES = {"k1": K, "k2": K, "c1": C, "c2": C, "j1": J, "j2": J, "v1": VN, "hanoi": VN, "lost": ""}
SECTORS = {"water": "environment", "environment": "", "rail": ""}


def facts_of(*ties: Tie) -> Facts:
    """Facts in which all names of this file are known."""
    things = {name: Thing(name, {"en": name.upper()}, "Firm", home) for name, home in HOMES.items()}
    things |= {name: Thing(name, {"en": name}, "Country", name) for name in (*NATIONS, VN, TH)}
    things |= {
        name: Thing(name, {"en": name}, "", "", wider=frozenset({wide} - {""})) for name, wide in SECTORS.items()
    }
    for tie in ties:
        kinds = frozenset({"Engagement"} if tie.statement.startswith("e") else {"Relationship"})
        things[tie.statement] = Thing(tie.statement, {}, "", "", kinds=kinds)
    return Facts(ties, things)


def enters(actor: str, host: str, statement: str, *sectors: str, contested: bool = False, stage: str = "") -> Tie:
    bases = (f"p-{actor}-{statement}", statement)
    return Tie("enters", actor, host, statement, bases, contested=contested, stage=stage, sectors=sectors)


def partners(one: str, other: str, statement: str) -> tuple[Tie, Tie]:
    """Partnership holds both ways."""
    tie = Tie("partnersWith", one, other, statement, (statement,))
    return tie, replace(tie, subject=other, object=one)


def by_thing(found: list[Broker], means: str) -> dict[str, Broker]:
    return {one.thing: one for one in found if one.means == means}


@pytest.mark.parametrize(
    ("homes", "wanted"),
    [
        ((K, K, K), "coordinator"),
        ((K, C, K), "itinerant"),
        ((K, K, C), "gatekeeper"),
        ((C, K, K), "gatekeeper"),
        ((K, C, J), "liaison"),
    ],
)
def test_roles_of_gould_and_fernandez(homes: tuple[str, str, str], wanted: str) -> None:
    assert role(*homes) == wanted


def test_an_actor_stands_between_partners_that_are_no_partners_of_each_other() -> None:
    ties = [*partners("k1", "c1", "e1"), *partners("k1", "j1", "e2"), *partners("k1", "k2", "e3")]
    found = by_thing(find_brokers(facts_of(*ties), ties, NATIONS), "partners")
    assert list(found) == ["k1"]
    assert found["k1"].roles == {"coordinator": 0, "itinerant": 0, "gatekeeper": 2, "liaison": 1}
    assert found["k1"].nations == NATIONS and found["k1"].tied == ("c1", "j1", "k2")
    assert sorted({tie.statement for tie in found["k1"].ties}) == ["e1", "e2", "e3"]
    closed = [*ties, *partners("c1", "j1", "e4")]
    assert by_thing(find_brokers(facts_of(*closed), closed, NATIONS), "partners")["k1"].roles["liaison"] == 0


def test_brokers_tie_two_of_the_nations() -> None:
    ties = [*partners("k1", "k2", "e1"), *partners("k1", "v1", "e2"), *partners("k2", "lost", "e3")]
    assert find_brokers(facts_of(*ties), ties, NATIONS) == []
    thai = [*partners("v1", "k1", "e4"), *partners("v1", "j1", "e5")]
    assert by_thing(find_brokers(facts_of(*thai), thai, NATIONS), "partners")["v1"].roles["liaison"] == 1


def test_a_host_is_where_actors_of_two_nations_meet() -> None:
    ties = [
        enters("k1", VN, "e1"), enters("k2", VN, "e1"), enters("j1", VN, "e2"), enters("c1", TH, "e3"),
        *partners("k1", "j1", "e4"),
    ]  # fmt: skip
    found = by_thing(find_brokers(facts_of(*ties), ties, NATIONS), "host")
    assert list(found) == [VN] and found[VN].nations == (K, J) and found[VN].tied == ("j1", "k1", "k2")
    assert found[VN].roles == {"coordinator": 0, "itinerant": 1, "gatekeeper": 0, "liaison": 1}
    assert found[VN].together == (("j1", "k1"),)


def test_an_engagement_ties_its_parties_and_a_relationship_is_none() -> None:
    ties = [enters("k1", VN, "e1"), enters("j1", VN, "e1"), enters("k1", TH, "r1"), enters("j1", TH, "r1")]
    assert list(by_thing(find_brokers(facts_of(*ties), ties, NATIONS), "engagement")) == ["e1"]


def test_brokers_do_not_depend_on_the_order_of_ties() -> None:
    ties = [*partners("k1", "c1", "e1"), *partners("k1", "j1", "e1"), enters("c1", VN, "e2"), enters("j2", VN, "e3")]
    facts = facts_of(*ties)
    assert find_brokers(facts, ties, NATIONS) == find_brokers(facts, reversed(ties), NATIONS) != []


def test_a_cell_holds_who_is_there_by_nation_and_sector() -> None:
    ties = [
        enters("k1", VN, "e1", "water", "rail", stage="contract"), enters("k2", VN, "e1", "water", stage="contract"),
        enters("j1", VN, "e2", "water", stage="pilot"), enters("v1", TH, "e3", "water"), enters("c1", TH, "e4"),
        *partners("k1", "j1", "e5"), *partners("k1", "c1", "e6"),
    ]  # fmt: skip
    facts = facts_of(*ties)
    cells = joint_cells(facts, ties, NATIONS)
    assert [(cell.host, cell.sector, cell.nations) for cell in cells] == [
        (VN, "water", (K, J)),
        (TH, "", (C,)),
        (VN, "rail", (K,)),
    ]
    water = cells[0]
    assert (water.actors(K), water.actors(J), water.actors(C)) == (("k1", "k2"), ("j1",), ())
    assert water.statements == ("e1", "e2") and water.codes("stage") == ("contract", "pilot")
    assert [(tie.statement, {tie.subject, tie.object}) for tie in water.partnerships] == [("e5", {"k1", "j1"})]
    assert set(water.bases) == {"e1", "p-k1-e1", "p-k2-e1", "e2", "p-j1-e2", "e5"}
    assert {(cell.host, cell.sector) for cell in joint_cells(facts, ties, NATIONS, broad=True)} == {
        (VN, "environment"), (VN, "rail"), (TH, ""),
    }  # fmt: skip


def test_partners_that_an_entry_names_are_told_wherever_they_are_from() -> None:
    ties = [
        enters("k1", VN, "e1", "water"), *partners("k1", "v1", "e1"), *partners("k1", "t1", "e1"),
        *partners("k1", "v1", "e2"), *partners("k1", "c1", "e3"),
    ]  # fmt: skip
    (cell,) = joint_cells(facts_of(*ties), ties, NATIONS)
    assert {(tie.statement, tie.object) for tie in cell.partnerships} == {("e1", "v1"), ("e1", "t1")}


def test_finance_here_is_told_apart_from_finance_of_the_nations() -> None:
    ties = [
        enters("k1", VN, "e1", "water"), enters("k2", VN, "r1"), enters("c1", TH, "e2"),
        Tie("funds", "j1", "v1", "e3", ("e3",), instrument="loan"), Tie("funds", "k1", "k2", "e4", ("e4",)),
    ]  # fmt: skip
    bodies = [Body(K, "k2", "Bank"), Body(J, "j2", "Fund")]
    cells = joint_cells(facts_of(*ties), ties, NATIONS, bodies=bodies)
    water = next(cell for cell in cells if cell.sector == "water")
    assert [(tie.relation, tie.subject) for tie in water.funding] == [("enters", "k2"), ("funds", "j1")]
    assert [body.label for body in water.bodies] == ["Bank"] and water.codes("instrument") == ("loan",)
    assert next(cell for cell in cells if cell.host == TH).funding == ()


def test_a_narrow_selection_still_tells_who_works_together() -> None:
    ties = [enters("k1", VN, "e1"), enters("j1", VN, "e2"), *partners("k1", "j1", "e3")]
    (cell,) = joint_cells(facts_of(*ties), ties[:2], NATIONS)
    assert [tie.statement for tie in cell.partnerships] == ["e3"]


AROUND = Surroundings(
    aims={K: (("asia", "r-asia"), ("net", "r-net"), (TH, "r-th"))},
    wider={VN: frozenset({VN, "asia"}), "hanoi": frozenset({"hanoi", VN, "asia"})}
    | {name: frozenset({name}) for name in (*NATIONS, TH)},
    countries=(C, J, K, TH, VN),
    networks={"net": (("hanoi", VN, "r-member"),)},
    unsaid={
        one.about: (one,)
        for one in (
            Unsaid("g-c", C, "aspect/content"),
            Unsaid("g-net", "net", "aspect/member-names"),
            Unsaid("g-e1", "e1", "aspect/place"),
            Unsaid("g-e2", "e2", "aspect/date"),
        )
    },
)


def rows(found: list[Missing], scope: str) -> list[tuple[str, str, list[str]]]:
    return [(one.thing, one.nation, list(one.others)) for one in found if one.scope == scope]


def test_a_gap_needs_the_record_of_another_nation_or_an_aim() -> None:
    ties = [enters("j1", VN, "e1"), enters("k1", C, "e2"), enters("v1", TH, "e3")]
    found = find_gaps(facts_of(*ties), ties, NATIONS, AROUND, scopes=["country"])
    assert rows(found, "country") == [(C, J, [K]), (VN, C, [J]), (VN, K, [J]), (TH, K, [])]
    by = {(one.thing, one.nation): one for one in found}
    assert by[VN, K].aims == (("asia", "r-asia"),) and by[TH, K].aims == ((TH, "r-th"),)
    assert [one.gap for one in by[C, J].unsaid] == ["g-c"]
    assert set(by[VN, K].bases) == {"p-j1-e1", "e1", "r-asia"}


def test_gaps_of_cities_and_members_of_networks() -> None:
    city = Tie("entersCity", "j1", "hanoi", "e1", ("e1",))
    found = find_gaps(facts_of(city), [city], NATIONS, AROUND)
    assert rows(found, "city") == [("hanoi", C, [J]), ("hanoi", K, [J])]
    assert rows(found, "network") == [("hanoi", C, [J]), ("hanoi", K, [J])]
    member = next(one for one in found if one.scope == "network" and one.nation == K)
    assert member.network == "net" and member.rests == ("r-member",)
    assert member.aims == (("asia", "r-asia"), ("net", "r-net")) and [one.gap for one in member.unsaid] == ["g-net"]


def test_a_narrow_sector_is_a_record_of_the_wider_one() -> None:
    ties = [enters("k1", VN, "e1", "water"), enters("j1", VN, "e2", "environment")]
    found = find_gaps(facts_of(*ties), ties, (K, J), AROUND, scopes=["sector"])
    assert rows(found, "sector") == [("water", J, [K])]


def test_what_is_left_unsaid_is_of_the_nation_or_of_the_place_of_its_doings() -> None:
    ties = [enters("k1", VN, "e1"), enters("j1", VN, "e2")]
    found = unsaid_of_nations(facts_of(*ties), ties, NATIONS, AROUND)
    assert {nation: [one.gap for one in ones] for nation, ones in found.items()} == {K: ["g-e1"], C: ["g-c"], J: []}


def test_nations_are_compared_by_distinct_statements() -> None:
    ties = [
        enters("k1", VN, "e1", "water", stage="contract"), enters("k2", VN, "e1", "water", stage="contract"),
        enters("k1", VN, "e2", "rail"), enters("k1", TH, "e3", contested=True), enters("j1", VN, "e4", "water"),
        *partners("k1", "j1", "e5"), *partners("k1", "k2", "e6"), Tie("funds", "j1", "v1", "e7", (), instrument="loan"),
    ]  # fmt: skip
    listed = {("policies", K): (Entry("plan", bases=("plan",)),), ("policies", VN): (Entry("other"),)}
    findings = [Finding("topic", K, "text"), Finding("topic", VN, "none")]
    found = compare(facts_of(*ties), ties, (K, J), findings=findings, listed=listed)
    counts = {key: [(one.thing.removeprefix(ID), one.count) for one in ones] for key, ones in found.entries.items()}
    assert counts == {
        ("hosts", K): [(VN, 2), (TH, 1)], ("hosts", J): [(VN, 1)],
        ("actors", K): [("k1", 3), ("k2", 1)], ("actors", J): [("j1", 1)],
        ("sectors", K): [("rail", 1), ("water", 1)], ("sectors", J): [("water", 1)],
        ("stages", K): [("concept/stage/contract", 1)], ("instruments", J): [("concept/instrument/loan", 1)],
        ("partnerships", K): [(J, 1)], ("partnerships", J): [(K, 1)], ("policies", K): [("plan", 0)],
    }  # fmt: skip
    assert [one.contested for one in found.entries["hosts", K]] == [False, True]
    assert found.findings == (findings[0],)
    assert set(found.entries["hosts", K][0].bases) == {"e1", "e2", "p-k1-e1", "p-k1-e2", "p-k2-e1"}


@pytest.mark.parametrize("nations", [(), (K,), (K, K)])
def test_one_nation_is_no_comparison(nations: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="two or more different nations"):
        compare(facts_of(), (), nations)
