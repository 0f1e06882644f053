"""What can be wrong with what we are given, each kind under a code that keeps its meaning for ever.

A check returns *all* its problems; only a door renders them. The words stand in the wording catalogues
under ``problem.<CODE>`` (what is wrong) and ``way_out.<CODE>`` (what to do).

    Refused
    └── carries every Problem found: code, place, parameters
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Strength(StrEnum):
    """How much a problem weighs: an error blocks, a question wants a reason, a note informs."""

    ERROR = "error"
    QUESTION = "question"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Place:
    """Where a problem stands: a file with line and column, counted from 1; or an option of the command, without.

    >>> str(Place("plan.yaml", 29, 12)), str(Place("--on"))
    ('plan.yaml:29:12', '--on')
    """

    file: str
    line: int = 0
    column: int = 0

    @staticmethod
    def whole(file: object) -> Place:
        """A file as a whole: one that is missing, or that cannot be read.

        >>> str(Place.whole("plan.yaml"))
        'plan.yaml:1:1'
        """
        return Place(str(file), 1, 1)

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column or 1}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a stable code, its place, and what the sentence about it needs."""

    code: str
    place: Place
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def strength(self) -> Strength:
        """Notes and questions are told by the code's family.

        >>> Problem("NOTE-001", Place("plan.yaml")).strength
        <Strength.NOTE: 'note'>
        """
        return Strength.NOTE if self.code.startswith("NOTE-") else Strength.ERROR


class Refused(Exception):  # noqa: N818  (what happened, in the words of an office)
    """Input that was not taken: every problem found, nothing half-loaded."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems, the first {self.problems[0]}")
