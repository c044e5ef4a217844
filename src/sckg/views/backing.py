"""What stands behind a number of a picture: the engagements and relationships, who, when, and where each is stated."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.flows import Flow, top_sectors
from sckg.namespaces import concept, local
from sckg.views.languages import LANGUAGES, Labels, best, words

__all__ = [
    "Backing",
    "Citer",
    "Entry",
    "back",
    "counted",
    "dated",
    "group_key",
    "labels_of",
    "places",
    "slug",
    "told",
    "when",
]

Citer = Callable[[Iterable[str]], Mapping[str, Labels]]
"""From IRIs to where each is stated, in all languages."""
_ROUGH: Final = re.compile(r"(\d{4}(?:-\d\d){0,2})([~?%])")
_DOUBTS: Final = {"about": "~%", "uncertain": "?%"}
"""Words for the marks of EDTF behind a date."""
_DASHES: Final = {"ko": " · ", "en": " · ", "ja": "・", "zh": "·"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement: its name, when, who takes part, stage, sectors, where it is stated.

    `tags` are what it can be found by (sector, place, first and last year), each a list of ids with blanks between.
    """

    labels: Labels
    when: Labels
    who: tuple[Labels, ...] = ()
    stage: Labels = field(default_factory=dict)
    sectors: tuple[Labels, ...] = ()
    contested: bool = False
    cited: Labels = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Backing:
    """The statements behind one number, under a heading; `key` is the id that marks of the picture lead to."""

    key: str
    labels: Labels
    entries: tuple[Entry, ...]
    tags: Mapping[str, str] = field(default_factory=dict)


def told(key: str, **values: object) -> dict[str, str]:
    """A text of `words/charts.yaml` with its blanks filled, in all languages; a value may be a label itself."""
    return {
        language: text.format(
            **{name: value.get(language, "") if isinstance(value, Mapping) else value for name, value in values.items()}
        )
        for language, text in words("charts")[key].items()
    }


def slug(iri: str) -> str:
    """The last part of an id; `none` for what is not reported."""
    return local(iri) or "none"


def labels_of(facts: Facts, iri: str, missing: str = "none") -> Labels:
    """The labels of a thing; the text `missing` where there is no thing.

    A stated relationship has no name of its own: it is told by its kind.
    """
    thing = facts.things.get(iri)
    return (dict(thing.labels) if thing and thing.labels else {"": slug(iri)}) if iri else told(missing)


def group_key(picture: str, home: str, host: str) -> str:
    """The id under which the page lists what leads from a home to a host country."""
    return f"{picture}-{slug(home)}-{slug(host)}"


def back(facts: Facts, found: Iterable[Flow], picture: str, cite: Citer) -> tuple[Backing, ...]:
    """What stands behind flows: a list for each pair of home and host country."""
    chosen = list(found)
    cited = cite(basis for flow in chosen for tie in flow.ties for basis in tie.bases)
    return tuple(
        Backing(
            group_key(picture, flow.home, flow.host),
            _pair(facts, flow),
            tuple(
                sorted(
                    _entries(facts, flow, cited),
                    key=lambda entry: (entry.tags["first"] or "9", best(entry.labels, "en")),
                )
            ),
            {"home": slug(flow.home), "host": slug(flow.host)},
        )
        for flow in chosen
    )


def _pair(facts: Facts, flow: Flow) -> Labels:
    ends = [labels_of(facts, iri) for iri in (flow.home, flow.host)]
    return {tag: " → ".join(best(end, tag)[0] for end in ends) + f" ({flow.weight})" for tag in LANGUAGES}


def counted(parts: Iterable[Labels], weight: int, contested: int, *, between: str = " → ") -> Labels:
    """What a mark says when pointed at: its names, how many statements, how many of them are disputed."""
    names, doubt = list(parts), told("contested")
    return {
        tag: between.join(best(name, tag)[0] for name in names)
        + f": {weight}"
        + (f" ({doubt[tag]} {contested})" if contested else "")
        for tag in LANGUAGES
    }


def _entries(facts: Facts, flow: Flow, cited: Mapping[str, Labels]) -> Iterable[Entry]:
    grouped: dict[str, list[Tie]] = defaultdict(list)
    for tie in flow.ties:
        grouped[tie.statement].append(tie)
    for statement, ties in grouped.items():
        first = ties[0]
        sectors = sorted({one for tie in ties for one in top_sectors(facts, tie)})
        sites = {slug(place) for tie in ties for place in (tie.place, tie.project) if place}
        yield Entry(
            _name(facts, first),
            when(first.date),
            tuple(labels_of(facts, actor) for actor in sorted({tie.subject for tie in ties})),
            labels_of(facts, concept("stage", first.stage)) if first.stage else {},
            tuple(labels_of(facts, one, "no_sector") for one in sectors),
            statement in flow.contested,
            places(cited, [basis for tie in ties for basis in tie.bases]),
            {
                "sector": " ".join(map(slug, sectors)),
                "place": " ".join(sorted(sites)),
                "first": first.earliest[:4],
                "last": first.latest[:4],
            },
        )


def _name(facts: Facts, tie: Tie) -> Labels:
    """The name of a statement; a relationship is told by its ends: it has none of its own."""
    thing = facts.things.get(tie.statement)
    if thing and thing.labels:
        return dict(thing.labels)
    parts = [
        labels_of(facts, iri)
        for iri in (tie.subject, concept("relation", tie.kind), tie.project or tie.place or tie.object)
    ]
    return {tag: _DASHES[tag].join(best(part, tag)[0] for part in parts) for tag in LANGUAGES}


def places(cited: Mapping[str, Labels], bases: Iterable[str], *, between: str = "; ") -> dict[str, str]:
    """All places of several things, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for basis in bases:
        for tag, text in cited.get(basis, {}).items():
            found[tag].update(dict.fromkeys(text.split("\n")))
    return {tag: between.join(texts) for tag, texts in found.items() if texts}


def dated(text: str) -> Labels:
    """An EDTF date as it stands, but for what is about or uncertain, which is told in words.

    >>> dated("2012~")["en"], dated("2018-07~/2019")["ko"], dated("2017-04")
    ('about 2012', '2018-07경/2019', {'': '2017-04'})
    """
    if not _ROUGH.search(text):
        return {"": text}
    return {tag: _ROUGH.sub(partial(_rough, tag=tag), text) for tag in LANGUAGES}


def _rough(found: re.Match[str], tag: str) -> str:
    date = found[1]
    for word, marks in _DOUBTS.items():
        if found[2] in marks:
            date = words("charts")[word][tag].format(date=date)
    return date


def when(date: str) -> Labels:
    """A date as a reader sees it, words for what is open."""
    if date in ("", "unknown", "ongoing"):
        return told("ongoing" if date == "ongoing" else "no_date")
    return dated(date)
