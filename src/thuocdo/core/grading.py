"""What class a scorecard gives an orgunit: points, knock-outs, and the class they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Amount, Maybe, NotApplicable
from thuocdo.core.evaluate import criterion_points, truth

if TYPE_CHECKING:
    from thuocdo.core.here import Here
    from thuocdo.core.scoring import Criterion, Grade, Scorecard

Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Row:
    """The points of one criterion, from … to; equal when known, None when it does not apply."""

    criterion: Criterion
    points: Ends | None


@dataclass(frozen=True)
class Graded:
    """A scorecard filled in. ``best`` and ``worst`` are the classes that missing answers leave open."""

    card: Scorecard
    rows: tuple[Row, ...]
    best: Grade
    worst: Grade

    @property
    def points(self) -> Ends:
        """The points, from … to."""
        told = [row.points for row in self.rows if row.points is not None]
        return sum((p[0] for p in told), Fraction(0)), sum((p[1] for p in told), Fraction(0))

    @property
    def is_settled(self) -> bool:
        """Whether missing answers cannot change the class."""
        return self.best.id == self.worst.id

    def passes(self, wanted: int) -> bool | None:
        """Whether the class is the one wanted (by rank) or better; None where missing answers leave it open."""
        worst, best = (self.card.rank(grade.id) <= wanted for grade in (self.worst, self.best))
        return worst if worst is best else None


def graded(card: Scorecard, here: Here) -> Graded:
    """Fill in a scorecard for the orgunit and window of ``here``."""
    rows = tuple(Row(criterion, _points(criterion, here)) for criterion in card.criteria)
    low = sum((row.points[0] for row in rows if row.points), Fraction(0))
    high = sum((row.points[1] for row in rows if row.points), Fraction(0))
    sure, maybe = _met(rows)
    ceiling_sure, ceiling_maybe = _ceilings(card, here)
    best = max(_rank(card, high, sure + maybe), ceiling_sure)
    worst = max(_rank(card, low, sure), ceiling_maybe)
    return Graded(card, rows, card.grades[best], card.grades[worst])


def _points(criterion: Criterion, here: Here) -> Ends | None:
    points = criterion_points(criterion, here)
    if isinstance(points, NotApplicable):
        return None
    low = points.low if points.low is not None else Fraction(0)
    high = points.high if points.high is not None else criterion.most
    return max(low, min(criterion.most, Fraction(0))), min(high, max(criterion.most, Fraction(0)))


def _met(rows: tuple[Row, ...]) -> tuple[int, int]:
    """How many criteria are surely met in full, and how many more may be."""
    sure = sum(1 for row in rows if row.points and row.points[0] == row.criterion.most)
    maybe = sum(1 for row in rows if row.points and row.points[1] == row.criterion.most)
    return sure, maybe - sure


def _rank(card: Scorecard, points: Fraction, met: int) -> int:
    for rank, grade in enumerate(card.grades):
        enough_points = grade.points is None or points >= grade.points
        if enough_points and (grade.criteria is None or met >= grade.criteria):
            return rank
    return len(card.grades) - 1


def _ceilings(card: Scorecard, here: Here) -> tuple[int, int]:
    """The best class that knock-outs leave: those that surely hold, and those that may."""
    sure = maybe = 0
    for rule in card.knock_outs:
        holds = truth(rule.when, here)
        rank = card.rank(rule.not_above)
        if holds is True:
            sure = max(sure, rank)
        if holds is True or isinstance(holds, Maybe):
            maybe = max(maybe, rank)
    return sure, maybe


def known(amount: Amount | NotApplicable) -> Fraction | None:
    """The number of a fully known amount."""
    return amount.known if isinstance(amount, Amount) and amount.is_known else None
