"""Commands that make and check: build, check, audit, coverage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sckg.cli.printing import print_table
from sckg.cli.root import data_option, main, progress
from sckg.config import DEFAULT_OUT, paths
from sckg.errors import UsageError

if TYPE_CHECKING:
    from sckg.sources import Source

__all__: list[str] = []


@main.command()
@data_option
@click.option(
    "--out",
    default=DEFAULT_OUT,
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write.",
)
@click.pass_context
def build(ctx: click.Context, data: Path | None, out: Path) -> None:
    """Build the graph from the tables: check, derive, validate, write."""
    from sckg import pipeline

    built = pipeline.build(paths(data), out, progress(ctx))
    graphs, classes = pipeline.count_graphs(built.dataset), pipeline.count_classes(built.dataset)
    print_table(("graph", "triples"), [(name, f"{count:,}") for name, count in graphs.items()])
    print_table(("class", "members"), [(name, f"{count:,}") for name, count in classes.items()])
    notes = sum(result.severity != "must" for result in built.report.results)
    click.echo(f"{len(built.dataset):,} triples in {out}; valid, {notes} note(s) (see: sckg check)")


@main.command()
@data_option
@click.pass_context
def check(ctx: click.Context, data: Path | None) -> None:
    """Check tables, shapes and hygiene without writing anything."""
    from sckg import pipeline

    report = pipeline.check(paths(data), progress(ctx)).report
    for result in report.results:
        click.echo(str(result))
    counts = {level: sum(result.severity == level for result in report.results) for level in ("must", "should", "may")}
    click.echo(", ".join(f"{level}: {count}" for level, count in counts.items()))
    ctx.exit(0 if report.conforms else 1)


@main.command()
@data_option
@click.option(
    "--source",
    "text",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Text of the source, line by line.",
)
@click.option("--id", "name", help="Which source, if there are several.")
@click.option(
    "--min",
    "least",
    type=click.FloatRange(0, 100),
    default=0.0,
    help="Least share of named rows in percent; below it, exit 1.",
)
@click.pass_context
def audit(ctx: click.Context, data: Path | None, text: Path, name: str | None, least: float) -> None:
    """Hold every row against the lines it cites."""
    from sckg import pipeline, validation

    schema, sources = pipeline.load_sources(paths(data))
    source = _choose(sources, name)
    result = validation.audit(source, schema, text)
    for finding in result.findings:
        click.echo(
            f"{finding.file}, row {finding.row}: lines {finding.lines} do not name {finding.key} "
            f"({'; '.join(finding.names[:4])})" + (f" — {finding.reason}" if finding.reason else "")
        )
    print_table(
        ("table", "rows", "named", "%"),
        [
            (table, str(count), str(result.named.get(table, 0)), f"{100 * result.named.get(table, 0) / count:.1f}")
            for table, count in sorted(result.audited.items())
        ],
    )
    unexplained = sum(not finding.reason for finding in result.findings)
    click.echo(
        f"{sum(result.named.values())} of {sum(result.audited.values())} rows are named by their lines: "
        f"{result.percent:.2f} %; "
        f"{len(result.findings)} exceptions, {unexplained} without a reason"
    )
    ctx.exit(0 if result.percent >= least else 1)


@main.command()
@data_option
@click.option(
    "--check", "only", is_flag=True, help="Compare with the file instead of writing it; exit 1 if it differs."
)
@click.pass_context
def coverage(ctx: click.Context, data: Path | None, only: bool) -> None:
    """Write COVERAGE.md of every source: rows per chapter, table, figure and note."""
    from sckg import pipeline, validation
    from sckg.store import whole_file

    stale = 0
    for source in pipeline.load_sources(paths(data))[1]:
        text, path = validation.coverage(source), source.folder / "COVERAGE.md"
        if only:
            current = path.is_file() and path.read_text(encoding="utf-8") == text
            stale += not current
            click.echo(f"{source.name}: {'current' if current else 'stale; run `sckg coverage`'}")
        else:
            with whole_file(path) as stream:
                stream.write(text.encode())
            click.echo(f"wrote {source.name}/COVERAGE.md")
    ctx.exit(1 if stale else 0)


def _choose(sources: list[Source], name: str | None) -> Source:
    found = [source for source in sources if name in (None, source.name)]
    if len(found) != 1:
        raise UsageError(f"name one source with --id: {', '.join(source.name for source in sources)}")
    return found[0]
