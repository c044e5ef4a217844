"""Where in the atlas a thing stands: its own page, or its place on the page that tells it."""

from __future__ import annotations

import re
from typing import Final

from sckg.namespaces import ID, local
from sckg.queries import Dossiers

__all__ = ["KINDS", "SECTOR", "address_of", "anchor_of", "file_name", "page_of"]

KINDS: Final = ("actor", "place", "project", "policy", "engagement", "section")
"""Kinds of id (https://w3id.org/sckg/id/<kind>/<slug>) whose things have a page each."""
SECTOR: Final = f"{ID}concept/sector/"
_LISTED: Final = {
    "finding": "findings.html",
    "observation": "figures.html",
    "amount": "figures.html",
    "indicator": "figures.html",
    "document": "documents.html",
    "gap": "unreported.html",
    "contradiction": "contradictions.html",
}
"""Kinds told on one page together: the id stands there."""
_ON: Final = {
    "measure": "ofPolicy",
    "participation": "inEngagement",
    "relationship": "subject",
    "name": "nameOf",
    "claim": "claimOf",
}
"""Kinds told on the page of another thing, and the property that leads to it."""
_SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")


def file_name(slug: str) -> str:
    """A name that every file system and address takes as it stands.

    >>> file_name("tbl-3-8"), file_name("../Ö x")
    ('tbl-3-8', 'x2e2e2fd620x')
    """
    if _SAFE.fullmatch(slug):
        return slug
    return "x" + "".join(sign if sign.isascii() and sign.isalnum() else f"{ord(sign):x}" for sign in slug)


def anchor_of(iri: str) -> str:
    """The id that a thing has on a page it shares with others."""
    return file_name(local(iri))


def page_of(iri: str) -> str:
    """The page of a thing that has one, from the top of the atlas; '' for others."""
    if iri.startswith(SECTOR):
        return f"sector/{file_name(iri.removeprefix(SECTOR))}.html"
    kind, _, slug = iri.removeprefix(ID).partition("/")
    return f"{kind}/{file_name(slug)}.html" if kind in KINDS and iri.startswith(ID) else ""


def address_of(dossiers: Dossiers, iri: str) -> str:
    """Where a thing is told, from the top of the atlas; '' where nowhere."""
    if iri not in dossiers or not iri.startswith(ID):
        return ""
    if found := page_of(iri):
        return found
    kind = iri.removeprefix(ID).partition("/")[0]
    if kind in _LISTED:
        return f"{_LISTED[kind]}#{anchor_of(iri)}"
    if kind == "source":
        return "about.html"
    owner = dossiers.one(iri, _ON[kind]) if kind in _ON else ""
    found = address_of(dossiers, owner) if owner else ""
    return f"{found}#{anchor_of(iri)}" if found and kind == "measure" else found
