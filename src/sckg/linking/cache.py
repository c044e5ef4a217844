"""Answers from outside on disk: one whole file an answer, so that a run that broke off goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sckg.store import whole_file

__all__ = ["Cache", "Stored", "default_folder"]

_VERSION: Final = "sckg answer 1"
"""Stands in every file, and in the hash that names it: another form means another name."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer: what was asked where, when it came (UTC), and its bytes as they came."""

    endpoint: str
    query: str
    retrieved: datetime
    body: bytes


class Cache:
    """Answers below a folder, by the hash of endpoint and query; a damaged file counts as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, endpoint: str, query: str) -> Stored | None:
        """The whole answer to a query, or None."""
        try:
            head, _, body = self.path(endpoint, query).read_bytes().partition(b"\n")
            told = json.loads(head)
            whole = (told["version"], told["endpoint"], told["query"]) == (_VERSION, endpoint, query)
            if whole and told["sha256"] == hashlib.sha256(body).hexdigest():
                return Stored(endpoint, query, datetime.fromisoformat(told["retrieved"]), body)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def write(self, answer: Stored) -> None:
        """Keep an answer; the file is whole or not there.

        Raises `UsageError` where it cannot be written; what stood there then stands.
        """
        told = asdict(answer) | {"version": _VERSION, "sha256": hashlib.sha256(answer.body).hexdigest()}
        told["retrieved"] = answer.retrieved.isoformat(timespec="seconds")
        del told["body"]
        with whole_file(self.path(answer.endpoint, answer.query)) as stream:
            stream.write(json.dumps(told, ensure_ascii=False).encode() + b"\n" + answer.body)

    def path(self, endpoint: str, query: str) -> Path:
        """The file of an answer."""
        name = hashlib.sha256("\0".join((_VERSION, endpoint, query)).encode()).hexdigest()
        return self.folder / f"{name}.answer"


def default_folder() -> Path:
    """`SCKG_CACHE`, or the folder where the system keeps what programs can get again."""
    if own := os.environ.get("SCKG_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Path(home) / "sckg" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "sckg"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sckg"
