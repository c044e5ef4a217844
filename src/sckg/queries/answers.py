"""Questions asked: parameters resolved, the query run on the engine, its rows told in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.namespaces import BASE, expand
from sckg.queries.catalog import Column, Query
from sckg.queries.lookup import FALLBACK
from sckg.queries.session import Session
from sckg.queries.tables import Cell, Table, Thing
from sckg.store import Solutions, Term

__all__ = ["ask", "tabulate"]

_TYPES: Final = {
    expand(f"xsd:{name}"): kind
    for name, kind in (("integer", "integer"), ("decimal", "decimal"), ("double", "decimal"), ("boolean", "boolean"))
}
_TRUE: Final = frozenset({"true", "1"})


def ask(
    session: Session, query: Query, values: Mapping[str, str], *, citations: bool = True, limit: int | None = None
) -> Table:
    """Answer a saved question; a parameter that is not given has its default.

    Where a thing is meant, its label or id may be given. With `citations`, every row says where the things in the
    columns listed under `cite` of the query are stated. Raises `UsageError` for wrong parameters, `NotFoundError` for
    unknown names.
    """
    if query.outside:
        raise UsageError(
            f"{query.name} asks {query.outside.source}, too. Repair: `sckg query run {query.name}`, or "
            "sckg.linking.federation.ask_outside"
        )
    given = query.given(values)
    bound = {one.name: session.resolve(one, given[one.name]) for one in query.parameters}
    told = tuple(
        (one.name, session.label(bound[one.name]) if one.type == "iri" else bound[one.name]) for one in query.parameters
    )
    answer = session.engine.solve(query.bind(bound))
    columns = _told(query.columns, session.language) or tuple(
        Column(name) for name in answer.variables if name not in query.cite
    )
    table = tabulate(session, answer, columns, cite=query.cite if citations else (), limit=limit)
    title = query.title(session.language)
    return Table(
        title, columns, table.rows, table.sources, query.name, told, session.language, session.about, table.cut
    )


def _told(columns: Sequence[Column], language: str) -> tuple[Column, ...]:
    """The columns for a reader: of those in one language each, only the next best one."""
    tongues = {column.lang for column in columns if column.lang}
    best = next((tag for tag in FALLBACK[language] if tag in tongues), "")
    return tuple(column for column in columns if column.lang in ("", best))


def tabulate(
    session: Session,
    answer: Solutions,
    columns: Sequence[Column] | None = None,
    *,
    cite: Sequence[str] = (),
    limit: int | None = None,
) -> Table:
    """Solutions as a table; without `columns`, of all variables by the types of their values.

    Solutions that differ only in what they rest on are one row: it rests on all of that.
    """
    place = {name: index for index, name in enumerate(answer.variables)}
    seen = [place[column.name] for column in columns] if columns is not None else []
    found = _merged(answer, seen, limit)
    solutions = [rows[0] for rows in found[:limit]]
    shown = tuple(columns) if columns is not None else tuple(_guessed(answer.variables, solutions))
    things = {term.value for row in solutions for term in row if isinstance(term, ox.NamedNode)}
    labels = session.labels(thing for thing in things if thing.startswith(BASE))
    rows = tuple(tuple(_cell(row[place[column.name]], column, labels) for column in shown) for row in solutions)
    sources: tuple[tuple[str, ...], ...] = ()
    if cite:
        rests = [[iri for row in rows for name in cite for iri in _iris(row[place[name]])] for rows in found[:limit]]
        cited = session.citations({iri for row in rests for iri in row})
        sources = tuple(tuple(dict.fromkeys(at for iri in row for at in cited.get(iri, ()))) for row in rests)
    return Table("", shown, rows, sources, language=session.language, cut=len(found) > len(solutions))


_Solution = tuple[Term | None, ...]


def _merged(answer: Solutions, seen: Sequence[int], limit: int | None) -> list[list[_Solution]]:
    """Solutions in their order, those together that are alike in the places `seen`; one more than `limit` at most."""
    if not seen:
        return [[row] for row in islice(answer.rows, None if limit is None else limit + 1)]
    merged: dict[_Solution, list[_Solution]] = {}
    for row in answer.rows:
        merged.setdefault(tuple(row[index] for index in seen), []).append(row)
    return list(merged.values())[: None if limit is None else limit + 1]


def _guessed(variables: Sequence[str], rows: Sequence[_Solution]) -> Iterator[Column]:
    """Columns of a query of one's own: the type all values of a variable share, else text."""
    for index, name in enumerate(variables):
        kinds = {_kind(term) for row in rows if (term := row[index]) is not None}
        yield Column(name, kinds.pop() if len(kinds) == 1 else "text")


def _kind(term: Term) -> str:
    if isinstance(term, ox.Literal):
        return _TYPES.get(term.datatype.value, "text")
    return "thing" if isinstance(term, ox.NamedNode) else "text"


def _iris(term: Term | None) -> list[str]:
    """What a cell of a `cite` column names: one IRI, or several in a string, in one order on every engine."""
    if isinstance(term, ox.NamedNode):
        return [term.value]
    return sorted(set(term.value.split())) if isinstance(term, ox.Literal) else []


def _cell(term: Term | None, column: Column, labels: Mapping[str, str]) -> Cell:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Thing(labels.get(term.value, term.value), term.value)
    kind = column.type if column.type in ("boolean", "integer", "year") else _kind(term)
    if kind in ("integer", "year"):
        return int(Decimal(term.value))
    if kind == "decimal":
        return Decimal(term.value).normalize()
    return term.value in _TRUE if kind == "boolean" else str(term.value)
