"""What one would write without sckg: `csv.DictReader` and `Graph.add`, cell by cell, as `data/mapping.yaml` says.

No cell is checked. The triples of a source are the same as those of sckg; `bench.py` compares them.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from rdflib import RDF, Graph, Literal, URIRef

from sckg.namespaces import BASE, ID, PREFIXES, expand
from sckg.pipeline import ontology_files
from sckg.sources import GAP, Column, Schema, TableSpec, load_schema
from sckg.sources.dates import span
from sckg.sources.schema import Terms

__all__ = ["load", "load_ontology"]

Row = dict[str, str]
_XSD = PREFIXES["xsd"]


def load(data: Path, ontology: Path) -> Graph:
    """All tables of all sources below `data` as one rdflib graph."""
    schema, graph = load_schema(data / "mapping.yaml", ontology), Graph()
    kinds = {row["id"]: name for _, name, row in _rows(data, schema) if schema.tables[name].has_id}
    notations = {row["notation"]: row["id"] for _, name, row in _rows(data, schema) if name == "sections"}
    loop = _Loop(graph, schema, kinds, notations)
    for source, name, row in _rows(data, schema):
        loop.row(schema.tables[name], row, source)
    for path in sorted(data.glob("*/source.yaml")):
        loop.source(path)
    return graph


def load_ontology(ontology: Path) -> Graph:
    """Terms and code lists, which `sckg.pipeline.assemble` loads too."""
    graph = Graph()
    for path in ontology_files(ontology):
        graph.parse(path, format="turtle")
    return graph


def _rows(data: Path, schema: Schema) -> Iterator[tuple[str, str, Row]]:
    for path in sorted(data.glob("*/*.csv")):
        if path.stem in schema.tables:
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    yield path.parent.name, path.stem, row


class _Loop:
    """Adds rows to a graph."""

    def __init__(self, graph: Graph, schema: Schema, kinds: Mapping[str, str], notations: Mapping[str, str]) -> None:
        self.graph, self.tables, self.terms = graph, schema.tables, schema.terms
        self.kinds, self.notations = kinds, notations

    def iri(self, slug: str) -> URIRef:
        """The node of the row with this id."""
        return URIRef(ID + self.tables[self.kinds[slug]].id.replace("{id}", slug))

    def row(self, spec: TableSpec, row: Row, source: str) -> None:
        """All triples of one row."""
        subject = (
            self.iri(row[spec.extends])
            if spec.extends
            else URIRef(
                ID
                + spec.id.replace("{#", "{").format(
                    **row | ({"alias": _hash(row["alias"])} if "{#alias}" in spec.id else {})
                )
            )
        )
        if spec.class_ and "type" not in spec.columns:
            self.graph.add((subject, RDF.type, URIRef(spec.class_)))
        for column in spec.columns.values():
            if cell := row[column.name]:
                self.cell(subject, column, cell, row)
        self.cite(subject, row, source)

    def cell(self, subject: URIRef, column: Column, cell: str, row: Row) -> None:
        """All triples of one cell."""
        terms, predicate = self.terms, URIRef(column.property)
        if column.date is not None:
            self.date(subject, column.date, cell)
        elif column.class_:
            self.graph.add((subject, RDF.type, URIRef(terms.subclasses[column.class_][cell])))
        elif not column.property:
            return
        elif column.gap and cell == GAP:
            self.graph.add((subject, URIRef(expand("sckg:notReported")), predicate))
        elif column.ref:
            self.graph.add((subject, predicate, self.iri(cell)))
        else:
            value = _value(column, cell, row, terms)
            self.graph.add((subject, predicate, value))
            if column.on_subject:
                self.graph.add((self.iri(row["subject"]), URIRef(column.on_subject), value))

    def date(self, subject: URIRef, role: str, cell: str) -> None:
        """Text, first and last day, and year."""

        def name(part: str) -> URIRef:
            return URIRef(expand(f"sckg:{role}{part[0].upper()}{part[1:]}" if role else f"sckg:{part}"))

        self.graph.add((subject, name("text" if role else "dateText"), Literal(cell)))
        if (found := span(cell)) is not None:
            self.graph.add((subject, name("earliest"), _typed(found.earliest, "date")))
            if found.latest:
                self.graph.add((subject, name("latest"), _typed(found.latest, "date")))
            self.graph.add((subject, name("year"), _typed(str(found.year), "integer")))

    def cite(self, subject: URIRef, row: Row, source: str) -> None:
        """The citation of a row."""
        first, _, last = row["lines"].partition("-")
        node = URIRef(f"{ID}citation/{source}-{row['lines']}-{_hash(row['section'])}")
        self.graph.add((subject, URIRef(expand("prov:wasDerivedFrom")), node))
        self.graph.add((node, RDF.type, URIRef(expand("sckg:Citation"))))
        self.graph.add((node, URIRef(expand("dcterms:source")), URIRef(f"{ID}source/{source}")))
        self.graph.add((node, URIRef(expand("sckg:section")), Literal(row["section"])))
        self.graph.add((node, URIRef(expand("sckg:inSection")), self.iri(self.notations[row["section"]])))
        self.graph.add((node, URIRef(expand("sckg:lines")), Literal(row["lines"])))
        self.graph.add((node, URIRef(expand("sckg:firstLine")), _typed(first, "integer")))
        self.graph.add((node, URIRef(expand("sckg:lastLine")), _typed(last or first, "integer")))
        self.graph.add((node, URIRef(expand("schema:pagination")), Literal(row["page"])))

    def source(self, path: Path) -> None:
        """The description of a source."""
        meta = yaml.safe_load(path.read_text(encoding="utf-8"))
        node = URIRef(f"{ID}source/{path.parent.name}")
        self.graph.add((node, RDF.type, URIRef(expand("sckg:Source"))))
        for language, title in meta["title"].items():
            self.graph.add((node, URIRef(expand("dcterms:title")), Literal(title, lang=language)))
            self.graph.add((node, URIRef(expand("skos:prefLabel")), Literal(title, lang=language)))
        for author in meta["authors"]:
            self.graph.add((node, URIRef(expand("dcterms:creator")), Literal(author)))
        self.graph.add((node, URIRef(expand("dcterms:publisher")), Literal(meta["publisher"])))
        self.graph.add((node, URIRef(expand("dcterms:issued")), _typed(str(meta["year"]), "gYear")))
        self.graph.add((node, URIRef(expand("dcterms:license")), URIRef(meta["licence"])))
        self.graph.add((node, URIRef(expand("sckg:lineCount")), _typed(str(meta["lines"]), "integer")))
        self.graph.add((node, URIRef(expand("dcterms:isPartOf")), URIRef(BASE)))


def _value(column: Column, cell: str, row: Row, terms: Terms) -> URIRef | Literal:
    if column.code:
        return URIRef(terms.concepts[column.code][cell])
    if column.number:
        return _typed(cell, column.number)
    language = row[column.text.partition(":")[2]] if column.text.startswith("column:") else column.text
    return Literal(cell, lang=language) if language in ("ko", "en", "ja", "zh") else Literal(cell)


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=URIRef(_XSD + datatype))


def _hash(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:10]
