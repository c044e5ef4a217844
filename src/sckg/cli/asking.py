"""Commands that ask: saved questions and SPARQL of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from sckg.cli.output import Output, output_options
from sckg.cli.printing import print_table
from sckg.cli.root import LANGUAGES, Target, build_option, main, target_options
from sckg.config import DEFAULT_OUT, paths
from sckg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from sckg.queries import Query, Session, Table

__all__: list[str] = []

_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class _Wishes:
    """Whether to cite, whether to ask outside, and at which address instead of the one of the question."""

    cite: bool
    fetch: bool
    outside: str


def _wish_options(command: Callable[..., None]) -> Callable[..., None]:
    @click.option("--cite/--no-cite", default=True, show_default=True, help="Where every row is stated.")
    @click.option(
        "--fetch/--offline", default=False, help="Of a federated question: ask outside, or use what is kept (default)."
    )
    @click.option("--outside", default="", metavar="URL", help="Of a federated question: ask this SPARQL endpoint.")
    @wraps(command)
    def wished(*args: Any, cite: bool, fetch: bool, outside: str, **rest: Any) -> None:
        command(*args, wishes=_Wishes(cite, fetch, outside), **rest)

    return wished


@main.group("query")
def query_group() -> None:
    """Saved questions: list, show, run, docs."""


@query_group.command("list")
@click.argument("words", nargs=-1)
@build_option
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of titles; by default that of the words.")
def query_list(words: tuple[str, ...], folder: Path, lang: str | None) -> None:
    """List the saved questions, or those that mention the words or take what they name."""
    from sckg import queries

    text, kinds = " ".join(words), set[str]()
    lang = lang or ("ko" if _HANGUL.search(text) else "en")
    if text and (folder / "sckg.nq").is_file():
        graph = queries.Graph.open(folder, language=lang)
        found, kinds = graph.questions(text), graph.kinds(text)
    else:
        found = queries.search(queries.load_queries(paths().queries), text)
    found += queries.search(queries.load_queries(paths().queries, (queries.FEDERATED,)), text)
    if not found:
        raise NotFoundError(f"no saved question mentions {text!r}. `sckg query list` shows all")
    rows = [(query.name, query.title(lang), _blanks(query, text, kinds)) for query in found]
    print_table(("name", "question", "to choose"), rows)


def _blanks(query: Query, text: str, kinds: set[str]) -> str:
    """What can be chosen, with what was asked for where it fits, else with an example."""
    return ", ".join(f"{one.name}={text if one.kind in kinds else one.example}" for one in query.parameters)


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

    found = queries.load_queries(paths().queries, (*queries.GROUPS, queries.FEDERATED))
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
@_wish_options
@output_options
@target_options
def query_run(name: str, values: tuple[str, ...], *, wishes: _Wishes, output: Output, target: Target) -> None:
    """Run a saved question; what is not given stays at its default.

    A federated question asks outside with --fetch alone; else it uses the answers kept on disk, and says what is
    missing. Exit code 1 where --fetch did not get everything: the answer is written, and partial.
    """
    from sckg import queries

    if wrong := next((value for value in values if "=" not in value), None):
        raise UsageError(f"-p {wrong}: write -p NAME=VALUE")
    query = queries.named(paths().queries, name)
    named = [value.partition("=")[0] for value in values]
    if twice := next((key for key in named if named.count(key) > 1), None):
        raise UsageError(f"-p {twice} is given twice. Give every parameter once")
    bound = {key: value for key, _, value in (given.partition("=") for given in values)}
    query.given(bound)
    session, whole = target.open().session, True
    if query.outside:
        table, whole = _ask_outside(session, query, bound, wishes, output.limit)
    elif wishes.fetch or wishes.outside:
        raise UsageError(f"{name} asks nothing outside. Leave --fetch and --outside out")
    else:
        table = queries.ask(session, query, bound, citations=wishes.cite, limit=output.limit)
    if output.form == "table":
        _print_question(table, {one.name for one in query.parameters} - bound.keys())
    output.write(table)
    if wishes.fetch and not whole:
        click.get_current_context().exit(1)


def _ask_outside(
    session: Session, query: Query, bound: dict[str, str], wishes: _Wishes, limit: int
) -> tuple[Table, bool]:
    """The answer of a federated question, and whether it is whole; what is missing goes to the terminal, too."""
    from sckg.cli.reaching import Reach
    from sckg.linking.federation import ask_outside

    with Reach(offline=not wishes.fetch).fetcher() as fetcher:
        joined = ask_outside(session, query, bound, fetcher, endpoint=wishes.outside)
    click.echo(joined.note, err=True)
    if joined.missing:
        repair = "Run it again, it goes on from there" if wishes.fetch else "Repair: --fetch asks for it"
        click.echo(f"partial: {joined.missing} of {joined.asked} outside ids are without an answer. {repair}", err=True)
        if wishes.fetch:
            click.echo(joined.reason, err=True)
    table = joined.table
    shown = replace(
        table,
        rows=table.rows[:limit],
        sources=table.sources[:limit] if wishes.cite else (),
        cut=table.cut or len(table.rows) > limit,
    )
    return shown, not joined.missing


@main.command()
@click.argument("file", type=click.File("rb"))
@output_options
@target_options
def sparql(file: IO[bytes], output: Output, target: Target) -> None:
    """Run SPARQL of one's own from FILE, or from the standard input (-); it can only read."""
    from sckg.queries import sandbox, tabulate

    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{file.name}: byte {error.start} is no UTF-8. Repair: save the query as UTF-8 "
            "(`iconv -f CP949 -t UTF-8` for Korean Windows)"
        ) from error
    graph = target.open()
    answer = sandbox.run(text, graph.target, seconds=target.timeout or sandbox.SECONDS, rows=output.limit)
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
