"""Markdown as GitHub reads it (https://github.github.com/gfm/), in which a text stays the text it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

__all__ = ["code", "escape", "fence", "grid"]

_ESCAPES: Final = str.maketrans({sign: "\\" + sign for sign in "\\`*_[]|~#"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """A text on one line in which no sign has a meaning; line breaks become `<br>`.

    >>> escape("a|b <i> *c*")
    'a\\\\|b &lt;i&gt; \\\\*c\\\\*'
    """
    return "<br>".join(line.strip().translate(_ESCAPES) for line in text.strip().splitlines())


def code(text: str) -> str:
    """A text in the type of code, within a line or a cell of a table.

    >>> code("a|b")
    '<code>a\\\\|b</code>'
    """
    return f"<code>{escape(text)}</code>"


def fence(text: str, language: str) -> str:
    """A block of code, its fence longer than any in the text."""
    mark = "```"
    while mark in text:
        mark += "`"
    return f"{mark}{language}\n{text.rstrip()}\n{mark}"


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[bool] = ()) -> Iterator[str]:
    """The lines of a table whose cells are Markdown already; `right` tells the columns that are set flush right."""
    sides = [*right, *(False for _ in headings[len(right) :])]
    yield _line(headings)
    yield _line(["---:" if side else "---" for side in sides])
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
