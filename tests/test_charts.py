"""Flow, matrix, map, timeline: numbers lead to what is behind them, names touch nothing, files are whole and alike."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner
from matplotlib import font_manager
from matplotlib.font_manager import FontEntry, FontManager
from PIL import Image

from sckg.analysis import Facts, Selection, Tie, read_dated, read_facts, select
from sckg.cli import drawing, main
from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.queries import Session
from sckg.views.backing import told
from sckg.views.charts import Chart, as_picture, save_chart
from sckg.views.flow import flow_chart
from sckg.views.graph_files import GRAPH_FORMS
from sckg.views.grounds import Grounds, chosen_text
from sckg.views.languages import LANGUAGES, best
from sckg.views.marks import Label, Shape, text_width
from sckg.views.matrix import matrix_chart
from sckg.views.pictures import PICTURE_FORMS
from sckg.views.timeline import timeline_chart
from sckg.views.worldmap import map_chart

ROOT = Path(__file__).resolve().parents[1]
VIEWS = ROOT / "queries" / "views"
WORDS = ROOT / "src" / "sckg" / "views" / "templates" / "words" / "charts.yaml"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("flow", "flow-by-sector", "matrix", "map", "timeline", "timeline-by-host")
each_chart = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def facts(built: Path) -> Facts:
    return read_facts(Session.open(built, VIEWS))


@pytest.fixture(scope="module")
def charts(built: Path, facts: Facts) -> Mapping[str, Chart]:
    session = Session.open(built, VIEWS)
    grounds = Grounds.of(session, facts)
    dated = read_dated(session, facts)
    return {
        "flow": flow_chart(grounds, facts.ties),
        "flow-by-sector": flow_chart(grounds, facts.ties, by_sector=True),
        "matrix": matrix_chart(grounds, facts.ties),
        "map": map_chart(grounds, facts.ties),
        "timeline": timeline_chart(grounds, dated),
        "timeline-by-host": timeline_chart(grounds, dated, by_host=True),
    }


class Reader(HTMLParser):
    """Ids, addresses within the page, and rows with their data."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.rows: list[dict[str, str]] = []
        self._group: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"][1:]] if tag == "a" else []
        data = {name[5:]: value for name, value in found.items() if name.startswith("data-")}
        if tag == "tbody":
            self._group = data
        elif tag == "tr" and self._group and found.get("class") != "chart-group":
            self.rows.append({**self._group, **data})


def read(chart: Chart) -> Reader:
    reader = Reader()
    reader.feed(str(as_picture(chart, "ko").body))
    return reader


@each_chart
def test_every_mark_leads_to_what_is_behind_it(charts: Mapping[str, Chart], name: str) -> None:
    page = read(charts[name])
    assert len(page.ids) == len(set(page.ids))
    assert page.links and sorted(set(page.links) - set(page.ids)) == []


def test_a_cell_has_as_many_statements_behind_it_as_it_says(charts: Mapping[str, Chart]) -> None:
    rows = read(charts["matrix"]).rows
    cells = [mark for mark in charts["matrix"].drawing.marks if isinstance(mark, Label) and "sector" in mark.tags]
    for cell in cells:
        behind = [row for row in rows if all(cell.tags[tag] in row[tag].split() for tag in ("home", "host", "sector"))]
        assert len(behind) == int(cell.labels[""]), cell.tags
    assert len(cells) > 50


@pytest.mark.parametrize("name", ["flow", "map"])
def test_a_ribbon_or_line_says_how_many_statements_are_behind_it(charts: Mapping[str, Chart], name: str) -> None:
    rows = read(charts[name]).rows
    said = {
        (mark.tags["home"], mark.tags["host"]): int(re.search(r": (\d+)", mark.told["en"])[1])  # type: ignore[index]
        for mark in charts[name].drawing.marks
        if isinstance(mark, Shape) and mark.told and {"home", "host"} <= mark.tags.keys()
    }
    pairs = [(row["home"], row["host"]) for row in rows]
    assert said == {pair: pairs.count(pair) for pair in pairs}


@each_chart
def test_every_entry_is_cited_in_all_languages(charts: Mapping[str, Chart], name: str) -> None:
    silent = [
        best(entry.labels, "en")[0]
        for group in charts[name].groups
        for entry in group.entries
        if set(entry.cited) != set(LANGUAGES)
    ]
    assert silent == []


def boxes(chart: Chart, language: str) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    for mark in chart.drawing.marks:
        if isinstance(mark, Label) and "near" not in mark.tags and (text := best(mark.labels, language)[0]):
            wide, high = text_width(text, mark.size), mark.size * 0.7
            if mark.turned:
                yield text, (mark.x - high, mark.y - wide, mark.x, mark.y)
                continue
            left = mark.x - {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
            yield text, (left, mark.y - high, left + wide, mark.y)


@each_chart
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_touches_another_or_the_edge(charts: Mapping[str, Chart], name: str, language: str) -> None:
    chart = charts[name]
    found = list(boxes(chart, language))
    touching = [
        (one, other)
        for (one, a), (other, b) in combinations(found, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    outside = [
        text
        for text, (left, top, right, bottom) in found
        if left < -1 or top < -1 or right > chart.drawing.width + 1 or bottom > chart.drawing.height + 1
    ]
    assert (touching, outside) == ([], [])


def test_every_host_country_has_its_name_on_the_map(charts: Mapping[str, Chart]) -> None:
    chart = charts["map"]
    named = {mark.tags.get("host") for mark in chart.drawing.marks if isinstance(mark, Label)}
    assert {group.tags["host"] for group in chart.groups} <= named


def test_cities_are_named_where_there_is_room(charts: Mapping[str, Chart]) -> None:
    cities = [mark for mark in charts["map"].drawing.marks if isinstance(mark, Label) and "place" in mark.tags]
    open_ones = [mark for mark in cities if "near" not in mark.tags]
    assert len(open_ones) > len(cities) / 3 and "Wellington" in {mark.labels["en"] for mark in open_ones}


def test_a_nation_with_few_sectors_takes_little_room(charts: Mapping[str, Chart], facts: Facts) -> None:
    empty = [mark for mark in charts["matrix"].drawing.marks if isinstance(mark, Label) and mark.labels == {"": "·"}]
    cells = [
        mark.tags["sector"]
        for mark in charts["matrix"].drawing.marks
        if mark.tags.get("home") == "germany" and "sector" in mark.tags
    ]
    rows = len({mark.tags["host"] for mark in charts["matrix"].drawing.marks if "host" in mark.tags})
    assert len([mark for mark in empty if mark.tags["home"] == "germany"]) == rows * len(set(cells)) - len(set(cells))
    assert len([mark for mark in empty if mark.tags["home"] == "china"]) > rows * 4


def test_what_names_no_nation_is_not_of_other_nations(charts: Mapping[str, Chart], built: Path, facts: Facts) -> None:
    dated = read_dated(Session.open(built, VIEWS), facts)
    lanes = {group.tags["home"]: len(group.entries) for group in charts["timeline"].groups if "home" in group.tags}
    known = {f"{ID}place/{name}" for name in ("korea", "china", "japan")}
    assert lanes["nation_unstated"] == sum(one.dated and not one.nations for one in dated) > 0
    assert (
        lanes["others"] == sum(one.dated and bool(one.nations) and known.isdisjoint(one.nations) for one in dated) > 0
    )
    assert [nation.slug for nation in charts["timeline"].nations][-2:] == ["others", "nation_unstated"]


def test_what_is_undated_is_listed_and_never_drawn(charts: Mapping[str, Chart]) -> None:
    chart = charts["timeline"]
    undated = next(group for group in chart.groups if group.key == "timeline-undated")
    drawn = {mark.tags["entry"] for mark in chart.drawing.marks if "entry" in mark.tags}
    assert len(undated.entries) > 50
    assert not drawn & {entry.tags["entry"] for entry in undated.entries}
    assert f"({len(undated.entries)})" in undated.labels["ko"]
    listed = {entry.tags["entry"] for group in chart.groups for entry in group.entries if group != undated}
    assert drawn == listed


def shapes_of(chart: Chart, entry: str, home: str) -> list[Shape]:
    return [
        mark
        for mark in chart.drawing.marks
        if isinstance(mark, Shape) and mark.tags.get("entry") == entry and mark.tags["home"] == home
    ]


def test_a_date_is_drawn_as_sharp_as_it_is(charts: Mapping[str, Chart]) -> None:
    def told(entry: str, home: str = "korea") -> tuple[float, list[float], int]:
        found = shapes_of(charts["timeline"], entry, home)
        places = [step[1] for shape in found for step in shape.steps if len(step) > 1]
        arrows = sum(len(shape.steps) == 4 for shape in found)
        return max(places) - min(places), [shape.opacity for shape in found], arrows

    year, soft, _ = told("establishment-koif-2015")
    month, sharp, _ = told("contract-bismayah-construction-2015-04")
    day, tick, _ = told("visit-jetro-beijing-office-2019-07-02", "japan")
    assert soft[0] < soft[1] < soft[2] > soft[3] > soft[4] and sharp == tick == [1.0]
    assert year > 8 * month and day < month
    assert told("bri", "china")[2] == 1 and told("china-pilot-programme", "china")[2] == 0


def test_what_is_disputed_is_hatched(charts: Mapping[str, Chart]) -> None:
    for name in ("flow", "matrix"):
        hatched = {
            (mark.tags["home"], mark.tags["host"])
            for mark in charts[name].drawing.marks
            if isinstance(mark, Shape) and mark.hatch
        }
        doubtful = {
            (group.tags["home"], group.tags["host"])
            for group in charts[name].groups
            if any(entry.contested for entry in group.entries)
        }
        assert hatched == doubtful != set()
    dashed = {
        (mark.tags["home"], mark.tags["host"])
        for mark in charts["map"].drawing.marks
        if isinstance(mark, Shape) and mark.dashes
    }
    assert dashed == {
        (group.tags["home"], group.tags["host"])
        for group in charts["map"].groups
        if all(entry.contested for entry in group.entries)
    }


@pytest.mark.parametrize(
    ("name", "form"), [*((name, form) for name in NAMES for form in ("html", "svg")), ("flow", "png")]
)
def test_a_file_is_the_same_every_time(charts: Mapping[str, Chart], name: str, form: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.{form}" for number in (1, 2)]
    for file in files:
        save_chart(charts[name], file, language="ko")
    one, other = (file.read_bytes() for file in files)
    assert one == other and (b"/tmp/" not in one)


@each_chart
@pytest.mark.parametrize("language", LANGUAGES)
def test_svg_is_text_in_one_language_with_its_caption(
    charts: Mapping[str, Chart], name: str, language: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.svg"
    save_chart(charts[name], file, language=language)
    root = ElementTree.parse(file).getroot()
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert best(charts[name].titles, language)[0] in texts
    assert any("(2019)" in text for text in texts), "the source and its year"
    assert root.get("lang") == language and not list(root.iter(f"{SVG}a"))


def test_png_is_a4_lying_and_fit_for_print(charts: Mapping[str, Chart], tmp_path: Path) -> None:
    for name in ("flow", "matrix", "map"):
        save_chart(charts[name], tmp_path / "x.png", language="ko")
        with Image.open(tmp_path / "x.png") as image:
            assert image.width == 2338 and image.height == pytest.approx(1653, abs=4), name
    save_chart(charts["timeline"], tmp_path / "x.png", language="ko")
    with Image.open(tmp_path / "x.png") as image:
        assert image.height <= image.width * 2**0.5 + 1, "more than a page of A3"


EVIL = """<script>alert(1)</script> " ' & </script> <!-- href=javascript:alert(1) \u202e ]]>"""


def evil(facts: Facts) -> tuple[Facts, list[Tie]]:
    ties = [tie for tie in facts.ties if tie.relation == "enters"][:20]
    things = {iri: replace(thing, labels={"ko": EVIL, "en": EVIL + iri}) for iri, thing in facts.things.items()}
    return Facts(ties, things), ties


@pytest.mark.parametrize("draw", [flow_chart, matrix_chart, map_chart])
def test_a_wicked_name_stays_a_name(draw: Callable[..., Chart], facts: Facts, tmp_path: Path) -> None:
    wicked, ties = evil(facts)
    chart = draw(Grounds(wicked, lambda iris: {iri: {"": EVIL} for iri in iris}), ties)
    save_chart(chart, tmp_path / "x.svg", language="ko")
    ElementTree.parse(tmp_path / "x.svg")
    body = str(as_picture(chart, "ko").body)
    assert "<script" not in body and "</script" not in body and "<!--" not in body
    assert EVIL[:8] not in body


def test_texts_are_there_in_four_languages_with_the_same_blanks() -> None:
    known = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    blank = re.compile(r"{(\w+)}")
    for key, labels in known.items():
        assert list(labels) == ["ko", "en", "ja", "zh"], key
        assert len({frozenset(blank.findall(text)) for text in labels.values()}) == 1, key


def test_every_text_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "sckg" / "views").glob("*.py"))
    code += (WORDS.parents[1] / "pictures" / "chart.html").read_text(encoding="utf-8")
    known = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    unused = [key for key in known if not re.search(rf"[\"'.]{key}\b", code) and not key.startswith("title_")]
    assert unused == []


def test_a_caption_says_what_was_chosen(facts: Facts) -> None:
    korea = frozenset({f"{ID}place/korea"})
    text = chosen_text(facts, Selection(home=korea, as_of="2017-06", contested=False))
    assert text and text["ko"] == "본국: 한국; 기간: 2017-06 기준; 이견 있음: 이견 있는 것 제외"
    assert text["en"] == "Home country: Korea; period: as of 2017-06; disputed: disputed ones left out"
    assert chosen_text(facts, Selection()) is None
    assert told("note_filters", filters=text)["en"].startswith("Selection: Home country: Korea")


def test_a_selection_is_drawn_alone(built: Path, facts: Facts) -> None:
    chosen = select(facts, Selection(home=frozenset({f"{ID}place/japan"})))
    chart = matrix_chart(Grounds.of(Session.open(built, VIEWS), facts), chosen)
    assert {group.tags["home"] for group in chart.groups} == {"japan"}
    assert [nation.slug for nation in chart.nations] == ["japan"]


def test_a_country_that_is_not_on_the_map_is_counted(facts: Facts) -> None:
    ties = [tie for tie in facts.ties if tie.relation == "enters" and tie.object == f"{ID}place/kuwait"]
    numbers = {f"{ID}place/korea": "410", f"{ID}place/kuwait": ""}
    grounds = Grounds(Facts(ties, facts.things), lambda iris: dict.fromkeys(iris, {}), numbers=numbers)
    chart = map_chart(grounds, ties)
    assert "1 countries" in chart.notes[0]["en"]
    assert len(chart.groups) == 1, "it is still listed"


def test_the_command_line_knows_the_forms_of_pictures_and_networks() -> None:
    """It names them itself, so that `--help` need not load what draws."""
    assert drawing.PICTURES == PICTURE_FORMS
    assert drawing.NETWORKS == (*PICTURE_FORMS, *GRAPH_FORMS)


FAULTS = [
    (["flow", "-o", "x.pdf"], "the ending names no form of a picture"),
    (["map", "--home", "Chile"], "nothing is left: home (Chile)"),
    (["matrix", "--relation", "funds"], "is an entry"),
    (["timeline", "--home", "Chile"], "nothing is left"),
    (["timeline", "--as-of", "2017-13"], "'2017-13' is no date"),
    (["map", "--host", "Atlantis"], "nothing is called 'Atlantis'"),
]


@pytest.mark.parametrize(("words", "said"), FAULTS, ids=[" ".join(words) for words, _ in FAULTS])
def test_a_wrong_use_is_told_and_nothing_is_written(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["draw", *words, "--build", str(built)])
    assert result.exit_code == 2 and said in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["html", "svg", "png"])
def test_a_folder_that_is_none_is_told(charts: Mapping[str, Chart], tmp_path: Path, form: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written"):
        save_chart(charts["matrix"], tmp_path / "file" / f"x.{form}", language="ko")


def test_a_missing_font_is_told(charts: Mapping[str, Chart], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, without(), anew=without())
    with pytest.raises(UsageError, match="'Noto Sans CJK KR' is not installed. Repair: apt install fonts-noto-cjk"):
        save_chart(charts["matrix"], tmp_path / "x.png", language="ko")
    assert list(tmp_path.iterdir()) == []


def without() -> list[FontEntry]:
    """The fonts of this machine but for those with East Asian letters."""
    return [one for one in font_manager.fontManager.ttflist if "CJK" not in one.name and "Noto Sans " not in one.name]


def listed(monkeypatch: pytest.MonkeyPatch, fonts: list[FontEntry], *, anew: list[FontEntry]) -> list[Path]:
    """Make matplotlib remember these fonts, and find those when it looks anew; the files it then remembers them in."""
    written: list[Path] = []

    class Looking(FontManager):
        def __init__(self) -> None:
            self.ttflist = anew

    monkeypatch.setattr(font_manager.fontManager, "ttflist", list(fonts))
    monkeypatch.setattr(font_manager, "FontManager", Looking)
    monkeypatch.setattr(font_manager, "json_dump", lambda _, path: written.append(path))
    return written


def font(path: Path) -> FontEntry:
    return FontEntry(fname=str(path), name="Noto Sans CJK KR")


@pytest.mark.parametrize("spoilt", ["gone", "no font", "other letters"])
def test_a_font_that_is_only_remembered_is_missing(
    spoilt: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fonts").mkdir()
    path = tmp_path / "fonts" / "NotoSansCJK-Regular.ttc"
    if spoilt == "no font":
        path.write_text("no font")
    elif spoilt == "other letters":
        shutil.copy(font_manager.findfont("DejaVu Sans"), path)
    written = listed(monkeypatch, [*without(), font(path)], anew=[*without(), font(path)])
    result = CliRunner().invoke(
        main, ["draw", "map", "--build", str(built), "--lang", "ko", "-o", str(tmp_path / "x.png")]
    )
    assert result.exit_code == 2 and "'Noto Sans CJK KR' is not installed" in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["fonts"] and len(written) == 1


def test_a_font_that_is_new_is_found(
    charts: Mapping[str, Chart], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = listed(monkeypatch, without(), anew=list(font_manager.fontManager.ttflist))
    save_chart(charts["matrix"], tmp_path / "x.png", language="ko")
    assert [one.name for one in tmp_path.iterdir()] == ["x.png"]
    assert [one.name for one in written] == [f"fontlist-v{FontManager.__version__}.json"], (
        "remembered for the next time"
    )


@pytest.mark.parametrize("command", ["flow", "matrix", "map", "timeline"])
def test_a_picture_is_drawn_from_the_command_line(built: Path, tmp_path: Path, command: str) -> None:
    file = tmp_path / "deep" / f"{command}.html"
    result = CliRunner().invoke(main, ["draw", command, "-o", str(file), "--build", str(built), "--lang", "ko"])
    assert result.exit_code == 0, result.output
    assert 'data-lang="ko"' in file.read_text(encoding="utf-8") and str(file) in result.stdout
