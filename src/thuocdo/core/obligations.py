"""Who owes what by when, and where it stands. An obligation exists before anybody types.

State and lateness are two things: an obligation can be accepted and have been late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Cell
from thuocdo.core.book import is_missing
from thuocdo.core.gather import images
from thuocdo.core.periods import ONE_DAY, Frequency, containing
from thuocdo.core.values import Absence, CellState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.book import Book
    from thuocdo.core.elements import DueRule, Form
    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.core.periods import Interval, Period
    from thuocdo.core.plan import NonWorkingDays, Plan
    from thuocdo.core.reading import Reader


class State(StrEnum):
    """Where an obligation stands. Derived from its cells, never read."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    MISSING = "missing"


@dataclass(frozen=True)
class Obligation:
    """One office of one orgunit owes one form for one period by one day."""

    form: Form
    period: Period
    sender: OrgUnit
    due: date

    @property
    def office(self) -> str:
        """The office that owes it."""
        return self.form.office[self.sender.level]


@dataclass(frozen=True)
class Progress:
    """What is known of an obligation on a day. ``returned`` says that part of it came back."""

    state: State
    first_submitted: date | None
    returned: bool

    def late(self, due: date) -> bool:
        """Whether the first submission came after the due day."""
        return self.first_submitted is not None and self.first_submitted > due


@dataclass(frozen=True)
class Coverage:
    """How much of what a figure reads has come. ``expected = owed + not_yet_due``,
    ``owed = accepted + waiting + missing``; ``on_time`` and ``late`` part accepted + waiting."""

    owed: int = 0
    not_yet_due: int = 0
    accepted: int = 0
    waiting: int = 0
    missing: int = 0
    on_time: int = 0
    late: int = 0
    open_not_due: int = 0

    @property
    def expected(self) -> int:
        """All obligations that the figure reads."""
        return self.owed + self.not_yet_due

    @property
    def is_full(self) -> bool:
        """Whether everything expected was accepted."""
        return self.missing == self.waiting == self.open_not_due == 0


def due_day(form: Form, level: Level, period: Period, closed: NonWorkingDays) -> date:
    """The day by which a level owes its form, moved to a working day.

    "By" moves later over non-working days; "before" is stored as the day before and moves earlier.
    """
    rule = _due_rule(form, level, period)
    month = period.last_day.year * 12 + period.last_day.month - 1 + rule.months_after
    first = date(month // 12, month % 12 + 1, 1)
    day = min(first + timedelta(days=rule.day - 1), _last_of_month(first))
    step = ONE_DAY
    if rule.before:
        day, step = day - ONE_DAY, -ONE_DAY
    while closed.closed(day):
        day += step
    return day


def _due_rule(form: Form, level: Level, period: Period) -> DueRule:
    name = part_name(period)
    fitting = [rule for rule in form.due if rule.level is level and (not rule.in_parts or name in rule.in_parts)]
    return max(fitting, key=lambda rule: bool(rule.in_parts))


def part_name(period: Period) -> str:
    """How due rules name a period's place in its year: Q4, S2, 12, or "year".

    >>> from thuocdo.core.periods import Calendar, Period
    >>> part_name(Period.parse("2017Q4", Calendar.CUT_OFF))
    'Q4'
    """
    return period.id[4:] if period.frequency is not Frequency.YEAR else "year"


def _last_of_month(first: date) -> date:
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return after - ONE_DAY


def obligation(book: Book, form: Form, period: Period, sender: OrgUnit) -> Obligation:
    """The obligation of one sender, due as extended by a decision, else by the calendar."""
    due = book.extended.get((form.id, period, sender))
    return Obligation(form, period, sender, due or due_day(form, sender.level, period, book.plan.non_working_days))


def obligations(book: Book, form: Form, period: Period) -> Iterator[Obligation]:
    """Everything owed of a form for a period: by those valid on the period's last day.

    What ended inside the period owes nothing for it: its successor owes the whole period.
    """
    on_map = book.register.on(period.last_day)
    for sender in on_map.walk(on_map.by_code[book.plan.root]):
        if book.owed(form, period, sender):
            yield obligation(book, form, period, sender)


def periods_of(plan: Plan, form: Form, days: Interval) -> Iterator[Period]:
    """The form's periods that end inside an interval, within the plan's years."""
    period = containing(days.first, form.frequency, form.calendar)
    while period.last_day <= days.last:
        if period.last_day >= days.first and plan.first_year <= period.year <= plan.last_year:
            yield period
        period = period.next()


def cells_of(book: Book, owed: Obligation) -> tuple[Cell, ...]:
    """The cells that the obligation asks for: its elements and their categories, for every subject."""
    register, form = book.register, owed.form
    on_map = register.on(owed.period.last_day)
    subjects = [owed.sender] if form.about is None else on_map.under(owed.sender, form.about)
    return tuple(
        Cell(element, category, owed.period, register.lineages[subject])
        for subject in subjects
        for element in form.elements
        if subject.level in book.plan.elements[element].levels
        for category in book.plan.elements[element].cells
    )


def progress(book: Book, owed: Obligation, known_at: date) -> Progress:
    """Where an obligation stands: missing while any cell is missing or returned, accepted when all are."""
    memory = book.reports.setdefault(known_at, {})
    key = (owed.form.id, owed.period, owed.sender)
    found = memory.get(key)
    if not isinstance(found, Progress):
        found = memory[key] = _progress(book, owed, known_at)
    return found


def _progress(book: Book, owed: Obligation, known_at: date) -> Progress:
    states: set[CellState] = set()
    first: date | None = None
    for cell in cells_of(book, owed):
        state, fact = book.standing(cell, known_at)
        if fact is not None and is_missing(fact.answer, book.plan.elements[cell.element]):
            # A choice that leaves the question open is an answer; a named absence is none.
            state = CellState.MISSING if isinstance(fact.answer, Absence) else CellState.ACCEPTED
        states.add(state)
        sent = min((f.submitted_on for f in book.facts.at(cell)), default=None)
        if sent is not None and sent <= known_at:
            first = sent if first is None else min(first, sent)
    returned = CellState.RETURNED in states
    if returned or CellState.MISSING in states:
        return Progress(State.MISSING, first, returned)
    return Progress(State.WAITING if CellState.WAITING in states else State.ACCEPTED, first, returned=False)


def coverage(book: Book, read: Iterable[Cell], *, on: date, known_at: date) -> Coverage:
    """The coverage of the cells that a formula read: the obligations that ask for them."""
    seen: dict[tuple[str, Period, OrgUnit], Obligation] = {}
    for cell in read:
        owed = obligation_of(book, cell)
        if owed is not None:
            seen[owed.form.id, owed.period, owed.sender] = owed
    counts = dict.fromkeys(
        ("owed", "not_yet_due", "accepted", "waiting", "missing", "on_time", "late", "open_not_due"), 0
    )
    for owed in seen.values():
        for name in _counted(owed, progress(book, owed, known_at), on):
            counts[name] += 1
    return Coverage(**counts)


def _counted(owed: Obligation, now: Progress, on: date) -> Iterator[str]:
    if owed.due > on:
        yield "not_yet_due"
        if now.state is not State.ACCEPTED:
            yield "open_not_due"
        return
    yield "owed"
    yield now.state.value
    if now.state is not State.MISSING:
        yield "late" if now.late(owed.due) else "on_time"


def obligation_of(book: Book, cell: Cell) -> Obligation | None:
    """The obligation that asks for a cell, or None where nobody owed it."""
    form = book.plan.form_of[cell.element]
    subject = book.register.same(cell.lineage, cell.period.last_day)
    sender = None if subject is None else book.sender(form, cell.period, subject)
    if sender is None or not book.owed(form, cell.period, sender):
        return None
    return obligation(book, form, cell.period, sender)


def count_reports(reader: Reader, which: str, form_id: str | None, scope: OrgUnit, days: Interval) -> int:
    """How many obligations of a scope fell in an interval: owed, accepted or on time."""
    book, total = reader.book, 0
    forms = [book.plan.forms[form_id]] if form_id else list(book.plan.forms.values())
    for form in forms:
        for period in periods_of(book.plan, form, days):
            then = book.register.on(period.last_day)
            for owed in obligations(book, form, period):
                homes = images(book.register, reader.map, then, owed.sender)
                if owed.due <= reader.on and any(scope in reader.map.path(home) for home in homes):
                    total += _counts_as(which, owed, progress(book, owed, reader.known_at))
    return total


def _counts_as(which: str, owed: Obligation, now: Progress) -> bool:
    match which:
        case "owed":
            return True
        case "accepted":
            return now.state is State.ACCEPTED
        case _:
            return now.first_submitted is not None and not now.late(owed.due)
