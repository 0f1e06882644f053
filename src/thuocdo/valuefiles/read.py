"""Files of values → facts, or every problem by file, row and column with nothing half-loaded."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from thuocdo.core.amounts import Cell
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.orgunits import OrgUnit
from thuocdo.core.values import Fact, Kind
from thuocdo.valuefiles.rules import Reading
from thuocdo.valuefiles.tables import COLUMNS, FILE, ROW, read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from thuocdo.core.orgunits import Register
    from thuocdo.core.plan import Plan
    from thuocdo.valuefiles.rules import RowRule

    Progress = Callable[[str, int, int], None]


class FileFacts:
    """The facts of checked files. Cells are indexed an element at a time, when first asked for."""

    def __init__(self, table: pl.DataFrame, reading: Reading) -> None:
        self.table = table
        self.reading = reading
        parts = table.partition_by("element", as_dict=True) if table.height else {}
        self._waiting: dict[str, pl.DataFrame] = {str(key[0]): part for key, part in parts.items()}
        self._cells: dict[str, dict[Cell, tuple[Fact, ...]]] = {}

    def at(self, cell: Cell) -> tuple[Fact, ...]:
        """Every version of one answer."""
        return self._of(cell.element).get(cell, ())

    def cells(self) -> Iterable[Cell]:
        """Every cell for which something was sent."""
        for element in sorted({*self._waiting, *self._cells}):
            yield from self._of(element)

    def _of(self, element: str) -> dict[Cell, tuple[Fact, ...]]:
        if element not in self._cells:
            part = self._waiting.pop(element, None)
            self._cells[element] = {} if part is None else indexed(part, self.reading)
        return self._cells[element]


def read_values(
    paths: Sequence[Path],
    plan: Plan,
    register: Register,
    *,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> FileFacts:
    """Read files of values together.

    :raises Refused: with every problem of every file, in order of file, row and column
    """
    problems: list[Problem] = []
    tables = [table for path in paths if (table := read_table(path, problems, encoding)) is not None]
    reading = Reading(plan, register)
    if not tables:
        if problems:
            raise Refused(sorted(problems, key=lambda problem: problem.place))
        return FileFacts(pl.DataFrame(schema=dict.fromkeys((*COLUMNS, FILE, ROW), pl.String)), reading)
    table = pl.concat(tables)
    rules = reading.rules()
    for number, rule in enumerate(rules):
        if progress is not None:
            progress("rows", number, len(rules))
        problems += _broken(table, rule)
    if not problems:
        problems += _repeated(table, reading)
    if problems:
        raise Refused(sorted(problems, key=lambda problem: problem.place))
    return FileFacts(table, reading)


def _broken(table: pl.DataFrame, rule: RowRule) -> Iterator[Problem]:
    """The rows that break a rule, found through the distinct combinations that do."""
    columns = list(rule.columns)
    distinct = table.select(columns).unique(maintain_order=True)
    faults = [rule.check(*combination) for combination in distinct.iter_rows()]
    told = [(number, fault) for number, fault in enumerate(faults) if fault is not None]
    if not told:
        return
    bad = distinct.with_row_index("_fault").filter(pl.col("_fault").is_in([number for number, _ in told]))
    by_number = dict(told)
    rows = table.select(FILE, ROW, *columns).join(bad, on=columns, how="inner")
    for file, row, number in rows.select(FILE, ROW, "_fault").iter_rows():
        fault = by_number[number]
        place = Place(file, row, COLUMNS.index(fault.column) + 1)
        yield Problem(fault.code, place, {**fault.details, "column": fault.column})


def _repeated(table: pl.DataFrame, reading: Reading) -> Iterator[Problem]:
    """One answer given twice in one version, or by two submissions. Codes of one place count as one."""
    units = table.select("form", "period", "subject").unique()
    lineages = []
    for form, period, code in units.iter_rows():
        unit = reading.subject(form, period, code)
        assert unit is not None
        lineage = reading.register.lineages[unit]
        lineages.append(f"{lineage.code}@{lineage.valid_from}")
    placed = table.join(units.with_columns(pl.Series("_place", lineages)), on=["form", "period", "subject"])
    cell = ["element", "breakdown", "period", "_place"]
    twice = placed.filter(pl.struct(*cell, "version").is_duplicated())
    first: dict[object, int] = {}
    for file, row, *key in twice.sort(FILE, ROW).select(FILE, ROW, *cell, "version").iter_rows():
        if tuple(key) in first:
            place = Place(file, row, COLUMNS.index("element") + 1)
            yield Problem("VALUE-026", place, {"first": first[tuple(key)], "column": "element"})
        first.setdefault(tuple(key), row)
    owners = placed.group_by(cell).agg(pl.col("submission").n_unique().alias("_owners")).filter(pl.col("_owners") > 1)
    shared = placed.join(owners, on=cell).filter(~pl.struct(*cell, "version").is_duplicated())
    for file, row, submission in shared.select(FILE, ROW, "submission").iter_rows():
        place = Place(file, row, COLUMNS.index("submission") + 1)
        yield Problem("VALUE-027", place, {"given": submission, "column": "submission"})


def indexed(part: pl.DataFrame, reading: Reading) -> dict[Cell, tuple[Fact, ...]]:
    """The facts of checked rows by cell."""
    found: dict[Cell, list[Fact]] = defaultdict(list)
    lineages = reading.register.lineages
    for row in part.select(COLUMNS).iter_rows():
        _, submission, version, form, period, sender, subject, _, element, breakdown, value, absence, kind, *days = row
        when = reading.period(form, period)
        assert when is not None
        unit = reading.unit(subject, when)
        assert isinstance(unit, OrgUnit)
        submitted, accepted, returned = (reading.day(day) if day else None for day in days)
        assert submitted is not None
        fact = Fact(
            answer=reading.answer(element, value, absence),  # type: ignore[arg-type]
            kind=Kind(kind),
            submission=submission,
            version=int(version),
            submitted_on=submitted,
            accepted_on=accepted,
            returned_on=returned,
            sender=sender,
        )
        found[Cell(element, breakdown, when, lineages[unit])].append(fact)
    return {cell: tuple(facts) for cell, facts in found.items()}
