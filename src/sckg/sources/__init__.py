"""Tables of a source, read strictly and checked whole before anything is built from them.

`read` is the one way in: it returns every record of every source, or raises `DataError` with all faults of all files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sckg.errors import DataError, Problem, UsageError
from sckg.sources.checking import PageMap, Scope, check_records
from sckg.sources.description import read_meta, read_pages
from sckg.sources.reader import Record, read_table
from sckg.sources.schema import CITATION_COLUMNS, GAP, Column, Schema, TableSpec, load_schema

__all__ = [
    "CITATION_COLUMNS",
    "GAP",
    "Column",
    "PageMap",
    "Record",
    "Schema",
    "Source",
    "TableSpec",
    "folders",
    "load_schema",
    "read",
]


@dataclass(frozen=True, slots=True)
class Source:
    """One source: what it is, its records by table, and its page map."""

    name: str
    folder: Path
    meta: dict[str, Any]
    tables: dict[str, list[Record]]
    pages: PageMap

    def records(self) -> Iterator[Record]:
        """All records, table by table."""
        for table in self.tables.values():
            yield from table


def folders(data: Path) -> list[Path]:
    """The folders of `data` that hold a source, in order of name."""
    found = sorted(path.parent for path in data.glob("*/source.yaml"))
    if not found:
        raise UsageError(f"{data}: no source. Repair: a source is a folder with source.yaml and its tables")
    return found


def read(data: Path, schema: Schema) -> list[Source]:
    """Read and check every source below `data`.

    Raises `DataError` with every fault of every file; nothing is dropped silently.
    """
    problems: list[Problem] = []
    sources = [_read_source(folder, schema, problems) for folder in folders(data)]
    index: dict[str, str] = {}
    for source in sources:
        _index(source, schema, index, problems)
    if all(_in_a_cell(problem) for problem in problems):  # every row was read: look into the cells too
        for source in sources:
            scope = Scope(source.name, index, source.pages, _sections(source))
            problems += check_records(source.records(), schema, scope)
            problems += _double_notations(source)
            problems += _vanished(source)
    if problems:
        raise DataError(problems)
    return sources


def _in_a_cell(problem: Problem) -> bool:
    """Whether a fault lies in one cell of a table, so that all rows could be read all the same."""
    return bool(problem.column) and problem.row > 1 and not problem.file.endswith("/pages.csv")


def _double_notations(source: Source) -> Iterator[Problem]:
    """Citations name a section by its notation: it must mean one section."""
    seen: dict[str, int] = {}
    for record in source.tables.get("sections", ()):
        first = seen.setdefault(notation := record.cells["notation"], record.row)
        if first != record.row:
            yield Problem(
                f"{source.name}/sections.csv",
                record.row,
                "notation",
                f"notation {notation!r} stands already in row {first}",
                "tell the two sections apart",
            )


def _read_source(folder: Path, schema: Schema, problems: list[Problem]) -> Source:
    meta = read_meta(folder / "source.yaml", problems)
    last_line = meta.get("lines")
    pages = read_pages(folder / "pages.csv", last_line if isinstance(last_line, int) else 0, problems)
    tables: dict[str, list[Record]] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem == "pages":
            continue
        if (spec := schema.tables.get(path.stem)) is None:
            repair = f"declare it there, or rename it to one of {', '.join(schema.tables)}"
            problems.append(Problem(f"{folder.name}/{path.name}", 0, "", "table unknown to mapping.yaml", repair))
            continue
        tables[path.stem], faults = read_table(path, path.stem, spec.header)
        problems += faults
    return Source(folder.name, folder, meta, tables, pages)


def _index(source: Source, schema: Schema, index: dict[str, str], problems: list[Problem]) -> None:
    """Enter the ids of a source; the same id in two sources means the same thing, in one source it is a fault."""
    seen: dict[str, str] = {}
    for table, records in source.tables.items():
        file = f"{source.name}/{table}.csv"
        for record in records if schema.tables[table].has_id else ():
            name, here = record.cells["id"], f"{file}, row {record.row}"
            if name in seen:
                problems.append(
                    Problem(
                        file,
                        record.row,
                        "id",
                        f"id {name!r} stands already in {seen[name]}",
                        "give one of them another id, or merge the rows",
                    )
                )
            elif index.setdefault(name, table) != table:
                problems.append(
                    Problem(
                        file,
                        record.row,
                        "id",
                        f"id {name!r} is in table {index[name]} of another source",
                        "use the same table for the same thing",
                    )
                )
            seen.setdefault(name, here)


def _sections(source: Source) -> dict[str, tuple[int, int]]:
    """First and last line by the notation of a section; lines that cannot be read are faults of their own."""
    found = {}
    for record in source.tables.get("sections", ()):
        first, _, last = record.cells["lines"].partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            found[record.cells["notation"]] = int(first), int(last or first)
    return found


def _vanished(source: Source) -> Iterator[Problem]:
    """Tables that shrank below the number of rows the source is known to yield."""
    for table, least in source.meta["minimum"].items():
        if (count := len(source.tables.get(table, ()))) < least:
            yield Problem(
                f"{source.name}/{table}.csv",
                0,
                "",
                f"{count} rows, at least {least} are known to exist",
                "restore the lost rows; lower `minimum` in source.yaml only on purpose",
            )
