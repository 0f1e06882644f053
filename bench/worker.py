"""One of the engines, measured in a process of its own: `python -m bench.worker pandas province FOLDER`.

What it measured goes to FOLDER as JSON, its figures (made short, see `job.digest`) as an array beside it.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.job import digest
from bench.place import NATION, SIZES, Place
from bench.timing import forget_peak, peak_bytes, timed

if TYPE_CHECKING:
    from bench.by_engine import ByEngine

RIVALS = {"pandas": "ByPandas", "duckdb": "ByDuckDB", "sqlite": "BySQLite"}
LOADS = 3
NATION_RUNS = {"engine": 5, "pandas": 3, "duckdb": 3, "sqlite": 1}
"""Of the nation the others run less often: it is their order of size that counts."""

CHANGES = 20


def main(who: str, size: str, folder: Path) -> None:
    """Measure, and write what was found."""
    place = Place(SIZES[size])
    found = _engine(place, folder) if who == "engine" else _rival(who, place, folder)
    (folder / f"{who}.json").write_text(json.dumps(found), encoding="utf-8")


def _rival(who: str, place: Place, folder: Path) -> dict[str, Any]:
    module = import_module(f"bench.by_{who}")
    one = getattr(module, RIVALS[who])(place, folder)
    large = place.size == NATION
    repeats = NATION_RUNS[who] if large else 5
    load = timed(one.load, 1 if large else LOADS)
    ways = {way: timed(lambda way=way: one.recompute(way), repeats) for way in module.WAYS}
    best = min(ways, key=lambda way: ways[way].median)
    peak = peak_bytes()
    if best != module.WAYS[-1]:
        one.recompute(best)
    _save(one, place, folder / f"{who}.npy")
    return {"version": one.version, "way": best, "load": load.runs, "recompute": ways[best].runs, "peak": peak,
            "ways": {way: times.median for way, times in ways.items()}}  # fmt: skip


def _engine(place: Place, folder: Path) -> dict[str, Any]:
    from bench.by_engine import ByEngine

    one = ByEngine(place, folder)
    large = place.size == NATION
    found: dict[str, Any] = {"version": one.version, "way": "cubes"}
    if large:
        one.prepare()
        one.lay_out()
        forget_peak()
        found["load"] = timed(one.warm, 1).runs
    else:
        read, fill = timed(one.read, LOADS), timed(one.fill, LOADS)
        found |= {
            "read": read.runs,
            "fill": fill.runs,
            "load": [sum(two) for two in zip(read.runs, fill.runs, strict=True)],
        }
    first = timed(one.recompute, 1)
    found |= {
        "first": first.median,
        "recompute": timed(one.recompute, NATION_RUNS["engine"]).runs,
        "peak": peak_bytes(),
    }
    found["cube_bytes"] = sum(c.values.nbytes + c.bytes.nbytes + c.first.nbytes for c in one.cubes())
    _save(one, place, folder / "engine.npy")
    one.found = {}
    if not large:
        one.prepare()
        one.lay_out()
        one.warm()
    return found | _boards(one)


def _boards(one: ByEngine) -> dict[str, Any]:
    """One board, the same again, and one after each of some forms that come after all."""
    first = timed(one.board, 1)
    again = timed(one.board)
    follow, after = [], []
    for _ in range(CHANGES):
        log = one.late(1)
        began = perf_counter()
        one.engine.follow(log)
        middle = perf_counter()
        one.board()
        follow.append(middle - began)
        after.append(perf_counter() - began)
    return {"board": first.runs, "again": again.runs, "follow": follow, "after_change": after,
            "left_to_plain": dict(one.engine.left)}  # fmt: skip


def _save(one: Any, place: Place, path: Path) -> None:
    np.save(path, np.stack([digest(answer, place) for answer in one.answers()]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
