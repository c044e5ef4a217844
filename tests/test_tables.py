"""Answers as files: what goes in comes back, nothing in them runs, and the same table is the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pandas
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl.worksheet.worksheet import Worksheet
from rdflib.namespace import DCTERMS, RDF, XSD
from rdflib.plugins.sparql.results.rdfresults import RDFResult

from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.queries import Cell, Column, Table, Thing
from sckg.views import BINARY, FORMS, render
from sckg.views.tables import workbook
from sckg.views.tables.words import WORDS

RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
ABOUT = ("KIEP (2019), 한ㆍ중ㆍ일의 스마트시티 해외진출 전략 비교 연구, https://creativecommons.org/licenses/by/4.0/",)
HEADINGS = {"en": "Firm", "ko": "기업", "ja": "企業", "zh": "企业"}
COLUMNS = (
    Column("firm", "thing", "", HEADINGS),
    Column("sum", "decimal", "USD", {"en": "Sum", "ko": "금액"}),
    Column("deals", "integer"),
    Column("year", "year"),
    Column("since", "date"),
    Column("disputed", "boolean"),
    Column("note", "text"),
)
LG = Thing("LG 씨엔에스", f"{ID}actor/lg-cns")
ROWS: tuple[tuple[Cell, ...], ...] = (
    (LG, Decimal("1234567.25"), 1200, 2019, "2018-07", True, "한국어 中文 日本語"),
    (Thing("S&P <Global>", f"{ID}actor/sp"), Decimal("3E+9"), -5, 1999, "2016", False, "=1+1"),
    (None, None, None, None, None, None, None),
)
SOURCES = (("표 3-8, p. 52, l. 1378-1380", "3.1, p. 40, l. 12"), ("3.2 | b, p. 60, l. 99",), ())
NASTY = (
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "+82-2-1234",
    "-5",
    "@SUM(A1)",
    "\tTab",
    "\rReturn",
    "＝1+1",
    "{=1+1}",
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "a|b",
    "a\\|b \\",
    "one\ntwo\r\nthree\rfour",
    "*bold* _it_ `code` [a](javascript:alert(1)) ~~x~~ # ![i](x)",
    "&amp; &lt;b&gt; {{ 7 * 7 }} {% raw %}",
    "line\u2028separator\x85next",
    "say \"yes\", he said; 'no'",
    "https://example.org/a_b",
    "한국어 中文 日本語",
)


def table(rows: Any = ROWS, columns: tuple[Column, ...] = COLUMNS, **more: Any) -> Table:
    """The table of this test: an answer in English with citations, unless told otherwise."""
    given = {"sources": SOURCES if rows is ROWS else (), "name": "deals-of-firms", "about": ABOUT}
    parameters = (("country", "베트남"),)
    return Table("Which deals?", columns, tuple(rows), **({"parameters": parameters} | given | more))


def notes(*texts: str, **more: Any) -> Table:
    """A table of one column of texts."""
    return table([(text,) for text in texts], (Column("note"),), **more)


EMPTY, BARE, NOTHING = table([]), table([(), ()], ()), table([], ())
SHAPES = {"full": table(), "empty": EMPTY, "no columns": BARE, "nothing": NOTHING, "nasty": notes(*NASTY)}
each_form = pytest.mark.parametrize("form", FORMS)
each_language = pytest.mark.parametrize("language", sorted(WORDS))
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


# All forms.


@each_form
@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_table_is_the_same_bytes(form: str, shape: str) -> None:
    again = Table(*(getattr(SHAPES[shape], name) for name in Table.__slots__))
    assert again is not SHAPES[shape]
    assert render(SHAPES[shape], form) == render(again, form)


@each_form
@each_language
def test_every_form_speaks_every_language(form: str, language: str) -> None:
    told = render(table(language=language), form)
    if form not in BINARY:
        assert told.decode("utf-8").endswith("\n")
    if form in ("csv", "tsv", "json", "md", "html"):
        assert HEADINGS[language] in told.decode("utf-8")


def test_a_form_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"'xls'.*csv, tsv, json, jsonl, md, xlsx, parquet, html, ttl"):
        render(table(), "xls")


def test_all_languages_have_the_same_words() -> None:
    assert {language: sorted(words) for language, words in WORDS.items()} == {
        language: sorted(WORDS["en"]) for language in ("ko", "en", "ja", "zh")
    }


def test_a_csv_needs_no_layout_and_no_workbook() -> None:
    """What takes long to import is imported when it is needed."""
    code = """if True:
        import sys
        from sckg import views
        from sckg.queries import Table
        views.render(Table("", (), ()), "csv")
        assert views.render is views.tables.render
        print({"igraph", "networkx", "pyvis", "jinja2", "xlsxwriter", "pandas", "pyarrow"} & set(sys.modules))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_views_has_no_other_names() -> None:
    from sckg import views

    with pytest.raises(AttributeError, match="no attribute 'draw'"):
        _ = views.draw


# csv and tsv.


def lines(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=delimiter))


def test_csv_has_headings_plain_numbers_and_the_places_last() -> None:
    assert render(table(), "csv").decode("utf-8").splitlines() == [
        "Firm,Sum (USD),deals,year,since,disputed,note,stated at",
        "LG 씨엔에스,1234567.25,1200,2019,2018-07,yes,한국어 中文 日本語,"
        '"표 3-8, p. 52, l. 1378-1380; 3.1, p. 40, l. 12"',
        'S&P <Global>,3000000000,-5,1999,2016,no,=1+1,"3.2 | b, p. 60, l. 99"',
        ",,,,,,,",
    ]


def test_csv_speaks_the_language_of_the_reader() -> None:
    first, second, *_ = lines(render(table(language="ko"), "csv"))
    assert first[:2] + first[-1:] == ["기업", "금액 (USD)", "출처"]
    assert second[5] == "예"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0"),
        (10**20, "100000000000000000000"),
        (Decimal("0.1"), "0.1"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-1.5E+3"), "-1500"),
        (Decimal("Infinity"), "INF"),
        (Decimal("-Infinity"), "-INF"),
        (Decimal("NaN"), "NaN"),
        (Decimal("1E+999999"), "1E+999999"),
    ],
)
def test_numbers_are_plain(number: int | Decimal, told: str) -> None:
    one = table([(number,)], (Column("n", "decimal"),))
    assert lines(render(one, "csv"))[1:] == [[told]]


@given(st.lists(st.tuples(any_text, any_text), max_size=4))
def test_texts_come_back_from_csv_as_they_were(rows: list[tuple[str, str]]) -> None:
    one = table(rows, (Column("a"), Column("b")))
    assert lines(render(one, "csv")) == [["a", "b"], *map(list, rows)]


@given(any_text)
def test_a_lone_text_comes_back_from_csv_as_it_was(text: str) -> None:
    assert lines(render(notes(text), "csv")) == [["note"], [text]]


@given(any_text)
def test_tsv_has_no_tab_or_line_break_within_a_cell(text: str) -> None:
    data = render(table([(text, text)], (Column("a"), Column("b"))), "tsv")
    assert [line.count("\t") for line in data.decode("utf-8").splitlines()] == [1, 1]
    assert lines(data, "\t")[1][0].split() == re.split(r"\s+", text.strip()) * bool(text.strip())


def test_tsv_has_one_line_a_row_for_every_reader() -> None:
    assert len(render(notes(*NASTY), "tsv").decode("utf-8").splitlines()) == 1 + len(NASTY)


def test_tsv_keeps_everything_else() -> None:
    assert lines(render(notes('say "yes", x'), "tsv"), "\t") == [["note"], ['say "yes", x']]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_excel_reads_no_formula(form: str, delimiter: str) -> None:
    data = render(notes(*NASTY), form, excel=True)
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n", re.sub(rb'"[^"]*"', b"", data)), "every line ends with \\r\\n"
    cells = [row[0] for row in lines(data.removeprefix(b"\xef\xbb\xbf"), delimiter)[1:]]
    assert len(cells) == len(NASTY)
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r＝"] == []
    assert cells[:5] == ["'=1+1", '\'=HYPERLINK("http://example.org")', "'+82-2-1234", "'-5", "'@SUM(A1)"]
    assert cells[-1] == "한국어 中文 日本語", "what is harmless stays"


def test_excel_guards_headings_things_and_places_but_no_number() -> None:
    columns = (Column("=a", "thing"), Column("n", "integer"), Column("m", "decimal"))
    rows = [(Thing("=1+1", f"{ID}actor/x"), -5, Decimal("-0.5"))]
    data = render(table(rows, columns, sources=(("-1",),)), "csv", excel=True)
    assert lines(data.removeprefix(b"\xef\xbb\xbf")) == [["'=a", "n", "m", "stated at"], ["'=1+1", "-5", "-0.5", "'-1"]]
    assert lines(render(table(rows, columns), "csv")) == [["=a", "n", "m"], ["=1+1", "-5", "-0.5"]], "not for others"


def test_pandas_reads_csv_and_tsv_alike() -> None:
    one = pandas.read_csv(io.BytesIO(render(table(), "csv", excel=True)))
    other = pandas.read_csv(io.BytesIO(render(table(), "tsv")), sep="\t")
    assert list(one.columns) == list(other.columns)
    assert one["Sum (USD)"].tolist()[:2] == other["Sum (USD)"].tolist()[:2] == [1234567.25, 3e9]
    assert other["note"][1] == "=1+1"


# json and jsonl.


def test_json_tells_the_whole_answer() -> None:
    assert json.loads(render(table(cut=True), "json")) == {
        "question": "Which deals?",
        "name": "deals-of-firms",
        "language": "en",
        "parameters": {"country": "베트남"},
        "columns": [
            {"name": "firm", "type": "thing", "unit": "", "heading": "Firm"},
            {"name": "sum", "type": "decimal", "unit": "USD", "heading": "Sum"},
            {"name": "deals", "type": "integer", "unit": "", "heading": "deals"},
            {"name": "year", "type": "year", "unit": "", "heading": "year"},
            {"name": "since", "type": "date", "unit": "", "heading": "since"},
            {"name": "disputed", "type": "boolean", "unit": "", "heading": "disputed"},
            {"name": "note", "type": "text", "unit": "", "heading": "note"},
        ],
        "rows": [
            {
                "firm": {"id": "https://w3id.org/sckg/id/actor/lg-cns", "label": "LG 씨엔에스"},
                "sum": 1234567.25,
                "deals": 1200,
                "year": 2019,
                "since": "2018-07",
                "disputed": True,
                "note": "한국어 中文 日本語",
                "sources": ["표 3-8, p. 52, l. 1378-1380", "3.1, p. 40, l. 12"],
            },
            {
                "firm": {"id": "https://w3id.org/sckg/id/actor/sp", "label": "S&P <Global>"},
                "sum": 3000000000,
                "deals": -5,
                "year": 1999,
                "since": "2016",
                "disputed": False,
                "note": "=1+1",
                "sources": ["3.2 | b, p. 60, l. 99"],
            },
            dict.fromkeys(("firm", "sum", "deals", "year", "since", "disputed", "note"), None) | {"sources": []},
        ],
        "notes": [],
        "about": list(ABOUT),
        "cut": True,
    }


def test_json_writes_letters_as_letters_and_whole_decimals_as_integers() -> None:
    text = render(table(), "json").decode("utf-8")
    assert "한국어" in text and "3000000000," in text and "3000000000.0" not in text


def test_json_lines_are_the_rows_of_json() -> None:
    text = render(table(), "jsonl").decode("utf-8")
    assert [json.loads(line) for line in text.splitlines()] == json.loads(render(table(), "json"))["rows"]


def test_json_without_citations_has_no_sources() -> None:
    assert json.loads(render(notes("a"), "jsonl")) == {"note": "a"}


@given(any_text)
def test_texts_come_back_from_json_lines_however_they_are_cut(text: str) -> None:
    assert [json.loads(line) for line in render(notes(text), "jsonl").decode().splitlines()] == [{"note": text}]


@pytest.mark.parametrize("special", ["NaN", "INF", "-INF", "1E+999999"])
def test_json_has_text_where_it_has_no_number(special: str) -> None:
    def refuse(name: str) -> None:
        pytest.fail(f"{name} is no JSON")

    one = table([(Decimal(special.replace("INF", "Infinity")),)], (Column("n", "decimal"),))
    assert json.loads(render(one, "jsonl"), parse_constant=refuse) == {"n": special}


# Markdown.


class Reader(HTMLParser):
    """The tables, headings and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[list[str]] = []
        self.told: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "tr":
            self.cells.append([])
        elif tag in ("td", "th"):
            self.cells[-1].append("")
        elif tag == "br":
            self.handle_data("\n")
        if tag not in ("br", "meta"):
            self._open.append(tag)
            self.told.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.told[tag][-1] += data
        if {"td", "th"} & set(self._open):
            self.cells[-1][-1] += data


def shown(markdown: str) -> Reader:
    """Markdown as a browser gets it."""
    return Reader(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))


def flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def test_markdown_is_a_heading_a_table_and_the_source() -> None:
    assert render(table(), "md").decode("utf-8") == (
        "# Which deals?\n\n"
        "country: **베트남**\n\n"
        "| Firm | Sum (USD) | deals | year | since | disputed | note | stated at |\n"
        "| --- | ---: | ---: | ---: | --- | --- | --- | --- |\n"
        "| LG 씨엔에스 | 1,234,567.25 | 1,200 | 2019 | 2018-07 | yes | 한국어 中文 日本語 |"
        " 표 3-8, p. 52, l. 1378-1380; 3.1, p. 40, l. 12 |\n"
        "| S&amp;P &lt;Global&gt; | 3,000,000,000 | -5 | 1999 | 2016 | no | =1+1 | 3.2 \\| b, p. 60, l. 99 |\n"
        "|  |  |  |  |  |  |  |  |\n\n"
        f"Source: {ABOUT[0]}\n"
    )


def test_nothing_in_markdown_has_a_meaning() -> None:
    read = shown(render(notes(*NASTY), "md").decode("utf-8"))
    assert [cell for (cell,) in read.cells] == ["note", *map(flat, NASTY)]
    assert set(read.tags) == {"h1", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_texts_come_back_from_markdown(text: str) -> None:
    read = shown(render(table([(text, "x")], (Column("a"), Column("b"))), "md").decode("utf-8"))
    assert read.cells == [["a", "b"], [flat(text), "x"]]


def test_a_title_in_markdown_is_one_heading() -> None:
    one = Table("a # b\n# c <b> *d* #", (), (), about=("<i>x</i>",))
    read = shown(render(one, "md").decode("utf-8"))
    assert read.told["h1"] == ["a # b # c <b> *d* #"] and set(read.tags) == {"h1", "p"}


def test_columns_without_a_type_are_flush_right_where_all_values_are_numbers() -> None:
    rows = [(1, Decimal("0.5"), None, True, 1), (None, 2, None, False, "x")]
    one = table(rows, tuple(Column(name) for name in "abcde"))
    assert "\n| ---: | ---: | --- | --- | --- |\n" in render(one, "md").decode()


# html.


def test_html_has_every_cell_as_text() -> None:
    read = Reader(render(table(), "html").decode("utf-8"))
    assert [list(map(str.strip, row)) for row in read.cells] == [
        ["Firm", "Sum (USD)", "deals", "year", "since", "disputed", "note", "stated at"],
        ["LG 씨엔에스", "1,234,567.25", "1,200", "2019", "2018-07", "yes", "한국어 中文 日本語"]
        + ["표 3-8, p. 52, l. 1378-13803.1, p. 40, l. 12"],
        ["S&P <Global>", "3,000,000,000", "-5", "1999", "2016", "no", "=1+1", "3.2 | b, p. 60, l. 99"],
        ["", "", "", "", "", "", "", ""],
    ]
    assert read.told["caption"] == read.told["title"] == ["Which deals?"]
    assert read.told["li"] == [place for places in SOURCES for place in places]
    assert ("title", LG.iri) in read.attributes


def test_nothing_in_html_runs_or_is_fetched() -> None:
    one = notes(
        *NASTY, sources=tuple((text,) for text in NASTY), about=NASTY, name=NASTY[9], parameters=((NASTY[9],) * 2,)
    )
    text = render(replace(one, title=NASTY[10]), "html").decode("utf-8")
    read = Reader(text)
    assert [row for row in read.cells[1:]] == [[text, text] for text in NASTY]
    assert read.told["title"] == read.told["caption"] == [NASTY[10]] and NASTY[9] in read.told["dt"]
    assert not {"script", "img", "a", "iframe", "link", "form"} & set(read.tags)
    assert [name for name, _ in read.attributes if name.startswith("on") or name in ("src", "href")] == []
    assert "default-src 'none'; style-src 'unsafe-inline'" in text and "script-src" not in text


def test_html_sets_numbers_flush_right_and_says_its_language() -> None:
    text = render(table(language="ko"), "html").decode("utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="ko">')
    assert '<th scope="col" class="right">금액 (USD)</th>' in text
    assert '<td class="right">1,234,567.25</td>' in text and '<td class="date">2018-07</td>' in text


@each_language
def test_html_says_what_it_is(language: str) -> None:
    read, words = Reader(render(table(language=language), "html").decode("utf-8")), WORDS[language]
    facts = dict(zip(read.told["dt"], read.told["dd"], strict=True))
    source, _, licence = ABOUT[0].rpartition(", ")
    cited = facts.pop(words["cite"])
    assert facts == {
        words["name"]: "deals-of-firms",
        "country": "베트남",
        words["rows"]: "3",
        words["source"]: source,
        words["licence"]: licence,
    }
    assert cited.startswith(source) and cited.endswith("sckg (deals-of-firms, country=베트남)")
    assert "Which deals?" in cited


def test_many_places_unfold() -> None:
    many = tuple(f"place {number}" for number in range(12))
    read = Reader(render(notes("a", sources=(many,)), "html").decode("utf-8"))
    assert read.told["li"] == list(many) and read.told["summary"] == ["+8"]


# ttl.


def graph(one: Table) -> rdflib.Graph:
    return rdflib.Graph().parse(data=render(one, "ttl"), format="turtle")


def test_turtle_is_a_result_set() -> None:
    found = graph(table())
    answer = found.value(predicate=RDF.type, object=RS.ResultSet)
    assert answer is not None
    assert found.value(answer, DCTERMS.title) == rdflib.Literal("Which deals?", lang="en")
    assert found.value(answer, DCTERMS.bibliographicCitation) == rdflib.Literal(ABOUT[0])
    names = {column.name for column in COLUMNS}
    assert {str(name) for name in found.objects(answer, RS.resultVariable)} == names
    assert {int(str(at)) for at in found.objects(None, RS["index"])} == {1, 2, 3}
    cited = {
        int(str(found.value(row, RS["index"]))): {
            str(place) for place in found.objects(row, DCTERMS.bibliographicCitation)
        }
        for row in found.objects(answer, RS.solution)
    }
    assert cited == {number: set(places) for number, places in enumerate(SOURCES, 1)}


def test_rdflib_reads_turtle_back_as_an_answer() -> None:
    result = RDFResult(graph(table()))
    assert {str(name) for name in result.vars or ()} == {column.name for column in COLUMNS}
    rows = [{str(name): value for name, value in row.items()} for row in result.bindings]
    wanted: list[dict[str, Any]] = [
        {
            "firm": rdflib.URIRef(LG.iri),
            "sum": rdflib.Literal("1234567.25", datatype=XSD.decimal),
            "deals": rdflib.Literal(1200),
            "year": rdflib.Literal(2019),
            "since": rdflib.Literal("2018-07"),
            "disputed": rdflib.Literal(True),
            "note": rdflib.Literal("한국어 中文 日本語"),
        },
        {
            "firm": rdflib.URIRef(f"{ID}actor/sp"),
            "sum": rdflib.Literal("3000000000", datatype=XSD.decimal),
            "deals": rdflib.Literal(-5),
            "year": rdflib.Literal(1999),
            "since": rdflib.Literal("2016"),
            "disputed": rdflib.Literal(False),
            "note": rdflib.Literal("=1+1"),
        },
        {},
    ]
    assert sorted(map(repr_of, rows)) == sorted(map(repr_of, wanted))


def repr_of(row: dict[str, Any]) -> str:
    return repr(sorted((name, value.n3()) for name, value in row.items()))


@given(any_text)
def test_texts_come_back_from_turtle(text: str) -> None:
    assert [str(value) for value in graph(notes(text)).objects(None, RS.value)] == [text]


def test_turtle_has_a_double_where_no_decimal_is_possible() -> None:
    one = table([(Decimal("-Infinity"),)], (Column("n", "decimal"),))
    assert list(graph(one).objects(None, RS.value)) == [rdflib.Literal("-INF", datatype=XSD.double)]


# xlsx.


def sheets(one: Table) -> tuple[Worksheet, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")))
    first, second = book.worksheets
    return first, second


def parts(one: Table) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(render(one, "xlsx"))) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_a_workbook_has_numbers_as_numbers_and_the_rest_as_text() -> None:
    sheet, _ = sheets(table())
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Firm", "Sum (USD)", "deals", "year", "since", "disputed", "note", "stated at"],
        ["LG 씨엔에스", 1234567.25, 1200, 2019, "2018-07", "yes", "한국어 中文 日本語"]
        + ["표 3-8, p. 52, l. 1378-1380; 3.1, p. 40, l. 12"],
        ["S&P <Global>", 3000000000, -5, 1999, "2016", "no", "=1+1", "3.2 | b, p. 60, l. 99"],
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "n", "s", "s", "s", "s"]
    assert sheet["G3"].data_type == "s", "no formula"
    assert [cell.number_format for cell in sheet[2]] == ["@", "#,##0.00", "#,##0", "0", "@", "@", "@", "@"]
    assert sheet["B3"].number_format == "#,##0", "no decimal places where there are none"


def test_a_workbook_can_be_read_and_filtered() -> None:
    sheet, about = sheets(table())
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:H4"
    assert all(cell.font.bold for cell in sheet[1]) and not sheet["A2"].font.bold
    assert sheet["G2"].alignment.wrap_text and about["B1"].alignment.wrap_text


def test_columns_fit_and_wide_letters_count_twice() -> None:
    columns = (Column("a"), Column("b"), Column("c"), Column("n", "integer"))
    sheet, _ = sheets(table([("abcdefghij", "한국어한국어한국어한", "x" * 500, 1_000_000_000)], columns))
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    ascii_width, wide, longest, number = widths
    assert wide - ascii_width == pytest.approx(10, abs=0.1) and number == pytest.approx(wide - 7, abs=0.1)
    assert longest == pytest.approx(60, abs=1), "and wrap beyond that"


def test_the_second_sheet_says_what_the_first_one_is() -> None:
    _, about = sheets(table(cut=True))
    source, _, licence = ABOUT[0].rpartition(", ")
    assert about.title == "About"
    assert [tuple(cell.value for cell in row) for row in about.iter_rows()] == [
        ("Question", "Which deals?"),
        ("Name", "deals-of-firms"),
        ("country", "베트남"),
        ("Rows", "3; there are more, which were not asked for"),
        ("Source", source),
        ("Licence", licence),
        ("How to cite", f"{source}. “Which deals?”. sckg (deals-of-firms, country=베트남)"),
    ]


def test_no_formula_no_link_no_clock_in_a_workbook() -> None:
    found = parts(notes(*NASTY, sources=tuple((text,) for text in NASTY), about=NASTY, name="=x"))
    everything = "".join(found.values())
    assert not re.search(r"<(?:\w+:)?f[ >]", "".join(text for name, text in found.items() if "/worksheets/" in name))
    assert "<hyperlink " not in everything and "relationships/hyperlink" not in everything
    assert (
        re.findall(r'<dcterms:\w+ xsi:type="dcterms:W3CDTF">([^<]*)<', found["docProps/core.xml"])
        == ["2000-01-01T00:00:00Z"] * 2
    )
    with zipfile.ZipFile(io.BytesIO(render(table(), "xlsx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nasty_texts_come_back_from_a_workbook() -> None:
    sheet, _ = sheets(notes(*NASTY))
    told = [cell.value for (cell,) in sheet.iter_rows(min_row=2)]
    assert told == [text.replace("\r\n", "\n").replace("\r", "\n") for text in NASTY]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("어느 나라에 누가 진출했나?", "어느 나라에 누가 진출했나"),
        ("a/b\\c*d[e]:f", "a b c d e f"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("😀" * 40, "😀" * 15),
        ("x" * 30 + "😀", "x" * 30),
        ("History", "Answer"),
        ("about", "Answer"),
        ("???", "Answer"),
        ("", "deals-of-firms"),
        ("line\nbreak\x01", "line break"),
    ],
)
def test_a_sheet_has_a_name_that_excel_allows(title: str, name: str) -> None:
    sheet, about = sheets(Table(title, (Column("a"),), (("b",),), name="deals-of-firms"))
    assert (sheet.title, about.title) == (name, "About")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (123456789012345, 123456789012345),
        (1234567890123456, "1234567890123456"),
        (Decimal("0.1234567890123456"), "0.1234567890123456"),
        (10**20, 10**20),
        (Decimal("Infinity"), "INF"),
        (Decimal("1E+999999"), "1E+999999"),
    ],
)
def test_a_number_that_excel_would_change_is_text(number: int | Decimal, told: int | str) -> None:
    sheet, _ = sheets(table([(number,)], (Column("n", "decimal"),)))
    assert sheet["A2"].value == told


def test_more_rows_than_a_worksheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_ROWS", 3)
    render(notes("a", "b"), "xlsx")
    with pytest.raises(UsageError, match=r"3 rows; a worksheet holds 2. Repair: ask for csv or parquet"):
        render(notes("a", "b", "c"), "xlsx")


# parquet.


def test_parquet_has_types_ids_and_lists_of_places() -> None:
    found = pandas.read_parquet(io.BytesIO(render(table(), "parquet")))
    assert list(found.columns) == ["firm", "firm_id", "sum", "deals", "year", "since", "disputed", "note", "sources"]
    assert found["firm_id"][0] == LG.iri and found["firm"][0] == "LG 씨엔에스"
    assert found["sum"].tolist()[:2] == [1234567.25, 3e9] and found["deals"].tolist()[:2] == [1200, -5]
    assert found["disputed"].tolist()[:2] == [True, False] and found["since"][0] == "2018-07"
    assert found.drop(columns="sources").iloc[2].isna().all()
    assert [list(places) for places in found["sources"]] == [list(places) for places in SOURCES]
    assert found.attrs == {"title": "Which deals?", "parameters": {"country": "베트남"}, "about": list(ABOUT)}


def test_places_are_strings_even_where_there_are_none() -> None:
    import pyarrow.parquet

    data = render(notes("a", "b", sources=((), ())), "parquet")
    told = str(pyarrow.parquet.read_schema(io.BytesIO(data)).field("sources").type)
    assert re.fullmatch(r"list<\w+: string>", told)


@pytest.mark.parametrize("module", ["pandas", "pyarrow"])
def test_parquet_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=rf"{module}.*pip install 'sckg\[data\]'"):
        render(table(), "parquet")


# Answers that are empty, without columns, or cut.


def test_an_empty_answer_has_its_columns() -> None:
    assert render(EMPTY, "csv") == b"Firm,Sum (USD),deals,year,since,disputed,note\n"
    assert json.loads(render(EMPTY, "json"))["rows"] == [] and render(EMPTY, "jsonl") == b""
    assert "No row answers this question." in render(EMPTY, "md").decode()
    assert "No row answers this question." in render(EMPTY, "html").decode()
    assert sheets(EMPTY)[0].auto_filter.ref == "A1:G1"
    assert len(pandas.read_parquet(io.BytesIO(render(EMPTY, "parquet"))).columns) == 8
    assert list(graph(EMPTY).objects(None, RS.solution)) == []


def test_an_answer_without_columns_is_still_one() -> None:
    assert render(BARE, "csv") == b"\n\n\n" and render(NOTHING, "csv") == b"\n"
    assert json.loads(render(BARE, "json"))["rows"] == [{}, {}] and render(BARE, "jsonl") == b"{}\n{}\n"
    assert "table" not in shown(render(BARE, "md").decode()).tags
    assert [row for row in Reader(render(BARE, "html").decode()).cells] == [[], [], []]
    assert sheets(BARE)[0].dimensions == "A1:A1" and sheets(BARE)[0].auto_filter.ref is None
    assert len(list(graph(BARE).objects(None, RS.solution))) == 2
    assert list(pandas.read_parquet(io.BytesIO(render(NOTHING, "parquet"))).columns) == []


@each_language
def test_a_cut_answer_says_so(language: str) -> None:
    note = WORDS[language]["cut"].format(rows=3)
    cut, whole = table(language=language, cut=True), table(language=language)
    assert json.loads(render(cut, "json"))["cut"] is True and json.loads(render(whole, "json"))["cut"] is False
    for form in ("md", "html"):
        assert note in render(cut, form).decode("utf-8") and note not in render(whole, form).decode("utf-8")
    assert sheets(cut)[1]["B4"].value == note and sheets(whole)[1]["B4"].value == "3"


def test_a_question_of_ones_own_has_no_name_and_no_title() -> None:
    one = Table("", (Column("s"),), (("x",),), language="ko")
    assert "# 답" in render(one, "md").decode("utf-8")
    assert Reader(render(one, "html").decode("utf-8")).told["caption"] == ["답"]
    assert [cell.value for cell in sheets(one)[1]["B"]][-1] == "sckg"
