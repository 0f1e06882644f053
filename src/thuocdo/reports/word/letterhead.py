"""What stands above and below the text of an administrative document: letterhead, title, signature, recipients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.shared import Mm

from thuocdo.reports.word import xml
from thuocdo.reports.word.blocks import no_border, set_grid
from thuocdo.reports.word.styles import NAMES

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.reports.outline import Closing, Outline
    from thuocdo.reports.word.blocks import Writer

LEFT_SHARE = 0.42
"""The issuer's part of the width; the national motto needs the rest on one line."""


def write_front(writer: Writer, outline: Outline) -> None:
    """The letterhead in two columns; type and summary; whom it goes to; the legal bases."""
    front, profile = outline.front, writer.profile
    room = profile.paper_mm[0] - profile.margins.left - profile.margins.right
    left, right = room * LEFT_SHARE, room * (1 - LEFT_SHARE)
    table: Any = writer.document.add_table(rows=2, cols=2)
    table.autofit = False
    no_border(table)
    _columns(table, left, right)
    cells = table.rows[0].cells
    body = _lines(writer, cells[0], [("superior", line) for line in front.superior])
    body = _lines(writer, cells[0], [("issuer", line) for line in front.issuer], go_on=body)
    longest = max((xml.width_mm(line, profile.issuer.size) for line in front.issuer), default=40)
    _line(writer, cells[0], min(longest, left) * profile.issuer_line, left)
    country, motto = outline.labels.motto
    _lines(writer, cells[1], [("motto", country), ("motto_below", motto)])
    _line(writer, cells[1], xml.width_mm(motto, profile.motto_below.size) * profile.motto_line, right)
    _lines(writer, table.rows[1].cells[0], [("number", number_line(outline))])
    _lines(writer, table.rows[1].cells[1], [("date", date_line(outline))])
    writer.add("type").add_run(front.type_name)
    writer.add("summary").add_run(front.summary)
    width = xml.width_mm(front.summary, profile.summary.size)
    xml.line_below(writer.add("line"), min(width, room) * profile.summary_line, room)
    _address(writer, outline)
    for base in outline.bases:
        writer.add("bases").add_run(base)


def _columns(table: Any, left: float, right: float) -> None:
    set_grid(table, [left, right])
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(left), Mm(right)


def number_line(outline: Outline) -> str:
    """ "Số: 05/BC-SLĐTBXH"; a number below ten has a leading nought, a place is left where there is none yet."""
    number = outline.front.number
    shown = "        " if number is None else number.zfill(2) if number.isdecimal() else number
    return f"{outline.labels.number}: {shown}/{outline.front.symbol}"


def date_line(outline: Outline) -> str:
    """ "Thanh Hóa, ngày 05 tháng 02 năm 2018": nought before a day below ten, and before January and February."""
    day: date | None = outline.front.dated
    if day is None:
        parts = {"day": "     ", "month": "     ", "year": "      "}
    else:
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        parts = {"day": f"{day.day:02d}", "month": month, "year": str(day.year)}
    return outline.labels.date.format(place=outline.front.place, **parts)


def _lines(writer: Writer, cell: Any, lines: list[tuple[str, str]], *, go_on: bool = False) -> bool:
    """Lines into a cell, the first into the paragraph that every cell begins with."""
    for style, text in lines:
        para = cell.add_paragraph() if go_on else cell.paragraphs[0]
        para.style = writer.document.styles[NAMES[style]]
        para.add_run(text)
        go_on = True
    return go_on


def _line(writer: Writer, cell: Any, width: float, room: float) -> None:
    para = cell.add_paragraph()
    para.style = writer.document.styles[NAMES["line"]]
    xml.line_below(para, width, room - 3.8)  # a cell has 1.9 mm of its own on either side


def _address(writer: Writer, outline: Outline) -> None:
    whom, label = outline.front.address, outline.labels.address
    if len(whom) == 1:
        writer.add("address").add_run(f"{label}: {whom[0]}")
        return
    for index, one in enumerate(whom):
        end = "." if index == len(whom) - 1 else ";"
        start = f"{label}:\n" if index == 0 else ""
        writer.add("address").add_run(f"{start}- {one}{end}")


def write_closing(writer: Writer, closing: Closing, outline: Outline) -> None:
    """Recipients to the left, authority and the place for the signature to the right.

    The signature never stands alone on a page: the last paragraph goes along with it.
    """
    if writer.document.paragraphs:
        writer.document.paragraphs[-1].paragraph_format.keep_with_next = True
    table: Any = writer.document.add_table(rows=1, cols=2)
    table.autofit = False
    no_border(table)
    profile = writer.profile
    room = profile.paper_mm[0] - profile.margins.left - profile.margins.right
    cells = table.rows[0].cells
    _columns(table, room / 2, room / 2)
    table.rows[0]._tr.get_or_add_trPr().append(xml.element("w:cantSplit", val="true"))  # noqa: SLF001
    lines = [("recipients_head", f"{outline.labels.recipients}:")]
    lines += [("recipients", f"- {one}") for one in closing.recipients]
    _lines(writer, cells[0], lines)
    go_on = _lines(writer, cells[1], [("authority", line) for line in closing.authority])
    _lines(writer, cells[1], [("signer", closing.name)], go_on=go_on)
