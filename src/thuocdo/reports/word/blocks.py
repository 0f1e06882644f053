"""The blocks of an outline in Word: paragraphs, tables, charts, footnotes."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm

from thuocdo.reports.outline import (
    Bullet,
    ChartSlot,
    Footnote,
    Heading,
    Kind,
    Number,
    PageBreak,
    Paragraph,
    Style,
    Table,
    Text,
)
from thuocdo.reports.word import xml
from thuocdo.reports.word.styles import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as Para

    from thuocdo.reports.drawing import Drawn
    from thuocdo.reports.outline import Block, Labels, Runs
    from thuocdo.reports.profile import Profile

    Draw = Callable[[ChartSlot], Drawn]

STYLE_OF = {Style.BODY: "body", Style.NOTE: "note", Style.SOURCE: "source", Style.DOTTED: "dotted"}
CELL_OF = {Kind.TEXT: "cell", Kind.CENTRED: "cell_centre", Kind.COUNT: "cell_right", Kind.PERCENT: "cell_right"}


@dataclass
class Writer:
    """Writes blocks at the end of a document; counts bookmarks, captions and footnotes as it goes."""

    document: Document
    profile: Profile
    labels: Labels
    draw: Draw
    bookmarks: int = 0
    captions: dict[str, int] = field(default_factory=dict)
    footnotes: list[Runs] = field(default_factory=list)
    upright: bool = True

    @cached_property
    def style_ids(self) -> dict[str, str]:
        """The ids of our styles."""
        return {name: str(self.document.styles[title].style_id) for name, title in NAMES.items()}

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Every block in order."""
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """One block."""
        match block:
            case Heading():
                self.document.add_paragraph(f"{block.number} {block.text}", style=f"Heading {block.level}")
            case Paragraph():
                self.paragraph(block)
            case Bullet():
                mark = "- " if block.level == 1 else "+ "
                para = self.add(f"bullet_{block.level}")
                para.add_run(mark)
                self.runs(para, block.runs)
            case Table():
                self.turned_table(block)
            case ChartSlot():
                self.chart(block)
            case PageBreak():
                self.document.add_page_break()  # type: ignore[no-untyped-call]

    def add(self, name: str) -> Para:
        """An empty paragraph of a style."""
        para = self.document.add_paragraph()
        para._p.style = self.style_ids[name]  # noqa: SLF001
        return para

    def paragraph(self, block: Paragraph) -> None:
        """A paragraph; one to fill in ends in dots, and two dotted lines follow."""
        para = self.add(STYLE_OF[block.style])
        self.runs(para, block.runs)
        if block.style is Style.DOTTED:
            for _ in range(2):
                self.add("dotted").add_run("\t")

    # -------------------------------------------------------------------------------- runs

    def runs(self, para: Para, runs: Runs, *, bold: bool = False) -> None:
        """Words, numbers with their bookmarks, footnote marks."""
        for run in runs:
            match run:
                case Text():
                    made = para.add_run(run.text)
                    made.bold = True if run.bold or bold else None
                    made.italic = True if run.italic else None
                case Number():
                    self.number(para, run, bold=bold)
                case Footnote():
                    self.footnotes.append(run.runs)
                    mark = para.add_run()
                    mark.style = self.document.styles["Footnote Reference"]
                    mark._r.append(xml.element("w:footnoteReference", id=len(self.footnotes)))  # noqa: SLF001

    def number(self, para: Para, number: Number, *, bold: bool = False) -> None:
        """A number, with its bookmark."""
        self.bookmarks += 1
        made = para.add_run(number.text)
        made.bold = True if bold else None
        xml.bookmark(made, number.bookmark, self.bookmarks)

    # -------------------------------------------------------------------------------- tables

    def turned_table(self, table: Table) -> None:
        """A wide table in an upright paper gets pages on their side of its own."""
        turned = table.landscape and self.upright
        if turned:
            self.section(landscape=True)
        self.table(table)
        if turned:
            self.section(landscape=False)

    def section(self, *, landscape: bool) -> Any:
        """A new section that goes on with the page numbers."""
        section: Any = self.document.add_section(WD_SECTION.NEW_PAGE)
        width, height = (Mm(side) for side in self.profile.paper_mm)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        section.different_first_page_header_footer = False
        # A new section begins as a copy of the last, with its order to number from one.
        for order in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001
            section._sectPr.remove(order)  # noqa: SLF001
        self.upright = not landscape
        return section

    def caption(self, label: str, text: str, *, keep: bool = False) -> None:
        """ "Bảng 1. …" with a SEQ field, so that Word numbers and lists them."""
        self.captions[label] = self.captions.get(label, 0) + 1
        para = self.document.add_paragraph(f"{label} ", style="Caption")
        xml.field(para, f"SEQ {label.replace(' ', '_')} \\* ARABIC", str(self.captions[label]))
        para.add_run(f". {text}")
        # A caption keeps with its table below it; under a picture only where a line follows.
        para.paragraph_format.keep_with_next = True if keep else None

    def table(self, table: Table) -> None:
        """A real table: header rows that repeat, rows that do not break, widths by the columns' shares."""
        self.caption(self.labels.table, table.caption)
        columns = table.columns
        made: Any = self.document.add_table(rows=0, cols=len(columns))
        made.style = "Table Grid"
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        _narrow(made)
        widths = self._widths(table)
        set_grid(made, widths)
        if table.groups:
            self._groups(made, table, widths)
        head = made.add_row()
        for index, column in enumerate(columns):
            self._cell(head.cells[index], "cell_head", (Text(column.title),), widths[index])
        _repeat(head)
        if table.groups:
            _join_heads(made, table)
        for row in table.rows:
            line = made.add_row()
            _whole(line)
            if row.span:
                cell = line.cells[0].merge(line.cells[-1])
                self._cell(cell, "cell", row.cells[0].runs, sum(widths), bold=True)
                continue
            for index, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
                style = (
                    CELL_OF[column.kind] if column.kind in (Kind.TEXT, Kind.CENTRED) or cell.number else "cell_right"
                )
                self._cell(line.cells[index], style, cell.runs, widths[index], bold=cell.bold)
        for note in table.notes:
            self.paragraph(note)
        if not table.notes:
            self.add("source")

    def _groups(self, made: Any, table: Table, widths: list[float]) -> None:
        top = made.add_row()
        place = 0
        for title, span in table.groups:
            cell = top.cells[place]
            if span > 1 and title:
                cell = cell.merge(top.cells[place + span - 1])
            width = sum(widths[place : place + span]) if title else widths[place]
            self._cell(cell, "cell_head", (Text(title),), width)
            place += span
        _repeat(top)

    def _widths(self, table: Table) -> list[float]:
        margins = self.profile.margins
        paper = self.profile.paper_mm[0 if self.upright else 1]
        room = paper - margins.left - margins.right
        shares = [column.share for column in table.columns]
        return [room * share / sum(shares) for share in shares]

    def _cell(self, cell: _Cell, style: str, runs: Runs, width: float, *, bold: bool = False) -> None:
        cell.width = Mm(width)
        para = cell.paragraphs[0]
        # By its id: python-docx looks through all styles for every paragraph that is given one by name.
        para._p.style = self.style_ids[style]  # noqa: SLF001
        self.runs(para, runs, bold=bold)

    # -------------------------------------------------------------------------------- charts

    def chart(self, slot: ChartSlot) -> None:
        """A chart as a picture: its finding is the caption, and what it shows and its source stand below."""
        drawn = self.draw(slot)
        para = self.add("chart")
        para.paragraph_format.keep_with_next = True
        shape = para.add_run().add_picture(io.BytesIO(drawn.png), width=Mm(slot.width_mm))
        properties = shape._inline.docPr  # noqa: SLF001
        properties.set("descr", drawn.alt)
        properties.set("title", slot.caption)
        self.caption(self.labels.chart, drawn.title, keep=True)
        self.add("source").add_run(f"{drawn.shows.rstrip('.')}. {drawn.source}")


def set_grid(table: Any, widths: list[float]) -> None:
    """The grid of a table: some readers go by it, some by the cells."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


CELL_MARGIN = 57
"""Twentieths of a point, about 1 mm: with Word's own 1,9 mm a long number breaks inside its cell."""


def _narrow(table: Any) -> None:
    margins = xml.element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(xml.element(f"w:{side}", w=CELL_MARGIN, type="dxa"))
    table._tbl.tblPr.append(margins)  # noqa: SLF001


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(xml.element("w:tblHeader", val="true"))  # noqa: SLF001
    _whole(row)


def _whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(xml.element("w:cantSplit", val="true"))  # noqa: SLF001


def _join_heads(made: Any, table: Table) -> None:
    """A column that stands under no group reaches over both header rows."""
    place = 0
    for title, span in table.groups:
        if not title:
            for index in range(place, place + span):
                _reach(made.rows[0].cells[index], made.rows[1].cells[index])
        place += span


def _reach(top: Any, below: Any) -> None:
    """Merge downwards and keep the lower cell's paragraph, which has the title and its style."""
    empty = top.paragraphs[0]
    joined = top.merge(below)
    if len(joined.paragraphs) > 1:
        empty._p.getparent().remove(empty._p)  # noqa: SLF001
    joined.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def no_border(table: Any) -> None:
    """A table that only holds places: the letterhead, the signature block."""
    borders = xml.element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(xml.element(f"w:{side}", val="nil"))
    table._tbl.tblPr.append(borders)  # noqa: SLF001
