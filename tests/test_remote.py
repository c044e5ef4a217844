"""What a SPARQL server may do wrong ends in its time with a message that names the server and the repair."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

import pyoxigraph as ox
import pytest

from behaviours import raw, says
from sckg import __version__
from sckg.errors import UsageError
from sckg.namespaces import GRAPH
from sckg.store import Endpoint, credentials
from sckg.store.remote import ATTEMPTS, LONGEST_ADDRESS, USER_AGENT

if TYPE_CHECKING:
    from conftest import Behaviour, Handler, Misbehaving, Request

XML = "application/sparql-results+xml"
HEAD = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
GRAPHS = (GRAPH + "a", GRAPH + "b")
QUERY = "SELECT ?s { ?s ?p ?o }"


def table(name: str, *values: str) -> bytes:
    """Results with one column of IRIs."""
    found = "".join(f'<result><binding name="{name}"><uri>{value}</uri></binding></result>' for value in values)
    return f'{HEAD}<head><variable name="{name}"/></head><results>{found}</results></sparql>'.encode()


RIGHT = says(200, table("s", "urn:x:1", "urn:x:2"), Content_Type=XML)
NAMES = says(200, table("graph", *GRAPHS), Content_Type=XML)


def ask(server: Misbehaving, *script: Behaviour, **options: Any) -> list[str]:
    """The first column of the answer to a question, over the graphs that the query names."""
    server.script = list(script)
    answer = Endpoint(server.url, **{"timeout": 20, "sleep": lambda _: None, **options}).solve(QUERY, union=False)
    return [getattr(row[0], "value", "") for row in answer.rows]


def told(server: Misbehaving, *script: Behaviour, **options: Any) -> str:
    """The message of a question that fails; it names the server, and comes in time."""
    start = time.monotonic()
    with pytest.raises(UsageError) as caught:
        ask(server, *script, **options)
    assert time.monotonic() - start < options.get("timeout", 20) + 2
    assert caught.value.exit_code == 2
    message = str(caught.value)
    del caught  # its traceback holds this frame, and what Oxigraph read, which no other thread may throw away
    assert server.url in message
    return message


# A server that is busy


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_the_pause_it_wishes(misbehaving: Misbehaving, status: int) -> None:
    pauses: list[float] = []
    found = ask(misbehaving, says(status, Retry_After="7"), RIGHT, sleep=pauses.append)
    assert (found, pauses) == (["urn:x:1", "urn:x:2"], [7.0])


@pytest.mark.parametrize(("ahead", "least", "most"), [(9, 6, 10), (-5, 0, 0)])
def test_the_pause_may_be_a_date(misbehaving: Misbehaving, ahead: int, least: float, most: float) -> None:
    pauses: list[float] = []
    ask(misbehaving, says(429, Retry_After=formatdate(time.time() + ahead, usegmt=True)), RIGHT, sleep=pauses.append)
    assert len(pauses) == 1 and least <= pauses[0] <= most


@pytest.mark.parametrize("wish", [{}, {"Retry_After": "soon"}, {"Retry_After": "inf"}, {"Retry_After": "-3"}])
def test_without_a_sound_wish_pauses_double(misbehaving: Misbehaving, wish: dict[str, str]) -> None:
    pauses: list[float] = []
    ask(misbehaving, *[says(429, b"", **wish)] * 3, RIGHT, sleep=pauses.append)
    assert pauses == [0.5, 1.0, 2.0]


def test_a_server_that_stays_busy_is_left_alone(misbehaving: Misbehaving) -> None:
    message = told(misbehaving, says(429))
    assert "answers 429 Too Many Requests, also after several attempts. Ask again later" in message
    assert len(misbehaving.requests) == ATTEMPTS


@pytest.mark.parametrize("wish", ["3600", formatdate(4102444800, usegmt=True)])
def test_a_long_pause_is_told_and_not_waited_for(misbehaving: Misbehaving, wish: str) -> None:
    pauses: list[float] = []
    message = told(misbehaving, says(429, Retry_After=wish), sleep=pauses.append)
    assert "is busy and asks to come back in" in message
    assert pauses == [] and len(misbehaving.requests) == 1


def test_a_pause_beyond_the_deadline_is_not_waited_for(misbehaving: Misbehaving) -> None:
    assert "come back in 7 s" in told(misbehaving, says(503, Retry_After="7"), timeout=5)


def test_a_dropped_connection_is_tried_again(misbehaving: Misbehaving) -> None:
    drop = raw()
    assert ask(misbehaving, drop, drop, RIGHT) == ["urn:x:1", "urn:x:2"]
    assert "cannot be reached" in told(misbehaving, drop)
    assert len(misbehaving.requests) == 3 + ATTEMPTS


# A server that refuses


def test_an_inner_fault_is_told_in_the_words_of_the_server(misbehaving: Misbehaving) -> None:
    message = told(misbehaving, says(500, "out of\nmemory: 메모리 'x'".encode()))
    assert "fails inside (500): out of memory: 메모리 'x'. Look into the server's log" in message
    assert len(misbehaving.requests) == 1


def test_a_refused_query_is_told_in_the_words_of_the_server(misbehaving: Misbehaving) -> None:
    assert "refuses the query: error at 1:3: expected }" in told(
        misbehaving, says(400, b"error at 1:3:\r\n expected }")
    )


@pytest.mark.parametrize("status", [400, 500])
def test_the_words_of_the_server_are_cut(misbehaving: Misbehaving, status: int) -> None:
    assert len(told(misbehaving, says(status, b"x" * 100_000))) < 500


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "nothing there (404)"), (403, "answers 403 Forbidden"), (414, "fails"), (418, "answers 418"), (304, "304")],
)
def test_other_refusals_are_told(misbehaving: Misbehaving, status: int, words: str) -> None:
    assert words in told(misbehaving, says(status, b"no"))


def test_a_redirect_in_a_circle_is_told(misbehaving: Misbehaving) -> None:
    told(misbehaving, says(302, Location=misbehaving.url))


# Name and password


def basic(handler: Handler, request: Request) -> None:
    if request.headers.get("authorization") == "Basic " + base64.b64encode("kim:비밀".encode()).decode():
        return RIGHT(handler, request)
    return handler.answer(401, b"who?", WWW_Authenticate='Basic realm="x"')


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(hashed: Callable[[str], str], extra: str) -> Behaviour:
    """A server that checks by RFC 7616, and RFC 2069 where `extra` has no qop; a nonce holds for two requests."""
    nonces: list[str] = []

    def behave(handler: Handler, request: Request) -> None:
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        said = parse_keqv_list(parse_http_list(rest)) if scheme == "Digest" else {}
        if said.get("nonce") in nonces[-1:] and int(said.get("nc", "1"), 16) <= 2:
            who = hashed("kim:SPARQL, all of it:비밀")
            middle = ":".join(said[k] for k in ("nonce", "nc", "cnonce", "qop") if k in said)
            if "qop" not in said:
                middle = said["nonce"]
            assert (said["uri"], said["username"]) == (request.target, "kim")
            what = hashed(f"{request.method}:{request.target}")
            if said["response"] == hashed(f"{who}:{middle}:{what}"):
                return RIGHT(handler, request)
        if scheme == "Basic":
            return handler.answer(401, b"")  # as Virtuoso does
        nonces.append(f"n{len(nonces)}")
        asked = f'Digest realm="SPARQL, all of it", nonce="{nonces[-1]}"{extra}'
        return handler.answer(401, b"", WWW_Authenticate=asked)

    return behave


SCHEMES: dict[str, Callable[[], Behaviour]] = {
    "basic": lambda: basic,
    "digest": lambda: digest(md5, ', qop="auth", opaque="o", algorithm="MD5", stale="false"'),
    "sha-256": lambda: digest(sha256, ', qop="auth,auth-int", algorithm=SHA-256'),
    "old digest": lambda: digest(md5, ""),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_login_is_told_as_the_server_asks(misbehaving: Misbehaving, scheme: str) -> None:
    """Also for the second and third question, with a nonce that is used up."""
    misbehaving.script = [SCHEMES[scheme]()]
    endpoint = Endpoint(misbehaving.url, timeout=20, login=("kim", "비밀"))
    for _ in range(4):
        assert len(list(endpoint.solve(QUERY, union=False).rows)) == 2
    assert "authorization" not in misbehaving.requests[0].headers


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("login", [None, ("kim", "wrong"), ("kim", "")])
def test_a_wrong_or_missing_login_is_told(misbehaving: Misbehaving, scheme: str, login: tuple[str, str] | None) -> None:
    message = told(misbehaving, SCHEMES[scheme](), login=login)
    assert "wants name and password, or refuses those given. Set SCKG_USER and SCKG_PASSWORD" in message
    assert "kim" not in message and len(misbehaving.requests) <= 2


@pytest.mark.parametrize("asked", ["Negotiate", "Bearer x", "Digest", "Digest nonsense", 'Digest realm="x"', ""])
def test_an_unknown_scheme_is_told(misbehaving: Misbehaving, asked: str) -> None:
    assert "wants name and password" in told(misbehaving, says(401, WWW_Authenticate=asked), login=("kim", "비밀"))


def test_the_login_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCKG_USER", raising=False)
    monkeypatch.setenv("SCKG_PASSWORD", "b")
    assert credentials() is None
    monkeypatch.setenv("SCKG_USER", "a")
    assert credentials() == ("a", "b")
    monkeypatch.delenv("SCKG_PASSWORD")
    assert credentials() == ("a", "")


# A server that answers wrongly


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("text/html", b"<html><h1>Welcome</h1></html>", "answered with text/html"),
        ("application/sparql-results+json", b"{}", "answered with application/sparql-results+json"),
        (XML, b"", "breaks off or is damaged"),
        (XML, table("s", "urn:x:1")[:-40], "breaks off or is damaged"),
        (XML, table("s", "urn:x:1")[: len(HEAD) + 20], "breaks off or is damaged"),
        (XML, b"<html/>", "breaks off or is damaged"),
        (XML, b"\xff\xfe\x00 binary", "breaks off or is damaged"),
        (XML, table("s", "no iri"), "breaks off or is damaged"),
        ("application/rdf+xml", b"<rdf:RDF", "breaks off or is damaged"),
    ],
)
def test_what_is_no_answer_is_told(misbehaving: Misbehaving, kind: str, body: bytes, words: str) -> None:
    assert words in told(misbehaving, says(200, body, Content_Type=kind))


def test_an_answer_without_type_is_told(misbehaving: Misbehaving) -> None:
    assert "answered with no type, not with SPARQL results: 'hello'" in told(misbehaving, says(200, b"hello"))


def test_an_answer_shorter_than_announced_is_told(misbehaving: Misbehaving) -> None:
    """Also where what came is whole by itself."""
    body = table("s", "urn:x:1")
    assert "breaks off after" in told(misbehaving, says(200, body, Content_Type=XML, Content_Length=str(len(body) + 9)))


def test_pieces_that_break_off_are_told(misbehaving: Misbehaving) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {XML}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert "breaks off" in told(misbehaving, raw(head, b"64\r\nhalf"))
    assert "breaks off" in told(misbehaving, raw(head, b"4\r\nhalf\r\n"))


@pytest.mark.parametrize(
    "line", [b"nonsense\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200]
)
def test_what_is_no_http_is_told(misbehaving: Misbehaving, line: bytes) -> None:
    assert "cannot be reached" in told(misbehaving, raw(line))


def test_cut_results_are_told(misbehaving: Misbehaving) -> None:
    cut = says(200, table("s", "urn:x:1"), Content_Type=XML, X_SPARQL_MaxRows="1000")
    assert "cuts answers at 1000 rows. Repair: raise ResultSetMaxRows" in told(misbehaving, cut)


def test_the_cut_of_a_real_server_is_told_and_only_it(virtuoso_server: str) -> None:
    endpoint = Endpoint(virtuoso_server)
    text = "SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {}"
    assert len(list(endpoint.solve(text.format(900), union=False).rows)) == 900
    with pytest.raises(UsageError, match="cuts answers at 1000 rows"):
        endpoint.solve(text.format(1100), union=False)


def test_an_endless_answer_has_an_end(misbehaving: Misbehaving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sckg.store.remote.LARGEST_ANSWER", 2 << 20)

    def endless(handler: Handler, _: Request) -> None:
        handler.wfile.write(f"HTTP/1.0 200 OK\r\nContent-Type: {XML}\r\n\r\n".encode())
        while not misbehaving.over.is_set():
            handler.wfile.write(b"x" * 65536)

    assert "over 2 MB" in told(misbehaving, endless)


# A server that keeps one waiting


@pytest.mark.parametrize("start", ["", "HTTP/1.0 200 OK\r\n", f"HTTP/1.0 200 OK\r\nContent-Type: {XML}\r\n\r\n"])
def test_silence_ends_with_the_deadline(misbehaving: Misbehaving, start: str) -> None:
    """Before the head, in it, and in the body."""

    def silent(handler: Handler, _: Request) -> None:
        handler.wfile.write(start.encode())
        misbehaving.over.wait(20)

    assert "did not answer in time. Give it longer with --timeout" in told(misbehaving, silent, timeout=1)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (f"HTTP/1.0 200 OK\r\nContent-Type: {XML}\r\n\r\n", "x"),
        (f"HTTP/1.1 200 OK\r\nContent-Type: {XML}\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        (f"HTTP/1.1 200 OK\r\nContent-Type: {XML}\r\nTransfer-Encoding: chunked\r\n\r\n", "0"),
        ("HTTP/1.0 200 OK\r\nX: ", "x"),
    ],
    ids=["body", "pieces", "length of a piece", "head"],
)
def test_drops_end_with_the_deadline(misbehaving: Misbehaving, start: str, piece: str) -> None:
    def drip(handler: Handler, _: Request) -> None:
        handler.wfile.write(start.encode())
        while not misbehaving.over.wait(0.2):
            handler.wfile.write(piece.encode())

    assert "did not answer in time" in told(misbehaving, drip, timeout=1)


def test_nobody_listening_is_told() -> None:
    with pytest.raises(UsageError, match="http://127.0.0.1:1/query cannot be reached .*Is the server running"):
        Endpoint("http://127.0.0.1:1/query").solve(QUERY, union=False)


def test_an_unknown_host_is_told() -> None:
    with pytest.raises(UsageError, match="cannot be reached"):
        Endpoint("http://nowhere.invalid/query").solve(QUERY, union=False)


# What is sent


def sent(request: Request) -> dict[str, list[str]]:
    return parse_qs(urlsplit(request.target).query if request.method == "GET" else request.body.decode())


def test_a_short_query_goes_by_get_and_a_long_one_by_post(misbehaving: Misbehaving) -> None:
    misbehaving.script = [RIGHT]
    endpoint = Endpoint(misbehaving.url)
    texts = [QUERY, QUERY + " # " + "가" * LONGEST_ADDRESS]
    for text in texts:
        endpoint.solve(text, union=False)
    assert [request.method for request in misbehaving.requests] == ["GET", "POST"]
    assert [sent(request)["query"] for request in misbehaving.requests] == [[text] for text in texts]
    assert {request.headers["user-agent"] for request in misbehaving.requests} == {USER_AGENT}
    assert USER_AGENT.startswith(f"sckg/{__version__} (http")


@pytest.mark.parametrize("text", [QUERY, QUERY + " # " + "x" * LONGEST_ADDRESS])
def test_the_default_graph_is_the_union_of_the_graphs_of_sckg(misbehaving: Misbehaving, text: str) -> None:
    """They are looked up once."""
    misbehaving.script = [NAMES, RIGHT]
    endpoint = Endpoint(misbehaving.url)
    endpoint.solve(text)
    endpoint.solve(text)
    assert [sent(request).get("default-graph-uri") for request in misbehaving.requests] == [None, [*GRAPHS], [*GRAPHS]]
    assert sent(misbehaving.requests[1])["named-graph-uri"] == [*GRAPHS]


def test_a_server_without_our_graphs_is_told(misbehaving: Misbehaving) -> None:
    misbehaving.script = [says(200, table("graph"), Content_Type=XML)]
    with pytest.raises(UsageError, match="holds no graph of sckg. Repair: sckg push --endpoint"):
        Endpoint(misbehaving.url).solve(QUERY)


def test_yes_or_no_is_no_answer_to_a_select(misbehaving: Misbehaving) -> None:
    said = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>true</boolean></sparql>'
    misbehaving.script = [says(200, said, Content_Type=XML)]
    with pytest.raises(UsageError, match="answers yes or no where rows were asked for"):
        Endpoint(misbehaving.url).solve(QUERY)


def test_an_update_is_sent_once(misbehaving: Misbehaving) -> None:
    misbehaving.script = [says(503, Retry_After="1"), says(204)]
    endpoint = Endpoint(misbehaving.url)
    with pytest.raises(UsageError, match="answers 503"):
        endpoint.update("DROP GRAPH <urn:x:g>", misbehaving.base + "/update")
    endpoint.update("DROP GRAPH <urn:x:g>", misbehaving.base + "/update")
    assert [request.target for request in misbehaving.requests] == ["/update", "/update"]
    assert sent(misbehaving.requests[1])["update"] == ["DROP GRAPH <urn:x:g>"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:7878/query",
        "ftp://a.example/query",
        "http://",
        "http:///query",
        "http://a.example:port/",
        "http://[::1/",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="is no http.* address. Example: --endpoint http"):
        Endpoint(url)


@pytest.mark.parametrize("url", ["http://kim:secret@a.example/query", "http://kim@a.example/query"])
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match="set SCKG_USER and SCKG_PASSWORD") as caught:
        Endpoint(url)
    assert "kim" not in str(caught.value)


# What is understood


def test_every_form_of_answer_is_read(oxigraph_server: str) -> None:
    endpoint = Endpoint(oxigraph_server)
    values = 'VALUES (?iri ?korean ?number) { (<urn:x:한국> "세종"@ko 1) }'
    text = f"SELECT ?iri ?korean ?number ?node ?none {{ {values} BIND(BNODE() AS ?node) }}"
    answer = endpoint.solve(text, union=False)
    (row,) = answer.rows
    assert answer.variables == ("iri", "korean", "number", "node", "none")
    assert row[:2] == (ox.NamedNode("urn:x:한국"), ox.Literal("세종", language="ko"))
    assert row[2] == ox.Literal(1) and isinstance(row[3], ox.BlankNode) and row[4] is None
    assert list(endpoint.solve("ASK {}", union=False).rows) == [(ox.Literal(True),)]
    made = endpoint.solve('CONSTRUCT { <urn:x:s> <urn:x:p> "세종"@ko } WHERE {}', union=False)
    assert made.form == "triples"
    assert list(made.rows) == [(ox.NamedNode("urn:x:s"), ox.NamedNode("urn:x:p"), ox.Literal("세종", language="ko"))]


def test_a_faulty_query_is_told_by_a_real_server(oxigraph_server: str, virtuoso_server: str) -> None:
    for url in (oxigraph_server, virtuoso_server):
        with pytest.raises(UsageError, match="refuses the query: .*error"):
            Endpoint(url).solve("SELECT * { ?s ?p }", union=False)
