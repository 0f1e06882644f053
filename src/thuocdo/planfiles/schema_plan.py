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
    Name,
    Number,
    Percent,
    PeriodId,
    TextList,
    Words,
    Year,
)


class RegisterRef(Entry):
    """Where the register of orgunits is, relative to the plan file, and the orgunit at its top."""

    path: str
    """A folder of CSV files, or one CSV file, relative to plan.yaml."""
    root: Code
    """The code of the orgunit at the top of the plan, in quotes."""


class Years(Entry):
    """The first and the last year of the plan."""

    first: Year
    """The first year of the plan."""
    last: Year
    """The last year of the plan."""


class DocumentEntry(Entry):
    """An official paper, or the published source it is known from."""

    document: Id
    """A name for citations."""
    title: Words
    """What the paper is called, in our words."""
    number: str | None = None
    """Its number and symbol, such as 112/KH-UBND."""
    dated: Day | None = None
    """Its date."""
    issued_by: str | None = None
    """The body that issued it."""
    carries_out: Id | None = None
    """The document above it that it carries out."""
    known_from: str | None = None
    """The published source that it is known from, where the signed text was not seen."""


class OfficeEntry(Entry):
    """Who keeps figures or does duties at an orgunit."""

    office: Id
    """A name."""
    name: Words
    """What it is called."""
    valid_from: Day | None = None
    """The first day of its duty, where it was not always there."""
    valid_to: Day | None = None
    """The first day on which it no longer has the duty."""


class GroupEntry(Entry):
    """Orgunits that the plan treats alike."""

    group: Name
    """A name for formulas (belongs to …) and targets (groups)."""
    name: Words
    """What it is called."""
    orgunits: list[Code] = Field(min_length=1)
    """Codes on the plan's first day; followed through their successors."""


class GoLiveEntry(Entry):
    """An orgunit that began to report on another day than the rest."""

    orgunit: Code
    """Its code."""
    from_: Day = Field(alias="from")
    """Its first day."""


class GoLive(Entry):
    """The day before which nothing is owed."""

    default: Day
    """The day for everybody else; periods that ended before it owe nothing."""
    orgunits: list[GoLiveEntry] = []
    """Those that began on another day."""


class Cite(Entry):
    """The place in a document; ``clause`` and ``page`` stay null where the signed text was not seen."""

    document: Id
    """One of the documents."""
    part: str | None = None
    """The heading or part."""
    clause: str | None = None
    """The clause; null where the signed text was not seen."""
    page: str | None = None
    """The page; null where the signed text was not seen."""


class StandardFields(Entry):
    """What the figure must reach: one of these rules, with what belongs to it."""

    at_least: Number | None = None
    """The figure is this or more, in the indicator's unit (75 for 75 %)."""
    more_than: Number | None = None
    """The figure is more than this."""
    at_most: Number | None = None
    """The figure is this or less."""
    less_than: Number | None = None
    """The figure is less than this."""
    exactly: Number | None = None
    """The figure is this, exactly."""
    between: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    """A band [low, high]: passes from low (or pass_at) on; above high it is exceeded, not failed."""
    pass_at: Number | None = None
    """The pass line inside the band; low by default (high where lower is better)."""
    exceed_at: Number | None = None
    """From this on the verdict is exceeded; with between, in place of the band's end."""
    hold: Number | None = None
    """A level not to be lost: judged each year, years in which it was lost are named."""
    none_new: Literal[True] | None = None
    """true: nothing new in the period, told by an explicit zero."""
    reduce_by: Number | None = None
    """The figure is smaller by this many per cent; needs from."""
    grow_by: Number | None = None
    """The figure is larger by this many per cent (100 doubles it); needs from."""
    change_by_points: (
        Annotated[
            list[Number],
            BeforeValidator(lambda value: value if isinstance(value, list) else [value]),
            Field(min_length=1, max_length=2),
        ]
        | None
    ) = None
    """The figure moves the better way by this many of its units (percentage points), or a list [least, most]; needs from."""
    from_: Literal["baseline", "previous year"] | None = Field(default=None, alias="from")
    """What a change is counted from."""
    graded_by: Id | None = None
    """A scorecard; needs grade."""
    grade: Id | None = None
    """The class that must be reached."""
    reviewed_by: Id | None = None
    """The office that reviews in words; needs rating and passes."""
    rating: Id | None = None
    """The element (of type rating) that holds the review."""
    passes: list[str] | None = None
    """The choices of the rating that count as achieved."""
    evidence: Id | None = None
    """The element (document, date or yes/no) that shows it done; goes with done_by."""


class WhenFields(StandardFields):
    """When it is judged: one of ``due``, ``every``, ``each_year``, ``done_by``."""

    due: dict[PeriodId, StandardFields] | None = None
    """Milestones: a period and the standard due at its end, {2017: {at_least: 75}}."""
    every: FrequencyName | None = None
    """Every sub-period of the year must pass (month, quarter, half-year); year is the same as each_year. The standard stands beside it."""
    share: Percent | None = None
    """With every: this many per cent of the sub-periods are enough."""
    each_year: StandardFields | None = None
    """The standard for each year of the plan; {} where parts have their own."""
    done_by: Day | None = None
    """The day by which it is done; null where the source gives none. Goes with evidence."""
    judged_from: PeriodId | None = None
    """The first period judged, where it is not the plan's first."""
    judged_until: PeriodId | None = None
    """The last period judged."""


class BaselineEntry(Entry):
    """Where a change is counted from: a cited value, or the figure of a period; null where nobody says."""

    period: PeriodId | None = None
    """The period of the baseline."""
    value: Number | None = None
    """The cited value, in the indicator's unit; null where nobody says. Without it the figure of the period is taken."""
    cite: Cite | None = None
    """Where the value stands; needed with a value."""
    why: Words | None = None
    """Why there is none."""


class EffortEntry(Entry):
    """Work that must not have fallen below its figure of a period."""

    indicator: Id
    """The work looked at."""
    not_below: PeriodId
    """The period whose figure it must not fall below."""


class PartEntry(WhenFields):
    """One part of a target: an indicator with its own standard."""

    indicator: Id
    """What the part is measured by."""


class GroupPartEntry(WhenFields):
    """A group with its own standard."""

    group: Id
    """One of the groups."""


class JudgedFields(WhenFields):
    """What a target and a judged duty share."""

    measured_by: Id | None = None
    """The indicator of measures.yaml."""
    judged_at: LevelName = "province"
    """The level at which the verdict is given; lower levels see their figure without one."""
    calendar: CalendarName | None = None
    """The calendar of its periods, where it is not the plan's."""
    where: str | None = None
    """Only orgunits for which this condition holds."""
    named: list[Code] | None = None
    """Only these codes, frozen on the plan's first day and followed through successors."""
    for_each: LevelName | None = None
    """Every orgunit of this level must meet the standard."""
    on_average: LevelName | None = None
    """The mean of the orgunits of this level must meet it."""
    also_at: LevelList = []
    """Lower levels that get a verdict of their own too."""
    groups: list[GroupPartEntry] | None = None
    """Groups with standards of their own; all must pass."""
    parts: list[PartEntry] | None = None
    """Several indicators, each with its standard; missed if any part is."""
    beside: list[Id] = []
    """Indicators shown in the row, never judged."""
    effort: EffortEntry | None = None
    """Work that must not have fallen: else an achievement is not assessable."""
    baseline: BaselineEntry | None = None
    """Where a change is counted from."""
    path: Literal["step", "linear"] = "step"
    """How the path runs between milestones: step (the last one holds) or linear. It only says on track or behind."""
    reading: Words | None = None
    """What we decided the plan's words mean, and why."""


class TargetEntry(JudgedFields):
    """A promise of the plan, in our own words, citing theirs."""

    target: Id
    """A name."""
    says: Words
    """What is promised, in our own words."""
    cite: Cite
    """Where it is promised."""
    seed: str | None = None
    """Its number in the list that the plan came from."""
    types: TextList = []
    """Its types (T1 … T23), for readers."""
    parent_target: Id | None = None
    """The target above it that it adds up to."""
    lead: Id | None = None
    """The office in charge."""
    with_: list[Id] = Field(default=[], alias="with")
    """The offices that help."""


class DutyEntry(JudgedFields):
    """An assigned task: who, what, by when, with what evidence, in the service of which targets."""

    duty: Id
    """A name."""
    says: Words
    """What is to be done, in our own words."""
    cite: Cite
    """Where it is assigned."""
    seed: str | None = None
    """Its number in the list that the plan came from."""
    owners: list[Id] = Field(min_length=1)
    """The offices that have it."""
    serves: list[Id] = []
    """The targets it serves."""
    elements: list[Id] = []
    """The elements that show the work."""
    why_no_date: Words | None = None
    """Why it has no day."""


class ChangeEntry(JudgedFields):
    """What an amendment changes in a target: the keys given take the place of the target's own."""

    target: Id
    """The target that is restated."""
    says: Words | None = None
    """What is promised now."""
    cite: Cite | None = None
    """Where, if elsewhere than the amendment itself."""
    seed: str | None = None
    """Its number in the list that the plan came from."""
    types: TextList = []
    """Its types (T1 … T23), for readers."""
    parent_target: Id | None = None
    """The target above it that it adds up to."""
    lead: Id | None = None
    """The office in charge."""
    with_: list[Id] = Field(default=[], alias="with")
    """The offices that help."""


class AmendmentEntry(Entry):
    """A later decision: from a day on it restates targets. Each change names a target and what is new."""

    from_: Day = Field(alias="from")
    """The first day; periods that end on or after it are judged by the new standard."""
    cite: Cite
    """The decision."""
    changes: list[ChangeEntry] = Field(min_length=1)
    """Each names a target and gives the keys that change."""


class PlanFile(Entry):
    """plan.yaml."""

    plan: Id
    """A name for the plan."""
    title: Words
    """What it is called."""
    register_: RegisterRef = Field(alias="register")
    """Its register of orgunits."""
    years: Years
    """Its years."""
    starts_on: Day | None = None
    """The day it was issued; the map of plan start. By default the first day of the first year."""
    calendar: CalendarName = "cut-off"
    """cut-off (the default): a year runs 15 December–14 December; calendar: 1 January–31 December."""
    synthetic: bool = False
    """true marks every output as made up."""
    documents: list[DocumentEntry] = Field(min_length=1)
    """The papers that are cited."""
    offices: list[OfficeEntry] = Field(min_length=1)
    """Who keeps figures and does duties."""
    groups: list[GroupEntry] = []
    """Orgunits treated alike."""
    go_live: GoLive | None = None
    """From when reports are owed; by default from starts_on."""
    targets: list[TargetEntry] = Field(min_length=1)
    """What is promised."""
    duties: list[DutyEntry] = []
    """What is assigned."""
    amendments: list[AmendmentEntry] = []
    """What was restated later."""
