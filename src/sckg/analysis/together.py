"""Who acts together: actors of an engagement in roles that make partners, without cliques of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import permutations

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.shapes import Shape

__all__ = ["together"]


def together(facts: Facts, shape: Shape) -> Iterator[Tie]:
    """Ties through engagements: of partners, in both directions, by `actsWith`; of those of a large one, to it, by
    `takesPartIn`.

    Partners have a role marked `sckg:countsAsPartnership`, as in the rule partners-with; unlike there, the kind of
    engagement does not matter (but for those the shape sets apart) and kin may act together. An engagement with more
    partners than `shape.largest` stays a node of its own, instead of a clique of all with all. Kinds of engagement in
    `shape.apart` make no ties.
    """
    for engagement, members in sorted(_partners(facts).items()):
        pattern = facts.engagements[engagement]
        if pattern.kind in shape.apart or len(members) < 2:
            continue
        if len(members) <= shape.largest:
            for start, end in permutations(sorted(members), 2):
                yield _tie(facts, (start, "actsWith", end), pattern, {**members[start], **members[end]})
        else:
            for start in sorted(members):
                yield _tie(facts, (start, "takesPartIn", engagement), pattern, members[start])


def _partners(facts: Facts) -> dict[str, dict[str, dict[str, str]]]:
    """Engagement → partner → its participations → their roles."""
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for part in facts.parts:
        if part.partner and part.engagement in facts.engagements:
            found[part.engagement][part.actor][part.participation] = part.role
    return found


def _tie(facts: Facts, edge: tuple[str, str, str], pattern: Tie, parts: Mapping[str, str]) -> Tie:
    bases = {pattern.statement, *parts}
    return replace(
        pattern,
        subject=edge[0],
        relation=edge[1],
        object=edge[2],
        bases=tuple(sorted(bases)),
        contested=not facts.disputed.isdisjoint(bases),
        roles=tuple(sorted(set(parts.values()))),
    )
