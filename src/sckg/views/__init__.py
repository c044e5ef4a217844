"""Files to look at and to hand on: answers as tables, pages of questions, the picture of the network.

What is asked for is imported when first used: a table as CSV needs no layout of a network.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sckg.views.network import WORDS, draw_network, layout
    from sckg.views.questions import draw_questions, list_questions_md
    from sckg.views.tables import BINARY, FORMS, render

__all__ = ["BINARY", "FORMS", "WORDS", "draw_network", "draw_questions", "layout", "list_questions_md", "render"]

_HOMES: Final = {
    "BINARY": "tables",
    "FORMS": "tables",
    "WORDS": "network",
    "draw_network": "network",
    "draw_questions": "questions",
    "layout": "network",
    "list_questions_md": "questions",
    "render": "tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sckg.views' has no attribute {name!r}")
    return getattr(import_module(f"sckg.views.{_HOMES[name]}"), name)
