"""The benchmark: `python benchmarks/bench.py [--full]` prints one table of ratios, and a line per aim.

Every figure comes from a process of its own (`measures.py`) over tables written by `generate.py`; the saved questions
(`questions.py`), networks (`networks.py`), their pages (`pages.py`) and matching (`matching.py`) follow. Exit code 1 if
the rdflib loop says something else than sckg, if the screened report differs from that of stock pySHACL, if engines
answer a question differently, or if a measure is not networkx's; else 0.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generate import Model, generate, load_model, say

TARGETS = (100_000, 300_000, 1_000_000)
FULL = 3_000_000
TRIPLES_PER_COPY = 53_500
"""Source triples of one copy of the report; sizes are rounded to whole copies."""
REPORT_TIMES = 1000
BYTES_PER_TRIPLE = 1_000
FAULTS = 10_000
RDFLIB_LIMIT = 5
"""CPU seconds of a question in rdflib: at a million triples most take minutes."""
HERE = Path(__file__).resolve().parent

Figures = dict[str, Any]
Sizes = Mapping[int, Figures]
"""Multiple of the report's size → its figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `met` is None where there is no aim."""

    name: str
    value: str
    baseline: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None


def run(name: str, folder: Path) -> Figures:
    """One measurement in a fresh process."""
    done = subprocess.run(
        [sys.executable, str(HERE / "measures.py"), name, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"measures.py {name} {folder} failed:\n{done.stderr[-2000:]}")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(name: str, folder: Path, runs: int) -> Figures:
    """The median of every number over some runs; what is no number is the last run's."""
    say(f"  {name} x{runs} …")
    found = [run(name, folder) for _ in range(runs)]
    return {
        key: statistics.median(one[key] for one in found) if isinstance(value, float) else value
        for key, value in found[-1].items()
    }


def measure_size(folder: Path, model: Model, times: int, runs: int) -> Figures:
    """Everything that is measured at every size."""
    rows = generate(model, folder, times)
    say(f"{times}x the report: {rows:,} rows")
    figures: Figures = {"rows": rows}
    for name in ("stages", "loop", "whole"):
        found = measure(name, folder, runs)
        figures |= {
            "loop source" if (name, key) == ("loop", "source") else key: value
            for key, value in found.items()
            if key != "peak MB" and (name, key) != ("whole", "triples")
        }
    return figures


def measure_reports(folder: Path) -> Figures:
    """What is measured at the smallest size only: parse, whole check, stock pySHACL, dirty graph, same triples."""
    figures: Figures = {}
    for name, runs in (("same", 1), ("parse", 2), ("check", 2), ("stock", 1), ("dirty", 1)):
        for key, value in measure(name, folder, runs).items():
            figures[
                f"stock {key}"
                if name == "stock" and key in ("results", "report")
                else f"dirty {key}"
                if name == "dirty" and key in ("results", "report", "differ")
                else key
            ] = value
    return figures


def slope(sizes: Sizes, name: str) -> float:
    """Growth exponent: the least-squares slope of log(figure) over log(triples)."""
    points = [(math.log(one["triples"]), math.log(max(one[name], 1e-3))) for one in sizes.values()]
    middle_x, middle_y = (statistics.fmean(axis) for axis in zip(*points, strict=True))
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / sum((x - middle_x) ** 2 for x, _ in points)


def rows_of(sizes: Sizes, small: Figures, faults: Figures) -> Iterator[Row]:
    """The lines of the table."""
    for one in sizes.values():
        at = f"{one['triples'] / 1e6:.2f} M"
        ratio = one["loop"] / one["build"]
        yield Row(
            f"build, {at}",
            _s(one["build"]),
            f"rdflib loop {_s(one['loop'])}",
            f"{ratio:.1f}x faster",
            ">= 5x",
            ratio >= 5,
        )
    for one in sizes.values():
        yield Row(
            f"rules, {one['triples'] / 1e6:.2f} M",
            _s(one["rules"]),
            f"build {_s(one['build'])}",
            f"{one['rules'] / one['build']:.2f} of build",
        )
    yield from _check_rows(sizes, small)
    for one in sizes.values():
        yield Row(
            f"whole build, {one['triples'] / 1e6:.2f} M",
            _s(one["whole"]),
            f"rdflib loop {_s(one['loop'])}",
            f"{one['whole'] / one['loop']:.1f} of the loop alone",
        )
    for one in sizes.values():
        million = 0.8e6 <= one["triples"] <= 1.5e6
        yield Row(
            f"peak of whole build, {one['triples'] / 1e6:.2f} M",
            f"{one['whole MB']:,.0f} MB",
            f"rdflib loop {one['loop MB']:,.0f} MB",
            f"{one['whole MB'] / one['loop MB']:.2f}",
            "< 1,000 MB" if million else "",
            one["whole MB"] < 1000 if million else None,
        )
    for name, title in (
        ("build", "build"),
        ("rules", "rules"),
        ("validate", "screened validation"),
        ("whole", "whole build"),
        ("loop", "(rdflib loop)"),
    ):
        steep, aimed = slope(sizes, name), name != "loop"
        yield Row(
            f"growth exponent, {title}",
            f"{steep:.2f}",
            aim="<= 1.2" if aimed else "",
            met=steep <= 1.2 if aimed else None,
        )
    yield Row(
        f"{FAULTS:,} faulty cells, {faults['rows']:,} rows",
        _s(faults["faults"]),
        "",
        f"{faults['reported']:,} reported",
        "all",
        faults["reported"] == FAULTS,
    )


def _check_rows(sizes: Sizes, small: Figures) -> Iterator[Row]:
    first = next(iter(sizes.values()))
    at, parse = f"{first['asserted'] / 1e3:.0f} k asserted", small["parse"]
    for title, seconds in (("screened validation", first["validate"]), ("sckg check", small["check"])):
        yield Row(
            f"{title}, {at}",
            _s(seconds),
            f"rdflib parse {_s(parse)}",
            f"{seconds / parse:.2f} of parse",
            "<= 3x",
            seconds <= 3 * parse,
        )
    yield Row(
        f"stock pySHACL, {at}",
        _s(small["stock"]),
        f"rdflib parse {_s(parse)}",
        f"{small['stock'] / parse:.2f} of parse",
    )
    yield Row(
        "stock pySHACL against screened",
        _s(small["stock"]),
        f"screened {_s(first['validate'])}",
        f"{small['stock'] / first['validate']:.1f}x slower",
    )
    yield Row(
        "same report, clean",
        f"{first['results']} results",
        f"stock {small['stock results']}",
        "",
        "equal",
        first["report"] == small["stock report"],
    )
    yield Row(
        "same report, planted faults",
        f"{small['dirty results']} results",
        f"{small['suspects']:,} suspects",
        f"stock {small['dirty stock'] / small['dirty']:.1f}x slower",
        "equal",
        small["dirty equal"],
    )
    yield Row("same triples as the rdflib loop", f"{small['count']:,}", "", "", "equal", small["same triples"])


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def show(rows: Sequence[Row]) -> None:
    """The aligned table, then met or missed per aim."""
    lines = [
        ("", "sckg", "against", "ratio", "aim"),
        *((row.name, row.value, row.baseline, row.ratio, row.aim) for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    say("")
    for row in rows:
        if row.met is not None:
            say(f"{'met   ' if row.met else 'missed'}  {row.name}: {row.aim} ({row.ratio or row.value})")


def sizes_of(full: bool) -> list[int]:
    """Multiples of the report's size to measure; 1,000x only where it fits into memory."""
    wanted = [max(1, round(target / TRIPLES_PER_COPY)) for target in (*TARGETS, *((FULL,) if full else ()))]
    if full and _memory() > REPORT_TIMES * TRIPLES_PER_COPY * BYTES_PER_TRIPLE:
        wanted.append(REPORT_TIMES)
    return wanted


def _memory() -> int:
    info = Path("/proc/meminfo")
    if not info.is_file():
        return 0
    available = next(line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("MemAvailable"))
    return 1024 * int(available.split()[1])


def main() -> int:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description="Measure sckg against plain rdflib and stock pySHACL.")
    parser.add_argument(
        "--full", action="store_true", help="also about 3 M triples, 1,000x where memory allows, long rdflib"
    )
    full = parser.parse_args().full
    model, sizes = load_model(), dict[int, Figures]()
    with tempfile.TemporaryDirectory(prefix="sckg-bench-") as folder:
        for times in sizes_of(full):
            sizes[times] = measure_size(Path(folder) / f"x{times}", model, times, 2 if times < 100 else 1)
        smallest = min(sizes)
        small = measure_reports(Path(folder) / f"x{smallest}")
        times = sizes_of(False)[-1]
        count = generate(model, Path(folder) / "faulty", times, errors=FAULTS)
        faults = measure("faults", Path(folder) / "faulty", 1) | {"rows": count}
    say("")
    show(list(rows_of(sizes, small, faults)))
    broken = [
        name
        for name, fine in (
            (
                "the rdflib loop says something else",
                small["same triples"] and sizes[smallest]["source"] == small["count"],
            ),
            (
                "the report of a clean graph differs from stock pySHACL",
                sizes[smallest]["report"] == small["stock report"],
            ),
            ("the report of a dirty graph differs from stock pySHACL", small["dirty equal"]),
        )
        if not fine
    ]
    for name in broken:
        say(f"FAILED: {name}: {small['differ'] or small['dirty differ']}")
    return 1 if others(full) or broken else 0


def others(full: bool) -> bool:
    """The saved questions on all engines, networks and pages; whether one of them found something wrong.

    rdflib gets long for a question only where all gets long.
    """
    limit = () if full else ("--rdflib-limit", f"{RDFLIB_LIMIT}")
    failed = False
    for script, *words in (("questions.py", *limit), ("networks.py",), ("pages.py",), ("matching.py",)):
        say("")
        failed |= subprocess.run([sys.executable, str(HERE / script), *words], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
