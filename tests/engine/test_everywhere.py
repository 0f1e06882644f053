"""Figures for every orgunit at once are the figures that the plain calculator works out one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.support.invented import NIGHTLY, GrowingFacts, indicators, question, reports

from thuocdo.core.book import Book
from thuocdo.core.calculate import figure
from thuocdo.core.figures import Absent
from thuocdo.core.indicators import AsOf, IfNotReported, Policy
from thuocdo.core.periods import Frequency, Period
from thuocdo.core.tasks import Task
from thuocdo.core.windows import NotComputableError
from thuocdo.engine.calculator import Engine
from thuocdo.engine.everywhere import Everywhere, everywhere
from thuocdo.engine.vectors import UnsupportedError

if TYPE_CHECKING:
    from tests.engine.conftest import Invented

    from thuocdo.core.figures import Figure

UNKNOWN = IfNotReported(Policy.UNKNOWN, Policy.UNKNOWN)


@given(data=st.data())
@settings(max_examples=150, deadline=None, derandomize=not NIGHTLY, suppress_health_check=list(HealthCheck))
def test_everywhere_is_the_figure_of_each_place(invented: Invented, data: st.DataObject) -> None:
    empty, owed = invented[data.draw(st.integers(0, len(invented) - 1))]
    some = data.draw(st.lists(st.sampled_from(owed), max_size=40, unique_by=id))
    told = data.draw(reports(empty.plan, some)) if some else []
    drawn, _ = data.draw(indicators(empty.plan))
    indicator = replace(drawn, id="drawn", as_of=AsOf.PERIOD_END, if_not_reported=UNKNOWN)
    plan = replace(empty.plan, indicators={**empty.plan.indicators, "drawn": indicator})
    book = Book(plan, empty.register, GrowingFacts(told))
    frequency = data.draw(st.sampled_from([Frequency.QUARTER, Frequency.YEAR]))
    years = [Period.of_year(year, plan.calendar) for year in (2017, 2018)]
    periods = [part for year in years for part in year.parts(frequency)]
    asked = question(date(2018, 3, 1))
    try:
        found = everywhere(Engine(book), asked, "drawn", periods)
    except (UnsupportedError, NotComputableError):
        assume(False)
        raise
    assert [period for one in found for period in one.periods] == periods
    for one in found:
        for window, period in enumerate(one.periods):
            for place, unit in enumerate(one.epoch.units):
                made = figure(book, asked, Task(indicator, period, unit.code))
                assert_same(one, (window, place), made)


def assert_same(one: Everywhere, at: tuple[int, int], made: Figure) -> None:
    counted = made.coverage
    told = one.expected[at], one.accepted[at], one.waiting[at], one.missing[at]
    assert told == (counted.expected, counted.accepted, counted.waiting, counted.missing)
    if isinstance(made.value, Absent) and made.value.why in ("not_applicable", "level_ended", "never_asked"):
        return
    for number, (end, counts) in enumerate(((made.low, one.low), (made.high, one.high))):
        if isinstance(end, Absent):
            assert one.unbounded[number][at] or one.undefined[at]
        elif not made.may_be_undefined:
            assert not one.unbounded[number][at], (made.orgunit, made.low, made.high, made.coverage)
            assert ratio(one, counts, at) == end


def ratio(one: Everywhere, counts: tuple[object, object], at: tuple[int, int]) -> Fraction:
    top, bottom = (Fraction(int(part[at]), scale) for part, scale in zip(counts, one.scales, strict=True))  # type: ignore[index]
    return top / bottom
