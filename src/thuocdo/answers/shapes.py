"""Answers as JSON: quantities as exact fractions in text, absences by name, reasons in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from thuocdo.core.figures import Absent, Figure
from thuocdo.core.targets import Rule
from thuocdo.core.wording import round_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.answers.board import Board, DutyRow
    from thuocdo.core.book import Book, Question
    from thuocdo.core.citations import Citation
    from thuocdo.core.figures import Quantity
    from thuocdo.core.obligations import Coverage
    from thuocdo.core.rows import PartRow, Row
    from thuocdo.core.schedules import Dated
    from thuocdo.core.targets import Standard
    from thuocdo.core.trajectory import Trajectory
    from thuocdo.core.wording import Catalogue, Phrase

Json = dict[str, Any]
DECIMALS = 6


def decimal(value: Fraction) -> str:
    """A fraction in decimals, for reading; the fraction is what counts.

    >>> decimal(Fraction(476, 635)), decimal(Fraction(586))
    ('0.749606', '586')
    """
    return str(value.numerator) if value.denominator == 1 else str(round_half_up(value, DECIMALS))


def quantity(value: Quantity | None, *, of: tuple[Quantity, Quantity | None] | None = None) -> Json | None:
    """A number or its named absence. ``of`` keeps a share as its own counts: 476/635, 9/27."""
    if value is None:
        return None
    if isinstance(value, Absent):
        return {"absent": value.absence.value, "why": value.why}
    text = str(value)
    top, bottom = of or (None, None)
    if isinstance(top, Fraction) and isinstance(bottom, Fraction) and top.denominator == bottom.denominator == 1:
        text = f"{top}/{bottom}"
    return {"fraction": text, "decimal": decimal(value)}


def coverage(count: Coverage) -> Json:
    """Coverage, as the figures it adds up from."""
    names = ("expected", "owed", "not_yet_due", "accepted", "waiting", "missing", "on_time", "late")
    return {name: getattr(count, name) for name in names}


def figure(made: Figure | None) -> Json | None:
    """A figure."""
    if made is None:
        return None
    return {
        "value": quantity(made.value, of=(made.numerator, made.denominator)),
        "numerator": quantity(made.numerator),
        "denominator": quantity(made.denominator),
        "low": quantity(made.low, of=_counts(made, made.low_counts)),
        "high": quantity(made.high, of=_counts(made, made.high_counts)),
        "coverage": coverage(made.coverage),
        "map": made.map.isoformat(),
        "kind": made.kind.value,
        "visibility": made.visibility.value,
        "carried": made.carried,
        "stock_read_on": [day.isoformat() for day in made.stock_days],
        "share_of": made.share_of,
    }


def _counts(made: Figure, counts: tuple[Fraction, Fraction] | None) -> tuple[Quantity, Quantity | None] | None:
    """A bound's own counts, where the figure is a share."""
    return counts if made.denominator is not None else None


class Shaper:
    """Shapes one book's answers; reasons are said in every catalogue given."""

    def __init__(self, book: Book, catalogues: Mapping[str, Catalogue]) -> None:
        self.book = book
        self.catalogues = catalogues

    def said(self, phrase: Phrase) -> dict[str, str]:
        """A phrase in every language."""
        return {language: catalogue.say(phrase) for language, catalogue in self.catalogues.items()}

    def question(self, asked: Question) -> Json:
        """The coordinates of the question."""
        return {
            "period": asked.period,
            "on": asked.on.isoformat(),
            "known_at": asked.known_at.isoformat(),
            "map": None if asked.map_on is None else asked.map_on.isoformat(),
            "plan_as_of": asked.plan_as_of.isoformat(),
            "orgunit": asked.orgunit or self.book.plan.root,
        }

    def plan(self) -> Json:
        """Which plan and register."""
        plan = self.book.plan
        return {
            "plan": plan.id,
            "title": dict(plan.title),
            "register": self.book.register.id,
            "calendar": plan.calendar.value,
            "synthetic": plan.synthetic or self.book.register.synthetic,
        }

    def citation(self, cite: Citation) -> Json:
        """A citation with its document's number."""
        document = self.book.plan.documents[cite.document]
        return {
            "document": cite.document,
            "number": document.number,
            "part": cite.part,
            "clause": cite.clause,
            "page": cite.page,
        }

    def standard(self, asked: Standard | None) -> Json | None:
        """A standard, as its rule and numbers."""
        if asked is None:
            return None
        numbers = {"value": asked.value, "high": asked.high, "pass_at": asked.pass_at, "exceed_at": asked.exceed_at}
        shaped: Json = {"rule": asked.rule.value}
        shaped |= {name: str(number) for name, number in numbers.items() if number is not None}
        if asked.change_from is not None:
            shaped["from"] = asked.change_from.value
        if asked.rule is Rule.GRADED_BY:
            shaped |= {"scorecard": asked.scorecard, "grade": asked.grade}
        return shaped

    def milestone(self, dated: Dated) -> Json:
        """A milestone with its verdict."""
        said = dated.judgement
        made = said.figure
        return {
            "period": dated.milestone.period.id,
            "standard": self.standard(dated.milestone.standard),
            "verdict": said.verdict.value,
            "settled": said.settled,
            "short_by": quantity(said.short_by),
            "value": None if made is None else quantity(made.value, of=(made.numerator, made.denominator)),
            "reason": self.said(said.reason),
        }

    def part(self, made: PartRow) -> Json:
        """A part of a target of several."""
        said = made.judgement
        return {
            "part": made.name,
            "indicator": made.indicator,
            "figure": figure(said.figure),
            "verdict": said.verdict.value,
            "settled": said.settled,
            "short_by": quantity(said.short_by),
            "reason": self.said(said.reason),
        }

    def trajectory(self, way: Trajectory | None) -> Json | None:
        """The way to the next milestone, in the indicator's unit."""
        if way is None:
            return None
        return {
            "milestone": way.milestone.period.id,
            "path": quantity(way.path),
            "start": way.start.period.id,
            "start_is_cited": way.start_is_cited,
            "pace": quantity(way.pace),
            "needed": quantity(way.needed),
            "projection": quantity(way.projection),
        }

    def row(self, made: Row) -> Json:
        """The row of a target."""
        said = made.judgement
        return {
            "target": made.target.id,
            "seed": made.target.seed,
            "types": list(made.target.types),
            "says": dict(made.target.says),
            "measured_by": made.target.measured_by,
            "period": made.period.id,
            "calendar": made.period.calendar.value,
            "figure": figure(made.figure),
            "verdict": said.verdict.value,
            "settled": said.settled,
            "short_by": quantity(said.short_by),
            "outlook": None if made.outlook is None else made.outlook.value,
            "trajectory": self.trajectory(made.trajectory),
            "milestones": [self.milestone(dated) for dated in made.milestones],
            "reason": self.said(said.reason),
            "citation": self.citation(made.target.cite),
            "original": None if made.original is None else self.original(made.original),
            "beside": [{"indicator": beside.indicator, "figure": figure(beside)} for beside in made.beside],
            "parts": [self.part(part) for part in made.parts],
        }

    def original(self, made: Row) -> Json:
        """What would be said by the target as first decided."""
        return {
            "period": made.period.id,
            "figure": figure(made.figure),
            "verdict": made.judgement.verdict.value,
            "settled": made.judgement.settled,
            "short_by": quantity(made.judgement.short_by),
            "reason": self.said(made.judgement.reason),
            "citation": self.citation(made.target.cite),
            "milestones": [self.milestone(dated) for dated in made.milestones],
        }

    def duty(self, made: DutyRow) -> Json:
        """The row of a duty."""
        duty = made.duty
        return {
            "duty": duty.id,
            "seed": duty.seed,
            "says": dict(duty.says),
            "owners": list(duty.owners),
            "done_by": None if duty.day is None else duty.day.isoformat(),
            "verdict": made.judgement.verdict.value,
            "settled": made.judgement.settled,
            "reason": self.said(made.judgement.reason),
            "citation": self.citation(duty.cite),
            "serves": list(duty.serves),
            "figure": None if made.row is None else figure(made.row.figure),
        }

    def board(self, made: Board) -> Json:
        """The whole board."""
        return {
            "question": self.question(made.question),
            "plan": self.plan(),
            "targets": [self.row(row) for row in made.rows],
            "duties": [self.duty(row) for row in made.duties],
        }
