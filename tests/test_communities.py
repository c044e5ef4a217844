"""Communities: the same groups every time, each connected, and what holds them together."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sckg.analysis import Tie
from sckg.analysis.communities import find_communities, partition
from sckg.errors import UsageError


def cliques(*names: str) -> nx.Graph[str]:
    """Every text a clique of its letters, in a chain of single edges."""
    graph: nx.Graph[str] = nx.Graph()
    for text in names:
        graph.add_edges_from((one, other) for one in text for other in text if one < other)
    graph.add_edges_from((one[-1], other[0]) for one, other in zip(names, names[1:], strict=False))
    return graph


def test_dense_groups_are_found_the_largest_first() -> None:
    assert partition(cliques("xyz", "abcde", "mnop")) == [list("abcde"), list("mnop"), list("xyz")]


def test_groups_of_one_size_are_numbered_by_their_smallest_name() -> None:
    assert partition(cliques("wxyz", "abcd", "mnop")) == [list("abcd"), list("mnop"), list("wxyz")]


def test_parallel_edges_weigh_more() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")])
    graph.add_edges_from([("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")] * 5)
    assert partition(graph) == [["a", "b"], ["c", "d"]]


def test_a_higher_resolution_makes_smaller_groups() -> None:
    graph = nx.path_graph(12)
    sizes = [len(partition(graph, resolution=resolution)) for resolution in (0.05, 1.0, 20.0)]
    assert sizes == sorted(set(sizes)) and sizes[-1] == 12


@settings(deadline=None)
@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_edges_does_not_matter_and_each_group_is_connected(
    seed: int, dice: random.Random
) -> None:
    graph = nx.relabel_nodes(nx.gnp_random_graph(24, 0.12, seed=seed), str)
    other: nx.Graph[str] = nx.Graph()
    other.add_nodes_from(dice.sample(sorted(graph), len(graph)))
    other.add_edges_from(dice.sample(sorted(graph.edges()), graph.number_of_edges()))
    groups = partition(graph)
    assert partition(other) == groups
    assert sorted(node for group in groups for node in group) == sorted(graph)
    assert all(nx.is_connected(graph.subgraph(group)) for group in groups)


def test_the_dice_of_igraph_are_given_back() -> None:
    import igraph

    partition(cliques("abc", "def"))
    random.seed(7)
    once = igraph.Graph.Erdos_Renyi(30, m=60).get_edgelist()
    random.seed(7)
    assert igraph.Graph.Erdos_Renyi(30, m=60).get_edgelist() == once


def test_lone_nodes_make_no_community() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from("ab")
    assert partition(graph) == [["a"], ["b"]] and find_communities(graph, ()) == []


def test_a_resolution_is_positive() -> None:
    with pytest.raises(UsageError, match="resolution 0"):
        partition(cliques("abc"), resolution=0)


def test_what_holds_a_community_together() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edge("a", "b", statements=["s1", "s2"], bases=["s1", "p2"], weight=2)
    graph.add_edge("b", "c", statements=["s1"], bases=["s1"], weight=1)
    graph.add_edge("x", "y", statements=["s9"], bases=["s9"], weight=1)
    ties = [
        Tie("partnersWith", "a", "b", "s1", ("s1",), sectors=("water", "energy")),
        Tie("partnersWith", "b", "a", "s1", ("s1",), sectors=("water",)),
        Tie("enters", "a", "peru", "s2", ("p2", "s2"), sectors=("water",)),
        Tie("enters", "c", "peru", "s3", ("s3",), sectors=("rail",)),
        Tie("enters", "c", "chile", "s4", ("s4",)),
        Tie("enters", "x", "peru", "s9", ("s9",)),
    ]
    first, second = find_communities(graph, ties)
    assert (first.number, first.members, second.number, second.members) == (1, ("b", "a", "c"), 2, ("x", "y"))
    assert first.statements == ("s1", "s2") and first.bases == ("p2", "s1")
    assert first.hosts == (("peru", 2),) and second.hosts == ()
    assert first.sectors == (("water", 2), ("energy", 1))
    assert first.heaviest == ((("a", "b"), 2), (("b", "c"), 1))
