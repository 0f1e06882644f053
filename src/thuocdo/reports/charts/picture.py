"""What a chart is before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thuocdo.reports.charts.frame import frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from altair import LayerChart

    from thuocdo.reports.charts.frame import Key, Plot
    from thuocdo.reports.outline import Table


@dataclass(frozen=True)
class Picture:
    """One chart: what it finds, what it shows, where that comes from, and the same data as a table.

    ``title`` is a sentence from the figures; ``subtitle`` says what is drawn; ``alt`` is for those who do not
    see it; ``mark`` is written across the drawing where the data are made up.
    """

    kind: str
    title: str
    subtitle: str
    source: str
    alt: str
    mark: str
    table: Table
    plot: Plot
    key: tuple[Key, ...]

    def spec(self, *, framed: bool = True) -> dict[str, Any]:
        """The Vega-Lite specification."""
        return self.chart(framed=framed).to_dict(validate=False)

    def chart(self, *, framed: bool = True) -> LayerChart:
        """The Altair chart, for those who want to change it."""
        texts = (self.title, self.subtitle, self.source) if framed else ("", "", "")
        return frame(self.plot, texts, self.key, self.mark)


def alternative(title: str, lines: Sequence[str], *, most: int = 12) -> str:
    """A text for those who do not see the picture: the finding, then the figures, as many as one can listen to."""
    more = f" (+{len(lines) - most})" if len(lines) > most else ""
    return f"{title}. " + "; ".join(lines[:most]) + more + ("." if lines else "")
