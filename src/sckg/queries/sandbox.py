"""A stranger's SPARQL, run in a process of its own that can be ended.

Oxigraph cannot be interrupted, has no switch against `SERVICE`, and its parser crashes on deep nesting; so the query is
looked through here, then runs in a child without open files to spare, with a limit of memory, rows and time.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.namespaces import GRAPH, PREFIXES
from sckg.store import Dataset, Solutions

if TYPE_CHECKING:
    from sckg.store import Endpoint

__all__ = ["ROWS", "SECONDS", "run", "turtle"]

ROWS: Final = 10_000
SECONDS: Final = 30.0
MEMORY: Final = 8 * 2**30
"""Bytes of address space of the child: a build of a million triples needs one eighth of it."""
_STARTING: Final = 60.0
"""Seconds the child may take to load a build, before the time of the query begins."""
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_IRI: Final = r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"""
_TOKEN: Final = re.compile(
    rf"""
    (?P<blank> "{{3}} (?: "{{0,2}} (?:[^"\\]|\\.) )* "{{3}} | "(?:[^"\\\n\r]|\\[^\n\r])*" | \#[^\n\r]*
             | '{{3}} (?: '{{0,2}} (?:[^'\\]|\\.) )* '{{3}} | '(?:[^'\\\n\r]|\\[^\n\r])*' )
  | (?P<iri> {_IRI} )
  | (?P<open> ["'] )
  | (?P<name> [?$]\w+ | : (?: [\w.:%-] | \\. )+ )
    """,
    re.VERBOSE | re.DOTALL,
)
"""Strings, comments and IRIs by https://www.w3.org/TR/sparql11-query/#sparqlGrammar; variables and local names."""
_DISGUISE: Final = re.compile(r"(?!<\w[\w+.-]*://).*(?:\#|'|service)", re.IGNORECASE | re.DOTALL)
"""What may be no IRI but a comparison, `1<2#>`, with more behind it; `//` stands in IRIs alone."""
_SERVICE: Final = re.compile(rf"{_IRI}|(service)", re.IGNORECASE)
_FROM: Final = re.compile(rf"{_IRI}|(from)\s*(?:named\s*)?({_IRI}|\S*)", re.IGNORECASE)


def run(text: str, target: Path | Endpoint, *, seconds: float = SECONDS, rows: int = ROWS) -> Solutions:
    """The answer of one's own SPARQL over a build, or over a server; at most `rows` rows and one more.

    Raises `UsageError` for what is no query, SERVICE, a foreign FROM and updates, and where time or memory ends.
    """
    union = _look_through(text)
    if not isinstance(target, Path):
        _child({"build": "", "text": text, "rows": 0, "union": union}, seconds)
        answer = target.solve(text, union=union)
        return Solutions(answer.variables, islice(answer.rows, rows + 1), answer.form)
    said = _child({"build": str(target), "text": text, "rows": rows, "union": union}, seconds)
    return Solutions(said["variables"], iter(said["found"]), said["form"])


def turtle(answer: Solutions, rows: int) -> bytes:
    """The triples of a CONSTRUCT or DESCRIBE, the first `rows` of them, as Turtle."""
    found = [ox.Triple(*row) for row in islice(answer.rows, rows)]  # type: ignore[arg-type]
    return ox.serialize(sorted(found, key=str), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def _look_through(text: str) -> bool:
    """Whether the query is over the union of all graphs, as it is without FROM.

    It is read twice, its `\\u` escapes as they stand and resolved, for engines differ; keywords may touch their
    neighbours, as in `1SERVICE<…>`. Raises `UsageError` for SERVICE and for FROM with a graph that is not of sckg.
    """
    resolved = _ESCAPE.sub(lambda code: chr(min(int(code[1] or code[2], 16), 0x10FFFF)), text)
    readings = [_words(text), _words(resolved)]
    if any(found[1] for words in readings for found in _SERVICE.finditer(words)):
        raise UsageError(
            "SERVICE is refused, also as a prefix: a query asks this graph alone, and sends nothing elsewhere"
        )
    named = [found[2] for words in readings for found in _FROM.finditer(words) if found[1]]
    if foreign := next((graph for graph in named if not graph.startswith(f"<{GRAPH}") or ".." in graph), None):
        raise UsageError(f"FROM {foreign} is refused: only graphs under <{GRAPH}…> can be named, as full IRIs")
    return not named


def _words(text: str) -> str:
    """The query without strings, comments, variables and local names: what is left are its words and IRIs."""

    def kept(token: re.Match[str]) -> str:
        if token["iri"] and _DISGUISE.match(token["iri"]):
            raise UsageError(
                f"SPARQL: {token[0]} may be an IRI or a comparison. Put blanks around <, or write the whole IRI"
            )
        if token["open"]:
            raise UsageError(f"SPARQL: a string has no end: {text[token.start() : token.start() + 30]!r}")
        return token["iri"] or (": " if token["name"] and token[0].startswith(":") else " ")

    return _TOKEN.sub(kept, text)


def _child(order: dict[str, Any], seconds: float) -> dict[str, Any]:
    """What the child says; it is killed when its time is over."""
    command = [sys.executable, "-m", "sckg.queries.sandbox"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        try:
            ready, _ = _wait(child, pickle.dumps(order), seconds)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise UsageError(
                f"the query did not end within {seconds:g} s. Narrow it, or give it longer: --timeout"
            ) from error
    try:
        said: dict[str, Any] = pickle.loads(ready)
    except (pickle.UnpicklingError, EOFError) as error:
        raise UsageError(
            f"the query ended its process (code {child.returncode}): nested too deeply, or over {MEMORY >> 30} GB"
        ) from error
    if "error" in said:
        raise UsageError(said["error"])
    return said


def _wait(child: subprocess.Popen[bytes], order: bytes, seconds: float) -> tuple[bytes, bytes]:
    """Hand over the order; the clock of the query starts when the child says that the build is loaded."""
    import threading

    assert child.stdin and child.stdout
    clock = threading.Timer(_STARTING, child.kill)
    clock.start()
    try:
        child.stdin.write(order)
        child.stdin.close()
        child.stdin = None
        os.read(child.stdout.fileno(), 1)  # a buffer would read on, and keep what belongs to the answer
    except BrokenPipeError:
        pass
    finally:
        clock.cancel()
    return child.communicate(timeout=seconds)


def _serve() -> None:
    """The child: load, say so, answer."""
    order = pickle.loads(sys.stdin.buffer.read())
    dataset, said = Dataset(), dict[str, Any]()
    try:
        if order["build"]:
            dataset = Dataset.open(Path(order["build"]))
    except UsageError as error:
        said = {"error": str(error)}
    sys.stdout.buffer.write(b"!")
    sys.stdout.buffer.flush()
    _fence()
    sys.stdout.buffer.write(pickle.dumps(said or _answer(dataset, order)))


def _answer(dataset: Dataset, order: dict[str, Any]) -> dict[str, Any]:
    """The answer, or why there is none."""
    try:
        answer = dataset.solve(order["text"], union=order["union"])
        found = [tuple(row) for row in islice(answer.rows, order["rows"] + 1)]
    except UsageError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"the query needs more than {MEMORY >> 30} GB"}
    except (OSError, RuntimeError) as error:  # what the engine finds only on the way
        return {"error": f"the query failed: {error}"}
    return {"variables": answer.variables, "found": found, "form": answer.form}


def _fence() -> None:
    """No further file or connection can be opened, and memory has an end."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; time and rows still hold
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_NOFILE, 3)):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    _serve()
