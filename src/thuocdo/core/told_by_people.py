"""What a person says: a review in words, and the evidence that something was done by a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Cell
from thuocdo.core.judge import Judgement
from thuocdo.core.obligations import obligation_of
from thuocdo.core.periods import containing
from thuocdo.core.plan import frequency_of
from thuocdo.core.tasks import scope_on
from thuocdo.core.values import Absence, Fact, Kind, Paper, Rating
from thuocdo.core.verdicts import Verdict
from thuocdo.core.wording import Counted, Phrase

if TYPE_CHECKING:
    from thuocdo.core.judge import Court
    from thuocdo.core.periods import Period
    from thuocdo.core.targets import Standard


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


def reviewed(court: Court, period: Period, standard: Standard) -> Judgement:
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


def evidenced(court: Court, standard: Standard) -> Judgement:
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
