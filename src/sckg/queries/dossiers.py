"""Everything the graph says of all things at once: what a page about each of them is made from.

Read once, class by class and in batches; `Card` tells a single thing as text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from sckg.namespaces import ID, ONTOLOGY, expand, local
from sckg.queries.lookup import FALLBACK
from sckg.queries.outside import Around, read_around
from sckg.queries.places import Place
from sckg.queries.session import RICH, Session
from sckg.store import Term

__all__ = ["Citation", "Dossiers", "read_dossiers"]

_OURS: Final = (
    "Actor", "Place", "Project", "Policy", "Measure", "Engagement", "Participation", "Relationship", "Observation",
    "Indicator", "NameForm", "Section", "Source", "Document", "Contradiction", "Claim", "Finding", "Gap", "Citation",
)  # fmt: skip
_FOREIGN: Final = ("schema:MonetaryAmount", "skos:Concept", "owl:Class", "owl:ObjectProperty")
"""Classes of others: amounts of money, codes, and the terms that things and relations are told by."""
_LABELS: Final = frozenset({"prefLabel", "label"})
_CITED: Final = "wasDerivedFrom"
_KNOWN: Final = tuple(f"{ID}{kind}/" for kind in ("actor", "place", "policy", "project"))
"""Beginnings of the ids of what others may have an id for."""
_NOBODY: Final = Around()


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """Where a source states something: source and section (IRIs), lines, the number of the section, the page."""

    source: str
    first: int
    last: int
    section: str
    notation: str
    lines: str
    page: str
    iri: str

    def told(self, language: str) -> str:
        """The citation in words."""
        return Place(self.source, self.first, self.notation, self.page, self.lines).told(language)


class Dossiers:
    """What is said of things, by the local names of properties.

    `labels` are preferred ones by language; `members` all things of a class, by its local name, sorted; `around` what
    others know of things.
    """

    def __init__(self, rows: Iterable[Mapping[str, Term]], around: Around = _NOBODY) -> None:
        self.around = around
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self._values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._texts: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        self._pointing: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._cited: dict[str, tuple[Citation, ...]] = {}
        told = ((row["thing"].value, local(row["property"].value), row["value"]) for row in rows)
        found: dict[str, list[str]] = defaultdict(list)
        for iri, name, term in sorted(told, key=lambda one: (one[0], one[1], one[2].value)):
            self._keep(iri, name, term)
            if name == "type":
                found[local(term.value)].append(iri)
        self.members = {name: tuple(iris) for name, iris in sorted(found.items())}

    def _keep(self, iri: str, name: str, term: Term) -> None:
        tag = (term.language or "") if isinstance(term, ox.Literal) else ""
        if name in _LABELS:
            self.labels[iri].setdefault(tag, term.value)
        elif tag:
            self._texts[iri][name].setdefault(tag, term.value)
        if isinstance(term, ox.NamedNode) and name != "type":
            self._pointing[term.value][name].append(iri)
        self._values[iri][name].append(term.value)

    def __contains__(self, iri: object) -> bool:
        return iri in self._values

    def all(self, iri: str, *names: str) -> list[str]:
        """Values of properties, those of the first property first, each sorted."""
        told = self._values.get(iri, {})
        return [value for name in names for value in told.get(name, ())]

    def one(self, iri: str, *names: str) -> str:
        """The first value of the first property that has any; ''."""
        return next(iter(self.all(iri, *names)), "")

    def texts(self, iri: str, name: str) -> Mapping[str, str]:
        """The text of a property by language."""
        return self._texts.get(iri, {}).get(name, {})

    def pointing(self, iri: str, *names: str) -> list[str]:
        """What points to a thing by properties, each once, sorted."""
        told = self._pointing.get(iri, {})
        return list(dict.fromkeys(other for name in names for other in told.get(name, ())))

    def label(self, iri: str, language: str = "en") -> str:
        """The label in a language, or the next best one; the id where there is none."""
        told = self.labels.get(iri, {})
        found = next((told[tag] for tag in FALLBACK[language] if tag in told), "")
        return found or iri.removeprefix(ID).removeprefix(ONTOLOGY)

    def is_a(self, iri: str, kind: str) -> bool:
        """Whether a thing is of a class (local name)."""
        return ONTOLOGY + kind in self.all(iri, "type")

    def citations(self, iris: Iterable[str]) -> tuple[Citation, ...]:
        """Where things are stated, each place once: those of the first thing first, in order of the source."""
        return tuple(dict.fromkeys(place for iri in iris for place in self._citations(iri)))

    def places(self) -> tuple[Citation, ...]:
        """All places that anything is cited from."""
        return tuple(sorted(self._citation(one) for one in self.members.get("Citation", ())))

    def _citations(self, iri: str) -> tuple[Citation, ...]:
        if iri not in self._cited:
            places = [self._citation(one) for one in self.all(iri, _CITED) if self.one(one, "lines")]
            self._cited[iri] = tuple(sorted(places))
        return self._cited[iri]

    def _citation(self, iri: str) -> Citation:
        one = self.one
        first, last = int(one(iri, "firstLine")), int(one(iri, "lastLine"))
        source, section, notation = one(iri, "source"), one(iri, "inSection"), one(iri, "section")
        return Citation(source, first, last, section, notation, one(iri, "lines"), one(iri, "pagination"), iri)


def read_dossiers(session: Session) -> Dossiers:
    """All things of a session, and what others know of them: view queries (`members`, `statements` …), in batches."""
    classes = [*(ONTOLOGY + name for name in _OURS), *map(expand, _FOREIGN)]
    iris = {row["thing"].value for one in classes for row in session.view("members", {"class": one})}
    around = read_around(session, (iri for iri in iris if iri.startswith(_KNOWN)))
    return Dossiers(session.ask_about("statements", iris, batch=RICH), around)
