"""The job in DuckDB: SQL over a wide table, in two ways of which the faster counts.

``cascade`` adds quarters from months, years from quarters, districts from communes and so on upwards; ``grouping
sets`` leaves the hierarchy to one statement. Over the long table both are several times slower: the answers of a
commune would have to be brought beside each other first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from bench import sql
from bench.job import ELEMENTS, FIRST_OF, GRAINS, INDICATORS, MONTHS, OUTPUTS, PERIODS, YEARS, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.place import Place

WAYS = ("cascade", "grouping sets")


class ByDuckDB:
    """One database in memory."""

    version = f"DuckDB {duckdb.__version__}"

    def __init__(self, place: Place, folder: Path, *, threads: int = 2) -> None:
        self.place = place
        self.folder = folder
        self.threads = threads
        self.db = duckdb.connect()

    def load(self) -> None:
        """Parquet → a wide table: of a province from the file of values, of a nation from the table that is wide."""
        self.db.close()
        self.db = duckdb.connect(config={"threads": self.threads})
        self.db.execute("SET preserve_insertion_order = false")
        names = {"hierarchy": self.folder / "hierarchy.parquet", "values": self.folder / "values.parquet"}
        self.db.execute(f"CREATE TABLE hierarchy AS SELECT * FROM '{names['hierarchy']}'")
        if names["values"].exists():
            self._pivot(names["values"])
        else:
            self.db.execute(f"CREATE TABLE wide AS SELECT * FROM '{self.folder / 'wide.parquet'}'")

    def _pivot(self, values: Path) -> None:
        number = "CASE value WHEN 'yes' THEN 1 WHEN 'no' THEN 0 ELSE value::INTEGER END"
        columns = ", ".join(f"max(answer) FILTER (element = '{one.id}') AS {one.id}" for one in ELEMENTS)
        # Where a commune sent nothing at all for a month there is a row too, of nulls.
        everywhere = f"SELECT unit, month::INTEGER AS month FROM hierarchy, range({MONTHS}) t(month) WHERE depth = 0"
        self.db.execute(f"""
            CREATE TABLE wide AS FROM ({everywhere}) LEFT JOIN (SELECT unit, month, {columns} FROM (
                SELECT unit, element, {number} AS answer,
                    (period[:4]::INTEGER - {YEARS[0]}) * 12 + period[5:]::INTEGER - 1 AS month
                FROM '{values}' JOIN hierarchy ON code = subject WHERE accepted_on IS NOT NULL)
            GROUP BY unit, month) USING (unit, month)""")

    def recompute(self, way: str) -> None:
        """Everything from the wide table, into `result`."""
        steps = self._cascade() if way == "cascade" else self._grouping_sets()
        for step in steps:
            self.db.execute(step)

    def _cascade(self) -> Iterator[str]:
        quarter, year = FIRST_OF["quarter"], FIRST_OF["year"]
        yield f"CREATE OR REPLACE TEMP TABLE months AS SELECT unit, month AS period, {sql.first_sums()} FROM wide"
        yield self._longer("quarters", "months", f"{quarter} + period // 3")
        yield self._longer("years", "quarters", f"{year} + (period - {quarter}) // 4")
        spans = zip(("months", "quarters", "years"), GRAINS.values(), strict=True)
        parts = " UNION ALL ".join(f"SELECT *, {months} AS months FROM {name}" for name, months in spans)
        yield f"CREATE OR REPLACE TEMP TABLE rolled0 AS SELECT unit, period, months, {sql.told()} FROM ({parts})"
        steps = 3 if self.place.size.provinces else 2
        for step in range(1, steps + 1):
            yield f"""CREATE OR REPLACE TEMP TABLE rolled{step} AS
                SELECT parent AS unit, period, any_value(months) AS months, {sql.added(sql.TOLD, "::BIGINT")}
                FROM rolled{step - 1} JOIN hierarchy USING (unit) GROUP BY parent, period"""
        rolled = " UNION ALL ".join(f"FROM rolled{step}" for step in range(steps + 1))
        yield f"""CREATE OR REPLACE TABLE result AS
            SELECT unit, period, {sql.outputs()} FROM ({rolled}) JOIN hierarchy USING (unit)"""

    def _longer(self, name: str, of: str, period: str) -> str:
        return f"""CREATE OR REPLACE TEMP TABLE {name} AS
            SELECT unit, {period} AS period, {sql.added(sql.SUMS, "::BIGINT")} FROM {of} GROUP BY ALL"""

    def _grouping_sets(self) -> Iterator[str]:
        grains = [f"SELECT unit, month AS period, 1 AS months, {sql.first_sums()} FROM wide"]
        for name in ("quarter", "year"):
            span = GRAINS[name]
            grains.append(
                f"SELECT unit, {FIRST_OF[name]} + month // {span} AS period, {span} AS months, {sql.direct_sums()} "
                "FROM wide GROUP BY ALL"
            )
        above = ["district", "province", "root"] if self.place.size.provinces else ["district", "root"]
        sets = ", ".join(f"(period, months, {name})" for name in above)
        joins = "JOIN hierarchy h USING (unit) JOIN hierarchy d ON d.unit = h.parent"
        chain = "h.parent AS district, d.parent AS province, 0 AS root"
        yield f"""CREATE OR REPLACE TEMP TABLE told AS
            SELECT unit, period, months, {sql.told()} FROM ({" UNION ALL ".join(grains)})"""
        yield f"""CREATE OR REPLACE TABLE result AS
            SELECT unit, period, {sql.outputs()} FROM (
                SELECT unit, period, months, {", ".join(sql.TOLD)} FROM told UNION ALL
                SELECT coalesce({", ".join(above)}) AS unit, period, months, {sql.added(sql.TOLD, "::BIGINT")}
                FROM (SELECT told.*, {chain} FROM told {joins})
                GROUP BY GROUPING SETS ({sets})) JOIN hierarchy USING (unit)"""

    def answers(self) -> Iterator[Answer]:
        """The result as arrays, indicator by indicator."""
        for one in INDICATORS:
            names = [f"{output}_{one.id}" for output in OUTPUTS]
            found = self.db.execute(
                f"SELECT {', '.join(f'{name}::BIGINT AS {name}' for name in names)} FROM result ORDER BY period, unit"
            ).fetchnumpy()
            yield Answer({o: found[n].reshape(PERIODS, len(self.place)) for o, n in zip(OUTPUTS, names, strict=True)})
