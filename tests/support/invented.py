"""Invented plans, registers and reports, for what must hold of both calculators whatever they are given.

One plan folder gives the elements and forms: every type of value, stocks and flows, three frequencies, a form that a
district sends about its communes, an element that each level reports for itself, a cap. Formulas, policies, maps,
narrowings, registers and reports are drawn at random.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.support.memory import memory_book
from tests.support.registers import write_register
from thuocdo.core.book import Book, Question
from thuocdo.core.indicators import AsOf, Better, IfNotReported, Indicator, Policy, ZeroOverZero
from thuocdo.core.orgunits import Level
from thuocdo.core.parsing import Names, parse
from thuocdo.core.periods import Frequency, Period
from thuocdo.core.reading import Only
from thuocdo.core.tasks import Task
from thuocdo.core.values import Absence, Fact, Kind, NoPaper, Paper, ValueType
from thuocdo.planfiles.registers import read_register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from thuocdo.core.amounts import Cell
    from thuocdo.core.elements import Element
    from thuocdo.core.formulas import Node
    from thuocdo.core.obligations import Obligation
    from thuocdo.core.orgunits import Register
    from thuocdo.core.plan import Plan

NIGHTLY = "THUOCDO_EXAMPLES" in os.environ
"""Every test run tries the same examples; a nightly one tries new ones."""

PLAN = """
plan: invented
title: {vi: Thử, en: Test}
register: {path: ../orgunits, root: "T"}
years: {first: 2016, last: 2018}
documents: [{document: d, title: Thử}]
offices: [{office: o, name: Thử}]
groups: [{group: upland, name: Thử, orgunits: ["X001", "X003"]}]
targets:
  - {target: t, says: Thử, cite: {document: d}, measured_by: all_of_them, due: {2018: {at_least: 50}}}
"""
MEASURES = """
elements:
  - &flow {element: x, name: X, value: count, stock_or_flow: flow, collected_at: commune, over_time: sum, on_merge: sum}
  - {<<: *flow, element: y, range: [0, 4]}
  - {<<: *flow, element: money, value: amount, decimals: 2}
  - {<<: *flow, element: peak, over_time: highest, on_merge: highest}
  - {<<: *flow, element: by_kind, breakdown: {options: [one, two], total: sum}}
  - {element: own_work, name: W, value: count, stock_or_flow: flow, each_level_its_own: [commune, district], over_time: sum, on_merge: sum}
  - {<<: *flow, element: seen}
  - &stock {element: stock, name: S, value: count, stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: sum}
  - {<<: *stock, element: asked, on_merge: ask}
  - &yes {element: a, name: A, value: yes/no, stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: all}
  - {<<: *yes, element: b, on_merge: any, stock_or_flow: flow, over_time: any}
  - {<<: *yes, element: s, value: choice, choices: [clean, affected, unsure], leaves_open: [unsure], on_merge: highest}
  - {<<: *yes, element: paper, value: document, on_merge: ask}
  - {<<: *yes, element: since, value: date, on_merge: ask}
indicators:
  - indicator: all_of_them
    name: Thử
    reading: Thử
    numerator: count(communes where a)
    denominator: count(communes)
    unit: percent
    better: higher
    as_of: period end
    if_not_reported: unknown
"""
FORMS = """
forms:
  - &quarterly
    form: quarterly
    name: Thử
    sent_by: commune
    office: o
    every: quarter
    elements: [x, y, peak, by_kind, b, stock]
    due: [{level: commune, by: 20}]
  - {<<: *quarterly, form: monthly, every: month, elements: [money], due: [{level: commune, before: 5}]}
  - {<<: *quarterly, form: yearly, every: year, elements: [a, s, paper, since, asked], due: [{level: commune, by: 28}]}
  - {<<: *quarterly, form: own, sent_by: [commune, district], elements: [own_work], due: [{level: commune, by: 10}, {level: district, by: 15}]}
  - {<<: *quarterly, form: told, sent_by: district, about: commune, every: year, elements: [seen], due: [{level: district, by: 25}]}
"""
CHECKS = """
checks:
  - {check: cap, form: quarterly, strength: error, says: Thử, rule: x <= y}
"""
DAYS = [date(2016, 9, 1), date(2017, 6, 1), date(2017, 12, 20), date(2018, 3, 1)]
REGISTERS = [
    [],
    [{"on": DAYS[1], "merge": ["X001", "X002"], "into": "X001"}],
    [{"on": DAYS[1], "merge": ["X001", "X002", "X003"], "into": "X009"}],
    [{"on": DAYS[2], "merge": ["X003", "X004"], "into": "X003"}],  # in two districts
    [{"on": DAYS[1], "split": "X002", "into": ["X007", "X008"]}],
    [{"on": DAYS[1], "rename": "X002", "name": "Phường Thử", "code": "X020"}],
    [{"on": DAYS[3], "end_districts": True}],
    [
        {"on": DAYS[0], "merge": ["X001", "X002"], "into": "X001"},
        {"on": DAYS[2], "merge": ["X001", "X003"], "into": "X001"},
        {"on": DAYS[3], "rename": "X005", "name": "Xã Mới", "code": "X050"},
    ],
    [{"on": DAYS[1], "merge": ["X005", "X006"], "into": "X005"}, {"on": DAYS[3], "end_districts": True}],
]
LAST = {"monthly": Frequency.MONTH}


def books(folder: Path) -> list[Book]:
    """The plan on every register, with and without the cap."""
    files = {"plan": PLAN, "measures": MEASURES, "forms": FORMS}
    spec: dict[str, object] = {"districts": 2, "communes": 6}
    found = []
    for number, checks in enumerate(({}, {"checks": CHECKS})):
        plan = memory_book(folder / f"plan{number}", spec, **files, **checks).plan
        for place, changes in enumerate(REGISTERS):
            where = folder / f"register{number}-{place}"
            write_register({**spec, "changes": changes}, where)
            found.append(Book(plan, read_register(where, "T"), GrowingFacts()))
    return found


# ---------------------------------------------------------------------------------------- reports


class GrowingFacts:
    """Facts to which versions are added."""

    def __init__(self, facts: Iterable[tuple[Cell, Fact]] = ()) -> None:
        self.known: dict[Cell, tuple[Fact, ...]] = {}
        for cell, fact in facts:
            self.add(cell, fact)

    def add(self, cell: Cell, fact: Fact) -> None:
        self.known[cell] = (*self.known.get(cell, ()), fact)

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        return self.known.get(cell, ())

    def cells(self) -> Iterable[Cell]:
        return iter(self.known)


def answers_of(element: Element) -> st.SearchStrategy[object]:
    """What may be answered in a cell, absences included."""
    match element.type:
        case ValueType.YES_NO:
            told: st.SearchStrategy[object] = st.booleans()
        case ValueType.CHOICE:
            told = st.sampled_from(element.choices)
        case ValueType.DOCUMENT:
            told = st.one_of(st.just(NoPaper()), st.builds(lambda n: Paper("1", DAYS[n], "UB"), st.integers(0, 3)))
        case ValueType.DATE:
            told = st.sampled_from(DAYS)
        case ValueType.AMOUNT:
            told = st.builds(Fraction, st.integers(0, 500), st.just(100))
        case _:
            told = st.builds(Fraction, st.integers(0, 4))
    return st.one_of(told, told, told, told, st.sampled_from([Absence.NOT_APPLICABLE, Absence.NOT_REPORTED]))


KINDS = st.sampled_from([Kind.OFFICIAL] * 9 + [Kind.UOC])


@st.composite
def versions(draw: st.DrawFn, element: Element, period: Period, first: int = 1) -> Fact:
    """One version of an answer: accepted, waiting or returned, early or late."""
    sent = period.last_day + timedelta(days=draw(st.integers(1, 60)))
    after = sent + timedelta(days=draw(st.integers(0, 40)))
    fate = draw(st.sampled_from(["accepted"] * 6 + ["waiting", "returned"]))
    return Fact(
        draw(answers_of(element)), draw(KINDS), "s", first, sent,  # type: ignore[arg-type]
        after if fate == "accepted" else None, after if fate == "returned" else None, "X",
    )  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """An obligation that can be met, with its cells."""

    obligation: Obligation
    cells: tuple[Cell, ...]

    def __repr__(self) -> str:
        one = self.obligation
        return f"<{one.form.id} {one.period} of {one.sender.code}>"


@st.composite
def reports(draw: st.DrawFn, plan: Plan, owed: list[Owed]) -> list[tuple[Cell, Fact]]:
    """Some obligations met whole, some in part, some not; a few answers corrected."""
    found: list[tuple[Cell, Fact]] = []
    for one in draw(st.lists(st.sampled_from(owed), max_size=len(owed), unique_by=id)):
        part = draw(st.sampled_from(["whole", "whole", "some"]))
        cells = one.cells if part == "whole" else draw(st.lists(st.sampled_from(one.cells), unique=True))
        for cell in cells:
            found.append((cell, draw(versions(plan.elements[cell.element], cell.period))))
            if draw(st.integers(0, 12)) == 0:
                found.append((cell, draw(versions(plan.elements[cell.element], cell.period, 2))))
    return found


# ---------------------------------------------------------------------------------------- formulas

ATOMS = (
    "a", "b", "not a", "x >= 1", "x + y > 3", "x - y >= 0", "s is clean", "s is not affected", "paper exists",
    "since >= 2017-01-01", "date of paper <= plan start", "stock >= 2", "stock at start < 3", "peak > 2",
    "by_kind[one] >= 1", "by_kind > 2", "x in previous period >= 1", "money > 2.5", "every quarter (x >= 1)",
    "some quarter (b)", "type is 'Xã'", "belongs to upland", "own_work >= 1", "seen >= 1", "x over the term > 6",
    "s at start is affected", "asked >= 1", "2 * y <= 5",
)  # fmt: skip
SUMS = ("x", "y", "money", "by_kind", "own_work", "seen", "stock", "x + y", "2 * x - y", "x over the term", "peak",
        "stock at start", "by_kind[two]", "asked")  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(ATOMS), min_size=1, max_size=3))
    word = draw(st.sampled_from([" and ", " or "]))
    return word.join(parts) if len(parts) == 1 else word.join(f"({part})" for part in parts)


@st.composite
def sides(draw: st.DrawFn) -> str:
    """One side of an indicator."""
    kind = draw(st.integers(0, 9))
    if kind < 4:
        return f"count(communes where {draw(conditions())})"
    if kind == 4:
        return "count(communes)"
    if kind == 5:
        return f"sum({draw(st.sampled_from(SUMS))} over communes where {draw(conditions())})"
    if kind == 6:
        return f"sum({draw(st.sampled_from(SUMS))}) + count(communes where {draw(conditions())})"
    return f"sum({draw(st.sampled_from(SUMS))})"


def parsed(text: str, plan: Plan, known: Callable[[str, Names], Node] = parse) -> Node:
    names = Names(elements=set(plan.elements), groups=set(plan.groups), indicators=set(plan.indicators))
    return known(text, names)


@st.composite
def indicators(draw: st.DrawFn, plan: Plan) -> tuple[Indicator, str]:
    """An indicator with every choice drawn, and its formula for people to read."""
    top, bottom = draw(sides()), draw(st.one_of(st.none(), sides(), sides()))
    policies = [Policy.COUNTS_AGAINST, Policy.UNKNOWN, Policy.LEFT_OUT, Policy.CARRIED_FORWARD]
    first = draw(st.sampled_from(policies))
    second = draw(st.sampled_from([p for p in policies if p is not Policy.LEFT_OUT])) if bottom else first
    if first is Policy.LEFT_OUT or draw(st.booleans()):
        second = first
    policy = IfNotReported(first, second, draw(st.integers(1, 3)), Fraction(1, 2))
    base = plan.indicators["all_of_them"]
    made = replace(
        base,
        id=f"{top} / {bottom}",
        numerator=parsed(top, plan),
        denominator=None if bottom is None else parsed(bottom, plan),
        as_of=draw(st.sampled_from([*AsOf, AsOf.PERIOD_END, date(2018, 6, 1)])),
        if_not_reported=policy,
        better=draw(st.sampled_from(list(Better))),
        zero_over_zero=draw(st.sampled_from(list(ZeroOverZero))),
    )
    return made, made.id


NARROWED = st.sampled_from([(), (), (), "codes", "where"])


@st.composite
def tasks(draw: st.DrawFn, plan: Plan, register: Register) -> Task:
    """What is asked: an indicator, a period, a place, perhaps of a part of the communes only."""
    indicator, _ = draw(indicators(plan))
    period = Period.parse(draw(st.sampled_from(["2017", "2018", "2017Q2", "2018Q1", "2017S2"])), plan.calendar)
    narrowed = draw(NARROWED)
    only: tuple[Only, ...] = ()
    if narrowed == "codes":
        only = (Only(Level.COMMUNE, None, ("X001", "X004")),)
    elif narrowed == "where":
        only = (Only(Level.COMMUNE, parsed(draw(st.sampled_from(["a", "stock >= 1", "type is 'Xã'"])), plan), ()),)
    places = sorted({unit.code for unit in register.units if unit.level < Level.COMMUNE} | {"X001", "X005"})
    return Task(indicator, period, draw(st.sampled_from(["T", "T", *places])), only)


def question(day: date, map_on: date | None = None) -> Question:
    return Question(on=day, known_at=day, plan_as_of=day, map_on=map_on)
