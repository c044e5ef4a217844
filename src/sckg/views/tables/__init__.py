"""Answers as files, for people who work on in a spreadsheet, a notebook, a text or another graph.

=========  ====================================================================================================
csv, tsv   headings in the reader's language, numbers plain
json       the whole answer as one object; things with label and IRI
jsonl      one row a line
md         a table as GitHub shows it
xlsx       a workbook: the answer, and what it is and how to cite it
parquet    typed columns, things with label and IRI (needs `pip install 'sckg[data]'`)
html       a page that needs nothing else
ttl        RDF, in the result set vocabulary of the W3C
=========  ====================================================================================================

The same table gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sckg.errors import UsageError
from sckg.queries.tables import Table
from sckg.views.tables.columnar import as_parquet
from sckg.views.tables.delimited import as_delimited
from sckg.views.tables.objects import as_json, as_json_lines
from sckg.views.tables.page import as_html
from sckg.views.tables.prose import as_markdown
from sckg.views.tables.turtle import as_turtle
from sckg.views.tables.workbook import as_workbook

__all__ = ["BINARY", "FORMS", "render"]

FORMS: Final = ("csv", "tsv", "json", "jsonl", "md", "xlsx", "parquet", "html", "ttl")
BINARY: Final = ("xlsx", "parquet")
"""Forms that are no text: not for a terminal."""

_DELIMITERS: Final = {"csv": ",", "tsv": "\t"}
_MAKERS: Final[Mapping[str, Callable[[Table], bytes]]] = {
    "json": as_json,
    "jsonl": as_json_lines,
    "md": as_markdown,
    "xlsx": as_workbook,
    "parquet": as_parquet,
    "html": as_html,
    "ttl": as_turtle,
}


def render(table: Table, form: str, *, excel: bool = False) -> bytes:
    """An answer in one of the `FORMS`; text is UTF-8.

    `excel` makes csv and tsv open well in Excel: with a byte order mark, and with an apostrophe before texts it would
    take for formulas. The other forms are the same with or without it. Raises `UsageError` for an unknown form, for
    more rows than a worksheet holds, and where pandas or pyarrow is missing.
    """
    if form in _DELIMITERS:
        return as_delimited(table, _DELIMITERS[form], excel=excel)
    if form not in _MAKERS:
        raise UsageError(f"no form {form!r} of a table. There are: {', '.join(FORMS)}")
    return _MAKERS[form](table)
