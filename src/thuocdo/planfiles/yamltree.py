"""YAML with places: plain data, and for every path in it the line and column it came from.

YAML 1.2 as people expect it: ``no`` is a word, ``01`` a string, numbers are exact, a duplicate key is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from thuocdo.core.errors import Place, Problem
from thuocdo.core.periods import read_day
from thuocdo.core.wording import Phrase
from thuocdo.planfiles.spans import Span, inside

if TYPE_CHECKING:
    from pathlib import Path

Data = "None | bool | int | Decimal | date | str | list[Data] | dict[str, Data]"
Loc = tuple[str | int, ...]

MERGE = "<<"
MOST = 500_000
"""Values that a file may hold with everything its anchors repeat; a few lines of them can make billions."""
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class YamlFile:
    """One file read: its data, the place of every value and key, and what is wrong with it as YAML."""

    name: str
    data: object = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    spans: dict[Loc, Span] = field(default_factory=dict)
    text: str = field(default="", repr=False)

    def place(self, loc: Loc) -> Place:
        """Where a value stands, or the nearest thing above it that is there."""
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, Place.whole(self.name))

    @property
    def file_name(self) -> str:
        """Its name without folders."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1]

    def at(self, loc: Loc) -> object:
        """The data at a path; None where there is none."""
        data: Any = self.data
        for step in loc:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    def key_place(self, loc: Loc) -> Place:
        """Where a key stands."""
        return self.keys.get(loc) or self.place(loc)

    def inside(self, loc: Loc, column: int) -> Place:
        """A place inside a text, such as a formula, also where it runs over lines; ``column`` counts from 0."""
        span = self.spans.get(loc)
        if span is None:
            return self.place(loc)
        line, at = inside(self.text, span, column)
        return Place(self.name, line, at)


class _NotYaml(Exception):  # noqa: N818
    """What makes a file no data: a word of the catalogue, and the node where it stands."""

    def __init__(self, what: str, node: yaml.Node) -> None:
        super().__init__(what)
        self.what = what
        self.node = node


def read_yaml(path: Path) -> YamlFile:
    """Read a file. Problems are gathered, not raised; with them, ``data`` holds what could be read."""
    file = YamlFile(str(path))
    try:
        file.text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        file.problems.append(Problem("PLAN-006", Place.whole(path), {"file": path.name}))
        return file
    except OSError as error:
        file.problems.append(unreadable(path, error))
        return file
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        file.problems.append(Problem("YAML-003", Place(str(path), line, 1), {}))
        return file
    problem = _unprintable(file) or _compose(file)
    if problem is not None:
        file.problems.append(problem)
    return file


def unreadable(path: Path, error: OSError) -> Problem:
    """A file that is there and cannot be read, with why: a folder, no permission, or what the system says."""
    known = {"IsADirectoryError": "folder", "PermissionError": "permission"}
    why = Phrase(f"unreadable.{known.get(type(error).__name__, 'other')}", {"what": error.strerror or ""})
    return Problem("FILE-008", Place.whole(path), {"file": path.name, "why": why})


def _unprintable(file: YamlFile) -> Problem | None:
    """A sign that YAML forbids, such as a control character that came in with copied text."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(file.text)
    if found is None:
        return None
    before = file.text[: found.start()]
    place = Place(file.name, before.count("\n") + 1, len(before) - before.rfind("\n"))
    what = Phrase("yaml.sign", {"sign": f"U+{ord(found[0]):04X}"})
    return Problem("YAML-001", place, {"what": what})


def _compose(file: YamlFile) -> Problem | None:
    """Fill in the data and its places, or say why that cannot be done."""
    try:
        root = yaml.compose(file.text, Loader=yaml.CSafeLoader)
        file.data = {} if root is None else _Builder(file).data(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file.name, mark.line + 1, mark.column + 1) if mark else Place.whole(file.name)
        told = " ".join(str(error.problem or error).split())
        what = Phrase(f"yaml.{KNOWN_FAULTS[told]}") if told in KNOWN_FAULTS else Phrase("yaml.other", {"what": told})
        return Problem("YAML-001", place, {"what": what})
    except _NotYaml as fault:
        return Problem("YAML-001", _place(fault.node, file), {"what": Phrase(f"yaml.{fault.what}")})
    except RecursionError:
        return Problem("YAML-001", Place.whole(file.name), {"what": Phrase("yaml.deep")})
    return None


KNOWN_FAULTS = {
    "mapping values are not allowed in this context": "colon",
    "did not find expected ',' or '}'": "brace",
    "did not find expected ',' or ']'": "bracket",
    "did not find expected key": "key",
    "could not find expected ':'": "no_colon",
    "did not find expected '-' indicator": "dash",
    "found character that cannot start any token": "start",
    "found character '\\t(TAB)' that cannot start any token": "tab",
    "found unexpected end of stream": "quote",
    "but found another document": "documents",
    "did not find expected <document start>": "documents",
    "found undefined alias": "alias",
    "block sequence entries are not allowed in this context": "dash",
}
"""What the parser says, in its own words, and our word for it; anything else is passed on as it is."""


class _Builder:
    """Composed nodes → plain data, with the place of everything written into the file."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.count = 0
        self.above: list[int] = []

    def data(self, node: yaml.Node, loc: Loc) -> object:
        """The data of a node."""
        self.count += 1
        if id(node) in self.above:
            raise _NotYaml("itself", node)
        if self.count > MOST:
            raise _NotYaml("too_much", node)
        self.file.values[loc] = _place(node, self.file)
        self.above.append(id(node))
        try:
            return self._data(node, loc)
        finally:
            self.above.pop()

    def _data(self, node: yaml.Node, loc: Loc) -> object:
        match node:
            case yaml.MappingNode():
                return self._mapping(node, loc)
            case yaml.SequenceNode():
                return [self.data(item, (*loc, index)) for index, item in enumerate(node.value)]
            case _:
                assert isinstance(node, yaml.ScalarNode)
                start, end = node.start_mark, node.end_mark
                self.file.spans[loc] = Span(
                    node.value, (start.line, start.column), (end.line, end.column), node.style or ""
                )
                return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, object]:
        file, found = self.file, dict[str, object]()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _NotYaml("key_is_text", key_node)
        given = {str(key.value) for key, _ in node.value}
        for key_node, value_node in [*_merged(node, given), *node.value]:
            key = str(key_node.value)
            if key == MERGE:
                continue
            if key in found:
                first = file.keys[(*loc, key)]
                file.problems.append(Problem("YAML-002", _place(key_node, file), {"key": key, "line": str(first.line)}))
                continue
            file.keys[(*loc, key)] = _place(key_node, file)
            found[key] = self.data(value_node, (*loc, key))
        return found


def _merged(node: yaml.MappingNode, given: set[str]) -> list[tuple[yaml.Node, yaml.Node]]:
    """The entries that ``<<: *anchor`` brings in: those not given here, the first mapping named winning."""
    brought: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key_node, value_node in node.value:
        if str(key_node.value) != MERGE:
            continue
        for source in value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]:
            if not isinstance(source, yaml.MappingNode):
                raise _NotYaml("merge", value_node)
            for key, value in source.value:
                if str(key.value) not in given and str(key.value) != MERGE:
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
            return read_day(text)
        except ValueError:
            return text
    return text
