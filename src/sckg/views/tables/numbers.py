"""Numbers without ornament: what they are in a file that a machine reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeGuard

from sckg.queries.tables import Cell

__all__ = ["digits", "is_number", "is_ordinary"]

_LARGEST: Final = 308
"""Power of ten up to which a double holds a number (IEEE 754)."""
_SPECIAL: Final = {"Infinity": "INF", "-Infinity": "-INF"}
"""As XML Schema writes them (https://www.w3.org/TR/xmlschema11-2/#double)."""


def is_number(cell: Cell) -> TypeGuard[int | Decimal]:
    """Whether a cell is a number; yes and no are none."""
    return isinstance(cell, int | Decimal) and not isinstance(cell, bool)


def is_ordinary(number: int | Decimal) -> bool:
    """Whether a number is finite and of a size that any program can read."""
    value = Decimal(number)
    return value.is_finite() and abs(value.adjusted()) <= _LARGEST


def digits(number: int | Decimal) -> str:
    """A number without thousands separators and, where it is ordinary, without exponent.

    >>> digits(Decimal("1.5E+3"))
    '1500'
    """
    if isinstance(number, Decimal) and is_ordinary(number):
        return f"{number:f}"
    return _SPECIAL.get(str(number), str(number))
