"""Dates drawn as sharp as they are known: ticks, bars, bars with soft ends, arrows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sckg.analysis.dated import Days
from sckg.views.marks import Shape, box

__all__ = ["ARROW", "Pen"]

ARROW: Final = 5.5
"""Points an arrow is long."""
_THICK, _THIN, _TICK = 5.0, 2.2, 8.0
_FULL: Final = 0.85
_SOFT: Final = ((0.0, 0.09, 0.18), (0.09, 0.18, 0.42), (0.18, 0.82, _FULL), (0.82, 0.91, 0.42), (0.91, 1.0, 0.18))
"""A bar that does not know its ends: begin, end (shares of its length) and opacity of its parts."""
_STEPS: Final = (0.2, 0.45, 0.65)
"""Opacity of the thirds of an end that lies somewhere within them, from the outside."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws one entry on a line: its height on paper, colour, whether thin (a policy), whether hatched (disputed)."""

    middle: float
    colour: str
    thin: bool = False
    hatch: bool = False

    def bar(self, left: float, right: float, opacity: float = _FULL) -> Shape:
        """A bar between two places."""
        high = _THIN if self.thin else _THICK
        shape = box(left, self.middle - high / 2, right - left, high)
        return Shape(shape, fill=self.colour, opacity=opacity, hatch=self.hatch)

    def moment(self, days: Days, left: float, right: float) -> Iterator[Shape]:
        """One date: a tick for a day, a bar for days of one month, a bar with soft ends for more."""
        if days.first == days.last:
            yield Shape(box(left - 0.1, self.middle - _TICK / 2, 1.4, _TICK), fill=self.colour)
        elif days.first[:7] == days.last[:7]:
            yield self.bar(left, max(right, left + 2.0), 1.0)
        else:
            for begin, end, opacity in _SOFT:
                yield self.bar(left + (right - left) * begin, left + (right - left) * end, opacity)

    def begin(self, days: Days, left: float, right: float) -> Iterator[Shape]:
        """A beginning that lies between two places; sharp where it is one day."""
        yield from self._fade(_STEPS if days.first != days.last else (_FULL,), left, right)

    def end(self, days: Days, left: float, right: float) -> Iterator[Shape]:
        """An end that lies between two places; sharp where it is one day."""
        yield from self._fade(_STEPS[::-1] if days.first != days.last else (_FULL,), left, right)

    def _fade(self, steps: tuple[float, ...], left: float, right: float) -> Iterator[Shape]:
        wide = (right - left) / len(steps)
        for index, opacity in enumerate(steps):
            yield self.bar(left + index * wide, left + (index + 1) * wide, opacity)

    def arrow(self, left: float) -> Shape:
        """What goes on."""
        up, down = self.middle - 3.2, self.middle + 3.2
        tip = (("M", left, up), ("L", left + ARROW, self.middle), ("L", left, down), ("Z",))
        return Shape(tip, fill=self.colour)
