"""The start page: what there is, in numbers that lead to what they count, and the main findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from sckg.analysis import Tie
from sckg.views.atlas.analysed import Analysed, joint_key
from sckg.views.atlas.blocks import Group, Row, group
from sckg.views.atlas.desk import Desk, slug_of
from sckg.views.atlas.lists import ListPage
from sckg.views.atlas.texts import word
from sckg.views.languages import Labels

__all__ = ["Figure", "figures_of", "main_findings"]

_LISTS = (
    "actors",
    "projects",
    "engagements",
    "places",
    "policies",
    "findings",
    "figures",
    "contradictions",
    "unreported",
)
_NAMES = {"places": "countries"}
"""Lists whose number counts something narrower than their name."""
_TOP = 8
"""Rows of a finding on the start page; the rest stands on its own page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, and the page that lists what it counts."""

    name: Labels
    count: int
    address: str


def figures_of(lists: Iterable[ListPage], questions: int) -> list[Figure]:
    """What there is, each number with the list behind it."""
    by_key = {one.key: one for one in lists}
    found = [Figure(word(_NAMES.get(key, key)), _count(by_key[key]), by_key[key].address) for key in _LISTS]
    return [*found, Figure(word("questions"), questions, "questions.html")]


def _count(page: ListPage) -> int:
    """What a list counts under its name: countries of the places, figures without indicators."""
    if page.key == "places":
        return next(len(one.rows) for one in page.groups if one.key == "countries")
    if page.key == "figures":
        return sum(len(one.rows) for one in page.groups if one.key != "indicators")
    return page.count


def main_findings(desk: Desk, analysed: Analysed) -> Iterator[tuple[Group, str]]:
    """Findings with the page each continues on."""
    yield group("home_hosts", "nation countries_n engagements_n most", _hosts(desk, analysed)), "entries.html"
    yield group("home_several", "host nations engagements_n", _several(desk, analysed)), "entries.html"
    yield group("home_joint", "host sector nations engagements_n", _joint(desk, analysed)), "joint-entry.html"
    yield group("home_bridges", "name nations tied", _bridges(desk, analysed)), "bridges.html"
    yield group("home_gaps", "nation gap_countries gap_cities gap_sectors", _gaps(desk, analysed)), "gaps.html"


def _nation(desk: Desk, nation: str) -> Markup:
    return Markup("{}{}").format(desk.tell.sign(nation), desk.tell.link(nation))


def _hosts(desk: Desk, analysed: Analysed) -> Iterator[Row]:
    for nation in analysed.found.nations:
        by_host: dict[str, set[str]] = defaultdict(set)
        for tie in desk.facts.ties:
            if tie.relation == "enters" and desk.facts.home(tie.subject) == nation:
                by_host[tie.object].add(tie.statement)
        address = f"entries.html#{slug_of(nation)}"
        order = sorted(by_host, key=lambda host: (-len(by_host[host]), host))
        most = desk.tell.row(
            Markup("{} {}").format(
                desk.tell.link(host),
                desk.tell.lead(f"entries.html#{slug_of(nation)}--{slug_of(host)}", len(by_host[host])),
            )
            for host in order[:5]
        )
        total = len({one for found in by_host.values() for one in found})
        yield Row((_nation(desk, nation), desk.tell.lead(address, len(by_host)), desk.tell.lead(address, total), most))


def _several(desk: Desk, analysed: Analysed) -> Iterator[Row]:
    for host, by_nation in list(analysed.several())[:_TOP]:
        nations = Markup(" · ").join(
            _numbered(desk, nation, host, ties)
            for nation, ties in sorted(by_nation.items(), key=lambda one: analysed.found.nations.index(one[0]))
        )
        total = len({tie.statement for ties in by_nation.values() for tie in ties})
        yield Row((desk.tell.link(host), nations, desk.tell.lead(f"place/{slug_of(host)}.html#entered", total)))


def _numbered(desk: Desk, nation: str, host: str, ties: Iterable[Tie]) -> Markup:
    count = len({tie.statement for tie in ties})
    lead = desk.tell.lead(f"entries.html#{slug_of(nation)}--{slug_of(host)}", count)
    return Markup("{}{} {}").format(desk.tell.sign(nation), desk.tell.name(nation), lead)


def _joint(desk: Desk, analysed: Analysed) -> Iterator[Row]:
    for cell in [one for one in analysed.found.cells if len(one.nations) > 1][:_TOP]:
        nations = Markup(" · ").join(
            Markup("{}{}").format(desk.tell.sign(one), desk.tell.name(one)) for one in cell.nations
        )
        sector = desk.tell.link(cell.sector) if cell.sector else desk.tell.word("no_sector")
        yield Row(
            (
                desk.tell.link(cell.host),
                sector,
                nations,
                desk.tell.lead(f"joint-entry.html#{joint_key(cell)}", len(cell.statements)),
            )
        )


def _bridges(desk: Desk, analysed: Analysed) -> Iterator[Row]:
    for one in [found for found in analysed.found.brokers if found.means != "host"][:_TOP]:
        nations = Markup(" · ").join(
            Markup("{}{}").format(desk.tell.sign(nation), desk.tell.name(nation)) for nation in one.nations
        )
        yield Row((desk.party(one.thing), nations, desk.tell.list(one.tied)))


def _gaps(desk: Desk, analysed: Analysed) -> Iterator[Row]:
    for nation in analysed.found.nations:
        cells = [
            desk.tell.lead(
                f"gaps.html#gap_{scope}",
                sum(one.scope == scope and one.nation == nation for one in analysed.found.gaps),
            )
            for scope in ("country", "city", "sector")
        ]
        yield Row((_nation(desk, nation), *cells))
