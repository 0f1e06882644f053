"""The cube: raw cells ``[slot, period, lineage]`` of one rhythm as they stand on a day, and when each form first came.

``values`` are whole numbers (see ``marks``), ``bytes`` say what they are. ``first`` is the ordinal of the first
submission per ``[form, period, lineage]``. A version accepted later overwrites its cell in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.periods import Period, containing
from thuocdo.core.values import Kind, standing
from thuocdo.engine.columns import NEVER, UOC_BITS
from thuocdo.engine.marks import KIND_SHIFT, KINDS, Mark, byte_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from thuocdo.core.amounts import Cell
    from thuocdo.core.book import Book
    from thuocdo.engine.arrays import Bytes, Days, Ints
    from thuocdo.engine.columns import Columns, Slots


@dataclass(eq=False)
class Cube:
    """The cells of one rhythm, from the period numbered ``start`` on."""

    slots: Slots
    start: int
    values: Ints
    bytes: Bytes
    first: Days

    def index(self, period: Period) -> int | None:
        """A period's place, or None outside."""
        place = self.slots.ordinal(period) - self.start
        return place if 0 <= place < self.values.shape[1] else None

    def indices(self, periods: Sequence[Period]) -> Ints:
        """The places of periods; -1 outside."""
        found = np.array([self.slots.ordinal(period) for period in periods], dtype=np.int64) - self.start
        return np.where((found >= 0) & (found < self.values.shape[1]), found, -1)

    @cached_property
    def with_totals(self) -> frozenset[int]:
        """The slots that hold totals known only for a whole province or district."""
        total = KINDS.index(Kind.HISTORICAL_TOTAL)
        return frozenset(n for n, one in enumerate(self.bytes) if ((one >> KIND_SHIFT) == total).any())

    def put(self, book: Book, cell: Cell, column: int, known_at: date) -> None:
        """Lay one cell over anew, as its facts now have it."""
        slot, place = self.slots.numbers[cell.element, cell.breakdown], self.index(cell.period)
        assert place is not None, f"{cell.period} lies outside the cube"
        facts = book.facts.at(cell)
        byte, value = byte_of(book.plan.elements[cell.element], *standing(facts, known_at))
        self.bytes[slot, place, column], self.values[slot, place, column] = byte, value
        self.__dict__.pop("with_totals", None)
        sent = [f.submitted_on.toordinal() for f in facts if f.submitted_on <= known_at]
        form = self.slots.form[slot]
        self.first[form, place, column] = min([self.first[form, place, column], *sent])

    def moved(self, lineages: int, to: Ints, source: Ints) -> Cube:
        """The same cells with their lineages in other columns."""
        made = []
        for old, empty in ((self.values, 0), (self.bytes, 0), (self.first, NEVER)):
            new = np.full((*old.shape[:2], lineages), empty, dtype=old.dtype)
            new[:, :, to] = old[:, :, source]
            made.append(new)
        return Cube(self.slots, self.start, *made)


def cube_of(book: Book, slots: Slots, lineages: int, rows: Columns, known_at: date) -> Cube:
    """One cube, as known at the end of a day. The cost is that of its rows, and of its size once."""
    start, count = _span(book, slots, rows)
    shape = (len(slots.numbers), count, lineages)
    values, marks = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.uint8)
    first = np.full((len(slots.forms), count, lineages), NEVER, dtype=np.int32)
    if len(rows):
        day = known_at.toordinal()
        _note_first(first, slots, rows, start, day)
        flat = (rows.slot.astype(np.int64) * count + (rows.period - start)) * lineages + rows.lineage
        chosen = _standing(rows, flat, day, values.size)
        where = flat[chosen]
        marks.reshape(-1)[where], values.reshape(-1)[where] = _as_known(rows, chosen, day)
    return Cube(slots, start, values, marks, first)


def _span(book: Book, slots: Slots, rows: Columns) -> tuple[int, int]:
    """The first period that anybody owes or sent, and how many there are to the last."""
    plan = book.plan
    last = Period.of_year(plan.last_year, slots.rhythm[1]).last_day
    days = [plan.term.first, plan.starts_on, *plan.go_live.values()]
    low, high = (slots.ordinal(containing(day, *slots.rhythm)) for day in (min(days), last))
    if len(rows):
        low, high = min(low, int(rows.period.min())), max(high, int(rows.period.max()))
    return low, high - low + 1


def _note_first(first: Days, slots: Slots, rows: Columns, start: int, day: int) -> None:
    sent = rows.submitted <= day
    place = slots.form[rows.slot[sent]], rows.period[sent] - start, rows.lineage[sent]
    np.minimum.at(first, place, rows.submitted[sent])


def _standing(rows: Columns, flat: Ints, day: int, size: int) -> Ints:
    """For every cell sent by the day the row that says how it stands (see ``values.standing``)."""
    known = np.flatnonzero(rows.submitted <= day)
    last = np.full(size, -1, dtype=np.int64)
    last[flat[known]] = known
    several = last[flat[known]] != known
    if not several.any():
        return known
    # Only cells with more than one version are sorted.
    crowded = np.zeros(size, dtype=bool)
    crowded[flat[known[several]]] = True
    in_crowd = crowded[flat[known]]
    some = known[in_crowd]
    accepted = rows.accepted[some] <= day
    firm = accepted & ((rows.byte[some] >> KIND_SHIFT) != UOC_BITS >> KIND_SHIFT)
    since = np.where(accepted, rows.accepted[some], rows.submitted[some])
    order = np.lexsort((rows.version[some], since, firm, accepted, flat[some]))
    ordered = flat[some][order]
    ends = np.append(ordered[1:] != ordered[:-1], [True])
    return np.concatenate([known[~in_crowd], some[order[ends]]])


def _as_known(rows: Columns, chosen: Ints, day: int) -> tuple[Bytes, Ints]:
    """Bytes and values of the rows chosen, as the day has them."""
    accepted = rows.accepted[chosen] <= day
    back = rows.returned[chosen] <= day
    open_ = np.where(back, np.uint8(Mark.RETURNED), np.uint8(Mark.WAITING))
    return np.where(accepted, rows.byte[chosen], open_), np.where(accepted, rows.value[chosen], 0)
