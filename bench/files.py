"""A made-up place laid out as files: a plan folder, a register, its values as Parquet, long and wide.

The province's values go through a file in the columns of docs/reference/values.md, as any office would send them. Of
a nation such a file would hold 40 million rows of text and measure the reading of text; its facts go into the engine
as columns (`columns`), and to the others as a table that is wide already, which spares them the pivot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from bench.job import ELEMENTS, FORMS, MONTHS, YEARS
from bench.place import PROVINCE, REGISTER, Place, write_register
from bench.plan import OFFICE, write_plan
from thuocdo.core.values import Kind
from thuocdo.engine.columns import NEVER, Columns
from thuocdo.engine.marks import Mark, kind_bits

if TYPE_CHECKING:
    from pathlib import Path

    from bench.reports import Reports
    from thuocdo.engine.columns import Slots

UNIX_EPOCH = 719_163
ACCEPTED_AFTER = 3
"""A report is accepted three days after it came."""

MONTH_IDS = [f"{year}{month:02d}" for year in YEARS for month in range(1, 13)]


def write_place(reports: Reports, folder: Path) -> None:
    """Write the plan, the register and the wide table; of a province the values too."""
    write_book(folder)
    wide(reports).write_parquet(folder / "wide.parquet")
    hierarchy(reports.place).write_parquet(folder / "hierarchy.parquet")


def write_book(folder: Path) -> None:
    """Write the plan and the register of the province. Files know no level above a province, so a nation's plan is
    checked against the province's register too, and read on the nation's own."""
    write_register(Place(PROVINCE), folder / "orgunits")
    write_plan(folder / "plan", "../orgunits")


def write_values(reports: Reports, path: Path) -> None:
    """Write the file of values of docs/reference/values.md: a row an answer."""
    pl.concat(_element_rows(reports, number) for number in range(len(ELEMENTS))).write_parquet(path)


def _element_rows(reports: Reports, number: int) -> pl.DataFrame:
    element, form = ELEMENTS[number], int(reports.form[number])
    month, commune = np.nonzero(~reports.missing[form])
    values = reports.values[number][month, commune]
    codes = pl.Series([reports.place.rows[place].code for place in reports.place.communes])
    form_name = list(FORMS)[form]
    subject, period = codes.gather(commune), pl.Series(MONTH_IDS).gather(month)
    submitted = pl.Series(reports.submitted[form][month, commune] - UNIX_EPOCH).cast(pl.Int32)
    value = pl.Series(np.where(values > 0, "yes", "no")) if element.is_yes_no else pl.Series(values).cast(pl.String)
    return pl.DataFrame(
        {"subject": subject, "period": period, "value": value, "submitted_on": submitted.cast(pl.Date),
         "accepted_on": (submitted + ACCEPTED_AFTER).cast(pl.Date)}
    ).select(
        pl.lit(REGISTER).alias("register"),
        pl.format("{}-{}-{}", pl.lit(form_name), "period", "subject").alias("submission"),
        pl.lit("1").alias("version"),
        pl.lit(form_name).alias("form"),
        "period",
        pl.col("subject").alias("sender"),
        "subject",
        pl.lit(OFFICE).alias("office"),
        pl.lit(element.id).alias("element"),
        pl.lit("").alias("breakdown"),
        "value",
        pl.lit("").alias("absence"),
        pl.lit(Kind.SYNTHETIC.value).alias("kind"),
        "submitted_on",
        "accepted_on",
        pl.lit(None, dtype=pl.Date).alias("returned_on"),
    )  # fmt: skip


def wide(reports: Reports) -> pl.DataFrame:
    """A row for each commune and month, a column for each element; null where it did not come."""
    communes = reports.place.communes
    columns = {
        "unit": np.repeat(communes, MONTHS).astype(np.int32),
        "month": np.tile(np.arange(MONTHS, dtype=np.int32), len(communes)),
    }
    frame = pl.DataFrame(columns)
    for number, element in enumerate(ELEMENTS):
        came = ~reports.missing[reports.form[number]].T.reshape(-1)
        values = pl.Series(element.id, reports.values[number].T.reshape(-1))
        frame = frame.with_columns(pl.when(pl.Series(came)).then(values).alias(element.id))
    return frame


def hierarchy(place: Place) -> pl.DataFrame:
    """Every orgunit by position in pre-order, with its level, the position above it and its number of communes."""
    return pl.DataFrame(
        {
            "unit": np.arange(len(place), dtype=np.int32),
            "code": [row.code for row in place.rows],
            "parent": place.parent.astype(np.int32),
            "depth": depths(place),
            "communes": place.communes_in.astype(np.int32),
        }
    )


def depths(place: Place) -> list[int]:
    """How far each orgunit stands above the communes: 0 is a commune, 1 a district, 2 and 3 what lies over it."""
    found = [0] * len(place)
    for position in range(len(place) - 1, 0, -1):
        above = int(place.parent[position])
        found[above] = max(found[above], found[position] + 1)
    return found


def columns(reports: Reports, slots: Slots, lineage: np.ndarray) -> Columns:
    """The facts as columns, straight into the engine. ``lineage`` is each commune's column in the cubes."""
    parts: list[list[np.ndarray]] = [[] for _ in range(6)]
    for number, element in enumerate(ELEMENTS):
        form = int(reports.form[number])
        month, commune = np.nonzero(~reports.missing[form])
        came = reports.submitted[form][month, commune].astype(np.int32)
        row = (
            np.full(len(month), slots.numbers[element.id, ""], dtype=np.int32),
            (month + YEARS[0] * 12).astype(np.int32),
            lineage[commune].astype(np.int32),
            reports.values[number][month, commune].astype(np.int64),
            came,
            came + np.int32(ACCEPTED_AFTER),
        )
        for part, column in zip(parts, row, strict=True):
            part.append(column)
    slot, period, where, value, submitted, accepted = (np.concatenate(part) for part in parts)
    parts.clear()
    byte = np.full(len(slot), Mark.VALUE | kind_bits(Kind.SYNTHETIC), dtype=np.uint8)
    ones = np.ones(len(slot), dtype=np.int32)
    return Columns(slot, period, where, byte, value, ones, submitted, accepted, np.full(len(slot), NEVER))
