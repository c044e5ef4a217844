"""The IRI base and every prefix, in one place."""

from __future__ import annotations

from functools import cache
from typing import Final

__all__ = [
    "BASE",
    "GRAPH",
    "ID",
    "INFERRED",
    "LINKS",
    "ONTOLOGY",
    "ONTOLOGY_GRAPH",
    "PREFIXES",
    "RDF_TYPE",
    "REPORT",
    "compact",
    "concept",
    "expand",
    "local",
    "source_graph",
]

BASE: Final = "https://w3id.org/sckg/"
ONTOLOGY: Final = BASE + "ontology#"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"

ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
LINKS: Final = GRAPH + "links"
INFERRED: Final = GRAPH + "inferred"
REPORT: Final = GRAPH + "report"

PREFIXES: Final[dict[str, str]] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "epo": "http://data.europa.eu/a4g/ontology#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "gist": "https://w3id.org/semanticarts/ns/ontology/gist/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sckg": ONTOLOGY,
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix → namespace. Concepts of the code lists live under `ID + "concept/"`."""

RDF_TYPE: Final = PREFIXES["rdf"] + "type"


@cache
def expand(name: str) -> str:
    """The IRI of a prefixed name.

    >>> expand("sckg:enters")
    'https://w3id.org/sckg/ontology#enters'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def compact(iri: str) -> str:
    """The shortest readable form of an IRI: prefixed name, or kind/slug for our own things.

    >>> compact("https://w3id.org/sckg/id/actor/kind")
    'actor/kind'
    >>> compact("https://w3id.org/sckg/ontology#Firm")
    'sckg:Firm'
    """
    if iri.startswith(ID):
        return iri[len(ID) :]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def concept(scheme: str, slug: str) -> str:
    """The IRI of a code of a code list; '' for ''.

    >>> concept("stage", "contract"), concept("stage", "")
    ('https://w3id.org/sckg/id/concept/stage/contract', '')
    """
    return f"{ID}concept/{scheme}/{slug}" if slug else ""


def local(iri: str) -> str:
    """The last part of an IRI.

    >>> local("https://w3id.org/sckg/ontology#Firm"), local("https://w3id.org/sckg/id/concept/stage/mou"), local("")
    ('Firm', 'mou', '')
    """
    return iri.rpartition("#" if "#" in iri else "/")[2]


def source_graph(source: str) -> str:
    """The named graph that holds what a source says."""
    return f"{GRAPH}source/{source}"
