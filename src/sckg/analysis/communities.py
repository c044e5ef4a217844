"""Who belongs together, and what holds them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sckg.analysis.centrality import to_igraph
from sckg.analysis.dice import loaded_dice
from sckg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

    from sckg.analysis.facts import Tie

__all__ = ["Community", "find_communities", "partition"]

Node = TypeVar("Node", bound=Hashable)
_ROUNDS: Final = 5
"""Rounds of Leiden: the report's networks are stable after 2; at 10,000 nodes, ten would win 0.001 of modularity."""


@dataclass(frozen=True, slots=True)
class Community:
    """A group with more ties inside than by chance, and what holds it together.

    `members` with most statements inside stand first; `statements` are what the ties between them rest on, `bases` all
    that is to be cited for it. `hosts` are countries that two or more members enter, `sectors` those of the statements,
    `heaviest` the pairs of members tied by most statements — each with the number of entrants or statements, largest
    first.
    """

    number: int
    members: tuple[str, ...]
    statements: tuple[str, ...]
    bases: tuple[str, ...]
    hosts: tuple[tuple[str, int], ...]
    sectors: tuple[tuple[str, int], ...]
    heaviest: tuple[tuple[tuple[str, str], int], ...]


def partition(graph: nx.Graph[Node], *, resolution: float = 1.0, seed: int = 0) -> list[list[Node]]:
    """The groups of nodes that Leiden finds (Traag, Waltman and van Eck 2019), each connected.

    It maximises modularity (Newman and Girvan 2004, with the resolution of Reichardt and Bornholdt 2006: above 1 more
    and smaller groups) of the graph that `merged` gives, in `_ROUNDS` rounds. The same graph and seed give the same
    groups, whatever the order of nodes and edges. Largest group first, then by the smallest name; members are sorted.
    Raises `UsageError` for a resolution that is not positive.
    """
    if resolution <= 0:
        raise UsageError(f"resolution {resolution:g}: above 0 is wanted, 1 is usual")
    nodes, net = to_igraph(graph, flat=True)
    if not net.ecount():
        return [[node] for node in nodes]
    with loaded_dice(seed):
        found = net.community_leiden("modularity", weights="weight", resolution=resolution, n_iterations=_ROUNDS)
    groups = [sorted((nodes[index] for index in members), key=str) for members in found]
    return sorted(groups, key=lambda group: (-len(group), str(group[0])))


def find_communities(
    graph: nx.Graph[str], ties: Iterable[Tie], *, resolution: float = 1.0, seed: int = 0
) -> list[Community]:
    """The groups of two and more that `partition` finds in a projected graph, and what holds them together.

    `ties` are those the graph was projected from, and any others that say where members go and in which sectors. A node
    that is tied to nobody makes no community.
    """
    groups = [group for group in partition(graph, resolution=resolution, seed=seed) if len(group) > 1]
    inside = _inside(graph, {member: number for number, group in enumerate(groups) for member in group})
    known = sorted(set(ties))
    return [_community(number + 1, group, inside[number], known) for number, group in enumerate(groups)]


_Edges = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]
"""Two members → the attributes of the edges between them."""


def _inside(graph: nx.Graph[str], place: Mapping[str, int]) -> dict[int, dict[tuple[str, str], list[dict[str, Any]]]]:
    """Number of a group → pairs of its members that are tied."""
    found: dict[int, dict[tuple[str, str], list[dict[str, Any]]]] = {number: {} for number in place.values()}
    for start, end, data in graph.edges(data=True):
        if start != end and start in place and place[start] == place.get(end):
            found[place[start]].setdefault((min(start, end), max(start, end)), []).append(data)
    return found


def _community(number: int, group: Sequence[str], edges: _Edges, ties: Sequence[Tie]) -> Community:
    members = frozenset(group)
    pairs = {pair: {one for data in found for one in data["statements"]} for pair, found in edges.items()}
    statements = {one for found in pairs.values() for one in found}
    sectors = {(tie.statement, sector) for tie in ties if tie.statement in statements for sector in tie.sectors}
    entered = {(tie.object, tie.subject) for tie in ties if tie.relation == "enters" and tie.subject in members}
    weight = Counter(member for pair, found in pairs.items() for member in pair for _ in found)
    return Community(
        number,
        tuple(sorted(group, key=lambda member: (-weight[member], member))),
        tuple(sorted(statements)),
        tuple(sorted({basis for found in edges.values() for data in found for basis in data["bases"]})),
        tuple((host, count) for host, count in _counted(host for host, _ in entered) if count > 1),
        tuple(_counted(sector for _, sector in sectors)),
        tuple(_largest((pair, len(found)) for pair, found in pairs.items())),
    )


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    return _largest(Counter(names).items())


Name = TypeVar("Name", str, tuple[str, str])


def _largest(counts: Iterable[tuple[Name, int]]) -> list[tuple[Name, int]]:
    return sorted(counts, key=lambda one: (-one[1], one[0]))
