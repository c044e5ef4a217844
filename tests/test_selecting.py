"""`sckg draw network`: filters, shapes and forms from the command line, and what is said where they are wrong."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sckg.analysis import Selection, project, read_facts, shapes
from sckg.cli import main
from sckg.queries import Session
from sckg.views import GRAPH_FORMS, render_graph

VIEWS = Path(__file__).resolve().parents[1] / "queries" / "views"


def draw(built: Path, path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["draw", "network", "--build", str(built), "-o", str(path), *words])


@pytest.mark.parametrize("form", GRAPH_FORMS)
@pytest.mark.parametrize("shape", ["relations", "engagements", "projects", "countries"])
def test_a_network_is_written_in_the_form_of_the_ending(form: str, shape: str, built: Path, tmp_path: Path) -> None:
    path = tmp_path / f"deep/x.{form}"
    result = draw(built, path, "--shape", shape, "--home", "일본", "--lang", "ko")
    session = Session.open(built, VIEWS, "ko")
    graph = project(read_facts(session), shape, Selection.of(session, home="JP"))
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{path}: {len(graph)} nodes, {graph.number_of_edges()} edges\n"
    assert path.read_bytes() == render_graph(graph, form) and result.stderr == ""


def test_every_filter_reaches_the_selection(built: Path, tmp_path: Path) -> None:
    words = (
        "--home KR --home 일본 --host 베트남 --sector ict-solution --relation enters --relation partnersWith --hops 2 "
        "--kind Firm --stage memorandum --stage contract --contested out --around 베트남 --from 2012 --to 2019-06"
    ).split()
    result = draw(built, tmp_path / "x.json", *words)
    assert result.exit_code == 0, result.stderr
    session = Session.open(built, VIEWS)
    asked = Selection.of(
        session,
        home=["KR", "JP"],
        host="VN",
        sector="ict-solution",
        relation=["enters", "partnersWith"],
        kind="Firm",
        stage=["memorandum", "contract"],
        contested=False,
        around="VN",
        hops=2,
        start="2012",
        end="2019-06",
    )
    assert (tmp_path / "x.json").read_bytes() == render_graph(project(read_facts(session), "relations", asked), "json")
    assert list(json.loads((tmp_path / "x.json").read_bytes())["graph"]["asked"]) == [
        "relation", "home", "host", "sector", "kind", "stage", "contested", "period", "around"
    ]  # fmt: skip


def test_a_page_of_part_of_the_network(built: Path, tmp_path: Path) -> None:
    result = draw(built, tmp_path / "x.html", "--as-of", "2017-06", "--home", "한국", "--lang", "ko")
    assert result.exit_code == 0 and "베트남" in (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "engagements or relationships without a date" in result.stderr


@pytest.mark.parametrize(("words", "expected"), [("only", {"true"}), ("out", {"false"}), ("in", {"true", "false"})])
def test_disputed_ties_in_or_out(words: str, expected: set[str], built: Path, tmp_path: Path) -> None:
    assert draw(built, tmp_path / "x.csv", "--contested", words, "--excel").exit_code == 0
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["contested"] for row in csv.DictReader(stream)} == expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--home Narnia", "home: nothing is called 'Narnia'"),
        ("--home KT", "is no Country"),
        ("--around Nobody", "around: nothing is called"),
        ("--as-of yesterday", "as-of: 'yesterday' is no date (EDTF). Example: as-of=2017-06"),
        ("--from 2019 --to 2012", "to (2012) lies before from (2019)"),
        (
            "--as-of 1901",
            "nothing is left: period (as of 1901) leaves none of the 275 ties (81 of them without a date)",
        ),
        ("--home KR --host VN --sector water", "nothing is left: sector (Water) leaves none of the 5 ties"),
        ("--shape squares", "There are: relations, engagements, projects, countries"),
        ("--shape countries --relation funds", "It has: enters"),
        ("--hops 0", "--hops"),
        ("--hops 2", "--hops says how far around a thing, so it needs one. Example: --around KT --hops 2"),
        ("--contested maybe", "--contested"),
        ("--sector astrology", "sector: 'astrology' is none of"),
    ],
)
@pytest.mark.parametrize("ending", ["html", "csv"])
def test_wrong_use_is_told_with_code_2_and_writes_nothing(
    words: str, message: str, ending: str, built: Path, tmp_path: Path
) -> None:
    result = draw(built, tmp_path / f"x.{ending}", *words.split())
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert message in result.stderr


@pytest.mark.parametrize("ending", ["html", "svg", "png", "graphml", "gexf", "json"])
def test_excel_is_for_csv_alone(ending: str, tmp_path: Path) -> None:
    result = draw(tmp_path / "no-build", tmp_path / f"x.{ending}", "--excel")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert f"--excel is for csv, not for {ending}. Leave it out, or write a .csv" in result.stderr


def test_the_help_tells_a_state_from_a_period() -> None:
    told = " ".join(CliRunner().invoke(main, ["draw", "network", "-h"]).output.split())
    assert "State at a date: all that had begun by the end of it, however long ago" in told
    assert "by its known end, or else by its own date alone" in told


def test_an_ending_that_names_no_form_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    result = draw(tmp_path / "no-build", tmp_path / "x.docx")
    assert result.exit_code == 2 and "x.docx: the ending names no form of a network" in result.stderr


def test_the_help_names_all_shapes_and_forms() -> None:
    told = CliRunner().invoke(main, ["draw", "network", "-h"]).output
    assert "|".join(shapes()) in told
    assert {*GRAPH_FORMS, "html"} <= set(re.split(r"[\s,.]+", told.partition("names the form:")[2].partition("[")[0]))
