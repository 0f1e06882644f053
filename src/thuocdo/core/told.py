"""What a reading tells: as a number with its range, as a truth, or as a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import (
    NOT_APPLICABLE,
    ZERO,
    Amount,
    Maybe,
    NotApplicable,
    Truth,
    Var,
    added,
    all_true,
    any_true,
    extreme,
)
from thuocdo.core.elements import OnMerge
from thuocdo.core.formulas import Exists, Is
from thuocdo.core.reading import NOT_OWED, Merged, NotOwed, Open, Reader, Reading
from thuocdo.core.values import NoPaper, Paper, Rating

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from thuocdo.core.elements import Element
    from thuocdo.core.formulas import ElementRef

Asked = "ElementRef | Is | Exists"


def amount_of(reading: Reading, element: Element, reader: Reader) -> Amount | NotApplicable:
    """A reading as a number: known, unknown within its range, or not applicable."""
    match reading:
        case NotApplicable() | NotOwed():
            return NOT_APPLICABLE
        case bool():
            return Amount(Fraction(int(reading)))
        case Fraction():
            return Amount(reading)
        case Open():
            return Amount.of(_variable(reading, element, reader))
        case Merged(rule=rule, parts=parts):
            amounts = [amount_of(part, element, reader) for part in parts]
            return added(amounts) if rule is OnMerge.SUM else extreme(amounts, highest=rule is not OnMerge.ALL)
        case _:
            raise TypeError(f"{element.id} is no number: {reading}")


def _variable(reading: Open, element: Element, reader: Reader) -> Var:
    """The range of a cell: its element's, within what caps and a merged whole leave."""
    low, high = element.low, element.high
    if not element.is_numeric:
        low, high = ZERO, Fraction(1)
    if reading.whole is not None and isinstance(reading.whole.answer, Fraction):
        high = reading.whole.answer
    book, cell = reader.book, reading.cell
    for smaller, larger in book.caps.get(element.id, ()) if cell.is_undivided else ():
        other = larger if element.id == smaller else smaller
        known = book.answer(replace(cell, element=other), reader.known_at)
        if not isinstance(known, Fraction):
            continue
        if element.id == smaller:
            high = known if high is None else min(high, known)
        else:
            low = max(low, known)
    return Var(cell, low, high, (cell,), Fraction(1, 10**element.decimals))


def truth_of(node: ElementRef | Is | Exists, reading: Reading, element: Element) -> Truth:
    """Whether what is asked of an answer holds: a yes, a choice, a document that exists."""
    match reading:
        case NotApplicable() | NotOwed():
            return NOT_APPLICABLE
        case Open(cell=cell):
            return Maybe((cell,))
        case Merged(rule=OnMerge.HIGHEST, parts=parts) if isinstance(node, Is):
            return _highest_is(node, parts, element)
        case Merged(rule=rule, parts=parts):
            truths = [truth_of(node, part, element) for part in parts]
            return all_true(truths) if rule is OnMerge.ALL else any_true(truths)
        case _:
            return _fits(node, reading)


def _fits(node: ElementRef | Is | Exists, answer: Reading) -> bool:
    if isinstance(node, Is):
        chosen = answer.choice if isinstance(answer, Rating) else answer
        return (chosen == node.choice) is not node.negated
    if isinstance(node, Exists):
        return not isinstance(answer, NoPaper)
    return answer is True


def _highest_is(node: Is, parts: tuple[Reading, ...], element: Element) -> Truth:
    """Whether the highest of the parts' choices is the one named, in the order the choices are listed."""
    cells = tuple(part.cell for part in parts if isinstance(part, Open))
    ranks = [element.choices.index(part) for part in parts if isinstance(part, str)]
    if not cells and not ranks:
        return NOT_APPLICABLE
    wanted, top = element.choices.index(node.choice), max(ranks, default=-1)
    if not cells or top > wanted:
        return (top == wanted) is not node.negated
    closed = [choice for choice in element.choices if choice not in element.leaves_open]
    if top == wanted and node.choice == closed[-1]:
        return not node.negated
    return Maybe(cells)


def day_of(readings: Sequence[Reading]) -> date | Maybe | NotApplicable | None:
    """The latest of the dates answered; None where there is no such document."""
    flat = [part for reading in readings for part in _flat(reading)]
    cells = tuple(part.cell for part in flat if isinstance(part, Open))
    if cells:
        return Maybe(cells)
    days = [part.dated if isinstance(part, Paper) else part for part in flat]
    dates = [day for day in days if isinstance(day, date)]
    if dates:
        return max(dates)
    return None if any(isinstance(part, NoPaper) for part in flat) else NOT_APPLICABLE


def _flat(reading: Reading) -> Iterable[Reading]:
    if isinstance(reading, Merged):
        for part in reading.parts:
            yield from _flat(part)
    elif reading is not NOT_OWED and reading is not NOT_APPLICABLE:
        yield reading
