"""Dates as sources give them: EDTF text, and the span of days it may mean.

Extended Date/Time Format: https://www.loc.gov/standards/datetime/ (levels 0 and 1).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

__all__ = ["OPEN", "Span", "span"]

OPEN = frozenset({"unknown", "ongoing"})
"""Words for an end that is open, written instead of nothing."""

_YEARS = (1000, 2999)
_OPEN_END = "/.."
_PLAIN = re.compile(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2])(?:-([0-2][0-9]|3[01]))?)?[~?%]?")
"""A year, month or day: nearly all dates, read here because the EDTF parser needs 4 ms for each text."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day (ISO 8601) a date text may mean, and its first year; `latest` is '' for an open interval."""

    earliest: str
    latest: str
    year: int


def _plain(text: str) -> Span | None:
    if (found := _PLAIN.fullmatch(text)) is None:
        return None
    year, month, day = found.groups()
    last = monthrange(int(year), int(month or 12))[1]
    if day and not 1 <= int(day) <= last:
        return None
    return Span(f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or last}", int(year))


@lru_cache(maxsize=65536)
def span(text: str) -> Span | None:
    """The span of an EDTF text; None for `unknown` and `ongoing`.

    Raises `ValueError` with a reason for anything else that is no date.

    >>> span("2018-07")
    Span(earliest='2018-07-01', latest='2018-07-31', year=2018)
    >>> span("2009/2013").latest
    '2013-12-31'
    >>> span("2013/..")
    Span(earliest='2013-01-01', latest='', year=2013)
    """
    if text in OPEN:
        return None
    if text.endswith(_OPEN_END):
        begun = span(text.removesuffix(_OPEN_END))
        if begun is None:
            raise ValueError(f"{text!r} is no EDTF date")
        return Span(begun.earliest, "", begun.year)
    begin, slash, end = text.partition("/")
    if (first := _plain(begin)) and (last := _plain(end) if slash else first) and first.earliest <= last.latest:
        return Span(first.earliest, last.latest, first.year)
    try:
        parsed = parse_edtf(text)
        first, last = parsed.lower_strict(), parsed.upper_strict()
        days = [f"{day[0]:04d}-{day[1]:02d}-{day[2]:02d}" for day in (first, last)]
        for day in days:
            date.fromisoformat(day)  # edtf accepts 29 February in every year
    except (EDTFParseException, TypeError, ValueError) as error:
        raise ValueError(f"{text!r} is no EDTF date, or no day of the calendar") from error
    if days[0] > days[1]:
        raise ValueError(f"{text!r} ends before it begins")
    if not (_YEARS[0] <= first[0] and last[0] <= _YEARS[1]):
        raise ValueError(f"{text!r} lies outside the years {_YEARS[0]} to {_YEARS[1]}")
    return Span(days[0], days[1], first[0])
