"""The errors that real offices make, put into the sample on purpose and listed: tests can say what is caught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Amount, Cell
from thuocdo.core.book import Book
from thuocdo.core.evaluate import number, truth
from thuocdo.core.here import Here
from thuocdo.core.parsing import Names, parse
from thuocdo.core.reading import Reader, Trace
from thuocdo.core.values import Fact, Kind
from thuocdo.core.windows import Window
from thuocdo.core.written import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.elements import Form
    from thuocdo.core.obligations import Obligation
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.validation import Check
    from thuocdo.core.values import Answer
    from thuocdo.sample.scenario import SeededError
    from thuocdo.sample.truth import Province


@dataclass(frozen=True)
class Seeded:
    """One error put in: where, which check is to find it, and what was there before."""

    error: SeededError
    obligation: Obligation
    subject: OrgUnit
    cell: Cell
    was: str
    became: str


class TrueFacts:
    """The true values as facts that were all accepted, for formulas to read."""

    def __init__(self, province: Province) -> None:
        self.province = province

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        """The one fact of a cell."""
        answer = self.province.values.get(cell)
        if answer is None:
            return ()
        return (Fact(answer, Kind.SYNTHETIC, "", 1, date.min, date.min, None, ""),)

    def cells(self) -> Iterable[Cell]:
        """Every cell."""
        return iter(self.province.values)


class Seeder:
    """Puts errors into reports that come in once and are accepted, so that the error stays in the figures."""

    def __init__(self, province: Province, plain: list[Obligation]) -> None:
        self.province = province
        self.plain = plain
        plan = province.plan
        self.names = Names(set(plan.elements), set(plan.indicators), set(plan.groups), set(plan.scorecards))
        self.used: set[tuple[str, object, str]] = set()

    def seed(self, error: SeededError) -> list[Seeded]:
        """Put in as many as the scenario asks for, or as many as fit."""
        check = self.province.plan.checks[error.check]
        form = self.province.plan.forms[check.form]
        there = [owed for owed in self.plain if owed.form.id == form.id and self._fits(error, check, owed)]
        self.province.draw("seed", error.seed).shuffle(there)
        found: list[Seeded] = []
        for owed in there:
            if len({(s.obligation.period, s.subject.code) for s in found}) >= error.count:
                break
            for subject in self._subjects(form, owed):
                put = list(self._put(error, form, owed, subject))
                if put:
                    self.used.add((form.id, owed.period, owed.sender.code))
                    found += put
                    break
        return found

    def _fits(self, error: SeededError, check: Check, owed: Obligation) -> bool:
        if (owed.form.id, owed.period, owed.sender.code) in self.used:
            return False
        if check.level is not None and owed.sender.level is not check.level:
            return False
        return not error.periods or owed.period.id in error.periods

    def _subjects(self, form: Form, owed: Obligation) -> list[OrgUnit]:
        if form.about is None:
            return [owed.sender]
        return self.province.register.on(owed.period.last_day).under(owed.sender, form.about)

    def _put(self, error: SeededError, form: Form, owed: Obligation, subject: OrgUnit) -> Iterator[Seeded]:
        if error.merged_only and len(self.province.register.predecessors[subject]) < 2:
            return
        here = self._here(owed, subject)
        if error.where is not None and truth(parse(error.where, self.names), here) is not True:
            return
        changes = self._copied(error, form, owed, subject) if error.copies else self._became(error, owed, subject, here)
        for cell, answer in changes.items():
            was = self.province.values[cell]
            self.province.values[cell] = answer
            yield Seeded(error, owed, subject, cell, written(was), written(answer))

    def _here(self, owed: Obligation, subject: OrgUnit) -> Here:
        province = self.province
        book = Book(province.plan, province.register, TrueFacts(province))
        on_map = province.register.on(owed.period.last_day)
        return Here(Reader(book, date.max, date.max, on_map, Trace()), subject, Window.of(owed.period))

    def _became(self, error: SeededError, owed: Obligation, subject: OrgUnit, here: Here) -> dict[Cell, Answer]:
        """The element's new value by the scenario's formula; a sum of categories shrinks with each of them."""
        assert error.element is not None
        assert error.becomes is not None
        element = self.province.plan.elements[error.element]
        wanted = number(parse(error.becomes, self.names), here)
        if not isinstance(wanted, Amount):
            return {}
        if element.breakdown is None or element.breakdown.total == "collected":
            return {self.province.cell(element.id, "", owed.period, subject): Fraction(int(wanted.known))}
        whole = self.province.number(element.id, owed.period, subject)
        changes: dict[Cell, Answer] = {}
        for category in element.cells:
            cell = self.province.cell(element.id, category, owed.period, subject)
            now = self.province.values[cell]
            assert isinstance(now, Fraction)
            changes[cell] = Fraction(int(now * wanted.known / whole)) if whole else now
        return changes

    def _copied(self, error: SeededError, form: Form, owed: Obligation, subject: OrgUnit) -> dict[Cell, Answer]:
        """Every flow of the form as it was reported a year (or a period) before."""
        period = owed.period
        earlier = period.previous() if error.copies == "previous period" else period.same_last_year()
        if not any(o.period == earlier and o.sender is owed.sender for o in self.plain if o.form is form):
            return {}
        changes: dict[Cell, Answer] = {}
        for name in form.elements:
            element = self.province.plan.elements[name]
            for category in element.cells if element.is_numeric and not element.is_stock else ():
                then = self.province.values.get(self.province.cell(name, category, earlier, subject))
                now = self.province.cell(name, category, period, subject)
                if then is None or now not in self.province.values or not isinstance(then, Fraction):
                    return {}
                changes[now] = then
        lively = sum(bool(answer) for answer in changes.values())
        return changes if lively >= 3 else {}
