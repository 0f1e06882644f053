"""Lan comes in with her name and password, and sees what she has to do, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import Journey


def test_lan_signs_in_on_a_phone_and_sees_her_work(journey: Journey) -> None:
    page = journey.sign_in("lan", phone=True)
    assert page.locator("h1").inner_text() == "Việc của tôi"
    assert page.locator("article.job").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_wrong_password_stays_outside(journey: Journey) -> None:
    page = journey.context().new_page()
    page.goto("/")
    page.fill("input[name=login]", "lan")
    page.fill("input[name=password]", "mật khẩu khác")
    page.locator("main button").click()
    assert "/accounts/login/" in page.url
    assert page.locator("article.job").count() == 0


def test_minh_sits_down_at_his_second_post(journey: Journey) -> None:
    page = journey.sit("minh", "minh_entry")
    page.goto("/")
    assert page.locator("select[name=post] option:checked").inner_text() == "Nhập số liệu Huyện Mẫu Đông"
