"""What a chart draws, asked of a book: the way of a target, who has reported, an indicator by orgunit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from thuocdo.answers.duedays import Owed, Standing, owed
from thuocdo.core.calculate import figure
from thuocdo.core.judge import court_of
from thuocdo.core.periods import MONTHS, Frequency, Period
from thuocdo.core.schedules import milestones_of
from thuocdo.core.targets import Milestone, When
from thuocdo.core.tasks import Task, map_day, scope_on
from thuocdo.reports.charts.course import Course
from thuocdo.reports.charts.coverage import Reports, Strip
from thuocdo.reports.charts.ranked import Ranking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thuocdo.core.book import Book, Question
    from thuocdo.core.figures import Figure
    from thuocdo.core.judge import Calculator, Court
    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.core.rows import Row
    from thuocdo.core.targets import Standard


def course(book: Book, question: Question, row: Row, calculator: Calculator = figure) -> Course | None:
    """The way of a target up to the row's period; None where no one indicator measures it."""
    if row.target.measured_by is None or row.target.parts:
        return None
    court = court_of(book, question, row.target, calculator, amended=True)
    own = row.figure if row.figure is not None and row.figure.share_of is None else None
    figures = tuple(
        own if own is not None and own.period == period else court.own_figure(period) for period in _periods(court, row)
    )
    return Course(row, court.indicator, figures, _milestones(court, [made.period for made in figures]))


def _periods(court: Court, row: Row) -> Iterator[Period]:
    """The periods drawn: those judged where each is judged by itself, else every year, up to the row's."""
    calendar, schedule = row.target.calendar, court.target.schedule
    until = min(row.period.last_day, court.question.on)
    frequency = schedule.frequency if schedule.when is When.EVERY and schedule.frequency else Frequency.YEAR
    for year in court.book.plan.years():
        for part in Period.of_year(year.year, calendar).parts(frequency):
            begun = (
                schedule.judged_from is None
                or schedule.when is not When.EVERY
                or part.last_day >= schedule.judged_from.last_day
            )
            if part.last_day <= until and begun:
                yield part
    if row.period.frequency is not frequency and row.period.last_day <= until and frequency is Frequency.YEAR:
        yield row.period


def _milestones(court: Court, periods: Sequence[Period]) -> tuple[Milestone, ...]:
    """Every milestone; where every sub-period is judged, one for each that is drawn."""
    schedule = court.target.schedule
    if schedule.when is When.EVERY and schedule.standard is not None:
        return tuple(Milestone(period, schedule.standard) for period in periods)
    return milestones_of(court)


# ---------------------------------------------------------------------------------------- who has reported


def strip(book: Book, question: Question, periods: Sequence[Period], level: Level, forms: Sequence[str] = ()) -> Strip:
    """Who has reported: every orgunit of a level by periods, with what is owed below it; the top's own apart.

    A report counts in the column of the same year whose months hold the last month of its period.

    :param forms: forms to count; none given means all
    """
    periods = [period for period in periods if period.first_day <= question.on]
    wanted = list(forms) or list(book.plan.forms)
    counts: dict[tuple[OrgUnit, Period], Reports] = defaultdict(Reports)
    for form in wanted:
        for found in owed(book, replace(question, period=None), form):
            column = next((period for period in periods if _in_column(found.obligation.period, period)), None)
            if column is None or found.standing is Standing.ENDED:
                continue
            counts[_home(book, question, found, level), column] += _report(found)
    units = sorted({unit for unit, _ in counts}, key=lambda unit: (unit.level, unit.code))
    rows = tuple((unit, tuple(counts[unit, period] for period in periods)) for unit in units)
    name = book.plan.forms[wanted[0]].name if len(wanted) == 1 else None
    top = book.register.resolve(question.orgunit or book.plan.root, question.on)
    return Strip(top, rows, tuple(periods), name)


def _in_column(period: Period, column: Period) -> bool:
    """Whether a period ends in a column: by its label, so that two calendars meet."""
    last = period.index * MONTHS[period.frequency]
    width = MONTHS[column.frequency]
    return period.year == column.year and (column.index - 1) * width < last <= column.index * width


def _home(book: Book, question: Question, found: Owed, level: Level) -> OrgUnit:
    """The orgunit of the level that a sender stands under, as the judging day calls it; the sender itself above it."""
    sender = found.obligation.sender
    home = book.register.on(found.obligation.period.last_day).ancestor(sender, level) or sender
    return book.register.same(home, question.on) or home


def _report(found: Owed) -> Reports:
    match found.standing:
        case Standing.MISSING:
            return Reports(missing=1)
        case Standing.WAITING:
            return Reports(waiting=1)
        case Standing.NOT_YET_DUE:
            return Reports(not_yet_due=1)
        case _:
            return Reports(late=1) if found.days_late else Reports(on_time=1)


# ---------------------------------------------------------------------------------------- by orgunit


def ranking(
    book: Book,
    question: Question,
    indicator_id: str,
    period: Period,
    level: Level,
    *,
    standard: Standard | None = None,
    before: Period | None = None,
    calculator: Calculator = figure,
) -> Ranking:
    """An indicator for every orgunit of a level in the scope, with the same ground a period before.

    An orgunit that is not one-to-one the successor of one before has nothing to be compared with.
    """
    indicator = book.plan.indicators[indicator_id]
    top = question.orgunit or book.plan.root

    def all_of(when: Period) -> tuple[Figure, ...]:
        on_map = book.register.on(map_day(book, Task(indicator, when, top), question.map_on))
        scope = scope_on(book, on_map, top)
        units = on_map.under(scope, level) if scope is not None else []
        return tuple(calculator(book, question, Task(indicator, when, unit.code)) for unit in units)

    now = all_of(period)
    earlier = {} if before is None else {book.register.lineages[f.orgunit]: f for f in all_of(before)}
    same = {f.orgunit.code: earlier[lineage] for f in now if (lineage := book.register.lineages[f.orgunit]) in earlier}
    return Ranking(indicator, level, period, now, same, standard)
