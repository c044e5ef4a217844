"""Every shape is tried on a small graph that it accepts and one that breaks each of its constraints."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, Node, URIRef

ROOT = Path(__file__).resolve().parents[1]
SHAPES = ROOT / "ontology" / "shapes"
EXAMPLES = ROOT / "tests" / "shapes"
NAMES = sorted(path.stem for path in SHAPES.glob("*.ttl"))
ID = "https://w3id.org/sckg/id/"

SEVERITY: dict[Node, str] = {SH.Violation: "must", SH.Warning: "should", SH.Info: "may"}
DESCRIBING = {SH.path, SH.severity, SH.message, SH.name, SH.description, SH.order, SH.group}
"""What a property shape says beside its constraints."""

Row = tuple[str, str, str]


@cache
def all_shapes() -> Graph:
    graph = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        graph.parse(path)
    return graph


def shapes_of(name: str) -> Graph:
    return Graph().parse(SHAPES / f"{name}.ttl")


@cache
def subclasses() -> tuple[tuple[Node, Node, Node], ...]:
    terms = Graph().parse(ROOT / "ontology" / "sckg.ttl")
    return tuple(terms.triples((None, RDFS.subClassOf, None)))


@cache
def report(name: str, example: str) -> Graph:
    data = Graph().parse(EXAMPLES / name / f"{example}.ttl")
    for triple in subclasses():
        data.add(triple)
    _, results, _ = pyshacl.validate(data, shacl_graph=all_shapes(), inference="none")
    assert isinstance(results, Graph)
    return results


def path_of(graph: Graph, path: Node | None) -> str:
    if isinstance(path, URIRef):
        return graph.namespace_manager.normalizeUri(path)
    assert path is not None and graph.value(path, SH.inversePath) is not None, "only plain and inverse paths are used"
    return "(inverse)"


def rows(results: Graph) -> list[Row]:
    """Focus, path and severity of each result, as expected.csv lists them."""
    names = all_shapes()
    found = []
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus, severity = results.value(result, SH.focusNode), results.value(result, SH.resultSeverity)
        path = results.value(result, SH.resultPath)
        inverse = isinstance(path, BNode)
        assert severity is not None
        found.append((str(focus).removeprefix(ID), path_of(results if inverse else names, path), SEVERITY[severity]))
    return sorted(found)


def expected(name: str) -> list[Row]:
    with (EXAMPLES / name / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [(row["focus"], row["path"], row["severity"]) for row in csv.DictReader(file)]


def property_shapes(graph: Graph) -> Iterator[tuple[Node, Node]]:
    """Every node shape with each of its property shapes."""
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        for part in graph.objects(shape, SH.property):
            yield shape, part


def component(parameter: Node) -> Node:
    """The constraint component of a SHACL Core parameter: sh:minCount → sh:MinCountConstraintComponent."""
    local = str(parameter).removeprefix(str(SH))
    return SH[f"{local[0].upper()}{local[1:]}ConstraintComponent"]


def is_shacl(term: Node) -> bool:
    """Whether rdflib's closed list of SHACL terms has it."""
    return bool(SH.__contains__(str(term)))


def test_every_shape_file_has_examples() -> None:
    assert NAMES
    assert sorted(path.name for path in EXAMPLES.iterdir()) == NAMES
    for name in NAMES:
        assert sorted(path.name for path in (EXAMPLES / name).iterdir()) == ["expected.csv", "invalid.ttl", "valid.ttl"]


@pytest.mark.parametrize("name", NAMES)
def test_valid_example_conforms(name: str) -> None:
    results = report(name, "valid")
    assert rows(results) == []
    assert results.value(predicate=SH.conforms, object=Literal(True)) is not None


@pytest.mark.parametrize("name", NAMES)
def test_valid_example_has_a_focus_node(name: str) -> None:
    data = Graph().parse(EXAMPLES / name / "valid.ttl")
    for triple in subclasses():
        data.add(triple)
    targets = list(shapes_of(name).objects(None, SH.targetClass))
    assert targets
    for target in targets:
        classes = set(data.transitive_subjects(RDFS.subClassOf, target))
        assert any(kind in classes for kind in data.objects(None, RDF.type)), f"nothing of class {target}"


@pytest.mark.parametrize("name", NAMES)
def test_invalid_example_gives_exactly_the_expected_results(name: str) -> None:
    assert expected(name) == sorted(expected(name))
    assert rows(report(name, "invalid")) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_constraint_is_broken(name: str) -> None:
    """Per shape and path, every constraint; each by a node that breaks nothing else of the shape."""
    shapes, results = shapes_of(name), report(name, "invalid")
    merged = all_shapes()
    wanted = Counter(
        (shape, path_of(shapes, shapes.value(part, SH.path)), component(parameter))
        for shape, part in property_shapes(shapes)
        for parameter in shapes.predicates(part)
        if parameter not in DESCRIBING
    )
    parts = {part: shape for shape, part in property_shapes(merged)}
    broken: Counter[tuple[Node, str, Node]] = Counter()
    per_focus: Counter[tuple[Node, Node]] = Counter()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        source, focus = results.value(result, SH.sourceShape), results.value(result, SH.focusNode)
        kind = results.value(result, SH.sourceConstraintComponent)
        assert source is not None and focus is not None and kind is not None
        shape = parts[source]
        broken[shape, path_of(merged, merged.value(source, SH.path)), kind] += 1
        per_focus[shape, focus] += 1
    assert set(wanted) - set(broken) == set()
    assert max(per_focus.values()) == 1


@pytest.mark.parametrize("name", NAMES)
def test_shape_says_whom_it_concerns_and_what_is_wrong(name: str) -> None:
    graph = shapes_of(name)
    parts = list(property_shapes(graph))
    assert parts
    for shape, part in parts:
        where = f"{shape} {path_of(graph, graph.value(part, SH.path))}"
        assert isinstance(part, BNode), f"{where}: pySHACL drops property shapes that have their own IRI"
        messages = [message for message in graph.objects(part, SH.message) if isinstance(message, Literal)]
        assert sorted(str(message.language) for message in messages) == ["en", "ko"], where
        assert all(str(message).strip() for message in messages), where
        severities = list(graph.objects(part, SH.severity))
        assert len(severities) == 1 and severities[0] in SEVERITY, where
        assert set(graph.predicates(part)) - DESCRIBING, f"{where}: no constraint"


@pytest.mark.parametrize("name", NAMES)
def test_shape_targets_a_class_of_the_ontology(name: str) -> None:
    terms = Graph().parse(ROOT / "ontology" / "sckg.ttl")
    graph = shapes_of(name)
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        targets = list(graph.objects(shape, SH.targetClass))
        assert len(targets) == 1, shape
        assert (targets[0], None, None) in terms or (None, None, targets[0]) in terms, targets[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_shacl_term_is_a_real_one(name: str) -> None:
    """A misspelt constraint (sh:mincount) is no constraint: pySHACL passes over it in silence."""
    used = {term for triple in shapes_of(name) for term in triple if str(term).startswith(str(SH))}
    assert used
    assert {term for term in used if not is_shacl(term)} == set()


def test_a_misspelt_shacl_term_is_noticed() -> None:
    assert is_shacl(URIRef(f"{SH}minCount"))
    assert not is_shacl(URIRef(f"{SH}mincount"))
