"""The fast calculator: the same figures as ``core.calculate``, read off cubes, and kept until something changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thuocdo.core import calculate
from thuocdo.core.formulas import ElementRef, IndicatorRef, PointsOf, Reports, walk
from thuocdo.core.obligations import cells_of
from thuocdo.core.policies import worked_out
from thuocdo.core.windows import NotComputableError
from thuocdo.engine.axes import Axes
from thuocdo.engine.columns import Columns, Layout, Rhythm
from thuocdo.engine.drawing import drawn
from thuocdo.engine.marks import TooLargeError
from thuocdo.engine.reads import Way
from thuocdo.engine.sheet import Drawing, Sheet
from thuocdo.engine.tally import CubeTally
from thuocdo.engine.vectors import UnsupportedError
from thuocdo.engine.warm import Warm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from thuocdo.core.book import Book, Question
    from thuocdo.core.changes import Change
    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.obligations import Obligation
    from thuocdo.core.periods import Period
    from thuocdo.core.tally import Way as BothWays
    from thuocdo.core.tasks import Spot, Task

Hangs = frozenset[tuple[str, "Period | None"]]
"""The forms and periods that something was worked out from; None: any period of the form."""


@dataclass(frozen=True, eq=False)
class _Kept:
    """Something worked out, and what it hangs on."""

    what: Figure | Sheet | UnsupportedError
    hangs: Hangs


@dataclass(eq=False)
class Engine:
    """Works out figures of one book. Cubes are built once per ``known_at`` and kept; so are sheets and figures,
    until a change touches what they were read from.

    ``left`` counts, by reason, the figures that were left to the plain calculator.
    """

    book: Book
    columns: dict[Rhythm, Columns] | None = None
    left: Counter[str] = field(default_factory=Counter)
    seq: int = 0
    _warm: dict[date, Warm] = field(default_factory=dict)
    _sheets: dict[object, _Kept] = field(default_factory=dict)
    _figures: dict[object, _Kept] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.axes = Axes(self.book.register)
        self.layout = Layout(self.book.plan)

    def warm(self, known_at: date) -> Warm:
        """The cubes as known at the end of a day."""
        if known_at not in self._warm:
            self._warm[known_at] = Warm.of(self.book, self.axes, self.layout, self.columns, known_at)
        return self._warm[known_at]

    # -------------------------------------------------------------------------------- figures

    def figure(self, book: Book, question: Question, task: Task) -> Figure:
        """The figure of an indicator, as the question's coordinates have it. A ``Calculator``."""
        key = (task.indicator, task.period, task.orgunit, task.only, question.on, question.known_at, question.map_on)
        hashed = (task.indicator.id, *key[1:])
        kept = self._figures.get(hashed)
        if kept is None:
            kept = self._figures[hashed] = self._worked_out(book, question, task)
        assert not isinstance(kept.what, Sheet | UnsupportedError)
        return kept.what

    def _worked_out(self, book: Book, question: Question, task: Task) -> _Kept:
        used: set[tuple[str, Period | None]] = set()

        def count(at: Spot, way: BothWays) -> CubeTally:
            tally, hangs = self._count(at, way)
            used.update(hangs)
            return tally

        try:
            return _Kept(worked_out(book, question, task, count), frozenset(used))
        except (UnsupportedError, TooLargeError) as error:
            self.left[error.why if isinstance(error, UnsupportedError) else "too_large"] += 1
            return _Kept(calculate.figure(book, question, task), self._all_of(task))

    def _count(self, at: Spot, way: BothWays) -> tuple[CubeTally, Hangs]:
        warm = self.warm(at.question.known_at)
        epoch = self.axes.on(at.map.day)
        ways = (Way(way.carry[0], way.without_uoc), Way(way.carry[1], way.without_uoc))
        drawing = Drawing(at.task.indicator, (at.task.period,), epoch, at.question.on, at.task.only, ways)
        sheet, hangs = self.sheet(warm, drawing)
        tally = CubeTally(warm, sheet, epoch.position[at.scope], at.question.on)
        if at.task.indicator.historical is not None and not at.task.only and not tally.kinds:
            raise UnsupportedError("historical_total")
        return tally, hangs

    def sheet(self, warm: Warm, drawing: Drawing) -> tuple[Sheet, Hangs]:
        """The sheet of a drawing, drawn up once.

        :raises UnsupportedError: a form that the cubes do not work out
        """
        key = (warm.known_at, drawing.indicator.id, drawing.periods, drawing.epoch, drawing.only, drawing.ways)
        kept = self._sheets.get(key)
        if kept is None:
            kept = self._sheets[key] = self._drawn(warm, drawing)
        if isinstance(kept.what, UnsupportedError):
            raise kept.what
        assert isinstance(kept.what, Sheet)
        return kept.what, kept.hangs

    def _drawn(self, warm: Warm, drawing: Drawing) -> _Kept:
        try:
            sheet = drawn(warm, drawing)
        except UnsupportedError as error:
            return _Kept(error, self._all_forms(drawing.indicator))
        except NotComputableError as error:
            # Whether anybody is there of whom the formula cannot be read is for the plain calculator to say.
            return _Kept(UnsupportedError(error.why), self._all_forms(drawing.indicator))
        back = max(way.carry for way in drawing.ways)
        return _Kept(sheet, frozenset(sheet.reads_of(self.book.plan, back)))

    def _all_of(self, task: Task) -> Hangs:
        """What the plain calculator may have read: any period of every form in the formulas."""
        narrowed = [only.where for only in task.only if only.where is not None]
        forms = {form for node in narrowed for form in self._forms(walk(node))}
        return self._all_forms(task.indicator) | {(form, None) for form in forms}

    def _all_forms(self, indicator: Indicator) -> Hangs:
        sides = [indicator.numerator] + ([] if indicator.denominator is None else [indicator.denominator])
        found = {form for side in sides for form in self._forms(walk(side))}
        if indicator.historical is not None:
            found.add(indicator.historical)
        return frozenset((form, None) for form in found)

    def _forms(self, nodes: Iterable[object]) -> set[str]:
        plan, found = self.book.plan, set[str]()
        for node in nodes:
            match node:
                case ElementRef(element=element):
                    tied = {name for pair in plan.caps if element in pair for name in pair} | {element}
                    found |= {plan.form_of[name].id if name in plan.form_of else name for name in tied}
                case IndicatorRef(indicator=name):
                    found |= {form for form, _ in self._all_forms(plan.indicators[name])}
                case Reports() | PointsOf():
                    found |= set(plan.forms)
        return found

    # -------------------------------------------------------------------------------- changes

    def follow(self, changes: Iterable[Change]) -> None:
        """Lay changes over the cubes, in order; what hangs on them is worked out anew when next asked for.

        The facts of the book must hold the changes already. A change seen before is passed over.
        """
        for change in changes:
            if change.seq > self.seq:
                self._lay(change)
                self.seq = change.seq

    def due_days_moved(self, obligations: Iterable[Obligation]) -> None:
        """Decisions moved some due days: figures that hang on them are worked out anew when next asked for."""
        for owed in obligations:
            self._refresh(owed)

    def _lay(self, change: Change) -> None:
        self._refresh(change.obligation)

    def _refresh(self, owed: Obligation) -> None:
        cells = cells_of(self.book, owed)
        self.book.forget(cells)
        for cell in cells:
            for warm in self._warm.values():
                warm.put(cell)
        self.columns = None  # another day's cubes are built from the facts as they are now
        touched = {(owed.form.id, owed.period), (owed.form.id, None)}
        for kept in (self._sheets, self._figures):
            for key in [key for key, one in kept.items() if not touched.isdisjoint(one.hangs)]:
                del kept[key]

    def moved_to(self, book: Book) -> Engine:
        """The engine over another register, with its cubes as they are: places were merged, split or renamed."""
        moved = Engine(book, seq=self.seq)
        for day, warm in self._warm.items():
            moved._warm[day] = warm.moved_to(book, moved.axes, moved.layout)
        return moved
