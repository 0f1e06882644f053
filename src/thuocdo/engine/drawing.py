"""Drawing up a sheet: every term of an indicator worked out for all owners of a map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.formulas import Gather
from thuocdo.core.windows import Window
from thuocdo.engine.axes import lowest_above, up_to
from thuocdo.engine.classes import Alike, patterns
from thuocdo.engine.leaves import Leaf, number, stands_on, truth
from thuocdo.engine.reads import Ground, Read, Reads
from thuocdo.engine.sheet import Drawing, Layer, Noted, Sheet, SideSheet
from thuocdo.engine.sources import draw_sources
from thuocdo.engine.terms import Constant, Term, terms_of
from thuocdo.engine.vectors import NO, OUT, YES, Range, UnsupportedError, every

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from thuocdo.core.orgunits import Level, OrgUnit
    from thuocdo.engine.arrays import Bools, Ints, Truths
    from thuocdo.engine.warm import Warm


ONE = Fraction(1)


def drawn(warm: Warm, drawing: Drawing) -> Sheet:
    """The sheet of an indicator.

    :raises UnsupportedError: a form that the cubes do not work out
    :raises NotComputableError: as the plain calculator does
    """
    plan = warm.book.plan
    windows = tuple(Window.of(period, drawing.indicator.baseline) for period in drawing.periods)
    shape = len(windows), len(warm.axes.versions)
    bottom = SideSheet.empty(shape) if drawing.indicator.is_ratio else None
    sheet = Sheet(
        drawing.epoch, SideSheet.empty(shape), bottom,
        slot=np.full(shape[1], -1, dtype=np.int64), outside=np.zeros(shape, dtype=bool),
    )  # fmt: skip
    by_level: dict[Level | None, list[Term]] = defaultdict(list)
    for term in terms_of(drawing.indicator, windows, plan):
        if isinstance(term, Constant):
            sheet.side(on_top=term.on_top).put_constant(term.value)
        else:
            by_level[term.node.level].append(term)
    for level, terms in by_level.items():
        if level is not None:
            _LevelDrawing(sheet, warm, drawing, level, tuple(terms)).draw()
    if None in by_level:
        in_conditions = {note.read.key for note in sheet.notes}
        draw_sources(sheet, warm, drawing, by_level[None], in_conditions)
    return sheet


@dataclass(frozen=True, eq=False)
class _Worth:
    """What a term is worth to every member: whether it counts, how much it adds, and of whom it was asked."""

    guard: Truths
    amount: Range
    asked: Bools
    reads: tuple[tuple[Read, Bools], ...]


@dataclass(frozen=True, eq=False)
class _LevelDrawing:
    """The terms over one level."""

    sheet: Sheet
    warm: Warm
    drawing: Drawing
    level: Level
    terms: tuple[Term, ...]

    def draw(self) -> None:
        """Lay every member's contributions on the sheet."""
        sheet, epoch = self.sheet, self.drawing.epoch
        gone = self.warm.axes.ended([self.level], epoch.map.day)
        for term in self.terms:
            if term.node.gather is Gather.COUNT:
                sheet.level_ended |= gone
                sheet.side(on_top=term.on_top).counts |= not gone
        members = epoch.at(self.level)
        if len(members):
            self._draw(Ground(self.warm, epoch, members), self.warm.axes.owners(epoch)[members])

    def _draw(self, ground: Ground, owners: Ints) -> None:
        sheet = self.sheet
        sheet.slot[owners] = ground.members
        windows = len(self.drawing.periods)
        both = {side: Reads(ground, self.drawing.ways[0 if side else 1], windows=windows) for side in (True, False)}
        worth = [self._worth(term, Leaf(both[term.on_top], term.windows)) for term in self.terms]
        shape = len(self.drawing.periods), len(owners)
        hard = both[True].hard | both[False].hard
        asked = np.logical_and.reduce([one.asked for one in worth]) | hard
        tangled = tangle([read for one in worth for read, _ in one.reads], self.warm, shape) & ~hard & asked
        alone = asked & ~hard & ~tangled
        sheet.outside[:, owners] |= ~asked
        for term, one in zip(self.terms, worth, strict=True):
            if sheet.bottom is not None:  # of a share, whoever one side does not apply to leaves the other too
                sheet.outside[:, owners] |= alone & (one.guard == OUT)
            sheet.side(on_top=term.on_top).add(owners, one.guard, one.amount, term.factor, where=alone)
            sheet.notes += [Noted(read, owners, ground.columns, where & ~hard) for read, where in one.reads]
        self._layer(ground, owners, both, (hard, tangled))

    def _worth(self, term: Term, leaf: Leaf) -> _Worth:
        """As ``evaluate.member``: of whom the target does not speak, nothing is read."""
        made = leaf.reads.made
        first = len(made)
        spoken_of = every([np.full(leaf.shape, YES), *self._admits(leaf)])
        asked = spoken_of != NO
        then = len(made)
        holds = np.full(leaf.shape, YES) if term.node.where is None else truth(term.node.where, leaf)
        amount = Range.constant(ONE, leaf.shape) if term.node.of is None else number(term.node.of, leaf)
        guard = np.where((holds == OUT) | ~asked, OUT, every([spoken_of, holds]))
        everyone = np.ones(leaf.shape, dtype=bool)
        reads = [*((read, everyone) for read in made[first:then]), *((read, asked) for read in made[then:])]
        return _Worth(guard, amount, asked, tuple(reads))

    def _admits(self, leaf: Leaf) -> Iterator[Truths]:
        """Whether the target speaks of each member: of itself, or of the orgunit above it of the level narrowed."""
        for only in self.drawing.only:
            if only.level > self.level:
                continue
            if only.codes:
                yield stands_on(only.codes, leaf, only.level)
            if only.where is not None:
                if only.level is not self.level:
                    raise UnsupportedError("narrowed_above")
                yield truth(only.where, leaf)

    def _layer(self, ground: Ground, owners: Ints, both: dict[bool, Reads], groups: tuple[Bools, Bools]) -> None:
        """Work out the members that need it one by one: hard ones each, tangled ones once for all that are alike."""
        hard, tangled = groups
        if not (hard.any() or tangled.any()):
            return
        drawing = self.drawing
        is_share = self.sheet.bottom is not None
        alike = Alike(self.warm, drawing.on, drawing.epoch.map, drawing.ways, drawing.only, is_share)
        layer = Layer(np.full((len(hard), self.sheet.outside.shape[1]), -1, dtype=np.int64), [])
        for window, together in self._apart(ground, both, hard):
            units = [drawing.epoch.units[ground.members[place]] for place in together]
            layer.of[window, owners[together[0]]] = layer.add(alike.of(units, self.terms, window, traced=True))
            self._lay_to_all(ground.members[together], int(owners[together[0]]))
        windows, members = np.nonzero(tangled)
        places = windows, members
        if len(places[0]):
            reads = [read for one in both.values() for read in one.made]
            first, sorts = patterns(reads, [truth for one in both.values() for truth in one.fixed], places)
            numbers = []
            for one in first:
                unit = drawing.epoch.units[ground.members[places[1][one]]]
                numbers.append(layer.add(alike.of([unit], self.terms, int(places[0][one]), traced=False)))
            layer.of[places[0], owners[places[1]]] = np.array(numbers)[sorts]
        self.sheet.lay(layer)

    def _apart(self, ground: Ground, both: dict[bool, Reads], hard: Bools) -> Iterator[tuple[int, list[int]]]:
        """Hard members by window, one by one; parts of one whole, seen backwards, together."""
        days = both[True].backwards | both[False].backwards
        if not days:
            yield from ((int(window), [int(place)]) for window, place in np.argwhere(hard))
            return
        if len(hard) > 1:
            raise UnsupportedError("seen_backwards")
        where = {self.drawing.epoch.units[place]: place_ for place_, place in enumerate(ground.members)}
        group = {int(one): {int(one)} for one in np.flatnonzero(hard[0])}
        for one in group:
            for parts in self._parts(ground, one, days):
                for other in (where[unit] for unit in parts if where.get(unit) in group):
                    if group[other] is not group[one]:
                        group[one] |= group[other]
                        group.update(dict.fromkeys(group[other], group[one]))
        yield from ((0, sorted(one)) for one in {id(one): one for one in group.values()}.values())

    def _parts(self, ground: Ground, number: int, days: Iterable[date]) -> Iterator[list[OrgUnit]]:
        """The orgunits of the map that went, with a member, into one whole."""
        register, seen = self.warm.book.register, self.drawing.epoch.map.day
        unit = self.drawing.epoch.units[ground.members[number]]
        for day in days:
            for share in register.shares(unit, day):
                yield [part.orgunit for part in register.shares(share.orgunit, seen)]

    def _lay_to_all(self, places: Ints, owner: int) -> None:
        """What several members contribute together lies with the lowest orgunit that holds them all."""
        if len(places) > 1:
            epoch = self.drawing.epoch
            top = lowest_above(epoch, [int(place) for place in places])
            self.sheet.slot[owner] = top
            self.sheet.torn |= {above for place in places for above in up_to(epoch, int(place), top)}


def tangle(reads: Sequence[Read], warm: Warm, shape: tuple[int, int]) -> Bools:
    """Where an open answer is read more than once, or two open answers are tied by a cap."""
    found = np.zeros(shape, dtype=bool)
    seen: dict[object, Read] = {}
    for read in reads:
        if read.key in seen:
            found |= read.open
        for smaller, larger in () if read.category else warm.book.caps.get(read.element.id, ()):
            other = seen.get((larger if read.element.id == smaller else smaller, read.category, read.periods))
            if other is not None:
                found |= read.open & other.open
        seen[read.key] = read
    return found
