"""The small types that plan files are made of, and how a wrong one is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from thuocdo.core.periods import Calendar, Period


class Entry(BaseModel):
    """A mapping of a plan file: unknown keys are errors, types are not bent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


def _number(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise PydanticCustomError("number", "a number, such as 75 or 7.5")
    return Fraction(value)


def _words(value: object) -> object:
    if isinstance(value, str):
        return {"vi": value}
    if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
        unknown = [key for key in value if key not in ("vi", "en")]
        if not unknown:
            return dict(value)
    raise PydanticCustomError("words", "a text by language")


def _code(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        raise PydanticCustomError("PLAN-005", 'a code in quotes, "{code}"', {"code": value})
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
    if not isinstance(value, date):
        raise PydanticCustomError("day", "a day, such as 2016-07-27")
    return value


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
Id = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]*$"})]
