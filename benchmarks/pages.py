"""Pages of networks against stock pyvis: `python benchmarks/pages.py [--nodes 150 1000 3000]`.

The networks are those of generated tables of the report's model, cut to so many nodes, best tied first; for the aim
also one as dense as that of `networks.py`, made by drawing more edges from those there are. The figures:

* CPU seconds from the network in memory to the HTML: ours with layout, statements and citations, and without these two
  ("writing alone"), which stock pyvis does not make; stock pyvis with `add_node`, `add_edge` and `generate_html`,
  directed (every edge kept, as ours) and as its `Network()` comes (undirected, where it looks for twins of every edge).
* Seconds on the clock until the page can be used, in Chromium without a graphics card: ours until it says so
  (`html[data-ready]`), positions being in the page; stock pyvis until its physics has settled, `LIMIT` at most.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar

import networkx as nx

from bench import TRIPLES_PER_COPY, Row, show
from engines import in_child
from generate import generate, load_model, say
from measures import cpu
from sckg.config import paths
from sckg.pipeline import build

if TYPE_CHECKING:
    from sckg.views import Grounds

T = TypeVar("T")

NODES = (150, 1_000, 3_000)
NODES_PER_COPY = 75
"""Nodes of the relations of generated tables, per copy of the report, at the least."""
AIM, AIM_AT = 5, 1_000
DENSE = 5
"""Edges per node of the dense network: 50,000 for 10,000 in `networks.py`."""
TIMES = 3
LIMIT = 120.0
"""Seconds after which a page that is not ready is called so."""
CDN = re.compile(r'<link[^>]*https?://[^>]*/?>|<script[^>]*src="https?://[^>]*>\s*</script>', re.DOTALL)
"""What a page of stock pyvis would fetch: there is no network here, and it is not what is measured."""


def cut(graph: nx.MultiDiGraph[str], nodes: int) -> nx.MultiDiGraph[str]:
    """The best tied nodes of a network, and what is between them."""
    best = sorted(graph, key=lambda node: (-graph.degree(node), node))[:nodes]
    found = graph.subgraph(best).copy()
    found.graph.update(graph.graph)
    return found


def thickened(graph: nx.MultiDiGraph[str], edges: int) -> nx.MultiDiGraph[str]:
    """A network with so many edges: those it has, and copies of them between nodes drawn by chance."""
    draw, more = random.Random(1), graph.copy()
    nodes, known = sorted(graph), sorted(graph.edges(data=True), key=lambda edge: (*edge[:2], edge[2]["relation"]))
    while more.number_of_edges() < edges:
        more.add_edge(*draw.sample(nodes, 2), **draw.choice(known)[2])
    return more


def measure(folder: Path, nodes: Sequence[int]) -> dict[str, Any]:
    """CPU seconds of both sides for every network, by its name; the pages are left in the folder."""
    from sckg.analysis import Selection, project, read_facts
    from sckg.queries import Session
    from sckg.views import Grounds, network_picture

    session = Session.open(folder / "build", paths().queries / "views", "en")
    facts = read_facts(session)
    whole, grounds = project(facts, "relations", Selection()), Grounds.of(session, facts)
    network_picture(cut(whole, 50), grounds)  # imports what is imported late
    gc.collect()
    gc.freeze()  # else the collector looks through all facts in memory, for whoever happens to be at work
    graphs = {str(size): cut(whole, size) for size in nodes}
    if str(AIM_AT) in graphs:
        graphs[f"{AIM_AT}-dense"] = thickened(graphs[str(AIM_AT)], DENSE * AIM_AT)
    return {name: one_page(folder, name, graph, grounds) for name, graph in graphs.items()}


def one_page(folder: Path, name: str, graph: nx.MultiDiGraph[str], grounds: Grounds) -> dict[str, Any]:
    """CPU seconds of both sides for one network, and of the parts of ours."""
    from sckg.views import network_picture
    from sckg.views.layout import layout
    from sckg.views.network.reasons import reasons
    from sckg.views.pictures import picture_page

    page, ours = timed(lambda: picture_page(network_picture(graph, grounds, language="en"), "en"))
    _, laid = timed(lambda: layout(graph))
    _, found = timed(lambda: list(reasons(graph, grounds)))
    stock, theirs = timed(lambda: stock_page(graph, directed=True))
    _, undirected = timed(lambda: stock_page(graph, directed=False))
    (folder / f"sckg-{name}.html").write_bytes(page)
    (folder / f"pyvis-{name}.html").write_text(CDN.sub("", stock), encoding="utf-8")
    return {
        "nodes": len(graph),
        "edges": graph.number_of_edges(),
        "sckg": ours,
        "layout": laid,
        "statements": found,
        "pyvis": theirs,
        "pyvis undirected": undirected,
        "bytes": [len(page), len(stock.encode())],
    }


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What some work gives, and the median of its CPU seconds in `TIMES` runs."""
    spent = []
    for _ in range(TIMES):
        begun = cpu()
        made = work()
        spent.append(cpu() - begun)
    return made, median(spent)


def stock_page(graph: nx.MultiDiGraph[str], *, directed: bool) -> str:
    """The page that stock pyvis makes of a network: labels and titles, positions left to its physics."""
    from pyvis.network import Network

    net = Network(directed=directed, cdn_resources="in_line")
    for node, data in graph.nodes(data=True):
        net.add_node(node, label=data["label"], title=data["label"], group=data["kind"])
    for start, end, data in graph.edges(data=True):
        title = "\n".join((data["relation"], *data["citations"]))
        net.add_edge(start, end, title=title, value=data["weight"])
    return str(net.generate_html(notebook=False))


def usable(page: Path, ready: str) -> float | None:
    """Seconds until a page can be used, or None where it takes over `LIMIT`."""
    from playwright.sync_api import TimeoutError as Late
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        words = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=words)
        shown = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
        begun = time.monotonic()
        try:
            shown.goto(page.resolve().as_uri(), timeout=LIMIT * 1000)
            shown.wait_for_function(ready, timeout=LIMIT * 1000)
            return time.monotonic() - begun
        except Late:
            return None
        finally:
            browser.close()


READY = {
    "sckg": "document.documentElement.dataset.ready !== undefined",
    "pyvis": "typeof network !== 'undefined' && network.physics && network.physics.stabilized === true",
}


def rows(folder: Path, figures: dict[str, Any]) -> Iterator[Row]:
    """A line per network and figure."""
    for name, one in figures.items():
        title = f"page of {one['nodes']:,} nodes, {one['edges']:,} edges"
        writing = one["sckg"] - one["layout"] - one["statements"]
        for what, ours, theirs in (
            ("", one["sckg"], one["pyvis"]),
            (", writing alone", writing, one["pyvis"]),
            (", writing alone, undirected", writing, one["pyvis undirected"]),
        ):
            ratio = theirs / ours
            aim = (f">= {AIM}x", ratio >= AIM) if name.startswith(str(AIM_AT)) else ("", None)
            yield Row(title + what, f"{ours:.2f} s", f"stock pyvis {theirs:.2f} s", f"{ratio:.1f}x faster", *aim)
    for name, one in figures.items():
        ours, theirs = (usable(folder / f"{side}-{name}.html", READY[side]) for side in ("sckg", "pyvis"))
        told = f"stock pyvis {theirs:.1f} s" if theirs else f"stock pyvis > {LIMIT:g} s"
        mine = f"{ours:.1f} s" if ours else f"> {LIMIT:g} s"
        ratio = f"{'> ' if not theirs else ''}{(theirs or LIMIT) / ours:.1f}x sooner" if ours else ""
        yield Row(f"usable in Chromium, {one['nodes']:,} nodes, {one['edges']:,} edges", mine, told, ratio)


def main(words: Sequence[str] | None = None) -> int:
    """Generate, draw, open, print."""
    parser = argparse.ArgumentParser(description="Measure pages of networks against stock pyvis.")
    parser.add_argument("--nodes", type=int, nargs="+", default=list(NODES))
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="sckg-pages-") as name:
        folder = Path(name)
        copies = max(2, -(-max(given.nodes) // NODES_PER_COPY))
        say(f"{copies}x the report, about {copies * TRIPLES_PER_COPY / 1e6:.1f} M triples; building …")
        generate(load_model(), folder / "data", copies)
        built = in_child(lambda: {"triples": len(build(paths(folder / "data"), folder / "build").dataset)})
        if not isinstance(built, dict):
            raise SystemExit(f"the build {built}")
        figures = measure(folder, given.nodes)
        say(json.dumps(figures))
        show(list(rows(folder, figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
