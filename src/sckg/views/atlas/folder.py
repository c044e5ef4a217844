"""The folder of an atlas: it appears whole or not at all, and takes the place of an older atlas only."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sckg.errors import UsageError

__all__ = ["MARKER", "new_folder"]

MARKER: Final = "atlas.json"
"""The file that tells an atlas from any other folder."""
_STAGE, _OLD = "sckg-next-", "sckg-old-"


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to write into that becomes `path` at the end; an atlas that stood there goes.

    Raises `UsageError` where something else stands there, or where it cannot be written; what stood there then stands.
    """
    path = path.absolute()
    _refuse(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for stale in path.parent.glob(f".{path.name}.{_STAGE}*"):
            shutil.rmtree(stale, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{path.name}.{_STAGE}", dir=path.parent))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
    try:
        yield stage
        stage.chmod(0o755)
        _swap(stage, path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _refuse(path: Path) -> None:
    """Raises `UsageError` for anything but nothing, an empty folder, or an atlas."""
    if not path.exists():
        return
    if not path.is_dir():
        raise UsageError(f"{path}: is a file. Name a folder with --out")
    try:
        other = any(path.iterdir()) and not (path / MARKER).is_file()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from error
    if other:
        raise UsageError(f"{path}: holds something else than an atlas. Name an empty folder, or a new one, with --out")


def _swap(stage: Path, path: Path) -> None:
    """Put a folder in the place of another one; should that fail, the old one stands."""
    old = path.with_name(f".{path.name}.{_OLD}{os.getpid()}")
    stood = path.exists()
    if stood:
        os.replace(path, old)
    try:
        os.replace(stage, path)
    except OSError:
        if stood:
            os.replace(old, path)
        raise
    shutil.rmtree(old, ignore_errors=True)
