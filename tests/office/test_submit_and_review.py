"""Lan sends, Minh accepts the rest and returns a cell, Lan corrects, Minh accepts: works, wrong person, wrong place,
wrong state, done twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from thuocdo.actions.review import review
from thuocdo.actions.submit import Reason, Sending, submit
from thuocdo.answers.office.holding import CellKey, Told
from thuocdo.answers.office.owing import standing_of
from thuocdo.core.errors import Refused
from thuocdo.core.obligations import State

if TYPE_CHECKING:
    from tests.office.conftest import Stories

QUARTER = {"sessions": "3", "attendances": "150", "leaflets": "200", "loudspeaker_items": "12"}


def quarter(**changed: str) -> Sending:
    return Sending({CellKey("M101", name): Told(value) for name, value in {**QUARTER, **changed}.items()})


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_lan_sends_minh_returns_a_cell_lan_corrects_minh_accepts(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    first = submit(stories.actor("lan"), stories.office, row, quarter(attendances="1500"))
    assert standing_of(stories.office, row).state is State.WAITING
    review(stories.actor("minh"), stories.office, first, {CellKey("M101", "attendances"): "1500 người cho 3 buổi?"})
    now = standing_of(stories.office, row)
    assert (now.state, now.returned) == (State.MISSING, True)  # one cell of four is missing again
    second = submit(stories.actor("lan"), stories.office, row, replace(quarter(), because="gõ thừa một số 0"))
    assert second.number == 2
    review(stories.actor("minh"), stories.office, second, {})
    assert standing_of(stories.office, row).state is State.ACCEPTED


def test_wrong_person_wrong_place(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    for name, post, code in (
        ("dung", None, "OFFICE-011"),  # a leader enters nothing
        ("minh", "minh", "OFFICE-011"),  # nor does who reviews
        ("minh", "minh_entry", "OFFICE-012"),  # nor the district in the commune's place
    ):
        with pytest.raises(Refused) as error:
            submit(stories.actor(name, post), stories.office, row, quarter())
        assert codes(error) == [code]
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    with pytest.raises(Refused) as error:
        review(stories.actor("dung", "dung_review"), stories.office, version, {})
    assert codes(error) == ["OFFICE-014"]


def test_done_twice_is_refused(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, version, {})
    with pytest.raises(Refused) as error:
        review(stories.actor("minh"), stories.office, version, {})
    assert codes(error) == ["OFFICE-040"]
    with pytest.raises(Refused) as error:
        submit(stories.actor("lan"), stories.office, row, quarter())
    assert codes(error) == ["OFFICE-021"]


def test_everything_wrong_is_told_at_once(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    told = dict(quarter(sessions="0", attendances="-5").told)
    del told[CellKey("M101", "leaflets")]
    with pytest.raises(Refused) as error:
        submit(stories.actor("lan"), stories.office, row, Sending(told))
    assert sorted(codes(error)) == ["OFFICE-031", "VALUE-012"]


def test_a_question_wants_a_reason(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    odd = quarter(sessions="0")  # people came to no session
    with pytest.raises(Refused) as error:
        submit(stories.actor("lan"), stories.office, row, odd)
    assert codes(error) == ["OFFICE-034"]
    reasons = {("attendances_need_sessions", "M101"): Reason("counted_elsewhere")}
    assert submit(stories.actor("lan"), stories.office, row, replace(odd, reasons=reasons)).number == 1
