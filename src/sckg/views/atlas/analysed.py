"""What was computed: entries by nation, where to enter together, gaps, comparison, who bridges, who belongs together.

Every number is the number of the statements that are listed beside it, each with its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup

from sckg import analysis
from sckg.analysis import Broker, Community, Comparison, Entry, JointCell, Missing, Tie
from sckg.analysis.comparison import SHARED, TOPICS
from sckg.namespaces import ID
from sckg.queries import Session
from sckg.views.atlas import statements as told
from sckg.views.atlas.blocks import Group, Row, group
from sckg.views.atlas.desk import Desk, slug_of
from sckg.views.atlas.texts import filled, word
from sckg.views.languages import Labels

__all__ = ["Analysed", "Measured", "joint_key", "measure"]


@dataclass(frozen=True, slots=True)
class Measured:
    """All results of analysis that the atlas tells."""

    nations: tuple[str, ...]
    cells: tuple[JointCell, ...]
    gaps: tuple[Missing, ...]
    brokers: tuple[Broker, ...]
    communities: tuple[Community, ...]
    comparisons: Mapping[str, Comparison]


def measure(session: Session, desk: Desk) -> Measured:
    """Compute what the atlas tells of the nations."""
    facts, nations = desk.facts, analysis.nations()
    shared = analysis.project(facts, "engagements", analysis.Selection())
    return Measured(
        nations,
        tuple(analysis.joint_cells(facts, facts.ties, nations, bodies=analysis.read_bodies(session), broad=True)),
        tuple(analysis.find_gaps(facts, facts.ties, nations, analysis.read_surroundings(session))),
        tuple(analysis.find_brokers(facts, facts.ties, nations)),
        tuple(analysis.find_communities(shared, (*facts.ties, *facts.engagements.values()))),
        {tag: analysis.compare_all(session.speaking(tag), facts, facts.ties, nations) for tag in ("ko", "en")},
    )


class Analysed:
    """Groups of rows for the pages of analysis."""

    def __init__(self, desk: Desk, found: Measured) -> None:
        self.desk, self.found = desk, found

    def entries(self) -> Iterator[Group]:
        """Who enters where: a group for each nation, a row for each host country."""
        for nation in self.found.nations:
            own = [tie for tie in self.desk.facts.ties if tie.relation == "enters" and self._home(tie) == nation]
            yield group(
                slug_of(nation),
                "host engagements_n actor rests cited",
                self._hosts(nation, own),
                title=self.desk.labels(nation),
            )

    def _home(self, tie: Tie) -> str:
        return self.desk.facts.home(tie.subject)

    def _hosts(self, nation: str, own: Iterable[Tie]) -> Iterator[Row]:
        for host, ties in _by_host(own):
            yield Row(
                (
                    self.desk.tell.link(host) + self.desk.disputed(ties),
                    Markup.escape(_count(ties)),
                    self.desk.tell.list(dict.fromkeys(tie.subject for tie in ties)),
                    self.behind(ties),
                    self.cites(ties),
                ),
                f"{slug_of(nation)}--{slug_of(host)}",
            )

    def behind(self, ties: Iterable[Tie]) -> Markup:
        """The statements behind ties, by date."""
        return told.behind(self.desk, ties)

    def cites(self, ties: Iterable[Tie]) -> Markup:
        """Where ties are stated."""
        return self.desk.tell.cites(dict.fromkeys(basis for tie in ties for basis in tie.bases))

    def several(self) -> Iterator[tuple[str, dict[str, list[Tie]]]]:
        """Host countries that two or more of the nations enter, most nations first, with the ties of each nation."""
        hosts: dict[str, dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
        for tie in self.desk.facts.ties:
            if tie.relation == "enters" and (home := self._home(tie)) in self.found.nations:
                hosts[tie.object][home].append(tie)
        shared = {host: by for host, by in hosts.items() if len(by) > 1}
        yield from sorted(
            shared.items(), key=lambda one: (-len(one[1]), -_count(t for ts in one[1].values() for t in ts), one[0])
        )

    def joint_hosts(self) -> list[str]:
        """Rows of the joint-entry matrix: hosts, those with more nations in one sector first."""
        best: dict[str, tuple[int, int]] = {}
        for cell in self.found.cells:
            held = best.get(cell.host, (0, 0))
            best[cell.host] = (max(held[0], len(cell.nations)), held[1] + len(cell.statements))
        return sorted(best, key=lambda host: (-best[host][0], -best[host][1], host))

    def joint_sectors(self) -> list[str]:
        """Columns of the joint-entry matrix: sectors by the number of statements, the unnamed one last."""
        counts: dict[str, int] = defaultdict(int)
        for cell in self.found.cells:
            counts[cell.sector] += len(cell.statements)
        return sorted(counts, key=lambda sector: (not sector, -counts[sector], sector))

    def joint_cells(self) -> Mapping[tuple[str, str], JointCell]:
        """Host country and sector → cell."""
        return {(cell.host, cell.sector): cell for cell in self.found.cells}

    def joint(self, cell: JointCell) -> Group:
        """A cell of the joint-entry matrix in full: a row for each nation, then what they could build on."""
        tell = self.desk.tell
        rows = [
            Row(
                (
                    Markup("{}{}").format(tell.sign(nation), tell.name(nation)),
                    tell.list(cell.actors(nation))
                    if ties
                    else Markup('<span class="unsaid">{}</span>').format(tell.word("not_recorded")),
                    self.behind(ties),
                    self.cites(ties),
                )
            )
            for nation, ties in cell.entries.items()
        ]
        if cell.partnerships:
            rows.append(
                Row(
                    (
                        tell.word("already_together"),
                        self._pairs(cell.partnerships),
                        self.behind(cell.partnerships),
                        self.cites(cell.partnerships),
                    )
                )
            )
        if cell.funding:
            rows.append(
                Row(
                    (
                        tell.word("finance_here"),
                        tell.list(dict.fromkeys(tie.subject for tie in cell.funding)),
                        self.behind(cell.funding),
                        self.cites(cell.funding),
                    )
                )
            )
        if cell.bodies:
            bodies = [body.body for body in cell.bodies]
            rows.append(
                Row(
                    (
                        tell.word("finance_available"),
                        tell.row(self.desk.party(one) for one in bodies),
                        Markup(""),
                        tell.cites(bodies),
                    )
                )
            )
        return group(joint_key(cell), "side who rests cited", rows, title=self._cell_title(cell))

    def _cell_title(self, cell: JointCell) -> Labels:
        sector = self.desk.labels(cell.sector) if cell.sector else word("no_sector")
        return filled("cell_title", host=self.desk.labels(cell.host), sector=sector)

    def _pairs(self, ties: Iterable[Tie]) -> Markup:
        pairs = dict.fromkeys((tie.subject, tie.object) for tie in ties)
        return Markup("<br>").join(Markup("{} – {}").format(*map(self.desk.tell.link, pair)) for pair in pairs)

    def gaps(self) -> Iterator[Group]:
        """Where a nation has no recorded entry: a group for each scope."""
        for scope in analysis.SCOPES:
            found = [one for one in self.found.gaps if one.scope == scope]
            yield group(f"gap_{scope}", "name nation recorded_for aims unsaid cited", map(self._gap, found))

    def _gap(self, one: Missing) -> Row:
        tell = self.desk.tell
        others = Markup("<br>").join(
            Markup("{}{} {}").format(tell.sign(nation), tell.name(nation), _count(ties))
            + self.desk.disputed(ties)
            + Markup('<div class="small">{}</div>').format(self.behind(ties))
            for nation, ties in one.others.items()
        )
        name = tell.link(one.thing)
        if one.network:
            name = Markup('{} <span class="small">{}</span>').format(name, tell.link(one.network))
        missing = Markup('{}{} <span class="unsaid">{}</span>').format(
            tell.sign(one.nation), tell.name(one.nation), tell.word("not_recorded")
        )
        return Row(
            (
                name,
                missing,
                others,
                tell.list(dict.fromkeys(target for target, _ in one.aims)),
                tell.list(silent.gap for silent in one.unsaid),
                tell.cites(one.bases),
            )
        )

    def brokers(self) -> Iterator[Group]:
        """Who or what ties actors of two or three of the nations: partners, host countries, engagements."""
        for means in ("partners", "engagement", "host"):
            found = [one for one in self.found.brokers if one.means == means]
            yield group(
                f"bridge_{means}",
                "name nations tied rests cited",
                map(self._broker, found),
                note=f"bridge_{means}_note",
            )

    def _broker(self, one: Broker) -> Row:
        tell = self.desk.tell
        nations = Markup(" ").join(
            Markup("{}{}").format(tell.sign(nation), tell.name(nation)) for nation in one.nations
        )
        tied = Markup("<br>").join(map(self.desk.party, one.tied))
        return Row(
            (self.desk.party(one.thing), nations, tied, self.behind(one.ties), self.cites(one.ties)), slug_of(one.thing)
        )

    def communities(self) -> Iterator[Group]:
        """Groups that act together more than by chance, and what holds each together."""
        for one in self.found.communities:
            rows = [
                Row(
                    (self.desk.tell.word("members"), self.desk.tell.row(map(self.desk.party, one.members)), Markup(""))
                ),
                Row((self.desk.tell.word("shared_hosts"), self._counted(one.hosts), Markup(""))),
                Row((self.desk.tell.word("sectors"), self._counted(one.sectors), Markup(""))),
                Row(
                    (
                        self.desk.tell.word("engagements"),
                        self.desk.tell.row(map(self.desk.tell.link, one.statements)),
                        self.desk.tell.cites(one.bases),
                    )
                ),
            ]
            kept = [row for row in rows if row.cells[1]]
            yield group(
                f"community-{one.number}",
                "aspect what cited",
                kept,
                title=filled("community_title", number=one.number, size=len(one.members)),
            )

    def _counted(self, counts: Iterable[tuple[str, int]]) -> Markup:
        return self.desk.tell.row(Markup("{} {}").format(self.desk.tell.link(iri), count) for iri, count in counts)

    def comparison(self) -> Iterator[Group]:
        """Nations side by side: what the report's closing table says, then what is recorded, topic by topic."""
        yield self._closing()
        one = self.found.comparisons["en"]
        for topic in TOPICS:
            rows = list(self._topic(topic, one))
            if rows:
                yield Group(
                    f"topic_{topic}",
                    word(f"topic_{topic}"),
                    self._heads("item" if topic in SHARED else ""),
                    tuple(rows),
                )

    def _heads(self, first: str) -> tuple[Labels, ...]:
        own = tuple(self.desk.labels(nation) for nation in self.found.nations)
        return (word(f"h_{first}"), *own) if first else own

    def _closing(self) -> Group:
        """The bullets of the closing table, in every language it was asked for."""
        asked = self.found.comparisons
        topics = dict.fromkeys(one.topic for one in asked["en"].findings)
        names = dict(zip(topics, dict.fromkeys(one.topic for one in asked["ko"].findings), strict=True))
        rows = []
        for topic in topics:
            own = [self._bullets(topic, names[topic], nation) for nation in self.found.nations]
            rows.append(Row((self.desk.tell.say({"en": topic, "ko": names[topic]}), *own)))
        return Group("closing", word("closing"), self._heads("topic"), tuple(rows), word("closing_note"), False)

    def _bullets(self, english: str, korean: str, nation: str) -> Markup:
        asked = self.found.comparisons
        pairs = zip_longest(
            (one.text for one in asked["en"].findings if (one.topic, one.nation) == (english, nation)),
            (one.text for one in asked["ko"].findings if (one.topic, one.nation) == (korean, nation)),
            fillvalue="",
        )
        places = dict.fromkeys(
            place
            for one in asked["en"].findings
            if (one.topic, one.nation) == (english, nation)
            for place in one.places
        )
        items = Markup("").join(
            Markup("<li>{}</li>").format(self.desk.tell.say({"ko": ko, "en": en})) for en, ko in pairs
        )
        return Markup('<ul>{}</ul><span class="cited">{}</span>').format(items, self.desk.tell.cited_as(places))

    def _topic(self, topic: str, found: Comparison) -> Iterator[Row]:
        own = [found.entries.get((topic, nation), ()) for nation in found.nations]
        if topic not in SHARED:
            cells = [
                Markup("").join(Markup("<p>{}</p>").format(self._entry(one, named=True)) for one in ones)
                for ones in own
            ]
            if any(own):
                yield Row(tuple(cells))
            return
        by_item = [{one.thing: one for one in ones} for ones in own]
        total = {item: sum(ones[item].count for ones in by_item if item in ones) for ones in by_item for item in ones}
        for item in sorted(total, key=lambda one: (-total[one], one)):
            yield Row((self.desk.tell.link(item), *(self._entry(ones.get(item), named=False) for ones in by_item)))

    def _entry(self, one: Entry | None, *, named: bool) -> Markup:
        if one is None:
            return Markup("")
        tell = self.desk.tell
        doubt = self.desk.mark("contested") if one.contested else Markup("")
        cited = tell.cites(one.bases) if one.bases else tell.cited_as(one.places)
        count = Markup(" ({})").format(one.count) if named and one.count else Markup("")
        if named:
            return Markup('{}{}{} <span class="cited">{}</span>').format(tell.link(one.thing), count, doubt, cited)
        listed = tell.list(statement for statement in one.statements if statement.startswith(f"{ID}engagement/"))
        return Markup('<details><summary>{}{}</summary>{} <span class="cited">{}</span></details>').format(
            one.count, doubt, listed, cited
        )


def joint_key(cell: JointCell) -> str:
    """The id of a cell of the joint-entry matrix."""
    return f"{slug_of(cell.host)}--{slug_of(cell.sector) or 'none'}"


def _count(ties: Iterable[Tie]) -> int:
    return len({tie.statement for tie in ties})


def _by_host(ties: Iterable[Tie]) -> list[tuple[str, list[Tie]]]:
    """Ties by host country, most statements first."""
    grouped: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        grouped[tie.object].append(tie)
    return sorted(grouped.items(), key=lambda one: (-_count(one[1]), one[0]))
