"""Still pictures: PNG by matplotlib, with Korean, Japanese and Chinese letters, the same bytes every time.

https://matplotlib.org/stable/users/explain/text/fonts.html on fonts with many faces.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
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
_LETTERS: Final = "한国の"
"""Letters that a font must have."""
_FACES: Final = {"ko": "KR", "en": "KR", "ja": "JP", "zh": "SC"}
"""The regional face of Noto Sans CJK that draws Han characters as a language writes them."""


def text_fonts(language: str = "en") -> list[str]:
    """The font families of a language, the one with East Asian letters first.

    Raises `UsageError` where none is installed: pictures would show boxes instead of names.
    """

    wanted = dict.fromkeys((_FACES[language], *_FACES.values()))
    families = [f"{family} {face}" for family in ("Noto Sans CJK", "Noto Sans") for face in wanted]
    found = _installed(families)
    if not found:
        _look_anew()
        found = _installed(families)
    if not found:
        raise UsageError(
            f"no font with Korean, Chinese and Japanese letters: {families[0]!r} is not installed. "
            "Repair: apt install fonts-noto-cjk, or draw to a file ending in .html"
        )
    return [found, "DejaVu Sans"]


def _installed(families: Iterable[str]) -> str:
    """The first of these families whose file is there and has our letters; ''.

    matplotlib remembers fonts in a file of its own, which is not to be believed: fonts come and go.
    """
    from matplotlib import font_manager

    files: dict[str, list[str]] = {}
    for entry in font_manager.fontManager.ttflist:
        files.setdefault(entry.name, []).append(entry.fname)
    return next((family for family in families if family in files and all(map(_has_letters, files[family]))), "")


def _has_letters(path: str) -> bool:
    from matplotlib import font_manager

    try:
        font = font_manager.get_font(path) if Path(path).is_file() else None
    except (OSError, RuntimeError):  # no font at all
        return False
    return font is not None and all(font.get_char_index(ord(letter)) for letter in _LETTERS)


def _look_anew() -> None:
    """Let matplotlib look for fonts again, and remember what it finds."""
    import matplotlib
    from matplotlib import font_manager

    fresh = font_manager.FontManager()
    font_manager.fontManager.ttflist[:] = fresh.ttflist  # others hold the list itself
    remembered = Path(matplotlib.get_cachedir()) / f"fontlist-v{fresh.__version__}.json"
    font_manager.json_dump(font_manager.fontManager, remembered)


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
