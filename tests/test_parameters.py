"""The blanks of a question: bound as terms, checked before the run, told by name and example where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.errors import NotFoundError, UsageError
from sckg.queries import Parameter, Query, load_query, named
from sckg.queries.parameters import fill_values
from sckg.store import Dataset

QUERIES = Path(__file__).resolve().parents[1] / "queries"
VIEWS = QUERIES / "views"


def saved(name: str) -> Query:
    return named(QUERIES, name)


def written(folder: Path, body: str, head: str = "") -> Query:
    """A question from a file, as a user would write it."""
    (folder / "competency").mkdir(exist_ok=True)
    (folder / "competency" / "one.rq").write_text(f"{head}{body}", encoding="utf-8")
    return load_query(folder / "competency" / "one.rq")


def header(**given: str) -> str:
    return "#+ defaults:\n" + "".join(f'#+   - {name}: "{value}"\n' for name, value in given.items())


def only_string(text: str) -> str:
    """The one value that comes back when a string parameter is asked for."""
    query = Query("q", "g", "SELECT ?x WHERE { BIND(?_text_string AS ?x) }", parameters=(Parameter("text", "string"),))
    (row,) = Dataset().select(query.bind({"text": text}))
    return row["x"].value


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
        load_query(VIEWS / "outgoing.rq").bind({"thing": value})


@given(st.text())
def test_an_iri_is_refused_or_taken_as_one_term(value: str) -> None:
    query = load_query(VIEWS / "outgoing.rq")
    try:
        text = query.bind({"thing": value})
    except UsageError:
        return
    assert f"<{value}> ?property" in text
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


def test_a_missing_parameter_without_default_is_named_with_its_example(tmp_path: Path) -> None:
    query = written(
        tmp_path, "SELECT * WHERE { ?_x_iri ?p ?o }", '#+ sckg:\n#+   parameters:\n#+     x: {examples: ["Vietnam"]}\n'
    )
    with pytest.raises(UsageError, match="one needs x. Example: -p x=Vietnam"):
        query.bind({})


def test_a_parameter_that_is_not_given_has_its_default(tmp_path: Path) -> None:
    query = written(
        tmp_path, "SELECT * WHERE { ?_x_iri ?p ?_y_year }", "#+ defaults:\n#+   - x: urn:a\n#+   - y: 2017\n"
    )
    assert query.given({}) == {"x": "urn:a", "y": "2017"}
    assert '<urn:b> ?p "2017"^^' in query.bind({"x": "urn:b"})


def test_an_unknown_parameter_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="has no parameter 'land'. It has: country"):
        saved("who-enters-a-country").bind({"land": "x"})
    with pytest.raises(UsageError, match="has no parameter 'land'. It has: none"):
        saved("recommendations").bind({"land": "x"})


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("#+ summary: [\n", "header is no YAML"),
        ("#+ a: b: c\n", "header is no YAML"),
        (header(other="x"), "other, x: every parameter of the query, and no other"),
        ("", "x: every parameter of the query, and no other"),
        ("#+ defaults: x\n", "`defaults` must be a list"),
        ("#+ defaults:\n#+   - x\n", "`defaults` must be a list"),
        (
            header(x="y") + "#+ sckg:\n#+   columns:\n#+     p: {type: colour}\n",
            "column p has type 'colour'; there are",
        ),
        (header(x="y") + "#+ sckg:\n#+   columns: [p]\n", "the part `columns`"),
        ("#+ just words\n", "header"),
        ("#+ sckg: words\n", "header"),
    ],
)
def test_a_header_that_is_not_in_order_is_a_usage_error_naming_the_file(head: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"one\.rq.*{says}"):
        written(tmp_path, "SELECT * WHERE { ?_x_iri ?p ?o }", head)


@pytest.mark.parametrize("value", ["fr", "KO", "", "ko } #"])
def test_a_language_is_one_of_four(value: str, tmp_path: Path) -> None:
    query = written(tmp_path, "SELECT * WHERE { ?s ?p ?o FILTER(LANG(?o) = ?_tag_lang) }", header(tag="ko"))
    assert '= "ko")' in query.bind({})
    with pytest.raises(UsageError, match="parameter tag: .* is no lang. Example: -p tag=ko"):
        query.bind({"tag": value})


def test_a_block_of_values_is_filled_everywhere() -> None:
    text = "{ VALUES ?thing { UNDEF } ?thing ?p ?o } UNION { VALUES ?thing { UNDEF } ?s ?p ?thing }"
    filled = fill_values(text, "thing", ["<urn:a>", "<urn:b>"])
    assert filled.count("VALUES ?thing { <urn:a> <urn:b> }") == 2 and "UNDEF" not in filled


def test_an_unknown_question_names_the_nearest() -> None:
    with pytest.raises(NotFoundError) as caught:
        saved("who-enters-country")
    assert "who-enters-a-country" in caught.value.candidates
