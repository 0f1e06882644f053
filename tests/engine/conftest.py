"""Invented books for the tests of the engine."""

from __future__ import annotations

import pytest
from tests.support.invented import Owed, books

from thuocdo.core.book import Book
from thuocdo.core.obligations import cells_of, obligations, periods_of


class Invented(list[tuple[Book, list[Owed]]]):
    """Books without facts, each with what is owed in it; told shortly when a test fails."""

    def __repr__(self) -> str:
        return f"<{len(self)} invented books>"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    found = []
    for book in books(tmp_path_factory.mktemp("invented")):
        owed = [
            Owed(one, cells_of(book, one))
            for form in book.plan.forms.values()
            for period in periods_of(book.plan, form, book.plan.term)
            if period.year >= 2017
            for one in obligations(book, form, period)
        ]
        found.append((book, [one for one in owed if one.cells]))
    return Invented(found)
