"""Flows: a number counts distinct statements, sectors roll up, disputed ones are known, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.analysis import Facts, Flow, Thing, Tie, flows, read_facts, top_sectors
from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.queries import Session

VIEWS = Path(__file__).resolve().parents[1] / "queries" / "views"
COUNTRY = frozenset({"Country", "Place", "Actor"})
THINGS: Mapping[str, Thing] = {
    **{name: Thing(name, {"en": name}, "Country", name, kinds=COUNTRY) for name in ("korea", "japan", "vietnam")},
    "kt": Thing("kt", {"en": "KT"}, "Firm", "korea"),
    "lh": Thing("lh", {"en": "LH"}, "Firm", "korea"),
    "nec": Thing("nec", {"en": "NEC"}, "Firm", "japan"),
    "stranger": Thing("stranger", {"en": "X"}, "Firm", ""),
    "metro": Thing("metro", {"en": "Metro"}, "", "", wider=frozenset({"transport", "infrastructure"})),
    "transport": Thing("transport", {"en": "Transport"}, "", "", wider=frozenset({"infrastructure"})),
    "infrastructure": Thing("infrastructure", {"en": "Infrastructure"}, "", ""),
}


def tie(subject: str, end: str, statement: str, **told: Any) -> Tie:
    return Tie(told.pop("relation", "enters"), subject, end, statement, (statement,), **told)


def test_a_consortium_counts_once_for_each_of_its_home_countries() -> None:
    ties = [tie(actor, "vietnam", "memorandum") for actor in ("kt", "lh", "nec")]
    found = flows(Facts(ties, THINGS), ties)
    assert [(flow.home, flow.host, flow.weight, len(flow.ties)) for flow in found] == [
        ("japan", "vietnam", 1, 1),
        ("korea", "vietnam", 1, 2),
    ]


def test_a_statement_is_disputed_only_where_all_its_ties_are() -> None:
    ties = [
        tie("kt", "vietnam", "half", contested=True),
        tie("lh", "vietnam", "half"),
        tie("kt", "vietnam", "whole", contested=True),
    ]
    (found,) = flows(Facts(ties, THINGS), ties)
    assert (found.statements, found.contested) == (("half", "whole"), ("whole",))


def test_sectors_roll_up_to_the_widest_and_none_is_told() -> None:
    ties = [tie("kt", "vietnam", "a", sectors=("metro", "transport")), tie("kt", "vietnam", "b")]
    facts = Facts(ties, THINGS)
    assert [(flow.sector, flow.statements) for flow in flows(facts, ties, sectors=True)] == [
        ("", ("b",)),
        ("infrastructure", ("a",)),
    ]
    assert top_sectors(facts, ties[0]) == ("infrastructure",) and top_sectors(facts, ties[1]) == ("",)


def test_an_unknown_home_is_kept_as_unknown() -> None:
    ties = [tie("stranger", "vietnam", "a")]
    assert [flow.home for flow in flows(Facts(ties, THINGS), ties)] == [""]


def test_other_relations_are_no_entries() -> None:
    ties = [tie("kt", "nec", "a", relation="partnersWith")]
    with pytest.raises(UsageError, match="none of the 1 ties chosen is an entry"):
        flows(Facts(ties, THINGS), ties)


@given(st.permutations(range(6)))
def test_the_order_of_ties_changes_nothing(order: list[int]) -> None:
    ties = [tie(actor, "vietnam", str(number)) for number, actor in enumerate(("kt", "lh", "nec") * 2)]
    facts = Facts(ties, THINGS)
    assert flows(facts, [ties[place] for place in order], sectors=True) == flows(facts, ties, sectors=True)


@pytest.fixture(scope="module")
def real(built: Path) -> tuple[Facts, list[Flow]]:
    facts = read_facts(Session.open(built, VIEWS))
    return facts, flows(facts, facts.ties)


def test_every_entry_of_the_report_is_in_exactly_one_flow(real: tuple[Facts, list[Flow]]) -> None:
    facts, found = real
    entries = sorted(tie for tie in facts.ties if tie.relation == "enters")
    assert sorted(tie for flow in found for tie in flow.ties) == entries
    assert {flow.host for flow in found} == {tie.object for tie in entries}


def test_every_number_of_the_report_can_be_cited(real: tuple[Facts, list[Flow]]) -> None:
    facts, found = real
    assert [flow for flow in found for one in flow.statements if not facts.cite((one,))] == []


def test_who_enters_kuwait(real: tuple[Facts, list[Flow]]) -> None:
    _, found = real
    kuwait = [flow for flow in found if flow.host == f"{ID}place/kuwait"]
    assert [flow.home for flow in kuwait] == [f"{ID}place/korea"]
    assert f"{ID}engagement/contract-lh-pahw-abdullah-2017" in kuwait[0].statements
