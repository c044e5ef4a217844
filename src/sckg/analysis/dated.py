"""What happened when: engagements and policies with the days their dates may mean.

Dates are EDTF texts (https://www.loc.gov/standards/datetime/); a year means any day of it, so every date is a first and
a last day, and what goes on has two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sckg.analysis.facts import Facts, Tie
from sckg.analysis.selection import Selection, select
from sckg.errors import UsageError
from sckg.namespaces import local
from sckg.queries import Session

__all__ = ["Dated", "Days", "count_undated", "read_dated", "select_dated"]

_HOST: Final = "host"
"""The role of those who only receive: a visit to a country is no activity of that country."""
_ENDS: Final = (("earliest", "latest"), ("startEarliest", "startLatest"), ("endEarliest", "endLatest"))
"""First and last day of the date of a thing, of its beginning, of its end."""


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """The first and the last day a date may mean, ISO 8601."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Dated:
    """An engagement or a policy.

    `start` is when it happened or began, None where that is not known; `end` when it was over, None where it has no
    end of its own or that is not known; `ongoing` says that it went on when the source was written. `date` is the text.
    `nations` are the home countries of those who act (for a policy, its nation), `hosts` the countries it takes place
    in; `sectors`, `actors`, `places` are IRIs, `stage` and `kind` ids of codes.
    """

    iri: str
    labels: Mapping[str, str] = field(hash=False)
    policy: bool
    date: str
    start: Days | None
    end: Days | None
    ongoing: bool
    nations: tuple[str, ...]
    hosts: tuple[str, ...]
    actors: tuple[str, ...]
    sectors: tuple[str, ...]
    places: tuple[str, ...]
    stage: str
    kind: str
    contested: bool

    @property
    def dated(self) -> bool:
        """Whether it can be placed in time."""
        return self.start is not None or self.end is not None


def read_dated(session: Session, facts: Facts) -> list[Dated]:
    """All engagements and policies, by first day, those without a date last."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in session.view("dated", {}):
        iri, name, value = row["thing"].value, local(row["property"].value), row["value"]
        values[iri]["class"].add(local(row["class"].value))
        if name == "prefLabel":
            labels[iri][getattr(value, "language", None) or ""] = value.value
        else:
            values[iri][name].add(value.value)
    parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in facts.parts:
        parts[part.engagement].append((part.actor, part.role))
    found = [
        replace(_dated(iri, told, parts[iri], facts), labels=dict(sorted(labels[iri].items())))
        for iri, told in values.items()
    ]
    return sorted(found, key=lambda one: ((one.start or one.end or Days("9", "9")), one.iri))


def _dated(iri: str, told: Mapping[str, set[str]], parts: Sequence[tuple[str, str]], facts: Facts) -> Dated:
    """A thing without its labels."""

    def one(name: str) -> str:
        return min(told[name], default="")

    own, start, end = (_days(one(first), one(last)) for first, last in _ENDS)
    acting = [actor for actor, role in parts if role != _HOST] or [actor for actor, _ in parts]
    nations = {facts.home(actor) for actor in acting} | told["homeCountry"]
    places = sorted(told["place"] | told["takesPlaceIn"])
    return Dated(
        iri,
        {},
        "Policy" in told["class"],
        _text(one("dateText"), one("startText"), one("endText")),
        start or own,
        end,
        one("endText") == "ongoing",
        tuple(sorted(nations - {""})),
        tuple(sorted({home for place in places if (home := facts.home(place))})),
        tuple(sorted(set(acting))),
        tuple(sorted(told["sector"])),
        tuple(places),
        local(one("stage")),
        local(one("engagementKind")),
        iri in facts.disputed,
    )


def _text(date: str, start: str, end: str) -> str:
    """All that is known of the dates, as EDTF texts: the date, then the run if it says more."""
    known = [text if text and text != "unknown" else "" for text in (date, start, end)]
    run = "/".join(known[1:]) if known[2] else known[1]
    begun = f"{known[0]}/{known[2]}" if known[0] and known[2] and not known[1] else ""
    return begun or "; ".join(dict.fromkeys(text for text in (known[0], run) if text)) or "unknown"


def _days(first: str, last: str) -> Days | None:
    return Days(first, last or first) if first else None


def select_dated(found: Iterable[Dated], facts: Facts, selection: Selection) -> list[Dated]:
    """Those that a selection keeps; what restricts relations or a neighbourhood keeps only what ties rest on.

    Raises `UsageError` where nothing is left.
    """
    plain = replace(selection, relation=frozenset(), around="")
    kept = [one for one in found if any(plain.keep(tie, facts) for tie in _ties(one))]
    if selection.relation or selection.around:
        behind = {tie.statement for tie in select(facts, selection)}
        kept = [one for one in kept if one.iri in behind]
    if not kept:
        asked = "; ".join(f"{name} ({value})" for name, value in selection.asked(facts).items())
        raise UsageError(f"nothing is left: no engagement or policy fits {asked}. Widen a filter, or drop one")
    return kept


def count_undated(found: Iterable[Dated], facts: Facts, selection: Selection) -> int:
    """How many a period leaves out because they have no date, though the other filters keep them."""
    if not selection.period:
        return 0
    rest = replace(selection, as_of="", start="", end="", relation=frozenset(), around="")
    return sum(not one.dated and any(rest.keep(tie, facts) for tie in _ties(one)) for one in found)


def _ties(one: Dated) -> Iterable[Tie]:
    """What a selection looks at: who is tied to what, were it an edge."""
    for actor in one.actors or one.nations or ("",):
        for place in one.places or ("",):
            yield Tie(
                "",
                actor,
                "",
                one.iri,
                (one.iri,),
                contested=one.contested,
                stage=one.stage,
                sectors=one.sectors,
                place=place,
                earliest=(one.start or one.end or Days("", "")).first,
                latest=(one.start or one.end or Days("", "")).last,
                ended=one.end.last if one.end else "",
            )
