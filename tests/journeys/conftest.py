"""Journeys: the office of the stories, open in a real Chromium. People sit down with ``sit("lan", phone=True)``.

The server is real and so is the database: what a page does is seen by every other page, as in an office.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.office.conftest import PASSWORD, Stories, stories  # noqa: F401  (a fixture, used by its name)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1100, "height": 800}}
HERE = os.path.dirname(__file__)  # noqa: PTH120  (compared with what pytest tells as text)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is slow."""
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.slow)


@dataclass
class Journey:
    """An open office: ``sit`` gives a person their browser at its landing page."""

    stories: Stories
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def context(self, *, phone: bool = False, scripts: bool = True) -> BrowserContext:
        """A browser nobody is signed in to."""
        shape = PHONE if phone else DESK
        made = self.browser.new_context(
            base_url=self.address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", java_script_enabled=scripts, **shape
        )
        made.set_default_timeout(15_000)
        self.contexts.append(made)
        return made

    def sit(self, name: str, post: str | None = None, *, phone: bool = False, scripts: bool = True) -> Page:
        """Somebody's browser, signed in, acting in their first post or another; nothing opened yet."""
        from django.test import Client

        client = Client()
        client.force_login(self.stories.people[name])
        if post is not None:
            client.post("/post/", {"post": self.stories.posts[post].pk})
        context = self.context(phone=phone, scripts=scripts)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        return context.new_page()

    def sign_in(self, name: str, *, phone: bool = False) -> Page:
        """Somebody who types name and password, as people do. Only for who needs no second factor."""
        page = self.context(phone=phone).new_page()
        page.goto("/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main button").click()
        return page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, one for a file of journeys."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; nothing here is async
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def journey(
    chromium: Browser,
    transactional_db: None,
    live_server: LiveServer,
    stories: Stories,  # noqa: F811
) -> Iterator[Journey]:
    """The office of the stories, open."""
    made = Journey(stories, live_server.url, chromium)
    yield made
    for context in made.contexts:
        context.close()
