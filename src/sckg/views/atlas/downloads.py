"""Files to take away: every list as CSV and Excel, every answer as CSV and JSON, the whole graph."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from sckg.queries import Cell, Column, Session, Table
from sckg.views.atlas.addresses import file_name
from sckg.views.atlas.asked import Answered
from sckg.views.atlas.desk import Desk
from sckg.views.atlas.telling import placed
from sckg.views.atlas.texts import word
from sckg.views.tables import render

__all__ = ["answer_files", "list_files", "zipped"]

_LISTS: Final = {
    "actors": ("Actor", "homeCountry firmSize sector"),
    "places": ("Place", "within inCountry iso3166 region"),
    "projects": ("Project", "place sector stage startText endText"),
    "policies": ("Policy", "homeCountry dateText startText endText"),
    "measures": ("Measure", "ofPolicy order measureKind"),
    "engagements": (
        "Engagement",
        "engagementKind stage dateText place concernsProject sector underPolicy instrument entryType",
    ),
    "participations": ("Participation", "inEngagement actor role"),
    "relationships": ("Relationship", "subject relationKind object dateText"),
    "figures": (
        "Observation",
        "indicator observedOf value minValue maxValue unit dateText observationStatus qualifier publisher",
    ),
    "amounts": ("MonetaryAmount", "priceOf amountKind value minValue maxValue currency qualifier"),
    "findings": ("Finding", "findingKind about"),
    "contradictions": ("Contradiction", "contradictionKind about"),
    "claims": ("Claim", "claimOf order claims"),
    "unreported": ("Gap", "about aspect"),
    "documents": ("Document", "creatorText dateText"),
    "names": ("NameForm", "nameOf literalForm nameLanguage nameKind"),
    "sections": ("Section", "notation sectionKind isPartOf"),
}
"""List → class and properties, each a column."""
_NUMBERS: Final = frozenset({"value", "minValue", "maxValue"})
_TAGS: Final = ("ko", "en", "ja", "zh")


def list_files(session: Session, desk: Desk) -> Iterator[tuple[str, bytes]]:
    """Every list as CSV and as a workbook: id, labels in four languages, properties, where it is stated."""
    for name, (kind, properties) in _LISTS.items():
        table = _table(session, desk, (name, kind), properties.split())
        yield f"{name}.csv", render(table, "csv", excel=True)
        yield f"{name}.xlsx", render(table, "xlsx")


def _table(session: Session, desk: Desk, of: tuple[str, str], properties: Sequence[str]) -> Table:
    """The table of a list, `of` its name and class."""
    name, kind = of
    columns = [Column("id", headings={"en": "id"})]
    columns += [Column(f"label_{tag}", headings=word(f"label_{tag}")) for tag in _TAGS]
    columns.append(Column("kind", headings=word("h_kind")))
    columns += [Column(one, "decimal" if one in _NUMBERS else "text", headings={"en": one}) for one in properties]
    rows, sources = [], []
    for iri in desk.members(kind):
        rows.append((*_named(desk, iri), *(_cell(desk, iri, one) for one in properties)))
        sources.append(tuple(placed(one)["en"] for one in desk.dossiers.citations((iri,))))
    title = word(name)["en"]
    return Table(title, tuple(columns), tuple(rows), tuple(sources), name, language="en", about=session.about)


def _named(desk: Desk, iri: str) -> tuple[Cell, ...]:
    labels = desk.dossiers.labels.get(iri, {})
    kind = desk.kind(iri)
    return (iri, *(labels.get(tag) for tag in _TAGS), desk.dossiers.label(kind, "en") if kind else None)


def _cell(desk: Desk, iri: str, name: str) -> Cell:
    d = desk.dossiers
    values = d.all(iri, name)
    if name in _NUMBERS:
        return Decimal(values[0]) if values else None
    return "; ".join(d.label(one, "en") if one in d.labels else one for one in values) or None


def answer_files(questions: Iterable[Answered]) -> Iterator[tuple[str, bytes]]:
    """Every answer as CSV in each language asked, and as JSON."""
    for one in questions:
        name = file_name(one.query.name)
        for tag, table in one.tables.items():
            yield f"{name}.{tag}.csv", render(table, "csv", excel=True)
        yield f"{name}.json", render(one.tables["en"], "json")


def zipped(name: str, data: bytes) -> bytes:
    """A file in a ZIP archive, the same bytes for the same file (no clock, https://pkware.cachefly.net/webdocs/APPNOTE)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 9)
    return stream.getvalue()
