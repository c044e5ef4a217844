"""The drift report: what we say, what an outside source says, and what it said when that was last accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sckg.config import Paths, own_yaml
from sckg.errors import UsageError
from sckg.linking.ours import Ours, read_ours
from sckg.linking.snapshots import PREVIOUS, VALUES, read_values
from sckg.namespaces import ID
from sckg.queries import Column, Table, Thing
from sckg.sources.outside import OutsideValue, load_properties

__all__ = ["Drift", "compare", "find_drift", "tabulate_drift"]

_COLUMNS: Final = {
    "source": "text", "thing": "thing", "property": "code", "language": "text", "ours": "text", "theirs": "text",
    "date": "date", "last": "text", "last_date": "date", "change": "code",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """A value of an outside source beside ours and beside that of last time; '' where there is none.

    `change` is appeared, gone, changed, or same.
    """

    source: str
    subject: str
    property: str
    language: str
    ours: str
    theirs: str
    date: str
    last: str
    last_date: str
    change: str


def find_drift(paths: Paths, sources: Sequence[str] = (), *, all_values: bool = False) -> tuple[list[Drift], Ours]:
    """What changed since last time, in order, and our tables; with `all_values`, what did not change too.

    Without `sources`, of all that have a snapshot. Raises `UsageError` where one has none, `DataError` where a
    table is faulty.
    """
    external = paths.data / "external"
    names = sources or sorted(path.parent.name for path in external.glob(f"*/{VALUES}"))
    if missing := next((name for name in names if not (external / name / VALUES).is_file()), None):
        raise UsageError(f"{external / missing}: no snapshot. Repair: run `sckg enrich --source {missing}`")
    ours, found = read_ours(paths), list[Drift]()
    for name in names:
        now = read_values(external / name / VALUES)
        before = read_values(external / name / PREVIOUS) if (external / name / PREVIOUS).is_file() else now
        found += compare(name, ours, now, before)
    return [one for one in found if all_values or one.change != "same"], ours


def compare(source: str, ours: Ours, now: Iterable[OutsideValue], before: Iterable[OutsideValue]) -> list[Drift]:
    """Every value of now and before, in pairs: of one thing, property and language, equal ones first, then in order.

    Two that stand alone on their sides are one value that changed; where there are several, each of them came or went.
    """
    groups: dict[tuple[str, str, str], tuple[list[_Dated], list[_Dated]]] = defaultdict(lambda: ([], []))
    for side, values in enumerate((now, before)):
        for one in values:
            groups[one.subject, one.property, one.language][side].append((one.value, one.date))
    return sorted(
        Drift(source, *key, ours.value(*key), *pair)
        for key, (new, old) in groups.items()
        for pair in _pairs(set(new), set(old))
    )


_Dated = tuple[str, str]


def _pairs(new: set[_Dated], old: set[_Dated]) -> Iterator[tuple[str, str, str, str, str]]:
    """Value and date of now and of before, and the change."""
    for value, date in new & old:
        yield value, date, value, date, "same"
    came, went = sorted(new - old), sorted(old - new)
    if len(came) == len(went) == 1:
        yield *came[0], *went[0], "changed"
        return
    for value, date in came:
        yield value, date, "", "", "appeared"
    for value, date in went:
        yield "", "", value, date, "gone"


def tabulate_drift(paths: Paths, found: Iterable[Drift], ours: Ours, language: str, *, all_values: bool) -> Table:
    """The report in a reader's language."""
    words = own_yaml(__file__, "drift.yaml")
    codes = words["codes"] | {code: one.labels for code, one in load_properties(paths.ontology).items()}
    columns = tuple(
        Column(name, kind, headings=words["columns"][name], words=codes if kind in ("code", "date") else {})
        for name, kind in _COLUMNS.items()
    )
    rows = tuple(
        (one.source, Thing(ours.label(one.subject, language), ID + one.subject), *_cells(one)) for one in found
    )
    title = words["all" if all_values else "title"][language]
    return Table(title, columns, rows, name="drift", language=language)


def _cells(one: Drift) -> tuple[str | None, ...]:
    cells = (one.property, one.language, one.ours, one.theirs, one.date, one.last, one.last_date, one.change)
    return tuple(cell or None for cell in cells)
