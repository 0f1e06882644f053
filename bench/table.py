"""The page docs/reference/speed.md: what was measured last, between two marks."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from bench.budgets import budgets
from bench.place import NATION, PROVINCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.run import Measured, Report

BEGIN, END = "<!-- Written by make bench. -->", "<!-- Until here. -->"
HEADS = {"engine": "engine", "pandas": "pandas", "duckdb": "DuckDB", "sqlite": "SQLite"}


def write_page(report: Report, page: Path | None) -> str:
    """The tables as Markdown, put into the page where there is one."""
    text = "\n".join(_lines(report))
    if page is not None:
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
    return text


def _lines(report: Report) -> Iterator[str]:
    yield f"Measured on {report.day}: {report.machine}."
    yield (
        f"Load average {report.load_before:.1f} before, {report.load_after:.1f} after (2 cores are busy at 2); "
        f"the whole run took {report.seconds / 60:.0f} minutes."
    )
    yield ""
    for one in report.sizes.values():
        yield from _table(one)
    met = list(budgets(report))
    if met:
        yield "### Budgets"
        yield ""
        yield "| work | budget | measured | |"
        yield "|---|---|---|---|"
        for line in met:
            yield f"| {line.work} | {line.budget} | {line.measured} | {line.verdict} |"
        yield ""


def _table(one: Measured) -> Iterator[str]:
    yield f"### {one.size.name.capitalize()}: {one.size.communes:,} communes, {one.values:,} values"
    yield ""
    who = list(one.found)
    yield "| | " + " | ".join(_head(name, one.found[name]) for name in who) + " | streaming the bytes |"
    yield "|---|" + "---|" * (len(who) + 1)
    load = "file of values → ready" if one.size == PROVINCE else "columns or wide table → ready"
    yield _row(load, [_times(one.found[name], "load") for name in who], "–")
    again = _times_of(one.bound.seconds)
    yield _row("20 indicators, all of it", [_times(one.found[name], "recompute") for name in who], again)
    yield _row("× the engine", _ratios(one, who), _ratio(one.bound.seconds, _engine(one)))
    yield _row("most memory", [_memory(one.found[name]) for name in who], "–")
    yield ""
    yield _below(one)
    yield ""
    yield from _of_engine(one)


def _row(label: str, cells: Sequence[str], last: str) -> str:
    return f"| {label} | " + " | ".join(cells) + f" | {last} |"


def _head(name: str, found: dict[str, Any] | int) -> str:
    return f"{HEADS[name]}" if isinstance(found, int) else str(found["version"])


def _times(found: dict[str, Any] | int, what: str) -> str:
    if isinstance(found, int):
        return f"stopped after {found} s"
    runs = found[what]
    if len(runs) == 1:
        return f"{_times_of(runs[0])} (once)"
    return f"{_times_of(median(runs))} ({_span(min(runs), max(runs))})"


def _times_of(seconds: float) -> str:
    """Seconds as one reads them.

    >>> _times_of(0.0123), _times_of(1.234), _times_of(45.6)
    ('12 ms', '1.23 s', '46 s')
    """
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def _span(least: float, most: float) -> str:
    """The least and the most, the unit once where it is the same.

    >>> _span(0.0123, 0.02), _span(0.9, 1.2)
    ('12–20 ms', '900 ms–1.20 s')
    """
    low, high = _times_of(least), _times_of(most)
    number, unit = low.split()
    return f"{number}–{high}" if high.endswith(f" {unit}") else f"{low}–{high}"


def _engine(one: Measured) -> float | None:
    found = one.found.get("engine")
    return median(found["recompute"]) if isinstance(found, dict) else None


def _ratios(one: Measured, who: list[str]) -> list[str]:
    engine = _engine(one)
    return [
        "–" if isinstance(found := one.found[name], int) else _ratio(median(found["recompute"]), engine)
        for name in who
    ]  # fmt: skip


def _ratio(seconds: float, engine: float | None) -> str:
    if not engine:
        return "–"
    ratio = seconds / engine
    return f"{ratio:.1f}" if ratio >= 0.095 else f"{ratio:.2f}"


def _memory(found: dict[str, Any] | int) -> str:
    return "–" if isinstance(found, int) else f"{found['peak'] / 2**20:,.0f} MiB"


def _below(one: Measured) -> str:
    ways = "; ".join(
        f"{HEADS[name]}: " + ", ".join(f"{way} {_times_of(seconds)}" for way, seconds in found["ways"].items())
        for name, found in one.found.items()
        if isinstance(found, dict) and len(found.get("ways", ())) > 1
    )
    same = ", ".join(HEADS[name] for name in one.same)
    read, write = one.bound.read_bytes / 2**20, one.bound.write_bytes / 2**20
    text = (
        f"The same figures to the digit: {same}. Streaming is NumPy's sum over the {read:,.0f} MiB that must be read "
        f"({_times_of(one.bound.read)}) and its fill of the {write:,.0f} MiB of results ({_times_of(one.bound.write)})."
    )
    return f"{text} Ways tried: {ways}." if ways else text


def _of_engine(one: Measured) -> Iterator[str]:
    """What only the engine does."""
    found = one.found.get("engine")
    if not isinstance(found, dict):
        return
    yield "| the engine alone | time |"
    yield "|---|---|"
    if one.size != NATION:
        yield f"| reading and checking the file of values | {_times(found, 'read')} |"
        yield f"| from the checked table into cubes | {_times(found, 'fill')} |"
    yield f"| 20 indicators, the first time after loading | {_times_of(found['first'])} |"
    yield f"| one board of 14 targets, the first time | {_times(found, 'board')} |"
    yield f"| the same board asked again | {_times(found, 'again')} |"
    yield f"| one more report accepted: following it | {_times(found, 'follow')} |"
    yield f"| … and the next board, both together | {_times(found, 'after_change')} |"
    yield f"| memory of the cubes | {found['cube_bytes'] / 2**20:,.0f} MiB |"
    yield ""
