"""Records become triples, as `data/mapping.yaml` declares; checked records only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from sckg.mapping.triples import Emit, Triple, date_emitter, literal, short_hash, triple
from sckg.namespaces import BASE, ID, RDF_TYPE, expand
from sckg.sources import GAP, Column, Record, Schema, Source, TableSpec

__all__ = ["Mapper", "describe_source"]

_TYPE = f"<{RDF_TYPE}>"
_CITED = f"<{expand('prov:wasDerivedFrom')}>"
_NOT_REPORTED = f"<{expand('sckg:notReported')}>"
_FIELD = re.compile(r"\{(#?)(\w+)\}")
_OWN_ID = (("", "id"),)


class Mapper:
    """Turns the records of one source into triples.

    `kinds` maps the id of a row to the table it stands in, over all sources; see `Mapper.kinds_of`.
    """

    def __init__(self, schema: Schema, source: str, kinds: Mapping[str, str]) -> None:
        self.schema, self.source = schema, source
        self.prefix_of = {name: ID + spec.id.partition("{")[0] for name, spec in schema.tables.items()}
        self.citation_prefix = f"{ID}citation/{source}-"
        self.kinds = kinds
        self.fields_of = {name: tuple(_FIELD.findall(spec.id)) for name, spec in schema.tables.items()}
        self.class_of = {
            name: "" if any(column.class_ for column in spec.columns.values()) else spec.class_
            for name, spec in schema.tables.items()
        }
        self.makers = {name: self._compile(spec) for name, spec in schema.tables.items()}

    @staticmethod
    def kinds_of(sources: Iterable[Source], schema: Schema) -> dict[str, str]:
        """Id of a row → table, over all sources."""
        return {
            record.cells["id"]: record.table
            for source in sources
            for record in source.records()
            if schema.tables[record.table].has_id
        }

    def iri(self, record: Record) -> str:
        """The IRI of a record: its own node, or the key of what it adds to another one.

        >>> Mapper.slug("name/{subject}--{#alias}", {"subject": "kind", "alias": "한국해외"})
        'name/kind--9c34b45488'
        """
        fields = self.fields_of[record.table]
        if fields == _OWN_ID:
            return self.prefix_of[record.table] + record.cells["id"]
        return ID + self.slug(self.schema.tables[record.table].id, record.cells)

    @staticmethod
    def slug(pattern: str, cells: Mapping[str, str]) -> str:
        """Fill the id pattern of a table; `{#column}` is a ten-digit hash of the cell."""
        return _FIELD.sub(lambda field: short_hash(cells[field[2]]) if field[1] else cells[field[2]], pattern)

    def resolve(self, slug: str) -> str:
        """The IRI of the row with this id."""
        return self.prefix_of[self.kinds[slug]] + slug

    def triples(self, record: Record, iri: str = "") -> Iterator[Triple]:
        """Everything one record says, and where it says it; `iri` is the record's own, if known already."""
        spec, cells = self.schema.tables[record.table], record.cells
        subject = f"<{self.resolve(cells[spec.extends]) if spec.extends else iri or self.iri(record)}>"
        if class_ := self.class_of[record.table]:
            yield Triple(f"{subject} {_TYPE} <{class_}>")
        for name, emit in self.makers[record.table]:
            if cell := cells[name]:
                for line in emit(subject, cell, cells):
                    yield Triple(line)
        yield Triple(f"{subject} {_CITED} <{self._citation(cells)}>")

    def citations(self, records: Iterable[Record]) -> Iterator[Triple]:
        """The citation nodes the records refer to, each once."""
        seen: set[str] = set()
        ids = {record.cells["notation"]: record.cells["id"] for record in records if record.table == "sections"}
        for record in records:
            cells = record.cells
            if (iri := self._citation(cells)) in seen:
                continue
            seen.add(iri)
            first, _, last = cells["lines"].partition("-")
            yield triple(iri, RDF_TYPE, f"<{expand('sckg:Citation')}>")
            yield triple(iri, expand("dcterms:source"), f"<{ID}source/{self.source}>")
            yield triple(iri, expand("sckg:section"), literal(cells["section"]))
            yield triple(iri, expand("sckg:inSection"), f"<{ID}section/{ids[cells['section']]}>")
            yield triple(iri, expand("sckg:lines"), literal(cells["lines"]))
            yield triple(iri, expand("sckg:firstLine"), literal(first, datatype="integer"))
            yield triple(iri, expand("sckg:lastLine"), literal(last or first, datatype="integer"))
            yield triple(iri, expand("schema:pagination"), literal(cells["page"]))

    def _citation(self, cells: Mapping[str, str]) -> str:
        return f"{self.citation_prefix}{cells['lines']}-{short_hash(cells['section'])}"

    def _compile(self, spec: TableSpec) -> list[tuple[str, Emit]]:
        made = ((column.name, self._emit(column)) for column in spec.columns.values())
        return [(name, emit) for name, emit in made if emit is not None]

    def _emit(self, column: Column) -> Emit | None:
        predicate = f"<{column.property}>"
        if column.class_:
            classes = self.schema.terms.subclasses[column.class_]
            return _stating(_TYPE, lambda cell: f"<{classes[cell]}>")
        if column.date is not None:
            return date_emitter(column.date)
        if not column.property:
            return None
        if column.text.startswith("column:"):
            return self._name(column, predicate)
        emit = _stating(predicate, self._term(column))
        return _or_gap(emit, predicate) if column.gap else emit

    def _term(self, column: Column) -> Callable[[str], str]:
        """How a cell of a column is written as an N-Triples term."""
        if column.ref:
            return lambda cell: f"<{self.resolve(cell)}>"
        if column.code:
            concepts = self.schema.terms.concepts[column.code]
            return lambda cell: f"<{concepts[cell]}>"
        language = column.text if column.text in ("ko", "en", "ja", "zh") else ""
        return lambda cell: literal(cell, language, column.number)

    def _name(self, column: Column, predicate: str) -> Emit:
        """A literal whose language stands in another cell, stated of the row and of the thing it names."""
        tag = column.text.partition(":")[2]

        def emit(subject: str, cell: str, cells: Mapping[str, str]) -> Iterator[str]:
            language = cells[tag]
            value = literal(cell, "" if language == "und" else language)
            yield f"{subject} {predicate} {value}"
            yield f"<{self.resolve(cells['subject'])}> <{column.on_subject}> {value}"

        return emit


def _stating(predicate: str, term: Callable[[str], str]) -> Emit:
    """One statement: subject, predicate, and the cell as a term."""
    return lambda subject, cell, _: iter((f"{subject} {predicate} {term(cell)}",))


def _or_gap(emit: Emit, predicate: str) -> Emit:
    def gap(subject: str, cell: str, cells: Mapping[str, str]) -> Iterator[str]:
        return iter((f"{subject} {_NOT_REPORTED} {predicate}",)) if cell == GAP else emit(subject, cell, cells)

    return gap


def describe_source(source: Source) -> Iterator[Triple]:
    """The source itself as a bibliographic record (DCMI terms)."""
    iri, meta = f"{ID}source/{source.name}", source.meta
    yield triple(iri, RDF_TYPE, f"<{expand('sckg:Source')}>")
    for language, title in sorted(meta["title"].items()):
        yield triple(iri, expand("dcterms:title"), literal(title, language))
        yield triple(iri, expand("skos:prefLabel"), literal(title, language))
    for author in meta["authors"]:
        yield triple(iri, expand("dcterms:creator"), literal(author))
    yield triple(iri, expand("dcterms:publisher"), literal(meta["publisher"]))
    yield triple(iri, expand("dcterms:issued"), literal(str(meta["year"]), datatype="gYear"))
    yield triple(iri, expand("dcterms:license"), f"<{meta['licence']}>")
    yield triple(iri, expand("sckg:lineCount"), literal(str(meta["lines"]), datatype="integer"))
    yield triple(iri, expand("dcterms:isPartOf"), f"<{BASE}>")
