"""The small types that plan files are made of, and how a wrong one is told."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from thuocdo.core.parsing import TAKEN
from thuocdo.core.periods import FIRST_YEAR, LAST_YEAR, Calendar, Period

LANGUAGES = ("vi", "en")
_ID = re.compile(r"[a-z][a-z0-9_]*")


class Entry(BaseModel):
    """A mapping of a plan file: unknown keys are errors, types are not bent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


def _number(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise PydanticCustomError("number", "a number, such as 75 or 7.5")
    return Fraction(value)


def _percent(value: object) -> Fraction:
    number = _number(value)
    if not 0 < number <= 100:
        raise PydanticCustomError("percent", "per cent")
    return number


def _words(value: object) -> object:
    if isinstance(value, str):
        return {"vi": value}
    if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
        unknown = [key for key in value if key not in LANGUAGES]
        if unknown:
            raise PydanticCustomError("languages", "a text by language", {"unknown": unknown, "allowed": LANGUAGES})
        return dict(value)
    raise PydanticCustomError("words", "a text by language")


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise PydanticCustomError("id", "a name of small letters, digits and _")
    return value


def _name(value: object) -> str:
    if _id(value) in TAKEN:
        raise PydanticCustomError("taken", "a name that is no word of formulas")
    return str(value)


def _code(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        raise PydanticCustomError("PLAN-005", 'a code in quotes, "{code}"', {"code": str(value)})
    if not isinstance(value, str) or not value:
        raise PydanticCustomError("code", 'a code in quotes, such as "14758"')
    return value


def _period(value: object) -> str:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    try:
        Period.parse(text, Calendar.CALENDAR)
    except ValueError:
        raise PydanticCustomError("period", "a period: 2017, 2017S1, 2017Q1 or 201701") from None
    return text


def _day(value: object) -> date:
    if not isinstance(value, date) or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError("day", "a day, such as 2016-07-27")
    return value


def _scalar(value: object) -> str:
    """One value of a file of values, as it is written there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int | Decimal | str):
        return str(value)
    raise PydanticCustomError("scalar", "one value")


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _unit(value: object) -> object:
    return value if isinstance(value, str) else _words(value)


Number = Annotated[Fraction, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Words = Annotated[
    dict[str, str],
    BeforeValidator(_words),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"vi": {"type": "string"}, "en": {"type": "string"}},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Code = Annotated[str, BeforeValidator(_code), WithJsonSchema({"type": "string"})]
PeriodId = Annotated[
    str,
    BeforeValidator(_period),
    WithJsonSchema({"type": ["string", "integer"], "description": "2017, 2017S1, 2017Q1 or 201701"}),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Scalar = Annotated[str, BeforeValidator(_scalar), WithJsonSchema({"type": ["string", "integer", "number", "boolean"]})]
Unit = Annotated[
    Any,
    BeforeValidator(_unit),
    WithJsonSchema({"description": "percent, or what is counted: a word, or {vi: …, en: …}"}),
]
LevelName = Literal["province", "district", "commune"]
FrequencyName = Literal["month", "quarter", "half-year", "year"]
CalendarName = Literal["cut-off", "calendar"]
VisibilityName = Literal["public", "internal", "restricted"]
LevelList = Annotated[list[LevelName], BeforeValidator(_listed)]
TextList = Annotated[list[str], BeforeValidator(_listed)]
Id = Annotated[str, BeforeValidator(_id), WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]*$"})]
Name = Annotated[
    str,
    BeforeValidator(_name),
    WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "not": {"enum": sorted(TAKEN)}}),
]
"""A name that formulas use: no word of theirs."""
Percent = Annotated[Fraction, BeforeValidator(_percent), WithJsonSchema({"type": "number", "maximum": 100})]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
