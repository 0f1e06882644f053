"""Sums without a level: what each orgunit reported of its own, taken where and when it was reported."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.amounts import ZERO, Cell, Var
from thuocdo.core.elements import OverTime
from thuocdo.core.gather import linear_terms
from thuocdo.core.here import categories
from thuocdo.core.values import Kind
from thuocdo.core.windows import collection_periods
from thuocdo.engine.classes import Tied, distinct
from thuocdo.engine.marks import KIND_SHIFT, KINDS, scale_of
from thuocdo.engine.reads import Asked, Ground, Read, Reads, Run, Way
from thuocdo.engine.sheet import Layer, Noted, Sheet
from thuocdo.engine.vectors import YES, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.elements import Element
    from thuocdo.core.gather import LinearTerm
    from thuocdo.core.periods import Period
    from thuocdo.core.windows import Window
    from thuocdo.engine.arrays import Ints
    from thuocdo.engine.sheet import Drawing
    from thuocdo.engine.terms import Term
    from thuocdo.engine.warm import Warm

Key = tuple[str, str, tuple["Period", ...]]


@dataclass(eq=False)
class _Summed:
    """A read with its factor on each side, who was read, and the run that it is a step of."""

    read: Read
    run: Run
    owners: Ints
    ground: Ground
    way: Way
    factors: list[Fraction] = field(default_factory=lambda: [ZERO, ZERO])


def draw_sources(sheet: Sheet, warm: Warm, drawing: Drawing, terms: Sequence[Term], in_conditions: set[Key]) -> None:
    """Lay what every orgunit reported on the sheet.

    :raises UnsupportedError: sums that the target narrows, that read what a condition reads, or over a highest
    """
    if drawing.only:
        raise UnsupportedError("narrowed_sum")
    drawn = _Drawn(sheet, warm, drawing)
    for term in terms:
        way = drawing.ways[0 if term.on_top else 1]
        for linear, steps in _linear(term, warm):
            element = warm.book.plan.elements[linear.ref.element]
            for category in categories(element, linear.ref.breakdown):
                for one in drawn.steps(element, category, steps, way, linear.window):
                    one.factors[0 if term.on_top else 1] += term.factor * linear.factor
    _refuse_shared(drawn.summed, in_conditions, warm)
    singles = []
    for group in _groups(drawn.summed, warm):
        if len(group) == 1 and not all(group[0].factors):
            singles.append(group[0])
        else:
            _lay(sheet, group)
    _lay_singles(sheet, singles)


def _linear(term: Term, warm: Warm) -> list[tuple[LinearTerm, list[tuple[Period, ...]]]]:
    """The elements of a sum, each with its collection periods: one per window, step by step."""
    plan = warm.book.plan
    assert term.node.of is not None
    found = []
    for linears in zip(*(linear_terms(term.node.of, window, plan) for window in term.windows), strict=True):
        element = plan.elements[linears[0].ref.element]
        if element.over_time is OverTime.HIGHEST:
            raise UnsupportedError("highest_over_time")
        periods = [collection_periods(plan, element, linear.window) for linear in linears]
        if len({len(one) for one in periods}) > 1:
            raise UnsupportedError("uneven_windows")
        found.append((linears[0], list(zip(*periods, strict=True))))
    return found


@dataclass(eq=False)
class _Drawn:
    """What was read for the sums of a sheet: every element, category and step once."""

    sheet: Sheet
    warm: Warm
    drawing: Drawing
    summed: dict[Key, _Summed] = field(default_factory=dict)

    def steps(
        self, element: Element, category: str, steps: Sequence[tuple[Period, ...]], way: Way, window: Window
    ) -> list[_Summed]:
        """One element and category, step by step; what is read on one map in one go."""
        new = [step for step in steps if (element.id, category, step) not in self.summed]
        for epoch, run in groupby(new, key=self._epoch):
            self._read(element, category, (epoch, list(run)), way, window)
        found = [self.summed[element.id, category, step] for step in steps]
        if any(one.way != way for one in found):
            raise UnsupportedError("shared_but_carried_on_one_side")
        return found

    def _epoch(self, step: tuple[Period, ...]) -> int:
        numbers = {self.warm.axes.number(period.last_day) for period in step}
        if len(numbers) > 1:
            raise UnsupportedError("uneven_epochs")
        return numbers.pop()

    def _read(
        self, element: Element, category: str, on_map: tuple[int, list[tuple[Period, ...]]], way: Way, window: Window
    ) -> None:
        warm, sheet, axes = self.warm, self.sheet, self.warm.axes
        _, steps = on_map
        day = steps[0][0].last_day
        sheet.level_ended |= axes.ended(element.levels, day)
        then, slots = axes.on(day), axes.homes(self.drawing.epoch.map.day, day)
        members = then.at_levels(element.levels)
        ground, owners = Ground(warm, then, members), axes.owners(then)[members]
        sheet.slot[owners] = slots[0][members]
        sheet.torn |= slots[1]
        _refuse_totals(warm, self.drawing, element, category, steps)
        reads = Reads(ground, way, windows=len(steps[0]))
        run = reads.read(element, category, steps, Asked(window.inside, window.period.calendar))
        everyone = np.ones(run.steps[0].open.shape, dtype=bool)
        for read in run.steps:
            sheet.notes.append(Noted(read, owners, ground.columns, everyone))
            self.summed[read.key] = _Summed(read, run, owners, ground, way)


def _refuse_totals(
    warm: Warm, drawing: Drawing, element: Element, category: str, steps: Sequence[tuple[Period, ...]]
) -> None:
    """A total known only for a whole province or district stands in for what is below it: for the plain calculator."""
    cube, epoch = warm.cube(element.id), drawing.epoch
    slot = cube.slots.numbers[element.id, category]
    if slot not in cube.with_totals:
        return
    above = epoch.lineage[~np.isin(epoch.level, [int(level) for level in element.levels])]
    places = cube.indices([period for step in steps for period in step])
    kinds = cube.bytes[slot][places[places >= 0]][:, above] >> KIND_SHIFT
    if (kinds == KINDS.index(Kind.HISTORICAL_TOTAL)).any():
        raise UnsupportedError("historical_total")


def _refuse_shared(summed: dict[Key, _Summed], in_conditions: set[Key], warm: Warm) -> None:
    """A sum and a condition that read the same, or that a cap ties, are left to the plain calculator."""
    for element, category, periods in summed:
        capped = () if category else warm.book.caps.get(element, ())
        tied = {name for pair in capped for name in pair} | {element}
        if any((name, category, periods) in in_conditions for name in tied):
            raise UnsupportedError("shared_with_condition")


def _groups(summed: dict[Key, _Summed], warm: Warm) -> list[list[_Summed]]:
    """The reads that caps tie together."""
    groups: dict[Key, list[_Summed]] = {key: [one] for key, one in summed.items()}
    for key, one in summed.items():
        for smaller, larger in () if key[1] else warm.book.caps.get(key[0], ()):
            other = (larger if key[0] == smaller else smaller, key[1], key[2])
            if other not in groups or groups[other] is groups[key]:
                continue
            if not np.array_equal(groups[other][0].owners, one.owners):
                raise UnsupportedError("caps_between_levels")
            groups[key].extend(groups[other])
            for member in groups[other]:
                groups[member.read.key] = groups[key]
    return list({id(group): group for group in groups.values()}.values())


def _lay_singles(sheet: Sheet, singles: Sequence[_Summed]) -> None:
    """Lay reads that hang on nothing else: a whole run at once where all its steps count alike."""
    by_run: dict[tuple[int, Fraction, Fraction], list[_Summed]] = defaultdict(list)
    for one in singles:
        by_run[id(one.run), one.factors[0], one.factors[1]].append(one)
    for some in by_run.values():
        first = some[0]
        if len(some) == len(first.run.steps):
            amounts = [first.run.whole.amount().summed(len(some))]
        else:
            amounts = [one.read.amount() for one in some]
        side = 0 if first.factors[0] else 1
        if not first.factors[side]:
            continue
        for amount in amounts:
            yes, everyone = np.full(amount.low.shape, YES), np.ones(amount.low.shape, dtype=bool)
            sheet.side(on_top=side == 0).add(first.owners, yes, amount, first.factors[side], where=everyone)


def _lay(sheet: Sheet, group: list[_Summed]) -> None:
    """Lay a group: each read by itself where it can be, in classes where open cells are shared or tied."""
    openings = np.stack([one.read.open for one in group])
    shared = np.array([all(one.factors) for one in group])
    tied = (openings & shared[:, None, None]).any(axis=0) | (openings.sum(axis=0) > 1)
    yes = np.full(tied.shape, YES)
    for one in group:
        amount = one.read.amount()
        for number, factor in enumerate(one.factors):
            if factor:
                where = ~(tied & one.read.open)
                sheet.side(on_top=number == 0).add(one.owners, yes, amount, factor, where=where)
    places = np.nonzero(tied)
    if not len(places[0]):
        return
    amounts = [one.read.amount() for one in group]
    rows = [
        row[places] for one, a in zip(group, amounts, strict=True) for row in (one.read.open, a.low, a.high, a.endless)
    ]
    first, sorts = distinct(rows)
    layer = Layer(np.full(sheet.outside.shape, -1, dtype=np.int64), [])
    numbers = []
    for place in first:
        at = int(places[0][place]), int(places[1][place])
        free = tuple(
            (_variable(one, a.low[at], None if a.endless[at] else a.high[at], at), *one.factors)
            for one, a in zip(group, amounts, strict=True)
            if one.read.open[at]
        )
        numbers.append(layer.add(Tied(free)))  # type: ignore[arg-type]
    layer.of[places[0], group[0].owners[places[1]]] = np.array(numbers)[sorts]
    sheet.lay(layer)


def _variable(one: _Summed, low: int, high: int | None, at: tuple[int, int]) -> Var:
    """The open cell of one owner, as the plain calculator has it."""
    read, scale = one.read, scale_of(one.read.element)
    lineage = one.ground.warm.axes.lineages[one.ground.columns[at[1]]]
    cell = Cell(read.element.id, read.category, read.periods[at[0]], lineage)
    top = None if high is None else Fraction(int(high), scale)
    return Var(cell, Fraction(int(low), scale), top, (cell,), Fraction(1, 10**read.element.decimals))
