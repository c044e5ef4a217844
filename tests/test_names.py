"""Names as they are compared: what people write differently and mean the same, and what they do not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sckg.linking.countries import country_code, ending_countries
from sckg.linking.names import CITY, COMPANY, GROUP, PROVINCE, WORD, fold, read_name, scripts, spelt_out
from sckg.linking.parts import split

SAME = [
    ("ＬＧ　ＣＮＳ", "LG CNS"),
    ("lg-cns", "LG CNS"),
    ("L.G. CNS", "LG CNS"),
    ("ｿﾌﾄﾊﾞﾝｸ", "ソフトバンク"),
    ("けいはんな", "ケイハンナ"),
    ("海外交通･都市開発", "海外交通・都市開発"),
    ("国土 교통부", "国土교통부"),
    ("국토 교통부", "국토교통부"),
    (unicodedata.normalize("NFD", "한국토지주택공사"), "한국토지주택공사"),
    ("Hà Nội", "Ha Noi"),
    (unicodedata.normalize("NFD", "Hà Nội"), "Hanoi"),
    ("Đông Anh", "Dong Anh"),
    ("Medellín", "MEDELLIN"),
    ("Frost & Sullivan", "Frost and Sullivan"),
    ("The World Bank", "World Bank"),
    ("People's Bank", "People’s Bank"),
    ("華為", "华为"),
    ("臺灣", "台湾"),
    ("台灣", "台湾"),
    ("関西電力", "关西电力"),
    ("關西電力", "関西電力"),
    ("豊田市", "豐田市"),
    ("広州", "廣州"),
    ("髙島屋", "高島屋"),
    ("国家開発銀行", "国家开发银行"),
    ("１３·５ 국가정보화", "13ㆍ5국가정보화"),
]
DIFFERENT = [
    ("KT", "SKT"),
    ("KT", "K T C"),
    ("LG전자", "LS전자"),
    ("삼성SDS", "삼성SDI"),
    ("東京", "京都"),
    ("ビル", "ビール"),
    ("パナソニック", "バナソニック"),
    ("Internet+", "Internet"),
    ("대구", "대전"),
    ("12차 계획", "13차 계획"),
]


def key(text: str) -> str:
    return "".join(fold(text))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ways_of_writing_a_name_are_one(one: str, other: str) -> None:
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "stem", "beside"),
    [
        ("㈜핀테크코리아", "핀테크코리아", {COMPANY}),
        ("(주) 핀테크코리아", "핀테크코리아", {COMPANY}),
        ("핀테크코리아주식회사", "핀테크코리아", {COMPANY}),
        ("株式会社日立製作所", key("日立製作所"), {COMPANY}),
        ("日立製作所（株）", key("日立製作所"), {COMPANY}),
        ("株式會社日立製作所", key("日立製作所"), {COMPANY}),
        ("日立(中国)有限公司", key("日立中国"), {COMPANY}),
        ("中華電信股份有限公司", key("中華電信"), {COMPANY}),
        ("Huawei Technologies Co.,Ltd", "huaweitechnologies", {COMPANY}),
        ("HUAWEI TECHNOLOGIES CO., LTD.", "huaweitechnologies", {COMPANY}),
        ("PT Lippo Karawaci Tbk", "lippokarawaci", {COMPANY}),
        ("Công ty TNHH Samsung SDS Việt Nam", "samsungsdsvietnam", {COMPANY}),
        ("Siemens AG", "siemens", {COMPANY}),
        ("Sumitomo Corporation", "sumitomo", {WORD}),
        ("富盛公司", "富盛", {WORD}),
        ("NTT Group", "nttgroup", {GROUP}),
        ("阿里巴巴集团控股有限公司", "阿里巴巴集团控股", {COMPANY, GROUP}),
        ("서울특별시", "서울", {CITY}),
        ("오사카 시", "오사카", {CITY}),
        ("横浜市", key("横浜"), {CITY}),
        ("City of Dublin", "dublin", {CITY}),
        ("TP. Hồ Chí Minh", "hochiminh", {CITY}),
        ("河北省", "河北", {PROVINCE}),
        ("Bac Ninh Province", "bacninh", {PROVINCE}),
        ("京都", "京都", set()),
        ("광주", "광주", set()),
        ("주식회사", "주식회사", set()),
        ("Company", "company", set()),
    ],
)
def test_what_stands_beside_a_name_is_taken_off(text: str, stem: str, beside: set[str]) -> None:
    read = read_name(text)
    assert (read.stem, set(read.beside)) == (stem, beside)


def test_the_word_city_belongs_to_a_name_of_ours_and_not_to_one_of_a_list() -> None:
    assert read_name("Kansas City", ours=True).stem == "kansascity"
    assert read_name("Kansas City").stem == "kansas"
    assert read_name("대구시", ours=True).stem == "대구"


def test_a_group_is_told_apart_from_its_firm() -> None:
    read = read_name("Softbank Group Corp.")
    assert (read.stem, read.core) == ("softbankgroup", "softbank")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("엘지전자", {"lg전자"}),
        ("엘지씨엔에스", {"lgcns"}),
        ("삼성에스디에스", {"삼성sds"}),
        ("エヌティティデータ", {key("NTTデータ")}),
        ("케이", set()),
        ("국토교통부", set()),
    ],
)
def test_letters_written_out_are_letters(text: str, letters: set[str]) -> None:
    assert spelt_out(text) == letters


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_but_the_article(text: str) -> None:
    once = key(text)
    assert key(once) in (once, once.removeprefix("the"))


@given(st.text(max_size=30))
def test_normal_forms_of_unicode_fold_alike(text: str) -> None:
    assert key(unicodedata.normalize("NFC", text)) == key(unicodedata.normalize("NFD", text))


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    read = read_name(text)
    assert bool(read.key) == bool(read.words) == bool(fold(text))
    assert len(read.core) <= len(read.stem) <= len(read.key)
    assert split(text)
    scripts(read.key)


@pytest.mark.parametrize("letter", [chr(code) for code in range(0x4E00, 0x9FA6, 97)])
def test_a_folded_character_is_its_own_form(letter: str) -> None:
    assert key(key(letter)) == key(letter)


@pytest.mark.parametrize(
    ("text", "code"),
    [("베트남", "VN"), ("Viet Nam", "VN"), ("Republic of Korea", "KR"), ("대한민국", "KR"), ("U.S.A.", "US"),
     ("UK", "GB"), ("臺灣", "TW"), ("南アフリカ", "ZA"), ("KR", "KR"), ("NA", "NA"), ("XX", ""), ("Asia", "")],
)  # fmt: skip
def test_a_country_is_known_by_name_and_code(text: str, code: str) -> None:
    assert country_code(text) == code


def test_a_country_may_stand_at_either_end_of_a_name() -> None:
    assert ("KR", "수출입은행") in list(ending_countries("한국수출입은행"))
    assert ("JP", key("国土交通省")) in list(ending_countries("日本国土交通省"))
    assert list(ending_countries("Hitachi South Africa"))[0] == ("ZA", "hitachi")
    assert list(ending_countries("Samsung")) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Kyoto / 京都", ["Kyoto", "京都"]),
        ("화웨이(Huawei)", ["화웨이", "Huawei"]),
        ("National Diet (Japan) (国会)", ["National Diet (Japan)", "国会"]),
        ("바오딩(保定) 시", ["바오딩  시", "保定"]),
        ("Trade, Industry and Energy, Korea", ["Trade, Industry and Energy", "Korea"]),
        ("LH 한국토지주택공사", ["lh", "한국토지주택공사"]),
        ("Sunjin-Pyunghwa", ["Sunjin-Pyunghwa"]),
        ("(", ["("]),
    ],
)
def test_a_name_is_cut_at_its_outermost_marks(text: str, parts: list[str]) -> None:
    assert split(text) == parts
