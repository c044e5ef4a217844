"""Saved questions against answers worked out by reading the report (queries/{competency,reports}/*.csv).

Whoever wrote an expected answer had the question in words and the report, not the query and not its output. A row
found by reading and a row of the answer are the same if every column they share means the same and their lines meet.
A column `reading…` is told in the reader's words and compared by its lines alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sckg.queries import Cell, Column, Names, Query, Session, Table, Thing, ask, load_query

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "queries"
SAVED = sorted(path for group in ("competency", "reports") for path in (QUERIES / group).glob("*.rq"))
EXPECTED = [path for path in SAVED if path.with_suffix(".csv").is_file()]

Row = dict[str, str]


def read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return list(reader.fieldnames or ()), list(reader)


def ranges(text: str) -> list[tuple[int, int]]:
    """Line ranges in a list such as `1286-1292; 1300` or in citations such as `표 3-7 50쪽 1286-1292행`."""
    found = re.findall(r"(\d+)(?:-(\d+))?(?:행|;|$)", text.replace(" ", ""))
    return [(int(first), int(last or first)) for first, last in found]


def meet(one: str, other: str) -> bool:
    return any(a <= d and c <= b for a, b in ranges(one) for c, d in ranges(other))


def number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def means(names: Names, said: str, cell: Cell, column: Column) -> bool:
    """Whether what a reader wrote and a cell of the answer are the same thing, number, date or word."""
    said = said.strip()
    if not said or cell is None or cell is False:
        return not said and not cell
    if isinstance(cell, Thing):
        forms = {said, *re.findall(r"[^()]+", said)}  # `국제무역촉진위원회(CCPIT)` is either name
        return any(cell.iri in names.candidates(form) for form in forms) or said in (cell.label, _slug(cell.iri))
    if isinstance(cell, bool):
        return said == "true"
    if column.type in ("integer", "decimal", "year"):
        value = number(said)
        return value is not None and abs(value - float(cell)) <= 1e-9 * abs(value)
    return " ".join(said.split()).casefold() == " ".join(str(cell).split()).casefold()


def _slug(iri: str) -> str:
    return iri.rsplit("/", 1)[1]


def compare(names: Names, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Rows found by reading without a row of the answer, and the other way round."""
    place = {column.name: index for index, column in enumerate(table.columns)}
    shared = [name for name in columns if name in place]
    lines = ["; ".join(at) for at in table.sources] or [""] * len(table)

    def same(row: Row, index: int) -> bool:
        cells = table.rows[index]
        return all(means(names, row[name], cells[place[name]], table.columns[place[name]]) for name in shared) and (
            not table.sources or meet(row["lines"], lines[index])
        )

    missing = [row for row in rows if not any(same(row, index) for index in range(len(table)))]
    extra = [index for index in range(len(table)) if not any(same(row, index) for row in rows)]
    told = [" | ".join(text) for text in table.texts()]
    return [f"missing:    {' | '.join(row.values())}" for row in missing] + [
        f"unexpected: {told[one]}" for one in extra
    ]


def order(names: Names, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Where the first shared column of a report's table runs in another order than in the report."""
    shared = [(name, place) for name in columns for place, column in enumerate(table.columns) if column.name == name]
    if not shared:
        return []
    name, place = shared[0]
    wanted = [row[name] for index, row in enumerate(rows) if not index or rows[index - 1][name] != row[name]]
    found = [
        row[place] for index, row in enumerate(table.rows) if not index or table.rows[index - 1][place] != row[place]
    ]
    if len(wanted) != len(found):
        return [f"{name}: {len(wanted)} groups of rows in the report, {len(found)} in the answer"]
    pairs = zip(wanted, found, strict=True)
    return [
        f"{name}: {one} in the report, {other} here"
        for one, other in pairs
        if not means(names, one, other, table.columns[place])
    ]


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    """A session in Korean, as the expected answers are written."""
    return Session.open(built, QUERIES / "views", "ko")


def difference(session: Session, query: Query, path: Path) -> list[str]:
    table = ask(session, query, {})
    columns, rows = read(path)
    found = compare(session.names, table, columns, rows)
    return found or (order(session.names, table, columns, rows) if query.group == "reports" else [])


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_question_gives_the_answer_found_by_reading(path: Path, session: Session) -> None:
    found = difference(session, load_query(path), path.with_suffix(".csv"))
    assert not found, f"{path.stem}:\n" + "\n".join(found)


def test_every_question_has_an_answer_found_by_reading() -> None:
    assert SAVED == EXPECTED


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_an_expected_answer_cites_lines_and_shares_a_column_or_is_in_words(path: Path) -> None:
    query = load_query(path)
    columns, rows = read(path.with_suffix(".csv"))
    assert columns[-1] == "lines" and rows
    own = {column.name for column in query.columns} | {"lines"}
    assert all(name in own or name.startswith("reading") for name in columns), "a column nobody compares"
    for count, row in enumerate(rows, 2):
        parts = [part.partition("-") for part in row["lines"].split(";")]
        assert all(first.isdecimal() and (not dash or last.isdecimal()) for first, dash, last in parts), count
        assert all(int(first) <= int(last or first) for first, _, last in parts), f"{path.stem}.csv, row {count}"
    assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_a_name_a_number_and_a_text_are_compared_by_what_they_mean(session: Session) -> None:
    names, vietnam = session.names, Thing("베트남", "https://w3id.org/sckg/id/place/vietnam")
    thing, count, text = Column("x", "thing"), Column("x", "decimal"), Column("x", "date")
    assert means(names, "베트남", vietnam, thing) and means(names, "Vietnam", vietnam, thing)
    assert not means(names, "라오스", vietnam, thing) and not means(names, "", vietnam, thing)
    assert means(names, "71,300,000,000", 71300000000, count) and not means(names, "71", 72, count)
    assert means(names, "2018-07", "2018-07", text) and not means(names, "2018-07", "2018-08", text)
    assert means(names, "", None, text) and means(names, "", False, Column("x", "boolean"))


def test_a_missing_an_unexpected_and_a_wrongly_cited_row_are_each_told(session: Session) -> None:
    column = Column("year", "year")
    table = Table("", (column,), ((2018,), (2019,)), (("표 1 3쪽 10-12행",), ("표 1 3쪽 20행",)))
    right = [{"year": "2018", "lines": "12"}, {"year": "2019", "lines": "18-21"}]
    assert compare(session.names, table, ["year", "lines"], right) == []
    assert len(compare(session.names, table, ["year", "lines"], right[:1])) == 1
    assert len(compare(session.names, table, ["year", "lines"], [*right, {"year": "2020", "lines": "12"}])) == 1
    assert len(compare(session.names, table, ["year", "lines"], [{"year": "2018", "lines": "13"}, right[1]])) == 2
