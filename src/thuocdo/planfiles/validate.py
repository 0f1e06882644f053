"""A YAML file against its schema: every problem, each at its line and column, with a near word where there is one."""

from __future__ import annotations

import re
import types
import typing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from thuocdo.core.errors import Problem, Strength
from thuocdo.core.nearest import near
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from thuocdo.core.errors import Place
    from thuocdo.planfiles.yamltree import Loc, YamlFile

Model = TypeVar("Model", bound=BaseModel)
_CODE = re.compile(r"[A-Z]+-\d{3}")


@dataclass
class Problems:
    """Problems as they are found; one place is told once with one code."""

    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, place: Place, /, **details: object) -> None:
        """One more."""
        problem = Problem(code, place, details)
        if not any(p.code == code and p.place == place and p.details == details for p in self.found):
            self.found.append(problem)

    @property
    def has_errors(self) -> bool:
        """Whether any of them blocks."""
        return any(p.strength is Strength.ERROR for p in self.found)


def validated(file: YamlFile, model: type[Model], problems: Problems, data: object = None) -> Model | None:
    """The file's data as its model, or None with every problem added.

    What fails in one entry of a list does not hide what is wrong in the next.
    """
    try:
        return model.model_validate(file.data if data is None else data)
    except ValidationError as error:
        told = error.errors(include_url=False)
        misspelt = {_misspelt(file, model, detail) for detail in told if detail["type"] == "extra_forbidden"}
        for detail in told:
            if detail["type"] != "missing" or _clean(detail["loc"]) not in misspelt:
                _tell(file, model, detail, problems)
        return None


def _misspelt(file: YamlFile, model: type[BaseModel], detail: ErrorDetails) -> Loc:
    """The key that an unknown one was probably meant to be: it is not told as missing too."""
    loc = _clean(detail["loc"])
    return (*loc[:-1], _near_key(str(loc[-1]), file.at(loc[:-1]), keys_of(model_at(model, loc[:-1]))))


def _near_key(key: str, mapping: object, allowed: Sequence[str]) -> str:
    """The key that was probably meant: one that is not there yet."""
    given = mapping if isinstance(mapping, dict) else {}
    return near(key, [one for one in allowed if one not in given])


def _tell(file: YamlFile, model: type[BaseModel], detail: ErrorDetails, problems: Problems) -> None:
    loc, kind = _clean(detail["loc"]), detail["type"]
    is_key = bool(loc) and loc[-1] == "[key]"
    loc = loc[:-1] if is_key else loc
    place = file.key_place(loc) if is_key else file.place(loc)
    if kind == "extra_forbidden":
        allowed = keys_of(model_at(model, loc[:-1]))
        meant = _near_key(str(loc[-1]), file.at(loc[:-1]), allowed)
        problems.add("PLAN-001", file.key_place(loc), key=str(loc[-1]), near=meant, allowed=allowed)
    elif kind == "missing":
        problems.add("PLAN-002", file.place(loc[:-1]), key=str(loc[-1]), owner=_owner(file, loc[:-1]))
    elif kind == "languages":
        _tell_languages(file, loc, detail.get("ctx") or {}, problems)
    elif kind in ("literal_error", "enum"):
        words, given = _words(detail), _given(detail["input"])
        problems.add("PLAN-004", place, given=given, near=near(given, words), allowed=words)
    elif _CODE.fullmatch(kind):
        problems.add(kind, place, **dict((detail.get("ctx") or {}).items()))
    else:
        given = str(loc[-1]) if is_key else _given(detail["input"])
        problems.add("PLAN-003", place, key=_named(file, loc), wanted=_wanted(detail), given=given)


def _tell_languages(file: YamlFile, loc: Loc, told: Mapping[str, Any], problems: Problems) -> None:
    for key in told["unknown"]:
        allowed = list(told["allowed"])
        meant = _near_key(key, file.at(loc), allowed)
        problems.add("PLAN-001", file.key_place((*loc, key)), key=key, near=meant, allowed=allowed)


def _named(file: YamlFile, loc: Loc) -> str:
    """What stands at a path, by its key: at_least, elements [2]; the file itself by its name."""
    keys = [number for number, step in enumerate(loc) if isinstance(step, str)]
    if not keys:
        return file.file_name
    return str(loc[keys[-1]]) + "".join(f" [{int(step) + 1}]" for step in loc[keys[-1] + 1 :])


def _clean(loc: tuple[int | str, ...]) -> Loc:
    """Pydantic's path without the steps that are not in the file."""
    return tuple(step for step in loc if not (isinstance(step, str) and "-" in step and "(" in step))


def _owner(file: YamlFile, loc: Loc) -> str:
    """What the entry is called, to say where a key is missing."""
    data = file.at(loc) if loc else None
    if isinstance(data, dict) and data:
        first = next(iter(data.values()))
        return first if isinstance(first, str) else str(next(iter(data)))
    return _named(file, loc)


def _wanted(detail: ErrorDetails) -> Phrase:
    """What was expected, in a few words of the catalogue."""
    known = {
        "string_type": "text",
        "int_type": "whole",
        "list_type": "list",
        "bool_type": "true_false",
        "dict_type": "mapping",
        "model_type": "mapping",
        "model_attributes_type": "mapping",
        "too_short": "more",
        "too_long": "fewer",
        "greater_than_equal": "larger",
        "less_than_equal": "smaller",
        "date_type": "day",
    }
    told = ("number", "percent", "words", "code", "period", "day", "unit", "id", "taken", "scalar", "part")
    kind = detail["type"] if detail["type"] in told else known.get(detail["type"])
    ctx = detail.get("ctx") or {}
    bound = next((ctx[name] for name in ("ge", "le", "min_length", "max_length") if name in ctx), None)
    return Phrase(f"wanted.{kind}", {"bound": str(bound)}) if kind else Phrase("wanted.other", {"what": detail["msg"]})


def _given(value: object) -> str:
    """What was given, as YAML writes it."""
    text = _as_yaml(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _as_yaml(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(k if v is None else f"{k}: {_as_yaml(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(_as_yaml(item) for item in value) + "]"
        case _:
            return str(value) or '""'


def _words(detail: ErrorDetails) -> list[str]:
    expected = str((detail.get("ctx") or {}).get("expected", ""))
    return re.findall(r"'([^']+)'", expected)


def keys_of(model: type[BaseModel] | None) -> list[str]:
    """The keys that a mapping may have."""
    if model is None:
        return []
    return [info.alias or name for name, info in model.model_fields.items()]


def model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model that describes the mapping at a path."""
    here: type[BaseModel] | None = model
    for step in loc:
        if here is None:
            return None
        if isinstance(step, int):
            continue
        by_key = {info.alias or name: info for name, info in here.model_fields.items()}
        if step in by_key:
            here = next(_models(by_key[step].annotation), None)
        elif len(models := [m for info in here.model_fields.values() for m in _models(info.annotation)]) > 1:
            continue
        elif models:
            here = models[0]
    return here


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models inside a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _models(get_args(annotation)[0])
    elif get_origin(annotation) in (list, dict, types.UnionType, typing.Union):
        for inner in get_args(annotation):
            yield from _models(inner)
