"""Wikidata: items by their names, what it states of items, and whether they are still there.

Terms are those of its RDF (https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format); its queries stand in
`queries/outside`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Final

import pyoxigraph as ox

from sckg.config import paths
from sckg.errors import UsageError
from sckg.linking.facts import Fact, State
from sckg.linking.fetching import Fetcher
from sckg.linking.reading import Row
from sckg.namespaces import CURIES
from sckg.queries import load_query
from sckg.store import Term

__all__ = [
    "ENDPOINT",
    "LANGUAGES",
    "Candidate",
    "describe",
    "facts",
    "outside_query",
    "search",
    "states",
]

ENDPOINT: Final = "https://query.wikidata.org/sparql"
LANGUAGES: Final = ("en", "ko", "ja", "zh")
_FALLBACK: Final = ("en", "mul", "ko", "ja", "zh", "zh-hans", "zh-hant")
"""Languages in which an item is told in one word, the best first."""
_ITEM: Final = re.compile(r"wd:Q[1-9][0-9]*")
_SCRIPTS: Final = (
    (re.compile("[가-힣ㄱ-ㆎ]"), ("ko", "mul")),
    (re.compile("[぀-ヿ]"), ("ja", "mul")),
    (re.compile("[㐀-鿿豈-﫿]"), ("zh", "zh-hans", "zh-hant", "ja", "ko", "mul")),
    (re.compile(""), ("en", "mul")),
)
"""Script → languages in which a name may stand; the first that fits a name is taken."""
_TIME: Final = re.compile(r"\+?(\d{4})-(\d\d)-(\d\d)T.*")
_YEAR, _MONTH, _DAY = 9, 10, 11
"""Precisions of a time (https://www.wikidata.org/wiki/Help:Dates#Precision)."""
_TIES: Final = frozenset({"headquarters", "parent-company", "parent-region"})
"""Properties whose values are items."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be what a name means.

    `id` is a CURIE (`wd:Q1858`), `labels` are by language (`mul`: the same in all), `types` are the English labels of
    its classes, `kinds` those of ours it is of (city, country, organisation), `countries` ISO 3166-1 codes,
    `coordinates` degrees north and east.
    """

    id: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    aliases: tuple[str, ...] = ()
    description: str = ""
    types: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    countries: tuple[str, ...] = ()
    coordinates: tuple[float, float] | None = None

    @property
    def country(self) -> str:
        """The country, the first of several; '' where none is stated."""
        return self.countries[0] if self.countries else ""

    @property
    def label(self) -> str:
        """The label in the best language there is; the id where there is none."""
        return next((self.labels[tag] for tag in _FALLBACK if tag in self.labels), self.id)


def search(fetcher: Fetcher, names: Iterable[str], *, endpoint: str = ENDPOINT) -> dict[str, tuple[Candidate, ...]]:
    """Items that have exactly one of these names, as label or alias, by name; in order of id.

    The languages looked into follow from the script of a name. Raises `OutsideError` where an answer is missing.
    """
    literals = {str(ox.Literal(name, language=tag)): name for name in names if name.strip() for tag in _languages(name)}
    found: dict[str, set[str]] = defaultdict(set)
    answers = fetcher.select_about(endpoint, outside_query("wikidata-search"), "name", literals)
    for row in answers.need():
        if item := _curie(row, "thing"):
            found[row["name"].value].add(item)
    known = describe(fetcher, {item for items in found.values() for item in items}, endpoint=endpoint)
    return {name: tuple(known[item] for item in sorted(items, key=_number)) for name, items in sorted(found.items())}


def describe(fetcher: Fetcher, ids: Iterable[str], *, endpoint: str = ENDPOINT) -> dict[str, Candidate]:
    """What tells items apart, by id: names, description, classes, kinds, country and coordinates."""
    wanted = sorted(set(ids), key=_number)
    texts, rows = _texts(fetcher, wanted, endpoint), _rows(fetcher, "wikidata-facts", wanted, endpoint)
    stated: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    places: dict[str, set[tuple[float, float]]] = defaultdict(set)
    for row in rows:
        item = _curie(row, "thing")
        if row.keys() >= {"latitude", "longitude"}:
            north, east = _decimal(row["latitude"]), _decimal(row["longitude"])
            places[item] |= {(float(north), float(east))} if north and east else set()
        stated[item]["type"].add(_curie(row, "type"))
        stated[item]["country"].add(row["country"].value if "country" in row else "")
    for row in _rows(fetcher, "wikidata-kinds", wanted, endpoint):
        stated[_curie(row, "thing")]["kind"].add(row["kind"].value)
    classes = {one for told in stated.values() for one in told["type"] if one}
    labels = _texts(fetcher, sorted(classes, key=_number), endpoint)
    return {item: _candidate(item, texts.get(item, []), stated[item], labels, places[item]) for item in wanted}


def states(fetcher: Fetcher, ids: Iterable[str], *, endpoint: str = ENDPOINT) -> dict[str, State]:
    """Whether items are there, of what kinds and countries, by id. Raises `OutsideError` where an answer is missing."""
    found: dict[str, State] = {}
    for row in _rows(fetcher, "wikidata-states", sorted(set(ids), key=_number), endpoint):
        item, target = _curie(row, "thing"), _curie(row, "target")
        state = "redirect" if target else "there" if "statements" in row else "gone"
        found[item] = max(found.get(item, State(item, "")), State(item, state, target))
    there = sorted((item for item, state in found.items() if state.state == "there"), key=_number)
    kinds, countries = (
        _several(_rows(fetcher, query, there, endpoint), name)
        for query, name in (("wikidata-kinds", "kind"), ("wikidata-facts", "country"))
    )
    return found | {one: replace(found[one], kinds=kinds[one], countries=countries[one]) for one in there}


def _several(rows: Iterable[Row], name: str) -> dict[str, str]:
    """What rows say of each item in one column, with | between; '' where they say nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if name in row:
            found[_curie(row, "thing")].add(row[name].value)
    return defaultdict(str, {item: "|".join(sorted(texts)) for item, texts in found.items()})


def facts(fetcher: Fetcher, ids: Iterable[str], *, endpoint: str = ENDPOINT) -> list[Fact]:
    """What is stated of items, sorted: of several populations the latest, of several coordinates one.

    An item as a value is told as `label (id)`. What is no value (`unknown`), or no date of a year at least, is left
    out. Raises `OutsideError` where an answer is missing.
    """
    rows = _rows(fetcher, "wikidata-values", sorted(set(ids), key=_number), endpoint)
    others = {_curie(row, "value") for row in rows if row["property"].value in _TIES} - {""}
    texts = _texts(fetcher, sorted(others, key=_number), endpoint)
    labels = {item: f"{_candidate(item, told, {}, {}, ()).label} ({item[3:]})" for item, told in texts.items()}
    found = {fact for row in rows for fact in _read(row, labels)}
    return sorted(_settled(found))


@cache
def outside_query(name: str) -> str:
    """The text of a query of `queries/outside`, without its comments.

    Raises `UsageError` where there is none.
    """
    path = paths().queries / "outside" / f"{name}.rq"
    if not path.is_file():
        known = ", ".join(sorted(other.stem for other in path.parent.glob("*.rq")))
        raise UsageError(f"no outside query {name!r}. There are: {known}")
    lines = load_query(path).text.splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.startswith("#")) + "\n"


def _languages(name: str) -> tuple[str, ...]:
    return next(tags for script, tags in _SCRIPTS if script.search(name))


def _rows(fetcher: Fetcher, query: str, items: Iterable[str], endpoint: str) -> list[Row]:
    terms = [_term(item) for item in items]
    return fetcher.select_about(endpoint, outside_query(query), "thing", terms).need() if terms else []


def _term(item: str) -> str:
    """The IRI of an item in N-Triples; raises `UsageError` for what is no id of one."""
    if not _ITEM.fullmatch(item):
        raise UsageError(f"{item!r} is no item of Wikidata. Write it as wd:Q1858")
    return f"<{CURIES['wd']}{item[3:]}>"


def _curie(row: Row, name: str) -> str:
    """The item in a cell; '' for anything else."""
    term = row.get(name)
    found = f"wd:{term.value.removeprefix(CURIES['wd'])}" if isinstance(term, ox.NamedNode) else ""
    return found if _ITEM.fullmatch(found) else ""


def _number(item: str) -> int:
    return int(item[4:]) if _ITEM.fullmatch(item) else 0


_Texts = list[tuple[str, str, str]]
"""Kind (label, alias, description), language and text."""


def _texts(fetcher: Fetcher, items: Iterable[str], endpoint: str) -> dict[str, _Texts]:
    found: dict[str, _Texts] = defaultdict(list)
    for row in _rows(fetcher, "wikidata-texts", items, endpoint):
        text = row["text"]
        if isinstance(text, ox.Literal):
            found[_curie(row, "thing")].append((row["kind"].value, text.language or "", _line(text.value)))
    return found


def _candidate(
    item: str,
    texts: _Texts,
    stated: Mapping[str, set[str]],
    classes: Mapping[str, _Texts],
    places: Iterable[tuple[float, float]],
) -> Candidate:
    told = {kind: {tag: text for what, tag, text in sorted(texts) if what == kind} for kind in ("label", "description")}
    types = {one: _candidate(one, classes.get(one, []), {}, {}, ()).label for one in stated.get("type", ()) if one}
    return Candidate(
        item,
        told["label"],
        tuple(sorted({text for kind, _, text in texts if kind == "alias"})),
        next((told["description"][tag] for tag in _FALLBACK if tag in told["description"]), ""),
        tuple(sorted(types.values())),
        frozenset(stated.get("kind", ())),
        tuple(sorted(set(stated.get("country", ())) - {""})),
        min(places, default=None),
    )


def _read(row: Row, labels: Mapping[str, str]) -> Iterator[Fact]:
    """The fact of a row; none where it holds no value that can be told."""
    item, name, term = _curie(row, "thing"), row["property"].value, row.get("value")
    if name == "latitude":
        value = " ".join(number for end in ("value", "east") if (number := _decimal(row.get(end))))
        found = Fact(item, name, value) if " " in value else None
    elif name == "population":
        found = Fact(item, name, _decimal(term), "", _edtf(row, "date", "date_precision") or "unknown")
    elif name == "inception":
        found = Fact(item, name, _edtf(row, "value", "precision"))
    elif name in _TIES:
        other = _curie(row, "value")
        found = Fact(item, name, labels.get(other, other[3:]))
    elif name == "official-name" and isinstance(term, ox.Literal):
        language = (term.language or "").partition("-")[0]
        found = Fact(item, name, _line(term.value), language) if language in LANGUAGES else None
    else:
        found = Fact(item, name, "" if term is None or isinstance(term, ox.BlankNode) else _line(term.value))
    if found and found.value:
        yield found


def _settled(found: Iterable[Fact]) -> Iterator[Fact]:
    """Facts that stand side by side: the latest population, one place on the map."""
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in found:
        groups[fact.id, fact.property].append(fact)
    for (item, name), several in groups.items():
        if name == "latitude":
            north, _, east = min(several).value.partition(" ")
            yield from (Fact(item, "latitude", north), Fact(item, "longitude", east))
        elif name == "population":
            last = max(several, key=lambda fact: "" if fact.date == "unknown" else fact.date).date
            yield from (fact for fact in several if fact.date == last)
        else:
            yield from several


def _decimal(term: Term | None) -> str:
    """A number without exponent, to six places (a degree to a tenth of a metre); '' for what is none.

    >>> _decimal(ox.Literal("+8.0536630E6")), _decimal(ox.Literal("105.84116666667")), _decimal(ox.Literal("many"))
    ('8053663', '105.841167', '')
    """
    try:
        value = Decimal(term.value) if isinstance(term, ox.Literal) else Decimal("NaN")
        return f"{round(value, 6).normalize():f}" if value.is_finite() else ""
    except ArithmeticError:
        return ""


def _edtf(row: Row, name: str, precision: str) -> str:
    """A time as EDTF, as exactly as it is known; '' where it is not known to the year."""
    found = _TIME.fullmatch(row[name].value) if name in row else None
    known = int(_decimal(row.get(precision)) or 0)
    if not found or known < _YEAR:
        return ""
    return "-".join(found.groups()[: min(known, _DAY) - _YEAR + 1])


def _line(text: str) -> str:
    return " ".join(text.split())
