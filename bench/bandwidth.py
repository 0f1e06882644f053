"""The bound below which no machine gets: the time to stream what must be read, and what must be written."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from bench.job import INDICATORS, MONTHS, OUTPUTS, PERIODS, READ

CELL_BYTES = 9
"""A value of eight bytes and its mark."""

RUNS = 5


@dataclass(frozen=True)
class Bound:
    """Seconds to read and to write, by so many bytes."""

    read_bytes: int
    write_bytes: int
    read: float
    write: float

    @property
    def seconds(self) -> float:
        """Both, one after the other."""
        return self.read + self.write


def bound(communes: int, orgunits: int) -> Bound:
    """Measure it: NumPy's sum over the cells that the twenty indicators read, and its fill of their outputs."""
    read_bytes = len(READ) * MONTHS * communes * CELL_BYTES
    write_bytes = len(INDICATORS) * PERIODS * orgunits * len(OUTPUTS) * 8
    cells, results = np.ones(read_bytes // 8, dtype=np.int64), np.empty(write_bytes // 8, dtype=np.int64)
    return Bound(read_bytes, write_bytes, _best(cells.sum), _best(lambda: results.fill(1)))


def _best(do: object) -> float:
    """The quickest of a few runs: a bound is what the machine can do, not what it usually does."""
    found = []
    for _ in range(RUNS):
        began = perf_counter()
        do()  # type: ignore[operator]
        found.append(perf_counter() - began)
    return min(found)
