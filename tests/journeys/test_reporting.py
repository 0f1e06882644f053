"""Lan reports her quarter on a phone: steps are counted and timed; by keyboard; without scripts; without a network."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from thuocdo.store import models

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import Journey

QUARTER = {"sessions": "3", "attendances": "150", "leaflets": "200", "loudspeaker_items": "12"}
SECONDS_A_TAP, SECONDS_A_KEY, SECONDS_A_LOOK = 3.0, 1.0, 8.0
"""Generous for somebody who seldom does it: to find and tap, to type a sign, to look a number up in one's book."""


@dataclass
class Hand:
    """Lan's thumb on the phone: what it does is counted."""

    page: Page
    taps: int = 0
    keys: int = 0
    looks: int = 0

    def tap(self, what: str) -> None:
        self.page.locator(what).first.tap()
        self.taps += 1

    def fill(self, what: str, text: str) -> None:
        self.tap(what)
        self.looks += 1
        self.keys += len(text)
        self.page.keyboard.type(text)

    @property
    def seconds(self) -> float:
        return self.taps * SECONDS_A_TAP + self.keys * SECONDS_A_KEY + self.looks * SECONDS_A_LOOK


def cell(element: str, category: str = "", subject: str = "M101") -> str:
    return f'input[name="v:{subject}|{element}|{category}"]'


def form_page(journey: Journey, form: str, period: str = "2020Q4", sender: str = "M101") -> str:
    return f"/forms/{journey.stories.obligation(form, period, sender).pk}/"


def test_a_quarter_takes_under_five_minutes_on_a_phone(journey: Journey) -> None:
    """Sign-in aside: the form of the quarter, and Team 178's by "nothing happened"."""
    page = journey.sign_in("lan", phone=True)
    hand, began = Hand(page), time.monotonic()
    hand.tap(f'a[href="{form_page(journey, "commune_quarter")}"]')
    for element, value in QUARTER.items():
        hand.fill(cell(element), value)
    expect(page.locator("#saved")).to_contain_text("đã lưu")
    hand.tap("button[value=send]:visible")
    expect(page.locator(".receipt .code")).to_be_visible()
    hand.tap(".acts a[role=button]")
    hand.tap(f'a[href="{form_page(journey, "team_178_quarter")}"]')
    hand.tap("button[value=nothing]")
    hand.tap("button[value=send]:visible")
    expect(page.locator(".receipt .code")).to_be_visible()
    machine = time.monotonic() - began
    assert models.Value.objects.count() == 4 + 12
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # taps: open, 4 cells, send, back, open, nothing, send = 10; signs: 1+3+3+2 = 9; looks: 4 → 30 + 9 + 32 = 71 s
    assert (hand.taps, hand.keys, hand.looks) == (10, 9, 4)
    assert hand.seconds + machine < 300


def test_the_keyboard_is_enough_and_totals_follow(journey: Journey) -> None:
    page = journey.sit("lan")
    page.goto(form_page(journey, "local_year", "2020"))
    page.locator(cell("establishments", "lodging")).focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.locator('[data-total="establishments"]')).to_have_text("10 …")  # 3 + 7, and seven categories to go
    assert page.evaluate("document.activeElement.name") == "v:M101|establishments|dance_halls"
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.name") == "v:M101|establishments|rooms_to_let"
    expect(page.locator("#saved")).to_contain_text("đã lưu")
    assert models.Draft.objects.get().cells["M101|establishments|lodging"] == {"value": "3"}


def test_what_is_odd_is_asked_beside_the_cell_as_it_is_typed(journey: Journey) -> None:
    page = journey.sit("lan", phone=True)
    page.goto(form_page(journey, "commune_quarter"))
    page.locator(cell("sessions")).fill("0")
    page.locator(cell("attendances")).fill("1.500")
    place = page.locator('[data-cell="M101|attendances|"] .say')
    expect(place).to_contain_text("đọc được hai cách")
    page.locator(cell("attendances")).fill("150")
    expect(place).to_contain_text("Có người dự thì có buổi tuyên truyền")


def test_without_scripts_it_works_all_the_same(journey: Journey) -> None:
    page = journey.sit("lan", phone=True, scripts=False)
    page.goto("/")
    page.locator(f'a[href="{form_page(journey, "commune_quarter")}"]').click()
    page.locator(cell("sessions")).fill("3")
    page.locator("button[value=nothing]").click()
    assert page.locator(cell("leaflets")).input_value() == "0"
    page.locator("button[value=check]:visible").click()
    assert "Không thấy gì phải hỏi" in page.locator("#summary").inner_text()
    page.locator("button[value=send]:visible").click()
    assert page.locator(".receipt .code").count() == 1


def online(journey: Journey, page: Page) -> None:
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # now the worker answers for the page


def test_a_form_is_written_and_sent_without_a_network_and_arrives(journey: Journey) -> None:
    page, address = journey.sit("lan", phone=True), form_page(journey, "commune_quarter")
    online(journey, page)
    page.goto(address)
    page.context.set_offline(True)
    page.goto(address)  # opened again, from the device
    for element, value in QUARTER.items():
        page.locator(cell(element)).fill(value)
    expect(page.locator("#saved")).to_contain_text("giữ trên máy này")
    page.locator("button[value=send]:visible").click()
    expect(page.locator("#saved")).to_contain_text("tự gửi khi có mạng")
    assert not models.Draft.objects.exists()
    page.goto("/people/")  # never opened: says so, and loses nothing
    expect(page.locator("h1")).to_have_text("Chưa có mạng")
    page.goto("/")
    page.context.set_offline(False)
    expect(page.locator(".notice a")).to_contain_text("Đã gửi khi có mạng")
    version = models.Version.objects.get()
    assert (version.channel, version.values.count()) == ("offline", 4)


def test_two_sides_written_apart_are_shown_when_the_network_returns(journey: Journey) -> None:
    phone, address = journey.sit("lan", phone=True), form_page(journey, "commune_quarter")
    online(journey, phone)
    phone.goto(address)
    phone.context.set_offline(True)
    phone.locator(cell("sessions")).fill("5")
    expect(phone.locator("#saved")).to_contain_text("giữ trên máy này")
    desk = journey.sit("lan")
    desk.goto(address)
    desk.locator(cell("sessions")).fill("3")
    expect(desk.locator("#saved")).to_contain_text("đã lưu")
    phone.context.set_offline(False)
    expect(phone.locator("#saved")).to_contain_text("đã được lưu ở nơi khác")
    phone.get_by_role("button", name="Lưu nháp").tap()
    both = phone.locator("table.conflict tbody tr")
    expect(both).to_have_count(1)
    assert [text.strip() for text in both.locator("label").all_inner_texts()] == ["5", "3"]
    both.locator("input[value=mine]").check()
    phone.locator("button[value=resolve]").tap()
    expect(phone.locator(cell("sessions"))).to_have_value("5")
    assert models.Draft.objects.get().cells["M101|sessions|"] == {"value": "5"}


def test_it_can_be_installed(journey: Journey) -> None:
    """Chromium's own rules: a manifest with a name, a start and icons that load, and a worker."""
    page = journey.sit("lan", phone=True)
    online(journey, page)
    asked = page.context.new_cdp_session(page)
    errors = {one["errorId"] for one in asked.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert errors <= {"in-incognito"}  # a test's browser keeps nothing; there is no other reason not to install
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((one) => one.json())")
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
