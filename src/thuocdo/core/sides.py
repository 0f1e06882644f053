"""A numerator or a denominator, taken apart into what each orgunit contributes.

What is known is added up by orgunit; what hangs on missing answers stays apart, so that its possible values
can be tried orgunit by orgunit, numerator and denominator together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import ZERO, Amount, Maybe, NotApplicable, Truth
from thuocdo.core.evaluate import level_is_gone, member, members, number, truth
from thuocdo.core.formulas import Aggregate, Arithmetic, At, Gather, IndicatorRef, Node, Number
from thuocdo.core.here import Here, Quantity
from thuocdo.core.reading import Trace
from thuocdo.core.sources import source_amounts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet
    from typing import TypeAlias

    from thuocdo.core.amounts import Cell
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.values import Answer

    Again: TypeAlias = Callable[[Mapping[Cell, Answer]], tuple[Truth, Quantity]]


@dataclass(frozen=True)
class OpenPart:
    """A contribution that is not fully known: counted if ``guard`` holds, worth ``amount``.

    ``again`` works it out anew with answers put in place of missing ones.
    """

    owner: OrgUnit | None
    factor: Fraction
    guard: Truth
    amount: Amount
    again: Again

    @property
    def guard_cells(self) -> tuple[Cell, ...]:
        """The cells its condition hangs on, one read twice named twice."""
        return self.guard.cells if isinstance(self.guard, Maybe) else ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All that it hangs on."""
        return self.guard_cells + tuple(cell for var in self.amount.vars for cell in var.cells)


@dataclass
class Side:
    """One side of an indicator.

    ``known`` by orgunit (None: no single one); ``outside`` are the orgunits to which the question does not
    apply: they leave the other side too. ``applies``: there is anything to count at all.
    """

    known: dict[OrgUnit | None, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    open: list[OpenPart] = field(default_factory=list)
    outside: set[OrgUnit] = field(default_factory=set)
    applies: bool = False

    @property
    def total_known(self) -> Fraction:
        """The sum of what is known."""
        return sum(self.known.values(), ZERO)

    def hangs_on(self, cells: AbstractSet[Cell]) -> bool:
        """Whether what is open hangs on one of some cells."""
        return bool(cells) and any(cell in cells for part in self.open for cell in part.cells)

    def without(self, owners: set[OrgUnit]) -> Side:
        """The side with some orgunits left out."""
        known = {owner: amount for owner, amount in self.known.items() if owner not in owners}
        open_ = [part for part in self.open if part.owner not in owners]
        return Side(known, open_, self.outside, self.applies)

    def add(self, owner: OrgUnit | None, part: OpenPart) -> None:
        """One contribution, known or open."""
        if part.guard is True and part.amount.is_known:
            self.known[owner] += part.factor * part.amount.known
        elif part.guard is not False:
            self.open.append(part)


def side(node: Node, here: Here) -> Side:
    """The contributions that make up a node's value in the scope ``here``."""
    found = Side()
    _collect(node, here, Fraction(1), found)
    return found


def _collect(node: Node, here: Here, factor: Fraction, into: Side) -> None:
    match node:
        case Arithmetic(operator="+" | "-" as sign, left=left, right=right):
            _collect(left, here, factor, into)
            _collect(right, here, factor if sign == "+" else -factor, into)
        case Arithmetic(operator="*", left=Number(value=value), right=of):
            _collect(of, here, factor * value, into)
        case Arithmetic(operator="*", left=of, right=Number(value=value)):
            _collect(of, here, factor * value, into)
        case Arithmetic(operator="/", left=of, right=Number(value=value)) if value:
            _collect(of, here, factor / value, into)
        case At(of=of):
            _collect(of, here.moved(node), factor, into)
        case IndicatorRef(indicator=indicator) if not here.plan.indicators[indicator].is_ratio:
            _collect_indicator(indicator, here, factor, into)
        case Aggregate(gather=Gather.COUNT | Gather.SUM, level=level):
            collect = _collect_sources if level is None else _collect_members
            collect(node, here, factor, into)
        case _:
            _put(None, factor, (True, number(node, here)), _numbers(node, here), into)


def _collect_indicator(indicator_id: str, here: Here, factor: Fraction, into: Side) -> None:
    indicator = here.plan.indicators[indicator_id]
    window = replace(here.window, baseline=indicator.baseline or here.window.baseline)
    _collect(indicator.numerator, here.during(window), factor, into)


def _collect_members(node: Aggregate, here: Here, factor: Fraction, into: Side) -> None:
    if node.gather is Gather.COUNT and not level_is_gone(node, here):
        into.applies = True  # a count of none is nought; a sum to which nobody can add is not
    for unit in members(node, here):
        collect_member(node, here.at(unit), factor, into)


def collect_member(node: Aggregate, here: Here, factor: Fraction, into: Side) -> None:
    """What one member of an aggregate contributes."""
    _put(here.orgunit, factor, member(node, here), _members(node, here), into)


def _collect_sources(node: Aggregate, here: Here, factor: Fraction, into: Side) -> None:
    for unit, amount in source_amounts(node, here, truth):
        # A source's amount is a sum of cells: there is nothing to work out anew.
        _put(unit, factor, (True, amount), _same(amount), into)


def _put(owner: OrgUnit | None, factor: Fraction, worth: tuple[Truth, Quantity], again: Again, into: Side) -> None:
    guard, amount = worth
    if isinstance(guard, NotApplicable) or isinstance(amount, NotApplicable):
        if isinstance(guard, NotApplicable) and owner is not None:
            into.outside.add(owner)
        return
    into.applies = True
    into.add(owner, OpenPart(owner, factor, guard, amount, again))


def _tried(here: Here, assigned: Mapping[Cell, Answer]) -> Here:
    reader = here.reader
    return Here(replace(reader, assigned={**reader.assigned, **assigned}, trace=Trace()), here.orgunit, here.window)


def _members(node: Aggregate, here: Here) -> Again:
    return lambda assigned: member(node, _tried(here, assigned))


def _numbers(node: Node, here: Here) -> Again:
    return lambda assigned: (True, number(node, _tried(here, assigned)))


def _same(amount: Quantity) -> Again:
    def again(assigned: Mapping[Cell, Answer]) -> tuple[Truth, Quantity]:
        if isinstance(amount, NotApplicable) or not amount.terms:
            return True, amount
        known = Amount(amount.known)
        for var, factor in amount.terms.items():
            answer = assigned.get(var.cells[0]) if var.is_plain else None
            known += Amount.of(var).times(factor) if answer is None else Amount(Fraction(answer) * factor)  # type: ignore[arg-type]
        return True, known

    return again
