"""Reading one element for many orgunits and windows at once, out of a cube.

What is read is noted beside: which answers were asked for, which stand, their kinds, and why some are open.
All arrays are ``[window, member]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from thuocdo.core.reading import Why
from thuocdo.core.values import Kind
from thuocdo.engine.axes import side_by_side
from thuocdo.engine.marks import KIND_SHIFT, KINDS, MARK_BITS, Mark, scale_of
from thuocdo.engine.vectors import Range, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from thuocdo.core.elements import Element
    from thuocdo.core.periods import Period
    from thuocdo.engine.arrays import Bools, Bytes, Ints
    from thuocdo.engine.axes import Epoch
    from thuocdo.engine.cube import Cube
    from thuocdo.engine.warm import Warm


WHYS = (Why.MISSING, Why.LEFT_OPEN, Why.SPLIT, Why.OTHER_MAP, Why.NOT_ASKED)
WHY_BIT = {why: np.uint8(1 << place) for place, why in enumerate(WHYS)}
KIND_BIT = {kind: np.uint8(1 << place) for place, kind in enumerate(KINDS)}
_KIND_BITS = np.array([1 << place for place in range(len(KINDS))], dtype=np.uint8)
_ANSWERED = np.array([mark in (Mark.VALUE, Mark.NO_PAPER) for mark in range(8)])
_ACCEPTED = np.array([mark >= Mark.VALUE for mark in range(8)])
_KEEPS = np.array([mark in (Mark.VALUE, Mark.NO_PAPER, Mark.NOT_APPLICABLE) for mark in range(8)])


@dataclass(frozen=True)
class Way:
    """How cells are read: how many periods back a stock may come from, and whether an ước counts."""

    carry: int = 0
    without_uoc: bool = False


@dataclass(frozen=True, eq=False)
class Ground:
    """The members of one level of a map that are read, by position, and their columns in the cubes."""

    warm: Warm
    epoch: Epoch
    members: Ints

    @cached_property
    def columns(self) -> Ints:
        """Their columns."""
        return self.epoch.lineage[self.members]

    @cached_property
    def where(self) -> Ints | slice:
        """Their columns for indexing: a slice where they stand side by side, which costs nothing to read."""
        return side_by_side(self.columns)


@dataclass(frozen=True, eq=False)
class Read:
    """One element and category in one collection period per window, for every member.

    ``noted`` are the answers that somebody owed or sent. ``out`` does not apply (or was not owed); ``open`` is
    not there. ``whys`` and ``kinds`` are bits, ``carried`` how many periods back a stock was taken from.
    """

    element: Element
    category: str
    periods: tuple[Period, ...]
    value: Ints
    mark: Bytes
    noted: Bools
    open: Bools
    out: Bools
    whys: Bytes
    kinds: Bytes
    carried: Bytes
    foreign: tuple[bool, ...]
    caps: tuple[Any, ...] | None = None

    @property
    def key(self) -> tuple[str, str, tuple[Period, ...]]:
        """What was read."""
        return self.element.id, self.category, self.periods

    def window(self, first: int, periods: tuple[Period, ...]) -> Read:
        """A part of a read of many periods, without copying."""
        rows = slice(first, first + len(periods))
        caps = None if self.caps is None else tuple(one[rows] for one in self.caps)
        return Read(
            self.element, self.category, periods, self.value[rows], self.mark[rows], self.noted[rows], self.open[rows],
            self.out[rows], self.whys[rows], self.kinds[rows], self.carried[rows], self.foreign[rows], caps,
        )  # fmt: skip

    def amount(self) -> Range:
        """The answers as ranges: known, or as far as the element's range and its caps leave."""
        element, scale = self.element, scale_of(self.element)
        low, high = (element.low, element.high) if element.is_numeric else (0, 1)
        least, most = _whole(low, scale), None if high is None else _whole(high, scale)
        lows = np.where(self.open, least, self.value)
        highs = lows if most is None else np.where(self.open, most, self.value)
        endless = self.open & (most is None)
        if self.caps is not None:
            floor, ceiling, capped = self.caps
            lows = np.where(self.open, np.maximum(lows, floor), lows)
            lower = self.open & capped & (endless | (ceiling < highs))
            highs, endless = np.where(lower, ceiling, highs), endless & ~capped
            highs = np.where(endless, lows, highs)
        nowhere = np.zeros_like(self.open)
        most_of_all = max(_most(lows), _most(highs))
        return Range(lows, highs, endless, nowhere, self.open, self.out, scale, most_of_all, step=1)


@dataclass(frozen=True, eq=False)
class Run:
    """A read in several collection periods: the ``whole`` of it, step after step, and each step by itself."""

    whole: Read
    steps: tuple[Read, ...]


def _whole(number: Fraction | int, scale: int) -> int:
    scaled = number * scale
    if scaled.denominator != 1:
        raise UnsupportedError("range_between_steps")
    return int(scaled)


def _most(values: Ints) -> int:
    return int(np.abs(values).max(initial=0))


@dataclass(eq=False)
class Reads:
    """Reads elements on one ground, and remembers what it read."""

    ground: Ground
    way: Way
    made: list[Read] = field(default_factory=list)
    fixed: list[Ints] = field(default_factory=list)
    backwards: set[date] = field(default_factory=set)
    windows: int = 1

    @cached_property
    def hard(self) -> Bools:
        """Where (window × member) values are not the member's own lineage's."""
        return np.zeros((self.windows, len(self.ground.members)), dtype=bool)

    def read(self, element: Element, category: str, steps: Sequence[tuple[Period, ...]], asked: Asked) -> Run:
        """One element and category in some collection periods per window, all in one go."""
        warm = self.ground.warm
        cube = warm.cube(element.id)
        slot = cube.slots.numbers[element.id, category]
        flat = tuple(period for step in steps for period in step)
        places = cube.indices(flat)
        value, byte = self._gathered(cube, slot, places)
        byte = self._as_allowed(byte)
        owed = self._owed(element, places)
        carried = np.zeros(byte.shape, dtype=np.uint8)
        if self.way.carry and element.is_stock:
            value, byte, carried = self._carried(cube, slot, places, (value, byte, owed))
        mark = byte & MARK_BITS
        accepted = _ACCEPTED[mark]
        noted = owed | accepted
        out = mark == Mark.NOT_APPLICABLE
        open_ = noted & ~_ANSWERED[mark] & ~out
        whys = np.where(open_, np.where(accepted, WHY_BIT[Why.LEFT_OPEN], WHY_BIT[Why.MISSING]), np.uint8(0))
        if element.is_stock and not asked.inside:
            # A flow that nobody was asked for is simply not there; a stock that nobody asked for is unknown.
            open_ = open_ | ~noted
            whys = np.where(noted, whys, WHY_BIT[Why.NOT_ASKED])
        else:
            out = out | ~noted
        self._note_hard(steps)
        whole = Read(
            element, category, flat, np.where(open_ | out, 0, value), mark.astype(np.uint8), noted, open_, out,
            whys.astype(np.uint8), np.where(accepted, _KIND_BITS[byte >> KIND_SHIFT], np.uint8(0)),
            carried, tuple(period.calendar is not asked.calendar for period in flat),
            self._caps(element, category, cube, places),
        )  # fmt: skip
        run = Run(whole, tuple(whole.window(number * len(steps[0]), step) for number, step in enumerate(steps)))
        self.made += run.steps
        return run

    def _owed(self, element: Element, places: Ints) -> Bools:
        """By whom the element was owed in each period."""
        found = self.ground.warm.owed(element.id)[np.maximum(places, 0)][:, self.ground.where]
        if (places < 0).any():
            found = found & (places >= 0)[:, None]
        return found

    def _gathered(self, cube: Cube, slot: int, places: Ints) -> tuple[Ints, Bytes]:
        """Values and bytes of one slot; nothing outside the cube's periods."""
        inside = np.maximum(places, 0)
        value, byte = cube.values[slot][inside][:, self.ground.where], cube.bytes[slot][inside][:, self.ground.where]
        if (places < 0).any():
            value[places < 0], byte[places < 0] = 0, 0
        return value, byte

    def _as_allowed(self, byte: Bytes) -> Bytes:
        """An ước reads as not there where none may count."""
        if not self.way.without_uoc:
            return byte
        is_uoc = (byte >> KIND_SHIFT) == KINDS.index(Kind.UOC)
        return np.where(is_uoc, np.uint8(0), byte)

    def _carried(
        self, cube: Cube, slot: int, places: Ints, now: tuple[Ints, Bytes, Bools]
    ) -> tuple[Ints, Bytes, Bytes]:
        """A stock not there, taken from the last period that has it."""
        value, byte, owed = now
        carried = np.zeros(byte.shape, dtype=np.uint8)
        wanted = owed & ~_ACCEPTED[byte & MARK_BITS]
        for back in range(1, self.way.carry + 1):
            earlier = np.where(places < back, -1, places - back)
            old_value, old_byte = self._gathered(cube, slot, earlier)
            old_byte = self._as_allowed(old_byte)
            takes = wanted & (carried == 0) & _KEEPS[old_byte & MARK_BITS]
            value, byte = np.where(takes, old_value, value), np.where(takes, old_byte, byte)
            carried[takes] = back
        return value, byte, carried

    def _note_hard(self, steps: Sequence[tuple[Period, ...]]) -> None:
        """Members whose values for a period are not their own lineage's: mergers and splits lie between."""
        axes, ground = self.ground.warm.axes, self.ground
        seen = axes.number(ground.epoch.map.day)
        for step in steps:
            for window, period in enumerate(step):
                if axes.number(period.last_day) == seen:
                    continue
                same, backwards = axes.direct(ground.epoch.map.day, period.last_day)
                self.hard[window] |= ~same[ground.members]
                if backwards[ground.members].any():
                    self.backwards.add(period.last_day)

    def _caps(self, element: Element, category: str, cube: Cube, places: Ints) -> tuple[Ints, Ints, Bools] | None:
        """What the checks leave of the range: a floor, a ceiling, and where there is a ceiling."""
        pairs = () if category else self.ground.warm.book.caps.get(element.id, ())
        if not pairs:
            return None
        shape = len(places), len(self.ground.members)
        floor, ceiling = np.full(shape, -(2**62), dtype=np.int64), np.full(shape, 2**62, dtype=np.int64)
        for smaller, larger in pairs:
            other = larger if element.id == smaller else smaller
            slot = cube.slots.numbers.get((other, category))
            if slot is None:
                continue
            elements = self.ground.warm.book.plan.elements
            if scale_of(elements[other]) != scale_of(element):
                raise UnsupportedError("caps_of_unlike_decimals")
            value, byte = self._gathered(cube, slot, places)
            known = (byte & MARK_BITS) == Mark.VALUE
            if element.id == smaller:
                ceiling = np.where(known, np.minimum(ceiling, value), ceiling)
            else:
                floor = np.where(known, np.maximum(floor, value), floor)
        return floor, ceiling, ceiling < 2**62


@dataclass(frozen=True)
class Asked:
    """From where a read is asked: whether inside ``every quarter (…)``, and in which calendar."""

    inside: bool
    calendar: object
