"""The styles of a paper, from its profile. Every line has one of these; nothing is formatted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from thuocdo.reports.word.xml import element

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

    from thuocdo.reports.profile import Face, Profile

LEFT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
RIGHT, BOTH = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY

NAMES = {
    "motto": "TD Quốc hiệu",
    "motto_below": "TD Tiêu ngữ",
    "superior": "TD Cơ quan chủ quản",
    "issuer": "TD Cơ quan ban hành",
    "number": "TD Số ký hiệu",
    "date": "TD Địa danh ngày tháng",
    "line": "TD Dòng kẻ",
    "type": "TD Tên loại",
    "summary": "TD Trích yếu",
    "address": "TD Kính gửi",
    "bases": "TD Căn cứ",
    "body": "TD Nội dung",
    "bullet_1": "TD Gạch đầu dòng",
    "bullet_2": "TD Gạch đầu dòng 2",
    "dotted": "TD Chờ bổ sung",
    "note": "TD Ghi chú",
    "source": "TD Nguồn",
    "authority": "TD Quyền hạn chức vụ",
    "signer": "TD Người ký",
    "recipients_head": "TD Nơi nhận",
    "recipients": "TD Danh sách nơi nhận",
    "annex": "TD Phụ lục",
    "annex_title": "TD Tên phụ lục",
    "annex_belongs": "TD Phụ lục kèm theo",
    "cell": "TD Ô bảng",
    "cell_centre": "TD Ô bảng giữa",
    "cell_right": "TD Ô bảng số",
    "cell_head": "TD Đầu bảng",
    "chart": "TD Biểu đồ",
}
"""Our styles by what they are for; headings, captions, headers and footnotes are Word's own."""


def add_styles(document: Document, profile: Profile) -> None:
    """Set Word's own styles to the profile and add ours."""
    _normal(document, profile)
    _add(document, "motto", profile.motto, CENTRE)
    _add(document, "motto_below", profile.motto_below, CENTRE)
    _add(document, "superior", profile.superior, CENTRE)
    _add(document, "issuer", profile.issuer, CENTRE)
    _add(document, "number", profile.number, CENTRE, before=6)
    _add(document, "date", profile.date, CENTRE, before=6)
    _add(document, "line", profile.recipients, CENTRE)
    _add(document, "type", profile.type_name, CENTRE, before=12)
    _add(document, "summary", profile.summary, CENTRE)
    _add(document, "address", profile.address, CENTRE, before=6, after=6)
    _add(document, "bases", profile.bases, BOTH, after=profile.between_paragraphs, first=profile.first_line_mm)
    _body(document, profile)
    _add(document, "authority", profile.signature, CENTRE)
    _add(document, "signer", profile.signer, CENTRE, before=48)
    _add(document, "recipients_head", profile.recipients_head, LEFT)
    _add(document, "recipients", profile.recipients, LEFT)
    _add(document, "annex", profile.annex, CENTRE)
    _add(document, "annex_title", profile.annex_title, CENTRE)
    _add(document, "annex_belongs", profile.annex_belongs, CENTRE, after=6)
    _add(document, "cell", profile.table, LEFT, spacing=1.0)
    _add(document, "cell_centre", profile.table, CENTRE, spacing=1.0)
    _add(document, "cell_right", profile.table, RIGHT, spacing=1.0)
    _add(document, "cell_head", profile.table_head, CENTRE, spacing=1.0)
    _add(document, "chart", profile.note, CENTRE, before=6)
    _headings(document, profile)
    _own(document, "Caption", profile.caption, CENTRE, before=8, after=4, keep=True)
    _own(document, "Header", profile.page_number, CENTRE)
    _footnotes(document, profile)


def _normal(document: Document, profile: Profile) -> None:
    style: Any = document.styles["Normal"]
    _face(style, profile.body, profile.font)
    language = element("w:lang", val="vi-VN", eastAsia="vi-VN")
    style.element.get_or_add_rPr().append(language)


def _body(document: Document, profile: Profile) -> None:
    after, first = profile.between_paragraphs, profile.first_line_mm
    _add(document, "body", profile.body, BOTH, after=after, first=first, spacing=profile.line_spacing)
    for name, left in (("bullet_1", first), ("bullet_2", first + 8)):
        style = _add(document, name, profile.body, BOTH, after=after, spacing=profile.line_spacing)
        style.paragraph_format.left_indent = Mm(left + 5)
        style.paragraph_format.first_line_indent = Mm(-5)
    dotted = _add(document, "dotted", profile.body, LEFT, after=after, first=first, spacing=1.5)
    dotted.paragraph_format.tab_stops.add_tab_stop(Mm(160), leader=WD_TAB_LEADER.DOTS)
    _add(document, "note", profile.note, BOTH, before=2, after=after)
    _add(document, "source", profile.note, LEFT, before=2, after=after)


def _headings(document: Document, profile: Profile) -> None:
    faces = (profile.heading_1, profile.heading_2, profile.heading_3)
    for level, face in enumerate(faces, 1):
        style = _own(document, f"Heading {level}", face, BOTH, before=6, after=6, keep=True)
        style.paragraph_format.first_line_indent = Mm(profile.first_line_mm)


def _footnotes(document: Document, profile: Profile) -> None:
    text = document.styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    _face(text, profile.footnote, profile.font)
    mark = document.styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True


def _add(
    document: Document,
    name: str,
    face: Face,
    alignment: WD_ALIGN_PARAGRAPH,
    *,
    before: float = 0,
    after: float = 0,
    first: float = 0,
    spacing: float = 1.0,
) -> ParagraphStyle:
    style: ParagraphStyle = document.styles.add_style(NAMES[name], WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return _shape(document, style, face, alignment, before=before, after=after, first=first, spacing=spacing)


def _own(
    document: Document,
    name: str,
    face: Face,
    alignment: WD_ALIGN_PARAGRAPH,
    *,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> ParagraphStyle:
    style: ParagraphStyle = document.styles[name]
    made = _shape(document, style, face, alignment, before=before, after=after)
    made.paragraph_format.keep_with_next = keep
    return made


def _shape(
    document: Document,
    style: ParagraphStyle,
    face: Face,
    alignment: WD_ALIGN_PARAGRAPH,
    *,
    before: float = 0,
    after: float = 0,
    first: float = 0,
    spacing: float = 1.0,
) -> ParagraphStyle:
    normal: Any = document.styles["Normal"]
    _face(style, face, normal.font.name)
    shape = style.paragraph_format
    shape.alignment = alignment
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.first_line_indent = Mm(first) if first else None
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if spacing != 1.0:
        shape.line_spacing = spacing
    shape.widow_control = True
    return style


def _face(style: Any, face: Face, font: str) -> None:
    """A font in every script: Word keeps one for each, and theme fonts would win over the name."""
    style.font.name = font
    style.font.size = Pt(face.size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.bold, style.font.italic, style.font.all_caps = face.bold, face.italic, face.capitals
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith(("Theme", "theme")):
            del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)
