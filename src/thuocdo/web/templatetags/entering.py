"""Filters for the pages on which forms are filled in and shown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django import template

from thuocdo.core.errors import Refused
from thuocdo.core.explaining import parted
from thuocdo.core.periods import read_day
from thuocdo.core.values import Absence, NoPaper, Paper, Rating, ValueType
from thuocdo.core.wording import Phrase
from thuocdo.core.written import WrongAnswer, read_answer
from thuocdo.web.templatetags.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thuocdo.answers.office.typed_in import Typed
    from thuocdo.core.elements import Element
    from thuocdo.core.values import Answer
    from thuocdo.web.messages import Message

register = template.Library()


@register.filter
def answer(given: Answer | None, element: Element) -> str:
    """An answer as an office writes it; nothing where there is none."""
    match given:
        case None:
            return ""
        case Absence():
            return words().say(Phrase(f"entry.absence.{given.value}"))
        case Paper(number=number, dated=dated, issuer=issuer):
            return f"{number}, {words().date(dated)}, {issuer}"
        case NoPaper():
            return words().say(Phrase("entry.no_paper"))
        case Rating(choice=choice, reason=reason):
            return f"{words().write(element.choice_names[choice])}: {reason}"
        case bool() | Fraction() | date():
            return words().write(given)
        case _:
            return words().write(element.choice_names.get(str(given), str(given)))


@register.filter
def typed_answer(typed: Typed, element: Element) -> str:
    """What stands in a draft's cell, as an office writes it; as typed where it cannot be read."""
    if typed.absence:
        return words().say(Phrase(f"entry.absence.{typed.absence}"))
    if not typed.value:
        return "–"
    read = read_answer(typed.value.replace(",", ".") if element.is_numeric else typed.value, element)
    return typed.value if isinstance(read, WrongAnswer) else answer(read, element)


@register.filter
def told_answer(value: object, element: Element) -> str:
    """A stored value's answer: ``{{ value|told_answer:element }}`` with its text or its absence."""
    absence, text = getattr(value, "absence", ""), getattr(value, "value", "")
    if absence:
        return words().say(Phrase(f"entry.absence.{absence}"))
    read = read_answer(text, element)
    return text if isinstance(read, WrongAnswer) else answer(read, element)


@register.filter
def part(value: str, number: int) -> str:
    """A part of a document's or a rating's text: 0 its number or choice, 1 its day or reason, 2 its issuer."""
    return (*value.split("|", 2), "", "")[number]


@register.filter
def at(messages: Iterable[Message], place: object) -> list[Message]:
    """The messages at a cell."""
    return [one for one in messages if one.at == str(place)]


@register.filter
def given_reason(reasons: dict[str, dict[str, str]], key: str) -> dict[str, str]:
    """The reason given for a question."""
    return reasons.get(key, {})


@register.filter
def because(text: str) -> str:
    """Why a version corrects the one before, in words: a choice of the list, or as it was written."""
    choice, said = parted(text)
    if not choice:
        return said
    return f"{words().say(Phrase(f'entry.because.{choice}'))}{f' – {said}' if said else ''}"


@register.filter
def is_kind(element: Element, kind: str) -> bool:
    """Whether an element's answers are of a type."""
    return element.type is ValueType(kind)


@register.filter
def is_money(element: Element) -> bool:
    """Whether it counts đồng, which are read more easily in millions."""
    return element.type is ValueType.AMOUNT and "đồng" in str(element.unit)


@register.filter
def iso_day(text: str) -> str:
    """A day for a date field; nothing where it is none."""
    try:
        return read_day(text).isoformat()
    except (ValueError, Refused):
        return ""
