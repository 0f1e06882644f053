"""Addresses: accounts are allauth's, everything else is the web's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path


def not_offered(request: HttpRequest, *_what: str) -> HttpResponse:
    """What allauth has and an office has not: signing up, e-mail addresses, a password reset by mail."""
    del request
    raise Http404


urlpatterns = [
    re_path(
        r"^accounts/(signup|email|confirm-email|password/reset|password/set|login/code|inactive|3rdparty)/", not_offered
    ),
    path("accounts/", include("allauth.urls")),
    path("", include("thuocdo.web.urls")),
]
