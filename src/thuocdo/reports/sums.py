"""Sums of data elements as figures: what was reported of an element, by the same calculator as every indicator."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.calculate import Task
from thuocdo.core.elements import OnMerge
from thuocdo.core.indicators import AsOf, Better, IfNotReported, Indicator, Policy
from thuocdo.core.parsing import Names, parse
from thuocdo.reports.matter import Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.book import Book, Question
    from thuocdo.core.elements import Element
    from thuocdo.core.judge import Calculator
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Period


def sum_of(element: Element, *, option: str = "", level: Level | None = None) -> Indicator:
    """The sum of an element as an indicator: of one category, or of one level's own work, where asked.

    Missing reports leave it unknown; its bounds say what is known.
    """
    cell = f"{element.id}[{option}]" if option else element.id
    text = f"sum({cell} over {level.plural})" if level is not None else f"sum({cell})"
    return Indicator(
        id=f"{element.id}{f'.{option}' if option else ''}{f'@{level.word}' if level is not None else ''}",
        name=element.breakdown.names[option] if option and element.breakdown else element.name,
        reading=element.name,
        numerator=parse(text, Names(elements={element.id})),
        denominator=None,
        times=Fraction(1),
        unit=element.unit,
        better=Better.HIGHER,
        as_of=AsOf.PERIOD_END,
        if_not_reported=IfNotReported(Policy.UNKNOWN, Policy.UNKNOWN),
        counts=element.unit,
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
