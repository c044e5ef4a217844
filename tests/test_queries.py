"""Names people type, the card of a thing, and why an edge is believed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from sckg.errors import NotFoundError
from sckg.namespaces import ID, expand, source_graph
from sckg.queries import Names, Session, card, explain
from sckg.store import Dataset

ROOT = Path(__file__).resolve().parents[1]
VIEWS = ROOT / "queries" / "views"
LANGUAGES = ("en", "ko", "ja", "zh")


@pytest.fixture(scope="module")
def real(built: Path) -> Dataset:
    """The dataset of the real build; not to be changed."""
    return Dataset.open(built)


@pytest.fixture(scope="module")
def names(real: Dataset) -> Names:
    """The lookup over the real build."""
    return Names(real, (VIEWS / "names.rq").read_text(encoding="utf-8"))


def speak(built: Path, language: str = "en") -> Session:
    return Session.open(built, VIEWS, language)


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    """A session in English over the real build."""
    return speak(built)


# Names.


def lookup(*things: tuple[str, str, str]) -> Names:
    """A lookup over (kind/slug, property, name)."""
    dataset = Dataset()
    dataset.store.extend(
        ox.Quad(
            ox.NamedNode(ID + slug),
            ox.NamedNode(expand(f"skos:{kind}")),
            ox.Literal(name, language="en"),
            ox.NamedNode(source_graph("case")),
        )
        for slug, kind, name in things
    )
    return Names(dataset, (VIEWS / "names.rq").read_text(encoding="utf-8"))


TELECOMS = (
    ("actor/kt", "prefLabel", "KT"),
    ("actor/kt", "altLabel", "Korea Telecom"),
    ("actor/skt", "prefLabel", "SKT"),
    ("actor/ktx", "prefLabel", "KTX"),
    ("finding/back", "prefLabel", "Back the field"),
)


@pytest.mark.parametrize(
    "text", ["KT", "kt", "ＫＴ", " K.T. ", "Korea Telecom", "korea-telecom", "actor/kt", ID + "actor/kt"]
)
def test_a_name_or_id_resolves_whatever_its_case_width_and_spacing(text: str) -> None:
    assert lookup(*TELECOMS).resolve(text) == f"{ID}actor/kt"


@pytest.mark.parametrize("others", [("actor/skt",), ("actor/ktx",), ("actor/skt", "actor/ktx")])
def test_a_short_name_never_resolves_to_a_longer_one(others: tuple[str, ...]) -> None:
    found = lookup(*(thing for thing in TELECOMS if thing[0] in others))
    with pytest.raises(NotFoundError, match="nothing is called 'KT'"):
        found.resolve("KT")


def test_the_very_name_comes_first() -> None:
    first, *rest = lookup(*TELECOMS).find("KT")
    assert (first.iri, first.score) == (f"{ID}actor/kt", 100)
    assert all(match.score < 100 for match in rest)


def test_a_short_latin_name_is_not_found_in_the_middle_of_words() -> None:
    """KT is neither SKT nor the end of `back the`."""
    found = {match.iri.removeprefix(ID) for match in lookup(*TELECOMS).find("KT")}
    assert found & {"actor/skt", "finding/back"} == set()


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("LG CNS", "actor/lg-cns"),
        ("lgcns", "actor/lg-cns"),
        ("베트남", "place/vietnam"),
        ("越南", "place/vietnam"),
        ("VN", "place/vietnam"),
        ("ベトナム", "place/vietnam"),
        ("중국", "place/china"),
        ("中国", "place/china"),
        ("화웨이", "actor/huawei"),
        ("enters", ""),
    ],
)
def test_names_in_any_language_mean_one_thing(text: str, thing: str, names: Names) -> None:
    assert names.resolve(text) == (ID + thing if thing else expand("sckg:enters"))


def test_the_beginning_of_a_name_finds_it(names: Names) -> None:
    assert f"{ID}actor/panasonic" in [match.iri for match in names.find("Panas")]


@pytest.mark.parametrize("text", ["Panasonik", "Pnasonic", "PANASONIIC"])
def test_a_misspelt_name_is_found_and_suggested_but_not_taken(text: str, names: Names) -> None:
    assert f"{ID}actor/panasonic" in [match.iri for match in names.find(text)]
    with pytest.raises(NotFoundError, match="did you mean") as caught:
        names.resolve(text)
    assert any(candidate.startswith("actor/panasonic ") for candidate in caught.value.candidates)


def test_a_name_of_two_things_lists_both_ids() -> None:
    found = lookup(("actor/a", "prefLabel", "Ministry"), ("actor/b", "altLabel", "Ministry"))
    with pytest.raises(NotFoundError, match="'Ministry' means more than one thing") as caught:
        found.resolve("Ministry")
    assert [candidate.split()[0] for candidate in caught.value.candidates] == ["actor/a", "actor/b"]


@pytest.mark.parametrize("text", ["", "   ", "qqqqzzzzxxxx", "…", "\0"])
def test_what_nobody_is_called_is_found_nowhere(text: str, names: Names) -> None:
    assert names.find(text) == []
    with pytest.raises(NotFoundError, match="nothing is called"):
        names.resolve(text)


def test_every_match_is_ranked_best_first_and_within_the_limit(names: Names) -> None:
    for text in ("스마트시티", "smart city", "KT"):
        scores = [match.score for match in names.find(text, 7)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 7


def test_a_label_falls_back_to_another_language_and_at_last_to_the_id(names: Names) -> None:
    assert lookup(*TELECOMS).label(f"{ID}actor/kt", "ko") == "KT"
    assert names.label(f"{ID}place/vietnam", "zh") == "越南"
    assert names.label(f"{ID}actor/nobody") == "actor/nobody"


# Why an edge is believed, and the card of a thing.


def edge(names: Names, subject: str, predicate: str, value: str) -> tuple[str, str, str]:
    return names.resolve(subject), names.resolve(predicate), names.resolve(value)


def first_lines(citations: tuple[str, ...]) -> set[int]:
    return {int(text.rpartition(", l. ")[2].partition("-")[0]) for text in citations}


def test_lg_cns_enters_china_by_the_memorandum_of_table_3_8(session: Session) -> None:
    (found,) = explain(session, edge(session.names, "LG CNS", "enters", "China"))
    assert found.rule == "enters"
    assert any("Table 3-8" in text and 1370 in first_lines((text,)) for text in found.citations)
    assert all(1370 <= line <= 1377 for line in first_lines(found.citations))
    assert "memorandum" in found.label.lower() or "MoU" in found.label
    (party,) = found.parties
    assert party[0].startswith("LG CNS") and all(1370 <= line <= 1374 for line in first_lines(party[1]))


def test_nec_enters_india_by_the_projects_of_table_3_12(session: Session) -> None:
    found = explain(session, edge(session.names, "NEC", "enters", "India"))
    lines = {line for evidence in found for line in first_lines(evidence.citations)}
    assert any("Table 3-12" in text for evidence in found for text in evidence.citations)
    assert lines & set(range(1835, 1848))


def test_a_stream_of_money_is_explained(session: Session) -> None:
    found = explain(session, (f"{ID}actor/china-development-bank", expand("sckg:funds"), f"{ID}policy/bri"))
    assert {evidence.rule for evidence in found} <= {"funds", "funds-scheme"}
    assert all(evidence.citations for evidence in found)


def test_every_derived_edge_is_explained_down_to_the_lines(real: Dataset, session: Session) -> None:
    edges = {
        (row["s"].value, row["p"].value, row["o"].value)
        for row in real.select(
            f"SELECT * WHERE {{ VALUES ?p {{ <{expand('sckg:enters')}> <{expand('sckg:funds')}> }} ?s ?p ?o }}"
        )
    }
    assert edges
    for one in sorted(edges):
        for evidence in explain(session, one):
            assert evidence.citations or evidence.below, one
            assert all(below.citations or below.below for below in evidence.below)


def test_a_nation_enters_by_way_of_its_actors(session: Session) -> None:
    found = explain(session, edge(session.names, "Korea", "enters", "China"))
    lower = [evidence for evidence in found if evidence.rule == "enters-as-nation"]
    assert lower and all(evidence.below for evidence in lower)


def test_an_edge_that_does_not_hold_is_not_explained(session: Session) -> None:
    with pytest.raises(NotFoundError, match=r"not in the graph: China enters LG CNS.*sckg show place/china"):
        explain(session, edge(session.names, "China", "enters", "LG CNS"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_an_actor_lists_its_engagements_with_citations(language: str, built: Path) -> None:
    session = speak(built, language)
    shown, names = card(session, f"{ID}actor/lg-cns"), session.names
    assert (shown.id, shown.title) == ("actor/lg-cns", names.label(f"{ID}actor/lg-cns", language))
    memorandum = next(
        names.label(iri, language) for iri in names.labels if iri.startswith(f"{ID}engagement/") and "lg-cns-hp" in iri
    )
    (told,) = [(line, cited) for _, lines in shown.parts for line, cited in lines if line.endswith(memorandum)]
    assert "1370" in told[1]
    assert shown.names


def test_every_line_that_points_to_a_country_says_where_it_stands(session: Session) -> None:
    shown = card(session, f"{ID}place/vietnam")
    assert {heading for heading, _ in shown.parts} >= {"Stated at", "Said of it", "Points to it"}
    assert all(not line.startswith(("participation/", "derivation/")) for _, lines in shown.parts for line, _ in lines)
