"""Files to look at and to hand on: answers as tables, pages of questions, the picture of the network.

What is asked for is imported when first used: a table as CSV needs no layout of a network.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sckg.views.atlas import write_atlas
    from sckg.views.charts import as_picture, save_chart
    from sckg.views.flow import flow_chart
    from sckg.views.graph_files import GRAPH_FORMS, render_graph, write_graph
    from sckg.views.grounds import Grounds
    from sckg.views.matrix import matrix_chart
    from sckg.views.network import draw_network, ego_svg, network_picture
    from sckg.views.pictures import PICTURE_FORMS, Picture, picture_page, write_picture
    from sckg.views.questions import draw_questions, list_questions_md
    from sckg.views.tables import BINARY, FORMS, render
    from sckg.views.timeline import timeline_chart
    from sckg.views.worldmap import map_chart

__all__ = [
    "BINARY",
    "FORMS",
    "GRAPH_FORMS",
    "PICTURE_FORMS",
    "Grounds",
    "Picture",
    "as_picture",
    "draw_network",
    "draw_questions",
    "ego_svg",
    "flow_chart",
    "list_questions_md",
    "map_chart",
    "matrix_chart",
    "network_picture",
    "picture_page",
    "render",
    "render_graph",
    "save_chart",
    "timeline_chart",
    "write_atlas",
    "write_graph",
    "write_picture",
]

_HOMES: Final = {
    "BINARY": "tables",
    "FORMS": "tables",
    "GRAPH_FORMS": "graph_files",
    "Grounds": "grounds",
    "PICTURE_FORMS": "pictures",
    "Picture": "pictures",
    "as_picture": "charts",
    "draw_network": "network",
    "draw_questions": "questions",
    "ego_svg": "network",
    "flow_chart": "flow",
    "list_questions_md": "questions",
    "map_chart": "worldmap",
    "matrix_chart": "matrix",
    "network_picture": "network",
    "picture_page": "pictures",
    "render": "tables",
    "render_graph": "graph_files",
    "save_chart": "charts",
    "timeline_chart": "timeline",
    "write_atlas": "atlas",
    "write_graph": "graph_files",
    "write_picture": "pictures",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sckg.views' has no attribute {name!r}")
    return getattr(import_module(f"sckg.views.{_HOMES[name]}"), name)
