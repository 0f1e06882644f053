"""Owners whose open answers hang together, worked out by the plain calculator once for all that are alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from thuocdo.core.amounts import ZERO
from thuocdo.core.blocks import Alternative, blocks
from thuocdo.core.here import Here
from thuocdo.core.reading import Reader, Trace
from thuocdo.core.sides import Side, collect_member

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    import numpy.typing as npt

    from thuocdo.core.amounts import Var
    from thuocdo.core.blocks import Block
    from thuocdo.core.orgunits import OrgMap, OrgUnit
    from thuocdo.core.plan import Plan
    from thuocdo.core.reading import Only
    from thuocdo.engine.arrays import Ints
    from thuocdo.engine.reads import Read, Way
    from thuocdo.engine.terms import Term
    from thuocdo.engine.warm import Warm


class Class(Protocol):
    """What owners alike contribute to the numerator (0) and the denominator (1)."""

    @property
    def outside(self) -> bool:
        """Whether the question does not apply to them."""
        ...

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The alternatives of both sides together.

        :raises NotSoundError: there are none
        """
        ...

    @property
    def trace(self) -> Trace | None:
        """What was read, where the cubes did not read it."""
        ...

    @property
    def hangs_on_reorganisation(self) -> bool:
        """Whether something is open that no report could tell."""
        ...

    def known(self, side: int) -> Fraction | None:
        """The part that is known; None where nothing is."""
        ...

    def without_gaps(self, side: int) -> Fraction:
        """The part that is known of owners of whom nothing is open."""
        ...

    def open(self, side: int) -> bool:
        """Whether a part is open."""
        ...

    def applies(self, side: int) -> bool:
        """Whether there is anything to count."""
        ...

    def alone(self, side: int) -> tuple[Block, ...]:
        """The alternatives of one side by itself.

        :raises NotSoundError: there are none
        """
        ...


@dataclass(frozen=True, eq=False)
class Worked:
    """A class that the plain calculator worked out for one owner."""

    sides: tuple[Side, Side]
    outside: bool
    read: Trace
    plan: Plan
    trace: Trace | None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The alternatives of both sides together."""
        return tuple(blocks(*self.sides, self.read, self.plan))

    @cached_property
    def hangs_on_reorganisation(self) -> bool:
        """Whether something is open that no report could tell."""
        return any(side.hangs_on(self.read.reorganised) for side in self.sides)

    def known(self, side: int) -> Fraction | None:
        """The part that is known."""
        return self.sides[side].total_known if self.sides[side].known else None

    def without_gaps(self, side: int) -> Fraction:
        """The part that is known of owners of whom nothing is open."""
        gaps = {part.owner for one in self.sides for part in one.open if part.owner is not None}
        return self.sides[side].without(gaps).total_known

    def open(self, side: int) -> bool:
        """Whether a part is open."""
        return bool(self.sides[side].open)

    def applies(self, side: int) -> bool:
        """Whether there is anything to count."""
        return self.sides[side].applies

    def alone(self, side: int) -> tuple[Block, ...]:
        """The alternatives of one side by itself."""
        return tuple(blocks(self.sides[side], None, self.read, self.plan))


@dataclass(frozen=True, eq=False)
class Tied:
    """Open cells of one owner's sums that both sides read, or that a cap ties: each with its factor on each side."""

    free: tuple[tuple[Var, Fraction, Fraction], ...]
    outside: bool = False
    trace: Trace | None = None
    hangs_on_reorganisation: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        """One alternative, its cells ranging freely but for the caps."""
        return ([Alternative(free={var: (top, bottom) for var, top, bottom in self.free})],)

    def known(self, side: int) -> Fraction | None:
        """Nothing: what is known is counted apart."""
        del side
        return None

    def without_gaps(self, side: int) -> Fraction:
        """What is open leaves, so nothing stays."""
        del side
        return ZERO

    def open(self, side: int) -> bool:
        """Whether a part is open."""
        return any(factors[side] for _, *factors in self.free)

    def applies(self, side: int) -> bool:
        """Whether there is anything to count."""
        return self.open(side)

    def alone(self, side: int) -> tuple[Block, ...]:
        """The alternatives of one side by itself."""
        return ([Alternative(free={var: (factors[side], ZERO) for var, *factors in self.free if factors[side]})],)


@dataclass(frozen=True)
class Alike:
    """Works out one member of a level at a time, as the plain calculator does."""

    warm: Warm
    on: date
    map: OrgMap
    ways: tuple[Way, Way]
    only: tuple[Only, ...]
    is_share: bool

    def of(self, units: Sequence[OrgUnit], terms: Sequence[Term], window: int, *, traced: bool) -> Worked:
        """What one member, or several that hang together, contribute to both sides."""
        trace, top, bottom = Trace(), Side(), Side()
        for term in terms:
            way = self.ways[0 if term.on_top else 1]
            reader = Reader(
                self.warm.book, self.warm.known_at, self.on, self.map, trace,
                only=self.only, carry=way.carry, without_uoc=way.without_uoc,
            )  # fmt: skip
            for unit in units:
                here = Here(reader, unit, term.windows[window])
                collect_member(term.node, here, term.factor, top if term.on_top else bottom)
        # Of a share, whoever one side does not apply to leaves the other too; a sum goes on with its other terms.
        outside = top.outside | bottom.outside if self.is_share else set()
        sides = top.without(outside), bottom.without(outside)
        return Worked(sides, outside.issuperset(units), trace, self.warm.book.plan, trace if traced else None)


def patterns(reads: Sequence[Read], fixed: Sequence[Ints], places: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Which of some (window, member) places are alike: all that was read there is the same.

    :param fixed: truths of the register by member: the types and groups that conditions ask about
    :return: the first place of each pattern, and the pattern of each place
    """
    rows: list[npt.NDArray[Any]] = [truth[places[1]] for truth in fixed]
    for read in reads:
        rows += [one[places] for one in (read.mark, read.value, read.open, read.out, read.carried)]
        if read.caps is not None:
            rows += [one[places] for one in read.caps]
    return distinct(rows)


def distinct(rows: Sequence[npt.NDArray[Any]]) -> tuple[Ints, Ints]:
    """The first column of each sort among columns given as rows of numbers, and the sort of each column."""
    stacked = np.stack([row.astype(np.int64) for row in rows])
    _, first, alike = np.unique(stacked, axis=1, return_index=True, return_inverse=True)
    return first, alike.reshape(-1)
