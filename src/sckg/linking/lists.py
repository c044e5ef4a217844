"""An analyst's own list: a CSV file as it comes out of a spreadsheet, and the same list with what was matched.

Nothing is lost: every row comes back in its order with its own cells, the columns of the match behind them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sckg.errors import NotFoundError, UsageError
from sckg.linking.countries import stated_country
from sckg.linking.index import Index
from sckg.linking.matching import NONE, Judgement
from sckg.namespaces import ONTOLOGY, compact
from sckg.queries import Column, Session, Table

__all__ = ["KIND_WORDS", "OwnList", "country_of", "kinds_of", "matched", "organisations", "read_list"]

KIND_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("Country",),
    "city": ("Municipality",),
    "place": ("Place",),
    "firm": ("Firm",),
    "project": ("Project",),
    "policy": ("Policy",),
}
"""Everyday words for types, beside `organisation`, an actor that is neither a place nor a person."""
_MARKS: Final = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_ZIP: Final = b"PK\x03\x04"
_ENCODINGS: Final = (
    ("cp949", "CP949, Korean Windows", "euc_kr", 0xB0, 0xC8),
    ("cp932", "CP932, Japanese Windows", "shift_jis", 0x82, 0x97),
    ("gb18030", "GB18030, Chinese Windows", "gb2312", 0xB0, 0xD7),
    ("big5", "Big5, Taiwan and Hong Kong", "big5", 0xA4, 0xC6),
    ("cp1252", "Windows-1252, Western Europe", "latin_1", 0xC0, 0xFF),
)
"""Encoding, its name, and where its usual letters lie: the first byte, in the older encoding it goes back to."""
_DELIMITERS: Final = (",", ";", "\t")
_FOUND: Final = (
    ("matched_id", "text", ("맞춘 ID", "matched id", "照合ID", "匹配ID")),
    ("matched_label", "text", ("맞춘 이름", "matched label", "照合名", "匹配名称")),
    ("matched_type", "text", ("유형", "type", "種類", "类型")),
    ("score", "integer", ("점수", "score", "点数", "得分")),
    ("second_id", "text", ("둘째 후보 ID", "second id", "次点ID", "次选ID")),
    ("second_score", "integer", ("둘째 점수", "second score", "次点の点数", "次选得分")),
    ("decision", "text", ("판정", "decision", "判定", "判定")),
    ("reason", "text", ("이유", "reason", "理由", "理由")),
)


@dataclass(frozen=True, slots=True)
class OwnList:
    """The columns of a list and its rows, as they were written."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        """The cells of a column. Raises `UsageError` where there is none of the name."""
        if name not in self.columns:
            raise UsageError(f"{self.file} has no column {name!r}. It has: {', '.join(self.columns)}")
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def read_list(path: Path) -> OwnList:
    """Read a CSV file in UTF-8, with or without byte order mark, with commas, semicolons or tabs.

    Raises `UsageError` for another encoding, an empty file, and rows that do not fit the head.
    """
    text = _decoded(path).removeprefix("\ufeff")
    if not text.strip():
        raise UsageError(f"{path}: the file is empty. Repair: a head with the names of the columns, then a row a name")
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count) if any(map(head.count, _DELIMITERS)) else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UsageError(f"{path}: broken CSV ({error}). Repair: close every quote, or save the sheet anew") from error
    while rows and not any(rows[-1]):
        rows.pop()
    columns = _columns(path, rows[0])
    if len(rows) == 1:
        raise UsageError(f"{path}: there is a head, but no row below it")
    return OwnList(
        str(path), columns, tuple(_fitted(path, row, number, columns) for number, row in enumerate(rows[1:], 2))
    )


def kinds_of(word: str, index: Index, session: Session) -> frozenset[str]:
    """The classes a type means: an everyday word, or a class of the ontology by its name or label.

    Raises `NotFoundError` for an unknown type.
    """
    asked, known = word.strip().casefold(), {kind for entry in index.entries for kind in entry.kinds}
    if asked in KIND_WORDS:
        return frozenset(KIND_WORDS[asked])
    if asked in ("organisation", "organization"):
        return organisations(index)
    labels = session.labels(ONTOLOGY + kind for kind in known)
    named = {kind for kind in known if asked in (kind.casefold(), labels.get(ONTOLOGY + kind, "").casefold())}
    if not named:
        raise NotFoundError(
            f"unknown type {word!r}. There are: {', '.join((*KIND_WORDS, 'organisation', *sorted(known)))}"
        )
    return frozenset(named)


def organisations(index: Index) -> frozenset[str]:
    """The classes of actors that are neither places nor persons."""
    acting = {kind for entry in index.entries if entry.is_organisation for kind in entry.kinds}
    return frozenset(acting - {kind for entry in index.entries if not entry.is_organisation for kind in entry.kinds})


def country_of(text: str) -> str:
    """The code of a country that is named or coded; '' for ''.

    Raises `NotFoundError` where no country is called so.
    """
    code = stated_country(text)
    if text.strip() and not code:
        raise NotFoundError(
            f"unknown country {text!r}. Repair: its name in Korean, English, Japanese or Chinese, or its ISO code"
        )
    return code


def matched(table: OwnList, judgements: Iterable[Judgement], session: Session) -> Table:
    """The list with what was matched behind its own columns."""
    taken, ours = set(table.columns), {name for name, _, _ in _FOUND}
    own = [Column(f"own {name}" if name in ours else name, headings={"en": name}) for name in table.columns]
    found = [Column(name, kind, headings=_headings(name, words, taken)) for name, kind, words in _FOUND]
    rows = tuple((*row, *_cells(judgement, session)) for row, judgement in zip(table.rows, judgements, strict=True))
    return Table(Path(table.file).name, (*own, *found), rows, language=session.language, about=session.about)


def _headings(name: str, words: Sequence[str], taken: set[str]) -> dict[str, str]:
    """The heading in four languages, told from a column of the list that is called the same."""
    told = dict(zip(("ko", "en", "ja", "zh"), words, strict=True))
    return {language: f"sckg: {word}" if word in taken or name in taken else word for language, word in told.items()}


def _cells(judgement: Judgement, session: Session) -> tuple[str | int | None, ...]:
    best, second = judgement.best, judgement.second
    told = (
        (None, None, None, None)
        if best is None or judgement.decision == NONE
        else (compact(best.entry.iri), best.entry.label, session.label(ONTOLOGY + best.entry.kind), best.score)
    )
    other = (compact(second.entry.iri), second.score) if second else (None, None)
    return (*told, *other, judgement.decision, judgement.told(session.language) or None)


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith(_ZIP):
        raise UsageError(f"{path}: is a workbook, no CSV. Repair: in Excel, save as “CSV UTF-8 (comma delimited)”")
    looks = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if not looks:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            looks = _guess(raw)
    raise UsageError(
        f"{path}: is not UTF-8; it looks like {looks}. Repair: in Excel, save as “CSV UTF-8 (comma delimited)”"
    )


def _guess(raw: bytes) -> str:
    """The encoding in which most letters beyond ASCII are usual ones of its language."""
    best, found = 0.0, "another encoding"
    for codec, name, older, first, last in _ENCODINGS:
        try:
            letters = [letter for letter in raw.decode(codec) if letter.isalpha() and not letter.isascii()]
        except UnicodeDecodeError:
            continue
        usual = sum(first <= (letter.encode(older, "ignore") or b"\0")[0] <= last for letter in letters)
        if letters and (share := usual / len(letters)) > best:
            best, found = share, name
    return found


def _columns(path: Path, head: Sequence[str]) -> tuple[str, ...]:
    names = tuple(name.strip() or f"column {place}" for place, name in enumerate(head, 1))
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise UsageError(f"{path}: two columns are called {twice!r}. Repair: give one of them another name")
    return names


def _fitted(path: Path, row: list[str], number: int, columns: Sequence[str]) -> tuple[str, ...]:
    """A row with as many cells as the head; cells that a spreadsheet left out at its end are empty."""
    if len(row) > len(columns):
        raise UsageError(
            f"{path}, row {number}: {len(row)} cells under {len(columns)} columns. "
            "Repair: put a cell that holds the separator in quotes"
        )
    return (*row, *[""] * (len(columns) - len(row)))
