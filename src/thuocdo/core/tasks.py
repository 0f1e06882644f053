"""What a calculator is asked to work out, and where on which map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from thuocdo.core.indicators import AsOf, Indicator

if TYPE_CHECKING:
    from thuocdo.core.book import Book, Question
    from thuocdo.core.orgunits import OrgMap, OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.core.reading import Only


@dataclass(frozen=True)
class Task:
    """What to work out: an indicator for a period at an orgunit, for a part of a level only or for all."""

    indicator: Indicator
    period: Period
    orgunit: str
    only: tuple[Only, ...] = ()


@dataclass(frozen=True)
class Spot:
    """A task at its place: the question's coordinates, the map, and the orgunit as it stands there."""

    book: Book
    question: Question
    task: Task
    map: OrgMap
    scope: OrgUnit


def spot(book: Book, question: Question, task: Task) -> Spot | None:
    """Where a task is worked out; None where there is no such orgunit on the map."""
    on_map = book.register.on(map_day(book, task, question.map_on))
    scope = scope_on(book, on_map, task.orgunit)
    return None if scope is None else Spot(book, question, task, on_map, scope)


def map_day(book: Book, task: Task, asked: date | None) -> date:
    """The day of the map: the question's, else the one that the indicator asks for."""
    as_of = asked or task.indicator.as_of
    if isinstance(as_of, date):
        return as_of
    match as_of:
        case AsOf.PERIOD_END:
            return task.period.last_day
        case AsOf.PERIOD_START:
            return task.period.first_day
        case AsOf.PLAN_START:
            return book.plan.starts_on


def scope_on(book: Book, on_map: OrgMap, code: str) -> OrgUnit | None:
    """The orgunit asked about as it stands on the map, by its code there or as the lineage of another day."""
    found = on_map.by_code.get(code)
    if found is not None:
        return found
    for version in book.register.by_code.get(code, ()):
        same = book.register.same(version, on_map.day)
        if same is not None:
            return same
    return None
