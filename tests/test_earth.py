"""The earth on paper: whole outlines, points where countries are, coordinates that fit their country."""

from __future__ import annotations

import csv
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.sources.links import PROPOSED, read_links
from sckg.sources.outside import read_outside
from sckg.views.earth import country_point, outline, project, world

ROOT = Path(__file__).resolve().parents[1]
EDGE = project(-30.0 + 1e-9, 0.0)[0]


def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


PLACES = {row["id"]: row for row in rows("kiep-2019/places.csv")}
DATA = ROOT / "data"
NUMBERS = {
    link.subject_id.removeprefix("place:"): link.object_id.removeprefix("m49:")
    for links in read_links(DATA)
    if links.name == "m49"
    for link in sorted(links.links, key=lambda link: link.predicate_id != PROPOSED)
    if not link.rejected
}
"""UN M49 code by slug of a country; a decided one wins over a proposed one."""
DEGREES = {
    (value.subject.removeprefix("place/"), value.property): float(value.value)
    for source in read_outside(DATA)
    if source.name == "geonames"
    for value in source.values
    if value.property in ("latitude", "longitude")
}
TOWNS = sorted({slug for slug, _ in DEGREES if PLACES[slug]["type"] not in ("Country", "WorldRegion")})


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_the_projection_keeps_north_up_and_stays_on_the_sheet(lon: float, lat: float) -> None:
    x, y = project(lon, lat)
    assert abs(x) <= abs(EDGE) + 1e-9
    assert project(lon, lat + 0.5)[1] > y
    assert project(300 - lon, lat)[0] == pytest.approx(-x, abs=1e-9) or abs(abs(x) - abs(project(-30, lat)[0])) < 1e-6


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("410", 127.8, 36.4),
        ("704", 106.3, 16.6),
        ("702", 103.8, 1.36),
        ("643", 99.7, 61.7),
        ("840", -99.1, 39.5),
        ("554", 170.5, -44.0),
    ],
)
def test_a_country_is_where_it_is(code: str, lon: float, lat: float) -> None:
    assert country_point(code) == pytest.approx((lon, lat), abs=0.2)


def test_an_unknown_code_has_no_point() -> None:
    assert country_point("999") is None and country_point("") is None


@pytest.mark.parametrize("code", ["702", "344", "462"])
def test_small_countries_are_on_the_map(code: str) -> None:
    """Singapore, Hong Kong, Maldives: the coarser atlas lacks them."""
    assert outline(code, least=0.0035)[0]


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
    countries = [slug for slug, row in PLACES.items() if row["type"] == "Country"]
    assert countries and [slug for slug in countries if country_point(NUMBERS.get(slug, "")) is None] == []


def country_of(place: str) -> str:
    while place in PLACES and PLACES[place]["type"] != "Country":
        place = PLACES[place]["within"]
    return place


def test_many_towns_have_coordinates() -> None:
    assert len([slug for slug in TOWNS if country_of(slug) in NUMBERS]) >= 40
    assert all({(slug, "latitude"), (slug, "longitude")} <= DEGREES.keys() for slug in TOWNS)


@pytest.mark.parametrize("slug", [slug for slug in TOWNS if country_of(slug) in NUMBERS])
def test_a_town_lies_in_its_country(slug: str) -> None:
    here = project(DEGREES[slug, "longitude"], DEGREES[slug, "latitude"])
    ends = [point for ring in outline(NUMBERS[country_of(slug)], least=0.002)[0] for point in ring]
    assert min(x for x, _ in ends) - 0.01 <= here[0] <= max(x for x, _ in ends) + 0.01
    assert min(y for _, y in ends) - 0.01 <= here[1] <= max(y for _, y in ends) + 0.01
