"""From what people type to things: labels and other names in any language, ranked."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from sckg.errors import NotFoundError
from sckg.namespaces import BASE, ID, ONTOLOGY, local
from sckg.store import Engine

__all__ = ["FALLBACK", "Match", "Names"]

_BLANK = re.compile(r"[\s·ㆍ・‧\-_.,()'\"]+")
_FUZZY = 82
"""Least similarity (0-100, rapidfuzz ratio) of a misspelt name; below it, strangers begin to look alike."""
_SHORT = 3
"""Latin letters up to which a text is not looked for inside names: KT is neither SKT nor part of "back the"."""
_LONG = 5
"""Letters from which on a text may be a misspelt name, or the beginning of one."""
FALLBACK = {
    "ko": ("ko", "en", "ja", "zh", ""),
    "en": ("en", "ko", "ja", "zh", ""),
    "ja": ("ja", "en", "zh", "ko", ""),
    "zh": ("zh", "en", "ja", "ko", ""),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that a text may mean, the name that matched, and how well (100: the very name)."""

    iri: str
    name: str
    score: int


class Names:
    """All names an engine knows; `query` selects ?thing ?name ?preferred."""

    def __init__(self, engine: Engine, query: str) -> None:
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self.names: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in engine.select(query):
            iri, name = row["thing"].value, row["name"]
            if "preferred" in row:
                self.labels[iri][getattr(name, "language", None) or ""] = name.value
            self.names[_fold(name.value)].add((iri, name.value))
        self.slugs: dict[str, list[str]] = defaultdict(list)
        for iri in sorted((iri for iri in self.labels if iri.startswith(ID)), key=lambda iri: (_rank(iri), iri)):
            self.slugs[local(iri)].append(iri)

    def label(self, iri: str, language: str = "en") -> str:
        """The label in a language, or the next best one; the IRI's own form where there is none."""
        labels = self.labels.get(iri, {})
        found = next((labels[tag] for tag in FALLBACK[language] if tag in labels), "")
        return found or iri.removeprefix(ID).removeprefix(ONTOLOGY)

    def find(self, text: str, limit: int = 20) -> list[Match]:
        """Things whose names are, begin with, contain or resemble the text, best first."""
        from rapidfuzz import fuzz, process

        wanted = _fold(text)
        best: dict[str, Match] = {}
        if not wanted:
            return []
        inside = len(wanted) > _SHORT or not wanted.isascii()
        for name, things in self.names.items():
            score = 100 if name == wanted else 92 if name.startswith(wanted) else 85 if inside and wanted in name else 0
            if score:
                _keep(best, things, score)
        if len(wanted) >= _LONG:
            for name, ratio, _ in process.extract(
                wanted, self.names.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=_FUZZY
            ):
                _keep(best, self.names[name], int(ratio) - 18)
        return sorted(best.values(), key=lambda match: (-match.score, _rank(match.iri), len(match.name), match.iri))[
            :limit
        ]

    def candidates(self, text: str) -> list[str]:
        """Everything that goes by this very slug or name, in any language."""
        return list(dict.fromkeys((*self.slugs.get(text, ()), *(one for one, _ in self.names.get(_fold(text), ())))))

    def beginnings(self, text: str) -> list[str]:
        """Everything that has a name beginning with a text of five letters or more."""
        wanted = _fold(text)
        named = (things for name, things in self.names.items() if len(wanted) >= _LONG and name.startswith(wanted))
        return sorted({iri for things in named for iri, _ in things})

    def resolve(self, text: str) -> str:
        """The one thing a text names: an IRI, kind/slug, slug or a name.

        Raises `NotFoundError` where nothing, or more than one thing, goes by it.
        """
        for iri in (text, ID + text, BASE + "ontology#" + text.removeprefix("sckg:")):
            if iri in self.labels:
                return iri
        slugs = self.slugs.get(text, [])
        best = [iri for iri in slugs if _rank(iri) == _rank(slugs[0])]
        if len(best) == 1:
            return best[0]
        exact = [match.iri for match in self.find(text) if match.score == 100]
        named = [iri for iri in exact if _rank(iri) == _rank(exact[0])] or best
        if len(named) == 1:
            return named[0]
        candidates = [
            f"{iri.removeprefix(ID)}  {self.label(iri)} / {self.label(iri, 'ko')}"
            for iri in (named or [match.iri for match in self.find(text, 8)])
        ]
        hint = "; did you mean:" if candidates else ""
        what = (
            f"{text!r} means more than one thing; use one of these ids:"
            if named
            else f"nothing is called {text!r}{hint}"
        )
        raise NotFoundError(what, candidates)

    def of_slug(self, slug: str, kind: str = "") -> str:
        """The best known thing whose id ends with a slug, of a kind if one is named; the slug where there is none."""
        return next((iri for iri in self.slugs.get(slug, ()) if iri.startswith(f"{ID}{kind}")), slug)


def _fold(text: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _keep(best: dict[str, Match], things: set[tuple[str, str]], score: int) -> None:
    for iri, name in things:
        if iri not in best or best[iri].score < score:
            best[iri] = Match(iri, name, score)


def _rank(iri: str) -> int:
    """Actors and places before projects and policies, these before titles of our own words."""
    kind = iri.removeprefix(ID).partition("/")[0]
    order = ("actor", "place", "project", "policy")
    return order.index(kind) // 2 if kind in order else 2
