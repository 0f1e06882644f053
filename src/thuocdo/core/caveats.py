"""What else may speak before a verdict stands: a merger that alone breaks a level, effort that fell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from thuocdo.core.bases import ends_of, same_ground
from thuocdo.core.figures import Absent
from thuocdo.core.judge import Judgement
from thuocdo.core.reasons import interval
from thuocdo.core.targets import Rule
from thuocdo.core.verdicts import Verdict
from thuocdo.core.whose import judge_period
from thuocdo.core.windows import NotComputableError
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.figures import Figure
    from thuocdo.core.judge import Court
    from thuocdo.core.targets import Milestone


def judge_milestone(court: Court, milestone: Milestone) -> Judgement:
    """A milestone judged, with everything that may speak against a final verdict heard."""
    assert milestone.standard is not None
    try:
        judgement = judge_period(court, milestone.period, milestone.standard)
    except NotComputableError as error:
        reason = Phrase("reason.not_computable", {"why": Phrase(f"why.{error.why}")})
        return Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None)
    judgement = _unless_merger_alone(court, milestone, judgement)
    return _unless_effort_fell(court, milestone, judgement)


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
    looked_at = court.book.plan.indicators[effort.indicator]
    there = same_ground(court, looked_at, effort.not_below, now.orgunit, now.map)
    base = there.figure(effort.indicator, effort.not_below)
    details: dict[str, object] = {"name": looked_at.name, "period": milestone.period, "base": effort.not_below}
    kept = _kept(now, base, firm=False)
    on_uoc = now.rests_on_uoc or base.rests_on_uoc
    if kept and (not on_uoc or _kept(now, base, firm=True)):
        return judgement
    if isinstance(now.value, Absent) or isinstance(base.value, Absent):
        reason = Phrase("reason.effort_unknown", details)
    elif now.value < base.value:
        reason = Phrase("reason.effort_fell", details | {"now": now.value, "then": base.value})
    elif on_uoc:
        reason = Phrase("reason.effort_unknown", details)
    else:
        return replace(judgement, settled=False)
    return replace(judgement, verdict=Verdict.NOT_ASSESSABLE, settled=False, reason=reason)


def _kept(now: Figure, base: Figure, *, firm: bool) -> bool:
    """Whether the effort surely has not fallen, whatever the missing report; ``firm``: and without any ước."""
    ends, bases = ends_of(now, firm=firm), ends_of(base, firm=firm)
    return ends is not None and bases is not None and ends[0] >= bases[1]
