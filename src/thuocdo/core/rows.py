"""The row of a target on a board: when it is judged, by which milestone, and what its parts say together."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.calculate import scope_on
from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.judge import Court, Judgement, interval, missing_baseline, share_of_shortfall
from thuocdo.core.obligations import coverage
from thuocdo.core.periods import Frequency, Period, last_ended
from thuocdo.core.reading import Only
from thuocdo.core.targets import ChangeFrom, Milestone, Rule, When
from thuocdo.core.trajectory import Trajectory, trajectory
from thuocdo.core.values import Absence
from thuocdo.core.verdicts import Verdict, worst
from thuocdo.core.whose import joint_kind, judge_period, period_figure
from thuocdo.core.windows import NotComputableError
from thuocdo.core.wording import Counted, Lines, Measured, Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from thuocdo.core.book import Book, Question
    from thuocdo.core.judge import Calculator
    from thuocdo.core.orgunits import Level
    from thuocdo.core.targets import Part, Schedule, Standard, Target


@dataclass(frozen=True)
class Dated:
    """A milestone with what is said of it."""

    milestone: Milestone
    judgement: Judgement


@dataclass(frozen=True)
class PartRow:
    """One part of a target of several."""

    name: str
    indicator: str
    judgement: Judgement


@dataclass(frozen=True)
class Row:
    """Where one target stands."""

    target: Target
    period: Period
    figure: Figure | None
    judgement: Judgement
    outlook: Verdict | None
    trajectory: Trajectory | None
    milestones: tuple[Dated, ...]
    parts: tuple[PartRow, ...] = ()
    beside: tuple[Figure, ...] = ()
    original: Row | None = None


def row(book: Book, question: Question, target_id: str, calculator: Calculator) -> Row:
    """The row of a target, as amended by ``plan_as_of``, with the original beside where one was restated."""
    plan = book.plan
    first = plan.targets[target_id]
    period = asked_period(first, question, book)
    target = plan.target_as_of(target_id, question.plan_as_of, ending=period.last_day)
    made = row_of(book, question, target, calculator)
    if target is not first:
        made = replace(made, original=row_of(book, question, first, calculator))
    return made


def asked_period(target: Target, question: Question, book: Book) -> Period:
    """The period of a row: the question's in the target's calendar, else the last that ended by ``on``.

    Outside the plan's years it is the nearest year inside.
    """
    if question.period is not None:
        return Period.parse(question.period, target.calendar)
    frequency = Frequency.YEAR
    due = [m.period.frequency for m in target.schedule.milestones]
    if due:
        frequency = min(due, key=list(Frequency).index)
    period = last_ended(question.on, frequency, target.calendar)
    years = book.plan.years()
    first = Period.of_year(years[0].year, target.calendar)
    last = Period.of_year(years[-1].year, target.calendar)
    if period.last_day < first.first_day:
        return first.parts(frequency)[0]
    return last.parts(frequency)[-1] if period.last_day > last.last_day else period


def row_of(book: Book, question: Question, target: Target, calculator: Calculator) -> Row:
    """The row of one version of a target."""
    orgunit = question.orgunit or book.plan.root
    court = Court(book, question, calculator, target, orgunit, only_of(book, target))
    period = asked_period(target, question, book)
    made = _judged_row(court, period)
    made = replace(made, beside=tuple(court.figure(indicator, period) for indicator in target.beside))
    level = _level(court, period)
    if level is None:
        return _unplaced(made)
    if level is not target.who.judged_at and level not in target.who.also_at:
        return _below(court, made, level)
    return made


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


def _level(court: Court, period: Period) -> Level | None:
    for day in (period.last_day, court.question.on, period.first_day):
        scope = scope_on(court.book, court.book.register.on(day), court.orgunit)
        if scope is not None:
            return scope.level
    return None


def _unplaced(made: Row) -> Row:
    gone = Judgement(
        Verdict.NOT_APPLICABLE, settled=True, reason=Phrase("reason.orgunit_not_valid"), figure=made.figure
    )
    return replace(made, judgement=gone, outlook=None, trajectory=None)


def _below(court: Court, made: Row, level: Level) -> Row:
    """Below (or above) the level judged: the subtree's figure and its share of the shortfall, no verdict."""
    details: dict[str, object] = {"level": Phrase(f"level.{made.target.who.judged_at.word}")}
    key = "reason.judged_elsewhere"
    figure = made.figure
    is_share = figure is not None and figure.share_of is None and made.target.measured_by is not None
    if figure is not None and is_share and level > made.target.who.judged_at:
        whole = replace(court, orgunit=court.book.plan.root).own_figure(figure.period)
        shares = share_of_shortfall(figure, whole)
        if shares is not None:
            noun = court.indicator.counts
            details |= {"own": Counted(shares[0], noun), "all": Counted(shares[1], noun)}
            key = "reason.share_of_shortfall"
    gone = Judgement(Verdict.NOT_APPLICABLE, settled=True, reason=Phrase(key, details), figure=figure)
    return replace(made, judgement=gone, outlook=None, trajectory=None)


# ---------------------------------------------------------------------------------------- when


def _judged_row(court: Court, period: Period) -> Row:
    if court.target.parts:
        return _row_of_parts(court, period)
    schedule = court.target.schedule
    if schedule.when is When.EVERY:
        return _row_of_every(court, period, schedule)
    if schedule.when is When.DONE_BY:
        return _row_of_one(court, period, schedule.standard)
    return _row_of_milestones(court, period, milestones_of(court, schedule))


def milestones_of(court: Court, schedule: Schedule) -> tuple[Milestone, ...]:
    """The milestones of a schedule; "each year" has one for every year judged."""
    if schedule.when is not When.EACH_YEAR:
        return schedule.milestones
    years = (Period.of_year(year.year, court.target.calendar) for year in court.book.plan.years())
    return tuple(Milestone(year, schedule.standard) for year in years if _is_judged(schedule, year))


def _is_judged(schedule: Schedule, period: Period) -> bool:
    first, last = schedule.judged_from, schedule.judged_until
    after = first is None or period.last_day >= first.last_day
    return after and (last is None or period.last_day <= last.last_day)


def _row_of_one(court: Court, period: Period, standard: Standard | None) -> Row:
    assert standard is not None
    judgement = judge_period(court, period, standard)
    return Row(court.target, period, judgement.figure, judgement, None, None, ())


def _row_of_milestones(court: Court, period: Period, milestones: Sequence[Milestone]) -> Row:
    """The latest milestone that has fallen due decides; the next open one gives the outlook."""
    until = min(period.last_day, court.question.on)
    ended = [m for m in milestones if m.period.last_day <= until and m.standard is not None]
    dated = tuple(Dated(m, _milestone(court, m)) for m in ended)
    decided = [d for d in dated if not d.judgement.pending]
    figure = _shown(court, period, dated)
    after = decided[-1].milestone.period if decided else None
    way = _way(court, figure, milestones, after, period)
    outlook = None if way is None else Verdict.ON_TRACK if way.on_track else Verdict.BEHIND
    judgement = _with_regress(decided) if decided else _undecided(court, figure, outlook, way, dated, milestones)
    return Row(court.target, period, figure, judgement, outlook, way, dated)


def _milestone(court: Court, milestone: Milestone) -> Judgement:
    assert milestone.standard is not None
    try:
        judgement = judge_period(court, milestone.period, milestone.standard)
    except NotComputableError as error:
        reason = Phrase("reason.not_computable", {"why": Phrase(f"why.{error.why}")})
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None)
    judgement = _unless_merger_alone(court, milestone, judgement)
    return _unless_effort_fell(court, milestone, judgement)


def _shown(court: Court, period: Period, dated: Sequence[Dated]) -> Figure | None:
    """The figure of the period asked about; the milestone's own where it is the same period."""
    for d in reversed(dated):
        if d.milestone.period == period:
            return d.judgement.figure
    if court.target.measured_by is None:
        return None
    if court.target.who.for_each is not None and dated:
        standard = dated[-1].milestone.standard
        assert standard is not None
        return judge_period(court, period, standard).figure
    return period_figure(court, period)


def _way(
    court: Court,
    figure: Figure | None,
    milestones: Sequence[Milestone],
    decided: Period | None,
    period: Period,
) -> Trajectory | None:
    """The trajectory to the next open milestone, for targets on a path."""
    who = court.target.who
    on_path = court.target.schedule.when is When.DUE or _holds(milestones)
    if figure is None or not on_path or who.for_each or who.on_average or figure.period.last_day > court.question.on:
        return None
    numeric = all(
        m.standard is not None and m.standard.rule not in (Rule.GRADED_BY, Rule.REVIEWED_BY, Rule.EXACTLY)
        for m in milestones
    )
    return trajectory(court, figure, milestones, decided or period.previous()) if numeric else None


def _holds(milestones: Sequence[Milestone]) -> bool:
    return bool(milestones) and all(m.standard is not None and m.standard.rule is Rule.HOLD for m in milestones)


def _with_regress(decided: Sequence[Dated]) -> Judgement:
    """The latest decides. Where a level is to be held, earlier years that did not hold it are named."""
    latest = decided[-1]
    standard = latest.milestone.standard
    lost = [d.milestone.period for d in decided[:-1] if d.judgement.verdict is Verdict.MISSED]
    if standard is None or standard.rule is not Rule.HOLD or not lost:
        return latest.judgement
    reason = Phrase("reason.with_regress", {"reason": latest.judgement.reason, "periods": lost})
    return replace(latest.judgement, reason=reason)


def _undecided(
    court: Court,
    figure: Figure | None,
    outlook: Verdict | None,
    way: Trajectory | None,
    dated: Sequence[Dated],
    milestones: Sequence[Milestone],
) -> Judgement:
    """Nothing has fallen due: on track or behind where there is a path and a value, else not due."""
    undefined = _undefined(court, milestones)
    if undefined is not None:
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=undefined, figure=figure)
    if dated:  # ended, but reports that could change it are not due yet
        waiting = dated[-1].judgement
        reason = Phrase("reason.reports_not_due", {"reason": waiting.reason})
        return Judgement(Verdict.NOT_DUE, settled=False, reason=reason, figure=figure)
    if outlook is not None and way is not None:
        return Judgement(outlook, settled=False, reason=_way_in_words(court, way), figure=figure)
    first = next((m.period for m in milestones), None)
    reason = Phrase("reason.not_due", {"period": first}) if first else Phrase("reason.never_due")
    return Judgement(Verdict.NOT_DUE, settled=False, reason=reason, figure=figure)


def _undefined(court: Court, milestones: Sequence[Milestone]) -> Phrase | None:
    """Why a target cannot be assessed at any time: a change from a baseline that nobody gave."""
    standards = [m.standard for m in milestones if m.standard is not None]
    if any(s.change_from is ChangeFrom.BASELINE for s in standards):
        return missing_baseline(court)
    return None


def _way_in_words(court: Court, way: Trajectory) -> Phrase:
    unit = court.indicator.unit
    step = "points" if unit == "percent" else unit
    details = {
        "value": Measured(way.value, unit),
        "path": Measured(way.path, unit),
        "milestone": way.milestone.period,
        "needed": Measured(way.needed, step) if way.needed is not None else Phrase("nothing"),
        "start": way.start.period,
    }
    key = "on_track" if way.on_track else "behind"
    return Phrase(f"reason.{key}", details)


# ---------------------------------------------------------------------------------------- every sub-period


def _row_of_every(court: Court, period: Period, schedule: Schedule) -> Row:
    """All sub-periods must pass, or a share of them."""
    assert schedule.frequency is not None
    assert schedule.standard is not None
    whole = period if period.parts(schedule.frequency) else Period.of_year(period.year, period.calendar)
    years = court.book.plan.first_year, court.book.plan.last_year
    subs = [p for p in whole.parts(schedule.frequency) if _is_judged(schedule, p) and years[0] <= p.year <= years[1]]
    ended = [p for p in subs if p.last_day <= court.question.on]
    dated = tuple(
        Dated(Milestone(p, schedule.standard), _milestone(court, Milestone(p, schedule.standard))) for p in ended
    )
    dated = tuple(d for d in dated if not d.judgement.pending)
    judgement = _all_periods(court, whole, dated, len(subs), schedule)
    return Row(court.target, whole, judgement.figure, judgement, None, None, dated)


def _all_periods(court: Court, whole: Period, dated: Sequence[Dated], total: int, schedule: Schedule) -> Judgement:
    def those(*verdicts: Verdict) -> list[Dated]:
        return [d for d in dated if d.judgement.verdict in verdicts]

    passed = those(Verdict.ACHIEVED, Verdict.EXCEEDED, Verdict.NOT_APPLICABLE)
    failed, unknown = those(Verdict.MISSED), those(Verdict.NOT_ASSESSABLE)
    share = schedule.share if schedule.share is not None else Fraction(1)
    needed = math.ceil(share * total)
    sure_fail = [d for d in failed if d.judgement.settled]
    sure_pass = [d for d in passed if d.judgement.settled]
    figure = _figure_of_periods(court, whole, dated, total, (len(passed), len(sure_pass), len(sure_fail)))
    details = {
        "passed": len(passed),
        "total": total,
        "needed": needed,
        "period": whole,
        "failed": [d.milestone.period for d in failed],
        "unknown": [d.milestone.period for d in unknown],
    }
    if not total:
        return Judgement(Verdict.NOT_DUE, settled=False, reason=Phrase("reason.not_judged_yet", details), figure=figure)
    if len(failed) > total - needed:
        settled = len(sure_fail) > total - needed
        short = Fraction(len(failed) - (total - needed))
        return Judgement(
            Verdict.MISSED,
            settled=settled,
            reason=Phrase("reason.every_missed", details),
            figure=figure,
            short_by=short,
        )
    if len(passed) >= needed and len(dated) == total:
        settled = len(sure_pass) >= needed
        return Judgement(
            Verdict.ACHIEVED, settled=settled, reason=Phrase("reason.every_achieved", details), figure=figure
        )
    if unknown:
        reason = Phrase("reason.every_unknown", details)
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=figure)
    if not dated:
        return Judgement(Verdict.NOT_DUE, settled=False, reason=Phrase("reason.not_due", details), figure=figure)
    return Judgement(Verdict.ON_TRACK, settled=False, reason=Phrase("reason.every_so_far", details), figure=figure)


def _figure_of_periods(
    court: Court, whole: Period, dated: Sequence[Dated], total: int, counts: tuple[int, int, int]
) -> Figure | None:
    """The figure of "every month": the sub-periods that pass, of all that are judged."""
    figures = [d.judgement.figure for d in dated if d.judgement.figure is not None]
    if not figures or not total:
        return None
    passed, sure_pass, sure_fail = counts
    open_ = any(d.judgement.verdict is Verdict.NOT_ASSESSABLE for d in dated) or len(dated) < total
    gone = Absent(Absence.NOT_REPORTED, "missing_reports" if len(dated) == total else "not_ended")
    value: Quantity = gone if open_ else Fraction(passed, total)
    cells = tuple({cell: None for figure in figures for cell in figure.cells})
    question = court.question
    return replace(
        figures[-1],
        period=whole,
        value=value,
        numerator=gone if open_ else Fraction(passed),
        denominator=Fraction(total),
        low=Fraction(sure_pass, total),
        high=Fraction(total - sure_fail, total),
        low_counts=(Fraction(sure_pass), Fraction(total)),
        high_counts=(Fraction(total - sure_fail), Fraction(total)),
        coverage=coverage(court.book, cells, on=question.on, known_at=question.known_at),
        kind=joint_kind(figures),
        share_of="period",
        cells=cells,
    )


# ---------------------------------------------------------------------------------------- parts and groups


def _row_of_parts(court: Court, period: Period) -> Row:
    rows = [(part, _judged_row(_court_of(court, part), period)) for part in court.target.parts]
    judgements = [made.judgement for _, made in rows]
    verdict = worst(j.verdict for j in judgements)
    decisive = next(j for j in judgements if j.verdict is verdict)
    settled = decisive.settled if verdict is Verdict.MISSED else all(j.settled for j in judgements)
    said = [_part_in_words(court, part, made.judgement) for part, made in rows]
    is_group = court.target.parts[0].group is not None
    figure = court.own_figure(rows[0][1].period) if is_group else rows[0][1].figure
    judgement = Judgement(
        verdict,
        settled=settled,
        reason=Phrase("reason.parts", {"parts": Lines(tuple(said))}),
        figure=figure,
        short_by=decisive.short_by,
    )
    parts = tuple(PartRow(part.name, part.indicator, made.judgement) for part, made in rows)
    return Row(court.target, rows[0][1].period, figure, judgement, None, None, (), parts)


def _court_of(court: Court, part: Part) -> Court:
    who = replace(court.target.who, group=part.group)
    target = replace(court.target, measured_by=part.indicator, schedule=part.schedule, who=who, parts=())
    return Court(court.book, court.question, court.calculator, target, court.orgunit, only_of(court.book, target))


def _part_in_words(court: Court, part: Part, judgement: Judgement) -> Phrase:
    plan = court.book.plan
    name = plan.groups[part.group].name if part.group else plan.indicators[part.indicator].name
    return Phrase("reason.part", {"name": name, "reason": judgement.reason})


# ---------------------------------------------------------------------------------------- what else may speak


def _unless_merger_alone(court: Court, milestone: Milestone, judgement: Judgement) -> Judgement:
    """A level that a merger alone makes impossible to hold is not missed: its base changed."""
    standard, figure = milestone.standard, judgement.figure
    if standard is None or standard.rule is not Rule.HOLD or figure is None:
        return judgement
    if judgement.verdict is not Verdict.MISSED or court.target.measured_by is None:
        return judgement
    first = court.book.plan.starts_on
    if figure.map <= first or not _reorganised(court, first, figure.map):
        return judgement
    before = replace(court, question=court.question.on_map(first), _figures={})
    then = judge_period(before, milestone.period, standard)
    if then.verdict is Verdict.MISSED and then.settled:
        return judgement
    details: dict[str, object] = {"day": figure.map, "first": first}
    if then.figure is not None:
        details["interval"] = interval(then.figure, court.indicator)
    reason = Phrase("reason.base_changed", details)
    return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=figure)


def _reorganised(court: Court, first: date, later: date) -> bool:
    register = court.book.register
    before = {register.lineages[unit] for unit in register.on(first).by_code.values()}
    return before != {register.lineages[unit] for unit in register.on(later).by_code.values()}


def _unless_effort_fell(court: Court, milestone: Milestone, judgement: Judgement) -> Judgement:
    """Nothing rewards silence: less found with less looked for is no achievement."""
    effort = court.target.effort
    if effort is None or judgement.verdict not in (Verdict.ACHIEVED, Verdict.EXCEEDED):
        return judgement
    now = court.figure(effort.indicator, milestone.period)
    base = court.figure(effort.indicator, effort.not_below)
    name = court.book.plan.indicators[effort.indicator].name
    details: dict[str, object] = {"name": name, "period": milestone.period, "base": effort.not_below}
    if isinstance(now.value, Absent) or isinstance(base.value, Absent):
        reason = Phrase("reason.effort_unknown", details)
    elif now.value < base.value:
        reason = Phrase("reason.effort_fell", details | {"now": now.value, "then": base.value})
    else:
        return judgement
    return replace(judgement, verdict=Verdict.NOT_ASSESSABLE, settled=False, reason=reason)
