"""Commands that look at things: find, show, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sckg.cli.printing import print_table
from sckg.cli.root import Target, main, target_options
from sckg.errors import NotFoundError
from sckg.namespaces import compact, local

if TYPE_CHECKING:
    from sckg.queries import Card, Evidence

__all__: list[str] = []


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
    told = {iri: (iri, local(iri), session.label(iri)) for iri in known}
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
            click.echo("\n      ".join((f"  {line}", *cited.splitlines())))
