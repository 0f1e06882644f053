"""The value of a formula's node at one orgunit, plain and step by step.

``number`` and ``truth`` (and ``day`` in ``here``) each say what they can: a known answer, one that hangs on cells not
reported, or that the question does not apply here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import (
    NOT_APPLICABLE,
    ZERO,
    Amount,
    Maybe,
    NotApplicable,
    Truth,
    Var,
    added,
    all_true,
    any_true,
    compared,
    extreme,
    negated,
)
from thuocdo.core.formulas import (
    Aggregate,
    Arithmetic,
    At,
    BelongsTo,
    Both,
    Compare,
    DateOf,
    Day,
    During,
    ElementRef,
    Exists,
    Gather,
    IndicatorRef,
    Is,
    Node,
    Not,
    Number,
    PointsOf,
    Reports,
    TypeIs,
)
from thuocdo.core.gather import ended
from thuocdo.core.here import Here, Quantity, answered, day, element_number, guarded
from thuocdo.core.obligations import count_reports
from thuocdo.core.periods import tiling
from thuocdo.core.sources import admits, source_amounts
from thuocdo.core.values import ValueType
from thuocdo.core.windows import NotComputableError, Window

if TYPE_CHECKING:
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.scoring import Criterion, Scorecard


def number(node: Node, here: Here) -> Quantity:
    """The number that a node stands for."""
    match node:
        case Number(value=value):
            return Amount(value)
        case ElementRef():
            return element_number(node, here)
        case At():
            return number(node.of, here.moved(node))
        case Arithmetic():
            return _arithmetic(node, here)
        case Aggregate():
            return _aggregate(node, here)
        case IndicatorRef():
            return _indicator(node, here)
        case PointsOf(scorecard=card):
            return points(here.plan.scorecards[card], here)
        case Reports(which=which, form=form):
            return Amount(Fraction(count_reports(here.reader, which, form, here.orgunit, here.window.days)))
        case _:
            raise TypeError(f"not a number: {node}")


def truth(node: Node, here: Here) -> Truth:
    """Whether a condition holds."""
    match node:
        case Both(word=word, parts=parts):
            truths = [truth(part, here) for part in parts]
            return all_true(truths) if word == "and" else any_true(truths)
        case Not(of=of):
            return negated(truth(of, here))
        case Compare():
            return _compare(node, here)
        case During():
            return _during(node, here)
        case At():
            return truth(node.of, here.moved(node))
        case TypeIs(type=kind, negated=is_negated):
            return (here.orgunit.type == kind) is not is_negated
        case BelongsTo(group=group):
            return here.reader.book.stands_on(here.plan.groups[group].codes, here.reader.map, here.orgunit)
        case ElementRef() | Is() | Exists():
            return answered(node, here)
        case _:
            raise TypeError(f"not a condition: {node}")


# ---------------------------------------------------------------------------------------- arithmetic


def _arithmetic(node: Arithmetic, here: Here) -> Quantity:
    left, right = number(node.left, here), number(node.right, here)
    if isinstance(left, NotApplicable) or isinstance(right, NotApplicable):
        return _what_applies(node.operator, left, right)
    match node.operator:
        case "+":
            return left + right
        case "-":
            return left + right.times(Fraction(-1))
        case "*" if right.is_known:
            return left.times(right.known)
        case "*" if left.is_known:
            return right.times(left.known)
        case "/" if right.is_known:
            return _quotient(left, right.known)
        case _:
            return _unsound("product_of_unknowns", here, left, right)


def _what_applies(operator: str, left: Quantity, right: Quantity) -> Quantity:
    """What does not apply drops out of a sum; a product or share with it does not apply."""
    if operator == "+":
        return right if isinstance(left, NotApplicable) else left
    return left if operator == "-" else NOT_APPLICABLE


def _quotient(amount: Amount, by: Fraction) -> Quantity:
    return amount.times(1 / by) if by else NOT_APPLICABLE


def _unsound(why: str, here: Here, *amounts: Amount) -> Amount:
    """An unknown without bounds: the form is not sound for them, so none are given rather than guessed."""
    here.reader.trace.unsound = why
    cells = tuple(cell for amount in amounts for var in amount.vars for cell in var.cells)
    return Amount.of(Var((why, cells), None, None, cells))


def _indicator(node: IndicatorRef, here: Here) -> Quantity:
    indicator = here.plan.indicators[node.indicator]
    here = here.during(replace(here.window, baseline=indicator.baseline or here.window.baseline))
    top = number(indicator.numerator, here)
    if indicator.denominator is None:
        return top
    bottom = number(indicator.denominator, here)
    if isinstance(top, NotApplicable) or isinstance(bottom, NotApplicable):
        return NOT_APPLICABLE
    return _quotient(top, bottom.known) if bottom.is_known else _unsound("ratio_in_formula", here, top, bottom)


# ---------------------------------------------------------------------------------------- aggregates


def _aggregate(node: Aggregate, here: Here) -> Quantity:
    if node.level is None:
        return added(amount for _, amount in source_amounts(node, here, truth))
    worth = [(unit, *member(node, here.at(unit))) for unit in members(node, here)]
    amounts = [guarded(guard, amount, here.at(unit)) for unit, guard, amount in worth]
    match node.gather:
        case Gather.COUNT:
            return added([NOT_APPLICABLE if level_is_gone(node, here) else Amount(ZERO), *amounts])
        case Gather.SUM:
            return added([*amounts, *(Amount(ZERO) for _, guard, _ in worth if guard is False)])
        case Gather.AVERAGE:
            return _average(amounts, here)
        case _:
            return extreme(amounts, highest=node.gather is Gather.HIGHEST)


def members(node: Aggregate, here: Here) -> list[OrgUnit]:
    """The orgunits of the aggregate's level in the scope."""
    assert node.level is not None
    return here.reader.map.under(here.orgunit, node.level)


def level_is_gone(node: Aggregate, here: Here) -> bool:
    """Whether the aggregate is over a level that has ended: then there is nothing to count, and no nought either."""
    assert node.level is not None
    if ended(here.reader.book.register, [node.level], here.reader.map.day) is None:
        return False
    here.reader.trace.level_ended = True
    return True


def member(node: Aggregate, here: Here) -> tuple[Truth, Quantity]:
    """One member: whether it counts, and how much it adds. Of whom the target does not speak, nothing is read."""
    spoken_of = admitted(here)
    if spoken_of is False:
        return NOT_APPLICABLE, NOT_APPLICABLE
    holds = True if node.where is None else truth(node.where, here)
    # What does not apply here must not pass for true because the target speaks of this orgunit.
    guard = holds if isinstance(holds, NotApplicable) else all_true([spoken_of, holds])
    return guard, Amount(Fraction(1)) if node.of is None else number(node.of, here)


def admitted(here: Here) -> Truth:
    """Whether the target speaks of this orgunit at all: of itself, or of the one of its level that it lies in."""
    truths: list[Truth] = [True]
    for only in here.reader.only:
        there = here.reader.map.ancestor(here.orgunit, only.level)
        if there is not None:
            truths.append(admits(only, here.at(there), truth))
        elif here.orgunit.level > only.level:  # it lies in none of them
            truths.append(False)
    return all_true(truths)


def _average(amounts: list[Quantity], here: Here) -> Quantity:
    total = added(amounts)
    if isinstance(total, NotApplicable):
        return total
    if not total.is_known:
        here.reader.trace.unsound = "average"
    return total.times(Fraction(1, sum(isinstance(amount, Amount) for amount in amounts)))


# ---------------------------------------------------------------------------------------- conditions


def _compare(node: Compare, here: Here) -> Truth:
    if _is_day(node.left, here) or _is_day(node.right, here):
        return _compare_days(node, here)
    left, right = number(node.left, here), number(node.right, here)
    if isinstance(left, NotApplicable) or isinstance(right, NotApplicable):
        return NOT_APPLICABLE
    difference = left + right.times(Fraction(-1))
    found = compared(node.operator, difference)
    if isinstance(found, Maybe):
        _note_breaks(difference, here)
    return found


def _note_breaks(difference: Amount, here: Here) -> None:
    """Where a condition on one open cell turns; what is read together with others is noted as mixed."""
    trace = here.reader.trace
    (var, factor), *others = (difference.terms or {}).items()
    if others or not var.is_plain:
        trace.mixed.update(cell for v in difference.vars for cell in v.cells)
    else:
        trace.breaks.setdefault(var.cells[0], set()).add(-difference.known / factor)


def _is_day(node: Node, here: Here) -> bool:
    while isinstance(node, At):
        node = node.of
    if isinstance(node, ElementRef):
        return here.plan.elements[node.element].type is ValueType.DATE
    return isinstance(node, Day | DateOf)


def _compare_days(node: Compare, here: Here) -> Truth:
    left, right = day(node.left, here), day(node.right, here)
    if isinstance(left, NotApplicable) or isinstance(right, NotApplicable):
        return NOT_APPLICABLE
    if isinstance(left, Maybe) or isinstance(right, Maybe):
        return _open_days(left, right, here)
    if left is None or right is None:
        return False  # a document that does not exist has no date to compare
    return compared(node.operator, Amount(Fraction(left.toordinal() - right.toordinal())))


def _open_days(left: date | Maybe | None, right: date | Maybe | None, here: Here) -> Maybe:
    cells = tuple(cell for side in (left, right) if isinstance(side, Maybe) for cell in side.cells)
    known = [side for side in (left, right) if isinstance(side, date)]
    if known and len(cells) == 1:
        here.reader.trace.breaks.setdefault(cells[0], set()).add(Fraction(known[0].toordinal()))
    else:
        here.reader.trace.mixed.update(cells)
    return Maybe(cells)


def _during(node: During, here: Here) -> Truth:
    """The condition in each sub-period; those in which nothing was owed are passed over."""
    parts = tiling(here.window.days, node.frequency, here.window.period.calendar)
    if not parts:
        raise NotComputableError("window_not_tiled")
    windows = (replace(Window.of(part, here.window.baseline), inside=True) for part in parts)
    truths = [truth(node.of, here.during(window)) for window in windows]
    return all_true(truths) if node.every else any_true(truths)


# ---------------------------------------------------------------------------------------- scorecards


def points(card: Scorecard, here: Here) -> Quantity:
    """The points of a scorecard at an orgunit: the sum over its criteria."""
    return added(criterion_points(criterion, here) for criterion in card.criteria)


def criterion_points(criterion: Criterion, here: Here) -> Quantity:
    """The points of one criterion; unknown between what its bands or its condition could give."""
    if criterion.when is not None:
        met = truth(criterion.when, here)
        return Amount(ZERO) if met is False else guarded(met, Amount(criterion.most), here)
    assert criterion.value is not None
    value = number(criterion.value, here)
    if isinstance(value, NotApplicable) or not criterion.bands:
        return value
    reachable = criterion.reachable(value.low, value.high)
    if len(reachable) == 1:
        return Amount(reachable.pop())
    cells = tuple(cell for var in value.vars for cell in var.cells)
    name = ("criterion", criterion.id, here.orgunit)
    return Amount.of(Var(name, min(reachable), max(reachable), cells))
