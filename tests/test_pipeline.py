"""A build is a function of its inputs, whole or not there, and the same in every format."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from sckg.config import Paths
from sckg.errors import DataError, UsageError
from sckg.namespaces import (
    GRAPH,
    ID,
    INFERRED,
    LINKS,
    ONTOLOGY_GRAPH,
    PREFIXES,
    RDF_TYPE,
    REPORT,
    expand,
    external_graph,
    source_graph,
)
from sckg.pipeline import assemble, build, check
from sckg.store import Dataset

if TYPE_CHECKING:
    from conftest import Tables, TablesFactory

FILES = [
    "context.jsonld",
    "csv-metadata.json",
    "manifest.json",
    "questions.ttl",
    "sckg.jsonld",
    "sckg.nq",
    "sckg.trig",
    "sckg.ttl",
    "void.ttl",
]
BUILD = """
import sys
from pathlib import Path
from sckg.config import Paths
from sckg.pipeline import build
ontology, data, queries, out = map(Path, sys.argv[1:])
build(Paths(ontology, data, queries), out)
"""
WRITE_FOREVER = """
import sys
from pathlib import Path
from sckg.config import Paths
from sckg.pipeline import write
from sckg.store import Dataset
ontology, data, queries, old, new, out = map(Path, sys.argv[1:])
versions = [Dataset.open(old), Dataset.open(new)]
print("ready", flush=True)
while True:
    for dataset in versions:
        write(dataset, Paths(ontology, data, queries), out)
"""


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def arguments(paths: Paths) -> list[str]:
    return [str(paths.ontology), str(paths.data), str(paths.queries)]


def graph_lines(built: Path) -> dict[str, list[str]]:
    """Triples per graph, read from the N-Quads without an RDF parser."""
    found: dict[str, list[str]] = {}
    for line in (built / "sckg.nq").read_text(encoding="utf-8").removesuffix("\n").split("\n"):
        head, graph = line.removesuffix(" .").rsplit(" ", 1)
        found.setdefault(graph.strip("<>"), []).append(head)
    return found


@pytest.fixture(params=["tiny", "real"])
def any_built(request: pytest.FixtureRequest) -> Path:
    """The build of the tiny source, then that of the real one."""
    folder: Path = request.getfixturevalue("tiny_built" if request.param == "tiny" else "built")
    return folder


# Reproducible


def test_a_build_has_exactly_these_files(any_built: Path) -> None:
    assert [path.name for path in sorted(any_built.iterdir())] == FILES


@pytest.mark.parametrize("which", ["tiny", "real"])
def test_another_process_builds_the_same_bytes(
    which: str, request: pytest.FixtureRequest, tmp_path: Path, real_paths: Paths, tiny_paths: Paths
) -> None:
    """With another hash seed, time zone, locale and working folder."""
    paths = real_paths if which == "real" else tiny_paths
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "LC_ALL": "C"}
    out = tmp_path / "elsewhere"
    command = [sys.executable, "-c", BUILD, *arguments(paths), str(out)]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, capture_output=True, timeout=60)
    assert hashes(out) == hashes(request.getfixturevalue("built" if which == "real" else "tiny_built"))


def test_building_over_a_build_changes_nothing(tiny_paths: Paths, tiny_built: Path, tmp_path: Path) -> None:
    for _ in range(2):
        build(tiny_paths, tmp_path / "out")
        assert hashes(tmp_path / "out") == hashes(tiny_built)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_does_not_matter(seed: int, tables: TablesFactory, tmp_path: Path, tiny_built: Path) -> None:
    copy, chance = tables(), random.Random(seed)
    for path in sorted(copy.folder.glob("*.csv")):
        if path.stem != "pages":
            rows = copy.rows(path.stem)
            chance.shuffle(rows)
            copy.write(path.stem, rows)
    build(copy.paths, tmp_path / "out")
    found, wanted = hashes(tmp_path / "out"), hashes(tiny_built)
    assert found.pop("manifest.json") != wanted.pop("manifest.json")
    assert found == wanted
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (tmp_path / "out", tiny_built)]
    for manifest in manifests:
        manifest["inputs"] = sorted(manifest["inputs"])
    assert manifests[0] == manifests[1]


def inputs(any_built: Path, real_paths: Paths, tiny_paths: Paths) -> list[Path]:
    """The tables of links and of values from outside that a build was made of."""
    data = (tiny_paths if source_graph("little-2020") in graph_lines(any_built) else real_paths).data
    return sorted(
        (*data.glob("links/*.tsv"), *data.glob("external/*/values.csv"), *data.glob("external/*/source.yaml"))
    )


def test_nothing_tells_of_the_machine_or_the_day(any_built: Path, real_paths: Paths, tiny_paths: Paths) -> None:
    today = datetime.now(UTC).date()
    telling = {
        str(real_paths.data.parent),
        str(tiny_paths.data),
        str(any_built),
        str(Path.home()) + "/",
        "/tmp/",
        "file:",
        socket.gethostname(),
        today.isoformat(),
        f"{today:%Y%m%d}",
    }
    tables = "".join(path.read_text(encoding="utf-8") for path in inputs(any_built, real_paths, tiny_paths))
    telling -= {word for word in telling if word in tables}  # the day on which a link was reviewed may be this one
    for name in FILES:
        text = (any_built / name).read_text(encoding="utf-8")
        suspects = [word for word in sorted(telling) if word in text]
        assert [word for word in suspects if re.search(rf"(?<![\w/.-]){re.escape(word)}", text)] == [], name


# Whole or not there


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("participations", {"actor": "nobody"}),
        ("places", {"within": "seoul"}),
        ("actors", {"country": "hanoi"}),
        ("actors", {"label_ko": "<b>"}),
    ],
)
def test_faulty_data_leave_the_last_build_untouched(
    tables: TablesFactory, tmp_path: Path, table: str, cells: dict[str, str]
) -> None:
    """Faults found by the reader, and `country: hanoi`, which only the shapes find."""
    copy, out = tables(), tmp_path / "out"
    build(copy.paths, out)
    before = hashes(out)
    copy.set(table, 2, **cells)
    with pytest.raises(DataError) as caught:
        build(copy.paths, out)
    assert all(problem.repair for problem in caught.value.problems)
    assert any(problem.file.endswith(f"{table}.csv") and problem.row == 2 for problem in caught.value.problems)
    assert hashes(out) == before


def test_a_place_within_itself_is_found_by_hygiene(tables: TablesFactory, tmp_path: Path) -> None:
    copy = tables()
    copy.set("places", 2, within="asia")
    with pytest.raises(DataError, match="lies within itself"):
        build(copy.paths, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_check_writes_nothing(tables: TablesFactory, tmp_path: Path) -> None:
    copy = tables()
    before = sorted(tmp_path.rglob("*"))
    assert check(copy.paths).report.conforms
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_leaves_the_old_build_alone(
    tables: TablesFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, out = tables(), tmp_path / "out"
    build(copy.paths, out)
    before = hashes(out)
    grow(copy)
    calls = iter(range(100))
    real = os.fsync

    def fsync(handle: int) -> None:
        if next(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(UsageError, match="sckg.ttl: cannot be written .No space left"):
        build(copy.paths, out)
    assert hashes(out) == before
    assert sorted(path.name for path in out.iterdir()) == FILES, "nothing half-done is left beside it"


def grow(tables: Tables) -> None:
    tables.add("gaps", id="gap-one-more", label_en="One more gap")


def test_a_killed_build_leaves_whole_files_only(
    tables: TablesFactory, tmp_path: Path, tiny_built: Path, tiny_paths: Paths
) -> None:
    """Killed again and again while it writes: under a real name there is always one of the two whole versions."""
    copy, new, out = tables(), tmp_path / "new", tmp_path / "out"
    grow(copy)
    build(copy.paths, new)
    command = [sys.executable, "-c", WRITE_FOREVER, *arguments(tiny_paths), str(tiny_built), str(new), str(out)]
    chance = random.Random(1)
    torn, unfinished = [], 0
    for _ in range(8):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.0, 0.25))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        unfinished += sum(path.name.startswith(".") for path in out.iterdir()) if out.exists() else 0
        for name, found in hashes(out).items() if out.exists() else ():
            assert name in FILES
            if name != "manifest.json" and found not in (hashes(tiny_built)[name], hashes(new)[name]):
                torn.append(name)
            elif name == "manifest.json":
                json.loads((out / name).read_text())
    assert torn == []
    assert unfinished > 0, "no kill fell into the writing"
    build(tiny_paths, out)
    assert hashes(out) == hashes(tiny_built)
    assert sorted(path.name for path in out.iterdir()) == FILES, "what the killed ones left is cleared away"


def test_files_of_two_builds_are_not_taken_for_one(tables: TablesFactory, tmp_path: Path, tiny_built: Path) -> None:
    copy, out = tables(), tmp_path / "out"
    grow(copy)
    build(copy.paths, out)
    (out / "sckg.nq").write_bytes((tiny_built / "sckg.nq").read_bytes())
    with pytest.raises(UsageError, match="not of the same build.*Repair: run `sckg build`"):
        Dataset.open(out)


# The same in every format


def test_every_format_says_the_same(tiny_built: Path) -> None:
    quads, trig = parsed(tiny_built / "sckg.nq", "nquads"), parsed(tiny_built / "sckg.trig", "trig")
    names = sorted(str(graph.identifier) for graph in quads.graphs() if len(graph))
    assert names == sorted(str(graph.identifier) for graph in trig.graphs() if len(graph))
    assert names == sorted(graph_lines(tiny_built))
    for name in names:
        assert isomorphic(plain(quads, name), plain(trig, name)), name
    view = rdflib.Graph()
    for name in names:
        if name not in (ONTOLOGY_GRAPH, REPORT):
            view += plain(quads, name)
    turtle = rdflib.Graph().parse(tiny_built / "sckg.ttl", format="turtle")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        linked = rdflib.Graph().parse(tiny_built / "sckg.jsonld", format="json-ld")
    assert set(view) == set(turtle) == set(linked)
    assert len(view) > 500


def parsed(path: Path, form: str) -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7.6 warns of what its own code uses
        dataset.parse(data=path.read_text(encoding="utf-8"), format=form)
    return dataset


def plain(dataset: rdflib.Dataset, name: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for item in dataset.graph(rdflib.URIRef(name)):
        graph.add(item)
    return graph


def test_every_format_of_the_real_build_says_the_same(built: Path) -> None:
    def quads(name: str, form: ox.RdfFormat) -> set[str]:
        dataset = ox.Dataset(ox.parse(path=str(built / name), format=form, lenient=True))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return {str(quad) for quad in dataset}

    def triples(name: str, form: ox.RdfFormat) -> set[str]:
        return {str(quad.triple) for quad in ox.parse(path=str(built / name), format=form, lenient=True)}

    assert quads("sckg.nq", ox.RdfFormat.N_QUADS) == quads("sckg.trig", ox.RdfFormat.TRIG)
    lines = graph_lines(built)
    view = {line for graph in lines if graph not in (ONTOLOGY_GRAPH, REPORT) for line in lines[graph]}
    assert triples("sckg.ttl", ox.RdfFormat.TURTLE) == view
    assert triples("sckg.jsonld", ox.RdfFormat.JSON_LD) == view


def test_the_context_expands_every_key(any_built: Path) -> None:
    """A key that no context defines is dropped silently by every JSON-LD processor."""
    document = json.loads((any_built / "sckg.jsonld").read_text(encoding="utf-8"))
    context = json.loads((any_built / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert document["@context"] == context

    def known(key: str) -> bool:
        prefix, colon, _ = key.partition(":")
        return key in context or (bool(colon) and prefix in context) or key.startswith("https://")

    unknown: Counter[str] = Counter()
    for node in document["@graph"]:
        beyond = "void:inDataset" in node or "void:Linkset" in node.get("@type", ())
        assert node["@id"].startswith(ID) or beyond, node["@id"]
        for key, values in node.items():
            if not key.startswith("@"):
                unknown[key] += not known(key)
                for value in values:
                    datatype = value.get("@type", "") if isinstance(value, dict) else ""
                    unknown[datatype] += bool(datatype) and not known(datatype)
            elif key == "@type":
                unknown.update(name for name in values if not known(name))
    assert sorted(key for key, count in unknown.items() if count) == []
    assert all(isinstance(term, str | dict) for term in context.values())


# Graphs


def expected_graphs(paths: Paths) -> set[str]:
    named = {source_graph(path.parent.name) for path in paths.data.glob("*/source.yaml")}
    outside = {external_graph(path.parent.name) for path in paths.data.glob("external/*/source.yaml")}
    return named | outside | {ONTOLOGY_GRAPH, INFERRED, REPORT}


def test_the_graphs_are_those_of_the_stages(any_built: Path, real_paths: Paths, tiny_paths: Paths) -> None:
    lines = graph_lines(any_built)
    paths = tiny_paths if source_graph("little-2020") in lines else real_paths
    assert set(lines) - {LINKS} == expected_graphs(paths)
    assert all(name.startswith(GRAPH) for name in lines)
    assert (LINKS in lines) == any((paths.data / "links").glob("*.sssom.tsv"))


def test_nothing_inferred_is_asserted(any_built: Path) -> None:
    lines = graph_lines(any_built)
    inferred = set(lines.pop(INFERRED))
    assert inferred
    for name, asserted in lines.items():
        assert sorted(inferred & set(asserted))[:5] == [], name


def test_no_triple_stands_twice_in_a_graph_and_lines_are_sorted(any_built: Path) -> None:
    lines = graph_lines(any_built)
    assert list(lines) == sorted(lines)
    for name, found in lines.items():
        assert found == sorted(set(found)), name


def test_things_of_sources_have_no_blank_nodes(any_built: Path) -> None:
    for name, lines in graph_lines(any_built).items():
        assert name == ONTOLOGY_GRAPH or not any(line.startswith("_:") or " _:" in line.split('"')[0] for line in lines)


def test_a_source_says_only_what_its_tables_say(tiny_paths: Paths, tiny_built: Path) -> None:
    dataset, origins = assemble(tiny_paths)
    graph = source_graph("little-2020")
    assert [str(line) for line in dataset.triples(graph)] == graph_lines(tiny_built)[graph]
    assert INFERRED not in dataset.graphs()
    assert origins[f"{ID}actor/acme"] == "little-2020/actors.csv, row 2"


# Counts


def members(built: Path) -> dict[str, int]:
    """Things of ours per class, counted from the text."""
    found: dict[str, set[str]] = {}
    for lines in graph_lines(built).values():
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            if predicate == f"<{RDF_TYPE}>" and subject.startswith(f"<{ID}"):
                found.setdefault(value.strip("<>"), set()).add(subject)
    return {name: len(things) for name, things in found.items()}


def full_name(name: str) -> str:
    return expand(name if ":" in name else f"sckg:{name}")


def test_the_manifest_counts_rightly(any_built: Path, real_paths: Paths, tiny_paths: Paths) -> None:
    manifest: dict[str, dict[str, Any]] = json.loads((any_built / "manifest.json").read_text())
    lines = graph_lines(any_built)
    assert manifest["graphs"] == {name: len(found) for name, found in lines.items()}
    assert {full_name(name): count for name, count in manifest["classes"].items()} == members(any_built)
    paths = tiny_paths if source_graph("little-2020") in lines else real_paths
    for name, found in manifest["inputs"].items():
        folder = {"data": paths.data, "ontology": paths.ontology, "queries": paths.queries}[name.partition("/")[0]]
        assert hashlib.sha256((folder / name.partition("/")[2]).read_bytes()).hexdigest() == found, name
    tables = {f"data/{path.relative_to(paths.data).as_posix()}" for path in paths.data.rglob("*.csv")}
    assert tables <= set(manifest["inputs"])


def test_the_description_counts_rightly(any_built: Path) -> None:
    void, rdf_type = rdflib.Namespace(PREFIXES["void"]), rdflib.RDF.type
    described = rdflib.Graph().parse(any_built / "void.ttl")
    this = rdflib.URIRef("https://w3id.org/sckg/dataset")
    lines = graph_lines(any_built)
    assert described.value(this, void.triples) == rdflib.Literal(sum(map(len, lines.values())))
    assert {str(graph): described.value(graph, void.triples) for graph in described.objects(this, void.subset)} == {
        name: rdflib.Literal(len(found)) for name, found in lines.items()
    }
    partitions = {
        str(described.value(part, void["class"])): described.value(part, void.entities)
        for part in described.objects(this, void.classPartition)
    }
    assert partitions == {name: rdflib.Literal(count) for name, count in members(any_built).items()}
    files = {
        str(file).rpartition("/")[2]
        for file in described.subjects(rdf_type, rdflib.URIRef(expand("dcat:Distribution")))
    }
    assert files == {name for name in FILES if name.startswith("sckg.")}


def test_every_table_row_is_counted(built: Path, real_paths: Paths) -> None:
    """Members of the classes that belong to one table are the rows of that table."""
    classes = {full_name(n): c for n, c in json.loads((built / "manifest.json").read_text())["classes"].items()}
    for table, name in (
        ("engagements", "Engagement"),
        ("projects", "Project"),
        ("participations", "Participation"),
        ("aliases", "NameForm"),
        ("measures", "Measure"),
        ("contradictions", "Contradiction"),
    ):
        rows = 0
        for path in real_paths.data.glob(f"*/{table}.csv"):
            with path.open(encoding="utf-8", newline="") as stream:
                rows += len(list(csv.DictReader(stream)))
        assert classes[expand(f"sckg:{name}")] == rows, table
