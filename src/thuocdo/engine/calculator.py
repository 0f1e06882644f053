"""The fast calculator: the same figures as ``core.calculate``, read off cubes.

>>> # engine = Engine(book); engine.figure(book, question, task) == calculate.figure(book, question, task)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thuocdo.core import calculate
from thuocdo.core.policies import worked_out
from thuocdo.engine.axes import Axes
from thuocdo.engine.columns import Columns, Layout, Rhythm
from thuocdo.engine.drawing import Drawing, drawn
from thuocdo.engine.marks import TooLargeError
from thuocdo.engine.reads import Way
from thuocdo.engine.sheet import Sheet
from thuocdo.engine.tally import CubeTally
from thuocdo.engine.vectors import UnsupportedError
from thuocdo.engine.warm import Warm

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.book import Book, Question
    from thuocdo.core.figures import Figure
    from thuocdo.core.tally import Way as BothWays
    from thuocdo.core.tasks import Spot, Task


@dataclass(eq=False)
class Engine:
    """Works out figures of one book. Cubes are built once per ``known_at`` and kept; so are sheets.

    ``left`` counts, by reason, the figures that were left to the plain calculator.
    """

    book: Book
    columns: dict[Rhythm, Columns] | None = None
    left: Counter[str] = field(default_factory=Counter)
    _warm: dict[date, Warm] = field(default_factory=dict)
    _sheets: dict[object, Sheet | UnsupportedError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.axes = Axes(self.book.register)
        self.layout = Layout(self.book.plan)

    def warm(self, known_at: date) -> Warm:
        """The cubes as known at the end of a day."""
        if known_at not in self._warm:
            self._warm[known_at] = Warm.of(self.book, self.axes, self.layout, self.columns, known_at)
        return self._warm[known_at]

    def figure(self, book: Book, question: Question, task: Task) -> Figure:
        """The figure of an indicator, as the question's coordinates have it. A ``Calculator``."""
        try:
            return worked_out(book, question, task, self._count)
        except (UnsupportedError, TooLargeError) as error:
            self.left[error.why if isinstance(error, UnsupportedError) else "too_large"] += 1
            return calculate.figure(book, question, task)

    def _count(self, at: Spot, way: BothWays) -> CubeTally:
        warm = self.warm(at.question.known_at)
        epoch = self.axes.on(at.map.day)
        ways = (Way(way.carry[0], way.without_uoc), Way(way.carry[1], way.without_uoc))
        drawing = Drawing(at.task.indicator, (at.task.period,), epoch, at.question.on, at.task.only, ways)
        sheet = self._sheet(warm, drawing)
        tally = CubeTally(warm, sheet, epoch.position[at.scope], at.question.on)
        if at.task.indicator.historical is not None and not at.task.only and not tally.kinds:
            raise UnsupportedError("historical_total")
        return tally

    def _sheet(self, warm: Warm, drawing: Drawing) -> Sheet:
        key = (
            warm.known_at, drawing.indicator.id, drawing.periods, id(drawing.epoch), drawing.only, drawing.ways,
        )  # fmt: skip
        if key not in self._sheets:
            try:
                self._sheets[key] = drawn(warm, drawing)
            except UnsupportedError as error:
                self._sheets[key] = error
        found = self._sheets[key]
        if isinstance(found, UnsupportedError):
            raise found
        return found
