"""The whole document: sections and page numbers, letterhead, blocks, annexes, footnotes, watermark."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm

from thuocdo.reports.outline import Footnote, Number
from thuocdo.reports.profile import profile_of
from thuocdo.reports.word import xml
from thuocdo.reports.word.blocks import Writer
from thuocdo.reports.word.letterhead import write_closing, write_front
from thuocdo.reports.word.styles import add_styles
from thuocdo.reports.word.watermark import add_watermark

if TYPE_CHECKING:
    from docx.document import Document

    from thuocdo.reports.outline import Annex, Outline, Text
    from thuocdo.reports.profile import Profile
    from thuocdo.reports.word.blocks import Draw

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def write_word(outline: Outline, draw: Draw) -> bytes:
    """An outline as a Word file.

    :param draw: draws a chart; called for each place of one
    """
    document = docx.Document()
    profile = profile_of(outline.profile)
    _empty(document)
    add_styles(document, profile)
    _page(document.sections[0], profile)
    writer = Writer(document, profile, outline.labels, draw)
    write_front(writer, outline)
    writer.blocks(outline.blocks)
    if outline.closing is not None:
        write_closing(writer, outline.closing, outline)
    for annex in outline.annexes:
        _annex(writer, annex, outline)
    _headers(document, profile, outline)
    _footnotes(document, writer)
    _properties(document, outline)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _empty(document: Document) -> None:
    """python-docx starts from a template with one section; its body is ours to fill."""
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("sectPr"):
            body.remove(child)


def _page(section: Any, profile: Profile, *, landscape: bool = False) -> None:
    """Paper and margins. On its side the sheet is only turned: its binding edge becomes the top."""
    width, height = (Mm(side) for side in profile.paper_mm)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    margins = profile.margins
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = not profile.page_number_on_first


def _annex(writer: Writer, annex: Annex, outline: Outline) -> None:
    """An annex begins a section, and its pages are numbered from one."""
    section: Any = writer.document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, writer.profile, landscape=annex.landscape)
    for order in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 (copied from the section before)
        section._sectPr.remove(order)  # noqa: SLF001
    section._sectPr.append(xml.element("w:pgNumType", start=1))  # noqa: SLF001
    writer.upright = not annex.landscape
    writer.add("annex").add_run(f"{outline.labels.annex} {annex.number}".strip())
    writer.add("annex_title").add_run(annex.title)
    writer.add("annex_belongs").add_run(annex.belongs_to)
    writer.blocks(annex.blocks)


def _headers(document: Document, profile: Profile, outline: Outline) -> None:
    """Page numbers in the middle of the top margin from page 2 on; a watermark on every page."""
    for index, section in enumerate(document.sections):
        section.header.is_linked_to_previous = index > 0
        section.first_page_header.is_linked_to_previous = index > 0
        if index:
            continue
        para = section.header.paragraphs[0]
        para.style = document.styles["Header"]
        xml.field(para, "PAGE", "2")
        first = section.first_page_header.paragraphs[0]
        first.style = document.styles["Header"]
        if profile.page_number_on_first:
            xml.field(first, "PAGE", "1")
        if outline.watermark:
            add_watermark(para, outline.watermark, 1)
            add_watermark(first, outline.watermark, 2)


def _footnotes(document: Document, writer: Writer) -> None:
    """The part that holds the footnotes; numbers in them have bookmarks too."""
    notes = [
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    ]
    for number, runs in enumerate(writer.footnotes, 1):
        mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        style = '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        pieces = "".join(_piece(writer, run) for run in runs if not isinstance(run, Footnote))
        notes.append(f'<w:footnote w:id="{number}"><w:p>{style}{mark}{space}{pieces}</w:p></w:footnote>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    blob = f"{head}<w:footnotes {NAMESPACE}>{''.join(notes)}</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, blob.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _piece(writer: Writer, run: Text | Number) -> str:
    text = f'<w:r><w:t xml:space="preserve">{_escaped(run.text)}</w:t></w:r>'
    if not isinstance(run, Number):
        return text
    writer.bookmarks += 1
    start = f'<w:bookmarkStart w:id="{writer.bookmarks}" w:name="{run.bookmark}"/>'
    return f'{start}{text}<w:bookmarkEnd w:id="{writer.bookmarks}"/>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _properties(document: Document, outline: Outline) -> None:
    """The document's own title and language; no name of a person, and no clock."""
    about = document.core_properties
    about.title = outline.description
    about.language = "vi-VN" if outline.language == "vi" else "en-GB"
    about.author = ", ".join(outline.front.issuer)
    about.last_modified_by = ""
    about.comments = ""
    about.keywords = " ".join(f"{key}={value}" for key, value in outline.properties.items())
    day = outline.front.dated
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)
    about.created = about.modified = moment.replace(tzinfo=None)
