"""Outside things to link to: of a file of one's own, and of Wikidata."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sckg.errors import UsageError
from sckg.linking.countries import country_code
from sckg.linking.lists import read_list
from sckg.linking.proposing import KINDS, Outside
from sckg.namespaces import CURIES
from sckg.sources.links import WEB_ADDRESS, contract

if TYPE_CHECKING:
    from sckg.linking.wikidata import Candidate

__all__ = ["TARGETS", "from_wikidata", "read_target"]

TARGETS: Final[Mapping[str, str]] = {"geonames": "geonames", "iso3166": "iso3166", "m49": "m49", "wd": "wikidata"}
"""Prefix of an id → the target it belongs to."""
_NEEDED: Final = ("id", "label")
_SLUG: Final = re.compile(r"[a-z][a-z0-9-]*")


def read_target(path: Path) -> tuple[str, list[Outside]]:
    """The target and the things of a CSV file with the columns id, label and, if known, lang, country, type, lat, lon.

    Ids are web addresses below one common address, or CURIEs; rows of one id are names of one thing. Raises
    `UsageError` where a column is missing, an id is neither, or a cell cannot be read.
    """
    table = read_list(path)
    for name in _NEEDED:
        table.column(name)
    space, target = _space(path, table.column("id"))
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for cells in table.rows:
        row = dict(zip(table.columns, cells, strict=True))
        rows[row["id"].strip()].append(row)
    return target, [_thing(path, address, space, target, named) for address, named in rows.items()]


def from_wikidata(found: Mapping[str, Sequence[Candidate]]) -> Iterator[Outside]:
    """The items that a search by name brought, each once."""
    for item in {one.id: one for items in found.values() for one in items}.values():
        names = [(text, "" if tag == "mul" else tag.partition("-")[0]) for tag, text in sorted(item.labels.items())]
        names += [(alias, "") for alias in item.aliases]
        yield Outside(
            id=item.id,
            label=item.label,
            names=tuple(names),
            country=item.country,
            kinds=item.kinds,
            coordinates=item.coordinates,
            note=item.description or ", ".join(item.types),
            evidence=(f"https://www.wikidata.org/wiki/{item.id.partition(':')[2]}",),
        )


def _space(path: Path, ids: Iterable[str]) -> tuple[str, str]:
    """The address before the last part of the ids ('' for CURIEs), and the target they belong to."""
    found = set()
    for text in map(str.strip, ids):
        prefix = text.partition(":")[0]
        if prefix in TARGETS:
            found.add(("", TARGETS[prefix]))
        elif WEB_ADDRESS.fullmatch(text) and (curie := contract(text)) != text:
            found.add(("", TARGETS.get(curie.partition(":")[0], curie.partition(":")[0])))
        elif WEB_ADDRESS.fullmatch(text):
            found.add((text[: max(text.rfind("/"), text.rfind("#"), text.rfind("=")) + 1], path.stem.lower()))
        else:
            raise UsageError(f"{path}: id {text!r} is no web address. Repair: write https://…, or one of {_prefixes()}")
    if len(found) != 1:
        spaces = ", ".join(sorted(space or target for space, target in found))
        raise UsageError(f"{path}: the ids are of several sources ({spaces}). Repair: one file for each")
    space, target = min(found)
    if not _SLUG.fullmatch(target) or (space and target in {*CURIES, *TARGETS.values()}):
        raise UsageError(f"{path}: the file gives its name to the target. Repair: call it like my-registry.csv")
    return space, target


def _prefixes() -> str:
    return ", ".join(f"{prefix}:…" for prefix in TARGETS)


def _thing(path: Path, address: str, space: str, target: str, rows: Sequence[Mapping[str, str]]) -> Outside:
    first = rows[0]
    curie = f"{target}:{address.removeprefix(space)}" if space else contract(address)
    prefix, _, local = curie.partition(":")
    kind = first.get("type", "").strip().lower()
    if kind and kind not in KINDS:
        raise UsageError(f"{path}: type {kind!r} of {address} is none of {', '.join(KINDS)}. Another one stays empty")
    code = country_code(first.get("country", ""))
    if first.get("country", "").strip() and not code:
        raise UsageError(f"{path}: country {first['country']!r} of {address} is unknown. Repair: its name or ISO code")
    return Outside(
        id=curie,
        label=first["label"].strip(),
        names=tuple((row["label"], row.get("lang", "").strip()) for row in rows),
        country=code,
        kinds=frozenset({kind} - {""}),
        coordinates=_coordinates(path, first),
        evidence=(address if space else CURIES[prefix] + local,),
    )


def _coordinates(path: Path, row: Mapping[str, str]) -> tuple[float, float] | None:
    north, east = row.get("lat", "").strip(), row.get("lon", "").strip()
    if not north and not east:
        return None
    try:
        return float(north), float(east)
    except ValueError as error:
        raise UsageError(f"{path}: {north!r}, {east!r} are no degrees. Repair: write decimal numbers") from error
