"""Still pictures: SVG and PNG by matplotlib, with Korean, Japanese and Chinese letters, the same bytes every time.

https://matplotlib.org/stable/users/explain/text/fonts.html on fonts with many faces.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sckg.errors import UsageError
from sckg.store import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LANDSCAPE", "STILL", "still_figure", "text_fonts"]

LANDSCAPE: Final = (11.69, 8.27)
"""Width and height of A4 lying, in inches (ISO 216: 297 × 210 mm)."""
STILL: Final = ("svg", "png")
"""Endings of still pictures."""
_DPI: Final = 200
"""Dots per inch of a PNG: letters of six points stay sharp in print."""
_FACES: Final = {"ko": "KR", "en": "KR", "ja": "JP", "zh": "SC"}
"""The regional face of Noto Sans CJK that draws Han characters as a language writes them."""


def text_fonts(language: str = "en") -> list[str]:
    """The font families of a language, the one with East Asian letters first.

    Raises `UsageError` where none is installed: pictures would show boxes instead of names.
    """
    from matplotlib import font_manager

    wanted = dict.fromkeys((_FACES[language], *_FACES.values()))
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    families = [f"{family} {face}" for family in ("Noto Sans CJK", "Noto Sans") for face in wanted]
    found = next((family for family in families if family in known), "")
    if not found:
        raise UsageError(
            f"no font with Korean, Chinese and Japanese letters: {families[0]!r} is not installed. "
            "Repair: apt install fonts-noto-cjk (then remove ~/.cache/matplotlib), or draw to a file ending in .html"
        )
    return [found, "DejaVu Sans"]


@contextmanager
def still_figure(
    path: Path, *, size: tuple[float, float] = LANDSCAPE, language: str = "en", title: str = ""
) -> Iterator[Figure]:
    """A figure of a size in inches to draw on, written to `path` (.svg or .png) when the block ends without error.

    Text stays text in SVG. Raises `UsageError` for another ending, a missing font, a file that cannot be written.
    """
    form = path.suffix[1:].lower()
    if form not in STILL:
        raise UsageError(f"{path}: the ending names no still picture. Use .svg or .png")
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {
        "font.family": text_fonts(language),
        "svg.fonttype": "none",
        "svg.hashsalt": "sckg",
        "hatch.linewidth": 0.6,
        "axes.unicode_minus": False,
    }
    with rc_context(settings):
        figure = Figure(figsize=size)
        FigureCanvasAgg(figure)
        yield figure
        written = io.BytesIO()
        told = {"Title": title} if title else {}
        told |= {"Date": None, "Creator": "sckg"} if form == "svg" else {"Software": "sckg"}  # type: ignore[dict-item]
        figure.savefig(written, format=form, dpi=_DPI, metadata=told)
    with whole_file(path) as stream:
        stream.write(written.getvalue())
