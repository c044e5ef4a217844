"""How far a command may reach for what others know: its options, the cache, and the bar that shows progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sckg.linking.fetching import Fetcher

__all__ = ["Reach", "reach_options"]

_DEADLINE = 1800.0
_AGE = 7.0


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether anything is asked outside, for how many seconds, and how old (days) an answer on disk may be."""

    offline: bool = False
    deadline: float = _DEADLINE
    age: float = _AGE

    @contextmanager
    def fetcher(self) -> Iterator[Fetcher]:
        """What asks outside; on a terminal a bar shows how far it is. Whoever asks without an address is told so."""
        from sckg.linking.cache import Cache, default_folder
        from sckg.linking.fetching import Fetcher, Limits

        if not self.offline and not os.environ.get("SCKG_CONTACT", "").strip():
            click.echo("SCKG_CONTACT is not set: servers outside are told of sckg, but not whom to write to", err=True)
        limits = Limits(deadline=self.deadline, age=timedelta(days=self.age))
        with _bar() as progress:
            yield Fetcher(Cache(default_folder()), offline=self.offline, limits=limits, progress=progress)


def reach_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options of what is asked outside, handed over as one `Reach`."""

    @click.option("--offline", is_flag=True, help="Ask nobody: use the answers kept on disk (SCKG_CACHE) alone.")
    @click.option(
        "--deadline",
        default=_DEADLINE,
        show_default=True,
        type=click.FloatRange(min=1),
        help="Seconds after which to stop; what came is kept.",
    )
    @click.option(
        "--max-age",
        "age",
        default=_AGE,
        show_default=True,
        type=click.FloatRange(min=0),
        help="Days that an answer on disk stands for a new one.",
    )
    @wraps(command)
    def reaching(*args: Any, offline: bool, deadline: float, age: float, **rest: Any) -> None:
        command(*args, reach=Reach(offline, deadline, age), **rest)

    return reaching


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on the terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield show
