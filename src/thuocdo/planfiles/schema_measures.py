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
    Name,
    Number,
    Percent,
    PeriodId,
    Scalar,
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

    choice: Name
    """A name."""
    name: Words | None = None
    """What it is called."""


class OptionEntry(Entry):
    """One category of a breakdown."""

    option: Name
    """A name, used as element[option]."""
    name: Words | None = None
    """What it is called."""


class BreakdownEntry(Entry):
    """Categories of an element, and what their total is."""

    options: list[Annotated[OptionEntry, BeforeValidator(_option)]] = Field(min_length=1)
    """The categories."""
    total: Literal["sum", "collected", "none"]
    """sum: the total is computed; collected: it is asked for apart, because the categories overlap; none: there is no total."""


class ElementEntry(Entry):
    """What is counted."""

    element: Name
    """A name for formulas and files."""
    name: Words
    """What it is called."""
    counts: Words | None = None
    """What exactly is counted."""
    code: str | None = None
    """Its code in the list of data elements."""
    value: Literal["count", "amount", "yes/no", "date", "choice", "document", "rating"]
    """The type of answer."""
    unit: Unit = ""
    """What is counted, for sentences."""
    stock_or_flow: Literal["stock", "flow"]
    """stock: true on a date; flow: belongs to a period."""
    collected_at: LevelName | None = None
    """The one level that reports it."""
    each_level_its_own: list[LevelName] | None = None
    """The levels that report it, each only its own work; the total adds them up."""
    over_time: Literal["sum", "last", "highest", "any", "all", "none"]
    """How several collection periods make one value. Numbers: sum, last, highest, none (stocks: not sum). Yes/no: any, all, last, none. Others: last, none."""
    on_merge: Literal["all", "any", "sum", "highest", "ask"]
    """How the parts of a merged orgunit make its value. Numbers: sum, highest. Yes/no: all, any. Choices and dates: highest. Documents: all, any. ask: a person must say."""
    range: (
        Annotated[
            list[Number | None],
            Field(min_length=2, max_length=2),
        ]
        | None
    ) = None
    """The lowest and highest that one cell can be; [0, null] by default."""
    decimals: int = Field(default=0, ge=0, le=6)
    """Decimals allowed."""
    visibility: Annotated[
        dict[LevelName, VisibilityName],
        BeforeValidator(lambda v: {"province": v, "district": v, "commune": v} if isinstance(v, str) else v),
    ] = {"province": "public", "district": "public", "commune": "public"}
    """public, internal or restricted: one for all levels, or one for each."""
    choices: list[Annotated[ChoiceEntry, BeforeValidator(_choice)]] | None = None
    """For choice and rating: from lowest to highest."""
    leaves_open: list[str] = []
    """Choices that answer the form and leave the question open (not appraised)."""
    breakdown: BreakdownEntry | None = None
    """Categories of a number."""


class SidesEntry(Entry):
    """A policy for each side of a ratio."""

    numerator: PolicyName
    """The numerator's policy."""
    denominator: PolicyName
    """The denominator's policy."""
    periods: int | None = Field(default=None, ge=1)
    """How many periods back a stock may be taken from."""
    at_least_coverage: Percent | None = None
    """Per cent of the expected reports that must be in."""


class IndicatorEntry(Entry):
    """What is measured, and how we read the plan's words."""

    indicator: Name
    """A name."""
    name: Words
    """What it is called."""
    reading: Words
    """What we decided the words mean, and why."""
    numerator: str
    """A formula."""
    denominator: str | None = None
    """A formula; without it the indicator is a count or a sum."""
    times: Number | None = None
    """The factor: 100 for percent (the default then), else 1."""
    unit: Unit
    """percent, or what is counted."""
    better: Literal["higher", "lower"]
    """Which way is good."""
    as_of: Annotated[
        Any,
        WithJsonSchema({"description": "period end, period start, plan start, or a day", "type": "string"}),
    ]
    """Which map of orgunits: period end, period start, plan start, or a day. Required."""
    if_not_reported: Annotated[
        SidesEntry,
        BeforeValidator(lambda v: {"numerator": v, "denominator": v} if isinstance(v, str) else v),
        WithJsonSchema({"anyOf": [{"enum": list(POLICIES)}, SidesEntry.model_json_schema()]}),
    ]
    """What missing reports do to the value: counts against, unknown, left out, carried forward; or one for each side. Required."""
    periods: int | None = Field(default=None, ge=1)
    """With carried forward: how many periods back."""
    at_least_coverage: Percent | None = None
    """With left out: per cent of the expected reports that must be in."""
    zero_over_zero: Literal["not computable", "no event"] = "not computable"
    """What 0/0 means."""
    baseline_period: PeriodId | None = None
    """The period that “at baseline” means."""
    historical: Id | None = None
    """An element whose published total stands in for the numerator of periods never collected from below."""
    feeds: Id | None = None
    """The indicator whose numerator grows by one for each one counted here; the two are checked together."""


class BandEntry(Entry):
    """From this value on, these points."""

    at_least: Number
    """From this value on."""
    points: Number
    """These points."""


class CriterionEntry(Entry):
    """One row of a scorecard: points by bands over a value, or given (``value`` alone), or when a condition holds."""

    criterion: Id
    """A name."""
    name: Words
    """What it is called."""
    most: Number
    """The most points it can give; negative for a penalty."""
    value: str | None = None
    """A formula: with bands it is looked up in them, alone it is the points."""
    bands: list[BandEntry] | None = None
    """From which value on how many points; below the lowest, none."""
    when: str | None = None
    """A condition that gives all the points."""


class GradeEntry(Entry):
    """A class of a scorecard, from so many points or criteria fully met."""

    grade: Id
    """A name."""
    name: Words
    """What it is called."""
    points: Number | None = None
    """From so many points."""
    criteria: int | None = None
    """From so many criteria fully met."""


class KnockOutEntry(Entry):
    """Where the condition holds, nothing above the named class."""

    when: str
    """A condition."""
    not_above: Id
    """The best class then left."""


class ScorecardEntry(Entry):
    """Criteria and classes for one level; classes from best to worst."""

    scorecard: Name
    """A name."""
    name: Words
    """What it is called."""
    reading: Words
    """Where it comes from, and what was decided."""
    level: LevelName
    """The level that is scored."""
    sample: bool = False
    """true: not the official table."""
    criteria: list[CriterionEntry] = Field(min_length=1)
    """Its rows."""
    grades: list[GradeEntry] = Field(min_length=1)
    """Its classes, best first."""
    knock_outs: list[KnockOutEntry] = []
    """What keeps an orgunit from the best classes."""


class MeasuresFile(Entry):
    """measures.yaml."""

    elements: list[ElementEntry]
    """What is counted."""
    indicators: list[IndicatorEntry]
    """What is measured."""
    scorecards: list[ScorecardEntry] = []
    """What is scored."""


class DueEntry(Entry):
    """When a level owes a form: ``by`` or ``before`` a day of the period's last month, or of the next."""

    level: LevelName
    """The level that owes it."""
    by: int | None = Field(default=None, ge=1, le=31)
    """By this day of the month; moves later over non-working days."""
    before: int | None = Field(default=None, ge=1, le=31)
    """Before this day; moves earlier."""
    of: Literal["last month", "next month"] = "last month"
    """Of the period's last month, or of the one after."""
    in_: TextList = Field(default=[], alias="in")
    """Only in these periods of the year: Q4, S2, 12, year. Without it, in all others."""


class FormEntry(Entry):
    """The elements that one office of a level sends for one kind of period."""

    form: Name
    """A name."""
    name: Words
    """What it is called."""
    sent_by: Annotated[LevelList, Field(min_length=1)]
    """The level or levels that send it."""
    about: LevelName | None = None
    """The level it speaks of, where that is not the sender (a district about its communes)."""
    office: Annotated[
        dict[LevelName, Id],
        BeforeValidator(lambda v: {"province": v, "district": v, "commune": v} if isinstance(v, str) else v),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]}),
    ]
    """The office that keeps it; or one for each level."""
    every: FrequencyName
    """How often."""
    calendar: CalendarName | None = None
    """Its calendar, where it is not the plan's."""
    elements: list[Id] = Field(min_length=1)
    """What it asks; an element stands in one form only."""
    due: list[DueEntry] = Field(min_length=1)
    """When it is owed, for each sending level."""
    from_: Day | None = Field(default=None, alias="from")
    """The day from which it is asked for, where it is not the go-live day."""
    transcribed: bool = False
    """true: it comes as a letter and is entered by a named receiver."""


class ClosedDay(Entry):
    """A day on which offices are closed, with the source."""

    day: Day
    """The day."""
    cite: str
    """The source."""


class NonWorkingEntry(Entry):
    """Weekdays and days on which offices are closed, with the source of the rule."""

    weekdays: list[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]] = []
    """Weekdays."""
    days: list[ClosedDay] = []
    """Days."""
    cite: str
    """The source of the rule."""


class FormsFile(Entry):
    """forms.yaml."""

    forms: list[FormEntry]
    """What is asked of whom."""
    non_working_days: NonWorkingEntry | None = None
    """Days that due days move over."""


class OutsideHistoryEntry(Entry):
    """A value so many times above or below the median of its own earlier ones."""

    elements: list[Id] = Field(min_length=1)
    """The elements looked at."""
    times: Number
    """How many times off."""
    periods: int = Field(ge=2)
    """How many earlier periods to look at."""
    at_least: Number
    """Smaller differences are passed over."""


class CopiedEntry(Entry):
    """Non-zero flows equal to an earlier period's, in at least so many cells."""

    since: Literal["previous period", "previous year"]
    """Which earlier period."""
    at_least: int = Field(ge=1)
    """In at least so many cells."""


class CheckEntry(Entry):
    """What a submission is held against."""

    check: Id
    """A name."""
    form: Id
    """The form it is held against."""
    strength: Literal["error", "question", "note"]
    """error: it cannot be true; question: it wants a reason; note."""
    says: Words
    """What to ask the office."""
    at: LevelName | None = None
    """Only for senders of this level."""
    rule: str | None = None
    """A condition that must hold."""
    copied: CopiedEntry | None = None
    """Figures copied from an earlier period."""
    outside_history: OutsideHistoryEntry | None = None
    """Figures far from their own history."""


class ChecksFile(Entry):
    """checks.yaml."""

    checks: list[CheckEntry]
    """The checks."""


class CarriedAnswerEntry(Entry):
    """What a person decided that the register cannot tell: a split orgunit's value."""

    answer: Id
    """A name."""
    element: Id
    """The element."""
    orgunit: Code
    """The orgunit that the answer is about."""
    period: PeriodId
    """The collection period."""
    value: Scalar
    """The value, as in a file of values."""
    reason: Words
    """Why."""
    recorded_on: Day | None = None
    """When it was decided."""


class CarryOverFile(Entry):
    """carry_over.yaml."""

    answers: list[CarriedAnswerEntry]
    """The answers."""
