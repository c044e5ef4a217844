"""The store gives back what went in, and files are whole or not there."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sckg.errors import UsageError
from sckg.mapping import Triple, literal, triple
from sckg.namespaces import ONTOLOGY_GRAPH, PREFIXES
from sckg.store import Dataset, canonical_triples, convert, fingerprint, whole_file

XSD = PREFIXES["xsd"]
GRAPH = "https://w3id.org/sckg/graph/test"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Whole files


def test_a_whole_file_appears_with_its_content(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.txt"
    with whole_file(path) as stream:
        stream.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o777 == 0o644
    assert names(path.parent) == ["file.txt"]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), SystemExit(1)])
def test_an_error_leaves_the_old_file_and_no_other(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")
    with pytest.raises(type(error)), whole_file(path) as stream:
        stream.write(b"half of the new")
        raise error
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file.txt"]


def full(*_: object) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullDisk:
    """A stream onto a disk with room for a few bytes."""

    def __init__(self, stream: IO[bytes], room: int) -> None:
        self.stream, self.room = stream, room

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, data: bytes) -> int:
        self.room -= len(data)
        return full() if self.room < 0 else self.stream.write(data)

    def writelines(self, lines: list[bytes]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def no_room(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    real: Callable[..., IO[bytes]] = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *given: FullDisk(real(*given), room))


@pytest.mark.parametrize("fails", ["fsync", "write", "replace"])
def test_a_full_disk_is_named_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")
    if fails == "write":
        no_room(monkeypatch, 4)
    else:
        monkeypatch.setattr(os, fails, full)
    with pytest.raises(UsageError) as caught, whole_file(path) as stream:
        stream.write(b"too long")
    assert str(path) in str(caught.value) and "No space left" in str(caught.value)
    assert caught.value.exit_code == 2
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file.txt"]


def test_a_full_disk_while_converting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the RDF serialiser, not Python, does the writing."""
    source, target = tmp_path / "a.nq", tmp_path / "a.trig"
    source.write_text("".join(f"<urn:x:{n}> <urn:x:p> <urn:x:o> <urn:x:g> .\n" for n in range(5000)))
    target.write_bytes(b"old")
    no_room(monkeypatch, 1000)
    with pytest.raises(UsageError) as caught:
        convert(source, target, ox.RdfFormat.TRIG)
    assert str(target) in str(caught.value)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.nq", "a.trig"]


@pytest.mark.parametrize("below", ["file.txt", "folder/file.txt"])
def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be written"), whole_file(tmp_path / "out" / below):
        pass


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file.txt").mkdir()
    with pytest.raises(UsageError, match="cannot be written"), whole_file(tmp_path / "file.txt") as stream:
        stream.write(b"x")
    assert names(tmp_path) == ["file.txt"]


# Canonical triples

NODES = st.sampled_from([f"b{number}" for number in range(5)] + ["i0", "i1"])
EDGES = st.lists(st.tuples(NODES, st.sampled_from(["p", "q"]), NODES), max_size=8)


def dataset_of(edges: list[tuple[str, str, str]], names_of: dict[str, str]) -> ox.Dataset:
    def node(name: str) -> ox.BlankNode | ox.NamedNode:
        return ox.NamedNode(f"urn:x:{name}") if name.startswith("i") else ox.BlankNode(names_of[name])

    return ox.Dataset(ox.Quad(node(s), ox.NamedNode(f"urn:x:{p}"), node(o)) for s, p, o in edges)


@settings(deadline=None)
@given(edges=EDGES, order=st.randoms(use_true_random=False), labels=st.permutations(range(5)))
def test_canonical_triples_do_not_depend_on_blank_node_names(
    edges: list[tuple[str, str, str]], order: Any, labels: list[int]
) -> None:
    plain = canonical_triples(dataset_of(edges, {f"b{number}": f"b{number}" for number in range(5)}))
    shuffled = list(edges)
    order.shuffle(shuffled)
    renamed = canonical_triples(dataset_of(shuffled, {f"b{n}": f"x{label}y" for n, label in enumerate(labels)}))
    assert renamed == plain
    assert plain == sorted(plain)


# Round trip

Read = Callable[[str], object]


def exact(text: str) -> str:
    return text


DECIMAL = st.decimals(-(10**18) + 1, 10**18 - 1, allow_nan=False, allow_infinity=False, places=9)
DATATYPES: dict[str, tuple[st.SearchStrategy[str], Read]] = {
    "": (st.text(st.characters(codec="utf-8")), exact),
    "string": (st.text(st.characters(codec="utf-8")), exact),
    "boolean": (st.sampled_from(["true", "false"]), exact),
    "integer": (st.integers(-(10**18) + 1, 10**18 - 1).map(str), int),
    "decimal": (DECIMAL.map("{:f}".format), Decimal),
    "double": (st.floats(allow_nan=False, allow_infinity=False).map(lambda value: f"{value:E}"), float),
    "date": (st.dates().map(str), date.fromisoformat),
    "dateTime": (st.datetimes().map(lambda value: value.isoformat() + "Z"), datetime.fromisoformat),
    "gYear": (st.integers(1000, 2999).map(str), exact),
    "anyURI": (st.sampled_from(["https://w3id.org/sckg/", "https://ko.wikipedia.org/wiki/세종시?a=b#c"]), exact),
}


@pytest.mark.parametrize("datatype", DATATYPES)
def test_the_store_gives_back_the_value_that_went_in(datatype: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Into the store, out as text, into a file, and into a store again."""
    texts, value = DATATYPES[datatype]
    folder = tmp_path_factory.mktemp("round")

    @settings(max_examples=60, deadline=None)
    @given(text=texts)
    def check(text: str) -> None:
        dataset = Dataset()
        dataset.add(GRAPH, [triple("urn:x:s", "urn:x:p", literal(text, datatype=datatype))])
        (line,) = dataset.triples(GRAPH)
        (folder / "sckg.nq").write_text(f"{line} <{GRAPH}> .\n", encoding="utf-8", newline="")
        manifest = {"outputs": {"sckg.nq": fingerprint(folder / "sckg.nq")}}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        again = Dataset.open(folder)
        assert again.triples(GRAPH) == [line]
        (row,) = again.select("SELECT ?o WHERE { ?s ?p ?o }")
        found = row["o"]
        assert isinstance(found, ox.Literal)
        assert found.datatype.value == XSD + (datatype or "string")
        assert value(found.value) == value(text)

    check()


@given(text=st.text(st.characters(codec="utf-8")), language=st.sampled_from(["ko", "en", "ja", "zh"]))
def test_the_store_gives_back_languages(text: str, language: str) -> None:
    dataset = Dataset()
    dataset.add(GRAPH, [triple("urn:x:s", "urn:x:p", literal(text, language))])
    (row,) = dataset.select("SELECT ?o WHERE { ?s ?p ?o }")
    assert row["o"] == ox.Literal(text, language=language)


def test_every_value_of_the_real_tables_survives(built: Path) -> None:
    """The built file, loaded and written again, is the same text."""
    dataset = Dataset.open(built)
    lines = [f"{line} <{graph}> ." for graph in dataset.graphs() for line in dataset.triples(graph)]
    assert lines == (built / "sckg.nq").read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_only_the_documented_datatypes_are_used(built: Path) -> None:
    """Only datatypes that survive every engine (design, section 4)."""
    rows = Dataset.open(built).select(
        "SELECT DISTINCT ?d WHERE { ?s ?p ?o FILTER(ISLITERAL(?o)) BIND(DATATYPE(?o) AS ?d) }"
    )
    allowed = {XSD + name for name in DATATYPES if name} | {PREFIXES["rdf"] + "langString"}
    assert {row["d"].value for row in rows} <= allowed


# Dataset


def test_a_bad_triple_is_refused_and_none_of_its_graph_is_added() -> None:
    dataset = Dataset()
    with pytest.raises(UsageError, match=GRAPH):
        dataset.add(GRAPH, [triple("urn:x:s", "urn:x:p", '"a"'), Triple('<urn:x:s> <urn:x:p> "a"b')])
    assert len(dataset) == 0


def test_every_iri_and_literal_of_a_build_is_well_formed(built: Path) -> None:
    """Loading does not look into IRIs again, so a strict parser does it here, on the whole build."""
    assert sum(1 for _ in ox.parse(path=str(built / "sckg.nq"), format=ox.RdfFormat.N_QUADS)) > 10_000


@pytest.mark.parametrize("text", [b"", b"<urn:a> <urn:b> ", b"\x00\xff garbage"])
def test_a_damaged_build_is_named(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "sckg.nq").write_bytes(text)
    with pytest.raises(UsageError, match="Repair: run `sckg build`"):
        Dataset.open(tmp_path)


def test_a_missing_build_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no build in .*Repair: run `sckg build`"):
        Dataset.open(tmp_path)


@pytest.mark.parametrize("method", ["select", "construct"])
def test_faulty_and_unfitting_queries_are_a_wrong_use(method: str) -> None:
    run = getattr(Dataset(), method)
    for text in ("SELEC ?s", "ASK { ?s ?p ?o }"):
        with pytest.raises(UsageError, match="SPARQL"):
            list(run(text))


def test_extend_counts_what_is_new() -> None:
    dataset, node = Dataset(), ox.NamedNode("urn:x:a")
    item = ox.Triple(node, node, node)
    assert dataset.extend(GRAPH, [item, item]) == 1
    assert dataset.extend(GRAPH, [item]) == 0
    assert dataset.graphs() == [GRAPH]


def test_blank_nodes_of_the_ontology_are_named_canonically() -> None:
    lines = []
    for name in ("x", "another"):
        dataset = Dataset()
        dataset.add(ONTOLOGY_GRAPH, [Triple(f"<urn:x:s> <urn:x:p> _:{name}")])
        lines.append(dataset.triples(ONTOLOGY_GRAPH))
    assert lines[0] == lines[1] != []
