"""Questions: saved SPARQL files, one's own, names people type, and why an edge is believed."""

from sckg.queries.answers import ask, tabulate
from sckg.queries.cards import Card, card
from sckg.queries.catalog import FEDERATED, GROUPS, Column, Outside, Query, load_queries, load_query, named, search
from sckg.queries.dossiers import Citation, Dossiers, read_dossiers
from sckg.queries.evidence import Edge, Evidence, explain
from sckg.queries.graph import Graph
from sckg.queries.lookup import Match, Names
from sckg.queries.outside import (
    HOW,
    UNKNOWN,
    Around,
    OutsideFact,
    OutsideId,
    Provider,
    country_numbers,
    outside_ids,
    outside_sources,
    outside_values,
    positions,
)
from sckg.queries.parameters import Parameter
from sckg.queries.published import publish
from sckg.queries.session import Session
from sckg.queries.tables import SOURCES, Cell, Table, Thing

__all__ = [
    "FEDERATED",
    "GROUPS",
    "HOW",
    "SOURCES",
    "UNKNOWN",
    "Around",
    "Card",
    "Cell",
    "Citation",
    "Column",
    "Dossiers",
    "Edge",
    "Evidence",
    "Graph",
    "Match",
    "Names",
    "Outside",
    "OutsideFact",
    "OutsideId",
    "Parameter",
    "Provider",
    "Query",
    "Session",
    "Table",
    "Thing",
    "ask",
    "card",
    "country_numbers",
    "explain",
    "load_queries",
    "load_query",
    "named",
    "outside_ids",
    "outside_sources",
    "outside_values",
    "positions",
    "publish",
    "read_dossiers",
    "search",
    "tabulate",
]
