"""The web as a Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, parts, static files."""

    name = "thuocdo.web"
    label = "web"

    def ready(self) -> None:
        """What follows when somebody changes how they sign in."""
        from allauth.account.signals import password_changed
        from allauth.mfa.signals import authenticator_added

        password_changed.connect(_own_password, dispatch_uid="own password")
        authenticator_added.connect(_only_here, dispatch_uid="only here")


def _own_password(*, user: Any, **_signal: Any) -> None:
    from thuocdo.actions.people import password_is_ones_own

    password_is_ones_own(user)


def _only_here(*, request: Any, user: Any, **_signal: Any) -> None:
    """Other sessions were opened without the second factor."""
    from thuocdo.actions.people import end_sessions

    end_sessions(user, but=request.session.session_key)
