"""No text that goes into the store names a person: it is refused with what was found, before anything is written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from tests.office.test_submit_and_review import codes, quarter
from thuocdo.actions.review import review
from thuocdo.actions.submit import Reason, submit
from thuocdo.answers.office.holding import CellKey
from thuocdo.core.errors import Refused
from thuocdo.store import models

if TYPE_CHECKING:
    from tests.office.conftest import Stories

CALL = "hỏi lại số 0912 345 678"  # made up


def test_a_reviewers_words_name_nobody(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    cell = CellKey("M101", "attendances")
    with pytest.raises(Refused) as error:
        review(stories.actor("minh"), stories.office, version, {cell: CALL}, note="bà Nguyễn Thị Mẫu (SN 1990)")
    assert codes(error) == ["OFFICE-250", "OFFICE-250"]
    assert [str(problem.place) for problem in error.value.problems] == ["note", str(cell)]
    assert not models.Comment.objects.exists()
    review(stories.actor("minh"), stories.office, version, {cell: "150 người cho 3 buổi?"})


def test_nor_do_reasons_and_corrections(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    reasons = {("attendances_need_sessions", "M101"): Reason("counted_elsewhere", "CMND 171234567")}
    sending = replace(quarter(sessions="0"), reasons=reasons, because=CALL, told_by="anh Tý sinh năm 1988")
    with pytest.raises(Refused) as error:
        submit(stories.actor("lan"), stories.office, row, sending)
    assert codes(error) == ["OFFICE-250"] * 3
    assert not models.Version.objects.exists()


ABOUT_SOMEBODY = re.compile(
    r"phone|address|birth|gender|identity|id_number|passport|cmnd|cccd|e?mail|(full|first|last|family|given|nick)_name"
    r"|dien_thoai|dia_chi|ngay_sinh|ho_ten"
)
NAMES_OF_THINGS = {"OrgUnit.name", "PlanVersion.name", "RegisterVersion.name", "Act.name"}


def test_no_column_for_a_person_but_the_systems_own_users() -> None:
    """Counts, never persons: a table of the store has no field for a name, a number, a telephone or an address."""
    columns = {
        f"{model.__name__}.{column.name}"
        for model in apps.get_app_config("store").get_models()
        if model is not models.Person
        for column in model._meta.get_fields()
        if column.concrete
    }
    assert columns >= NAMES_OF_THINGS
    assert not {name for name in columns if ABOUT_SOMEBODY.search(name.lower())}
    assert {name for name in columns if name.endswith(("name", "names"))} == NAMES_OF_THINGS
