"""Selections: what each filter keeps, what a period means, how far hops reach, what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.analysis import Facts, Selection, Thing, Tie, read_facts, select, undated
from sckg.errors import NotFoundError, UsageError
from sckg.namespaces import ID
from sckg.queries import Session

VIEWS = Path(__file__).resolve().parents[1] / "queries" / "views"
KOREA, JAPAN, VIETNAM, CHINA = (f"{ID}place/{name}" for name in ("korea", "japan", "vietnam", "china"))
THINGS = {
    KOREA: Thing(
        KOREA, {"en": "Korea", "ko": "한국"}, "Country", KOREA, "KR", frozenset({"Country", "Place", "Actor"})
    ),
    VIETNAM: Thing(VIETNAM, {"en": "Vietnam"}, "Country", VIETNAM, "VN", frozenset({"Country", "Place", "Actor"})),
    "hanoi": Thing("hanoi", {"en": "Hanoi"}, "Municipality", VIETNAM, kinds=frozenset({"Municipality", "Place"})),
    "kt": Thing("kt", {"en": "KT"}, "Firm", KOREA, kinds=frozenset({"Firm", "Actor"})),
    "lh": Thing("lh", {"en": "LH"}, "PublicCorporation", KOREA, kinds=frozenset({"PublicCorporation", "PublicBody"})),
    "nec": Thing("nec", {"en": "NEC"}, "Firm", JAPAN, kinds=frozenset({"Firm", "Actor"})),
    "road": Thing("road", {"en": "Road"}, "", "", wider=frozenset({"building", "all"})),
}


def tie(subject: str, relation: str, end: str, **told: Any) -> Tie:
    statement = told.pop("statement", f"{subject}-{relation}-{end}")
    return Tie(relation, subject, end, statement, (statement,), **told)


TIES = (
    tie("kt", "enters", VIETNAM, sectors=("road",), stage="contract", earliest="2017-06-01", latest="2017-06-30"),
    tie("lh", "enters", VIETNAM, stage="memorandum", contested=True, earliest="2010-01-01", latest="2010-12-31"),
    tie("nec", "enters", VIETNAM, sectors=("water",)),
    tie("kt", "partnersWith", "nec", place="hanoi", earliest="2012-01-01", latest="2012-12-31", ended="2015-12-31"),
    tie("nec", "partnersWith", "kt", earliest="2013-01-01"),
)
FACTS = Facts(TIES, THINGS)


def kept(**asked: Any) -> set[tuple[str, str, str]]:
    return {(one.subject, one.relation, one.object) for one in select(FACTS, Selection(**asked))}


ALL = {(one.subject, one.relation, one.object) for one in TIES}
KT, LH, NEC, FORTH, BACK = sorted(ALL, key=[(one.subject, one.relation, one.object) for one in TIES].index)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ALL),
        ({"home": frozenset({KOREA})}, {KT, LH, FORTH}),
        ({"home": frozenset({KOREA, JAPAN})}, ALL),
        ({"host": frozenset({VIETNAM})}, {KT, LH, NEC, FORTH}),
        ({"host": frozenset({KOREA})}, {BACK}),
        ({"relation": frozenset({"enters"})}, {KT, LH, NEC}),
        ({"sector": frozenset({"road"})}, {KT}),
        ({"sector": frozenset({"all"})}, {KT}),
        ({"sector": frozenset({"all", "water"})}, {KT, NEC}),
        ({"kind": frozenset({"PublicBody"})}, {LH}),
        ({"kind": frozenset({"Firm"}), "relation": frozenset({"enters"})}, {KT, NEC}),
        ({"stage": frozenset({"contract", "pilot"})}, {KT}),
        ({"contested": True}, {LH}),
        ({"contested": False}, ALL - {LH}),
    ],
)
def test_a_filter_keeps(asked: dict[str, Any], expected: set[tuple[str, str, str]]) -> None:
    assert kept(**asked) == expected
    assert {(one.subject, one.relation, one.object) for one in TIES if Selection(**asked).keep(one, FACTS)} == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"as_of": "2017-06"}, {KT, LH, BACK}),
        ({"as_of": "2017-05"}, {LH, BACK}),
        ({"as_of": "2015-12"}, {LH, FORTH, BACK}),
        ({"as_of": "2016"}, {LH, BACK}),
        ({"as_of": "2017"}, {KT, LH, BACK}),
        ({"as_of": "2012-06-15"}, {LH, FORTH}),
        ({"start": "2016"}, {KT, BACK}),
        ({"start": "2014", "end": "2016"}, {FORTH, BACK}),
        ({"end": "2010"}, {LH}),
        ({"end": "2012-01"}, {LH, FORTH}),
        ({"start": "2011"}, {KT, FORTH, BACK}),
    ],
)
def test_a_period_keeps(asked: dict[str, Any], expected: set[tuple[str, str, str]]) -> None:
    """LH: 2010 · partners: 2012 to the end of 2015 · back: from 2013, open · KT: June 2017 · NEC: no date."""
    assert kept(**asked) == expected
    assert undated(FACTS, Selection(**asked)) == 1


def test_undated_counts_statements_that_the_other_filters_keep() -> None:
    twice = (*TIES, tie("kt", "enters", VIETNAM, statement="one"), tie("lh", "enters", VIETNAM, statement="one"))
    facts = Facts(twice, THINGS)
    assert undated(facts, Selection(as_of="2017")) == 2
    assert undated(facts, Selection(as_of="2017", home=frozenset({KOREA}))) == 1
    assert undated(facts, Selection(as_of="2017", contested=True)) == 0
    assert undated(facts, Selection()) == 0


@pytest.mark.parametrize("text", ["yesterday", "2017-13", "2017-02-30", "unknown", "ongoing", "17", "2017/2012"])
@pytest.mark.parametrize(("name", "told"), [("as_of", "as-of"), ("start", "from"), ("end", "to")])
def test_a_date_that_is_no_date_is_named_with_an_example(name: str, told: str, text: str) -> None:
    asked: dict[str, Any] = {name: text}
    with pytest.raises(UsageError, match=rf"^{told}: '{text}' is no date .* Example: {told}=20"):
        Selection(**asked)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"start": "2019", "end": "2012"}, r"to \(2012\) lies before from \(2019\)"),
        ({"as_of": "2019", "end": "2012"}, "exclude each other"),
        ({"hops": 0}, "hops: 0 is less than 1"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Selection(**asked)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"home": frozenset({KOREA}), "stage": frozenset({"pilot"})},
            r"nothing is left: stage \(pilot\) leaves none of the 3 ties\.",
        ),
        ({"home": frozenset({CHINA})}, r"home \(place/china\) leaves none of the 5 ties"),
        ({"contested": True, "sector": frozenset({"road"})}, r"contested \(only\) leaves none of the 1 ties"),
        ({"as_of": "1999"}, r"period \(as of 1999\) leaves none of the 5 ties \(1 of them without a date\)"),
        ({"start": "2020", "end": "2021", "home": frozenset({KOREA})}, r"period \(from 2020 to 2021\) .* 3 ties\."),
        ({"around": "road", "relation": frozenset({"partnersWith"})}, r"around \(Road\) leaves none of the 2 ties"),
    ],
)
def test_the_filter_that_leaves_nothing_is_named_with_what_was_left_before(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        select(FACTS, Selection(**asked))


def test_a_graph_without_ties_is_told_apart_from_a_filter() -> None:
    with pytest.raises(UsageError, match="holds no such ties"):
        select(Facts((), {}), Selection())


# Around a thing.


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), min_size=1, max_size=14),
    st.integers(1, 4),
)
def test_hops_reach_as_far_as_in_networkx(edges: list[tuple[str, str]], hops: int) -> None:
    facts = Facts([tie(start, "enters", end, statement=f"{number}") for number, (start, end) in enumerate(edges)], {})
    around = edges[0][0]
    graph: nx.MultiGraph[str] = nx.MultiGraph(edges)
    expected = nx.ego_graph(graph, around, radius=hops)
    found = select(facts, Selection(around=around, hops=hops))
    assert sorted(sorted((one.subject, one.object)) for one in found) == sorted(map(sorted, expected.edges()))


def test_around_what_is_no_node_are_the_ties_that_concern_it() -> None:
    assert kept(around="road") == {KT}
    assert kept(around="hanoi") == {FORTH}
    assert kept(around="kt-partnersWith-nec") == {FORTH}
    assert kept(around="road", hops=2) == ALL, "one hop further: all that KT and Vietnam are tied to"
    chain = Facts(
        [tie("kt", "enters", VIETNAM, sectors=("road",)), tie("lh", "enters", VIETNAM), tie("lh", "funds", "x")], {}
    )
    assert [one.object for one in select(chain, Selection(around="road", hops=2))] == [VIETNAM, VIETNAM]


# What people type.


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    return Session.open(built, VIEWS, "ko")


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("home", ["한국", "Korea", "KR", "place/korea", "korea", KOREA], frozenset({KOREA})),
        ("host", ["베트남", "VN"], frozenset({VIETNAM})),
        ("sector", ["transport", "교통"], frozenset({f"{ID}concept/sector/transport"})),
        ("relation", ["enters", "sckg:enters", "진출하다", "진출", "進出する"], frozenset({"enters"})),
        ("relation", ["actsWith", "acts together with", "함께 참여", "함께참여"], frozenset({"actsWith"})),
        ("kind", ["Firm", "firm", "기업", "企業"], frozenset({"Firm"})),
        ("stage", ["memorandum", "양해각서"], frozenset({"memorandum"})),
        ("around", ["LG CNS", "lg-cns"], f"{ID}actor/lg-cns"),
    ],
)
def test_names_in_any_language_ids_and_codes_mean_the_same(
    name: str, values: list[str], expected: object, session: Session
) -> None:
    for value in values:
        assert getattr(Selection.of(session, **{name: value}), name) == expected, value


def test_several_values_and_what_is_not_given(session: Session) -> None:
    found = Selection.of(session, home=("KR", "일본"), sector=(), around="", as_of=None, contested=False, hops=2)
    assert found == Selection(home=frozenset({KOREA, JAPAN}), contested=False, hops=2)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"home": "Narnia"}, NotFoundError, "^home: nothing is called 'Narnia'.*Example: home=Korea"),
        ({"home": "KT"}, UsageError, r"^home: KT \(actor/kt\) is no Country. Example: home=Korea"),
        ({"around": "nobody at all"}, NotFoundError, "^around: nothing is called 'nobody at all'"),
        (
            {"sector": "astrology"},
            UsageError,
            "^sector: 'astrology' is none of agriculture, .*Example: sector=transport",
        ),
        ({"stage": "late"}, UsageError, "^stage: 'late' is none of .*Example: stage=memorandum"),
        (
            {"relation": "loves"},
            NotFoundError,
            "(?s)^relation: 'loves' is none .*Example: relation=enters.*partnersWith",
        ),
        ({"relation": "borders"}, NotFoundError, "^relation: 'borders' is none"),
        ({"kind": "Wizard"}, NotFoundError, "(?s)^kind: 'Wizard' is none .*Example: kind=Firm.*Ministry"),
        ({"kind": "Project"}, NotFoundError, "^kind: 'Project' is none"),
        ({"as_of": "2017-14"}, UsageError, "^as-of: '2017-14' is no date"),
        ({"colour": "red"}, UsageError, "^no filter 'colour'. There are: around, as_of"),
    ],
)
def test_what_nothing_goes_by_is_told(
    given: dict[str, str], error: type[UsageError], message: str, session: Session
) -> None:
    with pytest.raises(error, match=message):
        Selection.of(session, **given)


@pytest.mark.parametrize("name", ["home", "host", "sector", "relation", "kind", "stage", "around"])
def test_every_example_of_a_message_works(name: str, session: Session) -> None:
    with pytest.raises(UsageError) as told:
        Selection.of(session, **{name: "no such name"})
    example = str(told.value).partition(f"Example: {name}=")[2].splitlines()[0].partition(". There are")[0]
    select(read_facts(session), Selection.of(session, **{name: example}))


def test_a_wider_sector_takes_its_narrower_ones(session: Session) -> None:
    facts = read_facts(session)
    wide, narrow = (select(facts, Selection.of(session, sector=name)) for name in ("ict-solution", "iot"))
    assert set(narrow) < set(wide)
    assert all(f"{ID}concept/sector/iot" in one.sectors for one in narrow)


def test_what_is_asked_is_told_in_the_readers_language(session: Session) -> None:
    found = Selection.of(session, home="KR", sector="transport", contested=False, start="2014", around="KT", hops=2)
    assert found.asked(read_facts(session)) == {
        "home": "한국",
        "sector": "교통",
        "contested": "without",
        "period": "from 2014",
        "around": "KT, 2",
    }
