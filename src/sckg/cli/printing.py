"""Tables on the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_blocks", "print_table"]

_PIPED_WIDTH = 160
_UNBROKEN = 14
"""Columns of the terminal up to which a word, a date or a number is not broken, where the terminal has room."""

_MANY = 5
"""Columns from which on a row that has no room in lines is told as a block."""


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> None:
    """A table; East Asian wide characters count as two columns, the columns at `numbers` are right-aligned.

    Where the terminal is too narrow for many columns, every row is a block of lines.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid

    console = _console()
    grid, right = Grid(box=SIMPLE_HEAD, pad_edge=False, header_style="bold"), set(numbers)
    heads, lines = list(columns), [list(row) for row in rows]
    least = [_longest_word([head, *(line[index] for line in lines)]) for index, head in enumerate(heads)]
    roomy = sum(least) + 2 * len(least) <= console.width
    if not roomy and len(heads) > _MANY:
        print_blocks(heads, lines)
        return
    for index, head in enumerate(heads):
        grid.add_column(
            head.replace("[", r"\["),
            overflow="fold",
            justify="right" if index in right else "left",
            min_width=least[index] if roomy else None,
        )
    for row in lines:
        grid.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(grid)


def _console() -> Console:
    """The terminal, or a wide page where the output goes elsewhere."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED_WIDTH
    return console


def _longest_word(cells: Iterable[str]) -> int:
    """Width of the longest word of a column, as far as it is to stay whole."""
    from rich.cells import cell_len

    return min(_UNBROKEN, max((cell_len(word) for cell in cells for word in cell.split()), default=0))


def print_blocks(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table too wide for lines: a block a row, its first two cells as heading, then what is not empty."""
    from rich.padding import Padding
    from rich.text import Text

    console, names = _console(), list(columns)
    for row in rows:
        cells = list(row)
        heads = [
            f"{name} {cell}" if cell.isdecimal() else cell for name, cell in zip(names[:2], cells[:2], strict=True)
        ]
        console.print(Text("\n" + " · ".join(heads), style="bold"))
        for name, cell in zip(names[2:], cells[2:], strict=True):
            if cell:
                console.print(Padding(Text(f"{name}: {cell}"), (0, 0, 0, 2), expand=False))
