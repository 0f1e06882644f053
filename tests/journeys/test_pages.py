"""Landing and entry pages: light enough for a slow network, and open to everybody (axe, WCAG 2.2 AA)."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.test_reporting import form_page
from thuocdo.actions.review import review
from thuocdo.actions.submit import submit
from thuocdo.answers.office.holding import CellKey

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

    from tests.journeys.conftest import Journey

FIRST, AFTER = 100_000, 20_000
"""Bytes on the wire, compressed (design.md §12)."""

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def weights(page: Page, path: str) -> dict[str, int]:
    """What opening a page fetches, each compressed as it leaves the office, with its headers."""
    fetched: list[Response] = []
    page.on("response", lambda one: fetched.append(one))  # noqa: PLW0108  (Playwright cannot hold a built-in)
    page.goto(path, wait_until="networkidle")
    return {one.url: len(gzip.compress(one.body())) + len(str(one.headers)) for one in fetched if one.ok}


@pytest.mark.parametrize("form", ["", "commune_quarter", "local_year", "team_178_quarter"])
def test_a_page_is_light(journey: Journey, form: str) -> None:
    """After the first time only the page itself is fetched: files have names of their own content and stay."""
    period = "2020" if form == "local_year" else "2020Q4"
    page = journey.sit("lan", phone=True)
    told = weights(page, form_page(journey, form, period) if form else "/")
    first, after = sum(told.values()), sum(size for url, size in told.items() if "/static/" not in url)
    print(f"{form or 'landing'}: {first} bytes first, {after} after")
    assert len(told) >= 6  # the page, two styles, two scripts, the manifest: nothing was left out
    assert first < FIRST
    assert 1_000 < after < AFTER


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=WCAG)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]]


def test_nobody_is_shut_out(journey: Journey) -> None:
    stories = journey.stories
    row = stories.obligation("commune_quarter", "2020Q3", "M101")
    from tests.office.test_submit_and_review import quarter

    version = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, version, {CellKey("M101", "attendances"): "150 người cho 3 buổi?"})
    lan = journey.sit("lan", phone=True)
    paths = ["/", f"/forms/{row.pk}/", f"/forms/{row.pk}/receipt/", "/offline/"]
    paths += [form_page(journey, *one) for one in (("commune_quarter",), ("local_year", "2020"), ("team_178_quarter",))]
    for path in paths:
        lan.goto(path)
        assert violations(lan) == [], path
    lan.goto(form_page(journey, "commune_quarter"))
    lan.locator("button[value=check]:visible").tap()
    lan.locator("#summary").wait_for()
    assert violations(lan) == []


def test_nobody_is_shut_out_at_a_desk(journey: Journey) -> None:
    minh = journey.sit("minh", "minh_entry")
    paths = ["/", *(form_page(journey, form, "2020", "M1") for form in ("labour_year", "commune_status_year"))]
    for path in paths:
        minh.goto(path)
        assert violations(minh) == [], path
