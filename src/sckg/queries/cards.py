"""A thing on one page: its names, what is said of it, what points to it, each with its place in the source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sckg.namespaces import ID, INFERRED, RDF_TYPE, compact, expand
from sckg.queries.answers import cite
from sckg.queries.catalog import load_query
from sckg.queries.lookup import Names
from sckg.store import Dataset

__all__ = ["Card", "card"]

_HIDDEN = {expand(name) for name in ("skos:prefLabel", "skos:altLabel", "prov:wasDerivedFrom", "skosxl:literalForm",
                                     "skos:editorialNote")}
_HEADINGS = {"en": ("Stated at", "Said of it", "Follows from the rules", "Points to it"),
             "ko": ("출처", "진술", "규칙에서 도출", "이것을 가리키는 것"),
             "ja": ("出典", "記述", "規則による導出", "これを指すもの"), "zh": ("出处", "陈述", "由规则推导", "指向它的")}


_IS_A = {"en": "is a", "ko": "분류", "ja": "種類", "zh": "类别"}


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about a thing, as text: title, id, names, and parts of (line, citation)."""

    title: str
    id: str
    names: tuple[str, ...]
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def card(dataset: Dataset, names: Names, views: Path, iri: str, *, language: str = "en") -> Card:
    """The card of a thing."""
    places = load_query(views / "citations.rq")
    stated, derived, labels = list[tuple[str, str]](), list[tuple[str, str]](), list[str]()
    for row in dataset.select(load_query(views / "outgoing.rq").bind({"thing": iri})):
        term, key = row["value"], row["property"].value
        if key in (expand("skos:prefLabel"), expand("skos:altLabel")):
            labels.append(f"{term.value} ({term.language})" if isinstance(term, ox.Literal) and term.language else term.value)
        elif key not in _HIDDEN:
            value = names.label(term.value, language) if isinstance(term, ox.NamedNode) else term.value
            (derived if row["graph"].value == INFERRED else stated).append((f"{_property(names, key, language)}: {value}", ""))
    pointing = [(line, cited) for line, cited in _incoming(dataset, names, views, iri, language)]
    own = tuple((text, "") for text in cite(dataset, places, iri, language))
    heads = _HEADINGS[language]
    parts = ((heads[0], own), (heads[1], tuple(dict.fromkeys(stated))), (heads[2], tuple(dict.fromkeys(derived))),
             (heads[3], tuple(pointing)))
    return Card(names.label(iri, language), iri.removeprefix(ID), tuple(dict.fromkeys(labels)),
                tuple((heading, lines) for heading, lines in parts if lines))


def _property(names: Names, key: str, language: str) -> str:
    return _IS_A[language] if key == RDF_TYPE else names.label(key, language) if key in names.labels else compact(key)


def _incoming(dataset: Dataset, names: Names, views: Path, iri: str, language: str) -> list[tuple[str, str]]:
    """What points to the thing; a participation is told as its engagement, a relationship as its other end."""
    places, outgoing = load_query(views / "citations.rq"), load_query(views / "outgoing.rq")
    lines = []
    for row in dataset.select(load_query(views / "incoming.rq").bind({"thing": iri})):
        other, key = row["thing"].value, row["property"].value
        kind = other.removeprefix(ID).partition("/")[0]
        said: dict[str, list[str]] = defaultdict(list)
        if kind in ("participation", "relationship"):
            for part in dataset.select(outgoing.bind({"thing": other})):
                said[part["property"].value].append(part["value"].value)
        told = [names.label(value, language) for name in _TOLD[kind] for value in said[expand(name)]] if kind in _TOLD else [
            names.label(key, language), names.label(other, language)]
        if kind == "derivation":
            continue
        cited = "; ".join(cite(dataset, places, other, language))
        lines.append((" · ".join(told), cited))
    return list(dict.fromkeys(lines))


_TOLD = {"participation": ("org:role", "sckg:inEngagement"), "relationship": ("sckg:subject", "sckg:relationKind", "sckg:object")}
"""What is told of a node that only ties others together."""
