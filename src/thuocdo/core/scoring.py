"""Scorecards: criteria with points, bands and classes, versioned as plan data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from thuocdo.core.elements import Words
    from thuocdo.core.formulas import Node
    from thuocdo.core.orgunits import Level


@dataclass(frozen=True)
class Band:
    """From this value on, these points."""

    at_least: Fraction
    points: Fraction


@dataclass(frozen=True)
class Criterion:
    """One row of a scorecard.

    Points come from ``bands`` over ``value``, or are ``value`` itself (points given by a person, up to
    ``most``), or are ``most`` where the condition ``when`` holds.
    """

    id: str
    name: Words
    most: Fraction
    value: Node | None
    bands: tuple[Band, ...]
    when: Node | None

    def banded(self, value: Fraction) -> Fraction:
        """The points that a value gives: those of the highest band it reaches."""
        reached = [band for band in self.bands if value >= band.at_least]
        return max(reached, key=lambda band: band.at_least).points if reached else self.most * 0

    def reachable(self, low: Fraction | None, high: Fraction | None) -> set[Fraction]:
        """The points that a value between two ends can give: those at its low end, and of every band inside."""
        inside = {
            band.points
            for band in self.bands
            if (low is None or band.at_least > low) and (high is None or band.at_least <= high)
        }
        return inside | {self.most * 0 if low is None else self.banded(low)}


@dataclass(frozen=True)
class Grade:
    """A class: from so many points, or so many criteria fully met."""

    id: str
    name: Words
    points: Fraction | None
    criteria: int | None


@dataclass(frozen=True)
class KnockOut:
    """Where the condition holds, nothing above the named class."""

    when: Node
    not_above: str


@dataclass(frozen=True)
class Scorecard:
    """Criteria for one level and the classes they lead to, best class first."""

    id: str
    name: Words
    level: Level
    criteria: tuple[Criterion, ...]
    grades: tuple[Grade, ...]
    knock_outs: tuple[KnockOut, ...]
    is_sample: bool
    reading: Words

    @property
    def most(self) -> Fraction:
        """The points that can be had."""
        return sum((c.most for c in self.criteria), start=self.criteria[0].most * 0)

    def rank(self, grade: str) -> int:
        """0 for the best class."""
        return [g.id for g in self.grades].index(grade)
