"""The Python front door: five names, quick to import, typed, documented; a graph to ask."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sckg


@pytest.fixture(scope="module")
def graph(built: Path) -> sckg.Graph:
    return sckg.open(built, language="ko")


def test_there_are_five_names_each_documented() -> None:
    assert sckg.__all__ == ["Graph", "Query", "SckgError", "Table", "open"]
    for name in sckg.__all__:
        assert getattr(sckg, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = sckg.nonsense


def test_the_import_loads_nothing_heavy() -> None:
    code = (
        "import sys, sckg; print([name for name in ('pyoxigraph', 'rdflib', 'yaml', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_saved_question_becomes_a_data_frame(graph: sckg.Graph) -> None:
    table = graph.ask("who-enters-a-country", country="VN")
    assert isinstance(table, sckg.Table) and table.parameters == (("country", "베트남"),)
    frame = table.to_pandas()
    assert len(frame) == len(table) and "아시아유니콘스" in set(frame["actor"])
    assert all(iri.startswith("https://w3id.org/sckg/id/actor/") for iri in frame["actor_id"])
    assert any("1447-1451" in place for places in frame["sources"] for place in places)
    assert str(frame["disputed"].dtype) == "boolean"
    assert frame.attrs["title"] == table.title


def test_numbers_are_numbers_in_a_data_frame(graph: sckg.Graph) -> None:
    frame = graph.ask("urbanisation-rates-2018").to_pandas()
    assert frame["value"].max() == pytest.approx(91.6) and frame["year"].tolist() == [2018] * len(frame)


def test_keywords_that_python_reserves_end_with_an_underscore(graph: sckg.Graph) -> None:
    table = graph.ask("what-happened-in-a-month", from_="2019-03-01", to="2019-03-31")
    assert len(table) and dict(table.parameters) == {"from": "2019-03-01", "to": "2019-03-31"}


def test_questions_are_found_by_word_and_by_thing(graph: sckg.Graph) -> None:
    everything = graph.questions()
    assert len(everything) >= 60 and all(isinstance(query, sckg.Query) for query in everything)
    assert "memoranda-of-korean-firms" in {query.name for query in graph.questions("양해각서")}
    assert "where-does-an-actor-go" in {query.name for query in graph.questions("소프트뱅크")}


def test_own_sparql_edges_and_names(graph: sckg.Graph) -> None:
    assert len(graph.sparql("SELECT ?f { ?f a <https://w3id.org/sckg/ontology#Firm> }", limit=5)) == 5
    assert graph.why("LG CNS", "enters", "중국")[0].rule == "enters"
    assert graph.find("화웨이")[0].iri.endswith("actor/huawei")


def test_a_notebook_shows_graph_and_answer(graph: sckg.Graph) -> None:
    assert "<table>" in graph._repr_html_() and "KIEP" in graph._repr_html_()
    shown = graph.ask("urbanisation-rates-2018")._repr_html_()
    assert "<caption>" in shown and "91.6" in shown


def test_what_is_wrong_is_one_kind_of_error(graph: sckg.Graph, tmp_path: Path) -> None:
    for wrong in (
        lambda: sckg.open(tmp_path),
        lambda: sckg.open(tmp_path, endpoint="http://127.0.0.1:9/query"),
        lambda: graph.ask("no-such-question"),
        lambda: graph.ask("who-enters-a-country", land="VN"),
        lambda: graph.ask("who-enters-a-country", country="Atlantis"),
        lambda: graph.sparql("SELECT * { SERVICE <http://example.org> { ?s ?p ?o } }"),
        lambda: graph.why("China", "enters", "LG CNS"),
    ):
        with pytest.raises(sckg.SckgError):
            wrong()


def test_a_server_is_a_graph_too(oxigraph_server: str, tiny_built: Path) -> None:
    from sckg.store import Endpoint, GraphStore, push

    push(tiny_built, GraphStore.find(Endpoint(oxigraph_server)))
    there = sckg.open(endpoint=oxigraph_server, language="en")
    query = "SELECT ?place { ?place a <https://w3id.org/sckg/ontology#Country> } ORDER BY ?place"
    assert there.sparql(query).rows == sckg.open(tiny_built).sparql(query).rows
