"""Why do we believe it? The derivations of an edge, down to the lines of the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sckg.errors import NotFoundError
from sckg.namespaces import ID
from sckg.queries.session import Session

__all__ = ["Edge", "Evidence", "explain"]

Edge = tuple[str, str, str]
"""Subject, predicate and object of a derived statement, as IRIs."""

_Derivation = tuple[str, bool, set[str]]
_RULE = ID + "rule/"
_DERIVATION = ID + "derivation/"
_PARTICIPATION = ID + "participation/"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One statement an edge rests on.

    `parties` are the participations that count, each with its citations; `below` is what the statement rests on
    itself, where it was derived too.
    """

    rule: str
    iri: str
    label: str
    citations: tuple[str, ...]
    parties: tuple[tuple[str, tuple[str, ...]], ...]
    contested: bool
    below: tuple[Evidence, ...] = ()


def explain(session: Session, edge: Edge) -> list[Evidence]:
    """What an edge rests on, by rule.

    Raises `NotFoundError` where the edge does not hold.
    """
    derivations = _derivations(session, edge)
    if not derivations:
        said = " ".join(session.label(part) for part in edge)
        raise NotFoundError(f"not in the graph: {said}. `sckg show {edge[0].removeprefix(ID)}` lists what is")
    return _evidence(session, derivations.values(), frozenset())


def _evidence(session: Session, derivations: Iterable[_Derivation], seen: frozenset[str]) -> list[Evidence]:
    """One piece of evidence per statement and rule; what a derivation rests on is told below it."""
    grouped: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    for rule, contested, bases in derivations:
        parties = {basis for basis in bases if basis.startswith(_PARTICIPATION)}
        for basis in (bases - parties or parties) - seen:
            grouped[rule, basis, contested] |= parties - {basis}
    return sorted(
        Evidence(
            rule,
            basis,
            _title(session, basis),
            tuple(session.cite(basis)),
            tuple((session.label(party), tuple(session.cite(party))) for party in sorted(parties)),
            contested,
            tuple(_below(session, basis, seen)) if basis.startswith(_DERIVATION) else (),
        )
        for (rule, basis, contested), parties in grouped.items()
    )


def _title(session: Session, basis: str) -> str:
    if basis.startswith(_DERIVATION):
        return " ".join(session.label(part) for part in _edge(session, basis))
    return session.label(basis)


def _below(session: Session, derivation: str, seen: frozenset[str]) -> list[Evidence]:
    found = _derivations(session, _edge(session, derivation))[derivation]
    return _evidence(session, (found,), seen | {derivation})


def _derivations(session: Session, edge: Edge) -> dict[str, _Derivation]:
    """Rule, whether disputed, and bases of every derivation of an edge."""
    found: dict[str, _Derivation] = {}
    for row in session.view("derivations", dict(zip(("subject", "predicate", "object"), edge, strict=True))):
        rule = row["rule"].value.removeprefix(_RULE)
        found.setdefault(row["derivation"].value, (rule, "contested" in row, set()))[2].add(row["basis"].value)
    return found


def _edge(session: Session, derivation: str) -> Edge:
    row = next(session.view("derived-edge", {"derivation": derivation}))
    return row["subject"].value, row["predicate"].value, row["object"].value
