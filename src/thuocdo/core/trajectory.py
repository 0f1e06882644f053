"""The path between milestones, the pace so far, and the pace still needed. It never decides met or missed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.periods import MONTHS, Period
from thuocdo.core.targets import CHANGES, ChangeFrom, PathShape
from thuocdo.core.tasks import Task
from thuocdo.core.verdicts import Line, unchanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.figures import Figure
    from thuocdo.core.judge import Court
    from thuocdo.core.targets import Milestone


@dataclass(frozen=True)
class Point:
    """A number (after ``times``) that the path goes through at the end of a period."""

    period: Period
    value: Fraction


@dataclass(frozen=True)
class Trajectory:
    """Where a figure stands on the way to the next open milestone.

    Numbers are after ``times``. ``pace`` is the change a period so far, None with fewer than two points on one
    map; ``needed`` the change a period that would still reach the milestone; ``projection`` what the pace
    leads to.
    """

    milestone: Milestone
    path: Fraction
    value: Fraction
    on_track: bool
    start: Point
    start_is_cited: bool
    pace: Fraction | None
    needed: Fraction | None
    projection: Fraction | None


def place(period: Period) -> Fraction:
    """Where the end of a period lies on the time line, in years.

    >>> from thuocdo.core.periods import Calendar
    >>> place(Period.parse("2017Q2", Calendar.CUT_OFF))
    Fraction(4035, 2)
    """
    return period.year + Fraction(period.index * MONTHS[period.frequency], 12)


def path_at(points: Sequence[Point], period: Period, shape: PathShape) -> Fraction | None:
    """The path's number at the end of a period: the last point's, or between two where it is linear.

    >>> from thuocdo.core.periods import Calendar
    >>> year = lambda y: Period.of_year(y, Calendar.CUT_OFF)
    >>> points = [Point(year(2016), Fraction(50)), Point(year(2020), Fraction(90))]
    >>> path_at(points, year(2018), PathShape.STEP), path_at(points, year(2018), PathShape.LINEAR)
    (Fraction(50, 1), Fraction(70, 1))
    """
    passed = [point for point in points if place(point.period) <= place(period)]
    if not passed:
        return None
    ahead = [point for point in points if place(point.period) > place(period)]
    if shape is PathShape.STEP or not ahead:
        return passed[-1].value
    before, after = passed[-1], ahead[0]
    part = (place(period) - place(before.period)) / (place(after.period) - place(before.period))
    return before.value + (after.value - before.value) * part


def trajectory(court: Court, figure: Figure, milestones: Sequence[Milestone], after: Period) -> Trajectory | None:
    """Where a figure stands on the way to the first milestone after a period; None without path or value."""
    ahead = [m for m in milestones if place(m.period) > place(after) and m.standard is not None]
    if not ahead or not isinstance(figure.value, Fraction) or figure.rests_on_uoc:
        return None
    if _changes_from(milestones, ChangeFrom.PREVIOUS_YEAR):  # every year starts anew: there is no one way
        return None
    begin = _start(court, figure, milestones)
    if begin is None:
        return None
    start, cited = begin
    points = [start, *(Point(m.period, _goal(court, m, start)) for m in milestones if m.standard is not None)]
    points.sort(key=lambda point: place(point.period))
    value = figure.value * court.indicator.times
    path = path_at(points, figure.period, court.target.path)
    if path is None:
        return None
    goal = _goal(court, ahead[0], start)
    pace = _pace(court, figure, start, cited=cited)
    left = place(ahead[0].period) - place(figure.period)
    line = Line(ahead[0].standard, court.indicator.better)  # type: ignore[arg-type]
    lower = line.asks_for_less or (ahead[0].standard.rule in CHANGES and goal < start.value)  # type: ignore[union-attr]
    return Trajectory(
        milestone=ahead[0],
        path=path,
        value=value,
        on_track=value <= path if lower else value >= path,
        start=start,
        start_is_cited=cited,
        pace=pace,
        needed=(goal - value) / left if left > 0 else None,
        projection=value + pace * left if pace is not None else None,
    )


def _goal(court: Court, milestone: Milestone, start: Point) -> Fraction:
    """The indicator's number that a milestone asks for."""
    assert milestone.standard is not None
    line = Line(milestone.standard, court.indicator.better).pass_line
    if milestone.standard.rule not in CHANGES:
        return line
    times = court.indicator.times
    return unchanged(milestone.standard, court.indicator.better, start.value / times, line, times) * times


def _start(court: Court, figure: Figure, milestones: Sequence[Milestone]) -> tuple[Point, bool] | None:
    """The baseline, cited or the figure of its period, else the first accepted value (said so)."""
    baseline = court.target.baseline
    if baseline is not None and baseline.period is not None:
        if baseline.value is not None:
            return Point(baseline.period, baseline.value), True
        begun = _reported(court, figure, baseline.period)
        if begun is not None or _changes_from(milestones, ChangeFrom.BASELINE):
            return None if begun is None else (begun, False)
    for year in range(court.book.plan.first_year, figure.period.year + 1):
        for period in Period.of_year(year, court.target.calendar).parts(figure.period.frequency):
            begun = _reported(court, figure, period) if place(period) <= place(figure.period) else None
            if begun is not None:
                return begun, False
    return None


def _reported(court: Court, figure: Figure, period: Period) -> Point | None:
    """The point that a period's figure gives, where it was reported and is of the same kind."""
    first = figure if period == figure.period else court.own_figure(period)
    if isinstance(first.value, Fraction) and first.kind is figure.kind and first.coverage.accepted:
        return Point(period, first.value * court.indicator.times)
    return None


def _changes_from(milestones: Sequence[Milestone], base: ChangeFrom) -> bool:
    return any(m.standard is not None and m.standard.change_from is base for m in milestones)


def _pace(court: Court, figure: Figure, start: Point, *, cited: bool) -> Fraction | None:
    """(latest − first) ÷ elapsed periods, both on the latest figure's map."""
    elapsed = place(figure.period) - place(start.period)
    if elapsed <= 0:
        return None
    first = start.value
    if not cited:
        task = Task(court.indicator, start.period, court.orgunit, court.only)
        question = court.question.on_map(figure.map)
        again = court.calculator(court.book, question, task)
        if not isinstance(again.value, Fraction):
            return None
        first = again.value * court.indicator.times
    assert isinstance(figure.value, Fraction)
    return (figure.value * court.indicator.times - first) / elapsed
