"""The word that somebody probably meant: for "did you mean …?"."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 6
"""Two words are near where so many tenths of their letters are the same, in order."""


def near(word: str, words: Iterable[str]) -> str:
    """The nearest of some words, the first of those equally near, or "".

    >>> near("measurd_by", ["measured_by", "judged_at"]), near("fom", ["form", "from"]), near("x", ["status"])
    ('measured_by', 'form', '')
    """
    best, found = ALIKE * 10, ""
    for other in words:
        likeness = int(SequenceMatcher(None, word.lower(), other.lower()).ratio() * 100)
        if likeness > best or (likeness == best and not found):
            best, found = likeness, other
    return found
