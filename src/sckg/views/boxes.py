"""Boxes on paper, for names that are to find room: left, top, right, bottom."""

from __future__ import annotations

__all__ = ["Box", "around", "meet", "nearest", "within"]

Box = tuple[float, float, float, float]
Point = tuple[float, float]


def around(middle: Point, wide: float, high: float) -> Box:
    """The box of a width and height around a point."""
    return middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2


def within(box: Box, frame: Box) -> bool:
    """Whether a box lies in another."""
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a place in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def nearest(point: Point, box: Box) -> Point:
    """The point of a box nearest to another."""
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])
