"""At the gate: a password for one time is changed first, a post that needs a second factor does nothing without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect

from thuocdo.answers.office.people import has_second_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

ALWAYS = frozenset({"account_logout", "account_change_password", "language"})
TO_SET_UP = ALWAYS | {
    "account_reauthenticate", "mfa_activate_totp", "mfa_reauthenticate", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_index", "choose_post", "usersessions_list",
}  # fmt: skip


class Gate:
    """Lets whoever signed in through to their work, or to what they have to do first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing here: what is asked for is known in ``process_view``."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Where they have to go first, if anywhere."""
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        asked, desk = request.resolver_match.url_name, request.desk  # type: ignore[attr-defined]
        if request.user.must_change_password and asked not in ALWAYS:
            return redirect("account_change_password")
        needs = bool(desk.posts) and desk.row.as_core().needs_second_factor
        if needs and asked not in TO_SET_UP and not has_second_factor(request.user):
            return redirect("mfa_activate_totp")
        return None
