"""Numbers as people type them in a field or a cell of Excel: decimal comma, thousands parted by dots or spaces.

A file for machines is read by ``core.written``; this reads what an office types, and asks where it can be read two
ways: "1.234" may be 1234 or 1,234.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLAIN = re.compile(r"-?\d+(,\d+)?")
_GROUPED = re.compile(r"-?\d{1,3}([ .]\d{3})+(,\d+)?")
_ONE_DOT = re.compile(r"-?\d+\.\d+")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


@dataclass(frozen=True)
class TwoWays:
    """A number that can be read two ways; each as machines write it."""

    as_thousands: str
    as_decimal: str


def read_number(text: str) -> str | TwoWays | None:
    """What was typed, as machines write it; both readings where it is not sure; None where it is no number.

    >>> read_number("12.500.000"), read_number("3,5"), read_number(" 1 234 ")
    ('12500000', '3.5', '1234')
    >>> read_number("1.234")
    TwoWays(as_thousands='1234', as_decimal='1.234')
    >>> read_number("3.5"), read_number("ba")
    ('3.5', None)
    """
    typed = " ".join(text.translate(_SPACES).split())
    if _PLAIN.fullmatch(typed):
        return typed.replace(",", ".")
    if _GROUPED.fullmatch(typed):
        whole = typed.replace(" ", "").replace(".", "").replace(",", ".")
        if typed.count(".") == 1 and " " not in typed and "," not in typed:
            return TwoWays(whole, typed)
        return whole
    return typed if _ONE_DOT.fullmatch(typed) else None
