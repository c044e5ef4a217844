"""What every picture stands on: the facts, where each is stated, and the lines that close its caption."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sckg.analysis.facts import Facts
from sckg.analysis.selection import Selection
from sckg.namespaces import ID, ONTOLOGY
from sckg.queries import Session, country_numbers, positions
from sckg.views.backing import Citer, labels_of, told
from sckg.views.languages import LANGUAGES, Labels, best

__all__ = ["Grounds", "about_of", "chosen_text", "sources_of"]

_LICENCE: Final = re.compile(r"https?://\S+$")
"""The address of the licence in it."""
_YEAR: Final = re.compile(r"\((\d{4})\)")
"""The year in a line of `Session.about`."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a picture needs beside what it draws: facts, where things are stated, lines of the caption.

    `positions` are longitude and latitude of places, `numbers` the UN M49 codes of countries, both by IRI and both told
    by others.
    """

    facts: Facts
    cite: Citer
    sources: tuple[Labels, ...] = ()
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, facts: Facts, selection: Selection | None = None) -> Grounds:
        """The grounds of a session; what was selected is told in the caption."""
        chosen = chosen_text(facts, selection) if selection else None
        around = (positions(session), country_numbers(session))
        return cls(facts, _citer(session), sources_of(session, chosen), *around)

    @property
    def caption(self) -> dict[str, str]:
        """The lines of the caption as one text."""
        return {tag: " ".join(best(line, tag)[0] for line in self.sources) for tag in LANGUAGES}


def _citer(session: Session) -> Citer:
    """Where things are stated, in all languages, remembered."""
    known: dict[str, dict[str, str]] = {}

    def cite(iris: Iterable[str]) -> Mapping[str, Labels]:
        wanted = tuple(dict.fromkeys(iris))
        if unknown := [iri for iri in wanted if iri not in known]:
            known.update((iri, {}) for iri in unknown)
            for iri, places in session.places(unknown).items():
                for tag in LANGUAGES:
                    known[iri][tag] = "\n".join(dict.fromkeys(place.told(tag) for place in places))
        return {iri: known[iri] for iri in wanted}

    return cite


def sources_of(session: Session, chosen: Labels | None = None) -> tuple[Labels, ...]:
    """The lines that close every caption: what was chosen, the sources, and up to when they speak."""
    about = about_of(session)
    years = sorted(found[1] for one in about if (found := _YEAR.search(one["en"])))
    notes = [told("note_filters", filters=chosen)] if chosen else []
    notes.append(told("note_source", source={tag: "; ".join(line[tag] for line in about) for tag in LANGUAGES}))
    return (*notes, *((told("note_state", year=years[-1]),) if years else ()))


def about_of(session: Session) -> tuple[Labels, ...]:
    """What the data come from: a line for each source, its licence named as one."""
    lines = ([_licensed(line, tag) for line in session.speaking(tag).about] for tag in LANGUAGES)
    return tuple(dict(zip(LANGUAGES, line, strict=True)) for line in zip(*lines, strict=True))


def _licensed(line: str, tag: str) -> str:
    found = _LICENCE.search(line)
    return line[: found.start()] + told("licence", address=found[0])[tag] if found else line


def chosen_text(facts: Facts, selection: Selection) -> Labels | None:
    """What was chosen, for a caption; None where nothing was."""
    bases = {"home": "", "host": "", "sector": "", "around": "", "stage": f"{ID}concept/stage/"}
    found: dict[str, Labels] = {}
    for name in ("home", "host", "sector", "relation", "kind", "stage", "around"):
        given = getattr(selection, name)
        iris = [bases.get(name, ONTOLOGY) + one for one in sorted({given} if isinstance(given, str) else given) if one]
        if iris:
            found[name] = {tag: ", ".join(best(labels_of(facts, iri), tag)[0] for iri in iris) for tag in LANGUAGES}
    if selection.as_of:
        found["period"] = told("as_of", date=selection.as_of)
    elif selection.period:
        found["period"] = {"": f"{selection.start}–{selection.end}"}
    if selection.contested is not None:
        found["contested"] = told("contested_only" if selection.contested else "contested_out")
    names = {name: told(name) for name in found}
    lines = {
        tag: "; ".join(f"{names[name][tag]}: {best(value, tag)[0]}" for name, value in found.items())
        for tag in LANGUAGES
    }
    return lines if found else None
