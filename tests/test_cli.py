"""The command line: exit code 0 fine, 1 the data is wrong, 2 the use is wrong; errors in words, on stderr."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from sckg import __version__
from sckg.cli import main

FAULTS: list[tuple[list[str], str]] = [
    (["find", "…"], "nothing is called"),
    (["find", "qqqqzzzz"], "nothing is called 'qqqqzzzz'"),
    (["show", "qqqqzzzz"], "nothing is called 'qqqqzzzz'"),
    (["explain", "KT", "enters", "qqqqzzzz"], "nothing is called 'qqqqzzzz'"),
    (["explain", "China", "enters", "LG CNS"], "not in the graph: China enters LG CNS"),
    (["query", "run", "no-such-question"], "no saved question 'no-such-question'"),
    (["query", "run", "who-enters-a-country", "-p", "country=KT"], "KT (actor/kt) is no Country. Example: -p country="),
    (["query", "run", "recommendations", "-o", "answer.doc"], "the ending names no form"),
    (["query", "run", "recommendations", "--format", "table", "-o", "x.csv"], "for the terminal"),
    (["query", "run", "recommendations", "--endpoint", "ftp://x"], "is no http(s) address"),
    (["query", "list", "qqqqzzzz"], "no saved question mentions 'qqqqzzzz'"),
    (["query", "run", "who-enters-a-country", "-p", "country"], "write -p NAME=VALUE"),
    (["query", "run", "who-enters-a-country", "-p", "land=Vietnam"], "has no parameter 'land'"),
    (["query", "run", "who-enters-a-country", "-p", "country=qqqqzzzz"], "nothing is called 'qqqqzzzz'"),
    (["query", "run", "who-enters-a-country", "-p", "land=Vietnam"], "e.g. -p country="),
    (["query", "run", "who-enters-a-country", "-p", "country=VN", "-p", "country=CN"], "-p country is given twice"),
    (["query", "run", "recommendations", "--excel", "--format", "json"], "--excel is for csv and tsv, not for json"),
    (["query", "run", "what-happened-in-a-month", "-p", "from=x", "-p", "to=2018-10-31"], "'x' is no date"),
]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_every_command_and_option_is_helped(path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0 and result.stdout.startswith("Usage:") and not result.stderr
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert command.help


def test_the_version_is_that_of_the_package() -> None:
    result = run("--version")
    assert result.exit_code == 0 and __version__ in result.stdout


@pytest.mark.parametrize(
    ("words", "says"), FAULTS, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_wrong_use_is_told_in_words_on_stderr_with_exit_code_2(words: list[str], says: str, built: Path) -> None:
    result = run(*words, "--build", built)
    assert says in result.stderr
    assert not result.stdout and "Traceback" not in result.stderr
    assert result.exit_code == 2


def test_a_word_in_hangul_finds_questions_in_korean_and_stands_where_it_fits(built: Path) -> None:
    result = run("query", "list", "베트남", "--build", built)
    assert "이 나라에는 어떤 사업이 있나?" in result.stdout and "country=베트남" in result.stdout
    assert "Which" in run("query", "list", "Vietnam", "--build", built).stdout


def test_a_query_in_the_code_page_of_korean_windows_is_told(built: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes('SELECT ("한국" AS ?x) {}'.encode("cp949"))
    result = run("sparql", tmp_path / "q.rq", "--build", built)
    assert result.exit_code == 2 and "byte 9 is no UTF-8" in result.stderr and "iconv" in result.stderr


def test_an_update_is_told_that_only_queries_are_asked(built: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("DROP ALL", encoding="utf-8")
    result = run("sparql", tmp_path / "q.rq", "--build", built)
    assert result.exit_code == 2 and "no update" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["find", "KT"],
        ["show", "kt"],
        ["explain", "KT", "enters", "Russia"],
        ["query", "run", "contradictions"],
        ["sparql", __file__],
        ["push", "--endpoint", "http://127.0.0.1:9/query", "--store-url", "http://x", "--update-url", "http://x"],
        ["draw", "network", "-o", "x.html"],
    ],
    ids=" ".join,
)
def test_without_a_build_the_repair_is_named(words: list[str], tmp_path: Path) -> None:
    result = run(*words, "--build", tmp_path / "none")
    assert result.exit_code == 2 and not result.stdout
    assert f"no build in {tmp_path / 'none'}" in result.stderr and "run `sckg build`" in result.stderr


@pytest.mark.parametrize("words", [["check"], ["build"], ["coverage"], ["audit", "--source", "x"]], ids=" ".join)
def test_a_folder_of_tables_that_is_not_there_is_named(words: list[str], tmp_path: Path) -> None:
    result = run(*words, "--data", tmp_path / "none")
    assert result.exit_code == 2 and f"folder not found: {tmp_path / 'none'}" in result.stderr


@pytest.mark.parametrize("words", [["no-such-command"], ["find"], ["query", "run"], ["find", "x", "--lang", "fr"]])
def test_what_click_refuses_has_exit_code_2(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2 and "Usage:" in result.stderr


# Reading.


def test_find_lists_id_label_and_name(built: Path) -> None:
    result = run("find", "베트남", "--build", built, "--lang", "ko")
    assert result.exit_code == 0 and not result.stderr
    assert re.search(r"place/vietnam +베트남 +베트남 +100", result.stdout)


def test_show_tells_a_thing_with_its_places(built: Path) -> None:
    result = run("show", "LG CNS", "--build", built)
    assert result.exit_code == 0
    assert result.stdout.startswith("LG CNS  (actor/lg-cns)\n")
    assert "Table 3-8, p. 52, l. 1370-137" in result.stdout


def test_explain_names_rule_lines_and_party(built: Path) -> None:
    result = run("explain", "LG CNS", "enters", "China", "--build", built)
    assert result.exit_code == 0
    assert result.stdout.startswith("LG CNS enters China\n")
    assert "(rule enters)" in result.stdout and "l. 1370-1374" in result.stdout and "LG CNS: Signatory" in result.stdout


def test_query_list_finds_a_word_in_any_language(built: Path) -> None:
    for word in ("양해각서", "memorandum"):
        result = run("query", "list", word, "--build", built)
        assert result.exit_code == 0
        assert "memoranda-of-korean-firms" in result.stdout and "urbanisation-rates" not in result.stdout
    assert "누가 어떤 활동으로" in run("query", "list", "--lang", "ko", "--build", built).stdout


def test_query_list_finds_what_a_name_can_be_asked_about(built: Path, tmp_path: Path) -> None:
    """라오스 stands in no question, but questions about a country can be asked of it."""
    found = run("query", "list", "인도네시아", "--build", built).stdout
    assert "who-enters-a-country" in found and "recommendations" not in found
    assert run("query", "list", "베트남", "--build", tmp_path).exit_code == 0, "without a build, words are still found"


def test_query_show_prints_the_file() -> None:
    result = run("query", "show", "who-enters-a-country")
    assert result.exit_code == 0 and "?_country_iri" in result.stdout and "SELECT" in result.stdout


def test_query_run_takes_a_korean_label_and_gives_csv(built: Path) -> None:
    words = ("query", "run", "who-enters-a-country", "--format", "csv", "--build", built)
    result = run(*words, "-p", "country=베트남")
    assert result.exit_code == 0 and not result.stderr
    head, *rows = csv.reader(io.StringIO(result.stdout))
    assert head[0] == "Actor" and head[-1] == "stated at"
    assert rows and {len(row) for row in rows} == {len(head)} and all(row[-1] for row in rows)
    assert run(*words, "-p", "country=VN").stdout == result.stdout == run(*words).stdout
    plain = list(csv.reader(io.StringIO(run(*words, "-p", "country=Vietnam", "--no-cite").stdout)))
    assert plain[0] == head[:-1]


def test_query_run_prints_a_title_the_parameters_and_a_table(built: Path) -> None:
    result = run("query", "run", "who-enters-a-country", "--build", built, "--lang", "ko")
    assert result.exit_code == 0
    title, parameter, *_ = result.stdout.splitlines()
    assert "진출했나?" in title and parameter.strip() == "country = 베트남  (choose with -p country=…)"
    chosen = run("query", "run", "who-enters-a-country", "--build", built, "--lang", "ko", "-p", "country=IN")
    assert chosen.stdout.splitlines()[1].strip() == "country = 인도"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "md", "xlsx", "parquet", "html", "ttl"])
def test_the_ending_of_a_file_names_its_form(form: str, built: Path, tmp_path: Path) -> None:
    path = tmp_path / "deep" / f"answer.{form}"
    result = run("query", "run", "urbanisation-rates-2018", "-o", path, "--build", built, "--lang", "ko")
    assert result.exit_code == 0 and f"wrote {path}" in result.stderr and not result.stdout
    assert path.stat().st_size > 200
    printed = CliRunner().invoke(
        main, ["query", "run", "urbanisation-rates-2018", "--format", form, "--build", str(built), "--lang", "ko"]
    )
    assert printed.stdout_bytes == path.read_bytes()


def test_a_limit_is_said(built: Path) -> None:
    result = run("query", "run", "urbanisation-rates-2018", "--limit", "2", "--format", "csv", "--build", built)
    assert len(result.stdout.splitlines()) == 3 and "cut at 2 rows; there are more" in result.stderr


def test_csv_for_excel_has_its_mark(built: Path) -> None:
    words = ["query", "run", "urbanisation-rates-2018", "--excel", "--lang", "ko", "--build", str(built)]
    data = CliRunner().invoke(main, words).stdout_bytes
    assert data.startswith("\ufeff장소".encode()) and b"\r\n" in data


@pytest.mark.parametrize("ending", ["html", "md"])
def test_query_docs_lists_every_question(ending: str, tmp_path: Path) -> None:
    result = run("query", "docs", "-o", tmp_path / f"questions.{ending}", "--lang", "ko")
    text = (tmp_path / f"questions.{ending}").read_text(encoding="utf-8")
    assert result.exit_code == 0 and re.search(r": \d{2,3} questions", result.stdout)
    assert "who-enters-a-country" in text and "이 나라에 누가" in text


FIRMS = "SELECT ?firm { ?firm a <https://w3id.org/sckg/ontology#Firm> } ORDER BY ?firm"


def test_own_sparql_from_file_and_standard_input(built: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(FIRMS, encoding="utf-8")
    result = run("sparql", tmp_path / "q.rq", "--build", built, "--format", "csv", "--limit", "5")
    assert result.exit_code == 0 and result.stdout.splitlines()[:2] == ["firm", "Alibaba"]
    assert "cut at 5 rows" in result.stderr
    piped = CliRunner().invoke(main, ["sparql", "-", "--build", str(built), "--format", "csv"], input=FIRMS)
    assert len(piped.stdout.splitlines()) > 50
    asked = CliRunner().invoke(
        main, ["sparql", "-", "--build", str(built), "--format", "csv"], input="ASK { ?s ?p ?o }"
    )
    assert asked.stdout == "answer\nyes\n"
    made = CliRunner().invoke(
        main, ["sparql", "-", "--build", str(built), "--format", "ttl"], input="CONSTRUCT WHERE { ?s a ?c } LIMIT 3"
    )
    assert made.exit_code == 0 and "@prefix" in made.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT * { SERVICE <http://example.org> { ?s ?p ?o } }", "SERVICE is refused"),
        ("DELETE WHERE { ?s ?p ?o }", "SPARQL"),
        ("SELECT * { ?s ?p }", "SPARQL"),
    ],
)
def test_own_sparql_can_only_read_here(text: str, says: str, built: Path) -> None:
    result = CliRunner().invoke(main, ["sparql", "-", "--build", str(built)], input=text)
    assert result.exit_code == 2 and says in result.stderr and not result.stdout


def test_push_to_nobody_is_told(built: Path) -> None:
    result = run("push", "--endpoint", "http://127.0.0.1:9/query", "--build", built)
    assert result.exit_code == 2 and "cannot be reached" in result.stderr


def test_draw_network_writes_a_page(built: Path, tmp_path: Path) -> None:
    result = run("draw", "network", "-o", tmp_path / "deep" / "network.html", "--build", built, "--lang", "ko")
    assert result.exit_code == 0, result.stderr
    assert re.search(r"network\.html: \d+ nodes, \d+ edges", result.stdout)
    assert '<html lang="ko" data-lang="ko">' in (tmp_path / "deep" / "network.html").read_text(encoding="utf-8")


def test_draw_network_into_a_place_that_is_no_folder_is_told(built: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    result = run("draw", "network", "-o", tmp_path / "file" / "network.html", "--build", built)
    assert result.exit_code == 2 and "Traceback" not in result.stderr and "cannot be written" in result.stderr


# Making.


def test_build_then_find_in_a_small_source(tiny_paths: Any, tmp_path: Path) -> None:
    result = run("build", "--data", tiny_paths.data, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert re.search(r"[\d,]+ triples in .*out; valid, \d+ note\(s\)", result.stdout)
    assert (tmp_path / "out" / "sckg.nq").is_file()
    assert not result.stderr, "no terminal, no progress"


def test_check_of_sound_tables_counts_by_severity(tiny_paths: Any) -> None:
    result = run("check", "--data", tiny_paths.data)
    assert result.exit_code == 0, result.stdout
    assert re.search(r"must: 0, should: \d+, may: \d+\n\Z", result.stdout) and not result.stderr


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_broken_table_is_told_with_file_and_row_and_exit_code_1(
    command: str, tables: Callable[..., Any], tmp_path: Path
) -> None:
    copy = tables()
    copy.set("participations", 2, role="no-such-role")
    result = run(command, "--data", copy.paths.data, *(("--out", tmp_path / "out") if command == "build" else ()))
    assert result.exit_code == 1
    assert re.search(r"participations\.csv, row 2, column role: .*no-such-role.*Repair: ", result.stderr)
    assert "Traceback" not in result.stderr and not result.stdout
    assert not (tmp_path / "out").exists()


def test_what_only_shapes_find_has_exit_code_1_too(tables: Callable[..., Any], tmp_path: Path) -> None:
    copy = tables()
    rows = copy.rows("claims")
    first = rows[0]["contradiction"]
    copy.write("claims", [row for row in rows if row["contradiction"] != first or row is rows[0]])
    result = run("check", "--data", copy.paths.data)
    assert result.exit_code == 1, result.stdout + result.stderr
    assert re.search(rf"must: .*contradictions\.csv, row \d+: contradiction/{first} ", result.stdout)


def test_coverage_is_written_then_current_then_stale(tables: Callable[..., Any]) -> None:
    copy = tables()
    assert run("coverage", "--check", "--data", copy.paths.data).exit_code == 1
    assert run("coverage", "--data", copy.paths.data).exit_code == 0
    current = run("coverage", "--check", "--data", copy.paths.data)
    assert (current.exit_code, current.stdout) == (0, f"{copy.source}: current\n")
    with (copy.folder / "COVERAGE.md").open("a", encoding="utf-8") as stream:
        stream.write("by hand\n")
    stale = run("coverage", "--check", "--data", copy.paths.data)
    assert stale.exit_code == 1 and "stale; run `sckg coverage`" in stale.stdout


def test_audit_fails_below_the_least_share(tables: Callable[..., Any], tmp_path: Path) -> None:
    copy = tables()
    lines = int(re.search(r"^lines: *(\d+)", (copy.folder / "source.yaml").read_text(encoding="utf-8"), re.M)[1])  # type: ignore[index]
    text = tmp_path / "text.txt"
    text.write_text("nothing to the point\n" * lines, encoding="utf-8")
    words = ("audit", "--data", copy.paths.data, "--source", text)
    assert run(*words).exit_code == 0
    assert run(*words, "--min", "0").exit_code == 0
    failed = run(*words, "--min", "90")
    assert failed.exit_code == 1 and "rows are named by their lines" in failed.stdout
    assert run(*words, "--min", "101").exit_code == 2
    assert run(*words, "--id", "no-such-source").exit_code == 2
    text.write_text("too short\n", encoding="utf-8")
    assert run(*words).exit_code == 2
    assert run("audit", "--data", copy.paths.data, "--source", tmp_path / "none").exit_code == 2
    assert run("audit", "--data", copy.paths.data).exit_code == 2


# As a process of its own.


def sckg(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sckg.cli import main; main()", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_a_process_ends_with_the_code_and_without_a_traceback(built: Path, tmp_path: Path) -> None:
    fine = sckg("find", "KT", "--build", built)
    assert fine.returncode == 0 and "actor/kt" in fine.stdout and not fine.stderr
    wrong = sckg("show", "qqqqzzzz", "--build", built)
    assert wrong.returncode == 2 and not wrong.stdout and wrong.stderr == "nothing is called 'qqqqzzzz'\n"
    missing = sckg("show", "KT", "--build", tmp_path)
    assert missing.returncode == 2 and "sckg build" in missing.stderr


def test_a_closed_pipe_ends_quietly(built: Path) -> None:
    words = f"{sys.executable} -c 'from sckg.cli import main; main()' show china --build {built}"
    done = subprocess.run(
        ["bash", "-c", f"{words} | head -1"], capture_output=True, text=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.stdout.startswith("China") and not done.stderr
