"""Texts of the atlas as HTML: labels in all languages, links, citations, dates, figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from sckg.namespaces import ID, ONTOLOGY, local
from sckg.queries import Citation, Dossiers
from sckg.views.atlas.addresses import address_of, page_of
from sckg.views.atlas.texts import Texts, rows, word
from sckg.views.backing import dated
from sckg.views.languages import LANGUAGES, Labels, best, html
from sckg.views.nations import NATIONS

__all__ = ["RELATION", "Teller", "placed", "three"]

RELATION: Final = ("subject", "relationKind", "object")
"""What a stated relation is made of, in reading order."""

_NARROW: Final = 4
"""Latin letters below which a link is hard to hit, and is made wider."""
_UNKNOWN: Final = ("unknown", "not-reported")


def placed(one: Citation) -> dict[str, str]:
    """A citation in all languages."""
    return {tag: one.told(tag) for tag in LANGUAGES}


def three(first: Markup, between: Markup, last: Markup) -> Markup:
    """What two things have to do with each other, in reading order and with signs between."""
    return Markup('{} <span class="small">– {} →</span> {}').format(first, between, last)


class Teller:
    """Tells things on pages that lie `root` above the top of the atlas ('' or '../'); remembers what it told."""

    def __init__(self, dossiers: Dossiers, texts: Texts, root: str) -> None:
        self.dossiers, self.texts, self.root = dossiers, texts, root
        self._words: dict[str, Markup] = {}
        self._links: dict[str, Markup] = {}
        self._cited: dict[Citation, Markup] = {}
        self._worded: dict[str, Citation] = {}

    @staticmethod
    def page(iri: str) -> str:
        """The page of a thing, from the top of the atlas."""
        return page_of(iri)

    @staticmethod
    def slug(iri: str) -> str:
        """The last part of an id."""
        return iri.rpartition("/")[2]

    def say(self, labels: Labels) -> Markup:
        """A text for the reader of any language."""
        return self.texts.say(labels)

    def word(self, key: str) -> Markup:
        """A text of ours."""
        if key not in self._words:
            self._words[key] = self.say(word(key))
        return self._words[key]

    def rows(self, count: int) -> Markup:
        """How many rows, in words."""
        return self.say(rows(count))

    def attribute(self, name: str, key: str) -> Markup:
        """A text of ours as an attribute of an element."""
        return self.texts.attribute(name, word(key))

    def labels(self, iri: str) -> Labels:
        """The labels of a thing; what only ties others together is told by its ends."""
        told = self.dossiers.labels.get(iri)
        if told:
            return told
        kind = iri.removeprefix(ID).partition("/")[0]
        if kind == "participation":
            return self._ends("{}: {}", iri, "actor", "role")
        if kind == "relationship":
            return self._ends("{} – {} → {}", iri, *RELATION)
        if kind == "name":
            return {"": self.dossiers.one(iri, "literalForm")}
        return {"": iri.removeprefix(ID).removeprefix(ONTOLOGY)}

    def _ends(self, form: str, iri: str, *names: str) -> Labels:
        """What something ties together, in a form with a blank for each."""
        found = [self.dossiers.one(iri, name) for name in names]
        ends = [self.labels(end) if end else word("not_named") for end in found]
        return {tag: form.format(*(best(end, tag)[0] for end in ends)) for tag in LANGUAGES}

    def name(self, iri: str) -> Markup:
        """The label of a thing."""
        return self.say(self.labels(iri))

    def link(self, iri: str) -> Markup:
        """The label of a thing, with a link to where the atlas tells it."""
        if iri not in self._links:
            address = address_of(self.dossiers, iri)
            self._links[iri] = self.lead_to(address, self.labels(iri)) if address else self.name(iri)
        return self._links[iri]

    def relation(self, iri: str) -> Markup:
        """A stated relation in reading order: who, what, whom."""
        subject, kind, thing = (self.dossiers.one(iri, name) for name in RELATION)
        first, last = (self.link(end) if end else self.word("not_named") for end in (subject, thing))
        return three(first, self.name(kind), last)

    def lead_to(self, address: str, labels: Labels) -> Markup:
        """A link to an address from the top of the atlas, with a text."""
        text, told = self.texts.shown(labels)
        if any(len(one) < (_NARROW if one.isascii() else 2) for one in labels.values()):
            told += Markup(' class="s"')
        return html('<a href="%s%s"%s>%s</a>', self.root, address, told, text)

    def lead(self, address: str, text: Markup | str | int) -> Markup:
        """A link to an address from the top of the atlas."""
        return html('<a href="%s%s">%s</a>', self.root, address, text)

    def sign(self, home: str) -> Markup:
        """The sign of a nation, as in the pictures; its name stands beside it or is given as text."""
        slug = local(home) if home in NATIONS else "elsewhere" if home else ""
        return Markup('<i class="nation {}"></i>').format(slug) if slug else Markup("")

    def party(self, iri: str, home: str = "") -> Markup:
        """A link to an actor, with sign and name of its home country."""
        if not home or home == iri:
            return self.link(iri)
        return html('%s <span class="home">%s%s</span>', self.link(iri), self.sign(home), self.name(home))

    def list(self, iris: Iterable[str]) -> Markup:
        """Links to things, one after the other."""
        return self.row(self.link(iri) for iri in iris)

    def row(self, parts: Iterable[Markup]) -> Markup:
        """Parts one after the other."""
        return Markup(", ").join(parts)

    def cites(self, iris: Iterable[str]) -> Markup:
        """Where things are stated, each place with a link to all that stands there."""
        return Markup("; ").join(self.place(one) for one in self.dossiers.citations(iris))

    def cited_as(self, texts: Iterable[str]) -> Markup:
        """Citations that are given as English text, with links; a text nothing is known of stays as it is."""
        if not self._worded:
            self._worded = {placed(one)["en"]: one for one in self.dossiers.places()}
        known = self._worded
        return Markup("; ").join(self.place(known[text]) if text in known else Markup.escape(text) for text in texts)

    def span(self, section: str) -> Markup:
        """From where to where a section goes: a citation that leads nowhere, since it is the section itself."""
        places = (best(placed(one), self.texts.language)[0] for one in self.dossiers.citations((section,)))
        return Markup("; ").join(Markup('<bdi class="c">{}</bdi>').format(text) for text in places)

    def place(self, one: Citation) -> Markup:
        """A citation, worded as everywhere in sckg."""
        if one not in self._cited:
            page, text = page_of(one.section), best(placed(one), self.texts.language)[0]
            told = html('<a class="c" href="%s%s#l%s">%s</a>', self.root, page, one.first, text)
            self._cited[one] = told if page else Markup('<bdi class="c">{}</bdi>').format(text)
        return self._cited[one]

    def date(self, text: str) -> Markup:
        """A date as a reader sees it; words for what is open or unknown."""
        if text in ("", *_UNKNOWN):
            return self.word("undated")
        return self.word("ongoing") if text == "ongoing" else self.say(dated(text))
