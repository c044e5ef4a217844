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

from sckg.analysis import Facts
from sckg.cli import main
from sckg.config import Paths
from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.queries import Dossiers, Graph, Session, read_dossiers
from sckg.store import Engine, Solutions, Term, fresh_folder
from sckg.views import write_atlas
from sckg.views.atlas import MARKER, Written
from sckg.views.atlas.addresses import file_name, page_of
from sckg.views.atlas.asked import Remembering
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.telling import Teller, placed
from sckg.views.atlas.texts import Texts
from sckg.views.atlas.things import outside
from sckg.views.languages import LANGUAGES, words

VOID = {"meta", "link", "br", "input", "img", "hr"}
KEPT = "kept"
"""What stands in a file that must not be touched."""


class Page(HTMLParser):
    """What a page holds: ids, links, scripts, attributes, and text outside scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.handlers: list[str] = []
        self.styled: list[str] = []
        self.inline: list[str] = []
        self.policy = ""
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a":
            self.links.append(told.get("href", ""))
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


def test_no_page_has_an_id_twice(atlas: Atlas) -> None:
    twice = {
        address: [one for one, count in Counter(atlas.page(address).ids).items() if count > 1]
        for address in atlas.addresses
    }
    assert {address: ids for address, ids in twice.items() if ids} == {}


def test_every_number_of_the_start_page_is_the_length_of_the_list_it_leads_to(atlas: Atlas) -> None:
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    tiles = re.findall(r'<a href="([\w.]+)"><b>([\d,]+)</b>', text)
    narrower = {"places.html": ["countries"], "figures.html": ["figures", "amounts"]}
    assert len(tiles) == 10
    for address, number in tiles:
        listed = (atlas.folder / address).read_text(encoding="utf-8")
        groups = re.findall(r'<section class="group" id="([\w-]+)">(.*?)</section>', listed, re.DOTALL)
        rows = {key: part.count("<tr") - 1 for key, part in groups}
        assert int(number.replace(",", "")) == sum(rows[key] for key in narrower.get(address, rows)), address


def test_a_number_of_the_joint_entry_matrix_is_the_number_of_statements_below(atlas: Atlas) -> None:
    text = (atlas.folder / "joint-entry.html").read_text(encoding="utf-8")
    matrix = text[: text.index("</table>")]
    found = re.findall(r'<a href="#([\w-]+)">(.*?)</a></td>', matrix)
    assert found
    for key, cell in found:
        numbers = {nation: int(count) for nation, count in re.findall(r'<i class="nation (\w+)">.*?(\d+)</span>', cell)}
        part = text[text.index(f'id="{key}"') :]
        rows = re.findall(r"<tr><td>.*?</tr>", part[: part.index("</section>")])
        for row in rows[:3]:
            nation, behind = re.findall(r'<i class="nation (\w+)">', row)[0], row.split("<td>")[3]
            assert ("unsaid" in row) == (nation not in numbers)
            if nation in numbers:
                assert 1 <= behind.count("<br>") + 1 <= numbers[nation], (key, nation)
                assert 'class="c"' in row, f"{key}, {nation}: no line is cited"


def test_citations_are_worded_as_everywhere(graph: Graph, dossiers: Dossiers) -> None:
    things = [*dossiers.members["Engagement"], *dossiers.members["Finding"], *dossiers.members["Relationship"]]
    for language in LANGUAGES:
        known = graph.session.speaking(language).citations(things)
        for thing in things:
            told = [placed(one)[language] for one in dossiers.citations((thing,))]
            assert sorted(dict.fromkeys(told)) == sorted(known[thing]), thing


def test_a_citation_leads_to_the_row_of_what_it_is_for(atlas: Atlas) -> None:
    page = (atlas.folder / "engagement" / "acquisition-kt-ntc-1997.html").read_text(encoding="utf-8")
    assert '<a class="c" href="../section/tbl-3-8.html#l1399">표 3-8, p. 52, l. 1399-1400</a>' in page
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
    sheets = [path.read_text(encoding="utf-8") for path in (atlas.folder / "assets").rglob("*.css")]
    assert [one for one in re.findall(r"@import|url\((?!data:)[^)]*\)", " ".join(sheets)) if "http" in one] == []


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
    assert "화웨이" in texts[told["actor/huawei.html"][0]] and "KIND" in told["actor/kind.html"][1]
    assert set(told) >= {page_of(one) for one in dossiers.members["Actor"]}


# Downloads


def test_the_graph_is_handed_on(atlas: Atlas, built: Path) -> None:
    data = atlas.folder / "data"
    assert (data / "sckg.ttl").read_bytes() == (built / "sckg.ttl").read_bytes()
    with zipfile.ZipFile(data / "sckg.jsonld.zip") as archive:
        assert archive.namelist() == ["sckg.jsonld"]
        assert archive.read("sckg.jsonld") == (built / "sckg.jsonld").read_bytes()


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
    thing, same = ox.NamedNode(f"{ID}actor/acme"), ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs")
    named = ["https://www.wikidata.org/entity/Q1", "javascript:alert(1)", f"{ID}actor/other", "urn:x"]
    dossiers = Dossiers({"thing": thing, "property": same, "value": ox.NamedNode(one)} for one in named)
    desk = Desk(dossiers, Facts((), {}), Teller(dossiers, Texts("en"), ""))
    assert outside(desk, thing.value) == ("https://www.wikidata.org/entity/Q1",)


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
