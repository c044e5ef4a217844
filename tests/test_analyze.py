"""`sckg analyze`: what is measured on the real data, every row with its lines, in every form and language."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import yaml
from click.testing import CliRunner, Result

import sckg
from sckg import analysis
from sckg.cli import main
from sckg.namespaces import ID
from sckg.queries import Column, Graph

WORDS = Path(analysis.__file__).with_name("words.yaml")
LANGUAGES = ["en", "ja", "ko", "zh"]
COMMANDS = [
    ["centrality"],
    ["centrality", "--shape", "engagements", "--sample", "20", "--by", "betweenness"],
    ["communities"],
    ["communities", "--shape", "countries", "--resolution", "0.5"],
    ["brokers"],
    ["joint-entry"],
    ["joint-entry", "--broad", "--least", "2"],
    ["gaps"],
    ["gaps", "--home", "한국", "--host", "태국"],
    ["compare", "Korea", "중국", "JP"],
    ["compare", "KR", "JP", "--stage", "contract"],
]
FAULTS = [
    (["centrality", "--around", "qqqqzzzz"], "nothing is called 'qqqqzzzz'"),
    (["centrality", "--as-of", "yesterday"], "'yesterday' is no date"),
    (["centrality", "--home", "Belarus"], "nothing is left: home (Belarus) leaves none of the"),
    (["centrality", "--shape", "squares"], "no shape 'squares' of a network"),
    (["centrality", "--sample", "9999"], "a sample of 9999 nodes: the network has"),
    (["brokers", "--home", "Korea"], "two nations or more"),
    (["gaps", "--around", "KIND"], "--around is none of the filters of gaps"),
    (["gaps", "--relation", "enters"], "--relation is none of the filters of gaps"),
    (["compare", "Korea"], "two or more different nations"),
    (["compare", "Korea", "KR"], "two or more different nations"),
    (["compare", "Korea", "KT"], "is no Country"),
    (["compare", "Korea", "Japan", "--home", "China"], "--home is none of the filters of compare"),
    (["joint-entry", "-o", "cells.doc"], "the ending names no form"),
    (["joint-entry", "--host", "Kenya", "--home", "Japan"], "has no row (host: Kenya). Widen a filter, or drop one"),
    (["brokers", "--host", "Kenya"], "has no row (host: Kenya)"),
    (["gaps", "--home", "Korea", "--host", "Kenya", "--scope", "city"], "has no row (host: Kenya)"),
    (["communities", "--host", "Kenya", "--home", "Japan"], "nothing is left: host (Kenya) leaves none"),
    (
        ["compare", "한국", "Atlantis"],
        "nation: nothing is called 'Atlantis'. Example: sckg analyze compare Korea Japan",
    ),
    (["centrality", "--hops", "2"], "--hops says how far around a thing, so it needs one"),
]


def run(built: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["analyze", *words, "--build", str(built)])


def rows(built: Path, *words: str) -> list[dict[str, Any]]:
    """The rows of an answer, as its JSON has them, things by their labels."""
    result = run(built, *words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return [{name: cell["label"] if isinstance(cell, dict) else cell for name, cell in row.items()} for row in found]


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    return sckg.open(built)


@pytest.fixture(scope="module")
def facts(graph: Graph) -> analysis.Facts:
    return analysis.read_facts(graph.session)


@pytest.mark.parametrize(
    ("words", "language"),
    [*((words, "ko") for words in COMMANDS), *((words, "en") for words in COMMANDS[::2])],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_every_row_says_where_it_is_stated_and_shows_no_code(words: list[str], language: str, built: Path) -> None:
    result = run(built, *words, "--lang", language, "--format", "csv")
    assert result.exit_code == 0, result.stderr
    head, *found = list(csv.reader(io.StringIO(result.stdout)))
    assert found and head[-1] == {"ko": "출처", "en": "stated at"}[language]
    assert [row for row in found if not row[-1]] == []
    assert not re.search(r"https?://|\b(engagement|relationship|actor|place|concept)/|not-re", result.stdout)
    assert language == "en" or all(re.search("[가-힣]|PageRank", name) for name in head)


@pytest.mark.parametrize("words", [COMMANDS[1], COMMANDS[2], COMMANDS[4]], ids=" ".join)
def test_the_same_input_gives_the_same_table(words: list[str], built: Path) -> None:
    assert run(built, *words, "--format", "jsonl").stdout == run(built, *words, "--format", "jsonl").stdout


@pytest.mark.parametrize(
    ("words", "says"), FAULTS, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_wrong_use_is_told_in_words(words: list[str], says: str, built: Path) -> None:
    result = run(built, *words)
    assert result.exit_code == 2 and says in result.stderr
    assert not result.stdout and "Traceback" not in result.stderr


def test_the_terminal_shows_what_was_asked_and_how_much_is_left(built: Path) -> None:
    result = run(built, "joint-entry", "--host", "베트남", "--lang", "ko", "--limit", "1")
    assert "공동진출" in result.stdout and "host = 베트남" in result.stdout and "베트남 · " in result.stdout
    assert "cut at 1 rows" in result.stderr
    assert run(built, "joint-entry", "--no-cite").stdout.count("stated at") == 0


@pytest.mark.parametrize("command", ["joint-entry", "brokers", "gaps", "communities", "centrality"])
def test_a_table_without_a_row_is_no_file(command: str, built: Path, tmp_path: Path) -> None:
    result = run(
        built,
        command,
        "--host",
        "Kenya",
        "--home",
        "JP",
        "--home",
        "KR",
        "--sector",
        "water",
        "-o",
        str(tmp_path / "x.xlsx"),
    )
    assert result.exit_code == 2 and "nothing is left" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weighted_degree_is_called_so_and_explained(language: str, built: Path) -> None:
    names = {"en": "Weighted degree", "ko": "가중 연결 수", "ja": "加重次数", "zh": "加权度"}
    told = run(built, "centrality", "--lang", language, "--format", "md", "--limit", "2").stdout
    heading = told.split("\n")[2]
    assert names[language] in heading
    assert names[language].lower() in told.partition(heading)[2].lower(), "the note says what it sums"
    assert (
        run(built, "centrality", "--lang", language, "--limit", "1").stdout.lower().count(names[language].lower()) == 2
    )


def test_the_weighted_degree_sums_the_statements_of_all_ties(built: Path, facts: analysis.Facts) -> None:
    graph = analysis.project(facts)
    sums = {facts.label(node): graph.degree(node, weight="weight") for node in graph}
    assert {row["thing"]: row["weighted_degree"] for row in rows(built, "centrality")} == sums


def test_a_period_tells_what_it_leaves_out(built: Path) -> None:
    result = run(built, "brokers", "--as-of", "2018-12")
    assert result.exit_code == 0 and re.search(r"left out: \d+ \w+ or \w+ without a date", result.stderr)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "md", "html", "json", "parquet", "tsv", "jsonl"])
def test_a_table_is_written_in_every_form(ending: str, built: Path, tmp_path: Path) -> None:
    result = run(built, "compare", "Korea", "Japan", "-o", str(tmp_path / f"table.{ending}"))
    assert result.exit_code == 0, result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [f"table.{ending}"]
    assert (tmp_path / f"table.{ending}").stat().st_size > 1000


def test_the_most_central_are_those_of_networkx(built: Path, facts: analysis.Facts) -> None:
    found = rows(built, "centrality", "--by", "betweenness")
    wanted = nx.betweenness_centrality(nx.Graph(analysis.project(facts)))
    assert [row["betweenness"] for row in found] == [pytest.approx(x, abs=1e-6) for x in sorted(wanted.values())[::-1]]
    assert found[0]["thing"] == facts.label(max(wanted, key=lambda node: wanted[node]))
    assert [row["thing"] for row in rows(built, "centrality")[:2]] == ["China", "United States"]


def test_a_sector_asked_for_is_the_only_one_told(built: Path) -> None:
    assert {row["sector"] for row in rows(built, "joint-entry", "--sector", "energy")} == {"Energy"}
    assert {row["sector"] for row in rows(built, "joint-entry", "--sector", "energy", "--broad")} == {
        "Quality environment"
    }


def test_a_joint_entry_cell_names_actors_stage_and_engagements(built: Path) -> None:
    cells = {(row["host"], row["sector"]): row for row in rows(built, "joint-entry")}
    solution = cells["Vietnam", "ICT solution"]
    assert (solution["korea"], solution["japan"]) == ("DSPOne", "NTT East")
    assert not solution["china"] and solution["engagements"]
    assert cells["Vietnam", "Energy"]["korea"] == "Asia Unicorns"
    general = cells["China", "Smart city (general)"]
    assert (
        "Japan Conference on Overseas Development of Eco-Cities – Japan-China Economic Association"
        in (general["partnerships"])
    )
    assert "Japan Bank for International Cooperation" in general["finance_available"]


def test_a_gap_is_not_recorded_and_what_the_source_leaves_unsaid_is_told_apart(built: Path) -> None:
    found = rows(built, "gaps", "--home", "China")
    countries = {row["thing"]: row for row in found if row["scope"] == "country"}
    assert countries["Vietnam"]["status"] == "not-recorded" and "Japan" in countries["Vietnam"]["others"]
    assert "Malaysia" not in countries and "China" not in countries
    unsaid = [row["not_reported"] for row in found if row["status"] == "not-reported"]
    assert "No overseas cooperation of Chinese municipalities is mentioned" in unsaid
    assert {row["nation"] for row in found} == {"China"}
    text = run(built, "gaps", "--home", "China", "--lang", "ko", "--format", "csv").stdout
    assert "이 자료에서는 기록 없음" in text and "자료가 밝히지 않음" in text


def test_members_of_ascn_are_those_the_data_tie_to_it(built: Path) -> None:
    found = rows(built, "gaps", "--scope", "network")
    assert {(row["network"], row["thing"]) for row in found} == {
        ("ASEAN Smart Cities Network", "Kota Kinabalu smart city, Malaysia"),
        ("ASEAN Smart Cities Network", "Singapore"),
    }
    assert all("The 26 ASCN cities" in row["not_reported"] for row in found)
    assert {row["nation"] for row in found if row["thing"] != "Singapore"} == {"China", "Japan"}


def test_no_gap_contradicts_an_entry(graph: Graph, facts: analysis.Facts) -> None:
    around = analysis.read_surroundings(graph.session)
    entered = {(facts.home(tie.subject), tie.object) for tie in facts.ties if tie.relation in ("enters", "entersCity")}
    found = analysis.find_gaps(facts, facts.ties, analysis.nations(), around)
    assert {one.scope for one in found} == set(analysis.SCOPES)
    assert [one for one in found if (one.nation, one.thing) in entered or one.thing == one.nation] == []


def test_every_entry_of_the_nations_stands_in_a_cell(facts: analysis.Facts) -> None:
    nations = analysis.nations()
    cells = analysis.joint_cells(facts, facts.ties, nations)
    told = {tie for cell in cells for ties in cell.entries.values() for tie in ties}
    assert told == {tie for tie in facts.ties if tie.relation == "enters" and facts.home(tie.subject) in nations}


def test_the_comparison_begins_as_the_closing_table_and_counts_what_the_facts_hold(
    built: Path, facts: analysis.Facts
) -> None:
    found = rows(built, "compare", "Korea", "China", "Japan")
    assert found[0]["topic"] == "Policy at home" and found[0]["korea"] == "Act of 2008 and policy"
    hosts = {row["item"]: row for row in found if row["topic"] == "hosts"}
    for nation in ("korea", "china", "japan"):
        wanted = {
            tie.statement
            for tie in facts.ties
            if (tie.relation, tie.object) == ("enters", f"{ID}place/malaysia")
            and facts.home(tie.subject) == f"{ID}place/{nation}"
        }
        assert (hosts["Malaysia"][nation] or "0").split()[0] == str(len(wanted))
    assert {place.split(":")[0] for place in hosts["Malaysia"]["sources"]} == {"Korea", "China"}
    assert {row["topic"] for row in found} >= set("hosts sectors stages finance policies actors aims".split())


def test_brokers_of_the_real_graph_tie_two_nations(facts: analysis.Facts) -> None:
    found = analysis.find_brokers(facts, facts.ties, analysis.nations())
    assert {one.means for one in found} == {"partners", "host", "engagement"}
    assert all(len(one.nations) > 1 and one.ties and facts.cite(one.ties[0].bases) for one in found)
    assert f"{ID}actor/alibaba" in {one.thing for one in found}


def test_communities_part_the_network(facts: analysis.Facts) -> None:
    network = analysis.project(facts)
    found = analysis.find_communities(network, facts.ties)
    members = [member for one in found for member in one.members]
    assert sorted(members) == sorted(set(members)) == sorted(network)
    assert [len(one.members) for one in found] == sorted((len(one.members) for one in found), reverse=True)
    assert all(facts.cite(one.bases) for one in found)


def test_words_are_sorted_in_four_languages_and_all_used(graph: Graph, facts: analysis.Facts) -> None:
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    assert words["notes"].keys() <= words["titles"].keys()
    for part in ("titles", "notes", "columns", "codes"):
        assert list(words[part]) == sorted(words[part])
        assert all(sorted(told) == LANGUAGES and all(told.values()) for told in words[part].values())
    columns = [column for table in tables(graph, facts) for column in table.columns]
    own = {slug.rpartition("/")[2] for slug in analysis.nations()}
    assert {column.name for column in columns} - own == set(words["columns"])
    assert own == set(words["nations"])


def tables(graph: Graph, facts: analysis.Facts) -> list[Any]:
    """All six tables, whole."""
    session, nations, network = graph.session, analysis.nations(), analysis.project(facts)
    around = analysis.read_surroundings(session)
    gaps = analysis.find_gaps(facts, facts.ties, nations, around)
    compared = analysis.compare_all(session, facts, facts.ties, nations)
    return [
        analysis.centrality_table(session, facts, network, analysis.measure_centrality(network)),
        analysis.communities_table(session, facts, analysis.find_communities(network, facts.ties)),
        analysis.brokers_table(session, facts, analysis.find_brokers(facts, facts.ties, nations)),
        analysis.joint_entry_table(session, facts, analysis.joint_cells(facts, facts.ties, nations)),
        analysis.gaps_table(session, facts, gaps, analysis.unsaid_of_nations(facts, facts.ties, nations, around)),
        analysis.comparison_table(session, facts, compared),
    ]


def test_every_code_told_is_a_word(graph: Graph, facts: analysis.Facts) -> None:
    words = set(yaml.safe_load(WORDS.read_text(encoding="utf-8"))["codes"])
    told = {
        cell
        for table in tables(graph, facts)
        for place, column in enumerate(table.columns)
        if isinstance(column, Column) and column.type == "code"
        for cell in (row[place] for row in table.rows)
        if cell and re.fullmatch(r"[a-z-]+", cell)
    }
    assert told <= words and words - told == {"contested", "unnamed-sector"}
