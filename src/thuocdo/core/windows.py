"""Which collection periods a formula reads for the window in question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thuocdo.core.elements import OverTime
from thuocdo.core.formulas import Moment
from thuocdo.core.periods import ONE_DAY, Interval, Period, last_ended, tiling

if TYPE_CHECKING:
    from thuocdo.core.elements import Element
    from thuocdo.core.plan import Plan


class NotComputableError(Exception):
    """A figure that cannot be computed, with why, as a stable word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Window:
    """The time that an expression is read in: the period asked about, and the days meant by it.

    ``at_start`` reads stocks as they stood the day before the first; ``inside`` is true within
    ``every quarter (…)``, where a sub-period that owes nothing is passed over.
    """

    period: Period
    days: Interval
    baseline: Period | None = None
    at_start: bool = False
    inside: bool = False

    @staticmethod
    def of(period: Period, baseline: Period | None = None) -> Window:
        """The window of a period."""
        return Window(period, period.interval, baseline)

    def moved(self, moment: Moment, plan: Plan) -> Window:
        """The window that a moment of a formula means, seen from here."""
        match moment:
            case Moment.END:
                return replace(self, at_start=False)
            case Moment.START:
                return replace(self, at_start=True)
            case Moment.PREVIOUS:
                return self._at(self.period.previous())
            case Moment.BASELINE:
                if self.baseline is None:
                    raise NotComputableError("no_baseline")
                return self._at(self.baseline)
            case Moment.TERM:
                return replace(self, days=Interval(plan.term.first, self.days.last))

    def _at(self, period: Period) -> Window:
        return replace(self, period=period, days=period.interval, at_start=False)


def collection_periods(plan: Plan, element: Element, window: Window) -> tuple[Period, ...]:
    """The periods in which the element was collected that make up the window.

    A stock is read at the window's last collection period only; a flow needs periods that tile the window.

    :raises NotComputableError: they do not
    """
    form = plan.form_of[element.id]
    if window.at_start:
        return (last_ended(window.days.first - ONE_DAY, form.frequency, form.calendar),)
    if element.is_stock or element.over_time is OverTime.LAST:
        last = last_ended(window.days.last, form.frequency, form.calendar)
        same_calendar = form.calendar is window.period.calendar
        if last.first_day < window.days.first and same_calendar:
            raise NotComputableError("window_not_tiled")
        return (last,)
    periods = tiling(window.days, form.frequency, form.calendar)
    if not periods:
        raise NotComputableError("window_not_tiled")
    if len(periods) > 1 and element.over_time is OverTime.NONE:
        raise NotComputableError("not_added_over_time")
    return periods
