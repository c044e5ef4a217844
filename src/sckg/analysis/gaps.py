"""Where one nation has no recorded entry while another has; and, apart from that, what the sources leave unsaid.

That nothing is recorded says only that these sources record nothing; what the sources themselves are known not to tell
stands in the data as a gap (class Gap) and is told as such.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import networkx as nx

from sckg.analysis.facts import Facts, Tie
from sckg.queries import Session

__all__ = ["SCOPES", "Missing", "Surroundings", "Unsaid", "find_gaps", "read_surroundings", "unsaid_of_nations"]

SCOPES: Final = ("country", "city", "sector", "network")
"""What may lack an entry: a country, a city, a sector, or a member of a network such as ASCN."""
_PLACE: Final = "place"
"""The aspect of a gap that may hide an entry: where something takes place is not told."""


@dataclass(frozen=True, slots=True, order=True)
class Unsaid:
    """What the sources do not tell: the gap, what it is about, and the aspect that is missing; all IRIs."""

    gap: str
    about: str
    aspect: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is read beside the facts: where nations aim, what lies in what, what belongs to networks, what is unsaid.

    `aims`: nation → (target, relationship that states it); `wider`: place → the places it lies in, itself included;
    `countries`: all there are; `networks`: network → (thing, its country, relationship that ties it to the network);
    `unsaid`: thing → gaps about it.
    """

    aims: Mapping[str, tuple[tuple[str, str], ...]]
    wider: Mapping[str, frozenset[str]]
    countries: tuple[str, ...]
    networks: Mapping[str, tuple[tuple[str, str, str], ...]]
    unsaid: Mapping[str, tuple[Unsaid, ...]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A nation without a recorded entry.

    `thing` is the country, city or sector, in the `scope` of that name; in the scope network, a member of `network`.
    `others` are the entries of the other nations; `aims` the stated aims of the nation at it, at a region around it or
    at the network, as (target, relationship); `unsaid` what the sources do not tell about the thing or the network;
    `rests` what else states that the thing is meant.
    """

    scope: str
    thing: str
    nation: str
    others: Mapping[str, tuple[Tie, ...]]
    aims: tuple[tuple[str, str], ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    network: str = ""
    rests: tuple[str, ...] = ()

    @property
    def bases(self) -> tuple[str, ...]:
        """All that the row rests on, to be cited."""
        entries = [basis for ties in self.others.values() for tie in ties for basis in tie.bases]
        aims, gaps = [stated for _, stated in self.aims], [one.gap for one in self.unsaid]
        return tuple(dict.fromkeys((*self.rests, *entries, *aims, *gaps)))


def read_surroundings(session: Session) -> Surroundings:
    """Aims, places, networks and gaps of a session (views `aims`, `wider-places`, `networks`, `unsaid`)."""

    def rows(name: str) -> list[dict[str, str]]:
        return [{key: term.value for key, term in row.items()} for row in session.view(name, {})]

    aims, networks, unsaid = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in rows("aims"):
        aims[row["nation"]].add((row["target"], row["relationship"]))
    for row in rows("networks"):
        networks[row["network"]].add((row["thing"], row["country"], row["relationship"]))
    for row in rows("unsaid"):
        unsaid[row["about"]].add(Unsaid(row["gap"], row["about"], row["aspect"]))
    within = rows("wider-places")
    return Surroundings(
        {nation: tuple(sorted(found)) for nation, found in sorted(aims.items())},
        _closed((row["place"], row["wider"]) for row in within),
        tuple(sorted(row["place"] for row in within if row["place"] == row["wider"])),
        {network: tuple(sorted(found)) for network, found in sorted(networks.items())},
        {about: tuple(sorted(found)) for about, found in sorted(unsaid.items())},
    )


def _closed(steps: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Place → all places around it, itself included."""
    around = nx.DiGraph(steps)
    return {place: frozenset((place, *nx.descendants(around, place))) for place in around}


def find_gaps(
    facts: Facts,
    ties: Iterable[Tie],
    nations: Collection[str],
    surroundings: Surroundings,
    *,
    scopes: Collection[str] = SCOPES,
) -> list[Missing]:
    """Where one of the nations has no recorded entry while another has, or while it states that it aims there.

    A country is recorded for a nation by the derived relation enters, a city by entersCity, a sector by the sectors of
    either, wider ones included, a member of a network by any tie to it. An aim at a region around a country is told
    but makes no row of its own. By scope, most entries of others first.
    """
    kept = sorted(tie for tie in ties if facts.home(tie.subject) in nations)
    ways = {"country": _countries, "city": _cities, "sector": _sectors, "network": _members}
    found = [one for scope in scopes for one in ways[scope](facts, kept, nations, surroundings)]
    order = {scope: place for place, scope in enumerate(SCOPES)}
    return sorted(found, key=lambda one: (order[one.scope], -_weight(one), one.network, one.thing, one.nation))


def _weight(one: Missing) -> int:
    return len({tie.statement for ties in one.others.values() for tie in ties})


_Where = tuple[str, str, str]
"""Scope, thing, and network or nothing."""
_Present = Mapping[str, Mapping[str, tuple[Tie, ...]]]
"""Thing → nation → its ties there."""


def _present(facts: Facts, found: Iterable[tuple[str, Tie]]) -> _Present:
    there: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for thing, tie in found:
        there[thing][facts.home(tie.subject)].append(tie)
    return {thing: {nation: tuple(ties) for nation, ties in by.items()} for thing, by in there.items()}


def _countries(facts: Facts, ties: Iterable[Tie], nations: Collection[str], around: Surroundings) -> Iterator[Missing]:
    present = _present(facts, ((tie.object, tie) for tie in ties if tie.relation == "enters"))
    for country in around.countries:
        abroad = [nation for nation in nations if nation != country]
        yield from _missing(("country", country, ""), present.get(country, {}), abroad, around)


def _cities(facts: Facts, ties: Iterable[Tie], nations: Collection[str], around: Surroundings) -> Iterator[Missing]:
    present = _present(facts, ((tie.object, tie) for tie in ties if tie.relation == "entersCity"))
    aimed = {target for aims in around.aims.values() for target, _ in aims if target in around.wider}
    for city in sorted(present.keys() | {place for place in aimed if _country(place, around) not in ("", place)}):
        abroad = [nation for nation in nations if nation != _country(city, around)]
        yield from _missing(("city", city, ""), present.get(city, {}), abroad, around)


def _sectors(facts: Facts, ties: Iterable[Tie], nations: Collection[str], around: Surroundings) -> Iterator[Missing]:
    present = _present(
        facts,
        (
            (sector, tie)
            for tie in ties
            if tie.relation in ("enters", "entersCity")
            for sector in sorted({wide for one in tie.sectors for wide in facts.line(one)})
        ),
    )
    for sector, there in sorted(present.items()):
        yield from _missing(("sector", sector, ""), there, nations, around)


def _members(facts: Facts, ties: Iterable[Tie], nations: Collection[str], around: Surroundings) -> Iterator[Missing]:
    present = _present(facts, ((end, tie) for tie in ties for end in {tie.object, tie.project, tie.place} - {""}))
    for network, members in around.networks.items():
        for thing, country, stated in members:
            abroad = [nation for nation in nations if nation != country]
            for one in _missing(("network", thing, network), present.get(thing, {}), abroad, around):
                yield replace(one, rests=(stated,))


def _missing(
    where: _Where, there: Mapping[str, tuple[Tie, ...]], nations: Collection[str], around: Surroundings
) -> Iterator[Missing]:
    """A row for every nation that is not there while another is, or that aims right there."""
    scope, thing, network = where
    here = {thing, network} - {""}
    unsaid = tuple(sorted(one for about in here for one in around.unsaid.get(about, ())))
    reach = here | around.wider.get(thing, frozenset())
    for nation in nations:
        others = {other: ties for other, ties in sorted(there.items()) if other != nation}
        aims = tuple(aim for aim in around.aims.get(nation, ()) if aim[0] in reach)
        if nation not in there and (others or any(target in here for target, _ in aims)):
            yield Missing(scope, thing, nation, others, aims, unsaid, network)


def _country(place: str, around: Surroundings) -> str:
    return next((wide for wide in sorted(around.wider.get(place, ())) if wide in around.countries), "")


def unsaid_of_nations(
    facts: Facts, ties: Iterable[Tie], nations: Collection[str], surroundings: Surroundings
) -> dict[str, tuple[Unsaid, ...]]:
    """What the sources do not tell about a nation itself, or about the place of what its actors do.

    Where the place is not told, an entry may hide that no table can show.
    """
    done: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        done[facts.home(tie.subject)] |= {tie.statement, tie.project} - {""}
    return {
        nation: tuple(
            sorted(
                one
                for about in done[nation] | {nation}
                for one in surroundings.unsaid.get(about, ())
                if about == nation or one.aspect.endswith(f"/{_PLACE}")
            )
        )
        for nation in nations
    }
