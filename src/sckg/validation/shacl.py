"""SHACL validation (https://www.w3.org/TR/shacl/): pySHACL is the judge, a screen decides whom it has to see.

pySHACL walks over every focus node in Python. Nearly all of them are fine, and for the constraints used here that can
be shown by one SPARQL query per constraint (`ontology/shapes/screen`). A screen may suspect too many nodes, never too
few; every target of a constraint without a screen is suspect. The report is pySHACL's own, over the suspects.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.mapping import Triple, literal, triple
from sckg.namespaces import ID, INFERRED, ONTOLOGY_GRAPH, PREFIXES, RDF_TYPE, REPORT, compact
from sckg.store import Dataset

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

__all__ = ["Report", "Result", "count_targets", "load_shapes", "suspects", "validate"]

_SEVERITIES = {"Violation": "must", "Warning": "should", "Info": "may"}
_SH = PREFIXES["sh"]
_NEAR = {
    f"{_SH}{name}"
    for name in (
        "class",
        "datatype",
        "description",
        "in",
        "inversePath",
        "languageIn",
        "lessThanOrEquals",
        "maxCount",
        "message",
        "minCount",
        "minInclusive",
        "name",
        "nodeKind",
        "order",
        "path",
        "pattern",
        "property",
        "severity",
        "targetClass",
        "uniqueLang",
    )
}
"""What pySHACL can judge from a node, its values and their classes; anything else needs the whole graph."""


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One rule broken by one node. `messages` by language; `origin` is the file and row of the record, if known."""

    severity: str
    focus: str
    path: str
    value: str
    messages: tuple[tuple[str, str], ...]
    origin: str = field(default="", compare=False)
    component: str = "SPARQLConstraintComponent"

    def __str__(self) -> str:
        said = " / ".join(text for _, text in self.messages)
        where = self.origin or "graph"
        return f"{self.severity}: {where}: {compact(self.focus)} {self.path}: {said}" + (
            f" (found {self.value})" if self.value else ""
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What validation found; `conforms` is false where something must be mended."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing of severity `must` was found."""
        return not any(result.severity == "must" for result in self.results)

    def triples(self) -> Iterator[Triple]:
        """The report in the terms of SHACL, with names instead of blank nodes."""
        report = f"{ID}report/build"
        yield triple(report, RDF_TYPE, f"<{_SH}ValidationReport>")
        yield triple(report, f"{_SH}conforms", literal(str(not self.results).lower(), datatype="boolean"))
        for result in self.results:
            key = "|".join((result.focus, result.path, result.value, result.component, str(result.messages)))
            iri = f"{ID}result/{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:16]}"
            level = next(name for name, word in _SEVERITIES.items() if word == result.severity)
            yield triple(report, f"{_SH}result", f"<{iri}>")
            yield triple(iri, RDF_TYPE, f"<{_SH}ValidationResult>")
            yield triple(iri, f"{_SH}focusNode", f"<{result.focus}>")
            yield triple(iri, f"{_SH}resultSeverity", f"<{_SH}{level}>")
            yield triple(iri, f"{_SH}sourceConstraintComponent", f"<{_SH}{result.component}>")
            for language, text in result.messages:
                yield triple(iri, f"{_SH}resultMessage", literal(text, language))


def load_shapes(folder: Path) -> rdflib.Graph:
    """All shapes of a folder as one graph."""
    import rdflib

    shapes = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        shapes.parse(path, format="turtle")
    return shapes


def validate(
    dataset: Dataset, shapes: Path, *, origins: Mapping[str, str] | None = None, screen: bool = True
) -> Report:
    """Validate the asserted statements of a dataset against the shapes of a folder.

    `origins` names file and row of a node; `screen=False` shows every node to pySHACL, as stock pySHACL does.
    """
    graph = load_shapes(shapes)
    focus = suspects(dataset, graph, shapes / "screen") if screen else None
    if focus is not None and not focus:
        return Report(())
    return Report(tuple(sorted(_judge(dataset, graph, focus, origins or {}))))


def suspects(dataset: Dataset, shapes: rdflib.Graph, screens: Path) -> set[str]:
    """Every focus node that may break a constraint: none that breaks one is missing."""
    from rdflib import RDF, SH

    screen = _Screen(dataset, shapes, {path.stem: path.read_text(encoding="utf-8") for path in screens.glob("*.rq")})
    found: set[str] = set()
    for shape in sorted(shapes.subjects(RDF.type, SH.NodeShape), key=str):
        for target in sorted(shapes.objects(shape, SH.targetClass), key=str):
            for query in screen.queries(shape, str(target)):
                found.update(row["focus"].value for row in dataset.select(query) if "focus" in row)
    return found


class _Screen:
    """The screen queries of shapes, with every class written as itself and its subclasses."""

    def __init__(self, dataset: Dataset, shapes: rdflib.Graph, texts: Mapping[str, str]) -> None:
        self.shapes, self.texts = shapes, texts
        self.narrower = dataset.narrower_classes()

    def queries(self, shape: Node, target: str) -> Iterator[str]:
        """One screen per constraint of a shape; `all.rq` where a constraint has none."""
        from rdflib import SH

        focus = self.classes(target)
        described = {SH.path, SH.severity, SH.message, SH.name, SH.description, SH.order}
        for member in self.shapes.objects(shape, SH.property):
            path = _path(self.shapes, next(self.shapes.objects(member, SH.path)))
            for constraint, value in sorted(self.shapes.predicate_objects(member), key=str):
                if constraint not in described:
                    text = self.texts.get(_kebab(str(constraint)[len(_SH) :])) if path else None
                    wanted = self.classes(str(value)) if constraint == SH["class"] else _value(self.shapes, value)
                    yield _fill(text or self.texts["all"], {"class": focus, "path": path, "value": wanted})
        for constraint in self.shapes.predicates(shape):
            if str(constraint) not in {RDF_TYPE, f"{_SH}targetClass", f"{_SH}property"}:
                yield _fill(self.texts["all"], {"class": focus})

    def classes(self, iri: str) -> str:
        """A class and its subclasses as SPARQL terms."""
        return " ".join(f"<{name}>" for name in sorted({iri} | self.narrower.get(iri, set())))


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


def _fill(text: str, terms: Mapping[str, str]) -> str:
    for name, term in terms.items():
        text = text.replace(f"${name}", term)
    return text


def _path(shapes: rdflib.Graph, path: object) -> str:
    from rdflib import SH, BNode

    if not isinstance(path, BNode):
        return f"<{path}>"
    inverse = next(shapes.objects(path, SH.inversePath), None)
    return f"^<{inverse}>" if inverse is not None else ""


def _value(shapes: rdflib.Graph, value: object) -> str:
    from rdflib import BNode
    from rdflib.collection import Collection

    if isinstance(value, BNode):
        return ", ".join(item.n3() for item in Collection(shapes, value))
    return value.n3()  # type: ignore[attr-defined, no-any-return]


def _judge(
    dataset: Dataset,
    shapes: rdflib.Graph,
    focus: Iterable[str] | None,
    origins: Mapping[str, str],
) -> Iterator[Result]:
    """Run pySHACL over a plain rdflib graph of what is asserted, ontology and code lists included."""
    import rdflib
    from pyshacl import validate as pyshacl_validate
    from rdflib import RDF, SH

    asserted = rdflib.Graph()
    near = focus is not None and _sees_one_step(shapes)
    for lines in _around(dataset, shapes, focus or ()) if near else _everything(dataset):
        asserted.parse(data="".join(f"{line} .\n" for line in lines), format="nt")
    chosen = sorted(focus) if focus is not None else None
    try:
        _, results, _ = pyshacl_validate(asserted, shacl_graph=shapes, focus_nodes=chosen)
    except (TypeError, ArithmeticError) as error:  # pySHACL compares values of different datatypes
        raise UsageError(
            f"two values of one node cannot be compared ({error}). Repair: give both one datatype"
        ) from error
    if not isinstance(results, rdflib.Graph):
        raise UsageError("pySHACL returned no report graph; check its version against constraints.txt")
    for node in results.subjects(RDF.type, SH.ValidationResult):
        one = {predicate: value for predicate, value in results.predicate_objects(node)}
        iri = str(one[SH.focusNode])
        said = sorted(
            (message.language or "", str(message))
            for message in results.objects(node, SH.resultMessage)
            if isinstance(message, rdflib.Literal)
        )
        path = one.get(SH.resultPath)
        yield Result(
            _SEVERITIES[str(one[SH.resultSeverity]).removeprefix(_SH)],
            iri,
            compact(str(path)) if isinstance(path, rdflib.URIRef) else "(inverse)" if path is not None else "",
            _show(one.get(SH.value)),
            tuple(said),
            origins.get(iri, ""),
            str(one[SH.sourceConstraintComponent]).removeprefix(_SH),
        )


def _everything(dataset: Dataset) -> Iterator[Iterable[str]]:
    for name in dataset.graphs():
        if name not in (INFERRED, REPORT):
            yield dataset.lines(name)


def _sees_one_step(shapes: rdflib.Graph) -> bool:
    """Whether every constraint looks at a focus node, its values along one property, and their classes only."""
    from rdflib import SH

    said = {str(predicate) for predicate in shapes.predicates() if str(predicate).startswith(_SH)}
    return said <= _NEAR and all(_path(shapes, path) for path in shapes.objects(None, SH.path))


def _around(dataset: Dataset, shapes: rdflib.Graph, focus: Iterable[str]) -> Iterator[Iterable[str]]:
    """The ontology, what is asserted of the suspects, and the classes of their neighbours."""
    from rdflib import SH

    hidden, rdf_type = {INFERRED, REPORT, ONTOLOGY_GRAPH}, ox.NamedNode(RDF_TYPE)

    def asserted(
        subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: ox.NamedNode | None
    ) -> Iterator[ox.Triple]:
        for quad in dataset.store.quads_for_pattern(subject, predicate, value, None):
            if not isinstance(quad.graph_name, ox.NamedNode) or quad.graph_name.value not in hidden:
                yield quad.triple

    backwards = [ox.NamedNode(str(path)) for path in shapes.objects(None, SH.inversePath)]
    found: set[ox.Triple] = set()
    for name in focus:
        node = ox.NamedNode(name)
        found.update(asserted(node, None, None))
        for path in backwards:
            found.update(asserted(None, path, node))
    ends = {end for item in found for end in (item.subject, item.object) if isinstance(end, ox.NamedNode)}
    for end in ends:
        found.update(asserted(end, rdf_type, None))
    yield dataset.lines(ONTOLOGY_GRAPH)
    yield sorted(map(str, found))


def _show(value: object) -> str:
    import rdflib

    if value is None:
        return ""
    return compact(str(value)) if isinstance(value, rdflib.URIRef) else str(value)


def count_targets(dataset: Dataset, shapes: rdflib.Graph) -> dict[str, int]:
    """Number of focus nodes per shape; a shape without any watches over nothing."""
    from rdflib import RDF, SH

    members: dict[str, set[str]] = defaultdict(set)
    for thing, kind in dataset.typed():
        members[kind].add(thing)
    narrower = dataset.narrower_classes()
    counts = {}
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        targets = {str(target) for target in shapes.objects(shape, SH.targetClass)}
        classes = targets.union(*(narrower.get(target, set()) for target in targets))
        counts[str(shape)] = len(set().union(*(members[name] for name in classes)))
    return counts
