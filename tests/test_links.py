"""Links to other people's ids and values from outside: read strictly, built beside ours, told apart from ours."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef

from conftest import TINY, TINY_SOURCE, copy_data
from sckg.config import Paths
from sckg.errors import DataError, Problem
from sckg.mapping import link_iri, link_triples, value_triples
from sckg.namespaces import CURIES, ID, LINKS, contract, expand, expand_curie, external_graph
from sckg.pipeline import build, check
from sckg.queries import Session, card, country_numbers, outside_ids, outside_sources, outside_values, positions
from sckg.sources import links as links_module
from sckg.sources.links import COLUMNS, LinkSet, read_link_set, read_links, written
from sckg.sources.outside import FORMS, OutsideSource, load_forms, read_outside
from sckg.store import Dataset

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "tests" / "fixtures" / "joined"
VIEWS = ROOT / "queries" / "views"
WIKIDATA = "http://www.wikidata.org/entity/"
KNOWN = frozenset(f"{ID}{name}" for name in ("place/hanoi", "place/vietnam", "actor/acme", "actor/nippon-rail"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the example, to be broken."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "data"))


@pytest.fixture(scope="module")
def joined(real_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """The tiny source with links and values from outside; read only."""
    paths = copy_data(TINY / TINY_SOURCE, tmp_path_factory.mktemp("joined") / "data", real_paths)
    shutil.copytree(FIXTURES, paths.data, dirs_exist_ok=True)
    return paths


@pytest.fixture(scope="module")
def joined_built(joined: Paths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("joined-built")
    build(joined, out)
    return out


@pytest.fixture(scope="module")
def session(joined_built: Path) -> Session:
    return Session.open(joined_built, VIEWS)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(read: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        read()
    return caught.value.problems


# Reading links


def test_all_link_tables_are_read_in_order() -> None:
    sets = read_links(FIXTURES, KNOWN)
    assert [one.name for one in sets] == ["geonames", "m49", "wikidata"]
    acme, rail, vietnam = sets[2].links
    assert (acme.subject, acme.object) == (f"{ID}actor/acme", f"{WIKIDATA}Q12") and not acme.decided
    assert acme.object_label == 'Acme "Holding"'
    assert rail.rejected and rail.decided and vietnam.predicate_id == links_module.SAME
    assert sets[2].origin(1) == "links/wikidata.sssom.tsv, row 16"
    assert (
        (FIXTURES / "links" / "wikidata.sssom.tsv")
        .read_text(encoding="utf-8")
        .splitlines()[15]
        .startswith("actor:nippon-rail")
    )


def test_no_folder_no_links(tmp_path: Path) -> None:
    assert read_links(tmp_path) == [] and read_outside(tmp_path) == []


@pytest.mark.parametrize("path", sorted((FIXTURES / "links").glob("*.tsv")), ids=lambda path: path.stem)
def test_what_is_written_is_what_was_read(path: Path) -> None:
    read, faults = read_link_set(path)
    assert faults == [] and written(read) == path.read_text(encoding="utf-8")


def test_rows_are_written_in_order_of_subject_and_object() -> None:
    read, _ = read_link_set(FIXTURES / "links" / "wikidata.sssom.tsv")
    backwards = LinkSet(read.name, read.meta, read.links[::-1])
    assert written(backwards) == written(read)


ROWS = [
    ("unknown prefix", "actor:acme\t", "firm:acme\t", "subject_id", "unknown prefix in 'firm:acme'"),
    ("not ours", "actor:acme\t", "wd:Q1\t", "subject_id", "'wd:Q1' is not ours"),
    ("unknown subject", "actor:acme\t", "actor:acne\t", "subject_id", "unknown subject 'actor:acne'"),
    ("no subject", "actor:acme\t", "\t", "subject_id", "the cell is empty"),
    ("predicate", "skos:closeMatch", "skos:broadMatch", "predicate_id", "'skos:broadMatch' is not allowed"),
    ("id of another target", "wd:Q12", "geonames:1/", "object_id", "unknown prefix in 'geonames:1/'"),
    ("id of another form", "wd:Q12", "wd:12", "object_id", "'wd:12' is no id of Wikidata"),
    ("justification", "semapv:LexicalMatching", "by hand", "mapping_justification", "'by hand'"),
    ("confidence above 1", "\t0.7\t", "\t1.2\t", "confidence", "'1.2' does not lie between 0 and 1"),
    ("confidence below 0", "\t0.7\t", "\t-0.1\t", "confidence", "'-0.1' does not lie between 0 and 1"),
    ("confidence in words", "\t0.7\t", "\thigh\t", "confidence", "'high' does not lie"),
    ("confidence missing", "\t0.7\t", "\t\t", "confidence", "the cell is empty"),
    ("date", "2026-11-26\t\thttps://example.org/names\tThe", "2026-11-31\t\thttps://example.org/names\tThe",
     "mapping_date", "'2026-11-31' is no day"),
    ("date to come", "2026-11-26\t\thttps://example.org/names\tThe", "2999-01-01\t\thttps://example.org/names\tThe",
     "mapping_date", "2999-01-01 has not come yet"),
    ("proposal with a reviewer", "0.7\t\t2026", "0.7\tHong\t2026", "reviewer_label", "a proposal with a reviewer"),
    ("no address", "https://example.org/names\tThe", "\tThe", "see_also", "the cell is empty"),
    ("address", "https://example.org/names\tThe", "a book\tThe", "see_also", "'a book' is no web address"),
    ("no evidence", "The label agrees; nobody decided.", "", "comment", "the cell is empty"),
    ("stray blank", "nobody decided.", "nobody decided. ", "comment", "stray blank"),
    ("zero-width space", "nobody decided.", "nobody\u200b decided.", "comment", "invisible control character"),
    ("markup", "nobody decided.", "nobody <b>decided", "comment", "looks like markup"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "column", "rule"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS])
def test_a_faulty_proposal_is_named(data: Path, old: str, new: str, column: str, rule: str) -> None:
    replaced(data / "links" / "wikidata.sssom.tsv", old, new)
    found = problems(lambda: read_links(data, KNOWN))
    assert {(one.file, one.row, one.column) for one in found} == {("links/wikidata.sssom.tsv", 15, column)}
    assert any(rule in one.rule for one in found) and all(one.repair for one in found)


DECISIONS = [
    ("nobody decided", "\tHong Gildong\t2026-11-26\t\thttps://example.org/names\tA", "reviewer_label",
     "\t\t2026-11-26\t\thttps://example.org/names\tA", "reviewer missing"),
    ("decided by a program", "Museum\tsemapv:ManualMappingCuration", "mapping_justification",
     "Museum\tsemapv:LexicalMatching", "a decision of a person"),
    ("unknown modifier", "\tNot\t", "predicate_modifier", "\tNever\t", "unknown modifier 'Never'"),
    ("not close", "skos:exactMatch\tNot", "predicate_modifier", "skos:closeMatch\tNot", "Not beside skos:closeMatch"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "column", "new", "rule"), [case[1:] for case in DECISIONS], ids=[case[0] for case in DECISIONS]
)
def test_a_faulty_decision_is_named(data: Path, old: str, column: str, new: str, rule: str) -> None:
    replaced(data / "links" / "wikidata.sssom.tsv", old, new)
    (one,) = problems(lambda: read_links(data, KNOWN))
    assert (one.row, one.column) == (16, column) and rule in one.rule


HEADS = [
    ("key missing", "mapping_set_title", "#mapping_set_titel: Links", "key missing"),
    ("id of another set", "mapping_set_id", "#mapping_set_id: https://w3id.org/sckg/links/other", "is not that of"),
    ("licence no address", "license", "#license: CC BY", "is no web address"),
    ("prefix of another namespace", "  wd:", "#  wd: https://www.wikidata.org/wiki/", "prefix 'wd' means"),
    ("no YAML", "object_source", "#object_source: [", "no YAML"),
    ("column missing", "subject_id", "\t".join(COLUMNS[:-1]), "column missing"),
    ("unknown column", "subject_id", "\t".join([*COLUMNS, "note"]), "unknown column"),
    ("column twice", "subject_id", "\t".join([*COLUMNS[:-1], "see_also"]), "a column stands twice"),
]


@pytest.mark.parametrize(("line", "new", "rule"), [case[1:] for case in HEADS], ids=[case[0] for case in HEADS])
def test_a_faulty_head_is_named(data: Path, line: str, new: str, rule: str) -> None:
    path = data / "links" / "wikidata.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(rf"(?m)^#?{re.escape(line)}.*$", new, text, count=1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    found = problems(lambda: read_links(data, KNOWN))
    assert any(rule in one.rule for one in found)
    assert {one.file for one in found} == {"links/wikidata.sssom.tsv"}


def test_a_pair_that_stands_twice_is_a_fault(data: Path) -> None:
    path = data / "links" / "geonames.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8")
    (one,) = problems(lambda: read_links(data))
    assert one.column == "object_id" and f"row {one.row - 1}" in one.rule


@pytest.mark.parametrize("raw", ["\ufeff".encode(), "place:하노이".encode("cp949"), b""], ids=["BOM", "cp949", "empty"])
def test_a_file_in_another_encoding_is_a_fault(data: Path, raw: bytes) -> None:
    path = data / "links" / "geonames.sssom.tsv"
    path.write_bytes(raw + path.read_bytes() if raw else b"")
    assert [one.file for one in problems(lambda: read_links(data))] == ["links/geonames.sssom.tsv"]


def test_all_faults_of_all_files_come_at_once(data: Path) -> None:
    replaced(data / "links" / "wikidata.sssom.tsv", "\t0.7\t", "\t7\t")
    replaced(data / "links" / "wikidata.sssom.tsv", "\tNot\t", "\tno\t")
    replaced(data / "links" / "geonames.sssom.tsv", "place:hanoi", "place:hanoy")
    found = [
        (one.file.partition("/")[2].partition(".")[0], one.column) for one in problems(lambda: read_links(data, KNOWN))
    ]
    assert found == [("geonames", "subject_id"), ("wikidata", "confidence"), ("wikidata", "predicate_modifier")]


def test_curies_expand_and_contract() -> None:
    for prefix, space in CURIES.items():
        assert expand_curie(f"{prefix}:x") == space + "x" and contract(space + "x") == f"{prefix}:x"
    assert contract("urn:x") == "urn:x"
    with pytest.raises(KeyError):
        expand_curie("nobody:x")


# Reading values


VALUES = [
    (
        "unknown subject",
        "place/hanoi,geonames:1/,population",
        "place/hanoy,geonames:1/,population",
        "subject",
        "unknown",
    ),
    (
        "subject in another form",
        "place/hanoi,geonames:1/,population",
        "hanoi,geonames:1/,population",
        "subject",
        "form",
    ),
    ("unknown prefix", "geonames:1/,population", "gn:1,population", "object", "unknown prefix"),
    ("our own id", "geonames:1/,population", "place:hanoi,population", "object", "unknown prefix"),
    ("unknown property", "population", "inhabitants", "property", "unknown outside-property 'inhabitants'"),
    ("separators", "1431270", '"1,431,270"', "value", "is no number"),
    ("fewer than nobody", "1431270", "-5", "value", "-5 is no population"),
    ("date to come", "1431270,,unknown", "1431270,,2999", "date", "2999 has not come yet"),
    ("number with a language", "1431270,", "1431270,en", "language", "language 'en' of a count"),
    ("value missing", "1431270", "", "value", "empty"),
    ("date missing", "1431270,,unknown", "1431270,,", "date", "empty"),
    ("no date", "1431270,,unknown", "1431270,,2019.1", "date", "is no EDTF date"),
    ("ongoing", "1431270,,unknown", "1431270,,ongoing", "date", "is no EDTF date"),
]


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"), [case[1:] for case in VALUES], ids=[case[0] for case in VALUES]
)
def test_a_faulty_value_is_named(data: Path, old: str, new: str, column: str, rule: str) -> None:
    replaced(data / "external" / "gazetteer" / "values.csv", old, new)
    found = problems(lambda: read_outside(data, KNOWN, load_forms(ROOT / "ontology")))
    assert {(one.file, one.row, one.column) for one in found} == {("external/gazetteer/values.csv", 8, column)}
    assert rule in found[0].rule


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("latitude", ("-90", "21.0245"), ("90.5", "999", "21°")),
        ("longitude", ("180", "-0.1"), ("180.01", "1e2")),
        ("population", ("0", "8053663"), ("-1", "8 million")),
        (
            "lei",
            ("529900T8BM49AURSDO55",),
            ("529900T8BM49AURSDO5", "529900t8bm49aursdo55", "529900T8BM49AURSDOAB", "x" * 3000),
        ),
        ("inception", ("1998", "1998-05"), ("2999", "lately")),
    ],
)
def test_a_value_lies_within_its_bounds(data: Path, name: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    path, line = data / "external" / "gazetteer" / "values.csv", "place/hanoi,geonames:1/,population,1431270,,unknown"
    text, forms = path.read_text(encoding="utf-8"), load_forms(ROOT / "ontology")
    for value in (*good, *bad):
        path.write_text(text.replace(line, f"place/hanoi,geonames:1/,{name},{value},,1999"), encoding="utf-8")
        if value in good:
            assert read_outside(data, KNOWN, forms)
        else:
            (one,) = problems(lambda: read_outside(data, KNOWN, forms))
            assert (one.row, one.column) == (8, "value") and one.repair


def test_a_build_refuses_two_ids_of_one_thing_and_one_id_of_two(data: Path) -> None:
    path = data / "links" / "wikidata.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    last = text.splitlines()[-1]
    path.write_text(f"{text}{last.replace('wd:Q11', 'wd:Q14')}\n", encoding="utf-8")
    (one,) = problems(lambda: read_links(data, KNOWN))
    assert one.row == 18 and one.rule == "place:vietnam has two ids, wd:Q11 and wd:Q14"
    replaced(path, "place:vietnam\tVietnam\towl:sameAs\t\twd:Q14", "place:hanoi\tHanoi\towl:sameAs\t\twd:Q11")
    (one,) = problems(lambda: read_links(data, KNOWN))
    assert one.rule == "wd:Q11 is the id of two things, place:vietnam and place:hanoi"
    assert not read_link_set(path)[1], "the commands that mend it still read it"


def test_a_value_under_an_id_that_nobody_linked_is_a_fault(joined: Paths, tmp_path: Path) -> None:
    data = Path(shutil.copytree(joined.data, tmp_path / "data"))
    replaced(data / "external" / "gazetteer" / "values.csv", "actor/acme,wd:Q12,", "actor/acme,wd:Q999,")
    (one,) = problems(lambda: check(Paths(joined.ontology, data, joined.queries)))
    assert (one.file, one.row, one.column) == ("external/gazetteer/values.csv", 2, "object")
    assert one.rule == "no link ties actor/acme to wd:Q999"


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        ("하노이시,ko", "하노이시,", "language", "language '' of a name"),
        ("하노이시,ko", "하노이시,vi", "language", "language 'vi' of a name"),
        ("https://example.org/acme", "example.org", "value", "is no address"),
        ("place/hanoi,geonames:1/,population,1431270,,unknown", "place/hanoi,geonames:1/,latitude,21.0245,,unknown",
         "value", "says again what row 3 says"),
    ],
    ids=["name without language", "language not ours", "no address", "twice"],
)  # fmt: skip
def test_a_value_of_another_form_is_named(data: Path, old: str, new: str, column: str, rule: str) -> None:
    replaced(data / "external" / "gazetteer" / "values.csv", old, new)
    (one,) = problems(lambda: read_outside(data, KNOWN, load_forms(ROOT / "ontology")))
    assert one.column == column and rule in one.rule


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("id: gazetteer", "id: other", "id"),
        ("licence: https://creativecommons.org/licenses/by/4.0/", "licence: CC BY", "licence"),
        ("attribution: Contains data of the Gazetteer Society, CC BY 4.0", "attribution: ''", "attribution"),
        ("retrieved: 2026-11-26", "retrieved: lately", "retrieved"),
        ("  ko: 작은 지명록\n", "", "title"),
        ("endpoint:", "source:", "endpoint"),
    ],
)
def test_a_faulty_source_is_named(data: Path, old: str, new: str, column: str) -> None:
    replaced(data / "external" / "gazetteer" / "source.yaml", old, new)
    found = problems(lambda: read_outside(data))
    assert column in {one.column for one in found} and {one.file for one in found} == {"external/gazetteer/source.yaml"}


@pytest.mark.parametrize("gone", ["source.yaml", "values.csv"])
def test_half_a_source_is_a_fault(data: Path, gone: str) -> None:
    (data / "external" / "counts" / gone).unlink()
    assert [one.file for one in problems(lambda: read_outside(data))] == [f"external/counts/{gone}"]


def test_other_files_and_folders_are_left_alone(data: Path) -> None:
    (data / "external" / "drawings").mkdir()
    (data / "external" / "drawings" / "coast.csv").write_text("x\n")
    (data / "external" / "counts" / "previous.csv").write_text("x\n")
    assert [source.name for source in read_outside(data)] == ["counts", "gazetteer"]


def test_every_form_is_a_known_one() -> None:
    forms = load_forms(ROOT / "ontology")
    assert {"population", "latitude", "longitude", "official-name", "website"} <= set(forms)
    assert set(forms.values()) <= set(FORMS)


# Triples


def graph_of(lines: object) -> Graph:
    return Graph().parse(data="".join(f"{line} .\n" for line in lines), format="nt")  # type: ignore[attr-defined]


def test_a_link_says_who_decided_and_why() -> None:
    links = read_links(FIXTURES)[0]
    graph = graph_of(link_triples(links))
    hanoi, there = URIRef(f"{ID}place/hanoi"), URIRef("https://sws.geonames.org/1/")
    assert (hanoi, URIRef(expand("skos:exactMatch")), there) in graph
    node = URIRef(link_iri(links, links.links[0]))
    assert str(node) == f"{ID}link/geonames--hanoi--1"
    told = {
        "owl:annotatedSource": {hanoi},
        "owl:annotatedTarget": {there},
        "sssom:reviewer_label": {Literal("Hong Gildong")},
        "rdfs:comment": {Literal("Column name and country VN agree.")},
        "rdfs:seeAlso": {URIRef("https://example.org/cities"), URIRef("https://example.org/alternate")},
        "sssom:mapping_justification": {URIRef("https://w3id.org/semapv/vocab/ManualMappingCuration")},
    }
    for name, wanted in told.items():
        assert set(graph.objects(node, URIRef(expand(name)))) == wanted, name
    assert graph.value(there, URIRef(expand("rdfs:label"))) == Literal("Hà Nội")
    assert graph.value(there, URIRef(expand("skos:notation"))) == Literal("1")
    assert list(graph.objects(there, URIRef(expand("skos:prefLabel")))) == []


def test_what_was_rejected_is_not_built() -> None:
    lines = list(link_triples(read_links(FIXTURES)[2]))
    assert lines and not any("Q13" in line or "nippon-rail" in line for line in lines)


def test_a_value_never_speaks_of_our_thing_itself() -> None:
    forms = load_forms(ROOT / "ontology")
    for source in read_outside(FIXTURES, KNOWN, forms):
        lines = list(value_triples(source, forms))
        assert lines and {line.split("/")[5] for line in lines} == {"outside"}
        assert len({line.split(" ")[0] for line in lines}) == len(source.values)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("population", "1431270", Literal("1431270", datatype=URIRef(expand("xsd:decimal")))),
        ("official-name", "하노이시", Literal("하노이시", lang="ko")),
        ("parent-region", "Hà Nội", Literal("Hà Nội")),
        ("website", "https://example.org/acme", Literal("https://example.org/acme")),
    ],
)
def test_a_value_is_a_number_a_text_or_a_name(name: str, value: str, said: Literal) -> None:
    forms = load_forms(ROOT / "ontology")
    source = next(one for one in read_outside(FIXTURES) if one.name == "gazetteer")
    own = OutsideSource(
        source.name, source.meta, tuple(v for v in source.values if (v.property, v.value) == (name, value))
    )
    graph = graph_of(value_triples(own, forms))
    (predicate,) = graph.predicates(object=said)
    assert predicate == URIRef(expand("sckg:value" if forms[name] == "count" else "sckg:text"))
    assert graph.value(predicate=URIRef(expand("sckg:dateText")), object=Literal("unknown")) is not None


# The build


def test_links_and_values_have_graphs_of_their_own(joined_built: Path, tiny_built: Path) -> None:
    joined, alone = Dataset.open(joined_built), Dataset.open(tiny_built)
    added = {LINKS, external_graph("counts"), external_graph("gazetteer")}
    assert set(joined.graphs()) - set(alone.graphs()) == added
    for graph in set(alone.graphs()) - {f"{ID[:-3]}graph/inferred"}:
        assert joined.triples(graph) == alone.triples(graph), graph


def test_nothing_of_ours_is_said_by_others(joined_built: Path) -> None:
    dataset = Dataset.open(joined_built)
    for name in ("counts", "gazetteer"):
        subjects = {line.split(" ")[0].split("/")[5] for line in dataset.triples(external_graph(name))}
        assert subjects == {"outside", "dataset"}


def test_origins_name_file_and_row(joined: Paths) -> None:
    built = check(joined)
    assert built.report.conforms
    assert built.origins[f"{ID}link/wikidata--vietnam--Q11"] == "links/wikidata.sssom.tsv, row 17"
    values = {iri: at for iri, at in built.origins.items() if iri.startswith(f"{ID}outside/counts--")}
    assert sorted(values.values()) == [f"external/counts/values.csv, row {row}" for row in (2, 3, 4)]


def test_faults_of_links_and_values_come_together(joined: Paths, tmp_path: Path) -> None:
    data = Path(shutil.copytree(joined.data, tmp_path / "data"))
    replaced(data / "links" / "geonames.sssom.tsv", "\t0.95\t", "\t95\t")
    replaced(data / "external" / "counts" / "values.csv", "2019", "19")
    found = problems(lambda: check(Paths(joined.ontology, data, joined.queries)))
    assert [(one.file, one.column) for one in found] == [
        ("external/counts/values.csv", "date"),
        ("links/geonames.sssom.tsv", "confidence"),
    ]


def test_the_order_of_rows_changes_nothing(joined: Paths, joined_built: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(joined.data, tmp_path / "data"))
    path = data / "external" / "gazetteer" / "values.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *rows[::-1]]) + "\n", encoding="utf-8")
    build(Paths(joined.ontology, data, joined.queries), tmp_path / "out")
    assert (tmp_path / "out" / "sckg.nq").read_bytes() == (joined_built / "sckg.nq").read_bytes()


def test_the_manifest_knows_the_tables(joined_built: Path) -> None:
    manifest = (joined_built / "manifest.json").read_text(encoding="utf-8")
    for name in ("links/wikidata.sssom.tsv", "external/counts/values.csv", "external/counts/source.yaml"):
        assert f'"data/{name}": "' in manifest


def test_linksets_and_outside_sources_are_described(joined_built: Path) -> None:
    void = Graph().parse(joined_built / "void.ttl")
    linkset = URIRef("https://w3id.org/sckg/links/wikidata")
    assert void.value(linkset, URIRef(expand("void:triples"))) == Literal(2)
    assert set(void.objects(linkset, URIRef(expand("void:linkPredicate")))) == {
        URIRef(expand("owl:sameAs")), URIRef(expand("skos:closeMatch"))
    }  # fmt: skip
    target = void.value(linkset, URIRef(expand("void:objectsTarget")))
    assert str(void.value(target, URIRef(expand("dcterms:title")))) == "Wikidata"
    source = URIRef(f"{ID}dataset/gazetteer")
    assert (URIRef("https://w3id.org/sckg/dataset"), URIRef(expand("dcterms:source")), source) in void
    told = {
        "rdf:type": URIRef(expand("dcat:Dataset")),
        "dcterms:license": URIRef("https://creativecommons.org/licenses/by/4.0/"),
        "dcterms:rights": Literal("Contains data of the Gazetteer Society, CC BY 4.0"),
        "dcterms:date": Literal("2026-11-26", datatype=URIRef(expand("xsd:date"))),
        "dcat:landingPage": URIRef("https://example.org/gazetteer"),
    }
    for name, value in told.items():
        assert (source, URIRef(expand(name)), value) in void, name


# What a reader sees


def test_ids_of_a_thing_are_told_with_reviewer_and_evidence(session: Session) -> None:
    found = outside_ids(session, [f"{ID}place/vietnam", f"{ID}place/hanoi", f"{ID}actor/nippon-rail"])
    assert {iri.removeprefix(ID): [(one.target, one.id, one.how) for one in ids] for iri, ids in found.items()} == {
        "place/hanoi": [("GeoNames", "1", "exactMatch")],
        "place/vietnam": [("UN M49", "704", "exactMatch"), ("Wikidata", "Q11", "sameAs")],
    }
    (hanoi,) = found[f"{ID}place/hanoi"]
    assert hanoi.decided == "Hong Gildong, 2026-11-26"
    assert hanoi.addresses == ("https://example.org/alternate", "https://example.org/cities")


def test_values_of_a_thing_are_told_with_source_and_date(session: Session) -> None:
    (values,) = outside_values(session, [f"{ID}place/vietnam"]).values()
    told = [(one.what.rpartition("/")[2], one.shown, one.date, one.address) for one in values]
    assert told == [
        ("inception", "1976-07-02", "unknown", "wd:Q11"),
        ("population", "96,462,108", "2019", "wd:Q11"),
        ("population", "97,338,583", "2020", "wd:Q11"),
    ]
    assert outside_sources(session)[values[0].source].retrieved == "2026-11-25"


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Values from outside, not from the sources"), ("ko", "외부 값(출처의 진술이 아님)")],
)
def test_a_card_tells_outside_apart(session: Session, language: str, heading: str) -> None:
    found = card(session.speaking(language), f"{ID}place/vietnam")
    parts = dict(found.parts)
    assert any("96,462,108 · 2019" in line for line, _ in parts[heading])
    assert all("2026-11-25" in where for _, where in parts[heading])
    ours = [line for name, lines in found.parts[:4] for line, _ in lines if name != heading]
    assert ours and not any("Q11" in line or "96,462,108" in line or "outside/" in line for line in ours)


def test_outside_things_are_never_found_as_ours(session: Session) -> None:
    for text in ("Viet Nam", "Hà Nội", 'Acme "Holding"', "Q11"):
        assert all(match.iri.startswith(ID) for match in session.names.find(text))
        assert list(session.view("named", {"text": text})) == []
    assert session.names.candidates("Hà Nội") == []


def test_places_and_numbers_of_the_map_come_from_the_graph(session: Session) -> None:
    assert positions(session) == {f"{ID}place/hanoi": (105.84117, 21.0245)}
    assert country_numbers(session) == {f"{ID}place/vietnam": "704"}


def test_a_proposed_number_of_a_country_counts_only_where_none_was_decided(joined: Paths, tmp_path: Path) -> None:
    data = Path(shutil.copytree(joined.data, tmp_path / "data"))
    path = data / "links" / "m49.sssom.tsv"
    decided = path.read_text(encoding="utf-8").splitlines()[-1]
    cells = decided.replace("m49:704", "m49:418").replace("skos:exactMatch", "skos:closeMatch").split("\t")
    cells[COLUMNS.index("reviewer_label")] = ""
    replaced(path, decided, "\t".join(cells))

    def numbers() -> dict[str, str]:
        return country_numbers(Session(check(Paths(joined.ontology, data, joined.queries)).dataset, VIEWS))

    assert numbers() == {f"{ID}place/vietnam": "418"}
    path.write_text(f"{path.read_text(encoding='utf-8')}{decided}\n", encoding="utf-8")
    assert numbers() == {f"{ID}place/vietnam": "704"}


def test_of_two_sources_of_coordinates_the_first_by_name_counts() -> None:
    dataset = Dataset()
    for source, degrees in (("b", "2.0"), ("a", "1.0")):
        for name in ("latitude", "longitude"):
            node = ox.NamedNode(f"{ID}outside/{source}--{name}")
            said: dict[str, ox.NamedNode | ox.Literal] = {
                "sckg:valueOf": ox.NamedNode(f"{ID}place/x"),
                "sckg:outsideProperty": ox.NamedNode(f"{ID}concept/outside-property/{name}"),
                "sckg:heldUnder": ox.NamedNode("urn:x"),
                "dcterms:source": ox.NamedNode(f"{ID}dataset/{source}"),
                "sckg:value": ox.Literal(degrees, datatype=ox.NamedNode(expand("xsd:decimal"))),
            }
            graph = ox.NamedNode(external_graph(source))
            dataset.store.extend(ox.Quad(node, ox.NamedNode(expand(key)), value, graph) for key, value in said.items())
    assert positions(Session(dataset, VIEWS)) == {f"{ID}place/x": (1.0, 1.0)}
