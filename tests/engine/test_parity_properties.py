"""Both calculators, whatever they are given: the same figure to the digit, the same absences, the same coverage."""

from __future__ import annotations

import os
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.invented import NIGHTLY, GrowingFacts, question, reports, tasks

from thuocdo.core.book import Book
from thuocdo.core.calculate import figure
from thuocdo.engine.calculator import Engine

if TYPE_CHECKING:
    from tests.engine.conftest import Invented

    from thuocdo.core.figures import Figure

EXAMPLES = int(os.environ.get("THUOCDO_EXAMPLES", "2000"))
"""How many examples are tried; ``make test-nightly`` asks for more."""


def differences(plain: Figure, fast: Figure) -> list[str]:
    """The fields in which two figures differ; the cells behind them in any order."""
    found = []
    for one in fields(plain):
        left, right = getattr(plain, one.name), getattr(fast, one.name)
        if one.name == "cells":
            left, right = set(left), set(right)
        if left != right:
            found.append(f"{one.name}: {left} by hand, {right} by the engine")
    return found


@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None, derandomize=not NIGHTLY, suppress_health_check=list(HealthCheck))
def test_both_calculators_agree(invented: Invented, data: st.DataObject) -> None:
    empty, owed = invented[data.draw(st.integers(0, len(invented) - 1))]
    some = data.draw(st.lists(st.sampled_from(owed), max_size=40, unique_by=id))
    told = data.draw(reports(empty.plan, some)) if some else []
    book = Book(empty.plan, empty.register, GrowingFacts(told))
    engine = Engine(book)
    task = data.draw(tasks(book.plan, book.register))
    day = data.draw(st.sampled_from([date(2017, 8, 1), date(2018, 1, 5), date(2019, 6, 1)]))
    asked = question(day, data.draw(st.sampled_from([None, None, None, date(2016, 6, 1), date(2018, 12, 1)])))
    wrong = differences(figure(book, asked, task), engine.figure(book, asked, task))
    assert not wrong, "\n".join([task.indicator.id, *wrong])
