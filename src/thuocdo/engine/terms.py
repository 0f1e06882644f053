"""A side of an indicator taken apart into terms: each an aggregate with a factor, in windows of its own."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.formulas import Aggregate, Arithmetic, At, Gather, IndicatorRef, Node, Number
from thuocdo.engine.leaves import with_baseline
from thuocdo.engine.vectors import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.indicators import Indicator
    from thuocdo.core.plan import Plan
    from thuocdo.engine.leaves import Windows


@dataclass(frozen=True)
class Term:
    """An aggregate times a number, on one side."""

    node: Aggregate
    factor: Fraction
    windows: Windows
    on_top: bool


@dataclass(frozen=True)
class Constant:
    """A number that stands in a formula by itself."""

    value: Fraction
    on_top: bool


def terms_of(indicator: Indicator, windows: Windows, plan: Plan) -> list[Term | Constant]:
    """The terms of both sides, the numerator's first.

    :raises UnsupportedError: a side that is no sum of counts and sums
    """
    found = list(_terms(indicator.numerator, windows, Fraction(1), plan, on_top=True))
    if indicator.denominator is not None:
        found += _terms(indicator.denominator, windows, Fraction(1), plan, on_top=False)
    return found


def _terms(node: Node, windows: Windows, factor: Fraction, plan: Plan, *, on_top: bool) -> Iterator[Term | Constant]:
    match node:
        case Arithmetic(operator="+" | "-" as sign, left=left, right=right):
            yield from _terms(left, windows, factor, plan, on_top=on_top)
            yield from _terms(right, windows, factor if sign == "+" else -factor, plan, on_top=on_top)
        case Arithmetic(operator="*", left=Number(value=value), right=of):
            yield from _terms(of, windows, factor * value, plan, on_top=on_top)
        case Arithmetic(operator="*", left=of, right=Number(value=value)):
            yield from _terms(of, windows, factor * value, plan, on_top=on_top)
        case Arithmetic(operator="/", left=of, right=Number(value=value)) if value:
            yield from _terms(of, windows, factor / value, plan, on_top=on_top)
        case At(of=of, moment=moment):
            moved = tuple(window.moved(moment, plan) for window in windows)
            yield from _terms(of, moved, factor, plan, on_top=on_top)
        case IndicatorRef(indicator=name) if not plan.indicators[name].is_ratio:
            inner = with_baseline(windows, plan.indicators[name].baseline)
            yield from _terms(plan.indicators[name].numerator, inner, factor, plan, on_top=on_top)
        case Aggregate(gather=Gather.COUNT | Gather.SUM):
            yield Term(node, factor, windows, on_top)
        case Number(value=value):
            yield Constant(factor * value, on_top)
        case _:
            raise UnsupportedError(type(node).__name__)
