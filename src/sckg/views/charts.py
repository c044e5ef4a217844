"""Flow, matrix, map and timeline as files: a page that opens offline, or a sheet of A4 as SVG or PNG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sckg.analysis.facts import Facts
from sckg.analysis.flows import Flow
from sckg.errors import UsageError
from sckg.views.backing import Backing, back, labels_of, slug, told
from sckg.views.grounds import Grounds
from sckg.views.languages import LANGUAGES, Labels, best
from sckg.views.marks import Drawing, Label, Shape, moved
from sckg.views.nations import look, rank
from sckg.views.pictures import PICTURE_FORMS, Picture, picture_body, write_picture
from sckg.views.sheet import HIGH, MARGIN, PALE, TITLE, WIDE, broken, foot, foot_height, note_lines, save_sheet
from sckg.views.svg import inline_svg

__all__ = [
    "WIDTH",
    "Chart",
    "Nation",
    "as_picture",
    "flows_chart",
    "nations_of",
    "note_counted",
    "save_chart",
]

WIDTH: Final = WIDE - 2 * MARGIN
"""Points a drawing is wide."""
_LEAD: Final = 8.0


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

    def counted(self, language: str) -> str:
        """What the drawing counts, in a sentence."""
        return best(self.notes[0], language)[0]


def flows_chart(
    name: str, grounds: Grounds, pairs: Sequence[Flow], drawing: Drawing, texts: tuple[Labels, ...]
) -> Chart:
    """A chart of flows, with the statements behind each pair of home and host country.

    `texts` say how to read it, then what is counted.
    """
    ordered = sorted(pairs, key=lambda flow: (rank(flow.home), flow.home, -flow.weight))
    return Chart(
        name,
        texts[0],
        drawing,
        texts[1:],
        grounds.sources,
        back(grounds.facts, ordered, name, grounds.cite),
        nations_of(grounds.facts, (flow.home for flow in pairs)),
    )


def note_counted(pairs: Sequence[Flow], key: str = "note_counted", **more: int) -> Labels:
    """How many statements and host countries a chart of flows shows, and how many statements are disputed."""
    statements = {one for flow in pairs for one in flow.statements}
    contested = {one for flow in pairs for one in flow.contested}
    hosts = {flow.host for flow in pairs}
    return told(key, statements=len(statements), hosts=len(hosts), contested=len(contested), **more)


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
    if form not in PICTURE_FORMS:
        raise UsageError(f"{path}: the ending names no form of a picture. There are: {', '.join(PICTURE_FORMS)}")
    if form == "html":
        write_picture(as_picture(chart, language), path, language=language)
    else:
        save_sheet(_sheet(chart, language), path, language=language, title=title)


def _sheet(chart: Chart, language: str) -> Drawing:
    """The drawing on a sheet of A4 lying, with heading and caption; the sheet grows where the drawing needs it."""
    top = MARGIN + TITLE * 0.9
    marks: list[Shape | Label] = [Label(MARGIN, top, chart.titles, TITLE, bold=True)]
    top += 3.0
    for text in broken(best(chart.lead, language)[0], _LEAD, WIDE - 2 * MARGIN):
        top += _LEAD * 1.55
        marks.append(Label(MARGIN, top, {"": text}, _LEAD, colour=PALE))
    top += 14.0
    notes = note_lines((*chart.notes, *chart.sources), language)
    below = foot_height(notes) + MARGIN
    height = max(HIGH, top + chart.drawing.height + below)
    top += (height - top - chart.drawing.height - below) / 3
    marks += [moved(mark, MARGIN, top) for mark in chart.drawing.marks if "near" not in mark.tags]
    return Drawing(WIDE, height, (*marks, *foot(notes, height)))
