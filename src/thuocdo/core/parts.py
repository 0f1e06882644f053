"""The ways in which the parts of a merged orgunit can have made its answer.

A whole that is not clean has at least one part that is not; a sum of seven came from parts that add up to seven.
Numbers are tried at the corners of what they can be: between two values at which a condition turns nothing changes but
the sums, and a sum (or a ratio of sums) is extreme at a corner.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from thuocdo.core.elements import OnMerge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.amounts import Cell
    from thuocdo.core.elements import Element
    from thuocdo.core.reading import Trace, Whole
    from thuocdo.core.values import Answer

MOST_COMPLETIONS = 4096

Way = dict["Cell", "Answer"]
Span = tuple[Fraction, Fraction]
"""A lowest and a highest value, both of them included."""


class NotSoundError(Exception):
    """Bounds cannot be given for this form, with why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def ways_of_parts(whole: Whole, element: Element, trace: Trace, in_conditions: set[Cell]) -> list[Way]:
    """The ways to try for the parts together.

    :raises NotSoundError: they cannot be told in so many ways
    """
    if isinstance(whole.answer, Fraction):
        return _ways_of_numbers(whole, whole.answer, element, trace, in_conditions)
    options: list[Answer] = [True, False]
    if whole.rule is OnMerge.HIGHEST:
        upto = element.choices[: element.choices.index(str(whole.answer)) + 1]
        options = [choice for choice in upto if choice not in element.leaves_open]
    if len(options) ** len(whole.parts) > MOST_COMPLETIONS:
        raise NotSoundError("too_many_completions")
    ways = product(options, repeat=len(whole.parts))
    return [dict(zip(whole.parts, way, strict=True)) for way in ways if whole.reached or whole.answer in way]


def _ways_of_numbers(
    whole: Whole, answer: Fraction, element: Element, trace: Trace, in_conditions: set[Cell]
) -> list[Way]:
    if any(cell in trace.mixed for cell in whole.parts):
        raise NotSoundError("collected_on_another_map")
    top = answer
    if whole.rule is OnMerge.SUM:
        top -= element.low * (len(whole.parts) - 1)
    if element.high is not None:
        top = min(top, element.high)
    step = Fraction(1, 10**element.decimals)
    spans = [
        spans_between(trace.breaks.get(cell, set()) if cell in in_conditions else set(), (element.low, top), step)
        for cell in whole.parts
    ]
    corners = 2 ** len(spans) * prod(len(of_part) for of_part in spans)
    if corners > MOST_COMPLETIONS:
        raise NotSoundError("too_many_completions")
    if whole.rule is OnMerge.SUM:
        found = {point for chosen in product(*spans) for point in _adding_up(chosen, answer)}
    else:
        found = {point for chosen in product(*spans) for point in product(*(set(span) for span in chosen))}
        found = {point for point in found if whole.reached or answer in point}
    return [dict(zip(whole.parts, point, strict=True)) for point in sorted(found)]


def _adding_up(spans: tuple[Span, ...], total: Fraction) -> Iterator[tuple[Fraction, ...]]:
    """The corners of what numbers within spans can be that add up to a total: all but one stand at an end.

    >>> one, two = Fraction(1), Fraction(2)
    >>> sorted({tuple(map(int, point)) for point in _adding_up(((one, two), (one, two)), Fraction(3))})
    [(1, 2), (2, 1)]
    """
    for free, (low, high) in enumerate(spans):
        for others in product(*spans[:free], *spans[free + 1 :]):
            rest = total - sum(others)
            if low <= rest <= high:
                yield (*others[:free], rest, *others[free:])


def spans_between(breaks: set[Fraction], ends: Span, step: Fraction) -> list[Span]:
    """The spans into which the values at which a condition turns cut a range: below, at, and above each.

    >>> cut = spans_between({Fraction(6)}, (Fraction(0), Fraction(7)), Fraction(1))
    >>> [(int(low), int(high)) for low, high in cut]
    [(0, 5), (6, 6), (7, 7)]
    """
    low, high = ends
    found: list[Span] = []
    for turn in sorted(breaks):
        at = turn // step * step
        below = at - step if at == turn else at
        found += [(low, min(below, high))] if low <= min(below, high) else []
        found += [(turn, turn)] if at == turn and low <= turn <= high else []
        low = max(low, at + step)
    return [*found, (low, high)] if low <= high else found
