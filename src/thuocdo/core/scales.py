"""A figure put on the scale of its standard: the number judged, its extremes, and by how much it falls short."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.bases import Base, ends_of
from thuocdo.core.figures import Absent, Figure
from thuocdo.core.targets import Rule
from thuocdo.core.verdicts import Line, Verdict, changed, unchanged

if TYPE_CHECKING:
    from thuocdo.core.bases import Ends
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.targets import Standard
    from thuocdo.core.verdicts import End


@dataclass(frozen=True)
class Scale:
    """A figure put on the scale of its standard; ``base`` where the standard speaks of a change."""

    standard: Standard
    indicator: Indicator
    figure: Figure
    base: Base | None

    @property
    def line(self) -> Line:
        """The standard as a rule over the number judged."""
        return Line(self.standard, self.indicator.better)

    @property
    def asks_for_share(self) -> bool:
        """Whether the change is a share of the base."""
        return self.standard.rule in (Rule.REDUCE_BY, Rule.GROW_BY)

    @property
    def is_meaningless(self) -> bool:
        """A share of a base of nothing."""
        return self.base is not None and self.base.value == 0 and self.asks_for_share

    @property
    def rests_on_uoc(self) -> bool:
        """Whether an ước is in the figure, or in what it is compared with."""
        return self.figure.rests_on_uoc or (self.base is not None and self.base.rests_on_uoc)

    @property
    def is_pending(self) -> bool:
        """Whether reports that could still tell are not due yet."""
        return self.figure.coverage.open_not_due > 0 or (self.base is not None and self.base.is_pending)

    @property
    def judged(self) -> Fraction | None:
        """The number that the standard speaks of, where it is known."""
        if isinstance(self.figure.value, Absent) or (self.base is not None and isinstance(self.base.value, Absent)):
            return None
        found = self._on_scale(self.figure.value, None if self.base is None else self.base.value)
        assert isinstance(found, Fraction)
        return found

    def _on_scale(self, number: End, base: End | Absent | None) -> End:
        if base is None:
            return number * self.indicator.times
        assert not isinstance(base, Absent)
        return changed(self.standard, self.indicator.better, base, number, self.indicator.times)

    def numerator(self, judged: Fraction) -> Fraction:
        """The numerator that gives a judged number, the denominator being what it is."""
        if self.base is None:
            number = judged / self.indicator.times
        else:
            assert isinstance(self.base.value, Fraction)
            number = unchanged(self.standard, self.indicator.better, self.base.value, judged, self.indicator.times)
        bottom = self.figure.denominator
        return number * bottom if isinstance(bottom, Fraction) else number

    def short_by(self) -> Fraction | None:
        """By how much the known number falls short."""
        judged = self.judged
        if judged is None or self.figure.mean_of is not None:  # a mean is short of no whole number of anything
            return None
        return self.line.short_by(judged, self.numerator)

    def settled(self, *, firm: bool = False) -> Verdict | None:
        """The outcome that no completion can change, neither of the figure nor of its base.

        ``firm``: if no ước counted.
        """
        ends, bases = ends_of(self.figure, firm=firm), None
        if ends is None:
            return None
        if self.base is not None:
            bases = self.base.ends(firm=firm)
            if bases is None or (self.asks_for_share and not _is_divisor(bases, ends)):
                return None
        low, high = self._extremes(ends, bases)
        return self.line.settled(low, high)

    def _extremes(self, ends: Ends, bases: Ends | None) -> Ends:
        """Both ends on the scale, in order: a change is the greatest from the lowest base to the highest number."""
        first = self._on_scale(ends[0], None if bases is None else bases[1])
        second = self._on_scale(ends[1], None if bases is None else bases[0])
        return (first, second) if first <= second else (second, first)


def _is_divisor(bases: Ends, ends: Ends) -> bool:
    """Whether a share of the base has a meaning, and its extremes lie at the ends, for all that is open."""
    return bases[0] > 0 and (ends[0] >= 0 or bases[0] == bases[1])
