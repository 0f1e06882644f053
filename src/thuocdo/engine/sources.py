"""Sums without a level: what each orgunit reported of its own, taken where and when it was reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.amounts import ZERO, Cell, Var
from thuocdo.core.elements import OverTime
from thuocdo.core.gather import ended, linear_terms
from thuocdo.core.here import categories
from thuocdo.core.values import Kind
from thuocdo.core.windows import collection_periods
from thuocdo.engine.classes import Tied, distinct
from thuocdo.engine.marks import KIND_SHIFT, KINDS, scale_of
from thuocdo.engine.reads import Asked, Ground, Read, Reads, Way
from thuocdo.engine.sheet import Layer, Noted, Sheet
from thuocdo.engine.vectors import YES, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.elements import Element
    from thuocdo.core.gather import LinearTerm
    from thuocdo.core.periods import Period
    from thuocdo.engine.arrays import Ints
    from thuocdo.engine.drawing import Drawing
    from thuocdo.engine.terms import Term
    from thuocdo.engine.warm import Warm

Key = tuple[str, str, tuple["Period", ...]]


@dataclass(eq=False)
class _Summed:
    """A read with its factor on each side, and who was read."""

    read: Read
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
    summed: dict[Key, _Summed] = {}
    for term in terms:
        for linear, periods in _linear(term, warm):
            element = warm.book.plan.elements[linear.ref.element]
            for category in categories(element, linear.ref.breakdown):
                key = element.id, category, periods
                way = drawing.ways[0 if term.on_top else 1]
                if key not in summed:
                    summed[key] = _read(sheet, warm, drawing, way, linear, (element, category, periods))
                elif summed[key].way != way:
                    raise UnsupportedError("shared_but_carried_on_one_side")
                summed[key].factors[0 if term.on_top else 1] += term.factor * linear.factor
    _refuse_shared(summed, in_conditions, warm)
    for group in _groups(summed, warm):
        _lay(sheet, group)


def _linear(term: Term, warm: Warm) -> list[tuple[LinearTerm, tuple[Period, ...]]]:
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
        found += [(linears[0], step) for step in zip(*periods, strict=True)]
    return found


def _read(
    sheet: Sheet,
    warm: Warm,
    drawing: Drawing,
    way: Way,
    linear: LinearTerm,
    what: tuple[Element, str, tuple[Period, ...]],
) -> _Summed:
    element, category, periods = what
    axes, days = warm.axes, [period.last_day for period in periods]
    if len({axes.number(day) for day in days}) > 1:
        raise UnsupportedError("uneven_epochs")
    for day in days:
        sheet.level_ended |= ended(warm.book.register, element.levels, day) is not None
    then, slots = axes.on(days[0]), axes.homes(drawing.epoch.map.day, days[0])
    members = np.flatnonzero(np.isin(then.level, [int(level) for level in element.levels]))
    ground, owners = Ground(warm, then, members), axes.owners(then)[members]
    sheet.slot[owners] = slots[0][members]
    sheet.torn |= slots[1]
    _refuse_totals(warm, drawing, what)
    reads = Reads(ground, way, windows=len(periods))
    read = reads.read(element, category, periods, Asked(linear.window.inside, linear.window.period.calendar))
    sheet.notes.append(Noted(read, owners, ground.columns, np.ones(read.open.shape, dtype=bool)))
    return _Summed(read, owners, ground, way)


def _refuse_totals(warm: Warm, drawing: Drawing, what: tuple[Element, str, tuple[Period, ...]]) -> None:
    """A total known only for a whole province or district stands in for what is below it: for the plain calculator."""
    element, category, periods = what
    cube, epoch = warm.cube(element.id), drawing.epoch
    above = epoch.lineage[~np.isin(epoch.level, [int(level) for level in element.levels])]
    for period in periods:
        place = cube.index(period)
        if place is not None:
            kinds = cube.bytes[cube.slots.numbers[element.id, category], place, above] >> KIND_SHIFT
            if (kinds == KINDS.index(Kind.HISTORICAL_TOTAL)).any():
                raise UnsupportedError("historical_total")


def _refuse_shared(summed: dict[Key, _Summed], in_conditions: set[Key], warm: Warm) -> None:
    """A sum and a condition that read the same, or that a cap ties, are left to the plain calculator."""
    for element, category, periods in summed:
        tied = {name for pair in warm.book.caps.get(element, ()) for name in pair} | {element}
        if any((name, category, periods) in in_conditions for name in tied):
            raise UnsupportedError("shared_with_condition")


def _groups(summed: dict[Key, _Summed], warm: Warm) -> list[list[_Summed]]:
    """The reads that caps tie together."""
    groups: dict[Key, list[_Summed]] = {key: [one] for key, one in summed.items()}
    for key, one in summed.items():
        for smaller, larger in warm.book.caps.get(key[0], ()):
            other = (larger if key[0] == smaller else smaller, key[1], key[2])
            if other not in groups or groups[other] is groups[key]:
                continue
            if not np.array_equal(groups[other][0].owners, one.owners):
                raise UnsupportedError("caps_between_levels")
            groups[key].extend(groups[other])
            for member in groups[other]:
                groups[member.read.key] = groups[key]
    return list({id(group): group for group in groups.values()}.values())


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
