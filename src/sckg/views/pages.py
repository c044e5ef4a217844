"""Pages from templates: everything that is filled in is escaped, and nothing is fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from sckg.views.languages import attribute, spans, words

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["fill_page", "fill_part"]

_TEMPLATES: Final = Path(__file__).parent / "templates"


def fill_page(template: str, **values: Any) -> bytes:
    """A page in UTF-8: the template of this name below `templates`, with values for all its blanks."""
    return _environment().get_template(template).render(**values).encode("utf-8")


def fill_part(template: str, **values: Any) -> Markup:
    """A part of a page, to be filled into another."""
    return Markup(_environment().get_template(template).render(**values))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"spans": spans, "in_attribute": attribute, "words": words}
    return environment
