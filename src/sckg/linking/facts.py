"""What outside sources tell: values of an id, as a table of outside values has them, and whether it is still there."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fact", "State"]


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One value of an outside id (a CURIE), in the form of a table of outside values."""

    id: str
    property: str
    value: str
    language: str = ""
    date: str = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class State:
    """Whether an outside id still means something: `there`, `redirect` (to `target`) or `gone`.

    `kinds` (city, country, organisation) and `countries` (ISO 3166-1 codes) are those the source states of it, with |
    between several, '' where it states none.
    """

    id: str
    state: str
    target: str = ""
    kinds: str = ""
    countries: str = ""
