"""What a source is: its description (`source.yaml`) and which lines stand on which printed page (`pages.csv`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sckg.errors import Problem, UsageError
from sckg.sources.checking import PageMap
from sckg.sources.reader import read_table

__all__ = ["key_faults", "read_meta", "read_pages"]

_LINE = re.compile(r"[1-9][0-9]*")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_PAGES = ("printed_page", "first_line", "last_line")


def _is_counts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(count, int) for count in value.values())


_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "id": (lambda value: isinstance(value, str), "a text"),
    "title": (lambda value: isinstance(value, dict) and bool(value), "titles by language"),
    "authors": (lambda value: isinstance(value, list) and bool(value), "a list of names"),
    "year": (lambda value: isinstance(value, int), "a year"),
    "publisher": (lambda value: isinstance(value, str), "a text"),
    "licence": (lambda value: bool(_WEB_ADDRESS.fullmatch(str(value))), "the web address of a licence"),
    "lines": (lambda value: isinstance(value, int) and value > 0, "the number of lines of its text"),
    "minimum": (_is_counts, "a number of rows by table (or {})"),
}


def read_meta(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """The description of a source; every key that is missing or of the wrong sort is a problem.

    Raises `UsageError` where the file is no YAML mapping.
    """
    try:
        meta = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(
            f"{path}: no YAML in UTF-8 ({error}). Repair: compare it with the one of another source"
        ) from error
    if not isinstance(meta, dict):
        raise UsageError(f"{path}: no keys. Repair: give {', '.join(_KEYS)}")
    file = f"{path.parent.name}/{path.name}"
    problems += key_faults(file, meta, _KEYS, path.parent.name)
    return meta


def key_faults(
    file: str, meta: Mapping[str, Any], wanted: Mapping[str, tuple[Callable[[Any], bool], str]], folder: str
) -> Iterator[Problem]:
    """Keys of a description that are missing or of the wrong sort, and an id that is not the name of its folder.

    `wanted` says of each key whether a value fits, and in words what does.
    """
    for key, (fits, words) in wanted.items():
        if key not in meta:
            yield Problem(file, 0, key, "key missing", f"give {words}")
        elif not fits(meta[key]):
            yield Problem(file, 0, key, f"{meta[key]!r} is not {words}", f"give {words}")
    if "id" in meta and meta["id"] != folder:
        yield Problem(file, 0, "id", f"{meta['id']!r} is not the name of its folder", f"write {folder}")


def read_pages(path: Path, last_line: int, problems: list[Problem]) -> PageMap:
    """The page map of a source."""
    file = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        problems.append(Problem(file, 0, "", "file missing", "list printed page, first and last line"))
        return PageMap((), (), last_line)
    pages, faults = read_table(path, "pages", _PAGES)
    faults += [
        Problem(file, page.row, column, f"{page.cells[column]!r} is no line number", "write a number")
        for page in pages
        for column in _PAGES[1:]
        if not _LINE.fullmatch(page.cells[column])
    ]
    if faults:
        problems += faults
        return PageMap((), (), last_line)
    rows = sorted(pages, key=lambda page: int(page.cells["first_line"]))
    expected = 1
    for page in rows:
        first, last = int(page.cells["first_line"]), int(page.cells["last_line"])
        if first != expected or last < first:
            rule = f"the page has lines {first}-{last}, line {expected} is next"
            problems.append(Problem(file, page.row, "first_line", rule, "let the pages follow each other without gaps"))
        expected = last + 1
    firsts = tuple(int(page.cells["first_line"]) for page in rows)
    return PageMap(firsts, tuple(page.cells["printed_page"] for page in rows), last_line)
