"""The earth on paper: whole outlines, points where countries are, coordinates that fit their country."""

from __future__ import annotations

import csv
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.views.earth import alpha, cities, country_point, outline, project, world

ROOT = Path(__file__).resolve().parents[1]
EDGE = project(-30.0 + 1e-9, 0.0)[0]


def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


COORDINATES = rows("external/geonames/coordinates.csv")
PLACES = {row["id"]: row for row in rows("kiep-2019/places.csv")}


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_the_projection_keeps_north_up_and_stays_on_the_sheet(lon: float, lat: float) -> None:
    x, y = project(lon, lat)
    assert abs(x) <= abs(EDGE) + 1e-9
    assert project(lon, lat + 0.5)[1] > y
    assert project(300 - lon, lat)[0] == pytest.approx(-x, abs=1e-9) or abs(abs(x) - abs(project(-30, lat)[0])) < 1e-6


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("KR", 127.8, 36.4),
        ("VN", 106.3, 16.6),
        ("SG", 103.8, 1.36),
        ("RU", 99.7, 61.7),
        ("US", -99.1, 39.5),
        ("NZ", 170.5, -44.0),
    ],
)
def test_a_country_is_where_it_is(code: str, lon: float, lat: float) -> None:
    assert country_point(code) == pytest.approx((lon, lat), abs=0.2)


def test_an_unknown_code_has_no_point() -> None:
    assert country_point("XX") is None and country_point("") is None


@pytest.mark.parametrize("code", ["702", "344", "462"])
def test_small_countries_are_on_the_map(code: str) -> None:
    """Singapore, Hong Kong, Maldives: the coarser atlas lacks them."""
    assert alpha(code) and outline(code, least=0.0035)[0]


def test_no_outline_runs_across_the_sheet() -> None:
    """A country cut at the edge of the picture or the 180th meridian is not drawn through the picture."""
    far = [
        (code, a, b)
        for code in world()
        for line in outline(code, least=0.0035)[1]
        for a, b in zip(line, line[1:], strict=False)
        if hypot(a[0] - b[0], a[1] - b[1]) > 0.35
    ]
    assert far == []


def test_all_land_lies_on_the_sheet() -> None:
    assert max(abs(x) for code in world() for ring in outline(code, least=0.01)[0] for x, _ in ring) <= abs(EDGE) + 1e-6


def test_every_country_of_the_report_has_a_point() -> None:
    codes = [row["iso"] for row in PLACES.values() if row["type"] == "Country"]
    assert [code for code in codes if country_point(code) is None] == []


def test_codes_are_sorted_and_unique() -> None:
    table = rows("external/iso3166/codes.csv")
    for column in ("alpha2", "numeric"):
        assert len({row[column] for row in table}) == len(table) == 249
    assert [row["alpha2"] for row in table] == sorted(row["alpha2"] for row in table)


def country_of(place: str) -> str:
    while place in PLACES and PLACES[place]["type"] != "Country":
        place = PLACES[place]["within"]
    return PLACES[place]["iso"]


def test_coordinates_are_sorted_and_unique() -> None:
    assert [row["place"] for row in COORDINATES] == sorted({row["place"] for row in COORDINATES})
    assert len({row["geonames"] for row in COORDINATES}) == len(COORDINATES) == len(cities())


@pytest.mark.parametrize("row", COORDINATES, ids=[row["place"] for row in COORDINATES])
def test_a_city_lies_in_its_country(row: dict[str, str]) -> None:
    assert PLACES[row["place"]]["type"] == "Municipality"
    assert row["country"] == country_of(row["place"])
    here = project(float(row["lon"]), float(row["lat"]))
    number = next(code for code in world() if alpha(code) == row["country"])
    ends = [point for ring in outline(number, least=0.002)[0] for point in ring]
    assert min(x for x, _ in ends) - 0.01 <= here[0] <= max(x for x, _ in ends) + 0.01
    assert min(y for _, y in ends) - 0.01 <= here[1] <= max(y for _, y in ends) + 0.01
