"""A correction after acceptance: what was known on an earlier day stays as it was known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.office.test_submit_and_review import quarter
from thuocdo.actions.review import review
from thuocdo.actions.submit import submit
from thuocdo.answers.board import board
from thuocdo.answers.office.holding import CellKey, cell_of
from thuocdo.answers.office.office import forget, office_known_at
from thuocdo.answers.office.owing import as_core

if TYPE_CHECKING:
    from tests.office.conftest import Stories

pytestmark = pytest.mark.django_db


def sessions_known(stories: Stories, day: date) -> object:
    """How many sessions Lan's commune is known to have held in the fourth quarter."""
    then = office_known_at(day, stories.today)
    owed = as_core(then, stories.obligation("commune_quarter", "2020Q4", "M101"))
    return then.book.answer(cell_of(then, owed)[CellKey("M101", "sessions")], day)


def board_known(stories: Stories, day: date) -> str:
    then = office_known_at(day, stories.today)
    made = board(then.book, then.question(on=day, known_at=day), calculator=then.calculator)
    told = repr([(row.target.id, row.figure, row.judgement) for row in made.rows])
    return re.sub(r"0x[0-9a-f]+", "", told)  # where things lie in memory says nothing


def test_the_board_of_an_earlier_day_stays(stories: Stories) -> None:
    """Three sessions accepted on the 16th; on the 21st Lan corrects to five, and Minh accepts on the 22nd."""
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    first = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, first, {})
    stories.today = date(2020, 12, 20)
    before = board_known(stories, date(2020, 12, 16))
    stories.today = date(2020, 12, 21)
    second = submit(stories.actor("lan"), stories.office, row, replace(quarter(sessions="5"), because="counted_wrong"))
    assert sessions_known(stories, stories.today) == Fraction(3)  # a pending correction changes nothing
    stories.today = date(2020, 12, 22)
    review(stories.actor("minh"), stories.office, second, {})
    forget()  # read anew from the store: nothing is remembered from before
    assert sessions_known(stories, date(2020, 12, 22)) == Fraction(5)
    assert sessions_known(stories, date(2020, 12, 21)) == Fraction(3)
    assert board_known(stories, date(2020, 12, 16)) == before
    assert [one.number for one in second.submission.versions.order_by("number")] == [1, 2]
    assert first.values.get(item__element="sessions").value == "3"
