"""The saved questions on four engines: `python benchmarks/questions.py [--size N] [--rdflib-limit S] [--only NAME…]`.

CPU time of every question with its default parameters, over generated tables, at about 100 k and 1 M triples: sckg in
memory, rdflib, and the servers that are installed (Virtuoso, Oxigraph), of which the client's time counts too. A missed
aim is printed; the exit code is 1 only where two engines give different answers.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import TRIPLES_PER_COPY, Row, show
from engines import Asked, ask, ask_rdflib, in_child, load_rdflib, oxigraph_server, virtuoso_server
from generate import Model, generate, load_model, say
from sckg.config import paths
from sckg.errors import SckgError
from sckg.pipeline import build
from sckg.queries import Query, Session, load_queries
from sckg.store import Dataset

SIZES = (100_000, 1_000_000)
RDFLIB_LIMIT = 60.0
SHORT = 0.002
"""CPU seconds below which, at both sizes, a growth exponent tells more about the clock than about the question."""
FASTER_THAN_RDFLIB = 25.0
SLOWER_THAN_VIRTUOSO = 2.0
STEEPEST = 1.3
COLD = {("query", "run", "stalled-or-abandoned"): 0.6, ("--help",): 0.25}
"""Command line → most CPU seconds of the whole process."""
COLD_RUNS = 5
ENGINES = ("sckg", "rdflib", "Virtuoso", "Oxigraph")
SERVERS = {"Virtuoso": virtuoso_server, "Oxigraph": oxigraph_server}


@dataclass(frozen=True, slots=True)
class Bound:
    """A question with its parameters bound: one text for every engine."""

    name: str
    text: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one size: triples, CPU seconds of loading, and answers, by engine."""

    triples: int
    load: dict[str, float] = field(default_factory=dict)
    answers: dict[str, dict[str, Asked]] = field(default_factory=dict)
    """Question → engine → how it was answered."""

    def times(self, engine: str) -> dict[str, float]:
        """Seconds of the questions that an engine answered."""
        return {name: of[engine].seconds for name, of in self.answers.items() if engine in of and of[engine].told}

    def ratios(self, engine: str, *, process: bool = False) -> dict[str, float]:
        """An engine's time per time of sckg, question by question; with `process`, that of the server alone."""
        ours = self.times("sckg")
        return {
            name: (self.answers[name][engine].server if process else seconds) / ours[name]
            for name, seconds in self.times(engine).items()
            if name in ours
        }


def bind(session: Session, queries: Iterable[Query]) -> Iterator[Bound]:
    """Every question with its defaults; a thing that is not there is said, and its question left out."""
    for query in queries:
        try:
            given = {one.name: session.resolve(one, one.default or one.example) for one in query.parameters}
            yield Bound(query.name, query.bind(given), query.cite)
        except SckgError as error:
            say(f"  {query.name} is left out: {' '.join(str(error).split())[:200]}")


def measure(model: Model, folder: Path, times: int, limit: float, only: Sequence[str]) -> Size:
    """All engines over one generated build."""
    say(f"{times}x the report: {generate(model, folder / 'data', times):,} rows; building …")
    built = in_child(lambda: {"triples": len(build(paths(folder / "data"), folder / "build").dataset)})
    if not isinstance(built, dict):
        raise SystemExit(f"the build of {folder} {built}")
    size = Size(built["triples"])
    start = time.process_time()
    dataset = Dataset.open(folder / "build")
    size.load["sckg"] = time.process_time() - start
    queries = [one for one in load_queries(paths().queries) if not only or one.name in only]
    bound = list(bind(Session(dataset, paths().queries / "views"), queries))
    say(f"  {size.triples:,} triples, {len(bound)} questions; sckg …")
    for one in bound:
        size.answers[one.name] = {"sckg": ask(dataset, one.text, one.cite)}
    del dataset
    _measure_servers(size, bound, folder)
    _measure_rdflib(size, bound, folder, limit)
    gc.collect()
    return size


def _measure_servers(size: Size, bound: Sequence[Bound], folder: Path) -> None:
    for name, start in SERVERS.items():
        say(f"  {name} …")
        try:
            with start(folder / "build", folder / name) as server:
                if server is None:
                    say(f"  {name} is not installed: left out")
                    continue
                size.load[name] = server.load
                for one in bound:
                    size.answers[one.name][name] = ask(server.endpoint, one.text, one.cite, server)
        except SckgError as error:
            say(f"  {name} does not take the build, left out: {' '.join(str(error).split())[:300]}")


def _measure_rdflib(size: Size, bound: Sequence[Bound], folder: Path, limit: float) -> None:
    say("  rdflib …")
    dataset, size.load["rdflib"] = load_rdflib(folder / "build" / "sckg.nq")
    for one in bound:
        size.answers[one.name]["rdflib"] = ask_rdflib(dataset, one.text, one.cite, limit)


def questions_table(size: Size) -> Iterator[tuple[str, ...]]:
    """A line per question: rows, CPU milliseconds of every engine, and how many times longer than sckg it took."""
    engines = [name for name in ENGINES if name in size.load]
    yield ("", "rows", "sckg", *(cell for name in engines[1:] for cell in (name, "x")), "answers")
    ratios = {name: size.ratios(name) for name in engines[1:]}
    for question, of in sorted(size.answers.items()):
        cells = [question, f"{len(of['sckg'].rows):,}", _ms(of["sckg"])]
        for name in engines[1:]:
            cells += [_ms(of[name]), f"{ratios[name][question]:.1f}" if question in ratios[name] else ""]
        yield (*cells, disagreement(of) or "agree")


def disagreement(of: Mapping[str, Asked]) -> str:
    """How the engines that answered a question differ from sckg, or nothing."""
    ours = of["sckg"]
    return ", ".join(
        f"{name} {len(one.rows):,} rows" if len(one.rows) != len(ours.rows) else f"{name} other values"
        for name, one in of.items()
        if one.told and ours.told and one.rows != ours.rows
    )


def show_disagreement(of: Mapping[str, Asked]) -> None:
    """For every engine that differs, a row that only it has and a row that only sckg has."""
    for name, one in of.items():
        if one.told and one.rows != of["sckg"].rows:
            ours, theirs = Counter(of["sckg"].rows), Counter(one.rows)
            say(f"  sckg:   {next(iter(ours - theirs), 'no more rows')[:400]}")
            say(f"  {name}: {next(iter(theirs - ours), 'no more rows')[:400]}")


def _ms(one: Asked) -> str:
    return f"{one.seconds * 1000:,.1f}" if one.told else "-"


def summary_rows(size: Size) -> Iterator[Row]:
    """Loading, and median, 95th percentile and longest of the questions, by engine."""
    at, ours = f"{size.triples / 1e6:.2f} M", size.times("sckg")
    for name in (name for name in ENGINES if name in size.load):
        ratio = f"{size.load[name] / size.load['sckg']:.1f}x" if name != "sckg" else ""
        yield Row(f"load, {at}, {name}", f"{size.load[name]:.2f} s", ratio=ratio)
    for name in (name for name in ENGINES if name in size.load):
        found = sorted(size.times(name).values())
        p95 = found[math.ceil(0.95 * len(found)) - 1]
        told = f"{statistics.median(found) * 1000:,.1f} / {p95 * 1000:,.1f} / {found[-1] * 1000:,.1f} ms"
        left = len(ours) - len(found)
        yield Row(f"questions, {at}, {name}", told, f"{left} not answered" if left else "", *_mean_ratio(size, name))


def _mean_ratio(size: Size, name: str) -> tuple[str, str, bool | None]:
    if name == "sckg" or not (found := size.ratios(name)):
        return "", "", None
    mean = statistics.geometric_mean(found.values())
    told = f"{mean:.1f}x over {len(found)}"
    if name == "rdflib":
        return told, f">= {FASTER_THAN_RDFLIB:g}x", mean >= FASTER_THAN_RDFLIB
    return told, "", None


def virtuoso_rows(size: Size) -> Iterator[Row]:
    """The five questions that fare worst against Virtuoso, and how many miss the aim."""
    found = {name: 1 / ratio for name, ratio in size.ratios("Virtuoso").items()}
    if not found:
        return
    for name in sorted(found, key=lambda name: -found[name])[:5]:
        of = size.answers[name]
        yield Row(
            f"slowest against Virtuoso: {name}",
            f"{_ms(of['sckg'])} ms",
            f"{_ms(of['Virtuoso'])} ms",
            f"{found[name]:.2f}x",
        )
    late = sum(ratio > SLOWER_THAN_VIRTUOSO for ratio in found.values())
    alone = sum(ratio < 1 / SLOWER_THAN_VIRTUOSO for ratio in size.ratios("Virtuoso", process=True).values())
    yield Row(
        f"more than {SLOWER_THAN_VIRTUOSO:g}x slower than Virtuoso, {size.triples / 1e6:.2f} M",
        f"{late} of {len(found)}",
        f"its process alone: {alone}",
        "",
        "none",
        not late,
    )


def growth_rows(small: Size, large: Size) -> Iterator[Row]:
    """Growth exponents: the steepest questions, and the steepest of all."""
    before, after = small.times("sckg"), large.times("sckg")
    scale = math.log(large.triples / small.triples)
    long = {name for name in before.keys() & after.keys() if max(before[name], after[name]) >= SHORT}
    found = {name: math.log(after[name] / before[name]) / scale for name in long}
    for name in sorted(found, key=lambda name: -found[name])[:5]:
        told = f"{before[name] * 1000:,.1f} → {after[name] * 1000:,.1f} ms"
        rows = (f"{len(size.answers[name]['sckg'].rows):,}" for size in (small, large))
        yield Row(f"growth exponent: {name}", f"{found[name]:.2f}", told, " → ".join(rows) + " rows")
    if found:
        yield Row(
            "growth exponent, steepest question",
            f"{max(found.values()):.2f}",
            f"{len(before) - len(found)} under {SHORT * 1000:g} ms at both sizes left out",
            "",
            f"<= {STEEPEST}",
            max(found.values()) <= STEEPEST,
        )


def cold_rows(folder: Path) -> Iterator[Row]:
    """CPU time of whole processes of the command line, on the graph of the report itself."""
    built = in_child(lambda: {"triples": len(build(paths(), folder / "build").dataset)})
    if not isinstance(built, dict):
        raise SystemExit(f"the build of the report {built}")
    for words, most in COLD.items():
        seconds = statistics.median(_process(words, folder) for _ in range(COLD_RUNS))
        yield Row(f"cold start: sckg {' '.join(words)}", f"{seconds:.2f} s", "", "", f"<= {most} s", seconds <= most)


def _process(words: Sequence[str], folder: Path) -> float:
    """CPU seconds of one run of the command; it finds the build in the folder it runs in.

    Compiled modules are kept between runs, as of every installed package, whatever this machine is set to.
    """
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(Path(sys.executable).parent / "sckg"), *words]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=folder, env=surroundings, stdout=subprocess.DEVNULL, check=True)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime


def show_table(lines: Sequence[Sequence[str]]) -> None:
    """Columns side by side, the first and the last to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *cells, last in lines:
        told = [cell.rjust(width) for cell, width in zip(cells, widths[1:-1], strict=True)]
        say("  ".join([first.ljust(widths[0]), *told, last]).rstrip())
    say("")


def show_unanswered(size: Size) -> None:
    """Which engine did not answer what, and why."""
    for question, of in sorted(size.answers.items()):
        for name, one in of.items():
            if not one.told:
                say(f"not answered at {size.triples / 1e6:.2f} M: {question}, {name}: {one.note}")


def report(sizes: Sequence[Size], folder: Path) -> int:
    """Print everything; 1 where engines disagree."""
    say("\nCPU milliseconds, median of several answers; x: how many times longer than sckg")
    for size in sizes:
        say(f"\n{size.triples:,} triples")
        show_table(list(questions_table(size)))
        show_unanswered(size)
    rows = [row for size in sizes for row in summary_rows(size)] + list(virtuoso_rows(sizes[-1]))
    if len(sizes) > 1:
        rows += growth_rows(sizes[0], sizes[-1])
    say("questions: median / 95th percentile / longest; ratio: geometric mean over those both answered")
    show([*rows, *cold_rows(folder)])
    wrong = [(size, name, told) for size in sizes for name, of in size.answers.items() if (told := disagreement(of))]
    for size, name, told in wrong:
        say(f"FAILED: {name} at {size.triples:,} triples: sckg {len(size.answers[name]['sckg'].rows):,} rows, {told}")
        show_disagreement(size.answers[name])
    return 1 if wrong else 0


def main(words: Sequence[str] | None = None) -> int:
    """Generate, build, measure, print."""
    parser = argparse.ArgumentParser(description="Measure the saved questions on sckg, rdflib, Virtuoso and Oxigraph.")
    parser.add_argument("--size", type=int, action="append", help="about how many triples; may be repeated")
    parser.add_argument("--rdflib-limit", type=float, default=RDFLIB_LIMIT, help="CPU seconds of a question in rdflib")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="only these questions")
    chosen = parser.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are killed on the way out
    model = load_model()
    copies = sorted({max(1, round(size / TRIPLES_PER_COPY)) for size in chosen.size or SIZES})
    with tempfile.TemporaryDirectory(prefix="sckg-questions-") as name:
        folder = Path(name)
        sizes = [measure(model, folder / f"x{n}", n, chosen.rdflib_limit, chosen.only) for n in copies]
        return report(sizes, folder)


if __name__ == "__main__":
    sys.exit(main())
