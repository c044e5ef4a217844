"""A push replaces all graphs of sckg on a server, or none, and says which; against two real servers."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
import requests

from sckg.errors import UsageError
from sckg.namespaces import BASE, GRAPH, ONTOLOGY_GRAPH
from sckg.store import Endpoint, GraphStore, fingerprint, push

if TYPE_CHECKING:
    from conftest import Behaviour, Handler, Misbehaving, Request

LOGIN = ("dba", "dba")
FOREIGN = "https://example.org/foreign"
NEXT, BEFORE = BASE + "next/", BASE + "before/"
A, B, C = GRAPH + "source/a", GRAPH + "source/b", GRAPH + "source/c"

Contents = dict[str, list[str]]
Held = dict[str, frozenset[str]]
Call = Callable[..., requests.Response]

KOREAN = '<urn:x:s> <urn:x:label> "세종 \\"5-1\\" 생활권 \\\\ 도시"@ko'
ONTOLOGY = [
    "<urn:x:s> <urn:x:p> _:n",
    '_:n <urn:x:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    "_:n <urn:x:q> _:m",
]
OLD: Contents = {
    ONTOLOGY_GRAPH: ONTOLOGY,
    A: [KOREAN, "<urn:x:s> <urn:x:p> <urn:x:한국>"],
    B: ['<urn:x:s> <urn:x:p> "goes <away> ."'],
}
CHANGED: Contents = {
    ONTOLOGY_GRAPH: ONTOLOGY[:2],
    A: [KOREAN, '<urn:x:t> <urn:x:p> "changed"', '<urn:x:t> <urn:x:p> "more"'],
    C: ["<urn:x:s> <urn:x:p> <urn:x:new>"],
}
ALIKE: Contents = {**OLD, A: [KOREAN, '<urn:x:t> <urn:x:p> "changed, and as many as before"']}


def build_of(folder: Path, contents: Contents) -> Path:
    """A build as `sckg build` leaves it: sorted by graph, and a manifest that knows the file."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{line} <{graph}> .\n" for graph in sorted(contents) for line in contents[graph]]
    (folder / "sckg.nq").write_text("".join(lines), encoding="utf-8", newline="")
    outputs = {"sckg.nq": fingerprint(folder / "sckg.nq")}
    (folder / "manifest.json").write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
    return folder


def canonical(lines: Iterable[str]) -> frozenset[str]:
    """Triples with blank nodes named by what they are."""
    found = ox.parse("".join(f"{line} .\n" for line in lines), format=ox.RdfFormat.N_TRIPLES)
    dataset = ox.Dataset(found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(str(quad.triple) for quad in dataset)


def held_by(contents: Contents) -> Held:
    return {graph: canonical(lines) for graph, lines in contents.items()}


class Server:
    """A real server, looked at and filled without the code under test."""

    def __init__(self, url: str, login: tuple[str, str] | None = None) -> None:
        self.url, self.login = url, login
        self.target = GraphStore.find(Endpoint(url, login=login), login=login)
        self.auth = requests.auth.HTTPDigestAuth(*login) if login else None

    def held(self, prefix: str = GRAPH) -> Held:
        """Graphs whose names begin so, with their triples."""
        names = self.target.endpoint.named(prefix)
        return {name: self.graph(name) for name in names}

    def graph(self, name: str) -> frozenset[str]:
        answer = self._call(
            "GET", params={"graph": name}, headers={"Accept": "text/turtle, application/n-triples;q=0.5"}
        )
        kind = ox.RdfFormat.from_media_type(answer.headers["Content-Type"])
        return canonical(str(quad.triple) for quad in ox.parse(answer.content, format=kind))

    def put(self, name: str, lines: list[str]) -> None:
        text = "".join(f"{line} .\n" for line in lines).encode()
        self._call("PUT", params={"graph": name}, data=text, headers={"Content-Type": "application/n-triples"})

    def fill(self, contents: Contents) -> Held:
        """These graphs of sckg and no others, and a foreign one."""
        for name in {**self.target.endpoint.named(BASE), **self.target.endpoint.named(FOREIGN)}:
            self._call("DELETE", params={"graph": name})
        for name, lines in {**contents, FOREIGN: ["<urn:x:not> <urn:x:of> <urn:x:sckg>"]}.items():
            self.put(name, lines)
        return self.held()

    def push(self, build: Path, **options: Any) -> dict[str, int]:
        return push(build, self.target, **{"login": self.login, **options})

    def check_tidy(self) -> None:
        """No leftovers, and the foreign graph as it was."""
        assert self.held(NEXT) == self.held(BEFORE) == {}
        assert self.graph(FOREIGN) == {"<urn:x:not> <urn:x:of> <urn:x:sckg>"}

    def _call(self, method: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.auth = self.auth
            answer = session.request(method, self.target.store, timeout=60, **options)
        assert answer.ok, answer.text
        return answer


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each real server, holding the old graphs."""
    one = Server(request.getfixturevalue(f"{request.param}_server"), LOGIN if request.param == "virtuoso" else None)
    assert one.fill(OLD) == held_by(OLD)
    return one


@pytest.fixture
def oxigraph(oxigraph_server: str) -> Server:
    one = Server(oxigraph_server)
    one.fill(OLD)
    return one


@pytest.fixture
def virtuoso(virtuoso_server: str) -> Server:
    one = Server(virtuoso_server, LOGIN)
    one.fill(OLD)
    return one


# A push that goes through


def test_graphs_and_counts_arrive_on_an_empty_server(server: Server, tmp_path: Path) -> None:
    """Blank nodes and Korean literals included."""
    server.fill({})
    said: list[str] = []
    assert server.push(build_of(tmp_path, OLD), progress=said.append) == {ONTOLOGY_GRAPH: 3, A: 2, B: 1}
    assert server.held() == held_by(OLD)
    assert said == [*(f"upload {graph}" for graph in sorted(OLD)), "replace"]
    server.check_tidy()


@pytest.mark.parametrize("build", [CHANGED, ALIKE, OLD], ids=["changed", "alike", "same"])
def test_pushing_again_replaces(server: Server, tmp_path: Path, build: Contents) -> None:
    """What the new build lacks disappears; graphs of others stay."""
    server.push(build_of(tmp_path, build))
    assert server.held() == held_by(build)
    server.check_tidy()


def test_a_graph_larger_than_one_piece_arrives(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("sckg.store.graph_store"), "CHUNK", 3)
    build = {**OLD, A: [f'<urn:x:s> <urn:x:p> "{number}"' for number in range(10)]}
    assert server.push(build_of(tmp_path, build))[A] == 10
    assert server.held() == held_by(build)


def test_leftovers_of_a_killed_push_are_cleared_by_the_next(server: Server, tmp_path: Path) -> None:
    server.put(NEXT + "source/stale", ["<urn:x:s> <urn:x:p> <urn:x:stale>"])
    server.put(NEXT + "source/a", ["<urn:x:s> <urn:x:p> <urn:x:stale>"])
    server.put(BEFORE + "source/b", ["<urn:x:s> <urn:x:p> <urn:x:stale>"])
    server.push(build_of(tmp_path, CHANGED))
    assert server.held() == held_by(CHANGED)
    server.check_tidy()


# A push that is refused


def test_a_wrong_password_is_named_and_changes_nothing(virtuoso: Server, tmp_path: Path) -> None:
    login = ("dba", "wrong")
    target = GraphStore(Endpoint(virtuoso.url), virtuoso.target.store, virtuoso.target.update)
    with pytest.raises(UsageError, match="SCKG_USER and SCKG_PASSWORD") as caught:
        push(build_of(tmp_path, CHANGED), target, login=login)
    assert "the server holds what it held before" in str(caught.value)
    assert "wrong" not in str(caught.value)
    assert virtuoso.held() == held_by(OLD)
    virtuoso.check_tidy()


def test_no_password_is_named_and_changes_nothing(virtuoso: Server, tmp_path: Path) -> None:
    target = GraphStore(Endpoint(virtuoso.url), virtuoso.target.store, virtuoso.target.update)
    with pytest.raises(UsageError, match="SCKG_USER and SCKG_PASSWORD"):
        push(build_of(tmp_path, CHANGED), target)
    assert virtuoso.held() == held_by(OLD)


@pytest.mark.parametrize("damage", ["cut", "empty", "missing"])
def test_a_damaged_build_is_refused_before_anything_is_sent(
    tmp_path: Path, misbehaving: Misbehaving, damage: str
) -> None:
    path = build_of(tmp_path, OLD) / "sckg.nq"
    path.write_bytes({"cut": path.read_bytes()[:-40], "empty": b"", "missing": b""}[damage])
    if damage == "missing":
        path.unlink()
    target = GraphStore(Endpoint(misbehaving.url), misbehaving.base + "/store", misbehaving.base + "/update")
    with pytest.raises(UsageError, match="Repair: run `sckg build`"):
        push(tmp_path, target)
    assert misbehaving.requests == []


def test_a_build_without_triples_does_not_empty_the_server(oxigraph: Server, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no triple"):
        oxigraph.push(build_of(tmp_path, {}))
    assert oxigraph.held() == held_by(OLD)


def test_an_unknown_server_needs_its_addresses(misbehaving: Misbehaving) -> None:
    misbehaving.script = [lambda handler, _: handler.answer(200, b"")]
    with pytest.raises(UsageError, match=r"\(misbehaving\).*--store-url and --update-url"):
        GraphStore.find(Endpoint(misbehaving.url))
    found = GraphStore.find(Endpoint(misbehaving.url), store="http://a.example/s", update="http://a.example/u")
    assert (found.store, found.update) == ("http://a.example/s", "http://a.example/u")


@pytest.mark.parametrize(
    ("status", "says"), [(401, "SCKG_USER and SCKG_PASSWORD"), (500, "answers 500"), (503, "answers 503")]
)
def test_a_server_that_refuses_is_told_by_its_cause(misbehaving: Misbehaving, status: int, says: str) -> None:
    misbehaving.script = [lambda handler, _: handler.answer(status, b"")]
    with pytest.raises(UsageError, match=says):
        GraphStore.find(Endpoint(misbehaving.url))


def test_a_server_without_a_name_needs_its_addresses(misbehaving: Misbehaving) -> None:

    def nameless(handler: Handler, _: Request) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")

    misbehaving.script = [nameless]
    with pytest.raises(UsageError, match=r"\(no name\).*--store-url"):
        GraphStore.find(Endpoint(misbehaving.url))


def test_a_known_server_at_an_unknown_address_needs_its_addresses(oxigraph_server: str) -> None:
    with pytest.raises(UsageError, match=r"\(oxigraph\).*--store-url"):
        GraphStore.find(Endpoint(oxigraph_server.removesuffix("/query") + "/"))


def test_nobody_listening_is_named() -> None:
    with pytest.raises(UsageError, match=r"cannot be reached \(Connection refused\)"):
        GraphStore.find(Endpoint("http://127.0.0.1:1/query"))


# A push on a bad line


def refuse(handler: Handler, _: Request, __: str) -> None:
    handler.answer(500, b"out of order")


def drop(handler: Handler, _: Request, __: str) -> None:
    handler.drop()


def do_and_refuse(handler: Handler, request: Request, server: str) -> None:
    handler.forward(server, request)
    handler.answer(500, b"out of order")


def do_and_drop(handler: Handler, request: Request, server: str) -> None:
    handler.forward(server, request)
    handler.drop()


FAULTS = {fault.__name__: fault for fault in (refuse, drop, do_and_refuse, do_and_drop)}


def pass_on(server: str) -> Behaviour:
    def behave(handler: Handler, request: Request) -> None:
        status, body, headers = handler.forward(server, request)
        handler.answer(status, body, **headers)

    return behave


def through(proxy: Misbehaving, server: Server) -> GraphStore:
    """The addresses of a server, behind a proxy."""
    ask, store, update = (
        url.replace(server.url[: server.url.rindex("/")], proxy.base)
        for url in (server.url, server.target.store, server.target.update)
    )
    return GraphStore(Endpoint(ask, login=server.login, sleep=lambda _: None), store, update)


def said_state(error: UsageError, old: Held, new: Held) -> Held:
    """What the server holds by the message."""
    text = str(error)
    as_before = "the server holds what it held before" in text or "the server answers as before" in text
    assert as_before != ("the server holds the new build" in text), text
    assert "out of order" in text or "cannot be reached" in text or "answers 500" in text
    return old if as_before else new


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    "contents",
    [(OLD, CHANGED), (OLD, ALIKE), ({}, CHANGED)],
    ids=["changed", "alike", "first"],
)
def test_a_fault_at_any_request_leaves_all_old_or_all_new_and_says_which(
    oxigraph: Server, misbehaving: Misbehaving, tmp_path: Path, contents: tuple[Contents, Contents], fault: str
) -> None:
    """The n-th request fails, for every n until a push ends before it."""
    check_every_fault(oxigraph, misbehaving, build_of(tmp_path, contents[1]), contents, FAULTS[fault])


@pytest.mark.parametrize("fault", ["refuse", "do_and_drop"])
def test_also_on_a_server_with_passwords(
    virtuoso: Server, misbehaving: Misbehaving, tmp_path: Path, fault: str
) -> None:
    check_every_fault(virtuoso, misbehaving, build_of(tmp_path, CHANGED), (OLD, CHANGED), FAULTS[fault])


def check_every_fault(
    server: Server, proxy: Misbehaving, build: Path, contents: tuple[Contents, Contents], fault: Callable[..., None]
) -> None:
    normal = pass_on(server.url)
    old, new = (held_by(one) for one in contents)
    failed = replaced = 0
    for number in range(60):
        server.fill(contents[0])
        proxy.requests.clear()
        proxy.script = [normal] * number + [lambda handler, request: fault(handler, request, server.url), normal]
        try:
            push(build, through(proxy, server), login=server.login)
            wanted, replaced = new, replaced + 1
        except UsageError as error:
            wanted, failed = said_state(error, old, new), failed + 1
        assert server.held() == wanted, f"request {number + 1}: {proxy.requests[number]}"
        assert server.graph(FOREIGN) == {"<urn:x:not> <urn:x:of> <urn:x:sckg>"}
        if len(proxy.requests) <= number:
            break
    else:
        pytest.fail("no push came to its end")
    assert failed >= len(contents[1]) and replaced
    server.check_tidy()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_goes_away_for_good_is_never_left_with_a_mixture(
    oxigraph: Server, misbehaving: Misbehaving, tmp_path: Path, fault: str
) -> None:
    """All requests from the n-th on fail; the next push over a good line goes through."""
    build, normal, number = build_of(tmp_path, CHANGED), pass_on(oxigraph.url), 0
    while True:
        oxigraph.fill(OLD)
        misbehaving.requests.clear()
        misbehaving.script = [normal] * number
        misbehaving.script.append(lambda handler, request: FAULTS[fault](handler, request, oxigraph.url))
        try:
            push(build, through(misbehaving, oxigraph))
            break
        except UsageError as error:
            held, text = oxigraph.held(), str(error)
            assert held in (held_by(OLD), held_by(CHANGED))
            if "could not be turned back" not in text:
                assert held == said_state(error, held_by(OLD), held_by(CHANGED))
        oxigraph.push(build)
        assert oxigraph.held() == held_by(CHANGED)
        oxigraph.check_tidy()
        number += 1
    assert number > len(CHANGED)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_server_that_loses_triples_is_found_by_the_counts(
    oxigraph: Server, misbehaving: Misbehaving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """It says yes and keeps nothing."""
    monkeypatch.setattr(importlib.import_module("sckg.store.graph_store"), "CHUNK", 1)

    def swallow(handler: Handler, request: Request) -> None:
        first = request.method == "PUT" and request.target.endswith("source%2Fa")
        if first if method == "PUT" else b"changed" in request.body:
            return handler.answer(204, b"")
        return pass_on(oxigraph.url)(handler, request)

    misbehaving.script = [swallow]
    with pytest.raises(UsageError, match=f"{NEXT}source/a has 2 triples, not 3") as caught:
        push(build_of(tmp_path, CHANGED), through(misbehaving, oxigraph))
    assert "Nothing was replaced: the server holds what it held before" in str(caught.value)
    assert oxigraph.held() == held_by(OLD)
    oxigraph.check_tidy()


def test_a_server_that_loses_triples_while_replacing_is_turned_back(
    oxigraph: Server, misbehaving: Misbehaving, tmp_path: Path
) -> None:
    normal = pass_on(oxigraph.url)

    moved: list[Request] = []

    def lose(handler: Handler, request: Request) -> None:
        if moved:  # the first request after the swap: the graph is gone before it is counted
            misbehaving.script = [normal]
            requests.delete(oxigraph.target.store, params={"graph": C}, timeout=60)
        elif request.target == "/update" and b"MOVE" in request.body:
            moved.append(request)
        normal(handler, request)

    misbehaving.script = [lose]
    with pytest.raises(UsageError, match=f"{C} has 0 triples, not 1") as caught:
        push(build_of(tmp_path, CHANGED), through(misbehaving, oxigraph))
    assert "All was turned back" in str(caught.value)
    assert oxigraph.held() == held_by(OLD)
    oxigraph.check_tidy()


def test_a_server_that_does_half_of_the_replacing_is_turned_back(
    oxigraph: Server, misbehaving: Misbehaving, tmp_path: Path
) -> None:
    """As one without transactions may: each step of the update, one by one, until it fails at the n-th."""
    normal = pass_on(oxigraph.url)
    moves: list[str] = []
    target = through(misbehaving, oxigraph)
    for done in range(6):
        oxigraph.fill(OLD)

        def half(handler: Handler, request: Request, done: int = done) -> None:
            if request.target != "/update" or b"MOVE" not in request.body:
                return normal(handler, request)
            misbehaving.script = [normal]
            (text,) = parse_qs(request.body.decode())["update"]
            moves[:] = text.split(" ;\n")
            if moves[:done]:
                oxigraph.target.endpoint.update(" ;\n".join(moves[:done]), oxigraph.target.update)
            return handler.answer(500, b"out of order")

        misbehaving.script = [half]
        with pytest.raises(UsageError, match="All was turned back"):
            push(build_of(tmp_path, CHANGED), target)
        assert len(moves) == 6
        assert oxigraph.held() == held_by(OLD)
        oxigraph.check_tidy()
