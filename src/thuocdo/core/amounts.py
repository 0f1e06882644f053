"""Numbers and truths of which a part may not have been reported.

An *amount* is a known part plus unknown variables, each with the range it can take. A *truth* is true, false,
not applicable, or *maybe*: it hangs on cells that have not come. What is not applicable drops out of a sum,
an ``and`` or an ``or``; when nothing is left, the whole is not applicable.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """The address of one answer: element, category, collection period, and the orgunit's lineage."""

    element: str
    breakdown: str
    period: Period
    lineage: OrgUnit

    @property
    def is_undivided(self) -> bool:
        """Whether it is no category, but the number itself (or the part of it that lies in a scope)."""
        return self.breakdown.partition("@")[0] == ""


class NotApplicable:
    """The answer "this does not apply here"."""

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE: Final = NotApplicable()


@dataclass(frozen=True, slots=True)
class Var:
    """An unknown number: what it hangs on, how low and high it can be (None: no bound), and in what steps.

    A plain variable is one cell; a derived one (a highest over cells, a count that hangs on conditions)
    has a name of its own.
    """

    name: Hashable
    low: Fraction | None
    high: Fraction | None
    cells: tuple[Cell, ...]
    step: Fraction = Fraction(1)

    @property
    def is_plain(self) -> bool:
        """Whether it is simply one cell."""
        return isinstance(self.name, Cell)


@dataclass(frozen=True)
class Amount:
    """A known number plus a sum of unknown ones.

    >>> cell = Var("x", Fraction(0), Fraction(5), ())
    >>> amount = Amount(Fraction(3)) + Amount.of(cell).times(Fraction(2))
    >>> amount.low, amount.high, amount.is_known
    (Fraction(3, 1), Fraction(13, 1), False)
    """

    known: Fraction
    terms: Mapping[Var, Fraction] | None = None

    @staticmethod
    def of(var: Var) -> Amount:
        """The unknown number itself."""
        return Amount(ZERO, {var: Fraction(1)})

    @property
    def is_known(self) -> bool:
        """Whether nothing is unknown."""
        return not self.terms

    @property
    def vars(self) -> tuple[Var, ...]:
        """The unknown numbers in it."""
        return tuple(self.terms or ())

    def __add__(self, other: Amount) -> Amount:
        if not self.terms and not other.terms:
            return Amount(self.known + other.known)
        terms = dict(self.terms or {})
        for var, factor in (other.terms or {}).items():
            terms[var] = terms.get(var, ZERO) + factor
        return Amount(self.known + other.known, {v: f for v, f in terms.items() if f})

    def times(self, factor: Fraction) -> Amount:
        """Each part times a number."""
        if not self.terms or not factor:
            return Amount(self.known * factor)
        return Amount(self.known * factor, {v: f * factor for v, f in self.terms.items()})

    @property
    def low(self) -> Fraction | None:
        """The lowest it can be; None without a bound."""
        return self._end(lowest=True)

    @property
    def high(self) -> Fraction | None:
        """The highest it can be; None without a bound."""
        return self._end(lowest=False)

    def _end(self, *, lowest: bool) -> Fraction | None:
        total = self.known
        for var, factor in (self.terms or {}).items():
            end = var.low if lowest == (factor > 0) else var.high
            if end is None:
                return None
            total += factor * end
        return total


@dataclass(frozen=True)
class Maybe:
    """A condition that hangs on cells not reported; a cell read twice is named twice."""

    cells: tuple[Cell, ...]


Truth = bool | Maybe | NotApplicable


def all_true(truths: Iterable[Truth]) -> Truth:
    """``and``: false as soon as one is false.

    >>> all_true([True, NOT_APPLICABLE]), all_true([True, Maybe(())]), all_true([NOT_APPLICABLE])
    (True, Maybe(cells=()), NOT_APPLICABLE)
    """
    return _joined(truths, decides=False)


def any_true(truths: Iterable[Truth]) -> Truth:
    """``or``: true as soon as one is true.

    >>> any_true([False, NOT_APPLICABLE]), any_true([False, True, Maybe(())])
    (False, True)
    """
    return _joined(truths, decides=True)


def _joined(truths: Iterable[Truth], *, decides: bool) -> Truth:
    cells: tuple[Cell, ...] = ()
    open_, told = False, False
    decided = False
    for truth in truths:
        if truth is decides:
            decided = True
        elif isinstance(truth, Maybe):
            open_, cells = True, cells + truth.cells
        elif isinstance(truth, bool):
            told = True
    if decided:
        return decides
    if open_:
        return Maybe(cells)
    return (not decides) if told else NOT_APPLICABLE


def negated(truth: Truth) -> Truth:
    """``not``: what is open stays open, what does not apply still does not.

    >>> negated(True), negated(NOT_APPLICABLE)
    (False, NOT_APPLICABLE)
    """
    return (not truth) if isinstance(truth, bool) else truth


def compared(operator: str, difference: Amount) -> Truth:
    """Whether left − right stands as the operator says, if that can be told.

    >>> compared(">=", Amount(Fraction(-1))), compared("=", Amount(Fraction(0)))
    (False, True)
    """
    low, high = difference.low, difference.high
    above = low is not None and low > 0
    below = high is not None and high < 0
    zero = low == high == ZERO
    if above or below or zero:
        return _stands(operator, 1 if above else -1 if below else 0)
    edges = _at_edges(operator, low, high)
    if edges is not None:
        return edges
    return Maybe(tuple(cell for var in difference.vars for cell in var.cells))


def _stands(operator: str, sign: int) -> bool:
    match operator:
        case ">=":
            return sign >= 0
        case "<=":
            return sign <= 0
        case ">":
            return sign > 0
        case "<":
            return sign < 0
        case "=":
            return sign == 0
        case _:
            return sign != 0


def _at_edges(operator: str, low: Fraction | None, high: Fraction | None) -> bool | None:
    """A range that touches zero from one side still settles the weak or the strict comparison."""
    if low == ZERO and operator in (">=", "<"):
        return operator == ">="
    if high == ZERO and operator in ("<=", ">"):
        return operator == "<="
    return None


def added(amounts: Iterable[Amount | NotApplicable]) -> Amount | NotApplicable:
    """The sum of what applies; not applicable where nothing does.

    >>> added([Amount(Fraction(2)), NOT_APPLICABLE, Amount(Fraction(3))]).known
    Fraction(5, 1)
    """
    applies = [amount for amount in amounts if isinstance(amount, Amount)]
    if not applies:
        return NOT_APPLICABLE
    total = applies[0]
    for amount in applies[1:]:
        total += amount
    return total


def extreme(amounts: Iterable[Amount | NotApplicable], *, highest: bool) -> Amount | NotApplicable:
    """The highest or lowest of what applies; a derived unknown where not all is known.

    >>> extreme([Amount(Fraction(2)), Amount(Fraction(5))], highest=True).known
    Fraction(5, 1)
    """
    applies = [amount for amount in amounts if isinstance(amount, Amount)]
    if not applies:
        return NOT_APPLICABLE
    if all(amount.is_known for amount in applies):
        known = [amount.known for amount in applies]
        return Amount(max(known) if highest else min(known))
    cells = tuple(cell for amount in applies for var in amount.vars for cell in var.cells)
    low = _extreme_end([amount.low for amount in applies], highest=highest, bounded=highest)
    high = _extreme_end([amount.high for amount in applies], highest=highest, bounded=not highest)
    return Amount.of(Var(("extreme", highest, cells), low, high, cells))


def _extreme_end(ends: list[Fraction | None], *, highest: bool, bounded: bool) -> Fraction | None:
    """The end of a highest (or lowest): one open end leaves it open, but for the side that others hold up."""
    told = [end for end in ends if end is not None]
    if not told or (len(told) < len(ends) and not bounded):
        return None
    return max(told) if highest else min(told)
