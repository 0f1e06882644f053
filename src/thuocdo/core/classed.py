"""A class by a scorecard, judged against the class asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from thuocdo.core.elements import STRICTNESS
from thuocdo.core.figures import Absent, Figure, Quantity
from thuocdo.core.grading import graded
from thuocdo.core.here import Here
from thuocdo.core.judge import Judgement, nobody
from thuocdo.core.obligations import coverage
from thuocdo.core.reading import Reader, Trace
from thuocdo.core.tasks import scope_on
from thuocdo.core.values import Absence, Kind
from thuocdo.core.verdicts import Verdict
from thuocdo.core.windows import Window
from thuocdo.core.wording import Counted, Phrase

if TYPE_CHECKING:
    from thuocdo.core.grading import Graded
    from thuocdo.core.judge import Court
    from thuocdo.core.periods import Period
    from thuocdo.core.targets import Standard


def classed(court: Court, period: Period, standard: Standard) -> Judgement:
    """The class that a scorecard gives, against the one asked for."""
    assert standard.scorecard is not None
    assert standard.grade is not None
    book, card = court.book, court.book.plan.scorecards[standard.scorecard]
    on_map = book.register.on(court.question.map_on or period.last_day)
    scope = scope_on(book, on_map, court.orgunit)
    if scope is None:
        return nobody(court, period, card.level)
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
