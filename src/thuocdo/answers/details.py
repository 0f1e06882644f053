"""One step down from the board: an indicator by orgunit, and what made a target's figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.calculate import contributions, figure
from thuocdo.core.judge import only_of
from thuocdo.core.periods import Frequency, Period, last_ended
from thuocdo.core.rows import row_of
from thuocdo.core.tasks import Task, map_day, scope_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.amounts import Cell
    from thuocdo.core.book import Book, Question
    from thuocdo.core.calculate import Contribution
    from thuocdo.core.figures import Figure
    from thuocdo.core.judge import Calculator
    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.core.rows import Row
    from thuocdo.core.targets import Target
    from thuocdo.core.values import CellState, Fact


def figures(
    book: Book, question: Question, indicator_id: str, by: Level | None, calculator: Calculator = figure
) -> Iterator[Figure]:
    """An indicator for the scope asked about, then for each orgunit of a level in it."""
    indicator = book.plan.indicators[indicator_id]
    calendar = book.plan.calendar
    if question.period is not None:
        period = Period.parse(question.period, calendar)
    else:
        period = last_ended(question.on, Frequency.YEAR, calendar)
        years = book.plan.first_year, book.plan.last_year
        period = Period.of_year(min(max(period.year, years[0]), years[1]), calendar)
    top = question.orgunit or book.plan.root
    yield calculator(book, question, Task(indicator, period, top))
    if by is None:
        return
    on_map = book.register.on(map_day(book, Task(indicator, period, top), question.map_on))
    scope = scope_on(book, on_map, top)
    for unit in on_map.under(scope, by) if scope is not None else ():
        if unit is not scope:
            yield calculator(book, question, Task(indicator, period, unit.code))


@dataclass(frozen=True)
class Source:
    """One answer behind a figure: its cell, its state, and the fact that counts, if one does."""

    cell: Cell
    orgunit: OrgUnit
    state: CellState
    fact: Fact | None


@dataclass(frozen=True)
class Made:
    """What made one figure: what each orgunit added, and the answers read."""

    figure: Figure
    contributions: tuple[Contribution, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Explanation:
    """A target's row, and what made each figure behind its verdict."""

    row: Row
    made: tuple[Made, ...]


def explain(book: Book, question: Question, target: Target, calculator: Calculator = figure) -> Explanation:
    """What made a target's figures: one indicator a part, each for its decisive period."""
    row = row_of(book, question, target, calculator)
    orgunit = question.orgunit or book.plan.root
    wanted: list[tuple[str, Period]] = []
    if target.parts:
        wanted = [(part.indicator, row.period) for part in row.parts]
    elif target.measured_by is not None:
        decisive = [d.milestone.period for d in row.milestones]
        periods = decisive if row.figure is not None and row.figure.share_of == "period" else [row.period]
        wanted = [(target.measured_by, period) for period in periods]
    made = []
    for indicator, period in dict.fromkeys(wanted):
        task = Task(book.plan.indicators[indicator], period, orgunit, only_of(book, target))
        found = calculator(book, question, task)
        made.append(Made(found, tuple(contributions(book, question, task)), tuple(_sources(book, question, found))))
    return Explanation(row, tuple(made))


def _sources(book: Book, question: Question, found: Figure) -> Iterator[Source]:
    cells = sorted(
        found.cells, key=lambda c: (c.lineage.level, c.lineage.code, c.period.last_day, c.element, c.breakdown)
    )
    for cell in cells:
        state, fact = book.standing(cell, question.known_at)
        orgunit = book.register.same(cell.lineage, cell.period.last_day) or cell.lineage
        yield Source(cell, orgunit, state, fact)
