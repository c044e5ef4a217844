"""Why a name is taken for a thing, told in the language of the reader: texts of `reasons.yaml` with names in them."""

from __future__ import annotations

from dataclasses import dataclass

from sckg.config import own_yaml

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
        text: str = own_yaml(__file__, "reasons.yaml")[self.key][language]
        return text.format(*(name.told(language) if isinstance(name, Reason) else name for name in self.names))

    def __str__(self) -> str:
        return self.told("en")
