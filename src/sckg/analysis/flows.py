"""Who enters where: home country, host country and sector, with the statements behind every number.

A number counts distinct statements (engagements, else stated relationships), never actors or derivations: a consortium
of five firms that signs one memorandum counts once for each of their home countries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sckg.analysis.facts import Facts, Tie
from sckg.errors import UsageError

__all__ = ["Flow", "flows", "top_sectors"]


@dataclass(frozen=True, slots=True, order=True)
class Flow:
    """What leads from a home country to a host country, all told or in one sector; IRIs, '' where not reported.

    `statements` are distinct and sorted; `contested` are those of them that rest on disputed ties alone; `ties` are
    all ties behind them.
    """

    home: str
    host: str
    sector: str
    statements: tuple[str, ...]
    contested: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def weight(self) -> int:
        """The number of distinct statements."""
        return len(self.statements)


def flows(facts: Facts, ties: Iterable[Tie], *, sectors: bool = False) -> list[Flow]:
    """Flows from home to host countries, sorted; with `sectors`, by widest sector as well.

    Only ties of the relation `enters` count. A statement in two sectors counts in both; one without is under ''.
    Raises `UsageError` where none of the ties is an entry.
    """
    chosen = list(ties)
    found: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    for tie in chosen:
        if tie.relation == "enters":
            home, host = facts.home(tie.subject), facts.host(tie)
            for sector in top_sectors(facts, tie) if sectors else ("",):
                found[home, host, sector].append(tie)
    if not found:
        raise UsageError(
            f"nothing to draw: none of the {len(chosen)} ties chosen is an entry. Drop --relation or another filter"
        )
    return sorted(_flow(*ends, behind) for ends, behind in found.items())


def top_sectors(facts: Facts, tie: Tie) -> tuple[str, ...]:
    """The widest sectors above those of a tie, sorted; ('',) where it names none."""
    lines = (one for sector in tie.sectors for one in facts.line(sector))
    return tuple(sorted({one for one in lines if len(facts.line(one)) == 1})) or ("",)


def _flow(home: str, host: str, sector: str, ties: Iterable[Tie]) -> Flow:
    behind = tuple(sorted(ties))
    statements = {tie.statement for tie in behind}
    sure = {tie.statement for tie in behind if not tie.contested}
    return Flow(home, host, sector, tuple(sorted(statements)), tuple(sorted(statements - sure)), behind)
