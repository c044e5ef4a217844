"""What tests share: the real tables and their build, a tiny source of our own, copies to be broken, and servers."""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from sckg.config import Paths, paths
from sckg.errors import DataError, Problem
from sckg.pipeline import build, load_sources

pytest_plugins = ["chromium"]

ROOT = Path(__file__).resolve().parents[1]
TINY = ROOT / "tests" / "fixtures" / "tiny"
TINY_SOURCE = "little-2020"
REAL_SOURCE = "kiep-2019"

Row = dict[str, str]
TablesFactory = Callable[..., "Tables"]
"""`tables()` copies the tiny source, `tables("kiep-2019")` the real one."""


class Tables:
    """A copy of one source with the mapping file, and ways to break it. Rows are numbered as a spreadsheet does."""

    def __init__(self, paths: Paths, source: str) -> None:
        self.paths, self.source = paths, source
        self.folder = paths.data / source

    def rows(self, table: str) -> list[Row]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def write(self, table: str, rows: Sequence[Mapping[str, str]]) -> None:
        text = io.StringIO(newline="")
        bare = any("\r" in cell for row in rows for cell in row.values())  # Python 3.11 writes it without quotes
        head, line_end = list(rows[0]), "\n"
        writer = (
            csv.DictWriter(text, head, lineterminator=line_end, quoting=csv.QUOTE_ALL)
            if bare
            else csv.DictWriter(text, head, lineterminator=line_end)
        )
        writer.writeheader()
        writer.writerows(rows)
        (self.folder / f"{table}.csv").write_bytes(text.getvalue().encode())

    def set(self, table: str, row: int, **cells: str) -> None:
        rows = self.rows(table)
        rows[row - 2].update(cells)
        self.write(table, rows)

    def add(self, table: str, **cells: str) -> None:
        """Append a row: the last one with other cells."""
        rows = self.rows(table)
        self.write(table, [*rows, {**rows[-1], **cells}])

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_bytes().decode()
        assert old in text, f"{file} does not contain {old!r}"
        path.write_bytes(text.replace(old, new, 1).encode())

    def problems(self) -> tuple[Problem, ...]:
        """What a reading of the copy finds."""
        try:
            load_sources(self.paths)
        except DataError as error:
            return error.problems
        return ()


def copy_data(source: Path, target: Path, real: Paths) -> Paths:
    """`data/mapping.yaml` and one source folder, copied; ontology and queries stay the real ones."""
    shutil.copytree(source, target / source.name)
    shutil.copy(real.data / "mapping.yaml", target / "mapping.yaml")
    return Paths(real.ontology, target, real.queries)


@pytest.fixture(scope="session", autouse=True)
def no_terminal() -> None:
    """Output is as wide as where there is no terminal: workers of xdist are told the width of one."""
    os.environ.pop("COLUMNS", None)


@pytest.fixture(scope="session")
def real_paths() -> Paths:
    """The input folders of the checkout."""
    return paths()


@pytest.fixture(scope="session")
def built(real_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the real data; read only."""
    out = tmp_path_factory.mktemp("built")
    build(real_paths, out)
    return out


@pytest.fixture(scope="session")
def tiny_paths(real_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """The input folders of the tiny source; read only."""
    return copy_data(TINY / TINY_SOURCE, tmp_path_factory.mktemp("tiny") / "data", real_paths)


@pytest.fixture(scope="session")
def tiny_built(tiny_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the tiny source; read only."""
    out = tmp_path_factory.mktemp("tiny-built")
    build(tiny_paths, out)
    return out


@pytest.fixture
def tables(tmp_path: Path, real_paths: Paths) -> TablesFactory:
    """Makes a copy of the tables of a source, to be broken."""

    def make(source: str = TINY_SOURCE, name: str = "data") -> Tables:
        folder = (TINY if source == TINY_SOURCE else real_paths.data) / source
        return Tables(copy_data(folder, tmp_path / name, real_paths), source)

    return make


# Servers


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent; names of headers in small letters."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Handler(BaseHTTPRequestHandler):
    """Hands every request to the behaviour that the test set."""

    server: Misbehaving

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.behave(self, Request(self.command, self.path, headers, body))

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Not a word."""

    def version_string(self) -> str:
        """Its name, in the `Server` header."""
        return "misbehaving"

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        """A whole answer; `Content_Type` stands for `Content-Type`."""
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        """Close the line without a word."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def forward(self, server: str, request: Request) -> tuple[int, bytes, dict[str, str]]:
        """What a real server answers to the same request."""
        line = HTTPConnection(urlsplit(server).netloc, timeout=60)
        kept = {k: v for k, v in request.headers.items() if k not in ("host", "connection", "accept-encoding")}
        try:
            line.request(request.method, request.target, request.body or None, {**kept, "Connection": "close"})
            found = line.getresponse()
            names = ("Content-Type", "Server", "WWW-Authenticate", "X-SPARQL-MaxRows")
            sent = {name.replace("-", "_"): value for name in names if (value := found.headers.get(name))}
            return found.status, found.read(), sent
        finally:
            line.close()


Behaviour = Callable[[Handler, Request], None]
"""What a server does with a request."""


class Misbehaving(ThreadingHTTPServer):
    """A server on the loopback that behaves as told, request by request; the last behaviour stays."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        self.url = self.base + "/query"
        self.script: list[Behaviour] = []
        self.requests: list[Request] = []
        self.over = threading.Event()
        """Set when the test ends: a behaviour that hangs waits for it."""

    def behave(self, handler: Handler, request: Request) -> None:
        self.requests.append(request)
        one = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        try:
            one(handler, request)
        except OSError:
            handler.close_connection = True  # the client went away


@pytest.fixture
def misbehaving() -> Iterator[Misbehaving]:
    """A server for one test; it sets `script` and reads `requests`."""
    with Misbehaving() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def need(program: str) -> str:
    """The path of a program; without it the test is skipped, and fails where CI runs."""
    beside = Path(sys.executable).with_name(program)
    if found := str(beside) if beside.is_file() else shutil.which(program):
        return found
    reason = f"{program} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """`need`, for the fixtures of other files."""
    return need


@contextmanager
def running(command: Sequence[str], url: str, folder: Path) -> Iterator[str]:
    """A server that answers at `url` while the block runs, and is killed after it."""
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as one,
    ):
        try:
            wait_for(url, one, folder / "server.log")
            yield url
        finally:
            one.kill()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path, *, seconds: float = 60) -> None:
    """Until the server answers; fails with its log where it ends or does not."""
    end = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < end:
        try:
            with urlopen(f"{url}?query=ASK%7B%7D", timeout=10):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query address of an Oxigraph server in memory."""
    program, port = need("oxigraph"), free_port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    with running(command, f"http://127.0.0.1:{port}/query", tmp_path_factory.mktemp("oxigraph")) as url:
        yield url


@pytest.fixture(scope="session")
def wikidata_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query address of an Oxigraph server that holds the small Wikidata of `fixtures/outside`; read only."""
    program, port, folder = need("oxigraph"), free_port(), tmp_path_factory.mktemp("wikidata")
    fixture = ROOT / "tests" / "fixtures" / "outside" / "wikidata.ttl"
    load = [program, "load", "--location", str(folder / "store"), "--file", str(fixture)]
    subprocess.run(load, check=True, capture_output=True)
    command = [program, "serve-read-only", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
    with running(command, f"http://127.0.0.1:{port}/query", folder) as url:
        yield url


VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
MaxClientConnections = 5
[SPARQL]
ResultSetMaxRows = 1000
MaxQueryExecutionTime = 600
MaxQueryCostEstimationTime = 6000
"""


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query address of a Virtuoso server with an empty database; its user is dba, password dba; 1,000 rows."""
    program, port, folder = need("virtuoso-t"), free_port(), tmp_path_factory.mktemp("virtuoso")
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=free_port(), http=port), encoding="ascii")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, f"http://127.0.0.1:{port}/sparql", folder) as url:
        yield url
