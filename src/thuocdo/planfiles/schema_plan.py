"""plan.yaml: the decision and nothing else. Documents, offices, targets, duties, amendments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from thuocdo.planfiles.types import (
    CalendarName,
    Code,
    Day,
    Entry,
    FrequencyName,
    Id,
    LevelList,
    LevelName,
    Number,
    PeriodId,
    TextList,
    Words,
)


class RegisterRef(Entry):
    """Where the register of orgunits is, relative to the plan file, and the orgunit at its top."""

    path: str
    root: Code


class Years(Entry):
    """The first and the last year of the plan."""

    first: int
    last: int


class DocumentEntry(Entry):
    """An official paper, or the published source it is known from."""

    document: Id
    title: Words
    number: str | None = None
    dated: Day | None = None
    issued_by: str | None = None
    carries_out: Id | None = None
    known_from: str | None = None


class OfficeEntry(Entry):
    """Who keeps figures or does duties at an orgunit."""

    office: Id
    name: Words
    valid_from: Day | None = None
    valid_to: Day | None = None


class GroupEntry(Entry):
    """Orgunits that the plan treats alike."""

    group: Id
    name: Words
    orgunits: list[Code] = Field(min_length=1)


class GoLiveEntry(Entry):
    """An orgunit that began to report on another day than the rest."""

    orgunit: Code
    from_: Day = Field(alias="from")


class GoLive(Entry):
    """The day before which nothing is owed."""

    default: Day
    orgunits: list[GoLiveEntry] = []


class Cite(Entry):
    """The place in a document; ``clause`` and ``page`` stay null where the signed text was not seen."""

    document: Id
    part: str | None = None
    clause: str | None = None
    page: str | None = None


class StandardFields(Entry):
    """What the figure must reach: one of these rules, with what belongs to it."""

    at_least: Number | None = None
    more_than: Number | None = None
    at_most: Number | None = None
    less_than: Number | None = None
    exactly: Number | None = None
    between: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    pass_at: Number | None = None
    exceed_at: Number | None = None
    hold: Number | None = None
    none_new: Literal[True] | None = None
    reduce_by: Number | None = None
    grow_by: Number | None = None
    change_by_points: (
        Annotated[
            list[Number],
            BeforeValidator(lambda value: value if isinstance(value, list) else [value]),
            Field(min_length=1, max_length=2),
        ]
        | None
    ) = None
    from_: Literal["baseline", "previous year"] | None = Field(default=None, alias="from")
    graded_by: Id | None = None
    grade: Id | None = None
    reviewed_by: Id | None = None
    rating: Id | None = None
    passes: list[str] | None = None
    evidence: Id | None = None


class WhenFields(StandardFields):
    """When it is judged: one of ``due``, ``every``, ``each_year``, ``done_by``."""

    due: dict[PeriodId, StandardFields] | None = None
    every: FrequencyName | None = None
    share: Number | None = None
    each_year: StandardFields | None = None
    done_by: Day | None = None
    judged_from: PeriodId | None = None
    judged_until: PeriodId | None = None


class BaselineEntry(Entry):
    """Where a change is counted from: a cited value, or the figure of a period; null where nobody says."""

    period: PeriodId | None = None
    value: Number | None = None
    cite: Cite | None = None
    why: Words | None = None


class EffortEntry(Entry):
    """Work that must not have fallen below its figure of a period."""

    indicator: Id
    not_below: PeriodId


class PartEntry(WhenFields):
    """One part of a target: an indicator with its own standard."""

    indicator: Id


class GroupPartEntry(WhenFields):
    """A group with its own standard."""

    group: Id


class JudgedFields(WhenFields):
    """What a target and a judged duty share."""

    measured_by: Id | None = None
    judged_at: LevelName = "province"
    calendar: CalendarName | None = None
    where: str | None = None
    named: list[Code] | None = None
    for_each: LevelName | None = None
    on_average: LevelName | None = None
    also_at: LevelList = []
    groups: list[GroupPartEntry] | None = None
    parts: list[PartEntry] | None = None
    beside: list[Id] = []
    effort: EffortEntry | None = None
    baseline: BaselineEntry | None = None
    path: Literal["step", "linear"] = "step"
    reading: Words | None = None


class TargetEntry(JudgedFields):
    """A promise of the plan, in our own words, citing theirs."""

    target: Id
    says: Words
    cite: Cite
    seed: str | None = None
    types: TextList = []
    parent_target: Id | None = None
    lead: Id | None = None
    with_: list[Id] = Field(default=[], alias="with")


class DutyEntry(JudgedFields):
    """An assigned task: who, what, by when, with what evidence, in the service of which targets."""

    duty: Id
    says: Words
    cite: Cite
    seed: str | None = None
    owners: list[Id] = Field(min_length=1)
    serves: list[Id] = []
    elements: list[Id] = []
    why_no_date: Words | None = None


class AmendmentEntry(Entry):
    """A later decision: from a day on it restates targets. Each change names a target and what is new."""

    from_: Day = Field(alias="from")
    cite: Cite
    changes: list[dict[str, object]] = Field(min_length=1)


class PlanFile(Entry):
    """plan.yaml."""

    plan: Id
    title: Words
    register_: RegisterRef = Field(alias="register")
    years: Years
    starts_on: Day | None = None
    calendar: CalendarName = "cut-off"
    synthetic: bool = False
    documents: list[DocumentEntry] = Field(min_length=1)
    offices: list[OfficeEntry] = Field(min_length=1)
    groups: list[GroupEntry] = []
    go_live: GoLive | None = None
    targets: list[TargetEntry] = Field(min_length=1)
    duties: list[DutyEntry] = []
    amendments: list[AmendmentEntry] = []
