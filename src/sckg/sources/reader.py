"""CSV files read strictly: one `Record` per row, every fault of a file reported at once.

The format is RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180) in UTF-8 without byte-order mark.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sckg.errors import Problem

__all__ = ["Record", "read_table"]

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufffd]"
)
"""Controls, soft hyphen, zero-width and direction marks, Hangul fillers, byte-order mark, replacement character."""
_FORMULA = re.compile(r"[=+@]|-(?![0-9])")
_FORMULA_SOMEWHERE = re.compile(r"""(?:^|,)"?(?:[=+@]|-(?![0-9]))""", re.MULTILINE)
_BREAK = re.compile(r"[\n\r\t]")
_BREAK_SOMEWHERE = re.compile(r'[\r\t]|(?:^|,)"(?:[^"\n]|"")*\n', re.MULTILINE)
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: its spreadsheet row number and its cells by column."""

    table: str
    row: int
    cells: dict[str, str]


def read_table(
    path: Path, name: str, header: tuple[str, ...], delimiter: str = ",", remark: str = ""
) -> tuple[list[Record], list[Problem]]:
    """Read one table. Columns may stand in any order, but must be exactly those of `header`.

    Lines above the header that begin with `remark` are passed over; rows are counted with them.
    """
    file = f"{path.parent.name}/{path.name}"
    text, problems = _decode(path, file)
    if problems:
        return [], problems
    above, text = _below_remarks(text, remark)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    records: list[Record] = []
    try:
        columns = next(reader, [])
        problems = _check_header(file, columns, header)
        for number, cells in enumerate(() if problems else reader, above + 2):
            if len(cells) != len(columns):
                problems.append(
                    Problem(
                        file,
                        number,
                        "",
                        f"{len(cells)} cells in a table of {len(columns)} columns",
                        "quote a cell that holds the separator, or add the missing cells",
                    )
                )
                continue
            records.append(Record(name, number, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        problems.append(
            Problem(
                file,
                above + len(records) + 2,
                "",
                f"broken CSV ({error})",
                'close the quote; write a quote inside a cell as ""',
            )
        )
    if not records and not problems:
        problems.append(Problem(file, 0, "", "the table is empty", "restore its rows"))
    problems.extend(_check_text(file, text, records))
    return records, problems


def _below_remarks(text: str, remark: str) -> tuple[int, str]:
    """How many lines of remarks stand above a table, and the table."""
    above = 0
    while remark and text.startswith(remark):
        above, text = above + 1, text.partition("\n")[2]
    return above, text


def _decode(path: Path, file: str) -> tuple[str, list[Problem]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return "", [Problem(file, 0, "", f"cannot be read ({error.strerror})", "make it a file you may read")]
    if not raw:
        return "", [Problem(file, 0, "", "the file is empty", "restore its head and rows")]
    if raw.startswith(b"\xef\xbb\xbf"):
        return "", [Problem(file, 1, "", "byte-order mark at the start", "save as UTF-8 without BOM")]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        guess = next(
            (name for name in ("cp949", "cp932", "gb18030", "utf-16") if _decodes(raw, name)), "another encoding"
        )
        return "", [Problem(file, row, "", f"not UTF-8 (looks like {guess})", "save the file as UTF-8")]


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _check_header(file: str, columns: list[str], header: tuple[str, ...]) -> list[Problem]:
    problems = [
        Problem(file, 1, column, "column missing", "add it; cells may be empty where the table allows")
        for column in header
        if column not in columns
    ]
    problems += [
        Problem(file, 1, column, "unknown column", f"use only {', '.join(header)}")
        for column in columns
        if column not in header
    ]
    if len(set(columns)) != len(columns):
        problems.append(Problem(file, 1, "", "a column stands twice", "delete one of them"))
    return problems


def _check_text(file: str, text: str, records: list[Record]) -> list[Problem]:
    """Look at the whole text first: the cells are searched only where something may be wrong."""
    return [
        Problem(file, record.row, column, f"{rule}: {cell[:40]!r}", repair)
        for suspect, wrong, rule, repair in _RULES
        if suspect(text)
        for record in records
        for column, cell in record.cells.items()
        if wrong(cell)
    ]


def _is_decomposed(text: str) -> bool:
    return not unicodedata.is_normalized("NFC", text)


_RULES: tuple[tuple[Callable[[str], object], Callable[[str], object], str, str], ...] = (
    (_CONTROL.search, _CONTROL.search, "invisible control character", "delete the character"),
    (_MARKUP.search, _MARKUP.search, "looks like markup", "write plain text"),
    (_is_decomposed, _is_decomposed, "not composed (NFC)", "type it again, or normalise to NFC"),
    (_FORMULA_SOMEWHERE.search, _FORMULA.match, "a spreadsheet would run it", "begin with a letter or digit"),
    (_BREAK_SOMEWHERE.search, _BREAK.search, "line break or tab inside a cell", "write the cell on one line"),
)
"""Whether a text may hold a fault, whether a cell does, the rule and the repair."""
