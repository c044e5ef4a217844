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

__all__ = ["convert", "fingerprint", "whole_file", "whole_folder"]

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
    try:
        path.mkdir(parents=True, exist_ok=True)
        for stale in path.glob(f"{_STAGE}*"):
            shutil.rmtree(stale, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=path))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
    try:
        yield stage
        for file in sorted(stage.iterdir(), key=lambda file: (file.name == last, file.name)):
            os.replace(file, path / file.name)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when everything was written.

    Raises `UsageError` where the folder cannot be written or the disk is full; the old file then stands untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def convert(source: Path, target: Path, form: ox.RdfFormat, prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Write a file of N-Quads or N-Triples in another RDF format, streaming."""
    triples_only = form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)
    quads = ox.parse(path=str(source), format=ox.RdfFormat.N_QUADS, lenient=True)
    with whole_file(target) as stream:
        ox.serialize((quad.triple for quad in quads) if triples_only else quads, stream, form, prefixes=dict(prefixes))
