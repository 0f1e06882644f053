"""The axes of the cubes: lineages, and the maps between two changes of the register (*epochs*) as arrays.

On an epoch's axis orgunits stand in pre-order, so that a subtree is a slice and an orgunit's own slot precedes
its children's.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.gather import ended, images

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from thuocdo.core.orgunits import Level, OrgMap, OrgUnit, Register
    from thuocdo.engine.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Epoch:
    """The map between two changes of the register. Positions count from 0 in pre-order.

    ``end[i]`` is one past the last position of the subtree of ``i``; ``lineage[i]`` its column in the cubes.
    """

    map: OrgMap
    units: tuple[OrgUnit, ...]
    position: dict[OrgUnit, int]
    end: Ints
    level: Ints
    lineage: Ints
    parent: Ints

    def at(self, level: Level) -> Ints:
        """The positions of one level, in order."""
        return self._levels[level]

    def at_levels(self, levels: Iterable[Level]) -> Ints:
        """The positions of some levels; a level by itself stands in order."""
        found = [self._levels[level] for level in sorted(levels)]
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))

    def slice(self, scope: int, level: Level) -> slice:
        """The part of ``at(level)`` that lies in the subtree of a position."""
        places = self._levels[level]
        first, last = np.searchsorted(places, (scope, self.end[scope]))
        return slice(int(first), int(last))

    @cached_property
    def _levels(self) -> dict[int, Ints]:
        return {int(level): np.flatnonzero(self.level == level) for level in range(1, 10)}

    def ancestors(self, level: Level) -> Ints:
        """For every position the one above it (or itself) at a level; -1 where there is none."""
        if level not in self._above:
            found = np.full(len(self.units), -1, dtype=np.int64)
            for place, unit_level in enumerate(self.level):
                above = self.parent[place]
                found[place] = place if unit_level == level else found[above] if above >= 0 else -1
            self._above[level] = found
        return self._above[level]

    @cached_property
    def _above(self) -> dict[int, Ints]:
        return {}


@dataclass
class Axes:
    """All epochs of a register, and how one's orgunits are found on another's."""

    register: Register
    _epochs: dict[int, Epoch] = field(default_factory=dict)
    _direct: dict[tuple[int, int], tuple[Bools, Bools]] = field(default_factory=dict)
    _homes: dict[tuple[int, int], tuple[Ints, frozenset[int]]] = field(default_factory=dict)
    _ended: dict[tuple[frozenset[Level], int], bool] = field(default_factory=dict)
    _owners: dict[Epoch, Ints] = field(default_factory=dict)
    _places: dict[Epoch, Ints] = field(default_factory=dict)

    @cached_property
    def _in_order(self) -> tuple[OrgUnit, ...]:
        """Every version: those of the first map level by level in pre-order, so that a level stands side by side."""
        first = self.register.on(self.register.first_day)
        tops = sorted((u for u in first.by_code.values() if u.parent_code not in first.by_code), key=lambda u: u.code)
        place = {unit: number for number, unit in enumerate(unit for top in tops for unit in first.walk(top))}
        last = len(place)
        return tuple(sorted(self.register.units, key=lambda u: (u not in place, u.level, place.get(u, last))))

    @cached_property
    def lineages(self) -> tuple[OrgUnit, ...]:
        """Every lineage, by its first version, in order of column."""
        return tuple(dict.fromkeys(self.register.lineages[unit] for unit in self._in_order))

    @cached_property
    def column(self) -> dict[OrgUnit, int]:
        """The column of every version of every orgunit."""
        columns = {lineage: number for number, lineage in enumerate(self.lineages)}
        return {unit: columns[lineage] for unit, lineage in self.register.lineages.items()}

    def ended(self, levels: Iterable[Level], day: date) -> bool:
        """Whether every one of some levels no longer exists on a day."""
        key = frozenset(levels), self.number(day)
        if key not in self._ended:
            self._ended[key] = ended(self.register, key[0], day) is not None
        return self._ended[key]

    @cached_property
    def _changes(self) -> list[date]:
        register = self.register
        days = {unit.valid_from for unit in register.units} | {unit.valid_to for unit in register.units}
        return sorted(day for day in days if day > register.first_day)

    def number(self, day: date) -> int:
        """The number of the epoch that a day falls into."""
        return bisect_right(self._changes, day)

    def on(self, day: date) -> Epoch:
        """The epoch of a day."""
        number = self.number(day)
        if number not in self._epochs:
            self._epochs[number] = self._epoch(self.register.on(day))
        return self._epochs[number]

    def _epoch(self, on_map: OrgMap) -> Epoch:
        tops = sorted((u for u in on_map.by_code.values() if u.parent_code not in on_map.by_code), key=lambda u: u.code)
        units = tuple(unit for top in tops for unit in on_map.walk(top))
        position = {unit: place for place, unit in enumerate(units)}
        parent = [position.get(on_map.by_code.get(unit.parent_code or ""), -1) for unit in units]  # type: ignore[arg-type]
        end = np.arange(1, len(units) + 1, dtype=np.int64)
        for place in range(len(units) - 1, -1, -1):
            if parent[place] >= 0:
                end[parent[place]] = max(end[parent[place]], end[place])
        return Epoch(
            on_map,
            units,
            position,
            end,
            np.array([unit.level for unit in units], dtype=np.int64),
            np.array([self.column[unit] for unit in units], dtype=np.int64),
            np.array(parent, dtype=np.int64),
        )

    def direct(self, seen: date, read: date) -> tuple[Bools, Bools]:
        """For every position of the map of ``seen``: whether its values for a period ending on ``read`` are its
        own lineage's; and, where not, whether the map is the earlier one (a merger seen backwards).
        """
        key = self.number(seen), self.number(read)
        if key not in self._direct:
            epoch = self.on(seen)
            same = np.array([self.register.same(unit, read) is not None for unit in epoch.units], dtype=bool)
            later = np.array([unit.valid_from > read for unit in epoch.units], dtype=bool)
            self._direct[key] = same, ~same & ~later
        return self._direct[key]

    def homes(self, seen: date, read: date) -> tuple[Ints, frozenset[int]]:
        """For every position of the map of ``read`` where its ground lies on the map of ``seen`` (-1: nowhere).

        Ground in several places is laid to the lowest position that holds all of them; the positions below it
        that hold a part only are *torn*.
        """
        key = self.number(seen), self.number(read)
        if key not in self._homes:
            then, now = self.on(read), self.on(seen)
            slots, torn = [], set[int]()
            for unit in then.units:
                places = [now.position[home] for home in images(self.register, now.map, then.map, unit)]
                slots.append(lowest_above(now, places))
                if len(places) > 1:
                    torn.update(above for place in places for above in up_to(now, place, slots[-1]))
            self._homes[key] = np.array(slots, dtype=np.int64), frozenset(torn)
        return self._homes[key]

    @cached_property
    def versions(self) -> dict[OrgUnit, int]:
        """A number for every version of every orgunit: the owners of contributions."""
        return {unit: number for number, unit in enumerate(self._in_order)}

    def owners(self, epoch: Epoch) -> Ints:
        """The version at every position."""
        if epoch not in self._owners:
            self._owners[epoch] = np.array([self.versions[unit] for unit in epoch.units], dtype=np.int64)
        return self._owners[epoch]

    def places(self, epoch: Epoch) -> Ints:
        """By column the position of a lineage on an epoch's map (-1: not there)."""
        if epoch not in self._places:
            found = np.full(len(self.lineages), -1, dtype=np.int64)
            found[epoch.lineage] = np.arange(len(epoch.units))
            self._places[epoch] = found
        return self._places[epoch]


def side_by_side(places: Ints) -> Ints | slice:
    """Places as an index: a slice where they follow each other.

    >>> side_by_side(np.array([3, 4, 5])), side_by_side(np.array([3, 5])).tolist()
    (slice(3, 6, None), [3, 5])
    """
    if len(places) and places[-1] - places[0] + 1 == len(places) and (np.diff(places) == 1).all():
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def lowest_above(epoch: Epoch, places: list[int]) -> int:
    """The lowest position whose subtree holds all of some; -1 for none."""
    if not places:
        return -1
    here, last = min(places), max(places)
    while here >= 0 and not here <= last < epoch.end[here]:
        here = int(epoch.parent[here])
    return here


def up_to(epoch: Epoch, place: int, top: int) -> list[int]:
    """The positions from one upwards to below another."""
    found = []
    while place not in (top, -1):
        found.append(place)
        place = int(epoch.parent[place])
    return found
