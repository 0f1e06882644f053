"""Signing in: a password for one time, the second factor that some posts need, wrong passwords and codes, sessions."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.office.conftest import PASSWORD, SECOND_FACTOR
from thuocdo.actions.people import make_account, reset_password, reset_second_factor
from thuocdo.core.errors import Refused
from thuocdo.web.desk import Desk

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.office.conftest import Stories

MINE = "ba quả mít trong vườn"


def code(secret: str, ahead: int = 0) -> str:
    """What the telephone shows."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def sign_in(username: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": username, "password": password})
    return client


def goes_to(client: Client, path: str = "/") -> str:
    """Where somebody ends who asks for a page."""
    response = client.get(path, follow=True)
    return str(response.redirect_chain[-1][0]) if response.redirect_chain else path


def is_outside(client: Client) -> bool:
    """Not signed in: sent to the password, or to the code."""
    return goes_to(client).startswith(("/accounts/login/", "/accounts/2fa/authenticate/"))


def test_lan_signs_in_with_her_password_alone(stories: Stories) -> None:
    client = sign_in("lan")
    assert client.get("/").status_code == 200


def test_hoa_needs_the_code_too(stories: Stories) -> None:
    client = sign_in("hoa")
    assert is_outside(client)
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Mã không đúng" in wrong.content.decode()
    client.post("/accounts/2fa/authenticate/", {"code": code(SECOND_FACTOR)})
    assert client.get("/").status_code == 200
    again = sign_in("hoa")  # a code that was looked over somebody's shoulder is used up
    again.post("/accounts/2fa/authenticate/", {"code": code(SECOND_FACTOR)})
    assert is_outside(again)


def test_a_new_reviewer_changes_the_password_and_sets_up_the_second_factor_before_anything_else(
    transactional_db: None,
    stories: Stories,
) -> None:
    hoa = stories.actor("hoa", "hoa_admin")
    made = make_account(hoa, stories.office, username="mai", full_name="Mai", post=stories.posts["minh"])
    client = sign_in("mai", made.password)
    for path in ("/", "/people/", "/audit/", "/account/", "/accounts/2fa/"):
        assert goes_to(client, path) == "/accounts/password/change/"
    same = {"oldpassword": made.password, "password1": made.password, "password2": made.password}
    assert "phải khác" in client.post("/accounts/password/change/", same).content.decode()
    weak = {"oldpassword": made.password, "password1": "Thanhhoa@2026", "password2": "Thanhhoa@2026"}
    assert "dễ đoán" in client.post("/accounts/password/change/", weak).content.decode()
    client.post("/accounts/password/change/", {"oldpassword": made.password, "password1": MINE, "password2": MINE})
    for path in ("/", "/people/", "/audit/", "/account/"):
        assert goes_to(client, path) == "/accounts/2fa/totp/activate/"
    assert client.post("/people/new/", {"username": "x"}).headers["Location"] == "/accounts/2fa/totp/activate/"
    other = sign_in("mai", MINE)  # a second session, from before the second factor
    assert goes_to(other) == "/accounts/2fa/totp/activate/"
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code id="secret">(\w+)</code>', page)
    assert secret is not None
    done = client.post("/accounts/2fa/totp/activate/", {"code": code(secret[1])}, follow=True)
    assert len(re.findall(r"<li><code>", done.content.decode())) == 10  # recovery codes, shown at once
    assert client.get("/people/").status_code == 200
    assert is_outside(other)  # the other session ended


def test_acting_without_the_second_factor_is_refused_below_the_pages_too(stories: Stories) -> None:
    reset_second_factor(stories.actor("hoa", "hoa_admin"), stories.office, stories.people["minh"])
    client = sign_in("minh")
    request = client.get("/accounts/2fa/totp/activate/").wsgi_request
    desk = Desk(request, "vi")
    with pytest.raises(Refused) as error:
        desk.actor  # noqa: B018
    assert [problem.code for problem in error.value.problems] == ["OFFICE-271"]
    client.post("/post/", {"post": stories.posts["minh_entry"].pk})
    assert client.get("/").status_code == 200  # entering figures needs none


def test_a_recovery_code_opens_once(stories: Stories) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    one = RecoveryCodes.activate(stories.people["hoa"]).get_unused_codes()[0]
    client = sign_in("hoa")
    client.post("/accounts/2fa/authenticate/", {"code": one})
    assert client.get("/").status_code == 200
    again = sign_in("hoa")
    again.post("/accounts/2fa/authenticate/", {"code": one})
    assert is_outside(again)


def test_whoever_needs_the_second_factor_cannot_switch_it_off(stories: Stories) -> None:
    client = sign_in("hoa")
    client.post("/accounts/2fa/authenticate/", {"code": code(SECOND_FACTOR)})
    page = client.post("/accounts/2fa/totp/deactivate/", follow=True).content.decode()
    assert "cần xác thực hai lớp" in page
    assert Authenticator.objects.filter(user=stories.people["hoa"]).exists()


def test_wrong_passwords_lock_the_account_in_both_languages(stories: Stories) -> None:
    client = Client()
    for _ in range(4):
        page = client.post("/accounts/login/", {"login": "lan", "password": "sai"}).content.decode()
        assert "Sai tên đăng nhập hoặc mật khẩu" in page
    locked = client.post("/accounts/login/", {"login": "lan", "password": "sai"})
    assert locked.status_code == 429
    assert "Tạm khóa đăng nhập" in locked.content.decode()
    client.cookies["lang"] = "en"
    still = client.post("/accounts/login/", {"login": "lan", "password": PASSWORD})
    assert still.status_code == 429
    assert "Sign-in is locked" in still.content.decode()
    assert sign_in("dung").get("/accounts/login/").status_code in {200, 302}  # another account is not
    made = reset_password(stories.actor("minh"), stories.office, stories.people["lan"])
    assert goes_to(sign_in("lan", made.password)) == "/accounts/password/change/"


def test_wrong_codes_are_counted(stories: Stories) -> None:
    client = sign_in("hoa")
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    page = client.post("/accounts/2fa/authenticate/", {"code": code(SECOND_FACTOR)}).content.decode()
    assert "Thử sai nhiều lần" in page
    assert is_outside(client)


def test_sessions_are_listed_and_ended(stories: Stories) -> None:
    here, there = sign_in("lan"), sign_in("lan")
    here.get("/")
    there.get("/")
    assert UserSession.objects.filter(user=stories.people["lan"]).count() == 2
    page = here.get("/accounts/sessions/").content.decode()
    assert "nơi này" in page
    here.post("/accounts/sessions/")
    assert is_outside(there)
    assert here.get("/").status_code == 200


def test_a_reset_ends_every_session(stories: Stories) -> None:
    client = sign_in("lan")
    client.get("/")
    reset_password(stories.actor("minh"), stories.office, stories.people["lan"])
    assert is_outside(client)


@pytest.mark.parametrize("demo", [True, False])
def test_the_code_is_shown_in_a_demonstration_and_never_otherwise(
    stories: Stories, settings: SettingsWrapper, demo: bool
) -> None:
    settings.DEMO = demo
    client = sign_in("hoa")
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    shown = {code(SECOND_FACTOR), code(SECOND_FACTOR, -1)}  # the clock may have gone on
    assert any(one in page for one in shown) is demo
    assert SECOND_FACTOR not in page


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "password/set/"])
def test_what_the_office_does_not_offer_is_not_there(stories: Stories, path: str) -> None:
    for client in (Client(), sign_in("lan")):
        assert client.get(f"/accounts/{path}").status_code == 404
