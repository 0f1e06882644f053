"""The kinds of chart by name, as an outline's chart slots ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thuocdo.reports.charts.coverage import coverage
from thuocdo.reports.charts.ranked import ranked
from thuocdo.reports.charts.tiles import tiles
from thuocdo.reports.charts.trajectory import trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.charts.picture import Picture
    from thuocdo.reports.outline import ChartSlot

KINDS: Mapping[str, Callable[..., Picture]] = {
    "trajectory": trajectory,  # course, source, synthetic
    "coverage": coverage,  # strip, source, synthetic
    "ranked": ranked,  # ranking, source, synthetic
    "tiles": tiles,  # ranking, places, source, synthetic
}


def picture_of(slot: ChartSlot, texts: Catalogue) -> Picture:
    """The picture that a slot of an outline asks for.

    :raises KeyError: there is no such kind of chart
    """
    arguments: dict[str, Any] = dict(slot.arguments)
    return KINDS[slot.kind](**arguments, texts=texts)
