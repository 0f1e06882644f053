"""The outline of a paper, by its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.reports.progress import progress_outline, restricted_outline
from thuocdo.reports.sheet import sheet_outline
from thuocdo.reports.work import work_outline

if TYPE_CHECKING:
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.matter import Matter
    from thuocdo.reports.outline import Outline


def outlines(matter: Matter, words: Catalogue) -> tuple[Outline, Outline | None]:
    """The paper and, where it has one, its restricted annex."""
    if matter.kind == "sheet":
        return sheet_outline(matter, words), None
    if matter.kind in matter.book.plan.papers.work:
        return work_outline(matter, words), None
    return progress_outline(matter, words), restricted_outline(matter, words)
