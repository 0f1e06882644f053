"""Which calculator answers: the plain one, or the engine with its cubes filled straight from a table of values."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from thuocdo.core.calculate import figure
from thuocdo.core.orgunits import OrgUnit
from thuocdo.core.reading import FORMER_PART
from thuocdo.core.values import Kind
from thuocdo.engine.calculator import Engine
from thuocdo.engine.columns import NEVER, Columns
from thuocdo.engine.marks import encoded, kind_bits
from thuocdo.valuefiles.read import FileFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from thuocdo.core.book import Book
    from thuocdo.core.judge import Calculator
    from thuocdo.engine.columns import Rhythm, Slots
    from thuocdo.valuefiles.rules import Reading

UNIX_EPOCH = 719_163
"""The ordinal of 1 January 1970."""


class CalculatorName(StrEnum):
    """The calculators."""

    PLAIN = "plain"
    ENGINE = "engine"


def calculator(book: Book, name: CalculatorName) -> Calculator:
    """The calculator of a name, for one book."""
    return figure if name is CalculatorName.PLAIN else engine_of(book).figure


def engine_of(book: Book) -> Engine:
    """An engine over a book; where its facts lie in a table, they go into the cubes column by column."""
    engine = Engine(book)
    if isinstance(book.facts, FileFacts):
        engine.columns = _columns(book.facts.table, book.facts.reading, engine)
    return engine


def _columns(table: pl.DataFrame, reading: Reading, engine: Engine) -> dict[Rhythm, Columns]:
    """The rows of a checked table by rhythm. Each distinct text is read once, then joined back."""
    asked = table.filter(
        pl.col("element").is_in(list(engine.book.plan.form_of)) & ~pl.col("breakdown").str.starts_with(FORMER_PART)
    )
    asked = _placed(_answered(_dated(asked), reading), reading, engine)
    return {rhythm: _of_rhythm(asked, slots, engine) for rhythm, slots in engine.layout.cubes.items()}


def _joined(
    table: pl.DataFrame, on: Sequence[str], meaning: Callable[..., tuple[int, ...]], into: Sequence[str]
) -> pl.DataFrame:
    """What each distinct combination of texts means, as numbers beside the rows."""
    distinct = table.select(on).unique(maintain_order=True)
    found = [meaning(*combination) for combination in distinct.iter_rows()]
    numbers = (
        [pl.Series(name, column, dtype=pl.Int64) for name, column in zip(into, zip(*found, strict=True), strict=True)]
        if found
        else [pl.Series(name, [], dtype=pl.Int64) for name in into]
    )
    return table.join(distinct.with_columns(numbers), on=list(on), how="left", maintain_order="left")


def _dated(table: pl.DataFrame) -> pl.DataFrame:
    days = [
        (pl.col(name).str.to_date(strict=False).to_physical().cast(pl.Int64) + UNIX_EPOCH)
        .fill_null(int(NEVER))
        .alias(f"_{name}")
        for name in ("submitted_on", "accepted_on", "returned_on")
    ]
    return table.with_columns(pl.col("version").cast(pl.Int64).alias("_version"), *days)


def _answered(table: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    def meaning(element: str, value: str, absence: str) -> tuple[int, ...]:
        answer = reading.answer(element, value, absence)
        return encoded(reading.plan.elements[element], answer)  # type: ignore[arg-type]

    table = _joined(table, ["element", "value", "absence"], meaning, ["_mark", "_value"])
    return _joined(table, ["kind"], lambda kind: (kind_bits(Kind(kind)),), ["_kind"])


def _placed(table: pl.DataFrame, reading: Reading, engine: Engine) -> pl.DataFrame:
    rhythms = list(engine.layout.cubes)

    def when(form: str, period: str) -> tuple[int, ...]:
        found = reading.period(form, period)
        assert found is not None
        rhythm = (found.frequency, found.calendar)
        number = rhythms.index(rhythm) if rhythm in rhythms else -1
        return number, engine.layout.cubes[rhythm].ordinal(found) if number >= 0 else 0

    def where(form: str, period: str, subject: str) -> tuple[int, ...]:
        found = reading.subject(form, period, subject)
        assert isinstance(found, OrgUnit)
        return (engine.axes.column[found],)

    table = _joined(table, ["form", "period"], when, ["_rhythm", "_period"])
    return _joined(table, ["form", "period", "subject"], where, ["_lineage"])


def _of_rhythm(table: pl.DataFrame, slots: Slots, engine: Engine) -> Columns:
    number = list(engine.layout.cubes).index(slots.rhythm)
    own = [name for name in engine.book.plan.form_of if engine.layout.of(name) is slots]
    rows = table.filter((pl.col("_rhythm") == number) & pl.col("element").is_in(own))
    rows = _joined(rows, ["element", "breakdown"], lambda *cell: (slots.numbers[cell],), ["_slot"])
    columns = {name: rows[f"_{name}"].to_numpy() for name in ("slot", "period", "lineage", "value", "version")}
    days = [rows[f"_{name}"].to_numpy() for name in ("submitted_on", "accepted_on", "returned_on")]
    byte = (rows["_mark"] | rows["_kind"]).to_numpy()
    return Columns.typed(
        columns["slot"], columns["period"], columns["lineage"], byte, columns["value"], columns["version"], *days
    )
