"""Federated questions: asked here for outside ids, asked outside about them, joined here in a graph of its own.

The outside answer lies in the embedded store while the question runs, and is taken out again: other questions never see
it. Each of its rows is a node; what a variable holds is its property `answer:<variable>`, and every outside id that was
answered has its day under `answer:retrieved`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.linking.fetching import Answers, Fetcher
from sckg.linking.wikidata import outside_query
from sckg.namespaces import BASE, GRAPH, expand
from sckg.queries import Outside, Query, Session, Table, Thing, ask
from sckg.store import Dataset

__all__ = ["ANSWER", "Joined", "answer_graph", "ask_outside"]

ANSWER: Final = BASE + "answer#"
"""Namespace of the properties of outside rows, `answer:` in federated questions."""
_DAY: Final = ox.NamedNode(expand("xsd:date"))


@dataclass(frozen=True, slots=True)
class Joined:
    """The answer, how many outside ids it asked about, and, where it is partial, how many are missing and why."""

    table: Table
    asked: int
    missing: int = 0
    reason: str = ""

    @property
    def note(self) -> str:
        """Where the outside part comes from, and what of it is missing."""
        return self.table.about[-1] if self.table.about else ""


def answer_graph(name: str) -> str:
    """The named graph of the outside answer to a question."""
    return f"{GRAPH}outside-answer/{name}"


def ask_outside(
    session: Session, query: Query, values: Mapping[str, str], fetcher: Fetcher, *, endpoint: str = ""
) -> Joined:
    """Answer a federated question: partial where something is missing outside, and then the answer says so.

    `endpoint` takes the place of the one the question names. Raises `UsageError` where the engine is a server, for
    nothing is written there, and for wrong parameters.
    """
    if (outside := query.outside) is None:
        raise UsageError(f"{query.name} asks nothing outside. Ask it without --fetch")
    store = session.engine
    if not isinstance(store, Dataset):
        raise UsageError(
            f"{query.name} joins an answer of {outside.source} in the embedded store, and writes to no server. Repair: "
            "leave --endpoint out and ask a build (`sckg build`, --build FOLDER)"
        )
    here = replace(query, outside=None)
    ids = _ids(ask(session, here, values, citations=False), outside)
    text = outside_query(outside.query)
    found = fetcher.select_about(endpoint or outside.endpoint, text, "thing", (f"<{one}>" for one in ids))
    with _lent(store, answer_graph(query.name), found):
        table = ask(session, here, values)
    about = (*table.about, _note(outside, endpoint or outside.endpoint, found))
    reason = str(found.failures[0]) if found.failures else ""
    return Joined(replace(table, about=about), len(ids), len(found.missing), reason)


def _ids(table: Table, outside: Outside) -> list[str]:
    """The outside ids in an answer, in order of number and name."""
    place = next(index for index, column in enumerate(table.columns) if column.name == outside.ids)
    found = {cell.iri for row in table.rows if isinstance(cell := row[place], Thing)}
    return sorted(found, key=lambda iri: (len(iri), iri))


@contextmanager
def _lent(store: Dataset, graph: str, found: Answers) -> Iterator[None]:
    """The outside answer in the store, in a graph of its own, while the block runs."""
    store.extend(graph, _triples(graph, found))
    try:
        yield
    finally:
        store.store.remove_graph(ox.NamedNode(graph))


def _triples(graph: str, found: Answers) -> Iterator[ox.Triple]:
    for number, row in enumerate(found.rows, 1):
        node = ox.NamedNode(f"{graph}#{number}")
        for name, term in sorted(row.items()):
            if not isinstance(term, ox.BlankNode):  # the same name means another node in another batch
                yield ox.Triple(node, ox.NamedNode(ANSWER + name), term)
    for asked, day in found.asked.items():
        retrieved = ox.Literal(day.isoformat(), datatype=_DAY)
        yield ox.Triple(ox.NamedNode(asked[1:-1]), ox.NamedNode(ANSWER + "retrieved"), retrieved)


def _note(outside: Outside, endpoint: str, found: Answers) -> str:
    days = sorted({day.isoformat() for day in found.asked.values()})
    whole = len(found.asked) + len(found.missing)
    when = "not asked yet" if whole else "no linked thing to ask about"
    when = f"retrieved {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else when
    partial = f"; partial: {len(found.missing)} of {whole} outside ids without an answer" if found.missing else ""
    return f"{outside.source} ({endpoint}), {when}{partial}, {outside.licence}"
