"""Who owed which form, and where each obligation stands, as arrays on the epoch of the period's last day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.obligations import Coverage, due_day
from thuocdo.engine.columns import NEVER
from thuocdo.engine.marks import MARK_BITS, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from thuocdo.core.book import Book
    from thuocdo.core.elements import Form
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.engine.arrays import Bools, Bytes, Ints
    from thuocdo.engine.axes import Axes, Epoch
    from thuocdo.engine.cube import Cube


ACCEPTED, WAITING, MISSING = 1, 2, 3
_STATE_OF = np.zeros(8, dtype=np.uint8)
_STATE_OF[[Mark.VALUE, Mark.NOT_APPLICABLE, Mark.LEFT_OPEN, Mark.NO_PAPER]] = ACCEPTED
_STATE_OF[Mark.WAITING] = WAITING
_STATE_OF[[Mark.NOTHING, Mark.RETURNED, Mark.ABSENT]] = MISSING

NAMES = ("", "accepted", "open", "accepted", "accepted", "waiting", "waiting", "missing")
"""What the standings are; 1 and 2 are not due yet, 4 and 6 late."""

COUNTED = np.array(
    [
        [0, 1, 1, 1, 1, 1, 1, 1],  # expected
        [0, 0, 0, 1, 1, 0, 0, 0],  # accepted, of those due
        [0, 0, 0, 0, 0, 1, 1, 0],  # waiting
        [0, 0, 0, 0, 0, 0, 0, 1],  # missing
    ],
    dtype=np.int64,
)
"""What each standing counts as."""


@dataclass(frozen=True, eq=False)
class Owed:
    """One form and period: for every subject's position its sender's (-1: nobody owes it)."""

    epoch: Epoch
    sender: Ints

    @property
    def subjects(self) -> Bools:
        """The subjects about whom the form is owed."""
        return self.sender >= 0


@dataclass(eq=False)
class Owing:
    """The obligations of a book as known at a day, worked out when first asked for."""

    book: Book
    axes: Axes
    cube_of: dict[str, Cube]
    _owed: dict[tuple[str, Period], Owed] = field(default_factory=dict)
    _senders: dict[tuple[str, int], Ints] = field(default_factory=dict)
    _states: dict[tuple[str, Period], tuple[Bytes, Ints]] = field(default_factory=dict)

    def owed(self, form: Form, period: Period) -> Owed:
        """Who owes a form for a period, about whom."""
        key = (form.id, period)
        if key not in self._owed:
            epoch = self.axes.on(period.last_day)
            sender = self._sender(form, period, epoch)
            owes = np.array([self.book.owed(form, period, unit) for unit in epoch.units], dtype=bool)
            # Position -1 of a subject without a sender picks the last orgunit; the second test takes it out.
            self._owed[key] = Owed(epoch, np.where(owes[sender] & (sender >= 0), sender, -1))
        return self._owed[key]

    def _sender(self, form: Form, period: Period, epoch: Epoch) -> Ints:
        key = (form.id, self.axes.number(period.last_day))
        if key not in self._senders:
            found = np.arange(len(epoch.units), dtype=np.int64)
            if form.about is not None:
                sends = np.isin(epoch.level, [int(level) for level in form.senders])
                above = np.full(len(epoch.units), -1, dtype=np.int64)
                for level in sorted(form.senders):  # the lowest level that there is comes last and stays
                    at = epoch.ancestors(level)
                    above = np.where(at >= 0, at, above)
                found = np.where(sends, found, above)
            self._senders[key] = found
        return self._senders[key]

    def forget(self, form: str, period: Period) -> None:
        """An obligation changed: work its form and period out anew."""
        self._states.pop((form, period), None)

    def states(self, form: Form, period: Period) -> tuple[Bytes, Ints]:
        """By the sender's position: where the obligation stands (0: none), and the day it first came."""
        key = (form.id, period)
        if key not in self._states:
            self._states[key] = self._worked_out(form, period)
        return self._states[key]

    def _worked_out(self, form: Form, period: Period) -> tuple[Bytes, Ints]:
        """An obligation is missing while any cell is missing or returned, accepted when all are."""
        owed, cube = self.owed(form, period), self.cube_of[form.id]
        epoch, place = owed.epoch, cube.index(period)
        state = np.zeros(len(epoch.units), dtype=np.uint8)
        first = np.full(len(epoch.units), NEVER, dtype=np.int64)
        senders = np.unique(owed.sender[owed.subjects])
        state[senders] = ACCEPTED
        for name in form.elements:
            element = self.book.plan.elements[name]
            levels = [int(level) for level in element.levels] if form.about is None else [int(form.about)]
            asked = owed.subjects & np.isin(epoch.level, levels)
            if form.about is not None and form.about not in element.levels:
                continue
            columns, to = epoch.lineage[asked], owed.sender[asked]
            for category in element.cells:
                slot = cube.slots.numbers[name, category]
                marks = np.zeros(len(to), np.uint8) if place is None else cube.bytes[slot, place, columns] & MARK_BITS
                np.maximum.at(state, to, _STATE_OF[marks])
        if place is not None:
            about = owed.subjects & (np.ones_like(owed.subjects) if form.about is None else epoch.level == form.about)
            came = cube.first[cube.slots.forms.index(form.id), place, epoch.lineage[about]]
            np.minimum.at(first, owed.sender[about], came)
        return state, first

    def standings(self, form: Form, period: Period, on: date) -> Bytes:
        """By the sender's position how the obligation counts in a coverage on a day (see ``NAMES``)."""
        state, first = self.states(form, period)
        epoch = self.axes.on(period.last_day)
        found = np.zeros(len(state), dtype=np.uint8)
        for level in form.senders:
            here = (epoch.level == level) & (state > 0)
            if not here.any():
                continue
            due = np.full(int(here.sum()), due_day(form, level, period, self.book.plan.non_working_days).toordinal())
            self._extend(due, form, period, [epoch.units[at] for at in np.flatnonzero(here)])
            late = first[here] > due
            came = np.where(state[here] == ACCEPTED, 3, 5) + late * (first[here] != NEVER)
            now = np.where(state[here] == MISSING, 7, came)
            found[here] = np.where(due > on.toordinal(), np.where(state[here] == ACCEPTED, 1, 2), now)
        return found

    def _extend(self, due: Ints, form: Form, period: Period, senders: Sequence[OrgUnit]) -> None:
        """Due days that a decision moved."""
        if self.book.extended:
            for index, sender in enumerate(senders):
                day = self.book.extended.get((form.id, period, sender))
                if day is not None:
                    due[index] = day.toordinal()


def coverage_of(counts: Ints) -> Coverage:
    """The coverage that a count of standings makes.

    >>> coverage_of(np.array([0, 0, 0, 3, 1, 0, 0, 2])).owed
    6
    """
    _, early, early_open, on_time, late, waiting, waiting_late, missing = (int(count) for count in counts)
    return Coverage(
        owed=on_time + late + waiting + waiting_late + missing,
        not_yet_due=early + early_open,
        accepted=on_time + late,
        waiting=waiting + waiting_late,
        missing=missing,
        on_time=on_time + waiting,
        late=late + waiting_late,
        open_not_due=early_open,
    )
