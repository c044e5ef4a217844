"""Who enters where as ribbons: home countries on the left, host countries on the right, sectors between if wanted.

The layout follows Riehmann, Hanfler and Froehlich (2005), "Interactive Sankey diagrams": nodes as high as what passes,
ribbons stacked in the order of the other end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.flows import Flow, flows
from sckg.views.backing import counted, group_key, labels_of, slug, told
from sckg.views.charts import WIDTH, Chart, flows_chart, note_counted
from sckg.views.grounds import Grounds
from sckg.views.languages import LANGUAGES, Labels, best
from sckg.views.marks import Drawing, Label, Shape, Step, box, fitted
from sckg.views.nations import look, rank, sign

__all__ = ["flow_chart"]

_HEIGHT: Final = 462.0
_NODE: Final = 9.0
_LEFT, _RIGHT = 104.0, 116.0
_PITCH: Final = 10.6
"""Least points from node to node, so that names of seven points never touch."""
_GAP: Final = 4.0
_TOP: Final = 16.0


@dataclass(slots=True)
class _Node:
    """A node of a column: its thing, how much passes, and where it stands."""

    iri: str
    column: int
    weight: int
    count: int = 0
    top: float = 0.0
    height: float = 0.0
    out: float = 0.0
    into: float = 0.0


def flow_chart(grounds: Grounds, ties: Iterable[Tie], *, by_sector: bool = False) -> Chart:
    """The ribbons of all ties of the relation `enters` among `ties`, each with the statements behind it."""
    facts, chosen = grounds.facts, list(ties)
    pairs = flows(facts, chosen)
    threefold = flows(facts, chosen, sectors=True) if by_sector else []
    lead = told("lead_flow_sectors" if by_sector else "lead_flow")
    return flows_chart("flow", grounds, pairs, _drawing(facts, pairs, threefold), (lead, note_counted(pairs)))


def _drawing(facts: Facts, pairs: Sequence[Flow], threefold: Sequence[Flow]) -> Drawing:
    links = _links(pairs, threefold)
    nodes = _nodes(links)
    _count(nodes, pairs, threefold)
    marks: list[Shape | Label] = [*_headings(bool(threefold))]
    marks += _ribbons(facts, links, nodes)
    for node in nodes.values():
        marks += _node(facts, node, pairs)
    return Drawing(WIDTH, max(node.top + node.height for node in nodes.values()) + 8.0, tuple(marks))


def _count(nodes: dict[tuple[int, str], _Node], pairs: Sequence[Flow], threefold: Sequence[Flow]) -> None:
    """Distinct statements of every node: what passes in several ribbons counts once."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for flow in (*pairs, *threefold):
        for end in ((0, flow.home), (2, flow.host), *([(1, flow.sector)] if flow in threefold else [])):
            found[end].update(flow.statements)
    for end, node in nodes.items():
        node.count = len(found[end])


@dataclass(frozen=True, slots=True)
class _Link:
    """A ribbon from node to node: how many statements, how many of them disputed, and whose colour."""

    start: tuple[int, str]
    end: tuple[int, str]
    home: str
    host: str
    sector: str
    sure: int
    contested: int


def _links(pairs: Sequence[Flow], threefold: Sequence[Flow]) -> list[_Link]:
    found: list[_Link] = []
    for one in threefold or pairs:
        rest = (one.home, one.host, one.sector, one.weight - len(one.contested), len(one.contested))
        stops = [(0, one.home), *([(1, one.sector)] if threefold else []), (2, one.host)]
        found += [_Link(start, end, *rest) for start, end in pairwise(stops)]
    return found


def _nodes(links: Sequence[_Link]) -> dict[tuple[int, str], _Node]:
    weights: dict[tuple[int, str], int] = defaultdict(int)
    middle: dict[tuple[int, str], float] = defaultdict(float)
    for link in links:
        count = link.sure + link.contested
        for end in (link.start, link.end) if link.start[0] == 0 else (link.end,):
            weights[end] += count
            middle[end] += count * rank(link.home)
    found = {end: _Node(end[1], end[0], weight) for end, weight in weights.items()}
    columns = [
        sorted(
            (node for node in found.values() if node.column == column),
            key=lambda node: (
                (rank(node.iri) > 2, float(rank(node.iri)), -node.weight, node.iri)
                if node.column == 0
                else (not node.iri, middle[node.column, node.iri] / node.weight, -node.weight, node.iri)
            ),
        )
        for column in range(3)
    ]
    columns = [column for column in columns if column]
    unit = _unit([[node.weight for node in column] for column in columns])
    tallest = max(_pitches([node.weight for node in column], unit) for column in columns)
    for column in columns:
        down = _TOP + max(0.0, (tallest - _pitches([node.weight for node in column], unit)) / 2)
        for node in column:
            node.height = node.weight * unit
            node.top = down + max(0.0, (_PITCH - node.height) / 2 - _GAP / 2)
            down += max(node.height + _GAP, _PITCH)
    return found


def _unit(columns: Sequence[Sequence[int]]) -> float:
    """Points for one statement, so that the highest column fills the height; never less than one and a half."""
    low, high = 1.5, _HEIGHT
    for _ in range(40):
        middle = (low + high) / 2
        fits = max(_pitches(column, middle) for column in columns) <= _HEIGHT - _TOP
        low, high = (middle, high) if fits else (low, middle)
    return low


def _pitches(column: Iterable[int], unit: float) -> float:
    """How high a column of nodes of these weights is."""
    return sum(max(weight * unit + _GAP, _PITCH) for weight in column)


def _ribbons(facts: Facts, links: Sequence[_Link], nodes: dict[tuple[int, str], _Node]) -> Iterator[Shape]:
    unit = next(node.height / node.weight for node in nodes.values())
    order = {end: (node.top, node.iri) for end, node in nodes.items()}
    leaving: dict[_Link, float] = {}
    for link in sorted(links, key=lambda one: (order[one.start], order[one.end], rank(one.home), one.home, one.host)):
        node = nodes[link.start]
        leaving[link] = node.top + node.out
        node.out += (link.sure + link.contested) * unit
    for link in sorted(links, key=lambda one: (order[one.end], order[one.start], rank(one.home), one.home, one.host)):
        node = nodes[link.end]
        left, right = leaving[link], node.top + node.into
        node.into += (link.sure + link.contested) * unit
        parts = ((link.sure, False, 0.0), (link.contested, True, link.sure * unit))
        for count, doubt, down in parts:
            if count:
                yield Shape(
                    _ribbon(_x(link.start[0]) + _NODE, left + down, _x(link.end[0]), right + down, count * unit),
                    fill=look(link.home).colour,
                    opacity=0.55,
                    hatch=doubt,
                    key=group_key("flow", link.home, link.host),
                    told=_said(facts, link),
                    tags=_tags(link),
                )


def _tags(link: _Link) -> dict[str, str]:
    tags = {"home": slug(link.home), "host": slug(link.host)}
    return tags | ({"sector": slug(link.sector)} if 1 in (link.start[0], link.end[0]) else {})


def _said(facts: Facts, link: _Link) -> Labels:
    """What a ribbon says when pointed at."""
    parts = [labels_of(facts, iri) for iri in (link.home, link.host)]
    if 1 in (link.start[0], link.end[0]):
        parts.insert(1, labels_of(facts, link.sector, "no_sector"))
    return counted(parts, link.sure + link.contested, link.contested)


def _ribbon(left: float, start: float, right: float, end: float, high: float) -> tuple[Step, ...]:
    middle = (left + right) / 2
    return (
        ("M", left, start),
        ("C", middle, start, middle, end, right, end),
        ("L", right, end + high),
        ("C", middle, end + high, middle, start + high, left, start + high),
        ("Z",),
    )


def _x(column: int) -> float:
    return (_LEFT, (_LEFT + WIDTH - _RIGHT - _NODE) / 2, WIDTH - _RIGHT - _NODE)[column]


def _headings(middle: bool) -> Iterator[Label]:
    columns = ((0, "home", "end", _x(0) + _NODE), (2, "host", "start", _x(2)))
    for _, key, anchor, x in columns:
        yield Label(x, 8.0, told(key), 7.4, anchor, bold=True, colour="#56616e")
    if middle:
        yield Label(_x(1) + _NODE / 2, 8.0, told("sectors"), 7.4, "middle", bold=True, colour="#56616e")


def _node(facts: Facts, node: _Node, pairs: Sequence[Flow]) -> Iterator[Shape | Label]:
    name = labels_of(facts, node.iri, "no_sector" if node.column == 1 else "none")
    first = min((flow for flow in pairs if node.iri in (flow.home, flow.host)), default=pairs[0])
    key = "" if node.column == 1 else group_key("flow", first.home, first.host)
    tag = {("home", "sector", "host")[node.column]: slug(node.iri)}
    x, middle = _x(node.column), node.top + node.height / 2
    colour = look(node.iri).colour if node.column == 0 else "#1b2733"
    said = {language: f"{best(name, language)[0]}: {node.count}" for language in LANGUAGES}
    yield Shape(box(x, node.top, _NODE, node.height), fill=colour, key=key, tags=tag, told=said)
    size = 9.0 if node.column == 0 else 7.0
    numbered = {language: f"{text}  {node.count}" for language, text in _all(fitted(name, size, 110.0)).items()}
    base = middle + size * 0.36
    if node.column == 0:
        yield sign(node.iri, x - 10.0, middle, 4.0)
        yield Label(x - 18.0, base, numbered, size, "end", bold=True, key=key, tags=tag)
    elif node.column == 1:
        yield Label(x - 4.0, base, numbered, size, "end", halo=True, key=key, tags=tag)
    else:
        yield Label(x + _NODE + 5.0, base, numbered, size, key=key, tags=tag)


def _all(labels: Labels) -> dict[str, str]:
    return {language: best(labels, language)[0] for language in LANGUAGES}
