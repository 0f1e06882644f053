"""The register of orgunits: CSV files with one row per version of a place → a checked Register.

A register is a folder of CSV files, or one CSV file. Its id stands in ``register.yaml`` beside them; without
one it is the folder's (or the file's) name.
"""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from thuocdo.core.errors import Place, Refused
from thuocdo.core.nearest import near
from thuocdo.core.orgunits import FOREVER, Level, OrgUnit, Register, Tile
from thuocdo.core.periods import read_day
from thuocdo.core.tables import not_a_header, other_separator, short
from thuocdo.core.wording import Phrase
from thuocdo.planfiles.schema_register import RegisterFile
from thuocdo.planfiles.validate import Problems, validated
from thuocdo.planfiles.yamltree import read_yaml, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from thuocdo.planfiles.yamltree import YamlFile

REQUIRED = ("code", "name", "type", "level", "parent_code", "valid_from", "valid_to", "predecessors")
OPTIONAL = ("resolution", "event", "partial_predecessors", "alt_codes", "source")
COLUMNS = (*REQUIRED, *OPTIONAL)


def read_register(
    path: Path, root: str | None = None, *, or_top: bool = False, root_place: Place | None = None
) -> Register:
    """Read and check a register.

    :param root: the code of the orgunit at the top; by default the one without a parent
    :param or_top: take the one without a parent too where the register has no such code
    :param root_place: where the root is named, to point at if there is no such code
    :raises Refused: with every problem, each at its file, line and column
    """
    problems = Problems()
    files = _files(path, problems)
    rows = [row for file in files for row in _read_rows(file, problems)]
    about = _about(path, problems)
    if not rows and not problems.has_errors:
        problems.add("REGISTER-001", Place.whole(path), path=str(path))
    if problems.has_errors:
        raise Refused(problems.found)
    places = {unit.key: place for unit, place in rows}
    units = tuple(unit for unit, _ in rows)
    if or_top and root not in {unit.code for unit in units}:
        root = None
    tiles = {entry.code: Tile(entry.row, entry.col, entry.label) for entry in about.told.tiles} if about.told else {}
    name, synthetic = (about.told.register_, about.told.synthetic) if about.told else (about.name, False)
    register = Register(name, root or _top(units), units, synthetic=synthetic, tiles=tiles)
    _check(register, places, problems)
    _check_tiles(register, about, problems)
    if register.root not in register.by_code:
        problems.add("REGISTER-013", root_place or Place.whole(path), code=register.root)
    if problems.has_errors:
        raise Refused(problems.found)
    return register


def _files(path: Path, problems: Problems) -> list[Path]:
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        problems.add("REGISTER-001", Place.whole(path), path=str(path))
    return files


@dataclass(frozen=True)
class _About:
    """What register.yaml tells; ``name`` is the register's where there is none."""

    name: str
    file: YamlFile | None = None
    told: RegisterFile | None = None


def _about(path: Path, problems: Problems) -> _About:
    name = path.name if path.is_dir() else path.stem
    sheet = (path if path.is_dir() else path.parent) / "register.yaml"
    if not sheet.exists():
        return _About(name)
    file = read_yaml(sheet)
    problems.found += file.problems
    return _About(name, file, validated(file, RegisterFile, problems) if not file.problems else None)


def _top(units: tuple[OrgUnit, ...]) -> str:
    tops = {unit.code for unit in units if unit.parent_code is None}
    return min(tops) if tops else units[0].code


def _read_rows(file: Path, problems: Problems) -> Iterator[tuple[OrgUnit, Place]]:
    text = _text(file, problems)
    if not text:
        return
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        columns = list(reader.fieldnames or [])
        if not _has_columns(file, text, columns, problems):
            return
        for row in reader:
            place = Place(str(file), reader.line_num, 1)
            unit = _unit(row, place, columns, problems)
            if unit is not None:
                yield unit, place
    except csv.Error as error:
        what = Phrase("table.other", {"what": str(error)})
        problems.add("FILE-006", Place(str(file), reader.line_num or 1, 1), what=what)


def _text(file: Path, problems: Problems) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.add("YAML-003", Place(str(file), line, 1))
    except OSError as error:
        problems.found.append(unreadable(file, error))
    return ""


def _has_columns(file: Path, text: str, columns: list[str], problems: Problems) -> bool:
    """Whether every column is there, and once; told where not."""
    if not_a_header(text, COLUMNS):
        problems.add("FILE-006", Place.whole(file), what=Phrase("table.no_header"))
        return False
    separator = other_separator(text)
    if separator:
        problems.add("FILE-010", Place.whole(file), separator=separator)
        return False
    for index, column in enumerate(columns, start=1):
        if column not in COLUMNS:
            meant = near(column, [one for one in COLUMNS if one not in columns])
            problems.add("REGISTER-002", Place(str(file), 1, index), column=short(column), near=meant)
        elif column in columns[: index - 1]:
            problems.add("FILE-012", Place(str(file), 1, index), column=column)
    missing = [column for column in REQUIRED if column not in columns]
    for column in missing:
        problems.add("REGISTER-003", Place(str(file), 1, 1), column=column)
    return not missing


def _unit(row: dict[str, str], place: Place, columns: list[str], problems: Problems) -> OrgUnit | None:
    def at(column: str) -> Place:
        return Place(place.file, place.line, columns.index(column) + 1)

    if None in row or None in row.values():
        problems.add("REGISTER-004", place, columns=str(len(columns)))
        return None
    days = {name: _day(row[name], at(name), problems) for name in ("valid_from", "valid_to") if row[name]}
    level = row["level"]
    if level not in ("1", "2", "3"):
        problems.add("REGISTER-005", at("level"), given=level)
        return None
    if not row["code"] or not row["valid_from"]:
        problems.add("REGISTER-006", at("code"), code=row["code"] or Phrase("nothing_given"))
    if not row["code"] or "valid_from" not in days or None in days.values():
        return None
    return OrgUnit(
        code=row["code"],
        name=row["name"],
        type=row["type"],
        level=Level(int(level)),
        parent_code=row["parent_code"] or None,
        valid_from=days["valid_from"] or date.min,
        valid_to=days.get("valid_to") or FOREVER,
        predecessors=_codes(row["predecessors"]),
        partial_predecessors=frozenset(_codes(row.get("partial_predecessors") or "")),
        resolution=row.get("resolution") or "",
        alt_codes=_codes(row.get("alt_codes") or ""),
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split("|") if code)


def _day(text: str, place: Place, problems: Problems) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        problems.add("REGISTER-007", place, given=text)
        return None


# ---------------------------------------------------------------------------------------- what must hold


def _check(register: Register, places: dict[tuple[str, date], Place], problems: Problems) -> None:
    for code, versions in register.by_code.items():
        for before, after in itertools.pairwise(versions):
            if before.valid_to > after.valid_from:
                problems.add("REGISTER-008", places[after.key], code=code, other=before.valid_to)
    for unit in register.units:
        place = places[unit.key]
        if unit.valid_to <= unit.valid_from:
            problems.add("REGISTER-009", place, code=unit.code)
        _check_succession(register, unit, place, problems)
        _check_parent(register, unit, place, problems)


def _check_succession(register: Register, unit: OrgUnit, place: Place, problems: Problems) -> None:
    found = {share.orgunit.code for share in register.predecessors[unit]}
    for code in unit.predecessors:
        if code not in found:
            problems.add("REGISTER-010", place, code=unit.code, other=code, day=unit.valid_from)
    for code in unit.partial_predecessors - set(unit.predecessors):
        problems.add("REGISTER-011", place, code=unit.code, other=code)


def _check_parent(register: Register, unit: OrgUnit, place: Place, problems: Problems) -> None:
    """A parent must be there for the child's whole interval, one level up or more."""
    if unit.parent_code is None:
        return
    versions = register.by_code.get(unit.parent_code, ())
    day = unit.valid_from
    for version in versions:
        if version.valid_on(day) and version.level < unit.level:
            day = version.valid_to
    if day < unit.valid_to:
        problems.add("REGISTER-012", place, code=unit.code, other=unit.parent_code, day=day)


def _check_tiles(register: Register, about: _About, problems: Problems) -> None:
    """A tile is an orgunit's, and no two under one parent lie on one place."""
    if about.file is None or about.told is None:
        return
    taken: dict[tuple[str | None, int, int], str] = {}
    for index, entry in enumerate(about.told.tiles):
        place = about.file.place(("tiles", index, "code"))
        versions = register.by_code.get(entry.code)
        if versions is None:
            problems.add("REGISTER-014", place, code=entry.code)
            continue
        other = taken.setdefault((versions[0].parent_code, entry.row, entry.col), entry.code)
        if other != entry.code:
            problems.add("REGISTER-015", place, code=entry.code, other=other)
