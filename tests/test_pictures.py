"""Pages with pictures: all languages in one file, nothing fetched, nothing run but what is hashed."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sckg.errors import UsageError
from sckg.views.languages import LANGUAGES, attribute, best, json_text, readers, spans, words
from sckg.views.pictures import Picture, bundle_text, picture_page, write_picture

if TYPE_CHECKING:
    from chromium import OpenPage

WORDS = Path(__file__).resolve().parents[1] / "src" / "sckg" / "views" / "templates" / "words"
LABELS = st.dictionaries(st.sampled_from(["ko", "en", "ja", "zh", ""]), st.text(min_size=1), min_size=1)


def picture(body: str = "<p>body</p>", bundles: tuple[str, ...] = (), data: object = None) -> Picture:
    titles = {"ko": "그림", "en": "A picture", "ja": "図", "zh": "图"}
    return Picture("example", titles, Markup(body), bundles, (), (), data, {"ko": "출처", "en": "Source"})


def inlined(page: str) -> list[str]:
    """The scripts that run."""
    return re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)


@given(LABELS)
def test_each_language_is_shown_exactly_one_text(labels: dict[str, str]) -> None:
    shown = [one for _, _, found in readers(labels) for one in found]
    assert sorted(shown) == sorted(LANGUAGES)
    assert {text for text, _, found in readers(labels) if "ja" in found} == {best(labels, "ja")[0]}


def test_what_all_readers_see_has_no_class() -> None:
    assert spans({"en": "KIND"}) == '<span lang="en">KIND</span>'
    assert spans({"": "KIND"}) == "<span>KIND</span>"


@given(LABELS)
def test_labels_are_escaped(labels: dict[str, str]) -> None:
    plain = re.sub(r'<span(?: class="[l\-koenjazh ]+")?(?: lang="\w\w")?>|</span>', "", spans(labels))
    assert not re.search(r"[<>]", plain)
    assert '"' not in attribute("title", labels, "ko").replace('title="', "").replace('" data-text-', "")[:-1]


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_data_cannot_end_its_script(data: object) -> None:
    assert not re.search("[<>&\u2028\u2029]", json_text(data))


@pytest.mark.parametrize("path", sorted(WORDS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_word_stands_in_four_languages(path: Path) -> None:
    lacking = {key: sorted(set(LANGUAGES) - labels.keys()) for key, labels in words(path.stem).items()}
    assert {key: missing for key, missing in lacking.items() if missing} == {}


@pytest.mark.parametrize("bundles", [(), ("vis",), ("network",)])
def test_the_policy_names_every_script_by_its_hash_and_nothing_else(bundles: tuple[str, ...]) -> None:
    page = picture_page(picture(bundles=bundles), "ko").decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    told = dict(part.strip().split(" ", 1) for part in policy.replace("&#39;", "'").split(";"))
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inlined(page)}
    assert told["default-src"] == "'none'" and "connect-src" not in told
    assert {one.strip("'").removeprefix("sha256-") for one in told["script-src"].split()} == hashes
    assert len(inlined(page)) == len(bundles) + 1


@pytest.mark.parametrize(
    "body",
    [
        '<img src="https://example.org/x.png">',
        "<img src=//example.org/x.png>",
        '<img srcset="x.png 2x">',
        '<link rel="stylesheet" href="style.css">',
        '<p onclick="alert(1)">x</p>',
        '<a href=" javascript:alert(1)">x</a>',
        "<style>@import 'x.css'</style>",
        "<style>p { background: url(x.png) }</style>",
    ],
)
def test_a_page_that_would_fetch_is_refused(body: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="would fetch something"):
        write_picture(picture(body), tmp_path / "x.html", language="en")
    assert not list(tmp_path.iterdir())


def test_links_and_data_are_no_fetching() -> None:
    body = '<a href="https://w3id.org/sckg/">sckg</a><a href="#x">x</a><img src="data:image/png;base64,AA==">'
    assert body.encode() in picture_page(picture(body), "en")


def test_a_bundle_that_is_not_there_is_no_empty_script() -> None:
    with pytest.raises(FileNotFoundError):
        bundle_text("nothing")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_switch_changes_what_is_seen_and_no_more(width: int, open_page: OpenPage, tmp_path: Path) -> None:
    write_picture(picture(data={"a": "</script><script>"}), tmp_path / "x.html", language="ko")
    opened = open_page(tmp_path / "x.html", width=width)
    page = opened.page
    assert page.inner_text("h1") == page.title() == "그림"
    page.click("button[data-switch=ja]")
    assert page.inner_text("h1") == page.title() == "図"
    assert page.inner_text("footer") == "Source", "where there is no Japanese text, the next best"
    assert page.get_attribute("html", "lang") == "ja"
    assert page.evaluate("sckgData('example').a") == "</script><script>"
    page.reload()
    assert page.inner_text("h1") in ("図", "그림"), "remembered where the browser lets files remember"
    assert opened.complaints == [] and opened.outside == [] and opened.overhang == 0


def test_an_address_can_ask_for_a_language(open_page: OpenPage, tmp_path: Path) -> None:
    write_picture(picture(), tmp_path / "x.html", language="ko")
    assert open_page(tmp_path / "x.html", fragment="#lang=en").page.inner_text("h1") == "A picture"
    assert open_page(tmp_path / "x.html", fragment="#lang=constructor").page.inner_text("h1") == "그림"
