"""The one-page sheet of a district or a commune: its own figures and nobody else's but those of the place above it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from thuocdo.reports import tables, work_tables
from thuocdo.reports.ink import Ink
from thuocdo.reports.letter import inside
from thuocdo.reports.outline import Paragraph, Pen, Style, Text
from thuocdo.reports.profile import ONE_PAGE
from thuocdo.reports.progress import came_in_sentence, opening, paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.matter import Matter
    from thuocdo.reports.outline import Block, Outline


def sheet_outline(matter: Matter, words: Catalogue) -> Outline:
    """The sheet, set small enough for one page."""
    ink = Ink(words, Pen())
    sheet = matter.book.plan.papers.sheet
    assert sheet is not None
    place, period = inside(matter.orgunit.name), tables.period_name(ink, matter)
    summary = ink.say("paper.summary_sheet", about=sheet.about, place=place, period=period)
    made = paper(ink, matter, tuple(_body(ink, matter)), (), summary=summary, kind="sheet")
    return replace(made, profile=made.profile + ONE_PAGE)


def _body(ink: Ink, matter: Matter) -> Iterator[Block]:
    yield from opening(ink, matter)
    yield from came_in_sentence(ink, matter)
    table = work_tables.own_table(ink, matter)
    if matter.own:
        above = matter.own[0].above.figure.orgunit.name
        note = Paragraph((*table.notes[0].runs, Text(" " + ink.say("tell.sheet_above", name=above))), Style.SOURCE)
        table = replace(table, notes=(note,))
    yield table
    yield tables.told_table(ink, matter, matter.elements, restricted=False)
