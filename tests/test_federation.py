"""Federated questions: asked here, asked outside on the loopback, joined here and nowhere else, partial where it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import yaml
from click.testing import CliRunner, Result
from rdflib.plugins.sparql import prepareQuery

from sckg.cli import main
from sckg.errors import UsageError
from sckg.linking.cache import Cache
from sckg.linking.federation import Joined, answer_graph, ask_outside
from sckg.linking.fetching import Clock, Fetcher, Limits
from sckg.namespaces import ID, LINKS
from sckg.queries import FEDERATED, Graph, Query, Session, ask, load_queries, load_query, named, search
from sckg.store import Dataset, Endpoint

if TYPE_CHECKING:
    from conftest import Behaviour, Handler, Misbehaving, Request

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "queries"
PATHS = sorted((QUERIES / FEDERATED).glob("*.rq"))
LANGUAGES = ("en", "ja", "ko", "zh")
WD = "http://www.wikidata.org/entity/"
DAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
TIES = {
    "place/ho-chi-minh-city": ("owl#sameAs", "Q999000001"),
    "place/tianjin": ("core#exactMatch", "Q999000007"),
    "place/athens": ("core#closeMatch", "Q999000010"),
    "place/vietnam": ("core#exactMatch", "Q999000002"),
    "place/india": ("core#exactMatch", "Q999000011"),
    "actor/kt": ("core#closeMatch", "Q999000003"),
    "actor/nec": ("core#exactMatch", "Q999000005"),
    "project/abdullah-smart-city": ("core#exactMatch", "Q999000009"),
}
"""Things of the real build, tied to invented items."""

each_question = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@pytest.fixture
def session(built: Path) -> Session:
    """The real build with these links and no others."""
    store = Dataset.open(built)
    store.store.remove_graph(ox.NamedNode(LINKS))
    known = {quad.subject.value for quad in store.store if isinstance(quad.subject, ox.NamedNode)}
    for thing, (how, item) in TIES.items():
        assert ID + thing in known
        space = "http://www.w3.org/2002/07/" if how.startswith("owl") else "http://www.w3.org/2004/02/skos/"
        store.extend(LINKS, [ox.Triple(*map(ox.NamedNode, (ID + thing, space + how, WD + item)))])
    return Session(store, QUERIES / "views")


@pytest.fixture
def fetcher(tmp_path: Path) -> Fetcher:
    """Asks with a cache of the test, two things at a time, and never waits."""
    clock = Clock(utc=lambda: DAY, sleep=lambda _: None)
    return Fetcher(Cache(tmp_path / "cache"), limits=Limits(timeout=10, batch=2, attempts=1), clock=clock)


def question(name: str) -> Query:
    return named(QUERIES, name)


def told(joined: Joined, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(record[name] for name in names) for record in joined.table.records()]


# The questions


def test_there_are_three_examples() -> None:
    assert [path.stem for path in PATHS] == [
        "parents-of-firms",
        "population-of-host-cities",
        "smart-cities-known-elsewhere",
    ]
    assert [query.name for query in load_queries(QUERIES, (FEDERATED,))] == [path.stem for path in PATHS]
    assert not {path.stem for path in PATHS} & {query.name for query in load_queries(QUERIES)}


@each_question
def test_every_question_is_documented(path: Path) -> None:
    query = load_query(path)
    assert sorted(query.titles) == list(LANGUAGES) and all(title.strip() for title in query.titles.values())
    assert query.summary and query.description and query.cite and query.group == FEDERATED
    assert any("가" <= letter <= "힣" for letter in " ".join(query.tags))
    for language in LANGUAGES:
        assert query in search([query], query.titles[language])


@each_question
def test_columns_are_those_of_the_query_and_say_when_it_was_asked(path: Path) -> None:
    query = load_query(path)
    prepareQuery(query.text)
    answer = Dataset().query(query.text)
    assert isinstance(answer, ox.QuerySolutions)
    names = [column.name for column in query.columns]
    assert names == [one.value for one in answer.variables if one.value not in query.cite]
    assert "retrieved" in names and all(sorted(column.headings) == list(LANGUAGES) for column in query.columns)
    assert query.outside and query.outside.ids in names


@each_question
def test_the_outside_query_says_what_the_question_reads(path: Path) -> None:
    query = load_query(path)
    assert query.outside
    outside = Dataset().query((QUERIES / "outside" / f"{query.outside.query}.rq").read_text(encoding="utf-8"))
    assert isinstance(outside, ox.QuerySolutions)
    read = {word.partition(":")[2] for word in query.text.split() if word.startswith("answer:")} - {"", "retrieved"}
    assert read == {variable.value for variable in outside.variables}


# The answers


def test_the_population_of_host_cities(session: Session, fetcher: Fetcher, wikidata_server: str) -> None:
    joined = ask_outside(session, question("population-of-host-cities"), {}, fetcher, endpoint=wikidata_server)
    rows = {row[0]: row[1:] for row in told(joined, "city", "actors", "wikidata", "population", "year", "retrieved")}
    assert rows["Ho Chi Minh City"] == (1, WD + "Q999000001", 8000001, 2022, "2026-11-26")
    assert rows["Tianjin"] == (1, WD + "Q999000007", None, None, "2026-11-26"), "asked, and there is none"
    assert rows["Athens"] == (1, None, None, None, None), "a link that nobody reviewed is no link"
    assert (joined.asked, joined.missing, joined.reason) == (2, 0, "")
    assert all(joined.table.sources), "every row says where it is stated"
    assert joined.note == (
        f"Wikidata ({wikidata_server}), retrieved 2026-11-26, https://creativecommons.org/publicdomain/zero/1.0/"
    )


def test_the_parents_of_firms(session: Session, fetcher: Fetcher, wikidata_server: str) -> None:
    """A parent that Wikidata does not name is none."""
    joined = ask_outside(session, question("parents-of-firms"), {}, fetcher, endpoint=wikidata_server)
    assert told(joined, "firm_id", "proposed", "parent", "parent_item", "retrieved") == [
        (ID + "actor/nec", False, None, None, "2026-11-26"),
        (ID + "actor/kt", True, "Acme Holdings", WD + "Q999000004", "2026-11-26"),
    ]


def test_other_smart_cities(session: Session, fetcher: Fetcher, wikidata_server: str) -> None:
    """Subclasses count, and what this graph has is left out."""
    joined = ask_outside(session, question("smart-cities-known-elsewhere"), {}, fetcher, endpoint=wikidata_server)
    rows = {row[0]: row[1:] for row in told(joined, "country", "known", "item", "retrieved")}
    assert rows["Vietnam"] == ("Invented Bay", WD + "Q999000008", "2026-11-26")
    assert rows["India"] == (None, None, "2026-11-26") and rows["China"] == (None, None, None)


@each_question
def test_the_links_of_the_build_give_the_rows_that_a_question_promises(path: Path, built: Path, tmp_path: Path) -> None:
    """Before anybody is asked: what is outside adds to these rows, and takes none away."""
    query = load_query(path)
    real = Session(Dataset.open(built), QUERIES / "views")
    joined = ask_outside(real, query, {}, Fetcher(Cache(tmp_path), offline=True))
    assert len(joined.table) >= query.least > 0 and joined.asked > 0
    assert {row[0] for row in told(joined, "retrieved")} == {None}


@pytest.mark.parametrize("language", LANGUAGES)
@each_question
def test_answers_speak_four_languages(
    session: Session, fetcher: Fetcher, wikidata_server: str, language: str, path: Path
) -> None:
    query = load_query(path)
    joined = ask_outside(session.speaking(language), query, {}, fetcher, endpoint=wikidata_server)
    assert joined.table.title == query.titles[language] and joined.table.language == language
    assert len(set(joined.table.headings)) == len(joined.table.headings)


# What is kept apart


def test_other_questions_never_see_the_outside_answer(
    session: Session, fetcher: Fetcher, wikidata_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(session.engine, Dataset)
    graphs, size = session.engine.graphs(), len(session.engine)
    query = question("population-of-host-cities")
    during: list[tuple[list[str], int]] = []

    def watched(session: Session, query: Query, *rest: Any, **options: Any) -> Any:
        assert isinstance(session.engine, Dataset)
        during.append((session.engine.graphs(), session.engine.size(answer_graph(query.name))))
        if len(during) == 4:
            raise UsageError("on the way")
        return ask(session, query, *rest, **options)

    monkeypatch.setattr("sckg.linking.federation.ask", watched)
    ask_outside(session, query, {}, fetcher, endpoint=wikidata_server)
    assert during == [(graphs, 0), ([*sorted([*graphs, answer_graph(query.name)])], 5)]
    with pytest.raises(UsageError, match="on the way"):
        ask_outside(session, query, {}, fetcher, endpoint=wikidata_server)
    assert (session.engine.graphs(), len(session.engine)) == (graphs, size)


def test_a_server_is_not_written_to(fetcher: Fetcher, misbehaving: Misbehaving) -> None:
    server = Session(Endpoint(misbehaving.url), QUERIES / "views")
    with pytest.raises(UsageError, match="writes to no server. Repair: leave --endpoint out and ask a build"):
        ask_outside(server, question("population-of-host-cities"), {}, fetcher)
    assert misbehaving.requests == []


def test_elsewhere_a_federated_question_says_how_it_is_asked(session: Session, fetcher: Fetcher, built: Path) -> None:
    query = question("population-of-host-cities")
    with pytest.raises(UsageError, match="asks Wikidata, too. Repair: `sckg query run population-of-host-cities`"):
        ask(session, query, {})
    with pytest.raises(UsageError, match="asks Wikidata, too"):
        Graph.open(built).ask(query.name)
    with pytest.raises(UsageError, match="asks nothing outside"):
        ask_outside(session, replace(query, outside=None), {}, fetcher)


# What is missing


def forwarding(server: str) -> Behaviour:
    def behave(handler: Handler, request: Request) -> None:
        status, body, headers = handler.forward(server, request)
        headers.pop("Server", None)
        handler.answer(status, body, **headers)

    return behave


def test_an_answer_is_partial_where_a_batch_failed_and_the_next_run_goes_on(
    session: Session, fetcher: Fetcher, misbehaving: Misbehaving, wikidata_server: str
) -> None:
    """Countries in batches of two: the first is answered, the second is not."""
    misbehaving.script = [forwarding(wikidata_server), lambda handler, _: handler.answer(500, b"too many")]
    query = question("smart-cities-known-elsewhere")
    assert isinstance(session.engine, Dataset)
    for number, place in enumerate(("china", "japan"), 20):
        link = ID + "place/" + place, "http://www.w3.org/2004/02/skos/core#exactMatch", f"{WD}Q9990000{number}"
        session.engine.extend(LINKS, [ox.Triple(*map(ox.NamedNode, link))])
    joined = ask_outside(session, query, {}, fetcher, endpoint=misbehaving.url)
    rows = {row[0]: row[1:] for row in told(joined, "country", "known", "retrieved")}
    assert rows["Vietnam"] == ("Invented Bay", "2026-11-26") and rows["China"] == (None, None)
    assert (joined.asked, joined.missing) == (3, 1) and "answers 500 Internal Server Error: 'too many'" in joined.reason
    assert "; partial: 1 of 3 outside ids without an answer, https://" in joined.note
    before = len(misbehaving.requests)
    misbehaving.script = [forwarding(wikidata_server)]
    again = ask_outside(session, query, {}, fetcher, endpoint=misbehaving.url)
    assert (again.missing, len(misbehaving.requests) - before) == (0, 1)
    assert dict(told(again, "country", "retrieved"))["China"] == "2026-11-26"


def test_what_nobody_asked_yet_is_told(session: Session, tmp_path: Path) -> None:
    offline = Fetcher(Cache(tmp_path), offline=True)
    joined = ask_outside(session, question("population-of-host-cities"), {}, offline)
    assert (joined.asked, joined.missing, len(joined.table)) == (2, 2, 13)
    assert "Wikidata (https://query.wikidata.org/sparql), not asked yet; partial: 2 of 2 outside ids" in joined.note
    assert {row[0] for row in told(joined, "retrieved")} == {None}


def test_without_links_there_is_nothing_to_ask(session: Session, fetcher: Fetcher) -> None:
    assert isinstance(session.engine, Dataset)
    session.engine.store.remove_graph(ox.NamedNode(LINKS))
    joined = ask_outside(session, question("population-of-host-cities"), {}, fetcher, endpoint="http://127.0.0.1:1/")
    assert (joined.asked, joined.missing) == (0, 0) and "no linked thing to ask about" in joined.note


# The header


HEAD = {
    "summary": "x",
    "sckg": {
        "columns": {"city": {"type": "iri"}, "name": {"type": "text"}},
        "outside": {
            "source": "Wikidata",
            "licence": "https://x.example/",
            "endpoint": "https://x.example/sparql",
            "query": "population",
            "ids": "city",
        },
    },
}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a question with another outside part."""

    def write(folder: str = FEDERATED, /, **changes: Any) -> Path:
        head = json.loads(json.dumps(HEAD))
        part = head["sckg"]["outside"]
        part |= changes
        for name in [name for name, value in part.items() if value is None]:
            del part[name]
        if changes.get("all") == "none":
            del head["sckg"]["outside"]
        for name in (folder, "outside"):
            (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / "outside" / "population.rq").write_text("SELECT * {}", encoding="utf-8")
        lines = "".join(f"#+ {line}\n" for line in yaml.safe_dump(head).splitlines())
        path = tmp_path / folder / "x.rq"
        path.write_text(f"{lines}SELECT ?city ?name {{}}", encoding="utf-8")
        return path

    return write


def test_a_sound_header_is_read(written: Callable[..., Path]) -> None:
    outside = load_query(written()).outside
    assert outside and (outside.source, outside.query, outside.ids) == ("Wikidata", "population", "city")
    assert load_query(written("competency", all="none")).outside is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"all": "none"}, "`outside` needs these and no others: source, licence, endpoint, query, ids"),
        ({"ids": None}, "`outside` needs these and no others"),
        ({"more": "x"}, "`outside` needs these and no others"),
        ({"source": ""}, "`outside` needs these and no others"),
        ({"query": 7}, "`outside` needs these and no others"),
        ({"endpoint": "ftp://x"}, "endpoint 'ftp://x' of `outside` is no http"),
        ({"endpoint": "https://kim:secret@x.example/"}, "is no http"),
        ({"licence": "CC0"}, "licence 'CC0' of `outside` is no http"),
        ({"query": "nothing"}, "query 'nothing' of `outside` is no file of queries/outside/"),
        ({"query": "../federated/x"}, "is no file of queries/outside/"),
        ({"ids": "place"}, "ids 'place' of `outside` must be a column of type iri"),
        ({"ids": "name"}, "ids 'name' of `outside` must be a column of type iri"),
    ],
)
def test_a_faulty_header_is_refused(written: Callable[..., Path], changes: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words.replace("(", r"\(")) as caught:
        load_query(written(**changes))
    assert "x.rq" in str(caught.value)


def test_only_federated_questions_ask_outside(written: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="`outside` is for questions in federated/"):
        load_query(written("competency"))


# The command line


@pytest.fixture
def run(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    """Runs a federated question over the real build, with a cache of its own."""
    monkeypatch.setenv("SCKG_CACHE", str(tmp_path / "cache"))
    yield lambda *words: CliRunner().invoke(main, ["query", "run", *words, "--build", str(built)])


def test_outside_is_asked_only_when_it_is_wished(
    run: Callable[..., Result], misbehaving: Misbehaving, wikidata_server: str
) -> None:
    misbehaving.script = [forwarding(wikidata_server)]
    words = ("smart-cities-known-elsewhere", "--outside", misbehaving.url, "--format", "json")
    quiet = run(*words)
    assert quiet.exit_code == 0 and misbehaving.requests == []
    assert "partial: " in quiet.stderr and "Repair: --fetch asks for it" in quiet.stderr
    asked = run(*words, "--fetch")
    assert asked.exit_code == 0 and len(misbehaving.requests) == 1 and "partial" not in asked.stderr
    again = run(*words, "--offline")
    assert again.stdout == asked.stdout and len(misbehaving.requests) == 1
    about = json.loads(asked.stdout)["about"]
    assert about[-1].startswith(f"Wikidata ({misbehaving.url}), retrieved ")
    assert f"Wikidata ({misbehaving.url})" in asked.stderr


def test_where_nothing_could_be_fetched_the_exit_code_is_1_and_the_answer_is_there(
    run: Callable[..., Result], misbehaving: Misbehaving, tmp_path: Path
) -> None:
    misbehaving.script = [lambda handler, _: handler.answer(404, b"moved")]
    out = tmp_path / "answer.csv"
    failed = run("population-of-host-cities", "--outside", misbehaving.url, "--fetch", "-o", str(out))
    assert failed.exit_code == 1 and "partial: " in failed.stderr and "answers 404" in failed.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) > 10


def test_a_table_is_cut_and_says_so(run: Callable[..., Result]) -> None:
    result = run("population-of-host-cities", "--limit", "2", "--no-cite", "--format", "csv")
    assert len(result.stdout.splitlines()) == 3 and "cut at 2 rows" in result.stderr
    assert "stated at" not in result.stdout and "Retrieved" in result.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("recommendations", "--fetch"), "recommendations asks nothing outside. Leave --fetch and --outside out"),
        (("recommendations", "--outside", "http://x.example/"), "asks nothing outside"),
        (("parents-of-firms", "--endpoint", "http://127.0.0.1:1/query"), "writes to no server"),
        (("population-of-host-cities", "--fetch", "--outside", "ftp://x"), "is no http(s) address"),
        (("population-of-host-cities", "-p", "x=1"), "has no parameter 'x'"),
    ],
)
def test_what_is_wrong_is_told(run: Callable[..., Result], words: tuple[str, ...], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2 and message in result.stderr and "Traceback" not in result.stderr


def test_federated_questions_are_listed_and_shown() -> None:
    listed = CliRunner().invoke(main, ["query", "list", "위키데이터"])
    assert all(path.stem in listed.stdout for path in PATHS)
    shown = CliRunner().invoke(main, ["query", "show", "parents-of-firms"])
    assert "answer:parent" in shown.stdout and "outside:" in shown.stdout
