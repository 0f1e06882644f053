"""A plan: what the decision says, our reading of it, what is collected, and who holds what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from thuocdo.core.papers import Papers
from thuocdo.core.periods import Calendar, Frequency, Interval, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.core.citations import Citation, Document
    from thuocdo.core.elements import Element, Form, Words
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.scoring import Scorecard
    from thuocdo.core.targets import Duty, Target
    from thuocdo.core.validation import Check
    from thuocdo.core.values import Answer


@dataclass(frozen=True)
class Office:
    """Who keeps a figure or does a duty at an orgunit; not an orgunit, not a person."""

    id: str
    name: Words
    valid_from: date = date.min
    valid_to: date = date.max


@dataclass(frozen=True)
class Group:
    """A list of orgunits that the plan treats alike, followed through successors."""

    id: str
    name: Words
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Amendment:
    """A later decision that restates targets from a day on; the original stands beside."""

    from_day: date
    cite: Citation
    restated: Mapping[str, Target]


@dataclass(frozen=True)
class CarriedAnswer:
    """A person's answer to what a register cannot tell: what a split orgunit's value becomes."""

    element: str
    orgunit: str
    period: str
    answer: Answer
    reason: Words


@dataclass(frozen=True)
class NonWorkingDays:
    """Weekdays (Monday is 0) and dates on which offices are closed, with the source of the list."""

    weekdays: frozenset[int] = frozenset()
    days: frozenset[date] = frozenset()

    def closed(self, day: date) -> bool:
        """Whether offices are closed.

        >>> NonWorkingDays(frozenset({5, 6})).closed(date(2017, 12, 17))
        True
        """
        return day.weekday() in self.weekdays or day in self.days


@dataclass(frozen=True)
class Plan:
    """The whole plan, checked: every name in it leads somewhere."""

    id: str
    title: Words
    root: str
    first_year: int
    last_year: int
    starts_on: date
    calendar: Calendar
    documents: Mapping[str, Document]
    offices: Mapping[str, Office]
    groups: Mapping[str, Group]
    elements: Mapping[str, Element]
    forms: Mapping[str, Form]
    indicators: Mapping[str, Indicator]
    scorecards: Mapping[str, Scorecard]
    checks: Mapping[str, Check]
    targets: Mapping[str, Target]
    duties: Mapping[str, Duty]
    amendments: tuple[Amendment, ...] = ()
    go_live: Mapping[str, date] = field(default_factory=dict)
    non_working_days: NonWorkingDays = NonWorkingDays()
    carried_answers: tuple[CarriedAnswer, ...] = ()
    synthetic: bool = False
    papers: Papers = field(default_factory=Papers)

    @cached_property
    def form_of(self) -> dict[str, Form]:
        """The one form that collects each element."""
        return {element: form for form in self.forms.values() for element in form.elements}

    @cached_property
    def caps(self) -> tuple[tuple[str, str], ...]:
        """The (smaller, larger) pairs of checks that cannot be false."""
        return tuple(check.cap for check in self.checks.values() if check.cap)

    @cached_property
    def term(self) -> Interval:
        """The plan's years, by label: 2016 is the first although its cut-off year begins in 2015."""
        first, last = (Period.of_year(y, self.calendar) for y in (self.first_year, self.last_year))
        return Interval(first.first_day, last.last_day)

    def target_as_of(self, target_id: str, day: date, *, ending: date) -> Target:
        """The target as amended by ``day``, for a period that ends on ``ending``.

        A restated target judges periods that end on or after the amendment's first day; earlier periods keep
        what was then in force.
        """
        target = self.targets[target_id]
        for amendment in sorted(self.amendments, key=lambda a: a.from_day):
            if amendment.from_day <= day and amendment.from_day <= ending:
                target = amendment.restated.get(target_id, target)
        return target

    def amended(self, target_id: str, day: date) -> bool:
        """Whether an amendment in force on the day restates the target."""
        return any(a.from_day <= day and target_id in a.restated for a in self.amendments)

    def without_amendments(self) -> Plan:
        """The plan as first decided."""
        return replace(self, amendments=())

    def years(self) -> tuple[Period, ...]:
        """The years of the plan in its own calendar."""
        return tuple(Period.of_year(y, self.calendar) for y in range(self.first_year, self.last_year + 1))


def frequency_of(plan: Plan, element: str) -> tuple[Frequency, Calendar]:
    """How often and in which calendar an element is collected."""
    form = plan.form_of[element]
    return form.frequency, form.calendar
