"""What was counted for a figure, before any policy: the known parts of both sides, what is open, and what was read.

Both calculators count in their own way and answer through this protocol; the policies that make a value of it
stand once, in ``policies``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from thuocdo.core.blocks import blocks
from thuocdo.core.extremes import Problem, Range
from thuocdo.core.obligations import Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet
    from datetime import date
    from fractions import Fraction

    from thuocdo.core.amounts import Cell
    from thuocdo.core.book import Book, Question
    from thuocdo.core.reading import Trace, Why
    from thuocdo.core.sides import Side
    from thuocdo.core.values import Kind

TOP, BOTTOM = 0, 1
"""The sides: numerator and denominator."""


@dataclass(frozen=True)
class Way:
    """How answers are read: how many periods back a stock may come from on each side, and whether an ước counts."""

    carry: tuple[int, int] = (0, 0)
    without_uoc: bool = False


class Tally(Protocol):
    """What was counted."""

    @property
    def kinds(self) -> AbstractSet[Kind]:
        """The kinds of the values read."""
        ...

    @property
    def whys(self) -> AbstractSet[Why]:
        """Why answers are open."""
        ...

    @property
    def elements(self) -> AbstractSet[str]:
        """The elements of which anything was owed or sent."""
        ...

    @property
    def stock_days(self) -> tuple[date, ...]:
        """The days of stocks read in another calendar."""
        ...

    @property
    def carried(self) -> int:
        """How many stocks were taken from an earlier period."""
        ...

    @property
    def level_ended(self) -> bool:
        """Whether what is read is about a level that no longer exists."""
        ...

    @property
    def only_unasked(self) -> bool:
        """Whether something was asked of nobody, and nobody sent anything."""
        ...

    @property
    def hangs_on_reorganisation(self) -> bool:
        """Whether something is open that no report could tell, because places were merged or split."""
        ...

    @property
    def cells(self) -> Collection[Cell]:
        """The answers read."""
        ...

    def applies(self, side: int) -> bool:
        """Whether there is anything to count."""
        ...

    def known(self, side: int) -> Fraction:
        """The sum of what is known."""
        ...

    def is_open(self, side: int) -> bool:
        """Whether a part is not known."""
        ...

    def is_silent(self, side: int) -> bool:
        """Whether nobody has reported anything for it, and something is open."""
        ...

    def range(self) -> Range | None:
        """The lowest and highest of the figure; None where every way leaves nothing to divide by.

        :raises NotSoundError: there are no exact bounds
        """
        ...

    def range_of(self, side: int) -> Range | None:
        """The lowest and highest of one side by itself.

        :raises NotSoundError: there are no exact bounds
        """
        ...

    def without_gaps(self) -> tuple[Fraction, Fraction]:
        """Both sides without whoever has not reported everything."""
        ...

    def coverage(self) -> Coverage:
        """How much of what was read has come."""
        ...


@dataclass
class PlainTally:
    """What the plain calculator counted, orgunit by orgunit."""

    book: Book
    question: Question
    sides: tuple[Side, Side | None]
    trace: Trace

    @property
    def kinds(self) -> AbstractSet[Kind]:
        """The kinds of the values read."""
        return self.trace.kinds

    @property
    def whys(self) -> AbstractSet[Why]:
        """Why answers are open."""
        return self.trace.whys

    @property
    def elements(self) -> AbstractSet[str]:
        """The elements of which anything was owed or sent."""
        return self.trace.elements

    @property
    def stock_days(self) -> tuple[date, ...]:
        """The days of stocks read in another calendar."""
        return tuple(sorted(self.trace.stock_days))

    @property
    def carried(self) -> int:
        """How many stocks were taken from an earlier period."""
        return len(self.trace.carried)

    @property
    def level_ended(self) -> bool:
        """Whether what is read is about a level that no longer exists."""
        return self.trace.level_ended

    @property
    def only_unasked(self) -> bool:
        """Whether something was asked of nobody, and nobody sent anything."""
        return self.trace.not_owed and not self.trace.facts

    @property
    def hangs_on_reorganisation(self) -> bool:
        """Whether something is open that no report could tell, because places were merged or split."""
        return any(side.hangs_on(self.trace.reorganised) for side in self.sides if side is not None)

    @property
    def cells(self) -> Collection[Cell]:
        """The answers read."""
        return tuple(self.trace.cells)

    def side(self, number: int) -> Side:
        """One side, which must be there."""
        found = self.sides[number]
        assert found is not None
        return found

    def applies(self, side: int) -> bool:
        """Whether there is anything to count."""
        return self.side(side).applies

    def known(self, side: int) -> Fraction:
        """The sum of what is known."""
        return self.side(side).total_known

    def is_open(self, side: int) -> bool:
        """Whether a part is not known."""
        found = self.sides[side]
        return found is not None and bool(found.open)

    def is_silent(self, side: int) -> bool:
        """Whether nobody has reported anything for it, and something is open."""
        return bool(self.side(side).open) and not self.side(side).known

    def range(self) -> Range | None:
        """The lowest and highest of the figure."""
        _top, bottom = self.sides
        found = blocks(self.side(TOP), bottom, self.trace, self.book.plan)
        known = None if bottom is None else bottom.total_known
        return Problem(self.side(TOP).total_known, known, tuple(found), self.book.plan.caps).range()

    def range_of(self, side: int) -> Range | None:
        """The lowest and highest of one side by itself."""
        of = self.side(side)
        found = blocks(of, None, self.trace, self.book.plan)
        return Problem(of.total_known, None, tuple(found), self.book.plan.caps).range()

    def without_gaps(self) -> tuple[Fraction, Fraction]:
        """Both sides without whoever has not reported everything."""
        sides = [side for side in self.sides if side is not None]
        gaps = {part.owner for side in sides for part in side.open if part.owner is not None}
        found = [side.without(gaps).total_known for side in sides]
        return found[0], found[-1]

    def coverage(self) -> Coverage:
        """How much of what was read has come."""
        return coverage(self.book, self.trace.cells, on=self.question.on, known_at=self.question.known_at)
