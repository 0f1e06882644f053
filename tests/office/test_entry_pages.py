"""The pages of a form, as posts without scripts: written, checked, sent, its receipt, thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.office.test_refusals import TEAM
from tests.office.test_submit_and_review import QUARTER, quarter
from thuocdo.actions.review import review
from thuocdo.actions.submit import submit
from thuocdo.answers.office.holding import CellKey
from thuocdo.store import models

if TYPE_CHECKING:
    from django.test import Client

    from tests.office.conftest import Stories

pytestmark = pytest.mark.django_db


def cells(values: dict[str, str], subject: str = "M101") -> dict[str, str]:
    return {f"v:{subject}|{name}|": value for name, value in values.items()}


@pytest.fixture
def lan(client: Client, stories: Stories) -> Client:
    client.force_login(stories.people["lan"])
    return client


def test_lan_writes_leaves_comes_back_and_sends(lan: Client, stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    page = f"/forms/{row.pk}/"
    assert "Kỳ này" in lan.get(page).content.decode()
    answer = lan.post(page, {"act": "save", "revision": "0", **cells({"sessions": "3"})}, follow=True)
    assert 'value="3"' in answer.content.decode()
    assert "đang viết" in lan.get("/").content.decode()
    answer = lan.post(page, {"act": "send", "revision": "1", **cells({"sessions": "3"})})
    assert answer.status_code == 422  # three cells are still empty
    assert answer.content.decode().count("OFFICE-031") == 0  # said beside the cells, in words
    assert answer.content.decode().count("ô chưa có câu trả lời") == 3
    answer = lan.post(page, {"act": "send", "revision": "2", **cells(QUARTER)}, follow=True)
    sent = models.Version.objects.get(submission__obligation=row)
    assert answer.redirect_chain == [(f"{page}receipt/", 302)]
    assert sent.submission.code in answer.content.decode()
    assert not models.Draft.objects.exists()


def test_the_page_keeps_itself_and_hears_what_is_odd(lan: Client, stories: Stories) -> None:
    """Fifty people came to no session: asked while it is typed. Empty cells are not complained of yet."""
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    posted = {"revision": "0", **cells({"sessions": "0", "attendances": "50"})}
    told = lan.post(f"/forms/{row.pk}/", posted, headers={"X-Autosave": "1"}).json()
    assert told["revision"] == 1
    assert [(one["at"], one["strength"], one["asks"]) for one in told["messages"]] == [
        ("M101|attendances|", "question", "attendances_need_sessions|M101")
    ]


def test_two_hands_on_one_form_are_shown_side_by_side(lan: Client, stories: Stories) -> None:
    page = f"/forms/{stories.obligation('commune_quarter', '2020Q4', 'M101').pk}/"
    lan.post(page, {"act": "save", "revision": "0", **cells({"sessions": "3", "leaflets": "10"})})
    mine = {"revision": "0", **cells({"sessions": "4", "leaflets": "10"})}
    assert lan.post(page, mine, headers={"X-Autosave": "1"}).status_code == 409
    answer = lan.post(page, {"act": "save", **mine})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert text.count('type="radio"') == 2  # one cell differs: mine and theirs
    assert "M101|leaflets|" in text  # the rest travels along
    assert models.Draft.objects.get().cells["M101|sessions|"] == {"value": "3"}  # nothing was overwritten
    chosen = {
        "act": "resolve",
        "revision": "1",
        "pick:M101|sessions|": "theirs",
        **cells({"sessions": "4", "leaflets": "11"}),
    }
    lan.post(page, chosen)
    assert models.Draft.objects.get().cells == {"M101|sessions|": {"value": "3"}, "M101|leaflets|": {"value": "11"}}


def test_nothing_happened_is_one_button(lan: Client, stories: Stories) -> None:
    row = stories.obligation("team_178_quarter", "2020Q4", "M101")
    lan.post(f"/forms/{row.pk}/", {"act": "nothing", "revision": "0"})
    assert {cell["value"] for cell in models.Draft.objects.get().cells.values()} == {"0"}
    lan.post(f"/forms/{row.pk}/", {"act": "send", "revision": "2", **cells(dict.fromkeys(TEAM, "0"))})
    assert models.Value.objects.filter(value="0").count() == 12


def test_a_returned_form_shows_the_word_on_the_cell(lan: Client, stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, version, {CellKey("M101", "attendances"): "150 người cho 3 buổi?"})
    assert "Số lượt người dự: “150 người cho 3 buổi?”" in lan.get("/").content.decode()
    text = lan.get(f"/forms/{row.pk}/").content.decode()
    assert "Bị trả lại: “150 người cho 3 buổi?”" in text
    assert '<option value="returned" selected>' in text  # the reason is there already
    lan.post(f"/forms/{row.pk}/", {"act": "send", "revision": "0", "because": "returned", **cells(QUARTER)})
    assert models.Version.objects.get(number=2).because == "returned"


def test_an_accepted_form_opens_as_its_receipt_and_is_corrected_on_purpose(lan: Client, stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, version, {})
    assert lan.get(f"/forms/{row.pk}/").headers["Location"] == f"/forms/{row.pk}/receipt/"
    assert 'name="because"' in lan.get(f"/forms/{row.pk}/?correct=1").content.decode()


def test_a_receipt_is_for_those_who_see_the_form(client: Client, stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    client.force_login(stories.people["lan"])
    answer = client.get(f"/forms/{row.pk}/receipt/")
    assert (answer.status_code, "OFFICE-107" in answer.content.decode()) == (422, True)  # nothing was sent yet
    version = submit(stories.actor("lan"), stories.office, row, quarter())
    client.force_login(stories.people["minh"])
    assert version.submission.code in client.get(f"/forms/{row.pk}/receipt/").content.decode()
    client.force_login(stories.people["dung"])  # of the other district
    assert client.get(f"/forms/{row.pk}/receipt/").status_code == 403
    assert client.get(f"/forms/{row.pk}/").status_code == 403


def test_throwing_a_draft_away_asks_first(lan: Client, stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    lan.post(f"/forms/{row.pk}/", {"act": "save", "revision": "0", **cells({"sessions": "3"})})
    assert "Bỏ bản nháp?" in lan.get(f"/forms/{row.pk}/discard/").content.decode()
    assert models.Draft.objects.count() == 1
    lan.post(f"/forms/{row.pk}/discard/")
    assert models.Draft.objects.count() == 0


def test_minh_sees_how_many_wait_for_him_and_dung_sees_none(client: Client, stories: Stories) -> None:
    submit(stories.actor("lan"), stories.office, stories.obligation("commune_quarter", "2020Q4", "M101"), quarter())
    client.force_login(stories.people["minh"])
    assert "1 báo cáo đang chờ duyệt" in client.get("/").content.decode()
    client.force_login(stories.people["dung"])
    client.post("/post/", {"post": stories.posts["dung_review"].pk})
    assert "đang chờ duyệt" not in client.get("/").content.decode()


def test_every_form_of_the_plan_opens_for_its_sender(client: Client, stories: Stories) -> None:
    """All value types: counts, amounts, yes/no, dates, choices, documents; a rating at the province."""
    client.force_login(stories.people["minh"])
    client.post("/post/", {"post": stories.posts["minh_entry"].pk})
    seen = set()
    for row in models.Obligation.objects.filter(sender__code="M1", period__startswith="2020"):
        if row.office in stories.posts["minh_entry"].offices:
            answer = client.get(f"/forms/{row.pk}/")
            assert answer.status_code == 200
            seen.add(row.form)
    assert {"labour_year", "commune_status_year", "police_quarter", "local_year"} <= seen


def test_english_is_complete(lan: Client, stories: Stories) -> None:
    lan.post("/language/", {"lang": "en"})
    row = stories.obligation("local_year", "2020", "M101")
    text = lan.get(f"/forms/{row.pk}/").content.decode()
    assert "Send the report" in text
    assert 'lang="en"' in text
