"""What others know of a thing, on its page: links to their ids, and the values they publish, with source and date.

Links lead out of the atlas; a browser asks for nothing until a reader follows one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from sckg.namespaces import local
from sckg.queries import HOW, UNKNOWN, OutsideFact, OutsideId
from sckg.views.atlas.blocks import Group, Row, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.texts import filled
from sckg.views.languages import Labels

__all__ = ["credits_of", "links_out", "out", "values_from_outside"]

_WEB: Final = re.compile(r"https?://[^\s<>\"']+")
_ADDRESS: Final = "website"
"""The property whose values are addresses to follow."""


def out(address: str, shown: Markup | str) -> Markup:
    """A link that leads out of the atlas; only the text where the address is none of the web.

    >>> print(out("https://www.wikidata.org/", "Q1"), out("javascript:alert(1)", "Q2"))
    <a href="https://www.wikidata.org/" rel="noopener noreferrer">Q1</a> Q2
    """
    if not _WEB.fullmatch(address):
        return Markup.escape(shown)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, shown)


def links_out(desk: Desk, iri: str) -> Group:
    """The ids that others have for a thing: whose, how close, who decided when, on what evidence."""
    rows = (
        Row(
            (
                Markup.escape(one.target),
                Markup('{} <span class="small">{}</span>').format(out(one.iri, one.id), one.label),
                desk.tell.say(HOW[one.how]),
                Markup.escape(one.decided),
                _evidence(one),
            )
        )
        for one in desk.dossiers.around.ids.get(iri, ())
    )
    return group("links_out", "whose outside_id how decided evidence", rows, note="links_out_note")


def _evidence(one: OutsideId) -> Markup:
    """What the evidence is, in English as it was written, and where to see it."""
    sites = Markup(", ").join(out(address, urlsplit(address).hostname or address) for address in one.addresses)
    return Markup('<span class="small"><bdi lang="en">{}</bdi> {}</span>').format(one.evidence, sites)


def values_from_outside(desk: Desk, iri: str) -> Group:
    """The values that others publish of a thing: what, value, the date it holds for, the source and when it was got."""
    rows = (
        Row(
            (
                desk.tell.name(one.what),
                _value(desk, one),
                desk.tell.say(UNKNOWN) if one.date == "unknown" else Markup.escape(one.date),
                _source(desk, one),
                out(one.held, one.address),
            )
        )
        for one in desk.dossiers.around.values.get(iri, ())
    )
    return group("values_outside", "what value holds_for outside_source outside_id", rows, note="values_outside_note")


def _value(desk: Desk, one: OutsideFact) -> Markup:
    if one.number:
        return Markup('<span class="number">{}</span>').format(one.shown)
    return out(one.value, one.value) if local(one.what) == _ADDRESS else desk.tell.say({one.language: one.value})


def _source(desk: Desk, one: OutsideFact) -> Markup:
    source = desk.dossiers.around.sources[one.source]
    got = desk.tell.say(filled("got", day=source.retrieved))
    return Markup('{} <span class="small">{}</span>').format(desk.tell.say(source.titles), got)


def credits_of(desk: Desk) -> Iterator[tuple[Labels, Markup, Labels]]:
    """Every outside source: title, the attribution its licence asks for, the day it was got."""
    for _, source in sorted(desk.dossiers.around.sources.items()):
        yield source.titles, out(source.licence, source.attribution), filled("got", day=source.retrieved)
