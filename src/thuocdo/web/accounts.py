"""How accounts behave: nobody signs up by themselves, and allauth speaks with our words."""

from __future__ import annotations

import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.utils.functional import lazystr

from thuocdo.answers.office.people import held_on
from thuocdo.core.wording import Phrase
from thuocdo.web.clock import today
from thuocdo.web.templatetags.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest


REAUTHENTICATION_TIMEOUT = 300
"""Seconds."""


class _Said:
    """A sentence of the catalogue, in the language of whoever reads it when it is written out."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __str__(self) -> str:
        return words().say(Phrase(self.key))


def said(key: str) -> Any:
    """A sentence of the catalogue, said when it is written."""
    return lazystr(_Said(key))


class NobodySignsUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator. axes counts wrong passwords, in the database, for every process."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": said("sign_in.closed"),
        "enter_current_password": said("sign_in.current_wrong"),
        "incorrect_password": said("sign_in.current_wrong"),
        "incorrect_code": said("sign_in.code_wrong"),
        "invalid_login": said("sign_in.wrong"),
        "username_password_mismatch": said("sign_in.wrong"),
        "too_many_login_attempts": said("sign_in.too_often"),
        "rate_limited": said("sign_in.too_often"),
        "same_as_current": said("sign_in.same_again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Not counted here: allauth would count a second time, and lock the right password out with the wrong ones."""

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who signed in, or confirmed it, a few minutes ago has just shown that it is them."""
        del app
        request = context.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < REAUTHENTICATION_TIMEOUT for record in records)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What was done, in our words; what we have no word for needs none."""
        del message_context, message
        key = f"said.{PurePath(message_template or '').stem}"
        if key in words().texts:
            super().add_message(request, level, extra_tags=extra_tags, message=words().say(Phrase(key)))


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """A second factor cannot be taken away by whoever holds a post that needs it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": said("second_factor.needed"),
        "cannot_generate_recovery_codes": said("second_factor.first"),
        "incorrect_code": said("sign_in.code_wrong"),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Only where no post of theirs needs it."""
        held = held_on(today()).filter(person=authenticator.user)
        return not any(one.post.as_core().needs_second_factor for one in held)


def _labelled(form: Any, labels: dict[str, str]) -> None:
    for name, key in labels.items():
        if name in form.fields:
            form.fields[name].label = words().say(Phrase(key))
            form.fields[name].widget.attrs.pop("placeholder", None)


class SignIn(LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"login": "sign_in.username", "password": "sign_in.password", "remember": "sign_in.remember"}
        _labelled(self, names)


class NewPassword(ChangePasswordForm):  # type: ignore[misc]
    """The old password, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"oldpassword": "sign_in.current", "password1": "sign_in.new", "password2": "sign_in.again"}
        _labelled(self, names)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = words().say(Phrase("password.help"))

    def clean(self) -> Any:
        """The new one is another, and typed twice alike."""
        cleaned = super(ChangePasswordForm, self).clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(words().say(Phrase("sign_in.not_alike"))))
        if first and first == cleaned.get("oldpassword"):
            self.add_error("password1", ValidationError(words().say(Phrase("sign_in.same_again"))))
        return cleaned


class PasswordAgain(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _labelled(self, {"password": "sign_in.password"})


class Code(AuthenticateForm):  # type: ignore[misc]
    """The code of the second factor, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _labelled(self, {"code": "second_factor.code"})


class CodeAgain(CodeAgainForm):  # type: ignore[misc]
    """The code once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _labelled(self, {"code": "second_factor.code"})


class SetUp(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _labelled(self, {"code": "second_factor.code"})
