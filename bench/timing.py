"""Times: medians of a few runs, with the least and the most; and the most memory that a process ever held."""

from __future__ import annotations

import gc
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 5


@dataclass(frozen=True)
class Times:
    """Seconds of every run."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.runs)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def timed(do: Callable[[], object], repeats: int = REPEATS, before: Callable[[], object] | None = None) -> Times:
    """Run something a few times. ``before`` is run first each time, and not measured."""
    runs = []
    for _ in range(repeats):
        if before is not None:
            before()
        gc.collect()
        began = perf_counter()
        do()
        runs.append(perf_counter() - began)
    return Times(tuple(runs))


def peak_bytes() -> int:
    """The most memory that this process held at once (Linux counts it)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("/proc/self/status has no VmHWM")


def forget_peak() -> None:
    """Begin to count the most memory anew, where the system lets us."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
