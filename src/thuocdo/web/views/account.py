"""One's own account: the posts held, lending one for leave, the password, the second factor, where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from thuocdo.actions.actor import refused
from thuocdo.actions.posts import lend, take_back
from thuocdo.answers.office.people import has_second_factor, held_on, lent_by
from thuocdo.web.asked import account as asked_account
from thuocdo.web.asked import day
from thuocdo.web.views.refused import refusing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@refusing
def account(request: HttpRequest) -> HttpResponse:
    """The page of one's own account."""
    desk = request.desk  # type: ignore[attr-defined]
    today = desk.office.today
    held = held_on(today).filter(person=desk.person)
    context = {"held": held, "lent": lent_by(desk.person, today), "second_factor": has_second_factor(desk.person)}
    return render(request, "people/account.html", context)


@login_required
@require_POST
@refusing
def lend_post(request: HttpRequest) -> HttpResponse:
    """Lend the post that one acts in."""
    desk, asked = request.desk, request.POST  # type: ignore[attr-defined]
    to = asked_account(asked, "username")
    lend(desk.actor, desk.office, to, day(asked, "first_day"), day(asked, "last_day"), asked.get("because", ""))
    return redirect("account")


@login_required
@require_POST
@refusing
def take_post_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back early."""
    desk = request.desk  # type: ignore[attr-defined]
    holding = lent_by(desk.person, desk.office.today).filter(pk=pk).first()
    if holding is None:
        raise refused("OFFICE-266", "post", post="–")
    take_back(desk.actor, desk.office, holding)
    return redirect("account")


urls = [
    path("account/", account, name="account"),
    path("account/lend/", lend_post, name="lend_post"),
    path("account/lent/<int:pk>/back/", take_post_back, name="take_post_back"),
]
