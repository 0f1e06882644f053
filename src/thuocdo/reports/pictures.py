"""Which charts a paper has, and the data of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.reports.ink import Ink
    from thuocdo.reports.matter import Matter
    from thuocdo.reports.outline import ChartSlot


def charts_of(ink: Ink, matter: Matter) -> Iterator[ChartSlot]:
    """The charts of a progress report."""
    del ink, matter
    yield from ()
