"""What the search box looks in: names of everything in all languages, as a script that a page loads when it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sckg.namespaces import ID
from sckg.views.atlas.addresses import SECTOR, address_of
from sckg.views.atlas.asked import Answered
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.sections import kind_of
from sckg.views.atlas.texts import word
from sckg.views.languages import Labels, json_text

__all__ = ["search_index"]

_KINDS: Final = (
    "Actor", "Place", "Project", "Policy", "Engagement", "Measure", "Section", "Finding", "Observation",
    "Contradiction", "Document", "Gap", "MonetaryAmount", "Indicator",
)  # fmt: skip
_NATIONAL: Final = ("actor", "place", "project", "policy")
"""Kinds shown with their country."""


def search_index(desk: Desk, questions: Iterable[Answered]) -> bytes:
    """`sckgIndex`: kinds and countries as numbers of their texts, and an entry for each thing.

    An entry is address, kind, country (-1 for none), number of its text, other names.
    """
    number = desk.tell.texts.number
    entries = [
        [address, number(kind), number(desk.labels(home)) if home else -1, number(labels), names]
        for address, kind, home, labels, names in (*_things(desk), *_pages(questions))
    ]
    return f"window.sckgIndex={json_text(entries)};\n".encode()


_Entry = tuple[str, Labels, str, Labels, str]


def _things(desk: Desk) -> Iterator[_Entry]:
    d = desk.dossiers
    found = dict.fromkeys(one for kind in _KINDS for one in desk.members(kind))
    sectors = [one for one in desk.members("Concept") if one.startswith(SECTOR)]
    for iri in (*found, *sectors):
        address, labels = address_of(d, iri), d.labels.get(iri, {})
        if not address or not labels:
            continue
        names = [name for name in d.all(iri, "altLabel", "notation", "iso3166") if name not in labels.values()]
        own, known = desk.kind(iri), "sector" if iri.startswith(SECTOR) else f"kind_{kind_of(iri)}"
        kind = desk.labels(own) if own else word(known)
        home = desk.home(iri) if iri.removeprefix(ID).partition("/")[0] in _NATIONAL else ""
        yield address, kind, home if home != iri else "", labels, " | ".join(names)


def _pages(questions: Iterable[Answered]) -> Iterator[_Entry]:
    for one in questions:
        yield one.address, word("question"), "", one.titles, " ".join((one.query.name, *one.query.tags))
