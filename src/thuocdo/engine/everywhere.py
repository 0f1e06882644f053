"""An indicator for every orgunit of the map and many periods at once: what maps, tables and exports ask for.

Known counts, both ends of the bounds and coverage come off one sheet per map, rolled up by one running sum over
positions in pre-order. The few places whose openings hang together are worked out one by one off the same sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.amounts import ZERO
from thuocdo.core.parts import NotSoundError
from thuocdo.core.tally import BOTTOM, TOP
from thuocdo.core.tasks import Task, map_day
from thuocdo.engine.drawing import drawn
from thuocdo.engine.sheet import Drawing
from thuocdo.engine.tally import CubeTally
from thuocdo.engine.vectors import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.book import Question
    from thuocdo.core.periods import Period
    from thuocdo.engine.arrays import Bools, Ints
    from thuocdo.engine.axes import Epoch
    from thuocdo.engine.calculator import Engine
    from thuocdo.engine.sheet import Sheet, SideSheet
    from thuocdo.engine.warm import Warm


@dataclass(eq=False)
class Everywhere:
    """One map's figures as ``[period, position]``, positions in pre-order (``epoch.units``).

    Known sums and both ends are whole numbers over ``scales`` (numerator, denominator). ``unbounded`` where an end
    is open; ``undefined`` where some way of completion leaves nothing to divide by, or there are no bounds.
    """

    epoch: Epoch
    periods: tuple[Period, ...]
    scales: tuple[int, int]
    numerator: Ints
    denominator: Ints
    low: tuple[Ints, Ints]
    high: tuple[Ints, Ints]
    unbounded: tuple[Bools, Bools]
    undefined: Bools
    expected: Ints
    accepted: Ints
    waiting: Ints
    missing: Ints


def everywhere(engine: Engine, question: Question, indicator_id: str, periods: Sequence[Period]) -> list[Everywhere]:
    """An indicator for every orgunit, in runs of periods that share a map.

    :raises UnsupportedError: a form that the cubes do not work out; ask ``Engine.figure`` place by place
    :raises NotComputableError: the formula cannot be read in these periods
    """
    indicator = engine.book.plan.indicators[indicator_id]
    warm = engine.warm(question.known_at)

    def epochs(period: Period) -> tuple[int, int, int]:
        seen = map_day(engine.book, Task(indicator, period, ""), question.map_on)
        return tuple(engine.axes.number(day) for day in (seen, period.first_day, period.last_day))  # type: ignore[return-value]

    found = []
    for _, run in groupby(periods, key=epochs):
        some = tuple(run)
        seen = map_day(engine.book, Task(indicator, some[0], ""), question.map_on)
        drawing = Drawing(indicator, some, engine.axes.on(seen), question.on)
        found.append(_rolled(warm, drawing, drawn(warm, drawing)))
    return found


def _rolled(warm: Warm, drawing: Drawing, sheet: Sheet) -> Everywhere:
    roll = _Roll(sheet)
    top = _side(sheet.top, roll)
    bottom = _side(sheet.bottom, roll) if sheet.bottom is not None else _ones(top)
    low, high, unbounded = _ends(top, bottom)
    counts = _coverage(warm, drawing, sheet)
    made = Everywhere(
        drawing.epoch, drawing.periods, (sheet.top.scale, 1 if sheet.bottom is None else sheet.bottom.scale),
        top.known, bottom.known, low, high, unbounded,
        np.zeros(top.known.shape, dtype=bool), *counts,
    )  # fmt: skip
    alone = roll.classes() | (((bottom.known + bottom.low) <= 0) if sheet.bottom is not None else False)
    _one_by_one(made, warm, drawing, sheet, alone)
    return made


class _Roll:
    """From owners to positions, and from positions to subtrees."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.owners = np.flatnonzero(sheet.slot >= 0)
        self.slots = sheet.slot[self.owners]
        self.size = len(sheet.epoch.units)
        self.plain = len(np.unique(self.slots)) == len(self.slots)
        self.out = sheet.outside[:, self.owners]
        self.anyone_out = bool(self.out.any())

    def up(self, owned: Ints) -> Ints:
        """The sums over every subtree of what owners have."""
        mine = owned[:, self.owners]
        if self.anyone_out:
            mine = np.where(self.out, 0, mine)
        running = np.zeros((len(mine), self.size + 1), dtype=np.int64)
        if self.plain:
            running[:, self.slots + 1] = mine
        else:
            for row, values in zip(running, mine, strict=True):
                np.add.at(row, self.slots + 1, values)
        np.cumsum(running, axis=1, out=running)
        return running[:, self.sheet.epoch.end] - running[:, :-1]

    def classes(self) -> Bools:
        """Where a subtree holds owners of a class."""
        found = np.zeros((len(self.sheet.outside), self.size), dtype=bool)
        for layer in self.sheet.layers:
            found |= self.up((layer.of >= 0).astype(np.int64)) > 0
        return found


@dataclass(eq=False)
class _Side:
    """One side everywhere: the known sum, and how low and high what is open can go."""

    known: Ints
    low: Ints
    high: Ints
    endless: Bools | None
    bottomless: Bools | None


def _side(side: SideSheet, roll: _Roll) -> _Side:
    constant = side.constant * side.scale
    if constant.denominator != 1:
        raise UnsupportedError("constant_between_steps")
    known = roll.up(side.known) + int(constant)
    if not side.open.any():
        none = np.zeros_like(known)
        return _Side(known, none, none, None, None)
    ends = [roll.up(flag.astype(np.int64)) > 0 if flag.any() else None for flag in (side.endless, side.bottomless)]
    return _Side(known, roll.up(side.low), roll.up(side.high), *ends)


def _ones(like: _Side) -> _Side:
    """The denominator of what is no ratio."""
    one, none = np.ones_like(like.known), np.zeros_like(like.known)
    return _Side(one, none, none, None, None)


Ends = tuple["Ints", "Ints"]


def _ends(top: _Side, bottom: _Side) -> tuple[Ends, Ends, tuple[Bools, Bools]]:
    """Both ends where nothing hangs together: the least over the most, the most over the least."""
    least, most = top.known + top.low, top.known + top.high
    fewest, widest = bottom.known + bottom.low, bottom.known + bottom.high
    low = least, np.where(least >= 0, widest, fewest)
    high = most, np.where(most >= 0, fewest, widest)
    if bottom.endless is not None:
        # Over a denominator without end it comes as near to nought as one likes.
        none = bottom.endless
        low = np.where(none & (least > 0), 0, least), np.where(none & (least > 0), 1, low[1])
        high = np.where(none & (most < 0), 0, most), np.where(none & (most < 0), 1, high[1])
    unbounded = tuple(
        np.zeros(least.shape, dtype=bool) if flag is None else flag for flag in (top.bottomless, top.endless)
    )
    return low, high, unbounded  # type: ignore[return-value]


def _one_by_one(made: Everywhere, warm: Warm, drawing: Drawing, sheet: Sheet, alone: Bools) -> None:
    """The ends, and the known sums, of places whose openings hang together."""
    for window, place in np.argwhere(alone):
        tally = CubeTally(warm, sheet, int(place), drawing.on, int(window))
        at = int(window), int(place)
        for side, known in ((TOP, made.numerator), (BOTTOM, made.denominator)):
            if side == TOP or drawing.indicator.is_ratio:
                known[at] = int(tally.known(side) * made.scales[side])
        try:
            found = tally.range()
        except NotSoundError:
            found = None
        made.undefined[at] = found is None or found.may_be_undefined
        if found is None:
            continue
        for number, (end, into) in enumerate(((found.low, made.low), (found.high, made.high))):
            made.unbounded[number][at] = end.value is None
            value = end.value or ZERO  # an end that is only come near to is told as a share
            reached = end.reached or (Fraction(value.numerator), Fraction(value.denominator))
            for part, array, scale in zip(reached, into, made.scales, strict=True):
                array[at] = int(part * scale)


# ---------------------------------------------------------------------------------------- coverage


def _coverage(warm: Warm, drawing: Drawing, sheet: Sheet) -> tuple[Ints, Ints, Ints, Ints]:
    """Expected, accepted, waiting and missing, everywhere."""
    shape = len(drawing.periods), len(drawing.epoch.units)
    if not _is_simple(warm, drawing, sheet):
        return _counted_one_by_one(warm, drawing, sheet, shape)
    total = np.zeros((4, *shape), dtype=np.int64)
    seen = set()
    for note in sheet.notes:
        form = warm.book.plan.form_of[note.read.element.id]
        if (form.id, note.read.periods) not in seen:
            seen.add((form.id, note.read.periods))
            total += warm.rolled(form, note.read.periods, drawing.on)
    return total[0], total[1], total[2], total[3]


def _is_simple(warm: Warm, drawing: Drawing, sheet: Sheet) -> bool:
    """Whether every report read is about its own sender, asked of all, and stands on the map that is seen."""
    if sheet.layers_traced:
        return False
    seen, places = warm.axes.number(drawing.epoch.map.day), warm.axes.places(drawing.epoch)
    read = {period for note in sheet.notes for period in note.read.periods}
    if any(warm.axes.number(period.last_day) != seen for period in read):
        return False
    for note in sheet.notes:
        form = warm.book.plan.form_of[note.read.element.id]
        if form.about is not None or not note.where.all():
            return False
        if {int(level) for level in form.senders} != set(drawing.epoch.level[places[note.columns]].tolist()):
            return False
    return True


def _counted_one_by_one(
    warm: Warm, drawing: Drawing, sheet: Sheet, shape: tuple[int, int]
) -> tuple[Ints, Ints, Ints, Ints]:
    total = np.zeros((4, *shape), dtype=np.int64)
    for window in range(shape[0]):
        for place in range(shape[1]):
            one = CubeTally(warm, sheet, place, drawing.on, window).coverage()
            total[:, window, place] = one.expected, one.accepted, one.waiting, one.missing
    return total[0], total[1], total[2], total[3]
