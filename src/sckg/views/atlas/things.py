"""Pages of actors, places, projects, policies, engagements and sectors: what is told of each, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sckg.analysis import Tie
from sckg.namespaces import ID, ONTOLOGY, local
from sckg.views.atlas import elsewhere, remarks
from sckg.views.atlas import statements as told
from sckg.views.atlas.addresses import page_of
from sckg.views.atlas.blocks import Fact, Group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.texts import word
from sckg.views.languages import Labels

__all__ = [
    "ThingPage",
    "actor_page",
    "engagement_page",
    "place_page",
    "policy_page",
    "project_page",
    "sector_page",
]

_TAKING_PART: Final = ("participatesIn", "takesPartIn")
_BRIEF: Final = 6
"""Other names shown below the heading; all stand in their table."""


@dataclass(frozen=True, slots=True)
class ThingPage:
    """The page of a thing.

    `up` is the list it belongs to (address and name), `around` whether a picture of its neighbourhood fits, `dated` the
    engagements of its small timeline, `brief` other names with their language.
    """

    iri: str
    address: str
    title: Labels
    kind: Markup
    up: tuple[str, Labels]
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    cited: Markup
    note: str = ""
    around: bool = False
    dated: tuple[str, ...] = ()
    brief: tuple[tuple[str, str], ...] = ()


class _Writer:
    """What the pages of all kinds need of one thing."""

    def __init__(self, desk: Desk, iri: str) -> None:
        self.desk, self.iri, self.d = desk, iri, desk.dossiers

    def fact(self, name: str, value: Markup, prop: str = "") -> list[Fact]:
        """A fact under a word of ours; where the source is known not to tell it, that."""
        if not value and prop and ONTOLOGY + prop in self.d.all(self.iri, "notReported"):
            value = Markup('<span class="unsaid">{}</span>').format(self.desk.tell.word("not_reported"))
        return [Fact(word(name), value)] if value else []

    def linked(self, name: str, *props: str) -> list[Fact]:
        """A fact whose values are things."""
        return self.fact(name, self.desk.tell.list(self.d.all(self.iri, *props)), props[0])

    def coded(self, name: str, prop: str) -> list[Fact]:
        """A fact whose value is a code."""
        return self.fact(name, self.desk.code(self.iri, prop), prop)

    def when(self, name: str) -> list[Fact]:
        """When something happened, or from when till when."""
        text = self.desk.when(self.iri)
        begun, _, closed = text.partition("/")
        shown = self.desk.tell.date(text) if closed != "ongoing" else self.desk.tell.date(begun)
        if closed == "ongoing":
            shown += self.desk.mark("ongoing")
        return self.fact(name, shown) if text else self.fact(name, self.desk.tell.word("undated"))

    def ties(self, relation: str, *, at: str) -> list[Tie]:
        """Ties of a relation that start or end at the thing; what a nation has through its actors is told of them."""
        return [tie for tie in self.desk.facts.ties if tie.relation == relation and getattr(tie, at) == self.iri]

    def acting(self) -> list[str]:
        """Engagements it takes part in."""
        return [self.d.one(part, "inEngagement") for part in self.d.pointing(self.iri, "actor")]

    def told_of(self) -> list[Group]:
        """What is told of any thing: relations, figures, findings, contradictions, gaps, names, what others know."""
        about = self.d.pointing(self.iri, "about")
        kinds = {kind: [one for one in about if one.startswith(f"{ID}{kind}/")] for kind in ("finding", "gap")}
        return [
            remarks.amounts(self.desk, "amounts", self.d.pointing(self.iri, "priceOf")),
            remarks.figures(self.desk, "figures", self.d.pointing(self.iri, "observedOf")),
            remarks.findings(self.desk, "findings", kinds["finding"]),
            told.relations(self.desk, self.iri),
            remarks.contradictions(self.desk, self.iri),
            remarks.unreported(self.desk, "unreported", kinds["gap"]),
            remarks.names(self.desk, self.iri),
            elsewhere.values_from_outside(self.desk, self.iri),
            elsewhere.links_out(self.desk, self.iri),
        ]

    def page(self, facts: Iterable[Fact], groups: Iterable[Group], *, up: str, dated: Iterable[str] = ()) -> ThingPage:
        """The page with what all pages have."""
        kind = self.desk.kind(self.iri)
        return ThingPage(
            self.iri,
            page_of(self.iri),
            self.desk.labels(self.iri),
            self.desk.tell.name(kind) if kind else self.desk.tell.word("sector"),
            (f"{up}.html", word(up)),
            tuple(facts),
            tuple(told.filed(groups)),
            self.desk.tell.cites((self.iri,)),
            self.d.one(self.iri, "editorialNote"),
            local(kind) != "Engagement",
            tuple(dict.fromkeys(dated)),
            self.brief(),
        )

    def brief(self) -> tuple[tuple[str, str], ...]:
        """Labels with their language, then other names, each once."""
        labels = {text: tag for tag, text in sorted(self.d.labels.get(self.iri, {}).items())}
        others = [name for name in self.d.all(self.iri, "altLabel") if name not in labels]
        return (*((text, tag) for text, tag in labels.items()), *((name, "") for name in others[:_BRIEF]))


def actor_page(desk: Desk, iri: str) -> ThingPage:
    """An actor: where it goes, with whom, who funds what, all it does, what is told of it."""
    w = _Writer(desk, iri)
    home = desk.home(iri)
    facts = [
        *w.fact(
            "home",
            Markup("{}{}").format(desk.tell.sign(home), desk.tell.link(home)) if home else Markup(""),
            "homeCountry",
        ),
        *w.coded("firm_size", "firmSize"),
        *w.linked("sectors", "sector"),
        *w.linked("located", "locatedIn"),
        *w.linked("owner", "subsidiaryOf", "unitOf", "branchOf", "partOf"),
        *w.linked("member_of", "memberOf"),
    ]
    return w.page(facts, [*_dealings(w), *w.told_of()], up="actors", dated=w.acting())


def _dealings(w: _Writer, acting: str = "engagements") -> list[Group]:
    """What an actor does, from where it goes to the engagements one by one."""
    desk = w.desk
    return [
        told.ties(desk, "goes", w.ties("enters", at="subject"), end="object"),
        told.ties(desk, "goes_cities", w.ties("entersCity", at="subject"), end="object"),
        told.ties(desk, "partners", w.ties("partnersWith", at="subject"), end="object"),
        told.ties(desk, "funds", w.ties("funds", at="subject"), end="object"),
        told.ties(desk, "funded_by", w.ties("funds", at="object"), end="subject"),
        told.ties(desk, "supplies", w.ties("supplies", at="subject"), end="object"),
        told.ties(desk, "supplied_by", w.ties("supplies", at="object"), end="subject"),
        told.engagements(desk, acting, w.acting(), of=w.iri),
    ]


def place_page(desk: Desk, iri: str) -> ThingPage:
    """A place: who enters it, what happens there, what lies in it; of a country, also where its actors go."""
    w, one = _Writer(desk, iri), desk.dossiers.one
    country = [one for one in desk.dossiers.all(iri, "inCountry") if one != iri]
    facts = [
        *w.fact("within", desk.tell.list(dict.fromkeys((*desk.dossiers.all(iri, "within"), *country))), "within"),
        *w.fact("iso", Markup.escape(one(iri, "iso3166"))),
        *w.linked("sectors", "sector"),
    ]
    entered = "enters" if desk.dossiers.is_a(iri, "Country") else "entersCity"
    there = desk.engagements_at(iri)
    groups = [
        told.ties(desk, "entered", w.ties(entered, at="object"), end="subject"),
        told.things(desk, "projects_there", desk.projects_at(iri)),
        told.engagements(desk, "engagements_there", there),
        *_dealings(w, "engagements_as_party"),
        *_national(w),
        told.things(desk, "places_within", w.d.pointing(iri, "within")),
        *w.told_of(),
    ]
    return w.page(facts, groups, up="places", dated=(*there, *w.acting()))


def _national(w: _Writer) -> list[Group]:
    """Where the actors of a country go, and its actors and policies."""
    entered = [tie for tie in w.desk.facts.ties if tie.relation == "enters" and tie.subject != w.iri]
    abroad = [tie for tie in entered if w.desk.facts.home(tie.subject) == w.iri]
    own = [one for one in w.d.pointing(w.iri, "homeCountry") if one != w.iri]
    return [
        told.ties(w.desk, "abroad", abroad, end="object"),
        told.things(w.desk, "own_actors", [one for one in own if w.d.is_a(one, "Actor")]),
        told.things(w.desk, "own_policies", [one for one in own if w.d.is_a(one, "Policy")]),
    ]


def project_page(desk: Desk, iri: str) -> ThingPage:
    """A project: who does what in it, who funds and supplies it, how far it has come."""
    w = _Writer(desk, iri)
    facts = [
        *w.coded("stage", "stage"),
        *w.when("period"),
        *w.linked("place_at", "place", "takesPlaceIn"),
        *w.linked("sectors", "sector"),
        *w.linked("policies", "linkedToPolicy", "implements"),
    ]
    within = w.d.pointing(iri, "concernsProject")
    actors = [
        tie for tie in desk.facts.stated if tie.object == iri and tie.relation in ("takesPartIn", "participatesIn")
    ]
    groups = [
        told.ties(desk, "taking_part", actors, end="subject"),
        told.ties(desk, "funded_by", w.ties("funds", at="object"), end="subject"),
        told.ties(desk, "supplied_by", w.ties("supplies", at="object"), end="subject"),
        told.engagements(desk, "engagements", within),
        *w.told_of(),
    ]
    return w.page(facts, groups, up="projects", dated=within)


def policy_page(desk: Desk, iri: str) -> ThingPage:
    """A policy: whose, since when, what it sets out, what is done under it."""
    w = _Writer(desk, iri)
    facts = [
        *w.linked("nation", "homeCountry"),
        *w.when("period"),
        *w.linked("issued_by", "issuedBy"),
        *w.linked("led_by", "ledBy", "competentMinistry"),
        *w.linked("part_of_policy", "partOfPolicy"),
        *w.linked("sectors", "sector"),
    ]
    under = w.d.pointing(iri, "underPolicy")
    groups = [
        remarks.measures(desk, iri),
        told.ties(desk, "funded_by", w.ties("funds", at="object"), end="subject"),
        told.engagements(desk, "engagements_under", under),
        *w.told_of(),
    ]
    return w.page(facts, groups, up="policies", dated=under)


def engagement_page(desk: Desk, iri: str) -> ThingPage:
    """An engagement: who takes part in which role, when, where, how far, and what follows from it."""
    w = _Writer(desk, iri)
    facts = [
        *w.coded("engagement_kind", "engagementKind"),
        *w.when("date"),
        *w.coded("stage", "stage"),
        *w.linked("project", "concernsProject"),
        *w.linked("place_at", "place", "takesPlaceIn"),
        *w.linked("sectors", "sector"),
        *w.linked("under_policy", "underPolicy"),
        *w.coded("instrument", "instrument"),
        *w.coded("entry_type", "entryType"),
    ]
    groups = [told.participations(desk, iri), told.derived(desk, iri), *w.told_of()]
    return w.page(facts, groups, up="engagements")


def sector_page(desk: Desk, iri: str) -> ThingPage:
    """A sector: which countries are entered in it by whom, its projects and engagements; wider and narrower sectors."""
    w = _Writer(desk, iri)
    inside = {iri, *desk.narrower(iri)}
    facts = [
        *w.linked("broader", "broader"),
        *w.fact("narrower", desk.tell.list(desk.by_label(desk.narrower(iri)))),
        *w.fact("meaning", desk.tell.say(w.d.texts(iri, "definition"))),
    ]
    entries = [tie for tie in desk.facts.ties if tie.relation == "enters" and not inside.isdisjoint(tie.sectors)]
    own = desk.in_sector(iri)
    engagements = [one for one in own if one.startswith(f"{ID}engagement/")]
    groups = [
        told.ties(desk, "entered_countries", entries, end="object"),
        told.ties(desk, "entered_by", entries, end="subject"),
        told.things(desk, "projects", [one for one in own if one.startswith(f"{ID}project/")]),
        told.engagements(desk, "engagements", engagements),
        told.things(desk, "policies", [one for one in own if one.startswith(f"{ID}policy/")]),
        told.things(desk, "actors_in", [one for one in own if one.startswith((f"{ID}actor/", f"{ID}place/"))]),
        *w.told_of(),
    ]
    return w.page(facts, groups, up="sectors")
