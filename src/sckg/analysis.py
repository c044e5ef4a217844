"""The graph as a network: derived edges projected to networkx, with labels, kinds and the evidence count of each edge."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from sckg.queries import Names
from sckg.store import Dataset

__all__ = ["project"]


def project(dataset: Dataset, names: Names, view: Path, *, language: str = "en") -> nx.MultiDiGraph[str]:
    """The network a view describes.

    The view is a SELECT of ?from ?relation ?to ?fromClass ?toClass ?home ?contested ?weight. Nodes are IRIs with
    `label`, `kind` and `home`; edges carry `relation`, `label`, `weight` (statements behind it) and `contested`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in dataset.select(view.read_text(encoding="utf-8")):
        start, end, relation = row["from"].value, row["to"].value, row["relation"].value
        for iri, kind in ((start, row["fromClass"].value), (end, row["toClass"].value)):
            graph.add_node(iri, label=names.label(iri, language), kind=kind.rpartition("#")[2])
        if "home" in row:
            graph.nodes[start]["home"] = row["home"].value
        if graph.has_edge(start, end, relation):
            continue
        graph.add_edge(start, end, relation, relation=relation, label=names.label(relation, language),
                       weight=int(row["weight"].value), contested="contested" in row)
    return graph
