"""The embedded engine: named graphs in memory, in Oxigraph (https://github.com/oxigraph/oxigraph)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.namespaces import ONTOLOGY_GRAPH, RDF_TYPE, expand
from sckg.store.engine import Engine, Solutions
from sckg.store.files import fingerprint

if TYPE_CHECKING:
    from sckg.mapping import Triple  # a build is opened without the readers of tables, which take 0.2 s to import

__all__ = ["CHUNK", "Dataset", "canonical_triples", "check_whole"]

CHUNK = 20_000
"""Triples per load: a million in one text need 450 MB more, and take no less time."""


class Dataset(Engine):
    """RDF triples in named graphs, queried with SPARQL 1.1."""

    def __init__(self, store: ox.Store | None = None) -> None:
        self.store = ox.Store() if store is None else store

    @classmethod
    def open(cls, build: Path) -> Dataset:
        """The dataset of a finished build.

        Raises `UsageError` where there is none, or it is damaged.
        """
        path = check_whole(build)
        store = ox.Store()
        try:
            store.load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
        except (SyntaxError, ValueError, OSError) as error:
            raise UsageError(f"{path}: damaged or unreadable ({error}). Repair: run `sckg build`") from error
        if next(store.quads_for_pattern(None, None, None, None), None) is None:
            raise UsageError(f"{path}: holds no triple. Repair: run `sckg build`")
        return cls(store)

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Load triples into a named graph, `CHUNK` at a time; a faulty one ends the load.

        Raises `UsageError`; what was loaded before stays. IRIs are not looked into again: they are made of checked
        ids, and a third of the time would go there.
        """
        lines = iter(triples)
        try:
            while chunk := list(islice(lines, CHUNK)):
                text = " .\n".join(chunk) + " .\n"
                self.store.load(input=text, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph), lenient=True)
        except (SyntaxError, ValueError) as error:
            raise UsageError(f"graph {graph}: the store refuses a triple ({error})") from error

    def graphs(self) -> list[str]:
        """The names of all graphs, sorted."""
        return sorted(graph.value for graph in self.store.named_graphs() if isinstance(graph, ox.NamedNode))

    def triples(self, graph: str) -> list[Triple]:
        """The triples of one graph in canonical order; blank nodes of the ontology are named canonically."""
        return list(self.lines(graph))

    def lines(self, graph: str) -> Iterator[Triple]:
        """The same, one at a time: for a graph of a million triples."""
        if graph == ONTOLOGY_GRAPH:
            quads = self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
            yield from canonical_triples(
                ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
            )
        else:
            yield from (cast("Triple", str(item)) for _, items in self.nodes((graph,)) for item in items)

    def nodes(self, graphs: Iterable[str]) -> Iterator[tuple[str, list[ox.Triple]]]:
        """Every subject of some graphs with its triples, each once, in canonical order; holds one subject at a time."""
        names = [ox.NamedNode(graph) for graph in graphs]
        subjects = {quad.subject for name in names for quad in self.store.quads_for_pattern(None, None, None, name)}
        for subject in sorted(subjects, key=str):
            found = {quad.triple for name in names for quad in self.store.quads_for_pattern(subject, None, None, name)}
            yield str(subject), sorted(found, key=str)

    def about(self, thing: str, graph: str) -> Iterator[ox.Triple]:
        """What one graph says of a thing."""
        for quad in self.store.quads_for_pattern(ox.NamedNode(thing), None, None, ox.NamedNode(graph)):
            yield quad.triple

    def size(self, graph: str) -> int:
        """Number of triples in a graph."""
        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def typed(self, graph: str | None = None) -> Iterator[tuple[str, str]]:
        """Named things and their classes, in one graph or in all."""
        where = None if graph is None else ox.NamedNode(graph)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), None, where):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                yield quad.subject.value, quad.object.value

    def narrower_classes(self) -> dict[str, set[str]]:
        """Every class with all its direct and indirect subclasses."""
        wider: dict[str, set[str]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(expand("rdfs:subClassOf")), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                wider[quad.subject.value].add(quad.object.value)
        below: dict[str, set[str]] = defaultdict(set)
        for name in wider:
            todo = [name]
            while todo:
                for above in wider.get(todo.pop(), set()):
                    if name not in below[above]:
                        below[above].add(name)
                        todo.append(above)
        return below

    def query(self, text: str, *, union: bool = True) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run SPARQL over the union of all graphs; `GRAPH` still reaches each of them.

        Where two graphs hold the same triple, Oxigraph finds it twice: questions count and list distinct things.

        Raises `UsageError` where the text is no SPARQL 1.1.
        """
        try:
            return self.store.query(text, use_default_graph_as_union=union)
        except (SyntaxError, ValueError) as error:
            raise UsageError(
                f"SPARQL: {error}. What is asked must be one SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE, "
                "no update"
            ) from error

    def solve(self, text: str, *, union: bool = True) -> Solutions:
        """Columns and rows of the answer, in the order the engine finds them."""
        return Solutions.of(self.query(text, union=union))

    def construct(self, text: str) -> Iterator[ox.Triple]:
        """Triples of a CONSTRUCT."""
        answer = self.query(text)
        if not isinstance(answer, ox.QueryTriples):
            raise UsageError("SPARQL: a CONSTRUCT query is needed here")
        return iter(answer)

    def extend(self, graph: str, triples: Iterable[ox.Triple]) -> int:
        """Add triples to a graph, `CHUNK` at a time; returns how many of them were new."""
        name, items, count = ox.NamedNode(graph), iter(triples), 0
        while chunk := {ox.Quad(item.subject, item.predicate, item.object, name) for item in islice(items, CHUNK)}:
            count += sum(quad not in self.store for quad in chunk)  # the length of a store is counted quad by quad
            self.store.extend(chunk)
        return count

    def __len__(self) -> int:
        return len(self.store)


def check_whole(build: Path) -> Path:
    """The file of a build's triples: whole, if it has the size and hash that its manifest, written last, says.

    Raises `UsageError` where there is none, or it is damaged.
    """
    path = build / "sckg.nq"
    if not path.is_file():
        raise UsageError(f"no build in {build}. Repair: run `sckg build`, or name the folder with --build")
    try:
        said = json.loads((build / "manifest.json").read_text(encoding="utf-8"))["outputs"][path.name]
        whole = said == fingerprint(path)
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise UsageError(f"{path}: damaged, or not of the same build as its manifest. Repair: run `sckg build`")
    return path


def canonical_triples(dataset: ox.Dataset) -> list[Triple]:
    """Triples sorted, blank nodes named by RDFC-1.0 (https://www.w3.org/TR/rdf-canon/)."""
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(cast("Triple", f"{quad.subject} {quad.predicate} {quad.object}") for quad in dataset)
