"""Commands about values from outside: get them, and say what changed in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sckg.cli.output import Output, output_options
from sckg.cli.reaching import Reach, reach_options
from sckg.cli.root import LANGUAGES, data_option, main
from sckg.config import paths
from sckg.errors import UsageError

__all__: list[str] = []

_SOURCES = ("geonames", "wikidata", "worldbank")
_SHOWN = 10
"""Lines about what was left out, or not found."""


@main.group("enrich", invoke_without_command=True)
@click.option("--source", type=click.Choice(_SOURCES), help="Whose values to get.")
@click.option("--endpoint", default="", metavar="URL", help="Ask this address instead of the source's own.")
@reach_options
@data_option
@click.pass_context
def enrich_group(ctx: click.Context, source: str | None, endpoint: str, reach: Reach, data: Path | None) -> None:
    """Get values from outside for what is linked, into data/external/SOURCE; `enrich diff` says what changed."""
    if ctx.invoked_subcommand:
        if source or endpoint:
            raise UsageError("`enrich diff` has options of its own. Write sckg enrich diff --source …")
        ctx.obj = data
        return
    if not source:
        raise UsageError(f"name a source: sckg enrich --source {'|'.join(_SOURCES)}")
    from sckg.linking import enriching

    library = source == "geonames"  # nobody is asked
    with replace(reach, offline=reach.offline or library).fetcher() as fetcher:
        done = enriching.enrich(paths(data), source, fetcher, endpoint)
    for problem in done.left_out[:_SHOWN]:
        click.echo(f"left out: {problem}", err=True)
    if len(done.left_out) > _SHOWN:
        click.echo(f"… and {len(done.left_out) - _SHOWN} more left out", err=True)
    if done.unknown:
        more = ", …" if len(done.unknown) > _SHOWN else ""
        click.echo(f"nothing under {len(done.unknown)} id(s): {', '.join(done.unknown[:_SHOWN])}{more}", err=True)
    click.echo(f"{done.folder / 'values.csv'}: {done.values:,} values of {done.things:,} things")


@dataclass(frozen=True, slots=True)
class _Wishes:
    """Of which sources (none: of all), whether with what did not change, whether the changes are read, the language."""

    sources: tuple[str, ...]
    all_values: bool
    accept: bool
    lang: str


def _wish_options(command: Callable[..., None]) -> Callable[..., None]:
    @click.option(
        "--source", "sources", multiple=True, type=click.Choice(_SOURCES), help="Only this one; may be repeated."
    )
    @click.option("--all", "all_values", is_flag=True, help="Every value beside ours, not only what changed.")
    @click.option("--accept", is_flag=True, help="The changes are read: from now on compare with the values of today.")
    @click.option(
        "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report."
    )
    @wraps(command)
    def wished(*args: Any, sources: tuple[str, ...], all_values: bool, accept: bool, lang: str, **rest: Any) -> None:
        command(*args, wishes=_Wishes(sources, all_values, accept, lang), **rest)

    return wished


@enrich_group.command("diff")
@_wish_options
@data_option
@output_options
@click.pass_context
def enrich_diff(ctx: click.Context, wishes: _Wishes, data: Path | None, output: Output) -> None:
    """Ours, theirs, and theirs last time; exit code 1 where something changed since it was last accepted."""
    from sckg.linking import drift, snapshots

    where = paths(data or ctx.obj)
    found, ours = drift.find_drift(where, wishes.sources, all_values=wishes.all_values)
    drifted = [one for one in found if one.change != "same"]
    table = drift.tabulate_drift(where, found, ours, wishes.lang, all_values=wishes.all_values)
    shown = replace(table, rows=table.rows[: output.limit], cut=len(table.rows) > output.limit)
    if found or output.form != "table":
        output.write(shown, empty="")
    click.echo(f"{len(drifted)} change(s) since last time", err=True)
    if wishes.accept:
        for name in sorted({one.source for one in drifted}):
            snapshots.accept(where.data, name)
            click.echo(f"{name}: accepted", err=True)
    elif drifted:
        ctx.exit(1)
