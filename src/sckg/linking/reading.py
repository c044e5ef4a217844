"""JSON from outside, read whole: any JSON, and SPARQL 1.1 results (https://www.w3.org/TR/sparql11-results-json/)."""

from __future__ import annotations

import json
from typing import Any, Final

import pyoxigraph as ox

from sckg.store import Term

__all__ = ["Row", "read_json", "read_rows"]

Row = dict[str, Term]
"""A row of an answer: variable → term; what is unbound is not in it."""
_STRING: Final = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")


def read_json(body: bytes) -> Any:
    """The value. Raises `ValueError` for what is no whole JSON in UTF-8."""
    try:
        return json.loads(body.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_rows(body: bytes) -> list[Row]:
    """The rows of a SELECT. Raises `ValueError` for anything else, and for a term that is none.

    >>> found = '{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "1"}}]}}'
    >>> read_rows(found.encode())[0]["a"].value
    '1'
    """
    try:
        found = read_json(body)
        names = frozenset(found["head"]["vars"])
        bindings = found["results"]["bindings"]
        return [{name: _term(told) for name, told in row.items() if name in names} for row in bindings]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no SPARQL results: {type(error).__name__} {error}") from error


def _term(told: dict[str, str]) -> Term:
    kind, value = told["type"], told["value"]
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode(value)
    if kind not in ("literal", "typed-literal"):
        raise ValueError(f"a term of type {kind!r}")
    if "xml:lang" in told:
        return ox.Literal(value, language=told["xml:lang"])
    return ox.Literal(value, datatype=ox.NamedNode(told["datatype"]) if "datatype" in told else _STRING)
