"""The fictional province: the shape and history of the plan's register under made-up names and codes.

No code of it can be a real one (each begins with M), and no name of it holds a real one.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.orgunits import FOREVER, Level
from thuocdo.planfiles.registers import COLUMNS

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from thuocdo.core.orgunits import OrgUnit, Register

ID = "mau"
NAME = "Mẫu"
NEW = "Mới"


@dataclass(frozen=True)
class Fiction:
    """Made-up codes for real ones."""

    codes: dict[str, str]
    root: str


def fiction(register: Register, root: str, until: date, seed: int) -> Fiction:
    """Codes for every orgunit of the register's first days until the last day of the plan.

    The order is shuffled, so that a code's number says nothing about whom it stands for.
    """
    draw = random.Random(f"{seed}/places")
    units = [unit for unit in register.units if unit.valid_from <= until]
    first: dict[str, OrgUnit] = {}
    for unit in sorted(units, key=lambda u: u.valid_from):
        first.setdefault(unit.code, unit)
    districts = [u.code for u in first.values() if u.level is Level.DISTRICT]
    draw.shuffle(districts)
    codes = {root: "M"} | {code: f"M{number:02d}" for number, code in enumerate(districts, start=1)}
    for district in districts:
        under = [u.code for u in first.values() if u.level is Level.COMMUNE and u.parent_code == district]
        draw.shuffle(under)
        codes |= {code: f"{codes[district]}{number:03d}" for number, code in enumerate(under, start=1)}
    return Fiction(codes, codes[root])


def write_places(register: Register, made: Fiction, until: date, folder: Path, province: str) -> None:
    """Write the register: its CSV and its register.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    resolutions: dict[str, str] = {}
    rows = [
        _row(register, unit, made, until, province, resolutions)
        for unit in register.units
        if unit.code in made.codes and unit.valid_from <= until
    ]
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = (
        f"register: {ID}\nname: {{vi: Danh mục {province} (mẫu), en: Register of the sample province}}\n"
        "synthetic: true\nnotes: {vi: Đơn vị hư cấu, en: Fictional orgunits}\nsources: []\n"
    ) + _tiles(made)
    (folder / "register.yaml").write_text(text, encoding="utf-8")


def _tiles(made: Fiction) -> str:
    """A map of the fictional districts: a rough round of rows, in order of their made-up numbers."""
    districts = sorted(code for code in made.codes.values() if len(code) == len("M00"))
    widths = _widths(len(districts))
    widest = max(widths, default=0)
    places = [(row, (widest - width) // 2 + step) for row, width in enumerate(widths) for step in range(width)]
    lines = [
        f'  - {{code: "{code}", row: {row}, col: {col}, label: {NAME} {code[1:]}}}'
        for code, (row, col) in zip(districts, places, strict=True)
    ]
    return "\n".join(["tiles:", *lines, ""])


def _widths(count: int) -> list[int]:
    """Rows of a round shape that hold so many tiles.

    >>> _widths(27), _widths(3)
    ([3, 5, 5, 5, 5, 4], [2, 1])
    """
    if not count:
        return []
    lines = max(1, round((count * 4 / 3) ** 0.5))
    middle = (lines - 1) / 2
    shape = [1.25 - ((row - middle) / (middle + 1)) ** 2 for row in range(lines)]
    widths, left = [], count
    for row, part in enumerate(shape):
        width = left if row == lines - 1 else min(left, round(count * part / sum(shape)))
        widths.append(width)
        left -= width
    return [width for width in widths if width]


def _row(
    register: Register, unit: OrgUnit, made: Fiction, until: date, province: str, resolutions: dict[str, str]
) -> dict[str, str]:
    kept = [code for code in unit.predecessors if code in made.codes]
    partial = [code for code in kept if code in unit.partial_predecessors]
    resolution = ""
    if unit.resolution:
        resolution = resolutions.setdefault(unit.resolution, f"MẪU-{len(resolutions) + 1}/NQ")
    return {
        "code": made.codes[unit.code],
        "name": _name(register, unit, made, province),
        "type": unit.type,
        "level": str(int(unit.level)),
        "parent_code": made.codes[unit.parent_code] if unit.parent_code else "",
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to <= until and unit.valid_to != FOREVER else "",
        "predecessors": "|".join(made.codes[code] for code in kept),
        "resolution": resolution,
        "event": "",
        "partial_predecessors": "|".join(made.codes[code] for code in partial),
        "alt_codes": "|".join(made.codes[code] for code in unit.alt_codes if code in made.codes),
        "source": "fictional",
    }


def _name(register: Register, unit: OrgUnit, made: Fiction, province: str) -> str:
    """Type and number; one that took a new name in a reorganisation says so."""
    if unit.level is Level.PROVINCE:
        return province
    code = made.codes[unit.code]
    number = f"{code[1:3]}-{code[3:]}" if unit.level is Level.COMMUNE else code[1:]
    bare = unit.name.removeprefix(unit.type).strip()
    before = [old.name.removeprefix(old.type).strip() for old in register.by_code[unit.code] if old is not unit]
    first = register.by_code[unit.code][0]
    renamed = unit is not first and before and bare != first.name.removeprefix(first.type).strip()
    return f"{unit.type} {NAME} {NEW} {number}" if renamed else f"{unit.type} {NAME} {number}"
