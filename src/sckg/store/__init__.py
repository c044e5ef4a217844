"""Where triples are kept and asked: in memory, in files, on a server."""

from sckg.store.embedded import Dataset, canonical_triples
from sckg.store.engine import Engine, Solutions, Term
from sckg.store.files import convert, fingerprint, whole_file, whole_folder
from sckg.store.push import GraphStore, push
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
    "push",
    "whole_file",
    "whole_folder",
]
