"""What files say of an answer, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sckg.queries.tables import Cell, Table
from sckg.views.tables.numbers import is_number

__all__ = ["WORDS", "facts", "flush_right"]

WORDS: Final = {
    "en": {
        "about": "About",
        "answer": "Answer",
        "question": "Question",
        "name": "Name",
        "rows": "Rows",
        "note": "Note",
        "cut": "{rows}; there are more, which were not asked for",
        "source": "Source",
        "licence": "Licence",
        "cite": "How to cite",
        "answer_of": "“{title}”",
        "none": "No row answers this question.",
    },
    "ko": {
        "about": "정보",
        "answer": "답",
        "question": "질문",
        "name": "이름",
        "rows": "행 수",
        "note": "주",
        "cut": "{rows} (요청한 만큼만 실었으며 더 있음)",
        "source": "출처",
        "licence": "이용 허락",
        "cite": "인용 방법",
        "answer_of": "‘{title}’",
        "none": "이 질문에 해당하는 행이 없습니다.",
    },
    "ja": {
        "about": "情報",
        "answer": "回答",
        "question": "質問",
        "name": "名称",
        "rows": "行数",
        "note": "注",
        "cut": "{rows}（求められた分のみ。続きあり）",
        "source": "出典",
        "licence": "ライセンス",
        "cite": "引用方法",
        "answer_of": "「{title}」",
        "none": "この質問に該当する行はありません。",
    },
    "zh": {
        "about": "说明",
        "answer": "回答",
        "question": "问题",
        "name": "名称",
        "rows": "行数",
        "note": "注",
        "cut": "{rows}（仅列出所要求的部分，尚有更多）",
        "source": "来源",
        "licence": "许可",
        "cite": "引用方式",
        "answer_of": "“{title}”",
        "none": "没有符合该问题的行。",
    },
}
_LICENCE: Final = re.compile(r",?\s*(https?://\S+)$")
_NUMBERS: Final = frozenset({"integer", "decimal", "year"})


def facts(table: Table) -> Iterator[tuple[str, str]]:
    """Word and fact: what was asked with which parameters, how many rows, of what source, and how to cite it."""
    words = WORDS[table.language]
    yield words["question"], table.title
    if table.name:
        yield words["name"], table.name
    yield from table.parameters
    yield words["rows"], words["cut"].format(rows=len(table)) if table.cut else str(len(table))
    yield from ((words["note"], note) for note in table.notes)
    for line in table.about:
        yield words["source"], _LICENCE.sub("", line)
    for licence in dict.fromkeys(found[1] for line in table.about if (found := _LICENCE.search(line))):
        yield words["licence"], licence
    yield words["cite"], _citation(table)


def flush_right(table: Table) -> list[bool]:
    """For each column, whether numbers stand in it: by its type, or because every value it has is one."""
    return [
        column.type in _NUMBERS or _all_numbers(row[place] for row in table.rows)
        for place, column in enumerate(table.columns)
    ]


def _all_numbers(cells: Iterable[Cell]) -> bool:
    told = [cell for cell in cells if cell is not None]
    return bool(told) and all(map(is_number, told))


def _citation(table: Table) -> str:
    """Sources, question, and what one has to run to get the answer again."""
    run = ", ".join([*filter(None, [table.name]), *(f"{name}={value}" for name, value in table.parameters)])
    title = WORDS[table.language]["answer_of"].format(title=table.title) if table.title else ""
    parts = [*(_LICENCE.sub("", line) for line in table.about), title, f"sckg ({run})" if run else "sckg"]
    return ". ".join(filter(None, parts))
