"""A small timeline: when what happened, as far as the dates are known; the list below it tells it in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from markupsafe import Markup

from sckg.views.atlas.desk import Desk
from sckg.views.marks import fitted

__all__ = ["strip"]

_WIDTH, _LEFT, _ROW, _HIGH = 600.0, 12.0, 11.0, 14.0
_SIZE: Final = 9.5
_GAP: Final = 4.0
_ROOM: Final = 60.0
"""Units that a name needs at least."""
_SPARE: Final = 0.9
"""Share of the room that a name is cut to: fonts of readers differ in width."""
_FEW: Final = 12
"""So many bars have a row and a name each; more of them share rows, and are told by the list below."""
_AXIS: Final = 18.0
_LEAST: Final = 3.0
"""Units that a day is wide at least."""
_YEAR: Final = 365.25


def strip(desk: Desk, iris: Iterable[str]) -> Markup:
    """Bars for what has a date: a day is a tick, a month or year as long as it may mean; nothing below two of them."""
    found = sorted(
        (first, last, iri)
        for iri in set(iris)
        if (first := desk.dossiers.one(iri, "earliest")) and (last := desk.dossiers.one(iri, "latest"))
    )
    if len(found) < 2:
        return Markup("")
    start, end = int(found[0][0][:4]), max(int(last[:4]) for _, last, _ in found) + 1
    named = len(found) <= _FEW
    rows, high = (list(range(len(found))), _HIGH) if named else (_rows(found), _ROW)
    height = _AXIS + high * (max(rows) + 1) + 4
    scale = (_WIDTH - 2 * _LEFT) / ((end - start) * _YEAR)
    marks = [*_axis(start, end, scale, height)]
    for (first, last, iri), row in zip(found, rows, strict=True):
        x, down = _place(first, start, scale), _AXIS + row * high
        wide = max(_place(last, start, scale) - x, _LEAST)
        marks.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" class="{}"><title>{}</title></rect>').format(
                x, down, wide, _ROW - 4, "sure" if wide <= 6 else "wide", _title(desk, iri)
            )
        )
        if named:
            marks.append(_name(desk, iri, (x, x + wide), down))
    return Markup('<svg class="strip" viewBox="0 0 {} {:.0f}" aria-hidden="true">{}</svg>').format(
        int(_WIDTH), height, Markup("").join(marks)
    )


def _name(desk: Desk, iri: str, bar: tuple[float, float], down: float) -> Markup:
    """The name of a bar, on the side of it with more room, cut where that is too little; none where little is left."""
    left, right = bar[0] - _GAP, _WIDTH - bar[1] - _GAP
    if max(left, right) < _ROOM:
        return Markup("")
    labels = fitted(desk.labels(iri), _SIZE, max(left, right) * _SPARE)
    text, told = desk.tell.texts.shown(labels)
    x, side = (bar[1] + _GAP, "start") if right >= left else (left, "end")
    return Markup('<text x="{:.1f}" y="{:.1f}" class="{}"{}>{}</text>').format(x, down + _SIZE - 2, side, told, text)


def _title(desk: Desk, iri: str) -> str:
    return f"{desk.dossiers.label(iri, 'ko')} · {desk.dossiers.label(iri, 'en')} ({desk.when(iri)})"


def _place(day: str, start: int, scale: float) -> float:
    return _LEFT + (date.fromisoformat(day) - date(start, 1, 1)).days * scale


def _rows(found: Iterable[tuple[str, str, str]]) -> list[int]:
    """The first free row of each: nothing covers what is nearer than four months."""
    taken: list[int] = []
    rows = []
    for first, last, _ in found:
        begin, over = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 60
        row = next((index for index, busy in enumerate(taken) if busy < begin), len(taken))
        taken[row : row + 1] = [over]
        rows.append(row)
    return rows


def _axis(start: int, end: int, scale: float, height: float) -> Iterator[Markup]:
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100) if (end - start) / one <= 12)
    for year in range(start, end + 1):
        x = _LEFT + (year - start) * _YEAR * scale
        yield Markup('<path d="M{0:.1f} {1}V{2:.0f}"/>').format(x, int(_AXIS) - 4, height)
        if year % step == 0 and year < end:
            yield Markup('<text x="{:.1f}" y="10">{}</text>').format(x, year)
