"""The job in SQLite: wide tables whose primary keys stand in the order in which they are grouped."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from bench import sql
from bench.job import ELEMENTS, FIRST_OF, GRAINS, INDICATORS, MONTHS, OUTPUTS, PERIODS, YEARS, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.place import Place

WAYS = ("cascade",)

PRAGMAS = (
    "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "temp_store = MEMORY",
    "cache_size = -2000000", "page_size = 16384",
)  # fmt: skip


class BySQLite:
    """One database in memory."""

    version = f"SQLite {sqlite3.sqlite_version}"

    def __init__(self, place: Place, folder: Path) -> None:
        self.place = place
        self.folder = folder
        self.db = sqlite3.connect(":memory:")

    def load(self) -> None:
        """Parquet → a wide table. SQLite reads no Parquet: Polars reads and pivots, which is the quickest way in."""
        self.db.close()
        self.db = sqlite3.connect(":memory:")
        for pragma in PRAGMAS:
            self.db.execute(f"PRAGMA {pragma}")
        hierarchy = pl.read_parquet(self.folder / "hierarchy.parquet").drop("code")
        self.db.execute("CREATE TABLE hierarchy (unit INTEGER PRIMARY KEY, parent INT, depth INT, communes INT)")
        self.db.executemany("INSERT INTO hierarchy VALUES (?, ?, ?, ?)", hierarchy.iter_rows())
        names = ", ".join(one.id for one in ELEMENTS)
        self.db.execute(
            f"CREATE TABLE wide (unit INT, district INT, year INT, quarter INT, month INT, {names}, "
            "PRIMARY KEY (unit, year, quarter, month)) WITHOUT ROWID"
        )
        marks = ", ".join("?" * (5 + len(ELEMENTS)))
        self.db.executemany(f"INSERT INTO wide VALUES ({marks})", self._wide(hierarchy).iter_rows())
        self.db.commit()

    def _wide(self, hierarchy: pl.DataFrame) -> pl.DataFrame:
        values = self.folder / "values.parquet"
        frame = self._pivoted(values) if values.exists() else pl.read_parquet(self.folder / "wide.parquet")
        ordered = frame.join(hierarchy, on="unit").sort("unit", "month")
        keys = ("unit", pl.col("parent").alias("district"), (pl.col("month") // 12).alias("year"),
                (pl.col("month") // 3).alias("quarter"), "month")  # fmt: skip
        return ordered.select(*keys, *(one.id for one in ELEMENTS))

    def _pivoted(self, values: Path) -> pl.DataFrame:
        codes = pl.read_parquet(self.folder / "hierarchy.parquet").select("unit", pl.col("code").alias("subject"))
        frame = pl.scan_parquet(values).filter(pl.col("accepted_on").is_not_null())
        answer = pl.col("value").replace({"yes": "1", "no": "0"}).cast(pl.Int32)
        year, month = pl.col("period").str.head(4).cast(pl.Int32), pl.col("period").str.tail(2).cast(pl.Int32)
        placed = frame.select("subject", "element", answer, month=(year - YEARS[0]) * 12 + month - 1)
        pivoted = placed.collect().join(codes, on="subject").pivot("element", index=["unit", "month"], values="value")
        # Where a commune sent nothing at all for a month there is a row too, of nulls.
        communes = pl.DataFrame({"unit": self.place.communes.astype("int32")})
        months = pl.DataFrame({"month": pl.arange(MONTHS, dtype=pl.Int32, eager=True)})
        return communes.join(months, how="cross").join(pivoted, on=["unit", "month"], how="left")

    def recompute(self, way: str) -> None:
        """Everything from the wide table, into `result`."""
        assert way == "cascade"
        for name in ("months", "quarters", "years", "rolled0", "rolled1", "rolled2", "rolled3", "result"):
            self.db.execute(f"DROP TABLE IF EXISTS {name}")
        for step in self._steps():
            self.db.execute(step)
        self.db.commit()

    def _steps(self) -> Iterator[str]:
        quarter, year = FIRST_OF["quarter"], FIRST_OF["year"]
        keys = "unit, district, year, quarter"
        yield f"CREATE TABLE months AS SELECT {keys}, month AS period, {sql.first_sums()} FROM wide"
        yield f"""CREATE TABLE quarters AS SELECT {keys}, {quarter} + quarter AS period, {sql.direct_sums()}
            FROM wide GROUP BY unit, year, quarter"""
        yield f"""CREATE TABLE years AS SELECT unit, district, year, 0, {year} + year AS period, {sql.direct_sums()}
            FROM wide GROUP BY unit, year"""
        columns = ", ".join(sql.TOLD)
        for step in range(self._levels()):
            yield f"""CREATE TABLE rolled{step} (period INT, months INT, above INT, unit INT, {columns},
                PRIMARY KEY (period, above, unit)) WITHOUT ROWID"""
        for name, months in zip(("months", "quarters", "years"), GRAINS.values(), strict=True):
            yield f"""INSERT INTO rolled0 SELECT period, {months}, district, unit, {sql.told()}
                FROM (SELECT *, {months} AS months FROM {name}) ORDER BY period, district, unit"""
        for step in range(1, self._levels()):
            yield f"""INSERT INTO rolled{step} SELECT period, months, parent, above, {columns} FROM (
                SELECT period, months, above, {sql.added(sql.TOLD)} FROM rolled{step - 1} GROUP BY period, above)
                JOIN hierarchy ON hierarchy.unit = above"""
        rolled = " UNION ALL ".join(f"SELECT * FROM rolled{step}" for step in range(self._levels()))
        yield f"""CREATE TABLE result AS
            SELECT rolled.unit AS unit, period, {sql.outputs()} FROM ({rolled}) AS rolled JOIN hierarchy USING (unit)"""

    def _levels(self) -> int:
        return 4 if self.place.size.provinces else 3

    def answers(self) -> Iterator[Answer]:
        """The result as arrays, indicator by indicator."""
        for one in INDICATORS:
            names = ", ".join(f"{output}_{one.id}" for output in OUTPUTS)
            rows = self.db.execute(f"SELECT {names} FROM result ORDER BY period, unit").fetchall()
            found = np.array(rows, dtype=np.int64).reshape(PERIODS, len(self.place), len(OUTPUTS))
            yield Answer({output: found[:, :, number] for number, output in enumerate(OUTPUTS)})
