"""Whose figure is judged: the scope's own, every orgunit of a level, their mean, a scorecard's, a person's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Cell
from thuocdo.core.elements import STRICTNESS
from thuocdo.core.evaluate import admitted
from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.grading import graded
from thuocdo.core.here import Here
from thuocdo.core.judge import Judgement, asked, judge_figure, level_ended
from thuocdo.core.obligations import coverage, obligation_of
from thuocdo.core.periods import containing
from thuocdo.core.plan import frequency_of
from thuocdo.core.reading import Reader, Trace
from thuocdo.core.targets import Rule
from thuocdo.core.tasks import Task, map_day, scope_on
from thuocdo.core.values import Absence, Fact, Kind, Paper, Rating
from thuocdo.core.verdicts import Verdict
from thuocdo.core.windows import Window
from thuocdo.core.wording import Counted, Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.grading import Graded
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
            return _graded(court, period, standard)
        case Rule.REVIEWED_BY:
            return _reviewed(court, period, standard)
        case Rule.EVIDENCE:
            return _evidenced(court, standard)
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
        return _nobody(court, period, level)
    judged = [_one(replace(court, orgunit=unit.code), period, standard) for unit in units]
    return _all_of(court, period, list(zip(units, judged, strict=True)), level)


def _nobody(court: Court, period: Period, level: Level) -> Judgement:
    gone = court.book.register.level_ended(level, period.last_day)
    if gone is None:
        reason = Phrase("reason.nobody", {"level": Phrase(f"level.{level.plural}")})
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None)
    return Judgement(
        Verdict.NOT_APPLICABLE, settled=True, reason=level_ended(court.book.register, level, gone), figure=None
    )


def _all_of(court: Court, period: Period, judged: list[tuple[OrgUnit, Judgement]], level: Level) -> Judgement:
    """Every orgunit must pass: one settled failure settles the whole."""
    applies = [(unit, j) for unit, j in judged if j.verdict is not Verdict.NOT_APPLICABLE]
    if not applies:
        return replace(judged[0][1], reason=Phrase("reason.not_applicable"))
    passed = [u for u, j in applies if j.verdict in (Verdict.ACHIEVED, Verdict.EXCEEDED)]
    failed = [u for u, j in applies if j.verdict is Verdict.MISSED]
    unknown = [u for u, j in applies if j.verdict is Verdict.NOT_ASSESSABLE]
    sure_pass = sum(j.settled for u, j in applies if u in passed)
    sure_fail = sum(j.settled for u, j in applies if u in failed)
    figure = _counted(court, period, judged, level, (len(passed), len(unknown), len(applies)), (sure_pass, sure_fail))
    details = {
        "passed": len(passed),
        "all": Counted(len(applies), level.word),
        "failed": Counted(len(failed), level.word),
        "unknown": Counted(len(unknown), level.word),
        "who": named(failed or unknown),
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
    counts: tuple[int, int, int],
    sure: tuple[int, int],
) -> Figure | None:
    """The figure of "every orgunit": those that pass, of all that it applies to."""
    figures = [j.figure for _, j in judged if j.figure is not None]
    if not figures:
        return None
    passed, unknown, total = counts
    cells = tuple({cell: None for figure in figures for cell in figure.cells})
    value: Quantity
    value = Absent(Absence.NOT_REPORTED, "missing_reports") if unknown else Fraction(passed, total)
    question = court.question
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
        coverage=coverage(court.book, cells, on=question.on, known_at=question.known_at),
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


# ---------------------------------------------------------------------------------------- scorecards


def _graded(court: Court, period: Period, standard: Standard) -> Judgement:
    assert standard.scorecard is not None
    assert standard.grade is not None
    book, card = court.book, court.book.plan.scorecards[standard.scorecard]
    on_map = book.register.on(court.question.map_on or period.last_day)
    scope = scope_on(book, on_map, court.orgunit)
    if scope is None:
        return _nobody(court, period, card.level)
    reader = Reader(book, court.question.known_at, court.question.on, on_map, Trace())
    here = Here(reader, scope, Window.of(period))
    found = graded(card, here)
    firm = found
    if Kind.UOC in reader.trace.kinds:
        firm = graded(card, replace(here, reader=replace(reader, trace=Trace(), without_uoc=True)))
    figure = _points_figure(court, here, found, firm)
    wanted = card.rank(standard.grade)
    low, high = found.points
    details = {
        "grade": found.worst.name,
        "best": found.best.name,
        "wanted": card.grades[wanted].name,
        "low": low,
        "high": high,
        "most": card.most,
        "missing": Counted(_missing(figure), "report"),
    }
    passes, firmly = found.passes(wanted), firm.passes(wanted)
    if passes is None or firmly is None:
        reason = Phrase("reason.grade_unknown" if passes is None else "reason.grade_rests_on_uoc", details)
        pending = figure.coverage.open_not_due > 0
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=figure, pending=pending)
    verdict = Verdict.ACHIEVED if passes else Verdict.MISSED
    line = card.grades[wanted].points
    is_short = not passes and line is not None and low == high < line
    short = line - low if is_short and line is not None else None
    reason = Phrase(f"reason.grade_{verdict}", details)
    return Judgement(verdict, settled=True, reason=reason, figure=figure, short_by=short)


def _missing(figure: Figure) -> int:
    return figure.coverage.missing + figure.coverage.waiting


def _points_figure(court: Court, here: Here, found: Graded, firm: Graded) -> Figure:
    period, scope, trace = here.window.period, here.orgunit, here.reader.trace
    low, high = found.points
    gone = Absent(Absence.NOT_REPORTED, "missing_reports")
    book, question = court.book, court.question
    kinds = trace.kinds
    plain = Kind.SYNTHETIC if book.plan.synthetic else Kind.OFFICIAL
    visible = [book.plan.elements[e].visibility_at(scope.level) for e in trace.elements]
    value: Quantity = low if low == high else gone
    return Figure(
        indicator=court.target.measured_by or "",
        period=period,
        orgunit=scope,
        value=value,
        numerator=value,
        denominator=None,
        low=low,
        high=high,
        coverage=coverage(book, trace.cells, on=question.on, known_at=question.known_at),
        map=court.question.map_on or period.last_day,
        kind=Kind.UOC if Kind.UOC in kinds else next(iter(kinds), plain),
        visibility=max(visible, key=STRICTNESS.index, default=STRICTNESS[0]),
        firm_low=firm.points[0] if Kind.UOC in kinds else None,
        firm_high=firm.points[1] if Kind.UOC in kinds else None,
        cells=tuple(trace.cells),
    )


# ---------------------------------------------------------------------------------------- a person's word


def _cell(court: Court, element: str, period: Period) -> Cell | None:
    """Where the orgunit judged answers for a collection period."""
    register = court.book.register
    scope = scope_on(court.book, register.on(period.last_day), court.orgunit)
    return None if scope is None else Cell(element, "", period, register.lineages[scope])


def _answer(court: Court, element: str, period: Period) -> Fact | None:
    """The answer that counts at the orgunit judged, for a collection period."""
    cell = _cell(court, element, period)
    return None if cell is None else court.book.standing(cell, court.question.known_at)[1]


def _not_due_yet(court: Court, element: str, period: Period) -> bool:
    """Whether the report with the answer is not due yet."""
    cell = _cell(court, element, period)
    owed = None if cell is None else obligation_of(court.book, cell)
    return owed is not None and owed.due > court.question.on


def _reviewed(court: Court, period: Period, standard: Standard) -> Judgement:
    """A rating with its reason by a named role: never turned into a number."""
    assert standard.rating is not None
    fact = _answer(court, standard.rating, period)
    role = court.book.plan.offices[standard.reviewer or ""].name
    pending = _not_due_yet(court, standard.rating, period)
    if fact is None or not isinstance(fact.answer, Rating):
        reason = Phrase("reason.not_reviewed", {"role": role, "period": period})
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None, pending=pending)
    if fact.kind is Kind.UOC:
        reason = Phrase("reason.review_is_uoc")
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None, pending=pending)
    good = fact.answer.choice in standard.passes
    rating = court.book.plan.elements[standard.rating].choice_names[fact.answer.choice]
    details = {"role": role, "rating": rating, "why": fact.answer.reason}
    verdict = Verdict.ACHIEVED if good else Verdict.MISSED
    return Judgement(verdict, settled=True, reason=Phrase("reason.reviewed", details), figure=None)


def _evidenced(court: Court, standard: Standard) -> Judgement:
    """Done by a day: the earliest dated evidence that counts, from the plan's first year to the judging day."""
    assert standard.evidence is not None
    day = court.target.schedule.day
    if day is None:
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=Phrase("reason.no_date"), figure=None)
    done, told = _earliest(court, standard.evidence, day)
    on = court.question.on
    if done is not None:
        late = (done - day).days
        details = {"done": done, "day": day, "late": Counted(max(late, 0), "day")}
        verdict = Verdict.ACHIEVED if late <= 0 else Verdict.MISSED
        key = "reason.done" if late <= 0 else "reason.done_late"
        return Judgement(verdict, settled=True, reason=Phrase(key, details), figure=None)
    if on < day:
        return Judgement(Verdict.NOT_DUE, settled=False, reason=Phrase("reason.due_on", {"day": day}), figure=None)
    if told:
        late_days = Counted((on - day).days, "day")
        reason = Phrase("reason.not_done", {"day": day, "late": late_days})
        return Judgement(Verdict.MISSED, settled=True, reason=reason, figure=None)
    reason = Phrase("reason.no_evidence", {"day": day})
    return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None)


def _earliest(court: Court, element: str, day: date) -> tuple[date | None, bool]:
    """The earliest date given, and whether it was told for a period that ends on the day or later that there is none.

    That nothing had been done before tells nothing of the days in between.
    """
    period = containing(court.question.on, *frequency_of(court.book.plan, element))
    days: list[date] = []
    told = False
    while period.year >= court.book.plan.first_year:
        fact = _answer(court, element, period)
        if fact is not None and not isinstance(fact.answer, Absence) and fact.kind is not Kind.UOC:
            told = told or period.last_day >= day
            answer = fact.answer.dated if isinstance(fact.answer, Paper) else fact.answer
            if isinstance(answer, date):
                days.append(answer)
            elif answer is True:
                days.append(period.last_day)
        period = period.previous()
    return min(days, default=None), told


def asked_in_words(court: Court, standard: Standard) -> Phrase:
    """The standard in words, also where it is no number."""
    if standard.rule in (Rule.GRADED_BY, Rule.REVIEWED_BY, Rule.EVIDENCE):
        return Phrase(f"standard.{standard.rule}")
    return asked(standard, court.indicator)
