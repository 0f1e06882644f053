"""Data elements (what is counted), forms (who sends which of them when) and how they carry over mergers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from thuocdo.core.values import NUMERIC, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Calendar, Frequency

Words = dict[str, str]
"""A text by language: ``{"vi": …, "en": …}``."""


class StockOrFlow(StrEnum):
    """A stock is true on a date, a flow belongs to a period. Stocks are never summed over time."""

    STOCK = "stock"
    FLOW = "flow"


class OverTime(StrEnum):
    """How the collection periods inside a wider window make one value."""

    SUM = "sum"
    LAST = "last"
    HIGHEST = "highest"
    ANY = "any"
    ALL = "all"
    NONE = "none"


class OnMerge(StrEnum):
    """How the parts of a merged orgunit make its value for the time before the merger."""

    ALL = "all"
    ANY = "any"
    SUM = "sum"
    HIGHEST = "highest"
    ASK = "ask"


class Visibility(StrEnum):
    """Who may see a figure; a figure takes the strictest of its elements."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


STRICTNESS = [Visibility.PUBLIC, Visibility.INTERNAL, Visibility.RESTRICTED]


@dataclass(frozen=True)
class Breakdown:
    """The categories of an element. Their total is computed, or collected where they overlap, or there is none."""

    options: tuple[str, ...]
    total: str  # "sum", "collected" or "none"
    names: Mapping[str, Words]


@dataclass(frozen=True)
class Element:
    """One thing that is counted, at the level or levels that record it.

    ``levels`` has one level, or several where each level reports only its own work.
    ``low``/``high`` bound one cell; ``high`` is None where there is no bound. ``choices`` stand from lowest to
    highest (a merger that takes the highest reads this order); one in ``leaves_open`` ("not appraised") answers
    the form and leaves the question open, so conditions on it are unknown.
    """

    id: str
    name: Words
    type: ValueType
    stock_or_flow: StockOrFlow
    levels: frozenset[Level]
    over_time: OverTime
    on_merge: OnMerge
    unit: str | Words
    low: Fraction
    high: Fraction | None
    decimals: int
    visibility: Mapping[Level, Visibility]
    choices: tuple[str, ...] = ()
    choice_names: Mapping[str, Words] = field(default_factory=dict)
    leaves_open: frozenset[str] = frozenset()
    breakdown: Breakdown | None = None
    code: str | None = None
    counts: Words | None = None
    """What is counted and what is not, for the help beside the field."""

    @property
    def is_numeric(self) -> bool:
        """Whether it enters sums."""
        return self.type in NUMERIC

    @property
    def is_stock(self) -> bool:
        """Whether it is true on a date rather than of a period."""
        return self.stock_or_flow is StockOrFlow.STOCK

    def visibility_at(self, level: Level) -> Visibility:
        """Who may see its value for an orgunit of a level; unsaid for a level means restricted."""
        return self.visibility.get(level, Visibility.RESTRICTED)

    @property
    def cells(self) -> tuple[str, ...]:
        """The breakdowns that a form asks for; "" is the undivided value."""
        if self.breakdown is None:
            return ("",)
        return (*self.breakdown.options, "") if self.breakdown.total == "collected" else self.breakdown.options


@dataclass(frozen=True)
class DueRule:
    """When a level owes its form: a day of a month counted from the period's last month.

    ``before`` stores the day given minus one and moves earlier over non-working days; ``by`` moves later.
    """

    level: Level
    day: int
    months_after: int
    before: bool
    in_parts: frozenset[str]  # {"Q4", "S2", "12"}; empty means every period


@dataclass(frozen=True)
class Form:
    """The elements that one office of one level sends for one kind of period."""

    id: str
    name: Words
    senders: frozenset[Level]
    about: Level | None  # None: about the sender itself
    office: Mapping[Level, str]
    frequency: Frequency
    calendar: Calendar
    elements: tuple[str, ...]
    due: tuple[DueRule, ...]
    from_day: date
    transcribed: bool
