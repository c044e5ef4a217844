"""Answers as an Excel workbook (ECMA-376): the answer on the first sheet, what it is on the second."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from sckg.errors import UsageError
from sckg.queries.tables import Table
from sckg.views.tables.numbers import digits, is_number, is_ordinary
from sckg.views.tables.words import WORDS, facts

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["as_workbook"]

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No clock: the same answer is the same file."""
_ROWS: Final = 1_048_576
_WIDEST, _ABOUT_WIDTH, _MARGIN = 60, 90, 3
_DIGITS: Final = 15
"""Digits of a number that Excel keeps; a longer one is written as text."""
_NAME_BYTES: Final = 62
"""The name of a sheet has 31 units of UTF-16."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]+")
_BREAK: Final = re.compile(r"\r\n?")
_TEXT: Final = "@"
"""The format of text: a cell that begins with = stays text when someone edits it."""


def as_workbook(table: Table) -> bytes:
    """Two sheets: the answer, with a header that stays and filters, and what was asked, of what source.

    Numbers are numbers, everything else is text: no formula, no link, no date that Excel would read in its own way.
    Raises `UsageError` for more rows than a worksheet holds.
    """
    if len(table) >= _ROWS:
        raise UsageError(f"{len(table)} rows; a worksheet holds {_ROWS - 1}. Repair: ask for csv or parquet, or less")
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": table.title, "created": _MADE})
        about = WORDS[table.language]["about"]
        _write_answer(book, book.add_worksheet(_sheet_name(table, about)), table)
        _write_about(book, book.add_worksheet(about), table)
    return stream.getvalue()


def _write_answer(book: Workbook, sheet: Worksheet, table: Table) -> None:
    style, headings, texts = _styles(book), table.headings, list(table.texts())
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": _TEXT})
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
        sheet.set_column(place, place, _width([heading, *(row[place] for row in texts)]))
    for index, (row, told) in enumerate(zip(table.rows, texts, strict=True), 1):
        for place, (cell, text) in enumerate(zip_longest(row, told)):  # the places come last and are no cell
            if is_number(cell) and _fits(cell):
                sheet.write_number(index, place, float(cell), style(_pattern(cell, table.columns[place].type)))
            elif is_number(cell):
                sheet.write_string(index, place, digits(cell), style(_TEXT))
            elif text:
                sheet.write_string(index, place, _BREAK.sub("\n", text), style(_TEXT))
    _set_up(sheet, len(headings), len(texts))


def _set_up(sheet: Worksheet, columns: int, rows: int) -> None:
    """A header that stays in sight, filters, and goes on every printed page."""
    if columns:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, rows, columns - 1)
        sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_about(book: Workbook, sheet: Worksheet, table: Table) -> None:
    bold = book.add_format({"bold": True, "valign": "top", "num_format": _TEXT})
    plain, told = _styles(book)(_TEXT), list(facts(table))
    for index, (word, fact) in enumerate(told):
        sheet.write_string(index, 0, word, bold)
        sheet.write_string(index, 1, fact, plain)
    sheet.set_column(0, 0, _width([word for word, _ in told]))
    sheet.set_column(1, 1, _ABOUT_WIDTH)


def _styles(book: Workbook) -> Callable[[str], Format]:
    """The style for a number format, made once for each."""

    @cache
    def style(pattern: str) -> Format:
        made = {"num_format": pattern, "valign": "top"}
        return book.add_format(made | {"text_wrap": True} if pattern == _TEXT else made)

    return style


def _fits(number: int | Decimal) -> bool:
    return is_ordinary(number) and len(Decimal(number).normalize().as_tuple().digits) <= _DIGITS


def _pattern(number: int | Decimal, kind: str) -> str:
    """The number format that shows all decimal places of a number, with thousands apart unless it is a year."""
    if kind == "year":
        return "0"
    decimals = digits(number).partition(".")[2][:_DIGITS]
    return "#,##0." + "0" * len(decimals) if decimals else "#,##0"


def _width(texts: Iterable[str]) -> int:
    """The width of a column in digits: an East Asian wide character counts as two."""
    lines = (line for text in texts for line in text.splitlines())
    longest = max((sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line) for line in lines), default=0)
    return min(longest + _MARGIN, _WIDEST)


def _sheet_name(table: Table, taken: str) -> str:
    """The question, as far as the name of a sheet may go; never the name of the other sheet."""
    words = " ".join(_FORBIDDEN.sub(" ", table.title or table.name).split())
    name = words.encode("utf-16-le")[:_NAME_BYTES].decode("utf-16-le", "ignore").strip(" '")
    free = name and name.casefold() not in (taken.casefold(), "history")
    return name if free else WORDS[table.language]["answer"]
