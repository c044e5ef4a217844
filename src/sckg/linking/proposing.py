"""Candidates for links: our things beside those of an outside source, with the reasons, the likeliest first."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sckg.linking.index import ALIAS, CODE, LABEL, PRODUCT, Entry
from sckg.linking.names import CITY, COMPANY, PROVINCE, WORD, read_name
from sckg.linking.review import Proposal
from sckg.sources.links import contract

__all__ = ["KINDS", "Ours", "Outside", "distance", "keys_of", "kind_of", "likely", "names_of", "our_things"]

KINDS: Final = ("city", "country", "organisation")
_CITIES: Final = frozenset({"Municipality", "District", "Zone"})
_PROVINCES: Final = frozenset({"County", "Province"})
_BEST: Final = 5
"""Candidates of a thing at most."""
_LEAST: Final = 40
"""Points below which a candidate is not shown: the name alone, and far away."""
_POINTS: Final = {LABEL: 60, ALIAS: 50}
_CHECKED: Final = {"country": 20, "type": 10, "language": 5}
_NEAR, _FAR = 50.0, 200.0
"""Kilometres: nearer speaks for a candidate, farther against it."""
_EARTH: Final = 6371.0
_BAD: Final = re.compile(r"[\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]+")


@dataclass(frozen=True, slots=True)
class Outside:
    """A thing of an outside source: id (a CURIE), label, names with their language ('' unknown), what is known of it.

    `weight` orders equals (inhabitants), `note` tells it, `evidence` are web addresses where it can be seen.
    """

    id: str
    label: str
    names: tuple[tuple[str, str], ...] = ()
    country: str = ""
    kinds: frozenset[str] = frozenset()
    coordinates: tuple[float, float] | None = None
    weight: int = 0
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ours:
    """A thing of ours with its kind, the language of each label, and where it lies, where that is known."""

    entry: Entry
    kind: str
    languages: Mapping[str, str]
    coordinates: tuple[float, float] | None = None


def our_things(
    entries: Iterable[Entry],
    kinds: Collection[str],
    languages: Mapping[str, Mapping[str, str]],
    places: Mapping[str, tuple[float, float]],
) -> Iterator[Ours]:
    """Our things of some kinds; `languages` are labels by language by IRI, `places` coordinates by IRI."""
    for entry in entries:
        if (kind := kind_of(entry)) in kinds or (kind == PROVINCE and "city" in kinds):
            said = {name: tag for tag, name in languages.get(entry.iri, {}).items()}
            yield Ours(entry, kind, said, places.get(entry.iri))


def kind_of(entry: Entry) -> str:
    """city, province, country or organisation; '' for what is none of them.

    A province is looked for where cities are, but is none: Bắc Ninh is also the city of its name.
    """
    if "Country" in entry.kinds:
        return "country"
    if entry.kinds & _PROVINCES:
        return PROVINCE
    return "city" if entry.kinds & _CITIES else "organisation" if entry.is_organisation else ""


def names_of(entry: Entry) -> set[str]:
    """Names by which a thing may be looked up elsewhere: no codes, no products."""
    return {name for name, role in entry.names if role not in (CODE, PRODUCT)}


def keys_of(entry: Entry) -> set[str]:
    """Every folded form by which a thing may be found: names without codes and products, with and without form."""
    named = [read_name(name, ours=True) for name in names_of(entry)]
    return {key for one in named for key in (one.key, one.stem)}


def likely(ours: Iterable[Ours], outside: Iterable[Outside], target: str, tool: str) -> Iterator[Proposal]:
    """The best candidates of each thing. What lies in another country, or is of another kind, is none."""
    named: dict[str, list[Outside]] = defaultdict(list)
    for one in outside:
        for key in {key for name, _ in one.names for key in _keys(name)}:
            named[key].append(one)
    for thing in ours:
        found = {one.id: one for key in keys_of(thing.entry) for one in named.get(key, ()) if _fits(thing, one)}
        scored = [(*_score(thing, one), one) for one in found.values()]
        ranked = sorted(scored, key=lambda told: (-told[0], -told[2].weight, told[2].id))
        for points, reasons, one in (told for told in ranked[:_BEST] if told[0] >= _LEAST):
            yield Proposal(
                target,
                contract(thing.entry.iri),
                f"{points / 100:.2f}",
                one.id,
                _plain(thing.entry.label),
                _plain(one.label),
                _plain("; ".join(reasons)),
                "|".join(one.evidence),
                tool,
            )


def _keys(name: str) -> set[str]:
    read = read_name(name)
    return {read.key, read.stem} - {""}


def _fits(thing: Ours, one: Outside) -> bool:
    if thing.entry.country and one.country and thing.entry.country != one.country:
        return False
    return not one.kinds or thing.kind in one.kinds


def _score(thing: Ours, one: Outside) -> tuple[int, list[str]]:
    """Points (0-99) and the reasons."""
    points, reasons = _by_name(thing, one)
    if thing.entry.country and thing.entry.country == one.country:
        points, reasons = points + _CHECKED["country"], [*reasons, f"country {one.country}"]
    if thing.kind in one.kinds:
        points, reasons = points + _CHECKED["type"], [*reasons, f"type {thing.kind}"]
    if thing.coordinates and one.coordinates:
        away = distance(thing.coordinates, one.coordinates)
        points += 10 if away <= _NEAR else -30 if away > _FAR else 0
        reasons = [*reasons, f"{away:,.0f} km away"]
    return min(max(points, 1), 99), [*reasons, one.note] if one.note else reasons


def _by_name(thing: Ours, one: Outside) -> tuple[int, list[str]]:
    """The best name in common, and in how many languages names agree."""
    best, told, languages = 0, "", set[str]()
    theirs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, language in one.names:
        for key in _keys(name):
            theirs[key].append((name, language))
    for name, role in thing.entry.names:
        read = read_name(name, ours=True)
        for key in (read.key, read.stem) if role not in (CODE, PRODUCT) else ():
            for other, language in theirs.get(key, ()):
                same = thing.languages.get(name) == language != ""
                languages |= {language} if same else set()
                aside = key != read.key or bool(read_name(other).beside & {COMPANY, WORD, CITY, PROVINCE})
                points = (
                    _POINTS[LABEL if role == LABEL else ALIAS] - (5 if aside else 0) - (0 if other == one.label else 5)
                )
                if points > best:
                    kind = "label" if role == LABEL else f"alias ({role})"
                    best, told = points, f"{kind} {name} = {'label' if other == one.label else 'other name'} {other}"
    reasons = [told, *(f"language {language}" for language in sorted(languages))]
    return best + (_CHECKED["language"] if languages else 0), reasons


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two places (degrees north and east), on a sphere (haversine).

    >>> round(distance((37.5665, 126.978), (35.1796, 129.0756)))
    325
    """
    north, east, there, across = map(math.radians, (*one, *other))
    half = math.sin((there - north) / 2) ** 2 + math.cos(north) * math.cos(there) * math.sin((across - east) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(half))


def _plain(text: str) -> str:
    """A text that a table may hold: composed, on one line, nothing that a spreadsheet would run."""
    told = " ".join(_BAD.sub(" ", unicodedata.normalize("NFC", text)).split())
    return told.lstrip("=+@-").replace("<", "‹").replace("&", "＆") if told[:1] in "=+@-" or "<" in told else told
