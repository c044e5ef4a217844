"""A network as a file for other programs: GraphML, GEXF, node-link JSON, and a CSV list of edges.

=======  ==========================================================================================================
graphml  http://graphml.graphdrawing.org (Gephi, yEd, Cytoscape, igraph)
gexf     https://gexf.net, version 1.2 (Gephi)
json     node-link data, as `networkx.node_link_graph` reads it
csv      one edge a row, for Gephi and Excel
=======  ==========================================================================================================

In GraphML, GEXF and CSV a list is one text, its parts joined by semicolons, and what is None is ''; letters that XML
does not allow are left out. Edges have ids `e1`, `e2` …, because the relation alone is no id of an edge. The same graph
gives the same bytes.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from sckg.errors import UsageError
from sckg.queries import Cell, Column, Table
from sckg.store import whole_file
from sckg.views.languages import LANGUAGES
from sckg.views.tables import render
from sckg.views.tables.objects import SEPARATORS

__all__ = ["GRAPH_FORMS", "render_graph", "write_graph"]

_COLUMNS: Final = {
    "source": "text",
    "source_label": "text",
    "relation": "text",
    "target": "text",
    "target_label": "text",
    "weight": "integer",
    "first": "text",
    "last": "text",
    "contested": "text",
    "statements": "text",
    "citations": "text",
    **{f"{name}_label_{tag}": "text" for name in ("source", "relation", "target") for tag in LANGUAGES},
}
"""Columns of the list of edges, in every language: Gephi knows source, target and weight by these names."""
_ILLEGAL: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets), or reads otherwise than written (\\r)."""


def write_graph(graph: nx.MultiDiGraph[str], path: Path, *, excel: bool = False) -> None:
    """Write a network in the form that the ending of the file names.

    Raises `UsageError` for an empty graph, an ending that names no form, a file that cannot be written.
    """
    data = render_graph(graph, path.suffix[1:].lower(), excel=excel)
    with whole_file(path) as stream:
        stream.write(data)


def render_graph(graph: nx.MultiDiGraph[str], form: str, *, excel: bool = False) -> bytes:
    """A network in one of the `GRAPH_FORMS`, in UTF-8; `excel` makes a CSV that Excel opens rightly.

    Raises `UsageError` for an unknown form and for an empty graph.
    """
    if form not in GRAPH_FORMS:
        raise UsageError(f"no form {form!r} of a network. There are: {', '.join(GRAPH_FORMS)}")
    if not graph:
        raise UsageError("nothing to write: the selection is empty")
    return _as_csv(graph, excel=excel) if form == "csv" else _MAKERS[form](graph)


def _as_graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    writer = GraphMLWriter()
    writer.add_graph_element(_plain(graph))
    writer.indent(writer.xml)
    return _xml(writer.xml)


def _as_gexf(graph: nx.MultiDiGraph[str]) -> bytes:
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(_plain(graph))
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the day of writing: the same graph gives the same bytes
    writer.indent(writer.xml)
    return _xml(writer.xml)


def _xml(element: ElementTree.Element) -> bytes:
    stream = io.BytesIO()
    ElementTree.ElementTree(element).write(stream, encoding="utf-8", xml_declaration=True)
    return stream.getvalue() + b"\n"


def _as_json(graph: nx.MultiDiGraph[str]) -> bytes:
    ordered: nx.MultiDiGraph[str] = nx.MultiDiGraph(**{name: _json(value) for name, value in graph.graph.items()})
    for node in sorted(graph):
        ordered.add_node(node, **_json(graph.nodes[node]))
    for start, end, key, data in _edges(graph):
        ordered.add_edge(start, end, key, **_json(data))
    text = json.dumps(nx.node_link_data(ordered, edges="edges"), ensure_ascii=False, allow_nan=False, indent=1)
    return (text + "\n").translate(SEPARATORS).encode()


def _as_csv(graph: nx.MultiDiGraph[str], *, excel: bool = False) -> bytes:
    columns = tuple(Column(name, kind) for name, kind in _COLUMNS.items())
    rows = tuple(tuple(_cells(graph, *edge)) for edge in _edges(graph))
    return render(Table("", columns, rows), "csv", excel=excel)


def _cells(graph: nx.MultiDiGraph[str], start: str, end: str, key: str, data: Mapping[str, Any]) -> Iterator[Cell]:
    """The row of an edge."""
    ends = graph.nodes[start], graph.nodes[end]
    yield from (start, str(ends[0].get("label", "")), str(data.get("relation", key)))
    yield from (end, str(ends[1].get("label", "")), int(data.get("weight", 1)))
    yield from (_text(data.get(name)) for name in ("earliest", "latest", "contested", "statements", "citations"))
    for one in (ends[0], data, ends[1]):
        yield from (_text(one.get(f"label_{tag}")) for tag in LANGUAGES)


_MAKERS: Final[Mapping[str, Callable[[nx.MultiDiGraph[str]], bytes]]] = {
    "graphml": _as_graphml,
    "gexf": _as_gexf,
    "json": _as_json,
}
GRAPH_FORMS: Final = (*_MAKERS, "csv")
"""Forms of a network that other programs read, by the ending of a file."""


def _edges(graph: nx.MultiDiGraph[str]) -> list[tuple[str, str, str, dict[str, Any]]]:
    found = ((start, end, str(key), data) for start, end, key, data in graph.edges(keys=True, data=True))
    return sorted(found, key=lambda edge: edge[:3])


def _plain(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The graph with attributes of the types that XML writers know, in order; edges with an id of their own."""
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(**_simple(graph.graph))
    for node in sorted(graph):
        plain.add_node(_legal(node), **_simple(graph.nodes[node]))
    for number, (start, end, _, data) in enumerate(_edges(graph), 1):
        plain.add_edge(_legal(start), _legal(end), f"e{number}", **_simple(data))
    return plain


def _simple(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, bool | int | float) else _text(value) for name, value in data.items()}


def _text(value: Any) -> str:
    """A value as one text: nothing as '', lists joined by semicolons, mappings as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return _legal(json.dumps(_json(value), ensure_ascii=False))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "; ".join(_text(part) for part in (sorted(value) if isinstance(value, set | frozenset) else value))
    return _legal(str(value))


def _legal(text: str) -> str:
    return _ILLEGAL.sub(" ", text)


def _json(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Mapping):
        return {str(name): _json(part) for name, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(_json, value))
    if isinstance(value, list | tuple):
        return [_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
