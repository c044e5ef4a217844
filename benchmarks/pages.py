"""Pages of networks against stock pyvis: `python benchmarks/pages.py [--nodes 150 1000 3000]`.

The networks are those of generated tables of the report's model, cut to so many nodes, best tied first. Two figures:

* CPU seconds from the network in memory to the HTML: ours with layout, statements and citations; stock pyvis with
  `add_node`, `add_edge` and `generate_html`.
* Seconds on the clock until the page can be used, in Chromium without a graphics card: ours until it says so
  (`html[data-ready]`), positions being in the page; stock pyvis until its physics has settled, `LIMIT` at most.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from bench import TRIPLES_PER_COPY, Row, show
from engines import in_child
from generate import generate, load_model, say
from measures import cpu
from sckg.config import paths
from sckg.pipeline import build

NODES = (150, 1_000, 3_000)
NODES_PER_COPY = 75
"""Nodes of the relations of generated tables, per copy of the report, at the least."""
AIM, AIM_AT = 5, 1_000
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


def measure(folder: Path, nodes: Sequence[int]) -> dict[str, Any]:
    """CPU seconds of both sides for every size; the pages are left in the folder."""
    from sckg.analysis import Selection, project, read_facts
    from sckg.queries import Session
    from sckg.views import Grounds, network_picture
    from sckg.views.pictures import picture_page

    session = Session.open(folder / "build", paths().queries / "views", "en")
    facts = read_facts(session)
    whole, grounds = project(facts, "relations", Selection()), Grounds.of(session, facts)
    network_picture(cut(whole, 50), grounds)  # imports what is imported late
    figures: dict[str, Any] = {}
    for size in nodes:
        graph = cut(whole, size)
        begun = cpu()
        page = picture_page(network_picture(graph, grounds, language="en"), "en")
        ours = cpu() - begun
        begun = cpu()
        stock = stock_page(graph)
        theirs = cpu() - begun
        (folder / f"sckg-{size}.html").write_bytes(page)
        (folder / f"pyvis-{size}.html").write_text(CDN.sub("", stock), encoding="utf-8")
        figures[str(size)] = {
            "nodes": len(graph),
            "edges": graph.number_of_edges(),
            "sckg": ours,
            "pyvis": theirs,
            "bytes": [len(page), len(stock.encode())],
        }
    return figures


def stock_page(graph: nx.MultiDiGraph[str]) -> str:
    """The page that stock pyvis makes of a network: labels and titles, positions left to its physics."""
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line")
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
    """A line per size and figure."""
    for size, one in figures.items():
        ratio = one["pyvis"] / one["sckg"]
        title = f"page of {one['nodes']:,} nodes, {one['edges']:,} edges"
        aim = (f">= {AIM}x", ratio >= AIM) if int(size) == AIM_AT else ("", None)
        yield Row(title, f"{one['sckg']:.2f} s", f"stock pyvis {one['pyvis']:.2f} s", f"{ratio:.1f}x faster", *aim)
    for size, one in figures.items():
        ours, theirs = (usable(folder / f"{side}-{size}.html", READY[side]) for side in ("sckg", "pyvis"))
        told = f"stock pyvis {theirs:.1f} s" if theirs else f"stock pyvis > {LIMIT:g} s"
        mine = f"{ours:.1f} s" if ours else f"> {LIMIT:g} s"
        ratio = f"{'> ' if not theirs else ''}{(theirs or LIMIT) / ours:.1f}x sooner" if ours else ""
        yield Row(f"usable in Chromium, {one['nodes']:,} nodes", mine, told, ratio)


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
