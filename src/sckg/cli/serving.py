"""Commands that hand the graph to other programs: push."""

from __future__ import annotations

from pathlib import Path

import click

from sckg.cli.printing import print_table
from sckg.cli.root import build_option, main, progress

__all__: list[str] = []

_PATIENCE = 600.0
"""Seconds a server may take to move its graphs: Virtuoso needs one for 20,000 triples."""


@main.command()
@build_option
@click.option(
    "--endpoint",
    metavar="URL",
    envvar="SCKG_ENDPOINT",
    required=True,
    help="Query address of the server (also: SCKG_ENDPOINT; user from SCKG_USER, SCKG_PASSWORD).",
)
@click.option(
    "--store-url", default="", metavar="URL", help="Graph store of a server other than Oxigraph, Virtuoso, Fuseki."
)
@click.option("--update-url", default="", metavar="URL", help="Update address of such a server.")
@click.pass_context
def push(ctx: click.Context, folder: Path, endpoint: str, store_url: str, update_url: str) -> None:
    """Load a build into a SPARQL server: all its graphs are replaced, or none."""
    from sckg import store

    login = store.credentials()
    server = store.Endpoint(endpoint, login=login, timeout=_PATIENCE)
    target = store.GraphStore.find(server, store=store_url, update=update_url, login=login)
    counts = store.push(folder, target, login=login, progress=progress(ctx))
    print_table(("graph", "triples"), [(graph, f"{count:,}") for graph, count in counts.items()], numbers=(1,))
    click.echo(f"{sum(counts.values()):,} triples in {len(counts)} graphs at {endpoint}, counted there")
