"""The terms are complete, everything used is declared, and a reasoner finds no contradiction."""

from __future__ import annotations

import os
import re
import shutil
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, Node, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = ROOT / "ontology"
VOCABULARIES = sorted((ONTOLOGY / "vocabularies").glob("*.ttl"))
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
EXAMPLES = sorted((ROOT / "tests" / "shapes").glob("*/valid.ttl"))

SCKG = Namespace("https://w3id.org/sckg/ontology#")
CODES = Namespace("https://w3id.org/sckg/id/concept/")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
OUTSIDE = {
    "epo": "http://data.europa.eu/a4g/ontology#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "gist": "https://w3id.org/semanticarts/ns/ontology/gist/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def parse(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def terms() -> Graph:
    return parse(ONTOLOGY / "sckg.ttl")


@cache
def logic() -> Graph:
    """Terms, axioms and alignments."""
    return parse(ONTOLOGY / "sckg.ttl", ONTOLOGY / "axioms.ttl", *ALIGNMENTS)


@cache
def declared() -> frozenset[str]:
    return frozenset(str(term) for kind in KINDS for term in terms().subjects(RDF.type, kind))


def ours(graph: Graph, kind: Node) -> list[URIRef]:
    return sorted(term for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef) and term in SCKG)


def languages(graph: Graph, term: Node, *properties: URIRef) -> set[str | None]:
    texts = (text for each in properties for text in graph.objects(term, each))
    return {text.language for text in texts if isinstance(text, Literal) and text.strip()}


### Terms


def test_every_term_is_named_and_defined_in_english_and_korean() -> None:
    assert declared()
    for term in sorted(map(URIRef, declared())):
        for each in (RDFS.label, SKOS.definition):
            assert {"en", "ko"} <= languages(terms(), term, each), f"{term}: {each}"
            tags = [text.language for text in terms().objects(term, each) if isinstance(text, Literal)]
            assert len(tags) == len(set(tags)), f"{term}: two of one language"


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_every_concept_is_named_and_defined_in_english_and_korean(path: Path) -> None:
    graph = parse(path)
    concepts = [*graph.subjects(RDF.type, SKOS.Concept), *graph.subjects(RDF.type, SKOS.ConceptScheme)]
    assert len(concepts) > 1
    for concept in concepts:
        for each in (SKOS.prefLabel, SKOS.definition):
            assert {"en", "ko"} <= languages(graph, concept, each), f"{concept}: {each}"


def test_every_class_has_a_super_class() -> None:
    classes = ours(terms(), OWL.Class)
    assert classes
    assert [each for each in classes if not list(terms().objects(each, RDFS.subClassOf))] == []


def test_every_relation_has_a_declared_property() -> None:
    graph = parse(ONTOLOGY / "vocabularies" / "relation.ttl")
    concepts = list(graph.subjects(SKOS.inScheme, CODES.relation))
    assert concepts
    for concept in concepts:
        stated = list(graph.objects(concept, SCKG.relationProperty))
        assert len(stated) == 1, concept
        assert (stated[0], RDF.type, OWL.ObjectProperty) in terms(), f"{concept}: {stated[0]}"


def used_in_turtle(path: Path) -> set[str]:
    return {str(term) for triple in parse(path) for term in triple if isinstance(term, URIRef) and term in SCKG}


def used_in_text(path: Path) -> set[str]:
    """Terms of a query or of the mapping, with comments left out."""
    text = re.sub(r"(?m)(^|\s)#.*$", "", path.read_text(encoding="utf-8"))
    names = re.findall(r"(?<![\w:])sckg:(\w+)", text) + re.findall(re.escape(str(SCKG)) + r"(\w+)", text)
    return {str(SCKG[name]) for name in names}


def users() -> Iterator[Path]:
    yield from sorted(ONTOLOGY.rglob("*.ttl"))
    yield from sorted(ONTOLOGY.rglob("*.rq"))
    yield from sorted((ROOT / "queries").rglob("*.rq"))
    yield from sorted((ROOT / "tests" / "shapes").rglob("*.ttl"))
    yield ROOT / "data" / "mapping.yaml"


@pytest.mark.parametrize("path", list(users()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_used_term_is_declared(path: Path) -> None:
    used = used_in_turtle(path) if path.suffix == ".ttl" else used_in_text(path)
    assert sorted(used - declared()) == []


def test_the_search_for_used_terms_finds_them() -> None:
    assert str(SCKG.countsAsEntry) in used_in_text(ONTOLOGY / "rules" / "enters.rq")
    assert str(SCKG.homeCountry) in used_in_text(ROOT / "data" / "mapping.yaml")
    assert str(SCKG.Firm) in used_in_turtle(ROOT / "tests" / "shapes" / "actor" / "valid.ttl")


### Alignments


def test_every_outside_ontology_has_its_file() -> None:
    assert [path.stem for path in ALIGNMENTS] == sorted(OUTSIDE)


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_alignment_ties_our_terms_to_one_outside_ontology(path: Path) -> None:
    graph = parse(path)
    headers = list(graph.subjects(RDF.type, OWL.Ontology))
    assert len(headers) == 1
    assert languages(graph, headers[0], DCTERMS.title) == {"en", "ko"}
    assert not list(graph.objects(None, OWL.imports))
    kinds: dict[URIRef, tuple[Node, ...]] = {
        RDFS.subClassOf: (OWL.Class,),
        RDFS.subPropertyOf: (OWL.ObjectProperty, OWL.DatatypeProperty),
        SKOS.closeMatch: KINDS,
    }
    stated = [triple for triple in graph if triple[1] in kinds]
    assert stated
    for subject, predicate, found in stated:
        assert isinstance(predicate, URIRef)
        assert str(subject) in declared(), f"{subject} is no term of ours"
        assert any((subject, RDF.type, kind) in terms() for kind in kinds[predicate]), subject
        target = graph.value(found, OWL.inverseOf) if isinstance(found, BNode) else found
        assert str(target).startswith(OUTSIDE[path.stem]), target
        assert next(graph.objects(target, RDF.type), None) in KINDS, f"{target}: what kind of term is it?"
        is_class = (subject, RDF.type, OWL.Class) in terms()
        assert is_class == ((target, RDF.type, OWL.Class) in graph), f"{subject} and {target}: class beside property"
    other = {predicate for subject, predicate, _ in graph if predicate not in kinds and subject not in headers}
    assert other <= {RDF.type, OWL.inverseOf}


def test_nothing_is_matched_with_a_contract() -> None:
    """A memorandum of understanding cannot be enforced by law, a gist:Contract can."""
    assert [str(term) for triple in logic() for term in triple if str(term).endswith("Contract")] == []


### OWL 2 RL

NOT_IN_RL = {
    OWL.minCardinality,
    OWL.minQualifiedCardinality,
    OWL.cardinality,
    OWL.qualifiedCardinality,
    OWL.disjointUnionOf,
    OWL.ReflexiveProperty,
    OWL.hasSelf,
    OWL.topObjectProperty,
    OWL.bottomObjectProperty,
    OWL.datatypeComplementOf,
}
NOT_IN_A_SUPER_CLASS = {OWL.unionOf, OWL.oneOf, OWL.someValuesFrom}
DATATYPES = {XSD.string, XSD.boolean, XSD.integer, XSD.decimal, XSD.dateTime, XSD.anyURI}
KNOWN_DATATYPES = {XSD.date}
"""No datatype of OWL 2, but of RDF and of every engine; a reasoner is told to pass over it."""
KNOWN_CLASSES = {RDF.Statement}
"""Reserved in OWL 2 DL, fine under the RDF-based semantics that the RL rules follow."""


def test_only_constructs_of_owl_2_rl_are_used() -> None:
    graph = logic()
    assert {term for triple in graph for term in triple} & NOT_IN_RL == set()
    for limit in (OWL.maxCardinality, OWL.maxQualifiedCardinality):
        assert all(int(str(number)) <= 1 for number in graph.objects(None, limit))


def test_super_classes_are_those_of_owl_2_rl() -> None:
    graph = logic()
    for place in (RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.equivalentClass):
        for found in graph.objects(None, place):
            assert found != OWL.Thing
            assert set(graph.predicates(found)) & NOT_IN_A_SUPER_CLASS == set(), f"{place} {found}"
            if str(found).startswith((str(RDF), str(RDFS), str(OWL))):
                assert found in KNOWN_CLASSES, found
            if str(found).startswith(str(XSD)):
                assert found in DATATYPES | KNOWN_DATATYPES, found


def test_properties_that_must_be_simple_are() -> None:
    graph = logic()
    composite = set(graph.subjects(OWL.propertyChainAxiom)) | set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    composite |= {wider for each in composite for wider in graph.transitive_objects(each, RDFS.subPropertyOf) if wider}
    assert composite
    simple = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty)
    for kind in simple:
        assert composite & set(graph.subjects(RDF.type, kind)) == set()


def test_only_declared_terms_are_restricted() -> None:
    """A misspelt term in an axiom would restrict nothing."""
    graph = logic()
    kinds = {term for kind in KINDS for term in graph.subjects(RDF.type, kind)}
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = graph.value(axiom, OWL.members)
        assert members is not None
        found = list(Collection(graph, members))
        assert len(found) == len(set(found)) > 1
        assert set(found) <= kinds
    for kind in (OWL.FunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty, OWL.SymmetricProperty):
        assert set(graph.subjects(RDF.type, kind)) <= kinds


def test_place_and_actor_share_members() -> None:
    """A country is both."""
    graph = logic()
    assert {SCKG.Place, SCKG.Actor} <= set(graph.transitive_objects(SCKG.Country, RDFS.subClassOf))
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = graph.value(axiom, OWL.members)
        assert members is not None
        assert not {SCKG.Place, SCKG.Actor} <= set(Collection(graph, members))


### Reasoner

CLASH = URIRef("https://w3id.org/sckg/id/thing/clash")
CLASHES: dict[str, list[tuple[Node, Node, Node]]] = {
    "project and policy": [(CLASH, RDF.type, SCKG.Project), (CLASH, RDF.type, SCKG.Policy)],
    "firm and plan, by their super classes": [(CLASH, RDF.type, SCKG.Firm), (CLASH, RDF.type, SCKG.Plan)],
    "place and observation": [(CLASH, RDF.type, SCKG.Zone), (CLASH, RDF.type, SCKG.Observation)],
    "project in the place of an actor": [(CLASH, RDF.type, SCKG.Project), (CLASH, SCKG.enters, CODES.nowhere)],
    "enters itself": [(CLASH, RDF.type, SCKG.Country), (CLASH, SCKG.enters, CLASH)],
    "partner of itself": [(CLASH, SCKG.partnersWith, CLASH)],
    "within one another": [(CLASH, SCKG.within, CODES.nowhere), (CODES.nowhere, SCKG.within, CLASH)],
    "two codes of a country": [(CLASH, SCKG.iso3166, Literal("KR")), (CLASH, SCKG.iso3166, Literal("JP"))],
}

needs_java = pytest.mark.skipif(
    shutil.which("java") is None and "CI" not in os.environ, reason="HermiT needs Java, and none is on the path"
)


def examples() -> Graph:
    """The individuals of all valid examples; each file has things of its own beside the same helpers."""
    return parse(*EXAMPLES)


def outside_annotations() -> list[tuple[Node, Node, Node]]:
    """How SKOS and Dublin Core declare what our files use without importing them."""
    return [(each, RDF.type, OWL.AnnotationProperty) for each in (SKOS.prefLabel, SKOS.definition, DCTERMS.title)]


def inconsistent_classes(graph: Graph, folder: Path) -> list[str]:
    """What HermiT finds; raises owlready2's OwlReadyInconsistentOntologyError if nothing can be true at all."""
    file = folder / "all.nt"
    graph.serialize(file, format="nt", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import owlready2

        world: Any = owlready2.World()
        world.get_ontology(file.as_uri()).load()
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
        found = sorted(str(each.iri) for each in world.inconsistent_classes())
        world.close()
        return found


def inconsistency() -> type[Exception]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import owlready2

        error: type[Exception] = owlready2.OwlReadyInconsistentOntologyError
        return error


@pytest.mark.reasoner
@needs_java
def test_ontology_and_examples_are_consistent(tmp_path: Path) -> None:
    graph = logic() + examples()
    for triple in outside_annotations():
        graph.add(triple)
    assert len(list(graph.subjects(RDF.type, SCKG.Project))) > 0
    assert inconsistent_classes(graph, tmp_path) == []


@pytest.mark.reasoner
@needs_java
@pytest.mark.parametrize("name", CLASHES)
def test_a_clash_is_found(name: str, tmp_path: Path) -> None:
    graph = logic() + examples()
    for triple in (*outside_annotations(), *CLASHES[name]):
        graph.add(triple)
    with pytest.raises(inconsistency()):
        inconsistent_classes(graph, tmp_path)
