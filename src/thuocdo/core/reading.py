"""Reading one element at one orgunit of a map, for one collection period, across mergers and splits.

Forward (earlier data on a later map) the parts make the whole by the element's ``on_merge``. Backward (later
data on an earlier map) a whole tells only what it must about its parts: a clean whole means clean parts; a
whole that is not clean means that at least one part is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from thuocdo.core.amounts import NOT_APPLICABLE, Cell, NotApplicable
from thuocdo.core.book import is_missing
from thuocdo.core.elements import OnMerge
from thuocdo.core.values import Absence, Answer, CellState, Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from thuocdo.core.book import Book
    from thuocdo.core.elements import Element
    from thuocdo.core.formulas import Node
    from thuocdo.core.orgunits import Level, OrgMap, OrgUnit
    from thuocdo.core.periods import Period

FORMER_PART = "was:"
"""A category "was:<code>" of a merged orgunit's answer gives the value of that former part."""


class Why(StrEnum):
    """Why an answer is open although a report may be there."""

    MISSING = "missing_reports"
    SPLIT = "split_unanswered"
    OTHER_MAP = "collected_on_another_map"
    LEFT_OPEN = "left_open"
    NOT_ASKED = "never_asked"


class NotOwed:
    """Nothing was asked for this period here, so nothing is missing."""

    def __repr__(self) -> str:
        return "NOT_OWED"


NOT_OWED: Final = NotOwed()


@dataclass(frozen=True)
class Whole:
    """What a merged orgunit's answer says about those of its parts that are open, together.

    ``answer`` is what they add up to, or what at least one of them must have been and none can have passed;
    ``reached``: a part that was told apart has been it already, so these need not.
    """

    cell: Cell
    answer: Answer
    rule: OnMerge
    parts: tuple[Cell, ...]
    reached: bool = False


@dataclass(frozen=True)
class Open:
    """An answer that is not there: where it would be, why, and what its whole says if it is a part."""

    cell: Cell
    why: Why
    whole: Whole | None = None


@dataclass(frozen=True)
class Merged:
    """The answers of the parts of a merged orgunit, to be joined by a rule."""

    rule: OnMerge
    parts: tuple[Reading, ...]


Reading = Answer | NotApplicable | NotOwed | Open | Merged


@dataclass
class Trace:
    """What was read on the way to a figure: the cells and their states, the kinds, what was carried.

    ``reorganised`` are the open cells that no report could tell, because places were merged or split;
    ``wholes`` are merged orgunits whose parts are open; ``breaks`` the values of an open cell at which a
    condition turns; ``mixed`` the open cells that a condition reads together with others; ``unsound`` says
    why no bounds can be given. ``not_owed``: something read was asked of nobody; ``level_ended``: it is about
    a level that no longer exists.
    """

    cells: dict[Cell, CellState] = field(default_factory=dict)
    facts: dict[Cell, Fact] = field(default_factory=dict)
    kinds: set[Kind] = field(default_factory=set)
    elements: set[str] = field(default_factory=set)
    carried: set[Cell] = field(default_factory=set)
    whys: set[Why] = field(default_factory=set)
    stock_days: set[date] = field(default_factory=set)
    reorganised: set[Cell] = field(default_factory=set)
    wholes: dict[Cell, Whole] = field(default_factory=dict)
    breaks: dict[Cell, set[Fraction]] = field(default_factory=dict)
    mixed: set[Cell] = field(default_factory=set)
    unsound: str | None = None
    not_owed: bool = False
    level_ended: bool = False


@dataclass(frozen=True)
class Only:
    """The part of a level that a target speaks of: a condition, or a frozen list of codes."""

    level: Level
    where: Node | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Reads cells for one question on one map.

    ``only`` narrows a level to the target's own; ``carry`` is how many periods back a stock may be taken
    from; ``assigned`` puts answers in place of those not there, to try out what could be; ``without_uoc``
    reads an ước as not there.
    """

    book: Book
    known_at: date
    on: date
    map: OrgMap
    trace: Trace
    only: tuple[Only, ...] = ()
    carry: int = 0
    assigned: Mapping[Cell, Answer] = field(default_factory=dict)
    without_uoc: bool = False

    def cell(self, element: Element, breakdown: str, period: Period, unit: OrgUnit) -> Cell:
        """The address of an orgunit's answer."""
        return Cell(element.id, breakdown, period, self.book.register.lineages[unit])

    def has_come(self, element: Element, breakdown: str, period: Period, unit: OrgUnit) -> bool:
        """Whether anything but a total from above was accepted of an orgunit for a period."""
        fact = self.book.standing(self.cell(element, breakdown, period, unit), self.known_at)[1]
        return fact is not None and fact.kind is not Kind.HISTORICAL_TOTAL

    def historical(self, element: Element, breakdown: str, period: Period, scope: OrgUnit) -> Fraction | None:
        """A total known only for the scope as a whole, where nothing was collected from below."""
        fact = self.book.historical(self.cell(element, breakdown, period, scope), self.known_at)
        if fact is None or not isinstance(fact.answer, Fraction):
            return None
        self._note(self.cell(element, breakdown, period, scope), CellState.ACCEPTED, fact)
        return fact.answer

    def read(self, element: Element, breakdown: str, period: Period, unit: OrgUnit) -> Reading:
        """The answer of an orgunit of the map for a collection period."""
        register = self.book.register
        cell = self.cell(element, breakdown, period, unit)
        if cell in self.assigned:
            return self.assigned[cell]
        here = register.same(unit, period.last_day)
        if here is not None:
            return self._direct(element, cell, here)
        if unit.valid_from > period.last_day:
            return self._forward(element, cell, unit)
        return self._backward(element, cell, unit)

    def _direct(self, element: Element, cell: Cell, unit: OrgUnit) -> Reading:
        form = self.book.plan.form_of[element.id]
        state, fact = self._standing(cell)
        if fact is None and not self.book.owed(form, cell.period, self._sender(cell, unit) or unit):
            self.trace.not_owed = True
            return NOT_OWED
        self._note(cell, state, fact)
        if fact is not None and not is_missing(fact.answer, element):
            return NOT_APPLICABLE if fact.answer is Absence.NOT_APPLICABLE else fact.answer
        carried = self._carried(element, cell) if fact is None else None
        if carried is not None:
            return carried
        why = Why.LEFT_OPEN if fact is not None else Why.MISSING
        self.trace.whys.add(why)
        return Open(cell, why)

    def _standing(self, cell: Cell) -> tuple[CellState, Fact | None]:
        state, fact = self.book.standing(cell, self.known_at)
        if fact is not None and self.without_uoc and fact.kind is Kind.UOC:
            return CellState.MISSING, None
        return state, fact

    def _sender(self, cell: Cell, unit: OrgUnit) -> OrgUnit | None:
        return self.book.sender(self.book.plan.form_of[cell.element], cell.period, unit)

    def _note(self, cell: Cell, state: CellState, fact: Fact | None) -> None:
        trace = self.trace
        trace.cells[cell] = state
        trace.elements.add(cell.element)
        if fact is not None:
            trace.facts[cell] = fact
            trace.kinds.add(fact.kind)

    def _carried(self, element: Element, cell: Cell) -> Answer | NotApplicable | None:
        if not (self.carry and element.is_stock):
            return None
        period = cell.period
        for _ in range(self.carry):
            period = period.previous()
            earlier = Cell(cell.element, cell.breakdown, period, cell.lineage)
            fact = self._standing(earlier)[1]
            if fact is not None and not is_missing(fact.answer, element):
                self.trace.carried.add(earlier)
                self.trace.facts[earlier] = fact
                self.trace.kinds.add(fact.kind)
                return NOT_APPLICABLE if fact.answer is Absence.NOT_APPLICABLE else fact.answer
        return None

    def _forward(self, element: Element, cell: Cell, unit: OrgUnit) -> Reading:
        shares = self.book.register.shares(unit, cell.period.last_day)
        if not shares:
            self.trace.not_owed = True
            return NOT_OWED
        if element.on_merge is OnMerge.ASK or not all(share.whole for share in shares):
            return self._recorded(element, cell, unit)
        parts = tuple(self.read(element, cell.breakdown, cell.period, share.orgunit) for share in shares)
        return parts[0] if len(parts) == 1 else Merged(element.on_merge, parts)

    def _recorded(self, element: Element, cell: Cell, unit: OrgUnit, why: Why = Why.SPLIT) -> Reading:
        """A person's recorded answer to what the register cannot tell, or open until there is one."""
        answer = self.decided(element, cell.breakdown, cell.period, unit)
        return answer if answer is not None else self._reorganised(cell, why)

    def _reorganised(self, cell: Cell, why: Why, whole: Whole | None = None) -> Open:
        self.trace.whys.add(why)
        self.trace.reorganised.add(cell)
        return Open(cell, why, whole)

    def decided(self, element: Element, breakdown: str, period: Period, unit: OrgUnit) -> Answer | None:
        """What a person has recorded for an orgunit whose value the register cannot tell."""
        wanted = (element.id, unit.code, period.id)
        for answer in self.book.plan.carried_answers:
            if not breakdown and (answer.element, answer.orgunit, answer.period) == wanted:
                return answer.answer
        return None

    def _backward(self, element: Element, cell: Cell, unit: OrgUnit) -> Reading:
        shares = self.book.register.shares(unit, cell.period.last_day)
        if len(shares) != 1 or not shares[0].whole:
            return self._recorded(element, cell, unit)
        whole = shares[0].orgunit
        reported = self._former_part(element, cell, unit, whole)
        if reported is not None:
            return reported
        answer = self.read(element, cell.breakdown, cell.period, whole)
        if isinstance(answer, Open):
            return Open(cell, answer.why)
        if isinstance(answer, NotApplicable | NotOwed | Merged):
            return answer
        if element.on_merge is OnMerge.ASK:
            return self._recorded(element, cell, unit, Why.OTHER_MAP)
        return self._part(element, cell, whole, answer)

    def _former_part(self, element: Element, cell: Cell, unit: OrgUnit, whole: OrgUnit) -> Answer | None:
        lineage = self.book.register.lineages[whole]
        told = Cell(element.id, f"{FORMER_PART}{unit.code}", cell.period, lineage)
        state, fact = self._standing(told)
        if fact is None or is_missing(fact.answer, element):
            return None
        self._note(told, state, fact)
        return fact.answer

    def _part(self, element: Element, cell: Cell, whole: OrgUnit, answer: Answer) -> Reading:
        """What one part must be, given the whole and what was told of other parts; open where it can be either."""
        if self._settles_parts(element, answer):
            return answer
        open_, told = self._parts(element, cell, whole)
        reached = answer in told
        if element.on_merge is OnMerge.SUM and isinstance(answer, Fraction):
            answer, reached = answer - sum(part for part in told if isinstance(part, Fraction)), False
            if answer < element.low * len(open_):
                return self._reorganised(cell, Why.OTHER_MAP)  # what was told of the parts contradicts their whole
        if len(open_) == 1 and not reached:
            return answer
        whole_cell = self.cell(element, cell.breakdown, cell.period, whole)
        of = Whole(whole_cell, answer, element.on_merge, open_, reached)
        self.trace.wholes[whole_cell] = of
        return self._reorganised(cell, Why.OTHER_MAP, of)

    def _parts(self, element: Element, cell: Cell, whole: OrgUnit) -> tuple[tuple[Cell, ...], list[Answer]]:
        """The cells of the parts of a merged orgunit that are open, and what was told of the others."""
        open_: list[Cell] = []
        told: list[Answer] = []
        for share in self.book.register.shares(whole, self.map.day):
            reported = self._former_part(element, cell, share.orgunit, whole)
            if reported is not None:
                told.append(reported)
                continue
            part = self.cell(element, cell.breakdown, cell.period, share.orgunit)
            # Of an orgunit that came in with a part of itself only that part is meant, and it has no cell of its own.
            open_.append(part if share.whole else replace(part, breakdown=f"{cell.breakdown}@{whole.code}"))
        return tuple(open_), told

    def _settles_parts(self, element: Element, answer: Answer) -> bool:
        match element.on_merge:
            case OnMerge.ALL:
                return answer is True
            case OnMerge.ANY:
                return answer is False
            case OnMerge.HIGHEST if isinstance(answer, str):
                return answer == element.choices[0]
            case OnMerge.SUM | OnMerge.HIGHEST:
                return isinstance(answer, Fraction) and answer == element.low == 0
            case _:
                return False
