"""The possible contributions of the orgunits whose reports are missing, exactly.

Orgunits that share no open cell can be tried one by one. Each group that does share some makes a *block*: a
list of alternatives, each a fixed (numerator, denominator) pair plus variables that range freely. Where a form
is not sound for this, no bounds are given, with why.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from thuocdo.core.amounts import ZERO, Amount, Maybe, NotApplicable
from thuocdo.core.parts import MOST_COMPLETIONS, NotSoundError, ways_of_parts
from thuocdo.core.values import NoPaper, Paper, Rating, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.amounts import Cell, Truth, Var
    from thuocdo.core.here import Quantity
    from thuocdo.core.plan import Plan
    from thuocdo.core.reading import Trace
    from thuocdo.core.sides import OpenPart, Side
    from thuocdo.core.values import Answer


@dataclass
class Alternative:
    """One way the missing reports of a block could come out."""

    numerator: Fraction = ZERO
    denominator: Fraction = ZERO
    free: dict[Var, tuple[Fraction, Fraction]] = field(default_factory=dict)

    def add(self, amount: Amount, factor: Fraction, *, on_top: bool) -> None:
        """One contribution to the numerator or the denominator."""
        known = amount.known * factor
        self.numerator += known if on_top else ZERO
        self.denominator += ZERO if on_top else known
        for var, times in (amount.terms or {}).items():
            top, bottom = self.free.get(var, (ZERO, ZERO))
            more = times * factor
            self.free[var] = (top + more, bottom) if on_top else (top, bottom + more)


Block = list[Alternative]


@dataclass(frozen=True)
class _Contribution:
    part: OpenPart
    on_top: bool


def blocks(numerator: Side, denominator: Side | None, trace: Trace, plan: Plan) -> list[Block]:
    """The independent groups of open contributions, each with its alternatives.

    :raises NotSoundError: a form for which this method is not exact
    """
    if trace.unsound:
        raise NotSoundError(trace.unsound)
    contributions = [_Contribution(part, on_top=True) for part in numerator.open]
    if denominator is not None:
        contributions += [_Contribution(part, on_top=False) for part in denominator.open]
    return [_block(group, trace, plan) for group in _connected(contributions, trace, plan)]


def _connected(contributions: list[_Contribution], trace: Trace, plan: Plan) -> Iterator[list[_Contribution]]:
    """Contributions that share an open cell, the parts of one whole, or a cap, belong together."""
    find = _Sets()
    for contribution in contributions:
        cells = contribution.part.cells
        for cell in cells:
            find.join(cells[0], cell)
    for whole in trace.wholes.values():
        for cell in whole.parts:
            find.join(whole.parts[0], cell)
    for smaller, larger in _capped(contributions, plan):
        find.join(smaller, larger)
    groups: dict[Cell | int, list[_Contribution]] = defaultdict(list)
    for number, contribution in enumerate(contributions):
        cells = contribution.part.cells  # none where a part of a known number is unknown: it hangs on nothing else
        groups[find.root(cells[0]) if cells else number].append(contribution)
    yield from groups.values()


def _capped(contributions: Iterable[_Contribution], plan: Plan) -> Iterator[tuple[Cell, Cell]]:
    """Pairs of open cells of which a check says that the first never exceeds the second."""
    caps = [check.cap for check in plan.checks.values() if check.cap]
    if not caps:
        return
    open_cells = {cell for contribution in contributions for cell in contribution.part.cells}
    by_place = {(c.element, c.breakdown, c.period, c.lineage): c for c in open_cells}
    for cell in open_cells:
        for smaller, larger in caps if cell.is_undivided else ():
            other = by_place.get((larger, cell.breakdown, cell.period, cell.lineage))
            if cell.element == smaller and other is not None:
                yield cell, other


class _Sets:
    """Disjoint sets of cells."""

    def __init__(self) -> None:
        self.parent: dict[Cell, Cell] = {}

    def root(self, cell: Cell) -> Cell:
        while (above := self.parent.setdefault(cell, cell)) != cell:
            self.parent[cell] = self.parent[above]
            cell = above
        return cell

    def join(self, one: Cell, other: Cell) -> None:
        self.parent[self.root(one)] = self.root(other)


def _block(group: list[_Contribution], trace: Trace, plan: Plan) -> Block:
    ties = list(_capped(group, plan))
    if any(cell in trace.reorganised for tie in ties for cell in tie):
        # What lies outside the scope would have to keep to the cap too: not told by one box for each cell.
        raise NotSoundError("collected_on_another_map")
    tried = _to_try(group, trace, plan, ties)
    if prod(len(ways) for ways in tried) > MOST_COMPLETIONS:
        raise NotSoundError("too_many_completions")
    found: Block = []
    for choice in product(*tried):
        assigned = {cell: answer for way in choice for cell, answer in way.items()}
        if _within_caps(assigned, ties):
            found += _alternatives(group, assigned)
        if len(found) > MOST_COMPLETIONS:
            raise NotSoundError("too_many_completions")
    return found


def _within_caps(assigned: dict[Cell, Answer], ties: list[tuple[Cell, Cell]]) -> bool:
    """Whether answers tried together respect the caps between them."""
    for smaller, larger in ties:
        one, other = assigned.get(smaller), assigned.get(larger)
        if isinstance(one, Fraction) and isinstance(other, Fraction) and one > other:
            return False
    return True


def _alternatives(group: list[_Contribution], assigned: dict[Cell, Answer]) -> Block:
    """What is left after the shared cells are settled: each open condition on its own, either way."""
    worked: list[tuple[_Contribution, Truth, Quantity]] = []
    for contribution in group:
        part = contribution.part
        guard, amount = part.again(assigned) if assigned else (part.guard, part.amount)
        worked.append((contribution, guard, amount))
    either = [index for index, (_, guard, _) in enumerate(worked) if isinstance(guard, Maybe)]
    if 2 ** len(either) > MOST_COMPLETIONS:
        raise NotSoundError("too_many_completions")
    return [_alternative(worked, dict(zip(either, holds, strict=True))) for holds in _ways(len(either))]


def _ways(count: int) -> Iterator[tuple[bool, ...]]:
    return product((True, False), repeat=count)


def _alternative(worked: list[tuple[_Contribution, Truth, Quantity]], holds: dict[int, bool]) -> Alternative:
    made = Alternative()
    for index, (contribution, guard, amount) in enumerate(worked):
        if holds.get(index, guard is True) and not isinstance(amount, NotApplicable):
            made.add(amount, contribution.part.factor, on_top=contribution.on_top)
    return made


# ------------------------------------------------------------------------------ which cells to try


def _to_try(
    group: list[_Contribution], trace: Trace, plan: Plan, ties: list[tuple[Cell, Cell]]
) -> list[list[dict[Cell, Answer]]]:
    """For each shared cell and each merged whole, the ways it could come out.

    Two cells tied by a cap are shared as soon as a condition reads one of them.
    """
    in_conditions, in_sums = _appearances(group)
    tied = {cell for pair in ties if any(c in in_conditions for c in pair) for cell in pair}
    grouped = {cell for whole in trace.wholes.values() for cell in whole.parts}
    tried: list[list[dict[Cell, Answer]]] = [
        ways_of_parts(whole, plan.elements[whole.cell.element], trace, set(in_conditions))
        for whole in trace.wholes.values()
        if any(cell in in_conditions or cell in in_sums for cell in whole.parts)
    ]
    for cell, times in {**in_conditions, **{cell: in_conditions[cell] for cell in tied}}.items():
        if cell not in grouped and (times > 1 or cell in in_sums or cell in tied):
            tried.append([{cell: answer} for answer in _ways_of_cell(cell, trace, plan, in_sums)])
    return tried


def _appearances(group: list[_Contribution]) -> tuple[Counter[Cell], Counter[Cell]]:
    """How often each cell stands in a condition (or a derived number), and how often plainly in a sum."""
    in_conditions: Counter[Cell] = Counter()
    in_sums: Counter[Cell] = Counter()
    for contribution in group:
        in_conditions.update(contribution.part.guard_cells)
        for var in contribution.part.amount.vars:
            (in_sums if var.is_plain else in_conditions).update(var.cells)
    return in_conditions, in_sums


def _ways_of_cell(cell: Cell, trace: Trace, plan: Plan, in_sums: Counter[Cell]) -> list[Answer]:
    """The answers to try for a cell that several conditions read: one on each side of every turn."""
    element = plan.elements[cell.element]
    breaks = trace.breaks.get(cell, set())
    if cell in trace.mixed:
        raise NotSoundError("shared_cells")
    match element.type:
        case ValueType.YES_NO:
            return [True, False]
        case ValueType.CHOICE:
            return [choice for choice in element.choices if choice not in element.leaves_open]
        case ValueType.RATING:
            return [Rating(choice, "") for choice in element.choices]
        case ValueType.DATE:
            return list(_days_around(breaks))
        case ValueType.DOCUMENT:
            return [NoPaper(), *(Paper("", day, "") for day in _days_around(breaks))]
        case _:
            if cell in in_sums and element.high is None:
                raise NotSoundError("unbounded")
            return list(_numbers_around(breaks, element.low, element.high, Fraction(1, 10**element.decimals)))


def _days_around(breaks: set[Fraction]) -> list[date]:
    days = sorted({int(b) + step for b in breaks for step in (-1, 0, 1)})
    return [date.fromordinal(day) for day in days] or [date.min]


def _numbers_around(breaks: set[Fraction], low: Fraction, high: Fraction | None, step: Fraction) -> list[Fraction]:
    near = {point // step * step + more for point in breaks for more in (-step, ZERO, step, 2 * step)}
    top = high if high is not None else max([low, *near])
    return sorted({low, top, *(point for point in near if low <= point <= top)})
