"""sckg, the Smart City Knowledge Graph: how Korea, China and Japan take smart cities abroad, citable and queryable.

>>> import sckg
>>> g = sckg.open("build")                                         # doctest: +SKIP
>>> g.ask("who-enters-a-country", country="VN").to_pandas()        # doctest: +SKIP

Five names: `open` (a build, or a server), `Graph` (what it gives), `Table` (an answer), `Query` (a saved question) and
`SckgError` (the base of everything raised on purpose). They are imported when first used, for a quick start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from sckg.errors import SckgError
    from sckg.queries import Graph, Query, Table

__all__ = ["Graph", "Query", "SckgError", "Table", "open"]

__version__ = "0.1.0"


def open(build: str | Path | None = None, *, endpoint: str | None = None, language: str = "en") -> Graph:
    """Open the build in a folder (`build` by default), or the SPARQL server at an address.

    `language` is that of labels: ko, en, ja or zh. Raises `SckgError` where there is no build, or it is damaged.
    """
    from sckg.queries import Graph

    return Graph.open(build, endpoint=endpoint, language=language)


def __getattr__(name: str) -> Any:
    if name == "SckgError":
        from sckg.errors import SckgError

        return SckgError
    if name in ("Graph", "Query", "Table"):
        from sckg import queries

        return getattr(queries, name)
    raise AttributeError(f"module 'sckg' has no attribute {name!r}")
