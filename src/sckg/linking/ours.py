"""What our own tables say, where an outside source tells the same: names, regions, beginnings, parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from sckg.config import Paths
from sckg.sources import Record, load_schema, read

__all__ = ["Ours", "read_ours"]

_KINDS: Final = {"places": "place", "actors": "actor", "projects": "project", "policies": "policy"}
"""Table → kind of id (https://w3id.org/sckg/id/<kind>/<slug>)."""
_PARENTS: Final = frozenset({"subsidiary-of", "branch-of", "affiliate-of", "joint-venture-of", "unit-of"})
_LANGUAGES: Final = ("en", "ko", "ja", "zh")

Key = tuple[str, str, str]
"""Subject (`place/hanoi`), property, and language of a name ('' else)."""


class Ours:
    """Values of our tables by subject, property and language, and the labels of things."""

    def __init__(self, labels: Mapping[str, Mapping[str, str]], values: Mapping[Key, set[str]]) -> None:
        self._labels, self._values = labels, values

    def label(self, subject: str, language: str) -> str:
        """The label of a thing in a language, or the next best one; its id where it has none."""
        told = self._labels.get(subject, {})
        return next((told[tag] for tag in (language, *_LANGUAGES) if told.get(tag)), subject)

    def value(self, subject: str, name: str, language: str) -> str:
        """What we say; several values with `; ` between them, '' where we say nothing."""
        return "; ".join(sorted(self._values.get((subject, name, language), ())))


def read_ours(paths: Paths) -> Ours:
    """Read the tables.

    Raises `DataError` where they are faulty.
    """
    tables: dict[str, list[Record]] = defaultdict(list)
    for source in read(paths.data, load_schema(paths.data / "mapping.yaml", paths.ontology)):
        for name, records in source.tables.items():
            tables[name] += records
    labels, values = dict[str, dict[str, str]](), defaultdict[Key, set[str]](set)
    of: dict[str, str] = {}
    for table, kind in _KINDS.items():
        for record in tables[table]:
            subject = of[record.cells["id"]] = f"{kind}/{record.cells['id']}"
            labels[subject] = {tag: text for tag in _LANGUAGES if (text := record.cells.get(f"label_{tag}"))}
            for tag, text in labels[subject].items():
                values[subject, "official-name", tag].add(text)
    for subject, name, other in _ties(tables):
        if subject in of and other in of:
            values[of[subject], name, ""].add(labels[of[other]].get("en", of[other]))
    for subject, day in _beginnings(tables):
        if subject in of:
            values[of[subject], "inception", ""].add(day)
    return Ours(labels, values)


def _ties(tables: Mapping[str, list[Record]]) -> Iterable[tuple[str, str, str]]:
    """Thing, property and the thing that is its value."""
    for record in tables["places"]:
        yield record.cells["id"], "parent-region", record.cells["within"]
    for record in tables["relations"]:
        if record.cells["relation"] in _PARENTS:
            yield record.cells["subject"], "parent-company", record.cells["object"]


def _beginnings(tables: Mapping[str, list[Record]]) -> Iterable[tuple[str, str]]:
    """Whom an establishment is about, and its date."""
    days = {
        record.cells["id"]: record.cells["date"]
        for record in tables["engagements"]
        if record.cells["kind"] == "establishment" and record.cells["date"][:1].isdigit()
    }
    for record in tables["participations"]:
        if record.cells["role"] == "subject" and (day := days.get(record.cells["engagement"])):
            yield record.cells["actor"], day
