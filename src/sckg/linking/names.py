"""Names as they are compared: one form for the ways in which people write the same name.

NFKC (https://unicode.org/reports/tr15/), case folding, Latin letters without accents, one shape for each Han character
(OpenCC: Japanese → traditional → simplified), katakana; blanks and marks out; company forms and kinds of place apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from sckg.config import own_yaml

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = [
    "CITY",
    "COMPANY",
    "GROUP",
    "PROVINCE",
    "SHORT",
    "WORD",
    "Written",
    "extra_countries",
    "fold",
    "read_name",
    "scripts",
    "shared_names",
    "spelt_out",
]

SHORT: Final = 5
"""Letters below which only the very same name counts."""
COMPANY, WORD, GROUP, CITY, PROVINCE = "company", "company word", "group", "city", "province"
"""What may stand beside a name: a legal form, a word that may be one, a word for several firms, the kind of a place."""

_PLACES: Final = frozenset({CITY, PROVINCE})
_DOTTED: Final = re.compile(r"\b((?:[^\W\d_]\.){2,})")
_KOREAN_DOT: Final = "\u318d"
"""Hangul letter araea, which Korean texts use as a middle dot; NFKC would make a vowel of it."""
_QUOTES: Final = re.compile("['’‘`´ʼ]")
_OTHER: Final = re.compile(r"[^\w+]+|_")
_KANA_DASH: Final = re.compile("(?<=[ァ-ヺー])[-−‐–—](?=[ァ-ヺー]|$)")
_LETTERS: Final = {
    "Latin": re.compile("[a-z]"),
    "Hangul": re.compile("[가-힣]"),
    "Kana": re.compile("[ァ-ヺ]"),
    "Han": re.compile("[\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
}
_OTHER_SCRIPT: Final = "other"


@dataclass(frozen=True, slots=True)
class Written:
    """A name taken apart.

    `key`: the whole without blanks; `words`: the name without what stands beside it; `beside`: the kinds of what was
    taken off; `stem`: the words without blanks; `core`: the same without words such as Group.
    """

    key: str
    words: tuple[str, ...]
    beside: frozenset[str]
    core: str

    @property
    def stem(self) -> str:
        """The name itself without blanks."""
        return "".join(self.words)


@lru_cache(maxsize=200_000)
def fold(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared.

    >>> fold("Ｍedellín"), fold("中華電信"), fold("Frost & Sullivan"), fold("けいはんな"), fold("S.A.")
    (('medellin',), ('中华电信',), ('frost', 'and', 'sullivan'), ('ケイハンナ',), ('sa',))
    """
    words = _fold(text)
    return words[1:] if len(words) > 1 and words[0] in _table().articles else words


@lru_cache(maxsize=200_000)
def read_name(text: str, *, ours: bool = False) -> Written:
    """A name taken apart; `ours` are names of the graph, of which a city keeps the word City.

    >>> read_name("㈜핀테크코리아").stem, read_name("株式会社日立製作所").stem, read_name("NEC Corp.").words
    ('핀테크코리아', '日立制作所', ('nec',))
    >>> sorted(read_name("대구시").beside), read_name("Kansas City", ours=True).stem, read_name("Kansas City").stem
    (['city'], 'kansascity', 'kansas')
    """
    table, whole = _table(), fold(text)
    words, beside = whole, set[str]()
    for kind in (COMPANY, WORD):
        if (left := table.without(kind, words)) != words:
            words = left
            beside.add(kind)
    for kind in (CITY, PROVINCE) if not beside else ():
        if not beside and (left := table.without(kind, words, ours=ours)) != words:
            words = left
            beside.add(kind)
    core = table.without(GROUP, words)
    return Written("".join(whole), words, frozenset(beside | ({GROUP} if core != words else set())), "".join(core))


def scripts(key: str) -> frozenset[str]:
    """The scripts of a folded text.

    >>> sorted(scripts("삼성sds")), sorted(scripts("2030"))
    (['Hangul', 'Latin'], [])
    """
    found = {name for name, letters in _LETTERS.items() if letters.search(key)}
    if not found and any(letter.isalpha() for letter in key):
        found = {_OTHER_SCRIPT}
    return frozenset(found)


def spelt_out(key: str) -> set[str]:
    """A folded name with the names of Latin letters, two or more in a row, as letters: at its beginning, or at its end.

    >>> spelt_out("엘지전자"), spelt_out("삼성에스디에스"), spelt_out("エヌティティデータ"), spelt_out("전자")
    ({'lg전자'}, {'삼성sds'}, {'nttデータ'}, set())
    """
    first, last, letter, latin = _letter_names()
    found = set()
    for run in (first.match(key), last.search(key)):
        if run and len(letters := letter.findall(run[0])) > 1:
            found.add(key[: run.start()] + "".join(latin[name] for name in letters) + key[run.end() :])
    return found


def extra_countries() -> Mapping[str, list[str]]:
    """Names of countries that CLDR does not give, by ISO 3166-1 code."""
    return _table().countries


@cache
def shared_names() -> frozenset[str]:
    """Keys of names that things of many countries have: offices, parts of a country."""
    return frozenset("".join(fold(name)) for names in _data()["shared"].values() for name in names)


def _fold(text: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", text.replace(_KOREAN_DOT, " ")).casefold()
    for mark, form in _data()["bracketed"].items() if not text.isascii() else ():
        text = text.replace(mark, f" {form} ")
    if not text.isascii():
        text = "".join(map(_letter, unicodedata.normalize("NFKC", text)))
        text = _KANA_DASH.sub("ー", text)
    text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    return tuple(_OTHER.sub(" ", _QUOTES.sub("", text).replace("&", " and ")).split())


@lru_cache(maxsize=50_000)
def _letter(letter: str) -> str:
    """One letter in its plain shape."""
    if letter.isascii():
        return letter
    if (plain := _data()["latin"].get(letter)) is not None:
        return str(plain)
    if "ぁ" <= letter <= "ゖ":
        return chr(ord(letter) + 0x60)
    if _LETTERS["Han"].match(letter):
        return _han(letter)
    apart = unicodedata.normalize("NFD", letter)
    if apart[0].isascii():
        return apart[0]
    return "" if unicodedata.category(letter) == "Mn" else letter


def _han(letter: str) -> str:
    """One shape of a Han character, whichever country's it is."""
    simple, old = _converters()
    for _ in range(3):
        letter = simple.convert(old.convert(simple.convert(letter)))
        letter = str(_data()["han"].get(letter, letter))
    return letter


@cache
def _converters() -> tuple[OpenCC, OpenCC]:
    from opencc import OpenCC

    return OpenCC("t2s"), OpenCC("jp2t")


@dataclass(frozen=True, slots=True)
class _Table:
    """What may stand before a name, by kind and first word, and behind it, by last word; `glued` needs no blank."""

    before: Mapping[str, Mapping[str, list[tuple[str, ...]]]]
    after: Mapping[str, Mapping[str, list[tuple[str, ...]]]]
    glued: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    part_of_name: frozenset[tuple[str, ...]]
    articles: frozenset[str]
    countries: Mapping[str, list[str]]

    def without(self, kind: str, words: tuple[str, ...], *, ours: bool = False) -> tuple[str, ...]:
        """The words without forms of a kind; a name is never taken off whole."""
        while (left := self._once(kind, words, ours)) != words and kind in (COMPANY, GROUP):
            words = left
        return left

    def _once(self, kind: str, words: tuple[str, ...], ours: bool) -> tuple[str, ...]:
        """The words without one form behind them, or before them."""
        for form in self.after.get(kind, {}).get(words[-1], ()) if words else ():
            if len(words) > len(form) and words[-len(form) :] == form and not (ours and form in self.part_of_name):
                return words[: -len(form)]
        for form in self.before.get(kind, {}).get(words[0], ()) if words else ():
            if len(words) > len(form) and words[: len(form)] == form:
                return words[len(form) :]
        return words if "".join(words).isascii() else self._unglued(kind, words)

    def _unglued(self, kind: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words without one form that is written together with the last of them, or the first."""
        behind, ahead = self.glued.get(kind, ((), ()))
        for form in behind:
            if words[-1].endswith(form) and _left(kind, words[-1], form):
                return (*words[:-1], words[-1].removesuffix(form))
        for form in ahead:
            if words[0].startswith(form) and _left(kind, words[0], form):
                return (words[0].removeprefix(form), *words[1:])
        return words


def _left(kind: str, word: str, form: str) -> bool:
    """Whether enough of a word is left without a form: of a place two letters, so that 京都 keeps its 都."""
    return len(word) >= len(form) + (2 if kind in _PLACES else 1)


def _data() -> dict[str, Any]:
    return own_yaml(__file__, "forms.yaml")


@cache
def _letter_names() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """A run of names of letters at the beginning and at the end of a text, one name, and the letter of each."""
    latin = {"".join(_fold(name)): letter for letter, names in _data()["letters"].items() for name in names}
    one = "|".join(sorted(latin, key=lambda name: (-len(name), name)))
    return re.compile(f"(?:{one})+"), re.compile(f"(?:{one})+$"), re.compile(one), latin


@cache
def _table() -> _Table:
    data = _data()
    city, province = data["municipality"], data["province"]
    before = {COMPANY: _forms(data["company"]["before"]), CITY: _forms([city["before"]])}
    before |= {PROVINCE: _forms([province["before"]])}
    after = {COMPANY: _forms(data["company"]["after"])}
    after |= {kind: _forms([data[words]["after"]]) for kind, words in ((WORD, "company_word"), (GROUP, "group_word"))}
    after |= {CITY: _forms([city["glued"], city["loose"]]), PROVINCE: _forms([province["glued"], province["loose"]])}
    glued = {kind: (_east(after.get(kind, ())), _east(before.get(kind, ()))) for kind in {*before, *after}}
    keep = frozenset(_forms([city["part_of_name"]]))
    return _Table(
        {kind: _by_word(forms, 0) for kind, forms in before.items()},
        {kind: _by_word(forms, -1) for kind, forms in after.items()},
        glued,
        keep,
        frozenset(data["article"]),
        data["country"],
    )


def _by_word(forms: Iterable[tuple[str, ...]], place: int) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in forms:
        found.setdefault(form[place], []).append(form)
    return found


def _east(forms: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Forms of one word that are not in Latin letters."""
    return tuple(form[0] for form in forms if len(form) == 1 and not form[0].isascii())


def _forms(groups: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Every form as folded words, the longest first."""
    found = {_fold(form) for group in groups for form in group}
    return tuple(sorted(found, key=lambda words: (-len("".join(words)), words)))
