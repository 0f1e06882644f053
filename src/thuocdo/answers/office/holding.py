"""Answers on their way in, held against the form and the plan's checks before anybody accepts them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from thuocdo.core.book import Book
from thuocdo.core.errors import Place, Problem, Strength
from thuocdo.core.findings import Finding, findings_of
from thuocdo.core.obligations import cells_of
from thuocdo.core.values import Absence, Fact, Kind
from thuocdo.core.written import WrongAnswer, read_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from thuocdo.answers.office.office import Office
    from thuocdo.core.amounts import Cell
    from thuocdo.core.book import Facts
    from thuocdo.core.obligations import Obligation
    from thuocdo.core.values import Answer


@dataclass(frozen=True, order=True)
class CellKey:
    """Which answer of a form: the subject's code, the element, the category.

    >>> str(CellKey("M0101", "sessions")), CellKey.parse("M0101|sessions|").element
    ('M0101|sessions|', 'sessions')
    """

    subject: str
    element: str
    breakdown: str = ""

    def __str__(self) -> str:
        return f"{self.subject}|{self.element}|{self.breakdown}"

    @staticmethod
    def parse(text: str) -> CellKey:
        """Read what ``str`` writes."""
        subject, element, breakdown = text.split("|")
        return CellKey(subject, element, breakdown)


@dataclass(frozen=True)
class Told:
    """One answer as machines write it: a value, or an absence with its name; and what kind of value it is."""

    value: str = ""
    absence: str = ""
    kind: Kind = Kind.OFFICIAL


@dataclass(frozen=True)
class Held:
    """What stands against a submission: problems of its cells, and what checks found, by strength."""

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]

    def of(self, strength: Strength) -> tuple[Finding, ...]:
        """The findings of one strength."""
        return tuple(found for found in self.findings if found.check.strength is strength)


@dataclass(frozen=True)
class _Over:
    """Facts with answers laid over them, as if accepted now."""

    under: Facts
    over: Mapping[Cell, Fact]

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        found = self.over.get(cell)
        return self.under.at(cell) if found is None else (found,)

    def cells(self) -> Iterable[Cell]:
        return self.under.cells()


def cell_of(office: Office, owed: Obligation) -> dict[CellKey, Cell]:
    """The cells that an obligation asks for, by the code that the subject has on the period's last day."""
    found = {}
    for cell in cells_of(office.book, owed):
        unit = office.register.same(cell.lineage, owed.period.last_day) or cell.lineage
        found[CellKey(unit.code, cell.element, cell.breakdown)] = cell
    return found


def held(office: Office, owed: Obligation, told: Mapping[CellKey, Told]) -> Held:
    """Read every answer, then hold all of them against the checks of the form."""
    cells = cell_of(office, owed)
    problems = [Problem("OFFICE-030", Place(str(key)), {"given": str(key)}) for key in told if key not in cells]
    answers: dict[Cell, Answer] = {}
    for key, cell in cells.items():
        answer = _read(office, key, told.get(key), problems)
        if answer is not None:
            answers[cell] = answer
    return Held(tuple(problems), tuple(_found(office, owed, answers)))


def _read(office: Office, key: CellKey, told: Told | None, problems: list[Problem]) -> Answer | None:
    if told is None or not (told.value or told.absence):
        problems.append(Problem("OFFICE-031", Place(str(key))))
        return None
    if told.absence:
        return Absence(told.absence)
    answer = read_answer(told.value, office.plan.elements[key.element])
    if isinstance(answer, WrongAnswer):
        problems.append(Problem(answer.code, Place(str(key)), {**answer.details, "column": key.element}))
        return None
    return answer


def _found(office: Office, owed: Obligation, answers: Mapping[Cell, Answer]) -> Iterable[Finding]:
    """What the checks say of the answers as if they were accepted."""
    today = office.today
    over = {
        cell: Fact(answer, Kind.OFFICIAL, "draft", 1, today, today, None, owed.sender.code)
        for cell, answer in answers.items()
    }
    book = Book(office.plan, office.register, _Over(office.book.facts, over))
    question = replace(office.question(), on=max(today, owed.period.last_day), known_at=max(today, date.min))
    return findings_of(book, question, owed.form, owed.period, owed.sender)
