"""Pictures that are written once and shown in two places: as a page of their own, and inside a page of the atlas.

A page of its own is one file that asks for nothing: libraries, scripts, styles and data stand in it, and its policy
(https://www.w3.org/TR/CSP3/) lets only the scripts run whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from sckg.errors import UsageError
from sckg.store import whole_file
from sckg.views.languages import Labels, best, json_text
from sckg.views.pages import fill_page, fill_part

__all__ = [
    "PICTURE_FORMS",
    "Picture",
    "bundle_styles",
    "bundle_text",
    "own_asset",
    "picture_body",
    "picture_page",
    "policy",
    "write_picture",
]

PICTURE_FORMS: Final = ("html", "svg", "png")
"""Endings of files that a picture can be written to."""
_HERE: Final = Path(__file__).parent
_VIS: Final = ("pyvis", "templates", "lib", "vis-9.1.2")
"""vis-network as pyvis ships it (https://pyvis.readthedocs.io), under Apache-2.0 or MIT."""
_STYLES: Final = ("language", "picture")
_FETCHING: Final = frozenset(
    {"src", "href", "xlink:href", "srcset", "data", "poster", "action", "formaction", "background"}
)
_CSS_ADDRESS: Final = re.compile(r"@import|url\((?!\s*[\"']?\s*(?:data:|#))[^)]{0,60}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with all it needs.

    `body` is its HTML: controls, legend, drawing, table beside it. `data` is handed to its scripts as JSON
    (`sckgData(name)`). `bundles` are vendored libraries, `scripts` and `styles` own files below `assets`; all by name
    without ending. `captions` say where the data come from and of what date.
    """

    name: str
    titles: Labels
    body: Markup
    bundles: tuple[str, ...]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    data: object
    captions: Labels


def picture_body(name: str, **values: Any) -> Markup:
    """The body of a picture from `templates/pictures/<name>.html`."""
    return fill_part(f"pictures/{name}.html", **values)


def picture_page(picture: Picture, language: str) -> bytes:
    """A page with one picture, in all languages, opened in `language`.

    Raises `UsageError` where it would fetch something.
    """
    scripts = [bundle_text(name) for name in picture.bundles]
    scripts += [own_asset(f"{name}.js") for name in ("language", *picture.scripts)]
    styles = [own_asset(f"{name}.css") for name in (*_STYLES, *picture.styles)]
    styles[len(_STYLES) : len(_STYLES)] = [text for name in picture.bundles if (text := bundle_styles(name))]
    page = fill_page(
        "picture.html",
        picture=picture,
        language=language,
        title=best(picture.titles, language)[0],
        policy=policy(scripts),
        styles=[Markup(text) for text in styles],
        scripts=[Markup(text) for text in scripts],
        data=json_text(picture.data),
    )
    _refuse_fetching(page.decode("utf-8"))
    return page


def write_picture(picture: Picture, path: Path, *, language: str) -> None:
    """Write a picture as a page of its own.

    Raises `UsageError` where it would fetch something, or the file cannot be written.
    """
    page = picture_page(picture, language)
    with whole_file(path) as stream:
        stream.write(page)


def policy(scripts: Iterable[str]) -> str:
    """The content security policy of a page that holds these scripts and fetches nothing."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes or chr(39) + 'none' + chr(39)}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def bundle_text(name: str) -> str:
    """A library for the browser: "vis" as pyvis ships it, all others from `vendor`."""
    if name == "vis":
        return _inline(files(_VIS[0]).joinpath(*_VIS[1:], "vis-network.min.js").read_text(encoding="utf-8"))
    return _inline((_HERE / "vendor" / f"{name}.js").read_text(encoding="utf-8"))


@cache
def bundle_styles(name: str) -> str:
    """The style sheet that a library needs; most need none."""
    if name != "vis":
        return ""
    return files(_VIS[0]).joinpath(*_VIS[1:], "vis-network.css").read_text(encoding="utf-8")


@cache
def own_asset(name: str) -> str:
    """A script or style sheet of our own, by file name."""
    return _inline((_HERE / "assets" / name).read_text(encoding="utf-8"))


def _inline(text: str) -> str:
    """A script as it may stand in a page: in JavaScript these letters only ever stand in texts."""
    return re.sub(r"</(?=script)", r"<\\/", text.replace("\r\n", "\n").replace("<!--", "<\\!--"), flags=re.IGNORECASE)


class _Addresses(HTMLParser):
    """Collects what a page would fetch; links to follow (`a`) are no fetching, unless they are scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or address.startswith("javascript:"):
                self.found.append(f"{tag} {name}={address[:60]}")
            elif name in _FETCHING and tag != "a" and address and not address.startswith(("data:", "#")):
                self.found.append(f"{tag} {name}={address[:60]}")


def _refuse_fetching(page: str) -> None:
    reader = _Addresses()
    reader.feed(page)
    for style in re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL):
        reader.found += _CSS_ADDRESS.findall(style)
    if reader.found:
        raise UsageError(f"the page would fetch something ({reader.found[0]!r}); this is a fault of sckg")
