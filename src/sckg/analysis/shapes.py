"""The shapes a network can have, as declared in `shapes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from sckg.config import own_yaml
from sckg.errors import UsageError

__all__ = ["End", "Own", "Shape", "own_relations", "shape_of", "shapes"]

End = Literal["subject", "object", "home", "host"]
"""Where an edge begins or ends: a thing of the tie, or its country."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which ties become edges, between which nodes; the fields are explained at the top of `shapes.yaml`."""

    name: str
    title: Mapping[str, str] = field(hash=False)
    relations: tuple[str, ...]
    also: tuple[str, ...] = ()
    symmetric: frozenset[str] = frozenset()
    start: End = "subject"
    end: End = "object"
    onto: str = ""
    without: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()
    largest: int = 0
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Own:
    """A relation through engagements: its names by language, and the ways to them and from them (property paths)."""

    label: Mapping[str, str] = field(hash=False)
    begin: str
    close: str


@cache
def shapes() -> Mapping[str, Shape]:
    """All shapes, by name."""
    return MappingProxyType({name: _shape(name, told) for name, told in _declared()["shapes"].items()})


@cache
def own_relations() -> Mapping[str, Own]:
    """Relations that no rule derives, because an engagement lies between their ends."""
    told = _declared()["relations"]
    return MappingProxyType(
        {name: Own(MappingProxyType(one["label"]), one["begin"], one["close"]) for name, one in told.items()}
    )


def shape_of(name: str) -> Shape:
    """The shape of a name.

    Raises `UsageError` where there is none.
    """
    if name not in shapes():
        raise UsageError(f"no shape {name!r} of a network. There are: {', '.join(shapes())}")
    return shapes()[name]


def _declared() -> dict[str, Any]:
    return own_yaml(__file__, "shapes.yaml")


def _shape(name: str, told: Mapping[str, Any]) -> Shape:
    return Shape(
        name,
        MappingProxyType(told["title"]),
        tuple(told["relations"]),
        tuple(told.get("also", ())),
        frozenset(told.get("symmetric", ())),
        told["from"],
        told["to"],
        told.get("onto", ""),
        frozenset(told.get("without", ())),
        frozenset(told.get("idle", ())),
        told.get("largest", 0),
        frozenset(told.get("apart", ())),
    )
