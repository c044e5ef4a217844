"""Answers as a page to read, to print and to hand on."""

from __future__ import annotations

from typing import Final

from sckg.queries.tables import SOURCES, Table
from sckg.views.pages import fill_page
from sckg.views.tables.words import WORDS, facts, flush_right

__all__ = ["as_html"]

_SHOWN: Final = 4
"""Places of a row that stand open; the others unfold, and are printed."""


def as_html(table: Table) -> bytes:
    """One page that fetches nothing: the answer with its citations, below it what it is and how to cite it."""
    places = table.sources or [()] * len(table)
    texts = [row[: len(table.columns)] for row in table.texts()]
    sides = zip(flush_right(table), table.columns, strict=True)
    return fill_page(
        "table.html",
        language=table.language,
        title=table.title or table.name or WORDS[table.language]["answer"],
        headings=table.headings[: len(table.columns)],
        sources=SOURCES[table.language] if table.sources else "",
        rows=list(zip(texts, table.rows, places, strict=True)),
        shown=_SHOWN,
        classes=["right" if right else "date" if column.type == "date" else "" for right, column in sides],
        facts=list(facts(table))[1:],
        nothing=WORDS[table.language]["none"],
    )
