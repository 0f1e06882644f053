"""Periods in two calendars, with the ids that DHIS2 writes.

A *calendar* period follows the calendar (2017 is 1 January–31 December 2017). A *cut-off* period closes on
the 14th, as Decree 09/2019/NĐ-CP and its followers have it: 2017 is 15 December 2016–14 December 2017.
A period stores its interval, so nobody downstream has to know the rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

CUT_OFF_DAY = 14
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years that a plan can speak of; any other is a slip of the keys."""
ONE_DAY = timedelta(days=1)


class Calendar(StrEnum):
    """Which days a period id means."""

    CUT_OFF = "cut-off"
    CALENDAR = "calendar"


class Frequency(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF_YEAR: 6, Frequency.YEAR: 12}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ID = re.compile(r"(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|S(?P<half>[12])|(?P<month>0[1-9]|1[0-2]))?", re.ASCII)


def read_day(text: str) -> date:
    """A day as machine files write it, and in no other way.

    :raises ValueError: it is no day of the calendar, or of a year that nobody plans for

    >>> read_day("2017-12-14").year
    2017
    >>> read_day("20171214")
    Traceback (most recent call last):
    ...
    ValueError: '20171214' is no day: write 2017-12-14
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is no day: write 2017-12-14")
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{text!r} lies outside {FIRST_YEAR}–{LAST_YEAR}")
    return day


@dataclass(frozen=True, order=True)
class Interval:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def holds(self, other: Interval) -> bool:
        """Whether the other interval lies wholly inside."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True)
class Period:
    """One reporting period.

    >>> year = Period.parse("2017", Calendar.CUT_OFF)
    >>> year.first_day.isoformat(), year.last_day.isoformat()
    ('2016-12-15', '2017-12-14')
    >>> [quarter.id for quarter in year.parts(Frequency.QUARTER)]
    ['2017Q1', '2017Q2', '2017Q3', '2017Q4']
    >>> year.previous().id, Period.parse("201701", Calendar.CALENDAR).previous().id
    ('2016', '201612')
    """

    calendar: Calendar
    frequency: Frequency
    year: int
    index: int

    def __hash__(self) -> int:
        # Periods are keys everywhere; hashing four fields anew each time is a tenth of the engine's whole job.
        return self._key

    @cached_property
    def _key(self) -> int:
        return hash((self.calendar, self.frequency, self.year, self.index))

    @staticmethod
    def parse(text: str, calendar: Calendar) -> Period:
        """Read an id such as 2017, 2017S1, 2017Q1 or 201701.

        :raises ValueError: the text is no period id
        """
        match = _ID.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no period: write 2017, 2017S1, 2017Q1 or 201701")
        year = int(match["year"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"{text!r} lies outside {FIRST_YEAR}–{LAST_YEAR}")
        if match["quarter"]:
            return Period(calendar, Frequency.QUARTER, year, int(match["quarter"]))
        if match["half"]:
            return Period(calendar, Frequency.HALF_YEAR, year, int(match["half"]))
        if match["month"]:
            return Period(calendar, Frequency.MONTH, year, int(match["month"]))
        return Period(calendar, Frequency.YEAR, year, 1)

    @staticmethod
    def of_year(year: int, calendar: Calendar) -> Period:
        """The year period.

        >>> Period.of_year(2019, Calendar.CUT_OFF).last_day.isoformat()
        '2019-12-14'
        """
        return Period(calendar, Frequency.YEAR, year, 1)

    @property
    def id(self) -> str:
        """The id, as DHIS2 writes it."""
        match self.frequency:
            case Frequency.YEAR:
                return f"{self.year}"
            case Frequency.HALF_YEAR:
                return f"{self.year}S{self.index}"
            case Frequency.QUARTER:
                return f"{self.year}Q{self.index}"
            case Frequency.MONTH:
                return f"{self.year}{self.index:02d}"

    @cached_property
    def interval(self) -> Interval:
        """First and last day."""
        return _interval(self)

    @cached_property
    def first_day(self) -> date:
        """The first day of the period."""
        return self.interval.first

    @cached_property
    def last_day(self) -> date:
        """The last day of the period; register counts are taken on it."""
        return self.interval.last

    def next(self, steps: int = 1) -> Period:
        """The period of the same length that many steps later."""
        per_year = 12 // MONTHS[self.frequency]
        place = self.year * per_year + self.index - 1 + steps
        return Period(self.calendar, self.frequency, place // per_year, place % per_year + 1)

    def previous(self) -> Period:
        """The period of the same length just before."""
        return self.next(-1)

    def same_last_year(self) -> Period:
        """The same period a year earlier."""
        return Period(self.calendar, self.frequency, self.year - 1, self.index)

    def parts(self, frequency: Frequency) -> tuple[Period, ...]:
        """The shorter periods that tile this one, in order; empty where they cannot."""
        count, rest = divmod(MONTHS[self.frequency], MONTHS[frequency])
        if rest or not count:
            return ()
        first = (self.index - 1) * count + 1
        return tuple(Period(self.calendar, frequency, self.year, first + step) for step in range(count))

    def __str__(self) -> str:
        return self.id


@lru_cache(maxsize=8192)
def _interval(period: Period) -> Interval:
    months = MONTHS[period.frequency]
    start = period.year * 12 + (period.index - 1) * months
    first, after = _month_start(start), _month_start(start + months)
    if period.calendar is Calendar.CUT_OFF:
        # A cut-off month closes on the 14th: it begins on the 15th of the month before.
        first, after = _cut_off_start(start), _cut_off_start(start + months)
    return Interval(first, after - ONE_DAY)


def _month_start(month_number: int) -> date:
    return date(month_number // 12, month_number % 12 + 1, 1)


def _cut_off_start(month_number: int) -> date:
    return _month_start(month_number - 1).replace(day=CUT_OFF_DAY + 1)


def tiling(interval: Interval, frequency: Frequency, calendar: Calendar) -> tuple[Period, ...]:
    """The periods of one frequency that tile an interval; empty where they do not fit its edges.

    >>> year = Period.of_year(2017, Calendar.CUT_OFF)
    >>> len(tiling(year.interval, Frequency.MONTH, Calendar.CUT_OFF))
    12
    >>> tiling(year.interval, Frequency.MONTH, Calendar.CALENDAR)
    ()
    """
    return _tiling(interval, frequency, calendar)


@lru_cache(maxsize=8192)
def _tiling(interval: Interval, frequency: Frequency, calendar: Calendar) -> tuple[Period, ...]:
    period = containing(interval.first, frequency, calendar)
    if period.first_day != interval.first:
        return ()
    found = [period]
    while found[-1].last_day < interval.last:
        found.append(found[-1].next())
    return tuple(found) if found[-1].last_day == interval.last else ()


def containing(day: date, frequency: Frequency, calendar: Calendar) -> Period:
    """The period that holds a day.

    >>> containing(date(2016, 12, 20), Frequency.YEAR, Calendar.CUT_OFF).id
    '2017'
    """
    month_number = day.year * 12 + day.month - 1
    if calendar is Calendar.CUT_OFF and day.day > CUT_OFF_DAY:
        month_number += 1
    months = MONTHS[frequency]
    return Period(calendar, frequency, month_number // 12, month_number % 12 // months + 1)


def last_ended(day: date, frequency: Frequency, calendar: Calendar) -> Period:
    """The last period whose last day is not after the day.

    >>> last_ended(date(2017, 12, 14), Frequency.YEAR, Calendar.CUT_OFF).id
    '2017'
    >>> last_ended(date(2017, 12, 13), Frequency.YEAR, Calendar.CUT_OFF).id
    '2016'
    """
    period = containing(day, frequency, calendar)
    return period if period.last_day <= day else period.previous()
