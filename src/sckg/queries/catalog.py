"""Saved questions: one SPARQL file each, documentation inside (`#+` lines, YAML, in the convention of grlc).

Of grlc come summary, description, tags, defaults and enumerate; under `sckg` stand titles in four languages, what a
parameter may be, the columns with type and unit, the least number of rows, the columns an answer rests on, and, of a
federated question, what is asked outside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from sckg.errors import NotFoundError, UsageError
from sckg.queries.parameters import Parameter, blanks, fill

__all__ = [
    "COLUMN_TYPES",
    "FEDERATED",
    "GROUPS",
    "NAMING",
    "Column",
    "Outside",
    "Query",
    "load_queries",
    "load_query",
    "named",
    "search",
]

COLUMN_TYPES: Final = frozenset(
    {"thing", "unit", "text", "code", "date", "year", "integer", "decimal", "boolean", "lang", "iri"}
)
NAMING: Final = frozenset({"thing", "unit"})
"""Types of columns that hold things; a unit is one, or the code of a currency (ISO 4217)."""
_CODED: Final = frozenset({"code", "date"})
"""Types of columns whose values may be words of ours: told in the reader's language, kept where machines read."""
GROUPS: Final = ("competency", "reports")
"""Folders of questions that are asked; `checks` and `views` serve the program, `outside` is asked elsewhere."""
FEDERATED: Final = "federated"
"""Folder of questions that are asked here and outside."""
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|^`\\@]+")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: variable, type, unit (a code, or the column that holds it) and heading by language.

    A column in one language (`lang`) is shown to its readers; `words` tell codes in the reader's language.
    """

    name: str
    type: str = "text"
    unit: str = ""
    headings: Mapping[str, str] = field(default_factory=dict, hash=False)
    lang: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    def heading(self, language: str) -> str:
        """The heading in a language; the name where there is none."""
        return self.headings.get(language) or self.headings.get("en") or self.name

    def word(self, code: str, language: str) -> str:
        """What a code of ours means; any other text stays as it is."""
        told = self.words.get(code, {})
        return told.get(language) or told.get("en") or code


@dataclass(frozen=True, slots=True)
class Outside:
    """The outside step of a federated question: a SPARQL endpoint, a query of `queries/outside`, and the column of ids.

    `source` names who answers, under which licence (a web address); the question itself, asked before, gives the ids.
    """

    source: str
    licence: str
    endpoint: str
    query: str
    ids: str


@dataclass(frozen=True, slots=True)
class Query:
    """A saved question; `cite` names the columns that hold what a row rests on, `least` the least number of rows."""

    name: str
    group: str
    text: str
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()
    cite: tuple[str, ...] = ()
    least: int = 0
    outside: Outside | None = None

    def title(self, language: str) -> str:
        """The question in a language."""
        return self.titles.get(language) or self.titles.get("en") or self.summary or self.name

    def given(self, values: Mapping[str, str]) -> dict[str, str]:
        """A value for every parameter: the given one, or the default.

        Raises `UsageError` for an unknown parameter, or one that has no default and is not given.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                has = ", ".join(f"{one.name} (e.g. -p {one.name}={one.example})" for one in self.parameters)
                raise UsageError(f"{self.name} has no parameter {name!r}. It has: {has or 'none'}")
        for name, parameter in known.items():
            if name not in values and parameter.default is None:
                raise UsageError(f"{self.name} needs {name}. Example: -p {name}={parameter.example}")
        return {name: values.get(name, parameter.default or "") for name, parameter in known.items()}

    def bind(self, values: Mapping[str, str]) -> str:
        """The query with every parameter bound; things are given as IRIs.

        Raises `UsageError` for a missing, unknown or ill-typed parameter.
        """
        given, known = self.given(values), {parameter.name: parameter for parameter in self.parameters}
        return fill(self.text, lambda name: known[name].term(given[name]))


def load_queries(folder: Path, groups: Iterable[str] = GROUPS) -> list[Query]:
    """Every question that can be asked of this graph alone, or of some groups, by name."""
    return sorted(
        (load_query(path) for group in groups for path in (folder / group).glob("*.rq")), key=lambda query: query.name
    )


def named(folder: Path, name: str) -> Query:
    """The question of this name, a federated one too.

    Raises `NotFoundError` with the nearest names.
    """
    import difflib

    paths = {path.stem: path for group in (*GROUPS, FEDERATED) for path in sorted((folder / group).glob("*.rq"))}
    if name in paths:
        return load_query(paths[name])
    near = difflib.get_close_matches(name, paths, 5, 0.4)
    raise NotFoundError(f"no saved question {name!r}. `sckg query list` shows all{'; nearest:' if near else ''}", near)


def search(queries: Iterable[Query], text: str) -> list[Query]:
    """The questions that mention every word of a text, in any language, in title, tags, description or columns."""
    words = _fold(text).split()
    return [query for query in queries if all(word in _words(query) for word in words)]


def _words(query: Query) -> str:
    told = [query.name, query.summary, query.description, *query.tags, *query.titles.values()]
    told += [heading for column in query.columns for heading in column.headings.values()]
    told += [word for one in query.parameters for word in (one.name, one.default or "", *one.examples)]
    return _fold(" ".join(told))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("-", " ")


def load_query(path: Path) -> Query:
    """Read one question.

    Raises `UsageError` where header or parameters are not in order.
    """
    text = path.read_text(encoding="utf-8")
    head = _header(path, text)
    own = _part(path, head, "sckg")
    columns = _columns(path, _part(path, own, "columns"))
    return Query(
        path.stem,
        path.parent.name,
        text,
        _part(path, own, "titles"),
        str(head.get("summary", "")),
        str(head.get("description", "")),
        tuple(map(str, head.get("tags") or ())),
        _parameters(path, text, head, own),
        columns,
        tuple(own.get("cite") or ()),
        int(own.get("rows") or 0),
        _outside(path, _part(path, own, "outside"), columns),
    )


def _header(path: Path, text: str) -> dict[str, Any]:
    try:
        head: Any = yaml.load(  # noqa: S506 - a safe loader, in C where there is one
            "\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ ")), _LOADER
        )
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: the #+ header is no YAML ({error})") from error
    if head is not None and not isinstance(head, dict):
        raise UsageError(f"{path}: the #+ header must be `name: value` lines")
    return head or {}


def _part(path: Path, whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = whole.get(name) or {}
    if not isinstance(found, dict):
        raise UsageError(f"{path}: the part `{name}` of the #+ header must be `name: value` lines")
    return found


def _pairs(path: Path, head: Mapping[str, Any], name: str) -> dict[str, Any]:
    """`defaults` and `enumerate` of grlc: a list of one-entry mappings."""
    found = head.get(name) or []
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise UsageError(f"{path}: `{name}` must be a list of `- name: value`")
    return {key: value for entry in found for key, value in entry.items()}


def _parameters(path: Path, text: str, head: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Parameter, ...]:
    found, told = blanks(text), _part(path, own, "parameters")
    defaults, choices = _pairs(path, head, "defaults"), _pairs(path, head, "enumerate")
    if path.parent.name in (*GROUPS, FEDERATED) and (
        unknown := (set(defaults) | set(choices) | set(told)) ^ set(found)
    ):
        raise UsageError(
            f"{path}: {', '.join(sorted(unknown))}: every parameter of the query, and no other, stands under "
            "`parameters`, `defaults` or `enumerate`"
        )
    return tuple(
        Parameter(
            name,
            kind,
            str(defaults[name]) if name in defaults else None,
            tuple(map(str, _part(path, told, name).get("examples") or ())),
            str(_part(path, told, name).get("scheme" if name in choices else "is") or ""),
            tuple(map(str, choices.get(name) or ())),
        )
        for name, kind in found.items()
    )


def _columns(path: Path, told: Mapping[str, Any]) -> tuple[Column, ...]:
    headings, codes = _by_name(path.parents[1] / "columns.yaml"), _by_name(path.parents[1] / "codes.yaml")
    columns = []
    for name in told:
        part = _part(path, told, name)
        kind = str(part.get("type", "text"))
        words = codes if kind in _CODED else {}
        column = Column(name, kind, str(part.get("unit", "")), headings.get(name, {}), str(part.get("lang", "")), words)
        if column.type not in COLUMN_TYPES:
            raise UsageError(
                f"{path}: column {name} has type {column.type!r}; there are {', '.join(sorted(COLUMN_TYPES))}"
            )
        columns.append(column)
    return tuple(columns)


def _outside(path: Path, told: Mapping[str, Any], columns: Iterable[Column]) -> Outside | None:
    """The outside step, which every federated question has, and no other."""
    if not told and path.parent.name != FEDERATED:
        return None
    if path.parent.name != FEDERATED:
        raise UsageError(f"{path}: `outside` is for questions in {FEDERATED}/. Move the file there, or take it out")
    wanted = [one.name for one in fields(Outside)]
    if sorted(told) != sorted(wanted) or not all(isinstance(value, str) and value for value in told.values()):
        raise UsageError(f"{path}: `outside` needs these and no others: {', '.join(wanted)}")
    found = Outside(**told)
    for name in ("endpoint", "licence"):
        if not _ADDRESS.fullmatch(told[name]):
            raise UsageError(f"{path}: {name} {told[name]!r} of `outside` is no http(s) address")
    if not _NAME.fullmatch(found.query) or not (path.parents[1] / "outside" / f"{found.query}.rq").is_file():
        raise UsageError(f"{path}: query {found.query!r} of `outside` is no file of queries/outside/")
    if not any(column.name == found.ids and column.type == "iri" for column in columns):
        raise UsageError(f"{path}: ids {found.ids!r} of `outside` must be a column of type iri")
    return found


@cache
def _by_name(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Headings of columns, words for codes, by language: one file each for all questions."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER) if path.is_file() else {}  # noqa: S506
