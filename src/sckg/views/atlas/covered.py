"""Which parts of the sources are in the graph: statements per chapter, section, table, figure and note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from sckg.namespaces import ID
from sckg.views.atlas.addresses import page_of
from sckg.views.atlas.blocks import Group, Row, group
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.sections import Sections, kind_of, section_order

__all__ = ["cited_share", "coverage_groups"]

_KINDS: Final = ("summary", "chapter", "section", "table", "figure", "note")


def coverage_groups(desk: Desk, sections: Sections) -> Iterator[Group]:
    """A group for each kind of part.

    A statement counts for a part if it is cited from it or from lines inside it, as in COVERAGE.md. A part without
    statements says why.
    """
    placed = [
        (place.first, place.last, place.section, kind_of(thing))
        for found in sections.stated.values()
        for place, thing in found
    ]
    for kind in _KINDS:
        parts = [one for one in desk.members("Section") if desk.dossiers.one(one, "sectionKind").endswith(f"/{kind}")]
        rows = [_row(desk, part, placed) for part in sorted(parts, key=lambda one: section_order(desk, one))]
        if rows:
            yield group(f"covered_{kind}", "part title lines statements_n kinds", rows)


def _row(desk: Desk, part: str, placed: list[tuple[int, int, str, str]]) -> Row:
    own = desk.dossiers.citations((part,))
    first, last = (own[0].first, own[0].last) if own else (0, -1)
    inside = [
        (section, kind) for begin, end, section, kind in placed if section == part or (begin >= first and end <= last)
    ]
    counts = Counter(kind for _, kind in inside)
    direct = sum(section == part for section, _ in inside)
    wide = any(one.startswith(f"{ID}section/") for one in desk.dossiers.pointing(part, "isPartOf"))
    anchor = "#parts" if wide and direct < len(inside) else "#statements" if direct else ""
    address = page_of(part) + anchor
    told = desk.tell.row(
        Markup("{} {}").format(desk.tell.word(f"kind_{kind}"), desk.tell.lead(address, count))
        for kind, count in sorted(counts.items())
    )
    note = desk.dossiers.texts(part, "coverageNote")
    why = Markup('<span class="unsaid">{}</span>').format(desk.tell.say(note)) if note else Markup("")
    return Row(
        (
            Markup.escape(desk.dossiers.one(part, "notation")),
            desk.tell.link(part),
            Markup.escape(own[0].lines if own else ""),
            desk.number(len(inside), "h_statements_n", address) or Markup("0"),
            Markup(" ").join((told, why)) if counts else why or desk.tell.word("not_covered"),
        )
    )


def cited_share(desk: Desk, sections: Sections) -> tuple[int, int]:
    """How many lines of all sources are cited, and how many there are."""
    seen = {
        (place.source, line)
        for found in sections.stated.values()
        for place, _ in found
        for line in range(place.first, place.last + 1)
    }
    total = sum(int(desk.dossiers.one(one, "lineCount") or 0) for one in desk.members("Source"))
    return len(seen), total
