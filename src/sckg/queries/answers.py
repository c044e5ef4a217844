"""Answers as tables: labels instead of IRIs, and for every row where it is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.namespaces import BASE, ID, expand
from sckg.queries.catalog import Query
from sckg.queries.session import Session

__all__ = ["SOURCES", "Table", "ask"]

SOURCES = {"ko": "출처", "en": "stated at", "ja": "出典", "zh": "出处"}
"""Heading of the column of citations."""

_DECIMALS = frozenset({expand("xsd:decimal"), expand("xsd:double")})


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: column names and rows of text, in the order of the query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)


def ask(session: Session, query: Query, values: Mapping[str, str], *, citations: bool = True) -> Table:
    """Answer a saved question.

    Values of type `iri` may be labels. With `citations`, a last column says where the things in the columns listed
    under `cite` of the query are stated. Raises `UsageError` for wrong parameters, `NotFoundError` for unknown names.
    """
    kinds = {parameter.name: parameter.type for parameter in query.parameters}
    bound = {
        name: session.names.resolve(value) if kinds.get(name) == "iri" else value for name, value in values.items()
    }
    answer = session.dataset.query(query.bind(bound))
    if not isinstance(answer, ox.QuerySolutions):
        raise UsageError(f"{query.name} is no SELECT query")
    columns = [name for variable in answer.variables if (name := variable.value) not in query.cite]
    cited = citations and bool(query.cite)
    cited_at = cache(session.cite)
    rows = []
    for solution in answer:
        row = [_show(session, solution[name]) for name in columns]
        if cited:
            things = [term.value for name in query.cite if isinstance(term := solution[name], ox.NamedNode)]
            row.append("; ".join(dict.fromkeys(place for thing in things for place in cited_at(thing))))
        rows.append(tuple(row))
    return Table((*columns, SOURCES[session.language]) if cited else tuple(columns), tuple(rows))


def _show(session: Session, term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return session.label(term.value) if term.value.startswith((ID, BASE)) else term.value
    if isinstance(term, ox.Literal):
        if term.datatype.value in _DECIMALS:
            text = f"{Decimal(term.value):,f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        return term.value
    return ""
