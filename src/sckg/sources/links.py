"""Links to other people's ids: tables of `data/links`, one for each target, read strictly.

The form is SSSOM/TSV (https://mapping-commons.github.io/sssom/): lines of YAML behind `#`, then a table with tabs.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from sckg.errors import DataError, Problem
from sckg.namespaces import CURIES, ID, contract, expand_curie
from sckg.sources.reader import Record, read_table

__all__ = [
    "COLUMNS", "EXACT", "MANUAL", "PROPOSED", "SAME", "SUFFIX", "TARGETS", "WEB_ADDRESS", "Fault", "Link", "LinkSet",
    "Target", "contract", "doubles", "expand_curie", "is_day", "read_link_set", "read_links", "target_title",
    "tomorrow", "written",
]  # fmt: skip

SUFFIX: Final = ".sssom.tsv"
PROPOSED, EXACT, SAME = "skos:closeMatch", "skos:exactMatch", "owl:sameAs"
"""Nobody has decided; a person has; two independent ids agree."""
MANUAL: Final = "semapv:ManualMappingCuration"
WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+")

COLUMNS: Final[tuple[str, ...]] = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label",
    "mapping_justification", "confidence", "reviewer_label", "mapping_date", "mapping_tool", "see_also", "comment",
)  # fmt: skip
"""Columns of a link table, in the order of the file."""

_MAY_BE_EMPTY: Final = frozenset({"predicate_modifier", "reviewer_label", "mapping_tool"})
_META: Final = (
    "curie_map", "mapping_set_id", "mapping_set_title", "mapping_set_description", "license", "subject_source",
    "object_source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Whose ids a table links to: name, prefix and form of the ids, and one of them."""

    title: str
    prefix: str
    form: re.Pattern[str]
    example: str


TARGETS: Final[dict[str, Target]] = {
    "iso3166": Target("ISO 3166", "iso3166", re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?"), "KR or iso3166:KR-11"),
    "m49": Target("UN M49", "m49", re.compile(r"[0-9]{3}"), "410"),
    "geonames": Target("GeoNames", "geonames", re.compile(r"[1-9][0-9]*/"), "1581130/"),
    "wikidata": Target("Wikidata", "wd", re.compile(r"Q[1-9][0-9]*"), "Q1858"),
}
"""The usual targets, by the name of their table; others may be added, with ids of any form."""
_CONFIDENCE: Final = re.compile(r"0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?")
_JUSTIFICATION: Final = re.compile(r"semapv:[A-Z][A-Za-z]+")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Fault = tuple[str, str, str]
"""Column, rule and repair."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One row of a link table, all texts as they are written; order is that of subject and object."""

    subject_id: str
    object_id: str
    subject_label: str
    predicate_id: str
    predicate_modifier: str
    object_label: str
    mapping_justification: str
    confidence: str
    reviewer_label: str
    mapping_date: str
    mapping_tool: str
    see_also: str
    comment: str

    @property
    def subject(self) -> str:
        """IRI of our thing."""
        return expand_curie(self.subject_id)

    @property
    def object(self) -> str:
        """IRI of the outside thing, where its prefix is a usual one; see `expand_curie` for others."""
        return expand_curie(self.object_id)

    @property
    def rejected(self) -> bool:
        """Whether a person said that the two are not the same."""
        return self.predicate_modifier == "Not"

    @property
    def decided(self) -> bool:
        """Whether the row is more than a proposal."""
        return self.predicate_id != PROPOSED


@dataclass(frozen=True, slots=True)
class LinkSet:
    """The links to one target, what the file says of itself, and the number of lines above the first row."""

    name: str
    meta: dict[str, Any]
    links: tuple[Link, ...]
    above: int = 0

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefix → namespace, as the file declares them."""
        return _prefixes(self.meta)

    def origin(self, index: int) -> str:
        """File and row of a link, by its place in `links`."""
        return f"links/{self.name}{SUFFIX}, row {self.above + index + 1}"

    def problem(self, index: int, column: str, rule: str, repair: str) -> Problem:
        """A fault of a link, by its place in `links`."""
        return Problem(f"links/{self.name}{SUFFIX}", self.above + index + 1, column, rule, repair)


def target_title(name: str) -> str:
    """The name by which people know a target; that of its table where it is none of the usual ones."""
    return TARGETS[name].title if name in TARGETS else name


def written(links: LinkSet) -> str:
    """The text of a link table, in the form in which it is read, its rows in order."""
    meta = yaml.safe_dump(links.meta, allow_unicode=True, sort_keys=False, width=1000)
    out = io.StringIO("".join(f"#{line}\n" for line in meta.splitlines()), newline="")
    out.seek(0, io.SEEK_END)
    rows = csv.writer(out, delimiter="\t", lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([getattr(link, column) for column in COLUMNS] for link in sorted(links.links))
    return out.getvalue()


def read_links(data: Path, known: Collection[str] | None = None) -> list[LinkSet]:
    """Every link table of `data/links`, in order of name; none where there is no such folder.

    `known` are the IRIs of our things: a subject that is not among them is a fault then, and so are two
    decided ids of one thing and one id of two. Raises `DataError` with every fault of every file.
    """
    sets: list[LinkSet] = []
    problems: list[Problem] = []
    for path in sorted((data / "links").glob(f"*{SUFFIX}")):
        links, faults = read_link_set(path)
        sets.append(links)
        problems += faults
        if known is not None:
            problems += _strangers(links, known)
            problems += (links.problem(place, *fault) for place, fault in doubles(links, decided=True))
    if problems:
        raise DataError(problems)
    return sets


def read_link_set(path: Path) -> tuple[LinkSet, list[Problem]]:
    """One link table and every fault of it; a faulty row is left out of the links."""
    name, file = path.name.removesuffix(SUFFIX), f"{path.parent.name}/{path.name}"
    records, problems = read_table(path, name, COLUMNS, "\t", "#")
    if any(problem.row <= 1 and not problem.column for problem in problems) and not records:
        return LinkSet(name, {}, ()), problems
    meta = _read_meta(path, file, problems)
    checker = _Checker(name, _prefixes(meta))
    links = []
    for record in records:
        faults = list(checker.faults(record))
        problems += [Problem(file, record.row, *fault) for fault in faults]
        if not faults:
            links.append(_link(record))
    above = records[0].row - 1 if records else 0
    return LinkSet(name, meta, tuple(links), above), problems


def _link(record: Record) -> Link:
    return Link(**record.cells)


def _strangers(links: LinkSet, known: Collection[str]) -> Iterator[Problem]:
    for index, link in enumerate(links.links):
        if link.subject not in known:
            rule, repair = f"unknown subject {link.subject_id!r}", "name a thing of our tables, or delete the row"
            yield links.problem(index, "subject_id", rule, repair)


def doubles(links: LinkSet, *, decided: bool = False) -> Iterator[tuple[int, Fault]]:
    """Places of links that give one thing two ids, or two things one id, with the fault.

    Proposals may stand side by side while nothing is decided; with `decided`, beside a decision, too.
    """
    standing = [
        (place, link) for place, link in enumerate(links.links) if not link.rejected and (link.decided or not decided)
    ]
    by_subject: dict[str, list[tuple[int, Link]]] = defaultdict(list)
    by_object: dict[str, list[tuple[int, Link]]] = defaultdict(list)
    for place, link in standing:
        by_subject[link.subject_id].append((place, link))
        by_object[link.object_id].append((place, link))
    for found in by_subject.values():
        for place, link in found[1:] if any(link.decided for _, link in found) else ():
            rule = f"{link.subject_id} has two ids, {found[0][1].object_id} and {link.object_id}"
            yield place, ("object_id", rule, "reject one of them: `sckg link reject ROW`")
    for found in by_object.values():
        for place, link in found[1:] if any(link.decided for _, link in found) else ():
            rule = f"{link.object_id} is the id of two things, {found[0][1].subject_id} and {link.subject_id}"
            yield place, ("object_id", rule, "reject the wrong one, or merge the things")


def _read_meta(path: Path, file: str, problems: list[Problem]) -> dict[str, Any]:
    """What the lines behind `#` say; what is missing or wrong there is a problem."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[1:])
    try:
        meta = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        reason = str(error).replace("\n", " ")
        problems.append(Problem(file, 1, "", f"the lines behind # are no YAML ({reason})", "compare another table"))
        return {}
    if not isinstance(meta, dict):
        problems.append(Problem(file, 1, "", "no description behind #", f"give {', '.join(_META)}"))
        return {}
    problems += [
        Problem(file, 0, key, "key missing", "add it to the lines behind #") for key in _META if not meta.get(key)
    ]
    problems += _faults_of_meta(meta, file)
    return meta


def _faults_of_meta(meta: Mapping[str, Any], file: str) -> Iterator[Problem]:
    name = Path(file).name.removesuffix(SUFFIX)
    wanted = f"https://w3id.org/sckg/links/{name}"
    if meta.get("mapping_set_id") not in (None, wanted):
        yield Problem(
            file, 0, "mapping_set_id", f"{meta['mapping_set_id']!r} is not that of the file", f"write {wanted}"
        )
    if "license" in meta and not WEB_ADDRESS.fullmatch(str(meta["license"])):
        yield Problem(file, 0, "license", f"{meta['license']!r} is no web address", "give the address of a licence")
    if "curie_map" in meta and not isinstance(meta["curie_map"], dict):
        yield Problem(file, 0, "curie_map", "no list of prefixes", "write prefix: namespace, a line for each")
    for prefix, space in sorted(_prefixes(meta).items()):
        if space != CURIES.get(prefix, space):
            rule = f"prefix {prefix!r} means {space}, elsewhere {CURIES[prefix]}"
            yield Problem(file, 0, "curie_map", rule, "write the namespace that is used elsewhere")


def _prefixes(meta: Mapping[str, Any]) -> dict[str, str]:
    declared = meta.get("curie_map")
    return {str(key): str(value) for key, value in declared.items()} if isinstance(declared, dict) else {}


class _Checker:
    """The rules of one table; remembers the pairs seen."""

    def __init__(self, target: str, prefixes: Mapping[str, str]) -> None:
        self.target, self.prefixes = target, prefixes
        self.pairs: dict[tuple[str, str], int] = {}

    def faults(self, record: Record) -> Iterator[Fault]:
        """Every fault of one row."""
        cells = record.cells
        for column, cell in cells.items():
            if not cell and column not in _MAY_BE_EMPTY:
                yield column, "the cell is empty", _REPAIRS.get(column, "fill it in")
            elif cell != cell.strip():
                yield column, f"stray blank around {cell!r}", "delete it"
        yield from self._ids(cells)
        yield from self._target(cells["object_id"])
        yield from _decision(cells)
        yield from _forms(cells)
        first = self.pairs.setdefault((cells["subject_id"], cells["object_id"]), record.row)
        if first != record.row:
            yield "object_id", f"this pair stands already in row {first}", "delete one of the rows"

    def _ids(self, cells: Mapping[str, str]) -> Iterator[Fault]:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            prefix, colon, _ = cells[column].partition(":")
            if cells[column] and (not colon or prefix not in self.prefixes):
                yield column, f"unknown prefix in {cells[column]!r}", "use a prefix of curie_map, or declare it there"
            elif column == "subject_id" and cells[column] and not CURIES.get(prefix, "").startswith(ID):
                yield column, f"{cells[column]!r} is not ours", f"name a thing below {ID}"

    def _target(self, curie: str) -> Iterator[Fault]:
        target = TARGETS.get(self.target)
        prefix, _, local = curie.partition(":")
        if target and curie and (prefix != target.prefix or not target.form.fullmatch(local)):
            repair = f"write it as {target.prefix}:{target.example}"
            yield "object_id", f"{curie!r} is no id of {target.title}", repair


def _decision(cells: Mapping[str, str]) -> Iterator[Fault]:
    """What was decided must be allowed, and say who decided it."""
    predicate, modifier = cells["predicate_id"], cells["predicate_modifier"]
    if predicate not in (PROPOSED, EXACT, SAME):
        yield "predicate_id", f"{predicate!r} is not allowed", f"use {PROPOSED}, {EXACT} or {SAME}"
        return
    if modifier not in ("", "Not"):
        yield "predicate_modifier", f"unknown modifier {modifier!r}", "write Not, or leave it empty"
    elif modifier and predicate != EXACT:
        yield "predicate_modifier", f"Not beside {predicate}", f"a rejected pair is {EXACT} with Not"
    if predicate == PROPOSED and cells["reviewer_label"] and not modifier:
        yield "reviewer_label", "a proposal with a reviewer", f"decided is {EXACT}; else leave the cell empty"
    if predicate == EXACT and not cells["reviewer_label"]:
        yield "reviewer_label", "reviewer missing", f"name who decided; undecided is {PROPOSED}"
    if predicate != PROPOSED and cells["mapping_justification"] != MANUAL:
        yield "mapping_justification", f"{predicate} is a decision of a person", f"write {MANUAL}"


def _forms(cells: Mapping[str, str]) -> Iterator[Fault]:
    if (text := cells["mapping_justification"]) and not _JUSTIFICATION.fullmatch(text):
        yield "mapping_justification", f"{text!r} is no justification", f"use a term such as {MANUAL}"
    if (text := cells["confidence"]) and not _CONFIDENCE.fullmatch(text):
        yield "confidence", f"{text!r} does not lie between 0 and 1", "write a number such as 0.95"
    if (text := cells["mapping_date"]) and not is_day(text):
        yield "mapping_date", f"{text!r} is no day", "write it as 2026-11-26"
    elif text > tomorrow():
        yield "mapping_date", f"{text} has not come yet", "write the day of the decision"
    for address in cells["see_also"].split("|") if cells["see_also"] else ():
        if not WEB_ADDRESS.fullmatch(address):
            yield "see_also", f"{address!r} is no web address", "give addresses, with | between them"


def tomorrow() -> str:
    """The last day that may be today somewhere on earth, in ISO 8601."""
    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar in ISO 8601 with hyphens.

    >>> is_day("2024-02-29"), is_day("2023-02-29"), is_day("20240229")
    (True, False, False)
    """
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


_REPAIRS: Final[dict[str, str]] = {
    "see_also": "no link without evidence: give the web address of it",
    "comment": "no link without evidence: say what agrees with what",
}
