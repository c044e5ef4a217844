"""The atlas and the pictures in Chromium, from `file://`: what a reader sees, and that nothing is let in or out."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sckg.cli import main
from sckg.store import fingerprint

if TYPE_CHECKING:
    from chromium import Opened, OpenPage

THINGS = [
    "actor/kind.html",
    "project/dong-anh-smart-city.html",
    "policy/bri.html",
    "place/vietnam.html",
    "place/hanoi.html",
    "sector/transport.html",
    "engagement/mou-jetro-ccpit-2018-10.html",
    "section/tbl-3-8.html",
    "question/who-enters-a-country.html",
]
"""A page of each kind of thing."""
EVIL = (
    "<script>window.hacked=1</script>",
    '" onmouseover="window.hacked=1" href="javascript:window.hacked=1',
    "</script><img src=x onerror=window.hacked=1>",
    "\u202egnp.exe\u202c [[title]] {{ 7*7 }} href=x",
)
"""Labels that would run, link or turn the line, were they taken for more than text."""
ESCAPED = str.maketrans({'"': '\\"', "\\": "\\\\"})


def run(*words: str | Path) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="session")
def atlas(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The atlas of the real data; read only."""
    out = tmp_path_factory.mktemp("atlas") / "atlas"
    run("atlas", "--build", built, "--out", out)
    return out


def roots(atlas: Path) -> list[str]:
    return sorted(path.name for path in atlas.glob("*.html"))


def quiet(opened: Opened) -> None:
    """No error, no request that leaves the folder, nothing wider than the window."""
    assert opened.complaints == []
    assert opened.outside == []
    assert opened.overhang <= 0, "wider than the window"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_kind_of_page_is_quiet_fits_and_can_be_used_by_everyone(
    atlas: Path, open_page: OpenPage, width: int, language: str
) -> None:
    """At full width, in English, axe-core finds nothing either, of WCAG 2.2 A and AA and its own good practice."""
    barriers = {}
    for name in [*roots(atlas), *THINGS]:
        opened = open_page(atlas / name, width=width, fragment=f"#lang={language}")
        try:
            quiet(opened)
        except AssertionError as error:
            raise AssertionError(f"{name} at {width} in {language}: {error}") from error
        barriers[name] = opened.barriers() if (width, language) == (1440, "en") else []
        opened.page.close()
    assert {name: found for name, found in barriers.items() if found} == {}


@pytest.mark.parametrize("name", ["index.html", *THINGS])
def test_a_page_reads_without_scripts(atlas: Path, open_page: OpenPage, name: str) -> None:
    opened = open_page(atlas / name, scripts=False)
    assert opened.page.locator("main h1").inner_text().strip()
    assert opened.overhang <= 0


def test_the_language_is_switched_and_remembered_in_the_address(atlas: Path, open_page: OpenPage) -> None:
    opened = open_page(atlas / "actor" / "kind.html", language="ko-KR", fragment="#lang=ko")
    page = opened.page
    assert page.locator("main h1").inner_text() == "한국해외인프라도시개발지원공사"
    page.get_by_role("button", name="English").click()
    assert page.locator("main h1").inner_text().startswith("Korea Overseas Infrastructure")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="한국어").click()
    assert page.locator("main h1").inner_text() == "한국해외인프라도시개발지원공사"
    quiet(opened)


@pytest.mark.parametrize(
    ("said", "finds"),
    [
        ("동아잉", "베트남 동아잉"),
        ("한국해외인프라", "한국해외인프라도시개발지원공사"),
        ("huawei", "화웨이"),
        ("슝", "슝안"),
    ],
)
def test_search_finds_in_hangul_and_latin(atlas: Path, open_page: OpenPage, said: str, finds: str) -> None:
    opened = open_page(atlas / "index.html", fragment="#lang=ko")
    opened.page.locator("#find").press_sequentially(said)
    first = opened.page.locator("#found a, #found [role=option]").filter(has_text=finds).first
    first.wait_for(timeout=10_000)
    quiet(opened)
    first.click()
    opened.page.wait_for_url("**/*.html*")
    assert not opened.page.url.endswith("index.html#lang=ko")


def test_a_list_is_filtered_by_typing(atlas: Path, open_page: OpenPage) -> None:
    opened = open_page(atlas / "actors.html", fragment="#lang=ko")
    rows = opened.page.locator("main tbody tr:visible")
    before = rows.count()
    opened.page.locator("main input[type=search], main input[data-filter]").first.fill("화웨이")
    opened.page.wait_for_timeout(300)
    assert 0 < rows.count() < before


def test_the_network_is_filtered_by_country_and_year(atlas: Path, open_page: OpenPage) -> None:
    opened = open_page(atlas / "network.html", fragment="#lang=ko")
    rows, page = opened.page.locator("#network-rows tr:visible"), opened.page
    before = page.locator("#network-count").inner_text()
    page.locator("#network-home").select_option(label=page.locator("#network-home option").nth(1).inner_text())
    filtered = page.locator("#network-count").inner_text()
    assert filtered != before and rows.count() > 0
    page.locator("#network-reset").click()
    assert page.locator("#network-count").inner_text() == before
    year = page.locator("#network-year")
    year.evaluate("(one) => { one.value = one.min; one.dispatchEvent(new Event('input', {bubbles: true})); }")
    assert page.locator("#network-count").inner_text() != before
    quiet(opened)


def test_the_network_tells_of_a_node_with_its_lines(atlas: Path, open_page: OpenPage) -> None:
    opened = open_page(atlas / "network.html", fragment="#lang=ko")
    opened.page.locator("#network-search").press_sequentially("LG CNS")
    opened.page.locator("#network-found li, #network-found button").first.click()
    details = opened.page.locator("#network-details")
    details.wait_for(state="visible")
    assert "LG CNS" in details.inner_text() and "행" in details.inner_text()
    opened.page.get_by_role("button", name="English").click()
    assert "p. " in details.inner_text()
    quiet(opened)


@pytest.mark.parametrize("language", ["ko", "zh"])
def test_a_number_of_the_network_leads_to_its_lines_in_two_clicks(
    atlas: Path, open_page: OpenPage, language: str
) -> None:
    page = open_page(atlas / "network.html", fragment=f"#lang={language}").page
    links = page.eval_on_selector_all("#network-rows a", "all => all.map((one) => one.getAttribute('href'))")
    assert len(links) > 200 and all((atlas / link).is_file() for link in links)
    page.locator("#network-rows td.number button").nth(5).click()
    told = page.locator("#network-details")
    assert told.locator("p a").count() > 0 and told.locator("h2 a").count() == 1
    cited = told.locator(".cited a").first
    lines = re.findall(r"\d+", cited.inner_text())
    cited.click()
    page.wait_for_url("**/section/*.html*")
    assert page.locator(":target").inner_text().startswith(tuple(lines))


@pytest.mark.parametrize("name", ["flow", "matrix", "map", "timeline"])
def test_a_chart_leads_from_a_nation_to_the_lines(atlas: Path, open_page: OpenPage, name: str) -> None:
    opened = open_page(atlas / f"{name}.html", fragment="#lang=ko")
    page = opened.page
    rows = page.locator(".chart-behind tbody tr:visible")
    before = rows.count()
    page.locator(".chart-nations button").first.click()
    assert rows.count() < before, "a nation is left out"
    page.locator(".chart-nations button").first.click()
    assert rows.count() == before
    assert "행" in page.locator(".chart-behind .cited").first.inner_text()
    quiet(opened)


def test_the_time_slider_of_the_timeline_leaves_years_out(atlas: Path, open_page: OpenPage) -> None:
    opened = open_page(atlas / "timeline.html", fragment="#lang=en")
    rows = opened.page.locator(".chart-behind tbody tr:visible")
    before = rows.count()
    slider = opened.page.locator("input[data-year=first]")
    slider.evaluate("(one) => { one.value = 2018; one.dispatchEvent(new Event('input', {bubbles: true})); }")
    assert 0 < rows.count() < before
    quiet(opened)


def test_a_phone_shows_of_which_nation_a_cell_of_the_comparison_is(atlas: Path, open_page: OpenPage) -> None:
    opened = open_page(atlas / "comparison.html", width=390, fragment="#lang=ko")
    for row in opened.page.locator("#topic_hosts tbody tr").all():
        for cell in row.locator("td:visible").all()[1:]:
            assert re.match("한국|중국|일본", cell.inner_text().strip()), row.inner_text()


def test_a_number_of_the_matrix_opens_what_stands_behind_it(atlas: Path, open_page: OpenPage) -> None:
    opened = open_page(atlas / "joint-entry.html", fragment="#lang=ko")
    page = opened.page
    assert page.locator(".cell table:visible").count() == 0
    page.locator("#matrix td a").first.click()
    behind = page.locator(".cell table:visible")
    assert behind.count() == 1 and "행" in behind.inner_text()
    page.emulate_media(media="print")
    assert page.locator(".cell table").last.evaluate("(one) => one.checkVisibility()"), "what is folded is printed"
    quiet(opened)


def test_notes_of_the_editors_are_folded(atlas: Path, open_page: OpenPage) -> None:
    noted = next(path for path in sorted(atlas.glob("actor/*.html")) if "note-en" in path.read_text(encoding="utf-8"))
    note = open_page(noted, fragment="#lang=ko").page.locator("details.note-en")
    assert "기록자 주" in note.locator("summary").inner_text()
    assert not note.locator("p[lang=en]").is_visible()


def test_a_number_leads_to_its_lines_in_two_clicks(atlas: Path, open_page: OpenPage) -> None:
    """From every figure of the start page, through one link, to statements with their lines."""
    opened = open_page(atlas / "index.html", fragment="#lang=ko")
    figures = opened.page.locator("main .tiles a")
    targets = [figures.nth(index).get_attribute("href") for index in range(figures.count())]
    assert len(targets) >= 8
    for target in targets:
        assert target
        page = open_page(atlas / target.partition("#")[0], fragment="#lang=ko").page
        text = page.locator("main").inner_text()
        if "행" not in text:
            first = page.locator("main tbody a, main li a").first.get_attribute("href")
            assert first, target
            below = open_page((atlas / target.partition("#")[0]).parent / first.partition("#")[0]).page
            assert "행" in below.locator("main").inner_text(), (target, first)


def spoil(folder: Path) -> None:
    """Put code into every label of a build; tables with such labels would be refused."""
    path, count = folder / "sckg.nq", itertools.count()

    def label(found: re.Match[str]) -> str:
        return found[1] + EVIL[next(count) % len(EVIL)].translate(ESCAPED) + " " + found[2]

    text = re.sub(r'(prefLabel> ")([^"]*"@(?:ko|en) <[^>]*source)', label, path.read_text(encoding="utf-8"))
    assert next(count) > len(EVIL)
    path.write_text(text, encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["outputs"]["sckg.nq"] = fingerprint(path)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def one_of_each(atlas: Path) -> list[Path]:
    """The pages at the top of an atlas, and the first of each kind of thing."""
    kinds = sorted({path.parent for path in atlas.glob("*/*.html")})
    return [*sorted(atlas.glob("*.html")), *(min(kind.glob("*.html")) for kind in kinds)]


def test_labels_that_are_code_do_nothing(tiny_built: Path, tmp_path: Path, open_page: OpenPage) -> None:
    """In the atlas, and in every picture."""
    shutil.copytree(tiny_built, tmp_path / "build")
    spoil(tmp_path / "build")
    run("atlas", "--build", tmp_path / "build", "--out", tmp_path / "atlas")
    pages = one_of_each(tmp_path / "atlas")
    assert len({path.parent.name for path in pages}) > len(THINGS) - 2
    for name in ("network", "flow", "matrix", "map", "timeline"):
        run("draw", name, "--build", tmp_path / "build", "-o", tmp_path / f"{name}.html")
        pages.append(tmp_path / f"{name}.html")
    shown = 0
    for path in pages:
        opened = open_page(path)
        opened.page.mouse.move(400, 400)
        shown += "<script>" in opened.page.locator("body").inner_text()
        assert opened.complaints == [] and opened.outside == [], path
        assert opened.page.evaluate("window.hacked") is None, path
        assert opened.page.locator("img[src=x]").count() == 0, path
        links = opened.page.evaluate("[...document.links].map((one) => one.protocol)")
        assert set(links) <= {"file:", "https:", "http:"}, path
        opened.page.close()
    assert shown, "the labels stand nowhere as text"
