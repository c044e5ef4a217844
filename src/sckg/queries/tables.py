"""An answer as a table: labels instead of IRIs, numbers as numbers, and for every row where it is stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sckg.errors import UsageError
from sckg.queries.catalog import NAMING, Column

if TYPE_CHECKING:
    import pandas

__all__ = ["SOURCES", "YES_NO", "Cell", "Table", "Thing"]

_DTYPES: Final[dict[str, Any]] = {"integer": "Int64", "year": "Int64", "decimal": "Float64", "boolean": "boolean"}
"""Column type → nullable pandas type; everything else is a string."""
SOURCES: Final = {"ko": "출처", "en": "stated at", "ja": "出典", "zh": "出处"}
"""Heading of the column of citations."""
YES_NO: Final = {"ko": ("예", "아니요"), "en": ("yes", "no"), "ja": ("はい", "いいえ"), "zh": ("是", "否")}


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing in a cell: its label in the reader's language, and its IRI."""

    label: str
    iri: str

    def __str__(self) -> str:
        return self.label


Cell = Thing | str | int | Decimal | bool | None
"""A value of an answer; None where the query leaves it unbound."""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: the question as asked, columns, rows in the order of the query, and where each row is stated.

    `sources` holds the places of each row, in the order of the rows, or nothing where citations were not asked for;
    `cut` tells that there were more rows than asked for, `notes` how the columns are to be read.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sources: tuple[tuple[str, ...], ...] = ()
    name: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    about: tuple[str, ...] = ()
    cut: bool = False
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings in the reader's language, that of the citations last; a fixed unit stands in brackets."""
        names = {column.name for column in self.columns}
        told = [
            column.heading(self.language) + (f" ({column.unit})" if column.unit and column.unit not in names else "")
            for column in self.columns
        ]
        return (*told, SOURCES[self.language]) if self.sources else tuple(told)

    def texts(self, *, places: int | None = None) -> Iterator[tuple[str, ...]]:
        """Rows as text, the places of each row last, joined; of many, the first `places` and how many more."""
        for index, row in enumerate(self.rows):
            told = tuple(_text(cell, column, self.language) for cell, column in zip(row, self.columns, strict=True))
            yield (*told, _joined(self.sources[index], places)) if self.sources else told

    def records(self) -> Iterator[dict[str, Any]]:
        """Rows as plain values by column name: a thing as its label, with its IRI under `<name>_id`."""
        for index, row in enumerate(self.rows):
            record: dict[str, Any] = {}
            for cell, column in zip(row, self.columns, strict=True):
                record[column.name] = cell.label if isinstance(cell, Thing) else cell
                if column.type in NAMING:
                    record[f"{column.name}_id"] = cell.iri if isinstance(cell, Thing) else None
            if self.sources:
                record["sources"] = list(self.sources[index])
            yield record

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a data frame: numbers are numbers, citations a list in the column `sources`.

        Decimals become floating-point numbers of 53 bits: exact for the figures of a report, not for cents of
        trillions. Raises `UsageError` where pandas is missing.
        """
        try:
            import pandas
        except ImportError as error:
            raise UsageError("pandas is not installed. Repair: pip install 'sckg[data]'") from error
        records = list(self.records())
        columns: dict[str, Any] = {}
        for column in self.columns:
            values: list[Any] = [record[column.name] for record in records]
            if column.type == "decimal":
                values = [None if value is None else float(value) for value in values]
            columns[column.name] = pandas.Series(values, dtype=_DTYPES.get(column.type, "string"))
            if column.type in NAMING:
                ids = [record[f"{column.name}_id"] for record in records]
                columns[f"{column.name}_id"] = pandas.Series(ids, dtype="string")
        found = pandas.DataFrame(columns)
        if self.sources:
            found["sources"] = [record["sources"] for record in records]
        found.attrs.update(title=self.title, parameters=dict(self.parameters), about=list(self.about))
        return found

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from html import escape

        def line(cells: Iterable[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = "".join(line(row, "td") for row in self.texts(places=3))
        return (
            f"<table><caption>{escape(self.title)}</caption><thead>{line(self.headings, 'th')}</thead>"
            f"<tbody>{body}</tbody></table>"
        )


def _text(cell: Cell, column: Column, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return YES_NO[language][not cell]
    if isinstance(cell, Decimal) or (isinstance(cell, int) and column.type != "year"):
        return f"{cell:,f}" if isinstance(cell, Decimal) else f"{cell:,}"
    return column.word(str(cell), language)


def _joined(sources: tuple[str, ...], places: int | None) -> str:
    kept = sources[:places]
    more = len(sources) - len(kept)
    return "; ".join(kept) + (f"; … +{more}" if more else "")
