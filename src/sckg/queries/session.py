"""What every question needs: the dataset, the names in it, the view queries, and the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sckg.namespaces import ID
from sckg.queries.catalog import load_query
from sckg.queries.lookup import Names
from sckg.store import Dataset

__all__ = ["Session"]

_PLACE = {
    "ko": "{section} {page}쪽 {lines}행",
    "en": "{section}, p. {page}, l. {lines}",
    "ja": "{section} {page}頁 {lines}行",
    "zh": "{section} 第{page}页 {lines}行",
}

_TIES = frozenset({"participation", "relationship"})
_NAMED = (
    "actor",
    "place",
    "project",
    "policy",
    "engagement",
    "concept/role",
    "concept/relation",
    "measure",
    "document",
    "finding",
    "observation",
    "amount",
)


@dataclass(frozen=True, slots=True)
class Session:
    """A dataset opened for a reader.

    `views` is the folder of the queries that serve the program itself (`queries/views`).
    """

    dataset: Dataset
    names: Names
    views: Path
    language: str = "en"

    @classmethod
    def open(cls, build: Path, views: Path, language: str = "en") -> Session:
        """Open a finished build."""
        dataset = Dataset.open(build)
        return cls(dataset, Names(dataset, views), views, language)

    def label(self, iri: str) -> str:
        """The label of a thing in the reader's language, or the next best one.

        A node that only ties others together has none: it is told by its ends.
        """
        kind, _, key = iri.removeprefix(ID).partition("/")
        if iri in self.names.labels or kind not in _TIES:
            return self.names.label(iri, self.language)
        ends = [self.names.label(self._iri(part), self.language) for part in key.split("--")]
        return f"{ends[1]}: {ends[2]}" if kind == "participation" else " · ".join(ends)

    def _iri(self, slug: str) -> str:
        """The thing, role or relation an id part stands for."""
        return next((iri for kind in _NAMED if (iri := f"{ID}{kind}/{slug}") in self.names.labels), slug)

    def view(
        self, name: str, values: Mapping[str, str]
    ) -> Iterator[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
        """Rows of a view query with its parameters bound."""
        return self.dataset.select(load_query(self.views / f"{name}.rq").bind(values))

    def cite(self, iri: str) -> list[str]:
        """Where a thing is stated: section, page and lines, in order of the source."""
        rows = self.view("citations", {"thing": iri})
        parts = ("section", "page", "lines")
        return list(
            dict.fromkeys(_PLACE[self.language].format(**{part: row[part].value for part in parts}) for row in rows)
        )
