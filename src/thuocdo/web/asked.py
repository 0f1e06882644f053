"""What people ask for in a form, as what it means: a day, an account, a page of a list."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator

from thuocdo.actions.actor import refused
from thuocdo.answers.office.people import account_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.paginator import Page

    from thuocdo.store import models

PER_PAGE = 50


def day(asked: Mapping[str, str], name: str, default: date | None = None) -> date:
    """A day as a browser sends it or as people type it.

    :raises Refused: it is none (OFFICE-270)
    """
    text = asked.get(name, "").strip()
    if not text and default is not None:
        return default
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise refused("OFFICE-270", name, given=text or "–")


def day_or_none(asked: Mapping[str, str], name: str) -> date | None:
    """The same, where it may be left out."""
    return day(asked, name) if asked.get(name, "").strip() else None


def account(asked: Mapping[str, str], name: str) -> models.Person:
    """The account of a user name.

    :raises Refused: there is none (OFFICE-269)
    """
    given = asked.get(name, "").strip()
    found = account_named(given)
    if found is None:
        raise refused("OFFICE-269", name, given=given or "–")
    return found


def page_of(asked: Mapping[str, str], found: Any) -> Page[Any]:
    """The page of a list that was asked for; an absurd number gives the nearest."""
    return Paginator(found, PER_PAGE).get_page(asked.get("page"))
