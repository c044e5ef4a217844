"""Hygiene queries: SPARQL that must return nothing (`queries/checks`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sckg.store import Dataset
from sckg.validation.shacl import Result

__all__ = ["check_hygiene"]

_LANGUAGES = ("en", "ko")


def check_hygiene(dataset: Dataset, folder: Path, origins: Mapping[str, str] | None = None) -> Iterator[Result]:
    """One result per row of every query; a query returns what must not be, as ?focus and perhaps ?value.

    What it means stands in the header of the file, in English and Korean (`#+ en: …`, `#+ ko: …`).
    """
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        said = tuple(
            (language, line.partition(": ")[2].strip().strip('"'))
            for language in _LANGUAGES
            for line in text.splitlines()
            if line.startswith(f"#+ {language}: ")
        )
        for row in dataset.select(text):
            value = row["value"].value if "value" in row else ""
            focus = row["focus"].value
            yield Result("must", focus, path.stem, value, said, (origins or {}).get(focus, ""))
