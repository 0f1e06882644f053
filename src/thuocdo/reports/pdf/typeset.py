"""The PDF of an outline, by typst: PDF/A with tags, bundled fonts only, the same bytes whenever it is made."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from thuocdo.reports.fonts import FOLDER
from thuocdo.reports.pdf.content import content_of

if TYPE_CHECKING:
    from thuocdo.reports.outline import Outline
    from thuocdo.reports.pdf.content import Draw

FORM = Path(__file__).parent / "paper.typ"


def write_pdf(outline: Outline, draw: Draw) -> bytes:
    """The paper as PDF: PDF/A-2a for archives (fonts inside, nothing outside), PDF/UA-1 for screen readers.

    :param draw: draws the chart of a slot

    Its date is the paper's, never the clock's, so a paper made again from the same figures is equal to the byte.
    """
    made = typst.compile(
        FORM,
        root=FORM.parent,
        font_paths=[FOLDER],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=_inputs(outline, draw),
        pdf_standards=["a-2a", "ua-1"],
        timestamp=_noon(outline),
    )
    assert isinstance(made, bytes)
    return made


def write_pages(outline: Outline, draw: Draw, dots_per_inch: float = 60) -> list[bytes]:
    """The pages of the paper as PNG, for a preview."""
    # Its stub says bytes; of many pages it is a list.
    made: object = typst.compile(
        FORM,
        root=FORM.parent,
        font_paths=[FOLDER],
        ignore_system_fonts=True,
        format="png",
        sys_inputs=_inputs(outline, draw),
        ppi=dots_per_inch,
    )
    assert isinstance(made, bytes | list)
    return [made] if isinstance(made, bytes) else made


def _inputs(outline: Outline, draw: Draw) -> dict[str, str]:
    return {"paper": json.dumps(content_of(outline, draw), ensure_ascii=False)}


def _noon(outline: Outline) -> int:
    """The paper's day, as a stamp of time; the first of all days while it has none."""
    if outline.front.dated is None:
        return 0
    return int(datetime.combine(outline.front.dated, time(12), UTC).timestamp())
