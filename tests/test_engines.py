"""Every saved question on four engines: embedded Oxigraph, rdflib, the Oxigraph server and Virtuoso give one answer.

The servers are real ones on this machine, filled by `sckg push`'s own code. No engine is excused; that rdflib has some
reports in another order of rows is listed by name.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.plugins.sparql

from sckg.queries import Session, Table, ask, load_query
from sckg.queries.session import BATCH
from sckg.store import Endpoint, Engine, GraphStore, Solutions, Term, push

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "queries"
PATHS = sorted(path for group in ("competency", "reports") for path in (QUERIES / group).glob("*.rq"))
OTHERS = ("rdflib", "oxigraph-server", "virtuoso")
UNORDERED = frozenset({"table-2-8", "table-2-9", "table-3-2", "table-3-6", "table-3-10"})
"""Reports whose rows rdflib has right but in another order: it forgets groups that are ordered by but not shown."""

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False


def reading() -> ModuleType:
    """The comparison with answers found by reading, from the test beside this one."""
    spec = importlib.util.spec_from_file_location("reading", Path(__file__).with_name("test_competency.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Quiet(rdflib.Dataset):
    """rdflib 7.6 warns of itself at every pattern it looks up, which takes longer than looking."""

    @property
    def default_context(self) -> Any:
        return self.default_graph

    @default_context.setter
    def default_context(self, value: Any) -> None:
        self.default_graph = value


class Rdflib(Engine):
    """rdflib's own SPARQL engine over the union of all graphs."""

    def __init__(self, build: Path) -> None:
        self.dataset = Quiet(default_union=True)
        with (build / "sckg.nq").open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the parser makes a dataset of its own
            self.dataset.parse(stream, format="nquads")

    def solve(self, text: str, *, union: bool = True) -> Solutions:
        answer = self.dataset.query(text)
        names = tuple(str(name) for name in answer.vars or ())
        rows = [tuple(self.term(value) for value in row) for row in answer]  # type: ignore[union-attr]
        return Solutions(names, iter(rows))

    @staticmethod
    def term(value: object) -> Term | None:
        if isinstance(value, rdflib.URIRef):
            return ox.NamedNode(str(value))
        if isinstance(value, rdflib.BNode):
            return ox.BlankNode(str(value))
        if not isinstance(value, rdflib.Literal):
            return None
        if value.language:
            return ox.Literal(str(value), language=value.language)
        return (
            ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)))
            if value.datatype
            else ox.Literal(str(value))
        )


class Borrowing(Session):
    """A session whose questions run on one engine and whose labels and citations come from another.

    rdflib joins a long block of VALUES by reading all labels: a minute for each answer.
    """

    lender: Session

    def ask_about(self, name: str, iris: Iterable[str], *, batch: int = BATCH) -> Iterator[dict[str, Term]]:
        return self.lender.ask_about(name, iris, batch=batch)


@pytest.fixture(scope="module")
def sessions(built: Path, oxigraph_server: str, virtuoso_server: str) -> dict[str, Session]:
    """A session in Korean over each engine, all filled with the real build."""
    login = ("dba", "dba")
    found = {"embedded": Session.open(built, QUERIES / "views", "ko")}
    found["rdflib"] = slow = Borrowing(Rdflib(built), QUERIES / "views", "ko")
    slow.lender = found["embedded"]
    for name, url, user in (("oxigraph-server", oxigraph_server, None), ("virtuoso", virtuoso_server, login)):
        server = Endpoint(url, login=user, timeout=120)
        push(built, GraphStore.find(server, login=user), login=user)
        found[name] = Session(Endpoint(url, timeout=120), QUERIES / "views", "ko")
    return found


@pytest.fixture(scope="module")
def answers(sessions: dict[str, Session]) -> object:
    """The answer of an engine to a question, each asked once."""

    @cache
    def answer(engine: str, path: Path) -> Table:
        return ask(sessions[engine], load_query(path), {})

    return answer


def facts(table: Table) -> Counter[object]:
    return Counter((row, frozenset(at)) for row, at in zip(table.rows, table.sources, strict=True))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("engine", OTHERS)
def test_an_engine_gives_the_answer_of_the_embedded_one(engine: str, path: Path, answers: object) -> None:
    assert callable(answers)
    here, there = answers("embedded", path), answers(engine, path)
    ordered = path.parent.name == "reports" and not (engine == "rdflib" and path.stem.startswith(tuple(UNORDERED)))
    same = facts(here) == facts(there) and (not ordered or here.rows == there.rows)
    assert facts(there) - facts(here) == Counter() == facts(here) - facts(there)
    assert same, "the rows of a report come in another order"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("engine", OTHERS)
def test_an_engine_gives_the_answer_found_by_reading(
    engine: str, path: Path, answers: object, sessions: dict[str, Session]
) -> None:
    """As in test_competency.py, on every engine."""
    assert callable(answers)
    compared = reading()
    columns, rows = compared.read(path.with_suffix(".csv"))
    found = compared.compare(sessions["embedded"].names, answers(engine, path), columns, rows)
    assert not found, f"{path.stem}:\n" + "\n".join(found)
