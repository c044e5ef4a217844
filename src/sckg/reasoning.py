"""Rules run to a fixpoint: CONSTRUCT queries whose results go into the graph of inferred statements, and nowhere else.

A rule is a file of `ontology/rules`. It is run again only when something was added that its pattern mentions, and rules
on which others rest come first; the order of the files does not change the result. A rule that asks for what is absent
among the inferred statements belongs to a later stage (`#+ stage: 2`), which begins when the earlier one has ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sckg.errors import UsageError
from sckg.namespaces import INFERRED, PREFIXES
from sckg.store import Dataset

__all__ = ["Rule", "derive", "load_rules"]

MAX_RUNS = 50
"""Places nest about five deep; a rule that still adds statements after fifty runs does not end."""

_TYPE = re.compile(r"(?<=\s)a\s+(\?\w+|\w+:\w+)")
_TERM = re.compile(rf"\b(?:{'|'.join(PREFIXES)}):\w+")
_VARIABLE_PREDICATE = re.compile(r"\?\w+ \?\w+ \?\w+ [.;]")
_STAGE = re.compile(r"^#\+ stage: (\d+)$", re.MULTILINE)
_ANY_CLASS, _ANY_PROPERTY = "a ?", "?"


@dataclass(frozen=True, slots=True)
class Rule:
    """One CONSTRUCT query, the terms its template states and the terms its pattern reads."""

    name: str
    text: str
    states: frozenset[str]
    reads: frozenset[str]
    stage: int = 1

    def wakes(self, other: Rule) -> bool:
        """Whether what this rule states may give the other one more to find."""
        types = {term for term in other.reads if term.startswith("a ")}
        return bool(
            self.states & other.reads
            or (_ANY_PROPERTY in self.states and other.reads - types)
            or (_ANY_CLASS in self.states and types)
            or (_ANY_CLASS in other.reads and any(term.startswith("a ") for term in self.states))
        )


def load_rules(folder: Path) -> list[Rule]:
    """The rules of a folder, by name.

    Raises `UsageError` for a file that is no CONSTRUCT query.
    """
    rules = []
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        head, found, pattern = text.partition("WHERE")
        template = head.partition("CONSTRUCT")[2]
        if not found or not template:
            raise UsageError(f"{path}: a rule is one CONSTRUCT … WHERE query")
        stage = _STAGE.search(text)
        rules.append(Rule(path.stem, text, _terms(template), _terms(pattern), int(stage[1]) if stage else 1))
    if not rules:
        raise UsageError(f"{folder}: no rules (*.rq)")
    return rules


def derive(dataset: Dataset, rules: list[Rule], progress: Callable[[str], None] = lambda _: None) -> int:
    """Run the rules until none adds anything; returns the number of inferred triples."""
    return sum(
        _derive([rule for rule in rules if rule.stage == stage], dataset, progress)
        for stage in sorted({rule.stage for rule in rules})
    )


def _derive(rules: list[Rule], dataset: Dataset, progress: Callable[[str], None]) -> int:
    wakes = {rule.name: [other.name for other in rules if rule.wakes(other)] for rule in rules}
    rank = {name: sum(name in woken for woken in wakes.values()) for name in wakes}
    by_name = {rule.name: rule for rule in rules}
    due, runs, total = set(by_name), dict.fromkeys(by_name, 0), 0
    while due:
        name = min(due, key=lambda name: (rank[name], -len(wakes[name]), name))
        due.remove(name)
        runs[name] += 1
        if runs[name] > MAX_RUNS:
            raise UsageError(f"rule {name} does not come to an end: it still adds statements after {MAX_RUNS} runs")
        progress(name)
        added = dataset.extend(INFERRED, _fresh(dataset, by_name[name]))
        total += added
        if added:
            due.update(wakes[name])
    return total


def _fresh(dataset: Dataset, rule: Rule) -> Iterator[ox.Triple]:
    """What a rule derives beyond what is stated anywhere already; Oxigraph answers from a snapshot, one triple at a
    time, so that what is added meanwhile is not seen, and nothing is held."""
    store = dataset.store
    for item in dataset.construct(rule.text):
        if next(store.quads_for_pattern(item.subject, item.predicate, item.object, None), None) is None:
            yield item


def _terms(text: str) -> frozenset[str]:
    """Prefixed names, classes as `a prefix:Class`; a variable in their place stands for any."""
    classes = {"a ?" if name.startswith("?") else f"a {name}" for name in _TYPE.findall(text)}
    found = set(_TERM.findall(_TYPE.sub(" ", text))) | classes
    if _VARIABLE_PREDICATE.search(text):
        found.add(_ANY_PROPERTY)
    return frozenset(found)
