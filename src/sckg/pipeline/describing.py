"""A build described for others: JSON-LD, CSV on the Web, VoID and DCAT, and counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sckg.namespaces import ID, ONTOLOGY_GRAPH, PREFIXES, RDF_TYPE, REPORT, expand
from sckg.sources import CITATION_COLUMNS, Column, Schema, folders
from sckg.store import Dataset

__all__ = ["count_classes", "count_graphs", "csvw", "default_view", "describe", "jsonld_context", "jsonld_nodes"]


def default_view(dataset: Dataset) -> Iterator[tuple[str, list[ox.Triple]]]:
    """The default view, node by node: what sources say and what follows, without ontology and report."""
    return dataset.nodes(graph for graph in dataset.graphs() if graph not in (ONTOLOGY_GRAPH, REPORT))


def jsonld_context(dataset: Dataset) -> dict[str, Any]:
    """A JSON-LD 1.1 context (https://www.w3.org/TR/json-ld11/): our terms by local name, the others by prefix."""
    terms: dict[str, Any] = dict(PREFIXES)
    for term, kind in sorted(dataset.typed(ONTOLOGY_GRAPH)):
        if term.startswith(PREFIXES["sckg"]):
            name = _name(term)
            if kind == expand("owl:ObjectProperty"):
                terms[name] = {"@id": f"sckg:{name}", "@type": "@id"}
            else:
                terms.setdefault(name, f"sckg:{name}")
    return terms


def jsonld_nodes(dataset: Dataset, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The default view as flattened, compacted JSON-LD nodes."""
    for subject, items in default_view(dataset):
        node: dict[str, Any] = {"@id": subject.removeprefix("<").removesuffix(">")}
        for item in items:
            key, value = _compact(item.predicate.value, item.object, context)
            node.setdefault(key, []).append(value)
        yield node


def _compact(predicate: str, value: Any, context: Mapping[str, Any]) -> tuple[str, Any]:
    if predicate == expand("rdf:type"):
        return "@type", _name(value.value)
    key = _name(predicate)
    if isinstance(value, ox.NamedNode):
        term = context.get(key)
        return key, value.value if isinstance(term, dict) else {"@id": value.value}
    if value.language:
        return key, {"@value": value.value, "@language": value.language}
    plain = value.datatype.value == expand("xsd:string")
    return key, value.value if plain else {"@value": value.value, "@type": _name(value.datatype.value)}


def _name(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            return local if prefix == "sckg" else f"{prefix}:{local}"
    return iri


def csvw(schema: Schema, data: Path) -> dict[str, Any]:
    """The tables described for outsiders: CSV on the Web (https://www.w3.org/TR/tabular-metadata/)."""
    tables = []
    for folder in folders(data):
        for spec in (schema.tables[path.stem] for path in sorted(folder.glob("*.csv")) if path.stem in schema.tables):
            columns = [_csvw_column(spec.columns[column]) for column in spec.columns]
            columns += [{"name": column, "titles": column, "required": True} for column in CITATION_COLUMNS]
            about = "https://w3id.org/sckg/id/" + spec.id.replace("{#", "{")
            tables.append(
                {"url": f"data/{folder.name}/{spec.name}.csv", "tableSchema": {"aboutUrl": about, "columns": columns}}
            )
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"header": True},
        "tables": tables,
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "titles": column.name, "required": column.required}
    if column.property:
        described["propertyUrl"] = column.property
    if column.text in ("ko", "en", "ja", "zh"):
        described["lang"] = column.text
    if column.number:
        described["datatype"] = column.number
    return described


def count_graphs(dataset: Dataset) -> dict[str, int]:
    """Triples per named graph."""
    return {graph: dataset.size(graph) for graph in dataset.graphs()}


def count_classes(dataset: Dataset) -> dict[str, int]:
    """Members per class, wider classes included."""
    members: dict[str, set[str]] = defaultdict(set)
    for graph in dataset.graphs():
        for thing, kind in dataset.typed(graph):
            if thing.startswith(ID):
                members[_name(kind)].add(thing)
    return {kind: len(members[kind]) for kind in sorted(members)}


def describe(dataset: Dataset, graphs: Mapping[str, int]) -> Iterable[ox.Triple]:
    """VoID (https://www.w3.org/TR/void/) and DCAT (https://www.w3.org/TR/vocab-dcat-3/) description with counts."""
    node, literal = ox.NamedNode, ox.Literal
    this, integer = node("https://w3id.org/sckg/dataset"), node(expand("xsd:integer"))

    def say(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, node(expand(name)), value)

    yield say(this, "rdf:type", node(expand("void:Dataset")))
    yield say(this, "rdf:type", node(expand("dcat:Dataset")))
    yield say(this, "dcterms:title", literal("Smart City Knowledge Graph", language="en"))
    yield say(this, "dcterms:title", literal("스마트시티 지식그래프", language="ko"))
    yield say(this, "dcterms:license", node("https://creativecommons.org/licenses/by/4.0/"))
    yield say(this, "void:uriSpace", literal("https://w3id.org/sckg/id/"))
    yield say(this, "void:triples", literal(str(sum(graphs.values())), datatype=integer))
    for graph, count in graphs.items():
        yield say(this, "void:subset", node(graph))
        yield say(node(graph), "rdf:type", node(expand("void:Dataset")))
        yield say(node(graph), "void:triples", literal(str(count), datatype=integer))
    for name, count in count_classes(dataset).items():
        part = node(f"https://w3id.org/sckg/dataset/class/{name.replace(':', '-')}")
        yield say(this, "void:classPartition", part)
        yield say(part, "void:class", node(expand(name if ":" in name else f"sckg:{name}")))
        yield say(part, "void:entities", literal(str(count), datatype=integer))
    for name, media in (
        ("sckg.trig", "application/trig"),
        ("sckg.nq", "application/n-quads"),
        ("sckg.ttl", "text/turtle"),
        ("sckg.jsonld", "application/ld+json"),
    ):
        file = node(f"https://w3id.org/sckg/dataset/{name}")
        yield say(this, "dcat:distribution", file)
        yield say(file, "rdf:type", node(expand("dcat:Distribution")))
        yield say(file, "dcat:mediaType", node(f"https://www.iana.org/assignments/media-types/{media}"))
    for graph in dataset.graphs():
        for thing, kind in sorted(dataset.typed(graph)):
            if kind in (expand("sckg:Source"), expand("sckg:OutsideDataset")):
                yield say(this, "dcterms:source", node(thing))
    yield from _joined(dataset)


def _joined(dataset: Dataset) -> Iterator[ox.Triple]:
    """Linksets (https://www.w3.org/TR/void/#linkset), their targets, outside sources with licence and credit."""
    kinds = {expand(name) for name in ("void:Dataset", "void:Linkset", "sckg:OutsideDataset")}
    for graph in dataset.graphs():
        for thing, kind in sorted(dataset.typed(graph)):
            if kind in kinds:
                yield from dataset.about(thing, graph)
                if kind == expand("sckg:OutsideDataset"):
                    yield ox.Triple(ox.NamedNode(thing), ox.NamedNode(RDF_TYPE), ox.NamedNode(expand("dcat:Dataset")))
