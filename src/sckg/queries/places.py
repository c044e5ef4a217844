"""Where a source states something, worded for readers of four languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["PAGED", "PARTS", "UNPAGED", "Place", "numbered"]

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

PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "표": {"ko": "표", "en": "Table", "ja": "表", "zh": "表"},
    "그림": {"ko": "그림", "en": "Figure", "ja": "図", "zh": "图"},
    "주": {"ko": "주", "en": "Note", "ja": "注", "zh": "注"},
    "국문요약": {"ko": "국문요약", "en": "Korean summary", "ja": "韓国語要約", "zh": "韩文摘要"},
}
"""What a numbered part of a Korean source is called, by the word it begins with in the source."""


def numbered(section: str, language: str) -> str:
    """The number of a section or table as readers of a language would write it; the numbering itself stays.

    >>> numbered("표 3-8", "en"), numbered("주 71", "ja"), numbered("3.3.나", "en")
    ('Table 3-8', '注 71', '3.3.나')
    """
    word, blank, rest = section.partition(" ")
    return PARTS[word][language] + blank + rest if word in PARTS else section


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
        'Table 3-7, p. 50, l. 1286-1292'
        >>> Place("", 2507, "Executive Summary", "after references", "2507").told("ko")
        'Executive Summary 2507행'
        """
        form = (PAGED if self.page[:1].isdecimal() else UNPAGED)[language]
        return form.format(section=numbered(self.section, language), page=self.page, lines=self.lines)
