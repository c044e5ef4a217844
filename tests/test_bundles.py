"""What the browser libraries do, in a page with a strict CSP: shapes and ties, countries, search."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from chromium import Opened, OpenPage

VENDOR = Path(__file__).resolve().parents[1] / "src" / "sckg" / "views" / "vendor"


def page_with(folder: Path, bundle: str, script: str, *, body: str = "") -> Path:
    """A page that may run these two scripts and nothing else."""
    texts = [(VENDOR / f"{bundle}.js").read_text(encoding="utf-8"), script]
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in texts)
    tags = "".join(f"<script>{one}</script>" for one in texts)
    policy = f"default-src 'none'; script-src {hashes}"
    path = folder / f"{bundle}.html"
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{bundle}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"></head><body>{body}{tags}</body></html>',
        encoding="utf-8",
    )
    return path


NETWORK = """
const box = document.getElementById("box");
box.style.width = "600px"; box.style.height = "300px";
const {Graph, shapes, show, spread} = SckgNetwork;
const graph = new Graph();
const place = (name, x, y, more = {}) => graph.addNode(name, {x, y, size: 1, color: "#ffffff", ...more});
place("corner a", 0, 0); place("corner b", 7, 3);
shapes.forEach((shape, i) => place(shape, i + 1, 2, {size: 20, shape, color: "#0072B2"}));
const tie = (from, to, more) => graph.addEdge(from, to, {size: 3, color: "#000000", name: `${from} ${to}`, ...more});
place("west", 1, 1); place("middle", 3.5, 1); place("east", 6, 1);
tie("west", "middle", {arrow: false}); tie("middle", "east", {dashed: true, arrow: false});
place("start", 1, 0.4); place("end", 6, 0.4);
tie("start", "end", {size: 6}); tie("start", "start", {}); tie("corner a", "corner b", {hidden: true});
place("left", 1, 2.6); place("right", 6, 2.6);
const pairs = [["left", "right"], ["right", "left"], ["left", "right"]];
pairs.forEach(([from, to]) => tie(from, to, {arrow: false, size: 2}));
spread(graph, 8);
const clicked = [];
const sigma = show(graph, box, {renderLabels: false, enableEdgeEvents: true, doubleClickTimeout: 0});
sigma.on("clickNode", ({node}) => clicked.push(node));
sigma.on("clickEdge", ({edge}) => clicked.push(graph.getEdgeAttribute(edge, "name")));
const at = (node) => sigma.graphToViewport(graph.getNodeAttributes(node));

/** The pixels of a part of a layer, as rows of [red, green, blue, alpha]. */
function pixels(layer, left, top, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = 600; canvas.height = 300;
  const context = canvas.getContext("2d");
  sigma.refresh();
  context.drawImage(sigma.getCanvases()[layer], 0, 0, 600, 300);
  const {data} = context.getImageData(Math.round(left), Math.round(top), width, height);
  return Array.from({length: height}, (_, y) =>
    Array.from({length: width}, (_, x) => Array.from(data.slice(4 * (y * width + x), 4 * (y * width + x) + 4))));
}
/** Number of blue pixels of a node. */
function blue(node) {
  const {x, y} = at(node);
  return pixels("nodes", x - 40, y - 40, 80, 80).flat().filter(([r, _, b, a]) => r < 40 && b > 128 && a > 200).length;
}
/** One mark for each step between two nodes, left to right: is there ink of an edge? */
function inked(from, to) {
  const [a, b] = [at(from), at(to)];
  return pixels("edges", a.x + 4, a.y, Math.round(b.x - a.x) - 8, 1)[0].map(([, , , alpha]) => alpha > 128);
}
/** Is there ink of an edge, on a line across it, at a share of the way between two nodes? */
function across(from, to, share) {
  const [a, b] = [at(from), at(to)];
  const column = pixels("edges", a.x + share * (b.x - a.x), a.y - 20, 1, 40);
  return column.flat().map(([, , , alpha]) => alpha > 128);
}
const thick = (...where) => across(...where).filter((ink) => ink).length;
const lines = (...where) => across(...where, 0.5).filter((ink, i, all) => ink && !all[i - 1]).length;
"""


@pytest.fixture
def network(tmp_path: Path, open_page: OpenPage) -> Iterator[Opened]:
    """A page with every shape and every kind of edge, that must have nothing to complain about in the end."""
    opened = open_page(page_with(tmp_path, "network", NETWORK, body='<div id="box"></div>'))
    yield opened
    assert (opened.complaints, opened.outside) == ([], [])


def click(opened: Opened, x: float, y: float) -> None:
    """On a place of the picture, which stands 8 pixels from the corner of the window."""
    opened.page.mouse.click(8 + x, 8 + y)
    opened.page.evaluate("new Promise((done) => setTimeout(done, 20))")  # or the next one makes it a double click


def test_six_shapes_of_one_size(network: Opened) -> None:
    shapes: list[str] = network.page.evaluate("shapes")
    assert shapes == ["circle", "square", "triangle", "diamond", "star", "hexagon"]
    sizes = {shape: network.page.evaluate("blue", shape) for shape in shapes}
    assert all(800 < size < 1200 for size in sizes.values()), sizes
    assert len(set(sizes.values())) > 3, f"all alike: {sizes}"


def test_every_shape_can_be_clicked_and_ends_where_it_is_drawn(network: Opened) -> None:
    shapes: list[str] = network.page.evaluate("shapes")
    for shape in shapes:
        at = network.page.evaluate("at", shape)
        click(network, at["x"], at["y"])
        click(network, at["x"] + 19, at["y"] - 19)  # outside all of them
    assert network.page.evaluate("clicked") == shapes


def test_a_dashed_line_has_gaps_and_can_be_clicked(network: Opened) -> None:
    assert all(network.page.evaluate("inked('west', 'middle')"))
    marks = network.page.evaluate("inked('middle', 'east')")
    runs = "".join(" #"[mark] for mark in marks).split()
    assert 0.5 < sum(marks) / len(marks) < 0.7
    assert len(runs) == pytest.approx(len(marks) / 10, abs=2)
    at = network.page.evaluate("at", "east")
    for step in range(-14, -4):
        click(network, at["x"] + step, at["y"])
    assert network.page.evaluate("clicked") == ["middle east"] * 10


def test_an_arrow_has_its_head_at_the_end_and_a_line_has_none(network: Opened) -> None:
    assert network.page.evaluate("thick('start', 'end', 0.5)") == pytest.approx(6, abs=1)
    assert network.page.evaluate("thick('start', 'end', 0.96)") > 7
    assert network.page.evaluate("thick('west', 'middle', 0.97)") <= 4


def test_ties_of_the_same_two_run_beside_each_other(network: Opened) -> None:
    assert network.page.evaluate("lines('left', 'right')") == 3
    assert network.page.evaluate("lines('west', 'middle')") == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("graph.addNode('a', {...node, shape: 'heart'});", "no shape heart: one of circle, square, "),
        (
            "['a', 'b'].forEach((n) => graph.addNode(n, node)); graph.addEdge('a', 'b', {type: 'arrow'});",
            "no `type` here",
        ),
    ],
)
def test_a_shape_or_type_that_is_none_is_told(script: str, said: str, tmp_path: Path, open_page: OpenPage) -> None:
    start = "const graph = new SckgNetwork.Graph(), box = document.getElementById('box'); box.style.height = '99px';"
    start += "const node = {x: 0, y: 0, size: 3, color: '#000'};"
    path = page_with(tmp_path, "network", f"{start}{script}SckgNetwork.show(graph, box);", body='<div id="box"></div>')
    (complaint,) = open_page(path).complaints
    assert said in complaint


def test_every_country_stands_once_in_the_topology() -> None:
    world = json.loads((VENDOR / "world-50m.json").read_text(encoding="utf-8"))
    geometries = world["objects"]["countries"]["geometries"]
    numbers = [one["id"] for one in geometries if "id" in one]
    assert len(numbers) == len(set(numbers)) > 230
    assert {"410", "156", "392", "702", "344", "446", "462", "158", "048"} <= set(numbers)
    assert all(re.fullmatch(r"\d{3}", number) for number in numbers)
    assert all(len(arc) >= 2 for arc in world["arcs"])


SEARCH = """
const word = /[\\p{Script=Hangul}\\p{Script=Han}]+|[\\p{L}\\p{N}]+/gu;
const pairs = (text) => Array.from({length: text.length - 1}, (_, i) => text.slice(i, i + 2));
const tokenize = (text) => text.toLowerCase().match(word).flatMap((one) => /[a-z]/.test(one) ? [one] : pairs(one));
const index = new SckgSearch.MiniSearch({fields: ["text"], tokenize, searchOptions: {combineWith: "AND"}});
const texts = ["한국스마트도시협회", "国家开发银行", "Korea Land & Housing"];
index.addAll(texts.map((text, i) => ({id: i + 1, text})));
const find = (text) => index.search(text).map((hit) => hit.id);
"""


@pytest.mark.parametrize(("text", "found"), [("스마트", [1]), ("开发银行", [2]), ("HOUSING", [3]), ("도로", [])])
def test_the_search_takes_a_tokenizer_for_hangul_and_han(
    text: str, found: list[int], tmp_path: Path, open_page: OpenPage
) -> None:
    opened = open_page(page_with(tmp_path, "search", SEARCH))
    assert opened.page.evaluate("(text) => find(text)", text) == found
    assert (opened.complaints, opened.outside) == ([], [])
