"""A report on work done, such as a team's inspections: counts by level, so far this year, and a year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.reports import tables, work_tables
from thuocdo.reports.ink import Ink
from thuocdo.reports.outline import Heading, Paragraph, Pen, Style, Text
from thuocdo.reports.progress import ROMAN, came_in_sentence, opening, paper, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.matter import Matter
    from thuocdo.reports.outline import Block, Outline


def work_outline(matter: Matter, words: Catalogue) -> Outline:
    """The report."""
    ink = Ink(words, Pen())
    work = matter.book.plan.papers.work[matter.kind]
    summary = ink.say("paper.summary", about=work.about, period=tables.period_name(ink, matter))
    return paper(ink, matter, tuple(_body(ink, matter)), (), summary=summary)


def _body(ink: Ink, matter: Matter) -> Iterator[Block]:
    work = matter.book.plan.papers.work[matter.kind]
    chapter = iter(ROMAN)

    def heading(text: str) -> Heading:
        return Heading(1, f"{next(chapter)}.", text)

    yield from opening(ink, matter)
    yield heading(ink.say("chapter.situation"))
    yield from written(ink, "situation", matter.narrative.situation)
    for number, (section, lines) in enumerate(zip(work.sections, matter.work, strict=True), 1):
        title = ink.words.write(section.title)
        yield heading(title)
        yield work_tables.work_table(ink, matter, title, lines, number)
    yield Paragraph((Text(ink.say("tell.work_levels")),), Style.NOTE)
    yield heading(ink.say("chapter.reports"))
    yield from came_in_sentence(ink, matter)
    yield heading(ink.say("chapter.difficulties"))
    yield from written(ink, "difficulties", matter.narrative.difficulties)
    yield heading(ink.say("chapter.proposals"))
    yield from written(ink, "proposals", matter.narrative.proposals)
