"""What tests share: the real tables and their build, a tiny source of our own, and copies of either to be broken."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from sckg.config import Paths, paths
from sckg.errors import DataError, Problem
from sckg.pipeline import build, load_sources

ROOT = Path(__file__).resolve().parents[1]
TINY = ROOT / "tests" / "fixtures" / "tiny"
TINY_SOURCE = "little-2020"
REAL_SOURCE = "kiep-2019"

Row = dict[str, str]
TablesFactory = Callable[..., "Tables"]
"""`tables()` copies the tiny source, `tables("kiep-2019")` the real one."""


class Tables:
    """A copy of one source with the mapping file, and ways to break it. Rows are numbered as a spreadsheet does."""

    def __init__(self, paths: Paths, source: str) -> None:
        self.paths, self.source = paths, source
        self.folder = paths.data / source

    def rows(self, table: str) -> list[Row]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def write(self, table: str, rows: Sequence[Mapping[str, str]]) -> None:
        text = io.StringIO(newline="")
        bare = any("\r" in cell for row in rows for cell in row.values())  # Python 3.11 writes it without quotes
        head, line_end = list(rows[0]), "\n"
        writer = (
            csv.DictWriter(text, head, lineterminator=line_end, quoting=csv.QUOTE_ALL)
            if bare
            else csv.DictWriter(text, head, lineterminator=line_end)
        )
        writer.writeheader()
        writer.writerows(rows)
        (self.folder / f"{table}.csv").write_bytes(text.getvalue().encode())

    def set(self, table: str, row: int, **cells: str) -> None:
        rows = self.rows(table)
        rows[row - 2].update(cells)
        self.write(table, rows)

    def add(self, table: str, **cells: str) -> None:
        """Append a row: the last one with other cells."""
        rows = self.rows(table)
        self.write(table, [*rows, {**rows[-1], **cells}])

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_bytes().decode()
        assert old in text, f"{file} does not contain {old!r}"
        path.write_bytes(text.replace(old, new, 1).encode())

    def problems(self) -> tuple[Problem, ...]:
        """What a reading of the copy finds."""
        try:
            load_sources(self.paths)
        except DataError as error:
            return error.problems
        return ()


def copy_data(source: Path, target: Path, real: Paths) -> Paths:
    """`data/mapping.yaml` and one source folder, copied; ontology and queries stay the real ones."""
    shutil.copytree(source, target / source.name)
    shutil.copy(real.data / "mapping.yaml", target / "mapping.yaml")
    return Paths(real.ontology, target, real.queries)


@pytest.fixture(scope="session")
def real_paths() -> Paths:
    """The input folders of the checkout."""
    return paths()


@pytest.fixture(scope="session")
def built(real_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the real data; read only."""
    out = tmp_path_factory.mktemp("built")
    build(real_paths, out)
    return out


@pytest.fixture(scope="session")
def tiny_paths(real_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """The input folders of the tiny source; read only."""
    return copy_data(TINY / TINY_SOURCE, tmp_path_factory.mktemp("tiny") / "data", real_paths)


@pytest.fixture(scope="session")
def tiny_built(tiny_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the tiny source; read only."""
    out = tmp_path_factory.mktemp("tiny-built")
    build(tiny_paths, out)
    return out


@pytest.fixture
def tables(tmp_path: Path, real_paths: Paths) -> TablesFactory:
    """Makes a copy of the tables of a source, to be broken."""

    def make(source: str = TINY_SOURCE, name: str = "data") -> Tables:
        folder = (TINY if source == TINY_SOURCE else real_paths.data) / source
        return Tables(copy_data(folder, tmp_path / name, real_paths), source)

    return make
