"""Projections: each shape against the graph itself, undone exactly, the same whatever the order, without cliques."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.analysis import Facts, Part, Selection, Thing, Tie, project, read_facts, recover, select, shapes
from sckg.analysis.projection import ties_of
from sckg.errors import UsageError
from sckg.namespaces import ID, ONTOLOGY
from sckg.queries import Session

VIEWS = Path(__file__).resolve().parents[1] / "queries" / "views"
EDGES = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sckg: <https://w3id.org/sckg/ontology#>
SELECT DISTINCT ?subject ?predicate ?object ?derivation ?nation ?land {
  VALUES ?predicate { %s }
  ?derivation rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  OPTIONAL { ?subject a ?nation FILTER(?nation = sckg:Country) }
  OPTIONAL { ?object a ?land FILTER(?land = sckg:Country) }
}
"""
PARTNERS = """
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX sckg: <https://w3id.org/sckg/ontology#>
SELECT DISTINCT ?engagement ?actor ?kind {
  ?part sckg:inEngagement ?engagement ; sckg:actor ?actor ; org:role/sckg:countsAsPartnership true .
  ?engagement sckg:engagementKind ?kind .
}
"""
Row = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    return Session.open(built, VIEWS, "ko")


@pytest.fixture(scope="module")
def facts(session: Session) -> Facts:
    return read_facts(session)


def in_graph(session: Session, *relations: str) -> list[tuple[Row, bool, bool]]:
    """Derived edges with their derivations, and whether subject and object are countries."""
    text = EDGES % " ".join(f"sckg:{name}" for name in relations)
    return [
        ((row["subject"].value, row["predicate"].value, row["object"].value, row["derivation"].value),
         "nation" in row, "land" in row)
        for row in session.engine.select(text)
    ]  # fmt: skip


# Undone.


def test_relations_give_back_every_edge_of_the_graph_with_its_derivations(session: Session, facts: Facts) -> None:
    """But those of nations, which the shape leaves out; a partnership is left out between two nations alone."""
    found = recover(project(facts, "relations"))
    edges = in_graph(session, "enters", "partnersWith", "funds")
    assert found == {
        row for row, nation, land in edges if not nation or (row[1] == f"{ONTOLOGY}partnersWith" and not land)
    }


@pytest.mark.parametrize("relation", ["entersCity", "supplies", "memberOf", "participatesIn"])
def test_a_relation_drawn_on_demand_gives_back_its_edges(relation: str, session: Session, facts: Facts) -> None:
    found = recover(project(facts, "relations", Selection(relation=frozenset({relation}))))
    assert found == {row for row, nation, _ in in_graph(session, relation) if not nation}


def test_countries_give_back_every_entry_of_a_nation_with_its_derivations(session: Session, facts: Facts) -> None:
    found = recover(project(facts, "countries"))
    assert found == {row for row, nation, _ in in_graph(session, "enters") if nation}


def test_projects_give_back_derived_edges_and_the_way_through_engagements(session: Session, facts: Facts) -> None:
    found = recover(project(facts, "projects"))
    derived = {row for row, *_ in in_graph(session, "participatesIn", "funds", "supplies") if "/project/" in row[2]}
    assert {row for row in found if row[3]} == derived
    begin, close = "^sckg:actor/sckg:inEngagement", "sckg:concernsProject"
    assert {row[1] for row in found if not row[3]} == {begin, close}
    idle = shapes()["projects"].idle
    said = {(tie.subject, tie.statement, tie.object) for tie in facts.ties if tie.relation in ("funds", "supplies")}
    busy = {(part.actor, part.engagement) for part in facts.parts if part.role not in idle}
    about = {(row["e"].value, row["p"].value) for row in session.engine.select(_ABOUT)}
    ways = {(actor, one, project) for actor, one in busy for other, project in about if one == other} - said
    assert {row[:3] for row in found if row[1] == begin} == {(actor, begin, one) for actor, one, _ in ways}
    assert {row[:3] for row in found if row[1] == close} == {(one, close, end) for _, one, end in ways}


_ABOUT = "SELECT DISTINCT ?e ?p { ?e <https://w3id.org/sckg/ontology#concernsProject> ?p }"


def test_engagements_give_back_who_is_in_them_and_who_is_a_member(session: Session, facts: Facts) -> None:
    found = recover(project(facts, "engagements"))
    assert {row for row in found if row[3]} == {row for row, *_ in in_graph(session, "memberOf")}
    together: dict[str, set[str]] = {}
    for row in session.engine.select(PARTNERS):
        if not row["kind"].value.endswith("/membership"):
            together.setdefault(row["engagement"].value, set()).add(row["actor"].value)
    expected = {(actor, one) for one, actors in together.items() if len(actors) > 1 for actor in actors}
    ways = {(row[0], row[2]) for row in found if row[1] == "^sckg:actor/sckg:inEngagement"}
    back = {(row[2], row[0]) for row in found if row[1] == "^sckg:inEngagement/sckg:actor"}
    assert ways | back == expected


@given(st.randoms(use_true_random=False), st.sampled_from(["relations", "engagements", "projects", "countries"]))
def test_part_of_a_network_gives_back_exactly_its_ties(random: Random, shape: str) -> None:
    facts = made(random)
    chosen = Selection(contested=random.choice([None, True, False]))
    try:
        ties = select(facts, chosen, ties=ties_of(facts, shapes()[shape]))
    except UsageError:
        return
    found = recover(project(facts, shape, chosen))
    nations = {one: tie for tie in facts.nations for one in tie.below}
    stands = [nations.get(tie.derivation, tie) for tie in ties if tie.derivation] if shape == "countries" else ties
    assert {row for row in found if row[3]} == {
        (tie.subject, ONTOLOGY + tie.relation, tie.object, tie.derivation) for tie in stands if tie.derivation
    }
    through = {(tie.subject, tie.statement) for tie in ties if not tie.derivation}
    assert {(row[0], row[2]) for row in found if row[1].startswith("^sckg:actor")} <= through
    ends = {(row[2], row[0]) for row in found if row[1] == "^sckg:inEngagement/sckg:actor"}
    assert through == {(row[0], row[2]) for row in found if row[1].startswith("^sckg:actor")} | ends


# What edges and nodes say.


def test_the_default_network_has_an_edge_for_every_pair_and_relation(session: Session, facts: Facts) -> None:
    graph = project(facts)
    pairs = set()
    for (subject, predicate, end, _), nation, land in in_graph(session, "enters", "partnersWith", "funds"):
        symmetric = predicate.endswith("partnersWith")
        if not nation or (symmetric and not land):
            pairs.add((*(sorted((subject, end)) if symmetric else (subject, end)), predicate.removeprefix(ONTOLOGY)))
    assert set(graph.edges(keys=True)) == pairs
    assert all(data["relation"] == key for _, _, key, data in graph.edges(keys=True, data=True))


def test_an_edge_says_what_its_ties_say(facts: Facts) -> None:
    graph = project(facts)
    for start, end, data in graph.edges(data=True):
        ties = [
            tie
            for tie in facts.ties
            if tie.relation == data["relation"]
            if (tie.subject, tie.object) in {(start, end), *([(end, start)] if tie.relation == "partnersWith" else [])}
        ]
        assert data["weight"] == len({tie.statement for tie in ties}) == len(data["statements"])
        assert data["contested"] is all(tie.contested for tie in ties)
        assert data["earliest"] == min((tie.earliest for tie in ties if tie.earliest), default="")
        assert data["latest"] == max(tie.latest for tie in ties)
        assert data["citations"] and set(data["citations"]) == set(facts.cite(b for tie in ties for b in tie.bases))
        assert data["label"] == facts.label(ONTOLOGY + data["relation"], "ko")


def test_nodes_have_labels_in_four_languages_kind_home_and_citations(facts: Facts) -> None:
    graph = project(facts)
    vietnam, kt = graph.nodes[f"{ID}place/vietnam"], graph.nodes[f"{ID}actor/kt"]
    assert [vietnam[f"label_{tag}"] for tag in ("ko", "en", "ja", "zh")] == ["베트남", "Vietnam", "ベトナム", "越南"]
    assert (vietnam["label"], vietnam["kind"], vietnam["country"]) == ("베트남", "Country", "VN")
    assert (kt["kind"], kt["family"], kt["country"], kt["home"]) == ("Firm", "Actor", "KR", f"{ID}place/korea")
    assert "" <= kt["earliest"] <= kt["latest"] and kt["citations"]


def test_a_network_says_what_it_shows(facts: Facts, session: Session) -> None:
    graph = project(facts, "countries", Selection.of(session, home="KR", as_of="2018"))
    assert graph.graph["asked"] == {"home": "한국", "period": "as of 2018"}
    assert graph.graph["title"] == shapes()["countries"].title["ko"] and graph.graph["language"] == "ko"
    assert graph.graph["shape"] == "countries" and graph.graph["undated"] > 0
    assert graph.graph["ties"] == sum(len(data["derivations"]) for *_, data in graph.edges(data=True))
    assert {start for start, _ in graph.edges()} == {f"{ID}place/korea"}


def test_a_statement_counts_once_between_two_countries() -> None:
    """Two firms and the nation behind them: one memorandum. A government's own act is another."""
    ties = [
        tie("a", "enters", "vietnam", statement="mou", derivation="1"),
        tie("b", "enters", "vietnam", statement="mou", derivation="2", contested=True),
        tie("korea", "enters", "vietnam", statement="summit", rule="enters-as-government", derivation="3"),
        *(
            tie("korea", "enters", "vietnam", statement="mou", rule="enters-as-nation", derivation=f"n{n}", below=(n,))
            for n in "12"
        ),
    ]
    graph = project(Facts(ties, THINGS), "countries")
    ((start, end, data),) = graph.edges(data=True)
    assert (start, end, data["weight"], data["contested"]) == ("korea", "vietnam", 2, False)
    assert data["statements"] == ["mou", "summit"] and data["derivations"] == ["3", "n1", "n2"]


def test_who_has_no_home_is_in_no_network_of_countries() -> None:
    facts = Facts([tie("nobody", "enters", "vietnam"), tie("a", "enters", "vietnam")], THINGS)
    assert set(project(facts, "countries")) == {"korea", "vietnam"}


def test_nations_are_no_subjects_of_relations_unless_asked_for() -> None:
    ends = (("korea", "enters", "vietnam"), ("a", "partnersWith", "korea"), ("korea", "partnersWith", "a"))
    facts = Facts([tie(*one) for one in ends], THINGS)
    assert set(project(facts).edges()) == {("a", "korea")}
    asked = project(facts, selection=Selection(kind=frozenset({"Country"})))
    assert set(asked.edges()) == {("korea", "vietnam"), ("a", "korea")}


def test_two_relations_between_two_nodes_are_two_edges() -> None:
    facts = Facts([tie("a", "funds", "c"), tie("a", "partnersWith", "c"), tie("c", "partnersWith", "a")], THINGS)
    assert set(project(facts).edges(keys=True)) == {("a", "c", "funds"), ("a", "c", "partnersWith")}


# No cliques.


@pytest.mark.parametrize(("members", "kind"), [(5, "memorandum"), (6, "memorandum"), (40, "consortium-formation")])
def test_partners_of_a_large_engagement_are_tied_to_it_and_not_to_each_other(members: int, kind: str) -> None:
    names = [f"m{number:02d}" for number in range(members)]
    facts = engaged(kind, *((name, True) for name in names), ("looker-on", False))
    edges = set(project(facts, "engagements").edges(keys=True))
    if members <= shapes()["engagements"].largest:
        assert edges == {(one, other, "actsWith") for one, other in permutations(names, 2) if one < other}
    else:
        assert edges == {(name, "e", "takesPartIn") for name in names}


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("membership", [("a", True), ("b", True)]),
        ("memorandum", [("a", True), ("b", False)]),
        ("memorandum", [("a", False), ("b", False)]),
        ("memorandum", [("a", True)]),
    ],
)
def test_members_of_a_body_and_mere_participants_do_not_act_together(kind: str, parts: list[tuple[str, bool]]) -> None:
    with pytest.raises(UsageError, match="holds no such ties"):
        project(engaged(kind, *parts), "engagements")


def test_an_actor_in_two_roles_is_no_partner_of_itself() -> None:
    parts = [Part("e", "a", role, f"p{role}", True) for role in ("lead", "member")]
    facts = Facts((), THINGS, parts=parts, engagements=[Tie("", "", "", "e", ("e",))])
    with pytest.raises(UsageError, match="no such ties"):
        project(facts, "engagements")


def test_a_member_is_tied_to_the_association(facts: Facts) -> None:
    graph = project(facts, "engagements")
    members = {start for start, end, key in graph.edges(keys=True) if end.endswith("/team-japan") and key == "memberOf"}
    assert len(members) > 2
    assert not any(graph.has_edge(one, other) for one, other in permutations(members, 2))


def test_acting_together_is_disputed_where_all_that_rests_on_it_is() -> None:
    parts = [Part("e", name, "partner", f"p-{name}", True) for name in "abc"]
    pattern = Tie("", "", "", "e", ("e",))
    disputed = Tie("enters", "a", "vietnam", "e", ("e", "p-a"), contested=True, derivation="1")
    sure = Tie("enters", "b", "vietnam", "e", ("e", "p-b"), derivation="2")
    graph = project(Facts([disputed, sure], THINGS, parts=parts, engagements=[pattern]), "engagements")
    assert {(one, other): data["contested"] for one, other, data in graph.edges(data=True)} == {
        ("a", "b"): True,
        ("a", "c"): True,
        ("b", "c"): False,
    }


# Order, and what is refused.


@given(st.randoms(use_true_random=False), st.sampled_from(["relations", "engagements", "projects", "countries"]))
def test_the_order_of_ties_does_not_matter(random: Random, shape: str) -> None:
    facts = made(random)
    ties, parts = [*facts.ties, *facts.nations, *facts.stated], list(facts.parts)
    random.shuffle(ties)
    random.shuffle(parts)
    turned = Facts(ties, facts.things, parts=parts, engagements=facts.engagements.values())
    try:
        graph = project(facts, shape)
    except UsageError:
        return
    other = project(turned, shape)
    assert list(graph.nodes(data=True)) == list(other.nodes(data=True))
    assert list(graph.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))


def test_around_a_thing_is_what_networkx_calls_its_ego_network(facts: Facts, session: Session) -> None:
    whole = project(facts)
    for hops in (1, 2, 3):
        found = project(facts, selection=Selection.of(session, around="KT", hops=hops))
        expected = nx.ego_graph(whole.to_undirected(), f"{ID}actor/kt", radius=hops)
        assert set(found) == set(expected)
        assert found.number_of_edges() == expected.number_of_edges()


def test_an_unknown_shape_or_relation_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no shape 'squares'.*relations, engagements, projects, countries"):
        project(Facts((), {}), "squares")
    with pytest.raises(UsageError, match="relation: funds is no edge of the shape countries. It has: enters"):
        project(Facts((), {}), "countries", Selection(relation=frozenset({"funds"})))


def test_shapes_are_told_in_every_language_and_name_relations_there_are(session: Session) -> None:
    known = {row["predicate"].value.removeprefix(ONTOLOGY) for row in session.view("predicates", {})}
    for shape in shapes().values():
        assert set(shape.title) == {"ko", "en", "ja", "zh"}
        assert {*shape.relations, *shape.also} <= known | {"actsWith", "takesPartIn"}
        assert shape.symmetric <= {*shape.relations, *shape.also}


# Made by hand.

THINGS = {
    "korea": Thing("korea", {"en": "Korea"}, "Country", "korea", "KR", frozenset({"Country", "Actor", "Place"})),
    "vietnam": Thing(
        "vietnam", {"en": "Vietnam"}, "Country", "vietnam", "VN", frozenset({"Country", "Actor", "Place"})
    ),
    "road": Thing("road", {"en": "Road"}, "Project", "vietnam", "", frozenset({"Project"})),
    **{name: Thing(name, {"en": name}, "Firm", "korea", "", frozenset({"Firm", "Actor"})) for name in "abc"},
    "nobody": Thing("nobody", {}, "Firm", "", "", frozenset({"Firm", "Actor"})),
}


def tie(subject: str, relation: str, end: str, **told: Any) -> Tie:
    statement = told.pop("statement", f"{subject}-{relation}-{end}")
    return Tie(relation, subject, end, statement, (statement,), derivation=told.pop("derivation", statement), **told)


def engaged(kind: str, *parts: tuple[str, bool]) -> Facts:
    """One engagement with these actors, each a partner or not."""
    made = [Part("e", name, "partner" if partner else "participant", f"p-{name}", partner) for name, partner in parts]
    return Facts((), THINGS, parts=made, engagements=[Tie("", "", "", "e", ("e",), kind=kind)])


def made(random: Random) -> Facts:
    """Facts of a few actors, at random; what a nation does follows from what its actors do."""
    ties, actors = [], ["a", "b", "c", "nobody", "korea"]
    for number in range(random.randint(1, 12)):
        relation = random.choice(["enters", "partnersWith", "funds", "supplies", "memberOf", "participatesIn"])
        subject = random.choice(actors)
        end = {"enters": "vietnam", "supplies": "road", "participatesIn": "road"}.get(relation) or random.choice(actors)
        if end == subject:
            continue
        told = {"statement": f"s{random.randint(0, 4)}", "contested": random.random() < 0.3, "derivation": f"d{number}"}
        one = tie(subject, relation, end, **told)
        ties.append(one)
        if relation == "partnersWith":
            ties.append(tie(end, relation, subject, **{**told, "derivation": f"b{number}"}))
        if relation == "enters" and subject in "abc":
            told = {**told, "derivation": f"n{number}", "rule": "enters-as-nation", "below": (one.derivation,)}
            ties.append(tie("korea", relation, end, **told))
    parts = [
        Part(f"s{random.randint(0, 4)}", random.choice(actors), "partner", f"p{number}", random.random() < 0.8)
        for number in range(random.randint(0, 10))
    ]
    engagements = [Tie("", "", "", one, (one,)) for one in {part.engagement for part in parts}]
    return Facts(ties, THINGS, parts=parts, engagements=engagements)
