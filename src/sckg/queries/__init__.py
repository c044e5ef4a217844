"""Questions: saved SPARQL files, one's own, names people type, and why an edge is believed."""

from sckg.queries.answers import ask, tabulate
from sckg.queries.cards import Card, card
from sckg.queries.catalog import Column, Query, load_queries, load_query, named, search
from sckg.queries.dossiers import Citation, Dossiers, read_dossiers
from sckg.queries.evidence import Edge, Evidence, explain
from sckg.queries.graph import Graph
from sckg.queries.lookup import Match, Names
from sckg.queries.parameters import Parameter
from sckg.queries.published import publish
from sckg.queries.session import Session
from sckg.queries.tables import SOURCES, Cell, Table, Thing

__all__ = [
    "SOURCES",
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
    "Parameter",
    "Query",
    "Session",
    "Table",
    "Thing",
    "ask",
    "card",
    "explain",
    "load_queries",
    "load_query",
    "named",
    "publish",
    "read_dossiers",
    "search",
    "tabulate",
]
