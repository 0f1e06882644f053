"""The board: every target and duty of a plan, with value, coverage, verdict and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.calculate import figure
from thuocdo.core.judge import Judgement
from thuocdo.core.rows import Row, row, row_of
from thuocdo.core.verdicts import Verdict
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from thuocdo.core.book import Book, Question
    from thuocdo.core.judge import Calculator
    from thuocdo.core.targets import Duty


@dataclass(frozen=True)
class DutyRow:
    """Where a duty stands; ``row`` where it is judged by a figure."""

    duty: Duty
    judgement: Judgement
    row: Row | None


@dataclass(frozen=True)
class Board:
    """All rows of one question."""

    book: Book
    question: Question
    rows: tuple[Row, ...]
    duties: tuple[DutyRow, ...]


def board(
    book: Book,
    question: Question,
    *,
    calculator: Calculator = figure,
    watch: Callable[[Iterable[str]], Iterable[str]] = lambda names: names,
) -> Board:
    """Work out a board.

    :param watch: wraps the names worked through, for a progress bar
    """
    rows: dict[str, Row] = {}
    duties: dict[str, DutyRow] = {}
    for name in watch([*book.plan.targets, *book.plan.duties]):
        if name in book.plan.targets:
            rows[name] = row(book, question, name, calculator)
        else:
            duties[name] = duty_row(book, question, book.plan.duties[name], calculator)
    return Board(book, question, tuple(rows.values()), tuple(duties.values()))


def duty_row(book: Book, question: Question, duty: Duty, calculator: Calculator) -> DutyRow:
    """Where a duty stands: judged like a target, or not assessable for want of a date."""
    if duty.judged is not None:
        made = row_of(book, question, duty.judged, calculator)
        return DutyRow(duty, made.judgement, made)
    reason = Phrase("reason.no_date")
    if duty.why_no_date is not None:
        reason = Phrase("reason.no_date_because", {"why": duty.why_no_date})
    return DutyRow(duty, Judgement(Verdict.NOT_ASSESSABLE, settled=False, reason=reason, figure=None), None)
