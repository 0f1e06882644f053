"""The few pieces of WordprocessingML that python-docx has no words for: fields, bookmarks, borders, footnotes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run


def element(tag: str, **attributes: object) -> Any:
    """``element("w:tab", val="left")``: an element with attributes of its own namespace."""
    made = OxmlElement(tag)
    prefix = tag.split(":")[0]
    for name, value in attributes.items():
        made.set(qn(f"{prefix}:{name}"), str(value))
    return made


def field(paragraph: Paragraph, instruction: str, shown: str) -> Run:
    """A field with the text that it shows until it is updated: PAGE, SEQ."""
    run = paragraph.add_run()
    for part in ("begin", None, "separate"):
        if part is None:
            code = element("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            run._r.append(code)  # noqa: SLF001 (python-docx has no other way in)
        else:
            run._r.append(element("w:fldChar", fldCharType=part))  # noqa: SLF001
    result = paragraph.add_run(shown)
    result._r.append(element("w:fldChar", fldCharType="end"))  # noqa: SLF001
    return result


def bookmark(run: Run, name: str, number: int) -> None:
    """A bookmark around one run."""
    run._r.addprevious(element("w:bookmarkStart", id=number, name=name))  # noqa: SLF001
    run._r.addnext(element("w:bookmarkEnd", id=number))  # noqa: SLF001


def line_below(paragraph: Paragraph, width_mm: float, room_mm: float) -> None:
    """A solid line of a width, in the middle of a room: the top border of an empty paragraph, drawn in by indents."""
    indent = Mm(max((room_mm - width_mm) / 2, 0))
    paragraph.paragraph_format.left_indent = indent
    paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.first_line_indent = Mm(0)
    paragraph.paragraph_format.space_before = Pt(1)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz=6, space=1, color="000000"))
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001


TIMES_BOLD = {
    **dict.fromkeys("ijltf ,.;:()/'|", 0.3),
    **dict.fromkeys("abdghknopquvxy0123456789", 0.53),
    **dict.fromkeys("cersz-", 0.42),
    **dict.fromkeys("ACDNRUVXYBEKLTZ", 0.71),
    **dict.fromkeys("GHOQK", 0.78),
    **dict.fromkeys("FPSJ", 0.58),
    **dict.fromkeys("mwMW", 0.88),
    "I": 0.39,
    " ": 0.25,
}
"""Advance widths of Times Bold in ems, in groups: near enough for the length of a line under a text."""


def width_mm(text: str, size: float) -> float:
    """About how wide a bold text is.

    >>> round(width_mm("Độc lập - Tự do - Hạnh phúc", 13))
    56
    """

    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    ems = sum(TIMES_BOLD.get(letter, 0.55) for letter in plain if unicodedata.category(letter) != "Mn")
    return ems * size * 25.4 / 72
