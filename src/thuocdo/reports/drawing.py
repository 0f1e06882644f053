"""Drawing the charts of a paper once, for whichever format prints them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thuocdo.reports.charts.draw import png, svg
from thuocdo.reports.charts.kinds import picture_of

if TYPE_CHECKING:
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.outline import ChartSlot, Table


@dataclass(frozen=True)
class Drawn:
    """A drawn chart without its frame of words, which a paper prints as text.

    ``title`` is the finding, ``shows`` what is drawn, ``alt`` for those who do not see it, ``table`` the same data.
    """

    title: str
    shows: str
    source: str
    alt: str
    svg: str
    png: bytes
    table: Table


@dataclass
class Drawer:
    """Draws each slot once."""

    texts: Catalogue
    _drawn: dict[str, Drawn] = field(default_factory=dict)

    def draw(self, slot: ChartSlot) -> Drawn:
        """The chart of a slot."""
        if slot.id not in self._drawn:
            picture = picture_of(slot, self.texts)
            self._drawn[slot.id] = Drawn(
                title=picture.title,
                shows=picture.subtitle,
                source=picture.source,
                alt=picture.alt,
                svg=svg(picture, framed=False),
                png=png(picture, framed=False),
                table=picture.table,
            )
        return self._drawn[slot.id]
