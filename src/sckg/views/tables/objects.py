"""Answers as JSON (https://www.rfc-editor.org/rfc/rfc8259), whole or a row a line (https://jsonlines.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from sckg.queries.tables import Cell, Table, Thing
from sckg.views.tables.numbers import digits, is_ordinary

__all__ = ["SEPARATORS", "as_json", "as_json_lines"]

SEPARATORS: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""Allowed in JSON, but readers that split lines by the Unicode standard would cut there."""


def as_json(table: Table) -> bytes:
    """The whole answer: question, columns with type and unit, rows by column name, sources of the data."""
    whole = {
        "question": table.title,
        "name": table.name,
        "language": table.language,
        "parameters": dict(table.parameters),
        "columns": [
            {"name": one.name, "type": one.type, "unit": one.unit, "heading": one.heading(table.language)}
            for one in table.columns
        ],
        "rows": list(_rows(table)),
        "notes": list(table.notes),
        "about": list(table.about),
        "cut": table.cut,
    }
    return (json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=2) + "\n").translate(SEPARATORS).encode()


def as_json_lines(table: Table) -> bytes:
    """One object a row, the places where it is stated under `sources`."""
    lines = (json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in _rows(table))
    return "".join(lines).translate(SEPARATORS).encode()


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for index, row in enumerate(table.rows):
        told = {column.name: _value(cell) for column, cell in zip(table.columns, row, strict=True)}
        yield {**told, "sources": list(table.sources[index])} if table.sources else told


def _value(cell: Cell) -> Any:
    """Whole numbers as integers; what JSON has no number for, as text."""
    if isinstance(cell, Thing):
        return {"id": cell.iri, "label": cell.label}
    if not isinstance(cell, Decimal):
        return cell
    if not is_ordinary(cell):
        return digits(cell)
    return int(cell) if cell == cell.to_integral_value() else float(cell)
