"""Where the nodes of a network stand: each component laid out by itself by igraph, then packed side by side.

A function of the graph alone, whatever the order of its nodes: components are sorted, and igraph's dice are loaded.
Kamada and Kawai (1989), https://doi.org/10.1016/0020-0190(89)90102-6, up to `_SMALL` nodes; beyond, Fruchterman and
Reingold (1991), https://doi.org/10.1002/spe.4380211102.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import hypot, sqrt
from typing import Final

import igraph
import networkx as nx

from sckg.analysis.dice import loaded_dice

__all__ = ["Point", "layout"]

Point = tuple[float, float]

_SMALL: Final = 500
"""Nodes of a component up to which all distances are fitted (n² of them); igraph needs 0.3 s for 500."""
_FEW: Final = 5
"""Nodes of a component that need no more room than their edges give them."""
_GAP: Final = 0.35
"""Between a component and the one below it, in heights of a box."""
_STEPS: Final = 300
_ROUNDS: Final = 150
"""Most rounds of pushing apart; the real network needs about 60."""
_PUSHED: Final = 400
"""Nodes of a component up to which boxes are pushed apart; larger ones are looked at from near."""
_PUSH: Final = 0.53
"""What each of two boxes moves of what is missing; a little more than half ends sooner."""
_ROOM: Final = 1.3
"""Least area of a component, in boxes of its nodes, before they are pushed apart."""
_EDGE: Final = 0.8
"""Mean length of an edge, in widths of a box."""
_SEED: Final = 1


def layout(
    graph: nx.Graph[str] | nx.MultiDiGraph[str], *, box: Point = (330.0, 170.0), aspect: float = 1.4
) -> dict[str, Point]:
    """The middle of every node, x to the right, y downwards.

    `box` is the room a node needs with its label (width, height, any unit); no two boxes overlap in sparse
    components of up to `_PUSHED` nodes. `aspect` is width by height of the whole.
    """
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(graph)
    plain.add_edges_from((start, end) for start, end in graph.edges() if start != end)
    parts = sorted((sorted(part) for part in nx.connected_components(plain)), key=lambda part: (-len(part), part[0]))
    with loaded_dice(_SEED):
        laid = [_unlap(_component(plain, part, box, aspect), box) for part in parts]
    return {node: point for part in _packed(laid, box, aspect) for node, point in part.items()}


def _component(plain: nx.Graph[str], part: Sequence[str], box: Point, aspect: float) -> dict[str, Point]:
    """A component with edges of a fitting mean length; wider than high, as boxes are."""
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    number = {node: index for index, node in enumerate(part)}
    inner = igraph.Graph(len(part))
    inner.add_edges(sorted(tuple(sorted((number[a], number[b]))) for a, b in plain.subgraph(part).edges()))
    circle = inner.layout_circle()
    if len(part) <= _SMALL:
        places = inner.layout_kamada_kawai(seed=circle).coords
    else:
        places = inner.layout_fruchterman_reingold(niter=_STEPS, grid="grid").coords
    lengths = [hypot(*(places[a][axis] - places[b][axis] for axis in (0, 1))) for a, b in inner.get_edgelist()]
    spans = sorted(max(column) - min(column) for column in zip(*places, strict=True))
    room = sqrt(_ROOM * len(part) * box[0] * box[1] / (max(spans[0], spans[1] / 3) * spans[1]))
    scale = max(box[0] * _EDGE * len(lengths) / sum(lengths), room if len(part) > _FEW else 0.0)
    stretch = sqrt(max(aspect, 1.0))
    return {node: (x * scale * stretch, y * scale / stretch) for node, (x, y) in zip(part, places, strict=True)}


def _unlap(points: Mapping[str, Point], box: Point) -> dict[str, Point]:
    """Push apart boxes that overlap, each pair along the shorter way, until none does."""
    if len(points) > _PUSHED:
        return dict(points)
    places = {node: list(point) for node, point in points.items()}
    order = {node: index for index, node in enumerate(sorted(places))}
    for _ in range(_ROUNDS):
        moved = False
        for one, other in _neighbours(places, order, box):
            gap = [places[other][axis] - places[one][axis] for axis in (0, 1)]
            missing = [box[axis] - abs(gap[axis]) for axis in (0, 1)]
            if min(missing) > box[1] / 100:
                axis = 0 if missing[0] * box[1] < missing[1] * box[0] else 1
                step = missing[axis] * _PUSH * (1 if gap[axis] >= 0 else -1)
                places[one][axis] -= step
                places[other][axis] += step
                moved = True
        if not moved:
            break
    return {node: (x, y) for node, (x, y) in places.items()}


def _neighbours(places: Mapping[str, list[float]], order: Mapping[str, int], box: Point) -> list[tuple[str, str]]:
    """Pairs that may overlap: those in the same or the next cell of a grid of boxes."""
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for node, (x, y) in places.items():
        cells[int(x // box[0]), int(y // box[1])].append(node)
    pairs = (
        (one, other)
        for (column, row), nodes in cells.items()
        for right, down in product((-1, 0, 1), repeat=2)
        for other in cells.get((column + right, row + down), ())
        for one in nodes
        if order[one] < order[other]
    )
    return sorted(pairs)


def _packed(parts: Iterable[Mapping[str, Point]], box: Point, aspect: float) -> Iterator[dict[str, Point]]:
    """Components side by side, each as high up as it goes below those before it, in a sheet of the wanted aspect."""
    sized = [(part, *_size(part, box)) for part in parts]
    area = sum(width * height for _, _, width, height in sized)
    sheet = max([sqrt(area * aspect * 1.1), *(width for *_, width, _ in sized)], default=0.0)
    skyline: list[tuple[float, float]] = [(0.0, 0.0)]  # where a step begins, and how deep it reaches
    for part, (left, top), width, height in sized:
        x, y = min(
            ((_depth(skyline, start, start + width), start) for start, _ in skyline if start + width <= sheet + 1e-6),
        )[::-1]
        skyline = list(_laid(skyline, x, x + width, y + height))
        yield {node: (round(there + x - left, 1), round(down + y - top, 1)) for node, (there, down) in part.items()}


def _size(part: Mapping[str, Point], box: Point) -> tuple[Point, float, float]:
    """Left upper corner, width and height of a component with its boxes, and a gap to the next."""
    (left, right), (top, bottom) = ((min(column), max(column)) for column in zip(*part.values(), strict=True))
    return (left - box[0] / 2, top - box[1] / 2), right - left + box[0], bottom - top + box[1] * (1 + _GAP)


def _depth(skyline: Sequence[Point], start: float, end: float) -> float:
    """How deep what is already laid reaches between two places."""
    ends = [*(begin for begin, _ in skyline[1:]), float("inf")]
    return max(deep for (begin, deep), last in zip(skyline, ends, strict=True) if begin < end - 1e-6 and last > start)


def _laid(skyline: Sequence[Point], start: float, end: float, deep: float) -> Iterator[Point]:
    """The skyline after a box is laid from one place to another."""
    after = next(depth for begin, depth in reversed(skyline) if begin <= end + 1e-6)
    yield from (step for step in skyline if step[0] < start - 1e-6)
    yield start, deep
    yield end, after
    yield from (step for step in skyline if step[0] > end + 1e-6)
