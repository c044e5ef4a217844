"""Triples as text: one line of canonical N-Triples each, and what such lines are made of.

A `Triple` is a line of canonical N-Triples (https://www.w3.org/TR/n-triples/#canonical-ntriples) without the final
dot: strings sort and compare faster than objects, and the store parses them once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NewType

from sckg.namespaces import expand
from sckg.sources.dates import span

__all__ = ["Emit", "Triple", "date_emitter", "literal", "short_hash", "triple"]

Triple = NewType("Triple", str)

Emit = Callable[[str, str, Mapping[str, str]], Iterator[str]]
"""Subject, cell and whole row → triples."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ESCAPED = re.compile(r'["\\\n\r]')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def literal(text: str, language: str = "", datatype: str = "") -> str:
    r"""A literal in N-Triples form.

    >>> literal('the "Smart" plan', "en")
    '"the \\"Smart\\" plan"@en'
    >>> literal("2018", datatype="integer")
    '"2018"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    quoted = f'"{text.translate(_ESCAPES) if _ESCAPED.search(text) else text}"'
    if language:
        return f"{quoted}@{language}"
    return f"{quoted}^^<{_XSD}{datatype}>" if datatype else quoted


def triple(subject: str, predicate: str, value: str) -> Triple:
    """One statement from two IRIs and an N-Triples term."""
    return Triple(f"<{subject}> <{predicate}> {value}")


def date_emitter(role: str) -> Emit:
    """Text, first and last day, and year of a date; `role` is '', 'start' or 'end'."""

    def name(part: str) -> str:
        return f"<{expand('sckg:' + (role + part[0].upper() + part[1:] if role else part))}>"

    text, earliest, latest, year = (
        name("dateText" if not role else "text"),
        name("earliest"),
        name("latest"),
        name("year"),
    )

    def emit(subject: str, cell: str, _: Mapping[str, str]) -> Iterator[str]:
        yield f"{subject} {text} {literal(cell)}"
        if (found := span(cell)) is not None:
            yield f"{subject} {earliest} {literal(found.earliest, datatype='date')}"
            if found.latest:
                yield f"{subject} {latest} {literal(found.latest, datatype='date')}"
            yield f"{subject} {year} {literal(str(found.year), datatype='integer')}"

    return emit


@lru_cache(maxsize=65536)
def short_hash(text: str) -> str:
    """Ten hexadecimal digits that stand for a text in an IRI."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:10]
