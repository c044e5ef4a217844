"""Faulty tables are refused whole: every fault is named with file, row, column, rule and repair."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from sckg.errors import DataError, Problem, SckgError, UsageError
from sckg.mapping import literal
from sckg.namespaces import expand
from sckg.pipeline import build, load_sources
from sckg.sources import folders, load_schema, read
from sckg.sources.dates import OPEN, span
from sckg.sources.reader import read_table
from sckg.store import Dataset

if TYPE_CHECKING:
    from conftest import Tables, TablesFactory
    from sckg.config import Paths

Mutation = Callable[["Tables"], object]
Case = tuple[str, Mutation, str, int, str, str]
"""Name, what is broken, and the file, row, column and part of the rule (a regular expression) of the problem."""


def cell(table: str, row: int, **cells: str) -> Mutation:
    return lambda tables: tables.set(table, row, **cells)


def row(table: str, **cells: str) -> Mutation:
    return lambda tables: tables.add(table, **cells)


def replace(file: str, old: str, new: str) -> Mutation:
    return lambda tables: tables.replace(file, old, new)


def raw(file: str, change: Callable[[bytes], bytes]) -> Mutation:
    def mutate(tables: Tables) -> None:
        path = tables.folder / file
        path.write_bytes(change(path.read_bytes()))

    return mutate


def second_source(table: str, old: str, new: str) -> Mutation:
    """A second source, whose name comes later, in which one id stands in another table than in the first."""

    def mutate(tables: Tables) -> None:
        other = tables.paths.data / "other-2021"
        other.mkdir()
        for path in tables.folder.iterdir():
            (other / path.name).write_bytes(path.read_bytes())
        about = other / "source.yaml"
        described = yaml.safe_load(about.read_text(encoding="utf-8")) | {"id": other.name}
        about.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
        path = other / f"{table}.csv"
        path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))

    return mutate


def without(file: str) -> Mutation:
    return lambda tables: (tables.folder / file).unlink()


def vanished(table: str) -> Mutation:
    def mutate(tables: Tables) -> None:
        tables.replace("source.yaml", "actors: 5", f"actors: 5\n  {table}: 1")
        (tables.folder / f"{table}.csv").unlink()

    return mutate


CASES: list[Case] = [
    # references and codes
    ("unknown id", cell("participations", 2, actor="hanoy"), "participations.csv", 2, "actor", "unknown id 'hanoy'"),
    ("id of another table", cell("measures", 3, policy="acme"), "measures.csv", 3, "policy", "stands in actors"),
    ("duplicate id", row("actors", id="acme"), "actors.csv", 7, "id", "'acme' stands already in .*actors.csv, row 2"),
    ("id of two tables", row("actors", id="korea"), "places.csv", 6, "id", "'korea' stands already in .*actors.csv"),
    ("unknown role", cell("participations", 3, role="pal"), "participations.csv", 3, "role", "unknown role 'pal'"),
    ("unknown sector", cell("sectors", 2, sector="fun"), "sectors.csv", 2, "sector", "unknown sector 'fun'"),
    ("unknown class", cell("actors", 2, type="Company"), "actors.csv", 2, "type", "unknown Actor 'Company'"),
    ("class of another tree", cell("actors", 3, type="Plan"), "actors.csv", 3, "type", "unknown Actor 'Plan'"),
    ("id not ASCII", cell("gaps", 2, id="gap-빈칸"), "gaps.csv", 2, "id", "wrong form"),
    ("id in capitals", cell("gaps", 2, id="Gap"), "gaps.csv", 2, "id", "wrong form"),
    ("id missing", cell("gaps", 2, id=""), "gaps.csv", 2, "id", "empty"),
    ("label missing", cell("gaps", 2, label_ko=""), "gaps.csv", 2, "label_ko", "empty"),
    # dates
    ("malformed date", cell("policies", 2, date="2018.07"), "policies.csv", 2, "date", "no EDTF"),
    ("30 February", cell("policies", 2, date="2018-02-30"), "policies.csv", 2, "date", "2018-02-30"),
    ("month 13", cell("policies", 2, date="2018-13"), "policies.csv", 2, "date", "2018-13"),
    ("29 February 2019", cell("policies", 2, date="2019-02-29"), "policies.csv", 2, "date", "2019-02-29"),
    ("year 12018", cell("policies", 2, date="12018"), "policies.csv", 2, "date", "12018"),
    ("interval backwards", cell("policies", 2, date="2013/2009"), "policies.csv", 2, "date", "2013/2009"),
    ("end before start", cell("policies", 2, start="2018", end="2013"), "policies.csv", 2, "end", "lies before start"),
    ("end before date", cell("engagements", 2, end="2018-07-11"), "engagements.csv", 2, "end", "lies before date"),
    (
        "end before start, an interval",
        cell("projects", 3, start="2013/2015", end="2010"),
        "projects.csv",
        3,
        "end",
        "lies before start",
    ),
    ("date missing", cell("engagements", 2, date=""), "engagements.csv", 2, "date", "empty"),
    # figures
    ("amount without currency", cell("amounts", 2, currency=""), "amounts.csv", 2, "currency", "empty"),
    ("currency not ISO 4217", cell("amounts", 2, currency="원"), "amounts.csv", 2, "currency", "wrong form"),
    ("number with separators", cell("amounts", 2, value="1,000"), "amounts.csv", 2, "value", "wrong form"),
    ("number with unit", cell("amounts", 2, value="26조"), "amounts.csv", 2, "value", "wrong form"),
    ("number in full-width digits", cell("amounts", 2, value="２６"), "amounts.csv", 2, "value", "wrong form"),
    ("order no integer", cell("measures", 2, order="1.5"), "measures.csv", 2, "order", "wrong form"),
    ("min > max", cell("amounts", 3, min="3000000000000"), "amounts.csv", 3, "max", "lies before min"),
    ("none of value, min, max", cell("amounts", 2, value=""), "amounts.csv", 2, "value", "none of value, min, max"),
    # where the source withholds
    ("gap not allowed: place", cell("measures", 2, policy="not-reported"), "measures.csv", 2, "policy", "unknown id"),
    ("gap not allowed: role", cell("participations", 2, role="not-reported"), "participations.csv", 2, "role", "role"),
    ("gap not allowed: date", cell("projects", 2, start="not-reported"), "projects.csv", 2, "start", "no EDTF"),
    ("gap not allowed: class", cell("actors", 2, type="not-reported"), "actors.csv", 2, "type", "unknown Actor"),
    # citations
    ("citation missing", cell("gaps", 2, section="", lines="", page=""), "gaps.csv", 2, "lines", "citation missing"),
    ("page missing", cell("gaps", 2, page=""), "gaps.csv", 2, "lines", "citation missing"),
    ("lines outside the source", cell("gaps", 2, lines="59-61"), "gaps.csv", 2, "lines", "outside the source"),
    ("line zero", cell("gaps", 2, lines="0"), "gaps.csv", 2, "lines", "no line range"),
    ("lines backwards", cell("gaps", 2, lines="16-14"), "gaps.csv", 2, "lines", "16-14"),
    ("lines no numbers", cell("gaps", 2, lines="p. 3"), "gaps.csv", 2, "lines", "no line range"),
    ("lines in full-width digits", cell("gaps", 2, lines="1６"), "gaps.csv", 2, "lines", "no line range"),
    ("page of other lines", cell("gaps", 2, page="2"), "gaps.csv", 2, "page", "stand on page 1"),
    ("unknown section", cell("gaps", 2, section="표 9"), "gaps.csv", 2, "section", "unknown section '표 9'"),
    ("unknown section of a section", cell("sections", 3, section="9"), "sections.csv", 3, "section", "unknown section"),
    # the file as a whole
    (
        "another encoding",
        raw("actors.csv", lambda data: data.decode().encode("cp949", "replace")),
        "actors.csv",
        2,
        "",
        "not UTF-8.*cp949",
    ),
    ("byte-order mark", raw("actors.csv", lambda data: b"\xef\xbb\xbf" + data), "actors.csv", 1, "", "byte-order"),
    ("unclosed quote", replace("actors.csv", '""large"""', '""large""'), "actors.csv", 5, "", "broken"),
    ("text after a quote", replace("actors.csv", '""large"""', '""large""" x'), "actors.csv", 5, "", "broken CSV"),
    ("empty table", raw("gaps.csv", lambda data: data.split(b"\n")[0] + b"\n"), "gaps.csv", 0, "", "empty"),
    ("empty file", raw("gaps.csv", lambda _: b""), "gaps.csv", 0, "", "the file is empty"),
    ("header missing", replace("gaps.csv", ",aspect,", ","), "gaps.csv", 1, "aspect", "column missing"),
    ("header unknown", replace("gaps.csv", ",aspect,", ",aspects,"), "gaps.csv", 1, "aspects", "unknown column"),
    ("header double", replace("gaps.csv", "id,", "id,id,"), "gaps.csv", 1, "", "twice"),
    ("a cell too many", replace("gaps.csv", "표 1,16", "표 1,,16"), "gaps.csv", 2, "", "cells in a table of"),
    ("a cell too few", replace("gaps.csv", ",표 1,16,1", ",표 1,16"), "gaps.csv", 2, "", "cells in a table of"),
    ("blank line", replace("gaps.csv", "\n", "\n\n"), "gaps.csv", 2, "", "0 cells"),
    (
        "table unknown to the mapping",
        lambda tables: (tables.folder / "actor.csv").write_text("id\nx\n"),
        "actor.csv",
        0,
        "",
        "unknown to mapping",
    ),
    ("page map missing", without("pages.csv"), "pages.csv", 0, "", "file missing"),
    ("page map not in numbers", replace("pages.csv", "21", "xx"), "pages.csv", 3, "first_line", "xx"),
    ("key of source.yaml missing", replace("source.yaml", "licence:", "license:"), "source.yaml", 0, "licence", "key"),
    ("vanished rows", replace("source.yaml", "actors: 5", "actors: 6"), "actors.csv", 0, "", "5 rows, at least 6"),
    ("vanished table", vanished("gaps"), "gaps.csv", 0, "", "0 rows, at least 1"),
    (
        "one id in different tables of two sources",
        second_source("documents", "doc-lee-2019", "gap-mou-amount"),
        "gaps.csv",
        2,
        "id",
        "'gap-mou-amount' stands already|is in table documents of another source",
    ),
    # the text of cells
    ("stray blank before", cell("gaps", 2, label_ko=" 금액"), "gaps.csv", 2, "label_ko", "stray blank"),
    ("stray blank after", cell("gaps", 2, note="x "), "gaps.csv", 2, "note", "stray blank"),
    ("stray wide blank", cell("gaps", 2, label_ko="금액\u3000"), "gaps.csv", 2, "label_ko", "stray blank"),
    ("stray no-break blank", cell("gaps", 2, label_ko="\xa0금액"), "gaps.csv", 2, "label_ko", "stray blank"),
    ("line break in a cell", cell("gaps", 2, label_ko="금액\n미기재"), "gaps.csv", 2, "label_ko", "line break"),
    ("carriage return in a cell", cell("gaps", 2, note="a\rb"), "gaps.csv", 2, "note", "line break"),
    ("tab in a cell", cell("gaps", 2, note="a\tb"), "gaps.csv", 2, "note", "tab"),
    *(
        (
            f"control character U+{ord(mark):04X}",
            cell("gaps", 2, label_ko=f"금{mark}액"),
            "gaps.csv",
            2,
            "label_ko",
            "control",
        )
        for mark in "\x00\x07\x1b\x7f\x85\u200b\u200c\u200d\u2060\xad\u200e\u200f\u061c\u202a\u202e\u2066\u2069"
        "\u2028\ufeff\ufffd\u3164"
    ),
    *(
        (f"markup {text}", cell("gaps", 2, label_en=text), "gaps.csv", 2, "label_en", "markup")
        for text in (
            "<script>alert(1)</script>",
            "a &lt; b",
            "javascript:alert(1)",
            "<!-- x",
            "&#60;",
            "</b>",
            "&#x3C;",
        )
    ),
    *(
        (f"formula {text}", cell("gaps", 2, label_en=text), "gaps.csv", 2, "label_en", "spreadsheet")
        for text in ("=1+1", "+cmd", "@SUM(A1)", "-a", '=HYPERLINK("x";"y")')
    ),
]


@pytest.mark.parametrize(("mutate", "file", "number", "column", "rule"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_a_fault_is_named_and_nothing_is_written(  # noqa: PLR0913
    tables: TablesFactory, tmp_path: Path, mutate: Mutation, file: str, number: int, column: str, rule: str
) -> None:
    broken = tables()
    mutate(broken)
    with pytest.raises(DataError) as caught:
        build(broken.paths, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert caught.value.exit_code == 1
    found = [
        problem
        for problem in caught.value.problems
        if (problem.row, problem.column) == (number, column)
        and problem.file.endswith(f"/{file}")
        and re.search(rule, problem.rule)
    ]
    assert len(found) == 1, f"found instead: {caught.value}"
    assert found[0].repair
    shown = str(caught.value)
    assert str(found[0]) in shown and "nothing was written" in shown


def test_the_tiny_source_has_no_fault(tables: TablesFactory) -> None:
    assert tables().problems() == ()


def test_one_fault_gives_one_problem(tables: TablesFactory) -> None:
    broken = tables()
    broken.set("participations", 2, role="signatoryy")
    (problem,) = broken.problems()
    assert problem.repair == "did you mean 'signatory'?"
    assert str(problem) == (
        "little-2020/participations.csv, row 2, column role: unknown role 'signatoryy'. "
        "Repair: did you mean 'signatory'?"
    )


def test_all_faults_of_all_files_come_at_once(tables: TablesFactory) -> None:
    broken = tables()
    broken.set("actors", 2, country="koera", size="huge", lines="99")
    broken.set("actors", 4, type="Frim")
    broken.set("projects", 2, start="2018-13", end="2018-02-30")
    broken.set("amounts", 2, currency="")
    assert [(problem.file.partition("/")[2], problem.row, problem.column) for problem in broken.problems()] == [
        ("actors.csv", 2, "country"),
        ("actors.csv", 2, "lines"),
        ("actors.csv", 2, "size"),
        ("actors.csv", 4, "type"),
        ("amounts.csv", 2, "currency"),
        ("projects.csv", 2, "end"),
        ("projects.csv", 2, "start"),
    ]


def test_faults_of_text_ids_and_codes_come_at_once(tables: TablesFactory) -> None:
    """Where every row could be read, one kind of fault does not hide another."""
    broken = tables()
    broken.set("actors", 2, note="<b>")
    broken.set("actors", 3, type="Frim")
    broken.set("actors", 4, label_ko="a\u200bb")
    broken.add("actors", id="acme")
    found = {(problem.file.partition("/")[2], problem.row, problem.column) for problem in broken.problems()}
    assert found == {
        ("actors.csv", 2, "note"),
        ("actors.csv", 3, "type"),
        ("actors.csv", 4, "label_ko"),
        ("actors.csv", 7, "id"),
    }


def test_faults_of_form_come_at_once(tables: TablesFactory) -> None:
    broken = tables()
    broken.replace("gaps.csv", ",aspect,", ",aspects,")
    broken.replace("actors.csv", ",Firm,korea,", ",Firm,")
    broken.replace("actors.csv", ",Ministry,korea,", ",Ministry,")
    (broken.folder / "places.csv").write_bytes("id\n한국\n".encode("cp949"))
    assert [(problem.file.partition("/")[2], problem.row, problem.column) for problem in broken.problems()] == [
        ("actors.csv", 2, ""),
        ("actors.csv", 4, ""),
        ("gaps.csv", 1, "aspect"),
        ("gaps.csv", 1, "aspects"),
        ("places.csv", 2, ""),
    ]


def test_a_flood_of_problems_is_counted_not_lost(tables: TablesFactory) -> None:
    broken = tables()
    for number in range(250):
        broken.add("sectors", sector=f"no-sector-{number}")
    with pytest.raises(DataError, match="… and 50 more\n250 problem") as caught:
        load_sources(broken.paths)
    assert len(caught.value.problems) == 250


def test_the_same_statement_twice_is_a_fault(tables: TablesFactory, tmp_path: Path) -> None:
    broken = tables()
    broken.add("participations")
    with pytest.raises(DataError) as caught:
        build(broken.paths, tmp_path / "out")
    (problem,) = caught.value.problems
    assert problem.file == "little-2020/participations.csv"
    assert problem.row == 7
    assert "row 6" in problem.rule


def test_two_sections_of_one_notation_are_a_fault(tables: TablesFactory) -> None:
    """A citation names a section by its notation, which must therefore mean one section."""
    broken = tables()
    broken.set("sections", 4, notation="1.1", section="1.1", lines="3", page="1")
    broken.set("sections", 3, notation="1.1")
    assert any(problem.column == "notation" for problem in broken.problems())


def test_a_source_without_sections_is_refused_with_a_problem(tables: TablesFactory, tmp_path: Path) -> None:
    broken = tables()
    (broken.folder / "sections.csv").unlink()
    with pytest.raises(DataError, match="section"):
        build(broken.paths, tmp_path / "out")


@pytest.mark.parametrize("text", [b"", b"- a\n", "제목: 가".encode("cp949"), b"a: [", b"id: x\nminimum: 3\n"])
def test_a_faulty_source_description_is_a_fault_not_a_traceback(tables: TablesFactory, text: bytes) -> None:
    broken = tables()
    (broken.folder / "source.yaml").write_bytes(text)
    with pytest.raises(SckgError, match="source.yaml"):
        load_sources(broken.paths)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("licence", "KIEP terms of use"),
        ("lines", "many"),
        ("minimum", ""),
        ("authors", "Lee"),
        ("title", "한ㆍ중ㆍ일"),
        ("year", "soon"),
    ],
)
def test_a_key_of_the_wrong_sort_is_named(tables: TablesFactory, key: str, value: str) -> None:
    broken = tables()
    path = broken.folder / "source.yaml"
    described = yaml.safe_load(path.read_text(encoding="utf-8")) | {key: value or None}
    path.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    assert any(problem.column == key and "is not" in problem.rule for problem in broken.problems())


@pytest.mark.parametrize(
    "text",
    [
        "tables: {a: {}}",
        "tables: 3",
        "x: y",
        "tables: {a: {id: 'a/{id}', about: [], columns: {b: {property: 'no:thing'}}}}",
    ],
)
def test_a_faulty_mapping_is_a_wrong_use_not_a_traceback(tables: TablesFactory, text: str) -> None:
    broken = tables()
    (broken.folder.parent / "mapping.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="mapping"):
        load_sources(broken.paths)


def test_a_folder_without_sources_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no source. Repair"):
        folders(tmp_path)


def test_the_namibian_code_is_a_text(tables: TablesFactory, tiny_built: Path) -> None:
    (row_of,) = [row for row in tables().rows("places") if row["iso"] == "NA"]
    assert row_of["id"] == "namibia"
    found = Dataset.open(tiny_built).select(
        f'SELECT ?s WHERE {{ ?s <{expand("sckg:iso3166")}> "NA" . FILTER(STRENDS(STR(?s), "/namibia")) }}'
    )
    assert len(list(found)) == 1


def test_not_reported_is_accepted_exactly_where_the_mapping_allows(tables: TablesFactory, real_paths: Paths) -> None:
    """The gap word goes into each reference, code, class, date and number of a valid row in turn."""
    schema = load_schema(real_paths.data / "mapping.yaml", real_paths.ontology)
    copy = tables()
    wrong = []
    for name, spec in schema.tables.items():
        rows = copy.rows(name)
        for column in spec.columns.values():
            if not (column.ref or column.code or column.class_ or column.number or column.date is not None):
                continue
            copy.write(name, [{**rows[0], column.name: "not-reported"}, *rows[1:]])
            found: list[Problem] = []
            try:
                read(copy.paths.data, schema)
            except DataError as error:
                found = [problem for problem in error.problems if problem.column == column.name]
            if bool(found) == column.gap:
                wrong.append(f"{name}.{column.name}")
        copy.write(name, rows)
    assert wrong == []


def test_columns_may_stand_in_any_order(tables: TablesFactory, real_paths: Paths) -> None:
    copy = tables()
    before = [record.cells for record in load_sources(copy.paths)[1][0].tables["actors"]]
    copy.write("actors", [dict(sorted(row.items())) for row in copy.rows("actors")])
    assert copy.problems() == ()
    assert [record.cells for record in load_sources(copy.paths)[1][0].tables["actors"]] == before


def test_one_id_may_stand_in_two_sources(tables: TablesFactory) -> None:
    copy = tables()
    second_source("gaps", "gap-mou-amount", "gap-mou-amount")(copy)
    assert copy.problems() == ()


def test_mapping_with_an_unknown_key_is_a_wrong_use(tables: TablesFactory) -> None:
    copy = tables()
    mapping = copy.paths.data / "mapping.yaml"
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace("number: integer", "numbre: integer", 1), encoding="utf-8"
    )
    with pytest.raises(UsageError, match="measures.order has unknown keys"):
        load_sources(copy.paths)


def test_mapping_with_an_unknown_code_list_is_a_wrong_use(tables: TablesFactory) -> None:
    copy = tables()
    mapping = copy.paths.data / "mapping.yaml"
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("code: role", "code: roll"), encoding="utf-8")
    with pytest.raises(UsageError, match="participations.role uses the code list 'roll'"):
        load_sources(copy.paths)


def test_a_mapping_that_is_no_mapping_is_a_wrong_use(tables: TablesFactory) -> None:
    copy = tables()
    (copy.paths.data / "mapping.yaml").write_text("tables", encoding="utf-8")
    with pytest.raises(UsageError, match="not a mapping file"):
        load_sources(copy.paths)


# Properties

TEXT = st.text(st.characters(codec="utf-8"), max_size=40) | st.text("\",;'\\<>&{}\r\n\t a가漢\u200b\u3000", max_size=20)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT)
@example(text='"')
@example(text="\\u0041")
@example(text="a\r")
def test_any_text_round_trips_or_is_refused(tmp_path: Path, text: str) -> None:
    """CSV → record → literal → store gives back the very text, unless the reader names a problem."""
    path = tmp_path / "texts.csv"
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["id", "text"], ["a", text]])
    path.write_bytes(stream.getvalue().encode())
    records, problems = read_table(path, "texts", ("id", "text"))
    if problems:
        assert all(problem.file and problem.rule and problem.repair for problem in problems)
        assert re.search(r"[^\w ]|\W", text), f"{text!r} is plain text and yet refused: {problems}"
        return
    assert records[0].cells["text"] == text
    store = ox.Store()
    line = f"<urn:x:a> <urn:x:b> {literal(text, 'ko')} .\n"
    store.load(input=line, format=ox.RdfFormat.N_TRIPLES)
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    assert (quad.object.value, quad.object.language) == (text, "ko")


DAY = st.dates().map(str)
POINT = st.one_of(
    DAY,
    DAY.map(lambda day: day[:7]),
    DAY.map(lambda day: day[:4]),
    st.builds(lambda day, mark: day + mark, DAY, st.sampled_from("?~%")),
    st.builds(lambda day, mark: day[:7] + mark, DAY, st.sampled_from("?~%")),
    st.builds("{}X".format, st.integers(100, 299)),
    st.builds("{}-{}".format, st.integers(1900, 2100), st.integers(21, 41)),
    st.builds("{:04d}-{:02d}-{:02d}".format, st.integers(1990, 2030), st.integers(0, 14), st.integers(0, 33)),
)
DATE = st.one_of(
    POINT,
    st.builds("{}/{}".format, POINT, POINT),
    POINT.map("{}/..".format),
    POINT.map("../{}".format),
    POINT.map("{}/".format),
    st.builds("[{}..{}]".format, POINT, POINT),
    st.builds("{{{},{}}}".format, POINT, POINT),
    st.sampled_from(sorted(OPEN)),
    st.text("0123456789-/.,Xu?~%[]{}yES:TZ ", max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(text=DATE)
@example(text="2018-02-30")
@example(text="y17E7")
@example(text="unknown/..")
@example(text="２０１８")
def test_a_date_is_refused_or_its_first_day_is_not_after_its_last(text: str) -> None:
    try:
        found = span(text)
    except ValueError as error:
        part = re.match("'(.*)' (is no EDTF date|lies outside|ends before)", str(error))
        assert part and part[1] in text
        return
    if found is None:
        assert text in OPEN
        return
    day = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
    assert day.fullmatch(found.earliest)
    assert found.year == int(found.earliest[:4])
    if found.latest:
        assert day.fullmatch(found.latest)
        assert found.earliest <= found.latest
    else:
        assert text.endswith("/..")
    for value in filter(None, (found.earliest, found.latest)):
        assert rdf_date(value), f"{text!r} gives {value}, which is no day"


def rdf_date(value: str) -> bool:
    """Whether a day exists: Oxigraph finds no year of one that does not."""
    answer = ox.Store().query(f'ASK {{ FILTER(YEAR("{value}"^^<http://www.w3.org/2001/XMLSchema#date>) > 0) }}')
    return bool(answer)


@settings(max_examples=60, deadline=None)
@given(day=st.dates())
def test_the_span_of_a_day_a_month_and_a_year(day: object) -> None:
    text = str(day)
    assume("1000" <= text < "3000")
    whole = span(text)
    assert whole is not None and (whole.earliest, whole.latest) == (text, text)
    for shorter, first in ((text[:7], text[:7] + "-01"), (text[:4], text[:4] + "-01-01")):
        wide = span(shorter)
        assert wide is not None and wide.earliest == first <= text <= wide.latest
