"""Where the ontology, the tables and the questions lie, and the few settings there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sckg.errors import UsageError

__all__ = ["DEFAULT_OUT", "Paths", "own_yaml", "paths"]

DEFAULT_OUT = Path("build")


@dataclass(frozen=True, slots=True)
class Paths:
    """The three input folders of a build."""

    ontology: Path
    data: Path
    queries: Path


def paths(data: Path | None = None) -> Paths:
    """The input folders: those of the checkout, or those packed into an installed sckg; `data` replaces the tables.

    Raises `UsageError` where a folder is missing.
    """
    here = Path(__file__).resolve().parent
    packed, checkout = here / "resources", here.parents[1]
    root = checkout if (checkout / "pyproject.toml").is_file() else packed
    found = Paths(root / "ontology", data or root / "data", root / "queries")
    for folder in (found.ontology, found.data, found.queries):
        if not folder.is_dir():
            raise UsageError(f"folder not found: {folder}. Name an existing one with --data, or reinstall sckg")
    return found


@cache
def own_yaml(module: str, name: str) -> dict[str, Any]:
    """The mapping in a YAML file of ours that lies beside a module (its `__file__`), read once."""
    import yaml  # a command that reads none starts without it

    found: dict[str, Any] = yaml.safe_load(Path(module).with_name(name).read_text(encoding="utf-8"))
    return found
