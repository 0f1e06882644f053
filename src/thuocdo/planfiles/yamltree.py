"""YAML with places: plain data, and for every path in it the line and column it came from.

YAML 1.2 as people expect it: ``no`` is a word, ``01`` a string, numbers are exact, a duplicate key is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import yaml

from thuocdo.core.errors import Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

Data = "None | bool | int | Decimal | date | str | list[Data] | dict[str, Data]"
Loc = tuple[str | int, ...]

MERGE = "<<"
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class YamlFile:
    """One file read: its data, the place of every value and key, and what is wrong with it as YAML."""

    name: str
    data: object = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)

    def place(self, loc: Loc) -> Place:
        """Where a value stands, or the nearest thing above it that is there."""
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, Place(self.name, 1, 1))

    def key_place(self, loc: Loc) -> Place:
        """Where a key stands."""
        return self.keys.get(loc) or self.place(loc)

    def inside(self, loc: Loc, column: int) -> Place:
        """A place inside a one-line text value, such as a formula; ``column`` counts from 0."""
        start = self.place(loc)
        return Place(start.file, start.line, start.column + column + self._quote.get(loc, 0))

    _quote: dict[Loc, int] = field(default_factory=dict)


def read_yaml(path: Path) -> YamlFile:
    """Read a file. Problems are gathered, not raised; with them, ``data`` holds what could be read."""
    file = YamlFile(str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        file.problems.append(Problem("PLAN-006", Place(str(path)), {"file": path.name}))
        return file
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        file.problems.append(Problem("YAML-003", Place(str(path), line, 1), {}))
        return file
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(str(path), mark.line + 1, mark.column + 1) if mark else Place(str(path))
        file.problems.append(Problem("YAML-001", place, {"what": error.problem or str(error)}))
        return file
    file.data = {} if root is None else _data(root, (), file)
    return file


def _data(node: yaml.Node, loc: Loc, file: YamlFile) -> object:
    file.values[loc] = _place(node, file)
    match node:
        case yaml.MappingNode():
            return _mapping(node, loc, file)
        case yaml.SequenceNode():
            return [_data(item, (*loc, index), file) for index, item in enumerate(node.value)]
        case _:
            assert isinstance(node, yaml.ScalarNode)
            file._quote[loc] = 1 if node.style in ("'", '"') else 0  # noqa: SLF001
            return _scalar(node)


def _mapping(node: yaml.MappingNode, loc: Loc, file: YamlFile) -> dict[str, object]:
    found: dict[str, object] = {}
    given = {str(key.value) for key, _ in node.value}
    for key_node, value_node in [*_merged(node, given), *node.value]:
        key = str(key_node.value)
        if key == MERGE:
            continue
        if key in found:
            first = file.keys[(*loc, key)]
            file.problems.append(Problem("YAML-002", _place(key_node, file), {"key": key, "line": first.line}))
            continue
        file.keys[(*loc, key)] = _place(key_node, file)
        found[key] = _data(value_node, (*loc, key), file)
    return found


def _merged(node: yaml.MappingNode, given: set[str]) -> list[tuple[yaml.Node, yaml.Node]]:
    """The entries that ``<<: *anchor`` brings in: those not given here, the first mapping named winning."""
    brought: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key_node, value_node in node.value:
        if str(key_node.value) != MERGE:
            continue
        for source in value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]:
            for key, value in source.value if isinstance(source, yaml.MappingNode) else ():
                if str(key.value) not in given:
                    brought.setdefault(str(key.value), (key, value))
    return list(brought.values())


def _place(node: yaml.Node, file: YamlFile) -> Place:
    return Place(file.name, node.start_mark.line + 1, node.start_mark.column + 1)


def _scalar(node: yaml.ScalarNode) -> object:
    """A plain scalar by its look; whatever is quoted stays a string."""
    text = str(node.value)
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
