"""The picture of the network: one file, the same every time, that calls nobody and runs nothing it was told."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from pathlib import Path

import networkx as nx
import pytest

from sckg.analysis import project
from sckg.errors import UsageError
from sckg.namespaces import ID, expand
from sckg.queries import Session
from sckg.views import WORDS, draw_network, layout

ROOT = Path(__file__).resolve().parents[1]
INJECTED = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'><svg onload=alert(3)>",
    '<a href="https://example.org/">link</a>',
    'src="//example.org/x.js"',
    "javascript:alert(4)",
    "</script><script>document.title='taken'</script>",
    "<!--<script>",
    "\u200f\u202eright to left",
    "{{ 7 * 7 }} [[rows]] {nodes}",
    "\\u003cscript\\u003ealert(5)\\u003c/script\\u003e",
    "line\u2028separator",
    "</title><title>taken</title>",
    "한국어 中文 日本語",
]


def network(labels: list[str]) -> nx.MultiDiGraph[str]:
    """A chain of actors with these labels, the last of which enters a country."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, label in enumerate(labels):
        graph.add_node(f"{ID}actor/{number}", label=label, kind="Firm", home=f"{ID}place/korea")
    graph.add_node(f"{ID}place/vietnam", label="Vietnam", kind="Country")
    for number in range(len(labels) - 1):
        _tie(graph, f"{ID}actor/{number}", f"{ID}actor/{number + 1}", "partnersWith")
    _tie(graph, f"{ID}actor/{len(labels) - 1}", f"{ID}place/vietnam", "enters")
    return graph


def _tie(graph: nx.MultiDiGraph[str], start: str, end: str, name: str) -> None:
    relation = expand(f"sckg:{name}")
    graph.add_edge(start, end, relation, relation=relation, label=name, weight=1, contested=False)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose labels try to break out, one for each way."""
    path = tmp_path_factory.mktemp("views") / "network.html"
    draw_network(network(INJECTED), path, source=INJECTED[0])
    return path


@pytest.fixture(scope="module")
def real(built: Path) -> nx.MultiDiGraph[str]:
    """The network of the real build."""
    return project(Session.open(built, ROOT / "queries" / "views"), "network")


def outside(text: str) -> list[str]:
    """Tags that would fetch something; what stands in scripts, tables and comments is text."""
    plain = re.sub(r"(<script[^>]*>).*?</script>", r"\1", text, flags=re.DOTALL)
    plain = re.sub(r"<!--.*?-->", "", plain, flags=re.DOTALL)
    tags = re.findall(r"<(?:script|link|img|iframe|object|embed|form|base|meta|a)\b[^>]*>", plain)
    return [tag for tag in tags if re.search(r"""\b(?:src|href|action|data)\s*=\s*["']?\s*(?!data:)[^\s"'>]""", tag)]


def test_the_page_calls_nobody(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert outside(text) == []
    assert not re.search(r"""(?:src|href)\s*=\s*["']https?://""", text)
    assert "default-src 'none'" in text and "connect-src" not in text


def test_no_label_stands_in_the_page_as_it_is(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for label in INJECTED:
        if set(label) & set("<>"):
            assert label not in text, label
            assert html.escape(label) in text, label


def test_real_labels_are_all_in_the_table(real: nx.MultiDiGraph[str], tmp_path: Path) -> None:
    draw_network(real, tmp_path / "network.html", source="KIEP")
    text = (tmp_path / "network.html").read_text(encoding="utf-8")
    tied = {node for start, end in real.edges() for node in (start, end)}
    assert {real.nodes[iri]["label"] for iri in tied if html.escape(real.nodes[iri]["label"]) not in text} == set()
    assert f"{len(real)} nodes, {real.number_of_edges()} edges" in text


@pytest.mark.parametrize("language", sorted(WORDS))
def test_two_draws_are_the_same_bytes_in_utf_8(language: str, real: nx.MultiDiGraph[str], tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        draw_network(real, tmp_path / name, source="KIEP", language=language)
    first = (tmp_path / "one.html").read_bytes()
    assert first == (tmp_path / "two.html").read_bytes()
    assert WORDS[language]["title"] in first.decode("utf-8")
    assert re.search(rb'<meta charset="utf-8"', first, re.IGNORECASE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "two.html"]


def test_the_layout_is_a_function_of_the_graph(real: nx.MultiDiGraph[str]) -> None:
    places = layout(real)
    assert places == layout(real) and set(places) == set(real)
    assert len(set(places.values())) == len(places), "no two nodes in one place"


def test_the_layout_does_not_depend_on_the_order_of_nodes_and_edges() -> None:
    graph = network(["a", "b", "c", "d"])
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    for start, end, data in sorted(graph.edges(data=True), key=str, reverse=True):
        turned.add_edge(start, end, data["relation"], **data)
    assert layout(turned) == layout(graph)


@pytest.mark.parametrize("edges", [[], [("a", "a")], [("a", "b"), ("c", "d")]])
def test_a_small_graph_is_laid_out(edges: list[tuple[str, str]]) -> None:
    graph: nx.Graph[str] = nx.Graph(edges)
    graph.add_node("alone")
    assert set(layout(graph)) == set(graph)


def test_nothing_is_drawn_of_an_empty_graph(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        draw_network(nx.MultiDiGraph(), tmp_path / "network.html", source="")
    assert not list(tmp_path.iterdir())


# In a browser.


def browse(page: Path, profile: Path) -> tuple[str, str]:
    """The page as Chromium has it after its scripts ran, and what it logged."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    flags += " --disable-component-update --disable-sync --enable-logging=stderr --v=0 --virtual-time-budget=3000"
    done = subprocess.run(
        [chromium, *flags.split(), f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return done.stdout, done.stderr


def test_labels_are_text_in_the_browser_and_run_nothing(page: Path, tmp_path: Path) -> None:
    shown, log = browse(page, tmp_path)
    assert [line for line in log.splitlines() if "CONSOLE" in line] == []
    (title,) = re.findall(r"<title>(.*?)</title>", shown)
    assert html.unescape(title) == WORDS["en"]["title"]
    table = shown[shown.index('id="relations"') : shown.index("</table>")]
    cells = {html.unescape(cell) for cell in re.findall(r"<td>([^<]*)</td>", table)}
    assert {label for label in INJECTED if label not in cells} == set()
    assert not re.search(r"<(?:script|img|svg|a|iframe)\b", table)
    assert "<canvas" in shown, "the network is drawn"


def test_the_real_network_is_drawn_without_a_complaint(real: nx.MultiDiGraph[str], tmp_path: Path) -> None:
    draw_network(real, tmp_path / "network.html", source="KIEP", language="ko")
    shown, log = browse(tmp_path / "network.html", tmp_path / "profile")
    assert [line for line in log.splitlines() if "CONSOLE" in line] == []
    assert "<canvas" in shown
