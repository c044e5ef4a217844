"""Matching a list: what is sure, what is left for a person, what is nothing; and that no row of a list is lost."""

from __future__ import annotations

import csv
import io
import re
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sckg.cli import main
from sckg.config import paths
from sckg.errors import NotFoundError, UsageError
from sckg.linking import reasons
from sckg.linking.candidates import Wanted
from sckg.linking.countries import country_code
from sckg.linking.index import ALIAS, CODE, LABEL, OFFICIAL, PRODUCT, Entry, Index
from sckg.linking.lists import kinds_of, read_list
from sckg.linking.matching import MANY, MATCH, NONE, REVIEW, Judgement, match, nearest
from sckg.linking.names import scripts
from sckg.linking.scale import engine, nearest_by_splink
from sckg.namespaces import ID
from sckg.queries import Session
from sckg.store import Dataset

REASONS = Path(reasons.__file__).with_name("reasons.yaml")
LABELLED = Path(__file__).parent / "fixtures" / "matching" / "labelled.csv"


def firm(slug: str, country: str, *names: str, kind: str = "Firm") -> Entry:
    return Entry(
        f"{ID}actor/{slug}", names[0], frozenset({"Actor", kind}), country,
        ((names[0], LABEL), *((name, ALIAS) for name in names[1:])), kind,
    )  # fmt: skip


def place(slug: str, country: str, *names: str, kind: str = "Municipality") -> Entry:
    acting = {"Actor"} if kind in ("Country", "Municipality") else set()
    return Entry(
        f"{ID}place/{slug}", names[0], frozenset({"Place", kind, *acting}), country,
        ((names[0], LABEL), *((name, ALIAS) for name in names[1:])), kind,
    )  # fmt: skip


OURS = Index(
    [
        firm("kt", "KR", "KT"),
        firm("kepco-korea", "KR", "Korea Electric Power Corporation", "한국전력공사", "KEPCO", "한국전력"),
        firm("kepco-kansai", "JP", "Kansai Electric Power Company", "関西電力", "KEPCO"),
        firm("hitachi", "JP", "Hitachi", "日立製作所", "히타치"),
        firm("hitachi-india", "IN", "Hitachi India"),
        firm("lg-electronics", "KR", "LG Electronics", "LG전자"),
        firm("sumitomo-corp", "JP", "Sumitomo Corporation", "住友商事"),
        firm("ntt", "JP", "NTT"),
        firm("ntt-group", "JP", "NTT Group"),
        firm("chunghwa", "TW", "Chunghwa Telecom", "中華電信"),
        firm("google", "", "Google"),
        firm("diet-kr", "KR", "National Assembly", "국회", kind="OtherActor"),
        firm("diet-jp", "JP", "National Diet", "国会", "국회", kind="OtherActor"),
        Entry(f"{ID}actor/sds", "Samsung SDS", frozenset({"Actor", "Firm"}), "KR",
              (("Samsung SDS", LABEL), ("삼성SDS", LABEL), ("브라이틱스", PRODUCT)), "Firm"),
        place("daejeon", "KR", "Daejeon", "대전"),
        place("daegu", "KR", "Daegu", "대구시"),
        place("springfield-il", "US", "Springfield"),
        place("springfield-au", "AU", "Springfield"),
        place("santa-cruz", "BO", "Santa Cruz", "산타크루즈"),
        place("osaka", "JP", "Osaka", "大阪市", "오사카 시"),
        place("kansas-city", "", "Kansas City"),
        place("hcmc", "VN", "Ho Chi Minh City", "호치민 시"),
        place("hebei", "CN", "Hebei", "河北省", kind="Province"),
        Entry(f"{ID}place/korea", "Korea", frozenset({"Place", "Actor", "Country"}), "KR",
              (("Korea", LABEL), ("한국", LABEL), ("KR", CODE)), "Country"),
        Entry(f"{ID}place/italy", "Italy", frozenset({"Place", "Actor", "Country"}), "IT",
              (("Italy", LABEL), ("IT", CODE)), "Country"),
        Entry(f"{ID}project/p", "Korea Smart Town", frozenset({"Project"}), "KR", (("Korea Smart Town", LABEL),)),
    ]
)  # fmt: skip


def judged(name: str, country: str = "", *kinds: str) -> Judgement:
    return match(OURS, [Wanted(name, country, frozenset(kinds))])[0]


def told(one: Judgement) -> str:
    return one.best.entry.iri.rpartition("/")[2] if one.best else ""


@pytest.mark.parametrize(
    ("name", "country", "slug"),
    [
        ("KT", "", "kt"),
        ("㈜KT", "", "kt"),
        ("KT Corp.", "", "kt"),
        ("주식회사 케이티", "", "kt"),
        ("KEPCO", "KR", "kepco-korea"),
        ("KEPCO", "JP", "kepco-kansai"),
        ("KEPCO (Korea)", "", "kepco-korea"),
        ("KEPCO (関西電力)", "", "kepco-kansai"),
        ("한국전력 KEPCO", "", "kepco-korea"),
        ("关西电力株式会社", "", "kepco-kansai"),
        ("Hitachi, Ltd.", "", "hitachi"),
        ("株式会社日立製作所", "", "hitachi"),
        ("日立制作所", "", "hitachi"),
        ("Hitachi India Pvt. Ltd.", "", "hitachi-india"),
        ("Hitatchi", "", "hitachi"),
        ("일본 히타치", "", "hitachi"),
        ("엘지전자", "", "lg-electronics"),
        ("ＬＧ전자(주)", "", "lg-electronics"),
        ("Sumitomo Corp.", "", "sumitomo-corp"),
        ("中华电信股份有限公司", "", "chunghwa"),
        ("Google LLC", "US", "google"),
        ("국회", "JP", "diet-jp"),
        ("한국 국회", "", "diet-kr"),
        ("삼성 SDS", "", "sds"),
        ("Daejeon", "", "daejeon"),
        ("대전광역시", "KR", "daejeon"),
        ("Springfield", "AU", "springfield-au"),
        ("Springfield, Australia", "", "springfield-au"),
        ("Santa Cruz", "BO", "santa-cruz"),
        ("오사카", "", "osaka"),
        ("大阪", "", "osaka"),
        ("Ōsaka-shi", "", "osaka"),
        ("TP. Hồ Chí Minh", "", "hcmc"),
        ("Kansas City", "", "kansas-city"),
        ("河北", "", "hebei"),
        ("Republic of Korea", "", "korea"),
        ("대한민국", "", "korea"),
        ("Italy / 이탈리아", "", "italy"),
    ],
)
def test_what_is_sure(name: str, country: str, slug: str) -> None:
    one = judged(name, country)
    assert (one.decision, told(one)) == (MATCH, slug), one.told("en")
    assert one.reasons and one.best and 80 <= one.best.score <= 100


@pytest.mark.parametrize(
    ("name", "country", "shown"),
    [
        ("KEPCO", "", {"kepco-korea", "kepco-kansai"}),
        ("국회", "", {"diet-kr", "diet-jp"}),
        ("Springfield", "", {"springfield-il", "springfield-au"}),
        ("Sumitomo", "", {"sumitomo-corp"}),
        ("Chunghwa Telecom Group", "", {"chunghwa"}),
        ("LS Electronics", "", {"lg-electronics"}),
        ("Daejeonn", "", {"daejeon"}),
        ("브라이틱스", "", {"sds"}),
        ("Google Korea", "", {"google"}),
        ("IT", "", {"italy"}),
        ("Hitachi Digital Services", "", {"hitachi"}),
    ],
)
def test_what_is_left_to_a_person(name: str, country: str, shown: set[str]) -> None:
    one = judged(name, country)
    slugs = {other.entry.iri.rpartition("/")[2] for other in (one.best, one.second) if other}
    assert one.decision == REVIEW and shown <= slugs, (one.told("en"), slugs)


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("SKT", ""),
        ("SK Telecom", "KR"),
        ("KTX", ""),
        ("KEPCO", "US"),
        ("Tejon", "US"),
        ("Tejon", ""),
        ("Daejeon", "US"),
        ("Santa Cruz", "US"),
        ("Santa Cruz, Philippines", ""),
        ("Hitachi Brazil", ""),
        ("히타치 베트남", ""),
        ("LS전자", ""),
        ("삼성SDI", ""),
        ("Kansas", ""),
        ("Osaka University", ""),
        ("오사카대학교", ""),
        ("대구은행", ""),
        ("North Korea", ""),
        ("京都", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_what_is_nothing(name: str, country: str) -> None:
    one = judged(name, country)
    assert one.decision == NONE and one.best is None


def test_another_country_is_told_as_the_reason() -> None:
    assert judged("Santa Cruz", "US").told("en") == "Santa Cruz is in another country (BO)"
    assert "the country decides" in judged("KEPCO", "JP").told("en")
    assert "tell country or type" in judged("KEPCO").told("en")


def test_a_type_leaves_out_what_is_none() -> None:
    assert judged("Korea", "", "Firm").decision == NONE
    assert told(judged("IT", "", "Country")) == "italy"
    assert judged("Korea Smart Town").decision == NONE
    assert told(judged("Korea Smart Town", "", "Project")) == "p"


def test_the_second_best_is_another_thing() -> None:
    one = judged("NTT Group")
    assert one.best and one.second
    assert told(one) == "ntt-group" and one.second.entry.iri.endswith("/ntt") and one.second.score < one.best.score


def test_judgements_come_in_the_order_of_the_names_whatever_stands_beside_them() -> None:
    names = [Wanted("KT"), Wanted("SKT"), Wanted("KEPCO", "JP"), Wanted("KT"), Wanted("Hitatchi")]
    assert match(OURS, names) == [match(OURS, [one])[0] for one in names]


@given(st.text(max_size=25))
def test_any_name_is_judged_and_a_match_has_a_thing(name: str) -> None:
    one = judged(name)
    assert (one.best is None) == (one.decision == NONE)


@pytest.mark.parametrize("spellings", [40, 60_000])
def test_the_engine_fits_the_number_of_pairs(spellings: int) -> None:
    near, name = engine("auto", 40_000, spellings)
    assert (near is nearest) == (name == "rapidfuzz")
    assert name == ("rapidfuzz" if 40_000 * spellings < MANY or find_spec("splink") is None else "splink")


@pytest.mark.skipif(find_spec("splink") is None, reason="needs pip install 'sckg[scale]'")
def test_splink_decides_the_same() -> None:
    names = [Wanted(name) for name in ("Hitatchi", "Hitachi", "LS Electronics", "SKT", "KEPCO", "Chunghwa Telecmo")]
    assert match(OURS, names, nearest_by_splink) == match(OURS, names)
    assert nearest_by_splink(OURS, []) == {}


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    return Session(Dataset.open(built), paths().queries / "views")


@pytest.fixture(scope="module")
def index(session: Session) -> Index:
    return Index.of(session)


def test_an_official_name_is_known_without_its_country() -> None:
    entry = Entry(
        f"{ID}actor/motie", "MOTIE", frozenset({"Actor", "Ministry"}), "KR",
        (("MOTIE", LABEL), ("대한민국 산업통상자원부", OFFICIAL), ("중국 상무처", OFFICIAL)), "Ministry",
    )  # fmt: skip
    firm = Entry(f"{ID}actor/x", "X", frozenset({"Actor", "Firm"}), "IN", (("Xero India", OFFICIAL),), "Firm")
    names = ("산업통상자원부", "상무처", "Xero", "대한민국 산업통상자원부")
    told = [one.decision for one in match(Index([entry, firm]), [Wanted(name) for name in names])]
    assert told == [MATCH, NONE, NONE, MATCH]


@pytest.mark.parametrize(
    ("name", "country", "no_country", "key"),
    [
        ("National Assembly", "", "", "shared"),
        ("오사카", "", "Atlantis", "no_country"),
        ("KEPCO", "", "", "rival"),
    ],
)
def test_why_a_very_name_is_left_to_a_person(name: str, country: str, no_country: str, key: str) -> None:
    (one,) = match(OURS, [Wanted(name, country, no_country=no_country)])
    assert one.decision == REVIEW and key in [reason.key for reason in one.reasons]


def test_reasons_are_told_in_four_languages() -> None:
    texts = yaml.safe_load(REASONS.read_text(encoding="utf-8"))
    for key, told in texts.items():
        assert sorted(told) == ["en", "ja", "ko", "zh"], key
        blanks = {language: sorted(re.findall(r"\{\d\}", text)) for language, text in told.items()}
        assert len(set(map(tuple, blanks.values()))) == 1, key
    assert {LABEL, CODE, PRODUCT, ALIAS} <= texts.keys()


def test_the_kinds_of_aliases_have_words(index: Index) -> None:
    texts = yaml.safe_load(REASONS.read_text(encoding="utf-8"))
    assert {role for entry in index.entries for _, role in entry.names} <= texts.keys()


def test_reasons_speak_the_language_of_the_reader(built: Path, tmp_path: Path) -> None:
    file = own(tmp_path, "name\n엘지전자\n수출입은행\n".encode())
    _, *rows = rows_of(run(file, "--column", "name", "--lang", "ko", "--format", "csv", "--build", built))
    assert [row[-1] for row in rows] == [
        "이름 LG전자, 로마자를 풀어 씀",
        "이름; 다른 국가에도 이런 이름의 것이 있음: 국가를 알려 주십시오",
    ]


def test_the_labelled_set_is_large_in_four_scripts_and_not_the_index_itself(index: Index) -> None:
    with LABELLED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {named.name for named in index.named}
    written = set().union(*(scripts("".join(row["name"]).casefold()) for row in rows if row["expected"]))
    assert len(rows) >= 400 and len({tuple(row.values()) for row in rows}) == len(rows)
    assert sum(not row["expected"] for row in rows) >= 150
    assert {"Latin", "Hangul", "Han", "Kana"} <= written
    copied = [row["name"] for row in rows if row["expected"] and row["name"] in known and not row["country"]]
    assert copied == []
    things = {entry.iri.removeprefix(ID) for entry in index.entries}
    assert {row["expected"] for row in rows} - {""} <= things


def test_automatic_matches_are_right_and_most_names_find_their_thing(index: Index, session: Session) -> None:
    with LABELLED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    asked = [
        Wanted(
            row["name"],
            country_code(row["country"]),
            kinds_of(row["type"], index, session) if row["type"] else frozenset(),
        )
        for row in rows
    ]
    found = [
        (row, one.best.entry.iri.removeprefix(ID))
        for row, one in zip(rows, match(index, asked), strict=True)
        if one.decision == MATCH and one.best
    ]
    right = [row for row, thing in found if thing == row["expected"]]
    assert len(right) / len(found) >= 0.99, [(row["name"], thing) for row, thing in found if thing != row["expected"]]
    assert len(right) / sum(bool(row["expected"]) for row in rows) >= 0.9


def test_the_index_knows_countries_types_and_kinds_of_names(index: Index) -> None:
    of = {entry.iri.removeprefix(ID): entry for entry in index.entries}
    assert (of["place/hanoi"].country, of["place/hanoi"].kind) == ("VN", "Municipality")
    assert (of["actor/samsung-sds"].country, of["actor/samsung-sds"].kind) == ("KR", "Firm")
    assert of["actor/google"].country == ""
    assert dict(of["actor/samsung-sds"].names)["브라이틱스"] == PRODUCT
    assert dict(of["place/korea"].names)["KR"] == CODE


@pytest.mark.parametrize(
    ("word", "has", "lacks"),
    [
        ("city", {"Municipality"}, {"Country"}),
        ("organisation", {"Firm", "Ministry"}, {"Person", "Country", "Municipality", "Actor", "Project"}),
        ("firm", {"Firm"}, {"Ministry"}),
        ("Ministry", {"Ministry"}, {"Firm"}),
        ("research institute", {"ResearchInstitute"}, {"Firm"}),
    ],
)
def test_types_are_everyday_words_or_classes(
    word: str, has: set[str], lacks: set[str], index: Index, session: Session
) -> None:
    found = kinds_of(word, index, session)
    assert has <= found and not lacks & found


def test_an_unknown_type_names_those_there_are(index: Index, session: Session) -> None:
    with pytest.raises(NotFoundError, match=r"unknown type 'planet'.*city.*Firm"):
        kinds_of("planet", index, session)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["match", *(str(word) for word in words)])


def own(tmp_path: Path, data: bytes, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def rows_of(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.reader(io.StringIO(result.stdout)))


PLAIN = '이름,비고,score\nKT,첫째,1\n없는회사,,2\n\nKT,첫째,1\n  Hitachi (Japan) ,"a\nb",3\n'
FOUND = ["matched id", "matched label", "type", "score", "second id", "second score", "decision", "reason"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_row_comes_back_in_its_order_with_its_own_cells(
    mark: bytes, delimiter: str, built: Path, tmp_path: Path
) -> None:
    file = own(tmp_path, mark + PLAIN.replace(",", delimiter).encode())
    head, *rows = rows_of(run(file, "--column", "이름", "--format", "csv", "--build", built))
    assert head[:3] == ["이름", "비고", "score"] and head[3:] == [
        f"sckg: {name}" if name == "score" else name for name in FOUND
    ]
    assert [row[:3] for row in rows] == [
        ["KT", "첫째", "1"],
        ["없는회사", "", "2"],
        ["", "", ""],
        ["KT", "첫째", "1"],
        ["  Hitachi (Japan) ", "a\nb", "3"],
    ]
    assert [row[3] for row in rows] == ["actor/kt", "", "", "actor/kt", "actor/hitachi"]
    assert [row[-2] for row in rows] == ["match", "none", "none", "match", "match"]


def test_a_workbook_has_all_rows_and_texts_stay_texts(built: Path, tmp_path: Path) -> None:
    file, out = own(tmp_path, b"name,code\nKT,=1+1\nSKT,007\n"), tmp_path / "out.xlsx"
    result = run(file, "--column", "name", "-o", out, "--build", built, "--lang", "ko")
    assert result.exit_code == 0 and "2 names: 1 match, 0 review, 1 none" in result.stderr
    sheet = openpyxl.load_workbook(out).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][:3] == ["name", "code", "맞춘 ID"]
    assert [row[:3] for row in cells[1:]] == [["KT", "=1+1", "actor/kt"], ["SKT", "007", None]]
    assert cells[1][5] == 100


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), min_size=1, max_size=8))
def test_no_cell_of_any_list_is_changed(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("name", "note"), *rows])
    data = text.getvalue().encode("utf-8", "surrogatepass")
    path = own(tmp_path_factory.mktemp("any"), data)
    try:
        found = read_list(path)
    except UsageError:
        assert b"\x00" in data or "\ufeff" in text.getvalue() or not any(map(any, rows)) or b"\xed" in data
        return
    kept = [tuple(row) for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    assert list(found.rows) == kept


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
        (b"name\n", "no row below it"),
        ("이름\n한국전력공사\n서울특별시\n".encode("cp949"), "looks like CP949, Korean Windows"),
        ("名前\nソフトバンクとパナソニック\nひたち\n".encode("cp932"), "looks like CP932, Japanese Windows"),
        ("name\nKT\n".encode("utf-16"), "looks like UTF-16"),
        ("name\nMünchen Zürich Genève\n".encode("cp1252"), "looks like Windows-1252"),
        (b"PK\x03\x04whatever", "is a workbook"),
        (b"name,name\nKT,KT\n", "two columns are called 'name'"),
        (b"name,b\nKT,1,2\n", "row 2: 3 cells under 2 columns"),
        (b'name\n"KT\n', "broken CSV"),
        (b"other,b\nKT,1\n", "has no column 'name'. It has: other, b"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_repair(data: bytes, says: str, built: Path, tmp_path: Path) -> None:
    result = run(own(tmp_path, data), "--column", "name", "--build", built)
    assert result.exit_code == 2 and says in result.stderr and not result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--country", "Atlantis"], "unknown country 'Atlantis'"),
        (["--type", "planet"], "unknown type 'planet'"),
        (["--country-column", "land"], "has no column 'land'"),
        (["--country", "KR", "--country-column", "b"], "Give one of them"),
    ],
)
def test_wrong_options_are_told(options: list[str], says: str, built: Path, tmp_path: Path) -> None:
    result = run(own(tmp_path, b"name,b\nKT,1\n"), "--column", "name", "--build", built, *options)
    assert result.exit_code == 2 and says in result.stderr


def test_the_country_of_each_row_may_stand_in_a_column(built: Path, tmp_path: Path) -> None:
    file = own(tmp_path, "name,land\nSanta Cruz,볼리비아\nSanta Cruz,US\nHanoi,Atlantis\n".encode())
    result = run(file, "--column", "name", "--country-column", "land", "--format", "csv", "--build", built)
    _, *rows = rows_of(result)
    assert [row[2] for row in rows] == ["place/santa-cruz", "", "place/hanoi"]
    assert "no country, so left for review: Atlantis" in result.stderr


def test_the_country_of_all_rows_may_be_given(built: Path, tmp_path: Path) -> None:
    file = own(tmp_path, b"name\nSanta Cruz\nHanoi\n")
    _, *rows = rows_of(run(file, "--column", "name", "--country", "베트남", "--format", "csv", "--build", built))
    assert [row[1] for row in rows] == ["", "place/hanoi"]


def test_rows_are_cut_only_where_that_is_asked_for(built: Path, tmp_path: Path) -> None:
    file = own(tmp_path, b"name\n" + b"KT\n" * 10_005)
    everything = run(file, "--column", "name", "--format", "csv", "--build", built)
    assert len(rows_of(everything)) == 10_006 and "cut at" not in everything.stderr
    some = run(file, "--column", "name", "--format", "csv", "--limit", "3", "--build", built)
    assert len(rows_of(some)) == 4 and "cut at 3 rows" in some.stderr
