"""The atlas: whole, linked, traceable to lines, closed to the outside, and the same each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from sckg.analysis import Facts, read_facts
from sckg.cli import main
from sckg.config import Paths
from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.queries import Around, Dossiers, Graph, OutsideFact, OutsideId, Provider, Session, read_dossiers
from sckg.store import Engine, Solutions, Term, fresh_folder
from sckg.views import write_atlas
from sckg.views.atlas import MARKER, Written
from sckg.views.atlas.addresses import file_name, page_of
from sckg.views.atlas.asked import Remembering
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.elsewhere import credits_of, links_out, values_from_outside
from sckg.views.atlas.statements import behind
from sckg.views.atlas.telling import Teller, placed
from sckg.views.atlas.texts import Texts
from sckg.views.languages import LANGUAGES, words

VOID = {"meta", "link", "br", "input", "img", "hr"}
KEPT = "kept"
"""What stands in a file that must not be touched."""


class Page(HTMLParser):
    """What a page holds: ids, links, scripts, attributes, and text outside scripts.

    `rows` are the texts of the cells of its tables.

    `out` are the links that may lead out of the atlas, since they say `rel="noopener noreferrer"`.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.out: list[str] = []
        self.loaded: list[str] = []
        self.handlers: list[str] = []
        self.styled: list[str] = []
        self.inline: list[str] = []
        self.policy = ""
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag == "td" and self.rows:
            self.rows[-1].append("")
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a":
            leaving = set(told.get("rel", "").split()) == {"noopener", "noreferrer"}
            (self.out if leaving else self.links).append(told.get("href", ""))
        elif link := told.get("src") or (told.get("href") if tag == "link" else ""):
            self.loaded.append(link)
        if tag == "script" and "src" not in told:
            self.inline.append(told.get("type", "JavaScript"))
        if told.get("http-equiv") == "Content-Security-Policy":
            self.policy = told["content"]
        self.handlers += [name for name in told if name.startswith("on")]
        self.styled += [tag for name in told if name == "style"]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "td" in self.open and self.rows[-1]:
            self.rows[-1][-1] += data
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))


@dataclass
class Atlas:
    """An atlas that was written, and its pages, read when asked for."""

    folder: Path
    written: Written
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, address: str) -> Page:
        if address not in self.pages:
            self.pages[address] = Page((self.folder / address).read_text(encoding="utf-8"))
        return self.pages[address]

    def data(self, script: str, name: str) -> Any:
        """What a script of the atlas assigns."""
        text = (self.folder / "assets" / f"{script}.js").read_text(encoding="utf-8")
        return json.loads(text.removeprefix(f"window.{name}=").removesuffix(";\n"))

    @cached_property
    def addresses(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    return Graph.open(built)


@pytest.fixture(scope="module")
def atlas(graph: Graph, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    folder = tmp_path_factory.mktemp("atlas") / "atlas"
    return Atlas(folder, write_atlas(graph.session, folder, build=built))


@pytest.fixture(scope="module")
def dossiers(graph: Graph) -> Dossiers:
    return read_dossiers(graph.session)


@pytest.fixture(scope="module")
def tiny(tiny_built: Path) -> Graph:
    return Graph.open(tiny_built)


# Whole


def test_every_thing_has_a_page(atlas: Atlas, dossiers: Dossiers) -> None:
    kinds = {"Actor": "actor", "Place": "place", "Project": "project", "Policy": "policy", "Engagement": "engagement"}
    things = {one for kind in kinds for one in dossiers.members[kind]} | set(dossiers.members["Section"])
    things |= {one for one in dossiers.members["Concept"] if one.startswith(f"{ID}concept/sector/")}
    assert {page_of(one) for one in things} - set(atlas.addresses) == set()
    assert len({page_of(one) for one in things}) == len(things)


def test_every_question_of_the_real_data_is_answered(atlas: Atlas, graph: Graph) -> None:
    asked = {address.removeprefix("question/") for address in atlas.addresses if address.startswith("question/")}
    assert asked == {f"{query.name}.html" for query in graph.questions()}


def test_it_is_as_small_as_promised(atlas: Atlas) -> None:
    files = [path for path in atlas.folder.rglob("*") if path.is_file()]
    assert atlas.written.files == len(files)
    assert atlas.written.size == sum(path.stat().st_size for path in files) <= 30_000_000
    assert atlas.written.pages == len(atlas.addresses)


# Linked


def test_every_link_leads_somewhere(atlas: Atlas) -> None:
    """To a file of the atlas, and to an id in it; a link to nowhere would be a number without lines."""
    broken = []
    for address in atlas.addresses:
        for link in atlas.page(address).links:
            path, _, anchor = link.partition("#")
            target = (atlas.folder / address).parent.joinpath(unquote(path)) if path else atlas.folder / address
            found = target.resolve().relative_to(atlas.folder.resolve()).as_posix()
            if not target.is_file() or (anchor and unquote(anchor) not in atlas.page(found).ids):
                broken.append(f"{address}: {link}")
    assert broken == []


def test_a_number_on_the_map_of_the_start_page_leads_to_the_list_of_what_it_counts(atlas: Atlas) -> None:
    """Who enters a country, what a nation does in one, what is told of a city."""
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    seen = set()
    for address, rest in re.findall(r'<a href="([^"]+)" data-key="[^"]+"([^>]*)>', text):
        named = dict(re.findall(r'data-(home|host|place)="([^"]+)"', rest))
        seen.add(frozenset(named))
        if "place" in named:
            assert address == f"place/{named['place']}.html"
        elif "home" not in named:
            assert address == f"place/{named['host']}.html#entered"
        elif named["home"] in ("korea", "china", "japan"):
            assert address == "entries.html#" + "--".join(named[name] for name in ("home", "host") if name in named)
    assert seen == {frozenset(names) for names in ({"home"}, {"host"}, {"place"}, {"home", "host"})}


def test_no_page_has_an_id_twice(atlas: Atlas) -> None:
    twice = {
        address: [one for one, count in Counter(atlas.page(address).ids).items() if count > 1]
        for address in atlas.addresses
    }
    assert {address: ids for address, ids in twice.items() if ids} == {}


def test_every_number_of_the_start_page_is_the_length_of_the_list_it_leads_to(atlas: Atlas) -> None:
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    tiles = re.findall(r'<a href="([\w.]+)(?:#(\w+))?"><b>([\d,]+)</b>', text)
    narrower = {"figures.html": ["figures", "amounts"]}
    assert len(tiles) == 10
    for address, part, number in tiles:
        listed = (atlas.folder / address).read_text(encoding="utf-8")
        groups = re.findall(r'<section class="group" id="([\w-]+)">(.*?)</section>', listed, re.DOTALL)
        rows = {key: part.count("<tr") - 1 for key, part in groups}
        named = [part] if part else narrower.get(address, rows)
        assert int(number.replace(",", "")) == sum(rows[key] for key in named), address
        shown = f'id="{part}"' if part else "<h1>"
        heading = listed[listed.index(shown) :].partition("</h")[0]
        assert re.search(rf'class="count">(?:<bdi[^>]*>)?{number}\b', heading), (
            f"{address}: {number} is not its heading"
        )


def test_every_number_of_a_finding_is_found_again_where_it_leads(atlas: Atlas) -> None:
    """As the number of rows, or of engagements, that the heading or the row there gives."""
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    numbers = re.findall(r'<a href="([\w./-]+)#([\w-]+)">(\d+)</a>', text[text.index('class="findings"') :])
    assert len(numbers) > 20
    for address, anchor, number in numbers:
        told = (atlas.folder / address).read_text(encoding="utf-8")
        start = told.index(f'id="{anchor}"')
        found = told[start : told.index("</tr>", start)]
        if 'class="cell"' in (before := told[max(0, start - 1500) : start]) or "<summary>" in before:
            told_there = re.findall(r"(\d+)</span>", before[before.rindex("<summary>") :])
            assert max(map(int, told_there)) <= int(number) <= sum(map(int, told_there)), (address, anchor)
        else:
            assert re.search(rf"(?<![\w-]){number}(?: rows?| engagements|<)", found), (address, anchor, number)


def test_what_a_finding_leaves_out_is_said(atlas: Atlas) -> None:
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    bridges = (atlas.folder / "bridges.html").read_text(encoding="utf-8")
    listed = text[text.index('id="home_bridges"') :].partition("</section>")[0]
    assert f"{listed.count('<tr') - 1} of {len(re.findall('<tr id=', bridges))} rows" in listed


def cells_of(atlas: Atlas) -> dict[str, tuple[str, list[str]]]:
    """Each cell of the joint-entry page by its id: its summary, and its rows."""
    text = (atlas.folder / "joint-entry.html").read_text(encoding="utf-8")
    parts = re.findall(
        r"<details class=\"group cell\"><summary>(.*?)</summary>\s*<table id=\"([\w-]+)\"(.*?)</table>", text, re.DOTALL
    )
    return {key: (summary, re.findall(r"<tr><td>.*?</tr>", rows)) for summary, key, rows in parts}


def test_a_number_of_the_joint_entry_matrix_is_the_number_of_statements_below(atlas: Atlas) -> None:
    text = (atlas.folder / "joint-entry.html").read_text(encoding="utf-8")
    matrix = text[: text.index("</table>")]
    found, cells = re.findall(r'<a href="#([\w-]+)">(.*?)</a></td>', matrix), cells_of(atlas)
    assert found and {key for key, _ in found} == set(cells)
    for key, cell in found:
        numbers = {nation: int(count) for nation, count in re.findall(r'<i class="nation (\w+)">.*?(\d+)</span>', cell)}
        assert cell in cells[key][0]
        for row in cells[key][1][:3]:
            nation = re.findall(r'<i class="nation (\w+)">', row)[0]
            assert ("unsaid" in row) == (nation not in numbers)
            if nation in numbers:
                behind = row[row.index('class="rests"') :].partition("</div>")[0]
                assert 1 <= behind.count("<br>") + 1 <= numbers[nation], (key, nation)
                assert 'class="c"' in row, f"{key}, {nation}: no line is cited"


def test_at_home_nobody_is_said_to_be_missing(atlas: Atlas) -> None:
    for key, (_, rows) in cells_of(atlas).items():
        host = key.partition("--")[0]
        for row in rows[:3]:
            nation = re.findall(r'<i class="nation (\w+)">', row)[0]
            assert ("its home market" in row) == (nation == host), (key, nation)
            assert nation != host or "not recorded" not in row, key


def test_partners_of_the_host_are_named(atlas: Atlas) -> None:
    _, rows = cells_of(atlas)["china--smart-city"]
    (together,) = [row for row in rows if "Already together" in row]
    for partner in ("Yida", "Fusheng", "China Center for Urban Development"):
        assert partner in together


def test_the_comparison_says_of_which_nation_a_cell_is_where_no_head_stands_above(atlas: Atlas) -> None:
    rows = [row for row in atlas.page("comparison.html").rows if len(row) > 2]
    assert len(rows) > 20
    for row in rows:
        for nation, cell in zip(("Korea", "China", "Japan"), row[-3:], strict=True):
            assert not cell or cell.startswith(nation), f"{nation}: {cell}"


def sentence(dossiers: Dossiers, relationship: str) -> str:
    who, relation, whom = (dossiers.one(relationship, name) for name in ("subject", "relationKind", "object"))
    return f"{dossiers.label(who)} – {dossiers.label(relation)} → {dossiers.label(whom)}"


def test_a_stated_relation_is_told_from_subject_to_object(atlas: Atlas, dossiers: Dossiers) -> None:
    for relationship in dossiers.members["Relationship"]:
        for place in dossiers.citations((relationship,)):
            rows = atlas.page(page_of(place.section)).rows
            assert [row for row in rows if row[-1:] == [sentence(dossiers, relationship)]], relationship


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_rests_on_a_stated_relation_names_both_ends(graph: Graph, dossiers: Dossiers, language: str) -> None:
    facts = read_facts(graph.session)
    desk = Desk(dossiers, facts, Teller(dossiers, Texts(language), ""))
    ties = [tie for tie in facts.ties if tie.statement.startswith(f"{ID}relationship/")]
    assert ties
    for tie in ties:
        told = Page(f"<table><tr><td>{behind(desk, [tie])}</td></tr></table>").rows[0][0]
        relation = dossiers.label(dossiers.one(tie.statement, "relationKind"), language)
        first, _, last = told.partition(f" – {relation} → ")
        assert first and last, f"{tie.statement}: {told}"


def test_citations_are_worded_as_everywhere(graph: Graph, dossiers: Dossiers) -> None:
    things = [*dossiers.members["Engagement"], *dossiers.members["Finding"], *dossiers.members["Relationship"]]
    for language in LANGUAGES:
        known = graph.session.speaking(language).citations(things)
        for thing in things:
            told = [placed(one)[language] for one in dossiers.citations((thing,))]
            assert sorted(dict.fromkeys(told)) == sorted(known[thing]), thing


def test_a_citation_leads_to_the_row_of_what_it_is_for(atlas: Atlas) -> None:
    page = (atlas.folder / "engagement" / "acquisition-kt-ntc-1997.html").read_text(encoding="utf-8")
    assert '<a class="c" href="../section/tbl-3-8.html#l1399">Table 3-8, p. 52, l. 1399-1400</a>' in page
    table = (atlas.folder / "section" / "tbl-3-8.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr[^>]*><td>1399-1400</td>.*?</tr>", table)
    assert any("../engagement/acquisition-kt-ntc-1997.html" in row for row in rows)


def test_every_statement_stands_on_the_page_of_its_section(atlas: Atlas, dossiers: Dossiers) -> None:
    kept = (f"{ID}section/", f"{ID}derivation/")
    stated = Counter(
        place.section
        for place in dossiers.places()
        for thing in dossiers.pointing(place.iri, "wasDerivedFrom")
        if not thing.startswith(kept)
    )
    for section in dossiers.members["Section"]:
        text = (atlas.folder / page_of(section)).read_text(encoding="utf-8")
        _, _, table = text.partition('<table class="lines">')
        assert table.count("<tr") - bool(table) == stated[section], section


# Closed


def test_pages_load_only_files_of_the_atlas(atlas: Atlas) -> None:
    for address in atlas.addresses:
        page = atlas.page(address)
        for link in page.loaded:
            assert link == "data:," or (atlas.folder / address).parent.joinpath(link).is_file(), (address, link)
        assert [link for link in page.links if re.match(r"(?i)\s*[a-z+.-]+:", link)] == [], address
        assert [link for link in page.out if not re.fullmatch(r"https?://[^\s<>\"']+", link)] == [], address
    sheets = [path.read_text(encoding="utf-8") for path in (atlas.folder / "assets").rglob("*.css")]
    assert [one for one in re.findall(r"@import|url\((?!data:)[^)]*\)", " ".join(sheets)) if "http" in one] == []


def test_only_pages_of_things_and_of_sources_lead_out(atlas: Atlas, dossiers: Dossiers) -> None:
    """To the ids of others, their evidence, and what they publish; each address is one the graph states."""
    around = dossiers.around
    assert around.ids and around.values and around.sources
    for iri, ids in around.ids.items():
        stated = {address for one in ids for address in (one.iri, *one.addresses)}
        values = around.values.get(iri, ())
        stated |= {address for one in values for address in (one.held, one.value)}
        out = atlas.page(page_of(iri)).out
        assert set(out) <= stated and {one.iri for one in ids} <= set(out), iri
    told = {page_of(iri) for iri in (*around.ids, *around.values)}
    assert [one for one in atlas.addresses if atlas.page(one).out and one not in {*told, "about.html"}] == []
    assert set(atlas.page("about.html").out) == {source.licence for source in around.sources.values()}


def test_a_page_tells_values_from_outside_with_source_and_date(atlas: Atlas) -> None:
    page = (atlas.folder / "place" / "vietnam.html").read_text(encoding="utf-8")
    values = page[page.index('id="values_outside"') : page.index('id="links_out"')]
    assert "the report does not state them" in values and "World Bank" in values
    assert re.search(r"<tr>.*Population.*>[\d,]{9,}<.*<td>20\d\d</td>.*got 20\d\d-\d\d-\d\d", values)
    links = page[page.index('id="links_out"') :]
    assert all(name in links for name in ("ISO 3166", "UN M49", "GeoNames", "Wikidata")) and ">Q881</a>" in links


def test_nothing_from_elsewhere_may_run(atlas: Atlas) -> None:
    for address in atlas.addresses:
        page = atlas.page(address)
        rules = {
            name: rule.split()
            for name, *rule_ in [part.split(maxsplit=1) for part in page.policy.split(";")]
            for rule in rule_
        }
        assert rules["default-src"] == ["'none'"] and rules["script-src"] == ["'self'", "file:"], address
        assert "http" not in page.policy and set(page.inline) <= {"application/json"}, address
        assert page.handlers == [], address
        assert "'unsafe-inline'" in rules["style-src"] or page.styled == [], address


# Languages


def test_every_word_is_told_in_four_languages() -> None:
    for key, labels in words("atlas").items():
        assert set(labels) == set(LANGUAGES), key
        assert all(text.strip() for text in labels.values()), key
        blanks = {tag: sorted(re.findall(r"\{\w+\}", text)) for tag, text in labels.items()}
        assert len(set(map(str, blanks.values()))) == 1, key


def test_texts_have_numbers_that_the_script_knows(atlas: Atlas) -> None:
    texts = atlas.data("texts", "sckgTexts")
    for address in ("index.html", "actor/kind.html", "question/recommendations.html"):
        page = (atlas.folder / address).read_text(encoding="utf-8")
        for number, shown in re.findall(r'<(?:bdi|a href="[^"]+") data-t="(\d+)">([^<]+)</', page):
            assert shown.replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", '"') in texts[int(number)]


def test_a_page_in_korean_says_what_is_not_korean(tiny: Graph, tmp_path: Path) -> None:
    write_atlas(tiny.session.speaking("ko"), tmp_path / "atlas", language="ko")
    page = (tmp_path / "atlas" / "actor" / "acme.html").read_text(encoding="utf-8")
    assert '<html lang="ko"' in page and "에이크미</bdi></h1>" in page
    assert not re.search(r'<bdi data-t="\d+" lang="ko">', page)


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ({"ko": "세종", "en": "Sejong"}, '<bdi data-t="0">Sejong</bdi>'),
        ({"ko": "세종"}, '<bdi data-t="0" lang="ko">세종</bdi>'),
        ({"": "KT"}, "<bdi>KT</bdi>"),
        ({}, ""),
        ({"en": "<b>&"}, '<bdi data-t="0">&lt;b&gt;&amp;</bdi>'),
    ],
)
def test_a_text_on_a_page(labels: dict[str, str], shown: str) -> None:
    assert Texts("en").say(labels) == shown


def test_the_same_text_has_one_number() -> None:
    texts = Texts("en")
    numbers = [texts.number(one) for one in ({"en": "a", "ko": "b"}, {"ko": "b", "en": "a"}, {"en": "a"})]
    assert numbers == [0, 0, 1]
    assert texts.script() == b'window.sckgTexts=[["b","a"],["","a"]];\n'


# Search


def test_the_search_index_leads_to_what_it_names(atlas: Atlas, dossiers: Dossiers) -> None:
    index = json.loads(
        (atlas.folder / "assets" / "index.js").read_text(encoding="utf-8")[len("window.sckgIndex=") : -2]
    )
    script = (atlas.folder / "assets" / "texts.js").read_text(encoding="utf-8")
    texts = json.loads(script.removeprefix("window.sckgTexts=").removesuffix(";\n"))
    for address, kind, home, text, _ in index:
        path, _, anchor = address.partition("#")
        assert (atlas.folder / path).is_file() and (not anchor or anchor in atlas.page(path).ids), address
        assert any(texts[kind]) and any(texts[text]) and (home == -1 or any(texts[home]))
    told = {address: (text, names) for address, _, _, text, names in index}
    kinds = {tuple(texts[kind]) for _, kind, _, _, _ in index}
    assert all(len([text for text in kind[:4] if text]) == 4 for kind in kinds), "a kind without a label of a language"
    assert not [text for kind in kinds for text in kind if re.search(r"[:/]", text)], "an IRI is no kind"
    assert "화웨이" in texts[told["actor/huawei.html"][0]] and "KIND" in told["actor/kind.html"][1]
    assert set(told) >= {page_of(one) for one in dossiers.members["Actor"]}


# Downloads


def test_the_graph_is_handed_on(atlas: Atlas, built: Path) -> None:
    data = atlas.folder / "data"
    for name in ("sckg.ttl", "sckg.jsonld"):
        with zipfile.ZipFile(data / f"{name}.zip") as archive:
            assert archive.namelist() == [name]
            assert archive.read(name) == (built / name).read_bytes()


def test_lists_are_complete_as_csv_and_as_workbook(atlas: Atlas, dossiers: Dossiers) -> None:
    for name, kind in (("actors", "Actor"), ("engagements", "Engagement"), ("relationships", "Relationship")):
        text = (atlas.folder / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert [row[0] for row in rows[1:]] == list(dossiers.members[kind])
        sheet = openpyxl.load_workbook(atlas.folder / "data" / f"{name}.xlsx").worksheets[0]
        assert sum(1 for row in sheet.iter_rows(values_only=True) if row[0]) == len(rows)


def test_answers_are_handed_on_in_two_languages(atlas: Atlas, graph: Graph) -> None:
    folder = atlas.folder / "data" / "answers"
    for tag in ("ko", "en"):
        text = (folder / f"who-enters-a-country.{tag}.csv").read_text(encoding="utf-8-sig")
        table = Graph(graph.session.speaking(tag), graph.target, graph._questions).ask("who-enters-a-country")
        assert list(csv.reader(io.StringIO(text)))[1:] == [list(row) for row in table.texts()]


# The same each time, whole or not at all


def prints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_runs_write_the_same_bytes(tiny_built: Path, tmp_path: Path) -> None:
    """In processes with hashes of their own."""
    for name in ("1", "2"):
        command = [sys.executable, "-c", "from sckg.cli import main; main()", "atlas", "--build", str(tiny_built)]
        environment = {**os.environ, "PYTHONHASHSEED": name}
        subprocess.run([*command, "--out", str(tmp_path / name)], check=True, env=environment, capture_output=True)
    assert prints(tmp_path / "1") == prints(tmp_path / "2")


def put(path: Path, *names: str) -> None:
    """Write an atlas with a few files."""
    with fresh_folder(path, MARKER) as stage:
        for name in (*names, MARKER):
            (stage / name).parent.mkdir(exist_ok=True)
            (stage / name).write_text(name)


def test_an_atlas_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    put(tmp_path / "atlas", "actor/gone.html", "index.html")
    (tmp_path / ".atlas.sckg-next-killed").mkdir()
    put(tmp_path / "atlas", "place/new.html")
    assert set(prints(tmp_path / "atlas")) == {MARKER, "place/new.html"}
    assert [one.name for one in tmp_path.iterdir()] == ["atlas"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "atlas").mkdir()
    put(tmp_path / "atlas", "index.html")
    assert set(prints(tmp_path / "atlas")) == {MARKER, "index.html"}


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(KEPT)
    with pytest.raises(UsageError, match=r"holds something else \(no atlas.json\)"):
        put(tmp_path, "index.html")
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(KEPT)
    with pytest.raises(UsageError, match="is a file"):
        put(tmp_path / "mine.txt", "index.html")
    assert (tmp_path / "mine.txt").read_text() == KEPT


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(KEPT)
    with pytest.raises(UsageError, match="cannot be written"):
        put(tmp_path / "mine.txt" / "atlas", "index.html")


def test_a_run_that_fails_leaves_the_older_atlas(tmp_path: Path) -> None:
    put(tmp_path / "atlas", "index.html")
    before = prints(tmp_path / "atlas")
    with pytest.raises(ZeroDivisionError), fresh_folder(tmp_path / "atlas", MARKER) as stage:
        (stage / "half.html").write_text(str(1 / 0))
    assert prints(tmp_path / "atlas") == before and [one.name for one in tmp_path.iterdir()] == ["atlas"]


def test_a_swap_that_fails_leaves_the_older_atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "atlas", "index.html")
    before, real, moved = prints(tmp_path / "atlas"), os.replace, list[str]()

    def failing(source: Path, target: Path) -> None:
        moved.append(Path(source).name)
        if "next" in Path(source).name:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr("sckg.store.files.os.replace", failing)
    with pytest.raises(UsageError, match="No space left"):
        put(tmp_path / "atlas", "other.html")
    assert len(moved) == 3 and prints(tmp_path / "atlas") == before


# Hostile labels


HOSTILE = {
    "Acme": "<script>alert(1)</script>",
    "에이크미": "</bdi><img src=x onerror=alert(2)>",
    "ACM": "<b>n</b>",
    "Hanoi metro": "javascript:alert(3)",
    "하노이 도시철도": '" onmouseover="alert(4)',
    "Metro contract": "]]></title></script><!--",
    "도시철도 계약": "\u202e거꾸로\u2067",
    "Loans are needed": "{{ 7 * 7 }} {% raw %}",
    "금융이 필요하다": "\u2028줄\u2029",
    "Land Ministry": "</a></table></html>",
}
"""Label of the tiny source → what it is called instead. Its tables would not let these in; a server might hold them."""


class Hostile(Engine):
    """An engine whose labels try everything."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def solve(self, text: str, *, union: bool = True) -> Solutions:
        answer = self.engine.solve(text, union=union)
        rows = (tuple(self.changed(term) for term in row) for row in answer.rows)
        return Solutions(answer.variables, rows, answer.form)

    def changed(self, term: Term | None) -> Term | None:
        if isinstance(term, ox.Literal) and term.value in HOSTILE:
            return ox.Literal(HOSTILE[term.value], language=term.language)
        return term


@pytest.fixture(scope="module")
def hostile(tiny: Graph, real_paths: Paths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "atlas"
    write_atlas(Session(Hostile(tiny.session.engine), real_paths.queries / "views"), folder)
    return folder


def test_hostile_labels_are_shown(hostile: Path) -> None:
    page = (hostile / "actor" / "acme.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "&lt;b&gt;n&lt;/b&gt;" in page


def test_labels_stay_text(hostile: Path) -> None:
    for path in sorted(hostile.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert page.handlers == [] and set(page.inline) <= {"application/json"}, path.name
        assert not [link for link in page.links if "javascript" in link.lower()], path.name
        assert "<img" not in text and "<b>n</b>" not in text and ">49 " not in text, path.name
        assert text.count("</html>") == 1 and text.count("<!--") == 0, path.name
        apart = ("bdi", "a", "title", "text", "span", "option", "script")
        assert [one for one in page.texts if "\u202e" in one[1] and one[0] not in apart] == [], path.name


def test_labels_do_not_end_scripts(hostile: Path) -> None:
    for name in ("texts", "index", "words"):
        text = (hostile / "assets" / f"{name}.js").read_text(encoding="utf-8")
        assert "<" not in text and "\u2028" not in text and "\u2029" not in text
    for path in ("network.html", "map.html"):
        text = (hostile / path).read_text(encoding="utf-8")
        assert "alert(1)</script" not in text


# Parts


@pytest.mark.parametrize("slug", ["tbl-3-8", "a.b_c~d", "KT"])
def test_a_plain_name_stays(slug: str) -> None:
    assert file_name(slug) == slug


@pytest.mark.parametrize("slug", ["..", ".hidden", "a/b", "a\\b", "한", "a b", "", "a#b", "a?b", "a%2fb", "\u202ex"])
def test_any_other_name_becomes_one(slug: str) -> None:
    assert re.fullmatch(r"x[A-Za-z0-9]*", file_name(slug))


def test_only_addresses_of_the_web_lead_outside() -> None:
    def known(iri: str, *addresses: str) -> OutsideId:
        return OutsideId(
            "Wikidata", 1, "Q1", iri, "Acme", "exactMatch", "1", "Kim", "2026-11-26", "<b>why</b>", addresses
        )

    thing, evil = f"{ID}actor/acme", "javascript:alert(1)"
    values = tuple(
        OutsideFact(f"{ID}concept/outside-property/website", f"{ID}dataset/x", "unknown", "", one, False, one, "")
        for one in ("https://example.org/", evil)
    )
    ids = (known("https://www.wikidata.org/entity/Q1", evil), known(evil, "https://example.org/why"))
    provider = Provider({"en": "X"}, "X", evil, "X, <i>2026</i>", "2026-11-26")
    dossiers = Dossiers((), Around({thing: ids}, {thing: values}, {f"{ID}dataset/x": provider}))
    desk = Desk(dossiers, Facts((), {}), Teller(dossiers, Texts("en"), ""))
    rows = (*links_out(desk, thing).rows, *values_from_outside(desk, thing).rows)
    text = "".join(cell for row in rows for cell in row.cells) + "".join(credit for _, credit, _ in credits_of(desk))
    addresses = {"https://www.wikidata.org/entity/Q1", "https://example.org/why", "https://example.org/"}
    assert set(re.findall(r'href="([^"]*)"', text)) == addresses
    assert text.count("<a ") == text.count('rel="noopener noreferrer"') and "<b>" not in text and "<i>" not in text


class Counting(Engine):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def solve(self, text: str, *, union: bool = True) -> Solutions:
        self.asked += 1
        return Solutions(("x",), iter([(None,)]))


def test_a_query_is_answered_once() -> None:
    engine = Counting()
    remembering = Remembering(engine)
    answers = [list(remembering.solve(text).rows) for text in ("a", "a", "b", "a")]
    assert answers == [[(None,)]] * 4 and engine.asked == 2


def test_dossiers_know_both_directions(dossiers: Dossiers) -> None:
    kind = f"{ID}actor/kind"
    parts = dossiers.pointing(kind, "actor")
    assert parts and all(dossiers.one(part, "actor") == kind for part in parts)
    assert dossiers.is_a(kind, "PublicBody") and not dossiers.is_a(kind, "Firm")
    assert dossiers.label(kind, "ko") == "한국해외인프라도시개발지원공사"
    assert [one.first for one in dossiers.citations((kind,))] == sorted(
        one.first for one in dossiers.citations((kind,))
    )
    assert f"{ID}actor/nobody" not in dossiers and dossiers.one(f"{ID}actor/nobody", "actor") == ""


# The command


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


def test_the_command_prints_where_it_wrote(tiny_built: Path, tmp_path: Path) -> None:
    code, told = run("atlas", "--build", str(tiny_built), "--out", str(tmp_path / "atlas"), "--lang", "ko")
    assert code == 0 and told.startswith(f"{tmp_path / 'atlas' / 'index.html'}: ") and " pages, " in told
    assert '<html lang="ko"' in (tmp_path / "atlas" / "index.html").read_text(encoding="utf-8")


def test_the_command_refuses_what_is_no_atlas(tiny_built: Path) -> None:
    code, told = run("atlas", "--build", str(tiny_built), "--out", str(tiny_built))
    assert code == 2 and "--out" in told and "Traceback" not in told
