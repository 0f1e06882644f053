"""How an answer lies in a cube: one integer, and one byte that says what the integer is.

The byte holds a *mark* (what is known of the cell) and the kind of value. A cell to which nothing was ever sent
is a zero byte, so an empty cube is all zeros.

>>> from thuocdo.core.values import Kind
>>> byte = Mark.VALUE | kind_bits(Kind.UOC)
>>> Mark(byte & MARK_BITS).name, kind_of(byte).value
('VALUE', 'uoc')
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.values import Absence, CellState, Fact, Kind, NoPaper, Paper, Rating

if TYPE_CHECKING:
    from thuocdo.core.elements import Element
    from thuocdo.core.values import Answer

MOST = 2**53
"""The largest integer a cell may hold. Sums over a nation stay far inside 64 bits."""


class Mark(IntEnum):
    """What is known of a cell. From ``VALUE`` on something was accepted; up to ``RETURNED`` nothing was."""

    NOTHING = 0
    WAITING = 1
    RETURNED = 2
    VALUE = 3
    NOT_APPLICABLE = 4
    ABSENT = 5  # a named absence was accepted: the question stays open, and the obligation is not met
    LEFT_OPEN = 6  # a choice that leaves the question open: an answer to the form, none to the question
    NO_PAPER = 7  # "there is no such document": an answer


MARK_BITS = 7
KIND_SHIFT = 3
KINDS = (Kind.OFFICIAL, Kind.UOC, Kind.HISTORICAL_TOTAL, Kind.SYNTHETIC)
STATES = {CellState.MISSING: Mark.NOTHING, CellState.WAITING: Mark.WAITING, CellState.RETURNED: Mark.RETURNED}


class TooLargeError(Exception):
    """A value that does not fit a cube; the plain calculator takes such a plan."""


def kind_bits(kind: Kind) -> int:
    """The kind's place in the byte."""
    return KINDS.index(kind) << KIND_SHIFT


def kind_of(byte: int) -> Kind:
    """The kind that a byte holds."""
    return KINDS[byte >> KIND_SHIFT]


def scale_of(element: Element) -> int:
    """What an element's numbers are multiplied by to be whole."""
    return int(10**element.decimals) if element.is_numeric else 1


def encoded(element: Element, answer: Answer) -> tuple[int, int]:
    """An accepted answer as (mark, integer).

    Counts and amounts are scaled to whole numbers, yes is 1, a choice or rating is its place among the choices,
    a day (or a document's day) its ordinal.

    :raises TooLargeError: a number beyond ``MOST``
    """
    match answer:
        case Absence.NOT_APPLICABLE:
            return Mark.NOT_APPLICABLE, 0
        case Absence():
            return Mark.ABSENT, 0
        case NoPaper():
            return Mark.NO_PAPER, 0
        case bool():
            return Mark.VALUE, int(answer)
        case Fraction():
            return Mark.VALUE, _whole(answer * scale_of(element))
        case Paper(dated=day) | (date() as day):
            return Mark.VALUE, day.toordinal()
        case Rating(choice=choice) | (str() as choice):
            mark = Mark.LEFT_OPEN if choice in element.leaves_open else Mark.VALUE
            return mark, element.choices.index(choice)


def _whole(scaled: Fraction) -> int:
    if scaled.denominator != 1 or abs(scaled.numerator) > MOST:
        raise TooLargeError
    return scaled.numerator


def byte_of(element: Element, state: CellState, fact: Fact | None) -> tuple[int, int]:
    """A cell's byte and integer, as it stands."""
    if fact is None:
        return STATES[state], 0
    mark, value = encoded(element, fact.answer)
    return mark | kind_bits(fact.kind), value
