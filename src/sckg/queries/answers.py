"""Answers as tables: labels instead of IRIs, and for every row where it is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sckg.namespaces import BASE, ID, expand
from sckg.queries.catalog import Query, load_query
from sckg.queries.lookup import Names
from sckg.store import Dataset

__all__ = ["Table", "ask", "cite"]

_PAGE = {"ko": "{section} {page}쪽 {lines}행", "en": "{section}, p. {page}, l. {lines}",
         "ja": "{section} {page}頁 {lines}行", "zh": "{section} 第{page}页 {lines}行"}
SOURCES = {"ko": "출처", "en": "stated at", "ja": "出典", "zh": "出处"}
"""Heading of the column of citations."""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: column names and rows of text, in the order of the query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)


def ask(
    dataset: Dataset, query: Query, values: Mapping[str, str], *, names: Names, views: Path, language: str = "en",
    citations: bool = True,
) -> Table:
    """Answer a saved question in a language.

    Values of type `iri` may be labels. With `citations`, a last column says where the things in the columns listed
    under `cite` of the query are stated. Raises `UsageError` for wrong parameters, `NotFoundError` for unknown names.
    """
    kinds = {parameter.name: parameter.type for parameter in query.parameters}
    bound = {name: names.resolve(value) if kinds.get(name) == "iri" else value for name, value in values.items()}
    rows, columns = [], list[str]()
    answer = dataset.query(query.bind(bound))
    assert isinstance(answer, ox.QuerySolutions)
    variables = [variable.value for variable in answer.variables]
    columns = [name for name in variables if name not in query.cite]
    places = load_query(views / "citations.rq") if citations and query.cite else None
    for solution in answer:
        row = [_show(solution[name], names, language) for name in columns]
        if places is not None:
            things = [term.value for name in query.cite if isinstance(term := solution[name], ox.NamedNode)]
            row.append("; ".join(dict.fromkeys(text for thing in things for text in cite(dataset, places, thing, language))))
        rows.append(tuple(row))
    return Table((*columns, *((SOURCES[language],) if places is not None else ())), tuple(rows))


def cite(dataset: Dataset, places: Query, thing: str, language: str = "en") -> list[str]:
    """Where a thing is stated, as text, in order of the source."""
    found = dict.fromkeys(
        _PAGE[language].format(section=row["section"].value, page=row["page"].value, lines=row["lines"].value)
        for row in dataset.select(places.bind({"thing": thing})))
    return list(found)


def _show(term: object, names: Names, language: str) -> str:
    if isinstance(term, ox.NamedNode):
        return names.label(term.value, language) if term.value.startswith((ID, BASE)) else term.value
    if isinstance(term, ox.Literal):
        if term.datatype.value == expand("xsd:decimal") or term.datatype.value == expand("xsd:double"):
            return f"{float(term.value):,.10f}".rstrip("0").rstrip(".")
        return term.value
    return ""
