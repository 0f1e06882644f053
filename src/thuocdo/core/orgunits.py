"""Places through time: who existed on a day, under whom, and what became of whom.

An orgunit's identity is (code, valid_from), because codes are reused. A *lineage* is a chain of whole
one-to-one successions (renamed, retyped, moved): the same place under another name or code. A merger or a
split ends lineages and begins new ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

from thuocdo.core.periods import ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FOREVER = date.max


class Level(IntEnum):
    """The levels of the hierarchy, as the register numbers them."""

    PROVINCE = 1
    DISTRICT = 2
    COMMUNE = 3

    @property
    def word(self) -> str:
        """The word of plan files: province, district, commune."""
        return self.name.lower()

    @property
    def plural(self) -> str:
        """The word of formulas: provinces, districts, communes."""
        return f"{self.word}s"

    @staticmethod
    def of(word: str) -> Level:
        """The level that a plan file's word names.

        >>> Level.of("commune") is Level.COMMUNE, Level.of("communes") is Level.COMMUNE
        (True, True)
        """
        return Level[word.removesuffix("s").upper()]


@dataclass(frozen=True, eq=False)
class OrgUnit:
    """One version of a place: what it was called, what it was and where it belonged, for an interval.

    ``valid_from`` ≤ day < ``valid_to``. A code in ``partial_predecessors`` gave only a part of itself.
    A register holds each version once, so two are equal only if they are the same object.
    """

    code: str
    name: str
    type: str
    level: Level
    parent_code: str | None
    valid_from: date
    valid_to: date = FOREVER
    predecessors: tuple[str, ...] = ()
    partial_predecessors: frozenset[str] = frozenset()
    resolution: str = ""
    alt_codes: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, date]:
        """The identity: a code alone is none."""
        return self.code, self.valid_from

    def __repr__(self) -> str:
        return f"<{self.code} {self.name} {self.valid_from}>"

    def valid_on(self, day: date) -> bool:
        """Whether this version holds on the day."""
        return self.valid_from <= day < self.valid_to


@dataclass(frozen=True)
class Share:
    """An orgunit of another day that holds this one's ground, wholly or in part."""

    orgunit: OrgUnit
    whole: bool


class OrgMap:
    """The orgunits of one day: a tree."""

    def __init__(self, day: date, units: Iterable[OrgUnit]) -> None:
        self.day = day
        self.by_code = {unit.code: unit for unit in units}
        self._children: dict[str | None, list[OrgUnit]] = defaultdict(list)
        for unit in sorted(self.by_code.values(), key=lambda u: u.code):
            self._children[unit.parent_code].append(unit)

    def __contains__(self, unit: object) -> bool:
        return isinstance(unit, OrgUnit) and self.by_code.get(unit.code) is unit

    @cached_property
    def levels(self) -> frozenset[Level]:
        """The levels that there are."""
        return frozenset(unit.level for unit in self.by_code.values())

    def at_level(self, level: Level) -> list[OrgUnit]:
        """All orgunits of one level, in order of code."""
        return [unit for unit in self.by_code.values() if unit.level is level]

    def under(self, scope: OrgUnit, level: Level) -> list[OrgUnit]:
        """The orgunits of one level in a subtree, the top included, parents before children."""
        return [unit for unit in self.walk(scope) if unit.level is level]

    def walk(self, scope: OrgUnit) -> Iterator[OrgUnit]:
        """The subtree in pre-order."""
        yield scope
        for child in self._children.get(scope.code, ()):
            yield from self.walk(child)

    def ancestor(self, unit: OrgUnit, level: Level) -> OrgUnit | None:
        """The orgunit itself or the one above it at that level, if there is one."""
        here: OrgUnit | None = unit
        while here is not None and here.level > level:
            here = self.by_code.get(here.parent_code or "")
        return here if here is not None and here.level is level else None

    def path(self, unit: OrgUnit) -> list[OrgUnit]:
        """The orgunit and those above it, upwards."""
        found = [unit]
        while (parent := self.by_code.get(found[-1].parent_code or "")) is not None:
            found.append(parent)
        return found


class UnknownCodeError(Exception):
    """A code that names no orgunit on the day, or more than one.

    ``reason`` is "unknown", "ended", "not_yet" or "ambiguous"; ``others`` are the orgunits it may mean.
    """

    def __init__(self, code: str, reason: str, others: tuple[OrgUnit, ...] = ()) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.others = others


@dataclass(frozen=True)
class Tile:
    """Where an orgunit stands on a map of tiles, from the top left, and its short name there."""

    row: int
    col: int
    label: str


@dataclass(frozen=True)
class Register:
    """All versions of all orgunits, with their successions; ``tiles`` by code, for maps that need no boundaries.

    Rows of the first edition stand for "that day or earlier": they are valid before it too.
    """

    id: str
    root: str
    units: tuple[OrgUnit, ...]
    synthetic: bool = False
    tiles: Mapping[str, Tile] = field(default_factory=dict, compare=False)
    _maps: dict[date, OrgMap] = field(default_factory=dict, repr=False, compare=False)
    _shares: dict[tuple[OrgUnit, date], tuple[Share, ...]] = field(default_factory=dict, repr=False, compare=False)

    def on(self, day: date) -> OrgMap:
        """The map of a day."""
        if day not in self._maps:
            day_or_first = max(day, self.first_day)
            self._maps[day] = OrgMap(day, (unit for unit in self.units if unit.valid_on(day_or_first)))
        return self._maps[day]

    def top(self, day: date) -> OrgUnit:
        """The root orgunit as it was on the day."""
        return self.on(day).by_code[self.root]

    @cached_property
    def first_day(self) -> date:
        """The first edition's day."""
        return min(unit.valid_from for unit in self.units)

    @cached_property
    def by_code(self) -> dict[str, tuple[OrgUnit, ...]]:
        """Versions by code, oldest first."""
        found: dict[str, list[OrgUnit]] = defaultdict(list)
        for unit in sorted(self.units, key=lambda u: u.valid_from):
            found[unit.code].append(unit)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def predecessors(self) -> dict[OrgUnit, tuple[Share, ...]]:
        """For each orgunit, those whose ground it took, with whether it took them whole."""
        return {unit: tuple(self._predecessors(unit)) for unit in self.units}

    def _predecessors(self, unit: OrgUnit) -> Iterator[Share]:
        for code in unit.predecessors:
            for old in self.by_code.get(code, ()):
                if old.valid_to == unit.valid_from:
                    yield Share(old, whole=code not in unit.partial_predecessors)

    @cached_property
    def successors(self) -> dict[OrgUnit, tuple[Share, ...]]:
        """For each orgunit, those that took its ground."""
        found: dict[OrgUnit, list[Share]] = defaultdict(list)
        for unit, shares in self.predecessors.items():
            for share in shares:
                found[share.orgunit].append(Share(unit, whole=share.whole))
        return {unit: tuple(found.get(unit, ())) for unit in self.units}

    @cached_property
    def lineages(self) -> dict[OrgUnit, OrgUnit]:
        """Each version's lineage, named by its first version."""
        found: dict[OrgUnit, OrgUnit] = {}
        for unit in sorted(self.units, key=lambda u: u.valid_from):
            before = self._continued(unit)
            found[unit] = found[before] if before is not None else unit
        return found

    def _continued(self, unit: OrgUnit) -> OrgUnit | None:
        """The version that this one continues one-to-one, if any."""
        shares = self.predecessors[unit]
        if len(shares) != 1 or not shares[0].whole:
            return None
        before = shares[0].orgunit
        return before if len(self.successors[before]) == 1 else None

    def shares(self, unit: OrgUnit, day: date) -> tuple[Share, ...]:
        """Who held this orgunit's ground on another day.

        On an earlier day these are its parts; on a later day the whole (or wholes, after a split) that it
        went into. ``whole`` is False where a part only of the one on the earlier day is meant. Empty where
        the ground passed to another level.
        """
        key = (unit, day)
        if key not in self._shares:
            self._shares[key] = tuple(self._find_shares(unit, day))
        return self._shares[key]

    def _find_shares(self, unit: OrgUnit, day: date) -> list[Share]:
        day = max(day, self.first_day)
        if unit.valid_on(day):
            return [Share(unit, whole=True)]
        steps = self.predecessors[unit] if day < unit.valid_from else self.successors[unit]
        found: dict[OrgUnit, bool] = {}
        for step in steps:
            for share in self.shares(step.orgunit, day):
                # A place reached by two ways is whole only if each way is.
                found[share.orgunit] = found.get(share.orgunit, True) and share.whole and step.whole
        return [Share(place, whole) for place, whole in found.items()]

    def same(self, unit: OrgUnit, day: date) -> OrgUnit | None:
        """The same lineage as it stood on another day, or None.

        >>> from thuocdo.core.orgunits import OrgUnit, Level
        >>> old = OrgUnit("1", "Xã A", "Xã", Level.COMMUNE, "0", date(2016, 1, 1), date(2018, 1, 1))
        >>> new = OrgUnit("1", "Phường A", "Phường", Level.COMMUNE, "0", date(2018, 1, 1), predecessors=("1",))
        >>> Register("r", "0", (old, new)).same(new, date(2017, 1, 1)).name
        'Xã A'
        """
        shares = self.shares(unit, day)
        if len(shares) == 1 and self.lineages[shares[0].orgunit] is self.lineages[unit]:
            return shares[0].orgunit
        return None

    def resolve(self, code: str, day: date) -> OrgUnit:
        """The orgunit that a code means on a day: its own code first, else one it was also published under.

        :raises UnknownCodeError: no orgunit, or more than one, answers to the code on that day
        """
        found = self.on(day).by_code.get(code)
        if found is not None:
            return found
        also = [unit for unit in self._by_alt_code.get(code, ()) if unit.valid_on(max(day, self.first_day))]
        if len(also) == 1:
            return also[0]
        if also:
            raise UnknownCodeError(code, "ambiguous", tuple(also))
        versions = self.by_code.get(code, ())
        if not versions:
            raise UnknownCodeError(code, "unknown")
        if day < versions[0].valid_from:
            raise UnknownCodeError(code, "not_yet", (versions[0],))
        ended = [unit for unit in versions if unit.valid_to <= day]
        raise UnknownCodeError(code, "ended", tuple(s.orgunit for s in self.shares(ended[-1], day)))

    @cached_property
    def _by_alt_code(self) -> dict[str, tuple[OrgUnit, ...]]:
        found: dict[str, list[OrgUnit]] = defaultdict(list)
        for unit in self.units:
            for code in unit.alt_codes:
                found[code].append(unit)
        return {code: tuple(rows) for code, rows in found.items()}

    def level_ended(self, level: Level, day: date) -> OrgUnit | None:
        """Where a whole level no longer exists on the day: the last of its orgunits to end."""
        if level in self.on(day).levels:
            return None
        gone = [unit for unit in self.units if unit.level is level and unit.valid_to <= day]
        return max(gone, key=lambda unit: unit.valid_to, default=None)

    def ended_by(self, gone: OrgUnit) -> str:
        """The resolution with which a level ended: that of the orgunits which came from under it on that day.

        The row that ends has no successor at its level, so its own resolution is only the one that made it.
        """
        began = (unit for unit in self.units if unit.valid_from == gone.valid_to and unit.resolution)
        found = Counter(unit.resolution for unit in began if self._stood_under(unit, gone.level))
        return min(found, key=lambda resolution: (-found[resolution], resolution), default="")

    def _stood_under(self, unit: OrgUnit, level: Level) -> bool:
        """Whether an orgunit came from one whose parent was of a level."""
        old = [share.orgunit for share in self.predecessors[unit]]
        parents = (self.on(one.valid_to - ONE_DAY).by_code.get(one.parent_code or "") for one in old)
        return any(parent is not None and parent.level is level for parent in parents)
