"""Saved questions against answers written down by reading the report (queries/competency/*.csv).

Only the columns that file and question share are compared, as sets of rows. A cell that is a name is compared as the
thing it names, a number or date as its value, everything else as text. What is known to differ stands in
tests/competency-known.txt with a reason.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from sckg.errors import NotFoundError, SckgError
from sckg.queries import Names, Query, Session, ask, load_queries, named

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "queries"
EXPECTED = sorted((QUERIES / "competency").glob("*.csv"))
KNOWN = ROOT / "tests" / "competency-known.txt"

Row = tuple[str, ...]


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    """A session in Korean, as the expected answers are written."""
    return Session.open(built, QUERIES / "views", "ko")


def question(name: str) -> Query:
    return named(load_queries(QUERIES), name)


def known() -> dict[str, str]:
    """Name of a question → why its answer differs; one `name: reason` per line, `#` begins a comment."""
    lines = [line.strip() for line in KNOWN.read_text(encoding="utf-8").splitlines()] if KNOWN.is_file() else []
    return {
        name.strip(): reason.strip()
        for name, _, reason in (line.partition(":") for line in lines if line and not line.startswith("#"))
    }


def meaning(names: Names, cell: str) -> str:
    """The Korean label of the thing a cell names, the value of a number, else the text.

    By label, for an answer is made of labels: a relation and the property it stands for share one.
    """
    text = cell.strip()
    try:
        return f"{float(text.replace(',', '')):.10g}"
    except ValueError:
        pass
    if not text:
        return ""
    try:
        text = names.label(names.resolve(text), "ko")
    except NotFoundError:
        pass
    return " ".join(text.split()).casefold()


def show(row: Row) -> str:
    return " | ".join(cell or "-" for cell in row)


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return list(rows[0]), rows


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_question_gives_the_answer_found_by_reading(path: Path, session: Session) -> None:
    query = question(path.stem)
    table = ask(session, query, {one.name: one.example for one in query.parameters}, citations=False)
    columns, rows = read(path)
    shared = [name for name in columns if name in table.columns]
    if not shared:
        return  # told in the reader's own words: compared by lines, in the test below
    places = [table.columns.index(name) for name in shared]
    wanted = {tuple(meaning(session.names, row[name]) for name in shared) for row in rows}
    found = {tuple(meaning(session.names, row[place]) for place in places) for row in table.rows}
    difference = [f"missing:    {show(row)}" for row in sorted(wanted - found)]
    difference += [f"unexpected: {show(row)}" for row in sorted(found - wanted)]
    if path.stem in known():
        assert difference, f"{path.stem} is right now: take it out of {KNOWN.name}"
        pytest.xfail(known()[path.stem])
    assert not difference, f"{path.stem} ({', '.join(shared)}):\n" + "\n".join(difference)


def ranges(text: str) -> list[tuple[int, int]]:
    """Line ranges in a list such as `1286-1292; 1300` or in citations such as `표 3-7 50쪽 1286-1292행`."""
    found = re.findall(r"(\d+)(?:-(\d+))?(?:행|;|$)", text.replace(" ", ""))
    return [(int(first), int(last or first)) for first, last in found]


def meet(one: str, other: str) -> bool:
    return any(a <= d and c <= b for a, b in ranges(one) for c, d in ranges(other))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_an_answer_rests_on_the_lines_found_by_reading(path: Path, session: Session) -> None:
    """Each row found by reading meets the lines of a row of the answer, and the other way round."""
    query = question(path.stem)
    if not query.cite:
        return
    table = ask(session, query, {one.name: one.example for one in query.parameters})
    wanted = [row["lines"] for row in read(path)[1]]
    given = [row[-1] for row in table.rows]
    lost = [f"missing:    {lines}" for lines in wanted if not any(meet(lines, cited) for cited in given)]
    lost += [f"unexpected: {show(row)}" for row in table.rows if not any(meet(row[-1], lines) for lines in wanted)]
    assert not lost, f"{path.stem}:\n" + "\n".join(lost)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_an_expected_answer_belongs_to_a_question_and_cites_lines(path: Path) -> None:
    question(path.stem)
    columns, rows = read(path)
    assert columns[-1] == "lines" and rows
    for number, row in enumerate(rows, 2):
        ranges = [part.partition("-") for part in row["lines"].split(";")]
        assert all(first.isdecimal() and (not dash or last.isdecimal()) for first, dash, last in ranges), number
        assert all(int(first) <= int(last or first) for first, _, last in ranges), f"{path.name}, row {number}"
    assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_every_known_difference_names_a_question_and_says_why() -> None:
    for name, reason in known().items():
        assert name in {path.stem for path in EXPECTED} and reason


def test_a_name_a_number_and_a_text_are_compared_by_what_they_mean(session: Session) -> None:
    names = session.names
    assert meaning(names, "베트남") == meaning(names, "Vietnam") == "베트남"
    assert meaning(names, "71,300,000,000") == meaning(names, "71300000000.0")
    assert meaning(names, "2018-07") != meaning(names, "2018-08")
    assert meaning(names, "Nobody  at All") == "nobody at all"
    with pytest.raises(SckgError):
        names.resolve("Nobody  at All")
