"""Who owes what by when, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from thuocdo.core.obligations import (
    Obligation,
    Progress,
    State,
    due_day,
    obligations,
    periods_of,
    progress,
)
from thuocdo.core.periods import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from thuocdo.core.book import Book, Question
    from thuocdo.core.elements import Form
    from thuocdo.core.periods import Period


class Standing(StrEnum):
    """Where an obligation stands, for a list; a reorganisation ends what was not due yet."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    MISSING = "missing"
    NOT_YET_DUE = "not_yet_due"
    ENDED = "ended_by_reorganisation"


@dataclass(frozen=True)
class Owed:
    """An obligation in a list: its standing, and how late it is or was, in days."""

    obligation: Obligation
    standing: Standing
    progress: Progress | None
    days_late: int


def owed(book: Book, question: Question, form_id: str | None = None) -> Iterator[Owed]:
    """The obligations whose period has begun by the judging day, form by form, period by period."""
    forms = [book.plan.forms[form_id]] if form_id else list(book.plan.forms.values())
    for form in forms:
        for period in _begun(book, question, form):
            yield from (o for o in _of_period(book, question, form, period) if _in_scope(book, question, o))


def _begun(book: Book, question: Question, form: Form) -> Iterator[Period]:
    for period in periods_of(book.plan, form, Interval(book.plan.term.first, book.plan.term.last)):
        asked = question.period
        wanted = asked is None or period.id == asked or (period.id.startswith(asked) and len(asked) == len("2017"))
        if period.first_day <= question.on and wanted:
            yield period


def _of_period(book: Book, question: Question, form: Form, period: Period) -> Iterator[Owed]:
    for found in obligations(book, form, period):
        yield _standing(book, question, found)
    yield from _ended(book, question, form, period)


def _standing(book: Book, question: Question, found: Obligation) -> Owed:
    now = progress(book, found, question.known_at)
    late = now.first_submitted or question.on
    days = max((late - found.due).days, 0)
    standing = Standing(now.state.value)
    if now.state is State.MISSING and found.due > question.on:
        standing = Standing.NOT_YET_DUE
    return Owed(found, standing, now, days)


def _ended(book: Book, question: Question, form: Form, period: Period) -> Iterator[Owed]:
    """What a reorganisation inside the period took over: no longer owed by the parts."""
    register = book.register
    for unit in register.units:
        inside = period.first_day < unit.valid_to <= min(period.last_day, question.on)
        if not inside or unit.level not in form.senders or register.same(unit, period.last_day) is not None:
            continue
        if book.owed(form, period, unit):
            day = due_day(form, unit.level, period, book.plan.non_working_days)
            yield Owed(Obligation(form, period, unit, day), Standing.ENDED, None, 0)


def _in_scope(book: Book, question: Question, found: Owed) -> bool:
    if question.orgunit is None:
        return True
    unit = found.obligation.sender
    day: date = found.obligation.period.last_day if found.standing is not Standing.ENDED else unit.valid_from
    return any(above.code == question.orgunit for above in book.register.on(day).path(unit))
