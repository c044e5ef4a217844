"""The graph as one object: what `sckg.open()` gives."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sckg.config import DEFAULT_OUT, paths
from sckg.errors import UsageError
from sckg.namespaces import local
from sckg.queries.answers import ask, tabulate
from sckg.queries.catalog import Query, load_queries, named, search
from sckg.queries.evidence import Evidence, explain
from sckg.queries.lookup import Match
from sckg.queries.parameters import Parameter
from sckg.queries.sandbox import ROWS, SECONDS, run
from sckg.queries.session import Session
from sckg.queries.tables import Table
from sckg.store import Dataset

if TYPE_CHECKING:
    from sckg.store import Endpoint

__all__ = ["Graph"]


class Graph:
    """A graph to ask: a finished build, or a server that holds one.

    `g.questions("베트남")` finds questions, `g.ask(name, country="VN")` answers one, `g.sparql(text)` runs one's own,
    `g.find(name)` finds things, `g.why(subject, relation, object)` says why an edge is believed.
    """

    def __init__(self, session: Session, target: Path | Endpoint, questions: Path) -> None:
        self.session, self.target, self._questions = session, target, questions

    @classmethod
    def open(cls, build: str | Path | None = None, *, endpoint: str | None = None, language: str = "en") -> Graph:
        """Open the build in a folder (`build` by default), or a SPARQL server.

        Raises `UsageError` where there is none, or it is damaged.
        """
        if build and endpoint:
            raise UsageError("name a build or an endpoint, not both")
        folder = paths().queries
        if endpoint:
            from sckg.store import Endpoint, credentials

            server = Endpoint(endpoint, login=credentials())
            return cls(Session(server, folder / "views", language), server, folder)
        place = Path(build or DEFAULT_OUT)
        return cls(Session(Dataset.open(place), folder / "views", language), place, folder)

    def questions(self, text: str = "") -> list[Query]:
        """The saved questions, or those that mention every word of a text, or take the thing it names."""
        queries = load_queries(self._questions)
        if not text:
            return queries
        said, kinds = {query.name for query in search(queries, text)}, self.kinds(text)
        return [query for query in queries if query.name in said or kinds & {one.kind for one in query.parameters}]

    def kinds(self, text: str) -> set[str]:
        """The classes of what goes by a name, as parameters of questions want them: Country, Firm …"""
        things = self.session.names.candidates(text)
        return {local(kind) for iri in things for kind in self.session.kinds(iri)}

    def ask(self, question: str, *, limit: int | None = None, **values: object) -> Table:
        """Answer a saved question by its name; parameters are keywords (`from_` for `from`).

        What is not given, or None, stays at its default.

        Raises `NotFoundError` for an unknown question or thing, `UsageError` for a wrong parameter.
        """
        told = {name.removesuffix("_"): str(value) for name, value in values.items() if value is not None}
        return ask(self.session, named(self._questions, question), told, limit=limit)

    def sparql(self, text: str, *, seconds: float = SECONDS, limit: int = ROWS) -> Table:
        """The answer to one's own SPARQL query, of at most `limit` rows.

        Raises `UsageError` for what is no query, for SERVICE, FROM and updates, and where time runs out.
        """
        table = tabulate(self.session, run(text, self.target, seconds=seconds, rows=limit), limit=limit)
        return replace(table, title="SPARQL", about=self.session.about)

    def find(self, text: str, limit: int = 20) -> list[Match]:
        """Things by any of their names, in any language, best first."""
        return self.session.names.find(text, limit)

    def why(self, subject: str, relation: str, object: str) -> list[Evidence]:
        """What an edge rests on, e.g. `g.why("LG CNS", "enters", "China")`.

        Raises `NotFoundError` where the edge does not hold.
        """
        thing, edge = Parameter("thing", "iri", kind="Thing"), Parameter("relation", "iri", kind="Property")
        resolve = self.session.resolve
        return explain(self.session, (resolve(thing, subject), resolve(edge, relation), resolve(thing, object)))

    def __repr__(self) -> str:
        return f"Graph({getattr(self.target, 'url', self.target)})"

    def _repr_html_(self) -> str:
        """How a notebook shows it: what the data come from, and how many things there are of each class."""
        rows = "".join(
            f"<tr><td>{escape(self.session.label(row['class'].value))}</td><td>{row['members'].value}</td></tr>"
            for row in self.session.view("counts", {})
        )
        return f"<p>{'<br>'.join(map(escape, self.session.about))}</p><table>{rows}</table>"
