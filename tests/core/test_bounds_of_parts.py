"""Later figures on an earlier map: the bounds are exactly what the parts of a merged commune can have been.

The commune that X001 … X003 became answers for 2018. Every way in which its parts can have made its answer is told apart
("was:X001" …) and worked out in full; the lowest and highest of these must be the bounds without that breakdown.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.memory import memory_book, on, with_answers

from thuocdo.core.amounts import Cell
from thuocdo.core.calculate import Task, figure
from thuocdo.core.figures import Absent
from thuocdo.core.periods import Period

if TYPE_CHECKING:
    from thuocdo.core.book import Book
    from thuocdo.core.values import Answer

PLAN = """
plan: parts
title: {vi: Thử, en: Test}
register: {path: ../orgunits, root: "T"}
years: {first: 2016, last: 2018}
documents: [{document: d, title: Thử}]
offices: [{office: o, name: Thử}]
targets:
  - {target: t, says: Thử, cite: {document: d}, measured_by: some, due: {2018: {at_least: 50}}}
"""
MEASURES = """
elements:
  - {element: a, name: A, value: yes/no, stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: all}
  - {element: b, name: B, value: yes/no, stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: any}
  - {element: x, name: X, value: count, stock_or_flow: flow, collected_at: commune, over_time: sum, on_merge: sum, range: [0, 4]}
  - {element: h, name: H, value: count, stock_or_flow: stock, collected_at: commune, over_time: last, on_merge: highest, range: [0, 3]}
indicators:
  - &one
    indicator: some
    name: Thử
    reading: Thử
    numerator: count(communes where x >= 1)
    denominator: count(communes)
    unit: percent
    better: higher
    as_of: plan start
    if_not_reported: unknown
  - {<<: *one, indicator: exact, numerator: count(communes where x = 2), denominator: count(communes where x >= 1)}
  - {<<: *one, indicator: mixed, numerator: count(communes where a and x >= 2), denominator: count(communes where b or h >= 2)}
  - {<<: *one, indicator: summed, numerator: sum(x over communes where h >= 2), denominator: sum(x)}
  - {<<: *one, indicator: topped, numerator: sum(h over communes), denominator: null, unit: x}
"""
FORMS = """
forms:
  - {form: f, name: Thử, sent_by: commune, office: o, every: year, elements: [a, b, x, h], due: [{level: commune, by: 20}]}
"""
REGISTER = {"communes": 4, "changes": [{"on": date(2017, 6, 1), "merge": ["X001", "X002", "X003"], "into": "X001"}]}
PARTS = ("X001", "X002", "X003")
MOST = {"x": 4, "h": 3}
DAY = date(2018, 12, 31)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return memory_book(tmp_path_factory.mktemp("parts"), REGISTER, plan=PLAN, measures=MEASURES, forms=FORMS)


def made_of(element: str, parts: tuple[int, ...]) -> Answer:
    """What the whole says of its parts, by the element's rule."""
    match element:
        case "a":
            return all(parts)
        case "b":
            return any(parts)
        case "x":
            return Fraction(sum(parts))
        case _:
            return Fraction(max(parts))


def answer_of(element: str, part: int) -> Answer:
    return bool(part) if element in "ab" else Fraction(part)


def ways(element: str, answer: Answer, told: dict[int, int]) -> list[tuple[int, ...]]:
    """Every way in which three parts make an answer, some of them told."""
    values = range(MOST.get(element, 1) + 1)
    found = product(values, repeat=len(PARTS))
    return [way for way in found if made_of(element, way) == answer and all(way[n] == v for n, v in told.items())]


@given(data=st.data(), indicator=st.sampled_from(["some", "exact", "mixed", "summed", "topped"]))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_bounds_are_the_extremes_of_all_that_the_parts_can_have_been(
    book: Book, data: st.DataObject, indicator: str
) -> None:
    period = Period.of_year(2018, book.plan.calendar)
    units = book.register.on(DAY).by_code
    whole, other = (book.register.lineages[units[code]] for code in ("X001", "X004"))
    truth = {e: tuple(data.draw(st.integers(0, MOST.get(e, 1))) for _ in PARTS) for e in "abxh"}
    if sum(truth["x"]) > 4:
        truth["x"] = (truth["x"][0], 0, 0)
    known: dict[Cell, Answer] = {}
    told: dict[str, dict[int, int]] = {}
    for element, parts in truth.items():
        known[Cell(element, "", period, whole)] = made_of(element, parts)
        known[Cell(element, "", period, other)] = answer_of(element, data.draw(st.integers(0, MOST.get(element, 1))))
        told[element] = {n: parts[n] for n in data.draw(st.sets(st.integers(0, 2), max_size=2))}
        for n, part in told[element].items():
            known[Cell(element, f"was:{PARTS[n]}", period, whole)] = answer_of(element, part)
    task = Task(book.plan.indicators[indicator], period, "T")
    made = figure(with_answers(book, known), on(DAY), task)

    read = {"some": "x", "exact": "x", "mixed": "abxh", "summed": "xh", "topped": "h"}[indicator]
    found: list[Fraction] = []
    undefined = False
    for choice in product(*(ways(e, known[Cell(e, "", period, whole)], told[e]) for e in read)):
        apart = {
            Cell(element, f"was:{code}", period, whole): answer_of(element, part)
            for element, parts in zip(read, choice, strict=True)
            for code, part in zip(PARTS, parts, strict=True)
        }
        exact = figure(with_answers(book, known | apart), on(DAY), task)
        if isinstance(exact.value, Absent):
            undefined = True
        else:
            found.append(exact.value)
    if not found:
        assert isinstance(made.low, Absent)
    elif isinstance(made.low, Absent):
        assert made.low.why in ("shared_cells", "too_many_completions")
    else:
        assert (made.low, made.high) == (min(found), max(found))
        assert made.may_be_undefined is undefined
