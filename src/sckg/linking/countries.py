"""Countries by their names in four languages (Unicode CLDR, https://cldr.unicode.org/) and by their ISO 3166-1 code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from sckg.linking.names import extra_countries, fold

__all__ = ["country_code", "country_names", "ending_countries", "stated_country"]

_CODE: Final = re.compile("[A-Z]{2}")
_STATED: Final = re.compile(r"[A-Z]{2,3}|\d{3}")
_LOCALES: Final = ("ko", "en", "ja", "zh_Hans", "zh_Hant")


def country_code(text: str) -> str:
    """The code of the country a text names, '' where it names none.

    >>> country_code("베트남"), country_code("South Korea"), country_code("VN"), country_code("臺灣"), country_code("V")
    ('VN', 'KR', 'VN', 'TW', '')
    """
    text = text.strip()
    if _CODE.fullmatch(text):
        return text if text in country_names().values() else country_names().get("".join(fold(text)), "")
    return country_names().get("".join(fold(text)), "")


def stated_country(text: str) -> str:
    """The code of a country that a list states: by name, or in ISO 3166-1 by two or three letters or number.

    >>> [stated_country(text) for text in ("베트남", "kr", "JPN", "410", "UK", "Asia", "")]
    ['VN', 'KR', 'JP', 'KR', 'GB', '', '']
    """
    from babel.core import get_global

    if code := country_code(text):
        return code
    asked = text.strip().upper()
    known = get_global("territory_aliases").get(asked, ()) if _STATED.fullmatch(asked) else ()
    return next((code for code in (asked, *known) if code in country_names().values()), "")


@cache
def country_names() -> Mapping[str, str]:
    """Folded name → code, of every country and territory that has a code."""
    from babel import Locale

    found: dict[str, str] = {}
    for name in _LOCALES:
        for code, label in Locale.parse(name).territories.items():
            if _CODE.fullmatch(code) and code not in _NO_COUNTRY:
                found.setdefault("".join(fold(label)), code)
    for code, names in extra_countries().items():
        found |= {"".join(fold(label)): code for label in names}
    return found


def ending_countries(part: str) -> Iterator[tuple[str, str]]:
    """Codes of the countries with which a name may begin or end, each with the rest of the name.

    >>> list(ending_countries("한국수출입은행")), list(ending_countries("Hitachi India"))
    ([('KR', '수출입은행')], [('IN', 'hitachi')])
    """
    words, names = fold(part), country_names()
    for count in range(min(3, len(words) - 1), 0, -1):
        if last := names.get("".join(words[-count:])):
            yield last, " ".join(words[:-count])
        if first := names.get("".join(words[:count])):
            yield first, " ".join(words[count:])
    word = words[0] if len(words) == 1 and not words[0].isascii() else ""
    for length in range(min(len(word) - 2, _longest()), 1, -1):
        if first := names.get(word[:length]):
            yield first, word[length:]


@cache
def _longest() -> int:
    return max(len(name) for name in country_names() if not name.isascii())


_NO_COUNTRY: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Groups and pseudo-regions among the territories of CLDR."""
