"""What an office refuses besides: an empty house, another office's form, one's own submission, what has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from tests.conftest import PLAN_112
from tests.office.conftest import PASSWORD, REGISTER, TODAY, Stories
from tests.office.test_submit_and_review import codes, quarter
from thuocdo.actions.actor import Actor
from thuocdo.actions.review import review
from thuocdo.actions.seeding import seed_person, seed_post
from thuocdo.actions.submit import Sending, submit
from thuocdo.actions.take_in import take_in_plan
from thuocdo.actions.take_in_values import take_in_values
from thuocdo.answers.office.holding import CellKey, Told
from thuocdo.answers.office.office import forget, opened
from thuocdo.core.errors import Refused
from thuocdo.core.posts import Role

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

TEAM = {
    "planned_rounds": "1", "surprise_rounds": "0", "small_rounds": "0", "establishment_checks": "4",
    "violating_turns": "1", "reminded": "0", "warned": "1", "fined": "0", "other_sanctions": "0", "suspended": "0",
    "fines": "0", "files_passed_on": "0",
}  # fmt: skip


def test_an_empty_house_answers_nothing() -> None:
    forget()
    with pytest.raises(Refused) as error:
        opened(TODAY)
    assert codes(error) == ["OFFICE-001"]


def test_values_are_taken_in_once(stories: Stories) -> None:
    submit(stories.actor("lan"), stories.office, stories.obligation("commune_quarter", "2020Q4", "M101"), quarter())
    with pytest.raises(Refused) as error:
        take_in_values([], TODAY)
    assert codes(error) == ["OFFICE-002"]


def test_a_plan_taken_in_twice_is_one_version(stories: Stories) -> None:
    before = stories.office.versions
    take_in_plan(PLAN_112, register=REGISTER)
    assert stories.office.versions == before


def test_whoever_does_not_hold_a_post_does_not_act_in_it(stories: Stories) -> None:
    with pytest.raises(Refused) as error:
        Actor.of(stories.people["dung"], stories.posts["lan"], stories.actor("dung").at, TODAY)
    assert codes(error) == ["OFFICE-010"]


def test_another_offices_form_is_not_ones_business(stories: Stories) -> None:
    """The secretary of the commune's Team 178 does not fill in the People's Committee's form."""
    post = seed_post(Role.TEAM_178_SECRETARY, "Thư ký Đội 178 Xã Mẫu Đông 1", ["M101"], ["doi_178_xa"])
    seed_person("tam", "Tam", PASSWORD, [post], date(2016, 7, 27))
    tam = replace(stories.actor("lan"), row=post, post=post.as_core())
    with pytest.raises(Refused) as error:
        submit(tam, stories.office, stories.obligation("commune_quarter", "2020Q4", "M101"), quarter())
    assert codes(error) == ["OFFICE-013"]


def test_nobody_accepts_what_they_sent(stories: Stories) -> None:
    """Minh stands in for Lan for a day, sends, and may not accept it."""
    version = submit(
        stories.actor("lan"), stories.office, stories.obligation("commune_quarter", "2020Q4", "M101"), quarter()
    )
    minh = replace(stories.actor("minh"), person=stories.people["lan"])
    with pytest.raises(Refused) as error:
        review(minh, stories.office, version, {})
    assert codes(error) == ["OFFICE-015"]


def test_what_a_reorganisation_ended_is_owed_no_more(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    row.ended_on, row.ended_by = date(2020, 12, 1), "NQ-MẪU"
    with pytest.raises(Refused) as error:
        submit(stories.actor("lan"), stories.office, row, quarter())
    assert codes(error) == ["OFFICE-020"]


def test_a_cell_that_the_form_has_not(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    told = {**quarter().told, CellKey("M101", "establishments", "karaoke"): Told("1")}
    with pytest.raises(Refused) as error:
        submit(stories.actor("lan"), stories.office, row, Sending(told))
    assert codes(error) == ["OFFICE-030"]


def test_what_cannot_be_true_is_not_sent(stories: Stories) -> None:
    """Five violating turns out of four checks."""
    row = stories.obligation("team_178_quarter", "2020Q4", "M101")
    told = {
        CellKey("M101", name): Told(value) for name, value in {**TEAM, "violating_turns": "5", "warned": "5"}.items()
    }
    with pytest.raises(Refused) as error:
        submit(stories.actor("lan"), stories.office, row, Sending(told))
    assert codes(error) == ["OFFICE-033"]


def test_a_returned_cell_needs_a_word(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    with pytest.raises(Refused) as error:
        review(stories.actor("minh"), stories.office, version, {CellKey("M101", "sessions"): " "})
    assert codes(error) == ["OFFICE-041"]


def test_an_account_without_a_post_sees_a_refusal(client: Client, stories: Stories) -> None:
    client.force_login(seed_person("moi", "Mới", PASSWORD, [], TODAY))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "OFFICE-016" in answer.content.decode()


def test_a_form_sent_from_elsewhere_is_refused(stories: Stories) -> None:
    from django.test import Client

    outsider = Client(enforce_csrf_checks=True)
    outsider.force_login(stories.people["lan"])
    answer = outsider.post("/language/", {"lang": "en"})
    assert answer.status_code == 403
    assert "OFFICE-017" in answer.content.decode()


def test_a_reviewer_without_a_second_factor_can_only_set_it_up(client: Client, stories: Stories) -> None:
    post = seed_post(Role.DISTRICT_REVIEW, "Duyệt báo cáo Huyện Mẫu Đông", ["M1"], ["*"])
    client.force_login(seed_person("thu", "Thu", PASSWORD, [post], TODAY))
    assert client.get("/").headers["Location"] == "/accounts/2fa/totp/activate/"
    client.force_login(stories.people["lan"])  # who enters for a commune needs none
    assert client.get("/").status_code == 200


def test_who_has_a_second_factor_is_asked_for_it_in_vietnamese(client: Client, stories: Stories) -> None:
    post = seed_post(Role.DISTRICT_REVIEW, "Duyệt báo cáo Huyện Mẫu Đông", ["M1"], ["*"])
    person = seed_person("thu", "Thu", PASSWORD, [post], TODAY)
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = client.post("/accounts/login/", {"login": "thu", "password": PASSWORD}, follow=True)
    page = answer.content.decode()
    assert "Xác thực hai lớp" in page
    assert "mã xác thực lúc này" not in page  # the code is shown in a demonstration only
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Mã không đúng" in wrong.content.decode()
