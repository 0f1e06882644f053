"""A file with mistakes of form, without what is mistaken: so that what is wrong in sense is told at once too.

An entry of a list (a target, an element …) with a mistake anywhere in it is taken out whole, and its names are
remembered: nobody is told that they are unknown. Nothing of a mended file is ever used for answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from thuocdo.core.nearest import near
from thuocdo.core.periods import FIRST_YEAR, LAST_YEAR
from thuocdo.planfiles.yamltree import YamlFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from thuocdo.core.errors import Place
    from thuocdo.planfiles.yamltree import Loc

Model = TypeVar("Model", bound=BaseModel)
ROUNDS = 3
STAND_INS = {"years": {"first": FIRST_YEAR, "last": LAST_YEAR}}


@dataclass
class Mended:
    """A file without its mistakes, as a model, and the names that were lost with them."""

    file: YamlFile
    model: Any
    lost: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)


def mended(file: YamlFile, model: type[Model]) -> Mended | None:
    """The file without what is wrong in its form; None where too little is left."""
    made = Mended(file, None)
    for _ in range(ROUNDS):
        try:
            made.model = model.model_validate(made.file.data)
        except ValidationError as error:
            if not isinstance(made.file.data, dict):
                return None
            made.file = _without(made, error.errors(include_url=False))
        else:
            return made
    return None


def _without(made: Mended, told: list[ErrorDetails]) -> YamlFile:
    """The file without the entries and keys that the mistakes stand in."""
    file, data = made.file, dict(made.file.data)  # type: ignore[call-overload]
    keys = {str(d["loc"][0]): d for d in told if d["loc"] and not _in_list(file, d)}
    bad = {(str(d["loc"][0]), int(d["loc"][1])) for d in told if _in_list(file, d)}
    for section in {section for section, _ in bad}:
        made.sections.add(section)
        lost = [entry for index, entry in enumerate(data[section]) if (section, index) in bad]
        made.lost |= {text for entry in lost for text in _names(entry)}
        data[section] = [entry for index, entry in enumerate(data[section]) if (section, index) not in bad]
    _mend_keys(data, keys)
    return _renumbered(file, data, bad)


def _in_list(file: YamlFile, detail: ErrorDetails) -> bool:
    loc = detail["loc"]
    return len(loc) > 1 and isinstance(loc[1], int) and isinstance(file.at((str(loc[0]),)), list)


def _names(entry: object) -> set[str]:
    """Whatever an entry may be called by."""
    if isinstance(entry, str):
        return {entry}
    return {text for text in entry.values() if isinstance(text, str)} if isinstance(entry, dict) else set()


def _mend_keys(data: dict[str, Any], told: Mapping[str, ErrorDetails]) -> None:
    """The file's own keys: a misspelt key or choice as it was meant, else without it."""
    missing = [key for key, detail in told.items() if detail["type"] == "missing" and len(detail["loc"]) == 1]
    for key, detail in told.items():
        value = data.pop(key, None)
        if detail["type"] == "extra_forbidden" and (meant := near(key, missing)):
            data[meant] = value
        elif detail["type"] == "literal_error" and (meant := near(str(value), _choices(detail))):
            data[key] = meant
        elif detail["type"] == "PLAN-005" and isinstance(value, dict):
            inner = str(detail["loc"][-1])
            data[key] = {**value, inner: str(value.get(inner))}
        elif key in STAND_INS:
            data[key] = STAND_INS[key]


def _choices(detail: ErrorDetails) -> list[str]:
    expected = str((detail.get("ctx") or {}).get("expected", ""))
    return [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]


def _renumbered(file: YamlFile, data: dict[str, Any], gone: set[tuple[str, int]]) -> YamlFile:
    """The file with its places under the new numbers of its entries."""

    def moved(loc: Loc) -> Loc | None:
        if len(loc) < 2 or not isinstance(loc[1], int):
            return loc
        section, index = str(loc[0]), loc[1]
        if (section, index) in gone:
            return None
        return (section, index - sum(1 for other, n in gone if other == section and n < index), *loc[2:])

    made = YamlFile(file.name, data, [], text=file.text)
    values: dict[Loc, Place] = {at: place for loc, place in file.values.items() if (at := moved(loc)) is not None}
    made.values.update(values)
    made.keys.update({at: place for loc, place in file.keys.items() if (at := moved(loc)) is not None})
    made.spans.update({at: span for loc, span in file.spans.items() if (at := moved(loc)) is not None})
    return made
