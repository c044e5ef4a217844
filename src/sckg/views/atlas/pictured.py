"""The pictures inside the atlas: network, flow, matrix, map, timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from sckg import analysis
from sckg.namespaces import local
from sckg.queries import Dossiers, Session
from sckg.views.atlas.addresses import address_of, page_of
from sckg.views.atlas.telling import placed
from sckg.views.charts import Chart
from sckg.views.flow import flow_chart
from sckg.views.grounds import Grounds
from sckg.views.matrix import matrix_chart
from sckg.views.nations import NATIONS
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
    """The drawing of the map alone; its marks lead to the list of what they count."""
    return inline_svg(chart.drawing, name=chart.name, language=language, title=chart.titles, lead=_listed)


def _listed(key: str, tags: Mapping[str, str]) -> str:
    """Where a mark of the map leads: entries of a nation in a country, of a nation, into a country, a city."""
    del key
    home, host, place = (tags.get(name, "") for name in ("home", "host", "place"))
    if home in map(local, NATIONS):
        return f"entries.html#{home}--{host}" if host else f"entries.html#{home}"
    return f"place/{place or host or home}.html{'#entered' if host else ''}"
