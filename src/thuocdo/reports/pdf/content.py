"""An outline as plain data for the typesetter: words, never markup, so that no sign of a text can mean anything."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from thuocdo.reports.fonts import SERIF
from thuocdo.reports.outline import (
    Bullet,
    ChartSlot,
    Footnote,
    Heading,
    Number,
    PageBreak,
    Paragraph,
    Table,
    Text,
)
from thuocdo.reports.profile import profile_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from thuocdo.reports.drawing import Drawn
    from thuocdo.reports.outline import Annex, Block, Closing, FrontMatter, Outline, Run
    from thuocdo.reports.profile import Profile

    Draw = Callable[[ChartSlot], Drawn]

Data = dict[str, Any]
BETWEEN = re.compile(r"(?<=\d)–(?=\d)")
BLANK = "      "
DIAGONAL_PT = 700
WIDEST_PT, LEAST_PT = 60, 24


def content_of(outline: Outline, draw: Draw) -> Data:
    """Everything that the form needs."""
    return {
        "language": outline.language,
        "serif": SERIF,
        "description": outline.description or outline.front.summary,
        "author": " ".join(outline.front.issuer),
        "keywords": [outline.front.type_name, *outline.properties.values()],
        "profile": _profile(profile_of(outline.profile)),
        "labels": {**asdict(outline.labels), "motto": list(outline.labels.motto)},
        "front": _front(outline.front, outline.labels.number, outline.labels.date),
        "bases": [kept(line) for line in outline.bases],
        "blocks": _blocks(outline.blocks, draw, 0),
        "closing": _closing(outline.closing),
        "annexes": [_annex(annex, draw) for annex in outline.annexes],
        "watermark": outline.watermark,
        "watermark_size": max(LEAST_PT, min(WIDEST_PT, DIAGONAL_PT / max(len(outline.watermark), 1) * 1.6)),
    }


def _profile(profile: Profile) -> Data:
    told = asdict(profile)
    del told["from_day"], told["allowed"]
    return {**told, "text_mm": profile.paper_mm[0] - profile.margins.left - profile.margins.right}


def kept(text: str) -> str:
    """A number keeps its percent sign, and two years their dash, on their line."""
    return BETWEEN.sub("\u2060–\u2060", text.replace(" %", "\u00a0%"))


def _front(front: FrontMatter, number: str, date: str) -> Data:
    day, month, year = BLANK, BLANK, BLANK
    if front.dated is not None:
        # Days below 10 and the months 1 and 2 have a leading 0 (Decree 30/2020, Annex I).
        day, year = f"{front.dated.day:02d}", str(front.dated.year)
        month = f"{front.dated.month:02d}" if front.dated.month <= 2 else str(front.dated.month)
    written = f"{front.number:0>2}" if front.number else BLANK
    return {
        "superior": list(front.superior),
        "issuer": list(front.issuer),
        "number": f"{number}: {written}/{front.symbol}" if front.symbol else f"{number}: {written}",
        "date": date.format(place=front.place, day=day, month=month, year=year),
        "type_name": front.type_name,
        "summary": kept(front.summary).split("\n"),
        "address": list(front.address),
    }


def _closing(closing: Closing | None) -> Data | None:
    if closing is None:
        return None
    return {"authority": list(closing.authority), "name": closing.name, "recipients": list(closing.recipients)}


def _annex(annex: Annex, draw: Draw) -> Data:
    tables = [block for block in annex.blocks if isinstance(block, Table)]
    turned = annex.landscape or (bool(tables) and all(table.landscape for table in tables))
    # Inside a turned annex no table is turned again.
    blocks = [
        replace(block, landscape=block.landscape and not turned) if isinstance(block, Table) else block
        for block in annex.blocks
    ]
    return {
        "number": annex.number,
        "title": kept(annex.title),
        "belongs_to": annex.belongs_to,
        "landscape": turned,
        "blocks": _blocks(blocks, draw, 1),
    }


def _blocks(blocks: Iterable[Block], draw: Draw, above: int) -> list[Data]:
    """Blocks in order. A heading's tag is at most one deeper than the one before, as readers of screens want it;
    its look is its own level's.

    :param above: the tag of the heading that they all stand under, 0 for none
    """
    made = [_block(block, draw) for block in blocks]
    for data in made:
        if data["kind"] == "heading":
            above = data["tag"] = min(data["level"], above + 1)
    return made


def _block(block: Block, draw: Draw) -> Data:
    match block:
        case Heading():
            title = f"{block.number} {block.text}".strip()
            return {"kind": "heading", "level": block.level, "text": kept(title)}
        case Paragraph():
            return {"kind": "paragraph", "style": block.style.value, "runs": _runs(block.runs)}
        case Bullet():
            return {"kind": "bullet", "level": block.level, "runs": _runs(block.runs)}
        case Table():
            return _table(block)
        case ChartSlot():
            return _chart(block, draw)
        case PageBreak():
            return {"kind": "break"}


def _runs(runs: Iterable[Run]) -> list[Data]:
    return [_run(run) for run in runs]


def _run(run: Run) -> Data:
    match run:
        case Text():
            return {"kind": "text", "text": kept(run.text), "bold": run.bold, "italic": run.italic}
        case Number():
            return {"kind": "number", "text": kept(run.text)}
        case Footnote():
            return {"kind": "footnote", "runs": _runs(run.runs)}


def _table(table: Table) -> Data:
    return {
        "kind": "table",
        "caption": kept(table.caption),
        "landscape": table.landscape,
        "groups": [list(group) for group in table.groups],
        "columns": [{"title": c.title, "kind": c.kind.value, "share": c.share} for c in table.columns],
        "rows": [
            {"span": row.span, "cells": [{"bold": cell.bold, "runs": _runs(cell.runs)} for cell in row.cells]}
            for row in table.rows
        ],
        "notes": [{"style": note.style.value, "runs": _runs(note.runs)} for note in table.notes],
    }


def _chart(slot: ChartSlot, draw: Draw) -> Data:
    """The drawing, with its finding as caption; what it shows and its source stand below, as in Word."""
    drawn = draw(slot)
    below = f"{drawn.shows.rstrip('.')}. {drawn.source}"
    return {
        "kind": "chart",
        "caption": kept(drawn.title),
        "width_mm": slot.width_mm,
        "svg": drawn.svg,
        "alt": drawn.alt,
        "below": {"style": "source", "runs": [{"kind": "text", "text": kept(below)}]},
    }
