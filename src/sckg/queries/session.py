"""What every question needs: the engine, the names, the view queries, and the reader's language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from sckg.errors import NotFoundError, UsageError
from sckg.namespaces import BASE, ID, ONTOLOGY, concept, expand, local
from sckg.queries.catalog import Query, load_query
from sckg.queries.lookup import FALLBACK, Names
from sckg.queries.parameters import Parameter, fill_values
from sckg.queries.places import Place
from sckg.store import Dataset, Engine, Term

__all__ = ["BATCH", "RICH", "Session"]

_TIES: Final = {
    "participation": ("actor", "role"),
    "relationship": ("subject", "relationKind", "object"),
}
"""Kinds of node that only tie others together, and the ends they are told by (local names, in the order of telling)."""
_KINDS: Final = ("actor", "place", "project", "policy", "engagement", "indicator", "section", "document")
"""Kinds of id whose slug alone may be given (https://w3id.org/sckg/id/<kind>/<slug>)."""
_SAFE: Final = re.compile(r"[^<>\"{}|^`\\\s]+")
BATCH: Final = 500
"""Things asked about in one query: servers refuse longer ones."""
RICH: Final = 250
"""The same where all is asked that is said of them: with twenty values each at most, half of the 10,000 rows at which
servers cut."""


class Session:
    """An engine opened for a reader.

    `views` are the queries that serve the program itself (`queries/views`), by name.
    """

    def __init__(self, engine: Engine, views: Path, language: str = "en") -> None:
        self.engine, self.language, self._views = engine, language, views
        self._loaded: dict[str, Query] = {}
        self._labels: dict[str, str] = {}

    @classmethod
    def open(cls, build: Path, views: Path, language: str = "en") -> Session:
        """Open a finished build."""
        return cls(Dataset.open(build), views, language)

    def speaking(self, language: str) -> Session:
        """The same engine for a reader of another language."""
        return Session(self.engine, self._views, language)

    @cached_property
    def names(self) -> Names:
        """All names there are, for what people type."""
        return Names(self.engine, self._view("names").text)

    @cached_property
    def about(self) -> tuple[str, ...]:
        """What the data come from: a line for each source, with year and licence."""
        lines: dict[str, str] = {}
        for row in sorted(self.view("sources", {}), key=lambda row: _rank(row["title"], self.language)):
            told = {name: term.value for name, term in row.items()}
            lines.setdefault(told["source"], "{publisher} ({year}), {title}, {licence}".format_map(told))
        return tuple(lines[source] for source in sorted(lines))

    def resolve(self, parameter: Parameter, value: str) -> str:
        """The value of a parameter as it is bound: the IRI of what is meant, where a thing is meant.

        Raises `NotFoundError` where nothing of the kind goes by the name, `UsageError` where it is another kind.
        """
        if parameter.type != "iri":
            return value
        try:
            return self._choice(parameter, value) if parameter.choices else self._thing(parameter, value)
        except NotFoundError as error:
            raise NotFoundError(
                f"parameter {parameter.name}: {error}. Example: -p {parameter.name}={parameter.example}"
            ) from error

    def label(self, iri: str) -> str:
        """The label of a thing in the reader's language, or the next best one.

        A node that only ties others together has none: it is told by its ends.
        """
        return self.labels((iri,)).get(iri) or iri.removeprefix(ID).removeprefix(ONTOLOGY)

    def labels(self, iris: Iterable[str]) -> Mapping[str, str]:
        """The labels of many things at once; what has none is left out."""
        wanted = {iri for iri in iris if iri not in self._labels}
        if not wanted:
            return self._labels
        for row in sorted(self.ask_about("labels", wanted), key=lambda row: _rank(row["label"], self.language)):
            self._labels.setdefault(row["thing"].value, row["label"].value)
        ties = {iri: kind for iri in wanted if iri not in self._labels and (kind := _kind(iri)) in _TIES}
        ends: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.ask_about("ends", ties):
            ends[row["thing"].value][local(row["property"].value)] = row["end"].value
        self.labels({end for told in ends.values() for end in told.values()})
        for iri, told in ends.items():
            parts = [self._labels.get(told[name], "") for name in _TIES[ties[iri]] if name in told]
            self._labels[iri] = (": " if ties[iri] == "participation" else " · ").join(parts)
        return self._labels

    def view(self, name: str, values: Mapping[str, str]) -> Iterator[dict[str, Term]]:
        """Rows of a view query with its parameters bound."""
        return self.engine.select(self._view(name).bind(values))

    def ask_about(self, name: str, iris: Iterable[str], *, batch: int = BATCH) -> Iterator[dict[str, Term]]:
        """Rows of a view query about many things, asked for in batches: its blank is `VALUES ?thing { UNDEF }`."""
        rest = iter(sorted(set(iris)))
        while some := list(islice(rest, batch)):
            yield from self.engine.select(fill_values(self._view(name).text, "thing", (f"<{iri}>" for iri in some)))

    def cite(self, iri: str) -> list[str]:
        """Where a thing is stated: section, page and lines, in order of the source."""
        return list(self.citations((iri,)).get(iri, ()))

    def citations(self, iris: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Where each of many things is stated, in the reader's language."""
        return {
            iri: tuple(dict.fromkeys(place.told(self.language) for place in found))
            for iri, found in self.places(iris).items()
        }

    def places(self, iris: Iterable[str]) -> dict[str, tuple[Place, ...]]:
        """The same, to be told in any language."""
        found: dict[str, set[Place]] = defaultdict(set)
        for row in self.ask_about("citations", iris):
            told = {name: term.value for name, term in row.items()}
            place = Place(told["source"], int(told["first"]), told["section"], told["page"], told["lines"])
            found[told["thing"]].add(place)
        return {iri: tuple(sorted(places)) for iri, places in found.items()}

    def kinds(self, iri: str) -> set[str]:
        """The classes of a thing, wider ones included."""
        return {row["class"].value for row in self.ask_about("classes", (iri,))}

    def _view(self, name: str) -> Query:
        if name not in self._loaded:
            self._loaded[name] = load_query(self._views / f"{name}.rq")
        return self._loaded[name]

    def _choice(self, parameter: Parameter, value: str) -> str:
        """A code of the list the parameter allows, by its id or its name in any language."""
        codes = {choice: concept(parameter.kind, choice) for choice in parameter.choices}
        if value in codes:
            return codes[value]
        known = {iri: choice for choice, iri in codes.items()}
        if value in known:
            return value
        named = [match.iri for match in self.names.find(value, 50) if match.score == 100 and match.iri in known]
        if len(named) == 1:
            return named[0]
        raise UsageError(
            f"parameter {parameter.name}: {value!r} is none of {', '.join(parameter.choices)}. "
            f"Example: -p {parameter.name}={parameter.example}"
        )

    def _thing(self, parameter: Parameter, value: str) -> str:
        """A thing of the class the parameter wants: by id, name, or the beginning of the name of one thing alone.

        All names are read only where id and exact name fail: a server may not hand them out in one piece.
        """
        wanted = parameter.kind if parameter.kind not in ("", "Thing") else ""
        fitting = expand("owl:ObjectProperty") if wanted == "Property" else f"{ONTOLOGY}{wanted}" if wanted else ""
        for known in (value, ID + value, *((ONTOLOGY + value,) if wanted == "Property" else ())):
            if known.startswith(BASE) and _SAFE.fullmatch(known) and (kinds := self.kinds(known)):
                return self._fit(parameter, known, kinds, fitting)
        for ways in (self._slugged, self._called, self._lettered):
            found = [iri for iri in ways(value) if not fitting or fitting in self.kinds(iri)]
            if len(found) == 1:
                return found[0]
        known = self.names.resolve(value)
        return self._fit(parameter, known, self.kinds(known), fitting)

    def _slugged(self, value: str) -> list[str]:
        """Things of any kind whose id ends with a slug."""
        made = [f"{ID}{kind}/{value}" for kind in _KINDS] if _SAFE.fullmatch(value) else []
        return sorted({row["thing"].value for row in self.ask_about("classes", made)})

    def _called(self, value: str) -> list[str]:
        """Things that have a text for a name, whatever its case."""
        return sorted({row["thing"].value for row in self.view("named", {"text": value})})

    def _lettered(self, value: str) -> list[str]:
        """Things that have a text for a name but for blanks, marks and widths of letters, else for its beginning."""
        return self.names.candidates(value) or self.names.beginnings(value)

    def _fit(self, parameter: Parameter, iri: str, kinds: set[str], wanted: str) -> str:
        if wanted and wanted not in kinds:
            raise UsageError(
                f"parameter {parameter.name}: {self.label(iri)} ({iri.removeprefix(ID)}) is no {parameter.kind}. "
                f"Example: -p {parameter.name}={parameter.example}"
            )
        return iri


def _kind(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0]


def _rank(term: Term, language: str) -> tuple[int, str]:
    """The reader's language first, then the next best ones."""
    tag = getattr(term, "language", None) or ""
    order = FALLBACK[language]
    return (order.index(tag) if tag in order else len(order)), term.value
