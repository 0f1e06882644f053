"""At a desk: who is signed in, in which of their posts, in which language, and who acts on the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation

from thuocdo.store.actor import acting
from thuocdo.web.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

COOKIE = "lang"


class AtDesk:
    """Gives each request its ``desk``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sit down, answer, get up."""
        desk = Desk.of(request)
        request.desk = desk  # type: ignore[attr-defined]
        with acting(desk.name), translation.override(desk.language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", desk.language)
        return response
