"""Commands that measure: centrality, communities, brokers, joint entry, gaps, comparison."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from sckg.cli.output import Output, output_options
from sckg.cli.root import main
from sckg.cli.selecting import Chosen, selection_options, shape_option, tell_undated
from sckg.errors import UsageError

if TYPE_CHECKING:
    from sckg.analysis import Facts
    from sckg.queries import Session, Table

__all__: list[str] = []

_MEASURES: Final = ("degree", "weighted_degree", "betweenness", "pagerank", "eigenvector")
_SCOPES: Final = ("country", "city", "sector", "network", "nation")
_seed = click.option("--seed", default=0, show_default=True, help="Of what is drawn at random.")


class _Work:
    """What a measuring command works on: what was chosen, and where the table goes."""

    def __init__(self, chosen: Chosen, output: Output, *, cite: bool) -> None:
        self.chosen, self._output, self._cite = chosen, output, cite

    def refuse(self, command: str, **filters: str) -> None:
        """Raises `UsageError` for a filter that would make a table say what is not so: name → what to do instead."""
        for name, repair in filters.items():
            if getattr(self.chosen.selection, name):
                raise UsageError(f"--{name} is none of the filters of {command}. {repair}")

    def write(self, table: Table, *, blocks: bool = False) -> None:
        """Print or write the table, as far as its rows are wanted.

        Raises `UsageError` where it has no row: a file without an answer looks like one.
        """
        limit = self._output.limit
        told = tuple(self.chosen.selection.asked(self.chosen.facts).items())
        if not table.rows:
            asked = f" ({'; '.join(f'{name}: {value}' for name, value in told)})" if told else ""
            raise UsageError(f"nothing is left: {table.title!r} has no row{asked}. Widen a filter, or drop one")
        rows, sources = table.rows[:limit], table.sources[:limit] if self._cite else ()
        shown = replace(table, rows=rows, sources=sources, parameters=told, cut=len(table.rows) > limit)
        if self._output.form == "table":
            click.echo(shown.title)
            for name, value in told:
                click.echo(f"  {name} = {value}")
            for note in shown.notes:
                click.echo(note)
        self._output.write(shown, blocks=blocks)
        tell_undated(self.chosen.undated())


def _measuring(command: Callable[..., None]) -> Callable[..., None]:
    """The options all measuring commands share, handed over as one `_Work`."""

    @click.option("--cite/--no-cite", default=True, show_default=True, help="Where every row is stated.")
    @selection_options
    @output_options
    @wraps(command)
    def measured(*args: Any, chosen: Chosen, output: Output, cite: bool, **rest: Any) -> None:
        command(*args, work=_Work(chosen, output, cite=cite), **rest)

    return measured


@main.group()
def analyze() -> None:
    """Measure: who leads, who bridges, where to enter together, what is missing."""


@analyze.command()
@shape_option
@click.option("--by", type=click.Choice(_MEASURES), default="degree", show_default=True, help="Most central first.")
@click.option("--sample", type=click.IntRange(min=2), help="Follow the shortest paths from that many nodes only.")
@_seed
@_measuring
def centrality(shape: str, *, by: str, sample: int | None, seed: int, work: _Work) -> None:
    """Degree, betweenness, PageRank and eigenvector centrality of all nodes of a network."""
    from sckg import analysis

    graph = analysis.project(work.chosen.facts, shape, work.chosen.selection)
    scores = analysis.measure_centrality(graph, sample=sample, seed=seed)
    work.write(analysis.centrality_table(work.chosen.session, work.chosen.facts, graph, scores, by=by))


@analyze.command()
@shape_option
@click.option(
    "--resolution",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Above 1: smaller.",
)
@_seed
@_measuring
def communities(shape: str, *, resolution: float, seed: int, work: _Work) -> None:
    """Groups with more ties inside than by chance (Leiden, modularity), and what holds each together."""
    from sckg import analysis

    graph = analysis.project(work.chosen.facts, shape, work.chosen.selection)
    ties = (*work.chosen.facts.ties, *work.chosen.facts.engagements.values())
    found = analysis.find_communities(graph, ties, resolution=resolution, seed=seed)
    work.write(analysis.communities_table(work.chosen.session, work.chosen.facts, found), blocks=True)


@analyze.command()
@_measuring
def brokers(work: _Work) -> None:
    """Actors, host countries and engagements that tie actors of two or three of the nations."""
    from sckg import analysis

    nations = work.chosen.nations()
    if len(nations) < 2:
        raise UsageError("brokers stand between two nations or more. Give --home twice or not at all")
    found = analysis.find_brokers(work.chosen.facts, work.chosen.ties(), nations)
    work.write(analysis.brokers_table(work.chosen.session, work.chosen.facts, found), blocks=True)


@analyze.command("joint-entry")
@click.option("--broad", is_flag=True, help="The broadest sectors only.")
@click.option("--least", type=click.IntRange(min=1), default=1, show_default=True, help="Nations a cell must have.")
@_measuring
def joint_entry(*, broad: bool, least: int, work: _Work) -> None:
    """Host country by sector: who of each nation is there, who works with whom already, stages and finance."""
    from sckg import analysis

    nations = work.chosen.nations()
    cells = analysis.joint_cells(
        work.chosen.facts, work.chosen.ties(), nations, bodies=analysis.read_bodies(work.chosen.session), broad=broad
    )
    kept = [cell for cell in cells if len(cell.nations) >= least]
    wanted = [cell for cell in kept if _lies_along(cell.sector, work.chosen.selection.sector, work.chosen.facts)]
    work.write(analysis.joint_entry_table(work.chosen.session, work.chosen.facts, wanted), blocks=True)


def _lies_along(sector: str, asked: Collection[str], facts: Facts) -> bool:
    """Whether a sector is one asked for, or narrower or wider: an engagement may name others besides."""
    return not asked or any(one in facts.line(sector) or sector in facts.line(one) for one in asked if sector)


@analyze.command()
@click.option("--scope", "scopes", multiple=True, type=click.Choice(_SCOPES), help="Only these; by default all.")
@_measuring
def gaps(scopes: tuple[str, ...], *, work: _Work) -> None:
    """Where one nation has no recorded entry while another has; and what the sources leave unsaid.

    --home names the nations whose gaps are wanted.
    """
    from sckg import analysis

    work.refuse("gaps", around="A gap is nowhere: nothing lies around it", relation="An entry is what is missing")
    asked, hosts = work.chosen.nations(), work.chosen.selection.host
    nations = (*analysis.nations(), *(one for one in asked if one not in analysis.nations()))
    around, ties = analysis.read_surroundings(work.chosen.session), work.chosen.ties()
    wanted = set(scopes or _SCOPES) - ({"sector", "nation"} if hosts else set())
    found = analysis.find_gaps(
        work.chosen.facts, ties, nations, around, scopes=[one for one in _SCOPES[:4] if one in wanted]
    )
    kept = [one for one in found if one.nation in asked and _lies_in(one.thing, hosts, around.wider)]
    unsaid = analysis.unsaid_of_nations(work.chosen.facts, ties, asked, around) if "nation" in wanted else {}
    work.write(analysis.gaps_table(work.chosen.session, work.chosen.facts, kept, unsaid))


def _lies_in(thing: str, hosts: Iterable[str], wider: Any) -> bool:
    return not hosts or bool(wider.get(thing, frozenset()) & set(hosts))


@analyze.command()
@click.argument("nations", nargs=-1, required=True, metavar="NATION NATION [NATION]")
@_measuring
def compare(nations: tuple[str, ...], *, work: _Work) -> None:
    """Two or more nations side by side, in the form of the report's closing table."""
    from sckg import analysis

    work.refuse("compare", home="The nations compared are its arguments")
    resolved = [_nation(work.chosen.session, name) for name in nations]
    found = analysis.compare_all(work.chosen.session, work.chosen.facts, work.chosen.ties(), resolved)
    work.write(analysis.comparison_table(work.chosen.session, work.chosen.facts, found))


def _nation(session: Session, name: str) -> str:
    from sckg.queries import Parameter

    try:
        return session.resolve(Parameter("nation", "iri", None, ("Korea",), "Country"), name)
    except UsageError as error:
        told = str(error).removeprefix("parameter ").replace("-p nation=Korea", "sckg analyze compare Korea Japan")
        raise type(error)(told) from error
