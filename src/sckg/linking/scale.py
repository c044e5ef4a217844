"""Near misses among millions of names: a splink model (https://moj-analytical-services.github.io/splink/), on DuckDB.

The model is data (`scale.yaml`) and is told to splink in no engine's own words: the same runs on a Spark cluster. It
chooses which pairs are looked at; what they mean is decided by the same rules as everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sckg.config import own_yaml
from sckg.errors import UsageError
from sckg.linking.matching import KEPT, LIKENESS, MANY, Near, Nearest, nearest
from sckg.linking.names import SHORT

if TYPE_CHECKING:
    from splink import Linker, SettingsCreator
    from splink.internals.comparison_creator import ComparisonCreator
    from splink.internals.database_api import DatabaseAPISubClass

    from sckg.linking.index import Index

__all__ = ["columns", "engine", "likeness", "linker", "model", "nearest_by_splink", "pairs_of"]

_THEIRS, _OURS = "a_theirs", "b_ours"
"""Names of the two tables; splink puts them in the order of the alphabet."""


def engine(name: str, names: int, spellings: int) -> tuple[Nearest, str]:
    """What looks for near misses, and its name: the one asked for, or by `auto` the one fit for so many pairs.

    Raises `UsageError` where splink is asked for and not installed.
    """
    there = find_spec("splink") is not None and find_spec("duckdb") is not None
    if name == "rapidfuzz" or (name == "auto" and (names * spellings < MANY or not there)):
        return nearest, "rapidfuzz"
    if not there:
        raise UsageError("splink is not installed. Repair: pip install 'sckg[scale]', or --engine rapidfuzz")
    return nearest_by_splink, "splink"


def nearest_by_splink(index: Index, keys: Sequence[str]) -> Near:
    """The nearest spellings of every folded name, of those that share its beginning or its end."""
    import duckdb
    from splink import DuckDBAPI

    ours = sorted(key for key in index.spellings if len(key) >= SHORT)
    theirs = list(dict.fromkeys(keys))
    if not ours or not theirs:
        return {}
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        api = DuckDBAPI(connection)
        found = linker(api, columns(theirs), columns(ours)).inference.predict(threshold_match_weight=_least())
        arrow: Any = found
        return likeness(pairs_of(arrow.as_pyarrow_table(), theirs, ours))


def columns(keys: Sequence[str]) -> Any:
    """The table of a splink input: a folded name, its length, and what must be equal of names that are compared."""
    import pyarrow

    ends = [_ends(key) for key in keys]
    return pyarrow.table(
        {
            "unique_id": pyarrow.array(range(len(keys)), pyarrow.int32()),
            "name": list(keys),
            "letters": [len(key) for key in keys],
            **{name: [one[place] for one in ends] for place, name in enumerate(("head", "ends", "far_ends"))},
        }
    )


def linker(api: DatabaseAPISubClass, theirs: Any, ours: Any) -> Linker:
    """The model over two tables of `columns`, in the engine of the `api`."""
    from splink import Linker

    tables = [api.register(table, dataset_display_name=name) for name, table in ((_THEIRS, theirs), (_OURS, ours))]
    return Linker(tables, model(), log_level="ERROR", validate_settings=False)


def model() -> SettingsCreator:
    """The model, for any engine of splink."""
    import splink.comparison_level_library as level
    from splink import SettingsCreator, block_on
    from splink.comparison_library import CustomComparison

    told = _numbers()
    edits = [
        (level.CustomLevel(f"levenshtein(name_l, name_r) <= {most} AND least(letters_l, letters_r) >= {least}"), (m, u))
        for most, (m, u, least) in ((most, numbers) for most, numbers in told["edits"].items() if most != "else")
    ]
    lengths = [
        (level.CustomLevel(f"abs(letters_l - letters_r) <= {most}"), shares)
        for most, shares in told["length"].items()
        if most != "else"
    ]
    comparisons: list[ComparisonCreator | dict[str, Any]] = [
        CustomComparison(
            [
                *(one.configure(m_probability=m, u_probability=u) for one, (m, u) in levels),
                level.ElseLevel().configure(m_probability=told[name]["else"][0], u_probability=told[name]["else"][1]),
            ],
            output_column_name=name,
        )
        for name, levels in (("edits", edits), ("length", lengths))
    ]
    return SettingsCreator(
        link_type="link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on("head"), block_on("ends"), block_on("far_ends")],
        probability_two_random_records_match=told["any_two_match"],
        retain_matching_columns=False,
    )


def pairs_of(table: Any, theirs: Sequence[str], ours: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names of the list and names of ours, pair by pair, of what splink predicts (as an Arrow table)."""
    left, right = table.column("unique_id_l").to_pylist(), table.column("unique_id_r").to_pylist()
    return [theirs[place] for place in left], [ours[place] for place in right]


def likeness(pairs: tuple[Sequence[str], Sequence[str]]) -> Near:
    """The pairs that are alike, each with its similarity, by name of the list."""
    from rapidfuzz import fuzz, process

    theirs, ours = pairs
    found: Near = {}
    scores = process.cpdist(theirs, ours, scorer=fuzz.ratio, score_cutoff=LIKENESS, workers=-1)
    for name, other, score in zip(theirs, ours, scores, strict=True):
        if score:
            found.setdefault(name, []).append((other, float(round(score))))
    return {name: sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:KEPT] for name, hits in found.items()}


def _ends(key: str) -> tuple[str, ...]:
    """Letters of a name; two names are compared where one of these is equal."""
    head, *ends = _numbers()["equal"]["ascii" if key.isascii() else "other"]
    return (key[:head], *(f"{key[:first]}…{key[-last:]}" for first, last in ends))


def _least() -> float:
    return float(_numbers()["least_weight"])


def _numbers() -> Mapping[str, Any]:
    return own_yaml(__file__, "scale.yaml")
