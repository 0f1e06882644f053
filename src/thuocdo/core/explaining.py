"""The lists from which people choose why: why an answer that a check asks about is right, why something is corrected.

Communes choose and write nothing; from district up a few words may follow, and "other" needs them.
"""

from __future__ import annotations

from thuocdo.core.orgunits import Level

WHY_RIGHT = ("checked", "campaign", "counted_elsewhere", "late_from_before", "wrong_before", "reorganised", "other")
"""Answers to a question that a check asks."""

WHY_CORRECTED = ("returned", "typed_wrong", "counted_wrong", "came_late", "other")
"""Reasons for a new version of what was sent."""

OTHER = "other"


def choices(of: tuple[str, ...], level: Level) -> tuple[str, ...]:
    """What a sender of a level may choose.

    >>> "other" in choices(WHY_RIGHT, Level.COMMUNE), "other" in choices(WHY_RIGHT, Level.DISTRICT)
    (False, True)
    """
    return tuple(one for one in of if one != OTHER or may_write(level))


def may_write(level: Level) -> bool:
    """Whether a sender of a level may add words of its own."""
    return level is not Level.COMMUNE


def joined(choice: str, text: str) -> str:
    """A choice and its words as one text, as a version keeps it.

    >>> joined("typed_wrong", ""), joined("other", "theo công văn 12")
    ('typed_wrong', 'other|theo công văn 12')
    """
    return f"{choice}|{text}" if text else choice


def parted(text: str) -> tuple[str, str]:
    """The choice and the words of what :func:`joined` wrote; only words where no choice of the lists stands first.

    >>> parted("other|theo công văn 12"), parted("gõ thừa một số 0")
    (('other', 'theo công văn 12'), ('', 'gõ thừa một số 0'))
    """
    choice, _, words = text.partition("|")
    return (choice, words) if choice in {*WHY_RIGHT, *WHY_CORRECTED} else ("", text)
