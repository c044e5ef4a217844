"""Where a source states something, worded for readers of four languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["PAGED", "UNPAGED", "Place"]

PAGED: Final[Mapping[str, str]] = {
    "ko": "{section} {page}쪽 {lines}행",
    "en": "{section}, p. {page}, l. {lines}",
    "ja": "{section} {page}頁 {lines}行",
    "zh": "{section} 第{page}页 {lines}行",
}
"""Wording by language, where a page is printed."""
UNPAGED: Final[Mapping[str, str]] = {
    "ko": "{section} {lines}행",
    "en": "{section}, l. {lines}",
    "ja": "{section} {lines}行",
    "zh": "{section} {lines}行",
}
"""Where none is, as after the references."""


class Place(NamedTuple):
    """Source (IRI), first line, number of the section or table, printed page, lines; sorted, in order of the source."""

    source: str
    first: int
    section: str
    page: str
    lines: str

    def told(self, language: str) -> str:
        """The place in words.

        >>> Place("", 1286, "표 3-7", "50", "1286-1292").told("en")
        '표 3-7, p. 50, l. 1286-1292'
        >>> Place("", 2507, "Executive Summary", "after references", "2507").told("ko")
        'Executive Summary 2507행'
        """
        form = (PAGED if self.page[:1].isdecimal() else UNPAGED)[language]
        return form.format(section=self.section, page=self.page, lines=self.lines)
