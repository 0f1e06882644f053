"""From a target and its figures to a verdict with its reason (semantics.md §5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from thuocdo.core.bases import Base, base_of, ends_of
from thuocdo.core.figures import Absent, Figure
from thuocdo.core.indicators import Better
from thuocdo.core.meaning import elements_in, gathered_levels
from thuocdo.core.reading import Only
from thuocdo.core.targets import CHANGES, Rule
from thuocdo.core.tasks import Task
from thuocdo.core.values import Absence
from thuocdo.core.verdicts import Line, Verdict, changed, unchanged
from thuocdo.core.wording import Counted, Measured, Phrase

if TYPE_CHECKING:
    from thuocdo.core.bases import Ends
    from thuocdo.core.book import Book, Question
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.orgunits import Level, OrgUnit, Register
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan
    from thuocdo.core.targets import Standard, Target
    from thuocdo.core.verdicts import End


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
    scale = _Scale(standard, court.indicator, figure, base)
    if scale.is_meaningless:
        return _not_assessable(figure, Phrase("reason.base_zero"))
    if isinstance(figure.value, Absent) and figure.value.absence is Absence.NOT_APPLICABLE:
        reason = _why_not_applicable(court, figure, figure.value)
        return Judgement(Verdict.NOT_APPLICABLE, settled=True, reason=reason, figure=figure)
    return _held(scale)


def _why_not_applicable(court: Court, figure: Figure, gone: Absent) -> Phrase:
    if gone.why != "level_ended":
        return Phrase(f"reason.{gone.why}")
    for level in sorted(levels_of(court.book.plan, court.indicator)):
        for day in (figure.map, figure.period.last_day):
            last = court.book.register.level_ended(level, day)
            if last is not None:
                return level_ended(court.book.register, level, last)
    return Phrase("reason.not_applicable")


def levels_of(plan: Plan, indicator: Indicator) -> set[Level]:
    """The levels that an indicator is about: those that it counts, and those that report what it adds up."""
    nodes = [node for node in (indicator.numerator, indicator.denominator) if node is not None]
    found = {level for node in nodes for level in gathered_levels(node)}
    return found | {level for node in nodes for name in elements_in(node) for level in plan.elements[name].levels}


def level_ended(register: Register, level: Level, last: OrgUnit) -> Phrase:
    """That a level no longer exists, since when and by which resolution where the register knows."""
    details: dict[str, object] = {"level": Phrase(f"level.{level.plural}"), "day": last.valid_to}
    resolution = register.ended_by(last)
    if not resolution:
        return Phrase("reason.level_is_gone", details)
    return Phrase("reason.level_ended", details | {"resolution": resolution})


def _not_assessable(figure: Figure | None, reason: Phrase, *, pending: bool = False) -> Judgement:
    return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=figure, pending=pending)


@dataclass(frozen=True)
class _Scale:
    """A figure put on the scale of its standard; ``base`` where the standard speaks of a change."""

    standard: Standard
    indicator: Indicator
    figure: Figure
    base: Base | None

    @property
    def line(self) -> Line:
        return Line(self.standard, self.indicator.better)

    @property
    def asks_for_share(self) -> bool:
        """Whether the change is a share of the base."""
        return self.standard.rule in (Rule.REDUCE_BY, Rule.GROW_BY)

    @property
    def is_meaningless(self) -> bool:
        """A share of a base of nothing."""
        return self.base is not None and self.base.value == 0 and self.asks_for_share

    @property
    def rests_on_uoc(self) -> bool:
        """Whether an ước is in the figure, or in what it is compared with."""
        return self.figure.rests_on_uoc or (self.base is not None and self.base.rests_on_uoc)

    @property
    def is_pending(self) -> bool:
        """Whether reports that could still tell are not due yet."""
        return self.figure.coverage.open_not_due > 0 or (self.base is not None and self.base.is_pending)

    @property
    def judged(self) -> Fraction | None:
        """The number that the standard speaks of, where it is known."""
        if isinstance(self.figure.value, Absent) or (self.base is not None and isinstance(self.base.value, Absent)):
            return None
        found = self._on_scale(self.figure.value, None if self.base is None else self.base.value)
        assert isinstance(found, Fraction)
        return found

    def _on_scale(self, number: End, base: End | Absent | None) -> End:
        if base is None:
            return number * self.indicator.times
        assert not isinstance(base, Absent)
        return changed(self.standard, self.indicator.better, base, number, self.indicator.times)

    def numerator(self, judged: Fraction) -> Fraction:
        """The numerator that gives a judged number, the denominator being what it is."""
        if self.base is None:
            number = judged / self.indicator.times
        else:
            assert isinstance(self.base.value, Fraction)
            number = unchanged(self.standard, self.indicator.better, self.base.value, judged, self.indicator.times)
        bottom = self.figure.denominator
        return number * bottom if isinstance(bottom, Fraction) else number

    def short_by(self) -> Fraction | None:
        """By how much the known number falls short."""
        judged = self.judged
        if judged is None or self.figure.mean_of is not None:  # a mean is short of no whole number of anything
            return None
        return self.line.short_by(judged, self.numerator)

    def settled(self, *, firm: bool = False) -> Verdict | None:
        """The outcome that no completion can change, neither of the figure nor of its base.

        ``firm``: if no ước counted.
        """
        ends, bases = ends_of(self.figure, firm=firm), None
        if ends is None:
            return None
        if self.base is not None:
            bases = self.base.ends(firm=firm)
            if bases is None or (self.asks_for_share and not _is_divisor(bases, ends)):
                return None
        low, high = self._extremes(ends, bases)
        return self.line.settled(low, high)

    def _extremes(self, ends: Ends, bases: Ends | None) -> Ends:
        """Both ends on the scale, in order: a change is the greatest from the lowest base to the highest number."""
        first = self._on_scale(ends[0], None if bases is None else bases[1])
        second = self._on_scale(ends[1], None if bases is None else bases[0])
        return (first, second) if first <= second else (second, first)


def _is_divisor(bases: Ends, ends: Ends) -> bool:
    """Whether a share of the base has a meaning, and its extremes lie at the ends, for all that is open."""
    return bases[0] > 0 and (ends[0] >= 0 or bases[0] == bases[1])


def _held(scale: _Scale) -> Judgement:
    figure = scale.figure
    settled = scale.settled()
    if scale.rests_on_uoc:
        return _held_on_uoc(scale, settled)
    pending = settled is None and scale.is_pending
    judged = scale.judged
    if judged is None:
        if settled is None:
            return _not_assessable(figure, _why_unknown(scale), pending=pending)
        reason = Phrase("reason.settled_by_bounds", {**_facts(scale, settled), "interval": _interval(scale)})
        return Judgement(settled, settled=True, reason=reason, figure=figure)
    verdict = scale.line.outcome(judged)
    return Judgement(
        verdict,
        settled=settled is verdict,
        reason=_reason(scale, verdict, judged),
        figure=figure,
        short_by=scale.short_by(),
        pending=pending,
        judged=judged,
    )


def _held_on_uoc(scale: _Scale, settled: Verdict | None) -> Judgement:
    """A final verdict never rests on an ước: it stands only if it would stand without."""
    figure = scale.figure
    firm = scale.settled(firm=True)
    if firm is not None and settled is firm:
        reason = Phrase("reason.stands_without_uoc", _facts(scale, firm))
        return Judgement(firm, settled=True, reason=reason, figure=figure, short_by=scale.short_by())
    facts = _facts(scale, Verdict.NOT_ASSESSABLE)
    if figure.rests_on_uoc:
        return _not_assessable(figure, Phrase("reason.rests_on_uoc", facts), pending=scale.is_pending)
    assert scale.base is not None
    reason = Phrase("reason.base_rests_on_uoc", facts | {"period": scale.base.period})
    return _not_assessable(figure, reason, pending=scale.is_pending)


# ---------------------------------------------------------------------------------------- reasons


def _facts(scale: _Scale, verdict: Verdict) -> dict[str, object]:
    return {
        "value": shown(scale.figure, scale.indicator),
        "standard": asked(scale.standard, scale.indicator),
        "period": scale.figure.period,
        "verdict": Phrase(f"verdict.{verdict.value}"),
    }


def _reason(scale: _Scale, verdict: Verdict, judged: Fraction) -> Phrase:
    facts = _facts(scale, verdict)
    if scale.base is not None:
        facts["change"] = Measured(judged, "percent" if scale.standard.rule is not Rule.CHANGE_BY_POINTS else "points")
        assert isinstance(scale.base.value, Fraction)
        facts["base"] = Measured(scale.base.value * scale.indicator.times, scale.indicator.unit)
        return Phrase(f"reason.change_{verdict.value}", facts)
    short = scale.short_by()
    if short is None:
        if verdict is Verdict.MISSED:
            return _with_missing(scale, Phrase("reason.missed_mean", facts))
        return _with_missing(scale, Phrase(f"reason.{verdict.value}", facts))
    too_many = scale.line.asks_for_less
    facts["short"] = Counted(short, scale.indicator.counts)
    return _with_missing(scale, Phrase("reason.over" if too_many else "reason.missed", facts))


def _with_missing(scale: _Scale, reason: Phrase) -> Phrase:
    """What is missing is said beside the value, so that nobody takes it for reported."""
    missing = scale.figure.coverage.missing + scale.figure.coverage.waiting
    if not missing:
        return reason
    details = {"reason": reason, "missing": Counted(missing, "report"), "interval": _interval(scale)}
    return Phrase("reason.with_missing", details)


def _interval(scale: _Scale) -> Phrase:
    return interval(scale.figure, scale.indicator)


def interval(figure: Figure, indicator: Indicator) -> Phrase:
    """The bounds of a figure in words."""
    if figure.share_of is not None and isinstance(figure.denominator, Fraction):
        counts = {
            name: bound * figure.denominator
            for name, bound in (("low", figure.low), ("high", figure.high))
            if isinstance(bound, Fraction)
        }
        return Phrase("interval_of", {**counts, "all": Counted(figure.denominator, figure.share_of)})
    ends = {
        name: Measured(bound * indicator.times, indicator.unit) if isinstance(bound, Fraction) else Phrase("no_bound")
        for name, bound in (("low", figure.low), ("high", figure.high))
    }
    if isinstance(figure.low, Fraction) and isinstance(figure.high, Absent):
        return Phrase("interval_open" if figure.low else "interval_unknown", ends)
    return Phrase("interval", ends)


def _why_unknown(scale: _Scale) -> Phrase:
    figure, base = scale.figure, scale.base
    if not isinstance(figure.value, Absent):
        assert base is not None
        assert isinstance(base.value, Absent)
        return Phrase("reason.base_unknown", {"period": base.period, "why": Phrase(f"why.{base.value.why}")})
    details = {
        "why": Phrase(f"why.{figure.value.why}"),
        "missing": Counted(figure.coverage.missing + figure.coverage.waiting, "report"),
        "standard": asked(scale.standard, scale.indicator),
        "interval": _interval(scale),
        "period": figure.period,
    }
    told = bool(isinstance(figure.low, Fraction) and figure.low) or isinstance(figure.high, Fraction)
    return Phrase("reason.unknown_interval" if told else "reason.unknown", details)


def shown(figure: Figure, indicator: Indicator) -> object:
    """A figure in words: "476/635 (74,96 %)", a count of things, or why there is none."""
    if isinstance(figure.value, Absent):
        return Phrase(f"why.{figure.value.why}")
    if (
        figure.share_of is not None
        and isinstance(figure.numerator, Fraction)
        and isinstance(figure.denominator, Fraction)
    ):
        return Phrase("share_of", {"top": figure.numerator, "all": Counted(figure.denominator, figure.share_of)})
    value = Measured(figure.value * indicator.times, indicator.unit)
    if figure.mean_of is not None and isinstance(figure.denominator, Fraction):
        return Phrase("mean_of", {"value": value, "all": Counted(figure.denominator, figure.mean_of)})
    if isinstance(figure.numerator, Fraction) and isinstance(figure.denominator, Fraction):
        return Phrase("share", {"top": figure.numerator, "bottom": figure.denominator, "value": value})
    return value


def asked(standard: Standard, indicator: Indicator) -> Phrase:
    """A standard in words."""
    line = Line(standard, indicator.better)
    if standard.rule in (Rule.REDUCE_BY, Rule.GROW_BY):
        assert standard.value is not None
        return Phrase(f"standard.{standard.rule}", {"value": Measured(standard.value, "percent")})
    if standard.rule is Rule.CHANGE_BY_POINTS:
        assert standard.value is not None
        return Phrase("standard.change_by_points", {"value": Measured(standard.value, "points")})
    if standard.rule is Rule.NONE_NEW:
        return Phrase("standard.none_new")
    details: dict[str, object] = {"value": Measured(line.pass_line, indicator.unit)}
    if standard.rule is Rule.BETWEEN:
        assert standard.value is not None
        assert standard.high is not None
        details |= {"low": standard.value, "high": Measured(standard.high, indicator.unit)}
    return Phrase(f"standard.{standard.rule}", details)


# ---------------------------------------------------------------------------------------- where it lies


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
