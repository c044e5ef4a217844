"""Who stands between the nations: actors, host countries and engagements that tie actors of several of them.

Roles are those of R. V. Gould and R. M. Fernandez, "Structures of Mediation: A Formal Approach to Brokerage in
Transaction Networks", Sociological Methodology 19 (1989), 89-126, with the home country as the group. They are defined
on directed ties; partnership has no direction, so their gatekeeper and representative are one role here, told as
gatekeeper.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sckg.analysis.facts import Facts, Tie

__all__ = ["ROLES", "Broker", "find_brokers", "role"]

ROLES: Final = ("coordinator", "itinerant", "gatekeeper", "liaison")
"""Roles of a broker between two others, from all of one nation to all of different ones."""
_MEANS: Final = ("partners", "host", "engagement")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Broker:
    """What stands between actors of two or three of the nations.

    `means` says how: `partners` (an actor, between partners of its own), `host` (a country, between the actors that
    enter it), `engagement` (between those that take part in it). `tied` are the actors it ties, `nations` the nations
    they come from (for an actor, its own too). `roles` counts the pairs of tied actors it stands between, by role:
    pairs that are no partners themselves. `together` are the pairs from different nations that are partners already.
    """

    thing: str
    means: str
    nations: tuple[str, ...]
    tied: tuple[str, ...]
    roles: Mapping[str, int]
    together: tuple[Pair, ...]
    ties: tuple[Tie, ...]

    @property
    def pairs(self) -> int:
        """Pairs it stands between."""
        return sum(self.roles.values())


def role(one: str, broker: str, other: str) -> str:
    """The role of a broker between two others, by the groups of the three.

    >>> [role(*groups) for groups in ("KKK", "KJK", "KKC", "JKC")]
    ['coordinator', 'itinerant', 'gatekeeper', 'liaison']
    """
    if one == other:
        return "coordinator" if one == broker else "itinerant"
    return "gatekeeper" if broker in (one, other) else "liaison"


def find_brokers(facts: Facts, ties: Iterable[Tie], nations: Collection[str]) -> list[Broker]:
    """What ties actors of at least two of the nations, with the ties behind it.

    Of an actor, those pairs of its partners count that are no partners themselves and that, with the actor, come from
    two of the nations; a host country needs entrants, an engagement parties, from two of them, and an engagement has no
    nation of its own. Actors without a known home are left out. Actors first, then hosts, then engagements; within
    these, more nations, then more pairs first.
    """
    kept = sorted(tie for tie in ties if facts.home(tie.subject))
    partnered = _partners(facts, kept)
    found = [*_actors(facts, partnered, nations), *_meetings(facts, kept, partnered, nations)]
    return sorted(
        found, key=lambda one: (_MEANS.index(one.means), -len(one.nations), -one.pairs, -len(one.tied), one.thing)
    )


_Partners = Mapping[str, Mapping[str, tuple[Tie, ...]]]
"""Actor → partner → ties between the two."""


def _partners(facts: Facts, ties: Iterable[Tie]) -> _Partners:
    found: dict[str, dict[str, tuple[Tie, ...]]] = defaultdict(dict)
    for tie in ties:
        if tie.relation == "partnersWith" and facts.home(tie.object) and tie.subject != tie.object:
            for one, other in ((tie.subject, tie.object), (tie.object, tie.subject)):
                known = found[one].get(other, ())
                if all((tie.statement, tie.contested) != (old.statement, old.contested) for old in known):
                    found[one][other] = (*known, tie)
    return found


def _actors(facts: Facts, partnered: _Partners, nations: Collection[str]) -> Iterator[Broker]:
    for actor, partners in partnered.items():
        home = facts.home(actor)
        roles: Counter[str] = Counter()
        bridged: set[str] = set()
        for one, other in combinations(sorted(partners), 2):
            homes = facts.home(one), facts.home(other)
            if other not in partnered[one] and len({home, *homes} & set(nations)) > 1:
                roles[role(homes[0], home, homes[1])] += 1
                bridged |= {one, other}
        if roles:
            ties = [tie for partner in sorted(bridged) for tie in partners[partner]]
            yield _broker(facts, nations, Broker(actor, "partners", (home,), tuple(bridged), roles, (), tuple(ties)))


def _meetings(facts: Facts, ties: Iterable[Tie], partnered: _Partners, nations: Collection[str]) -> Iterator[Broker]:
    """Host countries and engagements where actors of several nations meet."""
    entered: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    shared: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in ties:
        if tie.relation == "enters":
            entered[tie.object][tie.subject].append(tie)
        for actor in (tie.subject, tie.object) if tie.relation == "partnersWith" else (tie.subject,):
            if facts.is_a(tie.statement, "Engagement"):
                shared[tie.statement][actor].append(tie)
    for means, places in (("host", entered), ("engagement", shared)):
        for thing, actors in places.items():
            if len({facts.home(actor) for actor in actors} & set(nations)) > 1:
                yield _meeting(facts, (means, thing), actors, partnered, nations)


def _meeting(
    facts: Facts, where: Pair, actors: Mapping[str, list[Tie]], partnered: _Partners, nations: Collection[str]
) -> Broker:
    means, thing = where
    kept = sorted(actor for actor in actors if facts.home(actor) in nations)
    roles: Counter[str] = Counter()
    together: list[Pair] = []
    for one, other in combinations(kept, 2):
        homes = facts.home(one), facts.home(other)
        if other not in partnered.get(one, ()):
            roles[role(homes[0], facts.home(thing) if means == "host" else "", homes[1])] += 1
        elif homes[0] != homes[1]:
            together.append((one, other))
    ties = tuple(dict.fromkeys(tie for actor in kept for tie in actors[actor]))
    return _broker(facts, nations, Broker(thing, means, (), tuple(kept), roles, tuple(together), ties))


def _broker(facts: Facts, nations: Collection[str], found: Broker) -> Broker:
    """The broker with its nations in the order given, all else sorted."""
    homes = {facts.home(actor) for actor in found.tied} | set(found.nations)
    order = tuple(nation for nation in nations if nation in homes)
    roles = {name: found.roles.get(name, 0) for name in ROLES}
    ties = tuple(dict.fromkeys(sorted(found.ties)))
    return Broker(found.thing, found.means, order, tuple(sorted(found.tied)), roles, found.together, ties)
