"""Answers as comma- or tab-separated values (https://www.rfc-editor.org/rfc/rfc4180)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from types import SimpleNamespace
from typing import Final

from sckg.queries.tables import Table
from sckg.views.tables.numbers import digits, is_number

__all__ = ["as_delimited"]

_BREAKS: Final = re.compile(r"\r\n|[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet would run: https://owasp.org/www-community/attacks/CSV_Injection."""


def as_delimited(table: Table, delimiter: str, *, excel: bool = False) -> bytes:
    """Headings and rows in UTF-8; numbers plain, the places where a row is stated last, joined by semicolons."""
    sink: list[str] = []
    writer = csv.writer(SimpleNamespace(write=sink.append), delimiter=delimiter)
    for texts in _lines(table, excel=excel):
        writer.writerow(_BREAKS.sub(" ", text) if delimiter == "\t" else text for text in texts)
    if not excel:  # written with \r\n all the same: Python 3.11 quotes a lone \r only where line ends have one
        sink = [line.removesuffix("\r\n") + "\n" for line in sink]
    return "".join(sink).encode("utf-8-sig" if excel else "utf-8")


def _lines(table: Table, *, excel: bool) -> Iterator[Iterable[str]]:
    guard = _guarded if excel else str
    yield map(guard, table.headings)
    for row, told in zip(table.rows, table.texts(), strict=True):
        cells = zip_longest(row, told)  # the places come last and are no cell
        yield [digits(cell) if is_number(cell) else guard(text) for cell, text in cells]


def _guarded(text: str) -> str:
    return "'" + text if _FORMULA.match(text) else text
