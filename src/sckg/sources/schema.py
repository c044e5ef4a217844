"""The declared form of the tables: `data/mapping.yaml` and the ontology's code lists, read into objects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from sckg.errors import UsageError
from sckg.namespaces import PREFIXES, expand

__all__ = ["CITATION_COLUMNS", "GAP", "Column", "Schema", "TableSpec", "Terms", "load_schema", "load_terms"]

CITATION_COLUMNS = ("section", "lines", "page")
GAP = "not-reported"
"""The cell that says: the source does not tell. It is a statement, not an empty cell."""

_SKOS, _RDFS = PREFIXES["skos"], PREFIXES["rdfs"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table and what its cells become (see the head of `data/mapping.yaml`)."""

    name: str
    property: str = ""
    slug: bool = False
    text: str = ""
    ref: tuple[str, ...] = ()
    code: str = ""
    class_: str = ""
    date: str | None = None
    number: str = ""
    pattern: re.Pattern[str] | None = None
    required: bool = False
    gap: bool = False
    on_subject: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: how its rows are named, typed and cited."""

    name: str
    id: str
    class_: str
    extends: str
    about: tuple[str, ...]
    columns: Mapping[str, Column]
    any_of: tuple[str, ...] = ()

    @property
    def has_id(self) -> bool:
        """Whether rows carry an id of their own that other rows may name."""
        return "id" in self.columns

    @property
    def header(self) -> tuple[str, ...]:
        """The columns a file must have, in the order in which they are written."""
        return (*self.columns, *CITATION_COLUMNS)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the ontology offers to cells: codes per scheme and subclasses per class, all as IRIs."""

    concepts: Mapping[str, Mapping[str, str]]
    subclasses: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables, and the terms their cells may use."""

    tables: Mapping[str, TableSpec]
    terms: Terms


def load_schema(mapping: Path, ontology: Path) -> Schema:
    """Read the mapping file and the ontology's terms.

    Raises `UsageError` for a key that the mapping language does not have or a scheme that no vocabulary declares.
    """
    terms = load_terms(ontology)
    try:
        declared = yaml.safe_load(mapping.read_text(encoding="utf-8"))["tables"]
        tables = {name: _table(name, spec) for name, spec in declared.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError, re.error) as error:
        raise UsageError(
            f"{mapping}: not a mapping file ({error!r}). Repair: see the head of data/mapping.yaml"
        ) from error
    for table in tables.values():
        for column in table.columns.values():
            if column.code and column.code not in terms.concepts:
                raise UsageError(
                    f"{mapping}: {table.name}.{column.name} uses the code list {column.code!r}, "
                    f"which ontology/vocabularies does not have"
                )
    return Schema(tables, terms)


def _table(name: str, spec: dict[str, Any]) -> TableSpec:
    columns = {key: _column(name, key, value) for key, value in spec["columns"].items()}
    ordered = sorted(columns, key=lambda key: (key == "note", key != "id"))
    return TableSpec(
        name,
        spec["id"],
        expand(spec["class"]) if "class" in spec else "",
        spec.get("extends", ""),
        tuple(spec["about"]),
        {key: columns[key] for key in ordered},
        tuple(spec.get("any_of", ())),
    )


def _column(table: str, name: str, spec: dict[str, Any]) -> Column:
    known = set(Column.__dataclass_fields__) - {"name", "class_"} | {"class"}
    if unknown := set(spec) - known:
        raise UsageError(f"mapping.yaml: {table}.{name} has unknown keys {sorted(unknown)}. Known: {sorted(known)}")
    values = {"required": bool(spec.get("slug")), **spec}
    return Column(
        name,
        property=expand(values.pop("property")) if "property" in values else "",
        class_=expand(values.pop("class")) if "class" in values else "",
        ref=tuple(values.pop("ref", ())),
        pattern=re.compile(values.pop("pattern")) if "pattern" in values else None,
        on_subject=expand(values.pop("on_subject")) if "on_subject" in values else "",
        **values,
    )


def load_terms(ontology: Path) -> Terms:
    """Read codes (`skos:notation` within `skos:inScheme`) and the class tree from the ontology's Turtle files."""
    scheme_of: dict[str, str] = {}
    notation: dict[str, str] = {}
    parents: dict[str, set[str]] = defaultdict(set)
    for path in sorted((*ontology.glob("*.ttl"), *(ontology / "vocabularies").glob("*.ttl"))):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
                continue
            if predicate == _SKOS + "inScheme":
                scheme_of[subject.value] = value.value.rsplit("/", 1)[1]
            elif predicate == _SKOS + "notation":
                notation[subject.value] = value.value
            elif predicate == _RDFS + "subClassOf":
                parents[subject.value].add(value.value)
    concepts: dict[str, dict[str, str]] = defaultdict(dict)
    for iri, scheme in sorted(scheme_of.items()):
        concepts[scheme][notation[iri]] = iri
    return Terms(concepts, _subclasses(parents))


def _subclasses(parents: Mapping[str, set[str]]) -> dict[str, dict[str, str]]:
    below: dict[str, dict[str, str]] = defaultdict(dict)
    for child in sorted(parents):
        todo, seen = [child], {child}
        while todo:
            here = todo.pop()
            below[here][re.split(r"[#/]", child)[-1]] = child
            fresh = parents.get(here, set()) - seen
            seen |= fresh
            todo.extend(sorted(fresh))
    return below
