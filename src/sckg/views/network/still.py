"""The network on a sheet of A4 lying, for print: names that do not overlap, legend, caption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from itertools import product
from math import cos, hypot, pi, sin, sqrt
from typing import Final

import networkx as nx

from sckg.views.boxes import Box, around, meet, nearest, within
from sckg.views.languages import LANGUAGES, Labels, best, words
from sckg.views.layout import Point, layout
from sckg.views.marks import Drawing, Label, Shape, line, text_width
from sckg.views.network.looks import GROUPS, group_of, labels_at, line_of, sign, size_of
from sckg.views.network.page import relations_of, titles_of, wrapped
from sckg.views.sheet import HIGH, MARGIN, TITLE, WIDE, foot, foot_height, note_lines

__all__ = ["LABELLED", "still_network"]

LABELLED: Final = 150
"""Nodes that are named on a sheet; of more, the most connected."""
_NAME: Final = 5.8
_USUAL, _MOST = 90, 1.7
"""Nodes from which on fewer are drawn larger, and how much at most."""
_LINE: Final = 1.18
"""From one line of a name to the next, in heights of a letter."""
_WIDER, _APART = 1.04, 1.2
"""How much wider a name may be than `text_width` tells, and heights of a letter between two names side by side."""
_SIGN: Final = 2.5
"""Width of the widest sign, by its radius."""
_RADIUS: Final = 2.1
_INK, _DOUBT = "#1b2733", "#9b1c1c"


def still_network(graph: nx.MultiDiGraph[str], *, language: str, captions: Sequence[Labels] = ()) -> Drawing:
    """The network as a drawing; names are in one language, since they are placed so that they do not overlap."""
    notes = note_lines((*_notes(graph), *captions), language)
    top = MARGIN + TITLE + 30.0
    bottom = HIGH - MARGIN - foot_height(notes) - 6.0
    places = _scaled(graph, (MARGIN, top, WIDE - MARGIN, bottom))
    marks: list[Shape | Label] = [Label(MARGIN, MARGIN + TITLE * 0.8, titles_of(graph), TITLE, bold=True)]
    marks += _legend(graph, language, MARGIN + TITLE + 14.0)
    marks += _edges(graph, places)
    marks += [sign(group_of(graph, iri), *places[iri], _radius(graph, iri)) for iri in sorted(graph)]
    marks += _names(graph, places, language, (MARGIN - 12, top - 8, WIDE - MARGIN + 12, bottom + 4))
    return Drawing(WIDE, HIGH, (*marks, *foot(notes)))


def _scaled(graph: nx.MultiDiGraph[str], frame: Box) -> dict[str, Point]:
    """The layout in a frame, with room for names at its edges."""
    left, top, right, bottom = frame[0] + 28, frame[1] + 8, frame[2] - 28, frame[3] - 16
    places = layout(graph, box=(300.0, 130.0), aspect=(right - left) / (bottom - top))
    lows, highs = ([ends(column) for column in zip(*places.values(), strict=True)] for ends in (min, max))
    spans = [(high - low) or 1.0 for low, high in zip(lows, highs, strict=True)]
    room = (right - left, bottom - top)
    scale = min(0.35 * _grown(graph), room[0] / spans[0], room[1] / spans[1])
    shifts = [(have - span * scale) / 2 for have, span in zip(room, spans, strict=True)]
    return {
        iri: (left + shifts[0] + (x - lows[0]) * scale, top + shifts[1] + (y - lows[1]) * scale)
        for iri, (x, y) in places.items()
    }


def _grown(graph: nx.MultiDiGraph[str]) -> float:
    """How much larger signs and names are, where there are few."""
    return min(_MOST, max(1.0, sqrt(_USUAL / len(graph))))


def _radius(graph: nx.MultiDiGraph[str], iri: str) -> float:
    return (_RADIUS + 0.85 * size_of(graph, iri)) * _grown(graph)


def _edges(graph: nx.MultiDiGraph[str], places: dict[str, Point]) -> Iterator[Shape | Label]:
    """Lines between the rims of nodes; parallel ones side by side, a mark on disputed ones."""
    drawn: Counter[frozenset[str]] = Counter()
    doubts: list[Shape | Label] = []
    for start, end, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["relation"])):
        (ax, ay), (bx, by) = places[start], places[end]
        length = hypot(bx - ax, by - ay)
        if length < 1.0:
            continue
        pair = frozenset((start, end))
        side = ((drawn[pair] + 1) // 2) * (1 if drawn[pair] % 2 else -1) * 2.4 * (1 if start < end else -1)
        drawn[pair] += 1
        east, south = (bx - ax) / length, (by - ay) / length
        gone, left = _radius(graph, start) + 0.8, _radius(graph, end) + 1.6
        first = (ax + east * gone - south * side, ay + south * gone + east * side)
        last = (bx - east * left - south * side, by - south * left + east * side)
        looks = line_of(data["relation"])
        width = 0.45 + 0.3 * float(data["weight"]) ** 0.5
        dashes = tuple(step / 4.5 for step in looks.dashes)
        yield Shape(line(first, last), stroke=looks.colour, width=width, dashes=dashes, opacity=0.85)
        if looks.arrow:
            yield _arrow(last, (east, south), 1.9 + width, looks.colour)
        if data["contested"]:
            doubts.append(
                Label(
                    (first[0] + last[0]) / 2,
                    (first[1] + last[1]) / 2 + 2.2,
                    {"": "?"},
                    6.5,
                    anchor="middle",
                    bold=True,
                    colour=_DOUBT,
                    halo=True,
                )
            )
    yield from doubts


def _arrow(tip: Point, way: Point, reach: float, colour: str) -> Shape:
    (x, y), (east, south) = tip, way
    foot = (x - east * reach * 1.6, y - south * reach * 1.6)
    one = (foot[0] - south * reach * 0.55, foot[1] + east * reach * 0.55)
    two = (foot[0] + south * reach * 0.55, foot[1] - east * reach * 0.55)
    return Shape((*line(tip, one, two), ("Z",)), fill=colour)


def _names(graph: nx.MultiDiGraph[str], places: dict[str, Point], language: str, frame: Box) -> Iterator[Shape | Label]:
    """Names beside their nodes, those of the most connected first, each where it overlaps nothing.

    Where there is no room beside a node, the name stands farther off with a thin line to it; where there is none there
    either, it is left out.
    """
    letter = _NAME * _grown(graph)
    taken = [around(places[iri], _SIGN * _radius(graph, iri), _SIGN * _radius(graph, iri)) for iri in sorted(graph)]
    for iri in _labelled(graph):
        texts = wrapped(best(labels_at(graph, iri), language)[0]).split("\n")
        wide, high = max(text_width(text, letter) for text in texts) * _WIDER, len(texts) * letter * _LINE
        for middle, far in _spots(places[iri], _radius(graph, iri), wide, high):
            box, room = around(middle, wide, high), around(middle, wide + letter * _APART, high)
            if within(box, frame) and not any(meet(room, other) for other in taken):
                taken.append(box)
                if far:
                    yield Shape(line(places[iri], nearest(places[iri], box)), stroke="#9aa3ad", width=0.35)
                for number, text in enumerate(texts):
                    base = box[1] + number * letter * _LINE + letter * 0.95
                    yield Label(middle[0], base, {"": text}, letter, anchor="middle", colour=_INK, halo=True)
                break


def _labelled(graph: nx.MultiDiGraph[str]) -> list[str]:
    ordered = sorted(graph, key=lambda iri: (-graph.degree(iri), iri))
    return ordered if len(ordered) <= LABELLED else ordered[:LABELLED]


def _spots(middle: Point, radius: float, wide: float, high: float) -> Iterator[tuple[Point, bool]]:
    """Places for the middle of a name: below, above, right, left of a node, then around it farther and farther off."""
    x, y = middle
    gap = radius * _SIGN / 2 + 0.8
    yield (x, y + gap + high / 2), False
    yield (x, y - gap - high / 2), False
    yield (x + gap + wide / 2, y), False
    yield (x - gap - wide / 2, y), False
    for step, turn in product((1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 10.5, 13.5), range(16)):
        angle = pi / 2 + turn * pi / 8
        away = gap + step * 4.5
        yield (x + (away + wide / 2) * cos(angle), y + (away + high / 2) * sin(angle)), step > 1.0


def _legend(graph: nx.MultiDiGraph[str], language: str, base: float) -> Iterator[Shape | Label]:
    """Signs and lines in a row, those that occur."""
    left, text = MARGIN, words("network")
    groups = Counter(group_of(graph, iri) for iri in graph)
    for group in (group for group in GROUPS if groups[group]):
        yield sign(group, left + 4, base - 2.5, 3.2)
        left = yield from _entry(left + 11, base, text[group], language)
    for relation in relations_of(graph):
        looks, labels = line_of(relation), text.get(f"line_{relation}", {"": relation})
        dashes = tuple(step / 4.5 for step in looks.dashes)
        yield Shape(line((left, base - 2.5), (left + 17, base - 2.5)), stroke=looks.colour, width=1.0, dashes=dashes)
        if looks.arrow:
            yield _arrow((left + 19, base - 2.5), (1.0, 0.0), 2.6, looks.colour)
        left = yield from _entry(left + 23, base, labels, language)
    if any(data["contested"] for *_, data in graph.edges(data=True)):
        yield Label(left, base, {"": "?"}, 8.0, bold=True, colour=_DOUBT)
        yield from _entry(left + 7, base, words("pictures")["contested"], language)


def _entry(left: float, base: float, labels: Labels, language: str) -> Generator[Label, None, float]:
    """A text of the legend; returns where the next one begins."""
    yield Label(left, base, labels, 7.2, colour=_INK)
    return left + text_width(best(labels, language)[0], 7.2) + 12


def _notes(graph: nx.MultiDiGraph[str]) -> Iterator[Labels]:
    """What is counted and left out."""
    text = words("network")
    told = [(text["count"], {"nodes": len(graph), "edges": graph.number_of_edges()})]
    if len(graph) > LABELLED:
        told.append((text["most_labelled"], {"nodes": len(graph), "n": LABELLED}))
    yield {tag: " · ".join(best(one, tag)[0].format(**counts) for one, counts in told) for tag in LANGUAGES}
