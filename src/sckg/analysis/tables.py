"""What was measured, as tables: the columns of every kind of result, and where each row is stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from sckg.analysis.brokerage import ROLES, Broker
from sckg.analysis.centrality import MEASURES, Scores
from sckg.analysis.communities import Community
from sckg.analysis.comparison import SHARED, TOPICS, Comparison, Entry
from sckg.analysis.facts import Facts, Tie
from sckg.analysis.gaps import Missing, Unsaid
from sckg.analysis.joint_entry import JointCell
from sckg.analysis.wording import Line, code, listed, tabulate_lines, thing, word
from sckg.namespaces import ID, ONTOLOGY, local
from sckg.queries import Cell, Session, Table, Thing

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "brokers_table",
    "centrality_table",
    "communities_table",
    "comparison_table",
    "gaps_table",
    "joint_entry_table",
]

_DIGITS: Final = 6
"""Digits of a share after the point: igraph's last ones change with the machine."""
_MOST: Final = 12
"""Members, or heaviest ties, of a community that its row names; the object has all."""


def centrality_table(
    session: Session, facts: Facts, graph: nx.Graph[str], scores: Mapping[str, Scores], *, by: str = "degree"
) -> Table:
    """One row per node, the most central by one of `MEASURES` first; stated where its edges are."""
    behind: dict[str, list[str]] = {node: [] for node in graph}
    for start, end, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        for node in {start, end}:
            behind[node] += data["bases"]
    order = sorted(scores, key=lambda node: (-getattr(scores[node], by), -scores[node].degree, node))
    lines = (
        ([*_named(facts, node), *_scores(scores[node])], facts.cite(dict.fromkeys(behind[node]))) for node in order
    )
    columns = {"thing": "thing", "kind": "thing", "home": "thing", "degree": "integer"}
    return tabulate_lines(session, "centrality", {**columns, **dict.fromkeys(MEASURES[1:], "decimal")}, lines)


def _scores(scores: Scores) -> Iterator[Cell]:
    yield scores.degree
    for name in MEASURES[1:]:
        yield Decimal(f"{getattr(scores, name):.{_DIGITS}f}").normalize()


def _named(facts: Facts, iri: str) -> tuple[Cell, Cell, Cell]:
    """A thing, its class, and its home."""
    known = facts.things.get(iri)
    home = facts.home(iri)
    return (
        thing(facts, iri),
        thing(facts, ONTOLOGY + known.kind if known else ""),
        thing(facts, "" if home == iri else home),
    )


def communities_table(session: Session, facts: Facts, found: Iterable[Community]) -> Table:
    """One row per community: its members, those with most ties first, and what holds it together."""
    columns = {"community": "integer", "size": "integer", "members": "text", "hosts_shared": "text"}
    columns |= {"sectors": "text", "heaviest_ties": "text", "engagements": "text"}
    groups = list(found)
    labels = session.labels(statement for one in groups for statement in one.statements)
    return tabulate_lines(session, "communities", columns, (_community(facts, one, labels) for one in groups))


def _community(facts: Facts, one: Community, labels: Mapping[str, str]) -> Line:
    pairs = [(f"{facts.label(first)} – {facts.label(second)}", count) for (first, second), count in one.heaviest]
    cells: list[Cell] = [
        one.number,
        len(one.members),
        _some(map(facts.label, one.members)),
        _counts((facts.label(host), count) for host, count in one.hosts),
        _counts((facts.label(sector), count) for sector, count in one.sectors),
        _counts(pairs[:_MOST]),
        listed(labels.get(statement, "") for statement in one.statements),
    ]
    return cells, facts.cite(one.bases)


def _some(labels: Iterable[str]) -> Cell:
    told = list(labels)
    more = len(told) - _MOST
    return listed((*told[:_MOST], f"… +{more}" if more > 0 else ""))


def _counts(counts: Iterable[tuple[str, int]]) -> Cell:
    return listed(f"{label} {count}" for label, count in counts)


def brokers_table(session: Session, facts: Facts, found: Iterable[Broker]) -> Table:
    """One row per broker: how, which nations, in which roles between how many pairs, and whom it ties."""
    columns = {"means": "code", "thing": "thing", "kind": "thing", "home": "thing", "nations": "text"}
    columns |= {**dict.fromkeys(ROLES, "integer"), "actors_tied": "text", "already_together": "text"}
    return tabulate_lines(session, "brokers", columns, (_broker(facts, one) for one in found))


def _broker(facts: Facts, one: Broker) -> Line:
    cells: list[Cell] = [
        one.means,
        *_named(facts, one.thing),
        listed(map(facts.label, one.nations)),
        *(one.roles[role] for role in ROLES),
        listed(
            f"{facts.label(actor)} ({facts.label(facts.home(actor))})"
            + _mark(facts, (tie for tie in one.ties if actor in (tie.subject, tie.object)))
            for actor in one.tied
        ),
        listed(f"{facts.label(first)} – {facts.label(second)}" for first, second in one.together),
    ]
    return cells, facts.cite(dict.fromkeys(basis for tie in one.ties for basis in tie.bases))


def joint_entry_table(session: Session, facts: Facts, found: Iterable[JointCell]) -> Table:
    """One row per host country and sector, a column per nation with its actors there; every engagement is named."""
    cells = list(found)
    asked = tuple(cells[0].entries) if cells else ()
    columns = {"host": "thing", "sector": "thing", **{local(nation): "text" for nation in asked}}
    columns |= dict.fromkeys(("partnerships", "stages", "entry_types", "instruments"), "text")
    columns |= dict.fromkeys(("finance_here", "finance_available", "engagements"), "text")
    headings = {local(nation): facts.things[nation].labels for nation in asked}
    behind = {tie.statement for cell in cells for tie in (*cell.partnerships, *cell.funding)}
    labels = session.labels(behind | {statement for cell in cells for statement in cell.statements})
    lines = (_joint(facts, cell, labels) for cell in cells)
    return tabulate_lines(session, "joint-entry", columns, lines, headings=headings)


def _joint(facts: Facts, cell: JointCell, labels: Mapping[str, str]) -> Line:
    pairs = [(tie, f"{facts.label(tie.subject)} – {facts.label(tie.object)}") for tie in cell.partnerships]
    cells: list[Cell] = [
        thing(facts, cell.host),
        thing(facts, cell.sector) or word("unnamed-sector", facts.language),
        *(
            listed(_marked(facts, actor, ties) for actor in cell.actors(nation))
            for nation, ties in cell.entries.items()
        ),
        listed(f"{told}: {labels.get(tie.statement, '')}" for tie, told in pairs),
        *(
            listed(code(facts, scheme, slug) for slug in cell.codes(name))
            for name, scheme in (("stage", "stage"), ("entry_type", "entry-type"), ("instrument", "instrument"))
        ),
        listed(f"{facts.label(tie.subject)}: {labels.get(tie.statement, '')}" for tie in cell.funding),
        _by_nation(facts, cell),
        listed(labels.get(statement, "") for statement in cell.statements),
    ]
    bodies = (place for body in cell.bodies for place in body.places)
    return cells, tuple(dict.fromkeys((*facts.cite(cell.bases), *bodies)))


def _by_nation(facts: Facts, cell: JointCell) -> Cell:
    """The finance bodies of the nations that are there."""
    own = {nation: [body.label for body in cell.bodies if body.nation == nation] for nation in cell.entries}
    return listed(f"{facts.label(nation)}: {', '.join(labels)}" for nation, labels in own.items() if labels)


def _marked(facts: Facts, actor: str, ties: Iterable[Tie]) -> str:
    return facts.label(actor) + _mark(facts, (tie for tie in ties if tie.subject == actor))


def _mark(facts: Facts, ties: Iterable[Tie]) -> str:
    """The mark of what rests on disputed ties alone."""
    return f" [{word('contested', facts.language)}]" if all(tie.contested for tie in ties) else ""


def gaps_table(
    session: Session, facts: Facts, found: Iterable[Missing], unsaid: Mapping[str, Iterable[Unsaid]] | None = None
) -> Table:
    """One row per nation without a recorded entry; then, told apart, what the sources leave unsaid of each nation."""
    missing, silent = list(found), dict(unsaid or {})
    rests = [one for ones in silent.values() for one in ones] + [one for row in missing for one in row.unsaid]
    labels = session.labels(
        {one.gap for one in rests}
        | {one.about for one in rests}
        | {target for row in missing for target, _ in row.aims}
        | {iri for row in missing for iri in (row.thing, row.network) if iri}
    )
    columns = {"status": "code", "nation": "thing", "scope": "code", "thing": "thing", "network": "thing"}
    columns |= {"others": "text", "aims": "text", "not_reported": "text"}
    lines = [_missing(facts, one, labels) for one in missing]
    lines += [_unsaid(facts, nation, one, labels) for nation, ones in silent.items() for one in ones]
    return tabulate_lines(session, "gaps", columns, lines)


def _missing(facts: Facts, one: Missing, labels: Mapping[str, str]) -> Line:
    others = [
        f"{facts.label(nation)} {len({tie.statement for tie in ties})}{_mark(facts, ties)}"
        for nation, ties in one.others.items()
    ]
    cells: list[Cell] = [
        "not-recorded",
        thing(facts, one.nation),
        one.scope,
        _labelled(labels, one.thing),
        _labelled(labels, one.network),
        listed(others),
        listed(labels.get(target, "") for target, _ in one.aims),
        listed(labels.get(silent.gap, "") for silent in one.unsaid),
    ]
    return cells, facts.cite(one.bases)


def _unsaid(facts: Facts, nation: str, one: Unsaid, labels: Mapping[str, str]) -> Line:
    about = None if one.about == nation else _labelled(labels, one.about)
    cells: list[Cell] = ["not-reported", thing(facts, nation), "nation", about, None, None, None, labels.get(one.gap)]
    return cells, facts.cite((one.gap,))


def _labelled(labels: Mapping[str, str], iri: str) -> Cell:
    return Thing(labels.get(iri) or iri.removeprefix(ID), iri) if iri else None


def comparison_table(session: Session, facts: Facts, found: Comparison) -> Table:
    """One row per topic and item, a column per nation; every place says of which nation.

    First the bullets of the report's own table, then what is counted or listed.
    """
    labels = session.labels(one.thing for entries in found.entries.values() for one in entries)
    columns = {"topic": "code", "item": "thing", **{local(nation): "text" for nation in found.nations}}
    headings = {local(nation): facts.things[nation].labels for nation in found.nations}
    lines = [*_findings(facts, found), *(line for topic in TOPICS for line in _topic(facts, topic, found, labels))]
    return tabulate_lines(session, "compare", columns, lines, headings=headings)


def _findings(facts: Facts, found: Comparison) -> Iterator[Line]:
    """The bullets under each topic, those of the nations beside each other."""
    for topic in dict.fromkeys(one.topic for one in found.findings):
        told = [one for one in found.findings if one.topic == topic]
        own = [[one for one in told if one.nation == nation] for nation in found.nations]
        for bullets in zip_longest(*own):
            stated = [one.places if one else () for one in bullets]
            yield [topic, None, *(one.text if one else None for one in bullets)], _places(facts, found, stated)


def _topic(facts: Facts, topic: str, found: Comparison, labels: Mapping[str, str]) -> Iterator[Line]:
    """Shared items beside each other, with counts; else the lists of the nations beside each other."""
    own = [found.entries.get((topic, nation), ()) for nation in found.nations]
    if topic not in SHARED:
        for ranked in zip_longest(*own):
            yield [topic, None, *(_listed(facts, one, labels) for one in ranked)], _stated(facts, found, ranked)
        return
    by_item = [{one.thing: one for one in ones} for ones in own]
    total = Counter[str]()
    for one in (one for ones in own for one in ones):
        total[one.thing] += one.count
    for item in sorted(total, key=lambda item: (-total[item], item)):
        row = [ones.get(item) for ones in by_item]
        cells = [f"{one.count}{_disputed(facts, one)}" if one else None for one in row]
        yield [topic, _labelled(labels, item), *cells], _stated(facts, found, row)


def _listed(facts: Facts, one: Entry | None, labels: Mapping[str, str]) -> Cell:
    if one is None:
        return None
    told = labels.get(one.thing) or one.thing.removeprefix(ID)
    return f"{told} ({one.count}){_disputed(facts, one)}" if one.count else told


def _disputed(facts: Facts, one: Entry) -> str:
    return f" [{word('contested', facts.language)}]" if one.contested else ""


def _stated(facts: Facts, found: Comparison, row: Iterable[Entry | None]) -> tuple[str, ...]:
    return _places(facts, found, [(*facts.cite(one.bases), *one.places) if one else () for one in row])


def _places(facts: Facts, found: Comparison, stated: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Places of the cells of a row, each with the nation of its cell."""
    by_nation = zip(found.nations, stated, strict=True)
    return tuple(f"{facts.label(nation)}: {place}" for nation, places in by_nation for place in places)
