"""The start page: what there is, in numbers that lead to what they count, and the main findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sckg.analysis import Tie
from sckg.namespaces import local
from sckg.views.atlas.addresses import page_of
from sckg.views.atlas.analysed import Measured, entered_by_several, gap_key
from sckg.views.atlas.blocks import Group, Row, first_of, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.joint import cell_key
from sckg.views.atlas.lists import ListPage
from sckg.views.atlas.statements import how_many
from sckg.views.atlas.texts import word
from sckg.views.languages import Labels

__all__ = ["Figure", "figures_of", "main_findings"]

_LISTS: Final = (
    "actors", "projects", "engagements", "places", "policies", "findings", "figures", "contradictions", "unreported",
)  # fmt: skip
_PART: Final = {"places": "countries"}
"""Lists of which one group is counted."""
_TOP: Final = 8
"""Rows of a finding on the start page; the rest stands on its own page."""
_FIVE: Final = 5
"""Host countries that are named for a nation."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, and the page, or the part of one, that lists what it counts."""

    name: Labels
    count: int
    address: str


def figures_of(lists: Iterable[ListPage], questions: int) -> list[Figure]:
    """What there is, each number with the list behind it."""
    by_key = {one.key: one for one in lists}
    found = [_figure(by_key[key]) for key in _LISTS]
    return [*found, Figure(word("questions"), questions, "questions.html")]


def _figure(page: ListPage) -> Figure:
    part = _PART.get(page.key)
    if not part:
        return Figure(word(page.title), page.count, page.address)
    return Figure(word(part), sum(len(one.rows) for one in page.groups if one.key == part), f"{page.address}#{part}")


def main_findings(desk: Desk, found: Measured) -> Iterator[tuple[Group, str]]:
    """Findings with the page each continues on."""
    yield group("home_hosts", "nation countries_n engagements_n most", _hosts(desk, found)), "entries.html"
    yield _top("home_several", "host nations engagements_n", _several(desk, found)), "bridges.html#bridge_host"
    yield _top("home_joint", "host sector nations engagements_n", _joint(desk, found)), "joint-entry.html"
    yield _top("home_bridges", "name nations tied", _bridges(desk, found)), "bridges.html"
    yield group("home_gaps", "nation gap_countries gap_cities gap_sectors", _gaps(desk, found)), "gaps.html"


def _top(key: str, heads: str, rows: Iterable[Row]) -> Group:
    """The first rows of a finding, which says how many there are."""
    found = tuple(rows)
    return first_of(group(key, heads, found[:_TOP]), len(found))


def _hosts(desk: Desk, found: Measured) -> Iterator[Row]:
    entered = [tie for tie in desk.facts.ties if tie.relation == "enters"]
    for nation in found.nations:
        own = [tie for tie in entered if desk.facts.home(tie.subject) == nation]
        by_host = {host: [tie for tie in own if tie.object == host] for host in {tie.object for tie in own}}
        address = f"entries.html#{local(nation)}"
        yield Row(
            (
                desk.nation(nation),
                desk.tell.lead(address, len(by_host)),
                desk.tell.lead(address, how_many(own)),
                _most(desk, nation, by_host),
            )
        )


def _most(desk: Desk, nation: str, by_host: Mapping[str, list[Tie]]) -> Markup:
    order = sorted(by_host, key=lambda host: (-how_many(by_host[host]), host))
    return desk.tell.row(
        Markup("{} {}").format(desk.tell.link(host), _number(desk, nation, host, by_host[host]))
        for host in order[:_FIVE]
    )


def _number(desk: Desk, nation: str, host: str, ties: Iterable[Tie]) -> Markup:
    """How often a nation enters a host country, with a link to the list."""
    return desk.tell.lead(f"entries.html#{local(nation)}--{local(host)}", how_many(ties))


def _several(desk: Desk, found: Measured) -> Iterator[Row]:
    for host, by_nation in entered_by_several(desk, found):
        counts = [
            Markup("{} {}").format(desk.nation(nation), _number(desk, nation, host, by_nation[nation]))
            for nation in found.nations
            if nation in by_nation
        ]
        everyone = [tie for tie in desk.facts.ties if tie.relation == "enters" and tie.object == host]
        address = f"{page_of(host)}#entered"
        known = {tie.statement for ties in by_nation.values() for tie in ties}
        if others := len({tie.statement for tie in everyone} - known):
            counts.append(Markup("{} {}").format(desk.tell.word("others"), desk.tell.lead(address, others)))
        total = desk.tell.lead(address, how_many(everyone))
        yield Row((desk.tell.link(host), Markup(" · ").join(counts), total))


def _joint(desk: Desk, found: Measured) -> Iterator[Row]:
    for cell in (one for one in found.cells if len(one.nations) > 1):
        sector = desk.tell.link(cell.sector) if cell.sector else desk.tell.word("no_sector")
        count = desk.tell.lead(f"joint-entry.html#{cell_key(cell)}", len(cell.statements))
        yield Row((desk.tell.link(cell.host), sector, desk.nations(cell.nations), count))


def _bridges(desk: Desk, found: Measured) -> Iterator[Row]:
    """Those that are told nowhere else on the page first."""
    for one in sorted(found.brokers, key=lambda broker: broker.means == "host"):
        yield Row((desk.party(one.thing), desk.nations(one.nations), desk.tell.list(one.tied)))


def _gaps(desk: Desk, found: Measured) -> Iterator[Row]:
    for nation in found.nations:
        own = [one.scope for one in found.gaps if one.nation == nation]
        counts = (
            desk.tell.lead(f"gaps.html#{gap_key(scope, nation)}", own.count(scope)) if scope in own else Markup("0")
            for scope in ("country", "city", "sector")
        )
        yield Row((desk.nation(nation), *counts))
