"""What a name may mean: candidates with their score and the reasons, the surest first.

Tiers, from sure to guessed: the very name, the name but for a company form, but for the word for city or province,
parts that agree, a slip of the pen, a beginning. Precision before recall: what is not sure is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from typing import Final

from sckg.linking.countries import country_code, ending_countries
from sckg.linking.index import CODE, LABEL, PRODUCT, Entry, Index, Named
from sckg.linking.names import CITY, COMPANY, GROUP, PROVINCE, SHORT, WORD, Written, fold, read_name, spelt_out
from sckg.linking.parts import split
from sckg.linking.reasons import Reason
from sckg.namespaces import local

__all__ = ["Candidate", "Tier", "Wanted", "found_near", "found_whole"]

_LONG_WORD: Final = 6
"""Letters of a word from which on one slip is forgiven without asking a person."""
_LONG_NAME: Final = 7
"""The same for a name of one word."""
_SMALL_WORDS: Final = frozenset({"a", "and", "for", "in", "of", "on", "the", "to"})
_FORMS: Final = frozenset({COMPANY, WORD})
_AREAS: Final = {CITY: "Municipality", PROVINCE: "Province"}


class Tier(IntEnum):
    """How a candidate was found; a lower tier is surer."""

    NAME = 1
    COMPANY = 2
    AREA = 3
    PARTS = 4
    SLIP = 5
    PART = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to be matched: as written, the code of its country ('' unknown), the classes it may have (all if none).

    `no_country` is what is written as its country and is none.
    """

    name: str
    country: str = ""
    kinds: frozenset[str] = frozenset()
    no_country: str = ""

    def admits(self, entry: Entry) -> bool:
        """Whether a thing may be meant at all, by its class."""
        return bool(entry.kinds & self.kinds) if self.kinds else entry.listed

    def trusts(self, named: Named) -> bool:
        """The same of a name that is not the whole: neither a code nor a product stands for its thing then."""
        return named.role not in (CODE, PRODUCT) and self.admits(named.entry)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant: how it was found, score (0-100), reasons, and whether that is enough."""

    entry: Entry
    tier: Tier
    score: int
    reasons: tuple[Reason, ...]
    sure: bool


def found_whole(index: Index, wanted: Wanted) -> list[Candidate]:
    """Candidates by the whole name, and where there are none, by its parts."""
    whole = read_name(wanted.name)
    if not whole.key:
        return []
    return list(_exact(index, wanted, whole)) or list(_parts(index, wanted, whole))


def found_near(index: Index, wanted: Wanted, near: Sequence[tuple[str, float]]) -> Iterator[Candidate]:
    """Candidates that are spelt nearly so; `near` are keys of `index.spellings` with their similarity (0-100).

    A slip is forgiven where the name is an organisation's, in Latin letters, of as many words, all equal but one long
    one that differs in one letter behind the first; everything else is for a person to see. What lies in another
    country than the name says is no candidate.
    """
    whole = read_name(wanted.name)
    said = _countries_in(wanted.name) if near else set()
    for key, ratio in near:
        for named in index.spellings.get(key, ()):
            if named.role == CODE or not wanted.admits(named.entry) or key in (whole.key, whole.stem):
                continue
            if _elsewhere(named.entry, said):
                continue
            sure = not named.entry.is_place and named.role != PRODUCT and _one_slip(whole.words, named.written.words)
            yield Candidate(named.entry, Tier.SLIP, int(ratio * 0.9), (Reason("slip", (named.name,)),), sure)


def _exact(index: Index, wanted: Wanted, whole: Written) -> Iterator[Candidate]:
    for named in index.keys.get(whole.key, ()):
        if wanted.admits(named.entry):
            yield _named(named, wanted)
    yield from _by_country(index, wanted)
    yield from _by_form(index, wanted, whole)
    yield from _by_letters(index, wanted, whole)
    yield from _by_area(index, wanted, whole)


def _named(named: Named, wanted: Wanted) -> Candidate:
    """The very name; a code only where a country is wanted, a product only for a person to see."""
    same = named.name == wanted.name.strip()
    told = Reason(named.role) if same else Reason("otherwise", (Reason(named.role),))
    if named.role == PRODUCT:
        return Candidate(named.entry, Tier.NAME, 80, (told,), False)
    if named.role == CODE:
        asked = same and "Country" in wanted.kinds
        return Candidate(named.entry, Tier.NAME, 99 if asked else 70, (told,), asked)
    return Candidate(named.entry, Tier.NAME, 100 if named.role == LABEL else 99, (told,), True)


def _by_country(index: Index, wanted: Wanted) -> Iterator[Candidate]:
    """The country that CLDR calls so; a bare code is left to the codes of the graph."""
    code = country_code(wanted.name)
    for entry in index.countries.get(code, ()) if code != wanted.name.strip() else ():
        if wanted.admits(entry):
            yield Candidate(entry, Tier.NAME, 98, (Reason("cldr"),), True)


def _by_form(index: Index, wanted: Wanted, whole: Written) -> Iterator[Candidate]:
    """Organisations whose name is the same but for a company form; where a word of it may be a name, unsurely."""
    theirs = bool(whole.beside & _FORMS)
    same = [*_at(index.keys, whole.stem, theirs), *_at(index.stems, whole.stem if theirs else whole.key)]
    loose = [*_at(index.keys, whole.core, GROUP in whole.beside), *_at(index.cores, whole.core)]
    for named, close in (*((one, True) for one in same), *((one, False) for one in loose)):
        if named.entry.is_place or not wanted.trusts(named) or named.written.key == whole.key:
            continue
        sure = close and (theirs or COMPANY in named.written.beside)
        role = Reason(named.role)
        told = Reason("form", (role,)) if sure else Reason("last_word", (role, named.name))
        yield Candidate(named.entry, Tier.COMPANY, 97 if sure else 85, (told,), sure)


def _by_letters(index: Index, wanted: Wanted, whole: Written) -> Iterator[Candidate]:
    """Organisations with Latin letters in their name that are written out, company form aside."""
    for key in spelt_out(whole.stem):
        for named in (*_at(index.keys, key), *_at(index.stems, key)):
            if not named.entry.is_place and wanted.trusts(named):
                told = Reason("letters", (Reason(named.role), named.name))
                yield Candidate(named.entry, Tier.COMPANY, 94, (told,), True)


def _by_area(index: Index, wanted: Wanted, whole: Written) -> Iterator[Candidate]:
    """Cities and provinces whose name is the same but for the word that says so."""
    said = whole.beside & _AREAS.keys()
    kinds = {_AREAS[kind] for kind in said} or set(_AREAS.values())
    hits = [*_at(index.keys, whole.stem, bool(said)), *_at(index.areas, whole.stem if said else whole.key)]
    hits += _at(index.called_city, whole.stem, CITY in said)
    for named in hits:
        if named.entry.kinds & kinds and wanted.trusts(named) and named.written.key != whole.key:
            yield Candidate(named.entry, Tier.AREA, 96, (Reason("area", (Reason(named.role),)),), True)


def _at(found: dict[str, list[Named]], key: str, asked: bool = True) -> Sequence[Named]:
    return found.get(key, ()) if asked else ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A name read in parts: countries it names, what other parts may mean, and parts that mean nothing."""

    countries: frozenset[str] = frozenset()
    known: tuple[tuple[Candidate, ...], ...] = ()
    rest: tuple[str, ...] = ()

    def __add__(self, other: _Read) -> _Read:
        return _Read(self.countries | other.countries, self.known + other.known, self.rest + other.rest)


def _parts(index: Index, wanted: Wanted, whole: Written) -> Iterable[Candidate]:
    """What all parts of a name mean; where some mean nothing, organisations with whose name it begins."""
    read = _read(index, wanted, wanted.name)
    if len(read.countries) == 1 and not read.known and not read.rest:
        here = index.countries.get(min(read.countries), ())
        return [Candidate(one, Tier.PARTS, 95, (Reason("agree"),), True) for one in here if wanted.admits(one)]
    if read.known and not read.rest:
        return _agreed(read)
    agreed = list(_agreed(read)) if read.known else []
    return agreed or [one for one in _beginning(index, wanted, whole) if not _elsewhere(one.entry, read.countries)]


def _read(index: Index, wanted: Wanted, text: str) -> _Read:
    if code := country_code(text):
        return _Read(frozenset({code}))
    if hits := _surest(index, wanted, text):
        return _Read(known=(hits,))
    if len(pieces := split(text)) > 1:
        return reduce(_Read.__add__, (_read(index, wanted, piece) for piece in pieces))
    bare = _Read(rest=(text,))
    for code, rest in ending_countries(text):
        if hits := _surest(index, wanted, rest):
            return _Read(frozenset({code}), (hits,))
        bare = _Read(frozenset({code}), rest=(rest,))
    return bare


def _surest(index: Index, wanted: Wanted, part: str) -> tuple[Candidate, ...]:
    found = list(_exact(index, Wanted(part, kinds=wanted.kinds), read_name(part)))
    best = min((one.tier for one in found), default=Tier.PART)
    return tuple(one for one in found if one.tier == best)


def _agreed(read: _Read) -> Iterator[Candidate]:
    """What all parts mean; a country among the parts must be that of the thing, a rest must abbreviate its name."""
    shared = set.intersection(*({one.entry.iri for one in hits} for hits in read.known))
    for one in {one.entry.iri: one for hits in read.known for one in hits}.values():
        here = one.entry.country
        if _elsewhere(one.entry, read.countries) or not _abbreviates(one.entry, read.rest):
            continue
        agrees = one.entry.iri in shared and read.countries <= {here}
        told = "agree_beside" if agrees else "country_open" if one.entry.iri in shared else "one_part"
        sure = one.sure and agrees
        yield Candidate(one.entry, Tier.PARTS, 95 if sure else 75, (Reason(told, (one.reasons[0],)),), sure)


def _elsewhere(entry: Entry, countries: Set[str]) -> bool:
    """Whether a thing lies in another country than those named."""
    return bool(countries and entry.country and entry.country not in countries)


def _abbreviates(entry: Entry, rest: Sequence[str]) -> bool:
    """Whether what is left of a name is the short form of a thing: its id, or the initials of a name of it."""
    initials = {"".join(word[0] for word in fold(name) if word not in _SMALL_WORDS) for name, _ in entry.names}
    return all("".join(fold(part)) in initials | {local(entry.iri)} for part in rest)


def _beginning(index: Index, wanted: Wanted, whole: Written) -> list[Candidate]:
    """Organisations with whose name a longer name begins: for a person to see, never sure."""
    for length in range(len(whole.words) - 1, 0, -1):
        key = "".join(whole.words[:length])
        hits = [*_at(index.keys, key, _weighty(key)), *_at(index.stems, key, _weighty(key))]
        found = [named for named in hits if not named.entry.is_place and wanted.trusts(named)]
        if found:
            return [Candidate(one.entry, Tier.PART, 70, (Reason("begins", (one.name,)),), False) for one in found]
    return []


def _weighty(key: str) -> bool:
    """Whether a beginning says enough to be shown."""
    return len(key) >= (SHORT if key.isascii() else 3)


def _countries_in(text: str) -> set[str]:
    """The countries a name mentions, between its marks or at an end."""
    if code := country_code(text):
        return {code}
    if len(pieces := split(text)) > 1:
        return set[str]().union(*map(_countries_in, pieces))
    return {code for code, _ in ending_countries(text)}


def _one_slip(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two names differ by one slip in one long word; another letter in the only word may make another name.

    >>> _one_slip(("mitsubishi", "heavy", "industires"), ("mitsubishi", "heavy", "industries"))
    True
    >>> _one_slip(("ls", "electronics"), ("lg", "electronics")), _one_slip(("siemens",), ("siemen",))
    (False, False)
    >>> _one_slip(("hitatchi",), ("hitachi",)), _one_slip(("matsushima",), ("matsushita",))
    (True, False)
    """
    from rapidfuzz.distance import OSA

    if len(left) != len(right):
        return False
    differ = [(one, other) for one, other in zip(left, right, strict=True) if one != other]
    if len(differ) != 1:
        return False
    one, other = differ[0]
    least = _LONG_NAME if len(left) == 1 else _LONG_WORD
    plain = all(word.isascii() and word.isalpha() and len(word) >= least for word in (one, other))
    if not plain or one[0] != other[0] or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    return len(left) > 1 or len(one) != len(other) or sorted(one) == sorted(other)
