"""The picture and the page of growth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import vl_convert

from bench.growth import COMMUNES
from bench.job import YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BEGIN, END = "<!-- Written by make growth. -->", "<!-- Until here. -->"
GIB = 2**30
LEFT_FREE = 0.25
"""The part of a machine's memory that is left to everything else."""

EXAMPLES = ((635, 60, 5), (635, 300, 10), (3_300, 60, 10), (11_000, 60, 5), (11_000, 60, 20), (11_000, 200, 10))
"""Communes, monthly elements, years."""

MACHINES = (8, 24, 64, 256)
"""Memory in GiB."""


def picture(found: Sequence[dict[str, Any]]) -> str:
    """Three panels, all with logarithmic axes: a straight line that rises by one decade a decade is in proportion."""
    frame = pd.DataFrame(found)
    by_values = frame[frame["against"] == "values"]
    panels = [
        _panel(by_values[by_values["unit"] == "s"], "values", "seconds"),
        _panel(by_values[by_values["unit"] == "bytes"].assign(amount=lambda f: f["amount"] / GIB), "values", "GiB"),
        _panel(frame[frame["against"] != "values"], "reports in a change (province)", "seconds"),
    ]
    chart = alt.hconcat(*panels).resolve_scale(color="independent").configure(font="sans-serif", background="white")
    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return svg


def _panel(frame: pd.DataFrame, x: str, y: str) -> alt.Chart:
    log = alt.Scale(type="log")
    decades = [10.0**power for power in range(-4, 9)]
    colour = alt.Color("what:N", title=None, sort=None, legend=alt.Legend(orient="top", columns=1, labelLimit=260))
    axis = alt.Axis(format="~s", values=decades)
    return (
        alt.Chart(frame)
        .mark_line(point=True)
        .encode(
            x=alt.X("size:Q", scale=log, title=x, axis=axis),
            y=alt.Y("amount:Q", scale=log, title=y, axis=alt.Axis(format="~g", values=decades)),
            color=colour,
            shape=alt.Shape("what:N", legend=None),
        )
        .properties(width=260, height=260)
    )


def write_page(found: Sequence[dict[str, Any]], page: Path, measured: str) -> None:
    """Put the numbers between the marks of the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = "\n".join([measured, "", *_rates(found), "", *_machines(found), "", *_changes(found)])
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _largest(found: Sequence[dict[str, Any]], what: str) -> tuple[float, int]:
    """What the largest size took, and how many values it had."""
    rows = [row for row in found if row["what"] == what and row["against"] == "values"]
    last = max(rows, key=lambda row: row["size"])
    return float(last["amount"]), int(last["size"])


def _rates(found: Sequence[dict[str, Any]]) -> list[str]:
    names = dict.fromkeys(row["what"] for row in found if row["against"] == "values")
    sizes = sorted({row["size"] for row in found if row["against"] == "values"})
    at = {(row["what"], row["size"]): row for row in found if row["against"] == "values"}
    lines = ["| values | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    lines += [f"| {size:,} | " + " | ".join(_said(at[name, size]) for name in names) + " |" for size in sizes]
    per = " | ".join(_per_million(*_largest(found, name), at[name, sizes[-1]]["unit"]) for name in names)
    return [*lines, f"| **for a million, at the largest** | {per} |"]


def _said(row: dict[str, Any]) -> str:
    if row["unit"] == "s":
        return f"{row['amount']:.3g} s"
    return f"{row['amount'] / 2**20:,.0f} MiB"


def _per_million(amount: float, size: int, unit: str) -> str:
    each = amount / size * 1e6
    return f"{each:.3g} s" if unit == "s" else f"{each / 2**20:,.0f} MiB"


def _machines(found: Sequence[dict[str, Any]]) -> list[str]:
    """How much one machine holds, reckoned from the bytes and seconds of the largest size."""
    memory, values = _largest(found, "most memory, filling included")
    # The indicators read as many elements however many there are.
    seconds, _ = _largest(found, "20 indicators everywhere")
    lines = [
        f"A value takes {memory / values:.0f} bytes at most, results and all; a quarter of the memory is left free.",
        "",
        "| communes | monthly elements | years | values | memory | 20 indicators everywhere |",
        "|---|---|---|---|---|---|",
    ]
    for communes, elements, years in EXAMPLES:
        count = communes * elements * years * 12
        size = count * memory / values / (1 - LEFT_FREE) / GIB
        lines.append(
            f"| {communes:,} | {elements} | {years} | {count / 1e6:,.0f} million | {size:.1f} GiB "
            f"| {seconds * communes * years / (COMMUNES[-1] * len(YEARS)):.2g} s |"
        )
    held = ", ".join(
        f"{gib} GiB: {gib * (1 - LEFT_FREE) * GIB / memory * values / 1e6:,.0f} million" for gib in MACHINES
    )
    return [*lines, "", f"So a machine holds, by its memory: {held} values."]


def _changes(found: Sequence[dict[str, Any]]) -> list[str]:
    rows = [row for row in found if row["against"] != "values"]
    names = dict.fromkeys(row["what"] for row in rows)
    at = {(row["what"], row["size"]): row["amount"] for row in rows}
    lines = [
        "| reports accepted at once (ten values each) | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    sizes = sorted({row["size"] for row in rows})
    return lines + [
        f"| {size:,} | " + " | ".join(f"{at[name, size] * 1000:,.1f} ms" for name in names) + " |" for size in sizes
    ]
