"""What was said of a cell before: the period before, and this year so far. Missing is named, never added as 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Cell
from thuocdo.core.elements import OnMerge, OverTime
from thuocdo.core.periods import Period
from thuocdo.core.values import Absence

if TYPE_CHECKING:
    from thuocdo.answers.office.office import Office
    from thuocdo.core.elements import Element
    from thuocdo.core.obligations import Obligation
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.values import Answer, Fact


@dataclass(frozen=True)
class Before:
    """The period before, whether it still waits to be accepted; the year up to it, and how many periods that lacks."""

    answer: Answer | None = None
    waits: bool = False
    so_far: Fraction | None = None
    lacking: int = 0


def before(office: Office, owed: Obligation, cell: Cell, subject: OrgUnit) -> Before:
    """What was said before of a cell."""
    element = office.plan.elements[cell.element]
    answer, waits = _said(office, element, cell.breakdown, owed.period.previous(), subject)
    if not _adds_up(element):
        return Before(answer, waits)
    earlier = [_said(office, element, cell.breakdown, period, subject)[0] for period in _year_so_far(owed.period)]
    known = [one for one in earlier if isinstance(one, Fraction)]
    lacking = sum(1 for one in earlier if one is None or one is Absence.NOT_REPORTED)
    return Before(answer, waits, sum(known, Fraction(0)), lacking)


def _adds_up(element: Element) -> bool:
    return element.is_numeric and not element.is_stock and element.over_time is OverTime.SUM


def _year_so_far(period: Period) -> list[Period]:
    parts = Period.of_year(period.year, period.calendar).parts(period.frequency)
    return [one for one in parts if one.index < period.index]


def _said(
    office: Office, element: Element, category: str, period: Period, subject: OrgUnit
) -> tuple[Answer | None, bool]:
    """What was said for a period: accepted, else sent and waiting; a merged place's is its parts' added up."""
    register = office.register
    here = register.same(subject, period.last_day)
    if here is not None:
        fact, waits = _fact(office, Cell(element.id, category, period, register.lineages[subject]))
        return (None if fact is None else fact.answer), waits
    if element.on_merge is not OnMerge.SUM or not element.is_numeric:
        return None, False
    shares = register.shares(subject, period.last_day)
    if not shares or not all(share.whole for share in shares):
        return None, False
    parts = [_said(office, element, category, period, share.orgunit) for share in shares]
    numbers = [answer for answer, _ in parts if isinstance(answer, Fraction)]
    if len(numbers) < len(parts):
        return None, False
    return sum(numbers, Fraction(0)), any(waits for _, waits in parts)


def _fact(office: Office, cell: Cell) -> tuple[Fact | None, bool]:
    counts = office.book.standing(cell, office.today)[1]
    if counts is not None:
        return counts, False
    sent = [one for one in office.book.facts.at(cell) if one.returned_on is None]
    return (max(sent, key=lambda one: (one.submitted_on, one.version, date.min)), True) if sent else (None, False)
