"""Facts: every derived edge once, with what it rests on, and the things it names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from sckg.analysis import FAMILIES, Facts, Part, Thing, Tie, read_facts
from sckg.analysis.facts import _in_detail
from sckg.namespaces import ID, ONTOLOGY
from sckg.queries import Session, ask, explain, named
from sckg.queries.parameters import fill_values
from sckg.store import Endpoint, GraphStore, push

VIEWS = Path(__file__).resolve().parents[1] / "queries" / "views"
DERIVED = ("enters", "entersCity", "funds", "partnersWith", "supplies")
STATED = ("memberOf", "participatesIn")
DERIVATIONS = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?derivation ?subject ?predicate ?object {
  ?derivation rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
}
"""
EXPORT = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?derivation ?basis { ?derivation rdf:subject ?any ; prov:wasDerivedFrom ?basis }
"""


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    return Session.open(built, VIEWS, "ko")


@pytest.fixture(scope="module")
def facts(session: Session) -> Facts:
    return read_facts(session)


def derived(session: Session) -> set[tuple[str, str, str, str]]:
    """Every derived edge of the graph: subject, local name, object, derivation."""
    return {
        (told["subject"].value, told["predicate"].value.removeprefix(ONTOLOGY), told["object"].value, one.value)
        for told in session.engine.select(DERIVATIONS)
        if (one := told["derivation"])
    }


def edge(tie: Tie) -> tuple[str, str, str, str]:
    return tie.subject, tie.relation, tie.object, tie.derivation


def test_every_derivation_is_one_tie_and_nothing_else_is(session: Session, facts: Facts) -> None:
    found = Counter(map(edge, (*facts.ties, *facts.nations)))
    assert set(found) == {one for one in derived(session) if one[1] in DERIVED}
    assert set(found.values()) == {1}
    stated = {edge(tie) for tie in facts.stated if tie.derivation}
    assert stated == {one for one in derived(session) if one[1] in STATED}


def test_ties_are_sorted(facts: Facts) -> None:
    assert list(facts.ties) == sorted(facts.ties) and list(facts.nations) == sorted(facts.nations)


def test_what_a_nation_does_stands_apart_and_rests_on_what_its_actors_do(facts: Facts) -> None:
    actors = {tie.derivation: tie for tie in facts.ties}
    assert {tie.rule for tie in facts.nations} == {"enters-as-nation"}
    for tie in facts.nations:
        (below,) = (actors[one] for one in tie.below)
        assert (facts.home(below.subject), below.object) == (tie.subject, tie.object)
        assert (below.statement, below.bases) == (tie.statement, tie.bases)
    assert {one for tie in facts.nations for one in tie.below} == {
        tie.derivation for tie in facts.ties if tie.relation == "enters" and tie.rule != "enters-as-government"
    }


def test_a_tie_rests_on_statements_that_are_cited_and_on_no_derivation(session: Session, facts: Facts) -> None:
    bases = {(one["derivation"].value, one["basis"].value) for one in session.engine.select(EXPORT)}
    for tie in facts.ties:
        stated = {basis for derivation, basis in bases if derivation == tie.derivation}
        more = set(tie.bases) - stated
        assert stated <= set(tie.bases) and (not more or tie.statement in more), tie
    for tie in (*facts.ties, *facts.nations, *facts.stated):
        assert tie.statement in tie.bases
        assert not any(basis.startswith(f"{ID}derivation/") for basis in tie.bases)
        assert facts.cite(tie.bases), tie


def test_taking_part_in_a_project_is_no_activity_beside_the_engagements_that_tell_how(facts: Facts) -> None:
    """Abdullah (table 3-7): LH is in the consortium and in the contract; that it takes part is nothing more."""
    plain = {f"{ID}relationship/lh--participates-in--abdullah-smart-city"}
    (tie,) = (one for one in facts.ties if plain <= set(one.bases))
    assert (tie.relation, tie.subject, tie.object) == ("enters", f"{ID}actor/lh", f"{ID}place/kuwait")
    assert tie.statement.startswith(f"{ID}engagement/") and tie.kind != "participates-in"
    others = [one for one in facts.ties if (one.subject, one.object) == (tie.subject, tie.object) and one is not tie]
    assert tie.statement in {one.statement for one in others}


def test_taking_part_counts_under_an_engagement_that_is_told_of_another(facts: Facts) -> None:
    """Lines 2040-2042: Sumitomo leads the founding of the consortium that takes part; that is one activity, not two."""
    plain = f"{ID}relationship/dong-anh-japanese-consortium--participates-in--dong-anh-smart-city"
    found = [one for one in facts.ties if plain in one.bases]
    assert {one.statement for one in found} == {f"{ID}engagement/consortium-formation-sumitomo-dong-anh-2018"}
    assert {one.subject for one in found if one.relation == "enters"} == {f"{ID}actor/dong-anh-japanese-consortium"}


def test_taking_part_counts_by_itself_where_no_engagement_is_told(facts: Facts) -> None:
    plain = f"{ID}relationship/dong-anh-japanese-consortium--participates-in--dong-anh-smart-city"
    tie = next(one for one in facts.ties if plain in one.bases)
    alone = replace(tie, statement=plain, kind="participates-in", rule="enters-by-relation", bases=(plain,))
    assert list(_in_detail([alone], [])) == [alone]


def test_a_statement_is_an_engagement_or_else_a_relationship(facts: Facts) -> None:
    assert {facts.things[tie.statement].family for tie in facts.ties} == {"Engagement", "Relationship"}
    for tie in facts.ties:
        engaged = any(facts.is_a(basis, "Engagement") for basis in tie.bases)
        assert facts.is_a(tie.statement, "Engagement") is engaged


def test_a_tie_tells_what_its_statement_says(facts: Facts) -> None:
    """Table 3-8 of the report: LG CNS and HP, a memorandum for China."""
    (tie,) = (one for one in facts.ties if one.subject == f"{ID}actor/lg-cns" and one.object == f"{ID}place/china")
    assert (tie.relation, tie.kind, tie.roles, tie.rule) == ("enters", "memorandum", ("signatory",), "enters")
    assert tie.earliest and tie.earliest <= tie.latest and tie.date and not tie.contested
    assert facts.label(tie.object) == "중국" and facts.label(tie.object, "ja") == "中国"
    assert facts.home(tie.subject) == f"{ID}place/korea" and facts.host(tie) == f"{ID}place/china"
    assert facts.things[tie.place].kind in ("Country", "Municipality", "Province", "Zone")


def test_citations_are_those_of_the_explanation(session: Session, facts: Facts) -> None:
    tie = next(one for one in facts.ties if one.relation == "funds" and one.subject == f"{ID}actor/kind")
    told = explain(session, (tie.subject, ONTOLOGY + tie.relation, tie.object))
    places = {place for one in told for place in (*one.citations, *(at for _, cited in one.parties for at in cited))}
    same = [one for one in facts.ties if (one.subject, one.relation, one.object) == (tie.subject, "funds", tie.object)]
    assert set(facts.cite(base for one in same for base in one.bases)) == places


def test_a_citation_is_asked_for_once() -> None:
    class Reader:
        language = "en"
        asked: list[list[str]] = []

        def citations(self, iris: object) -> dict[str, tuple[str, ...]]:
            assert isinstance(iris, list)
            self.asked.append(iris)
            return {"a": ("p. 1", "p. 2"), "b": ("p. 2",)}

    reader = Reader()
    facts = Facts((), {}, reader=reader)
    assert facts.cite(["b", "a", "none"]) == ("p. 2", "p. 1")
    assert facts.cite(["a"]) == ("p. 1", "p. 2") and facts.cite(["none"]) == ()
    assert reader.asked == [["b", "a", "none"]]


def test_a_sector_is_that_of_the_engagement_and_only_else_that_of_the_project(facts: Facts, session: Session) -> None:
    """The saved question counts what the engagement itself says; where that says something, both are the same."""
    table = ask(session, named(VIEWS.parent, "entries-in-a-sector"), {"sector": "transport"})
    asked = {tuple(str(getattr(cell, "iri", "")) for cell in (row[0], row[2], row[3])) for row in table.rows}
    sector = f"{ID}concept/sector/transport"
    three = {f"{ID}place/{name}" for name in ("korea", "china", "japan")}
    found = {
        (tie.subject, tie.object, tie.statement)
        for tie in facts.ties
        if tie.relation == "enters" and sector in tie.sectors and facts.home(tie.subject) in three
        if facts.is_a(tie.statement, "Engagement")
    }
    silent = {row["e"].value for row in session.engine.select(_SILENT)}
    assert asked == {entry for entry in found if entry[2] not in silent}
    by_project = [tie for tie in facts.stated if tie.project and not facts.is_a(tie.statement, "Engagement")]
    assert any(tie.sectors for tie in by_project), "no tie takes the sectors of its project any more: drop the fallback"
    for tie in by_project:
        said = {row["s"].value for row in session.engine.select(_SECTORS % tie.project)}
        assert set(tie.sectors) == said


_SECTORS = """
PREFIX sckg: <https://w3id.org/sckg/ontology#>
SELECT DISTINCT ?s { <%s> sckg:sector ?s }
"""
_SILENT = """
PREFIX sckg: <https://w3id.org/sckg/ontology#>
SELECT DISTINCT ?e { ?e a sckg:Engagement MINUS { ?e sckg:sector ?any } }
"""


_LANDS = """
PREFIX sckg: <https://w3id.org/sckg/ontology#>
SELECT DISTINCT ?e ?land {
  ?e a sckg:Engagement ; sckg:place|sckg:takesPlaceIn ?place .
  ?place sckg:inCountry ?land .
}
"""


def test_things_know_their_class_home_code_and_wider_sectors(facts: Facts) -> None:
    seoul = next(one for one in facts.things.values() if one.iri == f"{ID}place/seoul")
    assert (seoul.kind, seoul.family, seoul.home) == ("Municipality", "Place", f"{ID}place/korea")
    assert {"AdministrativeArea", "Place", "Actor"} < seoul.kinds
    korea = facts.things[f"{ID}place/korea"]
    assert (korea.kind, korea.family, korea.code, korea.home) == ("Country", "Country", "KR", korea.iri)
    assert korea.labels == {"en": "Korea", "ja": "韓国", "ko": "한국", "zh": "韩国"}
    kt = facts.things[f"{ID}actor/kt"]
    assert (kt.kind, kt.family, kt.home) == ("Firm", "Actor", korea.iri)
    project = next(one for one in facts.things.values() if one.kind == "Project" and one.home)
    assert project.family == "Project" and facts.is_a(project.home, "Country")
    assert facts.things[f"{ID}concept/sector/iot"].wider == {
        f"{ID}concept/sector/ict-solution",
        f"{ID}concept/sector/industry-innovation",
    }
    assert facts.label(f"{ONTOLOGY}enters", "zh") == "进入"


def test_every_end_statement_place_project_and_sector_is_a_known_thing(facts: Facts) -> None:
    for tie in (*facts.ties, *facts.stated):
        for iri in (tie.subject, tie.object, tie.statement, tie.place, tie.project, *tie.sectors):
            assert not iri or facts.things[iri].labels or facts.things[iri].family == "Relationship", iri
        assert facts.things[tie.subject].family in FAMILIES
        assert not tie.place or facts.is_a(tie.place, "Place")
        assert not tie.project or facts.is_a(tie.project, "Project")


def test_an_entry_takes_place_in_the_country_entered(facts: Facts) -> None:
    for tie in facts.ties:
        if tie.relation == "enters":
            assert facts.host(tie) == tie.object == facts.home(tie.place), tie


def test_of_several_places_and_projects_the_tie_names_the_one_it_leads_to(facts: Facts, session: Session) -> None:
    lands: dict[str, set[str]] = {}
    for row in session.engine.select(_LANDS):
        lands.setdefault(row["e"].value, set()).add(row["land"].value)
    several = [tie for tie in facts.ties if len(lands.get(tie.statement, ())) > 1]
    assert several, "no engagement in two countries any more: make one by hand"
    for tie in several:
        if facts.home(tie.object) in lands[tie.statement]:
            assert facts.home(tie.place) == facts.home(tie.object), tie
    for tie in (*facts.ties, *facts.stated):
        if facts.is_a(tie.object, "Project"):
            assert tie.project == tie.object


def test_the_host_of_other_ties_is_where_the_place_lies_or_else_the_home_of_the_object() -> None:
    things = {
        "city": Thing("city", {}, "Municipality", "vietnam"),
        "other": Thing("other", {}, "Firm", "japan"),
        "nowhere": Thing("nowhere", {}, "Firm", ""),
    }
    facts = Facts((), things)
    placed = Tie("partnersWith", "a", "other", "s", ("s",), place="city")
    assert facts.host(placed) == "vietnam"
    assert facts.host(Tie("partnersWith", "a", "other", "s", ("s",))) == "japan"
    assert facts.host(Tie("funds", "a", "nowhere", "s", ("s",))) == ""
    assert facts.host(Tie("entersCity", "a", "city", "s", ("s",), place="other")) == "vietnam"


def test_an_actor_takes_part_in_a_project_where_nothing_more_is_said(facts: Facts) -> None:
    said = {(tie.subject, tie.object, tie.statement) for tie in facts.ties if tie.relation in ("funds", "supplies")}
    parts = [tie for tie in facts.stated if tie.relation == "takesPartIn"]
    assert parts and said
    assert not said & {(tie.subject, tie.object, tie.statement) for tie in parts}
    engaged = {(part.actor, part.engagement) for part in facts.parts}
    assert {(tie.subject, tie.statement) for tie in parts} <= engaged
    assert all(facts.is_a(tie.object, "Project") and tie.roles and not tie.derivation for tie in parts)


def test_parts_say_which_roles_make_partners(facts: Facts) -> None:
    partners = {part.role for part in facts.parts if part.partner}
    assert {"signatory", "partner"} <= partners
    assert not partners & {"participant", "host", "supplier"}


def test_disputed_is_what_disputed_ties_alone_rest_on() -> None:
    ties = [
        Tie("enters", "a", "x", "s", ("p", "s"), contested=True),
        Tie("enters", "b", "x", "s", ("q", "s")),
        Tie("enters", "c", "x", "t", ("t",), contested=True),
    ]
    assert Facts(ties, {}).disputed == {"p", "t"}


def test_an_unknown_thing_goes_by_its_id() -> None:
    facts = Facts((), {}, parts=[Part("e", "b", "member", "p", True), Part("e", "a", "member", "p", True)])
    assert facts.label(f"{ID}actor/x") == "actor/x" and facts.home("x") == "" and not facts.is_a("x", "Firm")
    assert [part.actor for part in facts.parts] == ["a", "b"]


# Other engines.


@pytest.fixture(params=["oxigraph_server", "virtuoso_server"])
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The query address of a server."""
    monkeypatch.setattr("sckg.analysis.known.RICH", 60)  # the Virtuoso of the tests cuts at 1,000 rows
    return str(request.getfixturevalue(request.param))


def test_a_server_gives_the_same_facts(address: str, built: Path, facts: Facts) -> None:
    login = ("dba", "dba") if address.endswith("/sparql") else None
    server = Endpoint(address, login=login, timeout=120)
    push(built, GraphStore.find(server, login=login), login=login)
    there = read_facts(Session(Endpoint(address, timeout=120), VIEWS, "ko"))
    for part in ("ties", "nations", "stated", "parts", "engagements", "things"):
        assert getattr(there, part) == getattr(facts, part), part


@pytest.fixture(scope="module")
def rdflib_graph(tiny_built: Path) -> rdflib.Graph:
    """All graphs of the tiny build in one of rdflib."""
    quads = ox.parse(path=str(tiny_built / "sckg.nq"), format=ox.RdfFormat.N_QUADS)
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    assert text
    return rdflib.Graph().parse(data=text, format="nt")


@pytest.mark.parametrize("name", ["ties", "parts", "things", "codes", "narrower"])
def test_a_view_means_the_same_to_rdflib(name: str, tiny_built: Path, rdflib_graph: rdflib.Graph) -> None:
    session = Session.open(tiny_built, VIEWS)
    text = (VIEWS / f"{name}.rq").read_text(encoding="utf-8")
    if name == "things":
        iris = sorted({end for tie in read_facts(session).ties for end in (tie.subject, tie.object, tie.statement)})
        text = fill_values(text, "thing", (f"<{iri}>" for iri in iris))
    text = text.replace("?_class_iri", f"<{ONTOLOGY}Actor>").replace("?_scheme_iri", f"<{ID}concept/stage>")
    here = {frozenset((key, term.value) for key, term in row.items()) for row in session.engine.select(text)}
    there = {
        frozenset((str(key), str(value)) for key, value in row.items()) for row in rdflib_graph.query(text).bindings
    }
    assert here == there and here
