"""Holding a number against a standard: the outcome, whether it is settled, and by how much it is short.

Everything is judged on exact fractions, before rounding: 476 of 635 prints as 75,0 % and is one commune short
of 75 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.indicators import Better
from thuocdo.core.targets import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from thuocdo.core.targets import Standard


class Verdict(StrEnum):
    """What is said of a target."""

    ACHIEVED = "achieved"
    EXCEEDED = "exceeded"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_DUE = "not_due"
    NOT_ASSESSABLE = "not_assessable"
    NOT_APPLICABLE = "not_applicable"


WORST_FIRST = (
    Verdict.MISSED,
    Verdict.NOT_ASSESSABLE,
    Verdict.BEHIND,
    Verdict.NOT_DUE,
    Verdict.ON_TRACK,
    Verdict.ACHIEVED,
    Verdict.EXCEEDED,
    Verdict.NOT_APPLICABLE,
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of a target of several parts: missed if any is, else not assessable if any is, else the worst.

    A part that does not apply says nothing, unless none does.

    >>> worst([Verdict.ACHIEVED, Verdict.NOT_ASSESSABLE]).value
    'not_assessable'
    """
    return min(verdicts, key=WORST_FIRST.index)


End = Fraction | float
"""A bound: exact, or ±inf where there is none."""


@dataclass(frozen=True)
class Line:
    """A standard as a rule over the number judged (in the indicator's unit, or the change asked for)."""

    standard: Standard
    better: Better

    @property
    def pass_line(self) -> Fraction:
        """The number that must be reached."""
        s = self.standard
        if s.rule is Rule.NONE_NEW:
            return Fraction(0)
        if s.pass_at is not None:
            return s.pass_at
        if s.rule is Rule.BETWEEN and self.better is Better.LOWER and s.high is not None:
            return s.high
        assert s.value is not None
        return s.value

    @property
    def full_mark(self) -> Fraction | None:
        """Beyond this the standard is exceeded; None where the plan knows no such thing."""
        s = self.standard
        if s.exceed_at is not None:
            return s.exceed_at
        if s.high is None:
            return None
        return s.value if s.rule is Rule.BETWEEN and self.better is Better.LOWER else s.high

    @property
    def asks_for_less(self) -> bool:
        """Whether passing means staying at or below the line."""
        match self.standard.rule:
            case Rule.AT_MOST | Rule.LESS_THAN | Rule.NONE_NEW:
                return True
            case Rule.BETWEEN | Rule.HOLD:
                return self.better is Better.LOWER
            case _:
                return False

    def passes(self, number: End) -> bool:
        """Whether a number meets the standard.

        >>> from thuocdo.core.targets import Standard
        >>> Line(Standard(Rule.AT_LEAST, Fraction(75)), Better.HIGHER).passes(Fraction(47600, 635))
        False
        """
        line = self.pass_line
        match self.standard.rule:
            case Rule.MORE_THAN:
                return number > line
            case Rule.LESS_THAN:
                return number < line
            case Rule.EXACTLY:
                return number == line
            case _:
                return number <= line if self.asks_for_less else number >= line

    def outcome(self, number: End) -> Verdict:
        """Missed, achieved, or exceeded where the standard has an upper end."""
        if not self.passes(number):
            return Verdict.MISSED
        mark = self.full_mark
        if mark is None:
            return Verdict.ACHIEVED
        beyond = number < mark if self.asks_for_less else number > mark
        if self.standard.exceed_at is not None and number == mark:
            beyond = True
        return Verdict.EXCEEDED if beyond else Verdict.ACHIEVED

    def settled(self, low: End, high: End) -> Verdict | None:
        """The one outcome of every number between two bounds, if there is one."""
        turns = [t for t in (self.pass_line, self.full_mark) if t is not None and low < t < high]
        outcomes = {self.outcome(number) for number in (low, high, *turns)}
        return outcomes.pop() if len(outcomes) == 1 else None

    def short_by(self, number: Fraction, unit: Callable[[Fraction], Fraction]) -> Fraction | None:
        """How many more (or, where less is asked, how many fewer) units it takes to pass.

        ``unit`` turns a number of the standard into the numerator that gives it: ``v·den``, or ``v`` alone.
        """
        if self.passes(number):
            return None
        line, here = unit(self.pass_line), unit(number)
        match self.standard.rule:
            case Rule.MORE_THAN:
                return math.floor(line) + 1 - here
            case Rule.LESS_THAN:
                return here - (math.ceil(line) - 1)
            case _:
                # A reduction or a ceiling is missed from above: what is too many is counted.
                return here - math.floor(line) if here > line else math.ceil(line) - here


def changed(standard: Standard, better: Better, base: End, now: End, times: Fraction) -> End:
    """The change that a standard asks about. A share of a base of nothing has no meaning: do not ask for one.

    >>> from thuocdo.core.targets import Standard
    >>> changed(Standard(Rule.REDUCE_BY), Better.LOWER, Fraction(120), Fraction(60), Fraction(1))
    Fraction(50, 1)
    """
    if standard.rule is Rule.CHANGE_BY_POINTS:
        difference = (now - base) * times
        return -difference if better is Better.LOWER else difference
    growth = now / base * 100 - 100
    return -growth if standard.rule is Rule.REDUCE_BY else growth


def unchanged(standard: Standard, better: Better, base: Fraction, change: Fraction, times: Fraction) -> Fraction:
    """The number that a change leads to: the inverse of :func:`changed`.

    >>> from thuocdo.core.targets import Standard
    >>> unchanged(Standard(Rule.REDUCE_BY), Better.LOWER, Fraction(120), Fraction(50), Fraction(1))
    Fraction(60, 1)
    """
    if standard.rule is Rule.CHANGE_BY_POINTS:
        return base - change / times if better is Better.LOWER else base + change / times
    growth = -change if standard.rule is Rule.REDUCE_BY else change
    return base * (1 + growth / 100)
