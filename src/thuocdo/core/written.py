"""Answers as machine files write them: dot decimals, yes/no, ISO dates, ``number|date|issuer`` for a document.

Numbers go from text to exact fractions, never through a float. The Vietnamese way of writing numbers is for
people's fields, not for machine files: here a comma is a fault with its fix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.nearest import near
from thuocdo.core.periods import read_day
from thuocdo.core.values import NO_PAPER, Answer, NoPaper, Paper, Rating, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from thuocdo.core.elements import Element

_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,18})(?:\.(?P<part>\d{1,18}))?", re.ASCII)
_LOCAL = re.compile(r"-?\d{1,3}(?:[., \u00a0\u202f]\d{3})+(?:[.,]\d+)?|-?\d+,\d+", re.ASCII)


@dataclass(frozen=True)
class WrongAnswer:
    """Why a text is no answer to an element: a code of the catalogue and its details."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


def read_answer(text: str, element: Element) -> Answer | WrongAnswer:
    """The typed answer that a text gives, or what is wrong with it."""
    match element.type:
        case ValueType.COUNT | ValueType.AMOUNT:
            return _number(text, element)
        case ValueType.YES_NO:
            known = {"yes": True, "no": False}
            return known[text] if text in known else _none_of(text, list(known))
        case ValueType.DATE:
            day = _day(text)
            return day if day is not None else WrongAnswer("VALUE-014", {"given": text})
        case ValueType.CHOICE:
            return _choice(text, element)
        case ValueType.RATING:
            return _rating(text, element)
        case ValueType.DOCUMENT:
            return _paper(text)


def _number(text: str, element: Element) -> Fraction | WrongAnswer:
    match = _NUMBER.fullmatch(text)
    if match is None:
        if _LOCAL.fullmatch(text):
            return WrongAnswer("VALUE-011", {"given": text})
        return WrongAnswer("VALUE-010", {"given": text})
    value = Fraction(text)
    if value < element.low or (element.high is not None and value > element.high):
        details = {"given": text, "low": element.low, "high": "∞" if element.high is None else element.high}
        return WrongAnswer("VALUE-012", details)
    if len((match["part"] or "").rstrip("0")) > element.decimals:
        return WrongAnswer("VALUE-015", {"given": text, "decimals": element.decimals})
    return value


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _choice(text: str, element: Element) -> str | WrongAnswer:
    if text in element.choices:
        return text
    return _none_of(text, element.choices)


def _none_of(text: str, allowed: Sequence[str]) -> WrongAnswer:
    return WrongAnswer("VALUE-013", {"given": text, "allowed": list(allowed), "near": near(text, allowed)})


def _rating(text: str, element: Element) -> Rating | WrongAnswer:
    choice, _, reason = text.partition("|")
    chosen = _choice(choice, element)
    if isinstance(chosen, WrongAnswer):
        return chosen
    return Rating(chosen, reason.strip()) if reason.strip() else WrongAnswer("VALUE-016", {"given": text})


def _paper(text: str) -> Paper | NoPaper | WrongAnswer:
    if text == NO_PAPER:
        return NoPaper()
    number, _, rest = text.partition("|")
    day, _, issuer = rest.partition("|")
    dated = _day(day)
    if not number or dated is None or not issuer:
        return WrongAnswer("VALUE-017", {"given": text})
    return Paper(number, dated, issuer)


def written(answer: Answer) -> str:
    """An answer as a machine file writes it; the inverse of :func:`read_answer`.

    >>> written(Paper("12/KH-UBND", date(2017, 3, 1), "UBND"))
    '12/KH-UBND|2017-03-01|UBND'
    """
    match answer:
        case bool():
            return "yes" if answer else "no"
        case Fraction():
            return str(answer.numerator) if answer.denominator == 1 else str(float(answer))
        case Paper(number=number, dated=dated, issuer=issuer):
            return f"{number}|{dated.isoformat()}|{issuer}"
        case NoPaper():
            return NO_PAPER
        case Rating(choice=choice, reason=reason):
            return f"{choice}|{reason}"
        case date():
            return answer.isoformat()
        case _:
            return str(answer)
