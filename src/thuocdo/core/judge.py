"""From a target and its figures to a verdict with its reason (semantics.md §5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from thuocdo.core.bases import base_of
from thuocdo.core.figures import Absent, Figure
from thuocdo.core.indicators import Better
from thuocdo.core.reading import Only
from thuocdo.core.reasons import facts_of, interval_of, level_ended, reason_of, why_not_applicable, why_unknown
from thuocdo.core.scales import Scale
from thuocdo.core.targets import CHANGES
from thuocdo.core.tasks import Task
from thuocdo.core.values import Absence
from thuocdo.core.verdicts import Verdict
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from thuocdo.core.book import Book, Question
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Period
    from thuocdo.core.targets import Standard, Target


class Calculator(Protocol):
    """Works out figures: the plain calculator, or a faster one that agrees with it exactly."""

    def __call__(self, book: Book, question: Question, task: Task) -> Figure:
        """The figure of a task."""
        ...


@dataclass(frozen=True)
class Judgement:
    """What is said of one figure held against one standard.

    ``pending``: reports that could still change it are not due yet, so it is no final verdict.
    ``judged`` is the number held against the standard (the figure, or the change asked about), after ``times``.
    """

    verdict: Verdict
    settled: bool
    reason: Phrase
    figure: Figure | None
    short_by: Fraction | None = None
    pending: bool = False
    judged: Fraction | None = None


@dataclass(frozen=True)
class Court:
    """Where judging happens: the book, the question, who works out figures, and for whom.

    ``amended``: each period is judged by the target as it was then in force.
    """

    book: Book
    question: Question
    calculator: Calculator
    target: Target
    orgunit: str
    only: tuple[Only, ...] = ()
    amended: bool = False
    _figures: dict[tuple[str, Period, str], Figure] = field(default_factory=dict, repr=False, compare=False)

    @property
    def indicator(self) -> Indicator:
        """What the target is measured by."""
        assert self.target.measured_by is not None
        return self.book.plan.indicators[self.target.measured_by]

    def judging(self, target: Target) -> Court:
        """The same court for another target, or another version of this one."""
        return replace(self, target=target, only=only_of(self.book, target), amended=False, _figures={})

    def in_force(self, period: Period) -> Court:
        """The court with the target as decided for a period."""
        if not self.amended:
            return self
        target = self.book.plan.target_as_of(self.target.id, self.question.plan_as_of, ending=period.last_day)
        return self if target is self.target else self.judging(target)

    def versions(self) -> tuple[Target, ...]:
        """Every version of the target that is in force for some period."""
        if not self.amended:
            return (self.target,)
        plan, day = self.book.plan, self.question.plan_as_of
        restated = (a.restated.get(self.target.id) for a in plan.amendments if a.from_day <= day)
        return (plan.targets[self.target.id], *(target for target in restated if target is not None))

    def figure(self, indicator: str, period: Period, orgunit: str | None = None) -> Figure:
        """The figure of an indicator at a period, worked out once."""
        key = (indicator, period, orgunit or self.orgunit)
        if key not in self._figures:
            task = Task(self.book.plan.indicators[indicator], period, key[2], self.only)
            self._figures[key] = self.calculator(self.book, self.question, task)
        return self._figures[key]

    def own_figure(self, period: Period) -> Figure:
        """The figure of the target's own indicator."""
        return self.figure(self.indicator.id, period)


def court_of(book: Book, question: Question, target: Target, calculator: Calculator, *, amended: bool = False) -> Court:
    """The court that judges a target for the orgunit asked about."""
    orgunit = question.orgunit or book.plan.root
    return Court(book, question, calculator, target, orgunit, only_of(book, target), amended)


def only_of(book: Book, target: Target) -> tuple[Only, ...]:
    """The part of a level that the target speaks of."""
    who, found = target.who, []
    if who.named:
        level = book.register.resolve(who.named[0], book.plan.starts_on).level
        found.append(Only(level, None, who.named))
    if who.group is not None:
        codes = book.plan.groups[who.group].codes
        found.append(Only(book.register.resolve(codes[0], book.plan.starts_on).level, None, codes))
    if who.where is not None and who.where_level is not None:
        found.append(Only(who.where_level, who.where, ()))
    return tuple(found)


def judge_figure(court: Court, standard: Standard, figure: Figure) -> Judgement:
    """One figure against one standard."""
    base = base_of(court, standard, figure) if standard.rule in CHANGES else None
    if isinstance(base, Phrase):
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=base, figure=figure)
    scale = Scale(standard, court.indicator, figure, base)
    if scale.is_meaningless:
        return _not_assessable(figure, Phrase("reason.base_zero"))
    if isinstance(figure.value, Absent) and figure.value.absence is Absence.NOT_APPLICABLE:
        reason = why_not_applicable(court, figure, figure.value)
        return Judgement(Verdict.NOT_APPLICABLE, settled=True, reason=reason, figure=figure)
    return _held(scale)


def _not_assessable(figure: Figure | None, reason: Phrase, *, pending: bool = False) -> Judgement:
    return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=figure, pending=pending)


def _held(scale: Scale) -> Judgement:
    figure = scale.figure
    settled = scale.settled()
    if scale.rests_on_uoc:
        return _held_on_uoc(scale, settled)
    pending = settled is None and scale.is_pending
    judged = scale.judged
    if judged is None:
        if settled is None:
            return _not_assessable(figure, why_unknown(scale), pending=pending)
        reason = Phrase("reason.settled_by_bounds", {**facts_of(scale, settled), "interval": interval_of(scale)})
        return Judgement(settled, settled=True, reason=reason, figure=figure)
    verdict = scale.line.outcome(judged)
    return Judgement(
        verdict,
        settled=settled is verdict,
        reason=reason_of(scale, verdict, judged),
        figure=figure,
        short_by=scale.short_by(),
        pending=pending,
        judged=judged,
    )


def _held_on_uoc(scale: Scale, settled: Verdict | None) -> Judgement:
    """A final verdict never rests on an ước: it stands only if it would stand without."""
    figure = scale.figure
    firm = scale.settled(firm=True)
    if firm is not None and settled is firm:
        reason = Phrase("reason.stands_without_uoc", facts_of(scale, firm))
        return Judgement(firm, settled=True, reason=reason, figure=figure, short_by=scale.short_by())
    facts = facts_of(scale, Verdict.NOT_ASSESSABLE)
    if figure.rests_on_uoc:
        return _not_assessable(figure, Phrase("reason.rests_on_uoc", facts), pending=scale.is_pending)
    assert scale.base is not None
    reason = Phrase("reason.base_rests_on_uoc", facts | {"period": scale.base.period})
    return _not_assessable(figure, reason, pending=scale.is_pending)


def nobody(court: Court, period: Period, level: Level) -> Judgement:
    """There is no orgunit of the level to judge: it has ended, or the target speaks of none."""
    gone = court.book.register.level_ended(level, period.last_day)
    if gone is None:
        reason = Phrase("reason.nobody", {"level": Phrase(f"level.{level.plural}")})
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None)
    return Judgement(
        Verdict.NOT_APPLICABLE, settled=True, reason=level_ended(court.book.register, level, gone), figure=None
    )


def share_of_shortfall(own: Figure, whole: Figure, better: Better) -> tuple[Fraction, Fraction] | None:
    """How many of those that fall short lie in a subtree, and how many in all.

    They are those not in the numerator; where lower is better, those in it.
    """
    parts = []
    for figure in (own, whole):
        if isinstance(figure.numerator, Absent) or not isinstance(figure.denominator, Fraction):
            return None
        parts.append(figure.numerator if better is Better.LOWER else figure.denominator - figure.numerator)
    return parts[0], parts[1]
