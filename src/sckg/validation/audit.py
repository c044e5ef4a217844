"""Do the cited lines name what the row is about? Every row is held against the text of its source.

A name counts as found whatever its spacing, line breaks, punctuation and case: the text of a printed page breaks words
anywhere. A citation of a table takes in the table's caption and head, which say what a column is about. What a row is
about is declared per table (`about` in `data/mapping.yaml`).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sckg.errors import UsageError
from sckg.sources import Record, Schema, Source

__all__ = ["Audit", "Finding", "audit"]

_NOISE = re.compile(r"[\W_]+")
_LABELS = ("label_ko", "label_en", "label_ja", "label_zh")
_PARTIES = frozenset({"participants", "claims"})
SHORTEST = 2
"""Letters a name must have to count: one syllable stands in any line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A row whose cited lines do not name what it is about, with the names looked for; `reason` if it is excused."""

    file: str
    row: int
    key: str
    lines: str
    names: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Rows audited and named per table, and every row that is not."""

    audited: Mapping[str, int]
    named: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def percent(self) -> float:
        """Share of rows whose lines name their subject, in percent; excuses do not count as found."""
        total = sum(self.audited.values())
        return 100 * sum(self.named.values()) / total if total else 100.0


def audit(source: Source, schema: Schema, text: Path) -> Audit:
    """Hold every row of a source against the lines it cites.

    Raises `UsageError` where the text is missing or has another number of lines than the source declares.
    """
    lines = _read(text, int(source.meta["lines"]))
    names = _Names(source, schema)
    heads = {
        part.cells["notation"]: _passage(lines, _head(part))
        for part in source.tables.get("sections", ())
        if part.cells["kind"] == "table"
    }
    excuses = _excuses(source.folder / "audit-exceptions.tsv")
    audited: dict[str, int] = defaultdict(int)
    named: dict[str, int] = defaultdict(int)
    findings = []
    for table, records in source.tables.items():
        for record in records if schema.tables[table].about else ():
            audited[table] += 1
            wanted = sorted(name for name in names.of_row(record) if len(_squeeze(name)) >= SHORTEST)
            passage = heads.get(record.cells["section"], "") + _passage(lines, record.cells["lines"])
            if any(_squeeze(name) in passage for name in wanted):
                named[table] += 1
            else:
                key = _key(record)
                findings.append(
                    Finding(
                        f"{table}.csv",
                        record.row,
                        key,
                        record.cells["lines"],
                        tuple(wanted),
                        excuses.get((table, key), ""),
                    )
                )
    return Audit(dict(audited), dict(named), tuple(findings))


class _Names:
    """The names that show what a row is about.

    A thing that has a name of its own goes by it. A row with a title of our own words, such as a finding, goes by the
    names of what it is about; an engagement also by its participants, a contradiction also by what its claims state.
    """

    def __init__(self, source: Source, schema: Schema) -> None:
        self.schema = schema
        self.rows = {record.cells["id"]: record for record in source.records() if "id" in record.cells}
        self.aliases: dict[str, set[str]] = defaultdict(set)
        self.parties: dict[str, set[str]] = defaultdict(set)
        for record in source.tables.get("aliases", ()):
            self.aliases[record.cells["subject"]].add(record.cells["alias"])
        for table, whole, part in (("participations", "engagement", "actor"), ("claims", "contradiction", "statement")):
            for record in source.tables.get(table, ()):
                self.parties[record.cells[whole]].add(record.cells[part])

    def of_row(self, record: Record, seen: frozenset[str] = frozenset()) -> set[str]:
        """Names any of which shows that a passage is about the row's subject."""
        cells, names = record.cells, set[str]()
        own = cells.get("id", "")
        if own in seen:
            return names
        for column in self.schema.tables[record.table].about:
            if column.startswith("?"):
                if names:
                    break
                column = column[1:]
            if column == "self":
                names |= {cells[label] for label in (*_LABELS, "alias") if cells.get(label)} | self.aliases[own]
            else:
                for other in self.parties[own] if column in _PARTIES else {cells[column]}:
                    if other in self.rows:
                        names |= self.of_row(self.rows[other], seen | {own})
        return names


def _read(text: Path, expected: int) -> list[str]:
    try:
        lines = text.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{text}: the source text cannot be read ({error})") from error
    if len(lines) < expected:
        raise UsageError(
            f"{text}: {len(lines)} lines, the source has {expected}. Repair: name the right text with --source"
        )
    return lines


def _passage(lines: list[str], cited: str) -> str:
    first, _, last = cited.partition("-")
    return _squeeze("".join(lines[int(first) - 1 : int(last or first)]))


def _head(table: Record) -> str:
    """Caption and head row: the first two lines of a table."""
    first = int(table.cells["lines"].partition("-")[0])
    return f"{first}-{first + 1}"


def _squeeze(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _key(record: Record) -> str:
    cells = record.cells
    return cells.get("id") or "--".join(
        value for name, value in cells.items() if name not in ("note", "section", "page")
    )


def _excuses(path: Path) -> dict[tuple[str, str], str]:
    """Known exceptions: table, key and reason, tab-separated."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {(row["table"], row["key"]): row["reason"] for row in csv.DictReader(stream, delimiter="\t")}
