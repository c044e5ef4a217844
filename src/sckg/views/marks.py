"""A picture as a list of marks, laid out once, drawn twice: as SVG inside a page and as a still SVG or PNG.

Lengths are points (1/72 inch), so that a picture 842 wide fills A4 lying; y grows downwards. A mark with a `key` leads
to the part of the page with this id, where what stands behind it is listed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sckg.views.languages import Labels, best
from sckg.views.static import still_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Drawing",
    "Label",
    "Shape",
    "box",
    "disc",
    "fitted",
    "line",
    "moved",
    "paint",
    "text_width",
]

Step = tuple[Any, ...]
"""One step of an outline: ("M" | "L", x, y), ("Q", x1, y1, x, y), ("C", x1, y1, x2, y2, x, y) or ("Z",)."""

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]- ")
_POINTS: Final = 72.0


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline with fill and stroke; `hatch` marks what is contested, `key` the part of the page it leads to."""

    steps: tuple[Step, ...]
    fill: str = "none"
    stroke: str = "none"
    width: float = 0.6
    opacity: float = 1.0
    dashes: tuple[float, ...] = ()
    hatch: bool = False
    key: str = ""
    told: Labels = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `anchor` is start, middle or end, `y` its base line."""

    x: float
    y: float
    labels: Labels
    size: float = 7.0
    anchor: str = "start"
    bold: bool = False
    colour: str = "#1b2733"
    halo: bool = False
    key: str = ""
    turned: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of a width and height in points; later marks lie on earlier ones."""

    width: float
    height: float
    marks: tuple[Shape | Label, ...]


def box(x: float, y: float, width: float, height: float) -> tuple[Step, ...]:
    """The outline of a rectangle."""
    return ("M", x, y), ("L", x + width, y), ("L", x + width, y + height), ("L", x, y + height), ("Z",)


def disc(x: float, y: float, radius: float) -> tuple[Step, ...]:
    """The outline of a circle, of four Bézier curves."""
    bend = radius * 0.5523
    return (
        ("M", x + radius, y),
        ("C", x + radius, y + bend, x + bend, y + radius, x, y + radius),
        ("C", x - bend, y + radius, x - radius, y + bend, x - radius, y),
        ("C", x - radius, y - bend, x - bend, y - radius, x, y - radius),
        ("C", x + bend, y - radius, x + radius, y - bend, x + radius, y),
        ("Z",),
    )


def line(*points: tuple[float, float]) -> tuple[Step, ...]:
    """A line through points."""
    return tuple(("L" if index else "M", x, y) for index, (x, y) in enumerate(points))


def moved(mark: Shape | Label, right: float, down: float) -> Shape | Label:
    """A mark at another place."""
    if isinstance(mark, Label):
        return replace(mark, x=mark.x + right, y=mark.y + down)
    steps = tuple(
        (letter, *(number + (down if index % 2 else right) for index, number in enumerate(numbers)))
        for letter, *numbers in mark.steps
    )
    return replace(mark, steps=steps)


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in points: East Asian letters are as wide as high, Latin ones half as wide."""
    return size * sum(
        1.0
        if unicodedata.east_asian_width(letter) in "WF"
        else 0.31
        if letter in _NARROW
        else 0.7
        if letter.isupper() or letter in "mwMW%&"
        else 0.56
        for letter in text
    )


def fitted(labels: Labels, size: float, width: float) -> dict[str, str]:
    """The texts cut to a width, the cut shown by an ellipsis."""
    return {language: _cut(text, size, width) for language, text in labels.items()}


def _cut(text: str, size: float, width: float) -> str:
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip(" ,·(-") + "…"


def paint(drawing: Drawing, path: Path, *, language: str, title: str) -> None:
    """Write a drawing as a PNG.

    Raises `UsageError` as `still_figure` does.
    """
    size = (drawing.width / _POINTS, drawing.height / _POINTS)
    with still_figure(path, size=size, language=language, title=title) as figure:
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_xlim(0, drawing.width)
        axes.set_ylim(drawing.height, 0)
        for rank, mark in enumerate(drawing.marks):
            if isinstance(mark, Shape):
                _add_shape(axes, mark, rank)
            else:
                _add_label(axes, mark, rank, language)


def _add_shape(axes: Axes, shape: Shape, rank: int) -> None:
    from matplotlib.patches import PathPatch

    patch = PathPatch(
        _outline(shape.steps),
        facecolor=shape.fill,
        edgecolor=shape.stroke,
        linewidth=shape.width if shape.stroke != "none" else 0,
        alpha=shape.opacity,
        linestyle=(0, shape.dashes) if shape.dashes else "solid",
        zorder=rank + 1,
        clip_on=False,
    )
    axes.add_patch(patch)
    if shape.hatch:
        axes.add_patch(
            PathPatch(
                _outline(shape.steps),
                facecolor="none",
                edgecolor="#ffffff",
                linewidth=0,
                hatch="//////",
                zorder=rank + 1,
            )
        )


def _outline(steps: Sequence[Step]) -> Any:
    from matplotlib.path import Path as Outline

    codes, points = [], []
    letters = {"M": Outline.MOVETO, "L": Outline.LINETO, "Q": Outline.CURVE3, "C": Outline.CURVE4}
    for letter, *numbers in steps:
        if letter == "Z":
            codes.append(Outline.CLOSEPOLY)
            points.append((0.0, 0.0))
            continue
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        codes += [letters[letter]] * len(pairs)
        points += pairs
    return Outline(points, codes)


def _add_label(axes: Axes, label: Label, rank: int, language: str) -> None:
    from matplotlib.patheffects import withStroke

    axes.text(
        label.x,
        label.y,
        best(label.labels, language)[0],
        fontsize=label.size,
        ha={"start": "left", "middle": "center", "end": "right"}[label.anchor],
        va="baseline",
        color=label.colour,
        fontweight="bold" if label.bold else "normal",
        rotation=90 if label.turned else 0,
        rotation_mode="anchor",
        parse_math=False,
        path_effects=[withStroke(linewidth=label.size / 3.5, foreground="#ffffff")] if label.halo else None,
        zorder=rank + 1,
    )
