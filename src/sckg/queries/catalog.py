"""Saved questions: one SPARQL file each, documentation inside (`#+` lines, YAML, in the convention of grlc).

Parameters are variables named `?_name_type` (https://github.com/CLARIAH/grlc); they are bound as RDF terms, never
pasted as text: a small lexer leaves strings, IRIs and comments alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sckg.errors import NotFoundError, UsageError

__all__ = ["Parameter", "Query", "load_queries", "load_query", "named"]

_TOKEN = re.compile(
    r"""
    (?P<skip> "{3}.*?"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>"{}|^`\\\s]*> | \#[^\n]* )
  | (?P<parameter> [?$]_(?P<name>\w+)_(?P<type>iri|integer|year|date|string)\b )
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS = {"integer": re.compile(r"-?\d{1,18}"), "year": re.compile(r"\d{4}"), "date": re.compile(r"\d{4}-\d\d-\d\d")}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^<>\"{}|^`\\\s]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A blank of a question: its name, type and an example that works."""

    name: str
    type: str
    example: str

    def term(self, value: str) -> str:
        """The value as a SPARQL term.

        Raises `UsageError` naming the parameter where the value is not of its type.
        """
        if self.type == "iri":
            if _IRI.fullmatch(value):
                return f"<{value}>"
        elif self.type == "string":
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'
        elif _FORMS[self.type].fullmatch(value) and (self.type != "date" or _is_day(value)):
            return f'"{value}"^^<{_XSD}{"date" if self.type == "date" else "integer"}>'
        raise UsageError(f"parameter {self.name}: {value!r} is no {self.type}. Example: -p {self.name}={self.example}")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Query:
    """A saved question: text, titles by language, parameters, and the columns that hold what an answer rests on."""

    name: str
    group: str
    text: str
    titles: Mapping[str, str]
    summary: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    cite: tuple[str, ...]

    def bind(self, values: Mapping[str, str]) -> str:
        """The query with every parameter bound.

        Raises `UsageError` for a missing, unknown or ill-typed parameter.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise UsageError(f"{self.name} has no parameter {name!r}. It has: {', '.join(known) or 'none'}")
        for name, parameter in known.items():
            if name not in values:
                raise UsageError(f"{self.name} needs {name}. Example: -p {name}={parameter.example}")
        return _TOKEN.sub(
            lambda token: token[0] if token["skip"] else known[token["name"]].term(values[token["name"]]), self.text
        )


def load_queries(folder: Path) -> list[Query]:
    """Every question of `competency` and `reports`, by name."""
    return sorted(
        (load_query(path) for group in ("competency", "reports") for path in (folder / group).glob("*.rq")),
        key=lambda query: query.name,
    )


def load_query(path: Path) -> Query:
    """Read one question.

    Raises `UsageError` where header or parameters are not in order.
    """
    text = path.read_text(encoding="utf-8")
    try:
        head: Any = yaml.safe_load("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ "))) or {}
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: the #+ header is no YAML ({error})") from error
    own = head.get("sckg", {}) if isinstance(head, dict) else None
    examples = own.get("examples", {}) if isinstance(own, dict) else None
    if not isinstance(own, dict) or not isinstance(examples, dict):
        raise UsageError(f"{path}: the #+ header and its parts `sckg` and `examples` must be `name: value` lines")
    found = {token["name"]: token["type"] for token in _TOKEN.finditer(text) if token["parameter"]}
    if set(found) != set(examples) and path.parent.name != "views":
        raise UsageError(f"{path}: parameters {sorted(found)} and examples {sorted(examples)} differ")
    return Query(
        path.stem,
        path.parent.name,
        text,
        own.get("titles", {}),
        head.get("summary", ""),
        tuple(head.get("tags", ())),
        tuple(Parameter(name, kind, str(examples.get(name, "…"))) for name, kind in found.items()),
        tuple(own.get("cite", ())),
    )


def named(queries: list[Query], name: str) -> Query:
    """The question of this name.

    Raises `NotFoundError` with the nearest names.
    """
    import difflib

    for query in queries:
        if query.name == name:
            return query
    near = difflib.get_close_matches(name, [query.name for query in queries], 5, 0.4)
    raise NotFoundError(f"no saved question {name!r}. `sckg query list` shows all; nearest:", near)
