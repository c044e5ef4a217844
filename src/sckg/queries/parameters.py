"""The blanks of a question, filled with RDF terms and never with text.

Parameters are variables named `?_name_type` in the convention of grlc (https://github.com/CLARIAH/grlc): the file stays
valid SPARQL. A small lexer leaves strings, IRIs and comments alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sckg.errors import UsageError

__all__ = ["Parameter", "blanks", "fill", "fill_values", "without"]

_TOKEN = re.compile(
    r"""
    (?P<skip> "{3}.*?"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>"{}|^`\\\s]*> | \#[^\n]* )
  | (?P<parameter> [?$]_(?P<name>\w+)_(?P<type>iri|integer|year|date|string|lang)\b )
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS = {
    "integer": re.compile(r"-?\d{1,18}"),
    "year": re.compile(r"\d{4}"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "lang": re.compile(r"ko|en|ja|zh"),
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^<>\"{}|^`\\\s]+")
_UNDEF = "VALUES ?{} {{ UNDEF }}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A blank of a question: name, type, what runs when nothing is given, and what may be given.

    `kind` is the class a thing must have, `choices` are the codes of a code list; `examples` work as they stand.
    """

    name: str
    type: str
    default: str | None = None
    examples: tuple[str, ...] = ()
    kind: str = ""
    choices: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """A value that works."""
        return next((value for value in (self.default, *self.examples, *self.choices) if value is not None), "…")

    def term(self, value: str) -> str:
        """The value as a SPARQL term.

        Raises `UsageError` naming the parameter where the value is not of its type.
        """
        if self.type == "iri":
            if _IRI.fullmatch(value):
                return f"<{value}>"
        elif self.type == "string" or (self.type == "lang" and _FORMS["lang"].fullmatch(value)):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'
        elif self.type != "lang" and _FORMS[self.type].fullmatch(value) and (self.type != "date" or _is_day(value)):
            return f'"{value}"^^<{_XSD}{"date" if self.type == "date" else "integer"}>'
        raise UsageError(f"parameter {self.name}: {value!r} is no {self.type}. Example: -p {self.name}={self.example}")


def blanks(text: str) -> dict[str, str]:
    """Name → type of every parameter in a query."""
    return {token["name"]: token["type"] for token in _TOKEN.finditer(text) if token["parameter"]}


def fill(text: str, term: Callable[[str], str]) -> str:
    """The query with every parameter replaced by the term for its name."""
    return _TOKEN.sub(lambda token: token[0] if token["skip"] else term(token["name"]), text)


def fill_values(text: str, name: str, terms: Iterable[str]) -> str:
    """The query with `VALUES ?name { UNDEF }` replaced by a block of terms, wherever it stands."""
    return text.replace(_UNDEF.format(name), f"VALUES ?{name} {{ {' '.join(terms)} }}")


def without(text: str, *, iris: bool) -> str:
    """The query without strings and comments, and without IRIs if `iris`: what is left are its words."""

    def kept(token: re.Match[str]) -> str:
        return token[0] if not token["skip"] or (token[0].startswith("<") and not iris) else " "

    return _TOKEN.sub(kept, text)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
