"""What stands behind the edges of a network: every statement with its name, its date, and where it is stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import networkx as nx

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.shapes import shape_of
from sckg.analysis.together import together
from sckg.namespaces import concept
from sckg.views.backing import labels_of, places, when
from sckg.views.grounds import Grounds
from sckg.views.languages import Labels, words

__all__ = ["Reason", "reasons"]


_UNKNOWN: Final = ("", "unknown")


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement behind an edge: its IRI, name, date and where it is stated, a place a line.

    `begun` and `over` are ISO dates, '' where none is known: the first day it may have begun, the last by which it was
    over. `contested` says whether the edge rests on it by disputed ties alone.
    """

    statement: str
    labels: Labels
    when: Labels
    cited: Labels
    begun: str = ""
    over: str = ""
    contested: bool = False


def reasons(graph: nx.MultiDiGraph[str], grounds: Grounds) -> Iterator[tuple[str, str, dict[str, Any], list[Reason]]]:
    """Every edge, sorted, with its start, end, attributes and the statements behind it, dated ones first by date."""
    facts, known = grounds.facts, _known(graph, grounds.facts)
    owner = _owners(known, facts)
    edges = sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["relation"]))
    cited = grounds.cite(base for *_, data in edges for base in (*data.get("bases", ()), *data.get("statements", ())))
    for start, end, data in edges:
        behind: dict[str, list[str]] = {statement: [] for statement in data.get("statements", ())}
        for base in data.get("bases", ()):
            for statement in owner.get(base, set()) & behind.keys():
                behind[statement].append(base)
        dated = sorted(behind, key=lambda one: (known[one].earliest or "9" if one in known else "9", one))
        stated = {one: places(cited, behind[one], between="\n") for one in dated}
        found = [_reason(one, known.get(one), stated[one], facts) for one in dated]
        disputed = frozenset(data.get("disputed", ()))
        yield start, end, data, [replace(one, contested=one.statement in disputed) for one in found]


def _known(graph: nx.MultiDiGraph[str], facts: Facts) -> dict[str, Tie]:
    """A tie for every statement, which tells its kind and date."""
    shape = shape_of(graph.graph.get("shape", "relations"))
    made = together(facts, shape) if shape.largest else ()
    return {tie.statement: tie for tie in (*made, *facts.stated, *facts.ties)}


def _owners(known: Mapping[str, Tie], facts: Facts) -> dict[str, set[str]]:
    """The statements that each basis belongs to: itself, its engagement, those of the ties that rest on it."""
    found: dict[str, set[str]] = defaultdict(set)
    for statement in known:
        found[statement].add(statement)
    for part in facts.parts:
        found[part.participation].add(part.engagement)
    for tie in (*facts.ties, *facts.stated):
        for base in tie.bases:
            found[base].add(tie.statement)
    return found


def _reason(statement: str, tie: Tie | None, cited: Labels, facts: Facts) -> Reason:
    thing = facts.things.get(statement)
    labels = dict(thing.labels) if thing and thing.labels else {}
    if not labels:
        kind = labels_of(facts, concept("relation", tie.kind)) if tie and tie.kind else {}
        labels = dict(kind) if kind and "" not in kind else dict(words("network")["stated"])
    if not tie:
        return Reason(statement, labels, {}, cited)
    return Reason(statement, labels, when(tie.date) if tie.date not in _UNKNOWN else {}, cited, tie.earliest, tie.ended)
