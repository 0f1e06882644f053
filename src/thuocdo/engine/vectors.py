"""Truths and ranges of many orgunits at once: the arithmetic of ``core.amounts`` on arrays.

A truth is one byte: ``NO``, ``YES``, ``MAYBE`` or ``OUT`` (does not apply). A range is the lowest and highest an
amount can be, equal where it is known; whole numbers over a common ``scale``, so that nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from thuocdo.engine.arrays import Bools, Ints, Truths


NO, YES, MAYBE, OUT = np.int8(0), np.int8(1), np.int8(2), np.int8(3)
BOUND = 2**62


class UnsupportedError(Exception):
    """A form that the cubes do not work out; the plain calculator does, with why as a stable word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def every(truths: Sequence[Truths] | Truths) -> Truths:
    """``and``: no as soon as one is no; what does not apply drops out.

    >>> every([np.array([YES, YES, OUT]), np.array([OUT, MAYBE, OUT])]).tolist()
    [1, 2, 3]
    """
    return _joined(truths, NO, YES)


def some(truths: Sequence[Truths] | Truths) -> Truths:
    """``or``: yes as soon as one is yes.

    >>> some([np.array([NO, NO, OUT]), np.array([YES, OUT, NO])]).tolist()
    [1, 0, 0]
    """
    return _joined(truths, YES, NO)


def _joined(truths: Sequence[Truths] | Truths, decides: np.int8, other: np.int8) -> Truths:
    if len(truths) == 1:
        return truths[0]
    stacked = np.asarray(truths)
    found = np.where((stacked == other).any(axis=0), other, OUT)
    found[(stacked == MAYBE).any(axis=0)] = MAYBE
    found[(stacked == decides).any(axis=0)] = decides
    return found


def contrary(truth: Truths) -> Truths:
    """``not``: what is open stays open, what does not apply still does not."""
    return np.where(truth < MAYBE, np.int8(1) - truth, truth).astype(np.int8)


def told(yes: Bools, *, open_: Bools, out: Bools) -> Truths:
    """A truth from its parts."""
    found = yes.astype(np.int8)
    found[open_] = MAYBE
    found[out] = OUT
    return found


@dataclass(frozen=True, eq=False)
class Range:
    """Amounts: ``low`` and ``high`` over ``scale``; ``endless`` without a highest, ``bottomless`` without a lowest.

    Where they are endless, ``high`` is how far the rest can go while what has no end stays where it begins.
    ``most`` is no less than any of them, ``step`` the least that an open one can grow by.
    """

    low: Ints
    high: Ints
    endless: Bools
    bottomless: Bools
    open: Bools
    out: Bools
    scale: int
    most: int
    step: int = BOUND

    @staticmethod
    def constant(value: Fraction, shape: tuple[int, ...]) -> Range:
        """The same known number everywhere."""
        whole = np.full(shape, value.numerator, dtype=np.int64)
        nowhere = np.zeros(shape, dtype=bool)
        return Range(whole, whole, nowhere, nowhere, nowhere, nowhere, value.denominator, abs(value.numerator))

    def scaled(self, scale: int) -> Range:
        """The same amounts over a multiple of the scale."""
        if scale == self.scale:
            return self
        return self._times(scale // self.scale, scale)

    def _times(self, by: int, scale: int) -> Range:
        most = _within(self.most * abs(by))
        low, high, step = self.low * by, self.high * by, min(self.step * abs(by), BOUND)
        if by < 0:
            return Range(high, low, self.bottomless, self.endless, self.open, self.out, scale, most, step)
        return Range(low, high, self.endless, self.bottomless, self.open, self.out, scale, most, step)

    def times(self, factor: Fraction) -> Range:
        """Each amount times a number."""
        if factor == 1:
            return self
        return self._times(factor.numerator, self.scale * factor.denominator)

    def plus(self, other: Range) -> Range:
        """The sum. What does not apply counts for nothing; where neither applies, the sum does not."""
        scale = lcm(self.scale, other.scale)
        one, two = self.scaled(scale).emptied(), other.scaled(scale).emptied()
        return Range(
            one.low + two.low,
            one.high + two.high,
            one.endless | two.endless,
            one.bottomless | two.bottomless,
            one.open | two.open,
            one.out & two.out,
            scale,
            _within(one.most + two.most),
            min(one.step, two.step),
        )

    def summed(self, steps: int) -> Range:
        """The sum of as many stretches of rows as there are steps, laid one after another."""
        if steps == 1:
            return self
        one = self.emptied()

        shape = steps, len(one.low) // steps, one.low.shape[1]

        def any_of(flags: Bools) -> Bools:
            found: Bools = np.any(flags.reshape(shape), axis=0)
            return found

        return Range(
            one.low.reshape(shape).sum(axis=0),
            one.high.reshape(shape).sum(axis=0),
            any_of(one.endless),
            any_of(one.bottomless),
            any_of(one.open),
            ~any_of(~one.out),
            one.scale,
            _within(one.most * steps),
            one.step,
        )

    def emptied(self) -> Range:
        """Nought and known where it does not apply."""
        if not self.out.any():
            return self
        stays = ~self.out
        return Range(
            np.where(stays, self.low, 0),
            np.where(stays, self.high, 0),
            self.endless & stays,
            self.bottomless & stays,
            self.open & stays,
            self.out,
            self.scale,
            self.most,
            self.step,
        )


def _within(most: int) -> int:
    if most >= BOUND:
        raise UnsupportedError("too_large")
    return most


def highest(ranges: Sequence[Range]) -> Range:
    """The highest of what applies."""
    scale = lcm(*(one.scale for one in ranges))
    some_ = [one.scaled(scale) for one in ranges]
    found = some_[0]
    for one in some_[1:]:
        found = _higher(found, one)
    return found


def _higher(one: Range, two: Range) -> Range:
    both = ~one.out & ~two.out
    low = np.where(both, np.maximum(one.low, two.low), np.where(one.out, two.low, one.low))
    high = np.where(both, np.maximum(one.high, two.high), np.where(one.out, two.high, one.high))
    endless = (one.endless & ~one.out) | (two.endless & ~two.out)
    return Range(
        low,
        np.where(endless, low, high),
        endless,
        np.where(both, one.bottomless & two.bottomless, np.where(one.out, two.bottomless, one.bottomless)),
        (one.open & ~one.out) | (two.open & ~two.out),
        one.out & two.out,
        one.scale,
        max(one.most, two.most),
        min(one.step, two.step),
    )


def compared(operator: str, left: Range, right: Range) -> Truths:
    """Whether left stands to right as the operator says, where that can be told (see ``amounts.compared``)."""
    scale = lcm(left.scale, right.scale)
    one, two = left.scaled(scale), right.scaled(scale)
    _within(one.most + two.most)
    low, high = one.low - two.high, one.high - two.low
    no_low, no_high = one.bottomless | two.endless, one.endless | two.bottomless
    yes, no = _ends(operator, low, high, has_low=~no_low, has_high=~no_high)
    return told(yes, open_=~yes & ~no, out=one.out | two.out)


def _ends(operator: str, low: Ints, high: Ints, *, has_low: Bools, has_high: Bools) -> tuple[Bools, Bools]:
    """Where it is certain, and where its contrary is."""
    match operator:
        case ">=":
            return has_low & (low >= 0), has_high & (high < 0)
        case ">":
            return has_low & (low > 0), has_high & (high <= 0)
        case "<":
            return has_high & (high < 0), has_low & (low >= 0)
        case "<=":
            return has_high & (high <= 0), has_low & (low > 0)
    same = has_low & has_high & (low == 0) & (high == 0)
    apart = (has_low & (low > 0)) | (has_high & (high < 0))
    return (same, apart) if operator == "=" else (apart, same)
