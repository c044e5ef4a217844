"""Saved questions with their answers: cell by cell in all languages, with lines, and the SPARQL that made them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sckg.errors import NotFoundError
from sckg.queries import Query, Session, Table, Thing, ask
from sckg.store import Engine, Solutions, Term
from sckg.views.atlas.addresses import file_name
from sckg.views.atlas.telling import Teller
from sckg.views.atlas.texts import word
from sckg.views.languages import LANGUAGES, Labels
from sckg.views.tables.words import flush_right

__all__ = ["Answered", "Remembering", "answer", "answers"]

_ASKED: Final = ("en", "ko")
"""Languages that answers are asked for in; things have labels in all."""
_HEADER: Final = re.compile(r"^(#\+.*\n|\s*\n)+")


class Remembering(Engine):
    """An engine that answers the same query only once: readers of two languages ask the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[tuple[str, bool], tuple[Solutions, list[tuple[Term | None, ...]]]] = {}

    def solve(self, text: str, *, union: bool = True) -> Solutions:
        """The remembered answer, else that of the engine."""
        if (text, union) not in self._known:
            answer = self._engine.solve(text, union=union)
            self._known[text, union] = (answer, list(answer.rows))
        answer, rows = self._known[text, union]
        return Solutions(answer.variables, iter(rows), answer.form)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer: `heads` and `rows` in all languages, `tables` as asked, by language.

    `right` tells of each column whether numbers stand in it; `given` are parameters with their values.
    """

    query: Query
    address: str
    titles: Labels
    heads: tuple[Labels, ...]
    rows: tuple[tuple[Markup, ...], ...]
    right: tuple[bool, ...]
    given: tuple[tuple[str, Markup], ...]
    tables: dict[str, Table]
    sparql: str

    @property
    def file(self) -> str:
        """The name of the files that hold the answer, without ending."""
        return file_name(self.query.name)


def answers(session: Session, queries: Iterable[Query], tell: Teller) -> list[Answered]:
    """The questions that can be asked as they stand: those whose defaults the data know."""
    found = []
    for query in queries:
        with suppress(NotFoundError):
            found.append(answer(session, query, tell))
    return found


def answer(session: Session, query: Query, tell: Teller) -> Answered:
    """Ask a question with its defaults, in all languages it is told in."""
    tables = {tag: ask(session.speaking(tag), query, {}) for tag in _ASKED}
    first = tables[_ASKED[0]]
    given = {name: {tag: dict(tables[tag].parameters)[name] for tag in _ASKED} for name, _ in first.parameters}
    cited = (word("h_cited"),) if first.sources else ()
    return Answered(
        query,
        f"question/{file_name(query.name)}.html",
        {tag: query.titles[tag] for tag in LANGUAGES if tag in query.titles} or {"": query.title("en")},
        (*(_head(column.headings, column.name) for column in first.columns), *cited),
        tuple(_merged(tables, tell)),
        (*flush_right(first), *(False for _ in cited)),
        tuple((name, tell.say(value)) for name, value in given.items()),
        tables,
        _sparql(session, query),
    )


def _head(headings: Labels, name: str) -> Labels:
    return {tag: headings[tag] for tag in LANGUAGES if tag in headings} or {"": name}


def _merged(tables: dict[str, Table], tell: Teller) -> Iterator[tuple[Markup, ...]]:
    """Rows with every cell in all languages; where the answers differ in rows, the first one's."""
    first, *others = (tables[tag] for tag in _ASKED)
    alike = [other for other in others if _same(first, other)]
    told = {one.language: list(one.texts()) for one in (first, *alike)}
    for index, row in enumerate(first.rows):
        cells = [
            tell.link(cell.iri) if isinstance(cell, Thing) else tell.say(_texts(told, index, place))
            for place, cell in enumerate(row)
        ]
        if first.sources:
            cells.append(tell.cited_as(first.sources[index]))
        yield tuple(cells)


def _same(first: Table, other: Table) -> bool:
    """Whether two answers have the same things in the same places, only told in other languages."""
    if len(first) != len(other) or len(first.columns) != len(other.columns):
        return False
    return all(_iris(one) == _iris(two) for one, two in zip(first.rows, other.rows, strict=True))


def _iris(row: Iterable[object]) -> list[str]:
    return [cell.iri if isinstance(cell, Thing) else "" for cell in row]


def _texts(told: dict[str, list[tuple[str, ...]]], index: int, place: int) -> Labels:
    texts = {tag: rows[index][place] for tag, rows in told.items()}
    return texts if len(set(texts.values())) > 1 else {"": next(iter(texts.values()))}


def _sparql(session: Session, query: Query) -> str:
    """The query as it was asked, without its header."""
    given = query.given({})
    text = query.bind({one.name: session.resolve(one, given[one.name]) for one in query.parameters})
    return _HEADER.sub("", text).strip()
