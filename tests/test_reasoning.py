"""Each rule on a small graph of its own (tests/rules/<rule>), and all rules on the real tables.

`expected.ttl` states every edge that follows. What must not follow stands there as negative property assertions
(https://www.w3.org/TR/owl2-syntax/#Negative_Object_Property_Assertions), each with the reason.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from sckg.errors import UsageError
from sckg.namespaces import INFERRED, ONTOLOGY_GRAPH, RDF_TYPE, expand, source_graph
from sckg.reasoning import MAX_RUNS, Rule, derive, load_rules
from sckg.store import Dataset

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "ontology" / "rules"
CASES = ROOT / "tests" / "rules"
NAMES = sorted(path.stem for path in RULES.glob("*.rq"))
RULE = "https://w3id.org/sckg/id/rule/"
DERIVATION = ox.NamedNode(expand("sckg:Derivation"))
NEVER = ox.NamedNode(expand("owl:NegativePropertyAssertion"))
TYPE = ox.NamedNode(RDF_TYPE)

Edge = tuple[str, str, str]


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


def given(name: str) -> Dataset:
    dataset = Dataset()
    dataset.store.load(
        path=str(CASES / name / "data.ttl"), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(source_graph("case"))
    )
    return dataset


def edges_of(dataset: Dataset) -> set[Edge]:
    """What was inferred, without the derivations that explain it."""
    quads = list(dataset.store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED)))
    explaining = {quad.subject for quad in quads if quad.predicate == TYPE and quad.object == DERIVATION}
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads if quad.subject not in explaining
    }


def expected(name: str) -> tuple[set[Edge], dict[Edge, str]]:
    """The edges that follow, and those that must not, with the reason."""
    store = ox.Store()
    store.load(path=str(CASES / name / "expected.ttl"), format=ox.RdfFormat.TURTLE)
    said = {quad.subject for quad in store.quads_for_pattern(None, TYPE, NEVER)}

    def part(node: ox.NamedNode | ox.BlankNode | ox.Triple, name: str) -> str:
        return str(next(store.quads_for_pattern(node, term(name), None)).object)

    never = {
        (
            part(node, "owl:sourceIndividual"),
            part(node, "owl:assertionProperty"),
            part(node, "owl:targetIndividual"),
        ): part(node, "rdfs:comment")
        for node in said
    }
    follows = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in store if quad.subject not in said}
    return follows, never


def rule(name: str, text: str, folder: Path) -> list[Rule]:
    (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return load_rules(folder)


def test_every_rule_has_a_golden_case() -> None:
    assert NAMES
    assert sorted(path.name for path in CASES.iterdir()) == NAMES
    for name in NAMES:
        assert sorted(path.name for path in (CASES / name).iterdir()) == ["data.ttl", "expected.ttl"]


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_derives_exactly_what_it_should(name: str) -> None:
    follows, never = expected(name)
    dataset = given(name)
    derive(dataset, [rule for rule in load_rules(RULES) if rule.name == name])
    found = edges_of(dataset)
    assert follows and never
    assert {edge: why for edge, why in never.items() if edge in found} == {}
    assert found == follows


@pytest.mark.parametrize("name", NAMES)
def test_what_must_not_follow_does_not_follow_from_all_rules_together(name: str) -> None:
    follows, never = expected(name)
    dataset = given(name)
    derive(dataset, load_rules(RULES))
    found = edges_of(dataset)
    assert {edge: why for edge, why in never.items() if edge in found} == {}
    assert follows <= found


@pytest.mark.parametrize("name", NAMES)
def test_what_must_not_follow_is_about_things_of_the_case(name: str) -> None:
    """A misspelt edge never follows, and would prove nothing."""
    text = "\n".join(str(quad) for quad in given(name).store)
    names = {part for edge in expected(name)[1] for part in (edge[0], edge[2]) if part.startswith("<")}
    assert {part for part in names if part not in text} == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_named_by_a_derivation_is_the_file_that_made_it(name: str) -> None:
    dataset = given(name)
    derive(dataset, [rule for rule in load_rules(RULES) if rule.name == name])
    by_rule = {
        str(quad.object)[1:-1]
        for quad in dataset.store.quads_for_pattern(None, term("sckg:byRule"), None, ox.NamedNode(INFERRED))
    }
    text = (RULES / f"{name}.rq").read_text(encoding="utf-8")
    assert by_rule == ({f"{RULE}{name}"} if "sckg:byRule" in text else set())


@pytest.mark.parametrize("name", NAMES)
def test_what_follows_goes_into_the_graph_of_inferred_statements_only(name: str) -> None:
    dataset = given(name)
    before = set(dataset.store)
    added = derive(dataset, load_rules(RULES))
    new = set(dataset.store) - before
    assert before <= set(dataset.store)
    assert len(new) == added
    assert {str(quad.graph_name) for quad in new} == {f"<{INFERRED}>"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_inferred_is_stated_already(name: str) -> None:
    dataset = given(name)
    stated = {(quad.subject, quad.predicate, quad.object) for quad in dataset.store}
    derive(dataset, load_rules(RULES))
    inferred = dataset.store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED))
    assert not stated & {(quad.subject, quad.predicate, quad.object) for quad in inferred}


# The real tables.


@pytest.fixture(scope="module")
def real(built: Path) -> Dataset:
    """The dataset of the real build; not to be changed."""
    return Dataset.open(built)


def asserted(dataset: Dataset) -> Dataset:
    """A copy without what was inferred and reported."""
    copy = Dataset()
    copy.store.bulk_extend(
        quad
        for quad in dataset.store
        if isinstance(quad.graph_name, ox.NamedNode)
        and (quad.graph_name.value == ONTOLOGY_GRAPH or "/graph/source/" in quad.graph_name.value)
    )
    return copy


def test_nothing_more_follows_from_a_finished_build(built: Path) -> None:
    assert derive(Dataset.open(built), load_rules(RULES)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rules_does_not_change_the_result(real: Dataset, seed: int) -> None:
    rules = load_rules(RULES)
    random.Random(seed).shuffle(rules)
    # Renamed too: among rules of one rank the name decides which runs first.
    names = random.Random(seed).sample([f"r{number}" for number in range(len(rules))], len(rules))
    renamed = [replace(one, name=name) for name, one in zip(names, rules, strict=True)]
    copy = asserted(real)
    derive(copy, renamed)
    assert copy.triples(INFERRED) == real.triples(INFERRED)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_finds_something_in_the_real_tables(name: str, real: Dataset) -> None:
    """A rule whose pattern speaks of terms that nobody uses any more derives nothing, and nobody notices."""
    found = set(real.construct((RULES / f"{name}.rq").read_text(encoding="utf-8")))
    inferred = {
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in real.store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED))
    }
    assert found & inferred


def test_running_rules_again_and_again_derives_the_same_as_one_full_pass_at_a_time(real: Dataset) -> None:
    """The order by waking is a short cut: plain rounds over all rules give the same."""
    copy, rules = asserted(real), load_rules(RULES)
    for stage in sorted({one.stage for one in rules}):
        while sum(derive_once(copy, one) for one in rules if one.stage == stage):
            pass
    assert copy.triples(INFERRED) == real.triples(INFERRED)


def derive_once(dataset: Dataset, one: Rule) -> int:
    new = [
        item
        for item in dataset.construct(one.text)
        if next(dataset.store.quads_for_pattern(item.subject, item.predicate, item.object, None), None) is None
    ]
    return dataset.extend(INFERRED, new)


@pytest.mark.parametrize("relation", ["sckg:enters", "sckg:entersCity", "sckg:partnersWith", "sckg:funds"])
def test_every_derived_edge_has_a_derivation_that_rests_on_something(relation: str, real: Dataset) -> None:
    edges = list(real.store.quads_for_pattern(None, term(relation), None, ox.NamedNode(INFERRED)))
    assert edges
    for edge in edges:
        derivations = [
            quad.subject
            for quad in real.store.quads_for_pattern(None, term("rdf:subject"), edge.subject, ox.NamedNode(INFERRED))
            if ox.Quad(quad.subject, term("rdf:predicate"), edge.predicate, ox.NamedNode(INFERRED)) in real.store
            and ox.Quad(quad.subject, term("rdf:object"), edge.object, ox.NamedNode(INFERRED)) in real.store
        ]
        assert derivations, edge
        for node in derivations:
            bases = list(real.store.quads_for_pattern(node, term("prov:wasDerivedFrom"), None))
            assert bases, node
            for basis in bases:
                assert isinstance(basis.object, ox.NamedNode | ox.BlankNode)
                assert next(real.store.quads_for_pattern(basis.object, None, None), None), basis.object


def test_every_derivation_names_a_rule_that_exists(real: Dataset) -> None:
    derivations = {quad.subject for quad in real.store.quads_for_pattern(None, TYPE, DERIVATION)}
    assert derivations
    for node in derivations:
        (said,) = real.store.quads_for_pattern(node, term("sckg:byRule"), None)
        name = str(said.object)[1:-1].removeprefix(RULE)
        assert name in NAMES, f"{node} is by rule {name!r}: no ontology/rules/{name}.rq"


def test_every_derivation_derives_an_edge_that_holds(real: Dataset) -> None:
    for node in {quad.subject for quad in real.store.quads_for_pattern(None, TYPE, DERIVATION)}:
        (subject,), (predicate,), (value,) = (
            [quad.object for quad in real.store.quads_for_pattern(node, term(f"rdf:{part}"), None)]
            for part in ("subject", "predicate", "object")
        )
        assert isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
        assert next(real.store.quads_for_pattern(subject, predicate, value, None), None), node


def test_partnership_holds_both_ways(real: Dataset) -> None:
    pairs = {
        (quad.subject, quad.object) for quad in real.store.quads_for_pattern(None, term("sckg:partnersWith"), None)
    }
    assert pairs
    assert {pair for pair in pairs if (pair[1], pair[0]) not in pairs} == set()
    assert {pair for pair in pairs if pair[0] == pair[1]} == set()


# Rules that are not in order.


def test_a_rule_that_never_ends_is_stopped(tmp_path: Path) -> None:
    endless = rule(
        "endless",
        "PREFIX sckg: <https://w3id.org/sckg/ontology#>\n"
        "CONSTRUCT { ?next sckg:within ?thing }\n"
        'WHERE { ?thing sckg:within ?any . BIND(IRI(CONCAT(STR(?thing), "x")) AS ?next) }',
        tmp_path,
    )
    dataset = given("in-country")
    with pytest.raises(UsageError, match=rf"rule endless does not come to an end.*after {MAX_RUNS} runs"):
        derive(dataset, endless)


def test_two_rules_that_never_end_by_turns_are_stopped(tmp_path: Path) -> None:
    for name, ours, theirs in (("ping", "a", "b"), ("pong", "b", "a")):
        rules = rule(
            name,
            "PREFIX sckg: <https://w3id.org/sckg/ontology#>\n"
            f"CONSTRUCT {{ ?next sckg:{theirs} ?thing }}\n"
            f'WHERE {{ ?thing sckg:{ours} ?any . BIND(IRI(CONCAT(STR(?thing), "x")) AS ?next) }}',
            tmp_path,
        )
    dataset = Dataset()
    dataset.store.add(
        ox.Quad(ox.NamedNode("urn:x"), term("sckg:a"), ox.NamedNode("urn:y"), ox.NamedNode(source_graph("case")))
    )
    with pytest.raises(UsageError, match="rule p[io]ng does not come to an end"):
        derive(dataset, rules)


@pytest.mark.parametrize(
    "text", ["SELECT ?s WHERE { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o }", "ASK { ?s ?p ?o }", "", "WHERE { ?s ?p ?o }"]
)
def test_a_file_that_is_no_construct_query_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"broken\.rq: a rule is one CONSTRUCT"):
        rule("broken", text, tmp_path)


def test_a_rule_with_a_fault_in_its_sparql_is_a_usage_error(tmp_path: Path) -> None:
    rules = rule("broken", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p }", tmp_path)
    with pytest.raises(UsageError, match="SPARQL"):
        derive(given("in-country"), rules)


def test_a_folder_without_rules_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no rules"):
        load_rules(tmp_path)


def test_a_rule_wakes_those_that_read_what_it_states() -> None:
    rules = {one.name: one for one in load_rules(RULES)}
    assert rules["in-country"].wakes(rules["in-country"])
    assert rules["in-country"].wakes(rules["enters"])
    assert rules["enters"].wakes(rules["enters-as-nation"])
    assert rules["enters"].wakes(rules["contested"])
    assert rules["superclass-type"].wakes(rules["contested"])
    assert rules["stated-relation"].wakes(rules["enters-through-subsidiary"])
    assert not rules["enters"].wakes(rules["in-sector"])


def test_progress_names_each_rule_that_runs() -> None:
    said: list[str] = []
    derive(given("in-country"), load_rules(RULES), said.append)
    assert set(said) == set(NAMES)
