"""Commands that ask: saved questions and SPARQL of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from sckg.cli.printing import print_table
from sckg.cli.root import LANGUAGES, Target, build_option, main, target_options
from sckg.config import DEFAULT_OUT, paths
from sckg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from sckg.queries import Query, Table

__all__: list[str] = []

_FORMS = ("table", "csv", "tsv", "json", "jsonl", "md", "xlsx", "parquet", "html", "ttl")
_PLACES = 3
"""Places of a row shown on the terminal; every other format has all of them."""


@dataclass(frozen=True, slots=True)
class _Output:
    """Where an answer goes, in which form, and how many rows of it at most."""

    form: str
    path: Path | None
    excel: bool
    limit: int

    def write(self, table: Table) -> None:
        """Print the answer, or write it whole."""
        if self.form == "table":
            _print(table)
        else:
            from sckg.views import render

            self.put(render(table, self.form, excel=self.excel))
        if table.cut:
            click.echo(f"cut at {len(table)} rows; there are more: raise --limit", err=True)
        if not table.rows:
            click.echo("no rows: nothing in the sources answers this", err=True)

    def put(self, data: bytes) -> None:
        """Bytes to the file or to the standard output."""
        from sckg.store import whole_file

        if self.path is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        with whole_file(self.path) as stream:
            stream.write(data)
        click.echo(f"wrote {self.path}", err=True)


def _output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options of the form of an answer, handed over as one `_Output`; a file's ending names its form."""

    @click.option(
        "--format", "form", type=click.Choice(_FORMS), help="Form of the answer; by default that of FILE, or a table."
    )
    @click.option(
        "-o", "--output", "path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write here."
    )
    @click.option(
        "--excel", is_flag=True, help="CSV that Excel opens rightly: byte order mark, no cell that it would run."
    )
    @click.option("--limit", default=10_000, show_default=True, type=click.IntRange(min=1), help="Most rows.")
    @wraps(command)
    def formed(*args: Any, form: str | None, path: Path | None, excel: bool, limit: int, **rest: Any) -> None:
        ending = path.suffix[1:].lower() if path else ""
        if path and not form and ending not in _FORMS:
            raise UsageError(f"{path}: the ending names no form. Name one with --format {'|'.join(_FORMS)}")
        if path and (form or ending) == "table":
            raise UsageError("--format table is for the terminal. For a file: csv, md, html, xlsx …")
        form = form or ending or ("csv" if excel else "table")
        if form in ("xlsx", "parquet") and path is None and sys.stdout.isatty():
            raise UsageError(f"{form} is no text. Write it to a file with -o FILE")
        command(*args, output=_Output(form, path, excel, limit), **rest)

    return formed


@main.group("query")
def query_group() -> None:
    """Saved questions: list, show, run, docs."""


@query_group.command("list")
@click.argument("words", nargs=-1)
@build_option
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of titles.")
def query_list(words: tuple[str, ...], folder: Path, lang: str) -> None:
    """List the saved questions, or those that mention the words or take what they name."""
    from sckg import queries

    text = " ".join(words)
    if text and (folder / "sckg.nq").is_file():
        found = queries.Graph.open(folder, language=lang).questions(text)
    else:
        found = queries.search(queries.load_queries(paths().queries), text)
    if not found:
        raise NotFoundError(f"no saved question mentions {text!r}. `sckg query list` shows all")
    rows = [(query.name, query.title(lang), _blanks(query)) for query in found]
    print_table(("name", "question", "to choose"), rows)


def _blanks(query: Query) -> str:
    return ", ".join(f"{one.name}={one.example}" for one in query.parameters)


@query_group.command("show")
@click.argument("name")
def query_show(name: str) -> None:
    """Print a saved question."""
    from sckg import queries

    click.echo(queries.named(paths().queries, name).text)


@query_group.command("docs")
@click.option(
    "-o",
    "--output",
    default=DEFAULT_OUT / "questions.html",
    show_default=True,
    help="Page to write: .html, or .md.",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the page.")
def query_docs(output: Path, lang: str) -> None:
    """Write one page that lists all questions, how to run them, and their SPARQL."""
    from sckg import queries, views
    from sckg.store import whole_file

    found = queries.load_queries(paths().queries)
    if output.suffix == ".md":
        with whole_file(output) as stream:
            stream.write(views.list_questions_md(found, lang).encode())
    else:
        views.draw_questions(found, output, language=lang)
    click.echo(f"{output}: {len(found)} questions")


@query_group.command("run")
@click.argument("name")
@click.option(
    "-p", "values", multiple=True, metavar="NAME=VALUE", help="Parameter; a label or an id where a thing is meant."
)
@click.option("--cite/--no-cite", default=True, show_default=True, help="Where every row is stated.")
@_output_options
@target_options
def query_run(name: str, values: tuple[str, ...], *, cite: bool, output: _Output, target: Target) -> None:
    """Run a saved question; what is not given stays at its default."""
    from sckg import queries

    if wrong := next((value for value in values if "=" not in value), None):
        raise UsageError(f"-p {wrong}: write -p NAME=VALUE")
    query = queries.named(paths().queries, name)
    bound = {key: value for key, _, value in (given.partition("=") for given in values)}
    query.given(bound)
    table = queries.ask(target.open().session, query, bound, citations=cite, limit=output.limit)
    if output.form == "table":
        _print_question(table, {one.name for one in query.parameters} - bound.keys())
    output.write(table)


@main.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@_output_options
@target_options
def sparql(file: IO[str], output: _Output, target: Target) -> None:
    """Run SPARQL of one's own from FILE, or from the standard input (-); it can only read."""
    from sckg.queries import sandbox, tabulate

    graph = target.open()
    answer = sandbox.run(file.read(), graph.target, seconds=target.timeout or sandbox.SECONDS, rows=output.limit)
    if answer.form == "triples" and output.form == "ttl":
        output.put(sandbox.turtle(answer, output.limit))
        return
    output.write(
        replace(tabulate(graph.session, answer, limit=output.limit), title="SPARQL", about=graph.session.about)
    )


def _print_question(table: Table, defaults: set[str]) -> None:
    click.echo(table.title)
    for name, value in table.parameters:
        hint = f"  (choose with -p {name}=…)" if name in defaults else ""
        click.echo(f"  {name} = {value}{hint}")


def _print(table: Table) -> None:
    numbers = [index for index, column in enumerate(table.columns) if column.type in ("integer", "decimal")]
    print_table(table.headings, table.texts(places=_PLACES), numbers)
