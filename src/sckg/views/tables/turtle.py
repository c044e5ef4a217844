"""Answers as RDF, in the vocabulary the W3C tests results with.

See https://www.w3.org/2001/sw/DataAccess/tests/README#resultSets; rdflib and Jena read it back as a result.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from sckg.namespaces import PREFIXES, RDF_TYPE, expand
from sckg.queries.tables import Table, Thing
from sckg.views.tables.numbers import digits, is_ordinary

__all__ = ["as_turtle"]

_RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_PREFIXES: Final = {"rs": _RS, "dcterms": PREFIXES["dcterms"], "xsd": PREFIXES["xsd"]}
_TYPE, _TITLE, _CITATION = map(
    ox.NamedNode, (RDF_TYPE, expand("dcterms:title"), expand("dcterms:bibliographicCitation"))
)
_INTEGER, _DECIMAL, _DOUBLE = (ox.NamedNode(expand(f"xsd:{name}")) for name in ("integer", "decimal", "double"))


def as_turtle(table: Table) -> bytes:
    """A result set: things as IRIs, numbers typed, each solution with its place and where it is stated.

    Blank nodes are named after their row and column, so that the same table is the same text.
    """
    stream = io.BytesIO()
    ox.serialize(_triples(table), stream, ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    return stream.getvalue()


def _triples(table: Table) -> Iterator[ox.Triple]:
    answer = ox.BlankNode("answer")
    yield ox.Triple(answer, _TYPE, _rs("ResultSet"))
    yield ox.Triple(answer, _TITLE, ox.Literal(table.title, language=table.language))
    for line in table.about:
        yield ox.Triple(answer, _CITATION, ox.Literal(line))
    for column in table.columns:
        yield ox.Triple(answer, _rs("resultVariable"), ox.Literal(column.name))
    for index in range(len(table)):
        yield ox.Triple(answer, _rs("solution"), ox.BlankNode(f"row{index + 1}"))
    for index in range(len(table)):
        yield from _solution(table, index)


def _solution(table: Table, index: int) -> Iterator[ox.Triple]:
    solution = ox.BlankNode(f"row{index + 1}")
    yield ox.Triple(solution, _rs("index"), ox.Literal(index + 1))
    for place in table.sources[index] if table.sources else ():
        yield ox.Triple(solution, _CITATION, ox.Literal(place))
    bound = [
        (ox.BlankNode(f"row{index + 1}column{number}"), column.name, cell)
        for number, (column, cell) in enumerate(zip(table.columns, table.rows[index], strict=True), 1)
        if cell is not None
    ]
    for binding, _, _ in bound:
        yield ox.Triple(solution, _rs("binding"), binding)
    for binding, name, cell in bound:
        yield ox.Triple(binding, _rs("variable"), ox.Literal(name))
        yield ox.Triple(binding, _rs("value"), _term(cell))


def _term(cell: Thing | str | int | Decimal | bool) -> ox.NamedNode | ox.Literal:
    if isinstance(cell, Thing):
        return ox.NamedNode(cell.iri)
    if isinstance(cell, Decimal):
        return ox.Literal(digits(cell), datatype=_DECIMAL if is_ordinary(cell) else _DOUBLE)
    return ox.Literal(cell)


def _rs(name: str) -> ox.NamedNode:
    return ox.NamedNode(_RS + name)
