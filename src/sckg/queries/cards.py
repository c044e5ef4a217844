"""A thing on one page: its names, what is said of it, what points to it, each with its place in the source.

What others know of it, their ids and their values, stands apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from sckg.namespaces import ID, INFERRED, LINKS, RDF_TYPE, compact, expand
from sckg.queries.outside import HOW, UNKNOWN, outside_ids, outside_sources, outside_values, titled
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
_OUTSIDE = {
    "en": ("Ids that others have for it", "Values from outside, not from the sources"),
    "ko": ("외부 식별자", "외부 값(출처의 진술이 아님)"),
    "ja": ("外部の識別子", "外部の値(出典の記述ではない)"),
    "zh": ("外部标识符", "外部数值(并非出处的陈述)"),
}
_GOT = {"en": "got {day}", "ko": "{day} 입수", "ja": "{day}取得", "zh": "{day}获取"}
_APART = frozenset({"derivation", "link", "outside"})
"""Kinds of node that point to a thing and are told elsewhere, or in words of their own."""
_IS_A = {"en": "is a", "ko": "분류", "ja": "種類", "zh": "类别"}
_TOLD = {
    "participation": ("org:role", "sckg:inEngagement"),
    "relationship": ("sckg:subject", "sckg:relationKind", "sckg:object"),
}
"""What is told of a node that only ties others together."""

Line = tuple[str, str]
"""A statement and where it stands, which may be several lines."""


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
        elif key not in _HIDDEN and row["graph"].value != LINKS:
            value = session.label(term.value) if isinstance(term, ox.NamedNode) else term.value
            part = derived if row["graph"].value == INFERRED else stated
            part.append((f"{_property(session, key)}: {value}", ""))
    own = [(place, "") for place in session.cite(iri)]
    headings = (*_HEADINGS[session.language], *_OUTSIDE[session.language])
    lines = (own, stated, derived, _incoming(session, iri), _ids(session, iri), _values(session, iri))
    parts = zip(headings, lines, strict=True)
    return Card(
        session.label(iri),
        iri.removeprefix(ID),
        tuple(dict.fromkeys(labels)),
        tuple((heading, tuple(dict.fromkeys(part))) for heading, part in parts if part),
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
        if kind in _APART:
            continue
        told = _tie(session, other, kind) if kind in _TOLD else [_property(session, key), session.label(other)]
        lines.append((" · ".join(told), "; ".join(session.cite(other))))
    return lines


def _tie(session: Session, iri: str, kind: str) -> list[str]:
    said: dict[str, list[str]] = defaultdict(list)
    for part in session.view("outgoing", {"thing": iri}):
        said[part["property"].value].append(part["value"].value)
    return [session.label(value) for name in _TOLD[kind] for value in said[expand(name)]]


def _ids(session: Session, iri: str) -> list[Line]:
    """The ids that others have for a thing: whose, how close, address; who decided when, on what evidence."""
    return [
        (
            f"{one.target} {one.id}: {one.label} · {HOW[one.how][session.language]} · {one.iri}",
            "\n".join((f"{one.decided}: {one.evidence}", *one.addresses)),
        )
        for one in outside_ids(session, (iri,)).get(iri, ())
    ]


def _values(session: Session, iri: str) -> list[Line]:
    """The values that others publish: what, value, the date it holds for; source, the day it was got, its id there."""
    tag, sources = session.language, outside_sources(session)
    return [
        (
            f"{session.label(one.what)}: {one.shown}"
            + (f" ({one.language})" if one.language else "")
            + f" · {UNKNOWN[tag] if one.date == 'unknown' else one.date}",
            " · ".join(
                (titled(sources[one.source], tag), _GOT[tag].format(day=sources[one.source].retrieved), one.address)
            ),
        )
        for one in outside_values(session, (iri,)).get(iri, ())
    ]
