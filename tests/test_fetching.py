"""What a server outside may do wrong ends in its time and its memory, is told, and costs nothing that was there."""

from __future__ import annotations

import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from behaviours import raw, says
from sckg import __version__
from sckg.errors import OutsideError, UsageError
from sckg.linking.cache import Cache, Stored, default_folder
from sckg.linking.fetching import BATCH, Answers, Clock, Fetcher, Limits, user_agent
from sckg.linking.line import Line
from sckg.linking.reading import read_json, read_rows

if TYPE_CHECKING:
    from conftest import Behaviour, Handler, Misbehaving, Request

JSON = "application/sparql-results+json"
QUERY = "SELECT ?thing { VALUES ?thing { UNDEF } }"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
MB = 1 << 20


class Watch:
    """A clock that runs on, and jumps where someone waits."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.skipped, self.days = 0.0, 0.0

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.skipped += seconds

    def clock(self) -> Clock:
        return Clock(
            lambda: time.monotonic() + self.skipped,
            lambda: NOON + timedelta(days=self.days, seconds=self.skipped),
            self.sleep,
        )


def items(count: int, first: int = 1) -> list[str]:
    return [f"<urn:x:{number}>" for number in range(first, first + count)]


def asked(request: Request) -> list[str]:
    """The terms of the VALUES block of a request."""
    text = urlsplit(request.target).query if request.method == "GET" else request.body.decode()
    return parse_qs(text)["query"][0].partition("{ VALUES ?thing {")[2].partition("}")[0].split()


def rows(*terms: str) -> bytes:
    found = [{"thing": {"type": "uri", "value": term[1:-1]}} for term in terms]
    return json.dumps({"head": {"vars": ["thing"]}, "results": {"bindings": found}}).encode()


def right(handler: Handler, request: Request) -> None:
    """Gives back what it is asked about."""
    handler.answer(200, rows(*asked(request)), Content_Type=JSON)


@pytest.fixture
def watch() -> Watch:
    """A clock for one test."""
    return Watch()


Make = Callable[..., Fetcher]


@pytest.fixture
def make(tmp_path: Path, watch: Watch) -> Make:
    """Makes a fetcher with a cache of the test; batches of two, and short times."""

    def fetcher(*, offline: bool = False, **limits: Any) -> Fetcher:
        told = Limits(**{"timeout": 5.0, "batch": 2, **limits})
        return Fetcher(Cache(tmp_path / "cache"), offline=offline, limits=told, clock=watch.clock())

    return fetcher


def ask(fetcher: Fetcher, server: Misbehaving, terms: list[str], *script: Behaviour) -> Answers:
    if script:
        server.script = list(script)
    return fetcher.select_about(server.url, QUERY, "thing", terms)


def told(fetcher: Fetcher, server: Misbehaving, *script: Behaviour) -> str:
    """The message of a batch that fails; it names the server, and comes in time."""
    start = time.monotonic()
    found = ask(fetcher, server, items(1), *script)
    assert time.monotonic() - start < fetcher.limits.timeout * fetcher.limits.attempts + 2
    assert (found.missing, found.rows, found.asked) == (items(1), [], {})
    with pytest.raises(OutsideError) as caught:
        found.need()
    assert caught.value.exit_code == 2
    assert server.url in str(caught.value)
    return str(caught.value)


def things(found: Answers) -> list[str]:
    return [str(row["thing"]) for row in found.rows]


# A server that is busy


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_pause_that_is_wished_is_made(misbehaving: Misbehaving, make: Make, watch: Watch, status: int) -> None:
    found = ask(make(), misbehaving, items(1), says(status, Retry_After="7"), right)
    assert (things(found), watch.pauses) == (items(1), [7.0])


@pytest.mark.parametrize(("ahead", "wanted"), [(9, 9), (-5, 0)])
def test_the_pause_may_be_a_date(misbehaving: Misbehaving, make: Make, watch: Watch, ahead: int, wanted: float) -> None:
    when = format_datetime(NOON + timedelta(seconds=ahead), usegmt=True)
    assert ask(make(), misbehaving, items(1), says(429, Retry_After=when), right).whole
    assert watch.pauses == [wanted]


@pytest.mark.parametrize("wish", [{}, {"Retry_After": "soon"}, {"Retry_After": "-3"}])
def test_without_a_wish_pauses_double(misbehaving: Misbehaving, make: Make, watch: Watch, wish: dict[str, str]) -> None:
    assert ask(make(), misbehaving, items(1), *[says(429, b"", **wish)] * 3, right).whole
    assert watch.pauses == [2.0, 4.0, 8.0]


def test_a_server_that_stays_busy_is_left_alone(misbehaving: Misbehaving, make: Make, watch: Watch) -> None:
    assert "answers 429 Too Many Requests, in 4 attempts" in told(make(), misbehaving, says(429))
    assert (len(misbehaving.requests), watch.pauses) == (4, [2.0, 4.0, 8.0])


def test_a_long_pause_is_told_not_made_and_nothing_more_is_asked(
    misbehaving: Misbehaving, make: Make, watch: Watch
) -> None:
    found = ask(make(), misbehaving, items(6), right, says(429, Retry_After="3600"))
    assert (things(found), found.missing) == (items(2), items(4, 3))
    assert "is busy and asks to come back in 3600 s" in str(found.failures[0])
    assert (len(misbehaving.requests), len(found.failures), watch.pauses) == (2, 1, [])


# A server that fails


def test_an_inner_fault_is_tried_again_and_told_in_the_words_of_the_server(
    misbehaving: Misbehaving, make: Make
) -> None:
    fault = says(500, b"java.util.concurrent.\nTimeoutException")
    assert ask(make(), misbehaving, items(1), fault, right).whole
    message = told(make(age=timedelta(0)), misbehaving, fault)
    assert "answers 500 Internal Server Error: 'java.util.concurrent. TimeoutException', in 4 attempts" in message


def test_a_dropped_connection_is_tried_again(misbehaving: Misbehaving, make: Make) -> None:
    assert ask(make(), misbehaving, items(1), raw(), raw(), right).whole
    assert "the connection broke" in told(make(age=timedelta(0)), misbehaving, raw())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_told_and_not_tried_again(misbehaving: Misbehaving, make: Make, status: int) -> None:
    message = told(make(), misbehaving, says(status, b"no\nsuch thing" + b"!" * 10_000))
    assert f"answers {status}" in message and "no such thing" in message and len(message) < 900
    assert len(misbehaving.requests) == 1


def test_nobody_listening_is_told_at_once(make: Make, watch: Watch) -> None:
    found = make().select_about("http://127.0.0.1:1/query", QUERY, "thing", items(6))
    assert "http://127.0.0.1:1/query cannot be reached" in str(found.failures[0])
    assert (len(found.failures), watch.pauses, len(found.missing)) == (1, [], 6)


def test_two_batches_in_a_row_that_fail_end_the_run(misbehaving: Misbehaving, make: Make) -> None:
    found = ask(make(attempts=1), misbehaving, items(10), says(400), right, says(400), says(400))
    assert (things(found), len(misbehaving.requests)) == (items(2, 3), 4)
    assert found.missing == [*items(2), *items(6, 5)]


# A server that answers wrongly


def test_html_with_200_is_told_and_not_tried_again(misbehaving: Misbehaving, make: Make) -> None:
    message = told(make(), misbehaving, says(200, b"<html><h1>Log in</h1></html>", Content_Type="text/html"))
    assert "answered with text/html, not with JSON: '<html><h1>Log in</h1></html>'" in message
    assert "no login page of the network in between?" in message and len(misbehaving.requests) == 1


def test_a_packed_answer_is_told(misbehaving: Misbehaving, make: Make) -> None:
    """Nobody asked for one, and small packages hold large answers."""
    assert "answered with gzip, not with JSON" in told(
        make(), misbehaving, says(200, b"\x1f\x8b", Content_Type=JSON, Content_Encoding="gzip")
    )


HALF = rows(*items(50))[:-700]


@pytest.mark.parametrize(
    "half",
    [
        says(200, HALF, Content_Type=JSON),
        says(200, HALF, Content_Type=JSON, Content_Length=str(len(HALF) + 700)),
        raw(f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode(), b"64\r\nhalf"),
        says(200, HALF + b"\njava.util.concurrent.TimeoutException", Content_Type=JSON),
        says(200, b"", Content_Type=JSON),
        says(200, b"\xff\xfe{}", Content_Type=JSON),
        says(200, b"[" * 100_000, Content_Type=JSON),
        says(200, b"{}", Content_Type=JSON),
        says(200, b"[]", Content_Type=JSON),
        says(200, b'{"head": {"vars": ["thing"]}, "boolean": true}', Content_Type=JSON),
        says(200, rows("<no iri>"), Content_Type=JSON),
    ],
    ids=["cut", "short", "chunk", "trace", "empty", "latin", "deep", "other", "list", "ask", "term"],
)
def test_half_an_answer_is_none_and_is_asked_for_again(misbehaving: Misbehaving, make: Make, half: Behaviour) -> None:
    found = ask(make(), misbehaving, items(4), right, half, right)
    assert things(found) == items(4)
    assert "in 4 attempts" in told(make(age=timedelta(0)), misbehaving, half)


def test_rows_are_read_whole(make: Make) -> None:
    body = json.dumps(
        {
            "head": {"vars": ["a", "b", "c", "d", "e"]},
            "results": {
                "bindings": [
                    {
                        "a": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1"},
                        "b": {"type": "literal", "value": "세종", "xml:lang": "ko"},
                        "c": {
                            "type": "typed-literal",
                            "value": "1",
                            "datatype": "http://www.w3.org/2001/XMLSchema#int",
                        },
                        "d": {"type": "bnode", "value": "b0"},
                        "x": {"type": "literal", "value": "not announced"},
                    }
                ]
            },
        }
    )
    (row,) = read_rows(body.encode())
    assert sorted(row) == ["a", "b", "c", "d"]
    assert row["b"] == ox.Literal("세종", language="ko") and row["d"] == ox.BlankNode("b0")
    assert read_json(b"[1]") == [1]


# A server that sends too much


def endless(handler: Handler, _: Request) -> None:
    """100 MB of JSON, in pieces."""
    handler.wfile.write(f"HTTP/1.0 200 OK\r\nContent-Type: {JSON}\r\n\r\n".encode() + rows()[:-3])
    for _piece in range(1600):
        handler.wfile.write(b" " * 65536)
    handler.wfile.write(b"]}}")


def verbose(status: int) -> Behaviour:
    def behave(handler: Handler, _: Request) -> None:
        handler.wfile.write(f"HTTP/1.0 {status} X\r\nContent-Type: text/plain\r\nLocation: /next\r\n\r\n".encode())
        for _piece in range(1600):
            handler.wfile.write(b"x" * 65536)

    return behave


@pytest.fixture
def little_memory() -> Iterator[None]:
    """Fails where a test takes more than 50 MB of memory at any time."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 50 * MB
    finally:
        tracemalloc.stop()


def test_too_large_an_answer_is_not_read_to_its_end(
    misbehaving: Misbehaving, make: Make, little_memory: None, tmp_path: Path
) -> None:
    message = told(make(), misbehaving, endless)
    assert "the answer is over 16 MB" in message and "The rest was not read" in message
    assert len(misbehaving.requests) == 1 and not list((tmp_path / "cache").glob("*"))


@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_nothing_else_is_read_to_its_end(
    misbehaving: Misbehaving, make: Make, little_memory: None, status: int
) -> None:
    told(make(attempts=2), misbehaving, verbose(status))


# A server that keeps one waiting


@pytest.mark.parametrize("start", ["", "HTTP/1.0 200 OK\r\n", f"HTTP/1.0 200 OK\r\nContent-Type: {JSON}\r\n\r\n{{"])
def test_silence_ends_with_the_time_of_a_request(misbehaving: Misbehaving, make: Make, start: str) -> None:
    """Before the head, in it, and in the body; and the next run asks again."""

    def silent(handler: Handler, _: Request) -> None:
        handler.wfile.write(start.encode())
        misbehaving.over.wait(20)

    assert "no whole answer within 0.3 s, in 2 attempts" in told(make(timeout=0.3, attempts=2), misbehaving, silent)
    assert ask(make(), misbehaving, items(1), right).whole


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (f"HTTP/1.0 200 OK\r\nContent-Type: {JSON}\r\n\r\n", " "),
        (f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"),
        ("HTTP/1.0 200 OK\r\nX: ", "x"),
    ],
    ids=["body", "pieces", "head"],
)
def test_drops_end_with_the_time_of_a_request_and_the_line_is_cut(
    misbehaving: Misbehaving, make: Make, start: str, piece: str
) -> None:
    """Else the next request would be a second one at the same time."""
    cut = threading.Event()

    def drip(handler: Handler, _: Request) -> None:
        try:
            handler.wfile.write(start.encode())
            while not misbehaving.over.wait(0.05):
                handler.wfile.write(piece.encode())
        except OSError:
            cut.set()

    assert "no whole answer within 0.5 s" in told(make(timeout=0.5, attempts=1), misbehaving, drip)
    assert cut.wait(3)


def test_the_whole_run_has_an_end_and_the_next_one_goes_on(misbehaving: Misbehaving, make: Make, watch: Watch) -> None:
    """Twenty batches, each after a pause of 30 s, in 100 s."""
    script = [one for _ in range(20) for one in (says(429, Retry_After="30"), right)]
    found = ask(make(deadline=100), misbehaving, items(40), *script)
    assert things(found) == items(6) and watch.pauses == [30.0] * 3
    assert "is busy and asks to come back in 30 s" in str(found.failures[0])
    before = len(misbehaving.requests)
    found = ask(make(), misbehaving, items(40), right)
    assert things(found) == items(40)
    assert [asked(request) for request in misbehaving.requests[before:]][0] == items(2, 7)
    assert len(misbehaving.requests) == before + 17


def test_a_run_that_ends_among_its_attempts_says_what_went_wrong(misbehaving: Misbehaving, make: Make) -> None:
    said = told(make(deadline=3), misbehaving, lambda handler, _: handler.answer(500, b"disk full"))
    assert "answers 500" in said and "disk full" in said and "the 3 s of this run are over" in said


def test_after_its_end_a_run_asks_nothing(misbehaving: Misbehaving, make: Make, watch: Watch) -> None:
    fetcher = make(deadline=100)
    watch.skipped = 101
    assert "the 100 s of this run are over. Run it again, it goes on from here" in told(fetcher, misbehaving, right)
    assert misbehaving.requests == []


# A server that sends one elsewhere


@pytest.mark.parametrize(
    "where",
    [
        "http://10.0.0.1/query",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:{port}/query",
        "http://[::1]:{port}/query",
        "http://127.0.0.1:1/query",
        "http://kim@127.0.0.1:{port}/query",
        "https://127.0.0.1:{port}/query",
        "//data.example/query",
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/query",
        "http://[",
        "javascript:1",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_server_is_not_followed(
    misbehaving: Misbehaving, make: Make, where: str, status: int
) -> None:
    place = where.format(port=misbehaving.server_address[1])
    message = told(make(), misbehaving, says(status, Location=place), right)
    assert f"redirects to another server, {place[:4]}" in message.replace("http://data", "//data")
    assert "Name that one with --endpoint" in message and len(misbehaving.requests) == 1


def test_a_redirect_on_the_same_server_is_followed(misbehaving: Misbehaving, make: Make) -> None:
    def on(handler: Handler, request: Request) -> None:
        handler.answer(301, b"", Location=request.target.replace("/query", "/sparql"))

    assert ask(make(), misbehaving, items(1), on, right).whole
    assert misbehaving.requests[1].target.startswith("/sparql?")
    assert misbehaving.requests[1].headers["user-agent"] == user_agent()


def test_a_long_question_is_sent_on_whole_or_not_at_all(misbehaving: Misbehaving, make: Make) -> None:
    long = [f"<urn:x:{'0' * 1500}>"]
    assert ask(make(), misbehaving, long, says(307, Location="/sparql"), right).whole
    assert [request.method for request in misbehaving.requests] == ["POST", "POST"]
    found = ask(make(age=timedelta(0)), misbehaving, long, says(302, Location="/sparql"), right)
    assert "has moved to" in str(found.failures[0]) and len(misbehaving.requests) == 3


def test_a_redirect_in_a_circle_is_told(misbehaving: Misbehaving, make: Make) -> None:
    assert "redirects in a circle" in told(make(), misbehaving, says(302, Location="/query"))
    assert len(misbehaving.requests) == 4


@pytest.mark.parametrize(
    ("addresses", "followed"),
    [
        (["93.184.216.34"], True),
        (["10.1.2.3"], False),
        (["93.184.216.34", "192.168.0.1"], False),
        (["127.0.0.1"], False),
        (["::1"], False),
        (["fe80::1%eth0"], False),
        (["::ffff:10.0.0.1"], False),
    ],
)
def test_a_redirect_into_a_private_network_is_not_followed(
    misbehaving: Misbehaving, monkeypatch: pytest.MonkeyPatch, addresses: list[str], followed: bool
) -> None:
    """Not on the same server either: the owner of a name says where it leads."""
    connect = socket.create_connection
    here = "127.0.0.1", misbehaving.server_address[1]
    monkeypatch.setattr(socket, "create_connection", lambda _, *rest: connect(here, *rest))
    monkeypatch.setenv("no_proxy", "*")
    misbehaving.script = [says(302, Location="/next"), says(200, b"{}")]
    line = Line("http://data.example/query", lambda _: addresses)
    from urllib.request import Request as Wanted

    if followed:
        with line.open(Wanted(line.address), 5) as answer:
            assert answer.read() == b"{}"
    else:
        with pytest.raises(OutsideError, match="http://data.example/next, which lies in a private network"):
            line.open(Wanted(line.address), 5)
    assert len(misbehaving.requests) == 1 + followed


@pytest.mark.parametrize("url", ["", "ftp://x", "http://kim:secret@x.example/", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(make: Make, url: str) -> None:
    with pytest.raises(UsageError, match="is no http|set SCKG_USER"):
        make().select(url, QUERY)


# What is sent


def test_who_asks_can_be_written_to(misbehaving: Misbehaving, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCKG_CONTACT", raising=False)
    assert user_agent() == f"sckg/{__version__} (https://w3id.org/sckg/)"
    monkeypatch.setenv("SCKG_CONTACT", "kim@city.example")
    ask(make(), misbehaving, items(1), right)
    sent = misbehaving.requests[0].headers
    assert sent["user-agent"] == f"sckg/{__version__} (https://w3id.org/sckg/; kim@city.example)"
    assert JSON in sent["accept"]


@pytest.mark.parametrize("contact", ["김", "a\r\nX: y", "a)b", "(x"])
def test_a_contact_that_fits_in_no_header_is_refused(monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("SCKG_CONTACT", contact)
    with pytest.raises(UsageError, match="SCKG_CONTACT.*write a mail address or a web address in ASCII"):
        user_agent()


def test_batches_are_small_each_thing_is_asked_once_and_one_request_at_a_time(
    misbehaving: Misbehaving, make: Make
) -> None:
    now, most = 0, 0

    def counted(handler: Handler, request: Request) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        time.sleep(0.01)
        now -= 1
        right(handler, request)

    found = ask(make(batch=10_000), misbehaving, [*items(450), *items(450)], counted)
    assert [len(asked(request)) for request in misbehaving.requests] == [BATCH, BATCH, 50]
    assert (things(found), most) == (items(450), 1)
    assert {request.method for request in misbehaving.requests} == {"POST", "GET"}


def test_progress_is_told(misbehaving: Misbehaving, make: Make) -> None:
    seen: list[tuple[int, int]] = []
    fetcher = make()
    fetcher.progress = lambda done, total, what: seen.append((done, total))
    ask(fetcher, misbehaving, items(4), right)
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_query_without_its_place_for_things_is_refused(make: Make) -> None:
    with pytest.raises(UsageError, match=r"has no VALUES \?thing \{ UNDEF \}"):
        make().select_about("http://127.0.0.1:1/", "SELECT * {}", "thing", items(1))


# What is kept


def test_a_run_that_broke_off_goes_on_where_it_stopped(misbehaving: Misbehaving, make: Make) -> None:
    ask(make(attempts=1), misbehaving, items(10), right, right, says(500), says(500))
    assert len(misbehaving.requests) == 4
    found = ask(make(), misbehaving, items(10), right)
    assert [asked(request) for request in misbehaving.requests[4:]] == [items(2, 5), items(2, 7), items(2, 9)]
    assert found.whole and things(found) == items(10)
    assert set(found.asked.values()) == {NOON.date()}


@pytest.mark.parametrize(
    "fault",
    [
        says(500, b"x"),
        says(429, Retry_After="3600"),
        says(200, b"<html>", Content_Type="text/html"),
        says(200, HALF, Content_Type=JSON),
        says(302, Location="http://10.0.0.1/"),
        endless,
        raw(),
    ],
)
def test_whatever_goes_wrong_the_cache_stays_as_it_was(
    misbehaving: Misbehaving, make: Make, tmp_path: Path, watch: Watch, fault: Behaviour
) -> None:
    """Even where the answer that is there is too old, and a new one is asked for."""
    ask(make(), misbehaving, items(4), right)
    before = {path.name: path.read_bytes() for path in (tmp_path / "cache").iterdir()}
    watch.days = 30
    ask(make(attempts=2), misbehaving, items(4), fault)
    assert {path.name: path.read_bytes() for path in (tmp_path / "cache").iterdir()} == before and len(before) == 2


def test_offline_asks_nobody(misbehaving: Misbehaving, make: Make, watch: Watch) -> None:
    ask(make(), misbehaving, items(2), right)
    watch.days = 1000
    found = ask(make(offline=True), misbehaving, items(6))
    assert (things(found), found.missing, len(misbehaving.requests)) == (items(2), items(4, 3), 1)
    assert "no such answer in" in str(found.failures[0]) and "Run once without --offline" in str(found.failures[0])
    with pytest.raises(OutsideError, match="2 of 6 things are answered and kept; nothing was written"):
        found.need()


def test_an_answer_that_says_nothing_is_asked_for_again(misbehaving: Misbehaving, make: Make) -> None:
    """A server that lost its data says so in good JSON; once it is mended, nobody has to delete a cache."""
    empty = ask(make(), misbehaving, items(2), lambda handler, _: handler.answer(200, rows(), Content_Type=JSON))
    assert (empty.rows, empty.missing) == ([], [])
    misbehaving.script = [right]
    assert things(ask(make(offline=True), misbehaving, items(2))) == []
    assert things(ask(make(), misbehaving, items(2))) == items(2) and len(misbehaving.requests) == 2
    assert things(ask(make(), misbehaving, items(2))) == items(2) and len(misbehaving.requests) == 2


def test_an_old_answer_is_asked_for_anew(misbehaving: Misbehaving, make: Make, watch: Watch) -> None:
    for days, requests in ((0, 1), (6.9, 1), (7.1, 2), (8, 2)):
        watch.days = days
        fetcher = make()
        ask(fetcher, misbehaving, items(1), right)
        assert len(misbehaving.requests) == requests
    assert fetcher.oldest == (NOON + timedelta(days=7.1)).date()


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "folder"])
def test_a_damaged_file_counts_as_none(misbehaving: Misbehaving, make: Make, tmp_path: Path, harm: str) -> None:
    ask(make(), misbehaving, items(1), right)
    (path,) = (tmp_path / "cache").iterdir()
    whole = path.read_bytes()
    path.write_bytes({"cut": whole[:-1], "changed": whole.replace(b"x:1", b"x:2"), "empty": b""}.get(harm, whole))
    if harm == "folder":
        path.write_bytes(whole.replace(b"sckg answer 1", b"sckg answer 0"))
    assert not ask(make(offline=True), misbehaving, items(1)).whole
    assert ask(make(), misbehaving, items(1)).whole and path.read_bytes() == whole


def test_another_endpoint_or_query_is_another_answer(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write(Stored("http://a/", "q", NOON, b"1\n2"))
    assert cache.read("http://a/", "q") == Stored("http://a/", "q", NOON, b"1\n2")
    assert cache.read("http://b/", "q") is None and cache.read("http://a/", "q ") is None


def test_a_cache_that_cannot_be_written_is_told(misbehaving: Misbehaving, tmp_path: Path, watch: Watch) -> None:
    (tmp_path / "file").write_text("")
    fetcher = Fetcher(Cache(tmp_path / "file"), clock=watch.clock())
    misbehaving.script = [right]
    with pytest.raises(UsageError, match="cannot be written"):
        fetcher.select_about(misbehaving.url, QUERY, "thing", items(1))


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCKG_CACHE", str(tmp_path / "own"))
    assert default_folder() == tmp_path / "own"
    monkeypatch.delenv("SCKG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_folder() == tmp_path / "sckg"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert default_folder() == tmp_path / "local" / "sckg" / "cache"


# Plain JSON


def test_a_page_is_read_under_the_same_rules(misbehaving: Misbehaving, make: Make) -> None:
    misbehaving.script = [says(503), says(200, b"[1", Content_Type="application/json"), says(200, b"[1]")]
    with pytest.raises(OutsideError, match="not with JSON"):
        make().page(misbehaving.base + "/v2")
    misbehaving.script = [says(200, b"[1]", Content_Type="application/json;charset=utf-8")]
    assert make().page(misbehaving.base + "/v2").value == [1]
    assert make(offline=True).page(misbehaving.base + "/v2").value == [1]
