"""Flow, matrix, map and timeline as files: a page that opens offline, or a sheet of A4 as SVG or PNG."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sckg.analysis.facts import Facts
from sckg.analysis.selection import Selection
from sckg.errors import UsageError
from sckg.namespaces import ID, ONTOLOGY
from sckg.queries import Session
from sckg.views.backing import Backing, labels_of, slug, told
from sckg.views.languages import LANGUAGES, Labels, best
from sckg.views.marks import Drawing, Label, Shape, line, moved, paint, text_width
from sckg.views.nations import look, rank
from sckg.views.pictures import Picture, picture_body, write_picture
from sckg.views.svg import inline_svg, save_svg

__all__ = [
    "CHART_FORMS",
    "WIDTH",
    "Chart",
    "Nation",
    "as_picture",
    "chosen_text",
    "nations_of",
    "save_chart",
    "sources_of",
]

WIDTH: Final = 794.0
"""Points a drawing is wide: A4 lying without its margins of 24 points."""
CHART_FORMS: Final = ("html", "svg", "png")
"""Endings of files a chart can be written to."""
_MARGIN: Final = 24.0
_SHEET: Final = (842.0, 595.0)
_TITLE, _LEAD, _NOTE = 15.0, 8.0, 6.8
_YEAR: Final = re.compile(r"\((\d{4})\)")
"""The year in a line of `Session.about`."""


@dataclass(frozen=True, slots=True)
class Nation:
    """A nation as the legend shows it."""

    slug: str
    labels: Labels
    colour: str
    sign: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with all that is told about it.

    `lead` says how to read it, `notes` what is counted and what is left out, `sources` where the data come from;
    `groups` are the statements behind its numbers; `nations` those it can be filtered by; `years` the first and last
    year of its slider.
    """

    name: str
    lead: Labels
    drawing: Drawing
    notes: tuple[Labels, ...]
    sources: tuple[Labels, ...]
    groups: tuple[Backing, ...]
    nations: tuple[Nation, ...]
    years: tuple[int, int] | None = None

    @property
    def titles(self) -> Labels:
        """The heading."""
        return told(f"title_{self.name}")


def sources_of(session: Session, chosen: Labels | None = None) -> tuple[Labels, ...]:
    """The lines that close every caption: what was chosen, the sources, and up to when they speak."""
    about = {language: session.speaking(language).about for language in LANGUAGES}
    years = sorted(found[1] for one in about["en"] if (found := _YEAR.search(one)))
    notes = [told("note_filters", filters=chosen)] if chosen else []
    notes.append(told("note_source", source={tag: "; ".join(lines) for tag, lines in about.items()}))
    return (*notes, *((told("note_state", year=years[-1]),) if years else ()))


def chosen_text(facts: Facts, selection: Selection) -> Labels | None:
    """What was chosen, for a caption; None where nothing was."""
    bases = {"home": "", "host": "", "sector": "", "around": "", "stage": f"{ID}concept/stage/"}
    found: dict[str, Labels] = {}
    for name in ("home", "host", "sector", "relation", "kind", "stage", "around"):
        given = getattr(selection, name)
        iris = [bases.get(name, ONTOLOGY) + one for one in sorted({given} if isinstance(given, str) else given) if one]
        if iris:
            found[name] = {tag: ", ".join(best(labels_of(facts, iri), tag)[0] for iri in iris) for tag in LANGUAGES}
    if selection.as_of:
        found["period"] = told("as_of", date=selection.as_of)
    elif selection.period:
        found["period"] = {"": f"{selection.start}–{selection.end}"}
    if selection.contested is not None:
        found["contested"] = told("contested_only" if selection.contested else "contested_out")
    names = {name: told(name) for name in found}
    lines = {
        tag: "; ".join(f"{names[name][tag]}: {best(value, tag)[0]}" for name, value in found.items())
        for tag in LANGUAGES
    }
    return lines if found else None


def nations_of(facts: Facts, homes: Iterable[str]) -> tuple[Nation, ...]:
    """The nations of a picture in the order of all pictures."""
    ordered = sorted(set(homes), key=lambda home: (rank(home), home))
    return tuple(Nation(slug(home), labels_of(facts, home), look(home).colour, look(home).sign) for home in ordered)


def as_picture(chart: Chart, language: str) -> Picture:
    """The chart as a picture for a page of its own or of the atlas."""
    captions = {tag: " ".join(best(note, tag)[0] for note in chart.sources) for tag in LANGUAGES}
    body = picture_body(
        "chart",
        chart=chart,
        language=language,
        drawing=inline_svg(chart.drawing, name=chart.name, language=language, title=chart.titles),
    )
    data = {"name": chart.name, "years": chart.years}
    return Picture(chart.name, chart.titles, body, (), ("chart",), ("chart",), data, captions)


def save_chart(chart: Chart, path: Path, *, language: str) -> None:
    """Write a chart as .html, .svg or .png, by the ending of the file.

    Raises `UsageError` for another ending, a file that cannot be written, and a missing font (.png).
    """
    form, title = path.suffix[1:].lower(), best(chart.titles, language)[0]
    if form not in CHART_FORMS:
        raise UsageError(f"{path}: the ending names no form of a picture. Use .html, .svg or .png")
    if form == "html":
        write_picture(as_picture(chart, language), path, language=language)
    elif form == "svg":
        save_svg(_sheet(chart, language), path, language=language, title=title)
    else:
        paint(_sheet(chart, language), path, language=language, title=title)


def _sheet(chart: Chart, language: str) -> Drawing:
    """The drawing on a sheet of A4 lying, with heading and caption; the sheet grows where the drawing needs it."""
    inside = _SHEET[0] - 2 * _MARGIN
    top = _MARGIN + _TITLE * 0.9
    marks: list[Shape | Label] = [Label(_MARGIN, top, chart.titles, _TITLE, bold=True)]
    top += 3.0
    for text in _lines(best(chart.lead, language)[0], _LEAD, inside):
        top += _LEAD * 1.55
        marks.append(Label(_MARGIN, top, {"": text}, _LEAD, colour="#56616e"))
    top += 14.0
    notes = [text for note in (*chart.notes, *chart.sources) for text in _lines(best(note, language)[0], _NOTE, inside)]
    foot = len(notes) * _NOTE * 1.45 + 8.0
    height = max(_SHEET[1], top + chart.drawing.height + foot + _MARGIN)
    top += (height - top - chart.drawing.height - foot - _MARGIN) / 3
    marks += [moved(mark, _MARGIN, top) for mark in chart.drawing.marks if "near" not in mark.tags]
    below = height - _MARGIN - foot
    marks.append(Shape(line((_MARGIN, below), (_SHEET[0] - _MARGIN, below)), stroke="#d5dae0", width=0.5))
    for index, text in enumerate(notes):
        marks.append(Label(_MARGIN, below + 10.0 + index * _NOTE * 1.45, {"": text}, _NOTE, colour="#56616e"))
    return Drawing(_SHEET[0], height, tuple(marks))


def _lines(text: str, size: float, width: float) -> list[str]:
    """A text in lines of a width, broken at blanks, and anywhere in Japanese and Chinese."""
    found = [""]
    for word in re.findall(r"[ -~\u00a0-\u1fff\uac00-\ud7a3]+?(?:\s|$)|.", text):
        if found[-1] and text_width(found[-1] + word.rstrip(), size) > width:
            found.append("")
        found[-1] += word
    return [one.strip() for one in found if one.strip()]
