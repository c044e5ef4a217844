"""What is not ours joined to what is: links to other people's ids, and values that others publish."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping
from itertools import chain
from typing import TypeVar

from sckg.config import Paths
from sckg.errors import DataError, Problem
from sckg.mapping import (
    Mapper,
    describe_outside,
    describe_target,
    link_iri,
    link_triples,
    value_iri,
    value_triples,
)
from sckg.namespaces import LINKS, external_graph
from sckg.sources import Schema, Source
from sckg.sources.links import LinkSet, read_links
from sckg.sources.outside import OutsideSource, load_forms, read_outside
from sckg.store import Dataset

__all__ = ["join", "our_things", "read_joined"]

_Read = TypeVar("_Read")


def our_things(sources: Iterable[Source], schema: Schema) -> frozenset[str]:
    """The IRIs of all things that have a row of their own: what links and values may be about."""
    kinds = Mapper.kinds_of(sources, schema)
    mapper = Mapper(schema, "", kinds)
    return frozenset(mapper.resolve(slug) for slug in kinds)


def read_joined(paths: Paths, known: Collection[str]) -> tuple[list[LinkSet], list[OutsideSource]]:
    """The links and the values from outside.

    Raises `DataError` with every fault of both.
    """
    problems: list[Problem] = []
    links = _faults_kept(lambda: read_links(paths.data, known), problems)
    outside = _faults_kept(lambda: read_outside(paths.data, known, load_forms(paths.ontology)), problems)
    problems += () if problems else _untied(links, outside)
    if problems:
        raise DataError(problems)
    return links, outside


def _untied(links: Iterable[LinkSet], outside: Iterable[OutsideSource]) -> Iterator[Problem]:
    """Values held under an id of a link table that no link there ties to the thing."""
    standing = {(link.subject, link.object_id) for one in links for link in one.links if not link.rejected}
    prefixes = {identifier.partition(":")[0] for _, identifier in standing}
    for source in outside:
        for index, value in enumerate(source.values):
            if value.object.partition(":")[0] in prefixes and (value.about(), value.object) not in standing:
                rule = f"no link ties {value.subject} to {value.object}"
                yield source.problem(index, "object", rule, "link the two first, or delete the row")


def _faults_kept(read: Callable[[], list[_Read]], problems: list[Problem]) -> list[_Read]:
    try:
        return read()
    except DataError as error:
        problems += error.problems
        return []


def join(paths: Paths, known: Collection[str], dataset: Dataset, origins: MutableMapping[str, str]) -> None:
    """Add links and values to a dataset, each source of values in a graph of its own, and tell where they stand."""
    sets, outside = read_joined(paths, known)
    for links in sets:
        origins.update((link_iri(links, link), links.origin(index)) for index, link in enumerate(links.links))
        dataset.add(LINKS, chain(describe_target(links), link_triples(links)))
    forms = load_forms(paths.ontology)
    for source in outside:
        origins.update((value_iri(source, value), source.origin(index)) for index, value in enumerate(source.values))
        dataset.add(external_graph(source.name), chain(describe_outside(source), value_triples(source, forms)))
