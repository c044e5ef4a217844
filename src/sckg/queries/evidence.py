"""Why do we believe it? The derivations of an edge, down to the lines of the source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from sckg.errors import NotFoundError
from sckg.namespaces import ID
from sckg.queries.answers import cite
from sckg.queries.catalog import load_query
from sckg.queries.lookup import Names
from sckg.store import Dataset

__all__ = ["Evidence", "explain"]

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


def explain(
    dataset: Dataset, names: Names, views: Path, edge: tuple[str, str, str], *, language: str = "en",
) -> list[Evidence]:
    """What an edge (subject, predicate, object as IRIs) rests on, by rule.

    Raises `NotFoundError` where the edge does not hold.
    """
    places = load_query(views / "citations.rq")
    grouped: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    for rule, contested, bases in _derivations(dataset, views, edge):
        parties = {basis for basis in bases if basis.startswith(_PARTICIPATION)}
        for basis in bases - parties or parties:
            grouped[rule, basis, contested] |= parties - {basis}
    if not grouped:
        said = " ".join(names.label(part, language) for part in edge)
        raise NotFoundError(f"not in the graph: {said}. `sckg show {edge[0].removeprefix(ID)}` lists what is")
    return sorted(Evidence(
        rule, basis, _describe(names, basis, language), tuple(cite(dataset, places, basis, language)),
        tuple((_describe(names, party, language), tuple(cite(dataset, places, party, language))) for party in sorted(parties)),
        contested,
        tuple(explain(dataset, names, views, _edge(dataset, views, basis), language=language))
        if basis.startswith(_DERIVATION) else (),
    ) for (rule, basis, contested), parties in grouped.items())


def _derivations(dataset: Dataset, views: Path, edge: tuple[str, str, str]) -> list[tuple[str, bool, set[str]]]:
    """Rule, whether disputed, and bases of every derivation of an edge."""
    query = load_query(views / "derivations.rq")
    found: dict[str, tuple[str, bool, set[str]]] = {}
    for row in dataset.select(query.bind(dict(zip(("subject", "predicate", "object"), edge, strict=True)))):
        rule = row["rule"].value.removeprefix(_RULE)
        found.setdefault(row["derivation"].value, (rule, "contested" in row, set()))[2].add(row["basis"].value)
    return list(found.values())


def _edge(dataset: Dataset, views: Path, derivation: str) -> tuple[str, str, str]:
    row = next(dataset.select(load_query(views / "derived-edge.rq").bind({"derivation": derivation})))
    return row["subject"].value, row["predicate"].value, row["object"].value


def _describe(names: Names, iri: str, language: str) -> str:
    """The label of a statement; a node that only ties others together is told by its ends."""
    if iri in names.labels:
        return names.label(iri, language)
    kind, _, key = iri.removeprefix(ID).partition("/")
    parts = key.split("--")
    if kind == "participation":
        return f"{_by_slug(names, parts[1], language)}: {names.label(f'{ID}concept/role/{parts[2]}', language)}"
    if kind == "relationship":
        relation = names.label(f"{ID}concept/relation/{parts[1]}", language)
        return f"{_by_slug(names, parts[0], language)} · {relation} · {_by_slug(names, parts[2], language)}"
    return "derived statement"


def _by_slug(names: Names, slug: str, language: str) -> str:
    found = next((iri for kind in _KINDS if (iri := f"{ID}{kind}/{slug}") in names.labels), slug)
    return names.label(found, language)


_KINDS = ("actor", "place", "project", "policy", "engagement", "measure", "document", "finding", "observation")
