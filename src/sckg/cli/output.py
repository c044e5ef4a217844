"""Where an answer goes: printed, or written in one of the forms of a table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sckg.cli.printing import print_blocks, print_table
from sckg.errors import UsageError

if TYPE_CHECKING:
    from sckg.queries import Table

__all__ = ["Output", "output_options"]

_FORMS = ("table", "csv", "tsv", "json", "jsonl", "md", "xlsx", "parquet", "html", "ttl")
_PLACES = 3
"""Places of a row shown on the terminal; every other format has all of them."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where an answer goes, in which form, and how many rows of it at most."""

    form: str
    path: Path | None
    excel: bool
    limit: int

    def write(
        self, table: Table, *, blocks: bool = False, empty: str = "no rows: nothing in the sources answers this"
    ) -> None:
        """Print the answer, a wide one in `blocks`, or write it whole; of one without rows, say `empty`."""
        if self.form == "table":
            _print(table, blocks=blocks)
        else:
            from sckg.views import render

            self.put(render(table, self.form, excel=self.excel))
        if table.cut:
            click.echo(f"cut at {len(table)} rows; there are more: raise --limit", err=True)
        if not table.rows and empty:
            click.echo(empty, err=True)

    def put(self, data: bytes) -> None:
        """Bytes to the file or to the standard output."""
        from sckg.store import whole_file

        if self.path is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        with whole_file(self.path) as stream:
            stream.write(data)
        click.echo(f"wrote {self.path}", err=True)


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options of the form of an answer, handed over as one `Output`; a file's ending names its form."""

    @click.option(
        "--format", "form", type=click.Choice(_FORMS), help="Form of the answer; by default that of FILE, or a table."
    )
    @click.option(
        "-o", "--output", "path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write here."
    )
    @click.option(
        "--excel", is_flag=True, help="CSV that Excel opens rightly: byte order mark, no cell that it would run."
    )
    @click.option("--limit", default=10_000, show_default=True, type=click.IntRange(min=1), help="Most rows.")
    @wraps(command)
    def formed(*args: Any, form: str | None, path: Path | None, excel: bool, limit: int, **rest: Any) -> None:
        ending = path.suffix[1:].lower() if path else ""
        if path and not form and ending not in _FORMS:
            raise UsageError(f"{path}: the ending names no form. Name one with --format {'|'.join(_FORMS)}")
        if path and (form or ending) == "table":
            raise UsageError("--format table is for the terminal. For a file: csv, md, html, xlsx …")
        form = form or ending or ("csv" if excel else "table")
        if excel and form not in ("csv", "tsv"):
            raise UsageError(f"--excel is for csv and tsv, not for {form}. Leave it out, or use --format csv")
        if form in ("xlsx", "parquet") and path is None and sys.stdout.isatty():
            raise UsageError(f"{form} is no text. Write it to a file with -o FILE")
        command(*args, output=Output(form, path, excel, limit), **rest)

    return formed


def _print(table: Table, *, blocks: bool) -> None:
    rows = table.texts(places=_PLACES)
    if blocks:
        print_blocks(table.headings, rows)
        return
    numbers = [index for index, column in enumerate(table.columns) if column.type in ("integer", "decimal")]
    print_table(table.headings, rows, numbers)
