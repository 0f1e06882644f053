"""A plan held against itself and against the register: what cannot all be true, said with its sums.

These are notes: the plan is what was decided. A person must bring them to those who can restate it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Problem
from thuocdo.core.formulas import Aggregate, Gather, Node
from thuocdo.core.meaning import elements_in
from thuocdo.core.targets import CHANGES, ChangeFrom, Rule, When
from thuocdo.core.verdicts import Line
from thuocdo.core.wording import Counted, Measured, Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.indicators import Better, Indicator
    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.core.plan import Plan
    from thuocdo.core.targets import Duty, Milestone, Schedule, Standard, Target
    from thuocdo.planfiles.load import PlanFolder

PLAN, MEASURES = "plan.yaml", "measures.yaml"


def notes(folder: PlanFolder) -> list[Problem]:
    """Every note on a plan that loads, in the order of its places."""
    checks = (
        _clauses, _dates, _baselines, _bands, _held_too_much, _rates_and_shares,
        _cascades, _falling_milestones, _sample_scorecards, _unused,
    )  # fmt: skip
    found = [note for check in checks for note in check(folder)]
    return sorted(found, key=lambda note: (note.place, note.code))


def _target_place(folder: PlanFolder, target: Target) -> Place:
    return folder.place(PLAN, "targets", "target", target.id)


def _owner(target: Target) -> str:
    return f"{target.seed} {target.id}" if target.seed else target.id


def _standards(target: Target) -> Iterator[Standard]:
    schedules = [target.schedule, *(part.schedule for part in target.parts)]
    for schedule in schedules:
        yield from _standards_in(schedule)


def _standards_in(schedule: Schedule) -> Iterator[Standard]:
    yield from (m.standard for m in schedule.milestones if m.standard is not None)
    if schedule.standard is not None:
        yield schedule.standard


# ---------------------------------------------------------------------------------------- what the source leaves out


def _clauses(folder: PlanFolder) -> Iterator[Problem]:
    """One note a document: who cites it without a clause."""
    plan = folder.plan
    cited: dict[str, list[str]] = {}
    things: list[Target | Duty] = [*plan.targets.values(), *plan.duties.values()]
    for thing in things:
        if thing.cite.clause is None:
            cited.setdefault(thing.cite.document, []).append(thing.seed or thing.id)
    for document, owners in cited.items():
        place = folder.place(PLAN, "documents", "document", document)
        yield Problem("NOTE-001", place, {"document": document, "count": str(len(owners)), "owners": owners})


def _dates(folder: PlanFolder) -> Iterator[Problem]:
    duties = [duty for duty in folder.plan.duties.values() if duty.day is None and duty.judged is None]
    if duties:
        place = folder.place(PLAN, "duties", "duty", duties[0].id)
        yield Problem("NOTE-006", place, {"count": str(len(duties)), "owners": [d.seed or d.id for d in duties]})


def _baselines(folder: PlanFolder) -> Iterator[Problem]:
    for target in folder.plan.targets.values():
        asks = any(s.rule in CHANGES and s.change_from is ChangeFrom.BASELINE for s in _standards(target))
        base = target.baseline
        if asks and (base is None or (base.value is None and base.period is None)):
            why = Phrase("because", {"why": base.why}) if base is not None and base.why else ""
            yield Problem("NOTE-002", _target_place(folder, target), {"owner": _owner(target), "why": why})


def _bands(folder: PlanFolder) -> Iterator[Problem]:
    for target in folder.plan.targets.values():
        for better, standard in _standards_of_indicators(folder.plan, target):
            if standard.rule is Rule.BETWEEN:
                line = Line(standard, better).pass_line
                details = {"owner": _owner(target), "low": standard.value, "high": standard.high, "line": line}
                yield Problem("NOTE-003", _target_place(folder, target), details)


def _standards_of_indicators(plan: Plan, target: Target) -> Iterator[tuple[Better, Standard]]:
    """The standards of a target, each with which way is good for what it is measured by."""
    held = [(target.measured_by, target.schedule), *((part.indicator, part.schedule) for part in target.parts)]
    for indicator, schedule in held:
        if indicator is not None:
            yield from ((plan.indicators[indicator].better, standard) for standard in _standards_in(schedule))


# ---------------------------------------------------------------------------------------- against the register


def _counted_level(indicator: Indicator) -> Level | None:
    match indicator.numerator:
        case Aggregate(gather=Gather.COUNT, level=level):
            return level
        case _:
            return None


def _held_too_much(folder: PlanFolder) -> Iterator[Problem]:
    """A held count that exceeds what exists, in any year of the plan and whatever the indicator's map."""
    plan = folder.plan
    for target in plan.targets.values():
        if target.measured_by is None:
            continue
        level = _counted_level(plan.indicators[target.measured_by])
        for standard in _standards(target):
            if standard.rule is Rule.HOLD and standard.value is not None and level is not None:
                short = _first_day_below(folder, level, standard.value)
                if short is not None:
                    unit, count = short
                    details = {
                        "owner": _owner(target),
                        "held": standard.value,
                        "day": unit.valid_from,
                        "count": Fraction(count),
                        "level": Phrase(f"level.{level.plural}"),
                        "resolution": unit.resolution,
                    }
                    yield Problem("NOTE-004", _target_place(folder, target), details)


def _first_day_below(folder: PlanFolder, level: Level, held: Fraction) -> tuple[OrgUnit, int] | None:
    """The first day of the term on which fewer orgunits exist than are to be held."""
    days = {u.valid_from: u for u in folder.register.units if u.level is level}
    for day in sorted(days):
        if folder.plan.starts_on <= day <= folder.plan.term.last:
            count = len(folder.register.on(day).at_level(level))
            if count < held:
                return days[day], count
    return None


# ---------------------------------------------------------------------------------------- targets solved together


@dataclass(frozen=True)
class Walk:
    """Whole orgunits moved step by step at a yearly rate of what is left."""

    moves: tuple[int, ...]
    reached: int


def walk_at_rate(rate: Fraction, left: int, total: int, steps: int) -> Walk:
    """Each step moves ⌈rate × left⌉ whole orgunits.

    >>> walk_at_rate(Fraction(7, 100), 635 - 586, 635, 5)
    Walk(moves=(4, 4, 3, 3, 3), reached=603)
    """
    moves = []
    for _ in range(steps):
        moves.append(math.ceil(rate * left))
        left -= moves[-1]
    return Walk(tuple(moves), total - left)


def _rates_and_shares(folder: PlanFolder) -> Iterator[Problem]:
    """A yearly rate that feeds a share: does its floor reach the share that is promised?"""
    plan = folder.plan
    for rate in plan.targets.values():
        fed = plan.indicators[rate.measured_by].feeds if rate.measured_by else None
        floor = _floor(rate)
        for share in plan.targets.values():
            if fed is None or floor is None or share.measured_by != fed:
                continue
            for milestone in share.schedule.milestones:
                note = _solved(folder, rate, share, floor, milestone)
                if note is not None:
                    yield note


def _floor(rate: Target) -> Fraction | None:
    standard = rate.schedule.standard
    if rate.schedule.when is not When.EACH_YEAR or standard is None:
        return None
    return standard.value if standard.rule in (Rule.BETWEEN, Rule.AT_LEAST) else None


def _solved(folder: PlanFolder, rate: Target, share: Target, floor: Fraction, milestone: Milestone) -> Problem | None:
    plan = folder.plan
    indicator = plan.indicators[share.measured_by or ""]
    level, base = _counted_level(indicator), _base_count(plan, indicator)
    standard = milestone.standard
    if level is None or base is None or standard is None or standard.rule is not Rule.AT_LEAST:
        return None
    assert standard.value is not None
    total = len(folder.register.on(plan.starts_on).at_level(level))
    first = rate.schedule.judged_from.year if rate.schedule.judged_from else plan.first_year
    sums, short = [], False
    for start in dict.fromkeys((plan.first_year, first)):
        steps = milestone.period.year - start + 1
        walked = walk_at_rate(floor / 100, total - base, total, steps)
        needed = math.ceil(standard.value / indicator.times * total)
        short |= walked.reached < needed
        sums.append(_sum_in_words(walked, total, needed, f"{start}–{milestone.period.year}", level))
    if not short:
        return None
    details = {
        "rate": _owner(rate),
        "share": _owner(share),
        "floor": Measured(floor, "percent"),
        "base": Fraction(base),
        "wanted": Measured(standard.value, "percent"),
        "sums": sums,
    }
    return Problem("NOTE-005", _target_place(folder, share), details)


def _base_count(plan: Plan, indicator: Indicator) -> int | None:
    """How many there are at the start: what another target on the same count promises to hold."""
    for target in plan.targets.values():
        if target.measured_by is None:
            continue
        other = plan.indicators[target.measured_by]
        for standard in _standards(target):
            if standard.rule is Rule.HOLD and other.numerator == indicator.numerator and standard.value is not None:
                return int(standard.value)
    return None


def _sum_in_words(walked: Walk, total: int, needed: int, years: str, level: Level) -> Phrase:
    short = needed - walked.reached
    details = {
        "steps": str(len(walked.moves)),
        "years": years,
        "moves": " + ".join(str(move) for move in walked.moves),
        "moved": Counted(sum(walked.moves), level.word),
        "reached": Fraction(walked.reached),
        "total": Fraction(total),
        "percent": Measured(Fraction(walked.reached * 100, total), "percent", decimals=2),
        "needed": Fraction(needed),
        "short": Counted(max(short, 0), level.word),
    }
    return Phrase("check.sum_short" if short > 0 else "check.sum_enough", details)


def _cascades(folder: PlanFolder) -> Iterator[Problem]:
    """What lower targets add up to must reach the upper one."""
    plan = folder.plan
    for parent in plan.targets.values():
        children = [target for target in plan.targets.values() if target.parent_target == parent.id]
        for milestone in parent.schedule.milestones if children else ():
            wanted = milestone.standard.value if milestone.standard else None
            parts = [
                m.standard.value
                for child in children
                for m in child.schedule.milestones
                if m.period == milestone.period and m.standard is not None and m.standard.value is not None
            ]
            is_count = parent.measured_by is not None and not plan.indicators[parent.measured_by].is_ratio
            if wanted is not None and is_count and sum(parts, Fraction(0)) < wanted:
                added = sum(parts, Fraction(0))
                details = {"owner": _owner(parent), "sum": added, "wanted": wanted, "period": milestone.period}
                yield Problem("NOTE-008", _target_place(folder, parent), details)


def _falling_milestones(folder: PlanFolder) -> Iterator[Problem]:
    for target in folder.plan.targets.values():
        for before, after in pairwise(target.schedule.milestones):
            one, two = before.standard, after.standard
            if one is None or two is None or one.rule is not two.rule or one.rule is not Rule.AT_LEAST:
                continue
            if one.value is not None and two.value is not None and two.value < one.value:
                details = {"owner": _owner(target), "period": after.period}
                yield Problem("NOTE-011", _target_place(folder, target), details)


# ---------------------------------------------------------------------------------------- what is read at all


def _sample_scorecards(folder: PlanFolder) -> Iterator[Problem]:
    for card in folder.plan.scorecards.values():
        if card.is_sample:
            place = folder.place(MEASURES, "scorecards", "scorecard", card.id)
            yield Problem("NOTE-009", place, {"owner": card.id})


def _unused(folder: PlanFolder) -> Iterator[Problem]:
    """Elements that nothing reads: each is a cell somebody fills for nothing."""
    plan = folder.plan
    read: set[str] = set()
    for indicator in plan.indicators.values():
        read |= _read_by([indicator.numerator, indicator.denominator])
        read |= {indicator.historical} if indicator.historical else set()
    for check in plan.checks.values():
        read |= _read_by([check.rule])
        read |= set(check.outside_history.elements) if check.outside_history else set()
    for card in plan.scorecards.values():
        read |= _read_by([c.value for c in card.criteria] + [c.when for c in card.criteria])
        read |= _read_by([k.when for k in card.knock_outs])
    for target in [*plan.targets.values(), *(d.judged for d in plan.duties.values() if d.judged)]:
        for standard in _standards(target):
            read |= {name for name in (standard.rating, standard.evidence) if name}
    for duty in plan.duties.values():
        read |= set(duty.elements)
    for element in plan.elements:
        if element not in read:
            place = folder.place(MEASURES, "elements", "element", element)
            yield Problem("NOTE-007", place, {"element": element})


def _read_by(nodes: Iterable[Node | None]) -> set[str]:
    return {element for node in nodes if node is not None for element in elements_in(node)}
