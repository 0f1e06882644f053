"""After any submits, acceptances, returns and corrections the engine that followed them is the engine built anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.invented import NIGHTLY, GrowingFacts, question, reports, tasks, versions

from thuocdo.core.book import Book
from thuocdo.core.calculate import figure
from thuocdo.core.changes import Change
from thuocdo.core.values import Fact, Kind
from thuocdo.engine.calculator import Engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.engine.conftest import Invented

    from thuocdo.core.amounts import Cell
    from thuocdo.core.orgunits import OrgUnit

DAY = date(2018, 3, 1)


def assert_equal_cubes(one: Engine, other: Engine) -> None:
    for rhythm, cube in one.warm(DAY).cubes.items():
        anew = other.warm(DAY).cubes[rhythm]
        assert cube.start == anew.start
        for name in ("values", "bytes", "first"):
            assert np.array_equal(getattr(cube, name), getattr(anew, name)), (rhythm, name)


@given(data=st.data())
@settings(max_examples=120, deadline=None, derandomize=not NIGHTLY, suppress_health_check=list(HealthCheck))
def test_following_the_log_is_building_anew(invented: Invented, data: st.DataObject) -> None:
    empty, owed = invented[data.draw(st.integers(0, len(invented) - 1))]
    some = data.draw(st.lists(st.sampled_from(owed), max_size=20, unique_by=id))
    facts = GrowingFacts(data.draw(reports(empty.plan, some)) if some else [])
    book = Book(empty.plan, empty.register, facts)
    engine = Engine(book)
    task = data.draw(tasks(book.plan, book.register))
    engine.figure(book, question(DAY), task)
    for seq in range(1, data.draw(st.integers(1, 4)) + 1):
        one = data.draw(st.sampled_from(owed))
        for cell in data.draw(st.lists(st.sampled_from(one.cells), min_size=1, unique=True)):
            number = len(facts.at(cell)) + 1
            facts.add(cell, data.draw(versions(book.plan.elements[cell.element], cell.period, number)))
        engine.follow([Change(seq, one.obligation, seq)])
        fresh = Book(empty.plan, empty.register, facts)
        assert_equal_cubes(engine, Engine(fresh))
        followed, plain = engine.figure(book, question(DAY), task), figure(fresh, question(DAY), task)
        assert (followed.value, followed.low, followed.high, followed.coverage) == (
            plain.value,
            plain.low,
            plain.high,
            plain.coverage,
        )


def test_a_change_seen_before_is_passed_over(invented: Invented) -> None:
    book, owed = invented[0]
    engine = Engine(Book(book.plan, book.register, GrowingFacts()))
    engine.follow([Change(1, owed[0].obligation, 1), Change(2, owed[0].obligation, 2)])
    engine.follow([Change(2, owed[0].obligation, 2)])
    assert engine.seq == 2


def test_cubes_move_to_a_register_in_which_places_were_merged(invented: Invented) -> None:
    """From the register that stays to the one in which X001 and X002 became X001 in 2017: nothing is lost."""
    before, owed = invented[0]
    after, _ = invented[1]
    told = [(cell, fact) for one in owed[:40] for cell, fact in facts_of(one.cells)]
    early = [(cell, fact) for cell, fact in told if cell.period.last_day < date(2017, 6, 1)]
    engine = Engine(Book(before.plan, before.register, GrowingFacts(early)))
    engine.warm(DAY)
    by_key = {unit.key: unit for unit in after.register.units}
    again = [(replaced(cell, by_key), fact) for cell, fact in early]
    book = Book(after.plan, after.register, GrowingFacts(again))
    assert early
    assert_equal_cubes(engine.moved_to(book), Engine(book))


def facts_of(cells: Iterable[Cell]) -> Iterator[tuple[Cell, Fact]]:
    for cell in cells:
        sent = cell.period.last_day
        if cell.element in ("x", "y", "stock", "peak"):
            yield cell, Fact(Fraction(2), Kind.OFFICIAL, "s", 1, sent, sent, None, "X")


def replaced(cell: Cell, by_key: dict[tuple[str, date], OrgUnit]) -> Cell:
    return replace(cell, lineage=by_key[cell.lineage.key])
