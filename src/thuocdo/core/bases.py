"""What a change is counted from: a cited number, or the figure of another period with all that is open about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.targets import ChangeFrom
from thuocdo.core.tasks import Task, map_day, scope_on
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.indicators import Indicator
    from thuocdo.core.judge import Court
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.core.targets import Standard
    from thuocdo.core.verdicts import End

Ends = tuple["End", "End"]


@dataclass(frozen=True)
class Base:
    """The number that a change is counted from, before ``times``.

    ``figure`` is None where the number is cited: then nothing about it is open.
    """

    value: Quantity
    figure: Figure | None = None
    period: Period | None = None

    @property
    def rests_on_uoc(self) -> bool:
        """Whether an ước is in it."""
        return self.figure is not None and self.figure.rests_on_uoc

    @property
    def is_pending(self) -> bool:
        """Whether reports that it reads are not due yet."""
        return self.figure is not None and not self.figure.is_exact and self.figure.coverage.open_not_due > 0

    def ends(self, *, firm: bool) -> Ends | None:
        """What it could be if the missing reported; ``firm``: and no ước counted. None where that is not known."""
        if self.figure is None:
            return None if isinstance(self.value, Absent) else (self.value, self.value)
        return ends_of(self.figure, firm=firm)


def ends_of(figure: Figure, *, firm: bool) -> Ends | None:
    """Both bounds of a figure, ±inf where there is no bound; ``firm``: those without any ước."""
    if figure.may_be_undefined:
        return None
    low, high = figure.low, figure.high
    if firm and figure.rests_on_uoc:
        assert figure.firm_low is not None
        assert figure.firm_high is not None
        low, high = figure.firm_low, figure.firm_high
    ends = _end(low, -math.inf), _end(high, math.inf)
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def _end(bound: Quantity, infinite: float) -> End | None:
    if isinstance(bound, Absent):
        return infinite if bound.why == "unbounded" else None
    return bound


def base_of(court: Court, standard: Standard, figure: Figure) -> Base | Phrase:
    """The base of a change, or why there is none at all."""
    if standard.change_from is ChangeFrom.PREVIOUS_YEAR:
        return _of_period(court, figure.period.same_last_year(), figure)
    gone = missing_baseline(court)
    if gone is not None:
        return gone
    baseline = court.target.baseline
    assert baseline is not None
    if baseline.value is not None:
        return Base(baseline.value / court.indicator.times, period=baseline.period)
    assert baseline.period is not None
    return _of_period(court, baseline.period, figure)


def _of_period(court: Court, period: Period, figure: Figure) -> Base:
    made = same_ground(court, court.indicator, period, figure.orgunit, figure.map).own_figure(period)
    return Base(made.value, made, period)


def same_ground(court: Court, indicator: Indicator, period: Period, unit: OrgUnit, day: date) -> Court:
    """The court that looks at another period of an orgunit of the map of a day: the same place then as on that day.

    A merged district often keeps the code of one of its parts. Its year before is that of all its parts, read on the
    later map; by its code alone the whole would be held against the one part.
    """
    register = court.book.register
    on = map_day(court.book, Task(indicator, period, unit.code), court.question.map_on)
    then = scope_on(court.book, register.on(on), unit.code)
    if then is not None and register.lineages[then] == register.lineages[unit]:
        return court
    return replace(court, question=court.question.on_map(day), _figures={})


def missing_baseline(court: Court) -> Phrase | None:
    """Why there is no baseline, where there is none."""
    baseline = court.target.baseline
    if baseline is not None and (baseline.value is not None or baseline.period is not None):
        return None
    why = baseline.why if baseline is not None else None
    return Phrase("reason.no_baseline", {"why": why or Phrase("nothing")})
