"""Files that are whole or not there, and the change from one RDF format to another."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.namespaces import PREFIXES

__all__ = ["convert", "fingerprint", "fresh_folder", "whole_file", "whole_folder"]

_STAGE = ".sckg-next-"


def fingerprint(path: Path) -> dict[str, int | str]:
    """Size in bytes and SHA-256 of a file."""
    with path.open("rb") as stream:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}


@contextmanager
def whole_folder(path: Path, last: str) -> Iterator[Path]:
    """A folder to write into whose files appear in `path` together, at the end, the one named `last` after the others.

    What an earlier, killed run left behind is removed. Raises `UsageError` where it cannot be written.
    """
    with _told(path):
        path.mkdir(parents=True, exist_ok=True)
    with _stage(path, path, _STAGE) as stage, _told(path):
        yield stage
        for file in sorted(stage.iterdir(), key=lambda file: (file.name == last, file.name)):
            os.replace(file, path / file.name)


@contextmanager
def fresh_folder(path: Path, marker: str) -> Iterator[Path]:
    """A folder to write into, folders in it too, that takes the place of `path` at the end with all that was there.

    Only a folder that holds a file named `marker`, an empty one, or none may stand there. Raises `UsageError` where
    something else does, or where it cannot be written; what stood there then stands.
    """
    path = path.absolute()
    _refuse(path, marker)
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with _stage(path, path.parent, f".{path.name}{_STAGE}") as stage, _told(path):
        yield stage
        stage.chmod(0o755)
        _swap(stage, path)


@contextmanager
def _stage(path: Path, where: Path, prefix: str) -> Iterator[Path]:
    """A temporary folder beside or in `path`; those that killed runs left are removed."""
    with _told(path):
        for stale in where.glob(f"{prefix}*"):
            shutil.rmtree(stale, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=prefix, dir=where))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses, told as `UsageError`."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error


def _refuse(path: Path, marker: str) -> None:
    """Raises `UsageError` for anything but nothing, an empty folder, or one with the marker."""
    if not path.exists():
        return
    if not path.is_dir():
        raise UsageError(f"{path}: is a file. Name a folder with --out")
    with _told(path):
        other = any(path.iterdir()) and not (path / marker).is_file()
    if other:
        raise UsageError(f"{path}: holds something else (no {marker}). Name an empty folder, or a new one, with --out")


def _swap(stage: Path, path: Path) -> None:
    """Put a folder in the place of another one; should that fail, the old one stands."""
    old = path.with_name(f".{path.name}.sckg-old-{os.getpid()}")
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


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when everything was written.

    Raises `UsageError` where the folder cannot be written or the disk is full; the old file then stands untouched.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with _told(path):
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def convert(source: Path, target: Path, form: ox.RdfFormat, prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Write a file of N-Quads or N-Triples in another RDF format, streaming."""
    triples_only = form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)
    quads = ox.parse(path=str(source), format=ox.RdfFormat.N_QUADS, lenient=True)
    with whole_file(target) as stream:
        ox.serialize((quad.triple for quad in quads) if triples_only else quads, stream, form, prefixes=dict(prefixes))
