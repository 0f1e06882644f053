"""What is true in the sample's province, before anybody reports it: one value for every cell that is asked for."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Cell
from thuocdo.core.elements import OnMerge
from thuocdo.core.periods import tiling
from thuocdo.core.values import Absence, NoPaper, Paper, Rating, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from thuocdo.core.elements import Element, Form
    from thuocdo.core.orgunits import OrgUnit, Register
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan
    from thuocdo.core.values import Answer
    from thuocdo.sample.scenario import ElementEntry, Reach, States


class Province:
    """Makes and remembers the true values, period by period in the order of time."""

    def __init__(self, plan: Plan, register: Register, entries: Iterable[ElementEntry], issuer: str, seed: int) -> None:
        self.plan = plan
        self.register = register
        self.entries = {entry.element: entry for entry in entries}
        self.issuer = issuer
        self.seed = seed
        self.values: dict[Cell, Answer] = {}
        self.setters = {move.sets: e.element for e in self.entries.values() if e.states for move in e.states.moves}

    # ------------------------------------------------------------------ what was before, elsewhere, in all

    def draw(self, *about: object) -> random.Random:
        """A source of chance of its own for everything: adding an element changes no other."""
        return random.Random(f"{self.seed}/{'/'.join(str(part) for part in about)}")

    def cell(self, element: str, category: str, period: Period, unit: OrgUnit) -> Cell:
        """The address of a value."""
        return Cell(element, category, period, self.register.lineages[unit])

    def number(self, name: str, period: Period, unit: OrgUnit) -> Fraction:
        """A number by name: an element (all its categories), its ``[category]``, or its value ``@previous``."""
        name, _, when = name.partition("@")
        if when == "previous":
            return self._previous_number(name, period, unit)
        element, _, category = name.partition("[")
        made = self.plan.elements[element]
        form = self.plan.form_of[element]
        periods = tiling(period.interval, form.frequency, form.calendar) if not made.is_stock else (period,)
        wanted = [category.rstrip("]")] if category else ([""] if "" in made.cells else list(made.cells))
        answers = (self.values.get(self.cell(element, one, p, unit)) for p in periods for one in wanted)
        return sum((answer for answer in answers if isinstance(answer, Fraction)), Fraction(0))

    def _previous_number(self, name: str, period: Period, unit: OrgUnit) -> Fraction:
        parts = self.register.shares(unit, period.previous().last_day)
        return sum((self.number(name, period.previous(), share.orgunit) for share in parts), Fraction(0))

    def previous(self, element: Element, category: str, period: Period, unit: OrgUnit) -> Answer | None:
        """The value of the period before; of a merged orgunit, joined from its parts as the element says."""
        shares = self.register.shares(unit, period.previous().last_day)
        found = [self.values.get(self.cell(element.id, category, period.previous(), s.orgunit)) for s in shares]
        answers = [answer for answer in found if answer is not None and not isinstance(answer, Absence)]
        if not answers:
            return None
        if element.on_merge is OnMerge.SUM:
            return sum((a for a in answers if isinstance(a, Fraction)), Fraction(0))
        if element.choices:
            return max(answers, key=lambda a: element.choices.index(str(a)))
        return max(answers, key=str)

    # ------------------------------------------------------------------ making values

    def make(self, form: Form, period: Period, subjects: Iterable[OrgUnit]) -> None:
        """The true values of a form for its subjects, in the order in which the scenario lists its elements."""
        subjects = list(subjects)
        order = list(self.entries)
        for name in sorted((e for e in form.elements if e in self.entries), key=order.index):
            element, entry = self.plan.elements[name], self.entries[name]
            if name in self.setters:
                continue
            there = [unit for unit in subjects if unit.level in element.levels]
            if entry.states is not None:
                self._move(element, entry.states, period, there)
            else:
                for unit in there:
                    self._answer(element, entry, period, unit)

    def _answer(self, element: Element, entry: ElementEntry, period: Period, unit: OrgUnit) -> None:
        applies = entry.applies_if is None or self.number(entry.applies_if, period, unit) > 0
        for category in element.cells:
            made = self._one(element, entry, category, period, unit) if applies else Absence.NOT_APPLICABLE
            self.values[self.cell(element.id, category, period, unit)] = made

    def _one(self, element: Element, entry: ElementEntry, category: str, period: Period, unit: OrgUnit) -> Answer:
        match element.type:
            case ValueType.COUNT | ValueType.AMOUNT:
                return self._number(element, entry, category, period, unit)
            case ValueType.YES_NO:
                return self._reached(element.id, entry.reach, period, unit)
            case ValueType.DOCUMENT:
                return self._paper(element, entry, period, unit)
            case ValueType.DATE:
                return self._day(element, entry, period, unit)
            case ValueType.RATING:
                return Rating(self._chosen(element, entry, period, unit), entry.why or "mẫu")
            case ValueType.CHOICE:
                return self._chosen(element, entry, period, unit)

    def _reached(self, name: str, reach: Reach | None, period: Period, unit: OrgUnit) -> bool:
        """Whether the orgunit is among those that do it in that year; who is in stays in."""
        if reach is None:
            return True
        lineage = self.register.lineages[unit]
        chance = self.draw("reach", reach.group or name, lineage.code, lineage.valid_from).random()
        return chance < reach.years.get(period.year, Fraction(0))

    def _number(self, element: Element, entry: ElementEntry, category: str, period: Period, unit: OrgUnit) -> Fraction:
        if not self._reached(element.id, entry.reach, period, unit):
            return Fraction(0)
        draw = self.draw(element.id, category, period.id, unit.code)
        if entry.balance is not None:
            return self._balance(element, entry.balance, category, period, unit)
        if entry.part is not None:
            return self._part(entry, category, period, unit, draw)
        if entry.steady and element.is_stock:
            before = self.previous(element, category, period, unit)
            if isinstance(before, Fraction) and draw.random() < 0.8:
                return before
        mean = self._mean(element, entry, category, period, unit)
        value = Fraction(poisson(draw, mean) * entry.times)
        return min(value, element.high) if element.high is not None else value

    def _mean(self, element: Element, entry: ElementEntry, category: str, period: Period, unit: OrgUnit) -> float:
        level = entry.levels.get(unit.level.word, entry.typical or Fraction(0))  # type: ignore[call-overload]
        if entry.per is not None:
            level *= self.number(entry.per, period, unit)
        share = (entry.shares or {}).get(category, Fraction(1))
        own = math.exp(self.draw("own", element.id, unit.code).gauss(0, float(entry.spread)))
        growth = (1 + float(entry.grows)) ** (period.year - self.plan.first_year)
        return float(level * share) * own * growth

    def _part(self, entry: ElementEntry, category: str, period: Period, unit: OrgUnit, draw: random.Random) -> Fraction:
        """Drawn from a whole less what other parts took; all that is left where no share is named."""
        assert entry.part is not None
        whole = sum((self.number(name, period, unit) for name in entry.part.of), Fraction(0))
        left = whole - sum((self.number(name, period, unit) for name in entry.part.less), Fraction(0))
        share = entry.part.share
        if entry.shares is not None and category in entry.shares:
            share = entry.shares[category]
        if share is None:
            return max(left, Fraction(0))
        return Fraction(sum(draw.random() < share for _ in range(max(int(left), 0))))

    def _balance(
        self,
        element: Element,
        balance: Mapping[Literal["plus", "minus"], list[str]],
        category: str,
        period: Period,
        unit: OrgUnit,
    ) -> Fraction:
        before = self.previous(element, category, period, unit)
        start = before if isinstance(before, Fraction) else Fraction(0)
        plus = sum((self.number(name, period, unit) for name in balance.get("plus", ())), Fraction(0))
        minus = sum((self.number(name, period, unit) for name in balance.get("minus", ())), Fraction(0))
        return max(start + plus - minus, Fraction(0))

    def _paper(self, element: Element, entry: ElementEntry, period: Period, unit: OrgUnit) -> Paper | NoPaper:
        if not self._reached(element.id, entry.reach, period, unit):
            return NoPaper()
        draw = self.draw(element.id, period.id, unit.code)
        day = date(period.year, 1, 1) + timedelta(days=draw.randint(20, 300))
        return Paper(f"{draw.randint(1, 99):02d}/KH-MẪU", day, self.issuer)

    def _day(self, element: Element, entry: ElementEntry, period: Period, unit: OrgUnit) -> date:
        """A decision's day: an old one until the orgunit is reached, then one of the year it was."""
        draw = self.draw(element.id, unit.code)
        years = [y for y in (entry.reach.years if entry.reach else {}) if y <= period.year]
        for year in sorted(years):
            at = type(period)(period.calendar, period.frequency, year, 1)
            if self._reached(element.id, entry.reach, at, unit):
                first = max(date(year, 1, 10), self.plan.starts_on + timedelta(days=5))
                return min(first + timedelta(days=draw.randint(0, 120)), at.last_day)
        return date(self.plan.first_year - 3, 3, 1) + timedelta(days=draw.randint(0, 700))

    def _chosen(self, element: Element, entry: ElementEntry, period: Period, unit: OrgUnit) -> str:
        choices = entry.choices or dict.fromkeys(element.choices, Fraction(1))
        draw = self.draw(element.id, period.id, unit.code)
        return draw.choices(list(choices), [float(weight) for weight in choices.values()])[0]

    # ------------------------------------------------------------------ a choice that lives on

    def _move(self, element: Element, states: States, period: Period, units: list[OrgUnit]) -> None:
        """Each orgunit's state: at first as the scenario starts, then moved year by year."""
        begun = self._begun(states, units, element) if period.year == self.plan.first_year else {}
        for unit in units:
            before = begun.get(unit.code) or self._state_before(element, states, period, unit)
            state, told = (before, set[str]()) if begun else self._moved(element, states, before, period, unit)
            shown = self._shown(element, states, state, period, unit)
            self.values[self.cell(element.id, "", period, unit)] = shown
            self.values[self.cell(f"{element.id}/true", "", period, unit)] = state
            for move in states.moves:
                if move.sets is not None:
                    self.values[self.cell(move.sets, "", period, unit)] = move.sets in told

    def _begun(self, states: States, units: list[OrgUnit], element: Element) -> dict[str, str]:
        order = [unit.code for unit in units]
        self.draw("start", element.id).shuffle(order)
        begun = dict.fromkeys(order, states.otherwise)
        for choice, count in states.start.items():
            for code in order[:count]:
                begun[code] = choice
            order = order[count:]
        return begun

    def _state_before(self, element: Element, states: States, period: Period, unit: OrgUnit) -> str:
        """The true state of the year before; a merged orgunit takes the highest of its parts."""
        shares = self.register.shares(unit, period.previous().last_day)
        found = [self.values.get(self.cell(f"{element.id}/true", "", period.previous(), s.orgunit)) for s in shares]
        known = [str(state) for state in found if state is not None]
        return max(known, key=element.choices.index, default=states.otherwise)

    def _moved(
        self, element: Element, states: States, state: str, period: Period, unit: OrgUnit
    ) -> tuple[str, set[str]]:
        for move in states.moves:
            draw = self.draw("move", element.id, move.from_, move.to, period.id, unit.code)
            if state == move.from_ and draw.random() < move.share:
                return move.to, {move.sets} if move.sets else set()
        return state, set()

    def _shown(self, element: Element, states: States, state: str, period: Period, unit: OrgUnit) -> str:
        """What is declared: the state, or a choice that leaves it open."""
        chance = self.draw("shown", element.id, period.id, unit.code).random()
        for choice, share in states.open.items():
            if chance < share:
                return choice
        return state


def poisson(draw: random.Random, mean: float) -> int:
    """A count around a mean; for large means a rounded normal.

    >>> poisson(random.Random(1), 0.0)
    0
    """
    if mean <= 0:
        return 0
    if mean > 60:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count
