"""The earth on paper: outlines of countries, where a country lies, and the projection.

Outlines: Natural Earth 1:50m as TopoJSON (https://github.com/topojson/topojson-specification), from world-atlas.
Projection: Natural Earth I in the polynomial form of Šavrič, Jenny, Patterson, Petrovič and Hurni (2011),
https://doi.org/10.1559/15230406384380, as in d3-geo, centred on 150° east so that Asia and America face each other.
Countries go by their UN M49 code, which is the ISO 3166-1 numeric one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import hypot, radians
from pathlib import Path
from typing import Any, Final

__all__ = ["Point", "country_point", "outline", "project", "world"]

Point = tuple[float, float]
"""Longitude and latitude in degrees, or a place on paper."""
Ring = list[Point]

_TOPOLOGY: Final = Path(__file__).parent / "vendor" / "world-50m.json"
_MIDDLE: Final = 150.0
"""Longitude in the middle of the picture; it is cut at the opposite meridian, 30° west, through the Atlantic."""
_EDGE: Final = 180.0
"""Degrees from the middle to either edge."""
_ANTARCTICA: Final = "010"


def project(lon: float, lat: float) -> Point:
    """A place on paper, in earth radii, x to the east of 150° east, y to the north.

    >>> project(150.0, 0.0)
    (0.0, 0.0)
    >>> round(project(-30.000001, 0.0)[0], 3)
    2.735
    """
    return _flat(_turned(lon), lat)


def _flat(east: float, lat: float) -> Point:
    """A place given by degrees east of the middle."""
    lam, phi = radians(east), radians(lat)
    square = phi * phi
    fourth = square * square
    x = lam * (0.8707 - 0.131979 * square + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth)))
    y = phi * (1.007226 + square * (0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth)))
    return x, y


def _turned(lon: float) -> float:
    """Degrees east of the middle, from -180 to 180."""
    return (lon - _MIDDLE + 180.0) % 360.0 - 180.0


@cache
def world() -> Mapping[str, tuple[tuple[Ring, ...], ...]]:
    """Polygons (outer ring first, then holes) of every country by UN M49 code; nameless areas under ''.

    Antarctica is left out.
    """
    topology = json.loads(_TOPOLOGY.read_bytes())
    arcs = [list(_unpacked(arc, topology["transform"])) for arc in topology["arcs"]]
    found: dict[str, list[tuple[Ring, ...]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        if geometry.get("id") != _ANTARCTICA:
            found.setdefault(geometry.get("id", ""), []).extend(
                tuple(_ring(ring, arcs) for ring in polygon) for polygon in polygons
            )
    return {code: tuple(polygons) for code, polygons in sorted(found.items())}


def _unpacked(arc: Sequence[Sequence[int]], transform: Mapping[str, Any]) -> Iterator[Point]:
    """Longitudes and latitudes of an arc, which holds differences of whole numbers."""
    x = y = 0
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * wide + left, y * high + low


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """A ring put together from arcs, in degrees east of the middle; a negative number is its complement, backwards.

    Rings run on across the 180th meridian, and beyond 180 degrees where they cross the edge of the picture.
    """
    points: Ring = []
    for number in numbers:
        for lon, lat in (arcs[number] if number >= 0 else arcs[~number][::-1])[1 if points else 0 :]:
            east = _turned(lon)
            if points:
                east += round((points[-1][0] - east) / 360.0) * 360.0
            points.append((east, lat))
    return points


def outline(code: str, *, least: float) -> tuple[list[Ring], list[Ring]]:
    """Rings to fill and lines to draw of a country, projected; points nearer than `least` to the last are left out.

    The cut at the edge of the picture is filled but not drawn.
    """
    fills: list[Ring] = []
    lines: list[Ring] = []
    for polygon in world()[code]:
        for ring in polygon:
            for part in _parts(ring):
                drawn = _thinned(part, least)
                if len(drawn) > 2 or not fills:
                    fills.append([_flat(*point) for point in drawn])
                    lines += _edges(drawn)
    return fills, lines


def _parts(ring: Ring) -> Iterator[Ring]:
    """A ring cut at the edge of the picture, what lies beyond one edge put to the other."""
    for turns in (-360.0, 0.0, 360.0):
        moved = [(east + turns, lat) for east, lat in ring]
        if max(moved)[0] > -_EDGE and min(moved)[0] < _EDGE:
            part = list(_clipped(list(_clipped(moved, _EDGE, 1)), -_EDGE, -1))
            if len(part) > 2:
                yield part


def _clipped(ring: Ring, edge: float, side: int) -> Iterator[Point]:
    """What of a ring lies within an edge: below it for side 1, above it for side -1 (Sutherland and Hodgman 1974)."""
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if (ax - edge) * side <= 0:
            yield ax, ay
        if ((ax - edge) * side <= 0) != ((bx - edge) * side <= 0):
            yield edge, ay + (by - ay) * (edge - ax) / (bx - ax)


def _thinned(ring: Ring, least: float) -> Ring:
    kept: Ring = []
    last = (9.0, 9.0)
    for east, lat in ring:
        here = _flat(east, lat)
        if hypot(here[0] - last[0], here[1] - last[1]) >= least or abs(east) >= _EDGE:
            kept.append((east, lat))
            last = here
    return kept


def _edges(ring: Ring) -> Iterator[Ring]:
    """The lines of a ring without those along the edge of the picture."""
    run: Ring = []
    for here, after in zip(ring, [*ring[1:], ring[0]], strict=True):
        if abs(here[0]) >= _EDGE and abs(after[0]) >= _EDGE:
            if len(run) > 1:
                yield [_flat(*point) for point in run]
            run = []
            continue
        run = run or [here]
        run.append(after)
    if len(run) > 1:
        yield [_flat(*point) for point in run]


@cache
def country_point(code: str) -> Point | None:
    """Longitude and latitude of the middle of a country's largest part, by its code.

    The centroid of the polygon that is largest on paper; None for a code that the map does not hold.
    """
    polygons = world().get(code or "-", ())
    weighed = [found for polygon in polygons if (found := _centroid(polygon[0]))]
    if not weighed:
        return None
    east, lat = max(weighed)[1]
    return (east + _MIDDLE + 180.0) % 360.0 - 180.0, lat


def _centroid(ring: Ring) -> tuple[float, Point] | None:
    """Area on paper and centroid in degrees of a ring (shoelace formula); None for a ring without area."""
    doubled = x = y = area = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        doubled, x, y = doubled + cross, x + (ax + bx) * cross, y + (ay + by) * cross
        (px, py), (qx, qy) = _flat(ax, ay), _flat(bx, by)
        area += px * qy - qx * py
    return (abs(area), (x / (3 * doubled), y / (3 * doubled))) if doubled else None
