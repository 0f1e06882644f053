"""One indicator for every orgunit of a map at once, before anything is rolled up.

A sheet has a row per window and a column per *owner*: each version of an orgunit that contributes. Contributions
that are known are whole numbers; what is open ranges between a low and a high. Openings that hang together (a
cell read twice, a cap between two open cells, a merged orgunit) are *classes*: alternatives worked out once by
the plain calculator for all owners alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.engine.axes import side_by_side
from thuocdo.engine.reads import Way
from thuocdo.engine.vectors import BOUND, MAYBE, OUT, YES, UnsupportedError

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.indicators import Indicator
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan
    from thuocdo.core.reading import Only
    from thuocdo.engine.arrays import Bools, Ints, Truths
    from thuocdo.engine.axes import Epoch
    from thuocdo.engine.classes import Class
    from thuocdo.engine.reads import Read
    from thuocdo.engine.vectors import Range


@dataclass(frozen=True)
class Drawing:
    """What a sheet is of: an indicator, in periods whose maps are one epoch, read in a way for each side."""

    indicator: Indicator
    periods: tuple[Period, ...]
    epoch: Epoch
    on: date
    only: tuple[Only, ...] = ()
    ways: tuple[Way, Way] = (Way(), Way())


@dataclass(eq=False)
class SideSheet:
    """One side. ``told`` owners have a known part, ``open`` ones an open part from ``low`` to ``high``, in which the
    least above nought is ``least``; all over ``scale``. ``applies`` where there is anything to count.
    """

    known: Ints
    low: Ints
    high: Ints
    least: Ints
    told: Bools
    open: Bools
    endless: Bools
    bottomless: Bools
    applies: Bools
    scale: int = 1
    constant: Fraction = Fraction(0)
    counts: bool = False

    @staticmethod
    def empty(shape: tuple[int, int]) -> SideSheet:
        """A side to which nobody has contributed yet."""

        def zeros() -> Ints:
            return np.zeros(shape, dtype=np.int64)

        def nowhere() -> Bools:
            return np.zeros(shape, dtype=bool)

        return SideSheet(
            zeros(), zeros(), zeros(), np.full(shape, BOUND, dtype=np.int64),
            nowhere(), nowhere(), nowhere(), nowhere(), nowhere(),
        )  # fmt: skip

    def put_constant(self, value: Fraction) -> None:
        """A number that nobody in particular contributes."""
        self.constant += value
        self.counts = True

    def add(self, owners: Ints, guard: Truths, amount: Range, factor: Fraction, *, where: Bools) -> None:
        """Contributions of some owners: each counted if its guard holds, worth its amount."""
        amount = amount.times(factor)
        self._rescale(lcm(self.scale, amount.scale))
        amount = amount.scaled(self.scale)
        counted = where & ~amount.out & (guard != OUT)
        sure, maybe = counted & (guard == YES), counted & (guard == MAYBE)
        known = sure & ~amount.open
        open_ = maybe | (sure & amount.open)
        place = side_by_side(owners)
        self.known[:, place] += amount.low if known.all() else np.where(known, amount.low, 0)
        self.told[:, place] |= known
        self.applies[:, place] |= counted
        window, member = np.nonzero(open_)
        if len(window):
            self._add_open((window, owners[member]), maybe[window, member], _picked(amount, (window, member)))

    def _add_open(self, place: tuple[Ints, Ints], maybe: Bools, amount: Range) -> None:
        """Contributions that are open, one by one: where it is not sure that they count they may be nought."""
        low = np.where(maybe, np.minimum(amount.low, 0), amount.low)
        high = np.where(maybe, np.maximum(amount.high, 0), amount.high)
        self.low[place] += low
        self.high[place] += high
        least = np.where(low > 0, low, np.where(amount.open, amount.step, amount.high))
        least = np.where(maybe & (amount.low > 0), amount.low, least)
        self.least[place] = np.minimum(self.least[place], np.where(least > 0, least, BOUND))
        self.endless[place] |= amount.endless
        self.bottomless[place] |= amount.bottomless
        self.open[place] = True

    def _rescale(self, scale: int) -> None:
        if scale == self.scale:
            return
        by = scale // self.scale
        most = max(int(np.abs(one).max(initial=0)) for one in (self.known, self.low, self.high))
        if most * by >= 2**53:
            raise UnsupportedError("too_large")
        for one in (self.known, self.low, self.high):
            one *= by
        self.least = np.where(self.least < BOUND, self.least * by, BOUND)
        self.scale = scale


def _picked(amount: Range, places: tuple[Ints, Ints]) -> Range:
    """Some of the amounts, one after the other."""
    names = ("low", "high", "endless", "bottomless", "open", "out")
    return replace(amount, **{name: getattr(amount, name)[places] for name in names})


@dataclass(eq=False)
class Layer:
    """Which class each owner is of, by window; -1 for none."""

    of: Ints
    classes: list[Class]

    def add(self, one: Class) -> int:
        """One more class; its number."""
        self.classes.append(one)
        return len(self.classes) - 1


@dataclass(frozen=True, eq=False)
class Noted:
    """A read with its owners, their columns in the cubes, and where (window × owner) it was asked."""

    read: Read
    owners: Ints
    columns: Ints
    where: Bools


@dataclass(eq=False)
class Sheet:
    """Both sides, and what was read for them. ``slot`` is where each owner's ground lies on the map (-1: nowhere).

    ``torn`` are positions whose subtree holds only a part of some owner's ground.
    """

    epoch: Epoch
    top: SideSheet
    bottom: SideSheet | None
    slot: Ints
    outside: Bools
    torn: frozenset[int] = frozenset()
    layers: list[Layer] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    level_ended: bool = False

    @property
    def sides(self) -> tuple[SideSheet, ...]:
        """The numerator, and the denominator where there is one."""
        return (self.top,) if self.bottom is None else (self.top, self.bottom)

    def reads_of(self, plan: Plan, way_back: int) -> frozenset[tuple[str, Period]]:
        """The forms and periods on which it hangs: read, capping what is read, or giving a stock carried forward."""
        cells = {(note.read.element.id, period) for note in self.notes for period in note.read.periods}
        traces = [one.trace for layer in self.layers for one in layer.classes if one.trace is not None]
        cells |= {(cell.element, cell.period) for trace in traces for cell in trace.cells}
        found: set[tuple[str, Period]] = set()
        for element, period in cells:
            tied = {name for pair in plan.caps if element in pair for name in pair}
            forms = {plan.form_of[name].id for name in {element, *tied} if name in plan.form_of}
            for form in forms:
                found.update((form, period.next(-back)) for back in range(way_back + 1))
        return frozenset(found)

    def side(self, *, on_top: bool) -> SideSheet:
        """One of the sides."""
        if on_top:
            return self.top
        assert self.bottom is not None
        return self.bottom

    @property
    def layers_traced(self) -> bool:
        """Whether something was read apart from the cubes."""
        return any(one.trace is not None for layer in self.layers for one in layer.classes)

    def lay(self, layer: Layer) -> None:
        """Lay classes over the owners; to some of them the question may not apply."""
        self.layers.append(layer)
        out = np.array([one.outside for one in layer.classes], dtype=bool)
        placed = layer.of >= 0
        self.outside[placed] |= out[layer.of[placed]]
