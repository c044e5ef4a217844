"""The picture of the network: one page that opens offline and lets nothing in."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
from pyvis.network import Network

from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.store import whole_file

__all__ = ["draw_network", "layout"]

KINDS = {
    "Korea": ("#0072B2", "dot"),
    "China": ("#D55E00", "square"),
    "Japan": ("#009E73", "triangle"),
    "elsewhere": ("#7A7A7A", "diamond"),
    "country": ("#E69F00", "star"),
    "project or policy": ("#CC79A7", "hexagon"),
}
"""Colour and shape of a kind of node: the colour-blind-safe set of Okabe and Ito (2008), https://jfly.uni-koeln.de/color/."""

RELATIONS = {"enters": ("#56B4E9", False), "partnersWith": ("#999999", True), "funds": ("#E6550D", [2, 4])}
"""Colour and dashes of a relation."""

WORDS = {
    "en": {
        "title": "Who enters which country, works with whom, funds what",
        "Korea": "Korean",
        "China": "Chinese",
        "Japan": "Japanese",
        "elsewhere": "of other nations",
        "country": "country entered",
        "project or policy": "project or policy funded",
        "enters": "enters",
        "partnersWith": "works with",
        "funds": "funds",
        "contested": "disputed",
        "from": "from",
        "relation": "relation",
        "to": "to",
        "weight": "no.",
        "search": "Find a name …",
        "note": "Source: {source}. {nodes} nodes, {edges} edges. "
        "Click a node to see its relations; click a kind in the legend to hide it.",
    },
    "ko": {
        "title": "누가 어느 나라에 진출하고, 누구와 협력하고, 무엇에 자금을 대는가",
        "Korea": "한국",
        "China": "중국",
        "Japan": "일본",
        "elsewhere": "그 밖의 국가",
        "country": "진출 대상국",
        "project or policy": "자금을 받는 사업·정책",
        "enters": "진출",
        "partnersWith": "협력",
        "funds": "자금",
        "contested": "이견 있음",
        "from": "주체",
        "relation": "관계",
        "to": "대상",
        "weight": "수",
        "search": "이름 찾기 …",
        "note": "출처: {source}. 점 {nodes}개, 선 {edges}개. 점을 누르면 관계가, 범례를 누르면 종류가 걸러집니다.",
    },
}
_OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["']\s*(?:https?:)?//""", re.IGNORECASE)
_CDN = re.compile(
    r"""<link[^>]*cdn[^>]*/?>|<script[^>]*src=["'][^"']*cdn[^"']*["'][^>]*>\s*</script>""", re.IGNORECASE | re.DOTALL
)
_BLANK = re.compile(r"\[\[(\w+)]]")
_POLICY = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; """
    """style-src 'unsafe-inline'; img-src data:">"""
)
_LETTERS, _LINES, _CROWD = 18, 3, 20
_BOX = (330.0, 150.0)
_UNLAP_AT_MOST, _UNLAP_ROUNDS = 250, 120


_FUNDED = frozenset({"Project", "Policy"})


def layout(graph: nx.Graph[str] | nx.MultiDiGraph[str], *, spread: float = 230.0) -> dict[str, tuple[float, float]]:
    """Positions of all nodes: each connected component laid out on its own, packed in rows, largest first."""
    placed: dict[str, tuple[float, float]] = {}
    left = top = height = 0.0
    plain: nx.Graph[str] = nx.Graph(graph)
    components = sorted(
        (sorted(part) for part in nx.connected_components(plain)), key=lambda part: (-len(part), part[0])
    )
    width = spread * max(len(graph) ** 0.5 * 2.0, 6)
    for part in components:
        inner = igraph.Graph(len(part))
        number = {node: index for index, node in enumerate(part)}
        inner.add_edges([(number[a], number[b]) for a, b in plain.subgraph(part).edges() if a != b])
        coordinates = inner.layout_kamada_kawai().coords if len(part) > 1 else [[0.0, 0.0]]
        side = spread * max(len(part) ** 0.5 * 1.35, 0.8) * (1.3 if len(part) > _CROWD else 1.0)
        columns = list(zip(*coordinates, strict=True))
        low = [min(column) for column in columns]
        size = [(max(column) - least) or 1.0 for column, least in zip(columns, low, strict=True)]
        if left and left + side > width:
            left, top, height = 0.0, top + height + spread, 0.0
        for node, (x, y) in zip(part, coordinates, strict=True):
            placed[node] = (
                round(left + (x - low[0]) / size[0] * side, 1),
                round(top + (y - low[1]) / size[1] * side * 0.8, 1),
            )
        left, height = left + side + spread, max(height, side * 0.8)
    return _unlap(placed)


def _unlap(points: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Push apart nodes whose labels would overlap, each by half of what is missing, until none does."""
    places = {node: list(point) for node, point in points.items()}
    nodes = sorted(places) if len(places) <= _UNLAP_AT_MOST else []
    for _ in range(_UNLAP_ROUNDS):
        moved = False
        for index, one in enumerate(nodes):
            for other in nodes[index + 1 :]:
                gap = [places[other][axis] - places[one][axis] for axis in (0, 1)]
                missing = [_BOX[axis] - abs(gap[axis]) for axis in (0, 1)]
                if min(missing) > 1:
                    axis = 0 if missing[0] < missing[1] else 1
                    step = missing[axis] / 2 * (1 if gap[axis] >= 0 else -1)
                    places[one][axis] -= step
                    places[other][axis] += step
                    moved = True
        if not moved:
            break
    return {node: (round(x, 1), round(y, 1)) for node, (x, y) in places.items()}


def draw_network(graph: nx.MultiDiGraph[str], path: Path, *, source: str, language: str = "en") -> None:
    """Write an interactive network as one HTML file that needs nothing else.

    Raises `UsageError` for an empty graph or a file that cannot be written.
    """
    if not graph:
        raise UsageError("nothing to draw: the selection is empty")
    words, positions = WORDS[language], layout(graph)
    net = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    net.nodes = [_node(graph, iri, positions[iri], words) for iri in sorted(graph)]
    net.edges = [
        _edge(start, end, data, words)
        for start, end, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["relation"]))
    ]
    net.options.physics.enabled = False
    net.options.edges.smooth.enabled = False
    net.options.interaction.__dict__.update(hover=True, tooltipDelay=80, hideEdgesOnDrag=True)
    page = _CDN.sub("", net.generate_html(notebook=False))
    page = (
        page.replace("</body>", _panel(graph, words, source) + "</body>")
        .replace(
            "<head>",
            f"<head>{_POLICY}<title>{html.escape(words['title'])}</title>",
            1,
        )
        .replace("<html>", f'<html lang="{language}">', 1)
    )
    if found := _OUTSIDE.search(page):
        raise UsageError(
            f"the page would call out ({page[found.start() : found.start() + 80]!r}); this is a fault of sckg"
        )
    with whole_file(path) as stream:
        stream.write(page.encode("utf-8"))


def _kind(node: dict[str, Any]) -> str:
    if node["kind"] == "Country":
        return "country"
    homes = {f"{ID}place/korea": "Korea", f"{ID}place/china": "China", f"{ID}place/japan": "Japan"}
    if node["kind"] in _FUNDED:
        return "project or policy"
    return homes.get(node.get("home", ""), "elsewhere")


def _node(
    graph: nx.MultiDiGraph[str], iri: str, position: tuple[float, float], words: dict[str, str]
) -> dict[str, Any]:
    data = graph.nodes[iri]
    kind = _kind(data)
    colour, shape = KINDS[kind]
    return {
        "id": iri,
        "label": _wrap(data["label"]),
        "name": data["label"],
        "title": f"{data['label']} ({words[kind]})",
        "group": kind,
        "color": colour,
        "shape": shape,
        "x": position[0],
        "y": position[1],
        "size": round(18 + 9 * graph.degree(iri) ** 0.5, 1),
        "font": {
            "size": 46,
            "strokeWidth": 10,
            "strokeColor": "#ffffff",
            "face": "Noto Sans CJK KR, Noto Sans KR, sans-serif",
        },
    }


def _wrap(label: str) -> str:
    """A long name in lines of about twenty letters, three at most: names must not run over their neighbours."""
    lines = textwrap.wrap(label, _LETTERS if label.isascii() else _LETTERS * 2 // 3, break_long_words=False)
    return "\n".join(lines if len(lines) <= _LINES else [*lines[: _LINES - 1], lines[_LINES - 1] + " …"])


def _edge(start: str, end: str, data: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    relation = data["relation"].rpartition("#")[2]
    colour, dashes = RELATIONS[relation]
    title = words[relation] + (f" ({words['contested']})" if data["contested"] else "")
    return {
        "from": start,
        "to": end,
        "title": title,
        "color": {"color": colour, "opacity": 0.75},
        "dashes": dashes,
        "arrows": "" if relation == "partnersWith" else "to",
        "width": round(2 + 2 * data["weight"] ** 0.5, 1),
        "relation": relation,
    }


def _panel(graph: nx.MultiDiGraph[str], words: dict[str, str], source: str) -> str:
    """Heading, legend that filters, search box, table of all relations: everything escaped."""
    legend = "".join(
        f'<button data-kind="{html.escape(kind)}"><i style="background:{colour}" class="{shape}"></i>'
        f"{html.escape(words[kind])}</button>"
        for kind, (colour, shape) in KINDS.items()
    )
    lines = "".join(
        f'<button data-relation="{name}">'
        f'<b style="border-top:3px {"solid" if dashes is False else "dashed"} {colour}"></b>'
        f"{html.escape(words[name])}</button>"
        for name, (colour, dashes) in RELATIONS.items()
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in _rows(graph, words)
    )
    heads = "".join(f"<th>{html.escape(words[name])}</th>" for name in ("from", "relation", "to", "weight"))
    note = html.escape(words["note"].format(source=source, nodes=len(graph), edges=graph.number_of_edges()))
    values = {
        "title": html.escape(words["title"]),
        "legend": legend + lines,
        "heads": heads,
        "rows": rows,
        "note": note,
        "search": html.escape(words["search"]),
    }
    template = (Path(__file__).parent / "templates" / "network.html").read_text(encoding="utf-8")
    return _BLANK.sub(lambda blank: values[blank[1]], template)


def _rows(graph: nx.MultiDiGraph[str], words: dict[str, str]) -> Iterable[tuple[str, str, str, int]]:
    for start, end, data in graph.edges(data=True):
        relation = words[data["relation"].rpartition("#")[2]] + (
            f" ({words['contested']})" if data["contested"] else ""
        )
        yield graph.nodes[start]["label"], relation, graph.nodes[end]["label"], data["weight"]
