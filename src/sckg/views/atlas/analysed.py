"""What was computed: entries by nation, where no entry is recorded, who bridges, who acts together.

Every number is the number of the statements that are listed beside it, each with its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from sckg import analysis
from sckg.analysis import Broker, Community, Comparison, JointCell, Missing, Tie
from sckg.namespaces import local
from sckg.queries import Session
from sckg.views.atlas import statements as told
from sckg.views.atlas.blocks import Group, Row, counting, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.statements import how_many
from sckg.views.atlas.texts import filled, word

__all__ = ["Measured", "bridges", "communities", "entered_by_several", "entries", "gap_key", "gaps", "measure"]


@dataclass(frozen=True, slots=True)
class Measured:
    """All results of analysis that the atlas tells; comparisons by the language of their findings."""

    nations: tuple[str, ...]
    cells: tuple[JointCell, ...]
    gaps: tuple[Missing, ...]
    brokers: tuple[Broker, ...]
    communities: tuple[Community, ...]
    comparisons: Mapping[str, Comparison]


def measure(session: Session, desk: Desk) -> Measured:
    """Compute what the atlas tells of the nations, as far as the data know them; two are needed to compare."""
    facts = desk.facts
    nations = tuple(nation for nation in analysis.nations() if nation in desk.dossiers)
    compared = ("ko", "en") if len(nations) > 1 else ()
    shared = analysis.project(facts, "engagements", analysis.Selection())
    return Measured(
        nations,
        tuple(analysis.joint_cells(facts, facts.ties, nations, bodies=analysis.read_bodies(session), broad=True)),
        tuple(analysis.find_gaps(facts, facts.ties, nations, analysis.read_surroundings(session))),
        tuple(analysis.find_brokers(facts, facts.ties, nations)),
        tuple(analysis.find_communities(shared, (*facts.ties, *facts.engagements.values()))),
        {tag: analysis.compare_all(session.speaking(tag), facts, facts.ties, nations) for tag in compared},
    )


def _by_host(ties: Iterable[Tie]) -> list[tuple[str, list[Tie]]]:
    """Ties by host country, most statements first."""
    grouped: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        grouped[tie.object].append(tie)
    return sorted(grouped.items(), key=lambda one: (-how_many(one[1]), one[0]))


def entries(desk: Desk, found: Measured) -> Iterator[Group]:
    """Who enters where: a group for each nation, a row for each host country."""
    entered = [tie for tie in desk.facts.ties if tie.relation == "enters"]
    for nation in found.nations:
        own = [tie for tie in entered if desk.facts.home(tie.subject) == nation]
        rows = (
            Row(
                (
                    desk.tell.link(host) + desk.disputed(ties),
                    desk.number(how_many(ties), "h_engagements_n"),
                    desk.tell.list(dict.fromkeys(tie.subject for tie in ties)),
                    told.behind(desk, ties),
                    told.cited(desk, ties),
                ),
                f"{local(nation)}--{local(host)}",
            )
            for host, ties in _by_host(own)
        )
        listed = group(local(nation), "host engagements_n actor rests cited", rows, title=desk.labels(nation))
        yield counting(listed, how_many(own))


def entered_by_several(desk: Desk, found: Measured) -> list[tuple[str, Mapping[str, list[Tie]]]]:
    """Host countries that two or more of the nations enter, most nations first, with the ties of each nation."""
    hosts: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in desk.facts.ties:
        home = desk.facts.home(tie.subject)
        if tie.relation == "enters" and home in found.nations:
            hosts[tie.object][home].append(tie)
    shared = [(host, by) for host, by in hosts.items() if len(by) > 1]
    return sorted(
        shared, key=lambda one: (-len(one[1]), -how_many(tie for ties in one[1].values() for tie in ties), one[0])
    )


def gaps(desk: Desk, found: Measured) -> Iterator[Group]:
    """Where a nation has no recorded entry: a group for each scope and nation."""
    for scope, nation in product(analysis.SCOPES, found.nations):
        rows = (_gap(desk, one) for one in found.gaps if (one.scope, one.nation) == (scope, nation))
        title = filled("gap_title", scope=word(f"gap_{scope}"), nation=desk.labels(nation))
        yield group(gap_key(scope, nation), "name nation recorded_for aims unsaid cited", rows, title=title)


def gap_key(scope: str, nation: str) -> str:
    """The id of the group of a scope and a nation."""
    return f"gap_{scope}--{local(nation)}"


def _gap(desk: Desk, one: Missing) -> Row:
    tell = desk.tell
    name = tell.link(one.thing)
    if one.network:
        name = Markup('{} <span class="small">{}</span>').format(name, tell.link(one.network))
    silent = tell.word("not_recorded")
    return Row(
        (
            name,
            Markup('{} <span class="unsaid">{}</span>').format(desk.nation(one.nation), silent),
            Markup("").join(_recorded(desk, nation, ties) for nation, ties in one.others.items()),
            desk.under("h_aims", tell.list(dict.fromkeys(target for target, _ in one.aims))),
            desk.under("h_unsaid", tell.list(unsaid.gap for unsaid in one.unsaid)),
            tell.cites(one.bases),
        )
    )


def _recorded(desk: Desk, nation: str, ties: Iterable[Tie]) -> Markup:
    """A nation that is recorded, with what for."""
    own = list(ties)
    return Markup('<div>{} {}{}</div><div class="small">{}</div>').format(
        desk.nation(nation), how_many(own), desk.disputed(own), told.behind(desk, own)
    )


def bridges(desk: Desk, found: Measured) -> Iterator[Group]:
    """Who or what ties actors of two or three of the nations: partners, engagements, host countries."""
    for means in ("partners", "engagement", "host"):
        rows = (_bridge(desk, one) for one in found.brokers if one.means == means)
        yield group(f"bridge_{means}", "name nations tied rests cited", rows, note=f"bridge_{means}_note")


def _bridge(desk: Desk, one: Broker) -> Row:
    cells = (
        desk.party(one.thing),
        desk.nations(one.nations),
        Markup("<br>").join(map(desk.party, one.tied)),
        told.behind(desk, one.ties),
        told.cited(desk, one.ties),
    )
    return Row(cells, f"{one.means}-{local(one.thing)}")


def communities(desk: Desk, found: Measured) -> Iterator[Group]:
    """Groups that act together more than by chance, and what holds each together."""
    for one in found.communities:
        told_of = (
            ("members", desk.tell.row(map(desk.party, one.members)), Markup("")),
            ("shared_hosts", _counted(desk, one.hosts), Markup("")),
            ("sectors", _counted(desk, one.sectors), Markup("")),
            ("engagements", told.list_of(desk, one.statements), desk.tell.cites(one.bases)),
        )
        rows = (Row((desk.tell.word(name), *cells)) for name, *cells in told_of if cells[0])
        title = filled("community_title", number=one.number, size=len(one.members))
        yield group(f"community-{one.number}", "aspect what cited", rows, title=title)


def _counted(desk: Desk, counts: Iterable[tuple[str, int]]) -> Markup:
    return desk.tell.row(Markup("{} {}").format(desk.tell.link(iri), count) for iri, count in counts)
