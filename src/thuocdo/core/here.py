"""Where and when a formula is read, and what the answers there tell about one element."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from thuocdo.core.amounts import (
    NOT_APPLICABLE,
    ZERO,
    Amount,
    Maybe,
    NotApplicable,
    Truth,
    Var,
    added,
    all_true,
    any_true,
    extreme,
)
from thuocdo.core.elements import OverTime
from thuocdo.core.formulas import At, DateOf, Day, DayName, ElementRef, Exists, Is, Node
from thuocdo.core.reading import NotOwed, Open, Reader, Reading, Why
from thuocdo.core.told import amount_of, day_of, truth_of
from thuocdo.core.windows import Window, collection_periods

if TYPE_CHECKING:
    from thuocdo.core.elements import Element
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan

Quantity = Amount | NotApplicable


@dataclass(frozen=True)
class Here:
    """Where and when a node is read: an orgunit, and a window."""

    reader: Reader
    orgunit: OrgUnit
    window: Window

    @property
    def plan(self) -> Plan:
        """The plan whose names the formula uses."""
        return self.reader.book.plan

    def at(self, orgunit: OrgUnit) -> Here:
        """The same moment at another orgunit."""
        return Here(self.reader, orgunit, self.window)

    def during(self, window: Window) -> Here:
        """The same orgunit in another window."""
        return Here(self.reader, self.orgunit, window)

    def moved(self, node: At) -> Here:
        """The same orgunit at the moment that a formula names."""
        return self.during(self.window.moved(node.moment, self.plan))


def readings(ref: ElementRef, here: Here) -> list[Reading]:
    """The answers that make up an element's value here, over collection periods and categories."""
    element = here.plan.elements[ref.element]
    return [
        read(element, category, period, here)
        for period in collection_periods(here.plan, element, here.window)
        for category in categories(element, ref.breakdown)
    ]


def read(element: Element, category: str, period: Period, here: Here) -> Reading:
    """The answer for one collection period and category."""
    reader = here.reader
    if period.calendar is not here.window.period.calendar:
        reader.trace.stock_days.add(period.last_day)
    reading = reader.read(element, category, period, here.orgunit)
    if isinstance(reading, NotOwed) and element.is_stock and not here.window.inside:
        # A flow that nobody was asked for is simply not there; a stock that nobody asked for is unknown.
        reader.trace.whys.add(Why.NOT_ASKED)
        return Open(reader.cell(element, category, period, here.orgunit), Why.NOT_ASKED)
    return reading


def categories(element: Element, breakdown: str) -> tuple[str, ...]:
    """The cells that a reference means: one category, the undivided value, or all that add up to it."""
    if breakdown or element.breakdown is None or element.breakdown.total == "collected":
        return (breakdown,)
    return element.breakdown.options


def element_number(ref: ElementRef, here: Here) -> Quantity:
    """The number of an element, over its collection periods and categories."""
    element = here.plan.elements[ref.element]
    amounts = [amount_of(reading, element, here.reader) for reading in readings(ref, here)]
    return extreme(amounts, highest=True) if element.over_time is OverTime.HIGHEST else added(amounts)


def answered(node: ElementRef | Is | Exists, here: Here) -> Truth:
    """A condition on answers: a yes/no element, a choice, a document that exists."""
    ref, here = located(node if isinstance(node, ElementRef) else node.of, here)
    element = here.plan.elements[ref.element]
    truths = [truth_of(node, reading, element) for reading in readings(ref, here)]
    return any_true(truths) if element.over_time is OverTime.ANY else all_true(truths)


def located(node: Node, here: Here) -> tuple[ElementRef, Here]:
    """The element under any moments, and the place in time that they lead to."""
    while isinstance(node, At):
        here, node = here.moved(node), node.of
    assert isinstance(node, ElementRef)
    return node, here


def day(node: Node, here: Here) -> date | Maybe | NotApplicable | None:
    """The date that a node stands for; None where a document does not exist."""
    match node:
        case Day(value=date() as value):
            return value
        case Day(value=DayName.PLAN_START):
            return here.plan.starts_on
        case Day(value=DayName.PERIOD_START):
            return here.window.days.first
        case Day():
            return here.window.days.last
        case _:
            ref, here = located(node.of if isinstance(node, DateOf) else node, here)
            return day_of(readings(ref, here))


def guarded(guard: Truth, amount: Quantity, here: Here) -> Quantity:
    """An amount that counts only where a condition holds."""
    if isinstance(amount, NotApplicable) or guard is True:
        return amount
    if not isinstance(guard, Maybe):
        return NOT_APPLICABLE
    low = None if amount.low is None else min(ZERO, amount.low)
    high = None if amount.high is None else max(ZERO, amount.high)
    cells = guard.cells + tuple(cell for var in amount.vars for cell in var.cells)
    return Amount.of(Var(("guarded", cells, here.orgunit), low, high, cells))
