"""The map: lines from home to host countries, as thick as there are statements, and the cities that are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import hypot
from typing import Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.flows import Flow, flows
from sckg.views.backing import counted, group_key, labels_of, slug, told
from sckg.views.boxes import Box, around, meet, nearest, within
from sckg.views.charts import WIDTH, Chart, flows_chart, note_counted
from sckg.views.earth import country_point, outline, project, world
from sckg.views.grounds import Grounds
from sckg.views.languages import LANGUAGES, best
from sckg.views.marks import Drawing, Label, Shape, Step, disc, moved, text_width
from sckg.views.nations import NATIONS, look, rank, sign

__all__ = ["map_chart"]

_SCALE: Final = 144.5
"""Points for the radius of the earth: the whole of it is as wide as the drawing."""
_NORTH, _SOUTH = 1.405, -1.03
"""Upper and lower edge, in radii: from 84° north to 58° south."""
_LEAST: Final = 0.0035
"""Radii below which a bend of a coast is left out: half a point."""
_LAND, _SEA_LINE = "#e9ecef", "#b7bfc8"
_HOST: Final = "#cfdbe6"
_TEXT, _HOME_TEXT, _CITY_TEXT = 6.8, 8.2, 5.4
_FRAME: Final[Box] = (1.0, 1.0, WIDTH - 1.0, (_NORTH - _SOUTH) * _SCALE - 1.0)
"""Where names may stand."""
_TRIES: Final = 9
_REACH: Final = 5.0
"""Points by which a line is wider for a finger than for the eye."""


def map_chart(grounds: Grounds, ties: Iterable[Tie]) -> Chart:
    """The map of all ties of the relation `enters` among `ties`, and of the cities of their statements."""
    facts, chosen = grounds.facts, [tie for tie in ties if tie.relation == "enters"]
    pairs = flows(facts, chosen)
    sites = {place for tie in chosen if (place := tie.place) and not facts.is_a(place, "Country")}
    ends = {end for flow in pairs for end in (flow.home, flow.host)}
    numbers = {end: grounds.numbers.get(end, "") for end in sorted(ends)}
    placed = {end: _paper(*point) for end in sorted(ends) if (point := country_point(numbers[end]))}
    points = {site: _paper(*grounds.positions[site]) for site in sorted(sites & grounds.positions.keys())}
    lost, unplaced = len(ends - placed.keys()), len(sites - points.keys())
    note = note_counted(pairs, "note_counted_map", lost=lost, unplaced=unplaced)
    land = _land({numbers[end]: end for end in placed}, {flow.host for flow in pairs})
    marks = (*land, *_marks(facts, pairs, placed, points))
    drawing = Drawing(WIDTH, (_NORTH - _SOUTH) * _SCALE, marks)
    return flows_chart("map", grounds, pairs, drawing, (told("lead_map"), note, told("note_boundaries")))


def _paper(lon: float, lat: float) -> tuple[float, float]:
    x, y = project(lon, lat)
    return WIDTH / 2 + x * _SCALE, (_NORTH - y) * _SCALE


def _marks(
    facts: Facts,
    pairs: Sequence[Flow],
    placed: Mapping[str, tuple[float, float]],
    points: Mapping[str, tuple[float, float]],
) -> Iterator[Shape | Label]:
    drawn = [flow for flow in pairs if flow.home in placed and flow.host in placed]
    for flow in sorted(drawn, key=lambda flow: (flow.weight, flow)):
        arc = _arc(facts, flow, placed[flow.home], placed[flow.host])
        yield replace(arc, width=arc.width + _REACH, opacity=0.0, dashes=())
        yield arc
    shown = {end: point for end, point in placed.items() if any(end in (flow.home, flow.host) for flow in drawn)}
    names = list(_names(facts, drawn, shown, points))
    taken = [*_points(shown, points, {flow.home for flow in drawn}), *_text_boxes(names)]
    for site, (x, y) in points.items():
        yield from _city(facts, site, (x, y), pairs, taken)
    yield from _ends(facts, drawn, shown)
    yield from names
    yield from _legend()


@cache
def _coast(code: str) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Land and border lines of a country as steps."""
    fills, lines = outline(code, least=_LEAST)

    def steps(rings: Iterable[Sequence[tuple[float, float]]], *, close: bool) -> Iterator[Step]:
        for ring in rings:
            for index, (x, y) in enumerate(ring):
                yield "L" if index else "M", round(WIDTH / 2 + x * _SCALE, 1), round((_NORTH - y) * _SCALE, 1)
            if close:
                yield ("Z",)

    return tuple(steps(fills, close=True)), tuple(steps(lines, close=False))


def _land(countries: Mapping[str, str], hosts: Iterable[str]) -> Iterator[Shape]:
    """All land; `countries` are those of the flows by number."""
    entered = set(hosts)
    quiet: list[Step] = []
    borders: list[Step] = []
    for code in world():
        fill, border = _coast(code)
        borders += border
        country = countries.get(code, "")
        if country in NATIONS:
            yield Shape(fill, fill=look(country).colour, opacity=0.28)
        elif country in entered:
            yield Shape(fill, fill=_HOST)
        else:
            quiet += fill
    yield Shape(tuple(quiet), fill=_LAND)
    yield Shape(tuple(borders), stroke=_SEA_LINE, width=0.3)


def _arc(facts: Facts, flow: Flow, start: tuple[float, float], end: tuple[float, float]) -> Shape:
    """A line bent to the north, dashed where all it stands for is disputed."""
    (ax, ay), (bx, by) = start, end
    far = hypot(bx - ax, by - ay)
    lift = min(0.22 * far, 70.0)
    ends = [labels_of(facts, iri) for iri in (flow.home, flow.host)]
    doubtful = len(flow.contested) == flow.weight
    return Shape(
        (("M", ax, ay), ("Q", (ax + bx) / 2, (ay + by) / 2 - lift, bx, by)),
        stroke=look(flow.home).colour,
        width=0.5 + 0.42 * flow.weight,
        opacity=0.72,
        dashes=(3.0, 2.0) if doubtful else (),
        key=group_key("map", flow.home, flow.host),
        told=counted(ends, flow.weight, len(flow.contested)),
        tags={"home": slug(flow.home), "host": slug(flow.host)},
    )


def _city(
    facts: Facts, site: str, point: tuple[float, float], pairs: Sequence[Flow], taken: list[Box]
) -> Iterator[Shape | Label]:
    """A city; its name where it touches nothing that is taken, else only when one looks from near."""
    x, y = point
    behind = [flow for flow in pairs if any(tie.place == site for tie in flow.ties)]
    count = len({tie.statement for flow in behind for tie in flow.ties if tie.place == site})
    name = labels_of(facts, site)
    tags = {"place": slug(site), "keep": f"{x:.1f} {y:.1f}"}
    said = {tag: f"{best(name, tag)[0]}: {count}" for tag in LANGUAGES}
    key = group_key("map", behind[0].home, behind[0].host)
    yield Shape(disc(x, y, 1.35), fill="#ffffff", stroke="#1b2733", width=0.7, key=key, tags=tags, told=said)
    wide = max(text_width(best(name, tag)[0], _CITY_TEXT) for tag in LANGUAGES)
    right, left = (around((x + way * (2.2 + wide / 2), y), wide, _CITY_TEXT) for way in (1, -1))
    spot = next((one for one in (right, left) if within(one, _FRAME) and not any(meet(one, b) for b in taken)), None)
    if spot:
        taken.append(spot)
    at, anchor = (x - 2.2, "end") if spot == left else (x + 2.2, "start")
    near = {} if spot else {"near": "1"}
    yield Label(at, y + 2.0, name, _CITY_TEXT, anchor, halo=True, key=key, tags=tags | near)


def _legend() -> Iterator[Shape | Label]:
    """What the points mean."""
    down = (_NORTH - _SOUTH) * _SCALE - 8.0
    points = (
        ("host", Shape(disc(0.0, 0.0, 2.1), fill="#1b2733")),
        ("city", Shape(disc(0.0, 0.0, 1.35), fill="#ffffff", stroke="#1b2733", width=0.7)),
    )
    x = 300.0
    for word, point in points:
        yield moved(point, x, down)
        yield Label(x + 5.0, down + 2.3, told(word), 6.4, colour="#56616e")
        x += 12.0 + max(text_width(text, 6.4) for text in told(word).values())


def _ends(facts: Facts, pairs: Sequence[Flow], placed: Mapping[str, tuple[float, float]]) -> Iterator[Shape]:
    for home in sorted({flow.home for flow in pairs}, key=rank):
        x, y = placed[home]
        keep = {"home": slug(home), "keep": f"{x:.1f} {y:.1f}"}
        key = group_key("map", home, min(flow.host for flow in pairs if flow.home == home))
        mark = replace(sign(home, x, y, 4.2), stroke="#ffffff", width=0.8)
        yield replace(mark, key=key, tags=keep, told=labels_of(facts, home))
    for host, (x, y) in sorted(placed.items()):
        flow = min((flow for flow in pairs if flow.host == host), default=None)
        if flow and host not in {flow.home for flow in pairs}:
            tags = {"host": slug(host), "keep": f"{x:.1f} {y:.1f}"}
            key = group_key("map", flow.home, host)
            yield Shape(
                disc(x, y, 2.1),
                fill="#1b2733",
                stroke="#ffffff",
                width=0.6,
                key=key,
                tags=tags,
                told=labels_of(facts, host),
            )


def _names(
    facts: Facts,
    pairs: Sequence[Flow],
    placed: Mapping[str, tuple[float, float]],
    sites: Mapping[str, tuple[float, float]],
) -> Iterator[Shape | Label]:
    """Names and numbers of countries where they touch neither each other nor a point, nearest place first."""
    counts: dict[str, set[str]] = defaultdict(set)
    for flow in pairs:
        counts[flow.host].update(flow.statements)
    homes = {flow.home for flow in pairs}
    taken = _points(placed, sites, homes)
    for end in sorted(placed, key=lambda end: (end not in homes, -len(counts[end]), end)):
        size = _HOME_TEXT if end in homes else _TEXT
        number = f"  {len(counts[end])}" if counts[end] else ""
        texts = {tag: best(labels_of(facts, end), tag)[0] + number for tag in LANGUAGES}
        wide = max(text_width(text, size) for text in texts.values())
        x, y = placed[end]
        spot = next(
            (
                one
                for one in _spots(x, y, wide, size)
                if within(one, _FRAME) and not any(meet(one, other) for other in taken)
            ),
            None,
        )
        if spot is None:
            continue
        left, top, right, bottom = spot
        taken.append(spot)
        tags = {"host" if counts[end] else "home": slug(end), "keep": f"{x:.1f} {y:.1f}"}
        first = min(flow for flow in pairs if end in (flow.home, flow.host))
        key = group_key("map", first.home, first.host)
        anchor, at = ("start", left) if left >= x else ("end", right) if right <= x else ("middle", (left + right) / 2)
        near = nearest((x, y), spot)
        if hypot(near[0] - x, near[1] - y) > 9.0:
            yield Shape((("M", x, y), ("L", *near)), stroke="#56616e", width=0.4, tags=tags)
        yield Label(at, bottom - size * 0.24, texts, size, anchor, bold=end in homes, halo=True, key=key, tags=tags)


def _points(
    placed: Mapping[str, tuple[float, float]], sites: Mapping[str, tuple[float, float]], homes: Collection[str]
) -> list[Box]:
    """The room that the signs of homes and the points of other countries and cities take."""
    ends = [around(point, *((10.0, 10.0) if end in homes else (6.0, 6.0))) for end, point in placed.items()]
    return ends + [around(point, 3.2, 3.2) for point in sites.values()]


def _text_boxes(marks: Iterable[Shape | Label]) -> Iterator[Box]:
    """The room that names take in any language."""
    for mark in marks:
        if isinstance(mark, Label):
            wide = max(text_width(best(mark.labels, tag)[0], mark.size) for tag in LANGUAGES)
            left = mark.x - {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
            yield left, mark.y - mark.size * 0.92, left + wide, mark.y + mark.size * 0.24


def _spots(x: float, y: float, wide: float, size: float) -> Iterator[Box]:
    """Boxes for a name around a point: right, left, above, below, then farther away."""
    for step in range(_TRIES):
        away = 4.5 + step * 5.0
        for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            reach = away * (0.75 if dx and dy else 1.0)
            left = x + reach if dx > 0 else x - reach - wide if dx < 0 else x - wide / 2
            middle = y + dy * (reach + size * 0.35)
            yield left, middle - size * 0.58, left + wide, middle + size * 0.58
