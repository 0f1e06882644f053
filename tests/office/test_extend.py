"""A decision moves due days: lateness and coverage follow, in both calculators."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from thuocdo.actions.extend import Paper, extend
from thuocdo.core.calculate import figure
from thuocdo.core.errors import Refused
from thuocdo.core.periods import Calendar, Period
from thuocdo.core.tasks import Task

if TYPE_CHECKING:
    from tests.office.conftest import Stories
    from thuocdo.core.obligations import Coverage

DECISION = Paper("công văn", "12/CV-MẪU", date(2020, 12, 15), "CƠ QUAN MẪU")


def coverages(stories: Stories) -> tuple[Coverage, Coverage]:
    """The coverage of what S2 reads in 2020 for the district M1, by the engine and by the plain calculator."""
    office = stories.office
    target = next(target for target in office.plan.targets.values() if target.seed == "S2")
    indicator = office.plan.indicators[target.measured_by or ""]
    task = Task(indicator, Period.parse("2020", Calendar.CUT_OFF), "M1")
    question = office.question()
    return office.calculator(office.book, question, task).coverage, figure(office.book, question, task).coverage


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_what_is_extended_is_no_longer_owed_in_both_calculators(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")  # due on the 15th; today is the 16th
    before, plain_before = coverages(stories)
    assert before == plain_before
    extend(stories.actor("minh"), stories.office, [row], date(2020, 12, 18), DECISION)
    after, plain_after = coverages(stories)
    assert after == plain_after
    # One obligation fewer is owed and missing, one more is not due yet.
    assert (after.owed, after.missing) == (before.owed - 1, before.missing - 1)
    assert (after.not_yet_due, after.expected) == (before.not_yet_due + 1, before.expected)


@pytest.mark.parametrize(
    ("name", "post", "sender", "to", "paper", "code"),
    [
        ("lan", None, "M101", date(2020, 12, 18), DECISION, "OFFICE-011"),  # a commune extends nothing
        ("dung", "dung_review", "M101", date(2020, 12, 18), DECISION, "OFFICE-012"),  # another district
        ("minh", None, "M101", date(2020, 12, 18), Paper("công văn", "", None, ""), "OFFICE-211"),
        ("minh", None, "M101", date(2020, 12, 15), DECISION, "OFFICE-212"),  # not after the due day
    ],
)
def test_refused(stories: Stories, name: str, post: str | None, sender: str, to: date, paper: Paper, code: str) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", sender)
    with pytest.raises(Refused) as error:
        extend(stories.actor(name, post), stories.office, [row], to, paper)
    assert codes(error) == [code]


def test_done_twice_or_on_nothing_is_refused(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    with pytest.raises(Refused) as error:
        extend(stories.actor("minh"), stories.office, [], date(2020, 12, 18), DECISION)
    assert codes(error) == ["OFFICE-210"]
    extend(stories.actor("minh"), stories.office, [row], date(2020, 12, 18), DECISION)
    with pytest.raises(Refused) as error:
        extend(stories.actor("minh"), stories.office, [row], date(2020, 12, 18), DECISION)
    assert codes(error) == ["OFFICE-212"]
