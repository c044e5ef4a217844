"""The first half of the way composed: tables → triples → store → rules → validation → files.

`build` writes nothing until everything is right, and then every file whole; `check` writes nothing at all.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sckg.config import Paths
from sckg.errors import DataError, NotFoundError, Problem
from sckg.mapping import Mapper, Triple, describe_source
from sckg.namespaces import ONTOLOGY_GRAPH, PREFIXES, REPORT, compact, source_graph
from sckg.pipeline.describing import (
    count_classes,
    count_graphs,
    csvw,
    default_view,
    describe,
    jsonld_context,
    jsonld_nodes,
)
from sckg.pipeline.joining import join, our_things
from sckg.queries import Parameter, Session, load_queries, publish
from sckg.reasoning import derive, load_rules
from sckg.sources import Record, Schema, Source, load_schema, read
from sckg.store import Dataset, canonical_triples, convert, fingerprint, whole_file, whole_folder
from sckg.validation import Report, Result, check_hygiene, validate

__all__ = [
    "Built",
    "assemble",
    "build",
    "check",
    "hash_inputs",
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
    progress("links and values from outside")
    join(paths, our_things(sources, schema), dataset, origins)
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
    questions = publish(load_queries(paths.queries), _defaults(Session(dataset, paths.queries / "views")))
    with whole_file(out / "questions.ttl") as stream:
        stream.write(ox.serialize(sorted(questions, key=str), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"")


def _defaults(session: Session) -> Callable[[Parameter, str], str | None]:
    """What the default of a parameter means in this build; nothing where the build does not know it."""

    def resolve(parameter: Parameter, value: str) -> str | None:
        try:
            return session.resolve(parameter, value)
        except NotFoundError:
            return None

    return resolve


def _write_default_view(dataset: Dataset, out: Path) -> None:
    with whole_file(out / "sckg.ttl") as stream:
        items = (item for _, items in default_view(dataset) for item in items)
        ox.serialize(items, stream, ox.RdfFormat.TURTLE, prefixes=PREFIXES)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _write_json(path: Path, value: object) -> None:
    with whole_file(path) as stream:
        stream.write(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


def hash_inputs(paths: Paths) -> dict[str, str]:
    """SHA-256 of every input file, by its path below ontology, data and queries."""
    hashes = {}
    for name, folder in (("data", paths.data), ("ontology", paths.ontology), ("queries", paths.queries)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".csv", ".yaml", ".ttl", ".rq", ".tsv"}:
                hashes[f"{name}/{path.relative_to(folder).as_posix()}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes
