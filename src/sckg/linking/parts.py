"""A name cut where it says something twice or adds something: at strokes, brackets, commas, and between scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from sckg.linking.countries import country_code
from sckg.linking.names import fold, scripts

__all__ = ["split"]

_STROKE: Final = re.compile(r"[/|;]|\s[-–—]\s")
_OPEN, _CLOSE = "([{「『〈《【", ")]}」』〉》】"
_EAST: Final = r"가-힣ァ-ヺ\u3400-\u9fff"
_SEAM: Final = re.compile(rf"(?<=[a-z0-9])\s*(?=[{_EAST}])|(?<=[{_EAST}])\s*(?=[a-z0-9])")
"""Where letters of one script end and those of another begin."""


def split(name: str) -> list[str]:
    """The parts of a name at its outermost marks; the name itself where it has none.

    >>> split("Kyoto / 京都"), split("Cabinet Office (Japan)"), split("Trade, Industry and Energy, Korea")
    (['Kyoto', '京都'], ['Cabinet Office', 'Japan'], ['Trade, Industry and Energy', 'Korea'])
    >>> split("LH 한국토지주택공사"), split("Hanoi")
    (['lh', '한국토지주택공사'], ['Hanoi'])
    """
    text = unicodedata.normalize("NFKC", name)
    for cut in (_at_strokes, _at_brackets, _at_commas, _at_seams):
        pieces = [piece.strip() for piece in cut(text) if fold(piece)]
        if len(pieces) > 1:
            return pieces
    return [text]


def _at_strokes(text: str) -> list[str]:
    return _STROKE.split(text)


def _at_brackets(text: str) -> list[str]:
    """What stands around the last outermost bracket, and what stands in it."""
    spans = list(_brackets(text))
    if not spans:
        return [text]
    first, last = spans[-1]
    return [f"{text[:first]} {text[last + 1 :]}", text[first + 1 : last]]


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Where outermost brackets open and close."""
    depth, first = 0, 0
    for place, letter in enumerate(text):
        if letter in _OPEN:
            first = first if depth else place
            depth += 1
        elif letter in _CLOSE and depth:
            depth -= 1
            if not depth:
                yield first, place


def _at_commas(text: str) -> list[str]:
    """A country behind the last comma, else all that commas set apart."""
    before, _, last = text.rpartition(",")
    return [before, last] if before and country_code(last) else re.split("[,、:]", text)


def _at_seams(text: str) -> list[str]:
    plain = " ".join(fold(text))
    return _SEAM.split(plain) if len(scripts(plain)) > 1 else [text]
