"""The command that writes the atlas."""

from __future__ import annotations

from pathlib import Path

import click

from sckg.cli.root import Target, main, target_options
from sckg.config import DEFAULT_OUT

__all__: list[str] = []


@main.command()
@click.option(
    "--out",
    default=DEFAULT_OUT / "atlas",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder to write: a new one, an empty one, or an older atlas.",
)
@target_options
def atlas(out: Path, target: Target) -> None:
    """Write the atlas: a folder of pages that opens in any browser, without a server and without the internet."""
    from sckg import views

    session = target.open().session
    written = views.write_atlas(session, out, build=None if target.endpoint else target.folder, language=target.lang)
    click.echo(f"{out / 'index.html'}: {written.pages:,} pages, {written.size / 1e6:.1f} MB")
