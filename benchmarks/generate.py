"""Write tables of the same model at a multiple of the report's size: `python benchmarks/generate.py OUT --times 10`.

The tables are `times` copies of the report's, each a little different, wired across the copies: a row belongs to its
own copy, but what it refers to is drawn from all copies by Zipf's law (https://en.wikipedia.org/wiki/Zipf%27s_law), so
that a few actors and places are in very many engagements. What a cell may hold is read from `data/mapping.yaml` and
the code lists, column by column; no table is named here. `plan_faults` breaks cells in the ways the loader reports,
`plant` breaks triples in the ways the shapes report.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from sckg.config import paths
from sckg.sources import GAP, Column, Schema, TableSpec, load_schema
from sckg.sources.dates import OPEN

__all__ = ["FAULTS", "Model", "generate", "load_model", "plant"]

NAME = "generated"
MODEL = "kiep-2019"
SWAPPED = 0.05
"""Share of codes replaced by any other of their list, and of dates replaced by a rare form."""

_FIELD = re.compile(r"\{#?(\w+)\}")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?=$|[-/~?%])")
_FORMS = (
    "{y}",
    "{y}-{m:02}",
    "{y}-{m:02}-{d:02}",
    "{y}/{z}",
    "{y}-{m:02}/{z}-{m:02}",
    "{y}/..",
    "{y}-{m:02}/..",
    "{y}~",
    "{y}?",
    "{y}-{m:02}?",
    "{y}-{season}",
    "{decade}X",
    "{y}-XX",
    "{y}-{m:02}-XX",
    "{y}~/{z}",
    *sorted(OPEN),
)

Row = dict[str, str]
Place = tuple[str, int, int]
"""Table, copy, and row within the copy."""
Fault = tuple[str, str]
"""Kind of fault and column."""


@dataclass(frozen=True, slots=True)
class Model:
    """The report's own tables, which the generated ones repeat and vary."""

    schema: Schema
    rows: Mapping[str, list[Row]]
    pages: list[Row]
    lines: int
    once: frozenset[str]

    def repeats(self, table: str, row: Row) -> bool:
        """Whether a row is copied: not a country, whose ISO code is unique, nor what hangs on it."""
        spec = self.schema.tables[table]
        key = "id" if spec.has_id else _FIELD.findall(spec.id)[0]
        return row[key] not in self.once


def load_model(folder: Path | None = None) -> Model:
    """The tables of the report and the schema they follow."""
    found = paths(folder)
    schema = load_schema(found.data / "mapping.yaml", found.ontology)
    source = found.data / MODEL
    meta = yaml.safe_load((source / "source.yaml").read_text(encoding="utf-8"))
    rows = {name: _read(source / f"{name}.csv") for name in schema.tables if (source / f"{name}.csv").is_file()}
    once = frozenset(row["id"] for row in rows["places"] if row["iso"])
    return Model(schema, rows, _read(source / "pages.csv"), int(meta["lines"]), once)


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def generate(model: Model, out: Path, times: int, *, errors: int = 0, seed: int = 1) -> int:
    """Write a data folder; returns the number of rows. The same arguments write the same bytes."""
    source = out / NAME
    source.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(paths().data / "mapping.yaml", out / "mapping.yaml")
    meta = {
        "id": NAME,
        "title": {"ko": "생성된 자료", "en": "Generated tables"},
        "authors": ["benchmarks/generate.py"],
        "year": 2026,
        "publisher": "sckg",
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "lines": model.lines * times,
        "minimum": {},
    }
    (source / "source.yaml").write_text(yaml.safe_dump(meta, allow_unicode=True, sort_keys=False), encoding="utf-8")
    _write(source / "pages.csv", ("printed_page", "first_line", "last_line"), _pages(model, times))
    faults = plan_faults(model, times, errors, seed)
    count = 0
    for name in model.rows:
        rows = _rows(model, name, times, seed)
        header = model.schema.tables[name].header
        count += _write(source / f"{name}.csv", header, _break(rows, faults) if faults else (row for _, row in rows))
    return count


def _write(path: Path, header: Sequence[str], rows: Iterator[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n", extrasaction="raise")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _pages(model: Model, times: int) -> Iterator[Row]:
    for copy in range(times):
        for row in model.pages:
            yield {
                name: cell if name == "printed_page" else str(int(cell) + copy * model.lines)
                for name, cell in row.items()
            }


def _rows(model: Model, table: str, times: int, seed: int) -> Iterator[tuple[Place, Row]]:
    """The rows of one table, copy after copy; nothing but the report's own rows is held in memory."""
    rng = random.Random(f"{seed}/{table}")
    writer = _Writer(model, model.schema.tables[table], times, rng)
    for copy in range(times):
        for index, row in enumerate(model.rows[table]):
            if not copy or model.repeats(table, row):
                yield (table, copy, index), writer.row(row, copy)


class _Writer:
    """Varies the rows of one table, column by column as the schema declares them."""

    def __init__(self, model: Model, spec: TableSpec, times: int, rng: random.Random) -> None:
        self.spec, self.times, self.rng, self.lines, self.once = spec, times, rng, model.lines, model.once
        self.codes = {name: sorted(found) for name, found in model.schema.terms.concepts.items()}
        self.keys = () if spec.has_id else tuple(_FIELD.findall(spec.id))
        self.dates = [column.name for column in spec.columns.values() if column.date is not None]

    def row(self, row: Row, copy: int) -> Row:
        """A variation of a row of the report, as a row of this copy."""
        factor = Decimal(self.rng.randrange(50, 200)) / 100
        years = self.rng.randrange(-10, 11)
        rare = sum(bool(row[name]) for name in self.dates) == 1 and self.rng.random() < SWAPPED
        made: Row = {}
        for column in self.spec.columns.values():
            cell = row[column.name]
            if not cell or cell == GAP:
                made[column.name] = cell
            elif column.date is not None:
                made[column.name] = self._form() if rare else _shift(cell, years)
            elif column.number == "decimal":
                made[column.name] = format((Decimal(cell) * factor).normalize(), "f")
            else:
                made[column.name] = self._cell(column, cell, copy)
        first, _, last = row["lines"].partition("-")
        moved = [str(int(line) + copy * self.lines) for line in (first, last) if line]
        return made | {"section": _again(row["section"], copy), "lines": "-".join(moved), "page": row["page"]}

    def _cell(self, column: Column, cell: str, copy: int) -> str:
        if column.slug:
            return _id(cell, copy)
        if column.ref:
            if cell in self.once:
                return cell
            return _id(cell, copy if column.name in self.keys[:1] else self._popular())
        if column.code and column.name not in self.keys and self.rng.random() < SWAPPED:
            return self.rng.choice(self.codes[column.code])
        return _again(cell, copy) if column.text else cell

    def _popular(self) -> int:
        """A copy by Zipf's law with exponent 1: the inverse of a logarithmic distribution function."""
        return min(int((self.times + 1.0) ** self.rng.random()), self.times) - 1

    def _form(self) -> str:
        year = self.rng.randrange(1990, 2031)
        return self.rng.choice(_FORMS).format(
            y=year,
            z=year + self.rng.randrange(1, 9),
            m=self.rng.randrange(1, 13),
            d=self.rng.randrange(1, 29),
            season=self.rng.randrange(21, 25),
            decade=str(year)[:3],
        )


def _id(cell: str, copy: int) -> str:
    return f"{cell}-x{copy}" if copy else cell


def _again(cell: str, copy: int) -> str:
    return f"{cell} {copy}" if copy else cell


def _shift(cell: str, years: int) -> str:
    moved = cell if cell in OPEN else _YEAR.sub(lambda year: str(int(year[0]) + years), cell)
    return moved.replace("-02-29", "-02-28")


FAULTS: Mapping[str, tuple[Callable[[Column], bool], Callable[[str], str]]] = {
    "unknown id": (lambda column: bool(column.ref), lambda cell: f"{cell}-nowhere"),
    "malformed date": (lambda column: column.date is not None, lambda _: "2018-13-45"),
    "unknown code": (lambda column: bool(column.code), lambda _: "no-such-code"),
    "empty cell": (lambda column: column.required and not column.slug and column.text != "string", lambda _: ""),
    "no number": (lambda column: column.number == "decimal", lambda _: "1,000"),
    "stray blank": (lambda column: column.name == "label_en", lambda cell: f"{cell} "),
    "repeated row": (lambda column: column.slug, lambda cell: cell),
    "no citation": (lambda column: column.name == "lines", lambda _: ""),
    "lines outside": (lambda column: column.name == "lines", lambda _: "999999999"),
    "wrong page": (lambda column: column.name == "page", lambda cell: f"{cell}00"),
    "unknown section": (lambda column: column.name == "section", lambda cell: f"{cell}.999"),
}
"""Kind of fault → the columns it may befall, and what becomes of the cell. Each makes exactly one problem."""


def plan_faults(model: Model, times: int, count: int, seed: int = 1) -> dict[Place, Fault]:
    """Where to plant `count` faults, the kinds in turn, at most one in a row and none in the sections."""
    rng = random.Random(f"{seed}/faults")
    sites: dict[str, list[tuple[str, int, str]]] = {kind: [] for kind in FAULTS}
    for table, rows in model.rows.items():
        columns = [*model.schema.tables[table].columns.values(), *map(Column, ("section", "lines", "page"))]
        for kind, (suits, _) in FAULTS.items() if table != "sections" else ():
            for column in filter(suits, columns):
                sites[kind] += [
                    (table, index, column.name) for index, row in enumerate(rows) if row[column.name] not in ("", GAP)
                ]
    planned: dict[Place, Fault] = {}
    kinds = list(FAULTS)
    while len(planned) < count:
        kind = kinds[len(planned) % len(kinds)]
        table, index, column_name = rng.choice(sites[kind])
        copy = rng.randrange(times) if model.repeats(table, model.rows[table][index]) else 0
        planned.setdefault((table, copy, index), (kind, column_name))
    return planned


def _break(rows: Iterator[tuple[Place, Row]], faults: Mapping[Place, Fault]) -> Iterator[Row]:
    for place, row in rows:
        if (fault := faults.get(place)) is not None:
            kind, column = fault
            if kind == "repeated row":
                yield row
            row = row | {column: FAULTS[kind][1](row[column])}
        yield row


_LITERAL = re.compile(r'^(".*")(@[a-z]+|\^\^<[^>]+>)?$', re.DOTALL)
_ORDERED = re.compile(r"Line> |#(?:date|decimal)>$")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_CHANGES: tuple[Callable[[str], str], ...] = (
    lambda _: "",
    lambda value: f'"{value[1:-1]}"' if value[0] == "<" else "<https://w3id.org/sckg/id/nowhere>",
    lambda value: _LITERAL.sub(r"\1@fr", value) if value[0] == '"' else f"<https://w3id.org/sckg/id/source/{NAME}>",
    lambda _: f'"2018-02-30"^^<{_XSD}date>',
    lambda _: f'"many"^^<{_XSD}integer>',
    lambda _: f'"-1"^^<{_XSD}decimal>',
    lambda value: re.sub(r'^"', '"@@ ', value),
)
"""What may become of the object of a triple; '' leaves the triple out."""
_STILL_ORDERED: tuple[Callable[[str], str], ...] = (
    lambda _: "",
    lambda value: f'"1000-01-01"^^<{_XSD}date>' if value.endswith("date>") else f'"-1"^^<{_XSD}decimal>',
    lambda value: f'"2999-12-31"^^<{_XSD}date>' if value.endswith("date>") else f'"1000000000000"^^<{_XSD}decimal>',
)
"""The same for dates and numbers: pySHACL 0.40.1 raises TypeError where sh:lessThanOrEquals meets another datatype."""


def plant(triples: Sequence[str], count: int, seed: int = 1) -> list[str]:
    """The triples with `count` of them dropped, spoiled or doubled by a spoiled one, as N-Triples without final dot.

    Every predicate is struck about equally often, so that rare constraints are reached too.
    """
    rng = random.Random(f"{seed}/triples")
    by_predicate: dict[str, list[int]] = {}
    for index, line in enumerate(triples):
        by_predicate.setdefault(line.split(" ", 2)[1], []).append(index)
    predicates, found = sorted(by_predicate), list(triples)
    for turn in range(count):
        index = rng.choice(by_predicate[predicates[turn % len(predicates)]])
        subject, predicate, value = triples[index].split(" ", 2)
        changed = rng.choice(_STILL_ORDERED if _ORDERED.search(f"{predicate} {value}") else _CHANGES)(value)
        line = f"{subject} {predicate} {changed}" if changed else ""
        if line and rng.random() < 0.5:
            found.append(line)
        else:
            found[index] = line
    return [line for line in found if line]


def say(text: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(text + "\n")


def main() -> None:
    """Read the command line and write the folder."""
    parser = argparse.ArgumentParser(description="Write generated tables of the report's model.")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--times", type=int, default=10, help="multiple of the report's size (default 10)")
    parser.add_argument("--errors", type=int, default=0, help="faults to plant (default none)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    count = generate(load_model(), chosen.out, chosen.times, errors=chosen.errors, seed=chosen.seed)
    say(f"{count:,} rows in {chosen.out / NAME}, {chosen.errors:,} faults planted")


if __name__ == "__main__":
    main()
