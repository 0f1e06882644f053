"""The way of one target, and the sentence that a picture of it has to say."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.reasons import asked, interval, shown
from thuocdo.core.targets import When
from thuocdo.core.verdicts import Line, Verdict
from thuocdo.core.wording import Counted, Measured, Phrase

if TYPE_CHECKING:
    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.rows import Row
    from thuocdo.core.targets import Milestone
    from thuocdo.core.wording import Catalogue

FINAL = (Verdict.ACHIEVED, Verdict.EXCEEDED, Verdict.MISSED)


@dataclass(frozen=True)
class Course:
    """What is drawn: a row of the board, its indicator, the figures period by period, and every milestone."""

    row: Row
    indicator: Indicator
    figures: tuple[Figure, ...]
    milestones: tuple[Milestone, ...]


def finding(course: Course, texts: Catalogue) -> str:
    """The sentence over the picture: what the latest milestone due says, or where the way stands."""
    row = course.row
    details: dict[str, object] = {"name": course.indicator.name, "period": row.period}
    if row.target.schedule.when is When.EVERY:
        return texts.say(_every_said(course, details))
    due = [d for d in row.milestones if not d.judgement.pending]
    if due and (due[-1].milestone.period == row.period or row.outlook is None):
        return texts.say(_verdict_said(course, due[-1].milestone, details))
    if row.trajectory is not None and row.outlook is not None:
        details |= {
            "value": Measured(row.trajectory.value, course.indicator.unit),
            "goal": asked_at(course, row.trajectory.milestone),
            "by": row.trajectory.milestone.period,
        }
        return texts.say(Phrase(f"chart.trajectory.{row.outlook.value}", details))
    return texts.say(_open_said(course, details))


def _every_said(course: Course, details: dict[str, object]) -> Phrase:
    """How many sub-periods pass; the verdict is over all of them."""
    row = course.row
    judged = [d.judgement.verdict for d in row.milestones]
    details |= {
        "passed": sum(verdict in (Verdict.ACHIEVED, Verdict.EXCEEDED) for verdict in judged),
        "all": Counted(len(judged), "period"),
        "verdict": Phrase(f"verdict.{row.judgement.verdict.value}"),
        "goal": asked_at(course, course.milestones[-1]),
    }
    return Phrase("chart.trajectory.every", details)


def _verdict_said(course: Course, milestone: Milestone, details: dict[str, object]) -> Phrase:
    dated = next(d for d in course.row.milestones if d.milestone == milestone)
    said = dated.judgement
    details |= {"period": milestone.period, "goal": asked_at(course, milestone)}
    if said.figure is None or said.verdict not in FINAL:
        return _unknown_said(said.figure, course.indicator, details)
    is_known = isinstance(said.figure.value, Fraction)
    details["value"] = shown(said.figure, course.indicator) if is_known else interval(said.figure, course.indicator)
    if said.verdict is Verdict.MISSED and said.short_by:
        over = milestone.standard is not None and Line(milestone.standard, course.indicator.better).asks_for_less
        details["short"] = Counted(said.short_by, course.indicator.counts)
        return Phrase("chart.trajectory.over" if over else "chart.trajectory.short", details)
    return Phrase(f"chart.trajectory.{said.verdict.value}", details)


def _open_said(course: Course, details: dict[str, object]) -> Phrase:
    figure = course.row.figure
    if figure is None or not isinstance(figure.value, Fraction):
        return _unknown_said(figure, course.indicator, details)
    details["value"] = shown(figure, course.indicator)
    ahead = [m for m in course.milestones if m.period.last_day > figure.period.last_day and m.standard is not None]
    if not ahead or course.row.judgement.verdict is not Verdict.NOT_DUE:
        details["verdict"] = Phrase(f"verdict.{course.row.judgement.verdict.value}")
        return Phrase("chart.trajectory.plain", details)
    return Phrase("chart.trajectory.not_due", {**details, "goal": asked_at(course, ahead[0]), "by": ahead[0].period})


def _unknown_said(figure: Figure | None, indicator: Indicator, details: dict[str, object]) -> Phrase:
    if figure is not None and isinstance(figure.value, Fraction):
        return Phrase("chart.trajectory.no_verdict", {**details, "value": shown(figure, indicator)})
    if figure is not None and isinstance(figure.high, Fraction):
        return Phrase("chart.trajectory.interval", {**details, "interval": interval(figure, indicator)})
    return Phrase("chart.trajectory.unknown", details)


def asked_at(course: Course, milestone: Milestone) -> object:
    """What a milestone asks for, in words."""
    assert milestone.standard is not None
    return asked(milestone.standard, course.indicator)


def milestone_told(course: Course, milestone: Milestone, texts: Catalogue) -> str:
    """A milestone as one line of a description."""
    if milestone.standard is None:
        return ""
    goal = {"period": milestone.period, "goal": asked_at(course, milestone)}
    return texts.say(Phrase("chart.trajectory.milestone", goal))
