"""The plain calculator: slow, obvious, and the referee of every faster one.

A figure is worked out in four steps: read the two sides (``sides``), find what the missing could make of it
(``blocks``, ``extremes``), let the indicator's policy choose the value, and count who reported (``coverage``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import ZERO, Cell
from thuocdo.core.blocks import blocks
from thuocdo.core.elements import STRICTNESS, Visibility
from thuocdo.core.evaluate import Here
from thuocdo.core.extremes import Problem, Range
from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.indicators import AsOf, Better, IfNotReported, Indicator, Policy, ZeroOverZero
from thuocdo.core.obligations import Coverage, coverage
from thuocdo.core.parts import NotSoundError
from thuocdo.core.reading import Only, Reader, Trace, Why
from thuocdo.core.sides import Side, side
from thuocdo.core.values import Absence, Kind
from thuocdo.core.windows import NotComputableError, Window

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thuocdo.core.book import Book, Question
    from thuocdo.core.formulas import Node
    from thuocdo.core.orgunits import OrgMap, OrgUnit
    from thuocdo.core.periods import Period


@dataclass(frozen=True)
class Task:
    """What to work out: an indicator for a period at an orgunit, for a part of a level only or for all."""

    indicator: Indicator
    period: Period
    orgunit: str
    only: tuple[Only, ...] = ()


def figure(book: Book, question: Question, task: Task) -> Figure:
    """The figure of an indicator, as the question's coordinates have it."""
    day = map_day(book, task, question.map_on)
    on_map = book.register.on(day)
    scope = scope_on(book, on_map, task.orgunit)
    if scope is None:
        return _without(task, book, day, Absent(Absence.NOT_APPLICABLE, "orgunit_not_valid"))
    return _Work(book, question, task, on_map, scope).figure()


@dataclass(frozen=True)
class Contribution:
    """What one orgunit adds to a figure. ``open``: some of it has not been reported."""

    orgunit: OrgUnit
    numerator: Fraction
    denominator: Fraction
    open: bool


def contributions(book: Book, question: Question, task: Task) -> list[Contribution]:
    """A figure one step down: the orgunits that make it, with what each adds that is known.

    Empty where the figure cannot be computed at all.
    """
    on_map = book.register.on(map_day(book, task, question.map_on))
    scope = scope_on(book, on_map, task.orgunit)
    if scope is None:
        return []
    try:
        sides = _Work(book, question, task, on_map, scope).sides()
    except NotComputableError:
        return []
    bottom = sides.denominator or Side()
    open_ = {part.owner for part in (*sides.numerator.open, *bottom.open)}
    owners = {owner for owner in (*sides.numerator.known, *bottom.known, *open_) if owner is not None}
    return [
        Contribution(owner, sides.numerator.known.get(owner, ZERO), bottom.known.get(owner, ZERO), owner in open_)
        for owner in sorted(owners, key=lambda unit: (unit.level, unit.code))
    ]


def map_day(book: Book, task: Task, asked: date | None) -> date:
    """The day of the map: the question's, else the one that the indicator asks for."""
    as_of = asked or task.indicator.as_of
    if isinstance(as_of, date):
        return as_of
    match as_of:
        case AsOf.PERIOD_END:
            return task.period.last_day
        case AsOf.PERIOD_START:
            return task.period.first_day
        case AsOf.PLAN_START:
            return book.plan.starts_on


def scope_on(book: Book, on_map: OrgMap, code: str) -> OrgUnit | None:
    """The orgunit asked about as it stands on the map, by its code there or as the lineage of another day."""
    found = on_map.by_code.get(code)
    if found is not None:
        return found
    for version in book.register.by_code.get(code, ()):
        same = book.register.same(version, on_map.day)
        if same is not None:
            return same
    return None


@dataclass
class _Sides:
    numerator: Side
    denominator: Side | None
    trace: Trace

    @property
    def open(self) -> bool:
        return bool(self.numerator.open or (self.denominator and self.denominator.open))

    @property
    def hangs_on_reorganisation(self) -> bool:
        """Whether something is open that no report could tell: no policy for missing reports speaks of that."""
        parts = (*self.numerator.open, *(self.denominator.open if self.denominator else ()))
        return any(cell in self.trace.reorganised for part in parts for cell in part.cells)

    @property
    def nothing(self) -> Absent | None:
        """Why there is nothing to count: it applies to nobody, its level has ended, or nobody was asked."""
        if self.numerator.applies and (self.denominator is None or self.denominator.applies):
            return None
        if self.trace.level_ended:
            return Absent(Absence.NOT_APPLICABLE, "level_ended")
        if self.trace.not_owed and not self.trace.facts:
            return Absent(Absence.NOT_COMPUTABLE, Why.NOT_ASKED.value)
        return Absent(Absence.NOT_APPLICABLE, "not_applicable")

    def problem(self, book: Book) -> Problem:
        """What is left to find out about both sides.

        :raises NotSoundError: a form whose bounds cannot be given exactly
        """
        found = blocks(self.numerator, self.denominator, self.trace, book.plan)
        caps = tuple(check.cap for check in book.plan.checks.values() if check.cap)
        bottom = None if self.denominator is None else self.denominator.total_known
        return Problem(self.numerator.total_known, bottom, tuple(found), caps)


@dataclass(frozen=True)
class _Value:
    """The value that the policy chooses; ``carried`` is what was read for it where stocks stand in for others."""

    value: Quantity
    numerator: Quantity
    denominator: Quantity | None
    carried: Trace | None = None


@dataclass
class _Work:
    """One figure being worked out."""

    book: Book
    question: Question
    task: Task
    on_map: OrgMap
    scope: OrgUnit

    def figure(self) -> Figure:
        indicator = self.task.indicator
        try:
            sides = self.sides()
            gone = sides.nothing
            bounds, unsound = (None, None) if gone else self._bounds(sides)
            chosen = self._nothing(gone) if gone else self._value(sides, bounds)
        except NotComputableError as error:
            gone = Absent(Absence.NOT_COMPUTABLE, error.why)
            return _without(self.task, self.book, self.on_map.day, gone, self.scope)
        low, high = _ends(bounds, unsound, chosen)
        carried = chosen.carried or sides.trace
        made = Figure(
            indicator=indicator.id,
            period=self.task.period,
            orgunit=self.scope,
            value=chosen.value,
            numerator=chosen.numerator,
            denominator=chosen.denominator,
            low=low,
            high=high,
            low_counts=None if bounds is None else bounds.low.reached,
            high_counts=None if bounds is None else bounds.high.reached,
            may_be_undefined=bounds is not None and bounds.may_be_undefined,
            coverage=coverage(self.book, sides.trace.cells, on=self.question.on, known_at=self.question.known_at),
            map=self.on_map.day,
            kind=_kind(sides.trace.kinds | carried.kinds, self.book),
            visibility=visibility(self.book, sides.trace.elements, self.scope),
            carried=len(carried.carried),
            stock_days=tuple(sorted(sides.trace.stock_days)),
            cells=tuple(sides.trace.cells),
        )
        return self._firm(made) if made.rests_on_uoc else made

    def _firm(self, made: Figure) -> Figure:
        """The bounds if the ước were not there: a final verdict may only rest on these."""
        sides = self.sides(without_uoc=True)
        bounds, unsound = self._bounds(sides)
        low, high = _ends(bounds, unsound, _Value(made.value, made.numerator, made.denominator))
        return replace(made, firm_low=low, firm_high=high)

    # -------------------------------------------------------------------------------- the two sides

    def sides(self, *, carry: tuple[int, int] = (0, 0), without_uoc: bool = False) -> _Sides:
        """Both sides, read anew."""
        trace = Trace()
        here = self._here(trace, without_uoc=without_uoc)
        indicator = self.task.indicator
        top = self._side(indicator.numerator, here, carry[0])
        bottom = None
        if indicator.denominator is not None:
            bottom = self._side(indicator.denominator, here, carry[1])
            outside = top.outside | bottom.outside
            top, bottom = top.without(outside), bottom.without(outside)
        self._historical(top, trace)
        return _Sides(top, bottom, trace)

    def _side(self, node: Node, here: Here, carry: int) -> Side:
        return side(node, Here(replace(here.reader, carry=carry), here.orgunit, here.window))

    def _here(self, trace: Trace, *, without_uoc: bool) -> Here:
        reader = Reader(
            self.book,
            self.question.known_at,
            self.question.on,
            self.on_map,
            trace,
            only=self.task.only,
            without_uoc=without_uoc,
        )
        return Here(reader, self.scope, Window.of(self.task.period, self.task.indicator.baseline))

    def _historical(self, top: Side, trace: Trace) -> None:
        """A total known only from above takes the place of a numerator that nobody was asked for below."""
        element = self.task.indicator.historical
        if element is None or trace.facts or self.task.only:
            return
        lineage = self.book.register.lineages[self.scope]
        cell = Cell(element, "", self.task.period, lineage)
        fact = self.book.historical(cell, self.question.known_at)
        if fact is not None and isinstance(fact.answer, Fraction):
            top.known.clear()
            top.open.clear()
            top.known[None] = fact.answer
            top.applies = True
            trace.cells.clear()
            trace.whys.clear()
            trace.kinds.add(fact.kind)
            trace.facts[cell] = fact
            trace.elements.add(element)

    # -------------------------------------------------------------------------------- bounds

    def _bounds(self, sides: _Sides) -> tuple[Range | None, str | None]:
        """The range, or None with why there is none."""
        try:
            found = sides.problem(self.book).range()
        except NotSoundError as error:
            return None, error.why
        return found, None if found is not None else "zero_denominator"

    # -------------------------------------------------------------------------------- the value

    def _nothing(self, gone: Absent) -> _Value:
        """No figure at all: what is asked about does not apply, or nobody was asked."""
        return _Value(gone, gone, gone if self.task.indicator.is_ratio else None)

    def _value(self, sides: _Sides, bounds: Range | None) -> _Value:
        _refuse_mixed(sides.trace.kinds)
        policy = self.task.indicator.if_not_reported
        if not sides.open:
            return self._exact(sides)
        if sides.hangs_on_reorganisation:
            return self._unknown(sides, bounds)
        if Policy.CARRIED_FORWARD in (policy.numerator, policy.denominator):
            carried = self._carried(policy)
            _refuse_mixed(carried.trace.kinds)
            return replace(self._with_carried(carried, bounds), carried=carried.trace)
        if policy.is_per_side:
            return self._value_per_side(sides)
        match policy.numerator:
            case Policy.COUNTS_AGAINST:
                return self._worst(bounds)
            case Policy.LEFT_OUT:
                return self._left_out(sides)
            case _:
                return self._unknown(sides, bounds)

    def _exact(self, sides: _Sides) -> _Value:
        return self._divided(
            sides.numerator.total_known,
            None if sides.denominator is None else sides.denominator.total_known,
        )

    def _divided(self, top: Fraction, bottom: Fraction | None) -> _Value:
        if bottom is None:
            return _Value(top, top, None)
        if bottom:
            return _Value(top / bottom, top, bottom)
        no_event = self.task.indicator.zero_over_zero is ZeroOverZero.NO_EVENT and not top
        absence = Absence.NOT_APPLICABLE if no_event else Absence.NOT_COMPUTABLE
        return _Value(Absent(absence, "no_event" if no_event else "zero_denominator"), top, bottom)

    def _unknown(self, sides: _Sides, bounds: Range | None) -> _Value:
        """No value while a missing report could change it."""
        if bounds is not None and bounds.is_point and not bounds.may_be_undefined:
            reached = bounds.low.reached or bounds.high.reached
            if reached is not None:
                return self._divided(reached[0], None if sides.denominator is None else reached[1])
        gone = _why_open(sides.trace)
        bottom: Quantity | None = None
        if sides.denominator is not None:
            bottom = gone if sides.denominator.open else sides.denominator.total_known
        top = gone if sides.numerator.open else sides.numerator.total_known
        return _Value(gone, top, bottom)

    def _worst(self, bounds: Range | None) -> _Value:
        if bounds is None:
            raise NotComputableError("no_bounds")
        better_higher = self.task.indicator.better is Better.HIGHER
        worst = bounds.low if better_higher else bounds.high
        if worst.reached is None:
            raise NotComputableError("unbounded")
        return self._divided(worst.reached[0], worst.reached[1] if self.task.indicator.is_ratio else None)

    def _left_out(self, sides: _Sides) -> _Value:
        """Whoever has not reported everything leaves both sides, if enough are left."""
        count = coverage(self.book, sides.trace.cells, on=self.question.on, known_at=self.question.known_at)
        needed = self.task.indicator.if_not_reported.at_least_coverage or ZERO
        if not count.expected or Fraction(count.accepted, count.expected) < needed:
            gone = Absent(Absence.NOT_REPORTED, "coverage_too_low")
            return _Value(gone, gone, gone if sides.denominator is not None else None)
        gaps = {part.owner for part in sides.numerator.open}
        gaps |= {part.owner for part in (sides.denominator.open if sides.denominator else [])}
        owners = {owner for owner in gaps if owner is not None}
        bottom = None if sides.denominator is None else sides.denominator.without(owners)
        return self._exact(_Sides(sides.numerator.without(owners), bottom, sides.trace))

    def _carried(self, policy: IfNotReported) -> _Sides:
        """Both sides with earlier stocks standing in for what was not reported, where the policy says so."""
        top, bottom = (
            policy.periods if one is Policy.CARRIED_FORWARD else 0 for one in (policy.numerator, policy.denominator)
        )
        return self.sides(carry=(top, bottom))

    def _with_carried(self, carried: _Sides, bounds: Range | None) -> _Value:
        if self.task.indicator.if_not_reported.is_per_side:
            return self._value_per_side(carried)
        return self._unknown(carried, bounds) if carried.open else self._exact(carried)

    def _value_per_side(self, sides: _Sides) -> _Value:
        """Each side by its own policy; a side never reported leaves the figure not computable."""
        policy = self.task.indicator.if_not_reported
        assert sides.denominator is not None
        raises = self.task.indicator.better is Better.HIGHER
        bottom = self._one_side(sides.denominator, policy.denominator, sides.trace, low=not raises)
        top = self._one_side(sides.numerator, policy.numerator, sides.trace, low=raises)
        if isinstance(top, Absent) or isinstance(bottom, Absent):
            gone = top if isinstance(top, Absent) else bottom
            return _Value(gone, top, bottom)
        return self._divided(top, bottom)

    def _one_side(self, of: Side, policy: Policy, trace: Trace, *, low: bool) -> Quantity:
        if of.open and not of.known:
            return Absent(Absence.NOT_COMPUTABLE, "side_never_reported")
        if not of.open:
            return of.total_known
        if policy is not Policy.COUNTS_AGAINST:
            return _why_open(trace)
        found = Problem(of.total_known, None, tuple(blocks(of, None, trace, self.book.plan))).range()
        end = None if found is None else (found.low if low else found.high).value
        return end if end is not None else Absent(Absence.NOT_COMPUTABLE, "unbounded")


def _ends(bounds: Range | None, unsound: str | None, chosen: _Value) -> tuple[Quantity, Quantity]:
    if bounds is None:
        gone = chosen.value if isinstance(chosen.value, Absent) else None
        end = Absent(Absence.NOT_COMPUTABLE, unsound or "no_bounds")
        return (gone or end, gone or end) if unsound in (None, "zero_denominator") else (end, end)
    ends = (bounds.low.value, bounds.high.value)
    unbounded = Absent(Absence.NOT_COMPUTABLE, "unbounded")
    return ends[0] if ends[0] is not None else unbounded, ends[1] if ends[1] is not None else unbounded


def _why_open(trace: Trace) -> Absent:
    """The absence of a value that waits for answers."""
    for why, absence in (
        (Why.MISSING, Absence.NOT_REPORTED),
        (Why.LEFT_OPEN, Absence.NOT_REPORTED),
        (Why.SPLIT, Absence.NOT_COMPUTABLE),
        (Why.OTHER_MAP, Absence.COLLECTED_ON_ANOTHER_MAP),
        (Why.NOT_ASKED, Absence.NOT_COMPUTABLE),
    ):
        if why in trace.whys:
            return Absent(absence, why.value)
    return Absent(Absence.NOT_REPORTED, Why.MISSING.value)


def _refuse_mixed(kinds: set[Kind]) -> None:
    """Kinds are never added, but for an ước that fills the place of an official value until it comes."""
    firm = kinds - {Kind.UOC}
    if len(firm) > 1:
        raise NotComputableError("mixed_kinds")


def _kind(kinds: set[Kind], book: Book) -> Kind:
    if Kind.UOC in kinds:
        return Kind.UOC
    if kinds:
        return next(iter(kinds))
    return Kind.SYNTHETIC if book.plan.synthetic else Kind.OFFICIAL


def visibility(book: Book, elements: Iterable[str], scope: OrgUnit) -> Visibility:
    """The strictest of the elements read, at the scope's level."""
    classes = [book.plan.elements[element].visibility_at(scope.level) for element in elements]
    return max(classes, key=STRICTNESS.index, default=Visibility.PUBLIC)


def _without(task: Task, book: Book, day: date, gone: Absent, scope: OrgUnit | None = None) -> Figure:
    """A figure that is not there, with why."""
    return Figure(
        indicator=task.indicator.id,
        period=task.period,
        orgunit=scope or book.register.top(day),
        value=gone,
        numerator=gone,
        denominator=gone if task.indicator.is_ratio else None,
        low=gone,
        high=gone,
        coverage=Coverage(),
        map=day,
        kind=Kind.SYNTHETIC if book.plan.synthetic else Kind.OFFICIAL,
        visibility=Visibility.PUBLIC,
    )
