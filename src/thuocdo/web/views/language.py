"""The other language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from thuocdo.wording import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, go back to where one was."""
    back = request.POST.get("back", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = HttpResponseRedirect(back if safe else "/")
    if (lang := request.POST.get("lang")) in LANGUAGES:
        response.set_cookie("lang", lang, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


urls = [path("language/", choose, name="language")]
