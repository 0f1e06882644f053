"""The landing page: what is returned, late, due; one button each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from thuocdo.answers.office.work import my_work as work
from thuocdo.answers.office.work import waits_on
from thuocdo.web.desk import SESSION_POST
from thuocdo.web.views.refused import refusing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@refusing
def my_work(request: HttpRequest) -> HttpResponse:
    """What the post has to do."""
    desk = request.desk  # type: ignore[attr-defined]
    jobs, waits = work(desk.office, desk.post), waits_on(desk.office, desk.post)
    return render(request, "web/my_work.html", {"jobs": jobs, "waits": waits})


@login_required
@require_POST
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's posts."""
    desk = request.desk  # type: ignore[attr-defined]
    chosen = request.POST.get("post", "")
    if chosen in {str(post.pk) for post in desk.posts}:
        request.session[SESSION_POST] = int(chosen)
    return redirect("my_work")


urls = [path("", my_work, name="my_work"), path("post/", choose_post, name="choose_post")]
