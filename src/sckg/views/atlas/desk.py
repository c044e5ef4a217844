"""What all pages are written from: the dossiers, the facts, and who tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from sckg.analysis import Facts, Tie
from sckg.namespaces import ID, ONTOLOGY, concept
from sckg.queries import Dossiers
from sckg.views.atlas.addresses import SECTOR
from sckg.views.atlas.telling import Teller
from sckg.views.languages import Labels

__all__ = ["Desk"]


@dataclass(frozen=True)
class Desk:
    """Everything a page is written from; `tell` words it for pages of one depth."""

    dossiers: Dossiers
    facts: Facts
    tell: Teller

    @cached_property
    def _depth(self) -> dict[str, int]:
        """How many classes lie above a class."""
        found: dict[str, int] = {}

        def depth(name: str) -> int:
            if name not in found:
                found[name] = 0
                above = [one for one in self.dossiers.all(name, "subClassOf") if one.startswith(ONTOLOGY)]
                found[name] = max((depth(one) + 1 for one in above), default=0)
            return found[name]

        for name in self.dossiers.members.get("Class", ()):
            depth(name)
        return found

    def kind(self, iri: str) -> str:
        """The most specific class of a thing (IRI); of several, the first."""
        kinds = [one for one in self.dossiers.all(iri, "type") if one.startswith(ONTOLOGY)]
        return min(kinds, key=lambda one: (-self._depth.get(one, 0), one), default="")

    def home(self, iri: str) -> str:
        """The country of a thing: its home, where it lies, or itself."""
        one = self.dossiers.one
        stated = one(iri, "homeCountry", "inCountry")
        if stated:
            return stated if self.dossiers.is_a(stated, "Country") else ""
        place = one(iri, "place", "takesPlaceIn")
        return one(place, "inCountry") if place else ""

    def code(self, iri: str, name: str) -> Markup:
        """The code a thing has by a property, as text; nothing where it has none."""
        return self.tell.row(self.tell.name(one) for one in self.dossiers.all(iri, name))

    def concept(self, scheme: str, slug: str) -> Markup:
        """A code as text; nothing for ''."""
        return self.tell.name(concept(scheme, slug)) if slug else Markup("")

    def members(self, name: str) -> tuple[str, ...]:
        """All things of a class, by its local name."""
        return self.dossiers.members.get(name, ())

    def party(self, iri: str) -> Markup:
        """A link to a thing, with the country it is at home in; an engagement is at home in none."""
        return self.tell.party(iri, "" if self.dossiers.is_a(iri, "Engagement") else self.home(iri))

    def nation(self, iri: str) -> Markup:
        """A nation with its sign."""
        return Markup('<span class="signed">{}{}</span>').format(self.tell.sign(iri), self.tell.link(iri))

    def nations(self, iris: Iterable[str]) -> Markup:
        """Nations with their signs, one after the other."""
        return Markup(" ").join(map(self.nation, iris))

    def number(self, count: int, key: str, address: str = "") -> Markup:
        """A number, with a link to what it counts; what it counts (a word of ours) is told where no head stands above.

        Nothing for none.
        """
        shown = self.under(key, Markup(count or ""))
        return self.tell.lead(address, shown) if address and shown else shown

    def under(self, key: str, cell: Markup) -> Markup:
        """A cell that says what it holds (a word of ours) where no head stands above; nothing for nothing."""
        return Markup('<span class="narrow">{} </span>{}').format(self.tell.word(key), cell) if cell else cell

    def disputed(self, ties: Iterable[Tie]) -> Markup:
        """The mark of what rests on disputed ties alone."""
        told = list(ties)
        return self.mark("contested") if told and all(tie.contested for tie in told) else Markup("")

    def mark(self, key: str) -> Markup:
        """A word in small letters after what it qualifies."""
        return Markup(' <span class="mark {}">{}</span>').format(key, self.tell.word(key))

    def labels(self, iri: str) -> Labels:
        """The labels of a thing."""
        return self.tell.labels(iri)

    def when(self, iri: str) -> str:
        """When something happened, or began and ended: EDTF texts."""
        one = self.dossiers.one
        date, start, end = (one(iri, name) for name in ("dateText", "startText", "endText"))
        known = [text for text in (date, start) if text not in ("", "unknown")]
        begun = known[0] if known else ""
        closed = "" if end in ("", "unknown") else end
        return f"{begun}/{closed}" if closed and begun else begun or closed

    def first_day(self, iri: str) -> str:
        """The first day the date of a thing may mean; '9999' where it has none."""
        return self.dossiers.one(iri, "startEarliest", "earliest", "endEarliest") or "9999"

    def within(self, country: str) -> set[str]:
        """A place and, of a country, all places in it."""
        inside = self.dossiers.pointing(country, "inCountry") if self.dossiers.is_a(country, "Country") else ()
        return {country, *inside}

    def _at(self, place: str) -> set[str]:
        inside = self.within(place)
        return {one for here in inside for one in self.dossiers.pointing(here, "place", "takesPlaceIn")}

    def projects_at(self, place: str) -> set[str]:
        """Projects at a place; of a country, at all places in it."""
        return {one for one in self._at(place) if one.startswith(f"{ID}project/")}

    def engagements_at(self, place: str) -> set[str]:
        """Engagements at a place and about projects there; of a country, at all places in it."""
        projects = self.projects_at(place)
        about = {one for project in projects for one in self.dossiers.pointing(project, "concernsProject")}
        return {one for one in self._at(place) | about if one.startswith(f"{ID}engagement/")}

    def narrower(self, sector: str) -> list[str]:
        """The sectors below a sector."""
        return [one for one in self.dossiers.pointing(sector, "broader") if one.startswith(SECTOR)]

    def in_sector(self, sector: str) -> set[str]:
        """What is stated to be in a sector or a narrower one."""
        return {one for inside in (sector, *self.narrower(sector)) for one in self.dossiers.pointing(inside, "sector")}

    def by_label(self, found: Iterable[str]) -> list[str]:
        """Things in the order of their English labels."""
        return sorted(set(found), key=lambda iri: (self.dossiers.label(iri, "en").casefold(), iri))
