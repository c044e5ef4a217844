"""Values from outside become nodes of their own: no statement has a thing of ours for its subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sckg.mapping.triples import Triple, date_emitter, literal, short_hash, triple
from sckg.namespaces import ID, RDF_TYPE, concept, expand
from sckg.sources.outside import NUMBERS, OutsideSource, OutsideValue

__all__ = ["describe_outside", "value_iri", "value_triples"]

_DATED = date_emitter("")


def value_iri(source: OutsideSource, value: OutsideValue) -> str:
    """The IRI of a value: its source and a hash of what tells it from others of the source."""
    return f"{ID}outside/{source.name}--{short_hash(chr(31).join(value.key()))}"


def value_triples(source: OutsideSource, forms: Mapping[str, str]) -> Iterator[Triple]:
    """All values of a source; `forms` are those of `load_forms`."""
    dataset = f"<{ID}dataset/{source.name}>"
    for value in source.values:
        iri = value_iri(source, value)
        yield triple(iri, RDF_TYPE, f"<{expand('sckg:OutsideValue')}>")
        yield triple(iri, expand("sckg:valueOf"), f"<{value.about()}>")
        yield triple(iri, expand("sckg:outsideProperty"), f"<{concept('outside-property', value.property)}>")
        if forms[value.property] in NUMBERS:
            yield triple(iri, expand("sckg:value"), literal(value.value, datatype="decimal"))
        else:
            yield triple(iri, expand("sckg:text"), literal(value.value, value.language))
        yield triple(iri, expand("sckg:heldUnder"), f"<{value.held_under()}>")
        yield triple(iri, expand("dcterms:source"), dataset)
        for line in _DATED(f"<{iri}>", value.date, {}):
            yield Triple(line)


def describe_outside(source: OutsideSource) -> Iterator[Triple]:
    """The outside source as a catalogue record (DCAT, https://www.w3.org/TR/vocab-dcat-3/)."""
    iri, meta = f"{ID}dataset/{source.name}", source.meta
    yield triple(iri, RDF_TYPE, f"<{expand('sckg:OutsideDataset')}>")
    for language, title in sorted(meta["title"].items()):
        yield triple(iri, expand("dcterms:title"), literal(title, language))
    yield triple(iri, expand("dcterms:publisher"), literal(meta["publisher"]))
    yield triple(iri, expand("dcterms:license"), f"<{meta['licence']}>")
    yield triple(iri, expand("dcterms:rights"), literal(meta["attribution"]))
    yield triple(iri, expand("dcterms:date"), literal(meta["retrieved"], datatype="date"))
    yield triple(iri, expand("dcat:landingPage"), f"<{meta['homepage']}>")
    yield triple(iri, expand("sckg:obtainedFrom"), literal(meta["endpoint"]))
