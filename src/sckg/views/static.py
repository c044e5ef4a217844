"""Still pictures: PNG by matplotlib, with Korean, Japanese and Chinese letters, the same bytes every time.

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

__all__ = ["still_figure", "text_fonts"]

_DPI: Final = 200
"""Dots per inch: letters of six points stay sharp in print."""
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
def still_figure(path: Path, *, size: tuple[float, float], language: str = "en", title: str = "") -> Iterator[Figure]:
    """A figure of a size in inches to draw on, written to `path` as PNG when the block ends without error.

    Raises `UsageError` for a missing font, and a file that cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {"font.family": text_fonts(language), "hatch.linewidth": 0.6}
    with rc_context(settings):
        figure = Figure(figsize=size)
        FigureCanvasAgg(figure)
        yield figure
        written = io.BytesIO()
        told = {"Title": title} if title else {}
        figure.savefig(written, format="png", dpi=_DPI, metadata={**told, "Software": "sckg"})
    with whole_file(path) as stream:
        stream.write(written.getvalue())
