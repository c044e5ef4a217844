"""A build into a server, by the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

Graphs are uploaded beside the old ones under names of their own and counted there. Only then one update request puts
them in the place of the old ones, which are kept aside until the new ones are counted again. Whatever fails before
leaves the server as it was; whatever fails after is turned back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from sckg.errors import UsageError
from sckg.namespaces import BASE, GRAPH, ONTOLOGY_GRAPH
from sckg.store.embedded import CHUNK, check_whole
from sckg.store.remote import USER_AGENT, Endpoint, check_address

if TYPE_CHECKING:
    import requests

__all__ = ["GraphStore", "push"]

_NEXT: Final = BASE + "next/"
"""Where graphs wait until all are there."""
_BEFORE: Final = BASE + "before/"
"""Where the old graphs are kept until the new ones are counted."""
_SIBLINGS: Final = {
    "oxigraph": ("/query", "/store", "/update"),
    "virtuoso": ("/sparql", "/sparql-graph-crud-auth", "/sparql-auth"),
    "fuseki": ("/query", "/data", "/update"),
}
"""Server → ends of the addresses of its query endpoint, graph store and update endpoint, as its manual names them."""


@dataclass(frozen=True, slots=True)
class GraphStore:
    """The three addresses of a server: for questions, for graphs, for updates."""

    endpoint: Endpoint
    store: str
    update: str

    @classmethod
    def find(
        cls, endpoint: Endpoint, *, store: str = "", update: str = "", login: tuple[str, str] | None = None
    ) -> GraphStore:
        """The addresses beside a query endpoint, by the name the server gives itself, where they are not given.

        Raises `UsageError` for a server whose addresses are not known.
        """
        if not (store and update):
            kind = _kind(endpoint.url, login)
            ask, graphs, change = _SIBLINGS.get(kind, ("", "", ""))
            parts = urlsplit(endpoint.url)
            if not ask or not parts.path.endswith(ask):
                raise UsageError(
                    f"{endpoint.url}: graph store and update address of this server ({kind or 'no name'}) are not "
                    "known. Name them with --store-url and --update-url"
                )
            base = parts.path.removesuffix(ask)
            store = store or urlunsplit(parts._replace(path=base + graphs))
            update = update or urlunsplit(parts._replace(path=base + change))
        return cls(endpoint, check_address(store), check_address(update))


def push(
    build: Path,
    target: GraphStore,
    *,
    login: tuple[str, str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:
    """Replace all graphs of sckg on a server by those of a build; returns the triples of each.

    Raises `UsageError`: the server then holds what it held before, and the message says so, or says what it could not
    turn back, or that only the clearing away of the old graphs failed.
    """
    check_whole(build)
    try:
        old, session = target.endpoint.named(GRAPH), _session(target.store, login)
    except UsageError as error:
        raise UsageError(f"{error}\nNothing was sent: the server holds what it held before.") from error
    try:
        with session:
            new = _upload_all(build, target, session, progress)
    except UsageError as error:
        raise UsageError(f"{error}\n{_cleared(target)}") from error
    progress("replace")
    try:
        target.endpoint.update(_swap(old, new), target.update)
        _compare(new, target.endpoint.named(GRAPH))
    except UsageError as error:
        raise UsageError(f"{error}\n{_turned_back(target, old, new)}") from error
    _finish(target, old)
    return new


def _upload_all(
    build: Path, target: GraphStore, session: requests.Session, progress: Callable[[str], None]
) -> dict[str, int]:
    """Upload every graph beside the old ones and count it there; what a killed push left is cleared first."""
    _clear(target, [*target.endpoint.named(_NEXT), *target.endpoint.named(_BEFORE)])
    new: dict[str, int] = {}
    for graph, lines in _graphs(build / "sckg.nq"):
        progress(f"upload {graph}")
        new[graph] = _upload(session, target.store, _NEXT + graph.removeprefix(GRAPH), lines)
    if not new:
        raise UsageError(f"{build / 'sckg.nq'}: holds no triple. Repair: run `sckg build`")
    waiting = {_NEXT + graph.removeprefix(GRAPH): count for graph, count in new.items()}
    _compare(waiting, target.endpoint.named(_NEXT))
    return new


def _graphs(path: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """Every graph of a build with its lines of N-Triples; a build is sorted by graph."""
    with path.open(encoding="utf-8") as stream:
        for graph, lines in groupby(stream, lambda line: line[line.rindex(" <") + 2 : -4]):
            yield graph, (f"{line[: line.rindex(' <')]} .\n" for line in lines)


def _upload(session: requests.Session, store: str, graph: str, lines: Iterator[str]) -> int:
    """PUT the first lines, POST the others; a graph with blank nodes goes in one piece, for their names end with it."""
    size = 10 * CHUNK if graph.endswith(ONTOLOGY_GRAPH.removeprefix(GRAPH)) else CHUNK
    count = 0
    while chunk := list(islice(lines, size)):
        _send(session, "POST" if count else "PUT", store, graph, "".join(chunk).encode())
        count += len(chunk)
    return count


def _send(session: requests.Session, method: str, store: str, graph: str, data: bytes) -> None:
    import requests

    kind = {"Content-Type": "application/n-triples; charset=utf-8"}
    try:
        answer = session.request(method, store, params={"graph": graph}, data=data, headers=kind, timeout=600)
    except requests.RequestException as error:
        raise UsageError(f"{store} cannot be reached ({error}). Is the server running?") from error
    if answer.status_code in (401, 403):
        raise UsageError(f"{store} refuses writing ({answer.status_code}). Set SCKG_USER and SCKG_PASSWORD")
    if not answer.ok:
        raise UsageError(f"{store} refuses {graph}: {answer.status_code} {' '.join(answer.text.split())[:300]}")


def _compare(wanted: dict[str, int], found: dict[str, int]) -> None:
    """Raises `UsageError` naming every graph whose count differs."""
    wrong = [
        f"{graph} has {found.get(graph, 0):,} triples, not {wanted.get(graph, 0):,}"
        for graph in sorted(wanted.keys() | found.keys())
        if wanted.get(graph) != found.get(graph)
    ]
    if wrong:
        raise UsageError("the server did not keep what was sent: " + "; ".join(wrong))


def _moves(*pairs: tuple[str, str]) -> str:
    return " ;\n".join(f"MOVE <{start}> TO <{end}>" for start, end in pairs)


def _drops(graphs: Iterable[str]) -> str:
    return " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs)


def _swap(old: dict[str, int], new: dict[str, int]) -> str:
    """One request: the old graphs aside, the new ones into their places."""
    aside = [(graph, _BEFORE + graph.removeprefix(GRAPH)) for graph in old]
    return _moves(*aside, *((_NEXT + graph.removeprefix(GRAPH), graph) for graph in new))


def _clear(target: GraphStore, graphs: list[str]) -> None:
    if graphs:
        target.endpoint.update(_drops(graphs), target.update)


def _finish(target: GraphStore, old: dict[str, int]) -> None:
    """Drop the old graphs that were kept aside."""
    try:
        _clear(target, [_BEFORE + graph.removeprefix(GRAPH) for graph in old])
    except UsageError as error:
        left = f"The old graphs are left under {_BEFORE}; the next push clears them"
        raise UsageError(f"{error}\nAll was replaced: the server holds the new build. {left}") from error


def _cleared(target: GraphStore) -> str:
    """Clear what was uploaded; the sentence that says how it went."""
    try:
        _clear(target, list(target.endpoint.named(_NEXT)))
    except UsageError as error:
        left = f"Uploaded parts under {_NEXT} are left there ({error}); the next push clears them"
        return f"Nothing was replaced: the server answers as before. {left}"
    return "Nothing was replaced: the server holds what it held before."


def _turned_back(target: GraphStore, old: dict[str, int], new: dict[str, int]) -> str:
    """Put the old graphs back; the sentence that says how it went.

    Counts alone do not show whether anything was replaced, for a new graph may be as large as the old one.
    """
    try:
        aside = target.endpoint.named(_BEFORE)
        if aside or target.endpoint.named(GRAPH) != old:
            back = {graph: _BEFORE + graph.removeprefix(GRAPH) for graph in old}
            steps = [_drops(graph for graph in new if graph not in old)]
            steps.append(_moves(*((place, graph) for graph, place in back.items() if aside.get(place) == old[graph])))
            target.endpoint.update(" ;\n".join(filter(None, steps)), target.update)
            _compare(old, target.endpoint.named(GRAPH))
        _clear(target, list(target.endpoint.named(_NEXT)))
    except UsageError as error:
        return (
            f"It could not be turned back for sure ({error}). Each graph of before lies under its own name or under "
            f"{_BEFORE}. Repair: push again"
        )
    return "All was turned back: the server holds what it held before."


def _kind(url: str, login: tuple[str, str] | None) -> str:
    """The name a server gives itself, in small letters: the first word of its `Server` header."""
    import requests

    try:
        with _session(url, login) as session:
            answer = session.get(url, params={"query": "ASK {}"}, timeout=30)
    except requests.RequestException as error:
        raise UsageError(f"{url} cannot be reached ({_reason(error)}). Is the server running?") from error
    if answer.status_code in (401, 403):
        raise UsageError(f"{url} wants name and password, or refuses those given. Set SCKG_USER and SCKG_PASSWORD")
    if not answer.ok:
        raise UsageError(f"{url} answers {answer.status_code} {answer.reason}. Check the address; is the server well?")
    name = answer.headers.get("Server", "")
    return name.partition("/")[0].partition(" ")[0].lower()


def _reason(error: BaseException) -> str:
    """The last cause of what a library wraps, in its own words: `Connection refused`."""
    while cause := error.__cause__ or error.__context__ or getattr(error, "reason", None):
        error = cause
    return getattr(error, "strerror", None) or type(error).__name__


def _session(url: str, login: tuple[str, str] | None) -> requests.Session:
    """A connection that knows how the server wants to be told name and password.

    The scheme is asked for with an empty request: a server that refuses a large one before reading it closes the line.
    """
    import requests
    from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

    session = requests.Session()
    session.headers["User-Agent"] = USER_AGENT
    session.trust_env = False
    if login:
        schemes: dict[str, type[AuthBase]] = {"digest": HTTPDigestAuth, "basic": HTTPBasicAuth}
        try:
            answer = session.get(url, params={"graph": _NEXT}, timeout=30)
            if answer.status_code >= 500:
                raise UsageError(f"{url} answers {answer.status_code} {answer.reason}. Look into the server's log")
            asked = answer.headers.get("WWW-Authenticate", "basic").partition(" ")[0].lower()
            session.auth = schemes.get(asked, HTTPBasicAuth)(*login)  # type: ignore[call-arg]
            session.get(url, params={"graph": _NEXT}, timeout=30)
        except requests.RequestException as error:
            session.close()
            raise UsageError(f"{url} cannot be reached ({error}). Is the server running?") from error
    return session
