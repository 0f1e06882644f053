"""The job in the engine, and what the others have no word for: boards, and boards after a change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from bench.facts import ReportedFacts
from bench.files import columns
from bench.job import INDICATORS, OUTPUTS, YEARS, Answer
from bench.plan import ON
from bench.reports import Reports
from thuocdo.answers.board import board
from thuocdo.answers.calculators import engine_of
from thuocdo.answers.opening import Sources, open_book
from thuocdo.core.book import Book, Question
from thuocdo.core.periods import Calendar, Frequency, Period
from thuocdo.engine.calculator import Engine
from thuocdo.engine.everywhere import Everywhere, everywhere
from thuocdo.planfiles.load import load_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.arrays import Ints
    from bench.place import Place
    from thuocdo.answers.board import Board
    from thuocdo.core.changes import Change
    from thuocdo.engine.cube import Cube

WAYS = ("cubes",)
DAY = date.fromisoformat(ON)
QUESTION = Question(on=DAY, known_at=DAY, plan_as_of=DAY)


def periods_of(frequency: Frequency, per_year: int) -> list[Period]:
    """The periods of one length, in order."""
    return [Period(Calendar.CALENDAR, frequency, year, index + 1) for year in YEARS for index in range(per_year)]


def _output(found: Everywhere, output: str) -> Ints:
    """One output, as the others name it."""
    assert not found.undefined.any()
    assert found.scales == (1, 1)
    match output:
        case "num":
            return found.numerator
        case "den":
            return found.denominator
        case "low_num" | "low_den":
            return found.low[output == "low_den"]
        case "high_num" | "high_den":
            return found.high[output == "high_den"]
        case _:
            whole: Ints = getattr(found, output)
            return whole


GRAINS = (
    periods_of(Frequency.MONTH, 12),
    periods_of(Frequency.QUARTER, 4),
    periods_of(Frequency.YEAR, 1),
)


class ByEngine:
    """A warm engine."""

    version = f"engine (NumPy {np.__version__})"

    def __init__(self, place: Place, folder: Path) -> None:
        self.place = place
        self.folder = folder
        self.reports = Reports(place)
        self.found: dict[str, list[Everywhere]] = {}

    # -------------------------------------------------------------------------------- loading

    def load(self) -> None:
        """From the files, as anybody would: read, checked, laid into cubes."""
        self.read()
        self.fill()

    def read(self) -> None:
        """Read and check the plan, the register and the file of values."""
        self.found = {}
        self.book = open_book(Sources(self.folder / "plan", [self.folder / "values.parquet"]))

    def fill(self) -> None:
        """From the checked table into warm cubes."""
        self.engine = engine_of(self.book)
        self.engine.warm(DAY)

    def prepare(self) -> None:
        """A book without a file behind it: its facts come one by one, as from a database with an index."""
        self.reports.values  # noqa: B018 (drawn here, so that drawing is not measured)
        register = self.place.register()
        plan = load_plan(self.folder / "plan").plan
        self.facts = ReportedFacts(self.reports, register.units)
        self.book = Book(plan, register, self.facts)

    def lay_out(self) -> None:
        """The columns that the cubes are filled from."""
        self.engine = Engine(self.book)
        slots = next(iter(self.engine.layout.cubes.values()))
        units = {unit.code: unit for unit in self.book.register.units}
        communes = [units[self.place.rows[position].code] for position in self.place.communes]
        lineage = np.array([self.engine.axes.column[unit] for unit in communes])
        self.engine.columns = {slots.rhythm: columns(self.reports, slots, lineage)}

    def warm(self) -> None:
        """From columns into warm cubes; the columns are not needed any more."""
        self.engine.warm(DAY)
        self.engine.columns = None

    # -------------------------------------------------------------------------------- asking

    def recompute(self, way: str = "cubes") -> None:
        """Everything from the warm cubes."""
        assert way == "cubes"
        self.found = {}
        for one in INDICATORS:
            self.found[one.id] = [run for grain in GRAINS for run in everywhere(self.engine, QUESTION, one.id, grain)]

    def board(self) -> Board:
        """The board of the plan's fourteen targets."""
        return board(self.book, QUESTION, calculator=self.engine.figure)

    def late(self, count: int) -> list[Change]:
        """So many reports that were missing are in the book now; the engine has yet to follow."""
        return self.facts.late(self.book, count, self.engine.seq)

    def cubes(self) -> list[Cube]:
        """The warm cubes."""
        return list(self.engine.warm(DAY).cubes.values())

    def answers(self) -> Iterator[Answer]:
        """The result as arrays, indicator by indicator."""
        for one in INDICATORS:
            yield Answer({output: np.concatenate([_output(e, output) for e in self.found[one.id]])
                          for output in OUTPUTS})  # fmt: skip
