"""Cells checked against the declared schema: references, codes, dates, numbers, citations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from sckg.errors import Problem
from sckg.sources.dates import span
from sckg.sources.reader import Record
from sckg.sources.schema import GAP, Column, Schema, TableSpec

__all__ = ["Index", "PageMap", "Scope", "check_records"]

Fault = tuple[str, str]
"""Rule and repair."""
Check = Callable[[str], Fault | None]
Index = Mapping[str, str]
"""Id of a row → the table it stands in."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = {"integer": re.compile(r"-?[0-9]{1,18}"), "decimal": re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")}
_LINES = re.compile(r"[1-9][0-9]*(?:-[1-9][0-9]*)?")
_SUGGESTED = 20
"""Faults with a spelling suggestion; a whole wrong column would otherwise take minutes."""


@dataclass(frozen=True, slots=True)
class PageMap:
    """First line of each printed page of a source, in order, and the last line of all."""

    first_lines: tuple[int, ...]
    pages: tuple[str, ...]
    last_line: int

    def of(self, first: int, last: int) -> str:
        """The printed page, or `first-last` pages, of a range of lines.

        >>> PageMap((1, 24), ("3", "4"), 43).of(20, 25)
        '3-4'
        """
        begin, end = (self.pages[max(bisect_right(self.first_lines, line) - 1, 0)] for line in (first, last))
        return begin if begin == end else f"{begin}-{end}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the rows of one source may refer to: ids of all sources, this one's pages, and the lines of its sections."""

    source: str
    index: Index
    pages: PageMap
    sections: Mapping[str, tuple[int, int]]


class _Checker:
    """The checks of one table, compiled once per column."""

    def __init__(self, spec: TableSpec, schema: Schema, scope: Scope) -> None:
        self.spec, self.schema, self.index, self.pages = spec, schema, scope.index, scope.pages
        self.sections = scope.sections
        self.suggested = 0
        self.checks = [(column.name, column.required, self._compile(column)) for column in spec.columns.values()]

    def record(self, file: str, record: Record) -> Iterator[Problem]:
        """Every fault of one row."""
        cells = record.cells
        for name, required, check in self.checks:
            cell = cells[name]
            if not cell:
                if required:
                    yield Problem(file, record.row, name, "the cell is empty", "fill it in; the table requires it")
            elif cell != cell.strip():
                yield Problem(file, record.row, name, f"stray blank around {cell!r}", "delete it")
            elif check is not None and (fault := check(cell)) is not None:
                yield Problem(file, record.row, name, *fault)
        for column, fault in self._across(cells):
            yield Problem(file, record.row, column, *fault)
        for column, fault in self._citation(cells):
            yield Problem(file, record.row, column, *fault)

    def _compile(self, column: Column) -> Check | None:
        check: Check | None = None
        if column.slug:
            check = _pattern(_SLUG, "an id is lower-case ASCII letters, digits and single hyphens")
        elif column.ref:
            check = self._reference(column.ref)
        elif column.code or column.class_:
            known = (
                self.schema.terms.concepts[column.code] if column.code else self.schema.terms.subclasses[column.class_]
            )
            check = self._code(column.code or column.class_.rsplit("#", 1)[1], known)
        elif column.date is not None:
            check = _date
        elif column.number:
            check = _pattern(_NUMBER[column.number], f"write a plain {column.number} without separators or units")
        elif column.pattern:
            check = _pattern(column.pattern, f"the form is {column.pattern.pattern}")
        return _or_gap(check) if column.gap and check is not None else check

    def _reference(self, tables: tuple[str, ...]) -> Check:
        index, free = self.index, tables == ("any",)

        def check(cell: str) -> Fault | None:
            table = index.get(cell)
            if table is None:
                return f"unknown id {cell!r}", self._suggest(cell, index, tables)
            if free or table in tables:
                return None
            return f"{cell!r} stands in {table}", f"name a row of {' or '.join(tables)}"

        return check

    def _code(self, scheme: str, known: Mapping[str, str]) -> Check:
        def check(cell: str) -> Fault | None:
            return None if cell in known else (f"unknown {scheme} {cell!r}", self._suggest(cell, known))

        return check

    def _suggest(self, cell: str, known: Iterable[str], tables: tuple[str, ...] = ()) -> str:
        """The nearest known spelling; of ids, only those that stand in the right tables."""
        self.suggested += 1
        if self.suggested <= _SUGGESTED:
            fit = tuple(one for one in known if not tables or tables == ("any",) or self.index.get(one) in tables)
            if near := process.extractOne(cell, fit, scorer=fuzz.ratio, score_cutoff=60):
                return f"did you mean {near[0]!r}?"
        return "add a row with this id, or correct the cell" if tables else "use a code of the list"

    def _across(self, cells: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
        """Rules between the cells of one row."""
        if self.spec.any_of and not any(cells[name] for name in self.spec.any_of):
            yield (
                self.spec.any_of[0],
                (
                    f"none of {', '.join(self.spec.any_of)} is given",
                    "give one; a figure the source withholds belongs into gaps.csv",
                ),
            )
        for low, high in (("min", "max"), ("start", "end"), ("date", "end")):
            begin, end = cells.get(low), cells.get(high)
            if begin and end and not _ordered(begin, end, dates=high == "end"):
                yield high, (f"{high} {end!r} lies before {low} {begin!r}", "exchange or correct them")

    def _citation(self, cells: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
        section, lines, page = cells["section"], cells["lines"], cells["page"]
        if not section or not lines or not page:
            yield "lines", ("citation missing", "give section, lines and page of the source")
            return
        if section not in self.sections:
            yield "section", (f"unknown section {section!r}", self._suggest(section, self.sections))
        if not _LINES.fullmatch(lines):
            yield "lines", (f"{lines!r} is no line range", "write 1286 or 1286-1292")
            return
        first, _, last = lines.partition("-")
        begin, end = int(first), int(last or first)
        if begin > end:
            yield "lines", (f"lines {lines} end before they begin", f"write {end}-{begin}")
        elif end > self.pages.last_line:
            yield (
                "lines",
                (f"lines {lines} lie outside the source (1-{self.pages.last_line})", "look the passage up again"),
            )
        elif page != (printed := self.pages.of(begin, end)):
            yield "page", (f"lines {lines} stand on page {printed}, not {page}", f"write {printed}")
        elif (part := self.sections.get(section)) and not (begin <= part[1] and part[0] <= end):
            yield (
                "section",
                (f"lines {lines} lie outside {section} ({part[0]}-{part[1]})", "name the section they stand in"),
            )


def check_records(records: Iterable[Record], schema: Schema, scope: Scope) -> list[Problem]:
    """Every fault in the cells of the records of one source."""
    checkers: dict[str, _Checker] = {}
    problems: list[Problem] = []
    for record in records:
        checker = checkers.get(record.table)
        if checker is None:
            checker = checkers[record.table] = _Checker(schema.tables[record.table], schema, scope)
        problems.extend(checker.record(f"{scope.source}/{record.table}.csv", record))
    return problems


def _pattern(pattern: re.Pattern[str], repair: str) -> Check:
    matches = pattern.fullmatch

    def check(cell: str) -> Fault | None:
        return None if matches(cell) else (f"{cell!r} has the wrong form", repair)

    return check


def _or_gap(check: Check) -> Check:
    return lambda cell: None if cell == GAP else check(cell)


def _date(cell: str) -> Fault | None:
    try:
        span(cell)
    except ValueError as error:
        return str(error), "write EDTF such as 2018, 2018-07, 2018-07-12 or 2009/2013; or unknown, ongoing"
    return None


def _ordered(begin: str, end: str, *, dates: bool) -> bool:
    """Whether two cells are in order; cells that cannot be read are faults of their own."""
    try:
        if not dates:
            return float(begin) <= float(end)
        first, last = span(begin), span(end)
    except ValueError:
        return True
    return first is None or last is None or not last.latest or first.earliest <= last.latest
