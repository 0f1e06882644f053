"""A figure: a computed value with its counts, its coverage, its bounds and the map it was read on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.values import Absence, Kind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from thuocdo.core.amounts import Cell
    from thuocdo.core.elements import Visibility
    from thuocdo.core.obligations import Coverage
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period


@dataclass(frozen=True)
class Absent:
    """A number that is not there: its named absence and why, as a stable word."""

    absence: Absence
    why: str


Quantity = Fraction | Absent


@dataclass(frozen=True)
class Figure:
    """An indicator worked out for one orgunit and period.

    ``value`` is the exact fraction before ``times``. ``low`` and ``high`` are what it could be if the missing
    reported, ``low_counts`` and ``high_counts`` the (numerator, denominator) that make them;
    ``may_be_undefined`` says that they could also leave nothing to divide by. ``firm_low`` and ``firm_high``
    are the bounds if no ước counted: None where no ước does. ``share_of`` names what is counted where the
    figure is how many periods or orgunits pass, and not the indicator itself; ``mean_of`` the orgunits of which
    it is the mean (its numerator the sum of their figures).
    """

    indicator: str
    period: Period
    orgunit: OrgUnit
    value: Quantity
    numerator: Quantity
    denominator: Quantity | None
    low: Quantity
    high: Quantity
    coverage: Coverage
    map: date
    kind: Kind
    visibility: Visibility
    low_counts: tuple[Fraction, Fraction] | None = None
    high_counts: tuple[Fraction, Fraction] | None = None
    may_be_undefined: bool = False
    firm_low: Quantity | None = None
    firm_high: Quantity | None = None
    share_of: str | None = None
    mean_of: str | None = None
    carried: int = 0
    stock_days: tuple[date, ...] = ()
    cells: Collection[Cell] = ()

    @property
    def is_exact(self) -> bool:
        """Whether no missing report can change it.

        An absent figure is not exact.
        """
        return isinstance(self.low, Fraction) and self.low == self.high and not self.may_be_undefined

    @property
    def rests_on_uoc(self) -> bool:
        """Whether an ước is in it."""
        return self.kind is Kind.UOC


def absent(absence: Absence, why: str) -> Absent:
    """A number that is not there."""
    return Absent(absence, why)
