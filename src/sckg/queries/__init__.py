"""Questions: saved SPARQL files, names people type, and why an edge is believed."""

from sckg.queries.answers import Table, ask, cite
from sckg.queries.cards import Card, card
from sckg.queries.catalog import Parameter, Query, load_queries, load_query, named
from sckg.queries.evidence import Evidence, explain
from sckg.queries.lookup import Match, Names

__all__ = ["Card", "Evidence", "Match", "Names", "Parameter", "Query", "Table", "ask", "card", "cite", "explain",
           "load_queries", "load_query", "named"]
