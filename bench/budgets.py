"""The budgets of the engine, held against what was measured. Missed ones say so, and why."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.run import Report


@dataclass(frozen=True)
class Line:
    """One budget."""

    work: str
    budget: str
    measured: str
    verdict: str


WHY: dict[str, str] = {
    "province: 20 indicators everywhere, from the warm cube": (
        "(many calls on small arrays: every element, month and window is a step of its own)"
    ),
    "nation: 20 indicators everywhere, from the warm cube": (
        "(by profile a quarter of the time reads cells and tells which are open, a quarter lays them by owner, "
        "a third adds them up and counts reports)"
    ),
    "nation: against streaming the bytes": "(the same: each step writes arrays as large as the result)",
    "one board after one more accepted report": (
        "(all windows that read the form's period are drawn anew, and a target for each district works all of them out)"
    ),
}
"""Why a budget is missed, where it was when this was last looked into."""


def budgets(report: Report) -> Iterator[Line]:
    """Every budget that this run can tell of."""
    for size, most in (("province", 0.1), ("nation", 2.0)):
        found = _engine(report, size)
        if found is None:
            continue
        yield _within(f"{size}: 20 indicators everywhere, from the warm cube", median(found["recompute"]), most)
        if size == "nation":
            peak = found["peak"] / 2**30
            yield _line("nation: most memory", "under 4 GiB", f"{peak:.1f} GiB", met=peak < 4)
            times = median(found["recompute"]) / report.sizes[size].bound.seconds
            yield _line("nation: against streaming the bytes", "within 10 ×", f"{times:.1f} ×", met=times <= 10)
        else:
            yield _within("one board after one more accepted report", median(found["after_change"]), 0.02)
            rate = report.sizes[size].values / median(found["read"])
            yield _line("reading with every check", "50,000 values/s", f"{rate:,.0f} values/s", met=rate >= 50_000)


def _engine(report: Report, size: str) -> dict[str, Any] | None:
    measured = report.sizes.get(size)
    found = None if measured is None else measured.found.get("engine")
    return found if isinstance(found, dict) else None


def _within(work: str, seconds: float, most: float) -> Line:
    return _line(work, f"under {most * 1000:,.0f} ms", f"{seconds * 1000:,.0f} ms", met=seconds < most)


def _line(work: str, budget: str, measured: str, *, met: bool) -> Line:
    why = WHY.get(work, "")
    return Line(work, budget, measured, "met" if met else f"**missed** {why}".rstrip())
