"""Values that others publish about our things: tables of `data/external`, one for each source, read strictly.

A folder is one source: `source.yaml` says what it is, where it was got and under which licence, `values.csv` holds the
values. What a property is, and the form of its values, stands in `ontology/vocabularies/outside-property.ttl`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import yaml

from sckg.errors import DataError, Problem
from sckg.namespaces import CURIES, ID, expand
from sckg.sources.dates import span
from sckg.sources.description import key_faults
from sckg.sources.links import WEB_ADDRESS, Fault, expand_curie, is_day, tomorrow
from sckg.sources.reader import Record, read_table

__all__ = [
    "COLUMNS",
    "FORMS",
    "META",
    "NUMBERS",
    "OutsideSource",
    "OutsideValue",
    "Property",
    "load_forms",
    "load_properties",
    "read_outside",
]

COLUMNS: Final[tuple[str, ...]] = ("subject", "object", "property", "value", "language", "date")
"""Columns of a table of values, in the order of the file."""
NUMBERS: Final[Mapping[str, tuple[float, float]]] = {
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "count": (0, float("inf")),
}
"""Forms of values that are decimal numbers, and between what they lie."""
FORMS: Final = (*NUMBERS, "name", "text", "lei", "date", "address")
"""Forms of values: numbers, a name with its language, a text, a code after ISO 17442, an EDTF date, a web address."""

_LANGUAGES: Final = frozenset({"ko", "en", "ja", "zh"})
_SUBJECT: Final = re.compile(r"(?:actor|place|policy|project)/[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")
_LEI: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}")


@dataclass(frozen=True, slots=True, order=True)
class OutsideValue:
    """One row of a table of values, all texts as they are written."""

    subject: str
    object: str
    property: str
    value: str
    language: str
    date: str

    def about(self) -> str:
        """IRI of our thing."""
        return ID + self.subject

    def held_under(self) -> str:
        """IRI under which the source has the value."""
        return expand_curie(self.object)

    def key(self) -> tuple[str, str, str, str, str]:
        """What tells one value of a source from another."""
        return self.subject, self.property, self.language, self.date, self.value


@dataclass(frozen=True, slots=True)
class OutsideSource:
    """The values of one source in the order of the file, and what the source is."""

    name: str
    meta: dict[str, Any]
    values: tuple[OutsideValue, ...]

    def origin(self, index: int) -> str:
        """File and row of a value, by its place in `values`."""
        return f"external/{self.name}/values.csv, row {index + 2}"

    def problem(self, index: int, column: str, rule: str, repair: str) -> Problem:
        """A fault of a value, by its place in `values`."""
        return Problem(f"external/{self.name}/values.csv", index + 2, column, rule, repair)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_address(value: object) -> bool:
    return bool(WEB_ADDRESS.fullmatch(str(value)))


def _is_day(value: object) -> bool:
    return isinstance(value, date) or is_day(str(value))


def _is_titles(value: object) -> bool:
    return isinstance(value, dict) and {"en", "ko"} <= value.keys() <= _LANGUAGES and all(map(_is_text, value.values()))


META: Final[dict[str, tuple[Callable[[object], bool], str]]] = {
    "id": (_is_text, "the name of the folder"),
    "title": (_is_titles, "titles by language, ko and en at least"),
    "publisher": (_is_text, "a text"),
    "homepage": (_is_address, "a web address"),
    "licence": (_is_address, "the web address of a licence"),
    "attribution": (_is_text, "the sentence the licence asks for"),
    "endpoint": (_is_text, "where it was got: an address, a library with its version, or repository@commit"),
    "query": (lambda value: isinstance(value, str), "the file of the query, or what was taken, in words"),
    "retrieved": (_is_day, "the day it was got, as 2026-11-26"),
}
"""Keys of `source.yaml`: whether a value fits, and what is wanted."""


@dataclass(frozen=True, slots=True)
class Property:
    """What outside sources tell of a thing: the form of the values, and how it is called, by language."""

    form: str
    labels: Mapping[str, str]


def load_properties(ontology: Path) -> dict[str, Property]:
    """The outside properties by code, from the code list."""
    told: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    path = ontology / "vocabularies" / "outside-property.ttl"
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.Literal):
            told[str(quad.subject)][quad.predicate.value][quad.object.language or ""] = quad.object.value
    notation, form, label = map(expand, ("skos:notation", "sckg:valueForm", "skos:prefLabel"))
    return {one[notation][""]: Property(one[form][""], one[label]) for _, one in sorted(told.items()) if form in one}


def load_forms(ontology: Path) -> dict[str, str]:
    """Code of an outside property → form of its values."""
    return {code: one.form for code, one in load_properties(ontology).items()}


def read_outside(
    data: Path, known: Collection[str] | None = None, forms: Mapping[str, str] | None = None
) -> list[OutsideSource]:
    """Every source of `data/external`, in order of name; none where there is no such folder.

    `known` are the IRIs of our things, `forms` those of `load_forms`: what is not among them is a fault.
    Raises `DataError` with every fault of every file.
    """
    problems: list[Problem] = []
    files = (path for name in ("source.yaml", "values.csv") for path in (data / "external").glob(f"*/{name}"))
    sources = [_read(folder, known, forms, problems) for folder in sorted({path.parent for path in files})]
    if problems:
        raise DataError(problems)
    return sources


def _read(
    folder: Path, known: Collection[str] | None, forms: Mapping[str, str] | None, problems: list[Problem]
) -> OutsideSource:
    meta = _read_meta(folder, problems)
    records, faults = read_table(folder / "values.csv", folder.name, COLUMNS)
    seen: dict[tuple[str, ...], int] = {}
    values = []
    for record in () if any(not fault.column for fault in faults) else records:
        value = OutsideValue(**record.cells)
        values.append(value)
        found = [*_faults(record.cells, known, forms), *_double(value, record, seen)]
        faults += [Problem(f"{folder.name}/values.csv", record.row, *fault) for fault in found]
    problems += [_below_external(fault) for fault in faults]
    return OutsideSource(folder.name, meta, tuple(values))


def _below_external(problem: Problem) -> Problem:
    return Problem(f"external/{problem.file}", problem.row, problem.column, problem.rule, problem.repair)


def _double(value: OutsideValue, record: Record, seen: dict[tuple[str, ...], int]) -> Iterator[Fault]:
    first = seen.setdefault(value.key(), record.row)
    if first != record.row:
        yield "value", f"the row says again what row {first} says", "delete one of them"


def _faults(
    cells: Mapping[str, str], known: Collection[str] | None, forms: Mapping[str, str] | None
) -> Iterator[Fault]:
    """Every fault of one row."""
    for column in COLUMNS:
        if not cells[column] and column != "language":
            yield (
                column,
                "the cell is empty",
                "write unknown" if column == "date" else "fill it in; the table requires it",
            )
        elif cells[column] != cells[column].strip():
            yield column, f"stray blank around {cells[column]!r}", "delete it"
    subject, prefix = cells["subject"], cells["object"].partition(":")[0]
    if subject and not _SUBJECT.fullmatch(subject):
        yield "subject", f"{subject!r} has the wrong form", "write it as place/hanoi"
    elif subject and known is not None and ID + subject not in known:
        yield "subject", f"unknown subject {subject!r}", "name a thing of our tables, or delete the row"
    if cells["object"] and (prefix not in CURIES or CURIES[prefix].startswith(ID)):
        yield (
            "object",
            f"unknown prefix in {cells['object']!r}",
            "write it as geonames:1581130/, wd:Q1858 or iso3166:VN",
        )
    if cells["date"] and not _is_date(cells["date"]):
        yield "date", f"{cells['date']!r} is no EDTF date", "write EDTF such as 2018 or 2018-07-12; or unknown"
    elif cells["date"] and _is_ahead(cells["date"]):
        yield "date", f"{cells['date']} has not come yet", "write the date of the value; or unknown"
    if forms is not None and cells["property"]:
        yield from _form_faults(cells, forms)


def _form_faults(cells: Mapping[str, str], forms: Mapping[str, str]) -> Iterator[Fault]:
    """Whether value and language are of the form of the property."""
    name, value, language = cells["property"], cells["value"], cells["language"]
    if (form := forms.get(name)) is None:
        yield "property", f"unknown outside-property {name!r}", f"use one of {', '.join(sorted(forms))}"
        return
    if language not in (_LANGUAGES if form == "name" else {"", *_LANGUAGES} if form == "text" else {""}):
        repair = "write ko, en, ja or zh" if form in ("name", "text") else "leave it empty"
        yield "language", f"language {language!r} of a {form}", repair
    if value and form in NUMBERS:
        least, most = NUMBERS[form]
        if not _NUMBER.fullmatch(value):
            yield "value", f"{value!r} is no number", "write a plain decimal without separators or units"
        elif not least <= float(value) <= most:
            yield "value", f"{value} is no {name}", f"it lies between {least:g} and {most:g}"
    elif value and form in _FITS and not _FITS[form][0](value):
        yield "value", f"{value!r} is no {form}", _FITS[form][1]


def _is_ahead(text: str) -> bool:
    """Whether a date begins after today."""
    found = span(text)
    return found is not None and found.earliest > tomorrow()


def _is_date(text: str) -> bool:
    try:
        return span(text) is not None or text == "unknown"
    except ValueError:
        return False


_FITS: Final[Mapping[str, tuple[Callable[[str], object], str]]] = {
    "lei": (_LEI.fullmatch, "write its twenty characters"),
    "date": (lambda text: _is_date(text) and not _is_ahead(text), "write EDTF such as 1998 or 1998-05"),
    "address": (WEB_ADDRESS.fullmatch, "write a web address"),
}
"""Forms that can be looked through: whether a value is of the form, and what is wanted."""


def _read_meta(folder: Path, problems: list[Problem]) -> dict[str, Any]:
    """What a source is; every key that is missing, unknown or of the wrong sort is a problem."""
    file = f"external/{folder.name}/source.yaml"
    try:
        meta = yaml.safe_load((folder / "source.yaml").read_text(encoding="utf-8"))
    except OSError:
        problems.append(Problem(file, 0, "", "file missing", f"give {', '.join(META)}"))
        return {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).replace("\n", " ")
        problems.append(Problem(file, 0, "", f"no YAML in UTF-8 ({reason})", "compare another source"))
        return {}
    if not isinstance(meta, dict):
        problems.append(Problem(file, 0, "", "no keys", f"give {', '.join(META)}"))
        return {}
    problems += [
        Problem(file, 0, str(key), "unknown key", f"use only {', '.join(META)}") for key in meta if key not in META
    ]
    problems += key_faults(file, meta, META, folder.name)
    return {**meta, "retrieved": str(meta.get("retrieved", ""))}
