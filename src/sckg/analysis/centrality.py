"""Who leads, who lies between: the measures of networkx, computed by igraph.

Definitions, names and normalisation are those of networkx
(https://networkx.org/documentation/stable/reference/algorithms/centrality.html); every function gives what the function
of the same name there gives, only sooner. igraph counts parallel edges as several shortest paths and a loop as two
edges, where networkx counts one: graphs are handed over with parallel edges merged, their weights added.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import nan, sqrt
from typing import TYPE_CHECKING, Final, TypeVar

import networkx as nx

from sckg.errors import UsageError

if TYPE_CHECKING:
    import igraph

__all__ = ["MEASURES", "Scores", "betweenness", "eigenvector", "measure_centrality", "merged", "pagerank", "to_igraph"]

Node = TypeVar("Node", bound=Hashable)

MEASURES: Final = ("degree", "weighted_degree", "betweenness", "pagerank", "eigenvector")
"""Fields of `Scores`, in the order they are told."""
_SAME: Final = 1e-9
"""Two leading eigenvalues that differ by less are one."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How central a node is.

    `degree`: neighbours; `weighted_degree`: sum of the weights of its edges; `betweenness`: share of the shortest paths
    between two others that pass it, 0 to 1; `pagerank`: share of a random walk, all sum to 1; `eigenvector`: entry of
    the leading eigenvector, its squares sum to 1.
    """

    degree: int
    weighted_degree: float
    betweenness: float
    pagerank: float
    eigenvector: float


def measure_centrality(graph: nx.Graph[Node], *, sample: int | None = None, seed: int = 0) -> dict[Node, Scores]:
    """All measures of all nodes, taken on the undirected graph that `merged` gives.

    A tie counts in both directions: who enters, funds or joins is as much tied as what is entered, funded or joined.
    For graphs of many thousand nodes, `sample` gives the number of nodes whose shortest paths are followed.
    """
    flat = merged(graph)
    weights = dict(flat.degree(weight="weight"))
    between = betweenness(flat, k=sample, seed=seed)
    walked, leading = pagerank(flat), eigenvector(flat)
    return {node: Scores(len(flat[node]), weights[node], between[node], walked[node], leading[node]) for node in flat}


def merged(graph: nx.Graph[Node]) -> nx.Graph[Node]:
    """The undirected graph without loops in which all edges between two nodes are one, their weights added.

    An edge without `weight` counts 1.

    >>> flat = merged(nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "a"), ("b", "c")]))
    >>> sorted(flat.edges(data="weight"))
    [('a', 'b', 2.0), ('b', 'c', 1.0)]
    """
    return _flat(graph, nx.Graph(), loops=False)


def betweenness(graph: nx.Graph[Node], *, k: int | None = None, seed: int = 0) -> dict[Node, float]:
    """Share of the shortest paths between two others that pass a node (Freeman 1977), weights left aside.

    As `networkx.betweenness_centrality(graph, k=k, seed=seed)`: with `k`, only paths from that many nodes drawn at
    random are followed, the very ones networkx draws, and scaled up without bias. Raises `UsageError` for a `k` that is
    not between 1 and the number of nodes.
    """
    count = len(graph)
    if k is not None and not 1 <= k <= count:
        raise UsageError(f"a sample of {k} nodes: the network has {count}. Give a number from 1 to {count}")
    if count < 3:
        return dict.fromkeys(graph, 0.0)
    nodes, net = to_igraph(graph, weighted=False)
    drawn = range(count) if k in (None, count) else random.Random(seed).sample(range(count), k or count)
    ordered = 1 if graph.is_directed() else 2
    """igraph counts a path of an undirected graph once, networkx from either end."""
    found = net.betweenness(directed=graph.is_directed(), sources=None if len(drawn) == count else drawn)
    inside = frozenset(drawn)
    return {
        node: value * ordered / (_pairs(len(drawn), index in inside, count) or nan)
        for index, (node, value) in enumerate(zip(nodes, found, strict=True))
    }


def _pairs(sources: int, drawn: bool, count: int) -> int:
    """Ordered pairs of others whose path might pass a node: it is no source of a path that passes it."""
    return (sources - drawn) * (count - 2)


def pagerank(graph: nx.Graph[Node], *, alpha: float = 0.85) -> dict[Node, float]:
    """Share of the time a random walker spends at a node (Brin and Page 1998), edges taken by weight.

    As `networkx.pagerank(graph, alpha)`, to full precision instead of its tolerance of 1e-6 a node. An undirected edge
    is walked both ways; from a node without way out the walker jumps anywhere.
    """
    if not len(graph):
        return {}
    nodes, net = to_igraph(graph, arcs=True)
    weights = net.es["weight"] if net.ecount() else None
    return dict(zip(nodes, net.pagerank(directed=True, damping=alpha, weights=weights), strict=True))


def eigenvector(graph: nx.Graph[Node]) -> dict[Node, float]:
    """Entry of the leading eigenvector of the weighted adjacency matrix (Bonacich 1987), of length 1.

    As `networkx.eigenvector_centrality(graph, weight="weight")` where that converges, for undirected graphs. Where the
    graph falls apart, the eigenvector is that of the component with the largest eigenvalue and 0 elsewhere; components
    with the same eigenvalue share it in proportion to the sum of their entries, as the power iteration of networkx from
    equal entries does. Raises `UsageError` for directed graphs, where it need not exist.
    """
    if graph.is_directed():
        raise UsageError("eigenvector centrality needs an undirected network. Repair: hand over merged(graph)")
    if not len(graph):
        return {}
    nodes, net = to_igraph(graph)
    found = [(members, *_leading(net.induced_subgraph(members))) for members in net.connected_components()]
    largest = max(value for _, value, _ in found)
    entries = dict.fromkeys(nodes, 0.0)
    for members, value, vector in found:
        if largest - value <= _SAME * max(1.0, largest):
            share = sum(vector)
            entries |= {nodes[index]: share * entry for index, entry in zip(members, vector, strict=True)}
    length = sqrt(sum(entry * entry for entry in entries.values()))
    return {node: entry / length for node, entry in entries.items()}


def _leading(net: igraph.Graph) -> tuple[float, list[float]]:
    """Largest eigenvalue of a connected graph, and its eigenvector of length 1 without negative entries."""
    if not net.ecount():
        return 0.0, [1.0] * net.vcount()
    if net.vcount() == 1:
        return float(sum(net.es["weight"])), [1.0]
    # igraph counts a loop twice: half its weight is what networkx has on the diagonal.
    weights = [edge["weight"] / (2 if edge.is_loop() else 1) for edge in net.es]
    vector, value = net.eigenvector_centrality(weights=weights, return_eigenvalue=True)
    length = sqrt(sum(entry * entry for entry in vector))
    return float(value), [entry / length for entry in vector]


def to_igraph(
    graph: nx.Graph[Node], *, weighted: bool = True, arcs: bool = False, flat: bool = False
) -> tuple[list[Node], igraph.Graph]:
    """The nodes in order, and the graph over their positions, parallel edges merged.

    With `arcs`, the graph is directed and an undirected edge stands in it both ways, a loop once. With `flat`, it is
    the undirected graph without loops that `merged` gives, nodes and edges sorted, so that their order does not matter.
    """
    import igraph

    nodes = sorted(graph, key=str) if flat else list(graph)
    place = {node: index for index, node in enumerate(nodes)}
    directed = graph.is_directed() and not flat
    weights = _weights(graph, place, directed=directed, loops=not flat)
    if flat:
        weights = dict(sorted(weights.items()))
    if arcs and not directed:
        weights |= {(end, start): weight for (start, end), weight in weights.items()}
    net = igraph.Graph(len(nodes), list(weights), directed=directed or arcs)
    if weighted:
        net.es["weight"] = list(weights.values())
    return nodes, net


def _weights(
    graph: nx.Graph[Node], place: Mapping[Node, int], *, directed: bool, loops: bool = True
) -> dict[tuple[int, int], float]:
    """Sum of the weights of all edges between two positions; without direction, the smaller position stands first."""
    edges = ((place[start], place[end], weight) for start, end, weight in graph.edges(data="weight", default=1))
    ordered = edges if directed else ((one, end, w) if one <= end else (end, one, w) for one, end, w in edges)
    if graph.is_multigraph() or (graph.is_directed() and not directed):
        weights: dict[tuple[int, int], float] = {}
        for one, end, weight in ordered:
            weights[one, end] = weights.get((one, end), 0.0) + weight
    else:  # no two edges between two nodes: nothing to add up
        weights = {(one, end): float(weight) for one, end, weight in ordered}
    return weights if loops else {pair: weight for pair, weight in weights.items() if pair[0] != pair[1]}


def _flat(graph: nx.Graph[Node], flat: nx.Graph[Node], *, loops: bool) -> nx.Graph[Node]:
    nodes = list(graph)
    flat.add_nodes_from(nodes)
    weights = _weights(graph, {node: index for index, node in enumerate(nodes)}, directed=False, loops=loops)
    flat.add_weighted_edges_from((nodes[one], nodes[two], weight) for (one, two), weight in weights.items())
    return flat
