"""The job in SQL, as far as DuckDB and SQLite say it alike.

`sums` has, for a commune and a period, the sum ``s_`` and the number of answers ``n_`` of every element read. `told`
has what a commune adds to each indicator, `rolled` the sum of that over the communes below, `result` every output.
"""

from __future__ import annotations

from bench.job import COUNTS, INDICATORS, OUTPUTS, RATIOS, READ, CountShare, forms_read

SUMS = [f"{letter}_{element.id}" for element in READ for letter in "sn"]
"""The columns of `sums` behind its keys."""


def first_sums() -> str:
    """The sums of single months: the answer itself, and whether there is one."""
    return ", ".join(f"coalesce({e.id}, 0) AS s_{e.id}, CAST({e.id} IS NOT NULL AS INTEGER) AS n_{e.id}" for e in READ)


def direct_sums() -> str:
    """The sums of several months, from the months' answers."""
    return ", ".join(f"coalesce(sum({e.id}), 0) AS s_{e.id}, count({e.id}) AS n_{e.id}" for e in READ)


def added(columns: list[str], cast: str = "") -> str:
    """Each of some columns added up."""
    return ", ".join(f"sum({name}){cast} AS {name}" for name in columns)


def told() -> str:
    """What one commune adds; `months` is the length of the period."""
    found = []
    for one in COUNTS:
        a, b, least = one.a.id, one.b.id, one.at_least
        yes = f"(s_{a} >= {least} AND s_{b} = months)"
        no = f"(s_{a} + (months - n_{a}) * {one.a.most} < {least} OR s_{b} < n_{b})"
        found.append(f"CASE WHEN {yes} THEN 1 ELSE 0 END AS y_{one.id}")
        found.append(f"CASE WHEN {yes} OR {no} THEN 0 ELSE 1 END AS m_{one.id}")
    return ", ".join([*found, *TOLD[len(found) :]])


def _told_columns() -> list[str]:
    found = [f"{letter}_{one.id}" for one in COUNTS for letter in "ym"]
    found += [f"n_{element.id}" for one in COUNTS for element in forms_read(one)]
    return found + [f"{letter}_{element.id}" for one in RATIOS for element in one.elements for letter in "sn"]


TOLD = _told_columns()
"""The columns of `told` and `rolled` behind their keys."""


def outputs(cells: str = "months * communes") -> str:
    """Every output of every indicator, from `rolled` beside the number of communes."""
    found = []
    for one in INDICATORS:
        accepted = " + ".join(f"n_{element.id}" for element in forms_read(one))
        expected = f"{len(forms_read(one))} * {cells}"
        sides = _count_sides(one) if isinstance(one, CountShare) else _ratio_sides(one.x.id, one.y.id, cells)
        found += [*sides, expected, accepted, f"{expected} - ({accepted})"]
    return ", ".join(f"{text} AS {name}" for text, name in zip(found, RESULT, strict=True))


def _count_sides(one: CountShare) -> list[str]:
    yes, maybe = f"y_{one.id}", f"m_{one.id}"
    return [yes, "communes", yes, "communes", f"{yes} + {maybe}", "communes"]


def _ratio_sides(x: str, y: str, cells: str) -> list[str]:
    most = {one.x.id: one.x.most for one in RATIOS} | {one.y.id: one.y.most for one in RATIOS}
    least = {one.y.id: one.y.least for one in RATIOS}
    open_x, open_y = f"({cells} - n_{x})", f"({cells} - n_{y})"
    return [
        f"s_{x}", f"s_{y}",
        f"s_{x}", f"s_{y} + {open_y} * {most[y]}",
        f"s_{x} + {open_x} * {most[x]}", f"s_{y} + {open_y} * {least[y]}",
    ]  # fmt: skip


RESULT = [f"{output}_{one.id}" for one in INDICATORS for output in OUTPUTS]
"""The columns of the result behind its keys."""
