"""One measurement in its own process: `python benchmarks/measures.py NAME FOLDER` prints a line of JSON.

CPU seconds are those of the process (user and system), all threads; the peak is that of its resident memory.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generate import NAME, plant, say
from sckg.config import Paths, paths
from sckg.errors import DataError
from sckg.mapping import Triple
from sckg.namespaces import INFERRED, ONTOLOGY_GRAPH, REPORT, source_graph
from sckg.pipeline import assemble, build, check, load_ontology, load_sources
from sckg.reasoning import derive, load_rules
from sckg.store import Dataset
from sckg.validation import Report, check_hygiene, suspects, validate
from sckg.validation.shacl import load_shapes

Figures = dict[str, Any]
PLANTED = 500


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    """Largest resident memory of this process so far, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


@contextmanager
def timed(figures: Figures, name: str) -> Iterator[None]:
    """Note CPU seconds and peak memory of a step."""
    begun = cpu()
    yield
    figures[name] = cpu() - begun
    figures[f"{name} MB"] = peak()


def measure_stages(found: Paths) -> Figures:
    """Tables to store, rules, screened validation, hygiene; each timed by itself."""
    figures: Figures = {}
    with timed(figures, "build"):
        dataset, origins = assemble(found)
    figures |= {"asserted": len(dataset), "source": len(list(dataset.triples(source_graph(NAME))))}
    with timed(figures, "rules"):
        derive(dataset, load_rules(found.ontology / "rules"))
    figures["triples"] = len(dataset)
    with timed(figures, "validate"):
        report = validate(dataset, found.ontology / "shapes", origins=origins)
    with timed(figures, "hygiene"):
        hygiene = list(check_hygiene(dataset, found.queries / "checks"))
    return figures | _said(report) | {"hygiene results": len(hygiene)}


def measure_check(found: Paths) -> Figures:
    """`sckg check`, tables to report."""
    figures: Figures = {}
    with timed(figures, "check"):
        check(found)
    return figures


def measure_stock(found: Paths) -> Figures:
    """Stock pySHACL over the same triples; sckg screens nothing."""
    dataset, origins = assemble(found)
    derive(dataset, load_rules(found.ontology / "rules"))
    figures: Figures = {}
    with timed(figures, "stock"):
        report = validate(dataset, found.ontology / "shapes", origins=origins, screen=False)
    return figures | _said(report)


def measure_dirty(found: Paths) -> Figures:
    """Screened and stock validation of a graph with planted faults."""
    clean, _ = assemble(found)
    graph, dataset = source_graph(NAME), Dataset()
    dataset.add(graph, map(Triple, plant(list(clean.triples(graph)), PLANTED)))
    dataset.add(ONTOLOGY_GRAPH, load_ontology(found.ontology))
    derive(dataset, load_rules(found.ontology / "rules"))
    figures: Figures = {
        "suspects": len(suspects(dataset, load_shapes(found.ontology / "shapes"), found.ontology / "shapes" / "screen"))
    }
    with timed(figures, "dirty"):
        screened = validate(dataset, found.ontology / "shapes")
    with timed(figures, "dirty stock"):
        stock = validate(dataset, found.ontology / "shapes", screen=False)
    missed = sorted(map(str, set(stock.results) ^ set(screened.results)))
    return figures | _said(screened) | {"dirty equal": screened == stock, "differ": missed[:5]}


def measure_parse(found: Paths) -> Figures:
    """What rdflib needs to read just the asserted triples from N-Triples."""
    import rdflib

    dataset, _ = assemble(found)
    text = "".join(
        f"{line} .\n" for name in dataset.graphs() if name not in (INFERRED, REPORT) for line in dataset.triples(name)
    )
    figures: Figures = {}
    with timed(figures, "parse"):
        rdflib.Graph().parse(data=text, format="nt")
    return figures


def measure_loop(found: Paths) -> Figures:
    """The plain rdflib loop over the same tables and the same ontology files."""
    import rdflib_loop

    figures: Figures = {}
    with timed(figures, "loop"):
        graph = rdflib_loop.load(found.data, found.ontology)
        ontology = rdflib_loop.load_ontology(found.ontology)
    return figures | {"source": len(graph), "ontology": len(ontology)}


def measure_same(found: Paths) -> Figures:
    """Whether the loop says the same as sckg; the store writes the numbers of both in the same form."""
    import rdflib_loop

    graph, theirs = source_graph(NAME), Dataset()
    theirs.add(
        graph,
        (
            Triple(line.removesuffix(" ."))
            for line in rdflib_loop.load(found.data, found.ontology).serialize(format="nt").splitlines()
            if line
        ),
    )
    ours = list(assemble(found)[0].triples(graph))
    differ = sorted(set(ours) ^ set(theirs.triples(graph)))
    return {"same triples": not differ, "differ": differ[:5], "count": len(ours)}


def measure_whole(found: Paths) -> Figures:
    """`sckg build`, tables to files."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as out, timed(figures, "whole"):
        built = build(found, Path(out))
    return figures | {"triples": len(built.dataset)}


def measure_faults(found: Paths) -> Figures:
    """How long faulty tables take to be reported, and how many faults are."""
    figures, count = Figures(), 0
    with timed(figures, "faults"):
        try:
            load_sources(found)
        except DataError as error:
            count = len(error.problems)
    return figures | {"reported": count}


def _said(report: Report) -> Figures:
    digest = hashlib.sha256("\n".join(map(repr, report.results)).encode()).hexdigest()
    return {"results": len(report.results), "report": digest}


MEASURES: dict[str, Callable[[Paths], Figures]] = {
    name.removeprefix("measure_"): value for name, value in list(globals().items()) if name.startswith("measure_")
}


if __name__ == "__main__":
    say(json.dumps(MEASURES[sys.argv[1]](paths(Path(sys.argv[2]))) | {"peak MB": peak()}))
