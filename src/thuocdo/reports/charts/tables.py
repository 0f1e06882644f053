"""The table beside a chart: the same data, cells of the outline, each number with the figure it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.values import Kind
from thuocdo.core.wording import Measured, Phrase
from thuocdo.reports.outline import Cell, Column, Pen, Reference, Row, Table, Text
from thuocdo.reports.outline import Kind as Holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.figures import Absent, Figure, Quantity
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.outline import Number


@dataclass(frozen=True)
class Writer:
    """Writes cells in one language with one pen."""

    texts: Catalogue
    pen: Pen

    def say(self, key: str, **details: object) -> str:
        """A phrase of the charts' part of the catalogue."""
        return self.texts.say(Phrase(f"chart.{key}", details))

    def words(self, value: object) -> Cell:
        """A cell of words."""
        return Cell((Text(self.texts.write(value)),))

    def count(self, number: Quantity | int | None, reference: Reference) -> Cell:
        """A cell with a count, or the name of its absence."""
        if not isinstance(number, int | Fraction):
            return self.absent(number)
        exact = Fraction(number)
        return Cell((self.pen.number(self.texts.number(exact), reference, exact),))

    def measured(self, number: Quantity | None, indicator: Indicator, reference: Reference, kind: Kind) -> Cell:
        """A cell with a figure's number in the indicator's unit; an ước is marked."""
        if not isinstance(number, Fraction):
            return self.absent(number)
        exact = number * indicator.times
        text = self.value(exact, indicator)
        uoc = kind is Kind.UOC
        runs = (self.pen.number(text, reference, exact, approximate=uoc),)
        return Cell((*runs, Text(self.texts.say(Phrase("board.uoc")))) if uoc else runs)

    def numbered(self, number: Number) -> Cell:
        """A cell with a number written elsewhere."""
        return Cell((number,))

    def absent(self, why: Absent | None) -> Cell:
        """A cell without a number says why."""
        return self.words(Phrase("nothing") if why is None else Phrase(f"why.{why.why}"))

    def value(self, exact: Fraction, indicator: Indicator) -> str:
        """A number in the indicator's unit: a percentage with its sign, a count without its noun."""
        if indicator.unit in ("percent", "points"):
            return self.texts.write(Measured(exact, indicator.unit))
        return self.texts.number(exact)

    def figure(self, figure: Figure, indicator: Indicator) -> tuple[Cell, ...]:
        """Cells of a figure: numerator and denominator where it is a ratio, value, low and high."""

        def ref(part: str) -> Reference:
            return Reference(part, figure.indicator, figure.orgunit.code, figure.period.id)

        counts = (
            (self.count(figure.numerator, ref("numerator")), self.count(figure.denominator, ref("denominator")))
            if indicator.is_ratio
            else ()
        )
        numbers = (figure.value, figure.low, figure.high)
        parts = ("value", "low", "high")
        return (
            *counts,
            *(self.measured(n, indicator, ref(p), figure.kind) for n, p in zip(numbers, parts, strict=True)),
        )

    def figure_columns(self, indicator: Indicator) -> tuple[Column, ...]:
        """The columns of :meth:`figure`."""
        holds = Holds.PERCENT if indicator.unit == "percent" else Holds.COUNT
        over = ("numerator", "denominator") if indicator.is_ratio and indicator.unit == "percent" else None
        ratio = (
            (self.column("numerator", Holds.COUNT), self.column("denominator", Holds.COUNT))
            if indicator.is_ratio
            else ()
        )
        value = Column("value", self.say("column.value"), holds, over=over)
        return (*ratio, value, self.column("low", holds), self.column("high", holds))

    def column(self, key: str, holds: Holds = Holds.TEXT, share: float = 1.0) -> Column:
        """A column with its heading from the catalogue."""
        return Column(key, self.say(f"column.{key}"), holds, share)

    def table(self, name: str, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Table:
        """A table; its sheet is named after the chart."""
        lines = tuple(Row(tuple(cells)) for cells in rows)
        return Table(name, caption, tuple(columns), lines, sheet=self.say(f"sheet.{name}"))
