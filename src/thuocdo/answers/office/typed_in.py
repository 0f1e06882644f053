"""What somebody typed into a form, read as its element wants it; and an answer as it is typed.

A draft keeps what was typed. Only here does "3,5" become 3.5, and is "1.234" asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from thuocdo.answers.office.holding import CellKey, Told
from thuocdo.core.errors import Place, Problem
from thuocdo.core.typed import TwoWays, read_number
from thuocdo.core.values import Absence, Kind, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.core.amounts import Cell
    from thuocdo.core.elements import Element
    from thuocdo.core.plan import Plan

ABSENCES = (Absence.NOT_APPLICABLE, Absence.NOT_REPORTED)
"""What one may say instead of a value. "Not reported" is said openly, and leaves the form owed."""

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """What stands in one cell of a draft: a text as typed, or an absence with its name.

    >>> Typed.read({"value": "3,5"}), bool(Typed.read({}))
    (Typed(value='3,5', absence=''), False)
    """

    value: str = ""
    absence: str = ""

    def __bool__(self) -> bool:
        """Whether anything was answered."""
        return bool(self.value or self.absence)

    @staticmethod
    def read(cell: Mapping[str, str]) -> Typed:
        """A cell of a draft."""
        return Typed(str(cell.get("value", "")), str(cell.get("absence", "")))

    def as_cell(self) -> dict[str, str]:
        """A cell for a draft."""
        return {"absence": self.absence} if self.absence else {"value": self.value}


def told_of(
    plan: Plan, cells: Mapping[CellKey, Cell], typed: Mapping[CellKey, Typed], kind: Kind = Kind.OFFICIAL
) -> tuple[dict[CellKey, Told], list[Problem]]:
    """Everything typed as it is told, and what cannot be read."""
    told: dict[CellKey, Told] = {}
    problems: list[Problem] = []
    for key, given in typed.items():
        if not given:
            continue
        if key not in cells:
            problems.append(Problem("OFFICE-030", Place(str(key)), {"given": str(key)}))
            continue
        answer = Told(absence=given.absence, kind=kind) if given.absence else _told(plan.elements[key.element], given)
        if isinstance(answer, Told):
            told[key] = Told(answer.value, answer.absence, kind)
        else:
            code, details = answer
            problems.append(Problem(code, Place(str(key)), {**details, "column": key.element}))
    return told, problems


def _told(element: Element, given: Typed) -> Told | tuple[str, dict[str, object]]:
    text = given.value.strip()
    match element.type:
        case ValueType.COUNT | ValueType.AMOUNT:
            return _number(text)
        case ValueType.DATE:
            return Told(day_typed(text))
        case ValueType.DOCUMENT:
            number, dated, issuer = (*text.split("|", 2), "", "")[:3]
            return Told(f"{number}|{day_typed(dated)}|{issuer}" if "|" in text else text)
        case _:
            return Told(text)


def _number(text: str) -> Told | tuple[str, dict[str, object]]:
    read = read_number(text)
    if isinstance(read, TwoWays):
        as_decimal = read.as_decimal.replace(".", ",")
        return "OFFICE-100", {"given": text, "as_thousands": read.as_thousands, "as_decimal": as_decimal}
    return ("VALUE-010", {"given": text}) if read is None else Told(read)


def day_typed(text: str) -> str:
    """A day as people or their browsers write it, as machines do; anything else stays, and is refused later.

    >>> day_typed("9/12/2020"), day_typed("2020-12-09"), day_typed("hôm qua")
    ('2020-12-09', '2020-12-09', 'hôm qua')
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return text.strip()
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text.strip()


def as_typed(value: str, element: Element) -> str:
    """A value as machines write it, as one would type it.

    >>> from thuocdo.core.values import ValueType
    >>> class Score:
    ...     is_numeric = True
    >>> as_typed("87.5", Score())
    '87,5'
    """
    return value.replace(".", ",") if element.is_numeric else value
