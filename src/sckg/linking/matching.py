"""A list of names against the graph: for every name a judgement, with the next best thing and the reasons.

`match` is sure enough to be taken as it is, `review` is for a person to see, `none` is nothing. Which search engine
finds the near misses changes what is shown for review, never the rule that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sckg.linking.candidates import Candidate, Tier, Wanted, found_near, found_whole
from sckg.linking.index import Index
from sckg.linking.names import SHORT, read_name, shared_names
from sckg.linking.reasons import Reason

__all__ = ["LIKENESS", "MANY", "MATCH", "NONE", "REVIEW", "Judgement", "Nearest", "judge", "match", "nearest"]

MATCH, REVIEW, NONE = "match", "review", "none"
LIKENESS: Final = 82.0
"""Least similarity (rapidfuzz ratio, 0-100) that is worth showing to a person."""
MANY: Final = 2_000_000_000
"""Pairs of names from which on comparing all with all takes minutes."""
_BLOCK: Final = 512
"""Names compared with the whole index at once: a block of 512 × 100,000 bytes of scores is 50 MB."""
KEPT: Final = 5
"""Nearest spellings kept of each name."""

Near: TypeAlias = dict[str, list[tuple[str, float]]]
"""Folded name → spellings of the index that are near to it, with their similarity."""
Nearest: TypeAlias = Callable[[Index, Sequence[str]], Near]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided of a name; `best` is empty where the decision is `none`."""

    decision: str
    reasons: tuple[Reason, ...] = ()
    best: Candidate | None = None
    second: Candidate | None = None

    def told(self, language: str) -> str:
        """The reasons in words."""
        return "; ".join(one.told(language) for one in self.reasons)


def match(index: Index, names: Sequence[Wanted], near: Nearest | None = None) -> list[Judgement]:
    """A judgement for every name, in their order; equal names are judged once.

    `near` finds spellings that are nearly a name; by default `nearest`, which compares all with all. From `MANY` pairs
    on, names that are sure without are not looked up: their second best is then another thing of the very name.
    """
    unique = dict.fromkeys(names)
    whole = {one: found_whole(index, one) for one in unique}
    few = len(unique) * len(index.spellings) < MANY
    keys = {one: _compared(one) for one in unique if few or not any(found.sure for found in whole[one])}
    close = (near or nearest)(index, list(dict.fromkeys(key for found in keys.values() for key in found)))
    told = {
        one: judge(index, one, whole[one], [hit for key in keys.get(one, ()) for hit in close.get(key, ())])
        for one in unique
    }
    return [told[one] for one in names]


def judge(
    index: Index, wanted: Wanted, whole: Sequence[Candidate], near: Sequence[tuple[str, float]] = ()
) -> Judgement:
    """Decide what a name means, by its candidates, and by the spellings of the index that are near to it."""
    found = [*whole, *found_near(index, wanted, near)]
    fitting = [one for one in found if not _abroad(one, wanted)]
    ranked = sorted(_single(fitting), key=lambda one: (one.tier, -one.score, one.entry.iri))
    if not ranked:
        other = next((one.entry for one in found if one.tier <= Tier.AREA), None)
        return Judgement(NONE, (Reason("abroad", (other.label, other.country)),) if other else ())
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    rivals = [one for one in ranked[1:] if one.tier == best.tier and (one.sure or not best.sure)]
    doubts = list(_doubts(wanted))
    if best.sure and not rivals and not doubts:
        gone = [one for one in found if one.tier == best.tier and one not in fitting]
        return Judgement(MATCH, (*best.reasons, *_by_country(best, wanted, decided=bool(gone))), best, second)
    if rivals and best.tier <= Tier.PARTS:
        doubts.append(Reason("rival", (rivals[0].entry.label,)))
    reasons = (*best.reasons, *_by_country(best, wanted, decided=False), *doubts)
    return Judgement(REVIEW, reasons, best, rivals[0] if rivals else second)


def _doubts(wanted: Wanted) -> Iterator[Reason]:
    """What speaks against taking even the very name."""
    if wanted.no_country:
        yield Reason("no_country", (wanted.no_country,))
    if not wanted.country and read_name(wanted.name).key in shared_names():
        yield Reason("shared")


def nearest(index: Index, keys: Sequence[str]) -> Near:
    """The nearest spellings of every folded name, all compared with all (rapidfuzz, vectorised)."""
    import numpy
    from rapidfuzz import fuzz, process

    choices = sorted(key for key in index.spellings if len(key) >= SHORT)
    found: Near = {}
    for start in range(0, len(keys) if choices else 0, _BLOCK):
        block = keys[start : start + _BLOCK]
        scores = process.cdist(block, choices, scorer=fuzz.ratio, score_cutoff=LIKENESS, dtype=numpy.uint8, workers=-1)
        for row, column in zip(*numpy.nonzero(scores), strict=True):
            found.setdefault(block[row], []).append((choices[column], float(scores[row, column])))
    return {key: sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:KEPT] for key, hits in found.items()}


def _compared(wanted: Wanted) -> list[str]:
    """The forms of a name in which slips are looked for: none below five letters."""
    written = read_name(wanted.name)
    return [key for key in dict.fromkeys((written.key, written.stem)) if len(key) >= SHORT]


def _abroad(one: Candidate, wanted: Wanted) -> bool:
    return bool(wanted.country and one.entry.country and wanted.country != one.entry.country)


def _single(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The best candidate of each thing; two ways to the same thing are one."""
    best: dict[str, Candidate] = {}
    for one in found:
        known = best.get(one.entry.iri)
        if known is None or (one.tier, not one.sure, -one.score) < (known.tier, not known.sure, -known.score):
            best[one.entry.iri] = one
    return iter(best.values())


def _by_country(best: Candidate, wanted: Wanted, *, decided: bool) -> Iterator[Reason]:
    """What the country of a name says."""
    if decided:
        yield Reason("decides")
    elif wanted.country:
        yield Reason("country_agrees" if best.entry.country else "country_missing")
