"""Links become triples: the link itself, what is known of it, and what is known of the outside thing.

The link is described in the terms of SSSOM (https://mapping-commons.github.io/sssom/), the set of links as a linkset in
those of VoID (https://www.w3.org/TR/void/#linkset).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from sckg.mapping.triples import Triple, literal, triple
from sckg.namespaces import BASE, ID, RDF_TYPE, expand
from sckg.sources.links import WEB_ADDRESS, Link, LinkSet, expand_curie, target_title

__all__ = ["describe_target", "link_iri", "link_triples"]


def link_iri(links: LinkSet, link: Link) -> str:
    """The IRI of a link: target, slug of our thing, local id of the other one.

    >>> link_iri(LinkSet("geonames", {}, ()), Link("place:hanoi", "geonames:1581130/", *[""] * 11))
    'https://w3id.org/sckg/id/link/geonames--hanoi--1581130'
    """
    return f"{ID}link/{links.name}--{link.subject_id.partition(':')[2]}--{quote(_local(link), safe='')}"


def link_triples(links: LinkSet) -> Iterator[Triple]:
    """All links of a set but the rejected ones."""
    dataset, prefixes = f"<{ID}dataset/{links.name}>", links.prefixes
    for link in links.links:
        if link.rejected:
            continue
        iri, thing = link_iri(links, link), expand_curie(link.object_id, prefixes)
        ours, how = expand_curie(link.subject_id, prefixes), expand_curie(link.predicate_id, prefixes)
        yield triple(ours, how, f"<{thing}>")
        yield triple(iri, RDF_TYPE, f"<{expand('sssom:Mapping')}>")
        yield triple(iri, expand("owl:annotatedSource"), f"<{ours}>")
        yield triple(iri, expand("owl:annotatedProperty"), f"<{how}>")
        yield triple(iri, expand("owl:annotatedTarget"), f"<{thing}>")
        yield from _grounds(iri, link, expand_curie(link.mapping_justification, prefixes))
        yield triple(thing, expand("skos:notation"), literal(_local(link)))
        yield triple(thing, expand("rdfs:label"), literal(link.object_label))
        yield triple(thing, expand("void:inDataset"), dataset)


def _grounds(iri: str, link: Link, justification: str) -> Iterator[Triple]:
    """On what a link rests, and who decided."""
    yield triple(iri, expand("sssom:mapping_justification"), f"<{justification}>")
    yield triple(iri, expand("sssom:confidence"), literal(link.confidence, datatype="decimal"))
    if link.reviewer_label:
        yield triple(iri, expand("sssom:reviewer_label"), literal(link.reviewer_label))
    yield triple(iri, expand("dcterms:date"), literal(link.mapping_date, datatype="date"))
    yield triple(iri, expand("rdfs:comment"), literal(link.comment))
    for address in link.see_also.split("|"):
        yield triple(iri, expand("rdfs:seeAlso"), f"<{address}>")


def describe_target(links: LinkSet) -> Iterator[Triple]:
    """The target of a set of links, and the set as a linkset."""
    target, meta = f"{ID}dataset/{links.name}", links.meta
    yield triple(target, RDF_TYPE, f"<{expand('void:Dataset')}>")
    yield triple(target, expand("dcterms:title"), literal(target_title(links.name)))
    if address := _address(str(meta["object_source"]), links.prefixes):
        yield triple(target, expand("dcterms:references"), f"<{address}>")
    this, built = str(meta["mapping_set_id"]), [link for link in links.links if not link.rejected]
    yield triple(this, RDF_TYPE, f"<{expand('void:Linkset')}>")
    yield triple(this, expand("dcterms:title"), literal(str(meta["mapping_set_title"]), "en"))
    yield triple(this, expand("dcterms:description"), literal(str(meta["mapping_set_description"]), "en"))
    yield triple(this, expand("dcterms:license"), f"<{meta['license']}>")
    yield triple(this, expand("void:subjectsTarget"), f"<{BASE}dataset>")
    yield triple(this, expand("void:objectsTarget"), f"<{target}>")
    yield triple(this, expand("void:triples"), literal(str(len(built)), datatype="integer"))
    for how in sorted({expand_curie(link.predicate_id, links.prefixes) for link in built}):
        yield triple(this, expand("void:linkPredicate"), f"<{how}>")


def _address(source: str, prefixes: Mapping[str, str]) -> str:
    """The web address of a source, which may be written as a CURIE; '' for a mere name."""
    iri = expand_curie(source, prefixes) if source.partition(":")[0] in prefixes else source
    return iri if WEB_ADDRESS.fullmatch(iri) else ""


def _local(link: Link) -> str:
    """The id of the outside thing without its prefix: Q1858, 1581130, KR-11."""
    return link.object_id.partition(":")[2].removesuffix("/")
