"""Records become the triples that `data/mapping.yaml` declares."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import DCTERMS, ORG, SDO, SKOS

from sckg.config import Paths
from sckg.mapping import Mapper, Triple, describe_source, literal, triple
from sckg.namespaces import ID, PREFIXES, expand
from sckg.pipeline import load_ontology, load_sources
from sckg.sources import Source
from sckg.sources.dates import span
from sckg.sources.schema import Column

XSD = PREFIXES["xsd"]


@pytest.fixture(scope="module")
def source(tiny_paths: Paths) -> Source:
    return load_sources(tiny_paths)[1][0]


@pytest.fixture(scope="module")
def mapper(tiny_paths: Paths, source: Source) -> Mapper:
    schema, sources = load_sources(tiny_paths)
    return Mapper(schema, source.name, Mapper.kinds_of(sources, schema))


def said(mapper: Mapper, source: Source, table: str, **cells: str) -> set[str]:
    """What the one record with these cells says, with short names."""
    (record,) = [
        record for record in source.tables[table] if all(record.cells[name] == value for name, value in cells.items())
    ]
    return {shorten(line) for line in mapper.triples(record)}


def shorten(line: str) -> str:
    line = re.sub(rf"<{ID}([^>]*)>", r"\1", line)
    for prefix, namespace in PREFIXES.items():
        line = re.sub(rf"<{re.escape(namespace)}([^>]*)>", rf"{prefix}:\1", line)
    return line


def parse(line: str) -> ox.Triple:
    (quad,) = ox.parse(f"{line} .\n", format=ox.RdfFormat.N_TRIPLES)
    found: ox.Triple = quad.triple
    return found


# Literals


@given(text=st.text(st.characters(codec="utf-8")), language=st.sampled_from(["", "ko", "en", "ja", "zh"]))
@example(text='\\ " \n \r \t \x00 \x7f \\u00e9 \\', language="ko")
@example(text="\U0010ffff\ufffe", language="")
def test_any_text_is_escaped_rightly(text: str, language: str) -> None:
    value = parse(triple("urn:x:s", "urn:x:p", literal(text, language))).object
    assert isinstance(value, ox.Literal)
    assert value.value == text
    assert (value.language or "") == language


@given(text=st.text(st.characters(codec="utf-8")))
def test_a_literal_stays_on_its_line(text: str) -> None:
    assert not set(literal(text)) & {"\n", "\r"}


@given(value=st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_a_number_keeps_its_text_and_type(value: object) -> None:
    made = parse(triple("urn:x:s", "urn:x:p", literal(str(value), datatype="decimal"))).object
    assert made == ox.Literal(str(value), datatype=ox.NamedNode(XSD + "decimal"))


def test_a_triple_is_a_line_without_dot() -> None:
    assert triple("urn:x:s", "urn:x:p", "<urn:x:o>") == Triple("<urn:x:s> <urn:x:p> <urn:x:o>")


@pytest.mark.parametrize("folder", ["tiny", "real"])
def test_triples_are_canonical_n_triples(folder: str, tiny_paths: Paths, real_paths: Paths) -> None:
    """What the mapper writes is what a parser would write again, character by character."""
    schema, sources = load_sources(tiny_paths if folder == "tiny" else real_paths)
    kinds = Mapper.kinds_of(sources, schema)
    for source in sources:
        mapper, records = Mapper(schema, source.name, kinds), list(source.records())
        lines = [
            *describe_source(source),
            *mapper.citations(records),
            *(line for record in records for line in mapper.triples(record)),
        ]
        text = "".join(f"{line} .\n" for line in lines)
        parsed = [str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]
        assert parsed == lines


# Cells


def test_a_row_with_labels_codes_and_references(mapper: Mapper, source: Source) -> None:
    cite = f"citation/little-2020-32-{hashlib.sha1('1.2'.encode()).hexdigest()[:10]}"  # noqa: S324, UP012
    assert said(mapper, source, "actors", id="nippon-rail") == {
        "actor/nippon-rail rdf:type sckg:Firm",
        'actor/nippon-rail skos:prefLabel "일본철도"@ko',
        'actor/nippon-rail skos:prefLabel "Nippon Rail"@en',
        'actor/nippon-rail skos:prefLabel "日本鉄道"@ja',
        "actor/nippon-rail sckg:labelEnOrigin concept/label-origin/report",
        'actor/nippon-rail skos:editorialNote "railway, \\"large\\""@en',
        "actor/nippon-rail sckg:homeCountry place/japan",
        "actor/nippon-rail sckg:notReported sckg:firmSize",
        f"actor/nippon-rail prov:wasDerivedFrom {cite}",
    }


def test_a_gap_is_said_and_no_value_is_made_up(mapper: Mapper, source: Source) -> None:
    lines = said(mapper, source, "engagements", id="mou-north")
    gaps = {line for line in lines if " sckg:notReported " in line}
    assert gaps == {
        "engagement/mou-north sckg:notReported sckg:place",
        "engagement/mou-north sckg:notReported sckg:stage",
        "engagement/mou-north sckg:notReported sckg:instrument",
    }
    assert not any(re.search(r" sckg:(place|stage|instrument) ", line) for line in lines)
    assert not any("not-reported" in line for line in lines)


def test_an_empty_cell_says_nothing(mapper: Mapper, source: Source) -> None:
    lines = said(mapper, source, "engagements", id="mou-north")
    assert not any(term in line for line in lines for term in ("sckg:sector", "sckg:entryType", "sckg:end", '""'))


def test_an_unnamed_participant_has_a_node_of_its_own(mapper: Mapper, source: Source) -> None:
    lines = said(mapper, source, "participations", actor="not-reported")
    node = "participation/mou-north--not-reported--signatory"
    assert {f"{node} sckg:notReported sckg:actor", f"{node} sckg:inEngagement engagement/mou-north"} <= lines


@pytest.mark.parametrize(
    ("table", "id_", "prefix", "text"),
    [
        ("policies", "export-plan", "", "2016-07"),
        ("policies", "export-plan", "start", "2016"),
        ("projects", "hanoi-metro", "start", "2018-07-12"),
        ("projects", "hanoi-metro", "end", "ongoing"),
        ("projects", "north-city", "start", "2013/2015"),
        ("projects", "north-city", "end", "unknown"),
        ("engagements", "mou-north", "", "2013/.."),
    ],
)
def test_a_date_gives_text_first_and_last_day_and_year(  # noqa: PLR0913
    mapper: Mapper, source: Source, table: str, id_: str, prefix: str, text: str
) -> None:
    def name(part: str) -> str:
        return f"sckg:{prefix}{part.capitalize()}" if prefix else f"sckg:{part}"

    text_property = name("text") if prefix else "sckg:dateText"
    wanted = {f'{text_property} "{text}"'}
    if (days := span(text)) is not None:
        wanted.add(f'{name("earliest")} "{days.earliest}"^^xsd:date')
        wanted.add(f'{name("year")} "{days.year}"^^xsd:integer')
        if days.latest:
            wanted.add(f'{name("latest")} "{days.latest}"^^xsd:date')
    names = {text_property, name("earliest"), name("latest"), name("year")}
    lines = {line.split(" ", 1)[1] for line in said(mapper, source, table, id=id_)}
    assert {line for line in lines if line.split(" ")[0] in names} == wanted


def test_an_alias_is_a_name_form_and_an_alternative_label(mapper: Mapper, source: Source) -> None:
    lines = said(mapper, source, "aliases", alias="ACME Corp.")
    node = f"name/acme--{hashlib.sha1(b'ACME Corp.').hexdigest()[:10]}-en"  # noqa: S324
    assert {
        f"{node} rdf:type sckg:NameForm",
        f"{node} sckg:nameOf actor/acme",
        f'{node} skosxl:literalForm "ACME Corp."@en',
        f'{node} sckg:nameLanguage "en"',
        f"{node} sckg:nameKind concept/name-kind/variant",
        'actor/acme skos:altLabel "ACME Corp."@en',
    } <= lines


def test_an_alias_of_no_language_has_no_tag(mapper: Mapper, source: Source) -> None:
    lines = said(mapper, source, "aliases", alias="ACM")
    assert 'actor/acme skos:altLabel "ACM"' in lines
    assert not any("@und" in line for line in lines)


def test_a_row_that_extends_another_has_no_node(mapper: Mapper, source: Source) -> None:
    lines = said(mapper, source, "sectors", sector="energy")
    assert {line.split(" ")[0] for line in lines} == {"project/north-city"}
    assert "project/north-city sckg:sector concept/sector/energy" in lines
    (further,) = said(mapper, source, "citations", subject="acme")
    assert further.startswith("actor/acme prov:wasDerivedFrom citation/little-2020-14-")


def test_numbers_are_typed(mapper: Mapper, source: Source) -> None:
    assert 'amount/amt-metro schema:value "350000000.5"^^xsd:decimal' in said(mapper, source, "amounts", id="amt-metro")
    lines = said(mapper, source, "observations", id="obs-cities-vietnam")
    assert 'observation/obs-cities-vietnam sckg:minValue "-1"^^xsd:decimal' in lines


# IRIs and citations


def test_iris_are_built_as_the_mapping_documents(mapper: Mapper, source: Source) -> None:
    patterns = {name: spec.id for name, spec in mapper.schema.tables.items()}
    for record in source.records():
        wanted = patterns[record.table]
        for name, cell in record.cells.items():
            short = hashlib.sha1(cell.encode()).hexdigest()[:10]  # noqa: S324
            wanted = wanted.replace(f"{{{name}}}", cell).replace(f"{{#{name}}}", short)
        assert mapper.iri(record) == ID + wanted


@pytest.mark.parametrize("folder", ["tiny", "real"])
def test_every_record_has_an_iri_of_its_own(folder: str, tiny_paths: Paths, real_paths: Paths) -> None:
    schema, sources = load_sources(tiny_paths if folder == "tiny" else real_paths)
    for source in sources:
        mapper = Mapper(schema, source.name, Mapper.kinds_of(sources, schema))
        seen: dict[str, str] = {}
        for record in source.records():
            iri, here = mapper.iri(record), f"{record.table}.csv, row {record.row}"
            assert iri not in seen, f"{here} and {seen[iri]} have one IRI"
            if not schema.tables[record.table].extends:
                assert re.fullmatch(r"[\x21-\x7e]+", iri), f"{here}: {iri} is no ASCII IRI"
            seen[iri] = here


def test_every_citation_is_described_once(mapper: Mapper, source: Source) -> None:
    records = list(source.records())
    lines = [shorten(line) for line in mapper.citations(records)]
    assert len(set(lines)) == len(lines)
    used = {
        line.rsplit(" ", 1)[1]
        for record in records
        for line in map(shorten, mapper.triples(record))
        if " prov:wasDerivedFrom " in line
    }
    assert {line.split(" ")[0] for line in lines} == used
    node = f"citation/little-2020-12-15-{hashlib.sha1('표 1'.encode()).hexdigest()[:10]}"  # noqa: S324
    assert {line for line in lines if line.startswith(node)} == {
        f"{node} rdf:type sckg:Citation",
        f"{node} dcterms:source source/little-2020",
        f'{node} sckg:section "표 1"',
        f"{node} sckg:inSection section/tbl-1",
        f'{node} sckg:lines "12-15"',
        f'{node} sckg:firstLine "12"^^xsd:integer',
        f'{node} sckg:lastLine "15"^^xsd:integer',
        f'{node} schema:pagination "1"',
    }


def test_the_source_is_a_bibliographic_record(source: Source) -> None:
    lines = {shorten(line) for line in describe_source(source)}
    assert {
        "source/little-2020 rdf:type sckg:Source",
        'source/little-2020 dcterms:title "A Little Report"@en',
        'source/little-2020 dcterms:issued "2020"^^xsd:gYear',
        'source/little-2020 sckg:lineCount "60"^^xsd:integer',
    } <= lines


# The mapping file itself


@pytest.fixture(scope="module")
def mapping_file(real_paths: Paths) -> Path:
    return real_paths.data / "mapping.yaml"


def columns_of(mapping_file: Path) -> list[tuple[str, dict[str, Any]]]:
    tables = yaml.safe_load(mapping_file.read_text(encoding="utf-8"))["tables"]
    return [
        (f"{table}.{name}", column or {}) for table, spec in tables.items() for name, column in spec["columns"].items()
    ]


def test_every_property_and_class_of_the_mapping_is_declared(mapping_file: Path, real_paths: Paths) -> None:
    text = "".join(f"{line} .\n" for line in load_ontology(real_paths.ontology))
    declared = {
        quad.subject.value
        for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
        if quad.predicate.value == expand("rdf:type") and isinstance(quad.subject, ox.NamedNode)
    }
    tables = yaml.safe_load(mapping_file.read_text(encoding="utf-8"))["tables"]
    used = {spec["class"] for spec in tables.values() if "class" in spec}
    for _, column in columns_of(mapping_file):
        used |= {column[key] for key in ("property", "class", "on_subject") if key in column}
        if "date" in column:
            role = column["date"]
            parts = ("dateText", "earliest", "latest", "year")
            used |= {
                f"sckg:{role}{part.removeprefix('date').capitalize()}" if role else f"sckg:{part}" for part in parts
            }
    own = {name for name in used if name.startswith("sckg:")}
    assert sorted(name for name in own if expand(name) not in declared) == [], "declare them in ontology/sckg.ttl"
    others = {"dcterms": DCTERMS, "org": ORG, "schema": SDO, "skos": SKOS}
    foreign = sorted(used - own - {"skosxl:literalForm"})
    assert [name for name in foreign if not others[name.partition(":")[0]].__contains__(expand(name))] == [], (
        "no such term in that vocabulary"
    )


def test_the_head_explains_every_key_of_a_column_and_no_other(mapping_file: Path) -> None:
    head = mapping_file.read_text(encoding="utf-8").partition("\nlabels:")[0]
    part = head.partition("columns:")[2]
    explained = set(re.findall(r"\b([a-z_]+): ", part)) | {"property"}
    known = {name.removesuffix("_") for name in Column.__dataclass_fields__} - {"name"}
    assert explained - known == set(), "explained in data/mapping.yaml, but not known to sckg.sources"
    assert known - explained == set(), "known to sckg.sources, but not explained in data/mapping.yaml"


def test_every_table_cites(tiny_paths: Paths) -> None:
    schema, _ = load_sources(tiny_paths)
    assert all(spec.header[-3:] == ("section", "lines", "page") for spec in schema.tables.values())
