"""The first half of the way composed: tables → triples → store → rules → validation → files."""

from sckg.pipeline.building import (
    Built,
    assemble,
    build,
    check,
    hash_inputs,
    load_ontology,
    load_sources,
    ontology_files,
    write,
)
from sckg.pipeline.describing import count_classes, count_graphs, csvw, describe, jsonld_context, jsonld_nodes

__all__ = [
    "Built",
    "assemble",
    "build",
    "check",
    "count_classes",
    "count_graphs",
    "csvw",
    "describe",
    "hash_inputs",
    "jsonld_context",
    "jsonld_nodes",
    "load_ontology",
    "load_sources",
    "ontology_files",
    "write",
]
