"""The first half of the way composed: tables → triples → store → rules → validation → files.

`build` writes nothing until everything is right, and then every file whole; `check` writes nothing at all.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sckg.config import Paths
from sckg.errors import DataError, Problem
from sckg.mapping import Mapper, Triple, describe_source
from sckg.namespaces import ID, ONTOLOGY_GRAPH, PREFIXES, REPORT, compact, expand, source_graph
from sckg.reasoning import derive, load_rules
from sckg.sources import CITATION_COLUMNS, Column, Record, Schema, Source, folders, load_schema, read
from sckg.store import Dataset, canonical_triples, convert, fingerprint, whole_file, whole_folder
from sckg.validation import Report, Result, check_hygiene, validate

__all__ = [
    "Built",
    "assemble",
    "build",
    "check",
    "count_classes",
    "count_graphs",
    "csvw",
    "describe",
    "hash_inputs",
    "jsonld_context",
    "jsonld_nodes",
    "load_ontology",
    "load_sources",
    "ontology_files",
    "write",
]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A dataset in memory with its report, and where each node comes from."""

    dataset: Dataset
    report: Report
    origins: Mapping[str, str]


def _silent(_: str) -> None: ...


def load_sources(paths: Paths) -> tuple[Schema, list[Source]]:
    """The schema and every checked source.

    Raises `DataError` with all faults of all tables.
    """
    schema = load_schema(paths.data / "mapping.yaml", paths.ontology)
    return schema, read(paths.data, schema)


def load_ontology(folder: Path) -> list[Triple]:
    """Terms, axioms, code lists and alignments as canonical triples."""
    dataset = ox.Dataset()
    for path in ontology_files(folder):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            dataset.add(quad)
    return canonical_triples(dataset)


def ontology_files(folder: Path) -> list[Path]:
    """The Turtle files that make up the ontology graph; shapes and imports are not among them."""
    return sorted(
        (*folder.glob("*.ttl"), *(folder / "vocabularies").glob("*.ttl"), *(folder / "alignments").glob("*.ttl"))
    )


def assemble(paths: Paths, progress: Progress = _silent) -> tuple[Dataset, dict[str, str]]:
    """Tables and ontology in a store, without rules; and the file and row of every node."""
    with _uncollected():
        return _assemble(paths, progress)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No cycle search meanwhile: records hold no cycles, and looking through a million cells costs a quarter."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _assemble(paths: Paths, progress: Progress) -> tuple[Dataset, dict[str, str]]:
    progress("tables")
    schema, sources = load_sources(paths)
    dataset, origins = Dataset(), dict[str, str]()
    progress("triples")
    kinds = Mapper.kinds_of(sources, schema)
    for source in sources:
        mapper = Mapper(schema, source.name, kinds)
        dataset.add(source_graph(source.name), _triples(mapper, source, origins))
    progress("ontology")
    dataset.add(ONTOLOGY_GRAPH, load_ontology(paths.ontology))
    return dataset, origins


def _triples(mapper: Mapper, source: Source, origins: dict[str, str]) -> Iterator[Triple]:
    problems = []
    records = list(source.records())
    iris = [mapper.iri(record) for record in records]
    for iri, record in zip(iris, records, strict=True):
        here = _origin(source, record)
        if iri in origins and origins[iri].startswith(f"{source.name}/{record.table}.csv"):
            problems.append(
                Problem(
                    f"{source.name}/{record.table}.csv",
                    record.row,
                    "",
                    f"the row says again what {origins[iri]} says",
                    "delete one of them",
                )
            )
        origins.setdefault(iri, here)
    if problems:
        raise DataError(problems)
    yield from describe_source(source)
    yield from mapper.citations(records)
    for iri, record in zip(iris, records, strict=True):
        yield from mapper.triples(record, iri)


def _origin(source: Source, record: Record) -> str:
    return f"{source.name}/{record.table}.csv, row {record.row}"


def check(paths: Paths, progress: Progress = _silent) -> Built:
    """Build in memory, derive and validate; writes nothing.

    Raises `DataError` where the tables themselves are faulty; what shapes and hygiene find is in the report.
    """
    dataset, origins = assemble(paths, progress)
    progress("rules")
    derive(dataset, load_rules(paths.ontology / "rules"), lambda name: progress(f"rule {name}"))
    progress("validation")
    report = validate(dataset, paths.ontology / "shapes", origins=origins)
    hygiene = check_hygiene(dataset, paths.queries / "checks", origins)
    return Built(dataset, Report(tuple(sorted((*report.results, *hygiene)))), origins)


def build(paths: Paths, out: Path, progress: Progress = _silent) -> Built:
    """Check everything, then write the build into `out`.

    Raises `DataError` where something must be mended; the last good build then stands untouched.
    """
    built = check(paths, progress)
    if not built.report.conforms:
        schema = load_schema(paths.data / "mapping.yaml", paths.ontology)
        raise DataError([_problem(result, schema) for result in built.report.results if result.severity == "must"])
    built.dataset.add(REPORT, built.report.triples())
    progress("files")
    write(built.dataset, paths, out)
    return built


def _problem(result: Result, schema: Schema) -> Problem:
    """A result told as a fault of a table: file and row of the record, and the column its property comes from."""
    file, _, row = result.origin.partition(", row ")
    table = schema.tables.get(Path(file).stem)
    columns = table.columns.values() if table else ()
    column = next(
        (column.name for column in columns if column.property and compact(column.property) == result.path), ""
    )
    rule = " / ".join(text for _, text in result.messages) + (f" [{result.path}]" if not column else "")
    found = f", which has {result.value}" if result.value else ""
    return Problem(file or "graph", int(row or 0), column, rule, f"mend {compact(result.focus)}{found}")


def write(dataset: Dataset, paths: Paths, out: Path) -> None:
    """Write N-Quads, TriG, Turtle, JSON-LD, the descriptions and the manifest: all of them, or none."""
    with whole_folder(out, "manifest.json") as stage:
        _write(dataset, paths, stage)
        outputs = {path.name: fingerprint(path) for path in sorted(stage.iterdir())}
        graphs, classes = count_graphs(dataset), count_classes(dataset)
        manifest = {"graphs": graphs, "classes": classes, "inputs": hash_inputs(paths), "outputs": outputs}
        _write_json(stage / "manifest.json", manifest)


def _write(dataset: Dataset, paths: Paths, out: Path) -> None:
    with whole_file(out / "sckg.nq") as stream:
        for graph in dataset.graphs():
            stream.writelines(f"{line} <{graph}> .\n".encode() for line in dataset.lines(graph))
    convert(out / "sckg.nq", out / "sckg.trig", ox.RdfFormat.TRIG)
    _write_default_view(dataset, out)
    context = jsonld_context(dataset)
    _write_json(out / "context.jsonld", {"@context": context})
    with whole_file(out / "sckg.jsonld") as stream:
        stream.write(f'{{"@context": {_json(context)},\n"@graph": ['.encode())
        for index, node in enumerate(jsonld_nodes(dataset, context)):
            stream.write(f"{',' if index else ''}\n{_json(node)}".encode())
        stream.write(b"\n]}\n")
    with whole_file(out / "void.ttl") as stream:
        stream.write(
            ox.serialize(
                sorted(describe(dataset, count_graphs(dataset)), key=str), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES
            )
            or b""
        )
    _write_json(out / "csv-metadata.json", csvw(load_schema(paths.data / "mapping.yaml", paths.ontology), paths.data))


def _view(dataset: Dataset) -> Iterator[tuple[str, list[ox.Triple]]]:
    """The default view, node by node: what sources say and what follows, without ontology and report."""
    return dataset.nodes(graph for graph in dataset.graphs() if graph not in (ONTOLOGY_GRAPH, REPORT))


def _write_default_view(dataset: Dataset, out: Path) -> None:
    with whole_file(out / "sckg.ttl") as stream:
        ox.serialize(
            (item for _, items in _view(dataset) for item in items), stream, ox.RdfFormat.TURTLE, prefixes=PREFIXES
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _write_json(path: Path, value: object) -> None:
    with whole_file(path) as stream:
        stream.write(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


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
    for subject, items in _view(dataset):
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


def hash_inputs(paths: Paths) -> dict[str, str]:
    """SHA-256 of every input file, by its path below ontology, data and queries."""
    hashes = {}
    for name, folder in (("data", paths.data), ("ontology", paths.ontology), ("queries", paths.queries)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".csv", ".yaml", ".ttl", ".rq", ".tsv"}:
                hashes[f"{name}/{path.relative_to(folder).as_posix()}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes


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
            if kind == expand("sckg:Source"):
                yield say(this, "dcterms:source", node(thing))
