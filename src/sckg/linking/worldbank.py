"""The World Bank's Indicators API, version 2: the latest population of every country.

https://datahelpdesk.worldbank.org/knowledgebase/articles/898581 (calls, pages, `date=from:to`).
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from sckg.errors import OutsideError
from sckg.linking.fetching import Fetcher
from sckg.linking.reading import read_json

__all__ = ["ENDPOINT", "POPULATION", "populations"]

ENDPOINT: Final = "https://api.worldbank.org/v2"
POPULATION: Final = "SP.POP.TOTL"
_YEARS: Final = 6
"""Years looked back for the last one with a value."""
_ROWS: Final = 1000
"""Rows of a page; one takes about 250 bytes."""
_PAGES: Final = 50
"""Pages read at most: all countries and six years are two."""


def populations(fetcher: Fetcher, *, endpoint: str = ENDPOINT) -> tuple[dict[str, tuple[int, str]], date]:
    """ISO 3166-1 alpha-2 code → the last population and its year; and the day on which the first page came.

    All countries are asked for at once: one code that the bank does not know spoils a list of them. Raises
    `OutsideError` where a page is missing or is none.
    """
    found: dict[str, tuple[int, str]] = {}
    day, rows = _all(fetcher, endpoint)
    for code, year, value in rows:
        if value is not None and year > found.get(code, (0, ""))[1]:
            found[code] = value, year
    return found, day


_Row = tuple[str, str, int | None]
"""Code of the country, year and value."""


def _all(fetcher: Fetcher, endpoint: str) -> tuple[date, list[_Row]]:
    """The rows of every page, and the first day on which one came."""
    year, pages, number = fetcher.today().year, 1, 0
    days, rows = list[date](), list[_Row]()
    while number < pages:
        fetcher.progress(number, pages, endpoint)
        number += 1
        address = (
            f"{endpoint}/country/all/indicator/{POPULATION}"
            f"?format=json&date={year - _YEARS}:{year}&per_page={_ROWS}&page={number}"
        )
        answer = fetcher.page(address, partial(_page, address, number))
        pages, some = answer.value
        days.append(answer.retrieved)
        rows += some
    fetcher.progress(pages, pages, endpoint)
    return min(days), rows


def _page(address: str, number: int, body: bytes) -> tuple[int, list[_Row]]:
    """How many pages there are, and the rows of this one; anything else is not kept."""
    match read_json(body):
        case [{"message": [{"value": str() as said}, *_]}]:
            raise OutsideError(f"{address}: {said[:300]}. Check --endpoint", ends=True)
        case [{"page": page, "pages": int() as pages}, list() as rows] if page == number and 1 <= pages <= _PAGES:
            return pages, [_cells(address, row) for row in rows]
    raise OutsideError(f"{address}: no page of the Indicators API, version 2. Check --endpoint", ends=True)


def _cells(address: str, row: Any) -> _Row:
    match row:
        case {"country": {"id": str() as code}, "date": str() as year, "value": int() | None as value}:
            return code, year, value
    raise OutsideError(f"{address}: a row of another form: {str(row)[:200]}. Check --endpoint", ends=True)
