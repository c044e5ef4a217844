"""Questions: saved SPARQL files, names people type, and why an edge is believed."""

from sckg.queries.answers import SOURCES, Table, ask
from sckg.queries.cards import Card, card
from sckg.queries.catalog import Parameter, Query, load_queries, load_query, named
from sckg.queries.evidence import Edge, Evidence, explain
from sckg.queries.lookup import Match, Names
from sckg.queries.session import Session

__all__ = [
    "SOURCES",
    "Card",
    "Edge",
    "Evidence",
    "Match",
    "Names",
    "Parameter",
    "Query",
    "Session",
    "Table",
    "ask",
    "card",
    "explain",
    "load_queries",
    "load_query",
    "named",
]
