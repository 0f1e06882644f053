"""What must always hold of bounds and verdicts, tried against every completion there is.

For a small plan some answers are left out at random. Every way in which they could come out is worked out in full;
the lowest and highest of these must be exactly the bounds, and a verdict called settled must be the verdict of all.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.support.memory import memory_book, on, with_answers

from thuocdo.core.amounts import Cell
from thuocdo.core.calculate import figure
from thuocdo.core.figures import Absent
from thuocdo.core.periods import Period
from thuocdo.core.rows import row
from thuocdo.core.tasks import Task

if TYPE_CHECKING:
    from thuocdo.core.book import Book
    from thuocdo.core.values import Answer
    from thuocdo.core.verdicts import Verdict

PLAN = """
plan: tried
title: {vi: Thử, en: Test}
register: {path: ../orgunits, root: "T"}
years: {first: 2016, last: 2018}
documents: [{document: d, title: Thử}]
offices: [{office: o, name: Thử}]
targets:
  - {target: t0, says: Thử, cite: {document: d}, measured_by: either, due: {2018: {at_least: 50}}}
  - {target: t1, says: Thử, cite: {document: d}, measured_by: moved, due: {2018: {between: [20, 60]}}}
  - {target: t2, says: Thử, cite: {document: d}, measured_by: part_of_whole, due: {2018: {at_most: 40}}}
  - {target: t3, says: Thử, cite: {document: d}, measured_by: nested, due: {2018: {exactly: 100}}}
  - {target: t4, says: Thử, cite: {document: d}, measured_by: counted, due: {2018: {more_than: 1}}}
  - {target: t5, says: Thử, cite: {document: d}, measured_by: handled, due: {2018: {at_least: 80}}}
  - {target: t6, says: Thử, cite: {document: d}, measured_by: old_map, due: {2018: {at_least: 2}}}
"""
MEASURES = """
elements:
  - {element: a, name: A, value: yes/no, stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: all}
  - {element: b, name: B, value: yes/no, stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: any}
  - {element: x, name: X, value: count, stock_or_flow: flow, collected_at: commune, over_time: sum, on_merge: sum, range: [0, 2], breakdown: {options: [p, q], total: collected}}
  - {element: y, name: Y, value: count, stock_or_flow: flow, collected_at: commune, over_time: sum, on_merge: sum, range: [0, 2]}
  - {element: s, name: S, value: choice, choices: [clean, affected], stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: highest}
indicators:
  - &one
    indicator: either
    name: Thử
    reading: Thử
    numerator: count(communes where a or x >= 1)
    denominator: count(communes)
    unit: percent
    better: higher
    as_of: period end
    if_not_reported: unknown
  - {<<: *one, indicator: moved, numerator: count(communes where s at start is affected and s is clean), denominator: count(communes where s at start is affected)}
  - {<<: *one, indicator: part_of_whole, numerator: sum(x), denominator: sum(x) + sum(y), better: lower}
  - {<<: *one, indicator: nested, numerator: count(communes where x >= 1 and y >= 1), denominator: count(communes where x >= 1)}
  - {<<: *one, indicator: counted, numerator: "count(communes where (a or b) and not (a and b)) + sum(x over communes where b)", denominator: null, unit: x}
  - {<<: *one, indicator: handled, numerator: sum(x), denominator: sum(y)}
  - {<<: *one, indicator: old_map, numerator: count(communes where s is clean and a), denominator: null, unit: x, as_of: plan start}
"""
FORMS = """
forms:
  - form: f
    name: Thử
    sent_by: commune
    office: o
    every: year
    elements: [a, b, x, y, s]
    due: [{level: commune, by: 20}]
"""
CHECKS = """
checks:
  - {check: cap, form: f, strength: error, says: Thử, rule: x <= y}
"""
OPTIONS: dict[str, tuple[Answer, ...]] = {
    "a": (True, False),
    "b": (True, False),
    "x": (Fraction(0), Fraction(1), Fraction(2)),
    "y": (Fraction(0), Fraction(1), Fraction(2)),
    "s": ("clean", "affected"),
}
MERGED = {"communes": 3, "changes": [{"on": date(2017, 6, 1), "merge": ["X001", "X002"], "into": "X001"}]}
DAY = date(2018, 12, 31)
INDICATORS = ("either", "moved", "part_of_whole", "nested", "counted", "handled", "old_map")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    """The plan on a register that stays, and on one with a merger in 2017; with and without the cap x ≤ y."""
    made = {}
    for name, register in (("stays", {"communes": 3}), ("merged", MERGED)):
        for checks in ("", CHECKS):
            folder = tmp_path_factory.mktemp(name)
            files = {"plan": PLAN, "measures": MEASURES, "forms": FORMS} | ({"checks": checks} if checks else {})
            made[f"{name}{'+cap' if checks else ''}"] = memory_book(folder, register, **files)
    return made


def cells_of(book: Book) -> list[Cell]:
    found = []
    for year in (2017, 2018):
        period = Period.of_year(year, book.plan.calendar)
        for unit in book.register.on(period.last_day).by_code.values():
            if unit.level == 3:
                found += [Cell(element, "", period, book.register.lineages[unit]) for element in OPTIONS]
    return found


def fits(book: Book, answers: dict[Cell, Answer]) -> bool:
    """Whether a completion is possible: with the cap, x never exceeds y in the same place and year."""
    if not book.plan.checks:
        return True
    for cell, answer in answers.items():
        other = answers.get(Cell("y", "", cell.period, cell.lineage))
        if cell.element == "x" and isinstance(answer, Fraction) and isinstance(other, Fraction) and answer > other:
            return False
    return True


@given(data=st.data(), which=st.sampled_from(["stays", "merged", "stays+cap", "merged+cap"]), number=st.integers(0, 6))
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_bounds_are_the_extremes_of_all_completions(
    books: dict[str, Book], data: st.DataObject, which: str, number: int
) -> None:
    empty = books[which]
    indicator = empty.plan.indicators[INDICATORS[number]]
    cells = cells_of(empty)
    gaps = data.draw(st.lists(st.sampled_from(cells), max_size=4, unique=True))
    known = {cell: data.draw(st.sampled_from(OPTIONS[cell.element])) for cell in cells if cell not in gaps}
    assume(fits(empty, known))
    period = Period.of_year(2018, empty.plan.calendar)
    task = Task(indicator, period, "T")
    made = figure(with_answers(empty, known), on(DAY), task)
    judged = row(with_answers(empty, known), on(DAY), f"t{number}", figure)

    lows: list[Fraction] = []
    highs: list[Fraction] = []
    undefined = False
    verdicts: set[Verdict] = set()
    for choice in product(*(OPTIONS[cell.element] for cell in gaps)):
        answers = known | dict(zip(gaps, choice, strict=True))
        if not fits(empty, answers):
            continue
        whole = figure(with_answers(empty, answers), on(DAY), task)
        verdicts.add(row(with_answers(empty, answers), on(DAY), f"t{number}", figure).judgement.verdict)
        if isinstance(whole.low, Absent) or isinstance(whole.high, Absent):
            undefined = True
            continue
        lows.append(whole.low)
        highs.append(whole.high)

    if not lows:
        assert isinstance(made.low, Absent)
        return
    if isinstance(made.low, Absent):
        # No bounds rather than a guess is allowed, with a reason; a wrong bound never is.
        assert made.low.why in ("shared_cells", "too_many_completions", "unbounded", "zero_denominator")
        return
    assert (made.low, made.high) == (min(lows), max(highs))
    assert made.may_be_undefined or not undefined
    if judged.judgement.settled:
        assert verdicts == {judged.judgement.verdict}
    if isinstance(made.value, Fraction):
        assert min(lows) == made.value == max(highs), "unknown: a value only where nothing can change it"


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_one_more_report_never_widens_the_bounds(books: dict[str, Book], data: st.DataObject) -> None:
    empty = books["stays"]
    indicator = empty.plan.indicators[data.draw(st.sampled_from(["either", "part_of_whole", "counted"]))]
    cells = cells_of(empty)
    gaps = data.draw(st.lists(st.sampled_from(cells), min_size=1, max_size=6, unique=True))
    known = {cell: data.draw(st.sampled_from(OPTIONS[cell.element])) for cell in cells if cell not in gaps}
    task = Task(indicator, Period.of_year(2018, empty.plan.calendar), "T")
    before = figure(with_answers(empty, known), on(DAY), task)
    after = figure(
        with_answers(empty, known | {gaps[0]: data.draw(st.sampled_from(OPTIONS[gaps[0].element]))}), on(DAY), task
    )
    assume(all(isinstance(end, Fraction) for end in (before.low, before.high, after.low, after.high)))
    assert before.low <= after.low <= after.high <= before.high  # type: ignore[operator]


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_districts_add_up_to_the_province(books: dict[str, Book], data: st.DataObject) -> None:
    """Numerators and denominators roll up independently: a ratio is a ratio of sums."""
    empty = books["merged"]
    cells = cells_of(empty)
    known = {cell: data.draw(st.sampled_from(OPTIONS[cell.element])) for cell in cells}
    for name in ("either", "part_of_whole", "handled"):
        task = Task(empty.plan.indicators[name], Period.of_year(2018, empty.plan.calendar), "T")
        whole = figure(with_answers(empty, known), on(DAY), task)
        parts = [
            figure(with_answers(empty, known), on(DAY), Task(task.indicator, task.period, unit.code))
            for unit in empty.register.on(DAY).by_code.values()
            if unit.level == 3
        ]
        for side in ("numerator", "denominator"):
            assert getattr(whole, side) == sum(getattr(part, side) for part in parts)
