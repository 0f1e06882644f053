"""A form on one page: written, looked at, sent; thrown away; its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from thuocdo.actions import drafts
from thuocdo.actions.actor import refused
from thuocdo.actions.submit import must_be_ones_own
from thuocdo.answers.office.entry import Stage, differing, sheet_of, typed_of, with_same_paper, with_zeros
from thuocdo.answers.office.owing import obligation_rows
from thuocdo.answers.office.receipt import receipt_of
from thuocdo.answers.office.typed_in import ABSENCES
from thuocdo.core.errors import Refused
from thuocdo.core.explaining import WHY_CORRECTED, WHY_RIGHT, choices, may_write
from thuocdo.core.posts import Act
from thuocdo.web.clock import now
from thuocdo.web.messages import messages_of, summary
from thuocdo.web.posted import because_of, writing_of
from thuocdo.web.views.refused import refusing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from thuocdo.answers.office.entry import Sheet
    from thuocdo.store import models
    from thuocdo.web.desk import Desk
    from thuocdo.web.messages import Message

AUTOSAVE = "X-Autosave"
FILLS = {"nothing": with_zeros, "same_paper": with_same_paper}
"""Buttons that answer many cells in one act."""
DOCUMENT_TYPES = ("decision", "plan", "report", "minutes", "letter", "list", "other")


@login_required
@refusing
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a form."""
    desk: Desk = request.desk  # type: ignore[attr-defined]
    row = get_object_or_404(obligation_rows(), pk=pk)
    must_be_ones_own(desk.actor, desk.office, row)
    if request.method == "GET":
        return _page(request, row, sheet_of(desk.office, row))
    try:
        return _posted(request, desk, row)
    except drafts.ConflictError as conflict:
        return _conflict(request, desk, row, conflict.theirs)


def _posted(request: HttpRequest, desk: Desk, row: models.Obligation) -> HttpResponse:
    """One of the page's buttons, or the page itself keeping what is written."""
    act, sheet = request.POST.get("act", "save"), sheet_of(desk.office, row)
    draft = _save(request, desk, row, sheet, act)
    if request.headers.get(AUTOSAVE):
        return _saved(desk, row, draft)
    if act == "send":
        return _send(request, desk, row, draft.revision)
    if act == "check":
        return _page(request, row, sheet_of(desk.office, row), empty_too=True)
    return redirect("entry", pk=row.pk)


def _save(request: HttpRequest, desk: Desk, row: models.Obligation, sheet: Sheet, act: str) -> models.Draft:
    posted = request.POST.dict()
    writing = writing_of(posted, sheet)
    revision = int(posted.get("revision") or 0)
    cells = dict(writing.cells)
    if act == "resolve":
        theirs = typed_of(desk.office, sheet.draft, sheet.latest)
        for key in [key for key in sheet.fields if posted.get(f"pick:{key}") == "theirs"]:
            cells.pop(key, None)
            cells |= {key: theirs[key]} if key in theirs else {}
    draft = drafts.save(
        desk.actor, desk.office, row, drafts.Writing(cells, writing.reasons, writing.evidence), revision
    )
    if act in FILLS:
        cells = FILLS[act](sheet_of(desk.office, row))
        draft = drafts.save(
            desk.actor, desk.office, row, drafts.Writing(cells, writing.reasons, writing.evidence), draft.revision
        )
    return draft


def _saved(desk: Desk, row: models.Obligation, draft: models.Draft) -> HttpResponse:
    """What a page that keeps itself is told."""
    sheet = sheet_of(desk.office, row)
    _, problems, found = drafts.looked_at(desk.office, row)
    said = messages_of(sheet, problems, found, empty_too=False)
    at = timezone.localtime(draft.saved_at)
    return JsonResponse(
        {"saved_at": f"{at:%H:%M}", "revision": draft.revision, "messages": [one.shape() for one in said]}
    )


def _send(request: HttpRequest, desk: Desk, row: models.Obligation, revision: int) -> HttpResponse:
    channel = "offline" if request.POST.get("channel") == "offline" else "web"
    because = because_of(request.POST.dict())
    try:
        drafts.send(desk.actor, desk.office, row, revision=revision, because=because, channel=channel)
    except Refused as error:
        return _page(request, row, sheet_of(desk.office, row), refused=error, empty_too=True)
    return redirect("receipt", pk=row.pk)


def _page(
    request: HttpRequest,
    row: models.Obligation,
    sheet: Sheet,
    *,
    refused: Refused | None = None,
    empty_too: bool = False,
) -> HttpResponse:
    """The page with everything that is to be said on it."""
    desk: Desk = request.desk  # type: ignore[attr-defined]
    if sheet.stage is Stage.ACCEPTED and "correct" not in request.GET and request.method == "GET":
        return redirect("receipt", pk=row.pk)
    said = _said(desk, row, sheet, refused, empty_too=empty_too)
    level = sheet.owed.sender.level
    evidence = [*(sheet.draft.evidence if sheet.draft else []), {}]
    return render(
        request,
        "entry/entry.html",
        {
            "sheet": sheet,
            "row": row,
            "said": said,
            "count": summary(said),
            "first": next((one.at for one in said if one.at), ""),
            "general": [one for one in said if not one.at],
            "absences": [absence.value for absence in ABSENCES],
            "why_right": choices(WHY_RIGHT, level),
            "why_corrected": choices(WHY_CORRECTED, level),
            "may_write": may_write(level),
            "evidence": [(number, f"evidence.{number}", one) for number, one in enumerate(evidence)],
            "document_types": DOCUMENT_TYPES,
            "because": request.POST.get("because") or ("returned" if sheet.progress.returned else ""),
            "asked": empty_too,
        },
        status=422 if refused else 200,
    )


def _said(
    desk: Desk, row: models.Obligation, sheet: Sheet, refused: Refused | None, *, empty_too: bool
) -> tuple[Message, ...]:
    if sheet.draft is None and not empty_too:
        return ()
    _, problems, found = drafts.looked_at(desk.office, row)
    return messages_of(sheet, refused.problems if refused else problems, found, empty_too=empty_too)


def _conflict(request: HttpRequest, desk: Desk, row: models.Obligation, theirs: models.Draft | None) -> HttpResponse:
    """Both sides, for a person to decide."""
    if request.headers.get(AUTOSAVE):
        return JsonResponse({"conflict": True}, status=409)
    sheet = sheet_of(desk.office, row)
    mine = dict(writing_of(request.POST.dict(), sheet).cells)
    other = typed_of(desk.office, theirs, sheet.latest)
    apart = [
        (sheet.fields[key], mine.get(key), other.get(key)) for key in differing(mine, other) if key in sheet.fields
    ]
    kept = [
        (name, value) for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "act", "revision"}
    ]
    context = {"sheet": sheet, "row": row, "apart": apart, "kept": kept, "theirs": theirs}
    return render(request, "entry/conflict.html", context, status=409)


@login_required
@refusing
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks before a draft is thrown away."""
    desk: Desk = request.desk  # type: ignore[attr-defined]
    row = get_object_or_404(obligation_rows(), pk=pk)
    must_be_ones_own(desk.actor, desk.office, row)
    if request.method == "POST":
        drafts.discard(desk.actor, desk.office, row)
        return redirect("my_work")
    return render(request, "entry/discard.html", {"sheet": sheet_of(desk.office, row), "row": row})


@login_required
@refusing
def receipt(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """What was sent, with its short code; to print and to keep."""
    desk: Desk = request.desk  # type: ignore[attr-defined]
    row = get_object_or_404(obligation_rows(), pk=pk)
    found = receipt_of(desk.office, desk.post, row, number)
    if found is None:
        must_be_ones_own(desk.actor, desk.office, row)
        raise refused("OFFICE-107", "receipt")
    is_own = desk.post.may(Act.ENTER) and desk.post.stands_for(found.owed.sender)
    return render(request, "entry/receipt.html", {"found": found, "row": row, "is_own": is_own, "now": now()})


urls = [
    path("forms/<int:pk>/", entry, name="entry"),
    path("forms/<int:pk>/discard/", discard, name="discard"),
    path("forms/<int:pk>/receipt/", receipt, name="receipt"),
    path("forms/<int:pk>/receipt/<int:number>/", receipt, name="receipt_of"),
]
