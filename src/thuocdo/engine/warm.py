"""A book kept warm: its cubes and obligations as known at a day, brought up to date change by change."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.engine.columns import Columns, Layout, Rhythm, columns_of
from thuocdo.engine.cube import Cube, cube_of
from thuocdo.engine.owing import COUNTED, Owing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from thuocdo.core.amounts import Cell
    from thuocdo.core.book import Book
    from thuocdo.core.elements import Form
    from thuocdo.core.periods import Period
    from thuocdo.engine.arrays import Bools, Ints
    from thuocdo.engine.axes import Axes


@dataclass(eq=False)
class Warm:
    """The cubes of a book as known at the end of a day."""

    book: Book
    axes: Axes
    layout: Layout
    known_at: date
    cubes: dict[Rhythm, Cube]
    _owed: dict[str, Bools] = field(default_factory=dict)
    _coverages: dict[tuple[str, int, date], Ints] = field(default_factory=dict)

    @staticmethod
    def of(book: Book, axes: Axes, layout: Layout, columns: dict[Rhythm, Columns] | None, known_at: date) -> Warm:
        """Build the cubes from facts in columns, or from the facts one by one."""
        rows = columns if columns is not None else columns_of(book, layout, axes)
        lineages = len(axes.lineages)
        cubes = {r: cube_of(book, slots, lineages, rows[r], known_at) for r, slots in layout.cubes.items()}
        return Warm(book, axes, layout, known_at, cubes)

    @cached_property
    def owing(self) -> Owing:
        """The obligations."""
        return Owing(self.book, self.axes, {form.id: self._of_form(form.id) for form in self.book.plan.forms.values()})

    def _of_form(self, form: str) -> Cube:
        known = self.book.plan.forms[form]
        return self.cubes[known.frequency, known.calendar]

    def cube(self, element: str) -> Cube:
        """The cube that holds an element."""
        return self.cubes[self.layout.of(element).rhythm]

    def owed(self, element: str) -> Bools:
        """``[period, column]`` of the element's cube: about whom it was owed."""
        form = self.book.plan.form_of[element]
        if form.id not in self._owed:
            cube = self.cubes[form.frequency, form.calendar]
            found = np.zeros((cube.values.shape[1], len(self.axes.lineages)), dtype=bool)
            for place, row in enumerate(found):
                owed = self.owing.owed(form, cube.slots.period(cube.start + place))
                row[owed.epoch.lineage[owed.subjects]] = True
            self._owed[form.id] = found
        return self._owed[form.id]

    def rolled(self, form: Form, periods: Sequence[Period], on: date) -> Ints:
        """Expected, accepted, waiting and missing of a form as ``[4, period, position]``, rolled up to every orgunit.

        The periods must share one map, and lie in the cube.
        """
        cube = self.cubes[form.frequency, form.calendar]
        epoch = self.axes.number(periods[0].last_day)
        key = form.id, epoch, on
        if key not in self._coverages:
            every = [cube.slots.period(cube.start + place) for place in range(cube.values.shape[1])]
            units = len(self.axes.on(periods[0].last_day).units)
            found = np.zeros((4, len(every), units), dtype=np.int64)
            for place, period in enumerate(every):
                if self.axes.number(period.last_day) == epoch:
                    found[:, place] = self._rolled_one(form, period, on)
            self._coverages[key] = found
        return self._coverages[key][:, cube.indices(periods)]

    def _rolled_one(self, form: Form, period: Period, on: date) -> Ints:
        epoch = self.axes.on(period.last_day)
        standings = self.owing.standings(form, period, on)
        running = np.zeros((4, len(standings) + 1), dtype=np.int64)
        np.cumsum(COUNTED[:, standings], axis=1, out=running[:, 1:])
        return running[:, epoch.end] - running[:, :-1]

    def put(self, cell: Cell) -> None:
        """Lay one cell over anew; its facts have changed."""
        self.cube(cell.element).put(self.book, cell, self.axes.column[cell.lineage], self.known_at)
        form = self.book.plan.form_of[cell.element].id
        self.owing.forget(form, cell.period)
        place = self.cube(cell.element).index(cell.period)
        for (name, epoch, on), found in self._coverages.items():
            if name == form and epoch == self.axes.number(cell.period.last_day) and place is not None:
                found[:, place] = self._rolled_one(self.book.plan.forms[form], cell.period, on)

    def moved_to(self, book: Book, axes: Axes, layout: Layout) -> Warm:
        """The same cubes over another register, in which places were merged, split or renamed since."""
        before = {lineage.key: column for column, lineage in enumerate(self.axes.lineages)}
        columns = [(number, before[unit.key]) for number, unit in enumerate(axes.lineages) if unit.key in before]
        to, source = (np.array(one, dtype=np.int64) for one in zip(*columns, strict=True))
        cubes = {rhythm: cube.moved(len(axes.lineages), to, source) for rhythm, cube in self.cubes.items()}
        return Warm(book, axes, layout, self.known_at, cubes)
