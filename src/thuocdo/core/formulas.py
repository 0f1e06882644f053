"""The tree of a formula: a small sentence language over plan data. Both calculators run from this one tree.

    count(communes where sessions >= 1 and kept_up)
    sum(handled) + sum(closed)
    count(communes where status at baseline is clean and status is affected)

The tree holds names, numbers and nothing else, so that it can also become SQL. ``column`` is where a node
begins in its text, counted from 0, for errors that point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from fractions import Fraction

    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Frequency


class Moment(StrEnum):
    """Where in time an expression is read, seen from the period in question."""

    START = "at start"
    END = "at end"
    BASELINE = "at baseline"
    PREVIOUS = "in previous period"
    TERM = "over the term"


class Gather(StrEnum):
    """How an aggregate gathers its members."""

    COUNT = "count"
    SUM = "sum"
    LOWEST = "lowest"
    HIGHEST = "highest"
    AVERAGE = "average"


class DayName(StrEnum):
    """Days that a formula may name."""

    PLAN_START = "plan start"
    PERIOD_START = "period start"
    PERIOD_END = "period end"


@dataclass(frozen=True)
class Number:
    """An exact number."""

    value: Fraction
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Day:
    """A date, written out or named."""

    value: date | DayName
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ElementRef:
    """The value of a data element, undivided or one of its categories."""

    element: str
    breakdown: str = ""
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class IndicatorRef:
    """The value of another indicator, in the same place and time."""

    indicator: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class PointsOf:
    """The points of a scorecard at one orgunit."""

    scorecard: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Reports:
    """How many reports were owed, accepted or on time, of one form or of all; always known."""

    which: str
    form: str | None
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TypeIs:
    """Whether the orgunit is of a type, as the register writes it (Xã, Phường, Thị trấn …)."""

    type: str
    negated: bool
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class BelongsTo:
    """Whether the orgunit is in a group of the plan."""

    group: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Is:
    """Whether a choice (or the choice of a rating) is the one named."""

    of: Node
    choice: str
    negated: bool
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Exists:
    """Whether there is such a document."""

    of: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class DateOf:
    """The date of a document."""

    of: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class At:
    """An expression read at another moment."""

    of: Node
    moment: Moment
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Arithmetic:
    """``+ - * /`` of two numbers."""

    operator: str
    left: Node
    right: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Compare:
    """``>= > <= < = !=`` of two numbers or two dates."""

    operator: str
    left: Node
    right: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Both:
    """``and`` / ``or`` of conditions."""

    word: str
    parts: tuple[Node, ...]
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    """The contrary of a condition."""

    of: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class During:
    """``every quarter (…)`` or ``some quarter (…)``: a condition in the sub-periods that were owed."""

    every: bool
    frequency: Frequency
    of: Node
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Aggregate:
    """``count(communes where …)``, ``sum(x over communes where …)``; a sum without a level sums the whole
    subtree, each orgunit's own value once."""

    gather: Gather
    of: Node | None
    level: Level | None
    where: Node | None
    column: int = field(default=0, compare=False)


Node = (
    Number
    | Day
    | ElementRef
    | IndicatorRef
    | PointsOf
    | Reports
    | TypeIs
    | BelongsTo
    | Is
    | Exists
    | DateOf
    | At
    | Arithmetic
    | Compare
    | Both
    | Not
    | During
    | Aggregate
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below.

    >>> children(Not(ElementRef("kept_up")))
    (ElementRef(element='kept_up', breakdown='', column=0),)
    """
    match node:
        case Is(of=of) | Exists(of=of) | DateOf(of=of) | At(of=of) | Not(of=of) | During(of=of):
            return (of,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Both(parts=parts):
            return parts
        case Aggregate(of=inner, where=where):
            return tuple(part for part in (inner, where) if part is not None)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)
