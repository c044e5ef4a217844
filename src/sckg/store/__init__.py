"""Where triples are kept and asked: in memory, in files, on a server.

What speaks to servers is imported when first used: a question to a build needs no HTTP.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sckg.store.embedded import Dataset, canonical_triples
from sckg.store.engine import Engine, Solutions, Term
from sckg.store.files import convert, fingerprint, fresh_folder, whole_file, whole_folder

if TYPE_CHECKING:
    from sckg.store.graph_store import GraphStore, push
    from sckg.store.remote import TIMEOUT, Endpoint, credentials

__all__ = [
    "TIMEOUT",
    "Dataset",
    "Endpoint",
    "Engine",
    "GraphStore",
    "Solutions",
    "Term",
    "canonical_triples",
    "convert",
    "credentials",
    "fingerprint",
    "fresh_folder",
    "push",
    "whole_file",
    "whole_folder",
]

_HOMES: Final = {
    "TIMEOUT": "remote",
    "Endpoint": "remote",
    "GraphStore": "graph_store",
    "credentials": "remote",
    "push": "graph_store",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sckg.store' has no attribute {name!r}")
    return getattr(import_module(f"sckg.store.{_HOMES[name]}"), name)
