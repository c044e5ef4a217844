"""Links before a person has decided, and the way to a decision and back.

`data/links/review.csv` holds candidates; what is accepted or rejected stands in `<target>.sssom.tsv`, where proposals
that were written by hand wait, too (`skos:closeMatch`). Files are replaced whole, the one that gains a row first.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from sckg import __version__
from sckg.errors import DataError, NotFoundError, UsageError
from sckg.namespaces import CURIES
from sckg.sources.links import EXACT, MANUAL, PROPOSED, SUFFIX, Link, LinkSet, is_day, read_links, tomorrow, written
from sckg.sources.reader import read_table
from sckg.store import whole_folder

__all__ = ["ACCEPTED", "PROPOSAL", "REJECTED", "TOOL", "Decision", "Proposal", "Review", "row_of", "state_of"]

PROPOSAL, ACCEPTED, REJECTED, SAME = "proposed", "accepted", "rejected", "same"
TOOL: Final = "sckg link propose"
"""How `mapping_tool` begins where a row came from the review table: it goes back there when it is undone."""
_FILE: Final = "review.csv"
_LEXICAL: Final = "semapv:LexicalMatching"


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """One candidate: the row of the review table, all texts as they are written; `score` lies between 0 and 1."""

    target: str
    subject_id: str
    score: str
    object_id: str
    subject_label: str
    object_label: str
    reasons: str
    evidence: str
    tool: str

    @property
    def row(self) -> str:
        """What a person calls it by."""
        return row_of(self.subject_id, self.object_id)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, and on which day (ISO 8601)."""

    by: str
    day: str

    def check(self) -> None:
        """Raises `UsageError` where nobody is named, or the day is none."""
        if not self.by.strip():
            raise UsageError("nobody is named. Say who decides with --by NAME")
        if not self.by.strip().isprintable():
            raise UsageError(f"--by {self.by!r} holds a tab, a line break or the like. Write a name on one line")
        if not is_day(self.day):
            raise UsageError(f"{self.day!r} is no day. Write it as 2026-11-26")
        if self.day > tomorrow():
            raise UsageError(f"{self.day} has not come yet. Write the day of the decision")


_COLUMNS: Final = ("row", *(field.name for field in fields(Proposal)))


def row_of(subject: str, other: str) -> str:
    """The name of a row: eight digits of a hash of the two ids.

    >>> row_of("place:hanoi", "geonames:1581130/")
    '16cbd2d4'
    """
    return hashlib.sha1(f"{subject}\n{other}".encode(), usedforsecurity=False).hexdigest()[:8]


def state_of(link: Link) -> str:
    """What was decided of a link: proposed, accepted, rejected, or the same by two ids."""
    if link.rejected:
        return REJECTED
    return PROPOSAL if link.predicate_id == PROPOSED else ACCEPTED if link.predicate_id == EXACT else SAME


class Review:
    """The review table and the link tables of a folder of data."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "links"
        self.sets: dict[str, LinkSet] = {one.name: one for one in read_links(data)}
        self.proposals: tuple[Proposal, ...] = tuple(_read(self.folder / _FILE))

    def links(self) -> list[tuple[str, Link]]:
        """Every row of every link table, with its target."""
        return [(name, link) for name, one in self.sets.items() for link in one.links]

    def decided(self, target: str) -> set[tuple[str, str]]:
        """Pairs of subject and object about which a link table says something already."""
        return {(link.subject_id, link.object_id) for link in self.links_of(target)}

    def linked(self, target: str) -> set[str]:
        """Subjects that have an id in a target, decided by a person or by two ids."""
        return {link.subject_id for link in self.links_of(target) if link.decided and not link.rejected}

    def links_of(self, target: str) -> Sequence[Link]:
        """The rows of a target; none where it has no table."""
        return self.sets[target].links if target in self.sets else ()

    def propose(self, target: str, found: Iterable[Proposal]) -> list[Proposal]:
        """Put candidates into the review table; returns those of the target that now wait there.

        Pairs that were decided do not come back, nor does anything about a thing that has its id.
        """
        done, known = self.linked(target), self.decided(target)
        kept = {one.row: one for one in (*self.proposals, *found)}
        waiting = [
            one
            for one in kept.values()
            if one.target != target or (one.subject_id not in done and (one.subject_id, one.object_id) not in known)
        ]
        self._write((), waiting)
        return [one for one in self.proposals if one.target == target]

    def accept(self, row: str, decision: Decision) -> Link:
        """Say that a candidate, or a proposed link, is the thing.

        Raises `NotFoundError` where no such row waits, `UsageError` where the thing has another id there.
        """
        return self._decide(row, decision, "")

    def reject(self, row: str, decision: Decision) -> Link:
        """Say that a candidate, or a proposed link, is another thing; it will not be proposed again."""
        return self._decide(row, decision, "Not")

    def undo(self, row: str, day: str) -> str:
        """Take a decision back: the row waits again where it came from. Returns the name of that file.

        What two ids decided becomes a proposal, too; accepted again, it is a decision of a person.
        Raises `NotFoundError` where no such row was decided.
        """
        found = [(name, link) for name, link in self.links() if row_of(link.subject_id, link.object_id) == row]
        if not found or state_of(found[0][1]) == PROPOSAL:
            raise NotFoundError(f"no decided row {row!r}. `sckg link list --state accepted` shows them")
        (target, link), *_ = found
        if link.mapping_tool.startswith(TOOL):
            others = [one for one in self.proposals if one.row != row]
            self._write({target: _without(self.sets[target], link)}, [*others, _proposal(target, link)])
            return _FILE
        waiting = replace(
            link, predicate_id=PROPOSED, predicate_modifier="", mapping_justification=_LEXICAL, reviewer_label="",
            mapping_date=day,
        )  # fmt: skip
        self._write({target: _with(_without(self.sets[target], link), waiting)}, self.proposals)
        return f"{target}{SUFFIX}"

    def _decide(self, row: str, decision: Decision, modifier: str) -> Link:
        decision.check()
        target, waiting = self._waiting(row)
        if not modifier and waiting.subject_id in self.linked(target):
            raise UsageError(f"{row}: {waiting.subject_label} has an id of {target} already. Undo or reject that first")
        link = replace(
            waiting, predicate_id=EXACT, predicate_modifier=modifier, mapping_justification=MANUAL,
            reviewer_label=decision.by.strip(), mapping_date=decision.day,
        )  # fmt: skip
        links = self.sets.get(target) or LinkSet(target, _new_meta(target, link), ())
        rest = [one for one in self.proposals if one.row != row]
        self._write({target: _with(_without(links, link), link)}, rest)
        return link

    def _waiting(self, row: str) -> tuple[str, Link]:
        for one in self.proposals:
            if one.row == row:
                return one.target, _link(one)
        for target, link in self.links():
            if row_of(link.subject_id, link.object_id) == row:
                if (state := state_of(link)) != PROPOSAL:
                    raise UsageError(f"{row} is {state} already. Take that back with `sckg link undo {row}`")
                return target, link
        raise NotFoundError(f"no row {row!r} waits. `sckg link list` shows those that do")

    def _write(self, sets: Mapping[str, LinkSet] | tuple[()], proposals: Iterable[Proposal]) -> None:
        """Replace tables; the review table last, so that nothing is lost between them."""
        changed = dict(sets)
        text = io.StringIO(newline="")
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(_COLUMNS)
        ranked = sorted(proposals, key=lambda one: (one.target, one.subject_id, -float(one.score), one.object_id))
        rows.writerows((one.row, *astuple(one)) for one in ranked)
        with whole_folder(self.folder, _FILE) as stage:
            for name, links in changed.items():
                if links.links:
                    (stage / f"{name}{SUFFIX}").write_bytes(written(links).encode())
            (stage / _FILE).write_bytes(text.getvalue().encode())
        for name in (name for name, links in changed.items() if not links.links):
            (self.folder / f"{name}{SUFFIX}").unlink(missing_ok=True)
        self.sets = {name: links for name, links in (self.sets | changed).items() if links.links}
        self.proposals = tuple(ranked)


def _new_meta(target: str, link: Link) -> dict[str, Any]:
    """What a new link table says of itself; the address of the thing is the first evidence."""
    prefix, _, local = link.object_id.partition(":")
    space = CURIES.get(prefix) or link.see_also.partition("|")[0].removesuffix(local)
    return {
        "curie_map": {prefix: space} | {name: CURIES[name] for name in ("skos", "owl", "semapv")},
        "mapping_set_id": f"https://w3id.org/sckg/links/{target}",
        "mapping_set_title": f"Links of the Smart City Knowledge Graph to {target}",
        "mapping_set_description": "Proposed by sckg link propose and decided by a person; rejected candidates stay.",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "subject_source": "https://w3id.org/sckg/",
        "object_source": space,
    }


def _read(path: Path) -> list[Proposal]:
    if not path.is_file():
        return []
    records, problems = read_table(path, "review", _COLUMNS)
    if any(problem.row or problem.column for problem in problems):
        raise DataError(problems)
    return [Proposal(**{key: cell for key, cell in record.cells.items() if key != "row"}) for record in records]


def _link(one: Proposal) -> Link:
    """A candidate as a row of a link table."""
    return Link(
        subject_id=one.subject_id,
        object_id=one.object_id,
        subject_label=one.subject_label,
        predicate_id=PROPOSED,
        predicate_modifier="",
        object_label=one.object_label,
        mapping_justification=_LEXICAL,
        confidence=one.score,
        reviewer_label="",
        mapping_date="",
        mapping_tool=f"{TOOL} {__version__} ({one.tool})",
        see_also=one.evidence,
        comment=one.reasons,
    )


def _proposal(target: str, link: Link) -> Proposal:
    """A row of a link table as the candidate it was."""
    tool = link.mapping_tool.partition("(")[2].removesuffix(")")
    return Proposal(
        target, link.subject_id, link.confidence, link.object_id, link.subject_label, link.object_label,
        link.comment, link.see_also, tool,
    )  # fmt: skip


def _with(links: LinkSet, link: Link) -> LinkSet:
    """The table with one more row, and with the prefix of its subject."""
    prefix = link.subject_id.partition(":")[0]
    spaces = links.meta["curie_map"]
    meta = links.meta if prefix in spaces else links.meta | {"curie_map": {prefix: CURIES[prefix]} | spaces}
    return replace(links, meta=meta, links=tuple(sorted((*links.links, link))))


def _without(links: LinkSet, link: Link) -> LinkSet:
    """The table without the row of a pair."""
    pair = (link.subject_id, link.object_id)
    return replace(links, links=tuple(one for one in links.links if (one.subject_id, one.object_id) != pair))
