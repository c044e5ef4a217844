"""Answers as Markdown, to be pasted into a text."""

from __future__ import annotations

from collections.abc import Iterator

from sckg.queries.tables import Table
from sckg.views.markdown import escape, grid
from sckg.views.tables.words import WORDS, flush_right

__all__ = ["as_markdown"]


def as_markdown(table: Table) -> bytes:
    """The question as a heading, the rows as a table, and a line with the source."""
    return ("\n".join(_lines(table)).rstrip() + "\n").encode()


def _lines(table: Table) -> Iterator[str]:
    words = WORDS[table.language]
    title = " ".join(table.title.split()) or table.name or words["answer"]
    yield from (f"# {escape(title)}", "")
    if table.parameters:
        yield from ("; ".join(f"{escape(name)}: **{escape(value)}**" for name, value in table.parameters), "")
    if table.headings:
        rows = (tuple(map(escape, row)) for row in table.texts())
        yield from (*grid(tuple(map(escape, table.headings)), rows, right=flush_right(table)), "")
    if not table.rows:
        yield from (words["none"], "")
    if table.cut:
        yield from (f"{words['rows']}: {escape(words['cut'].format(rows=len(table)))}", "")
    yield from (line for note in table.notes for line in (f"{words['note']}: {escape(note)}", ""))
    if table.about:
        yield f"{words['source']}: {escape('; '.join(table.about))}"
