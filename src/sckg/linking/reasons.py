"""Why a name is taken for a thing, told in the language of the reader: texts of `reasons.yaml` with names in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

__all__ = ["Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A key of `reasons.yaml` and what stands in its blanks: names, or reasons themselves."""

    key: str
    names: tuple[str | Reason, ...] = ()

    def told(self, language: str) -> str:
        """The reason in a language.

        >>> Reason("form", (Reason("label"),)).told("ko")
        '이름, 회사 형태 제외'
        """
        return _texts()[self.key][language].format(
            *(name.told(language) if isinstance(name, Reason) else name for name in self.names)
        )

    def __str__(self) -> str:
        return self.told("en")


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    found = yaml.safe_load(Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found
