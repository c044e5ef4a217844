"""What every question needs: the dataset, the names in it, the view queries, and the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sckg.namespaces import ID
from sckg.queries.catalog import Query, load_query
from sckg.queries.lookup import Names
from sckg.store import Dataset

__all__ = ["Session"]

_PLACE = {
    "ko": "{section} {page}쪽 {lines}행",
    "en": "{section}, p. {page}, l. {lines}",
    "ja": "{section} {page}頁 {lines}行",
    "zh": "{section} 第{page}页 {lines}行",
}

_TIES = {"participation": ("", "", "concept/role/"), "relationship": ("", "concept/relation/", "")}
"""Kinds of node that only tie others together, with the kinds their ids are made of."""


@dataclass(frozen=True, slots=True)
class Session:
    """A dataset opened for a reader.

    `views` are the queries that serve the program itself (`queries/views`), by name.
    """

    dataset: Dataset
    names: Names
    views: Mapping[str, Query]
    language: str = "en"

    @classmethod
    def open(cls, build: Path, views: Path, language: str = "en") -> Session:
        """Open a finished build."""
        return cls.of(Dataset.open(build), views, language)

    @classmethod
    def of(cls, dataset: Dataset, views: Path, language: str = "en") -> Session:
        """Open a dataset in memory."""
        loaded = {path.stem: load_query(path) for path in sorted(views.glob("*.rq"))}
        return cls(dataset, Names(dataset, loaded["names"].text), loaded, language)

    def label(self, iri: str) -> str:
        """The label of a thing in the reader's language, or the next best one.

        A node that only ties others together has none: it is told by its ends.
        """
        kind, _, key = iri.removeprefix(ID).partition("/")
        if iri in self.names.labels or kind not in _TIES:
            return self.names.label(iri, self.language)
        ends = [
            self.names.label(self.names.of_slug(slug, part), self.language)
            for slug, part in zip(key.split("--"), _TIES[kind], strict=True)
        ]
        return f"{ends[1]}: {ends[2]}" if kind == "participation" else " · ".join(ends)

    def view(
        self, name: str, values: Mapping[str, str]
    ) -> Iterator[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
        """Rows of a view query with its parameters bound."""
        return self.dataset.select(self.views[name].bind(values))

    def cite(self, iri: str) -> list[str]:
        """Where a thing is stated: section, page and lines, in order of the source."""
        rows = self.view("citations", {"thing": iri})
        parts = ("section", "page", "lines")
        return list(
            dict.fromkeys(_PLACE[self.language].format(**{part: row[part].value for part in parts}) for row in rows)
        )
