"""What is not taken, said in words: the problem's code, what is wrong, and the way out."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.wording import told
from thuocdo.web.templatetags.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

NOT_YOURS = frozenset(
    {"OFFICE-010", "OFFICE-011", "OFFICE-012", "OFFICE-013", "OFFICE-014", "OFFICE-015", "OFFICE-016"}
    | {"OFFICE-251", "OFFICE-255", "OFFICE-256", "OFFICE-266", "OFFICE-271"}
)


def in_words(problem: Problem) -> dict[str, str]:
    """A problem as a page shows it."""
    what, way_out = told(words(), problem.code, problem.details)
    return {"code": problem.code, "place": str(problem.place), "what": what, "way_out": way_out}


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """The page of a refusal: 403 where it is not theirs, 409 where the state has moved on, else 422."""
    codes = {problem.code for problem in error.problems}
    status = 403 if codes & NOT_YOURS else 422
    context = {"problems": [in_words(p) for p in error.problems], "needs_second_factor": "OFFICE-271" in codes}
    return render(request, "web/refused.html", context, status=status)


def refusing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose refusals become a page."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as error:
            return refusal(request, error)

    return answered


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    del reason
    response = refusal(request, Refused([Problem("OFFICE-017", Place("form"))]))
    response.status_code = 403
    return response
