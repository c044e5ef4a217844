"""The network as pictures: an interactive page, a still sheet, a small one around a thing."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from sckg.errors import UsageError
from sckg.views.grounds import Grounds
from sckg.views.languages import best
from sckg.views.network.ego import ego_svg
from sckg.views.network.page import LARGE, Leads, network_picture, titles_of
from sckg.views.network.still import LABELLED, still_network
from sckg.views.pictures import PICTURE_FORMS, write_picture
from sckg.views.sheet import save_sheet

__all__ = [
    "LABELLED",
    "LARGE",
    "Leads",
    "draw_network",
    "ego_svg",
    "network_picture",
    "still_network",
    "titles_of",
]


def draw_network(graph: nx.MultiDiGraph[str], path: Path, *, grounds: Grounds, language: str = "en") -> None:
    """Draw a network projected by `sckg.analysis.project`, in the form that the ending of the file names.

    .html is one page in four languages that needs nothing else and opens in `language`; .svg and .png are a sheet of A4
    in that language. Raises `UsageError` for an empty graph, another ending, a missing font (.png), or a file that
    cannot be written.
    """
    form, title = path.suffix[1:].lower(), best(titles_of(graph), language)[0]
    if not graph:
        raise UsageError("nothing to draw: the selection is empty")
    if form not in PICTURE_FORMS:
        raise UsageError(f"{path}: the ending names no form of a picture. There are: {', '.join(PICTURE_FORMS)}")
    if form == "html":
        write_picture(network_picture(graph, grounds, language=language), path, language=language)
        return
    sheet = still_network(graph, language=language, captions=grounds.sources)
    save_sheet(sheet, path, language=language, title=title)
