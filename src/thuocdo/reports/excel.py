"""An outline's tables as a workbook: one sheet a table, typed cells, each percentage a formula over its two counts.

What is words in the paper is words here: a named absence is never a 0 and never an empty cell.
"""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from thuocdo.reports.outline import Kind, Number, Text, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter import Workbook

    from thuocdo.reports.outline import Cell, Column, Outline, Row, Table

A4 = 9
UPRIGHT, TURNED = 88, 128
"""The width of all columns together, in characters: what A4 holds upright and on its side."""
LINE, TALLEST = 15, 400
"""The height of one line of text in points, and the tallest row that Excel takes."""
ALIGN = {Kind.TEXT: "left", Kind.CENTRED: "center", Kind.COUNT: "right", Kind.PERCENT: "right"}


def write_excel(outline: Outline, more: Iterable[Table] = ()) -> bytes:
    """The workbook of an outline.

    :param more: tables that the paper shows as something else, such as the data of its charts
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    front = outline.front
    day = front.dated
    made = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)
    about = {"title": outline.description, "author": ", ".join(front.issuer), "created": made.replace(tzinfo=None)}
    book.set_properties(about)
    book.set_calc_mode("auto")
    taken: set[str] = set()
    for table in (*outline.tables(), *more):
        _Sheet(book, outline, table, _name(table, taken)).write()
    book.close()
    return out.getvalue()


def _name(table: Table, taken: set[str]) -> str:
    """A sheet's name, once only and no longer than Excel takes."""
    name, number = table.sheet[:31], 1
    while name.lower() in taken:
        number += 1
        name = f"{table.sheet[:27]} {number}"
    taken.add(name.lower())
    return name


class _Sheet:
    """One table on its sheet."""

    def __init__(self, book: Workbook, outline: Outline, table: Table, name: str) -> None:
        self.book = book
        self.outline = outline
        self.table = table
        self.sheet: Any = book.add_worksheet(name)
        self.formats: dict[tuple[str, str, bool], Any] = {}
        self.top = 3 if outline.watermark else 2
        self.first = self.top + (2 if table.groups else 1)
        self.turned = table.landscape or len(table.columns) > 6
        room, shares = TURNED if self.turned else UPRIGHT, sum(column.share for column in table.columns)
        self.widths = [max(7.0, room * column.share / shares) for column in table.columns]

    def write(self) -> None:
        """Title, header, rows, notes, and how it prints."""
        title = self.book.add_format({"bold": True, "font_name": "Times New Roman", "font_size": 13})
        small = self.book.add_format({"italic": True, "font_name": "Times New Roman", "font_size": 10})
        self.sheet.write_string(0, 0, self.table.caption, title)
        self.sheet.write_string(1, 0, self.outline.description, small)
        if self.outline.watermark:
            self.sheet.write_string(2, 0, self.outline.watermark, title)
        self._head()
        for index, row in enumerate(self.table.rows):
            self._row(self.first + index, row)
        for index, note in enumerate(self.table.notes):
            self.sheet.write_string(self.first + len(self.table.rows) + index, 0, plain(note.runs), small)
        self._print()

    def _head(self) -> None:
        self.sheet.set_row(self.first - 1, self._height([column.title for column in self.table.columns]))
        head = self.book.add_format(
            {
                "bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter",
                "font_name": "Times New Roman", "font_size": 11, "bg_color": "#E7E6E6",
            }
        )  # fmt: skip
        place = 0
        for title, span in self.table.groups:
            if title and span > 1:
                self.sheet.merge_range(self.top, place, self.top, place + span - 1, title, head)
            else:
                for below in range(place, place + span):
                    self.sheet.write_blank(self.top, below, None, head)
            place += span
        for index, column in enumerate(self.table.columns):
            self.sheet.write_string(self.first - 1, index, column.title, head)
            self.sheet.set_column(index, index, self.widths[index])

    def _row(self, line: int, row: Row) -> None:
        texts = [plain(cell.runs) for cell in row.cells]
        self.sheet.set_row(line, self._height(texts))
        for index, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=False)):
            self._cell(line, index, column, cell, row)

    def _height(self, texts: list[str]) -> float:
        """Room for the longest cell of a row: not every program fits heights by itself."""
        lines = [math.ceil(len(text) * 1.1 / width) for text, width in zip(texts, self.widths, strict=False)]
        return min(LINE * max(1, *lines), TALLEST)

    def _cell(self, line: int, index: int, column: Column, cell: Cell, row: Row) -> None:
        number = _alone(cell)
        if number is None or number.exact is None:
            self.sheet.write_string(line, index, plain(cell.runs), self._format(column, "@", cell))
            return
        if number.text.endswith("%"):
            shown = self._format(column, _percent_format(number.text), cell)
            value = float(number.exact / 100)
            formula = self._formula(line, column, row)
            if formula is not None:
                self.sheet.write_formula(line, index, formula, shown, value)
            else:
                self.sheet.write_number(line, index, value, shown)
            return
        shown = self._format(column, "#,##0" if number.exact.denominator == 1 else "#,##0.00", cell)
        self.sheet.write_number(line, index, float(number.exact), shown)

    def _formula(self, line: int, column: Column, row: Row) -> str | None:
        """Numerator over denominator, where both stand in their cells as numbers."""
        if column.over is None:
            return None
        places = [self.table.place(key) for key in column.over]
        if any(_alone(row.cells[place]) is None for place in places):
            return None
        top, bottom = (xl_rowcol_to_cell(line, place) for place in places)
        return f"={top}/{bottom}"

    def _format(self, column: Column, pattern: str, cell: Cell) -> Any:
        number = _alone(cell)
        uoc = number is not None and number.approximate and pattern != "@"
        if uoc:
            pattern += '" (ước)"'
        key = (column.kind.value, pattern, cell.bold)
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {
                    "border": 1, "text_wrap": True, "valign": "top", "align": ALIGN[column.kind], "bold": cell.bold,
                    "num_format": pattern, "font_name": "Times New Roman", "font_size": 11,
                }
            )  # fmt: skip
        return self.formats[key]

    def _print(self) -> None:
        """A4, one page wide, header rows on every page, page numbers below."""
        sheet = self.sheet
        sheet.set_paper(A4)
        if self.table.landscape or len(self.table.columns) > 6:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(self.top, self.first - 1)
        sheet.freeze_panes(self.first, 2 if len(self.table.columns) > 4 else 1)
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.set_footer("&C&P/&N")


def _alone(cell: Cell) -> Number | None:
    """The number of a cell that holds nothing else that counts: a unit or an ước's sign may stand beside it."""
    numbers = [run for run in cell.runs if isinstance(run, Number)]
    if len(numbers) != 1 or not numbers[0].text[:1].lstrip("-").isdigit():
        return None
    others = [run.text.strip() for run in cell.runs if isinstance(run, Text)]
    return numbers[0] if all(other in ("", "(ước)") for other in others) else None


def _percent_format(text: str) -> str:
    """As many decimals as are printed: 66,1 % is 0.0%.

    >>> _percent_format("66,1\u00a0%"), _percent_format("75%"), _percent_format("74.96%")
    ('0.0%', '0%', '0.00%')
    """
    digits = text.rstrip("%").strip().replace("\u00a0", "")
    separator = max(digits.rfind(","), digits.rfind("."))
    decimals = len(digits) - separator - 1 if separator >= 0 else 0
    return f"0.{'0' * decimals}%" if decimals else "0%"
