"""Measures: igraph gives what networkx gives, on graphs of every kind."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sckg.analysis import centrality as measures
from sckg.errors import UsageError

KINDS: tuple[Any, ...] = (nx.Graph, nx.MultiGraph, nx.DiGraph, nx.MultiDiGraph)
CLOSE = 1e-9
slow_at_first = settings(deadline=None)


@st.composite
def graphs(draw: st.DrawFn, kinds: tuple[Any, ...] = KINDS) -> nx.Graph[str]:
    """Small graphs with loops, parallel edges, pieces and lone nodes, their nodes in no order."""
    graph: nx.Graph[str] = draw(st.sampled_from(kinds))()
    names = draw(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=10, unique=True))
    graph.add_nodes_from(names)
    node = st.sampled_from(names)
    for start, end, weight in draw(st.lists(st.tuples(node, node, st.integers(1, 9)), max_size=24)):
        graph.add_edge(start, end, weight=weight)
    return graph


def same(found: dict[str, float], wanted: dict[str, float], close: float = CLOSE) -> bool:
    assert list(found) == list(wanted)
    return all(
        math.isclose(found[node], wanted[node], abs_tol=close) or (math.isnan(found[node]) and math.isnan(wanted[node]))
        for node in wanted
    )


@slow_at_first
@given(graphs())
def test_betweenness_is_that_of_networkx(graph: nx.Graph[str]) -> None:
    assert same(measures.betweenness(graph), nx.betweenness_centrality(graph))


@slow_at_first
@given(graphs(), st.data())
def test_sampled_betweenness_draws_and_scales_as_networkx_does(graph: nx.Graph[str], data: st.DataObject) -> None:
    k, seed = data.draw(st.integers(1, len(graph))), data.draw(st.integers(0, 5))
    assert same(measures.betweenness(graph, k=k, seed=seed), nx.betweenness_centrality(graph, k=k, seed=seed))


def test_sampled_betweenness_is_unbiased() -> None:
    graph = nx.gnp_random_graph(40, 0.12, seed=1)
    exact = measures.betweenness(graph)
    drawn = [measures.betweenness(graph, k=10, seed=seed) for seed in range(400)]
    means = {node: sum(one[node] for one in drawn) / len(drawn) for node in graph}
    assert max(abs(means[node] - exact[node]) for node in graph) < 0.006


@slow_at_first
@given(graphs())
def test_pagerank_is_that_of_networkx(graph: nx.Graph[str]) -> None:
    assert same(measures.pagerank(graph), nx.pagerank(graph, tol=1e-13, max_iter=2000))


@slow_at_first
@given(graphs((nx.Graph,)))
def test_eigenvector_is_that_of_networkx(graph: nx.Graph[str]) -> None:
    try:
        wanted = nx.eigenvector_centrality(graph, weight="weight", tol=1e-12, max_iter=20_000)
    except nx.PowerIterationFailedConvergence:
        return
    assert same(measures.eigenvector(graph), wanted, 1e-6)


def test_components_with_one_eigenvalue_share_the_eigenvector_and_others_have_nothing() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c"), ("d", "e"), ("e", "f"), ("g", "h")])
    found = measures.eigenvector(graph)
    assert found["a"] == pytest.approx(found["d"]) and found["b"] == pytest.approx(math.sqrt(2) * found["a"])
    assert found["g"] == found["h"] == 0
    assert sum(value * value for value in found.values()) == pytest.approx(1)


@slow_at_first
@given(graphs())
def test_all_measures_are_taken_on_the_merged_graph(graph: nx.Graph[str]) -> None:
    flat: nx.Graph[str] = nx.Graph()
    flat.add_nodes_from(graph)
    for start, end, data in graph.edges(data=True):
        if start != end:
            old = flat.get_edge_data(start, end, {"weight": 0})["weight"]
            flat.add_edge(start, end, weight=old + data["weight"])
    found = measures.measure_centrality(graph)
    assert {node: one.degree for node, one in found.items()} == dict(flat.degree())
    assert {node: one.weighted_degree for node, one in found.items()} == dict(flat.degree(weight="weight"))
    assert same({node: one.betweenness for node, one in found.items()}, nx.betweenness_centrality(flat))
    assert same({n: one.pagerank for n, one in found.items()}, nx.pagerank(flat, tol=1e-13, max_iter=2000))


def test_the_measures_named_are_those_there_are() -> None:
    assert tuple(measures.Scores.__dataclass_fields__) == measures.MEASURES


def test_nothing_has_no_measures() -> None:
    empty: nx.Graph[str] = nx.Graph()
    assert measures.measure_centrality(empty) == {}
    assert measures.pagerank(empty) == measures.eigenvector(empty) == measures.betweenness(empty) == {}


@pytest.mark.parametrize("k", [0, -1, 4])
def test_a_sample_must_fit_the_network(k: int) -> None:
    with pytest.raises(UsageError, match=rf"a sample of {k} nodes: the network has 3"):
        measures.betweenness(nx.path_graph(3), k=k)


def test_an_eigenvector_needs_no_direction() -> None:
    with pytest.raises(UsageError, match="merged"):
        measures.eigenvector(nx.DiGraph([("a", "b")]))
