"""What can go wrong, and what to do about it.

    SckgError                 base class; `exit_code` is what the command line returns
    ├── DataError             the data is wrong (exit 1); carries every `Problem` found
    └── UsageError            the use, or the machine, is wrong (exit 2)
        ├── NotFoundError     nothing, or more than one thing, has this name; carries candidates
        └── OutsideError      a server elsewhere did not answer, or is not to be asked; what came before is kept

A message names the offender, the rule and the repair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

__all__ = ["DataError", "NotFoundError", "OutsideError", "Problem", "SckgError", "UsageError"]

SHOWN = 200
"""Problems printed in full; beyond it a count stands, so that a wrong column does not flood a terminal."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a table: where it stands, which rule it breaks, how to mend it.

    >>> print(Problem("actors.csv", 7, "country", "unknown id 'koera'", "did you mean 'korea'?"))
    actors.csv, row 7, column country: unknown id 'koera'. Repair: did you mean 'korea'?
    """

    file: str
    row: int
    column: str
    rule: str
    repair: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.rule}. Repair: {self.repair}"


class SckgError(Exception):
    """Base of everything sckg raises on purpose."""

    exit_code: ClassVar[int] = 2


class DataError(SckgError):
    """The data breaks a rule; `problems` holds all of them, in file and row order."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"… and {len(self.problems) - SHOWN} more")
        lines.append(f"{len(self.problems)} problem(s); nothing was written")
        super().__init__("\n".join(lines))


class UsageError(SckgError):
    """The command was used wrongly or the machine lacks something."""


class NotFoundError(UsageError):
    """A name that means nothing here, or more than one thing; `candidates` are what it may mean."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        self.candidates = tuple(candidates)
        super().__init__("\n".join([message, *(f"  {candidate}" for candidate in candidates)]))


class OutsideError(UsageError):
    """A server elsewhere did not answer as it should, or is not to be asked; what came before is kept.

    With `ends`, nothing more is to be asked of it in this run.
    """

    def __init__(self, message: str, *, ends: bool = False) -> None:
        self.ends = ends
        super().__init__(message)
