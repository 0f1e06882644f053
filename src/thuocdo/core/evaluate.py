"""The value of a formula's node at one orgunit, plain and step by step.

``number``, ``truth`` and ``day`` each say what they can: a known answer, one that hangs on cells not reported,
or that the question does not apply here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import (
    NOT_APPLICABLE,
    ZERO,
    Amount,
    Cell,
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
from thuocdo.core.elements import OnMerge, OverTime
from thuocdo.core.formulas import (
    Aggregate,
    Arithmetic,
    At,
    BelongsTo,
    Both,
    Compare,
    DateOf,
    Day,
    DayName,
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
from thuocdo.core.gather import LinearTerm, SourceUnit, decided_places, ended, linear_terms, sources
from thuocdo.core.obligations import count_reports
from thuocdo.core.periods import tiling
from thuocdo.core.reading import NotOwed, Only, Open, Reader, Reading, Why
from thuocdo.core.told import amount_of, day_of, truth_of
from thuocdo.core.values import ValueType
from thuocdo.core.windows import NotComputableError, Window, collection_periods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.elements import Element
    from thuocdo.core.gather import SourceUnit
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan
    from thuocdo.core.scoring import Criterion, Scorecard

Quantity = Amount | NotApplicable


@dataclass(frozen=True)
class Here:
    """Where and when a node is read: an orgunit, and a window."""

    reader: Reader
    orgunit: OrgUnit
    window: Window

    @property
    def plan(self) -> Plan:
        """The plan whose names the formula uses."""
        return self.reader.book.plan

    def at(self, orgunit: OrgUnit) -> Here:
        """The same moment at another orgunit."""
        return Here(self.reader, orgunit, self.window)

    def during(self, window: Window) -> Here:
        """The same orgunit in another window."""
        return Here(self.reader, self.orgunit, window)

    def moved(self, node: At) -> Here:
        """The same orgunit at the moment that a formula names."""
        return self.during(self.window.moved(node.moment, self.plan))


def number(node: Node, here: Here) -> Quantity:
    """The number that a node stands for."""
    match node:
        case Number(value=value):
            return Amount(value)
        case ElementRef():
            return _element_number(node, here)
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
            return _answered(node, here)
        case _:
            raise TypeError(f"not a condition: {node}")


def day(node: Node, here: Here) -> date | Maybe | NotApplicable | None:
    """The date that a node stands for; None where a document does not exist."""
    match node:
        case Day(value=date() as value):
            return value
        case Day(value=DayName.PLAN_START):
            return here.plan.starts_on
        case Day(value=DayName.PERIOD_START):
            return here.window.days.first
        case Day():
            return here.window.days.last
        case _:
            ref, here = _located(node.of if isinstance(node, DateOf) else node, here)
            return day_of(_readings(ref, here))


# ---------------------------------------------------------------------------------------- elements


def _readings(ref: ElementRef, here: Here) -> list[Reading]:
    """The answers that make up an element's value here, over collection periods and categories."""
    element = here.plan.elements[ref.element]
    return [
        _read(element, category, period, here)
        for period in collection_periods(here.plan, element, here.window)
        for category in categories(element, ref.breakdown)
    ]


def _read(element: Element, category: str, period: Period, here: Here) -> Reading:
    reader = here.reader
    if period.calendar is not here.window.period.calendar:
        reader.trace.stock_days.add(period.last_day)
    reading = reader.read(element, category, period, here.orgunit)
    if isinstance(reading, NotOwed) and element.is_stock and not here.window.inside:
        # A flow that nobody was asked for is simply not there; a stock that nobody asked for is unknown.
        reader.trace.whys.add(Why.NOT_ASKED)
        return Open(reader.cell(element, category, period, here.orgunit), Why.NOT_ASKED)
    return reading


def categories(element: Element, breakdown: str) -> tuple[str, ...]:
    """The cells that a reference means: one category, the undivided value, or all that add up to it."""
    if breakdown or element.breakdown is None or element.breakdown.total == "collected":
        return (breakdown,)
    return element.breakdown.options


def _element_number(ref: ElementRef, here: Here) -> Quantity:
    element = here.plan.elements[ref.element]
    amounts = [amount_of(reading, element, here.reader) for reading in _readings(ref, here)]
    return extreme(amounts, highest=True) if element.over_time is OverTime.HIGHEST else added(amounts)


def _answered(node: ElementRef | Is | Exists, here: Here) -> Truth:
    """A condition on answers: a yes/no element, a choice, a document that exists."""
    ref, here = _located(node if isinstance(node, ElementRef) else node.of, here)
    element = here.plan.elements[ref.element]
    truths = [truth_of(node, reading, element) for reading in _readings(ref, here)]
    return any_true(truths) if element.over_time is OverTime.ANY else all_true(truths)


def _located(node: Node, here: Here) -> tuple[ElementRef, Here]:
    """The element under any moments, and the place in time that they lead to."""
    while isinstance(node, At):
        here, node = here.moved(node), node.of
    assert isinstance(node, ElementRef)
    return node, here


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
        return added(amount for _, amount in source_amounts(node, here))
    worth = [(unit, *member(node, here.at(unit))) for unit in members(node, here)]
    amounts = [_guarded(guard, amount, here.at(unit)) for unit, guard, amount in worth]
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
            truths.append(_admits(only, here.at(there)))
        elif here.orgunit.level > only.level:  # it lies in none of them
            truths.append(False)
    return all_true(truths)


def _admits(only: Only, here: Here) -> Truth:
    truths: list[Truth] = []
    if only.codes:
        truths.append(here.reader.book.stands_on(only.codes, here.reader.map, here.orgunit))
    if only.where is not None:
        truths.append(truth(only.where, here))
    return all_true(truths)


def _spoken_of(place: OrgUnit, here: Here) -> Truth:
    """Whether what this orgunit reported of its own belongs to the target: not where it lies above its level."""
    if any(place.level < only.level for only in here.reader.only):
        return False
    return admitted(here.at(place))


def _guarded(guard: Truth, amount: Quantity, here: Here) -> Quantity:
    if isinstance(amount, NotApplicable) or guard is True:
        return amount
    if not isinstance(guard, Maybe):
        return NOT_APPLICABLE
    low = None if amount.low is None else min(ZERO, amount.low)
    high = None if amount.high is None else max(ZERO, amount.high)
    cells = guard.cells + tuple(cell for var in amount.vars for cell in var.cells)
    return Amount.of(Var(("guarded", cells, here.orgunit), low, high, cells))


def _average(amounts: list[Quantity], here: Here) -> Quantity:
    total = added(amounts)
    if isinstance(total, NotApplicable):
        return total
    if not total.is_known:
        here.reader.trace.unsound = "average"
    return total.times(Fraction(1, sum(isinstance(amount, Amount) for amount in amounts)))


def source_amounts(node: Aggregate, here: Here) -> Iterator[tuple[OrgUnit, Quantity]]:
    """A sum without a level: what each orgunit reported of its own, where and when it was reported."""
    assert node.of is not None
    for term in linear_terms(node.of, here.window, here.plan):
        element = here.plan.elements[term.ref.element]
        gathered = _each_over_time if element.over_time is OverTime.HIGHEST else _each_source
        for orgunit, amount in gathered(term, element, here):
            applies = isinstance(amount, Amount)
            yield orgunit, amount.times(term.factor) if applies else amount  # type: ignore[union-attr]


def _each_source(term: LinearTerm, element: Element, here: Here) -> Iterator[tuple[OrgUnit, Quantity]]:
    reader = here.reader
    for period in collection_periods(here.plan, element, term.window):
        reader.trace.level_ended |= ended(reader.book.register, element.levels, period.last_day) is not None
        units = list(_spoken_of(sources(reader.book.register, reader.map, here.orgunit, element, period), here))
        for category in categories(element, term.ref.breakdown):
            total = None if _narrowed(here) else reader.historical(element, category, period, here.orgunit)
            if total is not None:
                yield here.orgunit, Amount(total)
                continue
            yield from _from_units(units, category, period, term, here)


def _from_units(
    units: list[tuple[SourceUnit, Truth]], category: str, period: Period, term: LinearTerm, here: Here
) -> Iterator[tuple[OrgUnit, Quantity]]:
    reader, element = here.reader, here.plan.elements[term.ref.element]
    told = [unit for unit, _ in units]
    decided = decided_places(told, lambda place: reader.decided(element, category, period, place) is not None)
    for place in sorted(decided, key=lambda place: place.code):
        answer = reader.decided(element, category, period, place)
        assert answer is not None
        yield place, amount_of(answer, element, reader)
    for unit, guard in units:
        if decided.intersection(unit.homes):
            continue
        there = Here(reader, unit.orgunit, term.window)
        amount = amount_of(_read(element, category, period, there), element, reader)
        if not unit.wholly:
            amount = _part_of(amount, reader.cell(element, category, period, unit.orgunit), here)
        yield unit.orgunit, _guarded(guard, amount, there)


def _narrowed(here: Here) -> bool:
    """Whether the target speaks of a part only of the orgunits below the scope."""
    return any(only.level > here.orgunit.level for only in here.reader.only)


def _spoken_of(units: list[SourceUnit], here: Here) -> Iterator[tuple[SourceUnit, Truth]]:
    """The sources on whose ground lies what the target speaks of, with whether that is so."""
    for unit in units:
        told = [(home, _speaks_of(home, here)) for home in unit.homes]
        homes = tuple(home for home, spoken in told if spoken is not False)
        if homes:
            guard = all_true(spoken for home, spoken in told if home in homes)
            if isinstance(guard, Maybe):
                here.reader.trace.unsound = "shared_cells"
            yield replace(unit, wholly=unit.wholly and len(homes) == len(told), homes=homes), guard


def _speaks_of(unit: OrgUnit, here: Here) -> Truth:
    """Whether the target speaks of the ground of an orgunit: by the orgunit above it of the level narrowed."""
    truths: list[Truth] = [True]
    for only in here.reader.only:
        if only.level <= here.orgunit.level:
            continue
        home = here.reader.map.ancestor(unit, only.level)
        truths.append(False if home is None else _admits(only, here.at(home)))
    return all_true(truths)


def _part_of(amount: Quantity, cell: Cell, here: Here) -> Quantity:
    """What of an orgunit's amount lies in the scope, where its ground lies in more than one: unknown how much."""
    trace = here.reader.trace
    trace.whys.add(Why.OTHER_MAP)
    element = here.plan.elements[cell.element]
    adds_up = element.on_merge in (OnMerge.SUM, OnMerge.HIGHEST)
    if isinstance(amount, NotApplicable) or (adds_up and amount == Amount(ZERO) and element.low >= 0):
        return amount
    part = replace(cell, breakdown=f"{cell.breakdown}@{here.orgunit.code}")
    trace.reorganised.add(part)
    high = amount.high if adds_up else element.high
    return Amount.of(Var(part, element.low, high, (part,), Fraction(1, 10**element.decimals)))


def _each_over_time(term: LinearTerm, element: Element, here: Here) -> Iterator[tuple[OrgUnit, Quantity]]:
    levels = sorted(element.levels)
    here.reader.trace.level_ended |= ended(here.reader.book.register, levels, here.reader.map.day) is not None
    for level in levels:
        for unit in here.reader.map.under(here.orgunit, level):
            there = Here(here.reader, unit, term.window)
            guard = _speaks_of(unit, here)
            if guard is not False:
                yield unit, _guarded(guard, number(term.ref, there), there)


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
        return Amount(ZERO) if met is False else _guarded(met, Amount(criterion.most), here)
    assert criterion.value is not None
    value = number(criterion.value, here)
    if isinstance(value, NotApplicable) or not criterion.bands:
        return value
    reachable = _reachable(criterion, value)
    if len(reachable) == 1:
        return Amount(reachable.pop())
    cells = tuple(cell for var in value.vars for cell in var.cells)
    name = ("criterion", criterion.id, here.orgunit)
    return Amount.of(Var(name, min(reachable), max(reachable), cells))


def _reachable(criterion: Criterion, value: Amount) -> set[Fraction]:
    """The points that a value in its range can give: those at its low end, and of every band inside."""
    low, high = value.low, value.high
    at_low = ZERO if low is None else _banded(criterion, low)
    inside = {
        band.points
        for band in criterion.bands
        if (low is None or band.at_least > low) and (high is None or band.at_least <= high)
    }
    return {at_low} | inside


def _banded(criterion: Criterion, value: Fraction) -> Fraction:
    reached = [band for band in criterion.bands if value >= band.at_least]
    return max(reached, key=lambda band: band.at_least).points if reached else ZERO
