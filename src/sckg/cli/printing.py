"""Tables on the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable

__all__ = ["print_table"]

_PIPED_WIDTH = 160


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> None:
    """A table; East Asian wide characters count as two columns, the columns at `numbers` are right-aligned."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Grid

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED_WIDTH
    grid, right = Grid(box=SIMPLE_HEAD, pad_edge=False, header_style="bold"), set(numbers)
    for index, column in enumerate(columns):
        grid.add_column(column.replace("[", r"\["), overflow="fold", justify="right" if index in right else "left")
    for row in rows:
        grid.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(grid)
