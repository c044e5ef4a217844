"""How nodes and edges of a network look: colour, sign and line by what they are; colour is never the only mark.

Colours: the colour-blind-safe set of Okabe and Ito (2008), https://jfly.uni-koeln.de/color/, and greys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

import networkx as nx

from sckg.namespaces import local
from sckg.views.languages import LANGUAGES, Labels
from sckg.views.marks import Shape
from sckg.views.nations import ELSEWHERE, NATIONS, UNSTATED, Look, drawn

__all__ = [
    "GROUPS",
    "LINES",
    "Line",
    "closed",
    "group_named",
    "group_of",
    "is_place",
    "labels_at",
    "line_of",
    "said",
    "sign",
    "size_of",
]

GROUPS: Final = {
    **{local(iri): found for iri, found in NATIONS.items()},
    "elsewhere": ELSEWHERE,
    "unstated": UNSTATED,
    "place": Look("#E69F00", "star"),
    "project": Look("#CC79A7", "hexagon"),
}
"""Looks by group of nodes, in the order of the legend: actors by nation, places that are entered, projects.

Actors whose home country no source states are a group of their own, not "of other nations".
"""
_GROUP_OF_HOME: Final = {iri: local(iri) for iri in NATIONS}
_PLACES: Final = frozenset({"Country", "Place"})
_PROJECTS: Final = frozenset({"Project", "Policy", "Engagement"})
_CHOICE: Final = re.compile(r"\{(\w+)/(\w+)\}")
_BRACKETS: Final = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]\s*$")
_HANGUL: Final = (0xAC00, 0xD7A3, 28)
"""First and last Hangul syllable in Unicode, and how many share a beginning: each 28th has no final consonant."""
_CLOSED_LETTERS: Final = frozenset("lmnrLMNR")
"""Names of letters that end in a consonant in Korean: 엘, 엠, 엔, 알."""
_CLOSED_ENDS: Final = ("l", "m", "n", "ng", "k", "p")
"""Ends of foreign words that Korean mostly hears as consonants: 인텔, 그룹, 링크플러스 … 뱅크 is the exception."""
_CLOSED_DIGITS: Final = frozenset("013678")
"""영, 일, 삼, 육, 칠, 팔."""


@dataclass(frozen=True, slots=True)
class Line:
    """Colour of a line, its dashes and gaps in pixels (none: solid), and whether it has an arrow."""

    colour: str
    dashes: tuple[int, ...] = ()
    arrow: bool = True


LINES: Final = {
    "enters": Line("#3b8fc4"),
    "entersCity": Line("#3b8fc4", (14, 5)),
    "partnersWith": Line("#7d8691", (8, 6), arrow=False),
    "actsWith": Line("#7d8691", arrow=False),
    "funds": Line("#b4540a", (2, 5)),
    "supplies": Line("#882255", (12, 4, 2, 4)),
    "memberOf": Line("#9aa3ad", (2, 4)),
    "takesPartIn": Line("#a0568a"),
    "participatesIn": Line("#a0568a", (8, 6)),
}
"""Lines by relation (local name), in the order of the legend."""
_OTHER: Final = Line("#555555", (4, 4))


def line_of(relation: str) -> Line:
    """The line of a relation, given by local name."""
    return LINES.get(relation, _OTHER)


def group_of(graph: nx.MultiDiGraph[str], iri: str) -> str:
    """The group of a node.

    A country or city is one of the places, unless it acts itself, alone or with others: then it belongs to its nation.
    """
    data = graph.nodes[iri]
    shared = any(not line_of(tie["relation"]).arrow for *_, tie in graph.in_edges(iri, data=True))
    acts = shared or graph.out_degree(iri) > 0
    return group_named(data.get("family") or data["kind"], iri, data.get("home", ""), acts=acts)


def group_named(family: str, iri: str, home: str, *, acts: bool) -> str:
    """The group of a thing of a family (`sckg.analysis.FAMILIES`) and home that acts or does not."""
    if family in _PROJECTS:
        return "project"
    if family in _PLACES and not acts:
        return "place"
    return _GROUP_OF_HOME.get(iri) or _GROUP_OF_HOME.get(home, "elsewhere" if home else "unstated")


def is_place(graph: nx.MultiDiGraph[str], iri: str) -> bool:
    """Whether a node is a country or city, which is one of the places as long as it does not act."""
    data = graph.nodes[iri]
    return (data.get("family") or data["kind"]) in _PLACES


def labels_at(graph: nx.MultiDiGraph[str], iri: str) -> Labels:
    """The labels of a node."""
    data = graph.nodes[iri]
    return {tag: text for tag in LANGUAGES if (text := data.get(f"label_{tag}"))} or {"": data["label"]}


def size_of(graph: nx.MultiDiGraph[str], iri: str) -> float:
    """How large a node is, from 1 on: by the root of its degree, so that the area tells the number."""
    return sqrt(graph.degree(iri))


def sign(group: str, x: float, y: float, radius: float) -> Shape:
    """The sign of a group around a point, of about the area of a circle of this radius."""
    return replace(drawn(GROUPS[group], x, y, radius), stroke="#ffffff")


def closed(name: str) -> bool:
    """Whether a name ends in a consonant as Korean says it: 이, 은 and 과 follow, else 가, 는 and 와.

    Words in brackets at the end are not said. Letters in capitals are said by name, other foreign words by their last
    letters, which is right more often than not.

    >>> closed("한국"), closed("중국전력(SGCC)"), closed("LG CNS"), closed("KT"), closed("SKT 2"), closed("Intel")
    (True, True, False, False, False, True)
    """
    said_part = _BRACKETS.sub("", name).rstrip(" .,'\"”’·") or name
    last, first, end, cycle = said_part[-1:], *_HANGUL
    if first <= ord(last or " ") <= end:
        return (ord(last) - first) % cycle > 0
    if last.isdigit():
        return last in _CLOSED_DIGITS
    word = re.split(r"[^A-Za-z]", said_part)[-1]
    return last in _CLOSED_LETTERS if word.isupper() else word.endswith(_CLOSED_ENDS)


def said(sentence: str, subject: str, object_: str) -> str:
    """A sentence with its names, and the particles that follow them.

    >>> said("{subject}{이/가} {object}에 진출", "한전", "중국")
    '한전이 중국에 진출'
    """
    names, before, told = {"{subject}": subject, "{object}": object_}, "", []
    for part in re.split(r"(\{[^{}]+\})", sentence):
        choice = _CHOICE.fullmatch(part)
        told.append((choice[1] if closed(before) else choice[2]) if choice else names.get(part, part))
        before = names.get(part, before)
    return "".join(told)
