"""What is to be worked out: 20 ratios, for every orgunit, in every month, quarter and year, with bounds and coverage.

Sixty elements on six monthly forms. Ten indicators count communes (those with enough of ``a`` and with ``b`` kept
up, of all), ten divide a sum by a sum. What is missing could be anything in its element's range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bench.arrays import Ints
    from bench.place import Place

YEARS = range(2016, 2021)
MONTHS = 12 * len(YEARS)
GRAINS = {"month": 1, "quarter": 3, "year": 12}
"""The windows, by their months."""

MONTHS_OF = np.array([months for months in GRAINS.values() for _ in range(MONTHS // months)], dtype=np.int64)
"""How many months each period has: 60 months, then 20 quarters, then 5 years."""

PERIODS = len(MONTHS_OF)
FIRST_OF = {"month": 0, "quarter": MONTHS, "year": MONTHS + MONTHS // 3}
"""The number of each grain's first period."""

OUTPUTS = ("num", "den", "low_num", "low_den", "high_num", "high_den", "expected", "accepted", "missing")
"""What is asked of every figure; all whole numbers."""


@dataclass(frozen=True)
class Element:
    """An element: a count with its range, or yes/no (``most`` 1)."""

    id: str
    least: int
    most: int

    @property
    def is_yes_no(self) -> bool:
        """Whether it is answered by yes or no."""
        return self.id.startswith("b")


@dataclass(frozen=True)
class CountShare:
    """The communes with at least so much of ``a`` and with ``b`` in every month, of all communes."""

    id: str
    a: Element
    at_least: int
    b: Element

    @property
    def elements(self) -> tuple[Element, Element]:
        """What is read."""
        return self.a, self.b


@dataclass(frozen=True)
class SumRatio:
    """The sum of ``x`` by the sum of ``y``."""

    id: str
    x: Element
    y: Element

    @property
    def elements(self) -> tuple[Element, Element]:
        """What is read."""
        return self.x, self.y


def _elements(letter: str, count: int, least: int, most: int) -> tuple[Element, ...]:
    return tuple(Element(f"{letter}{number:02d}", least, most) for number in range(1, count + 1))


A = _elements("a", 10, 0, 60)
B = _elements("b", 10, 0, 1)
X = _elements("x", 10, 0, 200)
Y = _elements("y", 10, 1, 400)
C = _elements("c", 20, 0, 1000)

FORMS = {
    "form1": A[:5] + B[:5],
    "form2": A[5:] + X[:5],
    "form3": B[5:] + Y[:5],
    "form4": X[5:] + Y[5:],
    "form5": C[:10],
    "form6": C[10:],
}
"""The forms; an indicator reads one or two of them."""

ELEMENTS = tuple(element for form in FORMS.values() for element in form)
FORM_OF = {element.id: number for number, form in enumerate(FORMS.values()) for element in form}

COUNTS = tuple(CountShare(f"share{n + 1:02d}", A[n], 1 + n % 3, B[n]) for n in range(10))
RATIOS = tuple(SumRatio(f"ratio{n + 1:02d}", X[n], Y[n]) for n in range(10))
INDICATORS = (*COUNTS, *RATIOS)

READ = tuple(element for indicator in INDICATORS for element in indicator.elements)
"""The elements that the twenty indicators read: forty."""


def forms_read(indicator: CountShare | SumRatio) -> tuple[Element, ...]:
    """One element for each form that an indicator reads: a form comes as a whole, so one tells of all."""
    first, second = indicator.elements
    return (first,) if FORM_OF[first.id] == FORM_OF[second.id] else (first, second)


@dataclass(frozen=True)
class Answer:
    """What somebody worked out for one indicator: each output as ``[period, orgunit]``."""

    outputs: dict[str, Ints]

    def __post_init__(self) -> None:
        assert tuple(self.outputs) == OUTPUTS


def sampled(place: Place) -> Ints:
    """The orgunits whose figures are compared one by one: all above the communes, and forty communes."""
    above = np.setdiff1d(np.arange(len(place)), place.communes)
    step = max(len(place.communes) // 40, 1)
    return np.sort(np.concatenate([above, place.communes[::step][:40]]))


def digest(answer: Answer, place: Place) -> Ints:
    """An answer made short enough to compare between processes, to the digit.

    The figures of the sampled orgunits in every period; then for every output and period the plain total over all
    orgunits and one weighted by position, so that two figures that changed places are found too.
    """
    orgunits = sampled(place)
    weights = np.arange(1, len(place) + 1, dtype=np.int64)
    parts = []
    for output in OUTPUTS:
        figures = answer.outputs[output]
        parts.append(np.concatenate([figures[:, orgunits], (figures @ weights)[:, None], figures.sum(1)[:, None]], 1))
    return np.stack(parts)
