"""A SPARQL 1.1 server: the same questions over HTTP (https://www.w3.org/TR/sparql11-protocol/), through SPARQLWrapper.

The default graph of every request is the union of the graphs of sckg that the server holds, whatever else lies there.
Answers are asked for as XML, which every server writes alike, and are read within a deadline and a size.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from ast import literal_eval
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from http.client import HTTPException, IncompleteRead
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import parse_http_list, parse_keqv_list

import pyoxigraph as ox

from sckg import __version__
from sckg.errors import UsageError
from sckg.namespaces import GRAPH
from sckg.store.engine import Engine, Solutions
from sckg.store.transfer import BUSY, pause, read_whole, within

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

__all__ = ["TIMEOUT", "USER_AGENT", "Endpoint", "check_address", "credentials"]

USER_AGENT: Final = f"sckg/{__version__} (https://w3id.org/sckg/)"
TIMEOUT: Final = 60.0
"""Seconds that one question may take, attempts and pauses included."""
ATTEMPTS: Final = 4
LONGEST_PAUSE: Final = 30.0
"""Seconds; a server that asks for a longer pause is told about, not waited for."""
LARGEST_ANSWER: Final = 256 * 2**20
"""Bytes of one answer; a million rows of an analyst's question take about 200 MB."""
LONGEST_ADDRESS: Final = 1500
"""Bytes of a query sent in the address; a longer one goes by POST (servers refuse addresses from 4 kB or 8 kB on)."""
_ASIDE: Final = re.compile(r"<[^<>\s]*>|^\s*#.*$", re.MULTILINE)
_FORM: Final = re.compile(r"(?<![?$:\w-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![:\w-])", re.IGNORECASE)
_GRAPHS: Final = (
    f'SELECT DISTINCT ?graph {{ GRAPH ?graph {{ ?thing a ?class }} FILTER(STRSTARTS(STR(?graph), "{GRAPH}")) }}'
)


def credentials() -> tuple[str, str] | None:
    """Name and password of the server's user, from `SCKG_USER` and `SCKG_PASSWORD`."""
    user = os.environ.get("SCKG_USER")
    return (user, os.environ.get("SCKG_PASSWORD", "")) if user else None


def check_address(url: str) -> str:
    """The address itself.

    Raises `UsageError` where it is no http(s) address, or carries a password that would show up in messages.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or True)
    except ValueError:
        sound = False
    if not sound:
        raise UsageError(f"endpoint {url!r} is no http(s) address. Example: --endpoint http://localhost:7878/query")
    if "@" in parts.netloc:
        raise UsageError("endpoint: leave name and password out of the address; set SCKG_USER and SCKG_PASSWORD")
    return url


class Endpoint(Engine):
    """A server that answers SPARQL 1.1 queries at `url`."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        login: tuple[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url, self.timeout = check_address(url), timeout
        self._sleep, self._login = sleep, _Login(*login) if login else None

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The graphs of sckg that the server holds, sorted.

        Raises `UsageError` where there is none.
        """
        found = tuple(sorted(row["graph"].value for row in self._rows(_GRAPHS, ())))
        if not found:
            raise UsageError(f"{self.url} holds no graph of sckg. Repair: sckg push --endpoint {self.url}")
        return found

    def solve(self, text: str, *, union: bool = True) -> Solutions:
        """Columns and rows of the answer over the graphs of sckg."""
        return self._solve(text, self.graphs if union else ())

    def count(self, graph: str) -> int:
        """Number of triples in a graph."""
        row = next(self._rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", ()))
        return int(row["n"].value)

    def named(self, prefix: str) -> dict[str, int]:
        """Triples per graph, of all graphs whose name begins with a prefix."""
        text = (
            "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } "
            f'FILTER(STRSTARTS(STR(?graph), "{prefix}")) }} GROUP BY ?graph'
        )
        return {row["graph"].value: int(row["n"].value) for row in self._rows(text, ())}

    def update(self, text: str, url: str) -> None:
        """Send a SPARQL 1.1 Update to an address; it is sent once, never again."""
        wrapper = self._wrapper(text, url)
        wrapper.setMethod("POST")
        with _told(url):
            self._authorised(wrapper).response.close()

    def _rows(self, text: str, graphs: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        answer = self._solve(text, graphs)
        return (dict(zip(answer.variables, row, strict=True)) for row in answer.rows)

    def _solve(self, text: str, graphs: tuple[str, ...]) -> Solutions:
        end = time.monotonic() + self.timeout
        with _told(self.url):
            data, headers = self._ask(text, graphs, end)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if cut := headers.get("x-sparql-maxrows"):
            raise UsageError(f"{self.url} cuts answers at {cut} rows. Repair: raise ResultSetMaxRows on the server")
        try:
            if kind == "application/rdf+xml":
                return Solutions.of([quad.triple for quad in ox.parse(data, format=ox.RdfFormat.RDF_XML)])
            if kind.endswith(("sparql-results+xml", "/xml")):
                answer = Solutions.of(ox.parse_query_results(data, format=ox.QueryResultsFormat.XML))
                if answer.form == "ask" and _form(text) == "SELECT":
                    raise UsageError(
                        f"{self.url} answers yes or no where rows were asked for. Is it a SPARQL endpoint?"
                    )
                return Solutions(answer.variables, iter(list(answer.rows)), answer.form)
        except (SyntaxError, ValueError, OSError) as error:
            raise UsageError(f"{self.url}: the answer breaks off or is damaged ({error}). Ask again") from error
        start = " ".join(data[:200].decode("utf-8", "replace").split())
        raise UsageError(
            f"{self.url} answered with {kind or 'no type'}, not with SPARQL results: {start!r}. "
            "Is this the address of a SPARQL endpoint?"
        )

    def _ask(self, text: str, graphs: tuple[str, ...], end: float) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the answer; a busy server is asked again after the pause it wishes, or a doubling one."""
        for attempt in range(1, ATTEMPTS + 1):
            wrapper = self._wrapper(text, self.url)
            wrapper.queryType = _form(text)
            for graph in graphs:
                wrapper.addDefaultGraph(graph)
                wrapper.addNamedGraph(graph)
            wrapper.setTimeout(max(1, int(end - time.monotonic())))
            try:
                return within(end, partial(self._fetch, wrapper, end))
            except HTTPError as error:
                if error.code not in BUSY or attempt == ATTEMPTS:
                    raise
                rest = pause(error.headers.get("Retry-After"), attempt)
                error.close()
            except ConnectionError:
                if attempt == ATTEMPTS:
                    raise
                rest = pause(None, attempt)
            if rest > min(LONGEST_PAUSE, end - time.monotonic()):
                raise UsageError(f"{self.url} is busy and asks to come back in {rest:.0f} s. Ask again then")
            self._sleep(rest)
        raise AssertionError("the last attempt returns or raises")

    def _fetch(self, wrapper: SPARQLWrapper, end: float) -> tuple[bytes, dict[str, str]]:
        response = self._authorised(wrapper).response
        with response:
            return read_whole(self.url, response, end, LARGEST_ANSWER), {
                key.lower(): value for key, value in response.info().items()
            }

    def _wrapper(self, text: str, url: str) -> SPARQLWrapper:
        from SPARQLWrapper import GET, POST, XML, SPARQLWrapper

        wrapper = SPARQLWrapper(url, returnFormat=XML, agent=USER_AGENT)
        wrapper.setQuery(text)
        wrapper.setMethod(GET if len(text.encode()) <= LONGEST_ADDRESS else POST)
        wrapper.setTimeout(int(self.timeout))
        return wrapper

    def _authorised(self, wrapper: SPARQLWrapper) -> Any:
        """The answer; a server that asks for name and password is told them, once."""
        from SPARQLWrapper.SPARQLExceptions import Unauthorized

        for last in (False, True):
            if self._login and self._login.scheme:
                wrapper.setMethod("POST")  # a digest is made of method and address, here without the query
                wrapper.addCustomHttpHeader("Authorization", self._login.header(wrapper.updateEndpoint))
            try:
                return wrapper.query()
            except Unauthorized as error:
                if last or not self._login:
                    raise
                self._login.asked(getattr(error.__context__, "headers", {}).get("WWW-Authenticate", ""))
        raise AssertionError("the last attempt returns or raises")


class _Login:
    """Name and password, told as the server asks: basic (RFC 7617) or digest (RFC 7616, by MD5 or SHA-256).

    Nothing is told unasked: Virtuoso answers the wrong scheme without naming the right one.
    """

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self.scheme, self._challenge, self._count = "", dict[str, str](), 0

    def asked(self, challenge: str) -> None:
        """Remember what a 401 asks for; what is no digest is taken for basic."""
        scheme, _, rest = challenge.partition(" ")
        self._challenge = (
            parse_keqv_list([one for one in parse_http_list(rest) if "=" in one]) if scheme.lower() == "digest" else {}
        )
        self.scheme, self._count = "digest" if {"realm", "nonce"} <= self._challenge.keys() else "basic", 0

    def header(self, url: str) -> str:
        """The `Authorization` header of a POST to an address."""
        if self.scheme == "basic":
            return "Basic " + b64encode(f"{self._user}:{self._password}".encode()).decode()
        parts, asked = urlsplit(url), self._challenge
        self._count += 1
        count, own, uri = f"{self._count:08x}", token_hex(8), urlunsplit(("", "", parts.path or "/", parts.query, ""))
        digest = _sha256 if asked.get("algorithm", "").upper() == "SHA-256" else _md5
        middle = f"{asked['nonce']}:{count}:{own}:auth" if "qop" in asked else asked["nonce"]
        who, what = digest(f"{self._user}:{asked['realm']}:{self._password}"), digest(f"POST:{uri}")
        sent = {"username": self._user, "uri": uri, "response": digest(f"{who}:{middle}:{what}"), "cnonce": own}
        sent |= {name: asked[name] for name in ("realm", "nonce", "opaque") if name in asked}
        quoted = ", ".join(f'{name}="{value}"' for name, value in sent.items())
        algorithm = f", algorithm={asked['algorithm']}" if "algorithm" in asked else ""
        return f"Digest {quoted}{algorithm}" + (f", qop=auth, nc={count}" if "qop" in asked else "")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _form(text: str) -> str:
    """The form of a query, by its first word that is one: SPARQLWrapper takes words of comments for an update."""
    found = _FORM.search(_ASIDE.sub(" ", text))
    return found[1].upper() if found else "SELECT"


@contextmanager
def _told(url: str) -> Iterator[None]:
    """What goes wrong on the way, told as `UsageError` with the address and the repair."""
    from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, QueryBadFormed, SPARQLWrapperException, Unauthorized

    try:
        yield
    except Unauthorized as error:
        raise UsageError(
            f"{url} wants name and password, or refuses those given. Set SCKG_USER and SCKG_PASSWORD"
        ) from error
    except EndPointNotFound as error:
        raise UsageError(f"{url}: nothing there (404). Check the address") from error
    except QueryBadFormed as error:
        raise UsageError(f"{url} refuses the query: {_said(error)}") from error
    except SPARQLWrapperException as error:
        raise UsageError(f"{url} fails inside (500): {_said(error)}. Look into the server's log") from error
    except HTTPError as error:
        error.close()
        busy = ", also after several attempts. Ask again later" if error.code in BUSY else ""
        raise UsageError(f"{url} answers {error.code} {error.reason}{busy}") from error
    except TimeoutError as error:
        raise UsageError(f"{url} did not answer in time. Give it longer with --timeout") from error
    except IncompleteRead as error:
        raise UsageError(f"{url}: the answer breaks off ({error}). Ask again") from error
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            raise UsageError(f"{url} did not answer in time. Give it longer with --timeout") from error
        raise UsageError(f"{url} cannot be reached ({reason}). Is the server running?") from error


def _said(error: Exception) -> str:
    """The first words of what the server said, on one line."""
    text = str(error).partition("Response:")[2].strip()
    try:
        text = literal_eval(text).decode("utf-8", "replace")  # SPARQLWrapper writes bytes as Python does
    except (ValueError, SyntaxError, AttributeError):
        pass
    return " ".join(text.split())[:300]
