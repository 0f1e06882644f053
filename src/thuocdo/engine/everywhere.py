"""An indicator for every orgunit of a map and many periods at once: counts, bounds and coverage as arrays.

What `Engine.figure` finds for one orgunit and period, before any policy has its say. Nothing is worked out a second
way: the sheet is the same, only rolled up for all orgunits together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.tasks import Task, map_day
from thuocdo.engine.drawing import Drawing, drawn
from thuocdo.engine.vectors import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from thuocdo.core.book import Question
    from thuocdo.core.elements import Form
    from thuocdo.core.periods import Period
    from thuocdo.engine.arrays import Bools, Bytes, Ints, Shorts
    from thuocdo.engine.axes import Epoch
    from thuocdo.engine.calculator import Engine
    from thuocdo.engine.sheet import Noted, Sheet, SideSheet
    from thuocdo.engine.warm import Warm

NOT_DUE, CAME, WAITS, MISSED = 1, 3, 5, 7
FIRST_OF_STANDINGS = (NOT_DUE, CAME, WAITS, MISSED)
"""Where the standings of each sort begin (see ``owing.NAMES``)."""


@dataclass(frozen=True, eq=False)
class Side:
    """One side as ``[period, position]``, over ``scale``: what is known, and the least and the most that it can be.

    Where ``endless`` it has no most, where ``bottomless`` no least; ``most`` and ``least`` are then without what has
    no end.
    """

    known: Ints
    least: Ints
    most: Ints
    endless: Bools | None
    bottomless: Bools | None
    scale: int


@dataclass(frozen=True, eq=False)
class Reported:
    """Coverage as ``[period, position]``, as ``obligations.Coverage`` counts."""

    not_yet_due: Ints
    accepted: Ints
    waiting: Ints
    missing: Ints

    @property
    def expected(self) -> Ints:
        """All that is or will be owed."""
        return self.accepted + self.waiting + self.missing + self.not_yet_due


@dataclass(frozen=True, eq=False)
class Everywhere:
    """An indicator everywhere. Positions are those of ``epoch``, in pre-order.

    ``apart`` marks where cells hang together that must be looked at together (one read twice, two tied by a check,
    the parts of a merger): there the sides hold what hangs on nothing else, and `Engine.figure` has the whole.
    """

    epoch: Epoch
    periods: tuple[Period, ...]
    top: Side
    bottom: Side | None
    reports: Reported
    apart: Bools | None

    @property
    def numerator(self) -> Ints:
        """What is known of the numerator."""
        return self.top.known

    @property
    def denominator(self) -> Ints | None:
        """What is known of the denominator; None where there is none."""
        return None if self.bottom is None else self.bottom.known

    @cached_property
    def low(self) -> tuple[Ints, Ints | None]:
        """The counts that give the lowest figure: the least by the most there can be."""
        if self.bottom is None:
            return self.top.least, None
        return self.top.least, _chosen(self.top.least, self.bottom.most, self.bottom.least)

    @cached_property
    def high(self) -> tuple[Ints, Ints | None]:
        """The counts that give the highest figure: the most by the least there can be."""
        if self.bottom is None:
            return self.top.most, None
        return self.top.most, _chosen(self.top.most, self.bottom.least, self.bottom.most)


def _chosen(top: Ints, usual: Ints, below_nought: Ints) -> Ints:
    """What to divide by: the other end where the numerator is below nought."""
    return usual if top.min(initial=0) >= 0 or usual is below_nought else np.where(top < 0, below_nought, usual)


def everywhere(engine: Engine, question: Question, indicator_id: str, periods: Sequence[Period]) -> Everywhere:
    """An indicator for every orgunit and period. The periods are of one length, on one map.

    :raises UnsupportedError: a formula, or periods on several maps, that only `Engine.figure` works out
    """
    book = engine.book
    indicator = book.plan.indicators[indicator_id]
    days = {map_day(book, Task(indicator, period, book.plan.root), question.map_on) for period in periods}
    epochs = {engine.axes.number(day) for day in days}
    if len(epochs) != 1:
        raise UnsupportedError("several_maps")
    warm, epoch = engine.warm(question.known_at), engine.axes.on(min(days))
    sheet = drawn(warm, Drawing(indicator, tuple(periods), epoch, question.on))
    upwards = _Upwards(epoch, sheet.slot)
    top = upwards.side(sheet.top, sheet.outside)
    bottom = None if sheet.bottom is None else upwards.side(sheet.bottom, sheet.outside)
    reports = _reports(warm, sheet, question.on, upwards)
    return Everywhere(epoch, tuple(periods), top, bottom, reports, _apart(sheet, upwards))


@dataclass(frozen=True, eq=False)
class _Upwards:
    """Adds up, for every position of a map, what the owners in its subtree contribute."""

    epoch: Epoch
    slot: Ints

    @cached_property
    def _placed(self) -> tuple[Ints | slice, Ints]:
        """The owners with a place on the map, and their places."""
        owners = np.flatnonzero(self.slot >= 0)
        places = self.slot[owners]
        whole = len(owners) and len(owners) == owners[-1] - owners[0] + 1
        return (slice(int(owners[0]), int(owners[-1]) + 1) if whole else owners), places

    @cached_property
    def _alone(self) -> bool:
        """Whether no two owners lie at one place."""
        places = self._placed[1]
        return len(np.unique(places)) == len(places)

    @cached_property
    def _inner(self) -> tuple[Ints, Ints]:
        """The positions that have others below them, and the last of each subtree."""
        inner = np.flatnonzero(self.epoch.end > np.arange(len(self.epoch.end)) + 1)
        return inner, self.epoch.end[inner] - 1

    def added(self, by_owner: Ints | Bools | Shorts) -> Ints:
        """Contributions ``[period, owner]`` added up to ``[period, position]``."""
        owners, places = self._placed
        found = np.zeros((len(by_owner), len(self.epoch.units)), dtype=np.int64)
        if not by_owner.any():
            return found
        if self._alone:
            found[:, places] = by_owner[:, owners]
        else:
            np.add.at(found.T, places, by_owner[:, owners].T)
        inner, last = self._inner
        if len(inner):
            running = np.cumsum(found, axis=1)
            found[:, inner] += running[:, last] - running[:, inner]
        return found

    def side(self, sheet: SideSheet, outside: Bools) -> Side:
        """One side everywhere."""
        counted = ~outside if outside.any() else None
        known = self._of(sheet.known, counted)
        constant = sheet.constant * sheet.scale
        if constant.denominator != 1:
            raise UnsupportedError("constant_between_steps")
        if constant:
            known += int(constant)
        if not sheet.open.any():
            return Side(known, known, known, None, None, sheet.scale)
        low, high = (known + self._of(one, counted) if one.any() else known for one in (sheet.low, sheet.high))
        endless, bottomless = (
            self._of(one, counted) > 0 if one.any() else None for one in (sheet.endless, sheet.bottomless)
        )
        return Side(known, low, high, endless, bottomless, sheet.scale)

    def _of(self, by_owner: Ints | Bools, counted: Bools | None) -> Ints:
        return self.added(by_owner if counted is None else by_owner * counted)


# ------------------------------------------------------------------------------------------- coverage


def _reports(warm: Warm, sheet: Sheet, on: date, upwards: _Upwards) -> Reported:
    """The reports that the formula reads, by the orgunit that sends them."""
    counts = np.zeros((4, *sheet.outside.shape), dtype=np.int16)
    for (form_id, periods), (note, where) in _forms_read(warm, sheet).items():
        form = warm.book.plan.forms[form_id]
        if form.about is not None:
            raise UnsupportedError("sent_about_others")
        standings = np.stack([_by_column(warm, form, period, on)[note.columns] for period in periods])
        standings[~where] = 0
        for number, first in enumerate(FIRST_OF_STANDINGS):
            # Each has two standings side by side, but the last.
            counts[number][:, note.owners] += (standings - np.uint8(first)) < (1 if first == MISSED else 2)
    return Reported(*(upwards.added(one) for one in counts))


def _forms_read(warm: Warm, sheet: Sheet) -> dict[tuple[str, tuple[Period, ...]], tuple[Noted, Bools]]:
    """Each form with one collection period per window, and of whom it was read; several elements of it count once."""
    found: dict[tuple[str, tuple[Period, ...]], tuple[Noted, Bools]] = {}
    for note in sheet.notes:
        key = warm.book.plan.form_of[note.read.element.id].id, note.read.periods
        if key not in found:
            found[key] = note, note.where
        elif np.array_equal(found[key][0].owners, note.owners):
            found[key] = note, found[key][1] | note.where
        else:
            raise UnsupportedError("form_at_several_levels")
    return found


def _by_column(warm: Warm, form: Form, period: Period, on: date) -> Bytes:
    """How the reports of a form stand on a day, by column of the cubes."""
    standings = warm.owing.standings(form, period, on)
    found = np.zeros(len(warm.axes.lineages), dtype=np.uint8)
    found[warm.axes.on(period.last_day).lineage] = standings
    return found


def _apart(sheet: Sheet, upwards: _Upwards) -> Bools | None:
    """Where classes lie, or ground that is torn."""
    if not sheet.layers and not sheet.torn:
        return None
    some = np.zeros(sheet.outside.shape, dtype=bool)
    for layer in sheet.layers:
        some |= layer.of >= 0
    found = upwards.added(some) > 0
    found[:, sorted(sheet.torn)] = True
    return found
