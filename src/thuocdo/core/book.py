"""The book that questions are asked of: a plan, its register, and the facts reported.

Facts come through a protocol, so that files, a database or a test can stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from thuocdo.core.gather import descends
from thuocdo.core.values import Absence, Answer, CellState, Fact, Kind, standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from thuocdo.core.amounts import Cell
    from thuocdo.core.elements import Element, Form
    from thuocdo.core.orgunits import OrgMap, OrgUnit, Register
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan


class Facts(Protocol):
    """What was reported. The only way in for values."""

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        """Every version of one answer, in any order; empty where nothing was sent."""
        ...

    def cells(self) -> Iterable[Cell]:
        """Every cell for which something was sent."""
        ...


@dataclass(frozen=True)
class Question:
    """The coordinates of a question (semantics.md §1).

    ``period`` is an id, resolved in each target's calendar; None means the last one ended by ``on``.
    ``map_on`` None means the map that each indicator asks for; ``orgunit`` None the plan's root.
    """

    on: date
    known_at: date
    plan_as_of: date
    period: str | None = None
    map_on: date | None = None
    orgunit: str | None = None

    def on_map(self, day: date) -> Question:
        """The same question on another map."""
        return replace(self, map_on=day)


@dataclass(frozen=True)
class Book:
    """Plan, register and facts, read together."""

    plan: Plan
    register: Register
    facts: Facts
    extended: Mapping[tuple[str, Period, OrgUnit], date] = field(default_factory=dict, repr=False, compare=False)
    """Due days that a decision moved, by form, period and sender; for all others the calendar's day holds."""
    _standing: dict[date, dict[Cell, tuple[CellState, Fact | None]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _ground: dict[tuple[tuple[str, ...], date], set[OrgUnit]] = field(default_factory=dict, repr=False, compare=False)
    reports: dict[date, dict[object, object]] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Book of {self.plan.id} in {self.register.id}>"

    def standing(self, cell: Cell, known_at: date) -> tuple[CellState, Fact | None]:
        """The state of a cell on a day, and the fact that counts then."""
        known = self._standing.setdefault(known_at, {})
        found = known.get(cell)
        if found is None:
            found = known[cell] = standing(self.facts.at(cell), known_at)
        return found

    def forget(self, cells: Collection[Cell]) -> None:
        """The facts of some cells have changed: how they and their obligations stand is worked out anew."""
        for known in self._standing.values():
            for cell in cells:
                known.pop(cell, None)
        touched = {(self.plan.form_of[cell.element].id, cell.period) for cell in cells}
        for reports in self.reports.values():
            for key in [key for key in reports if isinstance(key, tuple) and key[:2] in touched]:
                del reports[key]

    def answer(self, cell: Cell, known_at: date) -> Answer | None:
        """The answer that counts, if there is one."""
        fact = self.standing(cell, known_at)[1]
        return None if fact is None else fact.answer

    def historical(self, cell: Cell, known_at: date) -> Fact | None:
        """A total known only for a province or a district, if that is what the cell holds."""
        fact = self.standing(cell, known_at)[1]
        return fact if fact is not None and fact.kind is Kind.HISTORICAL_TOTAL else None

    def go_live(self, orgunit: OrgUnit) -> date:
        """The day before which the orgunit owes nothing."""
        return self.plan.go_live.get(orgunit.code, self.plan.go_live.get("", self.plan.starts_on))

    def owed(self, form: Form, period: Period, sender: OrgUnit) -> bool:
        """Whether the sender owes the form for the period at all."""
        return (
            sender.level in form.senders
            and period.last_day >= self.go_live(sender)
            and period.last_day >= form.from_day
            and period.year <= self.plan.last_year
        )

    def sender(self, form: Form, period: Period, subject: OrgUnit) -> OrgUnit | None:
        """Who sends the form about a subject: itself, or the orgunit above it at the form's level."""
        if form.about is None or subject.level in form.senders:
            return subject
        day_map = self.register.on(period.last_day)
        for level in sorted(form.senders, reverse=True):
            found = day_map.ancestor(subject, level)
            if found is not None:
                return found
        return None

    def stands_on(self, codes: tuple[str, ...], on_map: OrgMap, unit: OrgUnit) -> bool:
        """Whether an orgunit of a map stands on the ground of one of the codes of the plan's first day."""
        key = (codes, on_map.day)
        if key not in self._ground:
            self._ground[key] = descends(self.register, on_map, codes, self.plan.starts_on)
        return unit in self._ground[key]

    @cached_property
    def caps(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For each element, the (smaller, larger) pairs of checks that cannot be false."""
        found: dict[str, list[tuple[str, str]]] = {}
        for check in self.plan.checks.values():
            if check.cap:
                for element in check.cap:
                    found.setdefault(element, []).append(check.cap)
        return {element: tuple(pairs) for element, pairs in found.items()}


def is_missing(answer: Answer | None, element: Element) -> bool:
    """Whether an accepted answer still leaves the value open.

    "Not applicable" is an answer; "not reported" is not, nor is a choice that leaves the question open.
    """
    if isinstance(answer, Absence):
        return answer is not Absence.NOT_APPLICABLE
    return answer is None or (isinstance(answer, str) and answer in element.leaves_open)
