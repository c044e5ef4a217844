"""The command line: `sckg COMMAND`. Exit code 0 fine, 1 the data is wrong, 2 the use or the machine is wrong."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sckg import __version__
from sckg.config import DEFAULT_OUT, paths
from sckg.errors import NotFoundError, SckgError, UsageError

if TYPE_CHECKING:
    from sckg.queries import Card, Evidence, Session, Table
    from sckg.sources import Source

__all__ = ["main"]

_PIPED_WIDTH = 160
LANGUAGES = ("ko", "en", "ja", "zh")
_data = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the tables.")
_build = click.option(
    "--build",
    "folder",
    default=DEFAULT_OUT,
    show_default=True,
    help="Folder of the build.",
    type=click.Path(path_type=Path, file_okay=False),
)
_lang = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of labels."
)


class _Group(click.Group):
    """Shows the errors of sckg as text with their exit code, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            return super().invoke(ctx)
        except SckgError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("interrupted; what was there before stands", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            click.echo(f"cannot read or write: {error}", err=True)
            ctx.exit(UsageError.exit_code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Smart City Knowledge Graph: build it, check it, ask it."""


def _progress(ctx: click.Context) -> Callable[[str], None]:
    """One changing line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _: None
    ctx.call_on_close(lambda: click.echo("\r\033[K", nl=False, err=True))
    return lambda step: click.echo(f"\r\033[K{step} …", nl=False, err=True)


@main.command()
@_data
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

    built = pipeline.build(paths(data), out, _progress(ctx))
    graphs, classes = pipeline.count_graphs(built.dataset), pipeline.count_classes(built.dataset)
    _print(("graph", "triples"), [(name, f"{count:,}") for name, count in graphs.items()])
    _print(("class", "members"), [(name, f"{count:,}") for name, count in classes.items()])
    notes = sum(result.severity != "must" for result in built.report.results)
    click.echo(f"{len(built.dataset):,} triples in {out}; valid, {notes} note(s) (see: sckg check)")


@main.command()
@_data
@click.pass_context
def check(ctx: click.Context, data: Path | None) -> None:
    """Check tables, shapes and hygiene without writing anything."""
    from sckg import pipeline

    report = pipeline.check(paths(data), _progress(ctx)).report
    for result in report.results:
        click.echo(str(result))
    counts = {level: sum(result.severity == level for result in report.results) for level in ("must", "should", "may")}
    click.echo(", ".join(f"{level}: {count}" for level, count in counts.items()))
    ctx.exit(0 if report.conforms else 1)


@main.command()
@_data
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
    _print(
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
@_data
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


@main.command()
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@_build
@_lang
def explain(subject: str, predicate: str, object_: str, folder: Path, lang: str) -> None:
    """Say why an edge is believed, e.g. sckg explain "LG CNS" enters China."""
    from sckg import queries

    session = _open(folder, lang)
    known = [row["predicate"].value for row in session.view("predicates", {})]
    relation = next(
        (iri for iri in known if predicate in (iri, *session.names.labels[iri].values(), _short(iri), _local(iri))), ""
    )
    if not relation:
        raise NotFoundError(f"no rule derives {predicate!r}; derived are:", [_local(iri) for iri in known])
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
@_build
@_lang
def find(text: str, limit: int, folder: Path, lang: str) -> None:
    """Find things by any of their names, in any language."""
    session = _open(folder, lang)
    matches = session.names.find(text, limit)
    if not matches:
        raise NotFoundError(f"nothing is called {text!r}")
    _print(
        ("id", "label", "matched name", "score"),
        [(_short(match.iri), session.label(match.iri), match.name, str(match.score)) for match in matches],
    )


@main.command()
@click.argument("thing")
@_build
@_lang
def show(thing: str, folder: Path, lang: str) -> None:
    """Show a thing: all it is tied to, and where each fact stands."""
    from sckg import queries

    session = _open(folder, lang)
    _show_card(queries.card(session, session.names.resolve(thing)))


def _show_card(card: Card) -> None:
    click.echo(f"{card.title}  ({card.id})")
    for name in card.names:
        click.echo(f"  {name}")
    for heading, lines in card.parts:
        click.echo(f"\n{heading}")
        for line, cited in lines:
            click.echo(f"  {line}" + (f"\n      {cited}" if cited else ""))


@main.group("query")
def query_group() -> None:
    """Saved questions: list, show, run."""


@query_group.command("list")
@click.argument("word", required=False)
@_lang
def query_list(word: str | None, lang: str) -> None:
    """List the saved questions, or those that mention a word."""
    from sckg import queries

    found = [
        query
        for query in queries.load_queries(paths().queries)
        if not word
        or word.casefold() in " ".join((query.name, query.summary, *query.tags, *query.titles.values())).casefold()
    ]
    _print(("name", "question"), [(query.name, query.titles.get(lang) or query.summary) for query in found])


@query_group.command("show")
@click.argument("name")
def query_show(name: str) -> None:
    """Print a saved question."""
    from sckg import queries

    click.echo(queries.named(queries.load_queries(paths().queries), name).text)


@query_group.command("run")
@click.argument("name")
@click.option(
    "-p", "values", multiple=True, metavar="NAME=VALUE", help="Parameter; a label or an id where a thing is meant."
)
@click.option("--no-cite", is_flag=True, help="Leave the citations out.")
@click.option("--format", "form", type=click.Choice(("table", "csv")), default="table", show_default=True)
@_build
@_lang
def query_run(name: str, values: tuple[str, ...], no_cite: bool, form: str, folder: Path, lang: str) -> None:  # noqa: PLR0913
    """Run a saved question."""
    from sckg import queries

    if wrong := next((value for value in values if "=" not in value), None):
        raise UsageError(f"-p {wrong}: write -p NAME=VALUE")
    query = queries.named(queries.load_queries(paths().queries), name)
    bound = {key: value for key, _, value in (given.partition("=") for given in values)}
    table = queries.ask(_open(folder, lang), query, bound, citations=not no_cite)
    if form == "csv":
        _print_csv(table)
    else:
        click.echo(query.titles.get(lang) or query.summary)
        _print(table.columns, table.rows)
        if not table.rows:
            click.echo("no rows: nothing in the sources answers this", err=True)


@main.group()
def draw() -> None:
    """Draw pictures."""


@draw.command()
@click.option(
    "-o",
    "--output",
    default=DEFAULT_OUT / "network.html",
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
)
@_build
@_lang
def network(output: Path, folder: Path, lang: str) -> None:
    """Draw who enters which country, works with whom and funds what."""
    from sckg import analysis, views

    session = _open(folder, lang)
    graph = analysis.project(session, "network")
    title = "; ".join(session.label(iri) for iri in session.names.labels if "/id/source/" in iri)
    views.draw_network(graph, output, source=title, language=lang if lang in views.WORDS else "en")
    click.echo(f"{output}: {len(graph)} nodes, {graph.number_of_edges()} edges")


def _open(folder: Path, language: str) -> Session:
    from sckg.queries import Session

    return Session.open(folder, paths().queries / "views", language)


def _choose(sources: list[Source], name: str | None) -> Source:
    found = [source for source in sources if name in (None, source.name)]
    if len(found) != 1:
        raise UsageError(f"name one source with --id: {', '.join(source.name for source in sources)}")
    return found[0]


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _short(iri: str) -> str:
    from sckg.namespaces import compact

    return compact(iri)


def _print(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table on the terminal; East Asian wide characters are counted as two columns."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Grid

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED_WIDTH
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(grid)


def _print_csv(table: Table) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
