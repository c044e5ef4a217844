"""The IRI base and every prefix, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

__all__ = [
    "BASE",
    "CURIES",
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
    "contract",
    "expand",
    "expand_curie",
    "external_graph",
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
    "sssom": "https://w3id.org/sssom/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix → namespace. Concepts of the code lists live under `ID + "concept/"`."""

CURIES: Final[dict[str, str]] = {
    **{kind: f"{ID}{kind}/" for kind in ("actor", "place", "policy", "project")},
    "geonames": "https://sws.geonames.org/",
    "iso3166": "https://www.iso.org/obp/ui/#iso:code:3166:",
    "m49": "https://unstats.un.org/unsd/methodology/m49/#",
    "owl": PREFIXES["owl"],
    "ror": "https://ror.org/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": PREFIXES["skos"],
    "wd": "http://www.wikidata.org/entity/",
}
"""Prefixes of ids in tables of links and of values from outside."""

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


def external_graph(source: str) -> str:
    """The named graph that holds values from an outside source."""
    return f"{GRAPH}external/{source}"


def expand_curie(curie: str, prefixes: Mapping[str, str] = CURIES) -> str:
    """The IRI of a CURIE. Raises `KeyError` for a prefix that is not among `prefixes`.

    >>> expand_curie("place:hanoi"), expand_curie("geonames:1581130/")
    ('https://w3id.org/sckg/id/place/hanoi', 'https://sws.geonames.org/1581130/')
    """
    prefix, _, local = curie.partition(":")
    return prefixes[prefix] + local


def contract(iri: str, prefixes: Mapping[str, str] = CURIES) -> str:
    """The CURIE of an IRI, with the longest namespace that fits; the IRI itself where none does.

    >>> contract("http://www.wikidata.org/entity/Q1858")
    'wd:Q1858'
    """
    fitting = [(len(space), prefix) for prefix, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
