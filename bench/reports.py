"""What the communes of a made-up place reported, from a seed: the same numbers on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bench.job import ELEMENTS, FORM_OF, FORMS, MONTHS, YEARS

if TYPE_CHECKING:
    from bench.arrays import Bools, Numbers
    from bench.place import Place

SEED = 112
ALL_MISSING, ONE_MISSING = 0.05, 0.032
"""The share of months in which a commune sent nothing, and of single forms not sent beside: 8 % together."""

DUE_DAY = 5
"""Forms are due on this day of the month after."""


@dataclass(frozen=True)
class Reports:
    """What was reported: ``values`` as ``[element, month, commune]``; ``missing`` as ``[form, month, commune]``."""

    place: Place
    seed: int = SEED

    @cached_property
    def missing(self) -> Bools:
        """The forms that did not come."""
        shape = len(FORMS), MONTHS, len(self.place.communes)
        draw = np.random.default_rng([self.seed, 1])
        nothing = draw.random(shape[1:], dtype=np.float32) < ALL_MISSING
        return nothing | (draw.random(shape, dtype=np.float32) < ONE_MISSING)

    @cached_property
    def late(self) -> Numbers:
        """How many days after the due day a form came, most of them none, as ``[form, month, commune]``."""
        draw = np.random.default_rng([self.seed, 2])
        days = draw.integers(-60, 6, self.missing.shape, dtype=np.int8)
        return np.maximum(days, 0)

    @cached_property
    def values(self) -> Numbers:
        """The answers, also where the form did not come: look at ``missing``."""
        shape = MONTHS, len(self.place.communes)
        found = np.empty((len(ELEMENTS), *shape), dtype=np.int32)
        for number, element in enumerate(ELEMENTS):
            draw = np.random.default_rng([self.seed, 3, number])
            if element.is_yes_no:
                found[number] = draw.random(shape, dtype=np.float32) < 0.95
            else:
                # Mostly small, now and then large, as reports are.
                part = draw.random(shape, dtype=np.float32)
                part *= part
                part *= part
                found[number] = element.least + (part * np.float32(element.most - element.least)).astype(np.int32)
        return found

    @cached_property
    def submitted(self) -> Numbers:
        """The day each form came, as an ordinal."""
        due = [date(year + (month == 12), month % 12 + 1, DUE_DAY) for year in YEARS for month in range(1, 13)]
        return np.array([day.toordinal() for day in due], dtype=np.int32)[None, :, None] + self.late

    @cached_property
    def form(self) -> Numbers:
        """By element the number of its form."""
        return np.array([FORM_OF[element.id] for element in ELEMENTS], dtype=np.int64)

    @cached_property
    def count(self) -> int:
        """How many values came."""
        return int((~self.missing).sum(axis=(1, 2))[self.form].sum())
