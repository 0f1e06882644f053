"""The posts that one looks after: made, given, handed over, closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from thuocdo.actions.actor import refused
from thuocdo.actions.posts import close_post, give_post, hand_over, make_post, take_back
from thuocdo.answers.office.people import history_of, post_under, posts_under
from thuocdo.core.posts import Act, Role
from thuocdo.web.asked import account, day, page_of
from thuocdo.web.views.refused import refusing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from thuocdo.answers.office.people import PostRow
    from thuocdo.store import models
    from thuocdo.web.desk import Desk


@login_required
@refusing
def posts(request: HttpRequest) -> HttpResponse:
    """The list."""
    desk = request.desk  # type: ignore[attr-defined]
    desk.actor.must(Act.LOOK_AFTER)
    words, vacant = request.GET.get("q", ""), request.GET.get("vacant") == "1"
    found = posts_under(desk.office, desk.post, words=words, vacant=vacant)
    return render(request, "people/posts.html", {"page": page_of(request.GET, found), "q": words, "vacant": vacant})


@login_required
@refusing
def new_post(request: HttpRequest) -> HttpResponse:
    """A new post."""
    desk = request.desk  # type: ignore[attr-defined]
    desk.actor.must(Act.LOOK_AFTER)
    if request.method == "POST":
        asked = request.POST
        made = make_post(
            desk.actor,
            desk.office,
            role=asked.get("role", ""),
            title=asked.get("title", ""),
            orgunits=[code for code in re.split(r"[\s,;]+", asked.get("orgunits", "")) if code],
            offices=asked.getlist("offices"),
            reads_restricted=asked.get("reads_restricted") == "1",
        )
        return redirect("post", pk=made.pk)
    context = {
        "roles": [role for role in Role if role in desk.post.gives],
        "offices": desk.office.plan.offices.values(),
        "whole": desk.post.role is Role.ADMINISTRATOR,
    }
    return render(request, "people/new_post.html", context)


def _row(desk: Desk, pk: int) -> PostRow:
    desk.actor.must(Act.LOOK_AFTER)
    row = post_under(desk.office, desk.post, pk)
    if row is None:
        raise refused("OFFICE-251", "post", post=str(pk), mine=desk.row.title)
    return row


def _holding(row: PostRow, number: str) -> models.Holding:
    found = next((one for one in row.held if str(one.pk) == number), None)
    if found is None:
        raise refused("OFFICE-268", "person", person="–", post=row.post.title)
    return found


@login_required
@refusing
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: who holds it, who held it."""
    row = _row(request.desk, pk)  # type: ignore[attr-defined]
    return render(request, "people/post.html", {"row": row, "history": history_of(row.post)})


@login_required
@require_POST
@refusing
def change_post(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Give it, take it back, hand it over, close it."""
    desk, asked = request.desk, request.POST  # type: ignore[attr-defined]
    row, actor, office = _row(desk, pk), desk.actor, desk.office
    if what == "give":
        give_post(actor, office, row.post, account(asked, "username"), day(asked, "first_day", office.today))
    elif what == "back":
        take_back(actor, office, _holding(row, asked.get("holding", "")))
    elif what == "hand-over":
        held, to = _holding(row, asked.get("holding", "")), account(asked, "username")
        hand_over(actor, office, held, to, day(asked, "first_day", office.today))
    else:
        close_post(actor, office, row.post)
    return redirect("post", pk=pk)


urls = [
    path("posts/", posts, name="posts"),
    path("posts/new/", new_post, name="new_post"),
    path("posts/<int:pk>/", post, name="post"),
    *[
        path(f"posts/<int:pk>/{what}/", change_post, {"what": what}, name=f"post_{what.replace('-', '_')}")
        for what in ("give", "back", "hand-over", "close")
    ],
]
