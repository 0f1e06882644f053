"""measures.yaml, forms.yaml, checks.yaml, carry_over.yaml: our reading of the decision, and what is collected."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

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
    Unit,
    VisibilityName,
    Words,
)

PolicyName = Literal["counts against", "unknown", "left out", "carried forward"]
POLICIES = get_args(PolicyName)


def _choice(value: object) -> object:
    return {"choice": value} if isinstance(value, str) else value


def _option(value: object) -> object:
    return {"option": value} if isinstance(value, str) else value


class ChoiceEntry(Entry):
    """One choice of an element; the list goes from lowest to highest."""

    choice: Id
    name: Words | None = None


class OptionEntry(Entry):
    """One category of a breakdown."""

    option: Id
    name: Words | None = None


class BreakdownEntry(Entry):
    """Categories of an element. ``total: sum`` adds them up; ``collected`` asks for the total apart."""

    options: list[Annotated[OptionEntry, BeforeValidator(_option)]] = Field(min_length=1)
    total: Literal["sum", "collected"]


class ElementEntry(Entry):
    """What is counted."""

    element: Id
    name: Words
    counts: Words | None = None
    code: str | None = None
    value: Literal["count", "amount", "yes/no", "date", "choice", "document", "rating"]
    unit: Unit = ""
    stock_or_flow: Literal["stock", "flow"]
    collected_at: LevelName | None = None
    each_level_its_own: list[LevelName] | None = None
    over_time: Literal["sum", "last", "highest", "any", "all", "none"]
    on_merge: Literal["all", "any", "sum", "highest", "ask"]
    range: (
        Annotated[
            list[Number | None],
            Field(min_length=2, max_length=2),
        ]
        | None
    ) = None
    decimals: int = Field(default=0, ge=0, le=6)
    visibility: Annotated[
        dict[LevelName, VisibilityName],
        BeforeValidator(lambda v: {"province": v, "district": v, "commune": v} if isinstance(v, str) else v),
    ] = {"province": "public", "district": "public", "commune": "public"}
    choices: list[Annotated[ChoiceEntry, BeforeValidator(_choice)]] | None = None
    leaves_open: list[str] = []
    breakdown: BreakdownEntry | None = None


class SidesEntry(Entry):
    """A policy for each side of a ratio."""

    numerator: PolicyName
    denominator: PolicyName
    periods: int | None = Field(default=None, ge=1)
    at_least_coverage: Number | None = None


class IndicatorEntry(Entry):
    """What is measured, and how we read the plan's words."""

    indicator: Id
    name: Words
    reading: Words
    numerator: str
    denominator: str | None = None
    times: Number | None = None
    unit: Unit
    better: Literal["higher", "lower"]
    as_of: Annotated[
        Any,
        WithJsonSchema({"description": "period end, period start, plan start, or a day", "type": "string"}),
    ]
    if_not_reported: Annotated[
        SidesEntry,
        BeforeValidator(lambda v: {"numerator": v, "denominator": v} if isinstance(v, str) else v),
        WithJsonSchema({"anyOf": [{"enum": list(POLICIES)}, SidesEntry.model_json_schema()]}),
    ]
    periods: int | None = Field(default=None, ge=1)
    at_least_coverage: Number | None = None
    zero_over_zero: Literal["not computable", "no event"] = "not computable"
    baseline_period: PeriodId | None = None
    historical: Id | None = None
    feeds: Id | None = None


class BandEntry(Entry):
    """From this value on, these points."""

    at_least: Number
    points: Number


class CriterionEntry(Entry):
    """One row of a scorecard: points by bands over a value, or given (``value`` alone), or when a condition holds."""

    criterion: Id
    name: Words
    most: Number
    value: str | None = None
    bands: list[BandEntry] | None = None
    when: str | None = None


class GradeEntry(Entry):
    """A class of a scorecard, from so many points or criteria fully met."""

    grade: Id
    name: Words
    points: Number | None = None
    criteria: int | None = None


class KnockOutEntry(Entry):
    """Where the condition holds, nothing above the named class."""

    when: str
    not_above: Id


class ScorecardEntry(Entry):
    """Criteria and classes for one level; classes from best to worst."""

    scorecard: Id
    name: Words
    reading: Words
    level: LevelName
    sample: bool = False
    criteria: list[CriterionEntry] = Field(min_length=1)
    grades: list[GradeEntry] = Field(min_length=1)
    knock_outs: list[KnockOutEntry] = []


class MeasuresFile(Entry):
    """measures.yaml."""

    elements: list[ElementEntry]
    indicators: list[IndicatorEntry]
    scorecards: list[ScorecardEntry] = []


class DueEntry(Entry):
    """When a level owes a form: ``by`` or ``before`` a day of the period's last month, or of the next."""

    level: LevelName
    by: int | None = Field(default=None, ge=1, le=31)
    before: int | None = Field(default=None, ge=1, le=31)
    of: Literal["last month", "next month"] = "last month"
    in_: TextList = Field(default=[], alias="in")


class FormEntry(Entry):
    """The elements that one office of a level sends for one kind of period."""

    form: Id
    name: Words
    sent_by: LevelList
    about: LevelName | None = None
    office: Annotated[
        dict[LevelName, Id],
        BeforeValidator(lambda v: {"province": v, "district": v, "commune": v} if isinstance(v, str) else v),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]}),
    ]
    every: FrequencyName
    calendar: CalendarName | None = None
    elements: list[Id] = Field(min_length=1)
    due: list[DueEntry] = Field(min_length=1)
    from_: Day | None = Field(default=None, alias="from")
    transcribed: bool = False


class ClosedDay(Entry):
    """A day on which offices are closed, with the source."""

    day: Day
    cite: str


class NonWorkingEntry(Entry):
    """Weekdays and days on which offices are closed, with the source of the rule."""

    weekdays: list[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]] = []
    days: list[ClosedDay] = []
    cite: str


class FormsFile(Entry):
    """forms.yaml."""

    forms: list[FormEntry]
    non_working_days: NonWorkingEntry | None = None


class OutsideHistoryEntry(Entry):
    """A value so many times above or below the median of its own earlier ones."""

    elements: list[Id] = Field(min_length=1)
    times: Number
    periods: int = Field(ge=2)
    at_least: Number


class CopiedEntry(Entry):
    """Non-zero flows equal to an earlier period's, in at least so many cells."""

    since: Literal["previous period", "previous year"]
    at_least: int = Field(ge=1)


class CheckEntry(Entry):
    """What a submission is held against."""

    check: Id
    form: Id
    strength: Literal["error", "question", "note"]
    says: Words
    at: LevelName | None = None
    rule: str | None = None
    copied: CopiedEntry | None = None
    outside_history: OutsideHistoryEntry | None = None


class ChecksFile(Entry):
    """checks.yaml."""

    checks: list[CheckEntry]


class CarriedAnswerEntry(Entry):
    """What a person decided that the register cannot tell: a split orgunit's value."""

    answer: Id
    element: Id
    orgunit: Code
    period: PeriodId
    value: Any
    reason: Words
    recorded_on: Day | None = None


class CarryOverFile(Entry):
    """carry_over.yaml."""

    answers: list[CarriedAnswerEntry]
