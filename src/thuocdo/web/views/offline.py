"""What makes the office something to install and to open without a network: manifest, service worker, a page."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from thuocdo.core.wording import Phrase
from thuocdo.web.templatetags.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest

SHELL = (
    "web/vendor/pico.min.css", "web/office.css", "web/entry.css", "web/entry.js", "web/drafts.js", "web/offline.js",
    "web/icon.svg",
)  # fmt: skip
"""What every page needs; a form opened once works without a network with these."""


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The office as an app on a phone's screen."""
    del request
    name = words().say(Phrase("site.name"))
    icons: list[dict[str, str]] = [{"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    icons += [
        {
            "src": static(f"web/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    told = {
        "id": "/", "name": name, "short_name": name, "lang": words().language, "start_url": reverse("my_work"),
        "scope": "/", "display": "standalone", "background_color": "#f4f6f8", "theme_color": "#084560", "icons": icons,
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It stands at the root, because only there may it answer for every page."""
    shell = [reverse("offline"), *(static(name) for name in SHELL)]
    version = hashlib.sha256("\n".join(shell).encode()).hexdigest()[:12]
    context = {"shell": shell, "version": version}
    return render(request, "web/worker.js", context, content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a network where a page was never opened."""
    return render(request, "web/offline.html")


urls = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("worker.js", worker, name="worker"),
    path("offline/", offline, name="offline"),
]
