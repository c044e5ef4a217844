"""The group all commands belong to, the options they share, and how errors are told."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sckg import __version__
from sckg.config import DEFAULT_OUT, paths
from sckg.errors import SckgError, UsageError

if TYPE_CHECKING:
    from sckg.queries import Graph

__all__ = ["LANGUAGES", "Target", "build_option", "data_option", "main", "progress", "target_options"]

LANGUAGES = ("ko", "en", "ja", "zh")
data_option = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the tables.")
build_option = click.option(
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
_endpoint = click.option(
    "--endpoint",
    metavar="URL",
    envvar="SCKG_ENDPOINT",
    help="Ask a SPARQL 1.1 server instead of the build (also: SCKG_ENDPOINT; user from SCKG_USER, SCKG_PASSWORD).",
)
_timeout = click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    help="Seconds a question may take at a server, or one's own SPARQL anywhere.",
)


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked, in which language of labels."""

    folder: Path
    lang: str
    endpoint: str | None
    timeout: float | None

    def open(self) -> Graph:
        """The build, or the server."""
        from sckg.queries import Graph, Session

        if not self.endpoint:
            return Graph.open(self.folder, language=self.lang)
        from sckg.store import TIMEOUT, Endpoint, credentials

        server = Endpoint(self.endpoint, timeout=self.timeout or TIMEOUT, login=credentials())
        return Graph(Session(server, paths().queries / "views", self.lang), server, paths().queries)


def target_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options that say what is asked, handed over as one `Target`."""

    @build_option
    @_lang
    @_endpoint
    @_timeout
    @wraps(command)
    def asked(*args: Any, folder: Path, lang: str, endpoint: str | None, timeout: float | None, **rest: Any) -> None:
        command(*args, target=Target(folder, lang, endpoint, timeout), **rest)

    return asked


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


def progress(ctx: click.Context) -> Callable[[str], None]:
    """One changing line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _: None
    ctx.call_on_close(lambda: click.echo("\r\033[K", nl=False, err=True))
    return lambda step: click.echo(f"\r\033[K{step} …", nl=False, err=True)
