"""Made-up organisations and lists that name them, of any size, for measuring speed; drawn with a seed."""

from __future__ import annotations

import random

from sckg.linking.candidates import Wanted
from sckg.linking.index import LABEL, Entry
from sckg.namespaces import ID

_WORDS = ("Electric", "Systems", "Telecom", "Industries", "Water", "Trading", "Institute", "Construction", "Energy")
_HANGUL_WORDS = ("전자", "건설", "통신", "전력", "연구원", "공사")
_CODES = ("KR", "JP", "CN", "VN")


def organisations(count: int, seed: int = 1) -> list[Entry]:
    """So many firms, three in five with a name in Latin letters, the others in Hangul."""
    draw = random.Random(seed)
    names = [_name(draw) for _ in range(count)]
    kinds = frozenset({"Actor", "Firm"})
    return [
        Entry(f"{ID}actor/x{place}", name, kinds, draw.choice(_CODES), ((name, LABEL),), "Firm")
        for place, name in enumerate(names)
    ]


def list_of(firms: list[Entry], count: int, seed: int = 2) -> list[Wanted]:
    """So many names: two in five as they are, one in five with a company form, one with a slip, one unknown."""
    draw = random.Random(seed)
    found = []
    for _ in range(count):
        way, firm = draw.random(), draw.choice(firms)
        country = firm.country if draw.random() < 0.5 and way < 0.8 else ""
        found.append(Wanted(_written(firm.label, way, draw), country))
    return found


def _written(name: str, way: float, draw: random.Random) -> str:
    if way < 0.4:
        return name
    if way < 0.6:
        return f"{name} Co., Ltd." if name.isascii() else f"{name} 주식회사"
    if way < 0.8:
        place = draw.randrange(1, len(name) - 1)
        return name[:place] + name[place + 1 :]
    return _name(draw)


def _name(draw: random.Random) -> str:
    if draw.random() < 0.6:
        return f"{_latin(draw)} {draw.choice(_WORDS)}"
    return _hangul(draw) + draw.choice(_HANGUL_WORDS)


def _latin(draw: random.Random) -> str:
    ends = ("", "n", "r", "s", "l", "ng")
    parts = range(draw.randint(2, 4))
    return "".join(draw.choice("bcdfghjklmnprstvwz") + draw.choice("aeiou") + draw.choice(ends) for _ in parts).title()


def _hangul(draw: random.Random) -> str:
    """Syllables of Unicode: first one of 399 beginnings, then one of six ends (none twice)."""
    return "".join(
        chr(0xAC00 + 28 * draw.randrange(399) + draw.choice((0, 0, 4, 8, 16, 21))) for _ in range(draw.randint(3, 6))
    )
