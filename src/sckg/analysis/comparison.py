"""Nations side by side, in the form of the report's closing table (table 4-1): what it says, then what is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.gaps import read_surroundings
from sckg.analysis.joint_entry import read_bodies
from sckg.config import paths
from sckg.errors import UsageError
from sckg.namespaces import concept
from sckg.queries import Session, ask, named

__all__ = [
    "SHARED",
    "TOPICS",
    "Comparison",
    "Entry",
    "Finding",
    "compare",
    "compare_all",
    "read_findings",
    "read_policies",
]

TOPICS: Final = (
    "hosts", "sectors", "kinds", "stages", "entry-types", "instruments", "partnerships", "actors", "finance",
    "policies", "aims",
)  # fmt: skip
"""What is counted or listed per nation, in the order of the table."""
SHARED: Final = frozenset({"hosts", "sectors", "kinds", "stages", "entry-types", "instruments", "partnerships"})
"""Topics whose items the nations share: one row per item; of the others, each nation has a list of its own."""
_CLOSING: Final = "table-4-1-comparison"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the report's own comparison says of a nation under a topic, and where."""

    topic: str
    nation: str
    text: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded of a nation: the thing, the distinct statements that say so, and all that is to be cited.

    `places` says where it stands, where that is known already; `contested`, that all it rests on is disputed.
    """

    thing: str
    statements: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    contested: bool = False

    @property
    def count(self) -> int:
        """The number of distinct statements."""
        return len(self.statements)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Nations side by side: findings of the report, and entries by (topic, nation), most statements first."""

    nations: tuple[str, ...]
    findings: tuple[Finding, ...]
    entries: Mapping[tuple[str, str], tuple[Entry, ...]]


def compare(
    facts: Facts,
    ties: Iterable[Tie],
    nations: Sequence[str],
    *,
    findings: Iterable[Finding] = (),
    listed: Mapping[tuple[str, str], Iterable[Entry]] | None = None,
) -> Comparison:
    """Compare nations by the entries, funds and partnerships of their actors.

    Hosts, sectors, kinds, stages, entry types and actors count the distinct statements behind the entries (relation
    enters); instruments those behind funds, too; partnerships the statements that tie an actor of the nation to one of
    another country. `listed` adds topics that are no ties. Raises `UsageError` for fewer than two nations.
    """
    if len(set(nations)) != len(nations) or len(nations) < 2:
        raise UsageError("two or more different nations are compared. Example: sckg analyze compare Korea Japan")
    found: dict[tuple[str, str], dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in sorted(ties):
        for topic, nation, item in _items(facts, tie):
            if nation in nations and item:
                found[topic, nation][item].append(tie)
    entries = {key: _ranked(_entry(item, behind) for item, behind in items.items()) for key, items in found.items()}
    entries |= {key: tuple(own) for key, own in (listed or {}).items() if key[1] in nations}
    return Comparison(tuple(nations), tuple(one for one in findings if one.nation in nations), entries)


def _items(facts: Facts, tie: Tie) -> Iterator[tuple[str, str, str]]:
    """Topic, nation and item that a tie counts for."""
    nation, other = facts.home(tie.subject), facts.home(tie.object)
    if tie.relation == "partnersWith" and nation != other:
        yield from (("partnerships", nation, other), ("partnerships", other, nation))
    if tie.relation in ("enters", "funds"):
        yield "instruments", nation, concept("instrument", tie.instrument)
    if tie.relation == "enters":
        yield from (("hosts", nation, tie.object), ("actors", nation, tie.subject))
        yield from (("sectors", nation, sector) for sector in tie.sectors)
        scheme = "engagement-kind" if facts.is_a(tie.statement, "Engagement") else "relation"
        yield "kinds", nation, concept(scheme, tie.kind)
        yield from (
            ("stages", nation, concept("stage", tie.stage)),
            ("entry-types", nation, concept("entry-type", tie.entry_type)),
        )


def _entry(item: str, ties: Iterable[Tie]) -> Entry:
    behind = tuple(ties)
    statements = sorted({tie.statement for tie in behind})
    bases = dict.fromkeys(basis for tie in behind for basis in tie.bases)
    return Entry(item, tuple(statements), tuple(bases), contested=all(tie.contested for tie in behind))


def _ranked(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda one: (-one.count, one.thing)))


def compare_all(session: Session, facts: Facts, ties: Iterable[Tie], nations: Sequence[str]) -> Comparison:
    """`compare`, with the findings of the report, and the finance bodies, policies and aims of the nations."""
    listed: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for one in read_bodies(session):
        listed["finance", one.nation].append(Entry(one.body, places=one.places))
    for nation, policies in read_policies(session).items():
        listed["policies", nation] += policies
    for nation, aims in read_surroundings(session).aims.items():
        for target in dict.fromkeys(target for target, _ in aims):
            stated = tuple(statement for other, statement in aims if other == target)
            listed["aims", nation].append(Entry(target, stated, stated))
    return compare(facts, ties, nations, findings=read_findings(session), listed=listed)


def read_findings(session: Session) -> list[Finding]:
    """What the closing table of the report says of each nation (the saved question of that table), in its order."""
    table = ask(session, named(paths().queries, _CLOSING), {})
    text = next(column.name for column in table.columns if column.lang)
    return [Finding(row["topic"], row["nation_id"], row[text], tuple(row["sources"])) for row in table.records()]


def read_policies(session: Session) -> dict[str, tuple[Entry, ...]]:
    """Nation → its policies (view `policies-of-nations`), sorted by id."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in session.view("policies-of-nations", {}):
        found[row["nation"].value].add(row["policy"].value)
    return {nation: tuple(Entry(one, bases=(one,)) for one in sorted(own)) for nation, own in sorted(found.items())}
