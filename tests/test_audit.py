"""The audit of citations: a row is named by its lines, whatever spacing, breaks, width and case the print has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sckg.errors import UsageError
from sckg.pipeline import load_sources
from sckg.validation import Audit, audit
from sckg.validation.coverage import uncovered


def text_of(folder: Path, lines: int, **said: str) -> Path:
    """A source text of so many lines; `l12="…"` says what stands in line 12."""
    path = folder / "text.txt"
    path.write_text("\n".join(said.get(f"l{number}", "·") for number in range(1, lines + 1)), encoding="utf-8")
    return path


def held(copy: Any, folder: Path, **said: str) -> Audit:
    schema, (source,) = load_sources(copy.paths)
    return audit(source, schema, text_of(folder, int(source.meta["lines"]), **said))


def missing(found: Audit, table: str) -> set[str]:
    return {finding.key for finding in found.findings if finding.file == f"{table}.csv"}


def actor(copy: Any) -> tuple[dict[str, str], int]:
    """An actor cited by a line of its own, and that line."""
    for row in copy.rows("actors"):
        if len(row["label_en"]) > 5 and " " in row["label_en"]:
            return row, int(row["lines"].partition("-")[0])
    raise AssertionError("no actor with a name of two words")


def test_a_text_without_the_names_names_nobody(tables: Callable[..., Any], tmp_path: Path) -> None:
    copy = tables()
    found = held(copy, tmp_path)
    assert found.percent == 0 and not sum(found.named.values())
    assert len(found.findings) == sum(found.audited.values()) > 0


@pytest.mark.parametrize("form", ["{}", "xx{}yy", "({})"])
@pytest.mark.parametrize("change", [str, str.upper, str.lower, lambda name: name.replace(" ", ""), " ".join])
def test_a_name_counts_whatever_its_spacing_and_case(
    form: str, change: Callable[[str], str], tables: Callable[..., Any], tmp_path: Path
) -> None:
    copy = tables()
    row, line = actor(copy)
    said = form.format(change(row["label_en"]))
    assert row["id"] not in missing(held(copy, tmp_path, **{f"l{line}": said}), "actors")


def test_a_name_on_another_line_does_not_count(tables: Callable[..., Any], tmp_path: Path) -> None:
    copy = tables()
    row, line = actor(copy)
    assert row["id"] in missing(held(copy, tmp_path, **{f"l{line - 1 or 900}": row["label_en"]}), "actors")


def test_an_alias_counts(tables: Callable[..., Any], tmp_path: Path) -> None:
    copy = tables()
    subjects = {row["id"]: row for row in copy.rows("actors")}
    alias = next(row for row in copy.rows("aliases") if row["subject"] in subjects and len(row["alias"]) > 1)
    line = subjects[alias["subject"]]["lines"].partition("-")[0]
    assert alias["subject"] not in missing(held(copy, tmp_path, **{f"l{line}": alias["alias"]}), "actors")


def test_a_finding_names_file_row_lines_and_what_was_looked_for(tables: Callable[..., Any], tmp_path: Path) -> None:
    copy = tables()
    row, _ = actor(copy)
    found = held(copy, tmp_path)
    (finding,) = [one for one in found.findings if (one.file, one.key) == ("actors.csv", row["id"])]
    assert copy.rows("actors")[finding.row - 2]["id"] == row["id"]
    assert finding.lines == row["lines"] and row["label_en"] in finding.names and finding.reason == ""


def test_an_excuse_is_shown_and_does_not_count_as_found(tables: Callable[..., Any], tmp_path: Path) -> None:
    copy = tables()
    row, _ = actor(copy)
    before = held(copy, tmp_path).percent
    (copy.folder / "audit-exceptions.tsv").write_text(
        f"table\tkey\treason\nactors\t{row['id']}\tspelt otherwise\n", encoding="utf-8"
    )
    found = held(copy, tmp_path)
    assert [one.reason for one in found.findings if one.key == row["id"] and one.file == "actors.csv"] == [
        "spelt otherwise"
    ]
    assert found.percent == before


def test_percent_is_of_rows_audited() -> None:
    assert Audit({"a": 3, "b": 1}, {"a": 3}, ()).percent == 75
    assert Audit({}, {}, ()).percent == 100


@pytest.mark.parametrize("content", [b"one line", b"\xff\xfe\x00", b""])
def test_a_text_that_is_not_the_source_is_refused(content: bytes, tables: Callable[..., Any], tmp_path: Path) -> None:
    schema, (source,) = load_sources(tables().paths)
    (tmp_path / "text.txt").write_bytes(content)
    with pytest.raises(UsageError, match=r"text\.txt: "):
        audit(source, schema, tmp_path / "text.txt")


def test_a_text_that_is_not_there_is_refused(tables: Callable[..., Any], tmp_path: Path) -> None:
    schema, (source,) = load_sources(tables().paths)
    with pytest.raises(UsageError, match="cannot be read"):
        audit(source, schema, tmp_path / "none.txt")


def test_every_part_of_the_real_source_is_in_the_tables_or_says_why(real_paths: Any) -> None:
    for source in load_sources(real_paths)[1]:
        assert uncovered(source) == []
