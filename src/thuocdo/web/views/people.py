"""The accounts that one looks after: made, reset, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thuocdo.actions.actor import refused
from thuocdo.actions.people import close_account, make_account, reset_password, reset_second_factor
from thuocdo.answers.office.audit import Asked, acts
from thuocdo.answers.office.people import account_of, people_under, post_under
from thuocdo.core.posts import Act, Role
from thuocdo.web.asked import day, page_of
from thuocdo.web.views.refused import refusing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from thuocdo.answers.office.people import PersonRow
    from thuocdo.web.desk import Desk

RECENT = 20


@login_required
@refusing
def people(request: HttpRequest) -> HttpResponse:
    """The list."""
    desk = request.desk  # type: ignore[attr-defined]
    desk.actor.must(Act.LOOK_AFTER)
    words = request.GET.get("q", "")
    found = people_under(desk.office, desk.post, words=words)
    context = {"page": page_of(request.GET, found), "q": words, "whole": desk.post.role is Role.ADMINISTRATOR}
    return render(request, "people/people.html", context)


@login_required
@never_cache
@refusing
def new_person(request: HttpRequest) -> HttpResponse:
    """A new account, for a post or, by the administrator, without one."""
    desk = request.desk  # type: ignore[attr-defined]
    desk.actor.must(Act.LOOK_AFTER)
    number = request.POST.get("post") or request.GET.get("post") or ""
    row = post_under(desk.office, desk.post, int(number)) if number.isdigit() else None
    if number and row is None:
        raise refused("OFFICE-251", "post", post=number, mine=desk.row.title)
    if request.method != "POST":
        return render(request, "people/new_person.html", {"row": row})
    asked = request.POST
    made = make_account(
        desk.actor,
        desk.office,
        username=asked.get("username", "").strip(),
        full_name=asked.get("full_name", ""),
        post=row.post if row else None,
        first_day=day(asked, "first_day", desk.office.today),
    )
    return render(request, "people/one_time.html", {"made": made, "row": row})


def _row(desk: Desk, pk: int) -> PersonRow:
    """An account of one's own to look after; another's is refused in the same words as one that is not there."""
    desk.actor.must(Act.LOOK_AFTER)
    row = account_of(desk.office, desk.post, pk)
    if row is None:
        raise refused("OFFICE-256", "person", person=str(pk), mine=desk.row.title)
    return row


@login_required
@refusing
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    desk = request.desk  # type: ignore[attr-defined]
    row = _row(desk, pk)
    lines = acts(desk.office, desk.post, Asked(about=f"person:{pk}"))[:RECENT]
    return render(request, "people/person.html", {"row": row, "lines": lines})


@login_required
@require_POST
@never_cache
@refusing
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password for one time."""
    desk = request.desk  # type: ignore[attr-defined]
    made = reset_password(desk.actor, desk.office, _row(desk, pk).person)
    return render(request, "people/one_time.html", {"made": made})


@login_required
@require_POST
@refusing
def new_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lost second factor away."""
    desk = request.desk  # type: ignore[attr-defined]
    reset_second_factor(desk.actor, desk.office, _row(desk, pk).person)
    return redirect("person", pk=pk)


@login_required
@require_POST
@refusing
def close_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody left."""
    desk = request.desk  # type: ignore[attr-defined]
    close_account(desk.actor, desk.office, _row(desk, pk).person)
    return redirect("people")


urls = [
    path("people/", people, name="people"),
    path("people/new/", new_person, name="new_person"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/password/", new_password, name="new_password"),
    path("people/<int:pk>/second-factor/", new_second_factor, name="new_second_factor"),
    path("people/<int:pk>/close/", close_person, name="close_person"),
]
