"""Facts as columns: one row a version of an answer, whatever file or database it came from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.periods import MONTHS, Calendar, Frequency, Period
from thuocdo.core.reading import FORMER_PART
from thuocdo.core.values import Kind
from thuocdo.engine.marks import encoded, kind_bits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thuocdo.core.amounts import Cell
    from thuocdo.core.book import Book
    from thuocdo.core.plan import Plan
    from thuocdo.core.values import Fact
    from thuocdo.engine.arrays import Bytes, Days, Ints
    from thuocdo.engine.axes import Axes

Rhythm = tuple[Frequency, Calendar]
"""How often and in which calendar a form is collected: one cube each."""

UOC_BITS = kind_bits(Kind.UOC)

NEVER = np.int32(2**31 - 1)
"""The day of what has not happened."""


@dataclass(frozen=True)
class Columns:
    """The rows of one rhythm. Days are ordinals; ``NEVER`` stands for a day that did not come."""

    slot: Days
    period: Days
    lineage: Days
    byte: Bytes
    value: Ints
    version: Days
    submitted: Days
    accepted: Days
    returned: Days

    def __len__(self) -> int:
        return len(self.slot)

    def take(self, rows: Ints) -> Columns:
        """Some of the rows."""
        return Columns(*(getattr(self, field.name)[rows] for field in fields(self)))

    @staticmethod
    def of(rows: list[tuple[int, ...]]) -> Columns:
        """Columns of rows in the order of the fields."""
        turned = list(zip(*rows, strict=True)) if rows else [()] * len(fields(Columns))
        return Columns.typed(*turned)

    @staticmethod
    def typed(*columns: object) -> Columns:
        """Columns in the order of the fields, made narrow."""
        kinds = ("i4", "i4", "i4", "u1", "i8", "i4", "i4", "i4", "i4")
        return Columns(*(np.asarray(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)))


@dataclass(frozen=True)
class Slots:
    """The slots of one cube: each element's categories, and the form each belongs to."""

    rhythm: Rhythm
    numbers: dict[tuple[str, str], int]
    forms: tuple[str, ...]
    form: Ints

    def ordinal(self, period: Period) -> int:
        """A period's number, one more each period."""
        return period.year * (12 // MONTHS[self.rhythm[0]]) + period.index - 1

    def period(self, ordinal: int) -> Period:
        """The period of a number."""
        per_year = 12 // MONTHS[self.rhythm[0]]
        return Period(self.rhythm[1], self.rhythm[0], ordinal // per_year, ordinal % per_year + 1)


@dataclass(frozen=True)
class Layout:
    """Where each element of a plan lies."""

    plan: Plan

    @cached_property
    def cubes(self) -> dict[Rhythm, Slots]:
        """The slots of every cube."""
        found = {}
        for rhythm in dict.fromkeys((form.frequency, form.calendar) for form in self.plan.forms.values()):
            forms = tuple(f.id for f in self.plan.forms.values() if (f.frequency, f.calendar) == rhythm)
            numbers: dict[tuple[str, str], int] = {}
            of_form: list[int] = []
            for place, form in enumerate(forms):
                for name in self.plan.forms[form].elements:
                    element = self.plan.elements[name]
                    for category in dict.fromkeys((*element.cells, "")):
                        numbers[name, category] = len(numbers)
                        of_form.append(place)
            found[rhythm] = Slots(rhythm, numbers, forms, np.array(of_form, dtype=np.int64))
        return found

    def of(self, element: str) -> Slots:
        """The slots that an element lies in."""
        form = self.plan.form_of[element]
        return self.cubes[form.frequency, form.calendar]


def columns_of(book: Book, layout: Layout, axes: Axes, cells: Iterable[Cell] | None = None) -> dict[Rhythm, Columns]:
    """The facts of a book, one by one: the way in for any source that has no columns of its own.

    Values of former parts, and totals of elements that no form asks for, are left to the plain calculator.
    """
    rows: dict[Rhythm, list[tuple[int, ...]]] = defaultdict(list)
    for cell in book.facts.cells() if cells is None else cells:
        if cell.element not in book.plan.form_of or cell.breakdown.startswith(FORMER_PART):
            continue
        slots = layout.of(cell.element)
        if (cell.period.frequency, cell.period.calendar) != slots.rhythm:
            continue  # a total of another kind of period: never read where the element is collected
        element = book.plan.elements[cell.element]
        slot = slots.numbers[cell.element, cell.breakdown]
        place = (slot, slots.ordinal(cell.period), axes.column[cell.lineage])
        for fact in book.facts.at(cell):
            mark, value = encoded(element, fact.answer)
            rows[slots.rhythm].append((*place, mark | kind_bits(fact.kind), value, fact.version, *_days(fact)))
    return {rhythm: Columns.of(rows[rhythm]) for rhythm in layout.cubes}


def _days(fact: Fact) -> tuple[int, int, int]:
    accepted, returned = (
        int(NEVER) if day is None else day.toordinal() for day in (fact.accepted_on, fact.returned_on)
    )
    return fact.submitted_on.toordinal(), accepted, returned
