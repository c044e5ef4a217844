"""Commands that tie our things to those of others: match a list, propose and decide links, check them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sckg.cli.output import Output, output_options
from sckg.cli.printing import print_table
from sckg.cli.reaching import Reach, reach_options
from sckg.cli.root import Target, build_option, data_option, main, progress, target_options
from sckg.config import paths
from sckg.errors import UsageError

if TYPE_CHECKING:
    from sckg.linking.candidates import Wanted
    from sckg.linking.lists import OwnList
    from sckg.linking.proposing import Ours, Outside
    from sckg.linking.review import Decision, Review
    from sckg.queries import Session
    from sckg.sources.links import Link

__all__: list[str] = []


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of a list is matched: the column of names, the country of all or the column that holds it, type, engine."""

    column: str
    country: str | None
    country_column: str | None
    kind: str | None
    engine: str

    def wanted(self, table: OwnList, kinds: frozenset[str]) -> list[Wanted]:
        """The names with their countries, or what stands in the column of countries and is none."""
        from sckg.linking.candidates import Wanted
        from sckg.linking.countries import stated_country
        from sckg.linking.lists import country_of

        names = table.column(self.column)
        told = table.column(self.country_column) if self.country_column else [self.country or ""] * len(names)
        if not self.country_column:
            country_of(self.country or "")
        codes = {text: stated_country(text) for text in set(told)}
        return [
            Wanted(name, codes[text], kinds, "" if codes[text] else text.strip())
            for name, text in zip(names, told, strict=True)
        ]


def _asked(command: Callable[..., None]) -> Callable[..., None]:
    @click.option("--column", required=True, metavar="NAME", help="Column of FILE that holds the names.")
    @click.option("--country", metavar="C", help="Country of all names, by name or ISO code.")
    @click.option("--country-column", metavar="NAME", help="Column of FILE that holds the country of each name.")
    @click.option("--type", "kind", metavar="T", help="What they are: city, country, organisation, Firm, Ministry …")
    @click.option(
        "--engine",
        type=click.Choice(("auto", "rapidfuzz", "splink")),
        default="auto",
        show_default=True,
        help="What looks for near misses; auto is splink where there are very many and it is installed.",
    )
    @wraps(command)
    def bundled(*args: Any, **options: Any) -> None:
        if options["country"] and options["country_column"]:
            raise UsageError("--country is for all rows, --country-column for each. Give one of them")
        asked = _Asked(**{field.name: options.pop(field.name) for field in fields(_Asked)})
        command(*args, asked=asked, **options)

    return bundled


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_asked
@output_options
@target_options
@click.pass_context
def match(ctx: click.Context, file: Path, *, asked: _Asked, output: Output, target: Target) -> None:
    """Match the names in a column of FILE (CSV) against the graph.

    Every row comes back with its own columns and what it means: `match` is sure, `review` is for you to see, `none` is
    nothing of the graph. Without --type the names are those of organisations, persons and places. No row is cut unless
    --limit is given.
    """
    from sckg.linking import lists, matching, scale
    from sckg.linking.index import Index

    table = lists.read_list(file)
    session = target.open().session
    index = Index.of(session)
    kinds = lists.kinds_of(asked.kind, index, session) if asked.kind else frozenset[str]()
    names = asked.wanted(table, kinds)
    near, engine = scale.engine(asked.engine, len(set(names)), len(index.named))
    judged = list(matching.match(index, names, near))
    found = lists.matched(table, judged, session)
    given = ctx.get_parameter_source("limit") is click.core.ParameterSource.COMMANDLINE
    output.write(replace(found, rows=found.rows[: output.limit], cut=len(found) > output.limit) if given else found)
    counts = Counter(one.decision for one in judged)
    told = ", ".join(f"{counts[name]:,} {name}" for name in (matching.MATCH, matching.REVIEW, matching.NONE))
    click.echo(f"{len(judged):,} names: {told} ({engine})", err=True)
    if unknown := {one.no_country for one in names} - {""}:
        click.echo(f"no country, so left for review: {', '.join(sorted(unknown)[:10])}", err=True)


@main.group("link")
def link_group() -> None:
    """Links to the ids of others: propose, accept, reject, undo, list, check."""


@dataclass(frozen=True, slots=True)
class _Aim:
    """Where links lead: geonames, wikidata or a file; kinds of things; the address of Wikidata's server."""

    target: str
    kinds: tuple[str, ...]
    endpoint: str

    def search(self, ours: Sequence[Ours], reach: Reach) -> tuple[str, str, list[Outside]]:
        """The target, the tool that looks, and what it found."""
        from importlib.metadata import version

        from sckg.linking import gazetteer, geonames, proposing, targets, wikidata

        if self.target == "geonames":
            found = gazetteer.find_places((proposing.keys_of(one.entry), one.entry.country) for one in ours)
            return "geonames", geonames.edition(), found
        if self.target == "wikidata":
            names = sorted({name for thing in ours for name in proposing.names_of(thing.entry)})
            with reach.fetcher() as fetcher:
                items = wikidata.search(fetcher, names, endpoint=self.endpoint or wikidata.ENDPOINT)
            return "wikidata", f"SPARQLWrapper {version('sparqlwrapper')}", list(targets.from_wikidata(items))
        path = Path(self.target)
        if not path.is_file():
            raise UsageError(f"--target {self.target}: neither geonames, wikidata, nor a file")
        name, things = targets.read_target(path)
        return name, path.name, things


def _aim(command: Callable[..., None]) -> Callable[..., None]:
    @click.option("--target", required=True, metavar="geonames|wikidata|FILE.csv", help="Whose ids are looked for.")
    @click.option(
        "--kind",
        "kinds",
        multiple=True,
        type=click.Choice(("city", "country", "organisation")),
        help="Kind of things; may be repeated. By default all that the target has.",
    )
    @click.option("--endpoint", default="", metavar="URL", help="Ask this SPARQL server instead of Wikidata's.")
    @wraps(command)
    def aimed(*args: Any, target: str, kinds: tuple[str, ...], endpoint: str, **rest: Any) -> None:
        usual = ("city", "country") if target == "geonames" else ("city", "country", "organisation")
        command(*args, aim=_Aim(target, kinds or usual, endpoint), **rest)

    return aimed


@dataclass(frozen=True, slots=True)
class _Place:
    """Where links stand, and the build that says what is ours."""

    data: Path
    folder: Path

    def session(self) -> Session:
        from sckg.queries import Graph

        return Graph.open(self.folder).session

    def review(self) -> Review:
        from sckg.linking.review import Review

        return Review(self.data)

    def ours(self, kinds: tuple[str, ...]) -> list[Ours]:
        """Our things of some kinds, with the coordinates that are known of them."""
        from sckg.linking.index import entries
        from sckg.linking.proposing import our_things
        from sckg.queries import positions

        session = self.session()
        places = {iri: (north, east) for iri, (east, north) in positions(session).items()}
        return list(our_things(entries(session), kinds, session.names.labels, places))


def _place(command: Callable[..., None]) -> Callable[..., None]:
    @data_option
    @build_option
    @wraps(command)
    def placed(*args: Any, data: Path | None, folder: Path, **rest: Any) -> None:
        command(*args, place=_Place(paths(data).data, folder), **rest)

    return placed


@link_group.command("propose")
@_aim
@reach_options
@_place
@click.pass_context
def link_propose(ctx: click.Context, aim: _Aim, reach: Reach, place: _Place) -> None:
    """Look for the ids of our things and put candidates, the likeliest first, into data/links/review.csv.

    What was accepted or rejected does not come back. A FILE has the columns id and label and, where known, lang,
    country, type (city, country, organisation), lat and lon.
    """
    from sckg.linking.proposing import likely
    from sckg.sources.links import contract

    step, review = progress(ctx), place.review()
    step("reading what is ours")
    ours = place.ours(aim.kinds)
    step(f"looking at {aim.target}")
    done = review.linked(aim.target)
    left = [one for one in ours if contract(one.entry.iri) not in done]
    target, tool, outside = aim.search(left, reach)
    waiting = review.propose(target, likely(left, outside, target, tool))
    _show(
        [
            (one.row, one.target, one.subject_label, one.object_label, one.object_id, one.score, one.reasons)
            for one in waiting
        ]
    )
    click.echo(
        f"{len(waiting)} candidate(s) wait in {review.folder / 'review.csv'}: sckg link accept|reject ROW", err=True
    )


def _deciding(command: Callable[..., None]) -> Callable[..., None]:
    @click.argument("rows", nargs=-1, required=True, metavar="ROW…")
    @click.option("--by", required=True, envvar="SCKG_REVIEWER", help="Who decides (also: SCKG_REVIEWER).")
    @click.option("--date", "day", help="Day of the decision, as 2026-11-26; by default today.")
    @data_option
    @wraps(command)
    def decided(*args: Any, rows: tuple[str, ...], by: str, day: str | None, data: Path | None) -> None:
        from sckg.linking.review import Decision, Review

        command(*args, rows=rows, review=Review(paths(data).data), decision=Decision(by, day or _today()))

    return decided


@link_group.command("accept")
@_deciding
def link_accept(rows: tuple[str, ...], review: Review, decision: Decision) -> None:
    """Say that the candidate in a ROW is the thing: it becomes skos:exactMatch in the table of its target."""
    _tell_decided(rows, "is", lambda row: review.accept(row, decision))


@link_group.command("reject")
@_deciding
def link_reject(rows: tuple[str, ...], review: Review, decision: Decision) -> None:
    """Say that the candidate in a ROW is another thing: it stays in the table, and does not come back."""
    _tell_decided(rows, "is not", lambda row: review.reject(row, decision))


def _tell_decided(rows: Sequence[str], verb: str, decide: Callable[[str], Link]) -> None:
    for row in rows:
        link = decide(row)
        click.echo(f"{row}: {link.subject_label} {verb} {link.object_label} ({link.object_id})")


@link_group.command("undo")
@click.argument("rows", nargs=-1, required=True, metavar="ROW…")
@click.option("--date", "day", help="Day from which it waits again, as 2026-11-26; by default today.")
@data_option
def link_undo(rows: tuple[str, ...], day: str | None, data: Path | None) -> None:
    """Take a decision back: the row waits again where it came from."""
    from sckg.linking.review import Review

    review = Review(paths(data).data)
    for row in rows:
        click.echo(f"{row}: waits again in {review.undo(row, day or _today())}")


@link_group.command("list")
@click.option("--target", help="Only links to this target.")
@click.option(
    "--state",
    type=click.Choice(("proposed", "accepted", "rejected", "same", "all")),
    default="proposed",
    show_default=True,
    help="What was decided; proposed is what waits.",
)
@data_option
def link_list(target: str | None, state: str, data: Path | None) -> None:
    """List links with their ROW: by default what waits for a decision."""
    from sckg.linking.review import Review, row_of, state_of

    review = Review(paths(data).data)
    rows = [
        (
            row_of(link.subject_id, link.object_id),
            name,
            link.subject_label,
            link.object_label,
            link.object_id,
            state_of(link),
            link.comment,
        )
        for name, link in review.links()
    ]
    rows += [
        (one.row, one.target, one.subject_label, one.object_label, one.object_id, "proposed", one.reasons)
        for one in review.proposals
    ]
    known = {name for name, _ in review.links()} | {one.target for one in review.proposals}
    if target is not None and target not in known:
        raise UsageError(f"no links to {target!r}. There are: {', '.join(sorted(known))}")
    shown = [row for row in rows if state in ("all", row[5]) and target in (None, row[1])]
    _show(shown, "state", "evidence")
    click.echo(f"{len(shown)} link(s)", err=True)


@link_group.command("check")
@_place
@click.pass_context
def link_check(ctx: click.Context, place: _Place) -> None:
    """Check all links, print what is covered and what is open; exit code 1 where something is wrong."""
    from sckg.linking import checking, gazetteer, snapshots
    from sckg.linking.index import entries

    step = progress(ctx)
    sets, problems = checking.read_sets(place.data)
    open_, faults = checking.read_open(place.data)
    step("reading what is ours")
    things = {entry.iri: entry for entry in entries(place.session())}
    step("reading GeoNames")
    known = checking.Gazetteer(
        gazetteer.cities_by_id(),
        gazetteer.countries_by_code(),
        gazetteer.wide_ids(),
        snapshots.read_ids(place.data, "wikidata"),
    )
    unread = {Path(problem.file).name.partition(".")[0] for problem in problems}
    problems += [*faults, *checking.check_links(sets, things, known, open_, unread)]
    coverage = checking.count_coverage(sets, things.values())
    print_table(
        ("kind", "target", "of", "linked", "%", "proposed", "with proposed %"),
        [
            (
                one.kind,
                one.target,
                f"{one.total}",
                f"{one.linked}",
                f"{one.share:.1%}",
                f"{one.proposed}",
                f"{one.reach:.1%}",
            )
            for one in coverage
        ],
        range(2, 7),
    )
    done = checking.answered(sets, open_)
    click.echo(f"{len(open_) - len(done)} known to be open (links/open.csv)")
    for thing, target in done:
        click.echo(f"{thing} has its id of {target} now: its row in links/open.csv may go")
    if not known.states:
        click.echo(
            "Wikidata was never asked for redirects, deleted items, kinds and countries: "
            "`sckg enrich --source wikidata` does"
        )
    for problem in sorted(problems):
        click.echo(str(problem), err=True)
    click.echo(f"{len(problems)} fault(s)", err=True)
    ctx.exit(1 if problems else 0)


def _show(rows: Sequence[tuple[str, ...]], sixth: str = "score", seventh: str = "reasons") -> None:
    print_table(("row", "target", "ours", "theirs", "id", sixth, seventh), rows)


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()
