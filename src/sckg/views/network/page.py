"""The network as a picture: drawn by pyvis up to `LARGE` nodes, in WebGL beyond, with legend, search, panel and table.

pyvis (https://pyvis.readthedocs.io) makes the nodes, edges and options and brings vis-network; its own page is not
used, since that loads from other hosts and may take labels for HTML. Nothing moves: all places are computed before.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx
from pyvis.network import Network

from sckg.analysis.facts import Facts
from sckg.analysis.shapes import shape_of
from sckg.namespaces import ID, ONTOLOGY
from sckg.views.backing import labels_of
from sckg.views.grounds import Grounds
from sckg.views.languages import Labels, best, words
from sckg.views.layout import Point, layout
from sckg.views.nations import rank
from sckg.views.network.looks import GROUPS, LINES, Line, closed, group_named, group_of, is_place, labels_at, line_of
from sckg.views.network.reasons import Reason, reasons
from sckg.views.pictures import Picture, picture_body

__all__ = ["LARGE", "Leads", "network_picture", "relations_of", "titles_of", "wrapped"]

LARGE: Final = 300
"""Nodes beyond which the network is drawn in WebGL: vis-network takes seconds, and its labels run into each other."""
_LETTERS, _LINES = 18, 3
_BRACKET: Final = re.compile(r"(?<=\S)\(")
"""Where a name may be broken though there is no blank."""
_FONT: Final = 46
"""Height of a label in units of the layout, whose boxes hold three lines of it."""
_TEXTS: Final = ("any_year", "behind", "count", "hide_table", "left_undated", "more", "no_webgl", "show_table", "until")
"""Words that the scripts say."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Where names and citations of a picture lead: pages of things by IRI ('' where there is none), places by text."""

    thing: Callable[[str], str] = lambda _: ""
    place: Mapping[str, str] = field(default_factory=dict)


_NOWHERE: Final = Leads()
"""A picture that is a file of its own leads nowhere."""


def network_picture(
    graph: nx.MultiDiGraph[str], grounds: Grounds, *, language: str = "en", leads: Leads = _NOWHERE
) -> Picture:
    """The picture of a network projected by `sckg.analysis.project`.

    Its slider shows what `Selection(as_of=year)` keeps of what the graph holds; a graph that is itself of one day has
    none. In the atlas, `leads` makes names and citations links.
    """
    large = len(graph) > LARGE
    order = {iri: number for number, iri in enumerate(sorted(graph))}
    edges = list(reasons(graph, grounds))
    places = layout(graph)
    data = {
        "nodes": [_node(graph, iri, places[iri], leads) for iri in order],
        **_edges(edges, order, leads),
        "around": _around(graph, order),
        "groups": {name: {"colour": look.colour, "sign": look.sign} for name, look in GROUPS.items()},
        "relations": {name: _line(name) for name in relations_of(graph)},
        "homes": _labelled((graph.nodes[iri].get("home", "") for iri in graph), grounds.facts),
        "kinds": _labelled((ONTOLOGY + graph.nodes[iri]["kind"] for iri in graph), grounds.facts),
        "words": {name: words("network")[name] for name in _TEXTS} | {"contested": words("pictures")["contested"]},
        "vis": None if large else _pyvis(graph, places, order),
    }
    kind = "sigma" if large else "vis"
    return Picture(
        "network",
        titles_of(graph),
        picture_body("network", language=language, **_controls(graph, grounds.facts), years=_years(graph, edges)),
        ("network",) if large else ("vis",),
        (f"network-{kind}", "network"),
        ("network",),
        data,
        grounds.caption,
    )


def titles_of(graph: nx.MultiDiGraph[str]) -> Labels:
    """What the edges of a network say, by its shape."""
    return dict(shape_of(graph.graph.get("shape", "relations")).title)


def wrapped(label: str) -> str:
    """A long name in lines of about equal length, three at most: names must not run over their neighbours."""
    width = _LETTERS if label.isascii() else _LETTERS * 2 // 3
    apart = _BRACKET.sub(" \u2060(", label)
    lines = textwrap.wrap(apart, width, break_long_words=not label.isascii())
    even = textwrap.wrap(apart, -(-len(apart) // (len(lines) or 1)) + 1, break_long_words=not label.isascii())
    lines = [line.replace(" \u2060", "").replace("\u2060", "") for line in (even if len(even) == len(lines) else lines)]
    return "\n".join(lines if len(lines) <= _LINES else [*lines[: _LINES - 1], lines[_LINES - 1] + " …"])


_Edge = tuple[str, str, dict[str, Any], list[Reason]]
"""Start and end of an edge, its attributes, the statements behind it."""


def _node(graph: nx.MultiDiGraph[str], iri: str, place: Point, leads: Leads) -> dict[str, Any]:
    """A node; a place is of its group only while it acts, which changes with the years."""
    data, labels = graph.nodes[iri], labels_at(graph, iri)
    home = data.get("home", "")
    return {
        "id": iri,
        "labels": labels,
        "closed": closed(best(labels, "ko")[0]),
        "kind": data["kind"],
        "group": group_named(data.get("family") or data["kind"], iri, home, acts=True),
        "place": is_place(graph, iri),
        "home": home,
        "x": place[0],
        "y": place[1],
        "at": leads.thing(iri),
    }


def _edges(edges: Sequence[_Edge], order: Mapping[str, int], leads: Leads) -> dict[str, Any]:
    """Edges with the numbers of their statements and places, which are listed once; where a place is shown, by text.

    Whatever changes with the years (weight, first year, dispute) is told from the statements by the script.
    """
    every = [one for *_, behind in edges for one in behind]
    statements = {one.statement: one for one in every}
    places = {tuple(one.cited.items()): one.cited for one in every}
    statement_at, place_at = ({key: at for at, key in enumerate(listed)} for listed in (statements, places))
    told = [
        {
            "from": order[start],
            "to": order[end],
            "relation": data["relation"],
            "because": [
                [statement_at[one.statement], place_at[tuple(one.cited.items())], one.contested] for one in behind
            ],
        }
        for start, end, data, behind in edges
    ]
    cited = {text for one in places.values() for lines in one.values() for text in lines.split("\n")}
    shown = {text: leads.place[text] for text in sorted(cited & leads.place.keys())}
    return {
        "edges": told,
        "statements": [_statement(one, leads) for one in statements.values()],
        "places": list(places.values()),
        "shown": shown,
    }


def _statement(one: Reason, leads: Leads) -> dict[str, Any]:
    first, last = (int(day[:4]) if day else None for day in (one.begun, one.over))
    return {
        "id": one.statement.removeprefix(ID),
        "labels": one.labels,
        "when": one.when,
        "first": first,
        "last": last,
        "at": leads.thing(one.statement),
    }


def _around(graph: nx.MultiDiGraph[str], order: Mapping[str, int]) -> dict[str, int] | None:
    """The node that the network was drawn around, and how many ties away from it; in other years fewer are near."""
    iri = graph.graph.get("around", "")
    return {"node": order[iri], "hops": graph.graph["hops"]} if iri in order else None


def _years(graph: nx.MultiDiGraph[str], edges: Iterable[_Edge]) -> tuple[int, int] | None:
    """First and last year in which something began; None where the network is itself of one day."""
    begun = [int(one.begun[:4]) for *_, behind in edges for one in behind if one.begun]
    alone = str(graph.graph.get("asked", {}).get("period", "")).startswith("as of")
    return (min(begun), max(begun)) if begun and not alone else None


def relations_of(graph: nx.MultiDiGraph[str]) -> list[str]:
    """The relations of a network, in the order of the legend."""
    found = {data["relation"] for *_, data in graph.edges(data=True)}
    return [*(name for name in LINES if name in found), *sorted(found - LINES.keys())]


def _line(relation: str) -> dict[str, Any]:
    line = line_of(relation)
    told = {name: words("network").get(f"{name}_{relation}") for name in ("line", "say")}
    return {
        "colour": line.colour,
        "dashes": list(line.dashes),
        "arrow": line.arrow,
        "labels": told["line"] or {"": relation},
        "say": told["say"] or {"": f"{{subject}}: {relation} {{object}}"},
    }


def _labelled(iris: Iterable[str], facts: Facts) -> dict[str, Labels]:
    """Labels of things, of classes by local name; what has none is called by its id."""
    return {iri.removeprefix(ONTOLOGY): labels_of(facts, iri) for iri in sorted(set(iris) - {"", ONTOLOGY})}


def _controls(graph: nx.MultiDiGraph[str], facts: Facts) -> dict[str, Any]:
    """What the template shows: legend, kinds, relations, home countries, each with how many there are."""
    groups = Counter(group_of(graph, iri) for iri in graph)
    kinds = Counter(graph.nodes[iri]["kind"] for iri in graph)
    homes = Counter(home for iri in graph if (home := graph.nodes[iri].get("home", "")))
    lines = Counter(data["relation"] for *_, data in graph.edges(data=True))
    text = words("network")
    return {
        "groups": [(name, text[name], GROUPS[name], groups[name]) for name in GROUPS if groups[name]],
        "kinds": [
            (name, labels_of(facts, ONTOLOGY + name) if name else text["other_kind"], count)
            for name, count in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
        ],
        "relations": [(name, _line(name), lines[name]) for name in relations_of(graph)],
        "homes": [
            (iri, labels_of(facts, iri), count)
            for iri, count in sorted(homes.items(), key=lambda home: (rank(home[0]), -home[1], home[0]))
        ],
        "contested": sum(1 for *_, data in graph.edges(data=True) if data["contested"]),
        "text": text,
        "common": words("pictures"),
    }


def _pyvis(graph: nx.MultiDiGraph[str], places: Mapping[str, Point], order: Mapping[str, int]) -> dict[str, Any]:
    """Nodes, edges and options as pyvis has them; directed, since it drops parallel edges of undirected networks.

    What changes with the years (sign, size, width) is left to the script.
    """
    net = Network(directed=True, cdn_resources="in_line")
    net.nodes = [_vis_node(graph, iri, places[iri], order[iri]) for iri in order]
    edges = sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["relation"]))
    net.edges = [_vis_edge(number, order[start], order[end], data) for number, (start, end, data) in enumerate(edges)]
    net.options.physics.enabled = False
    net.options.edges.smooth.enabled = False
    net.options.interaction.__dict__.update(hover=True, tooltipDelay=120, hideEdgesOnDrag=False)
    nodes, lines, _, _, _, options = net.get_network_data()
    return {"nodes": nodes, "edges": lines, "options": json.loads(options)}


def _vis_node(graph: nx.MultiDiGraph[str], iri: str, place: Point, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "borderWidth": 2,
        "x": place[0],
        "y": place[1],
        "texts": {tag: wrapped(text) for tag, text in labels_at(graph, iri).items()},
        "font": {"size": _FONT},
    }


def _vis_edge(number: int, start: int, end: int, data: Mapping[str, Any]) -> dict[str, Any]:
    line: Line = line_of(data["relation"])
    return {
        "id": number,
        "from": start,
        "to": end,
        "color": {"color": line.colour, "opacity": 0.8},
        "dashes": [2 * length for length in line.dashes] or False,
        "arrows": "to" if line.arrow else "",
        "font": {"size": 80, "color": "#9b1c1c", "strokeWidth": 16, "strokeColor": "#ffffff", "align": "middle"},
    }
