"""The audit: what was done, by whom, before and after; as a page and as CSV."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import path

from thuocdo.answers.office.audit import Asked, acts, names, rows, shown
from thuocdo.core.posts import Act, Role
from thuocdo.web.asked import day_or_none, page_of
from thuocdo.web.views.refused import refusing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from thuocdo.web.desk import Desk

HEAD = ("at", "person", "post", "act", "about", "orgunit", "before", "after")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@login_required
@refusing
def audit(request: HttpRequest) -> HttpResponseBase:
    """A page of it, or all that was asked for as CSV."""
    desk, given = request.desk, request.GET  # type: ignore[attr-defined]
    desk.actor.must(Act.AUDIT)
    asked = Asked(
        given.get("who", "").strip(),
        given.get("name", "").strip(),
        given.get("about", "").strip(),
        given.get("orgunit", "").strip(),
        day_or_none(given, "first"),
        day_or_none(given, "last"),
    )
    by_rows = given.get("of") == "rows" and desk.post.role is Role.AUDITOR
    found = rows(desk.post, asked) if by_rows else acts(desk.office, desk.post, asked)
    if given.get("format") == "csv":
        return _as_csv(desk, found, by_rows=by_rows)
    page = page_of(given, found)
    context = {
        "page": page,
        "lines": [_line(desk, one, by_rows=by_rows) for one in page],
        "asked": asked,
        "names": names(),
        "by_rows": by_rows,
        "auditor": desk.post.role is Role.AUDITOR,
        "filters": urlencode({key: value for key, value in given.items() if key not in {"page", "format"}}),
    }
    return render(request, "people/audit.html", context)


def _line(desk: Desk, one: Any, *, by_rows: bool) -> dict[str, Any]:
    if by_rows:
        told = {"person": one.actor, "post": "", "act": one.what, "about": f"{one.table}:{one.row}", "orgunit": ""}
    else:
        told = {
            "person": one.person.username if one.person else "",
            "post": one.post.title if one.post else "",
            "act": one.name,
            "about": one.about,
            "orgunit": one.orgunit,
        }
    kept = {name: _text(shown(desk.office, desk.post, getattr(one, name))) for name in ("before", "after")}
    return {"at": one.at, **told, **kept}


def _text(kept: object) -> str:
    return "" if kept is None else json.dumps(kept, ensure_ascii=False)


class _Echo:
    def write(self, text: str) -> str:
        return text


def _as_csv(desk: Desk, found: Iterable[Any], *, by_rows: bool) -> HttpResponseBase:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(HEAD)
        for one in found:
            line = _line(desk, one, by_rows=by_rows)
            yield writer.writerow([_safe(str(line[name])) for name in HEAD])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _safe(text: str) -> str:
    """What a spreadsheet would reckon as a formula is text."""
    return f"'{text}" if text.startswith(FORMULA) else text


urls = [path("audit/", audit, name="audit")]
