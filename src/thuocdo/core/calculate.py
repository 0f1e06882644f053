"""The plain calculator: slow, obvious, and the referee of every faster one.

A figure is worked out in four steps: read the two sides (``sides``), find what the missing could make of it
(``blocks``, ``extremes``), let the indicator's policy choose the value (``policies``), and count who reported
(``obligations``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import ZERO, Cell
from thuocdo.core.here import Here
from thuocdo.core.policies import worked_out
from thuocdo.core.reading import Reader, Trace
from thuocdo.core.sides import Side, side
from thuocdo.core.tally import PlainTally, Way
from thuocdo.core.tasks import Spot, Task, spot
from thuocdo.core.windows import NotComputableError, Window

if TYPE_CHECKING:
    from thuocdo.core.book import Book, Question
    from thuocdo.core.figures import Figure
    from thuocdo.core.formulas import Node
    from thuocdo.core.orgunits import OrgUnit


def figure(book: Book, question: Question, task: Task) -> Figure:
    """The figure of an indicator, as the question's coordinates have it."""
    return worked_out(book, question, task, count)


def count(at: Spot, way: Way) -> PlainTally:
    """Both sides, read orgunit by orgunit.

    :raises NotComputableError: the windows of the formula cannot be read
    """
    trace = Trace()
    reader = Reader(
        at.book, at.question.known_at, at.question.on, at.map, trace,
        only=at.task.only, without_uoc=way.without_uoc,
    )  # fmt: skip
    indicator = at.task.indicator
    here = Here(reader, at.scope, Window.of(at.task.period, indicator.baseline))
    top, bottom = _side(indicator.numerator, here, way.carry[0]), None
    if indicator.denominator is not None:
        bottom = _side(indicator.denominator, here, way.carry[1])
        outside = top.outside | bottom.outside
        top, bottom = top.without(outside), bottom.without(outside)
    _stand_in(at, top, trace)
    return PlainTally(at.book, at.question, (top, bottom), trace)


def _side(node: Node, here: Here, carry: int) -> Side:
    return side(node, Here(replace(here.reader, carry=carry), here.orgunit, here.window))


def _stand_in(at: Spot, top: Side, trace: Trace) -> None:
    """A total known only from above takes the place of a numerator that nobody was asked for below."""
    element = at.task.indicator.historical
    if element is None or trace.facts or at.task.only:
        return
    cell = Cell(element, "", at.task.period, at.book.register.lineages[at.scope])
    fact = at.book.historical(cell, at.question.known_at)
    if fact is not None and isinstance(fact.answer, Fraction):
        top.known.clear()
        top.open.clear()
        top.known[None] = fact.answer
        top.applies = True
        trace.cells.clear()
        trace.whys.clear()
        trace.kinds.add(fact.kind)
        trace.facts[cell] = fact
        trace.elements.add(element)


@dataclass(frozen=True)
class Contribution:
    """What one orgunit adds to a figure. ``open``: some of it has not been reported."""

    orgunit: OrgUnit
    numerator: Fraction
    denominator: Fraction
    open: bool


def contributions(book: Book, question: Question, task: Task) -> list[Contribution]:
    """A figure one step down: the orgunits that make it, with what each adds that is known.

    Empty where the figure cannot be computed at all.
    """
    at = spot(book, question, task)
    if at is None:
        return []
    try:
        top, bottom = count(at, Way()).sides
    except NotComputableError:
        return []
    bottom = bottom or Side()
    open_ = {part.owner for part in (*top.open, *bottom.open)}
    owners = {owner for owner in (*top.known, *bottom.known, *open_) if owner is not None}
    return [
        Contribution(owner, top.known.get(owner, ZERO), bottom.known.get(owner, ZERO), owner in open_)
        for owner in sorted(owners, key=lambda unit: (unit.level, unit.code))
    ]
