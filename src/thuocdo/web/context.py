"""What every page has: the desk, the working day, whether it is a demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from thuocdo.web.clock import today
from thuocdo.web.menu import menu_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def everywhere(request: HttpRequest) -> dict[str, object]:
    """The context of every page."""
    desk = getattr(request, "desk", None)
    return {"desk": desk, "menu": menu_of(desk), "today": today(), "demo": settings.DEMO}
