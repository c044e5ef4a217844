"""The pictures inside the atlas: network, flow, matrix, map, timeline."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from sckg import analysis
from sckg.queries import Dossiers, Session
from sckg.views.atlas.addresses import address_of, page_of
from sckg.views.atlas.telling import placed
from sckg.views.charts import Chart
from sckg.views.flow import flow_chart
from sckg.views.grounds import Grounds
from sckg.views.matrix import matrix_chart
from sckg.views.network import Leads, network_picture
from sckg.views.pictures import Picture
from sckg.views.svg import inline_svg
from sckg.views.timeline import timeline_chart
from sckg.views.worldmap import map_chart

__all__ = ["all_charts", "home_map", "network"]


def network(grounds: Grounds, language: str, dossiers: Dossiers) -> Picture:
    """The picture of who enters which country, works with whom, funds what; names and citations lead to their pages."""
    graph = analysis.project(grounds.facts, "relations", analysis.Selection())
    shown = {one: page for one in dossiers.places() if (page := page_of(one.section))}
    lines = {text: f"{page}#l{one.first}" for one, page in shown.items() for text in placed(one).values()}
    leads = Leads(lambda iri: address_of(dossiers, iri), lines)
    return network_picture(graph, grounds, language=language, leads=leads)


def all_charts(session: Session, grounds: Grounds) -> Iterator[Chart]:
    """Flow, matrix, map and timeline of all there is."""
    ties = grounds.facts.ties
    yield flow_chart(grounds, ties)
    yield matrix_chart(grounds, ties)
    yield map_chart(grounds, ties)
    yield timeline_chart(grounds, analysis.read_dated(session, grounds.facts))


def home_map(chart: Chart, language: str) -> Markup:
    """The drawing of a chart alone; its marks lead to the page of the chart."""
    drawing = inline_svg(chart.drawing, name=chart.name, language=language, title=chart.titles)
    return Markup(str(drawing).replace('href="#', f'href="{chart.name}.html#'))
