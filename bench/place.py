"""A place that does not exist: a hierarchy of any size, its codes beginning with M."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.orgunits import Level, OrgUnit, Register

if TYPE_CHECKING:
    from pathlib import Path

    from bench.arrays import Ints

FIRST_DAY = date(2016, 1, 1)
REGISTER = "bench"
ROOT = "M"
NAMES = {Level.PROVINCE: "Tỉnh", Level.DISTRICT: "Huyện", Level.COMMUNE: "Xã"}


@dataclass(frozen=True)
class Size:
    """How large a place is. ``provinces`` 0: the root is itself the one province."""

    name: str
    provinces: int
    districts: int
    communes: int


PROVINCE = Size("province", 0, 27, 635)
NATION = Size("nation", 63, 700, 11_000)
SIZES = {size.name: size for size in (PROVINCE, NATION)}


@dataclass(frozen=True)
class Row:
    """One orgunit: its code, its level, the position of the one above it (-1: none)."""

    code: str
    level: Level
    parent: int


@dataclass(frozen=True)
class Place:
    """All orgunits in pre-order, so that a position says where one stands in every result."""

    size: Size

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The orgunits. A nation's root is of the level of a province too: the register has three levels."""
        found = [Row(ROOT, Level.PROVINCE, -1)]
        tops = self.size.provinces or 1
        for top in range(tops):
            above = 0
            if self.size.provinces:
                above = len(found)
                found.append(Row(f"{ROOT}{top + 1:02d}", Level.PROVINCE, 0))
            self._below(top, tops, above, found)
        return tuple(found)

    def _below(self, top: int, tops: int, above: int, found: list[Row]) -> None:
        districts, communes = self.size.districts, self.size.communes
        for district in range(top * districts // tops, (top + 1) * districts // tops):
            place = len(found)
            found.append(Row(f"{ROOT}H{district + 1:04d}", Level.DISTRICT, above))
            below = range(district * communes // districts, (district + 1) * communes // districts)
            found += [Row(f"{ROOT}X{commune + 1:05d}", Level.COMMUNE, place) for commune in below]

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def parent(self) -> Ints:
        """By position the position above; the root stands above itself."""
        return np.array([max(row.parent, 0) for row in self.rows], dtype=np.int64)

    @cached_property
    def communes(self) -> Ints:
        """The positions of the communes."""
        return np.array([place for place, row in enumerate(self.rows) if row.level is Level.COMMUNE], dtype=np.int64)

    @cached_property
    def communes_in(self) -> Ints:
        """By position how many communes lie in the subtree."""
        found = np.zeros(len(self.rows), dtype=np.int64)
        found[self.communes] = 1
        for place in range(len(self.rows) - 1, 0, -1):
            found[self.parent[place]] += found[place]
        return found

    def register(self) -> Register:
        """The register, without going through files."""
        units = tuple(
            OrgUnit(
                row.code, f"{NAMES[row.level]} {row.code}", NAMES[row.level], row.level,
                self.rows[row.parent].code if row.parent >= 0 else None, FIRST_DAY,
            )
            for row in self.rows
        )  # fmt: skip
        return Register(REGISTER, ROOT, units, synthetic=True)


def write_register(place: Place, folder: Path) -> None:
    """Write the register's files."""
    folder.mkdir(parents=True, exist_ok=True)
    about = (
        f"register: {REGISTER}\nname: {{vi: Nơi không có thật, en: A place that does not exist}}\nsynthetic: true\n"
        "sources: [{source: made up, licence: CC0-1.0, used_for: measuring speed}]\n"
    )
    (folder / "register.yaml").write_text(about, encoding="utf-8")
    columns = (
        "code", "name", "type", "level", "parent_code", "valid_from", "valid_to",
        "predecessors", "partial_predecessors", "resolution", "alt_codes",
    )  # fmt: skip
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for row in place.rows:
            above = place.rows[row.parent].code if row.parent >= 0 else ""
            name = NAMES[row.level]
            writer.writerow((row.code, f"{name} {row.code}", name, int(row.level), above, FIRST_DAY, *[""] * 5))
