"""Where to enter together: a matrix of host countries and sectors, and what stands behind each of its cells.

A number counts statements, never how well nations would fit together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sckg.analysis import JointCell, Tie
from sckg.namespaces import local
from sckg.views.atlas import statements as told
from sckg.views.atlas.blocks import Group, Row, by_name, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.texts import filled, word
from sckg.views.languages import Labels
from sckg.views.nations import rank

__all__ = ["Matrix", "Whole", "cell_key", "cells_in_full", "finance_bodies", "matrix"]

_SILENT: Final = Markup('<span class="unsaid">{}</span>')


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns of the matrix, and what stands in each cell: a link with the numbers of each nation."""

    hosts: tuple[str, ...]
    sectors: tuple[str, ...]
    told: Mapping[tuple[str, str], Markup]
    several: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Whole:
    """A cell in full: the numbers of each nation as in the matrix, and what stands behind them."""

    numbers: Markup
    group: Group


def cell_key(cell: JointCell) -> str:
    """The id of a cell."""
    return f"{local(cell.host)}--{local(cell.sector) or 'none'}"


def matrix(desk: Desk, cells: Iterable[JointCell]) -> Matrix:
    """The matrix: hosts with several nations in one sector first; sectors by their statements, the unnamed last."""
    found = {(cell.host, cell.sector): cell for cell in cells}
    hosts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    sectors: dict[str, int] = defaultdict(int)
    for (host, sector), cell in found.items():
        most, count = hosts[host]
        hosts[host] = max(most, len(cell.nations)), count + len(cell.statements)
        sectors[sector] += len(cell.statements)
    return Matrix(
        tuple(sorted(hosts, key=lambda host: (-hosts[host][0], -hosts[host][1], host))),
        tuple(sorted(sectors, key=lambda sector: (not sector, -sectors[sector], sector))),
        {
            where: Markup('<a href="#{}">{}</a>').format(cell_key(cell), _numbers(desk, cell))
            for where, cell in found.items()
        },
        frozenset(where for where, cell in found.items() if len(cell.nations) > 1),
    )


def _numbers(desk: Desk, cell: JointCell) -> Markup:
    numbers = (
        Markup('<span class="of">{}<span class="hide">{} </span>{}</span>').format(
            desk.tell.sign(nation), desk.tell.name(nation), told.how_many(ties)
        )
        for nation, ties in cell.entries.items()
        if ties
    )
    return Markup(" ").join(numbers)


def cells_in_full(desk: Desk, cells: Iterable[JointCell]) -> Iterator[Whole]:
    """Each cell: a row for each nation, then what they could build on."""
    for cell in cells:
        rows = [*_sides(desk, cell), *_grounds(desk, cell)]
        yield Whole(_numbers(desk, cell), group(cell_key(cell), "side joint cited", rows, title=_title(desk, cell)))


def finance_bodies(desk: Desk, cells: Iterable[JointCell]) -> Iterator[Group]:
    """The finance bodies of each nation, which are the same in all its cells."""
    known = {body.body: body.nation for cell in cells for body in cell.bodies}
    for nation in sorted(set(known.values()), key=lambda one: (rank(one), one)):
        own = [body for body in known if known[body] == nation]
        rows = (Row((desk.tell.link(body), desk.tell.cites((body,)))) for body in desk.by_label(own))
        yield by_name(
            group(_bodies_key(nation), "name cited", rows, title=filled("finance_of", nation=desk.labels(nation)))
        )


def _bodies_key(nation: str) -> str:
    return f"finance--{local(nation)}"


def _title(desk: Desk, cell: JointCell) -> Labels:
    sector = desk.labels(cell.sector) if cell.sector else word("no_sector")
    return filled("cell_title", host=desk.labels(cell.host), sector=sector)


def _sides(desk: Desk, cell: JointCell) -> Iterator[Row]:
    """Who of each nation is there; at home, nobody enters."""
    for nation, ties in cell.entries.items():
        nobody = desk.tell.word("home_market" if nation == cell.host else "not_recorded")
        shown = _who(desk, desk.tell.list(cell.actors(nation)), ties) if ties else _SILENT.format(nobody)
        yield Row((desk.nation(nation), shown, told.cited(desk, ties)))


def _grounds(desk: Desk, cell: JointCell) -> Iterator[Row]:
    """Who already works together, what is funded there, which finance bodies the nations have."""
    if cell.partnerships:
        pairs = dict.fromkeys((tie.subject, tie.object) for tie in cell.partnerships)
        who = Markup("<br>").join(Markup("{} – {}").format(*map(desk.tell.link, pair)) for pair in pairs)
        yield _ground(desk, "already_together", who, cell.partnerships)
    if cell.funding:
        who = desk.tell.list(dict.fromkeys(tie.subject for tie in cell.funding))
        yield _ground(desk, "finance_here", who, cell.funding)
    if cell.bodies:
        counts = Counter(body.nation for body in cell.bodies)
        told_of = (
            Markup('{} <a class="s" href="#{}">{}</a>').format(desk.nation(nation), _bodies_key(nation), counts[nation])
            for nation in sorted(counts, key=lambda one: (rank(one), one))
        )
        yield Row((desk.tell.word("finance_available"), Markup(" ").join(told_of), Markup("")))


def _ground(desk: Desk, key: str, who: Markup, ties: Iterable[Tie]) -> Row:
    behind = list(ties)
    return Row((desk.tell.word(key), _who(desk, who, behind), told.cited(desk, behind)))


def _who(desk: Desk, who: Markup, ties: Iterable[Tie]) -> Markup:
    """Who, and below it what that rests on."""
    return Markup('{}<div class="rests">{}</div>').format(who, told.behind(desk, ties))
