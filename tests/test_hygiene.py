"""Each hygiene query on a small graph that is broken in its way (tests/checks), and all of them on the real build."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from sckg.namespaces import ID, INFERRED
from sckg.store import Dataset
from sckg.validation import Report, check_hygiene

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ROOT / "queries" / "checks"
BROKEN = ROOT / "tests" / "checks"
NAMES = sorted(path.stem for path in CHECKS.glob("*.rq"))


@pytest.fixture(scope="module")
def real(built: Path) -> Dataset:
    """The dataset of the real build; not to be changed."""
    return Dataset.open(built)


def broken(name: str) -> Dataset:
    """A graph whose broken things have an id that begins with `broken`, beside others that look alike and are sound."""
    dataset = Dataset()
    dataset.store.load(path=str(BROKEN / f"{name}.ttl"), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(INFERRED))
    return dataset


def things(dataset: Dataset) -> set[str]:
    found = {quad.subject for quad in dataset.store} | {quad.object for quad in dataset.store}
    return {term.value for term in found if isinstance(term, ox.NamedNode) and re.match(f"{ID}\\w+/broken", term.value)}


def test_every_check_has_a_broken_graph() -> None:
    assert NAMES
    assert sorted(path.name for path in BROKEN.iterdir()) == [f"{name}.ttl" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_check_finds_what_is_broken_and_nothing_else(name: str) -> None:
    dataset = broken(name)
    results = [result for result in check_hygiene(dataset, CHECKS) if result.path == name]
    assert things(dataset)
    assert {result.focus for result in results} == things(dataset)


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_must_be_mended_and_says_so_in_english_and_korean(name: str) -> None:
    results = [result for result in check_hygiene(broken(name), CHECKS) if result.path == name]
    assert not Report(tuple(results)).conforms
    for result in results:
        said = dict(result.messages)
        assert sorted(said) == ["en", "ko"]
        assert said["en"].isascii() and any("가" <= letter <= "힣" for letter in said["ko"])
        assert str(result).startswith("must: ") and said["en"] in str(result)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_finds_nothing_in_the_real_build(name: str, real: Dataset) -> None:
    found = list(real.select((CHECKS / f"{name}.rq").read_text(encoding="utf-8")))
    assert not found, "\n".join(" ".join(str(term) for term in row.values()) for row in found)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_is_a_select_of_focus_and_perhaps_value(name: str, real: Dataset) -> None:
    answer = real.query((CHECKS / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(answer, ox.QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    assert columns in (["focus"], ["focus", "value"])


def test_a_folder_without_checks_finds_nothing(real: Dataset, tmp_path: Path) -> None:
    assert list(check_hygiene(real, tmp_path)) == []
