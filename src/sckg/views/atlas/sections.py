"""Pages of the parts of a source: everything that is stated there, line by line, as facts in our own words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from sckg.namespaces import ID
from sckg.queries import Citation
from sckg.views.atlas.addresses import page_of
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.remarks import sides, value
from sckg.views.atlas.telling import three
from sckg.views.atlas.texts import word
from sckg.views.languages import Labels, best

__all__ = ["Line", "SectionPage", "Sections", "kind_of", "section_order"]


@dataclass(frozen=True, slots=True)
class Line:
    """What is stated at some lines: the kind of statement and what it says; `anchor` for the first at its line."""

    lines: str
    page: str
    kind: Labels
    text: Markup
    anchor: str


@dataclass(frozen=True, slots=True)
class SectionPage:
    """The page of a chapter, section, table, figure or note; `below` are its parts with the number of statements."""

    iri: str
    address: str
    notation: str
    title: Labels
    kind: Labels
    above: tuple[str, ...]
    below: tuple[tuple[str, int], ...]
    cited: Markup
    note: Labels
    lines: tuple[Line, ...]

    @property
    def numbered(self) -> Labels:
        """Number and title."""
        return {tag: f"{best(self.kind, tag)[0]}. {text}" for tag, text in self.title.items()}


def section_order(desk: Desk, iri: str) -> tuple[int, int, str]:
    """The order of sections: by their first line, the wider one first."""
    places = desk.dossiers.citations((iri,))
    return (places[0].first, -places[0].last, iri) if places else (0, 0, iri)


class Sections:
    """All statements by the section they are cited from."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.stated: dict[str, list[tuple[Citation, str]]] = defaultdict(list)
        dossiers = desk.dossiers
        for iri in dossiers.members.get("Citation", ()):
            for thing in dossiers.pointing(iri, "wasDerivedFrom"):
                if not thing.startswith((f"{ID}section/", f"{ID}derivation/")):
                    place = next(one for one in dossiers.citations((thing,)) if one.iri == iri)
                    self.stated[place.section].append((place, thing))

    def inside(self, iri: str) -> list[str]:
        """All parts of a section, in order."""
        own = [one for one in self.desk.dossiers.pointing(iri, "isPartOf") if one.startswith(f"{ID}section/")]
        ordered = sorted(own, key=lambda one: section_order(self.desk, one))
        return [each for one in ordered for each in (one, *self.inside(one))]

    def counts(self, iri: str) -> Counter[str]:
        """How many statements of each kind a section holds, its parts left out."""
        return Counter(kind_of(thing) for _, thing in self.stated.get(iri, ()))

    def page(self, iri: str) -> SectionPage:
        """The page of a section."""
        d = self.desk.dossiers
        above, upper = list[str](), d.one(iri, "isPartOf")
        while upper in d and upper.startswith(f"{ID}section/") and upper not in above:
            above.insert(0, upper)
            upper = d.one(upper, "isPartOf")
        return SectionPage(
            iri,
            page_of(iri),
            d.one(iri, "notation"),
            self.desk.labels(iri),
            self._numbered(iri),
            tuple(above),
            tuple((one, len(self.stated.get(one, ()))) for one in self.inside(iri)),
            self.desk.tell.span(iri),
            d.texts(iri, "coverageNote"),
            tuple(self._lines(self.stated.get(iri, ()))),
        )

    def _numbered(self, iri: str) -> Labels:
        """Kind and number of a section: Table 3-8, Footnote 62, Section 3.1."""
        notation = self.desk.dossiers.one(iri, "notation")
        kinds = self.desk.labels(self.desk.dossiers.one(iri, "sectionKind"))
        _, _, number = notation.partition(" ")
        number = number if number[:1].isdecimal() else notation
        return {tag: number if number == kind else f"{kind} {number}" for tag, kind in kinds.items()}

    def _lines(self, found: Iterable[tuple[Citation, str]]) -> Iterator[Line]:
        order = sorted(found, key=lambda one: (one[0].first, one[0].last, _rank(one[1]), one[1]))
        seen = set[int]()
        for place, thing in order:
            anchor = "" if place.first in seen else f"l{place.first}"
            seen.add(place.first)
            yield Line(place.lines, place.page, word(f"kind_{kind_of(thing)}"), self._told(thing), anchor)

    def _told(self, iri: str) -> Markup:
        """What a statement says, with links to what it is about."""
        desk, one, kind = self.desk, self.desk.dossiers.one, kind_of(iri)
        if kind == "relationship":
            return desk.tell.relation(iri)
        if kind == "participation":
            actor = one(iri, "actor")
            who = desk.tell.link(actor) if actor else desk.tell.word("not_named")
            return three(who, desk.code(iri, "role"), desk.tell.link(one(iri, "inEngagement")))
        if kind == "name":
            return three(desk.tell.name(iri), desk.code(iri, "nameKind"), desk.tell.link(one(iri, "nameOf")))
        if kind in ("observation", "finding", "gap", "measure", "amount"):
            return self._about(iri)
        if kind == "contradiction":
            return desk.tell.link(iri) + sides(desk, iri)
        return desk.tell.link(iri)

    def _about(self, iri: str) -> Markup:
        desk = self.desk
        owners = desk.dossiers.all(iri, "about", "observedOf", "ofPolicy", "priceOf")
        shown = desk.tell.list(one for one in owners)
        number = Markup(" ({})").format(value(desk, iri)) if kind_of(iri) == "observation" else Markup("")
        tail = Markup(' <span class="small">{}</span>').format(shown) if owners else Markup("")
        return desk.tell.link(iri) + number + tail


def kind_of(iri: str) -> str:
    """The kind of a thing as its id tells it."""
    kind = iri.removeprefix(ID).partition("/")[0]
    return kind if iri.startswith(ID) else "other"


def _rank(iri: str) -> int:
    """Things before what is told of them."""
    order = ("actor", "place", "project", "policy", "engagement", "participation", "relationship")
    kind = kind_of(iri)
    return order.index(kind) if kind in order else len(order)
