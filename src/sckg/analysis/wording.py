"""Results of analysis as tables, in the reader's language; titles, notes, headings and codes stand in `words.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sckg.analysis.facts import Facts
from sckg.config import own_yaml
from sckg.namespaces import ID, concept
from sckg.queries import Cell, Column, Session, Table, Thing

__all__ = ["Line", "code", "listed", "nations", "tabulate_lines", "thing", "word"]

Line = tuple[Sequence[Cell], Sequence[str]]
"""Cells of a row, and where it is stated."""


def _words() -> dict[str, Any]:
    return own_yaml(__file__, "words.yaml")


def nations() -> tuple[str, ...]:
    """The nations compared where none are named: IRIs, in order."""
    return tuple(f"{ID}place/{slug}" for slug in _words()["nations"])


def word(name: str, language: str) -> str:
    """A code of ours in a language."""
    told: Mapping[str, str] = _words()["codes"][name]
    return told[language]


def thing(facts: Facts, iri: str) -> Cell:
    """A thing as a cell; nothing for ''."""
    return Thing(facts.label(iri), iri) if iri else None


def code(facts: Facts, scheme: str, slug: str) -> str:
    """The label of a code of a scheme of the data (`stage`, `instrument` …)."""
    return facts.label(concept(scheme, slug))


def listed(texts: Iterable[str]) -> Cell:
    """Texts as one cell, each once; nothing where there are none."""
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def tabulate_lines(
    session: Session,
    name: str,
    columns: Mapping[str, str],
    lines: Iterable[Line],
    *,
    headings: Mapping[str, Mapping[str, str]] | None = None,
) -> Table:
    """A table of analysis: columns as name → type, their headings from `words.yaml`, or from `headings` where given."""
    words = _words()
    shown = tuple(
        Column(
            one,
            kind,
            headings=(headings or {}).get(one) or words["columns"][one],
            words=words["codes"] if kind == "code" else {},
        )
        for one, kind in columns.items()
    )
    found = list(lines)
    return Table(
        words["titles"][name][session.language],
        shown,
        tuple(tuple(cells) for cells, _ in found),
        tuple(tuple(places) for _, places in found),
        name,
        language=session.language,
        about=session.about,
        notes=(words["notes"][name][session.language],) if name in words["notes"] else (),
    )
