"""Commands that look at things: find, show, explain, draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sckg.cli.printing import print_table
from sckg.cli.root import Target, main, target_options
from sckg.cli.selecting import Filters, selection_options, tell_undated
from sckg.config import DEFAULT_OUT
from sckg.errors import NotFoundError, UsageError
from sckg.namespaces import compact

if TYPE_CHECKING:
    from sckg.queries import Card, Evidence

__all__: list[str] = []

_NETWORKS = ("html", "svg", "png", "graphml", "gexf", "json", "csv")
"""Endings of files a network is written to."""


@main.command()
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@target_options
def explain(subject: str, predicate: str, object_: str, target: Target) -> None:
    """Say why an edge is believed, e.g. sckg explain "LG CNS" enters China."""
    from sckg import queries

    session = target.open().session
    known = [row["predicate"].value for row in session.view("predicates", {})]
    told = {iri: (iri, iri.rpartition("#")[2], session.label(iri)) for iri in known}
    relation = next((iri for iri in known if predicate in told[iri]), "")
    if not relation:
        raise NotFoundError(f"no rule derives {predicate!r}; derived are:", [local for _, local, _ in told.values()])
    edge = (session.names.resolve(subject), relation, session.names.resolve(object_))
    found = queries.explain(session, edge)
    click.echo(" ".join(session.label(part) for part in edge))
    for evidence in found:
        _show_evidence(evidence, 1)


def _show_evidence(evidence: Evidence, depth: int) -> None:
    indent, mark = "  " * depth, " [disputed]" if evidence.contested else ""
    click.echo(f"{indent}{evidence.label}{mark}  (rule {evidence.rule})")
    for place in evidence.citations:
        click.echo(f"{indent}    {place}")
    for party, places in evidence.parties:
        click.echo(f"{indent}  {party}\n{indent}    {'; '.join(places)}")
    for below in evidence.below:
        _show_evidence(below, depth + 1)


@main.command()
@click.argument("text")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Most lines to print.")
@target_options
def find(text: str, limit: int, target: Target) -> None:
    """Find things by any of their names, in any language."""
    session = target.open().session
    matches = session.names.find(text, limit)
    if not matches:
        raise NotFoundError(f"nothing is called {text!r}")
    print_table(
        ("id", "label", "matched name", "score"),
        [(compact(match.iri), session.label(match.iri), match.name, str(match.score)) for match in matches],
    )


@main.command()
@click.argument("thing")
@target_options
def show(thing: str, target: Target) -> None:
    """Show a thing: all it is tied to, and where each fact stands."""
    from sckg import queries

    session = target.open().session
    _show_card(queries.card(session, session.names.resolve(thing)))


def _show_card(card: Card) -> None:
    click.echo(f"{card.title}  ({card.id})")
    for name in card.names:
        click.echo(f"  {name}")
    for heading, lines in card.parts:
        click.echo(f"\n{heading}")
        for line, cited in lines:
            click.echo(f"  {line}" + (f"\n      {cited}" if cited else ""))


@main.group()
def draw() -> None:
    """Draw pictures."""


@draw.command()
@click.option(
    "-o",
    "--output",
    default=DEFAULT_OUT / "network.html",
    show_default=True,
    help=f"File to write; its ending names the form: {', '.join(_NETWORKS)}.",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option(
    "--shape",
    default="relations",
    show_default=True,
    metavar="relations|engagements|projects|countries",
    help="What becomes an edge: derived relations, acting together, taking part in projects, entries of countries.",
)
@click.option("--excel", is_flag=True, help="CSV that Excel opens rightly.")
@selection_options
@target_options
def network(output: Path, shape: str, *, excel: bool, filters: Filters, target: Target) -> None:
    """Draw who enters which country, works with whom and funds what; or hand it on to Gephi, Excel, networkx."""
    form = output.suffix[1:].lower()
    if form not in _NETWORKS:
        raise UsageError(f"{output}: the ending names no form of a network. There are: {', '.join(_NETWORKS)}")
    from sckg import analysis, views

    session = target.open().session
    facts, selection = analysis.read_facts(session), filters.on(session)
    graph = analysis.project(facts, shape, selection)
    if form in views.NETWORK_FORMS:
        views.draw_network(graph, output, grounds=views.Grounds.of(session, facts, selection), language=target.lang)
    else:
        views.write_graph(graph, output, excel=excel)
    click.echo(f"{output}: {len(graph)} nodes, {graph.number_of_edges()} edges")
    tell_undated(graph.graph["undated"])
