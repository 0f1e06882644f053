"""Accounts and posts made, given, lent, handed over, reset, closed: by whom, of whom, in which state, and twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator

from tests.office.conftest import TODAY
from tests.office.test_submit_and_review import codes, quarter
from thuocdo.actions.actor import Actor
from thuocdo.actions.people import close_account, make_account, reset_password, reset_second_factor
from thuocdo.actions.posts import close_post, give_post, hand_over, lend, make_post, take_back
from thuocdo.actions.submit import submit
from thuocdo.answers.office.people import people_under, posts_of, posts_under
from thuocdo.core.errors import Refused
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office.conftest import Stories

NEXT = date(2021, 1, 4)  # a Monday, after the leave


def refused(code: str, act: Callable[..., object], *args: object, **kwargs: object) -> None:
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    assert codes(error) == [code]


def admin(stories: Stories) -> Actor:
    return stories.actor("hoa", "hoa_admin")


def at(stories: Stories, name: str, post: models.Post, day: date) -> Actor:
    """Somebody about to act in a post on another day."""
    return Actor.of(stories.people[name], post, admin(stories).at, day)


def account(stories: Stories, username: str = "mai", post: str | None = "lan") -> models.Person:
    held = stories.posts[post] if post else None
    return make_account(admin(stories), stories.office, username=username, full_name="Mai", post=held).person


# ------------------------------------------------------------------------------------------------- accounts


def test_hoa_makes_an_account_with_a_password_for_one_time(stories: Stories) -> None:
    made = make_account(
        admin(stories), stories.office, username="mai", full_name="Mai", post=stories.posts["minh"], first_day=TODAY
    )
    assert made.person.check_password(made.password)
    assert made.person.must_change_password
    assert posts_of(made.person, TODAY) == [stories.posts["minh"]]
    lines = models.Act.objects.filter(name__in=["make_account", "give_post"]).order_by("name")
    assert [(line.name, line.person.username) for line in lines] == [("give_post", "hoa"), ("make_account", "hoa")]
    assert made.password not in str([line.after for line in lines])


def test_minh_makes_one_for_a_commune_below_and_no_other(stories: Stories) -> None:
    minh, office = stories.actor("minh"), stories.office
    made = make_account(minh, office, username="mai", full_name="Mai", post=stories.posts["lan"])
    assert posts_of(made.person, TODAY) == [stories.posts["lan"]]
    new = {"username": "an.xa", "full_name": "An"}
    refused("OFFICE-251", make_account, minh, office, post=stories.posts["minh_entry"], **new)  # not strictly below
    refused("OFFICE-251", make_account, minh, office, post=stories.posts["dung"], **new)
    refused("OFFICE-251", make_account, minh, office, post=None, **new)
    refused("OFFICE-251", make_account, stories.actor("dung", "dung_review"), office, post=stories.posts["lan"], **new)
    refused("OFFICE-011", make_account, stories.actor("lan"), office, post=stories.posts["lan"], **new)


def test_names_that_do_not_do(stories: Stories) -> None:
    hoa, office = admin(stories), stories.office
    refused("OFFICE-252", make_account, hoa, office, username="Lan Mẫu", full_name="Lan", post=None)
    refused("OFFICE-253", make_account, hoa, office, username="lan", full_name="Lan", post=None)
    with pytest.raises(Refused) as error:
        make_account(hoa, office, username="9", full_name=" ", post=None)
    assert codes(error) == ["OFFICE-252", "OFFICE-254"]


def test_a_password_and_a_second_factor_are_reset_from_above(stories: Stories) -> None:
    minh, lan = stories.people["minh"], stories.people["lan"]
    made = reset_password(stories.actor("minh"), stories.office, lan)
    assert lan.check_password(made.password)
    reset_second_factor(stories.actor("hoa"), stories.office, minh)
    assert not Authenticator.objects.filter(user=minh).exists()
    line = models.Act.objects.get(name="reset_second_factor")
    assert (line.about, line.before, line.after) == (f"person:{minh.pk}", ["totp"], [])
    refused("OFFICE-257", reset_second_factor, stories.actor("hoa"), stories.office, minh)


def test_nobody_resets_their_own_nor_who_stands_higher(stories: Stories) -> None:
    hoa, minh, lan = (stories.people[name] for name in ("hoa", "minh", "lan"))
    refused("OFFICE-255", reset_password, admin(stories), stories.office, hoa)
    refused("OFFICE-256", reset_password, stories.actor("minh"), stories.office, hoa)
    refused("OFFICE-256", reset_second_factor, stories.actor("dung", "dung_review"), stories.office, lan)
    refused("OFFICE-011", reset_password, stories.actor("lan"), stories.office, minh)
    # Lan is given a post at the province besides: Minh does not come to it by way of her password.
    give_post(admin(stories), stories.office, stories.posts["hoa_publish"], lan, TODAY)
    refused("OFFICE-256", reset_password, stories.actor("minh"), stories.office, lan)


def test_an_account_is_closed_and_can_hold_nothing(stories: Stories) -> None:
    lan = stories.people["lan"]
    close_account(stories.actor("minh"), stories.office, lan)
    lan.refresh_from_db()
    assert not lan.is_active
    assert posts_of(lan, TODAY) == []
    refused("OFFICE-010", stories.actor, "lan")
    refused("OFFICE-264", give_post, admin(stories), stories.office, stories.posts["lan"], lan, TODAY)
    refused("OFFICE-256", close_account, stories.actor("minh"), stories.office, lan)  # holds nothing any more


# ---------------------------------------------------------------------------------------------------- posts


def test_a_post_is_made_given_and_closed(stories: Stories) -> None:
    hoa, office = admin(stories), stories.office
    post = make_post(
        hoa, office, role="commune_entry", title="Nhập số liệu Xã Mẫu Đông Mới", orgunits=["M104"], offices=["ubnd_xa"]
    )
    mai = account(stories)
    give_post(hoa, office, post, mai, TODAY)
    assert posts_of(mai, TODAY) == [stories.posts["lan"], post]
    refused("OFFICE-263", give_post, hoa, office, post, mai, TODAY)
    close_post(hoa, office, post)
    assert posts_of(mai, TODAY) == [stories.posts["lan"]]
    refused("OFFICE-262", close_post, hoa, office, post)
    refused("OFFICE-262", give_post, hoa, office, post, stories.people["dung"], TODAY)
    line = models.Act.objects.get(name="close_post")
    assert (line.before["held_by"], line.before["closed_on"], line.after["closed_on"]) == (["mai"], None, "2020-12-16")


def test_nobody_gives_themselves_a_post(stories: Stories) -> None:
    refused("OFFICE-255", give_post, admin(stories), stories.office, stories.posts["lan"], stories.people["hoa"], TODAY)


def test_a_post_of_nothing_is_no_post(stories: Stories) -> None:
    with pytest.raises(Refused) as error:
        make_post(admin(stories), stories.office, role="king", title=" ", orgunits=["X9"], offices=["không"])
    assert codes(error) == ["OFFICE-258", "OFFICE-259", "OFFICE-260", "OFFICE-261"]
    made = {"title": "Nhập", "offices": ["ubnd_xa"]}
    minh = stories.actor("minh")
    refused("OFFICE-251", make_post, minh, stories.office, role="auditor", orgunits=["M101"], **made)
    refused("OFFICE-251", make_post, minh, stories.office, role="commune_entry", orgunits=["M101", "M201"], **made)


def test_only_the_administrator_opens_restricted_counts(stories: Stories) -> None:
    made = {"role": "commune_entry", "title": "Nhập", "orgunits": ["M101"], "offices": ["ubnd_xa"]}
    assert not make_post(stories.actor("minh"), stories.office, reads_restricted=True, **made).reads_restricted
    assert make_post(admin(stories), stories.office, reads_restricted=True, **made).reads_restricted


def test_a_post_is_lent_for_leave_and_comes_back_by_itself(stories: Stories) -> None:
    tu = account(stories, "tu", None)
    give_post(admin(stories), stories.office, stories.posts["minh_entry"], tu, TODAY)
    lent = lend(stories.actor("minh"), stories.office, tu, TODAY, date(2020, 12, 31), "nghỉ phép")
    stories.people["tu"] = tu
    assert posts_of(tu, TODAY) == [stories.posts["minh_entry"], stories.posts["minh"]]  # one's own first
    assert posts_of(tu, NEXT) == [stories.posts["minh_entry"]]
    refused("OFFICE-266", lend, stories.actor("tu", "minh"), stories.office, stories.people["dung"], TODAY, NEXT)
    refused("OFFICE-263", lend, stories.actor("minh"), stories.office, tu, TODAY, NEXT)
    refused("OFFICE-251", take_back, stories.actor("dung", "dung_review"), stories.office, lent)
    take_back(stories.actor("minh"), stories.office, lent)  # back early
    assert posts_of(tu, TODAY) == [stories.posts["minh_entry"]]


def test_a_post_is_not_lent_away_from_its_orgunit_nor_into_the_past(stories: Stories) -> None:
    minh, office = stories.actor("minh"), stories.office
    refused("OFFICE-267", lend, minh, office, stories.people["dung"], TODAY, NEXT)
    refused("OFFICE-265", lend, minh, office, stories.people["dung"], NEXT, TODAY)
    refused("OFFICE-265", lend, minh, office, stories.people["dung"], date(2020, 1, 1), NEXT)
    refused("OFFICE-255", lend, minh, office, stories.people["minh"], TODAY, NEXT)
    refused("OFFICE-250", lend, minh, office, stories.people["dung"], TODAY, NEXT, "gọi 0912 345 678")


def test_handed_over_in_one_act_and_the_draft_stays(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    models.Draft.objects.create(
        obligation=row,
        cells={"M101|sessions|": {"value": "3"}},
        saved_at=stories.actor("lan").at,
        saved_by=stories.people["lan"],
    )
    mai = account(stories, post=None)
    held = models.Holding.objects.get(post=stories.posts["lan"], person=stories.people["lan"])
    refused("OFFICE-251", hand_over, stories.actor("dung", "dung_review"), stories.office, held, mai, TODAY)
    hand_over(stories.actor("minh"), stories.office, held, mai, TODAY)
    assert posts_of(stories.people["lan"], TODAY) == []
    assert posts_of(mai, TODAY) == [stories.posts["lan"]]
    assert models.Draft.objects.get(obligation=row).cells == {"M101|sessions|": {"value": "3"}}
    stories.people["mai"] = mai
    assert submit(stories.actor("mai", "lan"), stories.office, row, quarter()).person == mai
    line = models.Act.objects.get(name="hand_over")
    assert (line.before["person"], line.after["new"]["person"]) == ("lan", "mai")
    assert line.after["old"]["last_day"] == "2020-12-15"
    held.refresh_from_db()
    refused("OFFICE-268", hand_over, stories.actor("minh"), stories.office, held, stories.people["dung"], TODAY)


# ------------------------------------------------------------------------------------------------ who sees whom


def test_each_looks_after_those_below(stories: Stories) -> None:
    def seen(actor: Actor) -> list[str]:
        return [row.person.username for row in people_under(stories.office, actor.post)]

    account(stories, "mai", None)  # holds nothing
    assert seen(admin(stories)) == ["dung", "hoa", "lan", "mai", "minh"]
    assert seen(stories.actor("hoa")) == ["lan", "minh"]  # a leader's post is the administrator's
    assert seen(stories.actor("minh")) == ["lan"]
    assert seen(stories.actor("dung", "dung_review")) == []
    assert seen(stories.actor("lan")) == []
    titles = [row.post.title for row in posts_under(stories.office, stories.actor("minh").post, words="mẫu đông")]
    assert titles == ["Nhập số liệu Xã Mẫu Đông 1"]
