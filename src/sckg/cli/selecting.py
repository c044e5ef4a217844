"""Options that say which part of the graph is drawn or measured, shared by all commands that do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Final

import click

from sckg.cli.root import Target, target_options
from sckg.errors import UsageError

if TYPE_CHECKING:
    from sckg.analysis import Facts, Selection, Tie
    from sckg.queries import Session
    from sckg.views import Grounds

__all__ = ["Chosen", "selection_options", "shape_option", "tell_undated"]

_SEVERAL: Final = {
    "home": ("COUNTRY", "Home country of the actor: name, id or ISO code."),
    "host": ("COUNTRY", "Country where it takes effect."),
    "sector": ("SECTOR", "Sector; narrower ones count, too."),
    "relation": ("NAME", "Relation, e.g. enters, partnersWith, funds, or its name in any language."),
    "kind": ("CLASS", "Kind of actor, e.g. Firm, PublicBody; narrower ones count, too."),
    "stage": ("STAGE", "Stage reached, e.g. memorandum, contract."),
}
"""Options that can be given several times (any of them suffices): what they take, and their help."""
_AS_OF: Final = (
    "State at a date: all that had begun by the end of it, however long ago, unless it is known to have been over "
    "before; e.g. 2017-06."
)
_FROM: Final = (
    "What happened in a period that begins then, e.g. 2014: by its known end, or else by its own date alone; what "
    "began before and has no known end is left out."
)
_CONTESTED: Final[Mapping[str, bool | None]] = {"in": None, "out": False, "only": True}


class Chosen:
    """What is asked, opened when first needed: the graph, its facts, and what the filters mean there.

    Raises `UsageError` for a name nothing goes by, a date that is no date, filters that exclude each other.
    """

    def __init__(self, given: Mapping[str, Any], target: Target) -> None:
        self._given, self.target = given, target

    @cached_property
    def session(self) -> Session:
        """The graph as it is read."""
        return self.target.open().session

    @cached_property
    def facts(self) -> Facts:
        """All facts of the graph."""
        from sckg.analysis import read_facts

        return read_facts(self.session)

    @cached_property
    def selection(self) -> Selection:
        """What the filters mean."""
        from sckg.analysis import Selection

        return Selection.of(self.session, **self._given)

    def ties(self) -> list[Tie]:
        """The ties chosen."""
        from sckg.analysis import select

        return select(self.facts, self.selection)

    def nations(self) -> tuple[str, ...]:
        """The nations asked for with --home, or those the source compares; the filter is taken off the selection.

        Measures between nations need the ties of all of them.
        """
        from sckg.analysis import nations

        asked, self.selection = self.selection.home, replace(self.selection, home=frozenset())
        known = nations()
        return (*(one for one in known if one in asked), *sorted(asked - set(known))) if asked else known

    def undated(self) -> int:
        """How many statements a period leaves out for want of a date."""
        from sckg.analysis import undated

        return undated(self.facts, self.selection)

    def grounds(self) -> Grounds:
        """What a picture of them stands on."""
        from sckg.views import Grounds

        return Grounds.of(self.session, self.facts, self.selection)


def selection_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options that say what is asked and choose ties of it, handed over as one `Chosen`."""

    @target_options
    @wraps(command)
    def chosen(*args: Any, contested: str, target: Target, **rest: Any) -> None:
        names = (*_SEVERAL, "as_of", "start", "end", "around", "hops")
        given = {name: rest.pop(name) for name in names}
        if given["hops"] is None:
            del given["hops"]
        elif not given["around"]:
            raise UsageError("--hops says how far around a thing, so it needs one. Example: --around KT --hops 2")
        command(*args, chosen=Chosen({**given, "contested": _CONTESTED[contested]}, target), **rest)

    one = click.option
    options = [
        *(one(f"--{name}", multiple=True, metavar=kind, help=text) for name, (kind, text) in _SEVERAL.items()),
        one("--as-of", metavar="DATE", help=_AS_OF),
        one("--from", "start", metavar="DATE", help=_FROM),
        one("--to", "end", metavar="DATE", help="Last day of the period, e.g. 2018-12; by itself, all begun by then."),
        one("--contested", type=click.Choice(list(_CONTESTED)), default="in", show_default=True, help="Disputed ties."),
        one("--around", metavar="THING", help="What lies around a thing, by name or id."),
        one("--hops", type=click.IntRange(min=1), help="How far around it: ties to follow.  [default: 1]"),
    ]
    made: Callable[..., None] = chosen
    for option in reversed(options):
        made = option(made)
    return made


shape_option = click.option(
    "--shape",
    default="relations",
    show_default=True,
    metavar="relations|engagements|projects|countries",
    help="The network: derived relations, acting together, taking part in projects, entries of countries.",
)
"""Option of the commands that draw or measure a network."""


def tell_undated(count: int) -> None:
    """Say, beside the answer, what a period leaves out for want of a date."""
    if count:
        click.echo(f"left out: {count} engagements or relationships without a date, which are in no period", err=True)
