"""The picture of the network: one file, the same every time, that calls nobody and runs nothing it was told."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sckg.analysis import Facts, Selection, Thing, Tie, project, read_facts
from sckg.analysis.shapes import shapes
from sckg.cli import main
from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.queries import Session
from sckg.views.grounds import Grounds
from sckg.views.languages import LANGUAGES, best, words
from sckg.views.layout import layout
from sckg.views.marks import Label, text_width
from sckg.views.network import LARGE, draw_network, ego_svg, network_picture, still_network
from sckg.views.network.looks import LINES, closed, group_of, said
from sckg.views.network.page import wrapped
from sckg.views.network.reasons import reasons
from sckg.views.pictures import PICTURE_FORMS

if TYPE_CHECKING:
    from chromium import OpenPage

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
    "{{ 7 * 7 }} [[rows]] {subject}{이/가}",
    "\\u003cscript\\u003ealert(5)\\u003c/script\\u003e",
    "line\u2028separator",
    "</title><title>taken</title>",
    "한국어 中文 日本語",
]
NOBODY = Grounds(Facts((), {}), lambda iris: {iri: {} for iri in iris}, ())


def network(labels: Iterable[str]) -> nx.MultiDiGraph[str]:
    """A chain of actors with these labels, the last of which enters a country."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(shape="relations")
    names = list(labels)
    for number, label in enumerate(names):
        graph.add_node(f"{ID}actor/{number}", label=label, label_ko=label, kind="Firm", home=f"{ID}place/korea")
    graph.add_node(f"{ID}place/vietnam", label="Vietnam", label_en="Vietnam", kind="Country", home=f"{ID}place/vietnam")
    for number in range(len(names) - 1):
        _tie(graph, f"{ID}actor/{number}", f"{ID}actor/{number + 1}", "partnersWith")
    _tie(graph, f"{ID}actor/{len(names) - 1}", f"{ID}place/vietnam", "enters")
    return graph


def _tie(graph: nx.MultiDiGraph[str], start: str, end: str, relation: str) -> None:
    graph.add_edge(start, end, relation, relation=relation, label=relation, weight=1, contested=False, earliest="")


def data_of(path: Path) -> dict[str, Any]:
    """The data a page hands to its scripts."""
    (text,) = re.findall(r'id="network-data">(.*?)</script>', path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose labels try to break out, one for each way."""
    path = tmp_path_factory.mktemp("views") / "network.html"
    draw_network(network(INJECTED), path, grounds=NOBODY)
    return path


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    return Session.open(built, ROOT / "queries" / "views")


@pytest.fixture(scope="module")
def facts(session: Session) -> Facts:
    return read_facts(session)


@pytest.fixture(scope="module")
def real(facts: Facts) -> nx.MultiDiGraph[str]:
    """The network of the real build."""
    return project(facts)


@pytest.fixture(scope="module")
def grounds(session: Session, facts: Facts) -> Grounds:
    return Grounds.of(session, facts)


@pytest.fixture(scope="module")
def real_page(real: nx.MultiDiGraph[str], grounds: Grounds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("real") / "network.html"
    draw_network(real, path, grounds=grounds, language="ko")
    return path


# Files.


def test_no_label_stands_in_the_page_as_it_is(injected: Path) -> None:
    text = injected.read_text(encoding="utf-8")
    for label in INJECTED:
        if set(label) & set("<>\u2028"):
            assert label not in text, label
    assert [best(node["labels"], "ko")[0] for node in data_of(injected)["nodes"][: len(INJECTED)]] == [
        INJECTED[int(node["id"].rpartition("/")[2])] for node in data_of(injected)["nodes"][: len(INJECTED)]
    ]


def test_the_page_holds_every_name_in_every_language(real: nx.MultiDiGraph[str], real_page: Path) -> None:
    told = {node["id"]: node["labels"] for node in data_of(real_page)["nodes"]}
    assert told == {
        iri: {tag: text for tag in LANGUAGES if (text := data[f"label_{tag}"])} or {"": data["label"]}
        for iri, data in real.nodes(data=True)
    }


def test_every_edge_tells_its_statements_and_where_they_stand(
    real: nx.MultiDiGraph[str], real_page: Path, session: Session
) -> None:
    page = data_of(real_page)
    nodes = [node["id"] for node in page["nodes"]]
    for edge in page["edges"]:
        data = real.edges[nodes[edge["from"]], nodes[edge["to"]], edge["relation"]]
        told = [page["statements"][statement] for statement, *_ in edge["because"]]
        assert {ID + one["id"] for one in told} == set(data["statements"]) and len(told) == data["weight"]
        assert min((one["first"] for one in told if one["first"]), default="") == (
            int(data["earliest"][:4]) if data["earliest"] else ""
        )
        assert all(contested for *_, contested in edge["because"]) == data["contested"]
        places = [set(page["places"][place]["en"].split("\n")) for _, place, _ in edge["because"]]
        assert all(places) and set.union(*places) == set(data["citations"])
        assert all(page["places"][place].keys() == set(LANGUAGES) for _, place, _ in edge["because"])


@pytest.mark.parametrize("form", PICTURE_FORMS)
@pytest.mark.parametrize("language", ["ko", "zh"])
def test_two_draws_are_the_same_bytes(
    form: str, language: str, real: nx.MultiDiGraph[str], grounds: Grounds, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        draw_network(real, tmp_path / f"{name}.{form}", grounds=grounds, language=language)
    assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"one.{form}", f"two.{form}"]


def test_nothing_is_drawn_of_an_empty_graph(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        draw_network(nx.MultiDiGraph(), tmp_path / "network.html", grounds=NOBODY)
    assert not list(tmp_path.iterdir())


def test_another_ending_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"network\.pdf: the ending names no form"):
        draw_network(network(["a"]), tmp_path / "network.pdf", grounds=NOBODY)


def test_more_than_300_nodes_are_drawn_in_webgl() -> None:
    assert network_picture(network(map(str, range(LARGE - 1))), NOBODY).bundles == ("vis",)
    large = network_picture(network(map(str, range(LARGE))), NOBODY)
    assert large.bundles == ("network",) and "network-sigma" in large.scripts


def test_the_caption_tells_source_and_selection(session: Session, facts: Facts) -> None:
    told = Grounds.of(session, facts, Selection.of(session, home="Korea")).caption
    assert told.keys() == set(LANGUAGES)
    assert "2019" in told["ko"] and "한국" in told["ko"] and "Korea" in told["en"]


# Words.


def test_every_relation_has_a_line_a_name_and_a_sentence() -> None:
    named = {name for shape in shapes().values() for name in (*shape.relations, *shape.also)}
    assert named <= LINES.keys()
    text = words("network")
    assert {name for name in LINES if f"line_{name}" not in text or f"say_{name}" not in text} == set()
    assert {name for name in LINES for part in text[f"say_{name}"].values() if part.count("{subject}") != 1} == set()


@pytest.mark.parametrize(
    ("name", "particle"),
    [
        ("한전", "이"),
        ("포스코", "가"),
        ("중국전력(SGCC)", "이"),
        ("LG CNS", "가"),
        ("KT", "가"),
        ("IBM", "이"),
        ("HP", "가"),
        ("Intel", "이"),
        ("Siemens", "가"),
        ("제3공장 13", "이"),
        ("富士電機", "가"),
        ("", "가"),
    ],
)
def test_particles_follow_the_last_sound(name: str, particle: str) -> None:
    assert said("{subject}{이/가} {object}에 진출", name, "중국") == f"{name}{particle} 중국에 진출"
    assert closed(name) == (particle == "이")


def test_a_name_that_looks_like_a_blank_is_told_as_it_is() -> None:
    assert said("{subject}{이/가} {object}에 진출", "{object}", "{subject}") == "{object}가 {subject}에 진출"


@given(st.text())
def test_wrapped_names_have_three_lines_at_most(name: str) -> None:
    assert wrapped(name).count("\n") <= 2


def test_a_country_that_acts_belongs_to_its_nation(facts: Facts) -> None:
    graph = project(facts, "countries")
    assert group_of(graph, f"{ID}place/korea") == "korea"
    assert group_of(graph, f"{ID}place/vietnam") == "place"


def test_actors_without_a_stated_home_are_of_no_other_nation(real: nx.MultiDiGraph[str], real_page: Path) -> None:
    groups = {iri: group_of(real, iri) for iri in real}
    assert {real.nodes[iri]["home"] for iri in real if groups[iri] == "unstated"} == {""}
    assert "" not in {real.nodes[iri]["home"] for iri in real if groups[iri] == "elsewhere"}
    assert best(words("network")["unstated"], "ko")[0] in real_page.read_text(encoding="utf-8")


def test_reasons_are_in_order_of_their_years(real: nx.MultiDiGraph[str], grounds: Grounds) -> None:
    several = [behind for *_, behind in reasons(real, grounds) if len(behind) > 2]
    assert several
    for behind in several:
        dates = [one.begun for one in behind if one.when]
        assert dates == sorted(dates)


# Places.


def test_the_layout_is_a_function_of_the_graph(real: nx.MultiDiGraph[str]) -> None:
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(real.nodes(data=True))))
    for start, end, data in sorted(real.edges(data=True), key=str, reverse=True):
        turned.add_edge(start, end, data["relation"], **data)
    assert layout(turned) == layout(real) and layout(real).keys() == set(real)


def test_the_real_network_has_no_overlapping_boxes(real: nx.MultiDiGraph[str]) -> None:
    assert _overlaps(layout(real, box=(300.0, 100.0)), (300.0 - 1, 100.0 - 1)) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=14))
def test_small_graphs_are_laid_out_without_overlap(edges: list[tuple[int, int]]) -> None:
    graph: nx.Graph[str] = nx.Graph([(str(start), str(end)) for start, end in edges])
    graph.add_node("alone")
    places = layout(graph, box=(30.0, 10.0))
    assert places.keys() == set(graph)
    assert _overlaps(places, (29.7, 9.7)) == []


def _overlaps(places: Mapping[str, tuple[float, float]], box: tuple[float, float]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for one in places
        for other in places
        if one < other and all(abs(places[one][axis] - places[other][axis]) < box[axis] for axis in (0, 1))
    ]


def test_large_graphs_are_laid_out_too() -> None:
    graph = nx.relabel_nodes(nx.gnm_random_graph(1500, 2500, seed=1), str)
    assert len(set(layout(graph).values())) == 1500


# Sheets.


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_on_a_sheet_do_not_overlap_and_stay_on_it(language: str, real: nx.MultiDiGraph[str]) -> None:
    sheet = still_network(real, language=language)
    names = [mark for mark in sheet.marks if isinstance(mark, Label) and mark.halo and not mark.bold]
    boxes = [
        (one.x - text_width(best(one.labels, language)[0], one.size) / 2, one.y - one.size * 0.95, one) for one in names
    ]
    ends = [
        (left + text_width(best(one.labels, language)[0], one.size), top + one.size, one) for left, top, one in boxes
    ]
    placed = [(left, top, right, bottom) for (left, top, _), (right, bottom, _) in zip(boxes, ends, strict=True)]
    assert all(0 <= one[0] and one[2] <= sheet.width and 0 <= one[1] and one[3] <= sheet.height for one in placed)
    assert [
        (one, other)
        for index, one in enumerate(placed)
        for other in placed[index + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] - 0.1 and other[1] < one[3] - 0.1
    ] == []
    drawn = "".join(best(one.labels, language)[0] for one in names)
    whole = {iri for iri in real if wrapped(best(_labels(real, iri), language)[0]).replace("\n", "") in drawn}
    assert len(whole) >= len(real) * 0.95, sorted(set(real) - whole)


def _labels(graph: nx.MultiDiGraph[str], iri: str) -> dict[str, str]:
    return {tag: graph.nodes[iri][f"label_{tag}"] for tag in LANGUAGES}


def test_a_sheet_is_drawn_with_korean_names_and_its_caption(
    real: nx.MultiDiGraph[str], grounds: Grounds, tmp_path: Path
) -> None:
    draw_network(real, tmp_path / "network.svg", grounds=grounds, language="ko")
    text = (tmp_path / "network.svg").read_text(encoding="utf-8")
    assert ">화웨이</text>" in text and "2019" in text and "<script" not in text
    assert f"점 {len(real)}개, 선 {real.number_of_edges()}개" in unescape(text)


# Around a thing.


def around(count: int) -> Facts:
    """An actor that enters this many countries."""
    things = {
        f"{ID}place/{n}": Thing(f"{ID}place/{n}", {"ko": f"나라 <{n}>", "en": f"Land {n}"}, "Country", "")
        for n in range(count)
    }
    centre = Thing(f"{ID}actor/a", {"en": "</text><script>"}, "Firm", f"{ID}place/korea")
    ties = [Tie("enters", centre.iri, iri, f"{ID}engagement/{iri[-1]}", ()) for iri in things]
    return Facts(ties, {**things, centre.iri: centre})


def test_an_ego_network_links_escapes_and_counts_what_is_left_out() -> None:
    shown = ego_svg(around(6), f"{ID}actor/a", link=lambda iri: f"place/{iri[-1]}.html?a&b", limit=4)
    assert shown.count("<a href=") == 4 and 'href="place/0.html?a&amp;b"' in shown
    assert "나라 &lt;0&gt;" in shown and "<script" not in shown and "나라 <" not in shown
    assert "그 밖 2개" in shown and "2 more" in shown


def test_a_neighbour_without_a_page_is_no_link() -> None:
    assert "<a " not in ego_svg(around(2), f"{ID}actor/a", link=lambda _: "")


def test_around_nothing_there_is_no_picture() -> None:
    assert ego_svg(around(0), f"{ID}actor/a", link=str) == ""


def test_every_real_ego_network_is_at_most_360_wide(facts: Facts) -> None:
    for iri in {end for tie in facts.ties for end in (tie.subject, tie.object)}:
        shown = ego_svg(facts, iri, link=lambda _: "")
        assert shown.startswith('<svg class="ego" viewBox="0 0 360 '), iri
        numbers = [float(one) for one in re.findall(r' x="([\d.-]+)"', shown)]
        assert all(0 <= one <= 360 for one in numbers), iri


# In a browser.


def test_labels_are_text_in_the_browser_and_run_nothing(injected: Path, open_page: OpenPage) -> None:
    opened = open_page(injected, fragment="#lang=ko")
    page = opened.page
    page.wait_for_selector("html[data-ready]")
    assert page.title() == shapes()["relations"].title["ko"]
    shown = page.locator("#network-rows button").all_text_contents()
    assert set(INJECTED) <= set(shown)
    page.click("#network-rows button >> nth=0")
    assert page.locator("#network :is(script, img, iframe, a)").count() == 0
    assert opened.complaints == [] and opened.outside == []


@pytest.mark.parametrize("width", [1440, 390])
def test_searching_choosing_and_filtering_change_what_is_seen(width: int, real_page: Path, open_page: OpenPage) -> None:
    opened = open_page(real_page, width=width)
    page = opened.page
    page.wait_for_selector("html[data-ready]")
    everything = page.inner_text("#network-count")
    page.fill("#network-search", "화웨")
    assert page.inner_text("#network-found button").startswith("화웨이")
    page.press("#network-search", "Enter")
    assert "화웨이가 케냐에 진출" in page.inner_text("#network-details")
    assert re.search(r"\d+쪽 [\d-]+행", page.inner_text("#network-details"))
    page.click("button[data-switch=en]")
    assert "Huawei enters Kenya" in page.inner_text("#network-details")
    page.click("#network-reset")
    page.select_option("#network-home", f"{ID}place/korea")
    korean = page.inner_text("#network-count")
    page.click("#network-reset")
    page.click(".chip[data-relation=enters]")
    less = page.inner_text("#network-count")
    page.click("#network-reset")
    page.eval_on_selector("#network-year", "range => { range.value = 2012; range.dispatchEvent(new Event('input')); }")
    early = page.inner_text("#network-count")
    assert len({everything, korean, less, early}) == 4 and "undated" in early
    assert opened.complaints == [] and opened.outside == [] and opened.overhang == 0


TOLD_BY_YEAR = """years => years.map(year => {
    const slider = document.querySelector("#network-year");
    slider.value = year;
    slider.dispatchEvent(new Event("input"));
    const all = (selector) => [...document.querySelectorAll(selector)];
    const rows = all("#network-rows tr").map((row) => [...row.cells].map((cell) => cell.firstChild.textContent));
    const counts = (chip) => [Object.values(chip.dataset)[0], Number(chip.lastElementChild.textContent)];
    const counted = document.querySelector("#network-count").textContent;
    return [rows, Object.fromEntries(all(".chip").map(counts)), counted, all("#network-rows .contested").length];
})"""


@pytest.mark.parametrize("largest", [LARGE, 50], ids=["vis", "sigma"])
def test_a_year_of_the_slider_shows_what_as_of_gives(
    largest: int, grounds: Grounds, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = grounds.facts
    monkeypatch.setattr("sckg.views.network.page.LARGE", largest)
    draw_network(project(facts), tmp_path / "x.html", grounds=grounds, language="ko")
    opened = open_page(tmp_path / "x.html", fragment="#lang=ko")
    opened.page.wait_for_selector("html[data-ready]")
    slider = opened.page.locator("#network-year")
    years = list(range(int(slider.get_attribute("min") or 0), int(slider.get_attribute("max") or 0)))
    assert len(years) > 10
    for year, (rows, chips, counted, disputed) in zip(years, opened.page.evaluate(TOLD_BY_YEAR, years), strict=True):
        graph = project(facts, selection=Selection(as_of=str(year)))
        edges = list(graph.edges(data=True))
        assert sorted(map(tuple, rows)) == sorted(
            (
                best(_labels(graph, start), "ko")[0],
                words("network")[f"line_{data['relation']}"]["ko"],
                best(_labels(graph, end), "ko")[0],
                str(data["weight"]),
                data["earliest"][:4],
            )
            for start, end, data in edges
        ), year
        groups = Counter(group_of(graph, iri) for iri in graph) + Counter(data["relation"] for *_, data in edges)
        groups += Counter(graph.nodes[iri]["kind"] for iri in graph)
        doubts = sum(data["contested"] for *_, data in edges)
        assert {name: count for name, count in chips.items() if count} == (
            dict(groups) | ({"yes": doubts} if doubts else {})
        ), year
        assert disputed == doubts
        assert (
            counted.startswith(f"점 {len(graph)}개, 선 {len(edges)}개 · ") and f" {graph.graph['undated']}건" in counted
        )
    assert opened.complaints == []


def test_the_panel_lists_no_statement_of_later_years(
    built: Path, real_page: Path, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    result = CliRunner().invoke(
        main, ["draw", "network", "--as-of", "2015", "--around", "KT", "--build", str(built), "-o", str(path)]
    )
    assert result.exit_code == 0, result.output
    with path.open(encoding="utf-8", newline="") as stream:
        (row,) = [row for row in csv.DictReader(stream) if row["target"] == f"{ID}place/russia"]
    page = open_page(real_page, fragment="#lang=en").page
    page.wait_for_selector("html[data-ready]")
    page.fill("#network-search", "KT")
    page.press("#network-search", "Enter")
    listed = page.locator("#network-details > ul > li").filter(has_text="KT enters Russia").locator("li")
    assert listed.count() > int(row["weight"])
    page.eval_on_selector("#network-year", "range => { range.value = 2015; range.dispatchEvent(new Event('input')); }")
    assert listed.count() == int(row["weight"]) == len(row["statements"].split("; "))


@pytest.mark.parametrize("hops", [1, 2])
def test_around_a_thing_less_is_near_in_early_years(
    hops: int, session: Session, grounds: Grounds, open_page: OpenPage, tmp_path: Path
) -> None:
    facts, chosen = grounds.facts, Selection.of(session, around="중국", hops=hops)
    draw_network(project(facts, selection=chosen), tmp_path / "x.html", grounds=grounds)
    page = open_page(tmp_path / "x.html", fragment="#lang=en").page
    page.wait_for_selector("html[data-ready]")
    ((rows, *_),) = page.evaluate(TOLD_BY_YEAR, [2015])
    graph = project(facts, selection=replace(chosen, as_of="2015"))
    assert len(rows) == graph.number_of_edges() > 1
    assert sum(int(row[3]) for row in rows) == sum(data["weight"] for *_, data in graph.edges(data=True))


def test_a_network_of_one_day_has_no_slider(facts: Facts, grounds: Grounds, tmp_path: Path) -> None:
    draw_network(project(facts, selection=Selection(as_of="2018")), tmp_path / "x.html", grounds=grounds)
    assert 'id="network-year"' not in (tmp_path / "x.html").read_text(encoding="utf-8")


WRITTEN = """() => {
    window.written = [];
    const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...place) {
        window.written = [];
        return clearRect.apply(this, place);
    };
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        const { a, d, e, f } = this.getTransform();
        const wide = this.measureText(text).width * a, high = parseFloat(this.font) * d;
        const [middle, level] = [x * a + e, y * d + f];
        window.written.push([text, middle - wide / 2, level - high / 2, middle + wide / 2, level + high / 2]);
        return fillText.call(this, text, x, y);
    };
}"""


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_names_in_the_page_neither_touch_nor_are_cut(
    width: int, language: str, real_page: Path, open_page: OpenPage
) -> None:
    page = open_page(real_page, width=width, fragment="#lang=ja").page
    page.wait_for_selector("html[data-ready]")
    page.evaluate(WRITTEN)
    page.click(f"button[data-switch={language}]")
    page.wait_for_function("window.written.length > 20")
    names = [one for one in page.evaluate("window.written") if one[0].strip() and one[0] != "?"]
    canvas = page.locator("#network-drawing canvas")
    wide, high = canvas.evaluate("one => [one.width, one.height]")
    assert [text for text, left, top, right, down in names if left < 0 or top < 0 or right > wide or down > high] == []
    assert [
        (one[0], other[0])
        for index, one in enumerate(names)
        for other in names[index + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] - 1 and other[2] < one[4] - 1
    ] == []
    assert {"베트남", "Vietnam"} & {one[0] for one in names}, "a hub has its name"


def test_a_large_network_is_drawn_and_answers(open_page: OpenPage, tmp_path: Path) -> None:
    draw_network(network(f"회사 {number}" for number in range(400)), tmp_path / "x.html", grounds=NOBODY, language="ko")
    opened = open_page(tmp_path / "x.html")
    page = opened.page
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#network-drawing canvas").count() > 3
    page.fill("#network-search", "회사 399")
    page.press("#network-search", "Enter")
    assert "회사 399가 Vietnam에 진출" in page.inner_text("#network-details")
    assert opened.complaints == [] and opened.outside == []


def test_the_page_has_no_barriers(real_page: Path, open_page: OpenPage) -> None:
    opened = open_page(real_page)
    opened.page.wait_for_selector("html[data-ready]")
    opened.page.click("#network-rows button >> nth=0")
    assert opened.barriers() == []
