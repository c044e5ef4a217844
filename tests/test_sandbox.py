"""A stranger's SPARQL is answered, or refused with a reason, and reaches nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from sckg.errors import UsageError
from sckg.namespaces import GRAPH, PREFIXES
from sckg.queries.sandbox import run, turtle
from sckg.store import Endpoint, fingerprint

if TYPE_CHECKING:
    from conftest import Behaviour, Handler, Misbehaving, Request

OTHER = "https://example.org/other"
S = "<http://127.0.0.1:9/elsewhere>"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(12)) + " }"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of sixty triples in two graphs."""
    folder = tmp_path_factory.mktemp("small")
    lines = [f'<urn:x:{n}> <urn:x:label> "세종 {n}"@ko <{GRAPH}{"a" if n < 40 else "b"}> .\n' for n in range(60)]
    (folder / "sckg.nq").write_text("".join(sorted(lines)), encoding="utf-8")
    outputs = {"sckg.nq": fingerprint(folder / "sckg.nq")}
    (folder / "manifest.json").write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
    return folder


# What is answered


def test_select(small: Path) -> None:
    answer = run("SELECT ?s ?o ?none { ?s <urn:x:label> ?o } ORDER BY ?s LIMIT 1", small)
    assert answer.variables == ("s", "o", "none") and answer.form == "select"
    assert list(answer.rows) == [(ox.NamedNode("urn:x:0"), ox.Literal("세종 0", language="ko"), None)]


@pytest.mark.parametrize(("subject", "found"), [("urn:x:1", True), ("urn:x:none", False)])
def test_ask(small: Path, subject: str, found: bool) -> None:
    answer = run(f"ASK {{ <{subject}> ?p ?o }}", small)
    assert (answer.variables, list(answer.rows)) == (("answer",), [(ox.Literal(found),)])


@pytest.mark.parametrize("text", ["CONSTRUCT WHERE { <urn:x:7> ?p ?o }", "DESCRIBE <urn:x:7>"])
def test_construct_and_describe(small: Path, text: str) -> None:
    answer = run(text, small)
    assert answer.form == "triples" and answer.variables == ("subject", "predicate", "object")
    assert turtle(answer, 10).decode().splitlines()[-1] == '<urn:x:7> <urn:x:label> "세종 7"@ko .'


def test_without_from_all_graphs_are_asked_and_with_it_those_named(small: Path) -> None:
    def count(text: str) -> int:
        return len(list(run(text, small).rows))

    assert count("SELECT * { ?s ?p ?o }") == 60
    assert count(f"SELECT * FROM <{GRAPH}a> {{ ?s ?p ?o }}") == 40
    assert count(f"SELECT * FROM NAMED <{GRAPH}b> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == 20
    assert count(f"SELECT * FROM <{GRAPH}a>\nfrom <{GRAPH}b> {{ ?s ?p ?o }}") == 60


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://a.example/> {}" }',
        "SELECT * { ?s ?p 'it\\'s a SERVICE <x> {} FROM <y>' }",
        'SELECT * { ?s ?p """SERVICE\n"FROM <y>" """ }',
        'SELECT * { ?s ?p "\\\\" } # " SERVICE <http://a.example/>',
        "SELECT ?service $from { ?service ?p $from }",
        "PREFIX ex: <urn:x:> SELECT * { ?s ex:service ex:from ; ex:a.Service ex:AdvisoryService }",
        "SELECT * { ?s ?p <https://a.example/service#SERVICE> }",
        "SELECT * { ?s ?p <https://a.example/it's_(a)_from> }",
        "SELECT * { ?s ?p ?o FILTER(1 < 2 && 3 > 2) } # FROM <http://a.example/>",
        "SELECT * { ?s ?p ?o FILTER(?a<?b&&?c>?d) }",
    ],
)
def test_harmless_words_are_answered(small: Path, text: str) -> None:
    list(run(text, small).rows)


# What is refused

SERVICES = {
    "plain": f"SERVICE {S} {{ ?s ?p ?o }}",
    "case": f"sErViCe {S} {{ ?s ?p ?o }}",
    "silent": f"SERVICE SILENT {S} {{ ?s ?p ?o }}",
    "variable": "SERVICE ?x { ?s ?p ?o }",
    "touching": f"SERVICE{S}{{ ?s ?p ?o }}",
    "touching silent": f"SERVICESILENT{S}{{ ?s ?p ?o }}",
    "touching prefixed name": "SERVICEex:foo{ ?s ?p ?o }",
    "touching empty prefix": "SERVICE:foo{ ?s ?p ?o }",
    "after number": f"?s ?p 1SERVICE {S} {{ ?s ?p ?o }}",
    "after true": f"?s ?p trueSERVICE {S} {{ ?s ?p ?o }}",
    "after blank node": f"?s ?p []SERVICE {S} {{ ?s ?p ?o }}",
    "after variable": f"?s ?p ?o.SERVICE {S} {{ ?s ?p ?o }}",
    "escape": f"\\u0053ERVICE {S} {{ ?s ?p ?o }}",
    "long escape": f"SERVIC\\U00000045 {S} {{ ?s ?p ?o }}",
    "after comment": f"# comment\nSERVICE {S} {{ ?s ?p ?o }}",
    "after comment ended by carriage return": f"# comment\rSERVICE {S} {{ ?s ?p ?o }}\n",
    "comment within": f"SERVICE# comment\n{S}# comment\n{{ ?s ?p ?o }}",
    "escaped hash in a name": f"?s ?p ex:a\\#b . SERVICE {S} {{ ?s ?p ?o }}\n",
    "escaped quote in a name": f"?s ?p ex:a\\'b . SERVICE {S} {{ ?s ?p ?o }} #'\n",
    "escaped quote in a long string": f'?s ?p """a\\"""" . SERVICE {S} {{ ?s ?p ?o }} #"\n',
    "escape for a quote in a string": f'BIND("\\u0022" AS ?x) SERVICE {S} {{ ?s ?p ?o }} #"\n',
    "two quotes": f'?s ?p "" . SERVICE {S} {{ ?s ?p ?o }} #"\n',
    "odd blank in an IRI": f"?s ?p <urn:x:\u00a0'> . SERVICE {S} {{ ?s ?p ?o }} #'\n",
    "comparison like an IRI": f"FILTER(1<2)SERVICE#>\n{S} {{ ?s ?p ?o }}",
    "comparison with a string": f"FILTER(1<2&&'>'!='')SERVICE {S} {{ ?s ?p ?o }} #'\n",
    "comparison with a comment": f"FILTER(1<2#>'''\n)SERVICE {S} {{ ?s ?p ?o }} #'''\n",
    "comparison with a prefixed name": f"FILTER(1<ex:y#>'''\n||true)SERVICE {S} {{ ?s ?p ?o }} #'''\n",
    "between comparisons": f"FILTER(1 < 2) SERVICE {S} {{ ?s ?p ?o }} FILTER(3 > 2)",
    "in a subquery": f"{{ SELECT * {{ OPTIONAL {{ SERVICE {S} {{ ?s ?p ?o }} }} }} }}",
}


@pytest.mark.parametrize("body", SERVICES.values(), ids=list(SERVICES))
def test_service_is_refused_in_every_disguise(misbehaving: Misbehaving, body: str) -> None:
    """Before anything goes to a server; the embedded engine would have obeyed nearly all of them."""
    text = f"PREFIX ex: <http://127.0.0.1:9/> PREFIX : <http://127.0.0.1:9/> SELECT * {{ {body} }}"
    with pytest.raises(UsageError, match="SERVICE is refused|may be an IRI or a comparison") as caught:
        run(text, Endpoint(misbehaving.url))
    assert caught.value.exit_code == 2
    assert misbehaving.requests == []


@pytest.mark.parametrize(
    "clause",
    [
        f"FROM <{OTHER}>",
        f"FROM NAMED <{OTHER}>",
        f"from<{OTHER}>",
        f"FROMNAMED<{OTHER}>",
        f"FROM <{GRAPH}a> FROM <{OTHER}>",
        f"FROM # comment\n <{OTHER}>",
        f"FROM # <{GRAPH}a>\r <{OTHER}>",
        "FROM ex:a",
        "FROMex:a",
        "FROM <a>",
        f"FROM <{GRAPH}../../other>",
        f"FR\\u004fM <{OTHER}>",
        f"FROM <{GRAPH[:-1]}>",
    ],
)
def test_a_foreign_graph_is_refused(small: Path, clause: str) -> None:
    text = f"BASE <{OTHER}> PREFIX ex: <{OTHER}> SELECT * {clause} {{ ?s ?p ?o }}"
    with pytest.raises(UsageError, match=r"FROM .* is refused: only graphs under"):
        run(text, small)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:x:a> <urn:x:b> <urn:x:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
        "LOAD <http://127.0.0.1:9/>",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
    ],
)
def test_updates_are_refused(small: Path, text: str) -> None:
    before = (small / "sckg.nq").read_bytes()
    with pytest.raises(UsageError, match="SPARQL: error at"):
        run(text, small)
    assert (small / "sckg.nq").read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["", "SELEC ?s", "SELECT * { ?s ?p }", "SELECT * { ?s ex:p ?o }", "\x00", "\\udddd {", "ASK { 'a }", "\udddd"],
)
def test_a_syntax_error_is_told(small: Path, text: str) -> None:
    with pytest.raises(UsageError, match="SPARQL: "):
        run(text, small)


def test_a_missing_build_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Repair: run `sckg build`"):
        run("ASK {}", tmp_path)


# What has an end


@pytest.mark.parametrize("brackets", ["()", "{}"])
def test_deep_nesting_ends_with_a_message(small: Path, brackets: str) -> None:
    deep = brackets[0] * 50_000 + brackets[1] * 50_000
    text = f"SELECT * {{ {deep} }}" if brackets == "{}" else f"SELECT ({deep} AS ?x) {{ }}"
    with pytest.raises(UsageError, match=r"SPARQL: |nested too deeply"):
        run(text, small)


def test_deep_nesting_that_is_sound_ends_with_a_message(small: Path) -> None:
    with pytest.raises(UsageError, match="nested too deeply"):
        run(f"SELECT ({'(' * 50_000}1{')' * 50_000} AS ?x) {{ }}", small)


def test_an_endless_query_ends_at_its_time(small: Path) -> None:
    start = time.monotonic()
    with pytest.raises(UsageError, match=r"did not end within 1 s.*--timeout"):
        run(ENDLESS, small, seconds=1)
    assert 1 <= time.monotonic() - start < 20


def test_rows_have_an_end(small: Path) -> None:
    """One row more than asked for shows that there are more."""
    assert len(list(run("SELECT * { ?s ?p ?o }", small, rows=10).rows)) == 11
    assert len(list(run("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", small, rows=10).rows)) == 11
    assert len(list(run("SELECT * { ?s ?p ?o }", small, rows=60).rows)) == 60


@pytest.mark.parametrize("piece", ['"', "'", "'''", "<", "<a", "<'", '"\\', '"a\\"', ":", "FROM", "\\u", "#", "\n"])
def test_the_search_for_disguises_has_an_end(piece: str) -> None:
    """Also in a great deal of what begins strings and IRIs and does not end them."""
    start = time.monotonic()
    with pytest.raises(UsageError):
        run(piece * 50_000 + "\nSERVICE", Endpoint("http://127.0.0.1:9/"))
    assert time.monotonic() - start < 10


FENCED = """
import os, socket, sys
from sckg.queries.sandbox import _fence
_fence()
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(family)
    except OSError as error:
        sys.stdout.write(f"{error.errno} ")
try:
    os.open("/etc/hostname", os.O_RDONLY)
except OSError as error:
    sys.stdout.write(f"{error.errno}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_child_opens_no_connection_and_no_file() -> None:
    import errno

    done = subprocess.run([sys.executable, "-c", FENCED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(errno.EMFILE)] * 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_child_reaches_no_server_even_where_the_words_are_overlooked(
    small: Path, misbehaving: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sckg.queries.sandbox._look_through", lambda _: True)
    with pytest.raises(UsageError, match="the query failed"):
        run(f"SELECT * {{ SERVICE <{misbehaving.url}> {{ ?s ?p ?o }} }}", small)
    assert misbehaving.requests == []


# Over a server

RESULTS = (
    b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="%s"/></head><results>%s</results>'
    b"</sparql>"
)


def rows(name: str, *values: str) -> bytes:
    found = "".join(f'<result><binding name="{name}"><uri>{value}</uri></binding></result>' for value in values)
    return RESULTS % (name.encode(), found.encode())


def answer_xml(body: bytes) -> Behaviour:
    def behave(handler: Handler, _: Request) -> None:
        handler.answer(200, body, Content_Type="application/sparql-results+xml")

    return behave


def test_a_query_goes_to_a_server_and_its_rows_have_an_end(misbehaving: Misbehaving) -> None:
    misbehaving.script = [
        answer_xml(rows("graph", GRAPH + "a")),
        answer_xml(rows("s", *(f"urn:x:{n}" for n in range(20)))),
    ]
    answer = run("SELECT ?s { ?s ?p ?o }", Endpoint(misbehaving.url), rows=5)
    assert answer.variables == ("s",)
    assert [str(row[0]) for row in answer.rows] == [f"<urn:x:{n}>" for n in range(6)]


@pytest.mark.parametrize("text", ["DROP ALL", "SELEC"])
def test_nothing_but_queries_goes_to_a_server(misbehaving: Misbehaving, text: str) -> None:
    with pytest.raises(UsageError, match="SPARQL: error at"):
        run(text, Endpoint(misbehaving.url))
    assert misbehaving.requests == []


def test_prefixes_of_the_graph_can_be_used_in_turtle(small: Path) -> None:
    text = f"PREFIX skos: <{PREFIXES['skos']}> CONSTRUCT {{ ?s skos:prefLabel ?o }} WHERE {{ ?s ?p ?o }} LIMIT 3"
    assert turtle(run(text, small), 2).count(b"skos:prefLabel") == 2
