"""Passwords that are hard to guess, also for somebody who knows the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from thuocdo.core.wording import Phrase
from thuocdo.web.templatetags.words import words

if TYPE_CHECKING:
    from thuocdo.store.models import Person

LEAST = 3
"""Of zxcvbn's 0 to 4: 10^8 guesses or more."""

LONGEST = 100

LOCAL = (
    "thanhhoa", "thanh", "hoa", "tinhmau", "mau", "vietnam", "matkhau", "quantri", "canbo", "ubnd", "xaphuong",
    "phongchong", "tenanxahoi", "doi178", "thuocdo", "congan", "labour", "ldtbxh", "molisa", "36", "hanoi",
    "baocao", "chitieu", "kehoach", "phongldtbxh", "yeuem", "anhyeuem", "khongbiet", "thanhpho", "huyen",
)  # fmt: skip
"""Words of the place and the work that a general list does not hold."""


class HardToGuess:
    """zxcvbn, told the words of the place and of the person."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse what is soon guessed."""
        known = [*LOCAL]
        if user is not None:
            known += [part.lower() for part in f"{user.username} {user.full_name}".split()]
        if zxcvbn(password[:LONGEST], user_inputs=known)["score"] < LEAST:
            raise ValidationError(words().say(Phrase("password.weak")), code="password_weak")

    def get_help_text(self) -> str:
        """What a good one is like."""
        return words().say(Phrase("password.help"))
