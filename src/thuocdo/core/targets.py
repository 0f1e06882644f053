"""A target = an indicator × a standard × when × who. Small pieces that combine, not a class per type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from thuocdo.core.citations import Citation
    from thuocdo.core.elements import Words
    from thuocdo.core.formulas import Node
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Calendar, Frequency, Period


class Rule(StrEnum):
    """What the figure must do."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    EXACTLY = "exactly"
    BETWEEN = "between"
    HOLD = "hold"
    NONE_NEW = "none_new"
    REDUCE_BY = "reduce_by"
    GROW_BY = "grow_by"
    CHANGE_BY_POINTS = "change_by_points"
    GRADED_BY = "graded_by"
    REVIEWED_BY = "reviewed_by"
    EVIDENCE = "evidence"


CHANGES = frozenset({Rule.REDUCE_BY, Rule.GROW_BY, Rule.CHANGE_BY_POINTS})


class ChangeFrom(StrEnum):
    """What a change is measured from."""

    BASELINE = "baseline"
    PREVIOUS_YEAR = "previous year"


@dataclass(frozen=True)
class Standard:
    """What the figure must reach. Numbers are in the indicator's unit, that is after ``times``.

    ``value`` and ``high`` are the ends of a band; ``pass_at`` is the pass line inside it; above ``high`` or
    from ``exceed_at`` on, the verdict is *exceeded*.
    """

    rule: Rule
    value: Fraction | None = None
    high: Fraction | None = None
    pass_at: Fraction | None = None
    exceed_at: Fraction | None = None
    change_from: ChangeFrom | None = None
    scorecard: str | None = None
    grade: str | None = None
    reviewer: str | None = None
    rating: str | None = None
    passes: frozenset[str] = frozenset()
    evidence: str | None = None


class When(StrEnum):
    """How the judging is spread over time."""

    DUE = "due"
    EVERY = "every"
    EACH_YEAR = "each_year"
    DONE_BY = "done_by"


@dataclass(frozen=True)
class Milestone:
    """A standard that falls due with a period."""

    period: Period
    standard: Standard | None


@dataclass(frozen=True)
class Schedule:
    """When a target is judged.

    ``milestones`` serve DUE; ``frequency``, ``share`` and ``standard`` serve EVERY (the sub-periods of the
    period asked about) and EACH_YEAR; ``day`` serves DONE_BY, where None means that the source gives no date.
    """

    when: When
    milestones: tuple[Milestone, ...] = ()
    frequency: Frequency | None = None
    share: Fraction | None = None
    standard: Standard | None = None
    judged_from: Period | None = None
    judged_until: Period | None = None
    day: date | None = None


class PathShape(StrEnum):
    """How the path runs between milestones; it only says on track or behind, never met or missed."""

    STEP = "step"
    LINEAR = "linear"


@dataclass(frozen=True)
class Baseline:
    """Where a change is counted from. A value needs a citation; without one there is none."""

    period: Period | None
    value: Fraction | None
    cite: Citation | None
    why: Words | None


@dataclass(frozen=True)
class Effort:
    """The work that must not have fallen for an achievement to count as one."""

    indicator: str
    not_below: Period


@dataclass(frozen=True)
class Who:
    """Whose figure is judged.

    ``for_each`` asks every orgunit of a level to meet the standard; ``on_average`` their mean;
    ``named`` freezes a list, followed through successors.
    """

    judged_at: Level
    where: Node | None = None
    where_level: Level | None = None
    named: tuple[str, ...] = ()
    for_each: Level | None = None
    on_average: Level | None = None
    also_at: frozenset[Level] = frozenset()
    group: str | None = None


@dataclass(frozen=True)
class Part:
    """One part of a target of several: an indicator with its own standard, or a group with its own."""

    name: str
    indicator: str
    schedule: Schedule
    group: str | None = None


@dataclass(frozen=True)
class Target:
    """What the decision promises, in our own words, citing theirs."""

    id: str
    says: Words
    cite: Citation
    measured_by: str | None
    schedule: Schedule
    who: Who
    calendar: Calendar
    seed: str | None = None
    types: tuple[str, ...] = ()
    path: PathShape = PathShape.STEP
    baseline: Baseline | None = None
    parts: tuple[Part, ...] = ()
    beside: tuple[str, ...] = ()
    effort: Effort | None = None
    parent_target: str | None = None
    lead: str | None = None
    helpers: tuple[str, ...] = ()
    reading: Words | None = None


@dataclass(frozen=True)
class Duty:
    """An assigned task with its owner, date and evidence; judged like a target where it can be."""

    id: str
    says: Words
    cite: Citation
    owners: tuple[str, ...]
    seed: str | None
    serves: tuple[str, ...]
    elements: tuple[str, ...]
    judged: Target | None
    day: date | None
    why_no_date: Words | None
    reading: Words | None
