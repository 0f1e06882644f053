"""The facts of a made-up place, asked for one by one: what a database with an index answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from bench.files import ACCEPTED_AFTER
from bench.job import ELEMENTS, FORMS, MONTHS, YEARS
from thuocdo.core.amounts import Cell
from thuocdo.core.changes import Change
from thuocdo.core.obligations import cells_of, obligation
from thuocdo.core.periods import Calendar, Frequency, Period
from thuocdo.core.values import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.reports import Reports
    from thuocdo.core.book import Book
    from thuocdo.core.orgunits import OrgUnit

SENT = date(2021, 1, 20)
"""The day that reports come which were missing."""


def month_of(number: int) -> Period:
    """The period of a month's number."""
    return Period(Calendar.CALENDAR, Frequency.MONTH, YEARS[0] + number // 12, number % 12 + 1)


@dataclass(eq=False)
class ReportedFacts:
    """The facts in a made-up place's arrays, and those that came since."""

    reports: Reports
    units: tuple[OrgUnit, ...]
    came: dict[Cell, tuple[Fact, ...]] = field(default_factory=dict)

    @cached_property
    def _commune(self) -> dict[str, int]:
        place = self.reports.place
        return {place.rows[position].code: number for number, position in enumerate(place.communes)}

    @cached_property
    def _element(self) -> dict[str, int]:
        return {element.id: number for number, element in enumerate(ELEMENTS)}

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        """Every version of one answer."""
        return self._first(cell) + self.came.get(cell, ())

    def _first(self, cell: Cell) -> tuple[Fact, ...]:
        commune, element = self._commune.get(cell.lineage.code), self._element[cell.element]
        month = (cell.period.year - YEARS[0]) * 12 + cell.period.index - 1
        if commune is None or cell.period.frequency is not Frequency.MONTH or not 0 <= month < MONTHS:
            return ()
        form = int(self.reports.form[element])
        if self.reports.missing[form, month, commune]:
            return ()
        came = date.fromordinal(int(self.reports.submitted[form, month, commune]))
        number = int(self.reports.values[element, month, commune])
        return (self._fact(element, number, cell.lineage, came, came + timedelta(ACCEPTED_AFTER)),)

    def _fact(self, element: int, number: int, sender: OrgUnit, came: date, accepted: date) -> Fact:
        answer = bool(number) if ELEMENTS[element].is_yes_no else Fraction(number)
        return Fact(answer, Kind.SYNTHETIC, sender.code, 1, came, accepted, None, sender.code)

    def cells(self) -> Iterator[Cell]:
        """Every cell for which something was sent."""
        lineages = [self.reports.place.rows[position].code for position in self.reports.place.communes]
        units = {unit.code: unit for unit in self.units}
        for number, element in enumerate(ELEMENTS):
            for month, commune in np.argwhere(~self.reports.missing[self.reports.form[number]]):
                yield Cell(element.id, "", month_of(int(month)), units[lineages[commune]])
        yield from self.came

    @cached_property
    def _not_sent(self) -> Iterator[int]:
        """The forms that did not come, in an order of chance."""
        draw = np.random.default_rng([self.reports.seed, 4])
        return iter(draw.permutation(np.flatnonzero(self.reports.missing)).tolist())

    def late(self, book: Book, count: int, seq: int) -> list[Change]:
        """So many missing forms come after all and are accepted: the facts are here, the changes are returned.

        ``seq`` is the change before the first of them.
        """
        return [self._comes(book, place, number) for number, place in enumerate(islice(self._not_sent, count), seq + 1)]

    def _comes(self, book: Book, place: int, seq: int) -> Change:
        form, month, commune = np.unravel_index(place, self.reports.missing.shape)
        code = self.reports.place.rows[self.reports.place.communes[commune]].code
        period, name = month_of(int(month)), list(FORMS)[int(form)]
        sender = book.register.on(period.last_day).by_code[code]
        owed = obligation(book, book.plan.forms[name], period, sender)
        for cell in cells_of(book, owed):
            element = self._element[cell.element]
            number = int(self.reports.values[element, month, commune])
            fact = self._fact(element, number, sender, SENT, SENT + timedelta(ACCEPTED_AFTER))
            self.came[cell] = (*self.came.get(cell, ()), fact)
        return Change(seq, owed, 1)
