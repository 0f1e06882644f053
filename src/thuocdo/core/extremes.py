"""The lowest and highest that a figure can be over all ways in which the missing reports could come out.

A count or a sum is worked out block by block. A ratio is made as small as can be by Dinkelbach's method: for a
trial value λ take in every block the alternative with the least numerator − λ·denominator, set λ to the ratio
so reached, and repeat until it stands still. All numbers are fractions, so it stands still exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from thuocdo.core.amounts import ZERO
from thuocdo.core.blocks import Alternative
from thuocdo.core.parts import NotSoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.amounts import Var
    from thuocdo.core.blocks import Block

Cost = tuple[Fraction, Fraction]
"""What one unit of numerator and one unit of denominator cost."""

Caps = tuple[tuple[str, str], ...]
"""(smaller, larger) elements: the first never exceeds the second in the same place and period."""


@dataclass(frozen=True)
class Extreme:
    """One end of the range. ``value`` None: no bound. ``reached`` are the counts that give it, if any do."""

    value: Fraction | None
    reached: tuple[Fraction, Fraction] | None


@dataclass(frozen=True)
class Range:
    """Both ends, and whether some way of completion leaves nothing to divide by."""

    low: Extreme
    high: Extreme
    may_be_undefined: bool = False

    @property
    def is_point(self) -> bool:
        """Whether the missing reports cannot change the figure."""
        return self.low.value is not None and self.low.value == self.high.value


@dataclass(frozen=True)
class Problem:
    """What is known of both sides, and the blocks of what is not. ``denominator`` None: not a ratio.

    ``times`` says how often each block stands, where some are alike; once each by default. ``narrowed``: one block
    was made to leave something to divide by.
    """

    numerator: Fraction
    denominator: Fraction | None
    blocks: tuple[Block, ...]
    caps: Caps = ()
    times: tuple[int, ...] = ()
    narrowed: bool = False

    def range(self) -> Range | None:
        """The lowest and the highest; None where every way leaves nothing to divide by.

        :raises NotSoundError: the denominator could be less than nought
        """
        if self.denominator is None:
            low, high = self._total(Fraction(1)), self._total(Fraction(-1))
            return Range(low, Extreme(None if high.value is None else -high.value, high.reached))
        fewest = self._pick((ZERO, Fraction(1)))
        most = self._pick((ZERO, Fraction(-1)))
        rays = tuple(self._rays())
        if fewest.denominator < 0 or any(bottom < 0 for _, bottom in rays):
            raise NotSoundError("negative_denominator")
        if most.denominator <= 0 and not any(bottom > 0 for _, bottom in rays):
            return None
        low = self._ratio(most, rays, Fraction(1))
        high = self._ratio(most, rays, Fraction(-1))
        flipped = Extreme(None if high.value is None else -high.value, high.reached)
        return Range(low, flipped, may_be_undefined=fewest.denominator == 0)

    def _total(self, sign: Fraction) -> Extreme:
        if any(top * sign < 0 for top, _ in self._rays()):
            return Extreme(None, None)
        picked = self._pick((sign, ZERO))
        return Extreme(picked.numerator * sign, (picked.numerator, Fraction(1)))

    def least_ratio(self, rays: tuple[Cost, ...], sign: Fraction) -> Extreme:
        """The least of sign × ratio, sought from the way with the most to divide by."""
        return self._ratio(self._pick((ZERO, Fraction(-1))), rays, sign)

    def _ratio(self, start: _Picked, rays: tuple[Cost, ...], sign: Fraction) -> Extreme:
        """The least of sign × ratio."""
        if any(bottom == 0 and top * sign < 0 for top, bottom in rays):
            return Extreme(None, None)
        limits = [top * sign / bottom for top, bottom in rays if bottom > 0]
        picked = start
        reached: _Picked | None = None
        value = min(limits) if limits else None
        if start.denominator > 0 and (value is None or start.numerator * sign / start.denominator <= value):
            value, reached = start.numerator * sign / start.denominator, start
        while value is not None:
            picked = self._pick((sign, -value))
            cost = picked.numerator * sign - value * picked.denominator
            if cost >= 0:
                # Of all ways that reach the end, the one with the most to divide by is told.
                reached = picked if cost == 0 and picked.denominator > 0 else reached
                break
            if picked.denominator <= 0:
                if self.narrowed:
                    return Extreme(None, None)
                return self._with_something_to_divide_by(rays, sign)
            value, reached = picked.numerator * sign / picked.denominator, picked
        return Extreme(value, None if reached is None else (reached.numerator, reached.denominator))

    def _with_something_to_divide_by(self, rays: tuple[Cost, ...], sign: Fraction) -> Extreme:
        """The least of sign × ratio where some ways leave nothing to divide by: those are no figures.

        A way that does leave something has a block with a positive denominator; each in turn is made to have one.
        Blocks alike are tried once.
        """
        tried: set[object] = set()
        ends: list[Extreme] = []
        for number, block in enumerate(self.blocks):
            for way in _positive_ways(block):
                signature = _signature(way)
                if signature in tried:
                    continue
                tried.add(signature)
                ends.append(self._with_one(number, way).least_ratio(rays, sign))
        if not ends or any(end.value is None for end in ends):
            return Extreme(None, None)
        return min(ends, key=lambda end: end.value if end.value is not None else ZERO)

    def _with_one(self, number: int, way: Alternative) -> Problem:
        """The same, with one of the blocks of a number made to come out one way."""
        times = self._times()
        fewer = (*times[:number], times[number] - 1, *times[number + 1 :])
        blocks = (*self.blocks, [way])
        return Problem(self.numerator, self.denominator, blocks, self.caps, (*fewer, 1), narrowed=True)

    def _times(self) -> tuple[int, ...]:
        return self.times or (1,) * len(self.blocks)

    def _pick(self, cost: Cost) -> _Picked:
        """In every block the cheapest alternative, its free variables at the cheapest corner."""
        numerator, denominator = self.numerator, self.denominator or ZERO
        for block, times in zip(self.blocks, self._times(), strict=True):
            best = min((_corner(way, cost, self.caps) for way in block), key=lambda p: p.order(cost))
            numerator, denominator = numerator + times * best.numerator, denominator + times * best.denominator
        return _Picked(numerator, denominator)

    def _rays(self) -> Iterator[Cost]:
        """The directions in which unbounded variables can grow."""
        for block, times in zip(self.blocks, self._times(), strict=True):
            for way in block if times else ():
                for group in _tied(way, self.caps):
                    yield from (_along(way, ray) for ray in _group_rays(group))


def _positive_ways(block: Block) -> Iterator[Alternative]:
    """The alternatives of a block, each narrowed to where its denominator is above zero."""
    for way in block:
        if way.denominator > 0:
            yield way
            continue
        for var, (top, bottom) in way.free.items():
            if bottom > 0 and (var.high is None or var.high >= var.step):
                raised = replace(var, low=max(var.low or ZERO, var.step))
                free = {raised if v == var else v: cost for v, cost in way.free.items()}
                yield Alternative(way.numerator, way.denominator, free | {raised: (top, bottom)})


def _signature(way: Alternative) -> object:
    """What an alternative amounts to, whoever's it is."""
    free = sorted((top, bottom, v.low or ZERO, v.high is None, v.high or ZERO) for v, (top, bottom) in way.free.items())
    return way.numerator, way.denominator, tuple(free)


@dataclass(frozen=True)
class _Picked:
    numerator: Fraction
    denominator: Fraction

    def order(self, cost: Cost) -> tuple[Fraction, Fraction]:
        """Cheapest first; of equals the one with more to divide by."""
        return self.numerator * cost[0] + self.denominator * cost[1], -self.denominator


@dataclass(frozen=True)
class _Group:
    """Free variables tied by caps, each pair (smaller, larger)."""

    vars: tuple[Var, ...]
    ties: tuple[tuple[Var, Var], ...]


def _tied(way: Alternative, caps: Caps) -> list[_Group]:
    """The free variables of an alternative, those tied by caps together."""
    plain = {var.cells[0]: var for var in way.free if var.is_plain}
    ties = []
    for cell, var in plain.items():
        for smaller, larger in caps if cell.is_undivided else ():
            other = next((v for c, v in plain.items() if c.element == larger and _same_place(c, cell)), None)
            if cell.element == smaller and other is not None:
                ties.append((var, other))
    groups: list[_Group] = []
    left = list(way.free)
    while left:
        members, reach = {left[0]}, True
        while reach:
            more = {v for tie in ties if members & set(tie) for v in tie} - members
            members |= more
            reach = bool(more)
        groups.append(_Group(tuple(v for v in left if v in members), tuple(t for t in ties if t[0] in members)))
        left = [v for v in left if v not in members]
    return groups


def _same_place(one: object, other: object) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("breakdown", "period", "lineage"))


def _corner(way: Alternative, cost: Cost, caps: Caps) -> _Picked:
    """The cheapest corner of an alternative. Growth without end is left to the rays."""
    numerator, denominator = way.numerator, way.denominator
    for group in _tied(way, caps):
        best = min((_along(way, corner) for corner in _corners(group)), key=lambda p: _cost(p, cost))
        numerator, denominator = numerator + best[0], denominator + best[1]
    return _Picked(numerator, denominator)


def _cost(point: Cost, cost: Cost) -> tuple[Fraction, Fraction]:
    return point[0] * cost[0] + point[1] * cost[1], -point[1]


def _along(way: Alternative, point: dict[Var, Fraction]) -> Cost:
    top = sum((way.free[var][0] * value for var, value in point.items()), ZERO)
    bottom = sum((way.free[var][1] * value for var, value in point.items()), ZERO)
    return top, bottom


def _corners(group: _Group) -> Iterator[dict[Var, Fraction]]:
    """The corners of the box, or of the box cut by the caps: every coordinate is one of the bounds."""
    if not group.ties:
        (var,) = group.vars
        yield from ({var: end} for end in _ends(var))
        return
    ends = sorted({end for var in group.vars for end in _ends(var)})
    for values in product(ends, repeat=len(group.vars)):
        point = dict(zip(group.vars, values, strict=True))
        inside = all(_inside(var, value) for var, value in point.items())
        if inside and all(point[smaller] <= point[larger] for smaller, larger in group.ties):
            yield point


def _ends(var: Var) -> list[Fraction]:
    return [end for end in (var.low, var.high) if end is not None] or [ZERO]


def _inside(var: Var, value: Fraction) -> bool:
    return (var.low is None or var.low <= value) and (var.high is None or value <= var.high)


def _group_rays(group: _Group) -> Iterator[dict[Var, Fraction]]:
    """The directions without end, up or down: any set of unbounded variables that the caps let go together."""
    ways = [_ways_without_end(var) for var in group.vars]
    if all(way == [ZERO] for way in ways):
        return
    for going in product(*ways):
        ray = dict(zip(group.vars, going, strict=True))
        if any(going) and all(ray[smaller] <= ray[larger] for smaller, larger in group.ties):
            yield ray


def _ways_without_end(var: Var) -> list[Fraction]:
    up = [Fraction(1)] if var.high is None else []
    down = [Fraction(-1)] if var.low is None else []
    return [ZERO, *up, *down]
