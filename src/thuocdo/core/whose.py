"""Whose figure is judged: the scope's own, every orgunit of a level, their mean, a scorecard's, a person's."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.classed import classed
from thuocdo.core.elements import STRICTNESS
from thuocdo.core.evaluate import admitted
from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.here import Here
from thuocdo.core.joined import Joined
from thuocdo.core.judge import Judgement, judge_figure, nobody
from thuocdo.core.reading import Reader, Trace
from thuocdo.core.targets import Rule
from thuocdo.core.tasks import Task, map_day, scope_on
from thuocdo.core.told_by_people import evidenced, reviewed
from thuocdo.core.values import Absence, Kind
from thuocdo.core.verdicts import Verdict
from thuocdo.core.windows import Window
from thuocdo.core.wording import Counted, Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.judge import Court
    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.core.targets import Standard


def judge_period(court: Court, period: Period, standard: Standard) -> Judgement:
    """One period against one standard, for whomever the target speaks of."""
    who = court.target.who
    if who.for_each is not None:
        return _each(court, period, standard, who.for_each)
    return _one(court, period, standard)


def _one(court: Court, period: Period, standard: Standard) -> Judgement:
    match standard.rule:
        case Rule.GRADED_BY:
            return classed(court, period, standard)
        case Rule.REVIEWED_BY:
            return reviewed(court, period, standard)
        case Rule.EVIDENCE:
            return evidenced(court, standard)
        case _:
            return judge_figure(court, standard, period_figure(court, period))


def period_figure(court: Court, period: Period) -> Figure:
    """The figure shown for a period: the indicator's, or the mean of a level."""
    level = court.target.who.on_average
    return court.own_figure(period) if level is None else _mean(court, period, level)


# ---------------------------------------------------------------------------------------- each of a level


def units_judged(court: Court, period: Period, level: Level) -> list[OrgUnit]:
    """The orgunits of a level that the target speaks of, on the map of the figure."""
    register = court.book.register
    if court.target.measured_by is None:
        day = period.last_day
    else:
        day = map_day(court.book, Task(court.indicator, period, court.orgunit), court.question.map_on)
    on_map = register.on(day)
    scope = scope_on(court.book, on_map, court.orgunit)
    if scope is None:
        return []
    reader = Reader(court.book, court.question.known_at, court.question.on, on_map, Trace(), only=court.only)
    here = Here(reader, scope, Window.of(period))
    return [unit for unit in on_map.under(scope, level) if admitted(here.at(unit)) is True]


def _each(court: Court, period: Period, standard: Standard, level: Level) -> Judgement:
    units = units_judged(court, period, level)
    if not units:
        return nobody(court, period, level)
    judged = [_one(replace(court, orgunit=unit.code), period, standard) for unit in units]
    return all_of(court, period, list(zip(units, judged, strict=True)), level)


def all_of(court: Court, period: Period, judged: list[tuple[OrgUnit, Judgement]], level: Level) -> Judgement:
    """Every orgunit must pass: one settled failure settles the whole. Some may have their time still before them."""
    applies = [(unit, j) for unit, j in judged if j.verdict is not Verdict.NOT_APPLICABLE]
    if not applies:
        return replace(judged[0][1], reason=Phrase("reason.not_applicable"))
    passed = [u for u, j in applies if j.verdict in (Verdict.ACHIEVED, Verdict.EXCEEDED)]
    failed = [u for u, j in applies if j.verdict is Verdict.MISSED]
    unknown = [u for u, j in applies if j.verdict is Verdict.NOT_ASSESSABLE]
    still = [u for u, j in applies if j.verdict in (Verdict.ON_TRACK, Verdict.NOT_DUE)]
    sure_pass = sum(j.settled for u, j in applies if u in passed)
    sure_fail = sum(j.settled for u, j in applies if u in failed)
    counts = len(passed), len(unknown), len(still), len(applies)
    figure = _counted(court, period, judged, level, counts, (sure_pass, sure_fail))
    details = {
        "passed": len(passed),
        "all": Counted(len(applies), level.word),
        "failed": Counted(len(failed), level.word),
        "unknown": Counted(len(unknown), level.word),
        "who": named(failed or unknown),
        "period": period,
    }
    pending = any(j.pending for _, j in applies)
    if failed:
        reason = Phrase("reason.each_missed", details)
        return Judgement(
            Verdict.MISSED,
            settled=sure_fail > 0,
            reason=reason,
            figure=figure,
            short_by=Fraction(len(failed)),
            pending=pending and not sure_fail,
        )
    if unknown:
        reason = Phrase("reason.each_unknown", details)
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=figure, pending=pending)
    if still:
        verdict = max((j.verdict for u, j in applies if u in still), key=(Verdict.NOT_DUE, Verdict.ON_TRACK).index)
        return Judgement(verdict, settled=False, reason=Phrase("reason.each_so_far", details), figure=figure)
    settled = all(j.settled for _, j in applies)
    return Judgement(Verdict.ACHIEVED, settled=settled, reason=Phrase("reason.each_achieved", details), figure=figure)


NAMED_AT_MOST = 5


def named(units: Sequence[OrgUnit]) -> str:
    """The first few names of a list, with how many more there are."""
    names = ", ".join(unit.name for unit in units[:NAMED_AT_MOST])
    return names if len(units) <= NAMED_AT_MOST else f"{names} … (+{len(units) - NAMED_AT_MOST})"


def _counted(
    court: Court,
    period: Period,
    judged: list[tuple[OrgUnit, Judgement]],
    level: Level,
    counts: tuple[int, int, int, int],
    sure: tuple[int, int],
) -> Figure | None:
    """The figure of "every orgunit": those that pass, of all that it applies to."""
    figures = [j.figure for _, j in judged if j.figure is not None]
    if not figures:
        return None
    passed, unknown, still, total = counts
    cells = Joined(figures)
    value: Quantity
    why = "missing_reports" if unknown or not still else "not_ended"
    value = Absent(Absence.NOT_REPORTED, why) if unknown or still else Fraction(passed, total)
    top = court.book.register.on(figures[0].map)
    scope = scope_on(court.book, top, court.orgunit)
    assert scope is not None
    return Figure(
        indicator=figures[0].indicator,
        period=period,
        orgunit=scope,
        value=value,
        numerator=value if isinstance(value, Absent) else Fraction(passed),
        denominator=Fraction(total),
        low=Fraction(sure[0], total),
        high=Fraction(total - sure[1], total),
        coverage=cells.coverage(court.book, court.question),
        map=figures[0].map,
        kind=joint_kind(figures),
        visibility=max((f.visibility for f in figures), key=STRICTNESS.index),
        low_counts=(Fraction(sure[0]), Fraction(total)),
        high_counts=(Fraction(total - sure[1]), Fraction(total)),
        share_of=level.word,
        cells=cells,
    )


def joint_kind(figures: Sequence[Figure]) -> Kind:
    """The kind of a figure made of figures: an ước in one is an ước in the whole."""
    kinds = [figure.kind for figure in figures]
    return Kind.UOC if Kind.UOC in kinds else kinds[0]


def _mean(court: Court, period: Period, level: Level) -> Figure:
    """The mean of the orgunits' own figures. Bounds of a mean of ratios are not given: none would be exact."""
    units = units_judged(court, period, level)
    figures = [court.figure(court.indicator.id, period, unit.code) for unit in units]
    whole = court.own_figure(period)
    told = [f.value for f in figures if isinstance(f.value, Fraction)]
    absent = [f.value for f in figures if isinstance(f.value, Absent)]
    gaps = [gone for gone in absent if gone.absence is not Absence.NOT_APPLICABLE]
    unsound = Absent(Absence.NOT_COMPUTABLE, "average")
    if gaps or not told:
        gone = next(iter([*gaps, *absent]), Absent(Absence.NOT_COMPUTABLE, "zero_denominator"))
        return replace(
            whole,
            value=gone,
            numerator=gone,
            denominator=Fraction(len(told)),
            low=unsound,
            high=unsound,
            low_counts=None,
            high_counts=None,
            mean_of=level.word,
        )
    total = sum(told, Fraction(0))
    exact = all(f.is_exact for f in figures if isinstance(f.value, Fraction))
    value = total / len(told)
    ends = value if exact else unsound
    return replace(
        whole,
        value=value,
        numerator=total,
        denominator=Fraction(len(told)),
        low=ends,
        high=ends,
        low_counts=None,
        high_counts=None,
        mean_of=level.word,
        may_be_undefined=False,
        kind=joint_kind(figures),
        firm_low=unsound,
        firm_high=unsound,
    )
