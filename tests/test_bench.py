"""The made-up place that speed is measured on: its files load, and both calculators read the same off it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from bench.facts import ReportedFacts
from bench.files import write_values
from bench.job import COUNTS, ELEMENTS, FORMS, MONTHS, RATIOS
from bench.place import Place, Size, write_register
from bench.plan import ON, write_plan
from bench.reports import Reports

from thuocdo.answers.board import board
from thuocdo.answers.calculators import CalculatorName, calculator, engine_of
from thuocdo.answers.opening import Sources, open_book
from thuocdo.core.book import Book, Question

if TYPE_CHECKING:
    from pathlib import Path

    from thuocdo.answers.board import Board

DAY = date.fromisoformat(ON)
QUESTION = Question(on=DAY, known_at=DAY, plan_as_of=DAY)
SMALL = Place(Size("small", 0, 2, 5))


@pytest.fixture(scope="module")
def reports() -> Reports:
    return Reports(SMALL)


@pytest.fixture(scope="module")
def book(reports: Reports, tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder: Path = tmp_path_factory.mktemp("bench")
    write_register(SMALL, folder / "orgunits")
    write_plan(folder / "plan", "../orgunits")
    write_values(reports, folder / "values.parquet")
    return open_book(Sources(folder / "plan", [folder / "values.parquet"]))


def told(made: Board) -> list[object]:
    return [
        (row.judgement.verdict, row.judgement.settled, f and (f.value, f.low, f.high, f.coverage, set(f.cells)))
        for row in made.rows
        for f in [row.judgement.figure]
    ]


def test_the_place_has_the_size_that_is_said(reports: Reports) -> None:
    assert len(ELEMENTS) == 60
    assert len(COUNTS) == len(RATIOS) == 10
    assert reports.values.shape == (60, MONTHS, 5)
    assert 0.05 < reports.missing.mean() < 0.11


def test_the_nation_has_the_size_that_is_said() -> None:
    nation = Place(Size("nation", 63, 700, 11_000))
    assert len(nation) == 1 + 63 + 700 + 11_000
    assert nation.communes_in[0] == 11_000


def test_both_calculators_make_the_same_board(book: Book) -> None:
    plain = board(book, QUESTION, calculator=calculator(book, CalculatorName.PLAIN))
    engine = engine_of(book)
    fast = board(book, QUESTION, calculator=engine.figure)
    assert len(fast.rows) == 14
    assert not engine.left
    assert told(fast) == told(plain)


def test_a_report_that_comes_late_changes_the_board_as_a_rebuild_would(book: Book, reports: Reports) -> None:
    facts = ReportedFacts(reports, book.register.units)
    grown = Book(book.plan, book.register, facts)
    engine = engine_of(grown)
    before = told(board(grown, QUESTION, calculator=engine.figure))
    engine.follow(facts.late(grown, len(FORMS), engine.seq))
    after = told(board(grown, QUESTION, calculator=engine.figure))
    assert after != before
    rebuilt = Book(book.plan, book.register, facts)
    assert after == told(board(rebuilt, QUESTION, calculator=engine_of(rebuilt).figure))
    assert after == told(board(rebuilt, QUESTION, calculator=calculator(rebuilt, CalculatorName.PLAIN)))
