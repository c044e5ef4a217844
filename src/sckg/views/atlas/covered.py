"""Which parts of the sources are in the graph: statements per chapter, section, table, figure and note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from sckg.namespaces import ID
from sckg.queries import Citation
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
    placed = [(place, kind_of(thing)) for found in sections.stated.values() for place, thing in found]
    for kind in _KINDS:
        parts = [one for one in desk.members("Section") if desk.dossiers.one(one, "sectionKind").endswith(f"/{kind}")]
        rows = [_row(desk, part, placed) for part in sorted(parts, key=lambda one: section_order(desk, one))]
        if rows:
            yield group(f"covered_{kind}", "part title lines statements_n kinds", rows)


def _row(desk: Desk, part: str, placed: list[tuple[Citation, str]]) -> Row:
    own = desk.dossiers.citations((part,))
    first, last = (own[0].first, own[0].last) if own else (0, -1)
    counts = Counter(
        kind for place, kind in placed if place.section == part or (place.first >= first and place.last <= last)
    )
    direct = sum(place.section == part for place, _ in placed)
    wide = any(one.startswith(f"{ID}section/") for one in desk.dossiers.pointing(part, "isPartOf"))
    anchor = "#parts" if wide and direct < sum(counts.values()) else "#statements" if direct else ""
    told = desk.tell.row(
        Markup("{} {}").format(desk.tell.word(f"kind_{kind}"), count) for kind, count in sorted(counts.items())
    )
    note = desk.dossiers.texts(part, "coverageNote")
    why = Markup('<span class="unsaid">{}</span>').format(desk.tell.say(note)) if note else Markup("")
    return Row(
        (
            Markup.escape(desk.dossiers.one(part, "notation")),
            desk.tell.link(part),
            Markup.escape(own[0].lines if own else ""),
            desk.number(sum(counts.values()), "h_statements_n", page_of(part) + anchor) or Markup("0"),
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
