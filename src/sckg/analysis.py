"""The graph as a network: derived edges projected to networkx, with label, kind and home of each node."""

from __future__ import annotations

import networkx as nx

from sckg.queries import Session

__all__ = ["project"]


def project(session: Session, view: str) -> nx.MultiDiGraph[str]:
    """The network a view describes.

    The view is a SELECT of ?from ?relation ?to ?fromClass ?toClass ?home ?contested ?weight. Nodes are IRIs with
    `label`, `kind` and `home`; edges carry `relation`, `label`, `weight` (statements behind it) and `contested`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in session.view(view, {}):
        start, end, relation = row["from"].value, row["to"].value, row["relation"].value
        for iri, kind in ((start, row["fromClass"].value), (end, row["toClass"].value)):
            graph.add_node(iri, label=session.label(iri), kind=kind.rpartition("#")[2])
        if "home" in row:
            graph.nodes[start]["home"] = row["home"].value
        if not graph.has_edge(start, end, relation):
            weight, contested = int(row["weight"].value), "contested" in row
            graph.add_edge(
                start,
                end,
                relation,
                relation=relation,
                label=session.label(relation),
                weight=weight,
                contested=contested,
            )
    return graph
