"""Snapshots of outside sources on disk: `data/external/<source>/`, whole or not there.

`values.csv` holds what the source says now, `previous.csv` what it said when a person last accepted it; the latter
stands there only while the two differ. `ids.csv` tells which outside ids redirect or are gone, and of what kind and
country the others are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from sckg.errors import DataError, Problem
from sckg.linking.facts import State
from sckg.sources.outside import COLUMNS, OutsideValue, read_outside
from sckg.sources.reader import read_table
from sckg.store import whole_folder

__all__ = ["IDS", "PREVIOUS", "VALUES", "Snapshot", "accept", "read_ids", "read_values", "write_snapshot"]

VALUES, PREVIOUS, IDS = "values.csv", "previous.csv", "ids.csv"
_META: Final = "source.yaml"
_ID_COLUMNS: Final = ("object", "state", "target", "kinds", "countries")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a source says of our things, what it is, and the state of its ids (where it tells)."""

    source: str
    meta: dict[str, Any]
    values: tuple[OutsideValue, ...]
    ids: tuple[State, ...] = ()


def write_snapshot(data: Path, forms: dict[str, str], snapshot: Snapshot) -> tuple[list[OutsideValue], list[Problem]]:
    """Put a snapshot in the place of the last one, which is kept as `previous.csv` where it differs.

    Returns the values written, and as problems those left out, which such a table must not hold. Raises `DataError`
    where the description itself is wrong, `UsageError` where nothing can be written; the last snapshot then stands.
    """
    values, problems = _sound(forms, snapshot)
    folder = data / "external" / snapshot.source
    base = read_values(folder / PREVIOUS) or read_values(folder / VALUES)
    drifted = bool(base) and base != values
    with whole_folder(folder, _META) as stage:
        (stage / VALUES).write_bytes(_csv(COLUMNS, map(astuple, values)))
        (stage / _META).write_text(_yaml(snapshot.meta), encoding="utf-8")
        if drifted:
            (stage / PREVIOUS).write_bytes(_csv(COLUMNS, map(astuple, base)))
        if snapshot.ids:
            (stage / IDS).write_bytes(_csv(_ID_COLUMNS, map(astuple, sorted(snapshot.ids))))
    if not drifted:
        (folder / PREVIOUS).unlink(missing_ok=True)
    return values, problems


def accept(data: Path, source: str) -> bool:
    """Say that the drift of a source is read: what it says now is what it will have said last time.

    Returns whether there was any.
    """
    path = data / "external" / source / PREVIOUS
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there


def read_values(path: Path) -> list[OutsideValue]:
    """The rows of a table of outside values; none where there is no such file.

    Raises `DataError` where it is no such table.
    """
    if not path.is_file():
        return []
    records, problems = read_table(path, path.parent.name, COLUMNS)
    if problems:
        raise DataError(problems)
    return [OutsideValue(**record.cells) for record in records]


def read_ids(data: Path, source: str) -> dict[str, State]:
    """The state of the outside ids of a source, by id; none where it was never asked.

    Raises `DataError` where the table is damaged.
    """
    path = data / "external" / source / IDS
    if not path.is_file():
        return {}
    records, problems = read_table(path, source, _ID_COLUMNS)
    if problems:
        raise DataError(problems)
    return {one.id: one for one in (State(*record.cells.values()) for record in records)}


def _sound(forms: dict[str, str], snapshot: Snapshot) -> tuple[list[OutsideValue], list[Problem]]:
    """The values that the reader of the tables takes, in order, and what it says of the others."""
    values, left = sorted(set(snapshot.values), key=lambda value: value.key()), list[Problem]()
    with TemporaryDirectory() as place:
        folder = Path(place) / "external" / snapshot.source
        folder.mkdir(parents=True)
        (folder / _META).write_text(_yaml(snapshot.meta), encoding="utf-8")
        while True:
            (folder / VALUES).write_bytes(_csv(COLUMNS, map(astuple, values)))
            try:
                read_outside(Path(place), None, forms)
                return values, left
            except DataError as error:
                rows = {problem.row - 2 for problem in error.problems if problem.row > 1 and problem.column}
                if not rows:
                    raise
                left += error.problems
                values = [value for index, value in enumerate(values) if index not in rows]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _yaml(meta: dict[str, Any]) -> str:
    return yaml.safe_dump(meta, allow_unicode=True, sort_keys=False, width=1000)
