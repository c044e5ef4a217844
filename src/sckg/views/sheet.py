"""A sheet of A4 lying for print: heading at the top, caption at the foot, a picture between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sckg.views.languages import Labels, best
from sckg.views.marks import Drawing, Label, Shape, line, paint, text_width
from sckg.views.svg import save_svg

__all__ = ["HIGH", "MARGIN", "PALE", "TITLE", "WIDE", "broken", "foot", "foot_height", "note_lines", "save_sheet"]

WIDE, HIGH = 842.0, 595.0
"""A4 lying, in points (ISO 216: 297 × 210 mm)."""
MARGIN: Final = 24.0
TITLE: Final = 15.0
PALE: Final = "#56616e"
"""Colour of what is told beside a picture."""
_NOTE, _STEP = 6.8, 6.8 * 1.45
_ABOVE: Final = 10.0
"""From the rule to the first line of the caption."""
_WORD: Final = re.compile(r"[ -~\u00a0-\u1fff\uac00-\ud7a3]+?(?:\s|$)|.")
"""What stays together in a line: words, and single letters of Japanese and Chinese."""


def broken(text: str, size: float, width: float) -> list[str]:
    """A text in lines of a width, broken at blanks, and anywhere in Japanese and Chinese."""
    found = [""]
    for word in _WORD.findall(text):
        if found[-1] and text_width(found[-1] + word.rstrip(), size) > width:
            found.append("")
        found[-1] += word
    return [one.strip() for one in found if one.strip()]


def note_lines(notes: Iterable[Labels], language: str) -> list[str]:
    """The lines of a caption."""
    return [text for note in notes for text in broken(best(note, language)[0], _NOTE, WIDE - 2 * MARGIN)]


def foot_height(lines: Sequence[str]) -> float:
    """How high a caption is, from its rule to the margin."""
    return _ABOVE + len(lines) * _STEP


def foot(lines: Sequence[str], height: float = HIGH) -> Iterator[Shape | Label]:
    """The caption at the foot of a sheet of a height, under a rule."""
    top = height - MARGIN - foot_height(lines)
    yield Shape(line((MARGIN, top), (WIDE - MARGIN, top)), stroke="#d5dae0", width=0.5)
    for number, text in enumerate(lines):
        yield Label(MARGIN, top + _ABOVE + number * _STEP, {"": text}, _NOTE, colour=PALE)


def save_sheet(sheet: Drawing, path: Path, *, language: str, title: str) -> None:
    """Write a sheet as .svg or .png, by the ending of the file.

    Raises `UsageError` for a file that cannot be written, and a missing font (.png).
    """
    write = save_svg if path.suffix.lower() == ".svg" else paint
    write(sheet, path, language=language, title=title)
