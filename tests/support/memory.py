"""Books in memory, for property tests: a plan written as text, facts as a mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tests.support.registers import write_register
from thuocdo.core.book import Book, Question
from thuocdo.core.values import Fact, Kind
from thuocdo.planfiles.load import load_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from thuocdo.core.amounts import Cell
    from thuocdo.core.values import Answer

LONG_AGO = date(2000, 1, 1)


@dataclass
class MemoryFacts:
    """Facts that were all accepted long ago."""

    answers: Mapping[Cell, Answer] = field(default_factory=dict)

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        if cell not in self.answers:
            return ()
        return (Fact(self.answers[cell], Kind.OFFICIAL, "s", 1, LONG_AGO, LONG_AGO, None, "T"),)

    def cells(self) -> Iterable[Cell]:
        return iter(self.answers)


def memory_book(folder: Path, register: dict[str, object], **files: str) -> Book:
    """A book without facts, from the texts of its plan files."""
    write_register(register, folder / "orgunits")
    (folder / "plan").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / "plan" / f"{name}.yaml").write_text(text, encoding="utf-8")
    loaded = load_plan(folder / "plan", folder / "orgunits")
    return Book(loaded.plan, loaded.register, MemoryFacts())


def with_answers(book: Book, answers: Mapping[Cell, Answer]) -> Book:
    """The same plan and register with these facts."""
    return Book(book.plan, book.register, MemoryFacts(answers))


def on(day: date, **more: object) -> Question:
    return Question(on=day, known_at=day, plan_as_of=day, **more)  # type: ignore[arg-type]
