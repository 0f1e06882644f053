"""Sums of data elements as figures: what was reported of an element, by the same calculator as every indicator."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.elements import OnMerge
from thuocdo.core.figures import Absent
from thuocdo.core.formulas import Aggregate, Arithmetic, Gather
from thuocdo.core.indicators import AsOf, Better, IfNotReported, Indicator, Policy
from thuocdo.core.parsing import Names, parse
from thuocdo.core.tasks import Task
from thuocdo.core.values import Absence
from thuocdo.core.wording import in_unit, is_money
from thuocdo.reports.matter import Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.book import Book, Question
    from thuocdo.core.elements import Element
    from thuocdo.core.figures import Quantity
    from thuocdo.core.formulas import Node
    from thuocdo.core.judge import Calculator
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Period

MILLIONS = {"vi": "triệu đồng", "en": "million đồng"}


def sum_of(element: Element, *, option: str = "") -> Indicator:
    """The sum of an element as an indicator, or of one of its categories.

    Missing reports leave it unknown; its bounds say what is known. Money is stored in đồng and shown in millions.
    """
    unit = MILLIONS if is_money(element.unit) else element.unit
    cell = f"{element.id}[{option}]" if option else element.id
    return Indicator(
        id=f"{element.id}.{option}" if option else element.id,
        name=element.breakdown.names[option] if option and element.breakdown else element.name,
        reading=element.name,
        numerator=parse(f"sum({cell})", Names(elements={element.id})),
        denominator=None,
        times=in_unit(Fraction(1), element.unit),
        unit=unit,
        better=Better.HIGHER,
        as_of=AsOf.PERIOD_END,
        if_not_reported=IfNotReported(Policy.UNKNOWN, Policy.UNKNOWN),
        counts=unit,
    )


def told(book: Book, question: Question, indicator: Indicator, period: Period, calculator: Calculator) -> Told:
    """What was reported, for the orgunit asked about."""
    task = Task(indicator, period, question.orgunit or book.plan.root)
    return Told(indicator, calculator(book, question, task))


def told_of(book: Book, question: Question, element: Element, period: Period, calculator: Calculator) -> Iterator[Told]:
    """An element's sum; where its categories have no total, each of them. Nothing where sums mean nothing (scores)."""
    if element.on_merge is not OnMerge.SUM:
        return
    options = [""]
    if element.breakdown is not None and element.breakdown.total == "none":
        options = list(element.breakdown.options)
    for option in options:
        yield told(book, question, sum_of(element, option=option), period, calculator)


def own_work(indicator: Indicator, level: Level) -> Indicator | None:
    """What one level did itself: every sum taken over that level alone. None where the formula is more than sums."""
    top, bottom = _over(indicator.numerator, level), None
    if indicator.denominator is not None:
        bottom = _over(indicator.denominator, level)
    if top is None or (indicator.denominator is not None and bottom is None):
        return None
    return replace(indicator, id=f"{indicator.id}@{level.word}", numerator=top, denominator=bottom, historical=None)


def _over(node: Node, level: Level) -> Node | None:
    match node:
        case Aggregate(gather=Gather.SUM, level=None, where=None):
            return replace(node, level=level)
        case Arithmetic(left=left, right=right):
            parts = _over(left, level), _over(right, level)
            if parts[0] is None or parts[1] is None:
                return None
            return replace(node, left=parts[0], right=parts[1])
        case _:
            return None


def added(told: list[Told]) -> Told:
    """Figures of periods that follow one another as one: counts add, a share is the ratio of the sums.

    What is unknown in one is unknown in all; the bounds add.
    """
    last = told[-1]
    figures = [one.figure for one in told]
    top, bottom = _sum([f.numerator for f in figures]), None
    if last.indicator.is_ratio:
        bottom = _sum([f.denominator if f.denominator is not None else f.value for f in figures])
        value = _share(top, bottom)
        made = replace(last.figure, value=value, numerator=top, denominator=bottom, low=value, high=value)
        return Told(last.indicator, made)
    low, high = _sum([f.low for f in figures]), _sum([f.high for f in figures])
    return Told(last.indicator, replace(last.figure, value=top, numerator=top, low=low, high=high))


def _sum(numbers: list[Quantity]) -> Quantity:
    gone = next((number for number in numbers if isinstance(number, Absent)), None)
    if gone is not None:
        return gone
    return sum((number for number in numbers if isinstance(number, Fraction)), Fraction(0))


def _share(top: Quantity, bottom: Quantity) -> Quantity:
    if isinstance(top, Absent) or isinstance(bottom, Absent):
        return top if isinstance(top, Absent) else bottom
    return top / bottom if bottom else Absent(Absence.NOT_APPLICABLE, "no_event")
