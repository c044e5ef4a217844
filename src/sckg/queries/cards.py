"""A thing on one page: its names, what is said of it, what points to it, each with its place in the source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from sckg.namespaces import ID, INFERRED, RDF_TYPE, compact, expand
from sckg.queries.session import Session

__all__ = ["Card", "card"]

_LABELS = frozenset({expand("skos:prefLabel"), expand("skos:altLabel")})
_HIDDEN = frozenset(expand(name) for name in ("prov:wasDerivedFrom", "skosxl:literalForm", "skos:editorialNote"))
_HEADINGS = {
    "en": ("Stated at", "Said of it", "Follows from the rules", "Points to it"),
    "ko": ("출처", "진술", "규칙에서 도출", "이것을 가리키는 것"),
    "ja": ("出典", "記述", "規則による導出", "これを指すもの"),
    "zh": ("出处", "陈述", "由规则推导", "指向它的"),
}
_IS_A = {"en": "is a", "ko": "분류", "ja": "種類", "zh": "类别"}
_TOLD = {
    "participation": ("org:role", "sckg:inEngagement"),
    "relationship": ("sckg:subject", "sckg:relationKind", "sckg:object"),
}
"""What is told of a node that only ties others together."""

Line = tuple[str, str]
"""A statement and where it stands."""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about a thing, as text: title, id, names, and parts, each a heading with its lines."""

    title: str
    id: str
    names: tuple[str, ...]
    parts: tuple[tuple[str, tuple[Line, ...]], ...]


def card(session: Session, iri: str) -> Card:
    """The card of a thing."""
    stated, derived, labels = list[Line](), list[Line](), list[str]()
    for row in session.view("outgoing", {"thing": iri}):
        term, key = row["value"], row["property"].value
        if key in _LABELS:
            tag = term.language if isinstance(term, ox.Literal) else None
            labels.append(f"{term.value} ({tag})" if tag else term.value)
        elif key not in _HIDDEN:
            value = session.label(term.value) if isinstance(term, ox.NamedNode) else term.value
            part = derived if row["graph"].value == INFERRED else stated
            part.append((f"{_property(session, key)}: {value}", ""))
    own = [(place, "") for place in session.cite(iri)]
    parts = zip(_HEADINGS[session.language], (own, stated, derived, _incoming(session, iri)), strict=True)
    return Card(
        session.label(iri),
        iri.removeprefix(ID),
        tuple(dict.fromkeys(labels)),
        tuple((heading, tuple(dict.fromkeys(lines))) for heading, lines in parts if lines),
    )


def _property(session: Session, key: str) -> str:
    if key == RDF_TYPE:
        return _IS_A[session.language]
    return session.labels((key,)).get(key) or compact(key)


def _incoming(session: Session, iri: str) -> list[Line]:
    """What points to the thing; a participation is told as its engagement, a relationship by its ends."""
    lines = []
    for row in session.view("incoming", {"thing": iri}):
        other, key = row["thing"].value, row["property"].value
        kind = other.removeprefix(ID).partition("/")[0]
        if kind == "derivation":
            continue
        told = _tie(session, other, kind) if kind in _TOLD else [_property(session, key), session.label(other)]
        lines.append((" · ".join(told), "; ".join(session.cite(other))))
    return lines


def _tie(session: Session, iri: str, kind: str) -> list[str]:
    said: dict[str, list[str]] = defaultdict(list)
    for part in session.view("outgoing", {"thing": iri}):
        said[part["property"].value].append(part["value"].value)
    return [session.label(value) for name in _TOLD[kind] for value in said[expand(name)]]
