"""A drawing as SVG: inside a page in all languages at once, or as a file in one.

https://www.w3.org/TR/SVG2/. Every text is escaped; nothing is fetched and nothing runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

from markupsafe import Markup

from sckg.store import whole_file
from sckg.views.languages import LANGUAGES, Labels, attribute, best, readers
from sckg.views.marks import Drawing, Label, Shape, Step

__all__ = ["inline_svg", "save_svg"]

_FONTS: Final = {
    "ko": "'Noto Sans CJK KR','Noto Sans KR','Malgun Gothic','Apple SD Gothic Neo',sans-serif",
    "ja": "'Noto Sans CJK JP','Noto Sans JP','Yu Gothic','Hiragino Sans',sans-serif",
    "zh": "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif",
}
_HATCH: Final = (
    '<defs><pattern id="{name}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="1.6" height="4" fill="#fff"/></pattern></defs>'
)


def _here(key: str, tags: Mapping[str, str]) -> str:
    """The part of the same page that a key names."""
    del tags
    return f"#{key}"


def inline_svg(
    drawing: Drawing, *, name: str, language: str, title: Labels, lead: Callable[[str, Mapping[str, str]], str] = _here
) -> Markup:
    """The drawing for a page: marks with a key are links, by default to the part of it that lists what is behind them.

    `lead` gives the address for a key and the tags of a mark.
    """
    head = (
        f'<svg class="drawing" data-drawing="{escape(name)}" role="group" '
        f"{attribute('aria-label', title, language)} {_frame(drawing)}>"
    )
    return Markup(
        "".join((head, _HATCH.format(name=f"hatch-{name}"), *_linked(drawing, name, language, lead), "</svg>"))
    )


def save_svg(drawing: Drawing, path: Path, *, language: str, title: str) -> None:
    """Write the drawing as a file of its own, in one language.

    Raises `UsageError` where it cannot be written.
    """
    fonts = _FONTS.get(language, _FONTS["ko"])
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg lang="{language}" role="img" {_frame(drawing)} '
        f'width="{drawing.width:g}pt" height="{drawing.height:g}pt" font-family="{fonts}">\n'
        f"<title>{escape(title)}</title>\n{_HATCH.format(name='hatch-file')}"
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
    )
    marks = (part + "\n" for mark in drawing.marks for part in _drawn(mark, "file", language))
    with whole_file(path) as stream:
        stream.write("".join((head, *marks, "</svg>\n")).encode("utf-8"))


def _frame(drawing: Drawing) -> str:
    return f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'


def _linked(drawing: Drawing, name: str, language: str, lead: Callable[[str, Mapping[str, str]], str]) -> Iterator[str]:
    """All marks; neighbours with the same key and tags share one link."""
    for (key, tags), group in groupby(drawing.marks, key=lambda mark: (mark.key, tuple(sorted(mark.tags.items())))):
        marks = list(group)
        told = next((mark.told for mark in marks if isinstance(mark, Shape) and mark.told), {})
        data = "".join(f' data-{escape(tag)}="{escape(value)}"' for tag, value in tags)
        if key:
            label = " " + attribute("aria-label", told, language) if told else ""
            yield f'<a href="{escape(lead(key, dict(tags)))}" data-key="{escape(key)}"{data}{label}>'
        elif data:
            yield f"<g{data}>"
        if told:
            yield f"<title {attribute('text', told, language)}>{escape(best(told, language)[0])}</title>"
        for mark in marks:
            yield from _drawn(mark, name)
        yield ("</a>" if key else "</g>" if data else "") + "\n"


def _drawn(mark: Shape | Label, name: str, language: str = "") -> Iterator[str]:
    """A mark, its text in one language or, without one, in all."""
    return _shape(mark, name) if isinstance(mark, Shape) else _label(mark, language)


def _shape(shape: Shape, name: str) -> Iterator[str]:
    path = _path(shape.steps)
    looks = f' fill="{shape.fill}"'
    if shape.stroke != "none":
        looks += f' stroke="{shape.stroke}" stroke-width="{shape.width:g}"'
    if shape.opacity < 1:
        looks += f' opacity="{shape.opacity:g}"'
    if shape.dashes:
        looks += f' stroke-dasharray="{" ".join(f"{dash:g}" for dash in shape.dashes)}"'
    yield f'<path d="{path}"{looks}/>'
    if shape.hatch:
        yield f'<path d="{path}" fill="url(#hatch-{escape(name)})"/>'


def _path(steps: Sequence[Step]) -> str:
    return "".join(letter + " ".join(_number(number) for number in numbers) for letter, *numbers in steps)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def _label(label: Label, language: str) -> Iterator[str]:
    looks = f'x="{_number(label.x)}" y="{_number(label.y)}" font-size="{label.size:g}" fill="{label.colour}"'
    if label.anchor != "start":
        looks += f' text-anchor="{label.anchor}"'
    if label.bold:
        looks += ' font-weight="700"'
    if label.halo:
        looks += f' stroke="#fff" stroke-width="{label.size / 3.5:.2f}" stroke-linejoin="round" paint-order="stroke"'
    if label.turned:
        looks += f' transform="rotate(-90 {_number(label.x)} {_number(label.y)})"'
    if language:
        yield f"<text {looks}>{escape(best(label.labels, language)[0], quote=False)}</text>"
        return
    for text, tag, found in readers(label.labels):
        shown = "" if len(found) == len(LANGUAGES) else f' class="l {" ".join(f"l-{one}" for one in found)}"'
        spoken = f' lang="{tag}"' if tag else ""
        yield f"<text {looks}{shown}{spoken}>{escape(text, quote=False)}</text>"
