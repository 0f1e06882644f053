"""From what was counted to a figure: the indicator's policy chooses the value, bounds ignore it.

Written once for both calculators: each brings a ``Counter`` that counts both sides in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import ZERO
from thuocdo.core.elements import STRICTNESS, Visibility
from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.indicators import Better, IfNotReported, Policy, ZeroOverZero
from thuocdo.core.obligations import Coverage
from thuocdo.core.parts import NotSoundError
from thuocdo.core.reading import Why
from thuocdo.core.tally import BOTTOM, TOP, Way
from thuocdo.core.tasks import Spot, Task, map_day, spot
from thuocdo.core.values import Absence, Kind
from thuocdo.core.windows import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from thuocdo.core.book import Book, Question
    from thuocdo.core.extremes import Range
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.tally import Tally

    Counter = Callable[[Spot, Way], Tally]
    """Counts both sides of a task; raises NotComputableError where the formula cannot be read."""


def worked_out(book: Book, question: Question, task: Task, count: Counter) -> Figure:
    """The figure of an indicator, counted by a calculator."""
    at = spot(book, question, task)
    if at is None:
        gone = Absent(Absence.NOT_APPLICABLE, "orgunit_not_valid")
        return _without(task, book, map_day(book, task, question.map_on), gone)
    return _Work(at, count).figure()


@dataclass(frozen=True)
class _Value:
    """The value that the policy chooses; ``carried`` is the tally where stocks stand in for others."""

    value: Quantity
    numerator: Quantity
    denominator: Quantity | None
    carried: Tally | None = None


@dataclass
class _Work:
    """One figure being worked out."""

    at: Spot
    count: Counter

    @property
    def is_ratio(self) -> bool:
        return self.at.task.indicator.is_ratio

    def figure(self) -> Figure:
        task, book = self.at.task, self.at.book
        try:
            tally = self.count(self.at, Way())
            gone = self._gone(tally)
            bounds, unsound = (None, None) if gone else self._bounds(tally)
            chosen = self._nothing(gone) if gone else self._value(tally, bounds)
        except NotComputableError as error:
            gone = Absent(Absence.NOT_COMPUTABLE, error.why)
            return _without(task, book, self.at.map.day, gone, self.at.scope)
        low, high = _ends(bounds, unsound, chosen)
        carried = chosen.carried or tally
        made = Figure(
            indicator=task.indicator.id,
            period=task.period,
            orgunit=self.at.scope,
            value=chosen.value,
            numerator=chosen.numerator,
            denominator=chosen.denominator,
            low=low,
            high=high,
            low_counts=None if bounds is None else bounds.low.reached,
            high_counts=None if bounds is None else bounds.high.reached,
            may_be_undefined=bounds is not None and bounds.may_be_undefined,
            coverage=tally.coverage(),
            map=self.at.map.day,
            kind=_kind(tally.kinds | carried.kinds, book),
            visibility=visibility(book, tally.elements, self.at.scope),
            carried=carried.carried,
            stock_days=tally.stock_days,
            cells=tally.cells,
        )
        return self._firm(made) if made.rests_on_uoc else made

    def _firm(self, made: Figure) -> Figure:
        """The bounds if the ước were not there: a final verdict may only rest on these."""
        bounds, unsound = self._bounds(self.count(self.at, Way(without_uoc=True)))
        low, high = _ends(bounds, unsound, _Value(made.value, made.numerator, made.denominator))
        return replace(made, firm_low=low, firm_high=high)

    def _gone(self, tally: Tally) -> Absent | None:
        """Why there is nothing to count: it applies to nobody, its level has ended, or nobody was asked."""
        if tally.applies(TOP) and (not self.is_ratio or tally.applies(BOTTOM)):
            return None
        if tally.level_ended:
            return Absent(Absence.NOT_APPLICABLE, "level_ended")
        if tally.only_unasked:
            return Absent(Absence.NOT_COMPUTABLE, Why.NOT_ASKED.value)
        return Absent(Absence.NOT_APPLICABLE, "not_applicable")

    def _bounds(self, tally: Tally) -> tuple[Range | None, str | None]:
        """The range, or None with why there is none."""
        try:
            found = tally.range()
        except NotSoundError as error:
            return None, error.why
        return found, None if found is not None else "zero_denominator"

    # -------------------------------------------------------------------------------- the value

    def _nothing(self, gone: Absent) -> _Value:
        """No figure at all: what is asked about does not apply, or nobody was asked."""
        return _Value(gone, gone, gone if self.is_ratio else None)

    def _value(self, tally: Tally, bounds: Range | None) -> _Value:
        _refuse_mixed(tally.kinds)
        policy = self.at.task.indicator.if_not_reported
        if not self._open(tally):
            return self._exact(tally)
        if tally.hangs_on_reorganisation:
            # No report is missing there, so no policy for missing reports speaks of it: low and high stand.
            return self._unknown(tally, bounds, REORGANISED if policy.numerator is not Policy.UNKNOWN else ())
        if Policy.CARRIED_FORWARD in (policy.numerator, policy.denominator):
            carried = self._carried(policy)
            _refuse_mixed(carried.kinds)
            return replace(self._with_carried(carried, bounds), carried=carried)
        if policy.is_per_side:
            return self._value_per_side(tally)
        match policy.numerator:
            case Policy.COUNTS_AGAINST:
                return self._worst(bounds)
            case Policy.LEFT_OUT:
                return self._left_out(tally)
            case _:
                return self._unknown(tally, bounds)

    def _open(self, tally: Tally) -> bool:
        return tally.is_open(TOP) or (self.is_ratio and tally.is_open(BOTTOM))

    def _exact(self, tally: Tally) -> _Value:
        return self._divided(tally.known(TOP), tally.known(BOTTOM) if self.is_ratio else None)

    def _divided(self, top: Fraction, bottom: Fraction | None) -> _Value:
        if bottom is None:
            return _Value(top, top, None)
        if bottom:
            return _Value(top / bottom, top, bottom)
        no_event = self.at.task.indicator.zero_over_zero is ZeroOverZero.NO_EVENT and not top
        absence = Absence.NOT_APPLICABLE if no_event else Absence.NOT_COMPUTABLE
        return _Value(Absent(absence, "no_event" if no_event else "zero_denominator"), top, bottom)

    def _unknown(self, tally: Tally, bounds: Range | None, first: Sequence[Why] = ()) -> _Value:
        """No value while a missing report could change it; ``first``: the whys told before others."""
        if bounds is not None and bounds.is_point and not bounds.may_be_undefined:
            reached = bounds.low.reached or bounds.high.reached
            if reached is not None:
                return self._divided(reached[0], reached[1] if self.is_ratio else None)
        gone = _why_open(tally, first)
        top = gone if tally.is_open(TOP) else tally.known(TOP)
        if not self.is_ratio:
            return _Value(gone, top, None)
        return _Value(gone, top, gone if tally.is_open(BOTTOM) else tally.known(BOTTOM))

    def _worst(self, bounds: Range | None) -> _Value:
        if bounds is None:
            raise NotComputableError("no_bounds")
        better_higher = self.at.task.indicator.better is Better.HIGHER
        worst = bounds.low if better_higher else bounds.high
        if worst.reached is None:
            raise NotComputableError("unbounded")
        return self._divided(worst.reached[0], worst.reached[1] if self.is_ratio else None)

    def _left_out(self, tally: Tally) -> _Value:
        """Whoever has not reported everything leaves both sides, if enough are left."""
        count = tally.coverage()
        needed = self.at.task.indicator.if_not_reported.at_least_coverage or ZERO
        if not count.expected or Fraction(count.accepted, count.expected) < needed:
            gone = Absent(Absence.NOT_REPORTED, "coverage_too_low")
            return _Value(gone, gone, gone if self.is_ratio else None)
        top, bottom = tally.without_gaps()
        return self._divided(top, bottom if self.is_ratio else None)

    def _carried(self, policy: IfNotReported) -> Tally:
        """Both sides with earlier stocks standing in for what was not reported, where the policy says so."""
        top, bottom = (
            policy.periods if one is Policy.CARRIED_FORWARD else 0 for one in (policy.numerator, policy.denominator)
        )
        return self.count(self.at, Way(carry=(top, bottom)))

    def _with_carried(self, carried: Tally, bounds: Range | None) -> _Value:
        if self.at.task.indicator.if_not_reported.is_per_side:
            return self._value_per_side(carried)
        return self._unknown(carried, bounds) if self._open(carried) else self._exact(carried)

    def _value_per_side(self, tally: Tally) -> _Value:
        """Each side by its own policy; a side never reported leaves the figure not computable."""
        policy = self.at.task.indicator.if_not_reported
        raises = self.at.task.indicator.better is Better.HIGHER
        bottom = _one_side(tally, BOTTOM, policy.denominator, low=not raises)
        top = _one_side(tally, TOP, policy.numerator, low=raises)
        if isinstance(top, Absent) or isinstance(bottom, Absent):
            gone = top if isinstance(top, Absent) else bottom
            return _Value(gone, top, bottom)
        return self._divided(top, bottom)


def _one_side(tally: Tally, side: int, policy: Policy, *, low: bool) -> Quantity:
    if tally.is_silent(side):
        return Absent(Absence.NOT_COMPUTABLE, "side_never_reported")
    if not tally.is_open(side):
        return tally.known(side)
    if policy is not Policy.COUNTS_AGAINST:
        return _why_open(tally)
    try:
        found = tally.range_of(side)
    except NotSoundError as error:
        return Absent(Absence.NOT_COMPUTABLE, error.why)
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


ABSENCES = {
    Why.MISSING: Absence.NOT_REPORTED,
    Why.LEFT_OPEN: Absence.NOT_REPORTED,
    Why.SPLIT: Absence.NOT_COMPUTABLE,
    Why.OTHER_MAP: Absence.COLLECTED_ON_ANOTHER_MAP,
    Why.NOT_ASKED: Absence.NOT_COMPUTABLE,
}
"""The absence of a value that waits for answers, by why: the first that holds is told."""
REORGANISED = (Why.SPLIT, Why.OTHER_MAP)


def _why_open(tally: Tally, first: Sequence[Why] = ()) -> Absent:
    for why in (*first, *ABSENCES):
        if why in tally.whys:
            return Absent(ABSENCES[why], why.value)
    return Absent(Absence.NOT_REPORTED, Why.MISSING.value)


def _refuse_mixed(kinds: AbstractSet[Kind]) -> None:
    """Kinds are never added, but for an ước that fills the place of an official value until it comes."""
    firm = kinds - {Kind.UOC}
    if len(firm) > 1:
        raise NotComputableError("mixed_kinds")


def _kind(kinds: AbstractSet[Kind], book: Book) -> Kind:
    if Kind.UOC in kinds:
        return Kind.UOC
    if kinds:
        return min(kinds)
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
