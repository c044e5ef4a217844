"""What is told of a thing beside who does what: figures, findings, contradictions, what is not reported, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from markupsafe import Markup

from sckg.namespaces import ID
from sckg.views.atlas.addresses import anchor_of
from sckg.views.atlas.blocks import Group, Row, group
from sckg.views.atlas.desk import Desk

__all__ = ["amounts", "contradictions", "figures", "findings", "measures", "names", "sides", "unreported", "value"]

_NUMBER: Final = ("value", "minValue", "maxValue")


def names(desk: Desk, iri: str) -> Group:
    """Other names, with language, kind and where each stands."""
    one = desk.dossiers.one
    rows = [
        Row(
            (
                desk.tell.say({_tag(one(name, "nameLanguage")): one(name, "literalForm")}),
                desk.tell.word(f"language_{_tag(one(name, 'nameLanguage')) or 'und'}"),
                desk.code(name, "nameKind"),
                desk.tell.cites((name,)),
            )
        )
        for name in desk.dossiers.pointing(iri, "nameOf")
    ]
    return group("names", "name language kind cited", rows)


def _tag(language: str) -> str:
    return language if language in ("ko", "en", "ja", "zh") else ""


def findings(desk: Desk, key: str, found: Iterable[str], *, about: bool = False) -> Group:
    """Assessments, outlooks, recommendations of the source; with `about`, what each is about."""
    order = sorted(set(found), key=lambda iri: (desk.dossiers.one(iri, "findingKind"), _order(desk, iri), iri))
    return group(key, f"kind text {_ABOUT[about]}", _remarks(desk, "findingKind", order, about=about))


_ABOUT: Final = ("cited", "about cited")
"""Last columns of a list, without and with what each row is about."""


def _remarks(desk: Desk, code: str, order: Iterable[str], *, about: bool) -> Iterator[Row]:
    """Remarks in an order: what kind by a code, what is said, about what, where."""
    for iri in order:
        whom = (desk.tell.list(desk.dossiers.all(iri, "about")),) if about else ()
        cells = (desk.code(iri, code), desk.tell.name(iri), *whom, desk.tell.cites((iri,)))
        yield Row(cells, anchor_of(iri) if about else "")


def _order(desk: Desk, iri: str) -> tuple[int, int]:
    places = desk.dossiers.citations((iri,))
    return (places[0].first if places else 0, int(desk.dossiers.one(iri, "order") or 0))


def measures(desk: Desk, policy: str) -> Group:
    """Strategies, measures, targets within a policy, in its order."""
    order = sorted(desk.dossiers.pointing(policy, "ofPolicy"), key=lambda iri: (_order(desk, iri)[1], iri))
    rows = (
        Row(
            (
                desk.code(iri, "measureKind"),
                desk.tell.name(iri),
                desk.tell.list(desk.dossiers.all(iri, "partOf")),
                desk.tell.cites((iri,)),
            ),
            anchor_of(iri),
        )
        for iri in order
    )
    return group("measures", "kind text part_of cited", rows)


def figures(desk: Desk, key: str, found: Iterable[str], *, about: bool = False) -> Group:
    """What was counted or estimated: text, value with unit, period, whether actual or forecast, by whom."""
    order = sorted(set(found), key=lambda iri: (desk.dossiers.one(iri, "indicator"), desk.first_day(iri), iri))
    rows = (
        Row(
            (
                desk.tell.name(iri),
                *((desk.tell.list(desk.dossiers.all(iri, "observedOf")),) if about else ()),
                value(desk, iri),
                desk.tell.date(desk.dossiers.one(iri, "dateText")),
                desk.tell.row(part for name in ("observationStatus", "qualifier") if (part := desk.code(iri, name))),
                desk.tell.list(desk.dossiers.all(iri, "publisher")),
                desk.tell.cites((iri,)),
            ),
            anchor_of(iri) if about else "",
        )
        for iri in order
    )
    heads = "text about value period status publisher cited" if about else "text value period status publisher cited"
    return group(key, heads, rows)


def value(desk: Desk, iri: str) -> Markup:
    """The number of a figure, with its unit."""
    unit = desk.code(iri, "unit")
    told = _number(desk, iri)
    return Markup('<span class="number">{}</span> {}').format(told, unit)


def _number(desk: Desk, iri: str) -> str:
    exact, least, most = (_digits(desk.dossiers.one(iri, name)) for name in _NUMBER)
    return exact or (f"{least}–{most}" if least and most else f"≥ {least}" if least else f"≤ {most}")


def _digits(text: str) -> str:
    """A number with thousands apart; decimals as they stand."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdecimal() else text


def amounts(desk: Desk, key: str, found: Iterable[str], *, about: bool = False) -> Group:
    """Sums of money: what for, how much, how sure."""
    rows = (
        Row(
            (
                desk.code(iri, "amountKind"),
                *((desk.tell.list(desk.dossiers.all(iri, "priceOf")),) if about else ()),
                Markup('<span class="number">{} {}</span>').format(
                    _number(desk, iri), desk.dossiers.one(iri, "currency")
                ),
                desk.tell.name(iri),
                desk.code(iri, "qualifier"),
                desk.tell.cites((iri,)),
            ),
            anchor_of(iri) if about else "",
        )
        for iri in sorted(set(found))
    )
    return group(key, "kind about amount text status cited" if about else "kind amount text status cited", rows)


def unreported(desk: Desk, key: str, found: Iterable[str], *, about: bool = False) -> Group:
    """What the sources do not report, which is not to say that there is none."""
    order = sorted(set(found), key=lambda iri: (desk.dossiers.one(iri, "aspect"), iri))
    rows = _remarks(desk, "aspect", order, about=about)
    return group(key, f"aspect text {_ABOUT[about]}", rows, note="unreported_note")


def contradictions(desk: Desk, iri: str) -> Group:
    """Where sources differ about a thing, each side with its lines."""
    claims = desk.dossiers.pointing(iri, "claims")
    found = {*(one for one in desk.dossiers.pointing(iri, "about") if one.startswith(f"{ID}contradiction/"))}
    found |= {desk.dossiers.one(claim, "claimOf") for claim in claims}
    rows = (
        Row((desk.code(one, "contradictionKind"), desk.tell.link(one), sides(desk, one), desk.tell.cites((one,))))
        for one in sorted(found - {""})
    )
    return group("contradictions", "kind text sides cited", rows)


def sides(desk: Desk, contradiction: str) -> Markup:
    """The claims of a contradiction, one under the other, with their lines."""
    claims = sorted(desk.dossiers.pointing(contradiction, "claimOf"), key=lambda iri: (_order(desk, iri)[1], iri))
    return Markup('<ol class="sides">{}</ol>').format(
        Markup("").join(
            Markup('<li>{} <span class="cited">{}</span></li>').format(desk.tell.name(one), desk.tell.cites((one,)))
            for one in claims
        )
    )
