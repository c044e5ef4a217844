"""Names as other people would write them: variants of our own labels and aliases, and look-alikes that are not ours.

`python benchmarks/variants.py` writes `tests/fixtures/matching/labelled.csv` anew: drawn with seed 0, together with the
lines of `real.csv`, written by hand before the matcher was tuned. Other seeds give sets that nobody has seen.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

from opencc import OpenCC

from sckg.config import paths
from sckg.linking.countries import country_code
from sckg.linking.index import LABEL, PRODUCT, Entry, Index
from sckg.linking.names import fold, scripts
from sckg.namespaces import ID
from sckg.queries import Session
from sckg.store import Dataset

FIXTURES = Path(__file__).resolve().parents[1] / "tests" / "fixtures" / "matching"
SHARE = 0.12
"""Share of the possible variants of each flavour that is drawn."""
MOST = 36
"""Rows of a flavour at most."""


@dataclass(frozen=True, slots=True)
class Case:
    """A name, its country where the list tells one, the type asked for, what it must match (or ''), its flavour."""

    name: str
    country: str
    type: str
    expected: str
    flavour: str


def cases(index: Index, seed: int) -> list[Case]:
    """Variants of every flavour and look-alikes, drawn with a seed; no name stands in the index as it is."""
    draw = random.Random(seed)
    known = {named.name for named in index.named}
    found: list[Case] = []
    for flavour, make in (VARIANTS | LOOKALIKES).items():
        told = [line for entry in index.entries if entry.listed for line in make(entry, draw)]
        made = [Case(name, country, "", expected, flavour) for name, country, expected in told if name not in known]
        found += sorted(draw.sample(made, min(len(made), MOST, max(12, int(SHARE * len(made))))), key=astuple)
    return [case for case in found if not _becomes_another(case, index)]


def _becomes_another(case: Case, index: Index) -> bool:
    """Whether the very letters are the name of something else of ours: then the label would be wrong, not the match."""
    named = index.keys.get("".join(fold(case.name)), ())
    country = country_code(case.country)
    return any(local(one.entry) != case.expected for one in named if not country or one.entry.country in ("", country))


def local(entry: Entry) -> str:
    return entry.iri.removeprefix(ID)


Made = Iterator[tuple[str, str, str]]
"""Name, country, expected."""


def _names(entry: Entry, *wanted: str, least: int = 1) -> Iterator[str]:
    """Names of a thing in exactly these scripts, products apart."""
    for name, role in entry.names:
        key = "".join(fold(name))
        if role not in (PRODUCT, "code") and scripts(key) == set(wanted) and len(key) >= least:
            yield name


def company_form(entry: Entry, draw: random.Random) -> Made:
    """A legal form before or behind the name of a firm."""
    if "Firm" not in entry.kinds or any("公司" in name or "Corp" in name for name, _ in entry.names):
        return
    forms = {
        ("Hangul",): ("㈜{}", "(주){}", "{}(주)", "주식회사 {}", "{} 주식회사", "{}㈜"),
        ("Hangul", "Latin"): ("㈜{}", "(주){}", "{} 주식회사", "주식회사{}"),
        ("Latin",): (
            "{} Co., Ltd.",
            "{}, Inc.",
            "{} Corp.",
            "{} Ltd",
            "{} LLC",
            "{} Corporation",
            "{} CO.,LTD",
            "{} 주식회사",
            "{}株式会社",
        ),
        ("Han",): ("{}股份有限公司", "{}有限公司", "株式会社{}", "{}（株）"),
        ("Kana",): ("株式会社{}", "{}（株）", "㈱{}"),
        ("Kana", "Latin"): ("{}株式会社", "(株){}"),
    }
    for wanted, shapes in forms.items():
        for name in _names(entry, *wanted):
            yield draw.choice(shapes).format(name), "", local(entry)


def spacing(entry: Entry, draw: random.Random) -> Made:
    """Blanks put in or left out."""
    for name in (*_names(entry, "Hangul", least=4), *_names(entry, "Hangul", "Latin", least=4)):
        if " " in name:
            yield name.replace(" ", ""), "", local(entry)
        else:
            place = draw.randrange(1, len(name))
            yield f"{name[:place]} {name[place:]}", "", local(entry)
    for name in _names(entry, "Latin"):
        if " " in name:
            yield name.replace(" ", draw.choice(("-", "", "  ", " "))), "", local(entry)


def width(entry: Entry, _: random.Random) -> Made:
    """Full-width letters, as East Asian keyboards give them."""
    for name in (*_names(entry, "Latin"), *_names(entry, "Hangul", "Latin")):
        yield "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in name), "", local(entry)


def letter_case(entry: Entry, draw: random.Random) -> Made:
    """Capitals or none."""
    for name in _names(entry, "Latin", least=4):
        yield draw.choice((name.upper(), name.lower())), "", local(entry)


def han(entry: Entry, draw: random.Random) -> Made:
    """The characters of another country, changed by phrase, not letter by letter as the matcher folds them."""
    for name in _names(entry, "Han", least=2):
        others = {_converter(way).convert(name) for way in ("s2t", "s2tw", "s2hk", "t2s", "jp2t", "t2jp")} - {name}
        if others:
            yield draw.choice(sorted(others)), "", local(entry)


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def city_word(entry: Entry, draw: random.Random) -> Made:
    """The word for city or province added, another one, or left out."""
    if "Municipality" not in entry.kinds:
        return
    for name in _names(entry, "Latin", least=4):
        if "City" not in name and "ity)" not in name:
            yield draw.choice(("City of {}", "{} City", "{} Municipality", "{}-shi")).format(name), "", local(entry)
    for name in _names(entry, "Hangul", least=2):
        bare = name.removesuffix("시").strip()
        if len(bare) > 1 and " " not in bare:
            yield draw.choice([shape.format(bare) for shape in ("{}시", "{} 시", "{}")]), "", local(entry)
    for name in _names(entry, "Han", least=2):
        yield (name.removesuffix("市") if name.endswith("市") else name + "市"), "", local(entry)


def with_country(entry: Entry, draw: random.Random) -> Made:
    """The country in the name, or beside it."""
    if not entry.country or "Country" in entry.kinds:
        return
    told = {"Latin": _country(entry.country, "Latin"), "Hangul": _country(entry.country, "Hangul")}
    for name in _names(entry, "Latin", least=4):
        yield draw.choice(("{}, {}", "{} ({})")).format(name, told["Latin"]), "", local(entry)
    for name in _names(entry, "Hangul", least=2):
        yield draw.choice(("{1} {0}", "{0}({1})")).format(name, told["Hangul"]), "", local(entry)


def _country(code: str, script: str) -> str:
    from babel import Locale

    return str(Locale.parse("en" if script == "Latin" else "ko").territories[code])


def two_scripts(entry: Entry, draw: random.Random) -> Made:
    """The name in one script and in another, with brackets or a stroke."""
    labels = [name for name, role in entry.names if role == LABEL]
    pairs = [(a, b) for a in labels for b in labels if scripts("".join(fold(a))).isdisjoint(scripts("".join(fold(b))))]
    if pairs:
        yield draw.choice(("{}({})", "{} ({})", "{} / {}")).format(*draw.choice(pairs)), "", local(entry)


def accents(entry: Entry, draw: random.Random) -> Made:
    """Accents on vowels, composed or not."""
    for name in _names(entry, "Latin", least=5):
        places = [place for place, letter in enumerate(name) if letter in "aeiou"]
        if places:
            place = draw.choice(places)
            text = name[: place + 1] + draw.choice("\u0301\u0302\u0308") + name[place + 1 :]
            yield unicodedata.normalize(draw.choice(("NFC", "NFD")), text), "", local(entry)


def slip(entry: Entry, draw: random.Random) -> Made:
    """One letter wrong, missing, doubled or two changed about, in a long word behind its first letter."""
    for name in _names(entry, "Latin", least=7):
        words = [word for word in name.split() if len(word) > 6 and word.isalpha()]
        if words:
            word = draw.choice(words)
            yield name.replace(word, _slipped(word, draw), 1), "", local(entry)


def slip_hangul(entry: Entry, draw: random.Random) -> Made:
    """One syllable missing: mostly for a person to see."""
    for name in _names(entry, "Hangul", least=7):
        place = draw.randrange(1, len(name))
        yield name[:place] + name[place + 1 :], "", local(entry)


def _slipped(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word) - 1)
    ways: tuple[Callable[[], str], ...] = (
        lambda: word[:place] + word[place + 1 :],
        lambda: word[:place] + word[place] + word[place:],
        lambda: word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        lambda: word[:place] + draw.choice("aeioust") + word[place + 1 :],
    )
    return draw.choice(ways)()


def abroad(entry: Entry, draw: random.Random) -> Made:
    """The branch of a firm in a country where the graph knows none."""
    if "Firm" in entry.kinds and entry.country:
        code = draw.choice([one for one in ("BR", "MX", "TR", "NG", "AT", "AU", "MM", "EG") if one != entry.country])
        for name in _names(entry, "Latin", least=4):
            yield f"{name} {_country(code, 'Latin')}", "", ""
        for name in _names(entry, "Hangul", least=2):
            yield f"{name} {_country(code, 'Hangul')}", "", ""


def something_of(entry: Entry, draw: random.Random) -> Made:
    """What carries the name of a city or country and is something else."""
    if "Municipality" in entry.kinds or "Country" in entry.kinds:
        for name in _names(entry, "Latin", least=4):
            yield f"{name} {draw.choice(('University', 'Metro', 'Port Authority', 'Gas', 'Steel', 'Airlines'))}", "", ""
        for name in _names(entry, "Hangul", least=2):
            yield f"{name}{draw.choice(('대학교', '도시공사', '은행', '교통공사', '신문'))}", "", ""
        for name in _names(entry, "Han", least=2):
            yield f"{name}{draw.choice(('大学', '银行', '地铁', '電力'))}", "", ""


def elsewhere(entry: Entry, draw: random.Random) -> Made:
    """The very name, in a country that is not that of ours: another place, or another body."""
    if entry.country and not entry.kinds & {"Country", "InternationalOrganisation"}:
        code = draw.choice([one for one in ("US", "BR", "ZA", "FR", "AU") if one != entry.country])
        for name in _names(entry, "Latin", least=4):
            yield f"{name} ", code, ""


def other_word(entry: Entry, draw: random.Random) -> Made:
    """A sister firm: the first word is the same, the last is not; or a short word differs in a letter."""
    for name in _names(entry, "Latin", least=6):
        words = name.split()
        if "Firm" in entry.kinds and len(words) > 1:
            yield (
                " ".join([*words[:-1], draw.choice(("Docomo", "Chemicals", "Shipping", "Logistics", "Insurance"))]),
                "",
                "",
            )
            if len(words[0]) < 4:
                yield " ".join([words[0][:-1] + draw.choice("BFJQVWXZ"), *words[1:]]), "", ""


VARIANTS: dict[str, Callable[[Entry, random.Random], Made]] = {
    "company form": company_form,
    "spacing": spacing,
    "width": width,
    "case": letter_case,
    "Han variant": han,
    "city word": city_word,
    "country in the name": with_country,
    "two scripts": two_scripts,
    "accents": accents,
    "slip": slip,
    "slip in Hangul": slip_hangul,
}
LOOKALIKES: dict[str, Callable[[Entry, random.Random], Made]] = {
    "branch elsewhere": abroad,
    "named after a place": something_of,
    "same name elsewhere": elsewhere,
    "sister firm": other_word,
}


def open_index(build: Path) -> Index:
    """The index of a build."""
    return Index.of(Session(Dataset.open(build), paths().queries / "views"))


def read_cases(path: Path) -> list[Case]:
    """A table of cases."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [Case(**row) for row in csv.DictReader(stream)]


def written(found: Iterable[Case]) -> str:
    """The text of a table of cases."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([field.name for field in fields(Case)])
    rows.writerows(astuple(case) for case in found)
    return text.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Write the labelled set anew, from a build."""
    index = open_index(Path(arguments[0]) if arguments else Path("build"))
    known = {named.name for named in index.named}
    real = [
        case
        for case in read_cases(FIXTURES / "real.csv")
        if case.name not in known or case.country or not case.expected
    ]
    found = [*real, *cases(index, 0)]
    (FIXTURES / "labelled.csv").write_text(written(dict.fromkeys(found)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
