"""Reading one element for many orgunits and windows at once, out of a cube.

What is read is noted beside: which answers were asked for, which stand, their kinds, and why some are open.
All arrays are ``[window, member]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.reading import Why
from thuocdo.core.values import Kind
from thuocdo.engine.marks import KIND_SHIFT, KINDS, MARK_BITS, Mark, scale_of
from thuocdo.engine.vectors import Range, UnsupportedError

if TYPE_CHECKING:
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

    def only(self, places: Ints) -> Ground:
        """Some of the members."""
        return Ground(self.warm, self.epoch, self.members[places])


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
    caps: tuple[Ints, Ints, Bools] | None = None

    @property
    def key(self) -> tuple[str, str, tuple[Period, ...]]:
        """What was read."""
        return self.element.id, self.category, self.periods

    def amount(self) -> Range:
        """The answers as ranges: known, or as far as the element's range and its caps leave."""
        element, scale = self.element, scale_of(self.element)
        low, high = (element.low, element.high) if element.is_numeric else (0, 1)
        least, most = _whole(low, scale), None if high is None else _whole(high, scale)
        lows = np.where(self.open, least, self.value)
        highs = np.where(self.open, 0 if most is None else most, self.value)
        endless = self.open & (most is None)
        if self.caps is not None:
            floor, ceiling, capped = self.caps
            lows = np.where(self.open, np.maximum(lows, floor), lows)
            lower = self.open & capped & (endless | (ceiling < highs))
            highs, endless = np.where(lower, ceiling, highs), endless & ~capped
        nowhere = np.zeros_like(self.open)
        most_of_all = max(_most(lows), _most(highs))
        return Range(lows, highs, endless, nowhere, self.open, self.out, scale, most_of_all, step=1)


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

    def read(self, element: Element, category: str, periods: tuple[Period, ...], asked: Asked) -> Read:
        """One collection period per window."""
        warm, columns = self.ground.warm, self.ground.columns
        cube = warm.cube(element.id)
        slot = cube.slots.numbers[element.id, category]
        places = [cube.index(period) for period in periods]
        value, byte = _gathered(cube, slot, places, columns)
        byte = self._as_allowed(byte)
        owed = np.stack([warm.owed_columns(element.id, period)[columns] for period in periods])
        carried = np.zeros(byte.shape, dtype=np.uint8)
        if self.way.carry and element.is_stock:
            value, byte, carried = self._carried(cube, slot, places, (value, byte, owed))
        mark = byte & MARK_BITS
        accepted = _ACCEPTED[mark]
        noted = owed | accepted
        not_owed = ~owed & ~accepted
        out = mark == Mark.NOT_APPLICABLE
        open_ = noted & ~_ANSWERED[mark] & ~out
        whys = np.where(open_, np.where(accepted, WHY_BIT[Why.LEFT_OPEN], WHY_BIT[Why.MISSING]), np.uint8(0))
        if element.is_stock and not asked.inside:
            # A flow that nobody was asked for is simply not there; a stock that nobody asked for is unknown.
            open_ = open_ | not_owed
            whys = np.where(not_owed, WHY_BIT[Why.NOT_ASKED], whys)
        else:
            out = out | not_owed
        self._note_hard(periods)
        found = Read(
            element, category, periods, np.where(open_ | out, 0, value), mark.astype(np.uint8), noted, open_, out,
            whys.astype(np.uint8), np.where(accepted, np.uint8(1) << (byte >> KIND_SHIFT), 0).astype(np.uint8),
            carried, tuple(period.calendar is not asked.calendar for period in periods),
            self._caps(element, category, cube, places),
        )  # fmt: skip
        self.made.append(found)
        return found

    def _as_allowed(self, byte: Bytes) -> Bytes:
        """An ước reads as not there where none may count."""
        if not self.way.without_uoc:
            return byte
        is_uoc = (byte >> KIND_SHIFT) == KINDS.index(Kind.UOC)
        return np.where(is_uoc, np.uint8(0), byte)

    def _carried(
        self, cube: Cube, slot: int, places: list[int | None], now: tuple[Ints, Bytes, Bools]
    ) -> tuple[Ints, Bytes, Bytes]:
        """A stock not there, taken from the last period that has it."""
        value, byte, owed = now
        carried = np.zeros(byte.shape, dtype=np.uint8)
        wanted = owed & ~_ACCEPTED[byte & MARK_BITS]
        for back in range(1, self.way.carry + 1):
            earlier = [None if p is None or p < back else p - back for p in places]
            old_value, old_byte = _gathered(cube, slot, earlier, self.ground.columns)
            old_byte = self._as_allowed(old_byte)
            takes = wanted & (carried == 0) & _KEEPS[old_byte & MARK_BITS]
            value, byte = np.where(takes, old_value, value), np.where(takes, old_byte, byte)
            carried[takes] = back
        return value, byte, carried

    def _note_hard(self, periods: tuple[Period, ...]) -> None:
        """Members whose values for a period are not their own lineage's: mergers and splits lie between."""
        axes, ground = self.ground.warm.axes, self.ground
        for window, period in enumerate(periods):
            same, backwards = axes.direct(ground.epoch.map.day, period.last_day)
            self.hard[window] |= ~same[ground.members]
            if backwards[ground.members].any():
                self.backwards.add(period.last_day)

    def _caps(
        self, element: Element, category: str, cube: Cube, places: list[int | None]
    ) -> tuple[Ints, Ints, Bools] | None:
        """What the checks leave of the range: a floor, a ceiling, and where there is a ceiling."""
        pairs = self.ground.warm.book.caps.get(element.id, ())
        if not pairs:
            return None
        shape = len(places), len(self.ground.columns)
        floor, ceiling = np.full(shape, -(2**62), dtype=np.int64), np.full(shape, 2**62, dtype=np.int64)
        for smaller, larger in pairs:
            other = larger if element.id == smaller else smaller
            slot = cube.slots.numbers.get((other, category))
            if slot is None:
                continue
            elements = self.ground.warm.book.plan.elements
            if scale_of(elements[other]) != scale_of(element):
                raise UnsupportedError("caps_of_unlike_decimals")
            value, byte = _gathered(cube, slot, places, self.ground.columns)
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


def _gathered(cube: Cube, slot: int, places: list[int | None], columns: Ints) -> tuple[Ints, Bytes]:
    """Values and bytes of one slot; nothing outside the cube's periods."""
    rows = np.array([0 if place is None else place for place in places])
    value = cube.values[slot][rows[:, None], columns]
    byte = cube.bytes[slot][rows[:, None], columns]
    for number, place in enumerate(places):
        if place is None:
            value[number], byte[number] = 0, 0
    return value, byte
