"""When a target is judged: by milestones of which the latest due decides, or by every sub-period."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.bases import missing_baseline, same_ground
from thuocdo.core.caveats import judge_milestone
from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.joined import Joined
from thuocdo.core.judge import Court, Judgement, nobody
from thuocdo.core.periods import Period
from thuocdo.core.targets import ChangeFrom, Milestone, Rule, When
from thuocdo.core.tasks import Task, map_day
from thuocdo.core.trajectory import Trajectory, trajectory
from thuocdo.core.values import Absence
from thuocdo.core.verdicts import Verdict
from thuocdo.core.whose import all_of, joint_kind, judge_period, period_figure, units_judged
from thuocdo.core.wording import Measured, Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.core.targets import Schedule, Target


@dataclass(frozen=True)
class Dated:
    """A milestone with what is said of it."""

    milestone: Milestone
    judgement: Judgement


@dataclass(frozen=True)
class Scheduled:
    """What a schedule comes to: the period and figure shown, the verdict, the outlook, every milestone judged."""

    period: Period
    figure: Figure | None
    judgement: Judgement
    outlook: Verdict | None
    trajectory: Trajectory | None
    milestones: tuple[Dated, ...]


def scheduled(court: Court, period: Period) -> Scheduled:
    """Judge a target by its schedule."""
    schedule = court.target.schedule
    if schedule.when is When.EVERY:
        return by_sub_periods(court, period)
    if schedule.when is When.DONE_BY:
        assert schedule.standard is not None
        judgement = judge_period(court, period, schedule.standard)
        return Scheduled(period, judgement.figure, judgement, None, None, ())
    return by_milestones(court, period)


# ---------------------------------------------------------------------------------------- milestones


def milestones_of(court: Court) -> tuple[Milestone, ...]:
    """The milestones of a target, each as decided for its period: an amendment restates only those that follow."""
    found = {
        milestone.period: milestone
        for version in court.versions()
        for milestone in _own_milestones(court, version)
        if court.in_force(milestone.period).target is version
    }
    return tuple(sorted(found.values(), key=lambda milestone: milestone.period.last_day))


def _own_milestones(court: Court, target: Target) -> tuple[Milestone, ...]:
    """The milestones that one version of a target has; "each year" has one for every year judged."""
    schedule = target.schedule
    if schedule.when is not When.EACH_YEAR:
        return schedule.milestones
    years = (Period.of_year(year.year, target.calendar) for year in court.book.plan.years())
    return tuple(Milestone(year, schedule.standard) for year in years if _is_judged(schedule, year))


def _is_judged(schedule: Schedule, period: Period) -> bool:
    first, last = schedule.judged_from, schedule.judged_until
    after = first is None or period.last_day >= first.last_day
    return after and (last is None or period.last_day <= last.last_day)


def by_milestones(court: Court, period: Period) -> Scheduled:
    """The latest milestone that has fallen due decides; the next open one gives the outlook."""
    milestones = milestones_of(court)
    until = min(period.last_day, court.question.on)
    ended = [m for m in milestones if m.period.last_day <= until and m.standard is not None]
    dated = tuple(_unless_pending(Dated(m, judge_milestone(court.in_force(m.period), m))) for m in ended)
    decided = [d for d in dated if not d.judgement.pending]
    figure = _shown(court, period, dated)
    after = decided[-1].milestone.period if decided else None
    way = _way(court, figure, milestones, after, period)
    outlook = None if way is None else Verdict.ON_TRACK if way.on_track else Verdict.BEHIND
    judgement = _with_regress(decided) if decided else _undecided(court, figure, outlook, way, dated, milestones)
    return Scheduled(period, figure, judgement, outlook, way, dated)


def _unless_pending(dated: Dated) -> Dated:
    """A period that has ended is not judged while reports that could change the verdict are not due yet."""
    said = dated.judgement
    if not said.pending:
        return dated
    reason = Phrase("reason.reports_not_due", {"reason": said.reason})
    return replace(dated, judgement=replace(said, verdict=Verdict.NOT_DUE, settled=False, short_by=None, reason=reason))


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
    if dated:
        return replace(dated[-1].judgement, figure=figure)
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


def by_sub_periods(court: Court, period: Period) -> Scheduled:
    """All sub-periods must pass, or a share of them."""
    schedule = court.target.schedule
    assert schedule.frequency is not None
    whole = period if period.parts(schedule.frequency) else Period.of_year(period.year, period.calendar)
    years = court.book.plan.first_year, court.book.plan.last_year
    subs = [p for p in whole.parts(schedule.frequency) if _is_judged(schedule, p) and years[0] <= p.year <= years[1]]
    ended = [p for p in subs if p.last_day <= court.question.on]
    dated = tuple(_unless_pending(_sub_period(court.in_force(p), p)) for p in ended)
    decided = tuple(d for d in dated if not d.judgement.pending)
    if court.target.who.for_each is not None and ended:
        judgement = _each_through_time(court, whole, (ended, len(subs)), court.target.who.for_each)
    else:
        judgement = _all_periods(court, whole, decided, len(subs), schedule)
    return Scheduled(whole, judgement.figure, judgement, None, None, dated)


def _each_through_time(court: Court, whole: Period, subs: tuple[list[Period], int], level: Level) -> Judgement:
    """Every orgunit must pass in all its sub-periods, or in the share: those of the last map, each through its year.

    Two districts that each miss another quarter have each kept three quarters in four.
    """
    ended, total = subs
    until = ended[-1] if len(ended) < total else whole
    units = units_judged(court, until, level)
    if not units:
        return nobody(court, until, level)
    judged = []
    for unit in units:
        own = replace(court, orgunit=unit.code)
        dated = [_unless_pending(_sub_period(_there(own, unit, p, until), p)) for p in ended]
        decided = [d for d in dated if not d.judgement.pending]
        judged.append((unit, _all_periods(own, whole, decided, total, court.target.schedule)))
    return all_of(court, whole, judged, level)


def _there(court: Court, unit: OrgUnit, period: Period, until: Period) -> Court:
    """The court of an orgunit at an earlier sub-period, on the ground that it holds at the end."""
    found = court.in_force(period)
    if found.target.measured_by is None:
        return found
    day = map_day(court.book, Task(found.indicator, until, unit.code), court.question.map_on)
    return same_ground(found, found.indicator, period, unit, day)


def _sub_period(court: Court, period: Period) -> Dated:
    milestone = Milestone(period, court.target.schedule.standard)
    return Dated(milestone, judge_milestone(court, milestone))


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
    if dated and len(those(Verdict.NOT_APPLICABLE)) == len(dated) == total:
        return dated[-1].judgement
    short, settled = None, False
    if not total:
        verdict, told = Verdict.NOT_DUE, "not_judged_yet"
    elif len(failed) > total - needed:
        verdict, told, settled = Verdict.MISSED, "every_missed", len(sure_fail) > total - needed
        short = Fraction(len(failed) - (total - needed))
    elif len(passed) >= needed and len(dated) == total:
        verdict, told, settled = Verdict.ACHIEVED, "every_achieved", len(sure_pass) >= needed
    elif unknown:
        verdict, told = Verdict.NOT_ASSESSABLE, "every_unknown"
    elif not dated:
        verdict, told = Verdict.NOT_DUE, "not_due"
    else:
        verdict, told = Verdict.ON_TRACK, "every_so_far"
    reason = Phrase(f"reason.{told}", details)
    return Judgement(verdict, settled=settled, reason=reason, figure=figure, short_by=short)


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
    cells = Joined(figures)
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
        coverage=cells.coverage(court.book, court.question),
        kind=joint_kind(figures),
        share_of="period",
        cells=cells,
    )
