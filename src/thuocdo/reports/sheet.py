"""The one-page sheet of a district or a commune: its own figures and nobody else's but those of the place above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.reports import tables, work_tables
from thuocdo.reports.ink import Ink
from thuocdo.reports.letter import inside
from thuocdo.reports.outline import Heading, Paragraph, Pen, Style, Text
from thuocdo.reports.progress import came_in_sentence, opening, paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.matter import Matter
    from thuocdo.reports.outline import Block, Outline


def sheet_outline(matter: Matter, words: Catalogue) -> Outline:
    """The sheet."""
    ink = Ink(words, Pen())
    sheet = matter.book.plan.papers.sheet
    assert sheet is not None
    place, period = inside(matter.orgunit.name), tables.period_name(ink, matter)
    summary = ink.say("paper.summary_sheet", about=sheet.about, place=place, period=period)
    return paper(ink, matter, tuple(_body(ink, matter)), (), summary=summary, kind="sheet")


def _body(ink: Ink, matter: Matter) -> Iterator[Block]:
    yield from opening(ink, matter)
    yield Heading(2, "1.", ink.say("chapter.own_figures"))
    yield work_tables.own_table(ink, matter)
    if matter.own:
        above = matter.own[0].above.figure.orgunit.name
        yield Paragraph((Text(ink.say("tell.sheet_above", name=above)),), Style.NOTE)
    yield Heading(2, "2.", ink.say("chapter.own_elements"))
    yield tables.told_table(ink, matter, matter.elements, restricted=False)
    yield Heading(2, "3.", ink.say("chapter.own_reports"))
    yield from came_in_sentence(ink, matter)
