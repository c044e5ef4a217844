"""Options that say which part of the graph is drawn or measured, shared by all commands that do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from sckg.analysis import Selection
    from sckg.queries import Session

__all__ = ["Filters", "selection_options", "tell_undated"]

_SEVERAL: Final = {
    "home": ("COUNTRY", "Home country of the actor: name, id or ISO code."),
    "host": ("COUNTRY", "Country where it takes effect."),
    "sector": ("SECTOR", "Sector; narrower ones count, too."),
    "relation": ("NAME", "Relation, e.g. enters, partnersWith, funds, or its name in any language."),
    "kind": ("CLASS", "Kind of actor, e.g. Firm, PublicBody; narrower ones count, too."),
    "stage": ("STAGE", "Stage reached, e.g. memorandum, contract."),
}
"""Options that can be given several times (any of them suffices): what they take, and their help."""
_CONTESTED: Final[Mapping[str, bool | None]] = {"in": None, "out": False, "only": True}


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters as typed; `on` a session they are resolved."""

    given: Mapping[str, Any]

    def on(self, session: Session) -> Selection:
        """The selection they mean.

        Raises `UsageError` for a name nothing goes by, a date that is no date, filters that exclude each other.
        """
        from sckg.analysis import Selection

        return Selection.of(session, **self.given)


def selection_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options that choose ties, handed over as one `Filters`."""

    @wraps(command)
    def chosen(*args: Any, contested: str, **rest: Any) -> None:
        names = (*_SEVERAL, "as_of", "start", "end", "around", "hops")
        given = {name: rest.pop(name) for name in names}
        command(*args, filters=Filters({**given, "contested": _CONTESTED[contested]}), **rest)

    one = click.option
    options = [
        *(one(f"--{name}", multiple=True, metavar=kind, help=text) for name, (kind, text) in _SEVERAL.items()),
        one("--as-of", metavar="DATE", help="What had begun by then and was not over, e.g. 2017-06."),
        one("--from", "start", metavar="DATE", help="What was not over before, e.g. 2014."),
        one("--to", "end", metavar="DATE", help="What had begun by then, e.g. 2018-12."),
        one("--contested", type=click.Choice(list(_CONTESTED)), default="in", show_default=True, help="Disputed ties."),
        one("--around", metavar="THING", help="What lies around a thing, by name or id."),
        one("--hops", type=click.IntRange(min=1), default=1, show_default=True, help="How far around it."),
    ]
    made: Callable[..., None] = chosen
    for option in reversed(options):
        made = option(made)
    return made


def tell_undated(count: int) -> None:
    """Say, beside the answer, what a period leaves out for want of a date."""
    if count:
        click.echo(f"left out: {count} engagements or relationships without a date, which are in no period", err=True)
