"""Text in four languages in one page: all stand in it, CSS shows those of the reader (`<html data-lang>`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from markupsafe import Markup, escape

from sckg.queries.lookup import FALLBACK

__all__ = ["LANGUAGES", "Labels", "attribute", "best", "html", "json_text", "readers", "shown_to", "spans", "words"]

Labels = Mapping[str, str]
"""One text by language (ko, en, ja, zh; "" for none in particular); a language without a text is left out."""

LANGUAGES: Final = ("ko", "en", "ja", "zh")
_WORDS: Final = Path(__file__).parent / "templates" / "words"
_UNSAFE: Final = {letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def html(form: str, *parts: object) -> Markup:
    """An HTML form with its `%s` filled by the parts, escaped: for what is said a hundred thousand times.

    `Markup.format` takes twice as long.

    >>> print(html("<b>%s</b>%s", "R&D", Markup("<br>")))
    <b>R&amp;D</b><br>
    """
    return Markup(form % tuple(map(escape, parts)))


def best(labels: Labels, language: str) -> tuple[str, str]:
    """The text a reader of a language sees, and the language it is in; two empty texts where there is none.

    >>> best({"ko": "세종", "en": "Sejong", "zh": "世宗"}, "ja")
    ('Sejong', 'en')
    """
    return next(((labels[tag], tag) for tag in FALLBACK[language] if labels.get(tag)), ("", ""))


def readers(labels: Labels) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each different text once: the text, the language it is in, the languages whose readers see it.

    >>> list(readers({"ko": "세종", "en": "Sejong"}))
    [('세종', 'ko', ('ko',)), ('Sejong', 'en', ('en', 'ja', 'zh'))]
    """
    seen: dict[tuple[str, str], list[str]] = {}
    for language in LANGUAGES:
        seen.setdefault(best(labels, language), []).append(language)
    yield from ((text, tag, tuple(found)) for (text, tag), found in seen.items() if text)


def spans(labels: Labels, tag: str = "span", **attributes: str) -> Markup:
    """An element for each text of a label, of which `language.css` shows the reader's: the macro `text` of templates.

    A text that all readers see has no class.

    `attributes` are given to every element; `_` in their names stands for `-`.

    >>> print(spans({"ko": "진출", "en": "enters"}))
    <span class="l-ko" lang="ko">진출</span><span class="l-en l-ja l-zh" lang="en">enters</span>
    """
    more = Markup("").join(html(' %s="%s"', name.replace("_", "-"), value) for name, value in attributes.items())
    return Markup("").join(
        html("<%s%s%s>%s</%s>", tag, shown_to(lang, found), more, text, tag) for text, lang, found in readers(labels)
    )


def shown_to(language: str, found: Sequence[str]) -> Markup:
    """The attributes of an element with a text in a language that the readers of some languages see."""
    names = " ".join(f"l-{one}" for one in found) if len(found) < len(LANGUAGES) else ""
    shown = html(' class="%s"', names) if names else Markup("")
    return shown + (html(' lang="%s"', language) if language else Markup(""))


def attribute(name: str, labels: Labels, language: str) -> Markup:
    """An attribute, with its text in all languages beside it for the switch.

    `placeholder="…" data-text-placeholder="{…}"`.

    The name "text" stands for the text of the element itself, which is then given once, in the page's language.
    """
    told = Markup('data-text{}="{}"').format("" if name == "text" else f"-{name}", _compact(dict(labels)))
    return told if name == "text" else Markup('{}="{}" {}').format(name, best(labels, language)[0], told)


def json_text(data: object) -> Markup:
    """Data as JSON that can stand inside a script element: nothing in it ends the element or the line.

    Letter by letter with `str.replace`, which takes an eighth of the time of `str.translate`.
    """
    text = _compact(data)
    for letter, safe in _UNSAFE.items():
        text = text.replace(letter, safe)
    return Markup(text)


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


@cache
def words(area: str) -> Mapping[str, Labels]:
    """The texts of an area by key, from `templates/words/<area>.yaml`."""
    read: Any = yaml.safe_load((_WORDS / f"{area}.yaml").read_text(encoding="utf-8"))
    return {key: dict(labels) for key, labels in read.items()}
