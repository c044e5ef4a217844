"""Commands that draw who enters where: flow, matrix, map, timeline."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sckg.cli.looking import draw
from sckg.cli.root import Target, target_options
from sckg.cli.selecting import Filters, selection_options, tell_undated
from sckg.config import DEFAULT_OUT
from sckg.errors import UsageError

if TYPE_CHECKING:
    from sckg.analysis import Facts, Selection, Tie
    from sckg.queries import Session
    from sckg.views.charts import Chart

__all__: list[str] = []

_FORMS: Final = ("html", "svg", "png")


class _Work:
    """What a drawing command works on: the facts, what was chosen, and where the picture goes."""

    def __init__(self, filters: Filters, target: Target, output: Path) -> None:
        if output.suffix[1:].lower() not in _FORMS:
            raise UsageError(f"{output}: the ending names no form of a picture. There are: {', '.join(_FORMS)}")
        from sckg import analysis, views

        self.output, self.language = output, target.lang
        self.session: Session = target.open().session
        self.facts: Facts = analysis.read_facts(self.session)
        self.selection: Selection = filters.on(self.session)
        self.told: dict[str, Any] = {
            "cite": views.citer(self.session),
            "sources": views.sources_of(self.session, views.chosen_text(self.facts, self.selection)),
        }

    def ties(self) -> list[Tie]:
        """The ties chosen."""
        from sckg import analysis

        return analysis.select(self.facts, self.selection)

    def undated(self) -> int:
        """How many ties a period leaves out for want of a date."""
        from sckg import analysis

        return analysis.undated(self.facts, self.selection)

    def write(self, chart: Chart, undated: int) -> None:
        """Write the picture, and say what is in it and what a period left out."""
        from sckg import views

        views.save_chart(chart, self.output, language=self.language)
        entries = sum(len(group.entries) for group in chart.groups)
        click.echo(f"{self.output}: {len(chart.groups)} groups, {entries} entries behind them")
        tell_undated(undated)


def _drawn(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Options of a command that draws, handed over as one `_Work`."""

    def options(command: Callable[..., None]) -> Callable[..., None]:
        @click.option(
            "-o",
            "--output",
            default=DEFAULT_OUT / f"{name}.html",
            show_default=True,
            help=f"File to write; its ending names the form: {', '.join(_FORMS)}.",
            type=click.Path(path_type=Path, dir_okay=False),
        )
        @selection_options
        @target_options
        @wraps(command)
        def made(output: Path, filters: Filters, target: Target, **rest: Any) -> None:
            command(work=_Work(filters, target, output), **rest)

        return made

    return options


@draw.command()
@click.option("--by-sector", is_flag=True, help="Let the ribbons pass through the sectors.")
@_drawn("flow")
def flow(work: _Work, *, by_sector: bool) -> None:
    """Draw who enters where: home country to host country, as ribbons."""
    from sckg import views

    work.write(views.flow_chart(work.facts, work.ties(), by_sector=by_sector, **work.told), work.undated())


@draw.command()
@_drawn("matrix")
def matrix(work: _Work) -> None:
    """Draw host countries by sectors, a panel for each nation."""
    from sckg import views

    work.write(views.matrix_chart(work.facts, work.ties(), **work.told), work.undated())


@draw.command("map")
@_drawn("map")
def map_command(work: _Work) -> None:
    """Draw a map of the world: lines from home to host countries, and cities."""
    from sckg import views

    work.write(views.map_chart(work.facts, work.ties(), **work.told), work.undated())


@draw.command()
@click.option("--by-host", is_flag=True, help="A lane for each host country instead of each nation.")
@_drawn("timeline")
def timeline(work: _Work, *, by_host: bool) -> None:
    """Draw engagements and policies in time."""
    from sckg import analysis, views

    known = analysis.read_dated(work.session, work.facts)
    found = analysis.select_dated(known, work.facts, work.selection)
    chart = views.timeline_chart(work.facts, found, by_host=by_host, **work.told)
    work.write(chart, analysis.count_undated(known, work.facts, work.selection))
