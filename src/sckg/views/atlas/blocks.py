"""What pages are put together from: groups of rows under a heading, and facts by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup

from sckg.views.atlas.texts import filled, rows, word
from sckg.views.languages import Labels

__all__ = ["Fact", "Group", "Row", "by_name", "counting", "first_of", "group"]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a row, the last one where it is stated; `anchor` is the id that links lead to."""

    cells: tuple[Markup, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A table under a heading, which `key` is the id of; `note` says how to read it.

    `counted` says how much is in it: its rows, where nothing else is given.

    `cited` tells whether the last column says where each row is stated, `by_name` whether the rows are in the order of
    their names: a page puts them in that of the reader's language.
    """

    key: str
    title: Labels
    heads: tuple[Labels, ...]
    rows: tuple[Row, ...]
    note: Labels | None = None
    cited: bool = True
    by_name: bool = False
    count: Labels | None = None

    @property
    def counted(self) -> Labels:
        """How much is in it, in words."""
        return self.count or rows(len(self.rows))


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a thing by name."""

    name: Labels
    value: Markup


def group(key: str, heads: str, found: Iterable[Row], *, title: Labels | None = None, note: str = "") -> Group:
    """A group whose heading and heads are words of ours: `heads` names them, with blanks between.

    A column in which nothing stands is left out.
    """
    listed = tuple(found)
    names = heads.split()
    kept = [index for index in range(len(names)) if any(row.cells[index] for row in listed)]
    return Group(
        key,
        title or word(key),
        tuple(word(f"h_{names[index]}") for index in kept),
        tuple(Row(tuple(row.cells[index] for index in kept), row.anchor) for row in listed),
        word(note) if note else None,
        names[-1] == "cited" and len(names) - 1 in kept,
    )


def by_name(one: Group) -> Group:
    """A group whose rows are in the order of their names."""
    return replace(one, by_name=True)


def counting(one: Group, statements: int) -> Group:
    """A group that says how many statements its rows rest on, where these are not as many as the rows."""
    many = len(one.rows)
    return (
        replace(one, count=filled("rows_statements", rows=rows(many), count=statements)) if statements != many else one
    )


def first_of(one: Group, total: int) -> Group:
    """A group that shows the first of many rows, and says so."""
    return replace(one, count=filled("left", count=len(one.rows), all=total)) if total > len(one.rows) else one
