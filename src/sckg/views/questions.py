"""The list of all saved questions, as a page to search and as Markdown."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sckg.queries import Parameter, Query
from sckg.queries.catalog import GROUPS
from sckg.store import whole_file
from sckg.views.markdown import code, escape, fence, grid
from sckg.views.pages import fill_page

__all__ = ["WORDS", "draw_questions", "list_questions_md"]

_LANGUAGES: Final = ("ko", "en", "ja", "zh")
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "title": "Questions this graph answers",
        "competency": "Questions",
        "reports": "Tables of the report",
        "federated": "Questions that ask outside, too",
        "search": "Find a question: words in any language …",
        "parameters": "Parameters",
        "columns": "Columns",
        "name": "name",
        "type": "type",
        "unit": "unit",
        "heading": "heading",
        "default": "if not given",
        "examples": "for example",
        "choices": "one of",
        "none": "No question mentions all these words.",
    },
    "ko": {
        "title": "이 그래프가 답하는 질문",
        "competency": "질문",
        "reports": "보고서의 표",
        "federated": "외부에도 묻는 질문",
        "search": "질문 찾기: 어느 언어로든 낱말을 쓰세요 …",
        "parameters": "매개변수",
        "columns": "열",
        "name": "이름",
        "type": "형식",
        "unit": "단위",
        "heading": "제목",
        "default": "주지 않으면",
        "examples": "예",
        "choices": "다음 중 하나",
        "none": "이 낱말이 모두 들어 있는 질문이 없습니다.",
    },
    "ja": {
        "title": "このグラフが答える質問",
        "competency": "質問",
        "reports": "報告書の表",
        "federated": "外部にも尋ねる質問",
        "search": "質問を探す：どの言語の語でも …",
        "parameters": "パラメータ",
        "columns": "列",
        "name": "名前",
        "type": "型",
        "unit": "単位",
        "heading": "見出し",
        "default": "省略時",
        "examples": "例",
        "choices": "選択肢",
        "none": "これらの語をすべて含む質問はありません。",
    },
    "zh": {
        "title": "本图谱可回答的问题",
        "competency": "问题",
        "reports": "报告中的表",
        "federated": "也向外部提问的问题",
        "search": "查找问题：可用任一语言的词 …",
        "parameters": "参数",
        "columns": "列",
        "name": "名称",
        "type": "类型",
        "unit": "单位",
        "heading": "标题",
        "default": "未给出时",
        "examples": "例如",
        "choices": "可选值",
        "none": "没有包含所有这些词的问题。",
    },
}
_HEADER: Final = re.compile(r"\A(?:#\+[^\n]*\n)+\s*")


def draw_questions(queries: Sequence[Query], path: Path, *, language: str) -> None:
    """Write one page with all questions, which filters as one types and fetches nothing.

    A search can be linked to: `questions.html?q=vietnam`. Raises `UsageError` where the file cannot be written.
    """
    page = fill_page(
        "questions.html",
        language=language,
        words=WORDS[language],
        title=WORDS[language]["title"],
        groups=list(_groups(queries)),
        others=[other for other in _LANGUAGES if other != language],
        command=_command,
        body=_body,
    )
    with whole_file(path) as stream:
        stream.write(page)


def list_questions_md(queries: Sequence[Query], language: str) -> str:
    """All questions as Markdown, with what stands on the page."""
    words = WORDS[language]
    lines = [f"# {words['title']}", ""]
    for group, members in _groups(queries):
        lines += [f"## {words.get(group, escape(group))} ({len(members)})", ""]
        for query in members:
            lines += _question(query, language)
    return "\n".join(lines).rstrip() + "\n"


def _groups(queries: Sequence[Query]) -> Iterator[tuple[str, list[Query]]]:
    """Groups in their order, questions by name, table 2-2 before table 2-10."""
    for group in dict.fromkeys((*GROUPS, *sorted(query.group for query in queries))):
        if members := [query for query in queries if query.group == group]:
            yield group, sorted(members, key=lambda query: _natural(query.name))


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def _question(query: Query, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield from (f"### {escape(query.title(language))}", "")
    others = [escape(query.titles[other]) for other in _LANGUAGES if other != language and query.titles.get(other)]
    if others:
        yield from (f"*{' · '.join(others)}*", "")
    if query.description:
        yield from (escape(query.description), "")
    yield from (fence(_command(query), "sh"), "")
    if query.parameters:
        heads = [words[word] for word in ("parameters", "type", "default", "examples", "choices")]
        yield from (*grid(heads, map(_parameter, query.parameters)), "")
    if query.columns:
        heads = [words[word] for word in ("columns", "name", "type", "unit")]
        cells = (
            (escape(one.heading(language)), code(one.name), escape(one.type), escape(one.unit)) for one in query.columns
        )
        yield from (*grid(heads, cells), "")
    if query.tags:
        yield from (" ".join(map(code, query.tags)), "")
    yield from ("<details><summary>SPARQL</summary>", "", fence(_body(query), "sparql"), "", "</details>", "")


def _parameter(one: Parameter) -> tuple[str, ...]:
    kind = f"{one.type} ({one.kind})" if one.kind else one.type
    default = code(one.default) if one.default else ""
    return code(one.name), escape(kind), default, ", ".join(map(code, one.examples)), ", ".join(map(code, one.choices))


def _command(query: Query) -> str:
    """What to type, every parameter with a value that works."""
    given = (f" -p {shlex.quote(f'{one.name}={one.example}')}" for one in query.parameters)
    fetch = " --fetch" if query.outside else ""
    return f"sckg query run {shlex.quote(query.name)}{''.join(given)}{fetch}"


def _body(query: Query) -> str:
    """The query without its `#+` header, all of which is told elsewhere."""
    return _HEADER.sub("", query.text).strip()
