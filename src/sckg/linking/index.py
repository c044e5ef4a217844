"""Our things under all their names, ready to be compared: the index that lists are matched against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sckg.linking.countries import ending_countries
from sckg.linking.names import CITY, COMPANY, GROUP, PROVINCE, WORD, Written, read_name
from sckg.namespaces import ID, ONTOLOGY, compact, local
from sckg.queries import outside_values

if TYPE_CHECKING:
    from sckg.queries import Session

__all__ = ["ALIAS", "CODE", "KINDS", "LABEL", "OFFICIAL", "PRODUCT", "Entry", "Index", "Named", "entries"]

KINDS: Final = ("actor", "place", "project", "policy")
"""Kinds of id that have names of their own; the rest is told by words of ours."""
LABEL, ALIAS, CODE, PRODUCT, OFFICIAL = "label", "alias", "code", "product", "official"
_LISTED: Final = frozenset({"Actor", "Place"})
_AREAS: Final = {CITY: "Municipality", PROVINCE: "Province"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of ours: label, classes (local names; `kind` the narrowest), code of its country ('' unknown), names.

    Every name has a role: `label`, `alias`, `code`, the kind of the alias where the source tells one (abbreviation,
    product …), or `official` where only an outside source has it.
    """

    iri: str
    label: str
    kinds: frozenset[str] = frozenset()
    country: str = ""
    names: tuple[tuple[str, str], ...] = ()
    kind: str = ""

    @property
    def is_place(self) -> bool:
        """Whether it is a place: a country and a city act, too, but are no firm."""
        return "Place" in self.kinds

    @property
    def is_organisation(self) -> bool:
        """Whether it acts and is neither a place nor a person."""
        return "Actor" in self.kinds and not self.kinds & {"Place", "Person"}

    @property
    def listed(self) -> bool:
        """Whether it is what lists are made of, where no type is asked for: an actor or a place."""
        return bool(self.kinds & _LISTED)


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one thing, taken apart."""

    entry: Entry
    name: str
    role: str
    written: Written


class Index:
    """Things by folded name; built once, asked often."""

    def __init__(self, things: Iterable[Entry]) -> None:
        self.entries = tuple(things)
        self.named = tuple(
            Named(entry, name, role, written)
            for entry in self.entries
            for name, role in entry.names
            for text in (name, *_bare(entry, name, role))
            if (written := read_name(text, ours=True)).key
        )

    @classmethod
    def of(cls, session: Session) -> Index:
        """The index of an opened build, labels in the language of its reader."""
        return cls(entries(session))

    @cached_property
    def keys(self) -> dict[str, list[Named]]:
        """By the whole name."""
        return _grouped((one.written.key, one) for one in self.named)

    @cached_property
    def stems(self) -> dict[str, list[Named]]:
        """By the name without the company form it has."""
        return _grouped((one.written.stem, one) for one in self.named if one.written.beside & {COMPANY, WORD})

    @cached_property
    def cores(self) -> dict[str, list[Named]]:
        """By the name without words for several firms, such as Group."""
        return _grouped((one.written.core, one) for one in self.named if GROUP in one.written.beside)

    @cached_property
    def areas(self) -> dict[str, list[Named]]:
        """Cities and provinces by their name without the word that says so."""
        return _grouped(
            (one.written.stem, one)
            for one in self.named
            if one.role != CODE
            for kind, wanted in _AREAS.items()
            if kind in one.written.beside and wanted in one.entry.kinds
        )

    @cached_property
    def called_city(self) -> dict[str, list[Named]]:
        """Cities with the word City in their name, by the rest of it: only for names that say they are a city's."""
        return _grouped(
            (read_name(one.name).stem, one)
            for one in self.named
            if "Municipality" in one.entry.kinds
            and CITY not in one.written.beside
            and CITY in read_name(one.name).beside
        )

    @cached_property
    def countries(self) -> dict[str, list[Entry]]:
        """Countries by their code."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if "Country" in entry.kinds and entry.country:
                found[entry.country].append(entry)
        return dict(found)

    @cached_property
    def spellings(self) -> dict[str, list[Named]]:
        """By every form in which a name may be misspelt: whole, and without company form."""
        found = {key: list(named) for key, named in self.keys.items()}
        for stem, named in self.stems.items():
            found.setdefault(stem, []).extend(named)
        return found


def entries(session: Session) -> Iterator[Entry]:
    """Everything of ours that has a name, as an opened build tells it."""
    names = session.names
    things = sorted(iri for iri in names.labels if iri.startswith(tuple(f"{ID}{kind}/" for kind in KINDS)))
    said = _said(session, things)
    classes = {one for iri in things for one in said[iri]["rdf:type"] if one.startswith(ONTOLOGY)}
    wider = {one: found["rdfs:subClassOf"] for one, found in _said(session, classes).items()}
    roles = {
        (row["thing"].value, row["name"].value): local(row["kind"].value) for row in session.view("name-kinds", {})
    }
    called: dict[str, set[str]] = defaultdict(set)
    for iri, name in (one for named in names.names.values() for one in named):
        called[iri].add(name)
    official = {
        iri: {fact.value for fact in facts if local(fact.what) == "official-name"}
        for iri, facts in outside_values(session, things).items()
    }
    codes = {iri: min(found) for iri in things if (found := said[iri]["sckg:iso3166"])}
    for iri in things:
        kinds = {one for one in said[iri]["rdf:type"] if one in classes}
        own = dict.fromkeys(official.get(iri, ()), OFFICIAL) | dict.fromkeys(called[iri], ALIAS)
        own |= {name: role for name in called[iri] if (role := roles.get((iri, name)))}
        own |= dict.fromkeys(names.labels[iri].values(), LABEL) | ({codes[iri]: CODE} if iri in codes else {})
        yield Entry(
            iri,
            names.label(iri, session.language),
            frozenset(map(local, kinds)),
            _country(iri, said[iri], codes),
            tuple(sorted(own.items())),
            min(map(local, kinds - set().union(*(wider[one] for one in kinds))), default=""),
        )


def _bare(entry: Entry, name: str, role: str) -> Iterator[str]:
    """The official name of a public body without its own country: 대한민국 환경부 is the 환경부 of Korea."""
    if role == OFFICIAL and entry.is_organisation and "Firm" not in entry.kinds:
        yield from (rest for code, rest in ending_countries(name) if code == entry.country)


def _said(session: Session, iris: Iterable[str]) -> dict[str, dict[str, set[str]]]:
    """What is said of things, by prefixed property."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in session.ask_about("things", iris):
        found[row["thing"].value][compact(row["property"].value)].add(row["value"].value)
    return found


def _country(iri: str, said: Mapping[str, set[str]], codes: Mapping[str, str]) -> str:
    """The code of its country: of the country itself, of where it lies, or of its home."""
    if iri in codes:
        return codes[iri]
    for relation in ("sckg:inCountry", "sckg:homeCountry"):
        if len(found := said[relation]) == 1:
            return codes.get(min(found), "")
    return ""


def _grouped(pairs: Iterable[tuple[str, Named]]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = defaultdict(list)
    for key, named in pairs:
        found[key].append(named)
    return dict(found)
