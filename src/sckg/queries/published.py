"""The saved questions as RDF, for public query editors: `sh:SPARQLExecutable` in the convention of sparql-examples.

https://www.w3.org/TR/shacl/#dfn-sparql-executable and https://github.com/sib-swiss/sparql-examples. Parameters stand at
their defaults, so that every question runs as it is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from sckg.namespaces import BASE, expand
from sckg.queries.catalog import Query
from sckg.queries.parameters import Parameter, fill

__all__ = ["publish"]

_QUESTIONS: Final = BASE + "id/question/"
_DECLARATIONS: Final = ox.NamedNode(BASE + "questions/prefixes")
_PREFIX: Final = re.compile(r"^PREFIX\s+(\w+):\s*<([^>]*)>\s*$", re.MULTILINE)


def publish(queries: Iterable[Query], resolve: Callable[[Parameter, str], str | None]) -> Iterator[ox.Triple]:
    """Every question as an executable: title and comment, keywords, SELECT text; and the prefixes they share.

    `resolve` turns the default of a parameter into what is bound (the IRI of a thing); what it does not know stays a
    variable.
    """
    used: dict[str, str] = {}
    for query in queries:
        text = "\n".join(line for line in _bound(query, resolve).splitlines() if not line.startswith("#")).strip()
        used |= dict(_PREFIX.findall(text))
        yield from _executable(query, text)
    for prefix, namespace in sorted(used.items()):
        node = ox.NamedNode(f"{_DECLARATIONS.value}/{prefix}")
        yield _say(_DECLARATIONS, "sh:declare", node)
        yield _say(node, "sh:prefix", ox.Literal(prefix))
        yield _say(node, "sh:namespace", ox.Literal(namespace, datatype=ox.NamedNode(expand("xsd:anyURI"))))


def _bound(query: Query, resolve: Callable[[Parameter, str], str | None]) -> str:
    terms = {}
    for one in query.parameters:
        value = resolve(one, one.default or one.example)
        terms[one.name] = f"?_{one.name}_{one.type}" if value is None else one.term(value)
    return fill(query.text, terms.__getitem__)


def _executable(query: Query, text: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(_QUESTIONS + query.name)
    for kind in ("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"):
        yield _say(node, "rdf:type", ox.NamedNode(expand(kind)))
    for language, title in sorted(query.titles.items()):
        yield _say(node, "rdfs:label", ox.Literal(title, language=language))
    comment = f"{query.summary}. {query.description}".strip(". ") + "."
    yield _say(node, "rdfs:comment", ox.Literal(comment, language="en"))
    yield _say(node, "sh:prefixes", _DECLARATIONS)
    yield _say(node, "sh:select", ox.Literal(text))
    for tag in query.tags:
        yield _say(node, "schema:keywords", ox.Literal(tag))
    yield _say(node, "dcterms:license", ox.NamedNode("https://creativecommons.org/licenses/by/4.0/"))
    yield _say(node, "dcterms:isPartOf", ox.NamedNode(BASE + "dataset"))


def _say(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(expand(name)), value)
