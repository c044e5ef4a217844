"""What answers SPARQL: one interface for the embedded store and for a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

import pyoxigraph as ox

from sckg.errors import UsageError

__all__ = ["Engine", "Solutions", "Term"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal
"""What a cell of an answer may be (https://www.w3.org/TR/rdf11-concepts/#section-triples); unbound is None."""


Form = Literal["select", "ask", "triples"]


@dataclass(frozen=True, slots=True)
class Solutions:
    """Columns of an answer and its rows, each as long as the columns; the rows can be read once.

    An ASK has the column `answer`; a CONSTRUCT or DESCRIBE has subject, predicate and object; `form` tells which it is.
    """

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]
    form: Form = "select"

    @classmethod
    def of(cls, answer: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]) -> Solutions:
        """What Oxigraph answers or reads, as columns and rows."""
        if isinstance(answer, ox.QuerySolutions):
            names = tuple(variable.value for variable in answer.variables)
            return cls(names, (tuple(solution[name] for name in names) for solution in answer))
        if isinstance(answer, ox.QueryBoolean):
            return cls(("answer",), iter([(ox.Literal(bool(answer)),)]), "ask")
        found = [(one.subject, one.predicate, one.object) for one in answer]
        return cls(("subject", "predicate", "object"), iter(cast("list[tuple[Term | None, ...]]", found)), "triples")


class Engine(ABC):
    """Anything that answers SPARQL queries over the union of all graphs of sckg."""

    @abstractmethod
    def solve(self, text: str, *, union: bool = True) -> Solutions:
        """Columns and rows of the answer; with `union` off, over the graphs that the query names after FROM.

        Raises `UsageError` where the text is no SPARQL query or the engine cannot answer.
        """

    def select(self, text: str) -> Iterator[dict[str, Term]]:
        """Rows of a SELECT as dictionaries, unbound variables left out.

        Raises `UsageError` where the text is no SELECT.
        """
        answer = self.solve(text)
        if answer.form != "select":
            raise UsageError("SPARQL: a SELECT query is needed here")
        for row in answer.rows:
            yield {name: term for name, term in zip(answer.variables, row, strict=True) if term is not None}
