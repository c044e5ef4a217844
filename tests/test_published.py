"""The questions published with a build: SHACL executables that run as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from sckg.queries import load_queries
from sckg.store import Dataset

ROOT = Path(__file__).resolve().parents[1]
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.fixture(scope="module")
def published(built: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(built / "questions.ttl")


def test_every_question_is_an_executable_with_four_titles_and_a_comment(published: rdflib.Graph) -> None:
    nodes = set(published.subjects(rdflib.RDF.type, SH.SPARQLSelectExecutable))
    assert {str(node).rsplit("/", 1)[1] for node in nodes} == {query.name for query in load_queries(ROOT / "queries")}
    for node in nodes:
        assert (node, rdflib.RDF.type, SH.SPARQLExecutable) in published
        titles = {
            label.language for label in published.objects(node, rdflib.RDFS.label) if isinstance(label, rdflib.Literal)
        }
        assert titles == {"ko", "en", "ja", "zh"}
        assert published.value(node, rdflib.RDFS.comment) and published.value(node, SH.prefixes)
        assert list(published.objects(node, rdflib.URIRef("https://schema.org/keywords")))


def test_every_executable_runs_as_it_is_published(published: rdflib.Graph, built: Path) -> None:
    dataset = Dataset.open(built)
    least = {query.name: query.least for query in load_queries(ROOT / "queries")}
    for node, text in published.subject_objects(SH.select):
        assert "?_" not in str(text) and "#+" not in str(text)
        assert len(list(dataset.select(str(text)))) >= least[str(node).rsplit("/", 1)[1]]


def test_the_prefixes_are_declared(published: rdflib.Graph) -> None:
    (shared,) = set(published.objects(None, SH.prefixes))
    declared = {
        str(published.value(one, SH.prefix)): str(published.value(one, SH.namespace))
        for one in published.objects(shared, SH.declare)
    }
    assert declared["sckg"] == "https://w3id.org/sckg/ontology#" and len(declared) >= 5


def test_a_question_whose_default_is_unknown_keeps_its_variable(tiny_built: Path) -> None:
    text = (tiny_built / "questions.ttl").read_text(encoding="utf-8")
    assert "?_country_iri" in text
