"""Networks as files: what is written is what other programs read back, whatever the labels say."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.analysis import project, read_facts
from sckg.errors import UsageError
from sckg.queries import Session
from sckg.views import GRAPH_FORMS, render_graph, write_graph
from sckg.views.languages import LANGUAGES

VIEWS = Path(__file__).resolve().parents[1] / "queries" / "views"
NASTY = [
    "=HYPERLINK(\"http://example.org\")",
    "+1; 2",
    "-1",
    "@SUM(A1)",
    "<script>alert(1)</script> & \"quoted\" 'so'",
    "]]> <![CDATA[",
    "한국어 日本語 中文 \u202eleft",
    "two\nlines",
    "\x00\x0b\ufffe control",
    "",
]  # fmt: skip


@pytest.fixture(scope="module")
def real(built: Path) -> nx.MultiDiGraph[str]:
    """The default network of the real build, in Korean."""
    return project(read_facts(Session.open(built, VIEWS, "ko")))


def made(labels: list[str], **more: Any) -> nx.MultiDiGraph[str]:
    """A chain of nodes with these labels, every edge doubled by another relation."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(shape="made", asked={"home": "한국"}, none=None)
    for number, label in enumerate(labels):
        graph.add_node(f"n{number}", label=label, label_ko=label, kind="Firm", citations=[label, "p. 1"])
    for number in range(len(labels) - 1):
        for relation in ("funds", "enters"):
            told = {"weight": number + 1, "contested": bool(number % 2), "earliest": "2018-01-01", "latest": ""}
            graph.add_edge(
                f"n{number}", f"n{number + 1}", relation, relation=relation, statements=["s", "t"], **told, **more
            )
    return graph


def read(data: bytes, form: str) -> nx.MultiDiGraph[str]:
    if form == "graphml":
        return nx.MultiDiGraph(nx.read_graphml(io.BytesIO(data), force_multigraph=True))
    if form == "gexf":
        return nx.MultiDiGraph(nx.read_gexf(io.BytesIO(data)))
    return nx.MultiDiGraph(nx.node_link_graph(json.loads(data)))


def texts(data: dict[str, Any], *names: str) -> tuple[Any, ...]:
    """Attributes as a program of text and numbers sees them."""
    told = [data.get(name) for name in names]
    return tuple(
        "; ".join(value) if isinstance(value, list) else "" if value is None else float(value) if type(value) is int
        else value
        for value in told
    )  # fmt: skip


LABELS = ("label", "label_ko", "label_en", "label_ja", "label_zh")
EDGE = ("relation", "weight", "contested", "earliest", "latest", "statements", "citations", "derivations", *LABELS)
NODE = (*LABELS, "kind", "home", "country", "citations")


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_what_is_written_is_read_back(form: str, real: nx.MultiDiGraph[str]) -> None:
    found = read(render_graph(real, form), form)
    assert {node: texts(data, *NODE) for node, data in found.nodes(data=True)} == {
        node: texts(data, *NODE) for node, data in real.nodes(data=True)
    }
    assert Counter((start, end, *texts(data, *EDGE)) for start, end, data in found.edges(data=True)) == Counter(
        (start, end, *texts(data, *EDGE)) for start, end, data in real.edges(data=True)
    )


def test_json_is_read_back_whole(real: nx.MultiDiGraph[str]) -> None:
    assert nx.utils.graphs_equal(read(render_graph(real, "json"), "json"), real)


def test_graphml_keeps_what_the_graph_says_of_itself(real: nx.MultiDiGraph[str]) -> None:
    found = read(render_graph(real, "graphml"), "graphml").graph
    assert (found["shape"], found["title"], found["ties"]) == ("relations", real.graph["title"], real.graph["ties"])


def test_the_list_of_edges_has_a_row_for_every_edge(real: nx.MultiDiGraph[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(render_graph(real, "csv").decode())))
    assert len(rows) == real.number_of_edges()
    for row in rows:
        data = real.edges[row["source"], row["target"], row["relation"]]
        assert row == {
            "source": row["source"],
            "source_label": real.nodes[row["source"]]["label"],
            "relation": data["relation"],
            "target": row["target"],
            "target_label": real.nodes[row["target"]]["label"],
            "weight": str(data["weight"]),
            "first": data["earliest"],
            "last": data["latest"],
            "contested": "true" if data["contested"] else "false",
            "statements": "; ".join(data["statements"]),
            "citations": "; ".join(data["citations"]),
            **{
                f"{name}_label_{tag}": told[f"label_{tag}"]
                for name, told in (
                    ("source", real.nodes[row["source"]]),
                    ("relation", data),
                    ("target", real.nodes[row["target"]]),
                )
                for tag in LANGUAGES
            },
        }
        assert all(row[f"relation_label_{tag}"] for tag in LANGUAGES)


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_a_relation_is_named_in_four_languages(form: str, real: nx.MultiDiGraph[str]) -> None:
    named = {
        data["relation"]: texts(data, *LABELS[1:]) for *_, data in read(render_graph(real, form), form).edges(data=True)
    }
    assert named["enters"] == ("진출하다", "enters", "進出する", "进入") and all(map(all, named.values()))


def test_excel_runs_no_cell_and_knows_the_letters() -> None:
    data = render_graph(made(NASTY), "csv", excel=True)
    assert data.startswith(b"\xef\xbb\xbf") and not render_graph(made(NASTY), "csv").startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows and not [cell for row in rows for cell in row.values() if cell[:1] in set("=+-@")]
    assert {"'" + NASTY[0], "'" + NASTY[3]} <= {row["source_label"] for row in rows}


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_two_relations_between_two_nodes_stay_two_edges(form: str) -> None:
    found = read(render_graph(made(["a", "b", "c"]), form), form)
    assert sorted((start, end, data["relation"]) for start, end, data in found.edges(data=True)) == [
        ("n0", "n1", "enters"),
        ("n0", "n1", "funds"),
        ("n1", "n2", "enters"),
        ("n1", "n2", "funds"),
    ]


@pytest.mark.parametrize("form", GRAPH_FORMS)
def test_nothing_is_lost_or_fails_on_none_dates_lists_and_sets(form: str) -> None:
    graph = made(["a", "b"], nothing=None, day=date(2018, 7, 1), names={"z", "y"}, parts=("x", 1), told={"k": [1]})
    data = render_graph(graph, form)
    if form == "csv":
        return
    edge = next(iter(read(data, form).edges(data=True)))[2]
    assert edge["day"] == "2018-07-01"
    if form == "json":
        assert (edge["nothing"], edge["names"], edge["parts"], edge["told"]) == (None, ["y", "z"], ["x", 1], {"k": [1]})
    else:
        assert (edge["nothing"], edge["names"], edge["parts"], edge["told"]) == ("", "y; z", "x; 1", '{"k": [1]}')


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text()), min_size=1, max_size=6))
def test_any_label_comes_back_but_for_letters_that_xml_has_not(form: str, labels: list[str]) -> None:
    legal = [text.encode("utf-8", "ignore").decode() for text in labels]  # lone surrogates are no text
    found = read(render_graph(made(legal), form), form)
    came = [found.nodes[f"n{number}"]["label_ko"] for number in range(len(legal))]
    if form == "json":
        assert came == legal
    else:
        assert [came[n] for n, text in enumerate(legal) if _in_xml(text)] == [text for text in legal if _in_xml(text)]
        assert all(len(one) == len(text) for one, text in zip(came, legal, strict=True))


def _in_xml(text: str) -> bool:
    """https://www.w3.org/TR/xml/#charsets; a carriage return is read as a line end."""
    return all(sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff") for sign in text)


@pytest.mark.parametrize("form", GRAPH_FORMS)
def test_the_same_graph_gives_the_same_bytes_whatever_the_order(form: str, real: nx.MultiDiGraph[str]) -> None:
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph(**real.graph)
    turned.add_nodes_from(reversed(list(real.nodes(data=True))))
    for start, end, key, data in reversed(list(real.edges(keys=True, data=True))):
        turned.add_edge(start, end, key, **data)
    assert render_graph(turned, form) == render_graph(real, form)


@pytest.mark.parametrize("form", GRAPH_FORMS)
def test_no_day_of_writing_stands_in_a_file(form: str, real: nx.MultiDiGraph[str]) -> None:
    assert date.today().isoformat().encode() not in render_graph(real, form)  # noqa: DTZ011 - the writers' own clock


@pytest.mark.parametrize("form", GRAPH_FORMS)
def test_the_ending_names_the_form(form: str, tmp_path: Path) -> None:
    graph = made(["a", "b"])
    write_graph(graph, tmp_path / f"x.{form.upper()}")
    assert (tmp_path / f"x.{form.upper()}").read_bytes() == render_graph(graph, form)


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no form 'xls' of a network. There are: graphml, gexf, json, csv"):
        write_graph(made(["a", "b"]), tmp_path / "x.xls")
    with pytest.raises(UsageError, match="nothing to write"):
        write_graph(nx.MultiDiGraph(), tmp_path / "x.csv")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_graph(made(["a", "b"]), tmp_path / "file" / "x.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
