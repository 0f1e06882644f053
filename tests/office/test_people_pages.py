"""The screens of people, posts and the audit: who may open them, what they show, what they do."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.office.conftest import TODAY
from tests.office.test_submit_and_review import quarter
from thuocdo.actions.review import review
from thuocdo.actions.seeding import seed_person, seed_post
from thuocdo.actions.submit import submit
from thuocdo.answers.office.audit import HIDDEN, shown
from thuocdo.answers.office.people import posts_of
from thuocdo.core.elements import Visibility
from thuocdo.core.posts import Role
from thuocdo.store import models

if TYPE_CHECKING:
    from tests.office.conftest import Stories


def at_desk(stories: Stories, name: str, post: str | None = None) -> Client:
    client = Client()
    client.force_login(stories.people[name])
    client.post("/post/", {"post": stories.posts[post or name].pk})
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


@pytest.fixture
def auditor(stories: Stories) -> Client:
    from allauth.mfa.totp.internal.auth import TOTP

    stories.posts["thanh"] = seed_post(Role.AUDITOR, "Kiểm toán", ["M"], ["*"])
    stories.people["thanh"] = seed_person("thanh", "Thanh", "x", [stories.posts["thanh"]], TODAY)
    TOTP.activate(stories.people["thanh"], "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return at_desk(stories, "thanh")


def test_who_may_open_the_screens(stories: Stories) -> None:
    for name, post in (("lan", None), ("dung", None), ("minh", "minh_entry"), ("hoa", "hoa_publish")):
        client = at_desk(stories, name, post)
        for path in ("/people/", "/people/new/", "/posts/", "/posts/new/", "/audit/"):
            assert "OFFICE-011" in text(client, path, 403)
        assert "/people/" not in text(client, "/account/")  # nor does the menu offer them
    for name, post in (("hoa", "hoa_admin"), ("hoa", None), ("minh", None)):
        client = at_desk(stories, name, post)
        for path in ("/people/", "/posts/", "/posts/new/", "/audit/", "/account/"):
            text(client, path)


def test_nobody_looks_into_an_account_or_a_post_that_is_not_below(stories: Stories) -> None:
    minh = at_desk(stories, "minh")
    assert "OFFICE-256" in text(minh, f"/people/{stories.people['hoa'].pk}/", 403)
    assert "OFFICE-256" in text(minh, "/people/99999/", 403)  # the same words as for one that is not there
    assert "OFFICE-251" in text(minh, f"/posts/{stories.posts['dung'].pk}/", 403)
    reset = minh.post(f"/people/{stories.people['hoa'].pk}/password/")
    assert reset.status_code == 403
    assert "OFFICE-251" in text(minh, f"/people/new/?post={stories.posts['dung'].pk}", 403)


def test_hoa_makes_a_post_and_gives_it_to_somebody_new(stories: Stories) -> None:
    hoa = at_desk(stories, "hoa", "hoa_admin")
    asked = {"role": "commune_entry", "title": "Nhập số liệu Xã Mẫu Tây 1", "orgunits": "M201", "offices": ["ubnd_xa"]}
    where = hoa.post("/posts/new/", asked).headers["Location"]
    post = models.Post.objects.get(title="Nhập số liệu Xã Mẫu Tây 1")
    assert where == f"/posts/{post.pk}/"
    assert "còn trống" in text(hoa, where)
    new = {"full_name": "Mai", "username": "mai.xa", "post": post.pk, "first_day": "16/12/2020"}
    page = hoa.post("/people/new/", new)
    password = re.search(r'<code id="password">([\w-]+)</code>', page.content.decode())
    assert password is not None
    mai = models.Person.objects.get(username="mai.xa")
    assert mai.check_password(password[1])
    assert "no-store" in page.headers["Cache-Control"]
    assert posts_of(mai, TODAY) == [post]
    assert "Mai" in text(hoa, "/people/?q=mẫu+tây+1")


def test_what_was_typed_wrong_is_told_in_words(stories: Stories) -> None:
    hoa = at_desk(stories, "hoa", "hoa_admin")
    post = stories.posts["lan"].pk
    nobody = hoa.post(f"/posts/{post}/give/", {"username": "khongai"})
    assert "OFFICE-269" in nobody.content.decode()
    no_day = hoa.post(f"/posts/{post}/give/", {"username": "dung", "first_day": "hôm qua"})
    assert (no_day.status_code, "OFFICE-270" in no_day.content.decode()) == (422, True)
    assert "OFFICE-268" in hoa.post(f"/posts/{post}/back/", {"holding": "0"}).content.decode()
    assert "OFFICE-270" in text(hoa, "/audit/?first=mai", 422)


def test_handing_over_and_closing_on_the_page(stories: Stories) -> None:
    minh, post = at_desk(stories, "minh"), stories.posts["lan"]
    held = models.Holding.objects.get(post=post)
    minh.post(f"/posts/{post.pk}/hand-over/", {"holding": held.pk, "username": "dung", "first_day": "2020-12-16"})
    assert [one.username for one in models.Person.objects.filter(holdings__post=post, holdings__last_day=None)] == [
        "dung"
    ]
    assert "Lan" in text(minh, f"/posts/{post.pk}/")  # who held it stays written
    minh.post(f"/posts/{post.pk}/close/")
    post.refresh_from_db()
    assert post.closed_on == TODAY


def test_leave_is_lent_on_ones_own_page_and_taken_back(stories: Stories) -> None:
    models.Holding.objects.create(
        post=stories.posts["minh_entry"], person=stories.people["dung"], first_day=TODAY
    )  # a colleague
    minh = at_desk(stories, "minh")
    asked = {"username": "dung", "first_day": "2020-12-16", "last_day": "2020-12-31", "because": "nghỉ phép"}
    assert minh.post("/account/lend/", asked).status_code == 302
    assert stories.posts["minh"] in posts_of(stories.people["dung"], TODAY)
    lent = models.Holding.objects.get(lent_by__person=stories.people["minh"])
    assert "OFFICE-266" in at_desk(stories, "lan").post(f"/account/lent/{lent.pk}/back/").content.decode()
    minh.post(f"/account/lent/{lent.pk}/back/")
    assert stories.posts["minh"] not in posts_of(stories.people["dung"], TODAY)


# ---------------------------------------------------------------------------------------------------- the audit


def _sent(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    review(stories.actor("minh"), stories.office, submit(stories.actor("lan"), stories.office, row, quarter()), {})


def test_the_auditor_reads_it_all_and_the_others_what_concerns_accounts(stories: Stories, auditor: Client) -> None:
    _sent(stories)
    at_desk(stories, "minh").post(f"/people/{stories.people['lan'].pk}/password/")
    assert "gửi báo cáo" in text(auditor, "/audit/?name=submit")
    assert ">lan<" in text(auditor, "/audit/?name=submit")
    for name, post in (("hoa", "hoa_admin"), ("minh", None)):
        page = text(at_desk(stories, name, post), "/audit/")
        assert "cấp mật khẩu mới</td>" in page
        assert "gửi báo cáo</td>" not in page
    assert "cấp mật khẩu mới</td>" not in text(at_desk(stories, "dung", "dung_review"), "/audit/")


def test_it_is_filtered_and_comes_as_csv(stories: Stories, auditor: Client) -> None:
    _sent(stories)
    assert "1 dòng" in text(auditor, "/audit/?who=minh&name=review&first=2020-12-16&last=16/12/2020")
    assert "0 dòng" in text(auditor, "/audit/?who=minh&last=2020-12-15")
    response = auditor.get("/audit/?format=csv&name=review")
    lines = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [(line["person"], line["act"], line["orgunit"]) for line in lines] == [("minh", "review", "M101")]


def test_the_auditor_sees_what_the_database_saw_and_nobody_else_does(stories: Stories, auditor: Client) -> None:
    _sent(stories)
    page = text(auditor, "/audit/?of=rows&who=minh")
    assert "store_value:" in page
    assert "store_value:" not in text(at_desk(stories, "hoa", "hoa_admin"), "/audit/?of=rows")


def test_long_lists_have_pages(stories: Stories, auditor: Client) -> None:
    at = stories.actor("hoa").at
    models.Act.objects.bulk_create(models.Act(at=at, name="review", about=f"obligation:{n}") for n in range(120))
    assert "trang 1/3" in text(auditor, "/audit/")
    assert "trang 3/3" in text(auditor, "/audit/?page=99")


def test_restricted_counts_are_not_read_in_the_audit(stories: Stories) -> None:
    """What an act kept of a restricted cell is hidden, unless the post was given restricted counts."""
    elements, levels = stories.office.plan.elements.values(), stories.office.map.levels
    name = next(e.id for e in elements if any(e.visibility_at(level) is Visibility.RESTRICTED for level in levels))
    key = f"M101|{name}|"
    kept = {"cells": {key: {"value": "7"}}, "version": 2}
    plain = seed_post(Role.AUDITOR, "Kiểm toán", ["M"], ["*"]).as_core()
    opened = seed_post(Role.AUDITOR, "Kiểm toán", ["M"], ["*"], reads_restricted=True).as_core()
    assert shown(stories.office, plain, kept) == {"cells": {key: HIDDEN}, "version": 2}
    assert shown(stories.office, opened, kept) == kept


def test_a_line_that_looks_like_a_formula_is_text_in_csv(stories: Stories, auditor: Client) -> None:
    models.Act.objects.create(at=stories.actor("hoa").at, name="review", about="=1+1")
    response = auditor.get("/audit/?format=csv&name=review")
    assert "'=1+1" in b"".join(response.streaming_content).decode()
