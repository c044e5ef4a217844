"""Lists of all things of a kind: by nation and kind, to be filtered by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sckg.namespaces import ID, local
from sckg.views.atlas import remarks
from sckg.views.atlas import statements as told
from sckg.views.atlas.addresses import SECTOR, anchor_of, page_of
from sckg.views.atlas.blocks import Group, Row, by_name, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.sections import Sections, section_order
from sckg.views.languages import Labels
from sckg.views.nations import rank

__all__ = ["ListPage", "all_lists"]

_TITLES: Final = {"figures": "figures_amounts"}
"""Titles of pages that have a name of their own in the menu."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with its address, the key of its words, and its groups.

    Those of the groups that `counted` names, else all, are what its title counts.
    """

    address: str
    key: str
    groups: tuple[Group, ...]
    counted: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The key of its title."""
        return _TITLES.get(self.key, self.key)

    @property
    def count(self) -> int:
        """What it lists under its title."""
        return sum(len(one.rows) for one in self.groups if not self.counted or one.key in self.counted)


def all_lists(desk: Desk, sections: Sections) -> list[ListPage]:
    """The lists of the atlas."""
    return [
        ListPage("actors.html", "actors", tuple(_actors(desk))),
        ListPage("projects.html", "projects", _by_country(desk, desk.members("Project"), _project)),
        ListPage("places.html", "places", tuple(_places(desk))),
        ListPage("policies.html", "policies", _by_country(desk, desk.members("Policy"), _policy)),
        ListPage("engagements.html", "engagements", (_engagements(desk),)),
        ListPage("sectors.html", "sectors", (_sectors(desk),)),
        ListPage("sections.html", "sections", tuple(_sections(desk, sections))),
        ListPage("findings.html", "findings", tuple(_findings(desk))),
        ListPage("figures.html", "figures", tuple(told.filed(_figures(desk))), ("figures", "amounts")),
        ListPage("documents.html", "documents", (_documents(desk),)),
        ListPage("unreported.html", "unreported", (_unreported(desk),)),
        ListPage("contradictions.html", "contradictions", tuple(_contradictions(desk))),
    ]  # fmt: skip


def _by_country(desk: Desk, found: Iterable[str], row: Callable[[Desk, str], tuple[str, Row]]) -> tuple[Group, ...]:
    """A group for each country, the three nations first; what has none last."""
    homes: dict[str, list[str]] = {}
    for iri in desk.by_label(found):
        homes.setdefault(desk.home(iri), []).append(iri)
    order = sorted(homes, key=lambda home: (rank(home), desk.dossiers.label(home, "en") if home else "", home))
    groups = []
    for home in order:
        made = [row(desk, iri) for iri in homes[home]]
        key, title = (local(home), desk.labels(home)) if home else ("elsewhere", None)
        groups.append(by_name(group(key, made[0][0], (one for _, one in made), title=title)))
    return tuple(groups)


def _actors(desk: Desk) -> Iterable[Group]:
    """Actors and places that act, by home country."""
    acting = {desk.dossiers.one(part, "actor") for part in desk.members("Participation")}
    found = [one for one in desk.members("Actor") if one.startswith(f"{ID}actor/") or one in acting]
    yield from _by_country(desk, found, _actor)


def _actor(desk: Desk, iri: str) -> tuple[str, Row]:
    goes = {tie.object for tie in desk.facts.ties if tie.relation == "enters" and tie.subject == iri}
    parts = {desk.dossiers.one(part, "inEngagement") for part in desk.dossiers.pointing(iri, "actor")}
    cells = (
        desk.tell.link(iri),
        desk.tell.name(desk.kind(iri)),
        desk.tell.list(desk.by_label(goes)),
        _number(desk, iri, len(parts), "engagements_as_party" if iri.startswith(f"{ID}place/") else "engagements"),
        desk.tell.cites((iri,)),
    )
    return "name kind goes engagements_n cited", Row(cells)


def _number(desk: Desk, iri: str, count: int, key: str) -> Markup:
    """A number that leads to what it counts, a group of the page of a thing."""
    return desk.number(count, key, f"{page_of(iri)}#{key}")


def _project(desk: Desk, iri: str) -> tuple[str, Row]:
    cells = (
        desk.tell.link(iri),
        desk.tell.list(desk.dossiers.all(iri, "place")),
        desk.tell.list(desk.dossiers.all(iri, "sector")),
        desk.code(iri, "stage"),
        desk.tell.date(desk.when(iri)),
        desk.tell.cites((iri,)),
    )
    return "name place sector stage date cited", Row(cells)


def _policy(desk: Desk, iri: str) -> tuple[str, Row]:
    measures = len(desk.dossiers.pointing(iri, "ofPolicy"))
    cells = (
        desk.tell.link(iri),
        desk.tell.name(desk.kind(iri)),
        desk.tell.list(desk.dossiers.all(iri, "issuedBy", "ledBy")),
        desk.tell.date(desk.when(iri)),
        _number(desk, iri, measures, "measures"),
        desk.tell.cites((iri,)),
    )
    return "name kind issued date measures_n cited", Row(cells)


def _places(desk: Desk) -> Iterable[Group]:
    """Countries first, then cities and other places, then regions of the world."""
    countries = desk.members("Country")
    regions = [one for one in desk.members("Place") if desk.dossiers.is_a(one, "WorldRegion")]
    others = set(desk.members("Place")) - set(countries) - set(regions)
    for key, found in (("countries", countries), ("cities", others), ("regions", regions)):
        rows = (_place(desk, iri, key) for iri in desk.by_label(found))
        yield by_name(group(key, "name kind within entered_by projects_n engagements_n cited", rows))


def _place(desk: Desk, iri: str, key: str) -> Row:
    d = desk.dossiers
    relation = "enters" if key == "countries" else "entersCity"
    entered = {tie.subject for tie in desk.facts.ties if tie.relation == relation and tie.object == iri}
    homes = sorted({home for one in entered if (home := desk.home(one))}, key=lambda home: (rank(home), home))
    cells = (
        desk.tell.link(iri),
        desk.tell.name(desk.kind(iri)),
        desk.tell.list(d.all(iri, "within")),
        Markup(" ").join(Markup("{}{}").format(desk.tell.sign(home), desk.tell.name(home)) for home in homes),
        _number(desk, iri, len(desk.projects_at(iri)), "projects_there"),
        _number(desk, iri, len(desk.engagements_at(iri)), "engagements_there"),
        desk.tell.cites((iri,)),
    )
    return Row(cells)


def _sectors(desk: Desk) -> Group:
    """Sectors, the narrower ones after the wider."""
    sectors = [one for one in desk.members("Concept") if one.startswith(SECTOR)]
    top = [one for one in sectors if not desk.dossiers.one(one, "broader")]
    order = [each for one in desk.by_label(top) for each in (one, *desk.by_label(desk.narrower(one)))]
    return group("sectors", "name broader projects_n engagements_n", (_sector(desk, one) for one in order))


def _sector(desk: Desk, iri: str) -> Row:
    own = desk.in_sector(iri)
    counts = {kind: sum(one.startswith(f"{ID}{kind}/") for one in own) for kind in ("project", "engagement")}
    broader = desk.dossiers.one(iri, "broader")
    name = desk.tell.link(iri) if not broader else Markup('<span class="under">{}</span>').format(desk.tell.link(iri))
    return Row(
        (
            name,
            desk.tell.link(broader) if broader else Markup(""),
            _number(desk, iri, counts["project"], "projects"),
            _number(desk, iri, counts["engagement"], "engagements"),
        )
    )


def _sections(desk: Desk, sections: Sections) -> Iterable[Group]:
    """Chapters and sections, tables, figures, notes."""
    for key, kinds in (
        ("chapters", ("chapter", "section", "summary", "front-matter")),
        ("tables", ("table",)),
        ("drawings", ("figure",)),
        ("notes", ("note",)),
    ):
        found = [one for one in desk.members("Section") if local(desk.dossiers.one(one, "sectionKind")) in kinds]
        rows = [_section(desk, iri, sections) for iri in sorted(found, key=lambda one: section_order(desk, one))]
        if rows:
            yield group(key, "part title statements_n cited", rows)


def _section(desk: Desk, iri: str, sections: Sections) -> Row:
    count = sum(sections.counts(iri).values())
    return Row(
        (
            Markup.escape(desk.dossiers.one(iri, "notation")),
            desk.tell.link(iri),
            _number(desk, iri, count, "statements"),
            desk.tell.span(iri),
        )
    )


def _findings(desk: Desk) -> Iterable[Group]:
    """By kind of finding: recommendations, strengths, outlooks."""
    kinds: dict[str, list[str]] = {}
    for iri in desk.members("Finding"):
        kinds.setdefault(desk.dossiers.one(iri, "findingKind"), []).append(iri)
    for kind in sorted(kinds, key=lambda one: (local(one) != "recommendation", -len(kinds[one]), one)):
        made = remarks.findings(desk, "findings", kinds[kind], about=True)
        title: Labels = desk.labels(kind)
        yield Group(f"kind-{kind.rpartition('/')[2]}", title, made.heads, made.rows)


def _figures(desk: Desk) -> Iterable[Group]:
    yield remarks.figures(desk, "figures", desk.members("Observation"), about=True)
    yield remarks.amounts(desk, "amounts", desk.members("MonetaryAmount"), about=True)
    rows = (
        Row(
            (desk.tell.name(iri), desk.tell.say(desk.dossiers.texts(iri, "definition")), desk.tell.cites((iri,))),
            anchor_of(iri),
        )
        for iri in desk.by_label(desk.members("Indicator"))
    )
    yield group("indicators", "name meaning cited", rows)


def _engagements(desk: Desk) -> Group:
    return told.engagements(desk, "engagements", desk.members("Engagement"))


def _unreported(desk: Desk) -> Group:
    return remarks.unreported(desk, "unreported", desk.members("Gap"), about=True)


def _documents(desk: Desk) -> Group:
    rows = (
        Row(
            (
                desk.tell.name(iri),
                _creator(desk, iri),
                desk.tell.date(desk.dossiers.one(iri, "dateText")),
                desk.tell.list(desk.dossiers.pointing(iri, "cites")),
                desk.tell.cites((iri,)),
            ),
            anchor_of(iri),
        )
        for iri in desk.by_label(desk.members("Document"))
    )
    return by_name(group("documents", "title creator date cited_for cited", rows))


def _creator(desk: Desk, iri: str) -> Markup:
    text = desk.dossiers.one(iri, "creatorText")
    known = f"{ID}actor/{text}"
    if known in desk.dossiers:
        return desk.tell.link(known)
    return desk.tell.word("not_reported") if text in ("", "not-reported") else Markup.escape(text)


def _contradictions(desk: Desk) -> Iterable[Group]:
    """Conflicts first, then unexplained differences."""
    kinds: dict[str, list[str]] = {}
    for iri in desk.members("Contradiction"):
        kinds.setdefault(desk.dossiers.one(iri, "contradictionKind"), []).append(iri)
    for kind in sorted(kinds):
        rows = (
            Row(
                (
                    desk.tell.name(iri),
                    desk.tell.list(desk.dossiers.all(iri, "about")),
                    remarks.sides(desk, iri),
                    desk.tell.cites((iri,)),
                ),
                anchor_of(iri),
            )
            for iri in desk.by_label(kinds[kind])
        )
        yield group(local(kind), "text about sides cited", rows, title=desk.labels(kind))
