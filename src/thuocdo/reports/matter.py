"""What a paper is made of: the answers it tells, gathered before a word is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from thuocdo.core.book import Book, Question
    from thuocdo.core.elements import Form
    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.judge import Judgement
    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.core.papers import ByOrgunit, Issuer
    from thuocdo.core.periods import Period
    from thuocdo.core.rows import Row
    from thuocdo.core.targets import Duty, Standard
    from thuocdo.reports.narrative import Narrative
    from thuocdo.reports.outline import ChartSlot, Reference


class Signer(StrEnum):
    """Who signs: the head, a deputy for the head (KT.), or somebody by the head's order (TL.)."""

    HEAD = "head"
    DEPUTY = "deputy"
    BY_ORDER = "by-order"


class Link(StrEnum):
    """How a paper stands to an earlier one."""

    SUPPLEMENTS = "supplements"
    REPLACES = "replaces"


@dataclass(frozen=True)
class Letter:
    """What the letterhead and the signature block need."""

    issuer: Issuer
    signer: Signer = Signer.HEAD
    number: str | None = None
    dated: date | None = None


@dataclass(frozen=True)
class Issued:
    """An earlier paper that was issued: its number, its date, its question's period, and its numbers as printed."""

    number: str
    dated: date | None
    period: str
    numbers: Mapping[Reference, tuple[str, Fraction | None]]


@dataclass(frozen=True)
class Told:
    """A figure with the indicator that names it: one of the plan's, or the sum of an element."""

    indicator: Indicator
    figure: Figure


@dataclass(frozen=True)
class DutyStanding:
    """A duty, what is said of it, and what was reported of the elements that tell of it."""

    duty: Duty
    judgement: Judgement
    told: tuple[Told, ...]


@dataclass(frozen=True)
class FormStanding:
    """How the reports of one form came in, by the level that sends them, and by the orgunit they came from or under."""

    form: Form
    level: Level
    owed: int
    accepted: int
    waiting: int
    missing: int
    on_time: int
    late: int
    not_yet_due: int


@dataclass(frozen=True)
class Absentee:
    """A form not sent, for a period, by those senders (of one level) under one orgunit."""

    form: Form
    period: Period
    under: OrgUnit
    level: Level
    senders: tuple[OrgUnit, ...]


@dataclass(frozen=True)
class PlaceFigures:
    """The figures of one orgunit in a table of an annex, by indicator; and those of the period before."""

    orgunit: OrgUnit
    figures: Mapping[str, Figure]
    previous: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceTable:
    """A table of an annex."""

    asked: ByOrgunit
    places: tuple[PlaceFigures, ...]
    whole: PlaceFigures


@dataclass(frozen=True)
class OwnFigure:
    """A line of the one-page sheet: the place's own figure, that of the one above it, and what the plan asks."""

    own: Told
    above: Told
    standard: Standard | None


@dataclass(frozen=True)
class WorkLine:
    """A line of a work report: this period, each level's own work, since the year began, a year before."""

    within: bool
    now: Told
    levels: Mapping[Level, Told | None]
    so_far: Told | None
    before: Told | None


@dataclass(frozen=True)
class Matter:
    """Everything a paper tells. ``orgunit`` is the place it is about, as it stood at the period's end."""

    book: Book
    question: Question
    kind: str
    period: Period
    orgunit: OrgUnit
    letter: Letter
    narrative: Narrative
    rows: tuple[Row, ...] = ()
    previous: Mapping[str, Row] = field(default_factory=dict)
    years: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    duties: tuple[DutyStanding, ...] = ()
    forms: tuple[FormStanding, ...] = ()
    absentees: tuple[Absentee, ...] = ()
    tables: tuple[PlaceTable, ...] = ()
    charts: tuple[ChartSlot, ...] = ()
    own: tuple[OwnFigure, ...] = ()
    elements: tuple[Told, ...] = ()
    work: tuple[tuple[WorkLine, ...], ...] = ()
    before: Issued | None = None
    link: tuple[Link, Issued] | None = None

    @property
    def synthetic(self) -> bool:
        """Whether nothing in it is real."""
        return self.book.plan.synthetic or self.book.register.synthetic
