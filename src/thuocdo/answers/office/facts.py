"""The facts of the store: a table read once, and what changed since laid over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from thuocdo.store.read import values_table
from thuocdo.valuefiles.read import FileFacts, indexed
from thuocdo.valuefiles.rules import Reading
from thuocdo.valuefiles.tables import COLUMNS, FILE, ROW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thuocdo.core.amounts import Cell
    from thuocdo.core.orgunits import Register
    from thuocdo.core.plan import Plan
    from thuocdo.core.values import Fact


class StoredFacts(FileFacts):
    """Facts of the store. ``lay`` reads some submissions anew; their cells then stand as they do now."""

    def __init__(self, plan: Plan, register: Register) -> None:
        super().__init__(_tidy(values_table(), register), Reading(plan, register))
        self._over: dict[Cell, tuple[Fact, ...]] = {}

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        """Every version of one answer, as the store has it now."""
        over = self._over.get(cell)
        return super().at(cell) if over is None else over

    def cells(self) -> Iterable[Cell]:
        """Every cell for which something was sent."""
        yield from super().cells()
        yield from (cell for cell in self._over if not super(StoredFacts, self).at(cell))

    def lay(self, submissions: Iterable[int]) -> None:
        """Read some submissions anew."""
        self._over.update(indexed(_tidy(values_table(submissions), self.reading.register), self.reading))


def _tidy(table: pl.DataFrame, register: Register) -> pl.DataFrame:
    """The store's table in the columns of a file of values."""
    return table.with_columns(
        pl.lit(register.id).alias("register"), pl.lit("store").alias(FILE), pl.lit(0).alias(ROW)
    ).select(ROW, *COLUMNS, FILE)
