"""Commands that draw: network, flow, matrix, map, timeline."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sckg.cli.root import main
from sckg.cli.selecting import Chosen, selection_options, shape_option, tell_undated
from sckg.config import DEFAULT_OUT
from sckg.errors import UsageError

if TYPE_CHECKING:
    from sckg.views.charts import Chart

__all__: list[str] = []

PICTURES: Final = ("html", "svg", "png")
NETWORKS: Final = (*PICTURES, "graphml", "gexf", "json", "csv")
"""Endings of files, as `sckg.views` has them, which is imported only when something is drawn."""


@main.group()
def draw() -> None:
    """Draw pictures."""


def _drawing(
    name: str, forms: tuple[str, ...] = PICTURES, what: str = "picture"
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Options of a command that draws; a file whose ending names no form is refused before anything is read."""

    def options(command: Callable[..., None]) -> Callable[..., None]:
        @click.option(
            "-o",
            "--output",
            default=DEFAULT_OUT / f"{name}.html",
            show_default=True,
            help=f"File to write; its ending names the form: {', '.join(forms)}.",
            type=click.Path(path_type=Path, dir_okay=False),
        )
        @selection_options
        @wraps(command)
        def drawn(output: Path, **rest: Any) -> None:
            if output.suffix[1:].lower() not in forms:
                raise UsageError(f"{output}: the ending names no form of a {what}. There are: {', '.join(forms)}")
            command(output=output, **rest)

        return drawn

    return options


def _save(chart: Chart, output: Path, chosen: Chosen, undated: int) -> None:
    """Write a chart, and say what is in it and what a period left out."""
    from sckg import views

    views.save_chart(chart, output, language=chosen.target.lang)
    click.echo(f"{output}: {chart.counted(chosen.target.lang)}")
    tell_undated(undated)


@draw.command()
@shape_option
@click.option("--excel", is_flag=True, help="CSV that Excel opens rightly.")
@_drawing("network", NETWORKS, "network")
def network(output: Path, chosen: Chosen, *, shape: str, excel: bool) -> None:
    """Draw who enters which country, works with whom and funds what; or hand it on to Gephi, Excel, networkx."""
    if excel and output.suffix.lower() != ".csv":
        raise UsageError(f"--excel is for csv, not for {output.suffix[1:].lower()}. Leave it out, or write a .csv")
    from sckg import analysis, views

    graph = analysis.project(chosen.facts, shape, chosen.selection)
    if output.suffix[1:].lower() in PICTURES:
        views.draw_network(graph, output, grounds=chosen.grounds(), language=chosen.target.lang)
    else:
        views.write_graph(graph, output, excel=excel)
    click.echo(f"{output}: {len(graph)} nodes, {graph.number_of_edges()} edges")
    tell_undated(graph.graph["undated"])


@draw.command()
@click.option("--by-sector", is_flag=True, help="Let the ribbons pass through the sectors.")
@_drawing("flow")
def flow(output: Path, chosen: Chosen, *, by_sector: bool) -> None:
    """Draw who enters where: home country to host country, as ribbons."""
    from sckg import views

    _save(views.flow_chart(chosen.grounds(), chosen.ties(), by_sector=by_sector), output, chosen, chosen.undated())


@draw.command()
@_drawing("matrix")
def matrix(output: Path, chosen: Chosen) -> None:
    """Draw host countries by sectors, a panel for each nation."""
    from sckg import views

    _save(views.matrix_chart(chosen.grounds(), chosen.ties()), output, chosen, chosen.undated())


@draw.command("map")
@_drawing("map")
def map_command(output: Path, chosen: Chosen) -> None:
    """Draw a map of the world: lines from home to host countries, and cities."""
    from sckg import views

    _save(views.map_chart(chosen.grounds(), chosen.ties()), output, chosen, chosen.undated())


@draw.command()
@click.option("--by-host", is_flag=True, help="A lane for each host country instead of each nation.")
@_drawing("timeline")
def timeline(output: Path, chosen: Chosen, *, by_host: bool) -> None:
    """Draw engagements and policies in time."""
    from sckg import analysis, views

    known = analysis.read_dated(chosen.session, chosen.facts)
    found = analysis.select_dated(known, chosen.facts, chosen.selection)
    chart = views.timeline_chart(chosen.grounds(), found, by_host=by_host)
    _save(chart, output, chosen, analysis.count_undated(known, chosen.facts, chosen.selection))
