"""What others know of a thing: their ids for it, and the values they publish; never what our sources say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sckg.namespaces import contract, local
from sckg.queries.lookup import FALLBACK
from sckg.queries.session import RICH, Session
from sckg.store import Term

__all__ = [
    "HOW",
    "UNKNOWN",
    "Around",
    "OutsideFact",
    "OutsideId",
    "Provider",
    "country_numbers",
    "outside_ids",
    "outside_sources",
    "outside_values",
    "positions",
    "read_around",
    "titled",
]

HOW: Final[Mapping[str, Mapping[str, str]]] = {
    "sameAs": {
        "en": "the same, two ids agree",
        "ko": "동일(두 식별자 일치)",
        "ja": "同一(二つの識別子が一致)",
        "zh": "同一(两个标识符一致)",
    },
    "exactMatch": {"en": "exact, reviewed", "ko": "일치(검토됨)", "ja": "一致(確認済み)", "zh": "一致(已核对)"},
    "closeMatch": {"en": "close, proposed", "ko": "유사(제안)", "ja": "類似(提案)", "zh": "相近(提议)"},
}
"""How close a link is, in words, by the local name of its predicate."""
UNKNOWN: Final[Mapping[str, str]] = {
    "en": "date unknown",
    "ko": "시점 미상",
    "ja": "時点不明",
    "zh": "日期不详",
}
"""What is said of a value whose date nobody tells."""
_ORDER: Final = ("sameAs", "exactMatch", "closeMatch")


@dataclass(frozen=True, slots=True, order=True)
class OutsideId:
    """An id that others have for a thing.

    `target` is whose id it is, `how` the local name of the predicate (a key of `HOW`), `addresses` where to see the
    evidence.
    """

    target: str
    rank: int
    id: str
    iri: str
    label: str
    how: str
    confidence: str
    reviewer: str
    date: str
    evidence: str
    addresses: tuple[str, ...]

    @property
    def decided(self) -> str:
        """Who decided and when; of a proposal, the day alone."""
        return ", ".join(filter(None, (self.reviewer, self.date)))


@dataclass(frozen=True, slots=True, order=True)
class OutsideFact:
    """A value that an outside source (IRI) publishes of a thing.

    `what` is the property (IRI), `date` what the value holds for, `language` that of a name, `number` whether the value
    is one, `held` the id it stands under.
    """

    what: str
    source: str
    date: str
    language: str
    value: str
    number: bool
    held: str
    iri: str

    @property
    def shown(self) -> str:
        """The value as people read it: whole thousands apart, no more digits than were given.

        >>> OutsideFact("", "", "", "", "8053663", True, "", "").shown
        '8,053,663'
        """
        whole, dot, rest = self.value.partition(".")
        return f"{int(whole):,}{dot}{rest}" if self.number and len(whole) > 3 else self.value

    @property
    def address(self) -> str:
        """The id it stands under, short."""
        return contract(self.held).removesuffix("/")


@dataclass(frozen=True, slots=True)
class Provider:
    """An outside source: titles by language, licence, attribution, the day it was got."""

    titles: Mapping[str, str]
    publisher: str
    licence: str
    attribution: str
    retrieved: str


@dataclass(frozen=True, slots=True)
class Around:
    """What others know of things: ids and values by thing (IRI), and the sources of the values by IRI."""

    ids: Mapping[str, tuple[OutsideId, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[OutsideFact, ...]] = field(default_factory=dict)
    sources: Mapping[str, Provider] = field(default_factory=dict)


def read_around(session: Session, iris: Iterable[str]) -> Around:
    """What others know of many things."""
    wanted = tuple(iris)
    return Around(outside_ids(session, wanted), outside_values(session, wanted), outside_sources(session))


def titled(source: Provider, language: str) -> str:
    """The title of an outside source for a reader of a language."""
    return next((source.titles[tag] for tag in FALLBACK[language] if tag in source.titles), "")


def outside_ids(session: Session, iris: Iterable[str]) -> dict[str, tuple[OutsideId, ...]]:
    """The ids that others have for each of many things, by target, the surest first."""
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in session.ask_about("links", iris, batch=RICH):
        told = {name: term.value for name, term in row.items()}
        rows[told["thing"], told["other"]].append(told)
    found: dict[str, list[OutsideId]] = defaultdict(list)
    for (thing, _), same in rows.items():
        found[thing].append(_id(same))
    return {thing: tuple(sorted(ids)) for thing, ids in found.items()}


def _id(rows: list[dict[str, str]]) -> OutsideId:
    """One id from its rows, which differ in the address of the evidence."""
    told, how = rows[0], local(rows[0]["how"])
    return OutsideId(
        told["title"],
        _ORDER.index(how),
        told["notation"],
        told["other"],
        told["label"],
        how,
        told["confidence"],
        told.get("reviewer", ""),
        told["date"],
        told["evidence"],
        tuple(sorted({row["address"] for row in rows})),
    )


def outside_values(session: Session, iris: Iterable[str]) -> dict[str, tuple[OutsideFact, ...]]:
    """What outside sources publish of each of many things, by property, source and date."""
    found: dict[str, set[OutsideFact]] = defaultdict(set)
    for row in session.ask_about("outside", iris, batch=RICH):
        found[row["thing"].value].add(_value(row))
    return {thing: tuple(sorted(values)) for thing, values in found.items()}


def _value(row: Mapping[str, Term]) -> OutsideFact:
    term = row.get("number") or row["text"]
    what, source, date, held, node = (row[name].value for name in ("property", "source", "date", "other", "node"))
    tag = getattr(term, "language", None) or ""
    return OutsideFact(what, source, date, tag, term.value, "number" in row, held, node)


def outside_sources(session: Session) -> dict[str, Provider]:
    """Every outside source by IRI."""
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    told: dict[str, tuple[str, ...]] = {}
    for row in session.view("outside-sources", {}):
        source = row["source"].value
        titles[source][getattr(row["title"], "language", None) or ""] = row["title"].value
        told[source] = tuple(row[name].value for name in ("publisher", "licence", "attribution", "retrieved"))
    return {source: Provider(titles[source], *told[source]) for source in sorted(told)}


def positions(session: Session) -> dict[str, tuple[float, float]]:
    """Longitude and latitude in degrees of every place of which an outside source tells both, by IRI.

    Where several do, the first one by name.
    """
    found: dict[str, tuple[float, float]] = {}
    rows = [{name: term.value for name, term in row.items()} for row in session.view("positions", {})]
    for row in sorted(rows, key=lambda row: (row["place"], row["source"], row["longitude"], row["latitude"])):
        found.setdefault(row["place"], (float(row["longitude"]), float(row["latitude"])))
    return found


def country_numbers(session: Session) -> dict[str, str]:
    """UN M49 code of every country that was linked to one, by IRI; a proposed one only where none was decided."""
    found: dict[str, str] = {}
    rows = [{name: term.value for name, term in row.items()} for row in session.view("country-numbers", {})]
    for row in sorted(rows, key=lambda row: (_ORDER.index(local(row["how"])), row["number"])):
        found.setdefault(row["country"], row["number"])
    return found
