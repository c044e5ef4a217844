"""The pictures inside the atlas: network, flow, matrix, map, timeline."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from sckg import analysis
from sckg.queries import Session
from sckg.views.atlas.desk import Desk
from sckg.views.backing import citer
from sckg.views.charts import Chart, sources_of
from sckg.views.flow import flow_chart
from sckg.views.matrix import matrix_chart
from sckg.views.network import Grounds, network_picture
from sckg.views.pictures import Picture
from sckg.views.svg import inline_svg
from sckg.views.timeline import timeline_chart
from sckg.views.worldmap import map_chart

__all__ = ["all_charts", "home_map", "network"]


def network(session: Session, desk: Desk, language: str) -> Picture:
    """The picture of who enters which country, works with whom, funds what."""
    graph = analysis.project(desk.facts, "relations", analysis.Selection())
    return network_picture(graph, Grounds.of(session, desk.facts), language=language)


def all_charts(session: Session, desk: Desk) -> Iterator[Chart]:
    """Flow, matrix, map and timeline of all there is."""
    facts, cite, sources = desk.facts, citer(session), sources_of(session)
    yield flow_chart(facts, facts.ties, cite=cite, sources=sources)
    yield matrix_chart(facts, facts.ties, cite=cite, sources=sources)
    yield map_chart(facts, facts.ties, cite=cite, sources=sources)
    yield timeline_chart(facts, analysis.read_dated(session, facts), cite=cite, sources=sources)


def home_map(chart: Chart, language: str) -> Markup:
    """The drawing of a chart alone; its marks lead to the page of the chart."""
    drawing = inline_svg(chart.drawing, name=chart.name, language=language, title=chart.titles)
    return Markup(str(drawing).replace('href="#', f'href="{chart.name}.html#'))
