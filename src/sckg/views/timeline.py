"""Engagements and policies in time, a lane for each nation or host country, dates no sharper than the source has them.

A year is a bar over that year with soft ends, a month a bar over that month, a day a tick; what goes on has an arrow.
What is not dated is listed below the picture, never placed in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sckg.analysis.dated import Dated, Days
from sckg.analysis.facts import Facts
from sckg.errors import UsageError
from sckg.namespaces import concept
from sckg.views.backing import Backing, Entry, dated, labels_of, slug, told
from sckg.views.bars import ARROW, Pen
from sckg.views.charts import WIDTH, Chart, Nation, nations_of
from sckg.views.grounds import Grounds
from sckg.views.languages import LANGUAGES, Labels, best
from sckg.views.marks import Drawing, Label, Shape, fitted, line, moved, text_width
from sckg.views.nations import ELSEWHERE, NATIONS, UNSTATED, look, rank, sign

__all__ = ["timeline_chart"]

_SIDE: Final = 74.0
_HIGH: Final = 8.3
_TEXT: Final = 5.9
_NAME: Final = 220.0
"""Widest name of an entry, in points; longer ones are cut."""
_AXIS: Final = 26.0
_OTHERS, _UNSTATED = "others", "nation_unstated"
"""Lanes of nations but the three, and of what no source gives a nation; also the words for them."""
_GREY: Final = "#4a5663"
_TAIL: Final = 9.0
"""Points from a beginning to the arrow of what goes on."""


def timeline_chart(grounds: Grounds, found: Iterable[Dated], *, by_host: bool = False) -> Chart:
    """The dated of `found` in time, in lanes of the nations that act, or of the countries they take place in.

    Raises `UsageError` where none has a date.
    """
    facts, chosen = grounds.facts, list(found)
    dated = [one for one in chosen if one.dated]
    if not dated:
        raise UsageError(f"nothing to draw: none of the {len(chosen)} engagements and policies chosen has a date")
    lanes = _lanes(dated, by_host=by_host)
    scale = _Scale.of(dated)
    cited = grounds.cite(one.iri for one in chosen)
    known = {one.iri for one in dated}
    rest = [one for one in chosen if one.iri not in known]
    groups = [_group(facts, lane, members, cited) for lane, members in lanes.items()]
    if rest:
        entries = tuple(_entry(facts, one, cited, _own_lanes(one, by_host=by_host)) for one in rest)
        groups.append(Backing("timeline-undated", told("undated", n=len(rest)), entries))
    return Chart(
        "timeline",
        told("lead_timeline"),
        _drawing(facts, lanes, scale),
        (told("note_dated", dated=len(dated), undated=len(rest)),),
        grounds.sources,
        tuple(groups),
        () if by_host else _nations(facts, lanes),
        (scale.years[0], scale.years[-1]),
    )


def _nations(facts: Facts, lanes: Iterable[str]) -> tuple[Nation, ...]:
    """The nations of the lanes; those beside the three are one."""
    known = list(lanes)
    looks = {_OTHERS: ELSEWHERE, _UNSTATED: UNSTATED}
    rest = (Nation(lane, told(lane), one.colour, one.sign) for lane, one in looks.items() if lane in known)
    return (*nations_of(facts, (lane for lane in known if lane not in looks)), *rest)


def _lanes(dated: Sequence[Dated], *, by_host: bool) -> dict[str, list[Dated]]:
    """Entries by lane: a joint one stands in each; nations but the three share a lane."""
    found: dict[str, list[Dated]] = {}
    for one in dated:
        for lane in _own_lanes(one, by_host=by_host):
            found.setdefault(lane, []).append(one)
    order = (
        (lambda lane: (not lane, -len(found[lane]), lane))
        if by_host
        else (
            lambda lane: ((_OTHERS, _UNSTATED).index(lane) + 1 if lane not in NATIONS else 0, float(rank(lane)), lane)
        )
    )
    return {lane: found[lane] for lane in sorted(found, key=order)}


def _own_lanes(one: Dated, *, by_host: bool) -> tuple[str, ...]:
    if by_host:
        return one.hosts or (one.nations if one.policy else ()) or ("",)
    return tuple(nation for nation in one.nations if nation in NATIONS) or (_OTHERS if one.nations else _UNSTATED,)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a day stands: years are as wide as they need to be, days within a year are equal."""

    years: tuple[int, ...]
    edges: Mapping[int, float]

    @classmethod
    def of(cls, dated: Sequence[Dated]) -> _Scale:
        """A scale over all years of the entries, wider where more begins."""
        ends = [day for one in dated for days in (one.start, one.end) if days for day in (days.first, days.last)]
        years = range(int(min(ends)[:4]), int(max(ends)[:4]) + 1)
        counts = Counter(int((one.start or one.end or Days("0", "0")).first[:4]) for one in dated)
        wants = [4.0 + 5.0 * counts[year] ** 0.75 for year in years]
        room = (WIDTH - _SIDE - 14.0) / sum(wants)
        edges, left = {}, _SIDE
        for year, want in zip(years, wants, strict=True):
            edges[year] = left
            left += want * room
        edges[years[-1] + 1] = left
        return cls(tuple(years), edges)

    def at(self, day: str, *, end: bool = False) -> float:
        """Where a day begins, or ends."""
        moment = date.fromisoformat(day)
        first, after = date(moment.year, 1, 1), date(moment.year + 1, 1, 1)
        share = ((moment - first).days + end) / (after - first).days
        return self.edges[moment.year] + share * (self.edges[moment.year + 1] - self.edges[moment.year])


def _drawing(facts: Facts, lanes: Mapping[str, Sequence[Dated]], scale: _Scale) -> Drawing:
    marks: list[Shape | Label] = []
    rows: list[Shape | Label] = []
    down = _AXIS + 4.0
    for lane, members in lanes.items():
        top = down
        placed = _packed(members, scale)
        down += max((max(one.row for one in placed) + 1) * _HIGH, 18.0) + 8.0
        rows += _lane_head(facts, lane, len(members), top, down)
        for one in placed:
            rows += _item(lane, one, scale, top + one.row * _HIGH + 5.0)
    marks += _axis(scale, down)
    marks += rows
    marks += _key(down + 13.0)
    return Drawing(WIDTH, down + 22.0, tuple(marks))


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry with its row, the edges of its bar, and the side its name stands on."""

    one: Dated
    row: int
    left: float
    right: float
    side: str


def _packed(members: Sequence[Dated], scale: _Scale) -> list[_Placed]:
    """Entries with their rows: the first where neither bar nor name touches another.

    In the crowded right half a new row begins with a name to the left of its bar: the next one has room to the right.
    """
    taken: list[list[tuple[float, float]]] = []
    placed: list[_Placed] = []
    for one in sorted(members, key=lambda one: (one.start or one.end or Days("", ""), one.iri)):
        left, right = _extent(one, scale)
        wide = max(text_width(text, _TEXT) for text in _short(one).values()) + 6.0
        spans = {"start": (left - 2.0, right + wide), "end": (left - wide, right + 2.0)}
        sides = {side: span for side, span in spans.items() if span[0] >= _SIDE - 4.0 and span[1] <= WIDTH}
        sides = sides or {"start": spans["start"]}
        found = ((index, side) for index, row in enumerate(taken) for side, span in sides.items() if _clear(span, row))
        early = left < (_SIDE + WIDTH) / 2 or "end" not in sides
        row, side = next(found, (len(taken), next(iter(sides)) if early else "end"))
        if row == len(taken):
            taken.append([])
        taken[row].append(sides[side])
        placed.append(_Placed(one, row, left, right, side))
    return placed


def _clear(span: tuple[float, float], row: Iterable[tuple[float, float]]) -> bool:
    return all(span[1] <= left or span[0] >= right for left, right in row)


def _short(one: Dated) -> dict[str, str]:
    return fitted({tag: best(one.labels, tag)[0] for tag in LANGUAGES}, _TEXT, _NAME)


def _extent(one: Dated, scale: _Scale) -> tuple[float, float]:
    """Left and right edge of what is drawn of an entry."""
    start, end = one.start, one.end
    first = start or end
    assert first is not None
    left = scale.at(first.first)
    if end:
        return left, max(scale.at(end.last, end=True), left + 2.0)
    right = scale.at(first.last, end=True)
    return left, right + _TAIL + ARROW if one.ongoing else max(right, left + 2.0)


def _lane_name(facts: Facts, lane: str) -> Labels:
    return told(lane) if lane in (_OTHERS, _UNSTATED) else labels_of(facts, lane)


def _lane_head(facts: Facts, lane: str, count: int, top: float, down: float) -> Iterator[Shape | Label]:
    name, tags = _lane_name(facts, lane), {"home": slug(lane)}
    if lane in NATIONS:
        yield replace(sign(lane, 5.0, top + 7.0, 4.0), tags=tags)
    indent = 13.0 if lane in NATIONS else 1.0
    yield Label(indent, top + 10.0, fitted(name, 8.0, _SIDE - indent - 4.0), 8.0, bold=True, tags=tags)
    yield Label(indent, top + 19.0, {"": str(count)}, 7.0, colour="#56616e", tags=tags)
    yield Shape(line((0.0, down - 4.0), (WIDTH, down - 4.0)), stroke="#b7bfc8", width=0.5)


def _axis(scale: _Scale, down: float) -> Iterator[Shape | Label]:
    """Years at the top with a line down each; a name where there is room."""
    last = -99.0
    for year in (*scale.years, scale.years[-1] + 1):
        x = scale.edges[year]
        yield Shape(line((x, _AXIS - 4.0), (x, down - 4.0)), stroke="#dfe3e8", width=0.5)
        wide = scale.edges.get(year + 1, x) - x
        middle = x + wide / 2
        if wide and middle - last >= 17.0:
            yield Label(middle, _AXIS - 8.0, {"": str(year)}, 6.6, "middle", bold=wide > 30.0, colour="#56616e")
            last = middle


def _item(lane: str, placed: _Placed, scale: _Scale, middle: float) -> Iterator[Shape | Label]:
    one, name = placed.one, slug(placed.one.iri)
    colour = look(lane).colour if lane in NATIONS else _GREY
    years = {"first": (one.start or one.end or Days("", "")).first[:4], "last": _last(one)}
    tags = {"home": slug(lane), "entry": name} | {tag: year for tag, year in years.items() if year}
    key = f"timeline-{slug(lane)}--{name}"
    said = {tag: f"{best(one.labels, tag)[0]} ({best(_when(one), tag)[0]})" for tag in LANGUAGES}
    for shape in _bars(one, scale, Pen(middle, colour, thin=one.policy, hatch=one.contested)):
        yield replace(shape, key=key, told=said, tags=tags)
    x = placed.right + 2.5 if placed.side == "start" else placed.left - 2.5
    yield Label(x, middle + _TEXT * 0.35, _short(one), _TEXT, placed.side, key=key, tags=tags)


def _last(one: Dated) -> str:
    """The last year an entry reaches; '' where it goes on."""
    if one.ongoing and not one.end:
        return ""
    return (one.end or one.start or Days("", "")).last[:4]


def _bars(one: Dated, scale: _Scale, pen: Pen) -> Iterator[Shape]:
    """The bar of an entry, from its beginning to its end; an arrow where it goes on."""
    first = one.start or one.end
    assert first is not None
    left, right = scale.at(first.first), scale.at(first.last, end=True)
    if one.end and one.end.first > first.last:
        close = scale.at(one.end.first)
        yield from pen.begin(first, left, right)
        yield pen.bar(right, close)
        yield from pen.end(one.end, close, scale.at(one.end.last, end=True))
    elif one.ongoing and not one.end:
        yield from pen.begin(first, left, right)
        yield pen.bar(right, right + _TAIL)
        yield pen.arrow(right + _TAIL)
    else:
        last = max(first.last, one.end.last) if one.end else first.last
        yield from pen.moment(Days(first.first, last), left, scale.at(last, end=True))


def _key(down: float) -> Iterator[Shape | Label]:
    """What the marks mean."""
    pen, thin, doubt = Pen(0.0, _GREY), Pen(0.0, _GREY, thin=True), Pen(0.0, _GREY, hatch=True)
    samples: tuple[tuple[str, tuple[Shape, ...]], ...] = (
        ("year", tuple(pen.moment(Days("2000-01-01", "2000-12-31"), 0.0, 22.0))),
        ("month", tuple(pen.moment(Days("2000-01-01", "2000-01-31"), 0.0, 5.0))),
        ("day", tuple(pen.moment(Days("2000-01-01", "2000-01-01"), 1.0, 2.0))),
        ("open", (pen.bar(0.0, 14.0), pen.arrow(14.0))),
        ("engagement", (pen.bar(0.0, 16.0),)),
        ("policy", (thin.bar(0.0, 16.0),)),
        ("contested", (doubt.bar(0.0, 16.0),)),
    )
    x = _SIDE
    for word, shapes in samples:
        yield from (moved(shape, x, down) for shape in shapes)
        wide = max(step[1] for shape in shapes for step in shape.steps if len(step) > 1) + 4.0
        name = told(word)
        yield Label(x + wide, down + 2.3, name, 6.4, colour="#56616e")
        x += wide + max(text_width(text, 6.4) for text in name.values()) + 16.0


def _when(one: Dated) -> Labels:
    """The date as a reader sees it: EDTF texts, words for what is open."""
    words = {word: told(key) for word, key in (("unknown", "unknown_date"), ("ongoing", "ongoing"))}
    found = {}
    for tag in LANGUAGES:
        text = best(dated(one.date), tag)[0].replace("/", "–")
        for word, labels in words.items():
            text = text.replace(word, labels[tag])
        found[tag] = text
    return found if len(set(found.values())) > 1 else {"": found["en"]}


def _group(facts: Facts, lane: str, members: Sequence[Dated], cited: Mapping[str, Labels]) -> Backing:
    name = _lane_name(facts, lane)
    labels = {tag: f"{best(name, tag)[0]} ({len(members)})" for tag in LANGUAGES}
    entries = tuple(_entry(facts, one, cited, (lane,)) for one in members)
    return Backing(f"timeline-{slug(lane)}", labels, entries, {"home": slug(lane)})


def _entry(facts: Facts, one: Dated, cited: Mapping[str, Labels], lanes: Iterable[str]) -> Entry:
    years = {"first": (one.start or one.end or Days("", "")).first[:4], "last": _last(one)} if one.dated else {}
    return Entry(
        one.labels,
        _when(one),
        tuple(labels_of(facts, actor) for actor in one.actors or one.nations),
        labels_of(facts, concept("stage", one.stage)) if one.stage else {},
        tuple(labels_of(facts, sector) for sector in one.sectors),
        one.contested,
        {tag: text.replace("\n", "; ") for tag, text in cited[one.iri].items()},
        {"entry": slug(one.iri), "home": " ".join(slug(lane) for lane in lanes), **years},
    )
