"""Indicators: a numerator, perhaps a denominator, a factor, and our *reading* of the plan's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from thuocdo.core.elements import Words
    from thuocdo.core.formulas import Node
    from thuocdo.core.periods import Period


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"


class AsOf(StrEnum):
    """Which map an indicator is read on; a date may stand instead. Required, never defaulted."""

    PERIOD_END = "period end"
    PERIOD_START = "period start"
    PLAN_START = "plan start"


class Policy(StrEnum):
    """What a missing value does to the value of a figure. Bounds ignore it."""

    COUNTS_AGAINST = "counts against"
    UNKNOWN = "unknown"
    LEFT_OUT = "left out"
    CARRIED_FORWARD = "carried forward"


@dataclass(frozen=True)
class IfNotReported:
    """The policy of each side. ``periods`` is how far a stock may be carried forward."""

    numerator: Policy
    denominator: Policy
    periods: int = 0
    at_least_coverage: Fraction | None = None

    @property
    def is_per_side(self) -> bool:
        """Whether the plan file gave the sides a policy each."""
        return self.numerator is not self.denominator


class ZeroOverZero(StrEnum):
    """What 0/0 means: nothing computable, or that nothing happened."""

    NOT_COMPUTABLE = "not computable"
    NO_EVENT = "no event"


@dataclass(frozen=True)
class Indicator:
    """What is measured. A figure is (numerator ÷ denominator) × times, judged on the exact fraction.

    ``historical`` names an element whose total, known for a whole province or district only, stands in for
    the numerator of periods that were never collected from below.
    ``feeds`` names the indicator whose numerator grows by one for each one counted here.
    """

    id: str
    name: Words
    reading: Words
    numerator: Node
    denominator: Node | None
    times: Fraction
    unit: str | Words
    better: Better
    as_of: AsOf | date
    if_not_reported: IfNotReported
    zero_over_zero: ZeroOverZero = ZeroOverZero.NOT_COMPUTABLE
    baseline: Period | None = None
    historical: str | None = None
    feeds: str | None = None
    counts: str | Words = ""

    @property
    def is_ratio(self) -> bool:
        """Whether it has a denominator."""
        return self.denominator is not None
