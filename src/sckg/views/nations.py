"""How nations look in pictures: a colour and a sign each, so that colour is never the only mark.

Colours: the colour-blind-safe set of Okabe and Ito (2008), https://jfly.uni-koeln.de/color/.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from sckg.namespaces import ID
from sckg.views.marks import Shape, disc, line

__all__ = ["ELSEWHERE", "NATIONS", "UNSTATED", "Look", "drawn", "look", "rank", "sign"]


@dataclass(frozen=True, slots=True)
class Look:
    """A colour and a sign: dot, square, triangle, diamond, hexagon or star."""

    colour: str
    sign: str


NATIONS: Final = {
    f"{ID}place/korea": Look("#0072B2", "dot"),
    f"{ID}place/china": Look("#D55E00", "square"),
    f"{ID}place/japan": Look("#009E73", "triangle"),
}
"""The three nations compared, by IRI, in the order of the report's title."""
ELSEWHERE: Final = Look("#7A7A7A", "diamond")
UNSTATED: Final = Look("#949494", "dot")
"""Of whom no source states a nation."""
_CORNERS: Final = {"square": (4, pi / 4), "triangle": (3, -pi / 2), "diamond": (4, 0.0), "hexagon": (6, 0.0)}
_REACH: Final = {3: 1.35, 4: 1.2, 6: 1.1}
"""Radius of corners by their number, so that all signs are about as large as a dot."""
_WAIST: Final = 0.5
"""Inner by outer radius of a star."""


def look(nation: str) -> Look:
    """How a nation looks; all but the three look alike, and '' is none."""
    return NATIONS.get(nation, ELSEWHERE) if nation else UNSTATED


def rank(nation: str) -> int:
    """The place of a nation in every picture: the three first, then others, those not reported last."""
    return [*NATIONS].index(nation) if nation in NATIONS else len(NATIONS) + (not nation)


def sign(nation: str, x: float, y: float, radius: float) -> Shape:
    """The sign of a nation around a point."""
    return drawn(look(nation), x, y, radius)


def drawn(shown: Look, x: float, y: float, radius: float) -> Shape:
    """A sign around a point, of about the area of a circle of this radius."""
    if shown.sign == "dot":
        return Shape(disc(x, y, radius), fill=shown.colour)
    if shown.sign == "star":
        reaches = [radius * 1.45 * (_WAIST if step % 2 else 1.0) for step in range(10)]
        start = -pi / 2
    else:
        count, start = _CORNERS[shown.sign]
        reaches = [radius * _REACH[count]] * count
    angles = [start + 2 * pi * step / len(reaches) for step in range(len(reaches))]
    corners = [(x + reach * cos(angle), y + reach * sin(angle)) for reach, angle in zip(reaches, angles, strict=True)]
    return Shape((*line(*corners), ("Z",)), fill=shown.colour)
