"""The curated tables: sorted, unique, well-formed, cited. Every failure says how to mend it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest

from sckg.config import Paths, paths
from sckg.pipeline import load_sources
from sckg.sources import Record, Schema, Source
from sckg.validation import audit, coverage
from sckg.validation.coverage import uncovered

ROOT = Path(__file__).resolve().parents[1]
TEXT = ROOT.parent / "shared" / "source" / "report_lines.txt"
SOURCES = sorted(path.parent.name for path in (ROOT / "data").glob("*/source.yaml"))
LEAST_NAMED = 97.0
SORT = """python - <<'END'
import csv, pathlib
path = pathlib.Path("{path}")
with path.open(encoding="utf-8", newline="") as file:
    head, *rows = csv.reader(file)
with path.open("w", encoding="utf-8", newline="") as file:
    csv.writer(file, lineterminator="\\n").writerows([head, *sorted(rows)])
END"""

each_source = pytest.mark.parametrize("name", SOURCES)


@pytest.fixture(scope="module")
def loaded(real_paths: Paths) -> tuple[Schema, dict[str, Source]]:
    schema, sources = load_sources(real_paths)
    return schema, {source.name: source for source in sources}


Loaded = tuple[Schema, dict[str, Source]]


def tables() -> list[str]:
    data = paths().data
    return [path.relative_to(data).as_posix() for path in sorted(data.glob("*/*.csv")) if path.stem != "pages"]


def key_columns(schema: Schema, table: str) -> list[str]:
    """The columns a table is sorted by: those that make up the IRI of a row."""
    return re.findall(r"\{#?(\w+)\}", schema.tables[table].id)


def sort_cells(record: Record, columns: list[str]) -> list[str]:
    return [record.cells[column] for column in columns]


each_table = pytest.mark.parametrize("table", [name for name in tables() if name.split("/")[0] in SOURCES])


@each_table
def test_rows_are_sorted(loaded: Loaded, table: str) -> None:
    """By id where there is one, else by the first columns: the order in which the rows compare as they stand."""
    schema, sources = loaded
    folder, _, file = table.partition("/")
    name = file.removesuffix(".csv")
    rows = [
        [record.cells["id"]] if schema.tables[name].has_id else list(record.cells.values())
        for record in sources[folder].tables[name]
    ]
    late = next((number for number, (a, b) in enumerate(zip(rows, rows[1:], strict=False), 3) if a > b), None)
    assert late is None, f"row {late} stands too early or too late; sort:\n{SORT.format(path=f'data/{table}')}"


@each_table
def test_rows_are_unique(loaded: Loaded, table: str) -> None:
    schema, sources = loaded
    folder, _, file = table.partition("/")
    name = file.removesuffix(".csv")
    columns = key_columns(schema, name)
    count = Counter(tuple(sort_cells(record, columns)) for record in sources[folder].tables[name])
    twice = [key for key, times in count.items() if times > 1]
    assert twice == [], f"delete or merge the rows of data/{table} that stand twice"


@each_table
def test_the_file_is_written_plainly(real_paths: Paths, table: str) -> None:
    """LF line ends, one at the end, no needless quotes: what Python's csv module writes, so that diffs stay small."""
    raw = (real_paths.data / table).read_bytes()
    assert b"\r" not in raw, f"LF line ends: sed -i 's/\\r$//' data/{table}"
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(csv.reader(io.StringIO(raw.decode(), newline=""), strict=True))
    assert written.getvalue() == raw.decode(), (
        f"write it again: python -c \"import csv,sys; csv.writer(sys.stdout, lineterminator='\\n')"
        f".writerows(csv.reader(open('data/{table}', newline='')))\" > t && mv t data/{table}"
    )


@each_table
def test_no_double_or_stray_blanks(loaded: Loaded, table: str) -> None:
    folder, _, file = table.partition("/")
    found = [
        f"row {record.row}, column {column}: {cell!r}"
        for record in loaded[1][folder].tables[file.removesuffix(".csv")]
        for column, cell in record.cells.items()
        if cell != " ".join(cell.split())
    ]
    assert found == [], f"single blanks inside, none around: data/{table}"


@each_table
def test_every_row_cites(loaded: Loaded, table: str) -> None:
    folder, _, file = table.partition("/")
    bare = [
        record.row
        for record in loaded[1][folder].tables[file.removesuffix(".csv")]
        if not (record.cells["section"] and record.cells["lines"] and record.cells["page"])
    ]
    assert bare == [], f"data/{table}: give section, lines and page in these rows"


@each_table
def test_ids_are_ascii_slugs(loaded: Loaded, table: str) -> None:
    schema, sources = loaded
    folder, _, file = table.partition("/")
    name = file.removesuffix(".csv")
    if schema.tables[name].has_id:
        ids = [record.cells["id"] for record in sources[folder].tables[name]]
        wrong = [id_ for id_ in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_, re.ASCII)]
        assert wrong == [], f"data/{table}: lower-case ASCII letters, digits and single hyphens"


@each_table
def test_the_origin_of_the_english_name_is_given(loaded: Loaded, table: str) -> None:
    schema, sources = loaded
    folder, _, file = table.partition("/")
    name = file.removesuffix(".csv")
    if "label_en_origin" in schema.tables[name].columns:
        silent = [record.row for record in sources[folder].tables[name] if not record.cells["label_en_origin"]]
        assert silent == [], f"data/{table}: write report, official or supplied into label_en_origin"


@each_source
def test_every_declared_table_is_there(loaded: Loaded, name: str) -> None:
    schema, sources = loaded
    assert set(schema.tables) - set(sources[name].tables) == set(), f"restore the missing tables of data/{name}"


@each_source
def test_no_rows_vanished(loaded: Loaded, name: str) -> None:
    """`minimum` guards every table, and is no more than what is there."""
    source = loaded[1][name]
    counts = {table: len(records) for table, records in sorted(source.tables.items())}
    least: dict[str, int] = source.meta["minimum"]
    lost = {
        table: f"{counts.get(table, 0)} of {count}" for table, count in least.items() if counts.get(table, 0) < count
    }
    assert lost == {}, f"restore the lost rows: git diff data/{name}"
    paste = "minimum:\n" + "".join(f"  {table}: {count}\n" for table, count in counts.items())
    assert set(least) == set(counts), f"guard every table; write into data/{name}/source.yaml:\n{paste}"


@each_source
def test_the_coverage_report_is_current(loaded: Loaded, real_paths: Paths, name: str) -> None:
    path = real_paths.data / name / "COVERAGE.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert text == coverage(loaded[1][name]), "write it again: sckg coverage"


@each_source
def test_every_part_of_the_source_is_covered_or_says_why_not(loaded: Loaded, name: str) -> None:
    parts = uncovered(loaded[1][name])
    assert parts == [], f"add rows that cite these parts, or give gap_reason in data/{name}/sections.csv"


@each_source
def test_pages_cover_the_source_without_gap_or_overlap(real_paths: Paths, loaded: Loaded, name: str) -> None:
    with (real_paths.data / name / "pages.csv").open(encoding="utf-8", newline="") as stream:
        pages = [
            (page["printed_page"], int(page["first_line"]), int(page["last_line"])) for page in csv.DictReader(stream)
        ]
    expected = 1
    for page, first, last in pages:
        assert first == expected and last >= first, (
            f"data/{name}/pages.csv: page {page} must begin with line {expected}"
        )
        expected = last + 1
    total = loaded[1][name].meta["lines"]
    assert expected == total + 1, f"data/{name}/pages.csv ends with line {expected - 1}, the source with {total}"
    assert [page for page, times in Counter(page for page, _, _ in pages).items() if times > 1] == []


REPORT_TABLES = [f"표 2-{n}" for n in range(1, 11)] + [f"표 3-{n}" for n in range(1, 14)] + ["표 4-1"]


@pytest.mark.parametrize("notation", REPORT_TABLES)
def test_every_table_of_the_report_is_cited(loaded: Loaded, notation: str) -> None:
    source = loaded[1]["kiep-2019"]
    (part,) = [record for record in source.tables["sections"] if record.cells["notation"] == notation]
    first, last = bounds(part)
    citing = [
        record
        for table, records in source.tables.items()
        if table != "sections"
        for record in records
        if record.cells["section"] == notation
    ]
    outside = [
        f"{record.table}.csv, row {record.row}: lines {record.cells['lines']}"
        for record in citing
        if bounds(record)[1] < first or bounds(record)[0] > last
    ]
    assert outside == [], f"{notation} stands in lines {first}-{last}: correct section or lines of these rows"
    assert citing or part.cells["gap_reason"], f"add rows that cite {notation}, or say why not in gap_reason"


def bounds(record: Record) -> tuple[int, int]:
    first, _, last = record.cells["lines"].partition("-")
    return int(first), int(last or first)


@each_source
def test_sections_nest(loaded: Loaded, name: str) -> None:
    parts = {record.cells["id"]: record for record in loaded[1][name].tables["sections"]}
    outside = [
        id_
        for id_, record in parts.items()
        if record.cells["kind"] not in ("note", "table", "figure")
        and (parent := parts.get(record.cells["parent"]))
        and not bounds(parent)[0] <= bounds(record)[0] <= bounds(record)[1] <= bounds(parent)[1]
    ]
    assert outside == [], f"correct parent or lines in data/{name}/sections.csv"
    notations = Counter(record.cells["notation"] for record in parts.values())
    assert [notation for notation, times in notations.items() if times > 1] == []


@pytest.mark.skipif(
    not TEXT.is_file(), reason=f"the text of the report is not here ({TEXT}); it is not ours to publish"
)
def test_the_cited_lines_name_what_they_are_cited_for(loaded: Loaded) -> None:
    schema, sources = loaded
    result = audit(sources["kiep-2019"], schema, TEXT)
    command = f"see: sckg audit --source {TEXT}"
    assert result.percent >= LEAST_NAMED, f"{result.percent:.2f} % of the rows are named by their lines; {command}"
    silent = [f"{found.file}, row {found.row}: {found.key}" for found in result.findings if not found.reason]
    assert silent == [], f"correct the lines, or give a reason in data/kiep-2019/audit-exceptions.tsv; {command}"
