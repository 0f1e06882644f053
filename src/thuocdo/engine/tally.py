"""Reading a figure off a sheet: what is counted in one orgunit's subtree for one window."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.amounts import ZERO, Cell, Var
from thuocdo.core.blocks import Alternative
from thuocdo.core.extremes import Problem
from thuocdo.core.obligations import obligation_of
from thuocdo.core.tally import BOTTOM, TOP
from thuocdo.engine.marks import KINDS
from thuocdo.engine.owing import coverage_of
from thuocdo.engine.reads import WHYS
from thuocdo.engine.vectors import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from collections.abc import Set as AbstractSet
    from datetime import date

    from thuocdo.core.blocks import Block
    from thuocdo.core.elements import Form
    from thuocdo.core.extremes import Range
    from thuocdo.core.obligations import Coverage
    from thuocdo.core.periods import Period
    from thuocdo.core.reading import Why
    from thuocdo.core.values import Kind
    from thuocdo.engine.arrays import Bools
    from thuocdo.engine.classes import Class
    from thuocdo.engine.sheet import Noted, Sheet, SideSheet
    from thuocdo.engine.warm import Warm

ONE = Fraction(1)


@dataclass(eq=False)
class CubeTally:
    """What a sheet holds for one orgunit (by its position on the map) and window."""

    warm: Warm
    sheet: Sheet
    scope: int
    on: date
    window: int = 0

    def __post_init__(self) -> None:
        if self.scope in self.sheet.torn:
            raise UnsupportedError("torn_ground")

    # -------------------------------------------------------------------------------- who is counted

    @cached_property
    def _inside(self) -> Bools:
        """The owners whose ground lies in the subtree."""
        slot = self.sheet.slot
        inside: Bools = (slot >= self.scope) & (slot < self.sheet.epoch.end[self.scope])
        return inside

    @cached_property
    def _counted(self) -> Bools:
        """Those of them to whom the question applies."""
        counted: Bools = self._inside & ~self.sheet.outside[self.window]
        return counted

    @cached_property
    def _classes(self) -> list[tuple[Class, int]]:
        """The classes of those counted, with how many are of each."""
        return list(self._classes_of(self._counted))

    def _classes_of(self, owners: Bools) -> Iterator[tuple[Class, int]]:
        for layer in self.sheet.layers:
            found = layer.of[self.window][owners]
            for number, times in Counter(found[found >= 0].tolist()).items():
                yield layer.classes[number], times

    @cached_property
    def _traces(self) -> list[Class]:
        """The classes that were read apart from the cubes."""
        return [one for one, _ in self._classes_of(self._inside) if one.trace is not None]

    def _side(self, side: int) -> SideSheet:
        return self.sheet.side(on_top=side == TOP)

    # -------------------------------------------------------------------------------- what is known, what is open

    def applies(self, side: int) -> bool:
        """Whether there is anything to count."""
        sheet = self._side(side)
        everyone = self._classes_of(self._inside)
        return (
            sheet.counts
            or bool(sheet.applies[self.window][self._inside].any())
            or any(one.applies(side) for one, _ in everyone)
        )

    def known(self, side: int) -> Fraction:
        """The sum of what is known."""
        sheet = self._side(side)
        total = Fraction(int(sheet.known[self.window][self._counted].sum()), sheet.scale) + sheet.constant
        return sum(((one.known(side) or ZERO) * times for one, times in self._classes), total)

    def is_open(self, side: int) -> bool:
        """Whether a part is not known."""
        if side == BOTTOM and self.sheet.bottom is None:
            return False
        found = self._side(side).open[self.window][self._counted]
        return bool(found.any()) or any(one.open(side) for one, _ in self._classes)

    def is_silent(self, side: int) -> bool:
        """Whether nobody has reported anything for it, and something is open."""
        sheet = self._side(side)
        told = sheet.told[self.window][self._counted].any() or any(
            one.known(side) is not None for one, _ in self._classes
        )
        return self.is_open(side) and not told and not sheet.constant

    def without_gaps(self) -> tuple[Fraction, Fraction]:
        """Both sides without whoever has not reported everything."""
        gaps = np.logical_or.reduce([side.open[self.window] for side in self.sheet.sides])
        for layer in self.sheet.layers:
            placed = layer.of[self.window]
            is_open = np.array([one.open(TOP) or one.open(BOTTOM) for one in layer.classes], dtype=bool)
            gaps = gaps | ((placed >= 0) & is_open[placed])
        found = []
        for side in range(len(self.sheet.sides)):
            sheet = self._side(side)
            total = Fraction(int(sheet.known[self.window][self._counted & ~gaps].sum()), sheet.scale) + sheet.constant
            found.append(sum((one.without_gaps(side) * times for one, times in self._classes), total))
        return found[0], found[-1]

    # -------------------------------------------------------------------------------- bounds

    def range(self) -> Range | None:
        """The lowest and highest of the figure."""
        is_ratio = self.sheet.bottom is not None
        blocks = [(self._free(side), 1) for side in range(len(self.sheet.sides))]
        blocks += [(block, times) for one, times in self._classes for block in one.blocks]
        found = self._problem(blocks, self.known(BOTTOM) if is_ratio else None, TOP).range()
        if found is not None and found.may_be_undefined and self._takes_away():
            raise UnsupportedError("nothing_to_divide_by")
        return found

    def _takes_away(self) -> bool:
        """Whether anything open can make the denominator smaller."""
        bottom = self.sheet.bottom
        return bottom is not None and bool((bottom.low[self.window][self._counted] < 0).any())

    def range_of(self, side: int) -> Range | None:
        """The lowest and highest of one side by itself."""
        blocks = [(self._free(side, as_top=True), 1)]
        blocks += [(block, times) for one, times in self._classes for block in one.alone(side)]
        return self._problem(blocks, None, side).range()

    def _problem(self, blocks: list[tuple[Block, int]], bottom: Fraction | None, side: int) -> Problem:
        filled = [(block, times) for block, times in blocks if block]
        return Problem(
            self.known(side), bottom, tuple(block for block, _ in filled), self.warm.book.plan.caps,
            tuple(times for _, times in filled),
        )  # fmt: skip

    def _free(self, side: int, *, as_top: bool = False) -> Block:
        """The openings of one side that hang on nothing else, added up: a bounded number, and an endless one."""
        sheet = self._side(side)
        open_ = sheet.open[self.window] & self._counted
        factors = (ONE, ZERO) if side == TOP or as_top else (ZERO, ONE)
        free = {}
        for endless in (False, True):
            for bottomless in (False, True):
                some = open_ & (sheet.endless[self.window] == endless) & (sheet.bottomless[self.window] == bottomless)
                if some.any():
                    low, high = (
                        Fraction(int(one[self.window][some].sum()), sheet.scale) for one in (sheet.low, sheet.high)
                    )
                    step = Fraction(int(sheet.least[self.window][some].min()), sheet.scale)
                    name = ("open", side, endless, bottomless)
                    free[Var(name, None if bottomless else low, None if endless else high, (), step)] = factors
        return [Alternative(free=free)] if free else []

    # -------------------------------------------------------------------------------- what was read

    @cached_property
    def _notes(self) -> list[tuple[Noted, Bools]]:
        """The reads, with the owners inside of whom each was asked."""
        return [(note, note.where[self.window] & self._inside[note.owners]) for note in self.sheet.notes]

    def _bits(self, name: str) -> int:
        found = 0
        for note, where in self._notes:
            found |= int(np.bitwise_or.reduce(getattr(note.read, name)[self.window][where], initial=np.uint8(0)))
        return found

    @cached_property
    def kinds(self) -> AbstractSet[Kind]:
        """The kinds of the values read."""
        bits = self._bits("kinds")
        found = {kind for place, kind in enumerate(KINDS) if bits >> place & 1}
        return found.union(*(one.trace.kinds for one in self._traces if one.trace))

    @cached_property
    def whys(self) -> AbstractSet[Why]:
        """Why answers are open."""
        bits = self._bits("whys")
        found = {why for place, why in enumerate(WHYS) if bits >> place & 1}
        return found.union(*(one.trace.whys for one in self._traces if one.trace))

    @cached_property
    def elements(self) -> AbstractSet[str]:
        """The elements of which anything was owed or sent."""
        found = {note.read.element.id for note, where in self._notes if note.read.noted[self.window][where].any()}
        return found.union(*(one.trace.elements for one in self._traces if one.trace))

    @property
    def stock_days(self) -> tuple[date, ...]:
        """The days of stocks read in another calendar."""
        found = {
            note.read.periods[self.window].last_day
            for note, where in self._notes
            if note.read.foreign[self.window] and where.any()
        }
        return tuple(sorted(found.union(*(one.trace.stock_days for one in self._traces if one.trace))))

    @property
    def carried(self) -> int:
        """How many stocks were taken from an earlier period."""
        found: set[object] = set()
        for note, where in self._notes:
            read = note.read
            back = read.carried[self.window]
            for place in np.flatnonzero(where & (back > 0)):
                earlier = self.warm.layout.of(read.element.id).ordinal(read.periods[self.window]) - int(back[place])
                found.add((read.element.id, read.category, earlier, int(note.columns[place])))
        for one in self._traces:
            for cell in one.trace.carried if one.trace else ():
                earlier = self.warm.layout.of(cell.element).ordinal(cell.period)
                found.add((cell.element, cell.breakdown, earlier, self.warm.axes.column[cell.lineage]))
        return len(found)

    @property
    def level_ended(self) -> bool:
        """Whether what is read is about a level that no longer exists."""
        return self.sheet.level_ended or any(one.trace.level_ended for one in self._traces if one.trace)

    @property
    def only_unasked(self) -> bool:
        """Whether something was asked of nobody, and nobody sent anything."""
        if self.kinds or any(one.trace.facts for one in self._traces if one.trace):
            return False
        unasked = any((~note.read.noted[self.window][where]).any() for note, where in self._notes)
        return unasked or any(one.trace.not_owed for one in self._traces if one.trace)

    @property
    def hangs_on_reorganisation(self) -> bool:
        """Whether something is open that no report could tell, because places were merged or split."""
        return any(one.hangs_on_reorganisation for one, _ in self._classes)

    @property
    def cells(self) -> Collection[Cell]:
        """The answers read."""
        return Cells(self)

    def read(self) -> Iterator[Cell]:
        """The answers read, one by one."""
        for note, where in self._notes:
            read = note.read
            for column in note.columns[where & read.noted[self.window]]:
                lineage = self.warm.axes.lineages[column]
                yield Cell(read.element.id, read.category, read.periods[self.window], lineage)
        for one in self._traces:
            yield from one.trace.cells if one.trace else ()

    def coverage(self) -> Coverage:
        """How much of what was read has come."""
        counts = np.zeros(8, dtype=np.int64)
        for form, period, senders in self._senders():
            standings = self.warm.owing.standings(form, period, self.on)
            counts += np.bincount(standings[senders], minlength=8)
        return coverage_of(counts)

    def _senders(self) -> list[tuple[Form, Period, Bools]]:
        """Of every form and period read, whose reports: a mask over the map of the period's last day."""
        book, axes, owing = self.warm.book, self.warm.axes, self.warm.owing
        found: dict[tuple[str, Period], Bools] = {}

        def mask(form: Form, period: Period) -> Bools:
            if (form.id, period) not in found:
                found[form.id, period] = np.zeros(len(axes.on(period.last_day).units), dtype=bool)
            return found[form.id, period]

        for note, where in self._notes:
            period, form = note.read.periods[self.window], book.plan.form_of[note.read.element.id]
            owed = owing.owed(form, period)
            subjects = axes.places(owed.epoch)[note.columns[where]]
            senders = owed.sender[subjects[subjects >= 0]]
            mask(form, period)[senders[senders >= 0]] = True
        for one in self._traces:
            for cell in one.trace.cells if one.trace else ():
                owes = obligation_of(book, cell)
                if owes is not None:
                    mask(owes.form, owes.period)[axes.on(owes.period.last_day).position[owes.sender]] = True
        return [(book.plan.forms[form], period, senders) for (form, period), senders in found.items()]


class Cells:
    """The answers behind a tally, listed when somebody asks."""

    def __init__(self, tally: CubeTally) -> None:
        self._tally = tally

    @cached_property
    def _listed(self) -> dict[Cell, None]:
        return dict.fromkeys(self._tally.read())

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def __contains__(self, cell: object) -> bool:
        return cell in self._listed
