"""Where each nation is, and in what: host countries by sectors, one panel for each nation, a number in every cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.flows import Flow, flows
from sckg.views.backing import counted, group_key, labels_of, slug, told
from sckg.views.charts import WIDTH, Chart, flows_chart, note_counted
from sckg.views.grounds import Grounds
from sckg.views.marks import Drawing, Label, Shape, box, fitted, line, text_width
from sckg.views.nations import NATIONS, look, rank, sign

__all__ = ["matrix_chart"]

_SIDE: Final = 88.0
_TOTAL: Final = 26.0
_GAP: Final = 12.0
_HIGH: Final = 13.4
_TURNED: Final = 84.0
"""Points the turned names of sectors need."""
_HEAD: Final = 18.0
_TINTS: Final = (0.22, 0.42, 0.62, 0.82, 1.0)
"""Strength of a nation's colour for 1, 2, 3-4, 5-8 and more statements."""


def matrix_chart(grounds: Grounds, ties: Iterable[Tie]) -> Chart:
    """Entries by host country and widest sector, a panel for each home country."""
    facts, chosen = grounds.facts, list(ties)
    pairs, cells = flows(facts, chosen), flows(facts, chosen, sectors=True)
    texts = (told("lead_matrix"), note_counted(pairs), told("cell_none"))
    return flows_chart("matrix", grounds, pairs, _drawing(facts, cells), texts)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Homes, hosts and, of each home, sectors in their order, and how wide a cell is."""

    homes: tuple[str, ...]
    hosts: tuple[str, ...]
    sectors: Mapping[str, tuple[str, ...]]
    wide: float

    def panel(self, home: str) -> float:
        """Where the panel of a nation begins."""
        before = self.homes[: self.homes.index(home)]
        return _SIDE + sum(len(self.sectors[one]) * self.wide + _GAP for one in before)

    def right(self, home: str) -> float:
        """Where it ends."""
        return self.panel(home) + len(self.sectors[home]) * self.wide

    def row(self, host: str) -> float:
        """Where the row of a host country begins."""
        return _HEAD + _TURNED + self.hosts.index(host) * _HIGH


def _drawing(facts: Facts, cells: Sequence[Flow]) -> Drawing:
    """Panels side by side; a nation beside the three has only the sectors it has entered in, to waste no paper."""
    by_host, by_sector = _distinct(cells, "host"), _distinct(cells, "sector")
    homes = sorted({flow.home for flow in cells}, key=lambda home: (rank(home), home))
    hosts = sorted(by_host, key=lambda host: (not host, -by_host[host], host))
    sectors = sorted(by_sector, key=lambda sector: (not sector, -by_sector[sector], sector))
    own = {home: {flow.sector for flow in cells if flow.home == home} for home in homes}
    panels = {home: tuple(one for one in sectors if home in NATIONS or one in own[home]) for home in homes}
    room = WIDTH - _SIDE - _TOTAL - _GAP * (len(homes) - 1)
    grid = _Grid(tuple(homes), tuple(hosts), panels, min(room / sum(map(len, panels.values())), 46.0))
    marks: list[Shape | Label] = []
    for home in homes:
        marks += _panel_head(facts, grid, home)
    for host in hosts:
        marks += _row_head(facts, grid, host, by_host[host], cells)
    found = {(flow.home, flow.host, flow.sector): flow for flow in cells}
    for home in homes:
        for host in hosts:
            for place, sector in enumerate(panels[home]):
                flow = found.get((home, host, sector))
                x, y = grid.panel(home) + place * grid.wide, grid.row(host)
                marks += _filled(facts, grid, flow, x, y) if flow else _empty(grid, home, x, y)
    return Drawing(WIDTH, grid.row(hosts[-1]) + _HIGH + 6.0, tuple(marks))


def _distinct(cells: Iterable[Flow], end: str) -> dict[str, int]:
    """Distinct statements by host or by sector."""
    found: dict[str, set[str]] = defaultdict(set)
    for flow in cells:
        found[getattr(flow, end)].update(flow.statements)
    return {one: len(statements) for one, statements in found.items()}


def _panel_head(facts: Facts, grid: _Grid, home: str) -> Iterator[Shape | Label]:
    left, right = grid.panel(home), grid.right(home)
    tags = {"home": slug(home)}
    yield replace(sign(home, left + 5.0, 6.0, 4.0), tags=tags)
    name = fitted(labels_of(facts, home), 9.0, right - left + _GAP - 15.0)
    yield Label(left + 13.0, 9.2, name, 9.0, bold=True, tags=tags)
    yield Shape(line((left, _HEAD - 3.0), (right, _HEAD - 3.0)), stroke=look(home).colour, width=1.2, tags=tags)
    for index, sector in enumerate(grid.sectors[home]):
        x = left + (index + 0.5) * grid.wide + 2.4
        name = fitted(labels_of(facts, sector, "no_sector"), 6.6, _TURNED - 2.0)
        yield Label(x, _HEAD + _TURNED - 4.0, name, 6.6, turned=True, tags=tags)


def _row_head(facts: Facts, grid: _Grid, host: str, total: int, cells: Sequence[Flow]) -> Iterator[Shape | Label]:
    y = grid.row(host)
    first = next(flow for flow in cells if flow.host == host)
    key, tags = group_key("matrix", first.home, host), {"host": slug(host)}
    if grid.hosts.index(host) % 2 == 0:
        yield Shape(box(0, y, WIDTH, _HIGH), fill="#f4f6f8")
    yield Label(4.0, y + 9.3, fitted(labels_of(facts, host), 7.2, _SIDE - 8.0), 7.2, key=key, tags=tags)
    right = grid.right(grid.homes[-1]) + _TOTAL - 4.0
    yield Label(right, y + 9.3, {"": str(total)}, 7.2, "end", bold=True, key=key, tags=tags)
    if host == grid.hosts[0]:
        yield Label(right, y - 4.0, told("total"), 6.6, "end", colour="#56616e")


def _filled(facts: Facts, grid: _Grid, flow: Flow, x: float, y: float) -> Iterator[Shape | Label]:
    step = sum(flow.weight > limit for limit in (1, 2, 4, 8))
    doubt = len(flow.contested)
    tags = {"home": slug(flow.home), "host": slug(flow.host), "sector": slug(flow.sector)}
    key = group_key("matrix", flow.home, flow.host)
    shade = _mixed(look(flow.home).colour, _TINTS[step])
    said = [labels_of(facts, flow.home), labels_of(facts, flow.host), labels_of(facts, flow.sector, "no_sector")]
    title = counted(said, flow.weight, doubt, between=" · ")
    inner = box(x + 0.7, y + 0.7, grid.wide - 1.4, _HIGH - 1.4)
    yield Shape(inner, fill=shade, key=key, tags=tags, told=title)
    if doubt:
        share = (grid.wide - 1.4) * doubt / flow.weight
        yield Shape(box(x + 0.7, y + 0.7, share, _HIGH - 1.4), fill=shade, hatch=True, key=key, tags=tags)
    number = str(flow.weight)
    middle = x + grid.wide / 2
    if doubt:
        wide = text_width(number, 7.2) + 3.0
        yield Shape(box(middle - wide / 2, y + 2.4, wide, _HIGH - 4.8), fill=shade, key=key, tags=tags)
    colour = "#ffffff" if step > 2 else "#1b2733"
    yield Label(middle, y + 9.3, {"": number}, 7.2, "middle", bold=True, colour=colour, key=key, tags=tags)


def _empty(grid: _Grid, home: str, x: float, y: float) -> Iterator[Label]:
    yield Label(x + grid.wide / 2, y + 9.0, {"": "·"}, 7.0, "middle", colour="#9aa4af", tags={"home": slug(home)})


def _mixed(colour: str, share: float) -> str:
    """A colour thinned with white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
