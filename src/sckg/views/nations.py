"""How nations look in pictures: a colour and a sign each, so that colour is never the only mark.

Colours: the colour-blind-safe set of Okabe and Ito (2008), https://jfly.uni-koeln.de/color/.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from sckg.namespaces import ID
from sckg.views.marks import Shape, disc

__all__ = ["ELSEWHERE", "NATIONS", "Look", "look", "rank", "sign"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colour of a nation, and its sign: dot, square, triangle or diamond."""

    colour: str
    sign: str


NATIONS: Final = {
    f"{ID}place/korea": Look("#0072B2", "dot"),
    f"{ID}place/china": Look("#D55E00", "square"),
    f"{ID}place/japan": Look("#009E73", "triangle"),
}
"""The three nations compared, by IRI, in the order of the report's title."""
ELSEWHERE: Final = Look("#7A7A7A", "diamond")
_CORNERS: Final = {"square": (4, pi / 4), "triangle": (3, -pi / 2), "diamond": (4, 0.0)}


def look(nation: str) -> Look:
    """How a nation looks; all but the three look alike."""
    return NATIONS.get(nation, ELSEWHERE)


def rank(nation: str) -> int:
    """The place of a nation in every picture: the three first, then others, those not reported last."""
    return [*NATIONS].index(nation) if nation in NATIONS else len(NATIONS) + (not nation)


def sign(nation: str, x: float, y: float, radius: float) -> Shape:
    """The sign of a nation around a point."""
    shown = look(nation)
    if shown.sign == "dot":
        return Shape(disc(x, y, radius), fill=shown.colour)
    count, start = _CORNERS[shown.sign]
    reach = radius * 1.2
    corners = [
        (x + reach * cos(start + 2 * pi * step / count), y + reach * sin(start + 2 * pi * step / count))
        for step in range(count)
    ]
    steps = tuple(("L" if index else "M", *corner) for index, corner in enumerate(corners))
    return Shape((*steps, ("Z",)), fill=shown.colour)
