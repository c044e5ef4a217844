"""Records, links and values from outside become triples; checked ones only."""

from sckg.mapping.links import describe_target, link_iri, link_triples
from sckg.mapping.outside import describe_outside, value_iri, value_triples
from sckg.mapping.records import Mapper, describe_source
from sckg.mapping.triples import Triple, literal, triple

__all__ = [
    "Mapper",
    "Triple",
    "describe_outside",
    "describe_source",
    "describe_target",
    "link_iri",
    "link_triples",
    "literal",
    "triple",
    "value_iri",
    "value_triples",
]
