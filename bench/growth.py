"""How time and memory grow with the rows and with a change: docs/reference/growth.md, .csv and a picture.

`make growth`. Each size is measured in a process of its own, which is this file again with the size as argument.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.machine import load, machine, today
from bench.place import Place, Size
from bench.timing import forget_peak, peak_bytes, timed

ROOT = Path(__file__).parent.parent
CSV = ROOT / "docs/reference/growth.csv"
PAGE = ROOT / "docs/reference/growth.md"
PICTURE = ROOT / "docs/pictures/growth.svg"
COLUMNS = ("against", "size", "what", "amount", "unit")

COMMUNES = (150, 300, 635, 1_400, 2_800, 5_500, 11_900)
"""With 60 elements in 60 months and 8 % missing: 0.5 to 40 million values."""

CHANGES = (1, 10, 100, 1_000, 10_000)
BATCHES = 5


def size_of(communes: int) -> Size:
    """A place of so many communes, cut up as the nation is."""
    provinces = 0 if communes < 1_000 else communes // 175
    return Size(f"{communes}", provinces, max(communes // 16, 1), communes)


# ------------------------------------------------------------------------------------------- measuring, in a process


def _prepared(communes: int, folder: Path) -> Any:
    from bench.by_engine import ByEngine
    from bench.files import write_book

    place = Place(size_of(communes))
    write_book(folder)
    one = ByEngine(place, folder)
    one.prepare()
    one.lay_out()
    return one


def rows(communes: int, folder: Path) -> list[tuple[str, float, str]]:
    """What one size takes."""
    one = _prepared(communes, folder)
    one.reports.__dict__.pop("values", None)
    forget_peak()
    warm = timed(one.warm, 1)
    one.recompute()
    again = timed(one.recompute, 3)
    cubes = sum(c.values.nbytes + c.bytes.nbytes + c.first.nbytes for c in one.cubes())
    peak = peak_bytes()
    one.found = {}
    board = timed(one.board, 1)
    return [
        ("values", one.reports.count, "values"),
        ("filling the cubes", warm.median, "s"),
        ("20 indicators everywhere", again.median, "s"),
        ("first board", board.median, "s"),
        ("cubes", cubes, "bytes"),
        ("most memory, filling included", peak, "bytes"),
    ]


def changes(communes: int, folder: Path) -> list[tuple[str, int, float]]:
    """What following changes takes, and the board after them: for each size of a change."""
    one = _prepared(communes, folder)
    one.warm()
    one.board()
    found = []
    for count in CHANGES:
        follow, board = [], []
        for _ in range(BATCHES if count < CHANGES[-1] else 1):
            log = one.late(count)
            began = perf_counter()
            one.engine.follow(log)
            middle = perf_counter()
            one.board()
            follow.append(middle - began)
            board.append(perf_counter() - middle)
        found += [("following the change", count, median(follow)), ("the next board", count, median(board))]
    return found


# ------------------------------------------------------------------------------------------- writing it down


def main() -> None:
    """Measure every size, write the table, the picture and the page."""
    found: list[dict[str, Any]] = []
    for communes in COMMUNES:
        print(f"{communes} communes", file=sys.stderr, flush=True)
        measured = _in_a_process("rows", communes)
        values = measured[0][1]
        found += [{"against": "values", "size": int(values), "what": what, "amount": amount, "unit": unit}
                  for what, amount, unit in measured[1:]]  # fmt: skip
    print("changes", file=sys.stderr, flush=True)
    found += [{"against": "reports in a change", "size": count, "what": what, "amount": seconds, "unit": "s"}
              for what, count, seconds in _in_a_process("changes", 635)]  # fmt: skip
    with CSV.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "amount": f"{row['amount']:.6g}"} for row in found)
    from bench.growth_page import picture, write_page

    PICTURE.write_text(picture(found), encoding="utf-8")
    write_page(found, PAGE, f"Measured on {today()}: {machine()}. Load average {load():.1f}.")


def _in_a_process(what: str, communes: int) -> list[Any]:
    command = [sys.executable, "-m", "bench.growth", what, str(communes)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    found: list[Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        with tempfile.TemporaryDirectory() as work:
            measure = rows if sys.argv[1] == "rows" else changes
            print(json.dumps(measure(int(sys.argv[2]), Path(work))))
