"""Dates: what is known is read as sharp as it is, selections keep what fits, what has no date is in no period."""

from __future__ import annotations

from pathlib import Path

import pytest

from sckg.analysis import Dated, Days, Facts, Selection, count_undated, read_dated, read_facts, select_dated
from sckg.errors import UsageError
from sckg.namespaces import ID
from sckg.queries import Session

VIEWS = Path(__file__).resolve().parents[1] / "queries" / "views"


@pytest.fixture(scope="module")
def session(built: Path) -> Session:
    return Session.open(built, VIEWS)


@pytest.fixture(scope="module")
def facts(session: Session) -> Facts:
    return read_facts(session)


@pytest.fixture(scope="module")
def found(session: Session, facts: Facts) -> dict[str, Dated]:
    return {one.iri.rpartition("/")[2]: one for one in read_dated(session, facts)}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("acquisition-kt-ntc-1997", ("1997", Days("1997-01-01", "1997-12-31"), None, False)),
        ("mou-j-code-ccud-2016-07", ("2016-07", Days("2016-07-01", "2016-07-31"), None, False)),
        ("visit-jetro-beijing-office-2019-07-02", ("2019-07-02", Days("2019-07-02", "2019-07-02"), None, False)),
        (
            "u-pilot-city-programme",
            ("2009/2012", Days("2009-01-01", "2009-12-31"), Days("2012-01-01", "2012-12-31"), False),
        ),
        ("bri", ("2013/ongoing", Days("2013-01-01", "2013-12-31"), None, True)),
        ("who-air-quality-guideline", ("unknown", None, None, False)),
    ],
)
def test_a_date_is_as_sharp_as_the_source(
    found: dict[str, Dated], name: str, told: tuple[str, Days | None, Days | None, bool]
) -> None:
    one = found[name]
    assert (one.date, one.start, one.end, one.ongoing) == told


def test_those_who_only_receive_do_not_act(found: dict[str, Dated]) -> None:
    assert found["visit-jetro-beijing-office-2019-07-02"].nations == (f"{ID}place/japan",)
    assert found["mou-j-code-ccud-2016-07"].nations == (f"{ID}place/china", f"{ID}place/japan")


def test_nothing_is_lost(session: Session, found: dict[str, Dated]) -> None:
    counted = {row["class"].value.rpartition("#")[2]: int(row["members"].value) for row in session.view("counts", {})}
    assert sum(not one.policy for one in found.values()) == counted["Engagement"]
    assert all(one.labels.get("ko") and one.labels.get("en") for one in found.values())


def kept(found: dict[str, Dated], facts: Facts, selection: Selection) -> set[str]:
    return {one.iri.rpartition("/")[2] for one in select_dated(found.values(), facts, selection)}


def test_a_period_keeps_what_had_begun_and_was_not_over(found: dict[str, Dated], facts: Facts) -> None:
    now = kept(found, facts, Selection(as_of="2010-06"))
    assert {"u-pilot-city-programme", "acquisition-kt-ntc-1997"} <= now
    assert not {"bri", "who-air-quality-guideline", "mou-j-code-ccud-2016-07"} & now
    assert "u-pilot-city-programme" not in kept(found, facts, Selection(as_of="2013"))


def test_what_a_period_leaves_out_for_want_of_a_date_is_counted(found: dict[str, Dated], facts: Facts) -> None:
    undated = sum(not one.dated for one in found.values())
    assert count_undated(found.values(), facts, Selection(as_of="2017-06")) == undated > 0
    assert count_undated(found.values(), facts, Selection(home=frozenset({f"{ID}place/korea"}))) == 0


def test_filters_of_ties_fit_engagements_and_policies(found: dict[str, Dated], facts: Facts) -> None:
    japan = kept(found, facts, Selection(home=frozenset({f"{ID}place/japan"})))
    assert "mou-j-code-ccud-2016-07" in japan and "bri" not in japan
    entries = kept(found, facts, Selection(relation=frozenset({"enters"})))
    assert entries == {
        name
        for name, one in found.items()
        if one.iri in {tie.statement for tie in facts.ties if tie.relation == "enters"}
    }


def test_nothing_left_says_what_was_asked(found: dict[str, Dated], facts: Facts) -> None:
    with pytest.raises(UsageError, match=r"no engagement or policy fits home \(Chile\)"):
        select_dated(found.values(), facts, Selection(home=frozenset({f"{ID}place/chile"})))
