"""The row of a target on a board: when it is judged, by which milestone, and what its parts say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thuocdo.core.judge import Court, Judgement, court_of, share_of_shortfall
from thuocdo.core.periods import Frequency, Period, last_ended
from thuocdo.core.schedules import Dated, scheduled
from thuocdo.core.targets import When
from thuocdo.core.tasks import scope_on
from thuocdo.core.verdicts import Verdict, worst
from thuocdo.core.wording import Counted, Lines, Phrase

if TYPE_CHECKING:
    from thuocdo.core.book import Book, Question
    from thuocdo.core.figures import Figure
    from thuocdo.core.judge import Calculator
    from thuocdo.core.orgunits import Level
    from thuocdo.core.targets import Part, Target
    from thuocdo.core.trajectory import Trajectory


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
    amended = plan.amended(target_id, question.plan_as_of)
    if target is first and not (amended and target.schedule.when is When.DUE):
        # Nothing restates this period; of milestones the next one may be restated, and the outlook looks at it.
        return row_of(book, question, target, calculator)
    made = _row(court_of(book, question, target, calculator, amended=True), period)
    return replace(made, original=row_of(book, question, first, calculator))


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
    # A year that ends with its last half is shown as the year where the year is what is judged.
    period = next((m.period for m in target.schedule.milestones if m.period.last_day == period.last_day), period)
    years = book.plan.years()
    first = Period.of_year(years[0].year, target.calendar)
    last = Period.of_year(years[-1].year, target.calendar)
    if period.last_day < first.first_day:
        return first.parts(frequency)[0]
    return last.parts(frequency)[-1] if period.last_day > last.last_day else period


def row_of(book: Book, question: Question, target: Target, calculator: Calculator) -> Row:
    """The row of one version of a target."""
    return _row(court_of(book, question, target, calculator), asked_period(target, question, book))


def _row(court: Court, period: Period) -> Row:
    target = court.target
    made = _judged(court, period)
    made = replace(made, beside=tuple(court.figure(indicator, period) for indicator in target.beside))
    level = _level(court, period)
    if level is None:
        return _unplaced(made)
    if level is not target.who.judged_at and level not in target.who.also_at:
        return _below(court, made, level)
    return made


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
    of_mean = made.target.who.on_average is not None
    if figure is not None and is_share and not of_mean and level > made.target.who.judged_at:
        whole = replace(court, orgunit=court.book.plan.root).own_figure(figure.period)
        shares = share_of_shortfall(figure, whole, court.indicator.better)
        if shares is not None:
            noun = court.indicator.counts
            details |= {"own": Counted(shares[0], noun), "all": Counted(shares[1], noun)}
            key = "reason.share_of_shortfall"
    gone = Judgement(Verdict.NOT_APPLICABLE, settled=True, reason=Phrase(key, details), figure=figure)
    return replace(made, judgement=gone, outlook=None, trajectory=None)


# ---------------------------------------------------------------------------------------- parts and groups


def _judged(court: Court, period: Period) -> Row:
    if court.target.parts:
        return _row_of_parts(court, period)
    made = scheduled(court, period)
    return Row(court.target, made.period, made.figure, made.judgement, made.outlook, made.trajectory, made.milestones)


def _row_of_parts(court: Court, period: Period) -> Row:
    rows = [(part, scheduled(_court_of_part(court, part), period)) for part in court.target.parts]
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


def _court_of_part(court: Court, part: Part) -> Court:
    who = replace(court.target.who, group=part.group)
    target = replace(court.target, measured_by=part.indicator, schedule=part.schedule, who=who, parts=())
    return court.judging(target)


def _part_in_words(court: Court, part: Part, judgement: Judgement) -> Phrase:
    plan = court.book.plan
    name = plan.groups[part.group].name if part.group else plan.indicators[part.indicator].name
    return Phrase("reason.part", {"name": name, "reason": judgement.reason})
