"""What the graph says of things and of the things those name, fetched round by round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sckg.namespaces import ID, ONTOLOGY, local
from sckg.queries import Session
from sckg.queries.session import RICH

__all__ = ["Known"]

_OURS: Final = (ID, ONTOLOGY)
_FOLLOWED: Final = frozenset(
    "broader concernsProject engagementKind entryType homeCountry inCountry instrument object place relationKind "
    "sector stage subClassOf takesPlaceIn type".split()
)
"""Properties whose values are fetched in the next round."""


class Known:
    """Values and labels of things, by the local names of properties (view `things`)."""

    def __init__(self, session: Session, iris: Iterable[str]) -> None:
        self.values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        todo, seen = {iri for iri in iris if iri.startswith(_OURS)}, set[str]()
        while todo:
            seen |= todo
            todo = self._fetch(session, todo) - seen

    def _fetch(self, session: Session, iris: Iterable[str]) -> set[str]:
        """Fetch what is said of things; returns the things to ask about next."""
        named = set[str]()
        for row in session.ask_about("things", iris, batch=RICH):
            iri, name, value = row["thing"].value, local(row["property"].value), row["value"]
            if tag := getattr(value, "language", None):
                told = self.labels[iri]
                told[tag] = min(told.get(tag, value.value), value.value)
                continue
            self.values[iri][name].add(value.value)
            if name in _FOLLOWED and value.value.startswith(_OURS):
                named.add(value.value)
        return named

    def all(self, iri: str, *names: str) -> list[str]:
        """Values of properties, those of the first property first, each sorted."""
        told = self.values.get(iri, {})
        return [value for name in names if name in told for value in sorted(told[name])]

    def one(self, iri: str, *names: str) -> str:
        """The first value of the first property that has any; ''."""
        return next(iter(self.all(iri, *names)), "")

    def slug(self, iri: str, name: str) -> str:
        """The id of the code that is the value of a property; ''."""
        return local(self.one(iri, name))

    def home(self, iri: str) -> str:
        """The country of a thing: stated, or that of the place it is or lies in; ''."""
        stated = self.one(iri, "homeCountry", "inCountry")
        return stated or next((self.one(place, "inCountry") for place in self.places(iri)), "")

    def places(self, iri: str) -> list[str]:
        """Where a thing is stated to be."""
        return self.all(iri, "place", "takesPlaceIn")

    def reached(self, iri: str, name: str) -> frozenset[str]:
        """Our things reached over a property, the thing itself included."""
        found, todo = {iri}, [iri]
        while todo:
            for above in self.all(todo.pop(), name):
                if above not in found and above.startswith(_OURS):
                    found.add(above)
                    todo.append(above)
        return frozenset(found)
