"""Layout and measures against plain networkx: `python benchmarks/networks.py [--nodes 10000 --edges 50000]`.

The graph grows by preferential attachment (Barabási and Albert 1999), as networks of firms do: few hubs, many leaves.
Every figure is CPU time of a fresh process (user and system, all threads), median of three, in which the library is
imported and the graph made before the clock starts. Both sides get the same networkx graph; sckg's turning it into
igraph counts. Communities of networkx are Louvain's, its quickest. Exit code 1 if sckg's numbers are not networkx's.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from bench import Row, show
from generate import say
from measures import cpu

NODES, EDGES, SAMPLE, SEED = 10_000, 50_000, 100, 1
AIM, RUNS = 15, 3
CLOSE = 1e-5
"""Most that scores may differ on average: networkx stops its iterations at 1e-6 a node from one round to the next."""

Figures = dict[str, Any]
Step = Callable[["nx.Graph[str]"], Mapping[str, float] | Sequence[Sequence[str]] | None]


def graph_of(nodes: int, edges: int) -> nx.Graph[str]:
    """A connected graph of so many nodes and about so many edges, weights 1 to 3."""
    grown = nx.barabasi_albert_graph(nodes, max(1, edges // nodes), seed=SEED)
    graph: nx.Graph[str] = nx.relabel_nodes(grown, {node: f"n{node:06}" for node in grown})
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["weight"] = 1 + number % 3
    return graph


def ours() -> dict[str, Step]:
    """What sckg computes."""
    from sckg.analysis.centrality import betweenness, eigenvector, pagerank
    from sckg.analysis.communities import partition
    from sckg.views.layout import layout

    return {
        "betweenness": lambda graph: betweenness(graph, k=min(SAMPLE, len(graph)), seed=SEED),
        "communities": lambda graph: partition(graph, seed=SEED),
        "pagerank": pagerank,
        "eigenvector": eigenvector,
        "layout": lambda graph: dict.fromkeys(layout(graph), 0.0),
    }


def theirs() -> dict[str, Step]:
    """What networkx computes, by its own means."""
    return {
        "betweenness": lambda graph: nx.betweenness_centrality(graph, k=min(SAMPLE, len(graph)), seed=SEED),
        "communities": lambda graph: [sorted(group) for group in nx.community.louvain_communities(graph, seed=SEED)],
        "pagerank": nx.pagerank,
        "eigenvector": lambda graph: nx.eigenvector_centrality(graph, weight="weight", max_iter=1000),
        "layout": lambda graph: dict.fromkeys(nx.spring_layout(graph, seed=SEED), 0.0),
    }


def measure(side: str, name: str, nodes: int, edges: int) -> Figures:
    """One step of one side, in this process."""
    graph, step = graph_of(nodes, edges), (ours() if side == "sckg" else theirs())[name]
    step(graph_of(50, 100))  # imports what is imported late
    begun = cpu()
    found = step(graph)
    figures: Figures = {"seconds": cpu() - begun}
    if name == "communities" and found is not None and not isinstance(found, Mapping):
        figures["quality"] = nx.community.modularity(graph, [set(group) for group in found])
    elif name != "layout" and isinstance(found, Mapping):
        figures["scores"] = [found[node] for node in graph]
    return figures


def run(side: str, name: str, nodes: int, edges: int) -> Figures:
    """One step of one side, in a process of its own."""
    words = [sys.executable, str(Path(__file__).resolve()), "--measure", side, name]
    sizes = ["--nodes", f"{nodes}", "--edges", f"{edges}"]
    done = subprocess.run([*words, *sizes], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{side} {name} failed:\n{done.stderr[-2000:]}")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def median(side: str, name: str, nodes: int, edges: int) -> Figures:
    """A step in `RUNS` processes, the median of its seconds; networkx's layout, which takes minutes, once."""
    found = [run(side, name, nodes, edges) for _ in range(1 if name == "layout" else RUNS)]
    return found[-1] | {"seconds": statistics.median(one["seconds"] for one in found)}


def rows_of(found: Mapping[tuple[str, str], Figures], size: str) -> Iterator[Row]:
    """A line per step, and the line with the aim."""
    seconds = {key: one["seconds"] for key, one in found.items()}
    names = list(dict.fromkeys(name for _, name in found))
    titles = {"betweenness": f"betweenness, {SAMPLE} sources", "communities": "communities (Leiden; Louvain)"}
    for name in names:
        mine, plain = seconds["sckg", name], seconds["networkx", name]
        title = f"{titles.get(name, name)}, {size}"
        yield Row(title, f"{mine:.2f} s", f"networkx {plain:.2f} s", f"{plain / mine:.1f}x faster")
    if {"betweenness", "communities"} <= set(names):
        mine, plain = (
            sum(seconds[side, name] for name in ("betweenness", "communities")) for side in ("sckg", "networkx")
        )
        ratio = plain / mine
        title = f"betweenness and communities, {size}"
        yield Row(title, f"{mine:.2f} s", f"networkx {plain:.2f} s", f"{ratio:.1f}x faster", f">= {AIM}x", ratio >= AIM)
        good, other = (found[side, "communities"]["quality"] for side in ("sckg", "networkx"))
        yield Row("modularity of the communities", f"{good:.4f}", f"networkx {other:.4f}", "", ">=", good >= other)


def differing(found: Mapping[tuple[str, str], Figures]) -> list[str]:
    """Measures whose scores are not those of networkx."""
    names = [name for side, name in found if side == "sckg" and "scores" in found[side, name]]
    return [
        name for name in names if _distance(*(found[side, name]["scores"] for side in ("sckg", "networkx"))) > CLOSE
    ]


def _distance(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return sum(abs(one - other) for one, other in zip(ours, theirs, strict=True)) / len(ours)


def main(words: Sequence[str] | None = None) -> int:
    """Measure all steps on both sides, and print."""
    parser = argparse.ArgumentParser(description="Measure layout and measures against plain networkx.")
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--edges", type=int, default=EDGES)
    parser.add_argument("--only", nargs="+", choices=list(theirs()), default=list(theirs()))
    parser.add_argument("--measure", nargs=2, metavar=("SIDE", "NAME"), help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    if given.measure:
        side, name = given.measure
        say(json.dumps(measure(side, name, given.nodes, given.edges)))
        return 0
    found = {
        (side, name): median(side, name, given.nodes, given.edges)
        for name in given.only
        for side in ("sckg", "networkx")
    }
    edges = graph_of(given.nodes, given.edges).number_of_edges()
    show(list(rows_of(found, f"{given.nodes / 1e3:g} k nodes, {edges / 1e3:.0f} k edges")))
    wrong = differing(found)
    for name in wrong:
        say(f"FAILED: {name} is not that of networkx")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
