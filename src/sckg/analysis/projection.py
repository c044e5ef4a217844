"""The graph as a network: facts projected to networkx in one of the shapes of `shapes.yaml`, and back.

Nodes are IRIs with `label` (in the language of the facts), `label_ko`, `label_en`, `label_ja`, `label_zh` ('' where
there is none), `kind`, `family`, `home` (IRI), `country` (ISO code of the home), `earliest`, `latest`, `citations`.

An edge has the local name of its relation as key and as `relation`, with the same five labels, `weight` (distinct
statements), `contested` (all its ties are), `earliest` and `latest` (ISO dates, '' where none is known), `statements`,
`disputed` (those of them that rest on disputed ties alone), `bases` and `citations` (where all of these are stated),
`sectors`, `stages`, `kinds`, and `derivations` and `derivations_back`: those of the edges in the graph that it stands
for, from start to end and from end to start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import networkx as nx

from sckg.analysis.facts import Facts, Thing, Tie
from sckg.analysis.selection import Selection, select, undated
from sckg.analysis.shapes import Shape, own_relations, shape_of
from sckg.analysis.together import together
from sckg.errors import UsageError
from sckg.namespaces import ONTOLOGY

__all__ = ["project", "recover", "ties_of"]

_ALL: Final = Selection()
_LANGUAGES: Final = ("ko", "en", "ja", "zh")
_Key = tuple[str, str, str]
"""Start, end and relation of an edge."""
_Stands = Callable[[Tie], Iterable[str]]


def project(facts: Facts, shape: str = "relations", selection: Selection = _ALL) -> nx.MultiDiGraph[str]:
    """The network of a shape, of the ties that a selection keeps.

    Shapes are `relations` (actor to actor, country, project or policy, by derived edges), `engagements` (actor to
    actor, by acting together), `projects` (actor to project) and `countries` (home to host country). The graph's own
    attributes are `shape`, `title`, `language`, `ties` (how many it rests on), `undated` (statements left out of a
    period for want of a date) and `asked` (the filters); around a thing, also `around` (its IRI) and `hops`.

    >>> project(Facts((), {}), "squares")
    Traceback (most recent call last):
    sckg.errors.UsageError: no shape 'squares' of a network. There are: relations, engagements, projects, countries

    Raises `UsageError` for an unknown shape, a relation that is no edge of it, and where nothing is left.
    """
    chosen = shape_of(shape)
    pool = ties_of(facts, chosen, selection)
    kept = select(facts, selection, ties=pool, ends=lambda tie: _ends(tie, chosen, facts))
    facts.cite(base for tie in kept for base in tie.bases)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        shape=shape,
        title=chosen.title.get(facts.language, chosen.title["en"]),
        language=facts.language,
        ties=len(kept),
        undated=undated(facts, selection, ties=pool),
        asked=selection.asked(facts),
    )
    if selection.around:
        graph.graph.update(around=selection.around, hops=selection.hops)
    forth, back = _grouped(kept, chosen, facts)
    _add_nodes(graph, (*forth.items(), *back.items()), facts)
    stands = _stands_for(chosen, facts)
    for key in sorted(forth.keys() | back.keys()):
        graph.add_edge(*key, **_edge(key[2], forth.get(key, []), back.get(key, []), facts, stands))
    return graph


def ties_of(facts: Facts, shape: Shape, selection: Selection = _ALL) -> list[Tie]:
    """The ties that a shape makes edges of; relations that it draws only when asked are those a selection names.

    Raises `UsageError` for a relation that is no edge of the shape.
    """
    known = (*shape.relations, *shape.also)
    if wrong := sorted(selection.relation - set(known)):
        raise UsageError(f"relation: {wrong[0]} is no edge of the shape {shape.name}. It has: {', '.join(known)}")
    wanted = selection.relation or frozenset(shape.relations)
    without = frozenset[str]() if selection.kind & shape.without else shape.without
    pool = [*facts.ties, *facts.stated]
    if shape.largest:
        pool = [tie for tie in pool if tie.relation not in own_relations()] + list(together(facts, shape))
    return sorted(tie for tie in pool if tie.relation in wanted and _fits(tie, replace(shape, without=without), facts))


def _fits(tie: Tie, shape: Shape, facts: Facts) -> bool:
    """Whether a tie can be an edge of a shape."""
    start, end = _ends(tie, shape, facts)
    out = [any(facts.is_a(one, kind) for kind in shape.without) for one in (tie.subject, tie.object)]
    return (
        bool(start and end)
        and (not shape.onto or facts.is_a(tie.object, shape.onto))
        and not (all(out) if tie.relation in shape.symmetric else out[0])
        and not (tie.roles and shape.idle.issuperset(tie.roles))
    )


def _ends(tie: Tie, shape: Shape, facts: Facts) -> tuple[str, str]:
    """The nodes a tie leads from and to; '' where no country is known."""
    return (
        facts.home(tie.subject) if shape.start == "home" else tie.subject,
        facts.host(tie) if shape.end == "host" else tie.object,
    )


def _grouped(ties: Iterable[Tie], shape: Shape, facts: Facts) -> tuple[dict[_Key, list[Tie]], dict[_Key, list[Tie]]]:
    """The ties of each edge: those that lead from its start to its end, and those that lead back."""
    forth: dict[_Key, list[Tie]] = defaultdict(list)
    back: dict[_Key, list[Tie]] = defaultdict(list)
    for tie in ties:
        start, end = _ends(tie, shape, facts)
        turned = tie.relation in shape.symmetric and end < start
        key = (end, start, tie.relation) if turned else (start, end, tie.relation)
        (back if turned else forth)[key].append(tie)
    return forth, back


def _add_nodes(graph: nx.MultiDiGraph[str], edges: Iterable[tuple[_Key, list[Tie]]], facts: Facts) -> None:
    found: dict[str, list[Tie]] = defaultdict(list)
    for (start, end, _), ties in edges:
        found[start] += ties
        found[end] += ties
    facts.cite(found)
    for iri in sorted(found):
        thing = facts.things.get(iri) or Thing(iri, {}, "", "")
        home = facts.things.get(thing.home)
        graph.add_node(
            iri,
            label=thing.label(facts.language),
            **{f"label_{tag}": thing.labels.get(tag, "") for tag in _LANGUAGES},
            kind=thing.kind,
            family=thing.family,
            home=thing.home,
            country=home.code if home else "",
            **_days(found[iri]),
            citations=list(facts.cite((iri,))),
        )


def _edge(relation: str, forth: list[Tie], back: list[Tie], facts: Facts, stands: _Stands) -> dict[str, Any]:
    """The attributes of an edge."""
    ties = sorted([*forth, *back])
    bases = sorted({base for tie in ties for base in tie.bases})
    return {
        "relation": relation,
        **_labels(relation, facts),
        "weight": len({tie.statement for tie in ties}),
        "contested": all(tie.contested for tie in ties),
        **_days(ties),
        "statements": sorted({tie.statement for tie in ties}),
        "disputed": sorted({tie.statement for tie in ties} - {tie.statement for tie in ties if not tie.contested}),
        "bases": bases,
        "citations": list(facts.cite(bases)),
        "sectors": sorted({sector for tie in ties for sector in tie.sectors}),
        "stages": sorted({tie.stage for tie in ties} - {""}),
        "kinds": sorted({tie.kind for tie in ties} - {""}),
        "derivations": sorted({one for tie in forth for one in stands(tie)}),
        "derivations_back": sorted({one for tie in back for one in stands(tie)}),
    }


def _days(ties: Iterable[Tie]) -> dict[str, str]:
    """First and last day of the dates of ties."""
    first = [tie.earliest for tie in ties if tie.earliest]
    return {"earliest": min(first, default=""), "latest": max((tie.latest for tie in ties), default="")}


def _labels(relation: str, facts: Facts) -> dict[str, str]:
    """The label of a relation in the language of the facts, and in all four."""
    own = own_relations().get(relation)
    known = own.label if own else (facts.things.get(ONTOLOGY + relation) or Thing("", {}, "", "")).labels
    label = own.label[facts.language] if own else facts.label(ONTOLOGY + relation)
    return {"label": label, **{f"label_{tag}": known.get(tag, "") for tag in _LANGUAGES}}


def _stands_for(shape: Shape, facts: Facts) -> _Stands:
    """The derivations of the edge in the graph that a tie stands for.

    Between countries they are those that say of a nation what the tie says of its actor; of a country itself, its own.
    """
    if shape.start == "subject":
        return lambda tie: (tie.derivation,) if tie.derivation else ()
    nations: dict[str, list[str]] = defaultdict(list)
    for tie in facts.nations:
        for below in tie.below:
            nations[below].append(tie.derivation)
    return lambda tie: nations.get(tie.derivation) or (tie.derivation,)


def recover(graph: nx.MultiDiGraph[str]) -> frozenset[tuple[str, str, str, str]]:
    """The edges in the graph of statements that a network stands for: the projection undone.

    Subject, predicate, object and derivation of every derived edge (a relation that holds both ways is two). An edge
    through engagements gives, instead, the ways from its start to each engagement and from there to its end, with the
    property path of `shapes.yaml` for a predicate and no derivation.
    """
    return frozenset(part for start, end, data in graph.edges(data=True) for part in _parts(start, end, data))


def _parts(start: str, end: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    relation = data["relation"]
    if own := own_relations().get(relation):
        for statement in data["statements"]:
            yield start, own.begin, statement, ""
            if statement != end:
                yield statement, own.close, end, ""
        return
    for derivation in data["derivations"]:
        yield start, ONTOLOGY + relation, end, derivation
    for derivation in data["derivations_back"]:
        yield end, ONTOLOGY + relation, start, derivation
