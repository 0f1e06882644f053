"""Measure everything, hold the figures against each other to the digit, and write the table: `make bench`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench.bandwidth import Bound, bound
from bench.files import write_place, write_values
from bench.job import INDICATORS, OUTPUTS
from bench.machine import load, machine, today
from bench.place import NATION, PROVINCE, SIZES, Place, Size
from bench.reports import Reports
from bench.table import write_page

ROOT = Path(__file__).parent.parent
WHO = ("engine", "pandas", "duckdb", "sqlite")
LIMITS = {PROVINCE.name: 180, NATION.name: 240}
"""Seconds that one engine may take in all for a size: loading, every run, and handing its figures over."""


@dataclass(frozen=True)
class Measured:
    """What was measured for one size: by engine what its worker found, or after how many seconds it was stopped."""

    size: Size
    values: int
    found: dict[str, dict[str, Any] | int]
    bound: Bound
    same: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything measured, and where."""

    machine: str
    day: str
    load_before: float
    load_after: float
    seconds: float
    sizes: dict[str, Measured] = field(default_factory=dict)


class DifferentError(Exception):
    """Two engines found different figures."""


def main() -> None:
    """Measure; write the page unless told otherwise."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--who", nargs="+", choices=WHO, default=list(WHO))
    parser.add_argument("--folder", type=Path, default=ROOT / "out" / "bench")
    parser.add_argument("--dry", action="store_true", help="print the table and leave the page as it is")
    given = parser.parse_args()
    began, before = perf_counter(), load()
    sizes = {name: measured(SIZES[name], given.folder / name, given.who) for name in given.sizes}
    report = Report(machine(), today(), before, load(), perf_counter() - began, sizes)
    text = write_page(report, None if given.dry else ROOT / "docs/reference/speed.md")
    print(text)


def measured(size: Size, folder: Path, who: list[str]) -> Measured:
    """Lay a place out, run every engine over it in turn, and compare."""
    values = laid_out(size, folder)
    place = Place(size)
    found = {one: run(one, size, folder) for one in who}
    finished = [one for one, what in found.items() if isinstance(what, dict)]
    compare(finished, folder)
    return Measured(size, values, found, bound(len(place.communes), len(place)), tuple(finished))


def laid_out(size: Size, folder: Path) -> int:
    """Write the files; how many values came. In a process of its own, so that this one stays small."""
    say(f"{size.name}: a place of {size.communes} communes is made up")
    folder.mkdir(parents=True, exist_ok=True)
    code = f"from bench.run import lay_out; lay_out('{size.name}', '{folder}')"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    return int(done.stdout)


def lay_out(size: str, folder: str) -> None:
    """Write the files of a size and print how many values there are."""
    reports = Reports(Place(SIZES[size]))
    write_place(reports, Path(folder))
    if SIZES[size] == PROVINCE:
        write_values(reports, Path(folder) / "values.parquet")
    print(reports.count)


def run(who: str, size: Size, folder: Path) -> dict[str, Any] | int:
    """What a worker found, or after how many seconds it was stopped."""
    say(f"{size.name}: {who}")
    command = [sys.executable, "-m", "bench.worker", who, size.name, str(folder)]
    try:
        subprocess.run(command, check=True, cwd=ROOT, timeout=LIMITS[size.name])
    except subprocess.TimeoutExpired:
        return LIMITS[size.name]
    found: dict[str, Any] = json.loads((folder / f"{who}.json").read_text(encoding="utf-8"))
    return found


def compare(who: list[str], folder: Path) -> None:
    """All that finished must have found the same figures.

    :raises DifferentError: with the first figure that differs
    """
    first, *others = [(one, np.load(folder / f"{one}.npy")) for one in who]
    for name, figures in others:
        unlike = np.argwhere(figures != first[1])
        if len(unlike):
            indicator, output, period, column = unlike[0]
            where = f"{INDICATORS[indicator].id} {OUTPUTS[output]}, period {period}, column {column}"
            pair = f"{first[0]} {first[1][tuple(unlike[0])]}, {name} {figures[tuple(unlike[0])]}"
            raise DifferentError(f"{where}: {pair} ({len(unlike)} differ)")


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
