"""The engines that answer the saved questions side by side: sckg in memory, rdflib, Virtuoso, Oxigraph's server.

Servers listen on 127.0.0.1 only, keep their files in the folder they are given, and are killed on leaving. Their CPU
time is read from Linux's clock of their process, in nanoseconds (the ticks of /proc are 10 ms), and that of the client
in this process is added. rdflib answers in a forked child, which the kernel ends once its CPU seconds are used up.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from sckg.errors import UsageError
from sckg.store import Endpoint, Engine, GraphStore, push

__all__ = ["Asked", "Server", "ask", "ask_rdflib", "in_child", "load_rdflib", "oxigraph_server", "virtuoso_server"]

RUNS = 5
MOST_RUNS = 20
ENOUGH = 0.02
"""CPU seconds after which a short question is no longer repeated, once it has been answered `RUNS` times."""
LONGEST = 60.0
"""Seconds that a server may take for an answer, and after which no question is repeated."""
RDFLIB_RUNS = 3
START = 120.0
"""Seconds a server may take to start; a first start of Virtuoso writes its database."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(
    f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger", "decimal", "double", "float")
)
_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxQueryMem = 2G
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = 600
"""
"""Buffers of 8 kB: 1.4 GB, more than a million triples fill. Moving a graph of a million may take longer than the 60 s
that Debian's file allows."""

Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """How an engine answered: median CPU seconds, the part of the server's process, and the rows as sorted texts.

    Where it gave no answer, `seconds` is not a number and `note` says why.
    """

    seconds: float = math.nan
    server: float = 0.0
    rows: tuple[str, ...] = ()
    note: str = ""

    @property
    def told(self) -> bool:
        """Whether there is an answer."""
        return not math.isnan(self.seconds)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its name, its process, its endpoint, and the CPU seconds that loading took."""

    name: str
    pid: int
    endpoint: Endpoint
    load: float

    def cpu(self) -> float:
        """CPU seconds of the process so far."""
        return _cpu_of(self.pid)

    def settle(self) -> None:
        """Wait until the process no longer works on what was given up."""
        before, end = -1.0, time.monotonic() + 10 * LONGEST
        while (now := self.cpu()) - before > 0.1 and time.monotonic() < end:
            before = now
            time.sleep(0.5)


def _cpu_of(pid: int) -> float:
    return time.clock_gettime(~pid << 3 | 2)  # CPUCLOCK_SCHED of the whole process, as clock_getcpuclockid(3) makes it


def ask(engine: Engine, text: str, cite: Sequence[str], server: Server | None = None) -> Asked:
    """Answer a question several times; rows are compared without regard to their order."""
    client, other, begun = list[float](), list[float](), time.monotonic()
    rows: list[Sequence[Any]] = []
    try:
        while len(client) < MOST_RUNS and time.monotonic() - begun < LONGEST:
            start, away = time.process_time(), server.cpu() if server else 0.0
            answer = engine.solve(text)
            rows = list(answer.rows)
            client.append(time.process_time() - start)
            other.append(server.cpu() - away if server else 0.0)
            if len(client) >= RUNS and sum(client) + sum(other) >= ENOUGH:
                break
    except UsageError as error:
        if server:
            server.settle()
        return Asked(note=" ".join(str(error).split())[:200])
    both = [mine + theirs for mine, theirs in zip(client, other, strict=True)]
    found = (tuple(map(_plain, row)) for row in rows)
    return Asked(statistics.median(both), statistics.median(other), _lines(answer.variables, found, cite))


def _plain(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> tuple[str, str]:
    """Value and kind of a term, the same for every way of writing a number or a truth value."""
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.datatype.value, term.language)
    return ("", "") if term is None else (term.value, "iri") if isinstance(term, ox.NamedNode) else ("", "blank")


def _literal(value: str, datatype: str, language: str | None) -> tuple[str, str]:
    if datatype == f"{_XSD}boolean":
        return ("1" if value in ("true", "1") else "0"), "number"  # Virtuoso says 1 for true
    if datatype in _NUMBERS:
        try:
            return format(round(Decimal(value), 9).normalize(), "f"), "number"
        except InvalidOperation:
            return value, "number"
    return value, language or ""


def _lines(variables: Sequence[str], rows: Iterable[Sequence[tuple[str, str]]], cite: Sequence[str]) -> tuple[str, ...]:
    """The same texts for the same rows in any order; what a row rests on may be listed in any order too."""
    apart = [name in cite for name in variables]
    return tuple(
        sorted(
            " | ".join(
                " ".join(sorted(set(value.split()))) if many else f"{value} {kind}".strip()
                for (value, kind), many in zip(row, apart, strict=True)
            )
            for row in rows
        )
    )


def load_rdflib(path: Path) -> tuple[rdflib.Dataset, float]:
    """The build in rdflib, and the CPU seconds that took; what a first query imports is not counted."""
    start = time.process_time()
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format="nquads")
    seconds = time.process_time() - start
    dataset.query("ASK {}")
    return dataset, seconds


def ask_rdflib(dataset: rdflib.Dataset, text: str, cite: Sequence[str], limit: float) -> Asked:
    """Answer in a forked child, again while that is quick, within a number of CPU seconds."""

    def work() -> dict[str, Any]:
        seconds: list[float] = []
        while len(seconds) < RDFLIB_RUNS and sum(seconds) < min(2.0, limit / 4):
            start = time.process_time()
            answer = dataset.query(text)
            rows = list(answer)
            seconds.append(time.process_time() - start)
        names = [str(name) for name in answer.vars or ()]
        found = (tuple(map(_of_rdflib, row)) for row in rows)  # type: ignore[arg-type]
        return {"seconds": statistics.median(seconds), "rows": _lines(names, found, cite)}

    answer = in_child(work, limit)
    return Asked(**answer) if isinstance(answer, dict) else Asked(note=answer)


def _of_rdflib(term: Any) -> tuple[str, str]:
    if isinstance(term, rdflib.Literal):
        return _literal(str(term), str(term.datatype or ""), term.language)
    return ("", "") if term is None else (str(term), "iri") if isinstance(term, rdflib.URIRef) else ("", "blank")


def in_child(work: Callable[[], dict[str, Any]], limit: float = math.inf) -> dict[str, Any] | str:
    """What some work in a forked child gives; where it gives nothing, a word about why."""
    gc.collect()
    gc.freeze()
    context = multiprocessing.get_context("fork")
    near, far = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(work, far, limit))
    child.start()
    far.close()
    try:
        if near.poll(
            None if math.isinf(limit) else 4 * limit + 30
        ):  # a busy machine gives a child less than a second a second
            found: dict[str, Any] = near.recv()
            return found
        return f"not within {limit:.0f} s"
    except EOFError:
        child.join()
        return f"not within {limit:.0f} s" if (child.exitcode or 0) < 0 else "broke off"
    finally:
        child.kill()
        child.join()
        near.close()
        gc.unfreeze()


def _run(work: Callable[[], dict[str, Any]], far: Connection, limit: float) -> None:
    if not math.isinf(limit):
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit)))
    far.send(work())


@contextmanager
def virtuoso_server(build: Path, folder: Path) -> Iterator[Server | None]:
    """A Virtuoso of its own with a build loaded; nothing where it is not installed."""
    command = shutil.which("virtuoso-t")
    if command is None:
        yield None
        return
    folder.mkdir(parents=True)
    http = _free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql=_free_port(), http=http), encoding="utf-8")
    with _running([command, "-f", "-c", str(ini)], folder) as process:
        yield _loaded("Virtuoso", process, f"http://127.0.0.1:{http}/sparql", build, ("dba", "dba"))


@contextmanager
def oxigraph_server(build: Path, folder: Path) -> Iterator[Server | None]:
    """Oxigraph's server with a build loaded, in memory, where it is twice as quick as on disk; nothing without it."""
    command = Path(sys.executable).parent / "oxigraph"
    if not command.is_file():
        yield None
        return
    folder.mkdir(parents=True)
    port = _free_port()
    words = [str(command), "serve", "--bind", f"127.0.0.1:{port}", "--timeout-s", f"{LONGEST:.0f}"]
    with _running(words, folder) as process:
        yield _loaded("Oxigraph", process, f"http://127.0.0.1:{port}/query", build, None)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def _running(words: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is killed on leaving, its folder removed; what it says goes into a file there."""
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _loaded(
    name: str, process: subprocess.Popen[bytes], url: str, build: Path, login: tuple[str, str] | None
) -> Server:
    """The server once it answers and holds the build."""
    writing = Endpoint(url, login=login, timeout=600)
    end = time.monotonic() + START
    while True:
        try:
            writing.solve("ASK { ?s ?p ?o }", union=False)
            break
        except UsageError:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.5)
    own, theirs = time.process_time(), _cpu_of(process.pid)
    push(build, GraphStore.find(writing, login=login), login=login)
    load = time.process_time() - own + _cpu_of(process.pid) - theirs
    return Server(name, process.pid, Endpoint(url, timeout=LONGEST + 10), load)
