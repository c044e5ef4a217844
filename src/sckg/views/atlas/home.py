"""The start page: what there is, in numbers that lead to what they count, and the main findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sckg.analysis import Tie
from sckg.namespaces import local
from sckg.views.atlas.addresses import page_of
from sckg.views.atlas.analysed import Measured, entered_by_several, how_many
from sckg.views.atlas.blocks import Group, Row, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.joint import cell_key
from sckg.views.atlas.lists import ListPage
from sckg.views.atlas.texts import word
from sckg.views.languages import Labels

__all__ = ["Figure", "figures_of", "main_findings"]

_LISTS: Final = (
    "actors", "projects", "engagements", "places", "policies", "findings", "figures", "contradictions", "unreported",
)  # fmt: skip
_NAMES: Final = {"places": "countries"}
"""Lists whose number counts something narrower than their name."""
_TOP: Final = 8
"""Rows of a finding on the start page; the rest stands on its own page."""
_FIVE: Final = 5
"""Host countries that are named for a nation."""


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
        return sum(len(one.rows) for one in page.groups if one.key == "countries")
    if page.key == "figures":
        return sum(len(one.rows) for one in page.groups if one.key != "indicators")
    return page.count


def main_findings(desk: Desk, found: Measured) -> Iterator[tuple[Group, str]]:
    """Findings with the page each continues on."""
    yield group("home_hosts", "nation countries_n engagements_n most", _hosts(desk, found)), "entries.html"
    yield group("home_several", "host nations engagements_n", _several(desk, found)), "entries.html"
    yield group("home_joint", "host sector nations engagements_n", _joint(desk, found)), "joint-entry.html"
    yield group("home_bridges", "name nations tied", _bridges(desk, found)), "bridges.html"
    yield group("home_gaps", "nation gap_countries gap_cities gap_sectors", _gaps(desk, found)), "gaps.html"


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
    for host, by_nation in entered_by_several(desk, found)[:_TOP]:
        nations = Markup(" · ").join(
            Markup("{} {}").format(desk.nation(nation), _number(desk, nation, host, by_nation[nation]))
            for nation in found.nations
            if nation in by_nation
        )
        total = how_many(tie for tie in desk.facts.ties if tie.relation == "enters" and tie.object == host)
        yield Row((desk.tell.link(host), nations, desk.tell.lead(f"{page_of(host)}#entered", total)))


def _joint(desk: Desk, found: Measured) -> Iterator[Row]:
    for cell in [one for one in found.cells if len(one.nations) > 1][:_TOP]:
        sector = desk.tell.link(cell.sector) if cell.sector else desk.tell.word("no_sector")
        count = desk.tell.lead(f"joint-entry.html#{cell_key(cell)}", len(cell.statements))
        yield Row((desk.tell.link(cell.host), sector, desk.nations(cell.nations), count))


def _bridges(desk: Desk, found: Measured) -> Iterator[Row]:
    for one in [broker for broker in found.brokers if broker.means != "host"][:_TOP]:
        yield Row((desk.party(one.thing), desk.nations(one.nations), desk.tell.list(one.tied)))


def _gaps(desk: Desk, found: Measured) -> Iterator[Row]:
    for nation in found.nations:
        own = [one.scope for one in found.gaps if one.nation == nation]
        cells = (desk.tell.lead(f"gaps.html#gap_{scope}", own.count(scope)) for scope in ("country", "city", "sector"))
        yield Row((desk.nation(nation), *cells))
