"""Where to enter together: per host country and sector, who of each nation is there, and what they could build on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.flows import top_sectors
from sckg.config import paths
from sckg.queries import Session, ask, named

__all__ = ["Body", "JointCell", "joint_cells", "read_bodies"]

_BODIES: Final = "finance-bodies-by-nation"


@dataclass(frozen=True, slots=True, order=True)
class Body:
    """A finance body of a nation, its label, and where it is stated to be one."""

    nation: str
    body: str
    label: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JointCell:
    """A host country and a sector ('' where the sources name none), and what is recorded there.

    `entries` are the entries of actors of the nations, by nation; `partnerships` the ties between two of these actors,
    wherever they work together, and those to others (of the host, of third countries) that the entries themselves rest
    on; `funding` the ties of finance bodies of the nations to the host: funds given to what
    lies there, and their own entries, in any sector; `bodies` the finance bodies of the nations that are there.
    """

    host: str
    sector: str
    entries: Mapping[str, tuple[Tie, ...]]
    partnerships: tuple[Tie, ...]
    funding: tuple[Tie, ...]
    bodies: tuple[Body, ...]

    @property
    def nations(self) -> tuple[str, ...]:
        """Nations with an entry."""
        return tuple(nation for nation, ties in self.entries.items() if ties)

    def actors(self, nation: str) -> tuple[str, ...]:
        """Actors of a nation that are there."""
        return tuple(sorted({tie.subject for tie in self.entries[nation]}))

    @property
    def statements(self) -> tuple[str, ...]:
        """The engagements and relationships behind the entries."""
        return tuple(sorted({tie.statement for ties in self.entries.values() for tie in ties}))

    def codes(self, name: str) -> tuple[str, ...]:
        """Codes (`stage`, `instrument`, `entry_type`, `kind`) that the entries name; instruments of the funding too."""
        ties = [tie for found in self.entries.values() for tie in found]
        funding = self.funding if name == "instrument" else ()
        return tuple(sorted({getattr(tie, name) for tie in (*ties, *funding)} - {""}))

    @property
    def bases(self) -> tuple[str, ...]:
        """All that the cell rests on, to be cited."""
        ties = [tie for found in self.entries.values() for tie in found]
        return tuple(dict.fromkeys(basis for tie in (*ties, *self.partnerships, *self.funding) for basis in tie.bases))


def joint_cells(
    facts: Facts,
    ties: Iterable[Tie],
    nations: Collection[str],
    *,
    bodies: Iterable[Body] = (),
    broad: bool = False,
) -> list[JointCell]:
    """The matrix of host country and sector, only cells in which an actor of the nations is recorded.

    An entry counts in every sector its engagement or project names; with `broad`, in the broadest sectors above those.
    `ties` are the entries asked about; who works with whom and who funds what is taken from all facts. A cell states
    who is there, never that they would fit together. Cells with more nations first, then with more statements.
    """
    entered: dict[tuple[str, str], dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in ties:
        nation = facts.home(tie.subject)
        if tie.relation == "enters" and nation in nations:
            for sector in top_sectors(facts, tie) if broad else tie.sectors or ("",):
                entered[tie.object, sector][nation].append(tie)
    known = tuple(sorted(bodies))
    funding = _funding(facts, nations, {one.body: one.nation for one in known})
    partnered = _partnered(facts)
    found = []
    for (host, sector), by_nation in entered.items():
        entries = {nation: tuple(sorted(by_nation.get(nation, ()))) for nation in nations}
        behind = [tie for own in entries.values() for tie in own]
        found.append(
            JointCell(
                host,
                sector,
                entries,
                _partnerships(partnered, {tie.subject for tie in behind}, {tie.statement for tie in behind}),
                tuple(funding.get(host, ())),
                tuple(body for body in known if entries[body.nation]),
            )
        )
    return sorted(found, key=lambda cell: (-len(cell.nations), -len(cell.statements), cell.host, cell.sector))


def _partnered(facts: Facts) -> dict[str, list[Tie]]:
    """Actor → its partnerships."""
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in facts.ties:
        if tie.relation == "partnersWith":
            found[tie.subject].append(tie)
    return found


def _partnerships(
    partnered: Mapping[str, Iterable[Tie]], actors: Collection[str], statements: Collection[str]
) -> tuple[Tie, ...]:
    """Partnerships of the actors with each other, and with anyone by one of the statements; each once."""
    found: dict[tuple[frozenset[str], str], Tie] = {}
    for tie in (tie for actor in sorted(actors) for tie in partnered.get(actor, ())):
        if tie.object in actors or tie.statement in statements:
            found.setdefault((frozenset((tie.subject, tie.object)), tie.statement), tie)
    return tuple(found.values())


def _funding(facts: Facts, nations: Collection[str], bodies: Mapping[str, str]) -> dict[str, list[Tie]]:
    """Host country → ties by which an actor of the nations funds something there, or a finance body is there."""
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in facts.ties:
        nation = bodies.get(tie.subject) or facts.home(tie.subject)
        money = tie.relation == "funds" or (tie.relation == "enters" and tie.subject in bodies)
        host = facts.host(tie)
        if money and nation in nations and host and host != nation:
            found[host].append(tie)
    return found


def read_bodies(session: Session) -> list[Body]:
    """The policy funds and finance bodies of the nations (the saved question about them), and where that stands."""
    rows = ask(session, named(paths().queries, _BODIES), {}).records()
    return sorted(Body(row["nation_id"], row["body_id"], row["body"], tuple(row["sources"])) for row in rows)
