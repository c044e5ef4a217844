"""Every saved question: valid, documented, typed, cited, in four languages."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from rdflib.plugins.sparql import prepareQuery

from sckg.errors import NotFoundError, UsageError
from sckg.namespaces import ID, ONTOLOGY
from sckg.queries import Session, Thing, ask, load_queries, load_query, named, search
from sckg.queries.parameters import without
from sckg.queries.tables import SOURCES
from sckg.store import Dataset

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "queries"
VIEWS = QUERIES / "views"
PATHS = sorted(path for group in ("competency", "reports") for path in (QUERIES / group).glob("*.rq"))
FILES = sorted(path.relative_to(QUERIES).as_posix() for path in QUERIES.rglob("*.rq"))
LANGUAGES = ("en", "ko", "ja", "zh")
TABLES = {f"table-{chapter}-{number}" for chapter, last in ((2, 10), (3, 13), (4, 1)) for number in range(1, last + 1)}

each_question = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    """A session in English over the real build."""
    return Session.open(built, VIEWS)


@pytest.mark.parametrize("file", FILES)
def test_every_query_is_sparql_for_rdflib_and_oxigraph(file: str) -> None:
    text = (QUERIES / file).read_text(encoding="utf-8")
    prepareQuery(text)
    assert isinstance(Dataset().query(text), ox.QuerySolutions)


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith(("views/", "outside/"))])
def test_no_question_uses_what_is_slow_or_not_portable(file: str) -> None:
    words = without((QUERIES / file).read_text(encoding="utf-8"), iris=True)
    assert not re.search(r"\b(EXISTS|SERVICE|FROM|GRAPH|UNDEF)\b", words)


def test_there_are_sixty_questions_and_one_for_every_table() -> None:
    assert len(PATHS) >= 60
    assert TABLES == {"-".join(path.stem.split("-")[:3]) for path in PATHS if path.parent.name == "reports"}


@each_question
def test_every_question_is_documented(path: Path) -> None:
    query = load_query(path)
    assert sorted(query.titles) == sorted(LANGUAGES) and all(title.strip() for title in query.titles.values())
    assert query.summary and query.description and query.least >= 1
    assert any("가" <= letter <= "힣" for letter in query.titles["ko"])
    assert any("가" <= letter <= "힣" for letter in " ".join(query.tags)), "no Korean tag"
    assert any(letter.isascii() and letter.isalpha() for letter in " ".join(query.tags)), "no English tag"


@each_question
def test_every_parameter_has_a_default_a_class_and_examples(path: Path) -> None:
    for parameter in load_query(path).parameters:
        assert parameter.default is not None, f"{parameter.name} has no default: the name alone must do"
        if parameter.type == "iri":
            assert parameter.kind, f"{parameter.name}: which class?"


@each_question
def test_columns_are_those_of_the_query_and_have_headings(path: Path) -> None:
    query = load_query(path)
    answer = Dataset().query(query.text)
    assert isinstance(answer, ox.QuerySolutions)
    variables = [variable.value for variable in answer.variables]
    assert [column.name for column in query.columns] == [name for name in variables if name not in query.cite]
    assert set(query.cite) <= set(variables) and query.cite
    for column in query.columns:
        assert sorted(column.headings) == sorted(LANGUAGES), f"{column.name}: no heading in queries/columns.yaml"
        assert not column.unit or column.unit.isascii()


def test_every_heading_is_used() -> None:
    told = yaml.safe_load((QUERIES / "columns.yaml").read_text(encoding="utf-8"))
    assert list(told) == sorted(told)
    federated = sorted((QUERIES / "federated").glob("*.rq"))
    assert set(told) == {column.name for path in (*PATHS, *federated) for column in load_query(path).columns}


def test_codes_of_ours_are_told_in_four_languages_and_no_others(session: Session) -> None:
    told = yaml.safe_load((QUERIES / "codes.yaml").read_text(encoding="utf-8"))
    assert list(told) == sorted(told) and all(sorted(words) == sorted(LANGUAGES) for words in told.values())
    found = set()
    for path in PATHS:
        table = ask(session, load_query(path), {}, citations=False)
        for place, column in enumerate(table.columns):
            cells = {str(row[place]) for row in table.rows if row[place] is not None}
            found |= cells if column.type == "code" else cells & set(told) if column.type == "date" else set()
    assert found == set(told)


def test_a_reader_sees_the_content_of_a_table_in_one_language(session: Session) -> None:
    query = load_query(QUERIES / "reports" / "table-3-2-export-models.rq")
    shown = {"ko": "feature", "en": "feature_en", "ja": "feature_en", "zh": "feature_en"}
    for language, name in shown.items():
        table = ask(Session(session.engine, VIEWS, language), query, {}, citations=False)
        assert [column.name for column in table.columns] == ["model", name]


def test_a_code_is_a_word_for_people_and_a_code_for_machines(session: Session) -> None:
    table = ask(session, load_query(QUERIES / "competency" / "dong-anh-schedule.rq"), {}, citations=False)
    assert [row["milestone"] for row in table.records()] == ["start", "phase-1", "completion"]
    assert [row[0] for row in table.texts()] == ["Start of works", "First phase", "Completion"]


@each_question
def test_a_code_list_offers_its_own_codes(path: Path, session: Session) -> None:
    for parameter in load_query(path).parameters:
        for choice in parameter.choices:
            assert session.kinds(f"{ID}concept/{parameter.kind}/{choice}"), f"{parameter.kind} has no {choice}"
            assert session.resolve(parameter, choice) == f"{ID}concept/{parameter.kind}/{choice}"


@each_question
def test_every_question_answers_with_citations_in_four_languages(path: Path, built: Path) -> None:
    query = load_query(path)
    for language in LANGUAGES:
        table = ask(Session.open(built, VIEWS, language), query, {})
        assert len(table) >= query.least
        assert table.headings[-1] == SOURCES[language] and all(table.sources)
        bare = [
            cell.label
            for row in table.rows
            for cell in row
            if isinstance(cell, Thing) and "/" in cell.label and cell.label in cell.iri
        ]
        assert bare == [], "an IRI where a label belongs"


@each_question
def test_cells_are_of_the_type_their_column_says(path: Path, session: Session) -> None:
    query = load_query(path)
    fit = {
        "thing": (Thing,),
        "unit": (Thing, str),
        "integer": (int,),
        "year": (int,),
        "decimal": (int, Decimal),
        "boolean": (bool,),
    }
    table = ask(session, query, {})
    for row in table.rows:
        for cell, column in zip(row, table.columns, strict=True):
            assert cell is None or isinstance(cell, fit.get(column.type, (str,))), (column.name, cell)


@each_question
def test_every_example_of_a_parameter_is_accepted(path: Path, session: Session) -> None:
    query = load_query(path)
    for parameter in query.parameters:
        for example in parameter.examples:
            ask(session, query, {parameter.name: example})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_speaks_the_language_asked_for(language: str, built: Path) -> None:
    table = ask(Session.open(built, VIEWS, language), named(QUERIES, "who-enters-a-country"), {"country": "베트남"})
    place = [column.name for column in table.columns].index("home")
    assert {"en": "Japan", "ko": "일본", "ja": "日本", "zh": "日本"}[language] in {
        str(row[place]) for row in table.rows
    }


def test_the_same_country_by_any_name_gives_the_same_answer(session: Session) -> None:
    query = named(QUERIES, "who-enters-a-country")
    answers = {
        ask(session, query, {"country": name}).rows
        for name in ("Vietnam", "베트남", "vietnam", "VN", "place/vietnam", f"{ID}place/vietnam", "ＶＩＥＴＮＡＭ")
    }
    assert len(answers) == 1


def test_a_thing_of_another_class_is_refused_with_an_example(session: Session) -> None:
    query = named(QUERIES, "who-enters-a-country")
    with pytest.raises(UsageError, match=r"parameter country: KT \(actor/kt\) is no Country. Example: -p country="):
        ask(session, query, {"country": "KT"})
    with pytest.raises(NotFoundError, match="parameter country: nothing is called 'qqqq'"):
        ask(session, query, {"country": "qqqq"})
    with pytest.raises(NotFoundError, match="parameter country: nothing is called"):
        ask(session, query, {"country": "> <urn:x"})


def test_a_code_is_taken_by_id_or_name_and_refused_with_the_list(session: Session) -> None:
    query = named(QUERIES, "engagements-at-a-stage")
    (parameter,) = query.parameters
    iri = f"{ID}concept/stage/construction"
    assert {session.resolve(parameter, value) for value in ("construction", "Construction", iri)} == {iri}
    with pytest.raises(UsageError, match="parameter stage: 'nonsense' is none of .*construction.* Example: -p stage="):
        session.resolve(parameter, "nonsense")


def test_a_limit_cuts_and_says_so(session: Session) -> None:
    query = named(QUERIES, "entries-by-nation")
    whole, cut = ask(session, query, {}), ask(session, query, {}, limit=3)
    assert cut.rows == whole.rows[:3] and cut.sources == whole.sources[:3] and cut.cut and not whole.cut
    assert not ask(session, query, {}, limit=len(whole)).cut


def test_without_citations_there_are_none(session: Session) -> None:
    table = ask(session, named(QUERIES, "recommendations"), {}, citations=False)
    assert table.sources == () and SOURCES["en"] not in table.headings


@pytest.mark.parametrize("text", ["베트남", "Vietnam", "양해각서", "memorandum", "표 3-7", "KIND", "일대일로"])
def test_a_word_finds_questions(text: str) -> None:
    assert search(load_queries(QUERIES), text)


def test_every_question_is_found_by_its_own_title_in_any_language() -> None:
    queries = load_queries(QUERIES)
    for query in queries:
        for title in query.titles.values():
            assert query in search(queries, title)


def test_a_name_of_a_class_is_a_term_of_the_ontology(session: Session) -> None:
    kinds = {one.kind for path in PATHS for one in load_query(path).parameters if one.kind and not one.choices}
    for kind in kinds - {"Thing", "Property"}:
        assert session.kinds(f"{ONTOLOGY}{kind}"), kind


def test_a_query_is_hashable_and_compares_by_value() -> None:
    assert isinstance(hash(load_query(PATHS[0])), int) and load_query(PATHS[0]) == load_query(PATHS[0])
