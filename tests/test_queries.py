"""Saved questions, names people type, the card of a thing, and why an edge is believed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from sckg.errors import NotFoundError, UsageError
from sckg.namespaces import ID, expand, source_graph
from sckg.queries import Names, Query, Session, Table, ask, card, explain, load_queries, load_query, named
from sckg.queries.answers import SOURCES
from sckg.store import Dataset

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "queries"
VIEWS = QUERIES / "views"
SAVED = [query.name for query in load_queries(QUERIES)]
FILES = sorted(path.relative_to(QUERIES).as_posix() for path in QUERIES.rglob("*.rq"))
LANGUAGES = ("en", "ko", "ja", "zh")


@pytest.fixture(scope="module")
def real(built: Path) -> Dataset:
    """The dataset of the real build; not to be changed."""
    return Dataset.open(built)


@pytest.fixture(scope="module")
def names(real: Dataset) -> Names:
    """The lookup over the real build."""
    return Names(real, (VIEWS / "names.rq").read_text(encoding="utf-8"))


def speak(built: Path, language: str = "en") -> Session:
    return Session.open(built, VIEWS, language)


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    """A session in English over the real build."""
    return speak(built)


def saved(name: str) -> Query:
    return named(load_queries(QUERIES), name)


def examples(query: Query) -> dict[str, str]:
    return {parameter.name: parameter.example for parameter in query.parameters}


def written(folder: Path, body: str, head: str = "") -> Query:
    """A question from a file, as a user would write it."""
    (folder / "one.rq").write_text(f"{head}{body}", encoding="utf-8")
    return load_query(folder / "one.rq")


def header(**given: str) -> str:
    return "#+ sckg:\n#+   examples:\n" + "".join(f'#+     {name}: "{value}"\n' for name, value in given.items())


# Every saved question.


@pytest.mark.parametrize("file", FILES)
def test_every_query_is_sparql_for_rdflib_and_oxigraph(file: str) -> None:
    if file.startswith("checks/"):
        query = Query(file, "checks", (QUERIES / file).read_text(encoding="utf-8"), {}, "", (), (), ())
    else:
        query = load_query(QUERIES / file)
    fit = {"iri": f"{ID}actor/kt", "integer": "1", "year": "2018", "date": "2018-10-01", "string": "x"}
    text = query.bind({parameter.name: fit[parameter.type] for parameter in query.parameters})
    prepareQuery(text)
    assert isinstance(Dataset().query(text), ox.QuerySolutions)


@pytest.mark.parametrize("name", SAVED)
def test_every_saved_question_has_titles_a_summary_and_tags(name: str) -> None:
    query = saved(name)
    assert sorted(query.titles) == sorted(LANGUAGES)
    assert all(title.strip() for title in query.titles.values())
    assert query.summary and query.tags
    assert any("가" <= letter <= "힣" for letter in query.titles["ko"])


@pytest.mark.parametrize("name", SAVED)
def test_every_saved_question_answers_its_example_with_citations(name: str, session: Session) -> None:
    query = saved(name)
    table = ask(session, query, examples(query))
    assert len(table) >= 1
    if query.cite:
        assert table.columns[-1] == SOURCES["en"]
        assert [row for row in table.rows if not row[-1]] == []
    else:
        assert SOURCES["en"] not in table.columns


@pytest.mark.parametrize("name", SAVED)
def test_what_a_question_cites_is_a_column_of_it(name: str, real: Dataset, names: Names) -> None:
    query = saved(name)
    values = {
        parameter.name: names.resolve(parameter.example) if parameter.type == "iri" else parameter.example
        for parameter in query.parameters
    }
    answer = real.query(query.bind(values))
    assert isinstance(answer, ox.QuerySolutions)
    assert set(query.cite) <= {variable.value for variable in answer.variables}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_speaks_the_language_asked_for(language: str, built: Path) -> None:
    query = saved("who-enters-a-country")
    table = ask(speak(built, language), query, {"country": "베트남"})
    home = {row[table.columns.index("home")] for row in table.rows}
    assert {"en": "Japan", "ko": "일본", "ja": "日本", "zh": "日本"}[language] in home
    assert table.columns[-1] == SOURCES[language]


@pytest.mark.parametrize("name", SAVED)
def test_no_cell_of_an_answer_is_a_bare_identifier(name: str, session: Session) -> None:
    """What has no label of its own must be told in words."""
    query = saved(name)
    table = ask(session, query, examples(query), citations=False)
    bare = {cell for row in table.rows for cell in row if cell.startswith(("relationship/", "participation/", "http"))}
    assert bare == set()


def test_the_same_country_by_any_name_gives_the_same_answer(session: Session) -> None:
    query = saved("who-enters-a-country")
    answers = {
        ask(session, query, {"country": name})
        for name in ("Vietnam", "베트남", "vietnam", "place/vietnam", f"{ID}place/vietnam", "ＶＩＥＴＮＡＭ")
    }
    assert len(answers) == 1


def test_without_citations_the_last_column_is_left_out(session: Session) -> None:
    query = saved("who-enters-a-country")
    table = ask(session, query, {"country": "Vietnam"}, citations=False)
    assert table.columns == ("actor", "home", "engagement", "date", "disputed")
    assert len(table) == len(table.rows)


# Parameters.


def only_string(text: str) -> str:
    """The one value that comes back when a string parameter is asked for."""
    query = Query("q", "g", "SELECT ?x WHERE { BIND(?_text_string AS ?x) }", {}, "", (), (_STRING,), ())
    (row,) = Dataset().select(query.bind({"text": text}))
    return row["x"].value


_STRING = load_query(VIEWS / "citations.rq").parameters[0].__class__("text", "string", "…")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_string_comes_back_as_it_went_in(text: str) -> None:
    assert only_string(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '" } ; DROP ALL ; #',
        "' } UNION { ?s ?p ?o }",
        '"""',
        "\\",
        '\\"',
        "a\nb\r\nc",
        "} ; DROP GRAPH <urn:x>",
        "?_text_string",
        "\\g<0>",
        "한국어 中文 日本語 \u200f\u202e",
        "<urn:x>",
        "#",
        "\u2028",
        "\U0001f600",
    ],
)
def test_no_string_breaks_out_of_its_quotes(text: str) -> None:
    assert only_string(text) == text


@pytest.mark.parametrize(
    "value",
    [
        "urn:x> } ; DROP ALL #",
        "urn:x y",
        'urn:"x"',
        "urn:{x}",
        "urn:x\n",
        "urn:`x`",
        "urn:x\\u003E",
        "urn:a|b",
        "",
        "no-scheme",
        "urn:x>",
        "<urn:x>",
        "urn:^x",
    ],
)
def test_no_iri_breaks_out_of_its_brackets(value: str) -> None:
    with pytest.raises(UsageError, match="parameter thing: .* is no iri. Example: -p thing="):
        load_query(VIEWS / "citations.rq").bind({"thing": value})


@given(st.text())
def test_an_iri_is_refused_or_taken_as_one_term(value: str) -> None:
    query = load_query(VIEWS / "citations.rq")
    try:
        text = query.bind({"thing": value})
    except UsageError:
        return
    assert f"<{value}> prov:wasDerivedFrom" in text
    assert text.replace(f"<{value}>", "?_thing_iri") == query.text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1 } #"),
        ("integer", "one"),
        ("integer", "1.5"),
        ("integer", ""),
        ("integer", "1\n"),
        ("integer", "9" * 30),
        ("year", "18"),
        ("year", "2018-01"),
        ("date", "2018"),
        ("date", "2018-1-1"),
        ("date", "2018-13-41"),
        ("date", "2018-02-30"),
        ("date", "2018-10-01 } #"),
        ("date", "2018-10-01\n"),
    ],
)
def test_a_value_of_another_type_is_refused_by_name_with_an_example(kind: str, value: str, tmp_path: Path) -> None:
    query = written(tmp_path, f"SELECT * WHERE {{ ?s ?p ?_when_{kind} }}", header(when="2018"))
    with pytest.raises(UsageError, match=f"parameter when: .* is no {kind}. Example: -p when=2018"):
        query.bind({"when": value})


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * WHERE { ?s ?p "?_x_string" }',
        "SELECT * WHERE { ?s ?p '?_x_string' }",
        'SELECT * WHERE { ?s ?p """a " ?_x_string\n" """ }',
        "SELECT * WHERE { ?s ?p '''it's ?_x_string''' }",
        "SELECT * WHERE { ?s ?p <urn:a?_x_string> }",
        "SELECT * WHERE { ?s ?p ?o } # ?_x_string",
        'SELECT * WHERE { ?s ?p "\\"?_x_string" }',
        "# it's a comment with one quote\nSELECT * WHERE { ?s ?p ?o } # ?_x_iri's",
    ],
)
def test_what_looks_like_a_parameter_inside_a_string_iri_or_comment_is_left_alone(text: str, tmp_path: Path) -> None:
    query = written(tmp_path, text)
    assert query.parameters == ()
    assert query.bind({}) == text
    Dataset().query(query.bind({}))


def test_comparisons_do_not_hide_a_parameter(tmp_path: Path) -> None:
    """`?a < ?b && ?c > ?d` is not an IRI."""
    text = "SELECT * WHERE { ?s ?p ?o FILTER(?o <?_n_integer && 1>0) }"
    query = written(tmp_path, text, header(n="7"))
    assert '"7"^^<' in query.bind({"n": "7"})
    Dataset().query(query.bind({"n": "7"}))


def test_a_parameter_used_twice_is_bound_twice(tmp_path: Path) -> None:
    query = written(tmp_path, "SELECT * WHERE { ?_x_iri ?p $_x_iri }", header(x="urn:a"))
    assert query.bind({"x": "urn:a"}).count("<urn:a>") == 2


def test_a_missing_parameter_is_named_with_its_example() -> None:
    with pytest.raises(UsageError, match="who-enters-a-country needs country. Example: -p country=Vietnam"):
        saved("who-enters-a-country").bind({})


def test_an_unknown_parameter_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="has no parameter 'land'. It has: country"):
        saved("who-enters-a-country").bind({"land": "x"})
    with pytest.raises(UsageError, match="has no parameter 'land'. It has: none"):
        saved("contradictions").bind({"land": "x"})


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("#+ summary: [\n", "header is no YAML"),
        ("#+ a: b: c\n", "header is no YAML"),
        (header(other="x"), r"parameters \['x'\] and examples \['other'\] differ"),
        ("", r"parameters \['x'\] and examples \[\] differ"),
        ("#+ just words\n", "header"),
        ("#+ sckg: words\n", "header"),
    ],
)
def test_a_header_that_is_not_in_order_is_a_usage_error_naming_the_file(head: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"one\.rq.*{says}"):
        written(tmp_path, "SELECT * WHERE { ?_x_iri ?p ?o }", head)


def test_an_unknown_question_names_the_nearest() -> None:
    with pytest.raises(NotFoundError) as caught:
        saved("who-enters-country")
    assert "who-enters-a-country" in caught.value.candidates


# Names.


def lookup(*things: tuple[str, str, str]) -> Names:
    """A lookup over (kind/slug, property, name)."""
    dataset = Dataset()
    dataset.store.extend(
        ox.Quad(
            ox.NamedNode(ID + slug),
            ox.NamedNode(expand(f"skos:{kind}")),
            ox.Literal(name, language="en"),
            ox.NamedNode(source_graph("case")),
        )
        for slug, kind, name in things
    )
    return Names(dataset, (VIEWS / "names.rq").read_text(encoding="utf-8"))


TELECOMS = (
    ("actor/kt", "prefLabel", "KT"),
    ("actor/kt", "altLabel", "Korea Telecom"),
    ("actor/skt", "prefLabel", "SKT"),
    ("actor/ktx", "prefLabel", "KTX"),
    ("finding/back", "prefLabel", "Back the field"),
)


@pytest.mark.parametrize(
    "text", ["KT", "kt", "ＫＴ", " K.T. ", "Korea Telecom", "korea-telecom", "actor/kt", ID + "actor/kt"]
)
def test_a_name_or_id_resolves_whatever_its_case_width_and_spacing(text: str) -> None:
    assert lookup(*TELECOMS).resolve(text) == f"{ID}actor/kt"


@pytest.mark.parametrize("others", [("actor/skt",), ("actor/ktx",), ("actor/skt", "actor/ktx")])
def test_a_short_name_never_resolves_to_a_longer_one(others: tuple[str, ...]) -> None:
    found = lookup(*(thing for thing in TELECOMS if thing[0] in others))
    with pytest.raises(NotFoundError, match="nothing is called 'KT'"):
        found.resolve("KT")


def test_the_very_name_comes_first() -> None:
    first, *rest = lookup(*TELECOMS).find("KT")
    assert (first.iri, first.score) == (f"{ID}actor/kt", 100)
    assert all(match.score < 100 for match in rest)


def test_a_short_latin_name_is_not_found_in_the_middle_of_words() -> None:
    """KT is neither SKT nor the end of `back the`."""
    found = {match.iri.removeprefix(ID) for match in lookup(*TELECOMS).find("KT")}
    assert found & {"actor/skt", "finding/back"} == set()


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("LG CNS", "actor/lg-cns"),
        ("lgcns", "actor/lg-cns"),
        ("베트남", "place/vietnam"),
        ("越南", "place/vietnam"),
        ("ベトナム", "place/vietnam"),
        ("중국", "place/china"),
        ("中国", "place/china"),
        ("화웨이", "actor/huawei"),
        ("enters", ""),
    ],
)
def test_names_in_any_language_mean_one_thing(text: str, thing: str, names: Names) -> None:
    assert names.resolve(text) == (ID + thing if thing else expand("sckg:enters"))


def test_the_beginning_of_a_name_finds_it(names: Names) -> None:
    assert f"{ID}actor/panasonic" in [match.iri for match in names.find("Panas")]


@pytest.mark.parametrize("text", ["Panasonik", "Pnasonic", "PANASONIIC"])
def test_a_misspelt_name_is_found_and_suggested_but_not_taken(text: str, names: Names) -> None:
    assert f"{ID}actor/panasonic" in [match.iri for match in names.find(text)]
    with pytest.raises(NotFoundError, match="did you mean") as caught:
        names.resolve(text)
    assert any(candidate.startswith("actor/panasonic ") for candidate in caught.value.candidates)


def test_a_name_of_two_things_lists_both_ids() -> None:
    found = lookup(("actor/a", "prefLabel", "Ministry"), ("actor/b", "altLabel", "Ministry"))
    with pytest.raises(NotFoundError, match="'Ministry' means more than one thing") as caught:
        found.resolve("Ministry")
    assert [candidate.split()[0] for candidate in caught.value.candidates] == ["actor/a", "actor/b"]


@pytest.mark.parametrize("text", ["", "   ", "qqqqzzzzxxxx", "…", "\0"])
def test_what_nobody_is_called_is_found_nowhere(text: str, names: Names) -> None:
    assert names.find(text) == []
    with pytest.raises(NotFoundError, match="nothing is called"):
        names.resolve(text)


def test_every_match_is_ranked_best_first_and_within_the_limit(names: Names) -> None:
    for text in ("스마트시티", "smart city", "KT"):
        scores = [match.score for match in names.find(text, 7)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 7


def test_a_label_falls_back_to_another_language_and_at_last_to_the_id(names: Names) -> None:
    assert lookup(*TELECOMS).label(f"{ID}actor/kt", "ko") == "KT"
    assert names.label(f"{ID}place/vietnam", "zh") == "越南"
    assert names.label(f"{ID}actor/nobody") == "actor/nobody"


# Why an edge is believed, and the card of a thing.


def edge(names: Names, subject: str, predicate: str, value: str) -> tuple[str, str, str]:
    return names.resolve(subject), names.resolve(predicate), names.resolve(value)


def first_lines(citations: tuple[str, ...]) -> set[int]:
    return {int(text.rpartition(", l. ")[2].partition("-")[0]) for text in citations}


def test_lg_cns_enters_china_by_the_memorandum_of_table_3_8(session: Session) -> None:
    (found,) = explain(session, edge(session.names, "LG CNS", "enters", "China"))
    assert found.rule == "enters"
    assert any("표 3-8" in text and 1370 in first_lines((text,)) for text in found.citations)
    assert all(1370 <= line <= 1377 for line in first_lines(found.citations))
    assert "memorandum" in found.label.lower() or "MoU" in found.label
    (party,) = found.parties
    assert party[0].startswith("LG CNS") and all(1370 <= line <= 1374 for line in first_lines(party[1]))


def test_nec_enters_india_by_the_projects_of_table_3_12(session: Session) -> None:
    found = explain(session, edge(session.names, "NEC", "enters", "India"))
    lines = {line for evidence in found for line in first_lines(evidence.citations)}
    assert any("표 3-12" in text for evidence in found for text in evidence.citations)
    assert lines & set(range(1835, 1848))


def test_a_stream_of_money_is_explained(session: Session) -> None:
    found = explain(session, (f"{ID}actor/china-development-bank", expand("sckg:funds"), f"{ID}policy/bri"))
    assert {evidence.rule for evidence in found} <= {"funds", "funds-scheme"}
    assert all(evidence.citations for evidence in found)


def test_every_derived_edge_is_explained_down_to_the_lines(real: Dataset, session: Session) -> None:
    edges = {
        (row["s"].value, row["p"].value, row["o"].value)
        for row in real.select(
            f"SELECT * WHERE {{ VALUES ?p {{ <{expand('sckg:enters')}> <{expand('sckg:funds')}> }} ?s ?p ?o }}"
        )
    }
    assert edges
    for one in sorted(edges):
        for evidence in explain(session, one):
            assert evidence.citations or evidence.below, one
            assert all(below.citations or below.below for below in evidence.below)


def test_a_nation_enters_by_way_of_its_actors(session: Session) -> None:
    found = explain(session, edge(session.names, "Korea", "enters", "China"))
    lower = [evidence for evidence in found if evidence.rule == "enters-as-nation"]
    assert lower and all(evidence.below for evidence in lower)


def test_an_edge_that_does_not_hold_is_not_explained(session: Session) -> None:
    with pytest.raises(NotFoundError, match=r"not in the graph: China enters LG CNS.*sckg show place/china"):
        explain(session, edge(session.names, "China", "enters", "LG CNS"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_an_actor_lists_its_engagements_with_citations(language: str, built: Path) -> None:
    session = speak(built, language)
    shown, names = card(session, f"{ID}actor/lg-cns"), session.names
    assert (shown.id, shown.title) == ("actor/lg-cns", names.label(f"{ID}actor/lg-cns", language))
    memorandum = next(
        names.label(iri, language) for iri in names.labels if iri.startswith(f"{ID}engagement/") and "lg-cns-hp" in iri
    )
    (told,) = [(line, cited) for _, lines in shown.parts for line, cited in lines if line.endswith(memorandum)]
    assert "1370" in told[1]
    assert shown.names


def test_every_line_that_points_to_a_country_says_where_it_stands(session: Session) -> None:
    shown = card(session, f"{ID}place/vietnam")
    assert {heading for heading, _ in shown.parts} >= {"Stated at", "Said of it", "Points to it"}
    assert all(not line.startswith(("participation/", "derivation/")) for _, lines in shown.parts for line, _ in lines)


def test_a_table_counts_its_rows() -> None:
    assert len(Table(("a",), (("1",), ("2",)))) == 2
