"""Who does what, where, with whom, on the page of a thing: groups of rows, each with where it is stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from markupsafe import Markup

from sckg.analysis import Tie
from sckg.namespaces import ID, ONTOLOGY, local
from sckg.views.atlas.blocks import Group, Row, by_name, counting, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.texts import filled, word
from sckg.views.languages import Labels

__all__ = [
    "behind",
    "cited",
    "derived",
    "engagements",
    "filed",
    "how_many",
    "list_of",
    "participations",
    "parties",
    "relations",
    "statement",
    "things",
    "ties",
]

_STATED: Final = f"{ID}relationship/"
_HEADS: Final = {
    "abroad": "host",
    "entered": "actor",
    "entered_by": "actor",
    "entered_countries": "host",
    "funded_by": "funder",
    "funds": "funded",
    "goes": "host",
    "goes_cities": "city",
    "partners": "partner",
    "supplied_by": "supplier",
    "supplies": "supplied",
    "taking_part": "actor",
}
"""What the other end of ties is called, by the key of their group."""


def filed(groups: Iterable[Group]) -> list[Group]:
    """The groups that have rows."""
    return [one for one in groups if one.rows]


def ties(desk: Desk, key: str, found: Iterable[Tie], *, end: str) -> Group:
    """Ties of a thing, a row for each other end of them (`object` or `subject`), with what they rest on."""
    grouped: dict[str, list[Tie]] = defaultdict(list)
    for tie in found:
        grouped[getattr(tie, end)].append(tie)
    order = sorted(grouped, key=lambda other: (-how_many(grouped[other]), other))
    rows = (
        Row(
            (
                desk.party(other) + desk.disputed(grouped[other]),
                behind(desk, grouped[other]),
                cited(desk, grouped[other]),
            ),
        )
        for other in order
    )
    told = group(key, f"{_HEADS[key]} rests cited", rows)
    return counting(told, how_many(tie for each in grouped.values() for tie in each))


def cited(desk: Desk, found: Iterable[Tie]) -> Markup:
    """Where ties are stated."""
    return desk.tell.cites(dict.fromkeys(basis for tie in found for basis in tie.bases))


def how_many(found: Iterable[Tie]) -> int:
    """The number of statements behind ties."""
    return len({tie.statement for tie in found})


def behind(desk: Desk, found: Iterable[Tie]) -> Markup:
    """What ties rest on, by date, each once."""
    known = {tie.statement: tie for tie in found}
    order = sorted(known.values(), key=lambda tie: (tie.earliest or "9999", tie.statement))
    return Markup("<br>").join(
        dict.fromkeys(
            statement(desk, tie.statement, tie.date) + (desk.mark("contested") if tie.contested else Markup(""))
            for tie in order
        )
    )


def statement(desk: Desk, iri: str, date: str | None = None) -> Markup:
    """What something rests on: an engagement with its date, where that is asked for, or the relation that is stated."""
    if iri.startswith(_STATED):
        return desk.tell.relation(iri)
    when = Markup(' <span class="when">{}</span>').format(desk.tell.date(date)) if date is not None else Markup("")
    return desk.tell.link(iri) + when


def list_of(desk: Desk, found: Iterable[str]) -> Markup:
    """Engagements and stated relations, one after the other."""
    return Markup("; ").join(statement(desk, iri) for iri in found)


def engagements(desk: Desk, key: str, found: Iterable[str], *, of: str = "") -> Group:
    """Engagements by date: what, who in which role, where, how far; `of` is whose page it is."""
    order = sorted(set(found), key=lambda iri: (desk.first_day(iri), iri))
    rows = (
        Row(
            (
                desk.tell.date(desk.when(iri)),
                _engagement(desk, iri),
                parties(desk, iri, but=of),
                _where(desk, iri),
                desk.tell.cites((iri,)),
            ),
        )
        for iri in order
    )
    return group(key, "date engagement parties place cited", rows)


def _engagement(desk: Desk, iri: str) -> Markup:
    told = [part for name in ("engagementKind", "stage") if (part := desk.code(iri, name))]
    doubt = desk.mark("contested") if iri in desk.facts.disputed else Markup("")
    return Markup('{}{}<br><span class="small">{}</span>').format(
        desk.tell.link(iri), doubt, Markup(" · ").join(dict.fromkeys(told))
    )


def parties(desk: Desk, iri: str, *, but: str = "") -> Markup:
    """Who takes part, with roles; that of `but` first and without its name."""
    own, others = [], []
    for part in desk.dossiers.pointing(iri, "inEngagement"):
        actor, role = desk.dossiers.one(part, "actor"), desk.code(part, "role")
        if but and actor == but:
            own.append(Markup('<span class="own">{}</span>').format(role))
        elif actor:
            others.append(Markup('{} <span class="small">{}</span>').format(desk.tell.link(actor), role))
        else:
            others.append(Markup('{} <span class="small">{}</span>').format(desk.tell.word("not_named"), role))
    return Markup("<br>").join((*own, *others))


def _where(desk: Desk, iri: str) -> Markup:
    project, place = desk.dossiers.all(iri, "concernsProject"), desk.dossiers.all(iri, "place", "takesPlaceIn")
    return Markup("<br>").join(desk.tell.link(one) for one in dict.fromkeys((*project, *place)))


def relations(desk: Desk, iri: str) -> Group:
    """What sources state of a thing and others, in either direction."""
    rows = []
    for other in desk.dossiers.pointing(iri, "subject", "object"):
        if other.startswith(_STATED):
            rows += list(_relation(desk, other, iri))
    return group("relations", "relation other date cited", (row for _, row in sorted(rows, key=lambda one: one[0])))


def _relation(desk: Desk, stated: str, iri: str) -> Iterator[tuple[tuple[str, ...], Row]]:
    one = desk.dossiers.one
    kind, subject, thing = one(stated, "relationKind"), one(stated, "subject"), one(stated, "object")
    outgoing = subject == iri
    other = thing if outgoing else subject
    name: Labels = desk.labels(kind) if outgoing else _inverse(kind, desk.labels(kind))
    date = one(stated, "dateText")
    told = desk.tell.date(date) if date else Markup("")
    cells = (desk.tell.say(name), desk.party(other), told, desk.tell.cites((stated,)))
    yield (str(not outgoing), kind, desk.first_day(stated), other), Row(cells)


def _inverse(kind: str, labels: Labels) -> Labels:
    """What a relation is called from its other end."""
    key = f"inverse_{local(kind).replace('-', '_')}"
    try:
        return word(key)
    except KeyError:
        return filled("inverse_any", relation=labels)


def things(desk: Desk, key: str, found: Iterable[str]) -> Group:
    """Things in the order of their labels: what each is, where it is at home, since when."""
    order = sorted(set(found), key=lambda iri: (desk.dossiers.label(iri, "en").casefold(), iri))
    rows = (
        Row(
            (
                desk.party(iri),
                desk.tell.name(desk.kind(iri)),
                desk.code(iri, "stage"),
                desk.tell.date(desk.when(iri)) if desk.when(iri) else Markup(""),
                desk.tell.cites((iri,)),
            ),
        )
        for iri in order
    )
    return by_name(group(key, "name kind stage date cited", rows))


def participations(desk: Desk, engagement: str) -> Group:
    """Who takes part in an engagement, in which role."""
    one = desk.dossiers.one
    rows = (
        Row(
            (
                desk.party(one(part, "actor")) if one(part, "actor") else desk.tell.word("not_named"),
                desk.code(part, "role"),
                desk.tell.cites((part,)),
            )
        )
        for part in desk.dossiers.pointing(engagement, "inEngagement")
    )
    return group("parties", "actor role cited", rows)


def derived(desk: Desk, engagement: str) -> Group:
    """What the rules derive from an engagement: who enters where, who works with whom, who funds what."""
    found = {
        (tie.relation, tie.subject, tie.object): tie
        for tie in desk.facts.ties
        if tie.statement == engagement and (tie.relation != "partnersWith" or tie.subject < tie.object)
    }
    rows = (
        Row(
            (
                desk.party(tie.subject),
                desk.tell.name(f"{ONTOLOGY}{tie.relation}") + (desk.mark("contested") if tie.contested else Markup("")),
                desk.party(tie.object),
                desk.tell.cites(tie.bases),
            )
        )
        for _, tie in sorted(found.items())
    )
    return group("derived", "actor relation other cited", rows, note="derived_note")
