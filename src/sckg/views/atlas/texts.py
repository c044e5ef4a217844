"""All texts of the atlas in all languages, each once: pages hold them in one language and the number of each.

A page of a thing shows hundreds of labels; four languages of each in every page would be four times the folder.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from sckg.views.languages import LANGUAGES, Labels, best, html, json_text, words

__all__ = ["Texts", "filled", "rows", "word"]

_AREA = "atlas"


def word(key: str) -> Labels:
    """A text of `words/atlas.yaml` in all languages."""
    return words(_AREA)[key]


def filled(key: str, **values: object) -> dict[str, str]:
    """A text with its blanks filled; a value may be a label itself."""
    return {
        tag: text.format(
            **{name: best(value, tag)[0] if isinstance(value, Mapping) else value for name, value in values.items()}
        )
        for tag, text in word(key).items()
    }


def rows(count: int) -> Labels:
    """How many rows, in words: a number beside a heading says what it counts.

    >>> rows(1)["en"], rows(1098)["en"]
    ('1 row', '1,098 rows')
    """
    return word("rows_one") if count == 1 else filled("rows_many", count=f"{count:,}")


class Texts:
    """Texts by number, and as pages written in `language` hold them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}
        self._said: dict[tuple[tuple[tuple[str, str], ...], str], Markup] = {}

    def number(self, labels: Labels) -> int:
        """The number of a text; the same labels have the same one."""
        key = tuple(sorted(labels.items()))
        return self._numbers.setdefault(key, len(self._numbers))

    def shown(self, labels: Labels, attribute: str = "") -> tuple[str, Markup]:
        """The text in the page's language, and the attributes that let a script change it.

        With `attribute`, the text stands in an attribute of that name. What is the same for all needs none.
        """
        text, tag = best(labels, self.language)
        name = f"data-t-{attribute}" if attribute else "data-t"
        told = Markup("") if set(labels) == {""} else html(' %s="%s"', name, self.number(labels))
        if tag not in ("", self.language) and not attribute:
            told += html(' lang="%s"', tag)
        return text, told

    def say(self, labels: Labels, tag: str = "bdi") -> Markup:
        """A text as an element, apart in direction from what stands around it."""
        key = (tuple(labels.items()), tag)
        if key not in self._said:
            text, told = self.shown(labels)
            self._said[key] = html("<%s%s>%s</%s>", tag, told, text, tag) if labels else Markup("")
        return self._said[key]

    def attribute(self, name: str, labels: Labels) -> Markup:
        """A text as an attribute of an element."""
        text, told = self.shown(labels, name)
        return html('%s="%s"%s', name, text, told)

    def script(self) -> bytes:
        """`sckgTexts`: each text as a list of its languages (ko, en, ja, zh, none), as far as there are any."""
        rows = []
        for labels in map(dict, self._numbers):
            row = [labels.get(tag, "") for tag in (*LANGUAGES, "")]
            while row and not row[-1]:
                row.pop()
            rows.append(row)
        return f"window.sckgTexts={json_text(rows)};\n".encode()
