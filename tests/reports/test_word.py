"""The Word file, opened by LibreOffice and read as PDF: margins, fonts, letterhead, page numbers, repeated headers."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import docx
import pdfplumber
import pytest
from tests.support import papers
from tests.support.office import converted

from thuocdo.reports.drawing import Drawer
from thuocdo.reports.outline import Closing
from thuocdo.reports.profile import CIRCULAR_01, DECREE_30, PROFILES, profile_on
from thuocdo.reports.word import write_word
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.reports.outline import Outline
    from thuocdo.reports.profile import Profile

MM = 72 / 25.4


def written(outline: Outline) -> bytes:
    return write_word(outline, Drawer(catalogue("vi")).draw)


@pytest.fixture(scope="module")
def outline() -> Outline:
    return papers.outline()


@pytest.fixture(scope="module")
def document(outline: Outline) -> Any:
    return docx.Document(io.BytesIO(written(outline)))


@pytest.fixture(scope="module")
def rendered(outline: Outline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pdfplumber.PDF]:
    path = tmp_path_factory.mktemp("word") / "report.docx"
    path.write_bytes(written(outline))
    with pdfplumber.open(converted(path, "pdf")) as pdf:
        yield pdf


# ---------------------------------------------------------------------------------------- by the profile of its date


@pytest.mark.parametrize(("day", "profile"), [(date(2020, 3, 4), CIRCULAR_01), (date(2020, 3, 5), DECREE_30)])
def test_the_date_of_a_paper_decides_its_profile(day: date, profile: Profile) -> None:
    assert profile_on(day) is profile


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_a_profile_keeps_inside_what_its_rules_allow(profile: Profile) -> None:
    margins = profile.margins
    given = (margins.top, margins.bottom, margins.left, margins.right)
    assert all(allowed.holds(margin) for allowed, margin in zip(profile.allowed, given, strict=True))
    sizes = {
        "motto": (12, 13), "motto_below": (13, 14), "superior": (12, 13), "issuer": (12, 13), "number": (13, 13),
        "date": (13, 14), "type_name": (13, 14), "summary": (13, 14), "bases": (13, 14), "body": (13, 14),
        "signature": (13, 14), "recipients_head": (12, 12), "recipients": (11, 11), "annex": (14, 14),
        "annex_title": (13, 14), "annex_belongs": (13, 14), "page_number": (13, 14),
    }  # fmt: skip
    wrong = {name for name, (low, high) in sizes.items() if not low <= getattr(profile, name).size <= high}
    assert not wrong


@pytest.mark.office
def test_paper_and_margins_are_the_profiles(rendered: pdfplumber.PDF) -> None:
    page = rendered.pages[1]
    assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
    body = [word for word in page.extract_words() if word["top"] > 20 * MM]
    margins = CIRCULAR_01.margins
    assert min(word["x0"] for word in body) / MM == pytest.approx(margins.left, abs=0.8)
    assert max(word["x1"] for word in body) / MM <= 210 - margins.right + 0.8
    assert min(word["top"] for word in body) / MM >= margins.top - 0.5
    assert max(word["bottom"] for word in body) / MM <= 297 - margins.bottom + 0.5


@pytest.mark.office
def test_every_letter_is_set_in_times_or_its_metric_twin(rendered: pdfplumber.PDF) -> None:
    fonts = {char["fontname"].split("+")[-1] for page in rendered.pages for char in page.chars if char["text"].strip()}
    assert fonts
    assert all(name.startswith(("LiberationSerif", "TimesNewRoman", "Tinos")) for name in fonts), fonts


@pytest.mark.office
def test_the_letterhead_stands_as_the_rules_have_it(rendered: pdfplumber.PDF) -> None:
    page = rendered.pages[0]
    words = page.extract_words(extra_attrs=["fontname", "size"])
    motto = next(line for line in page.extract_text_lines() if "CỘNG HÒA" in line["text"])
    assert "NGHĨA VIỆT NAM" in motto["text"]  # on one line
    country = next(word for word in words if word["text"] == "CỘNG")
    assert round(country["size"]) == 12
    assert "Bold" in country["fontname"]
    assert country["x0"] > 210 * MM * 0.4
    number = next(line for line in page.extract_text_lines() if "Số:" in line["text"])
    assert "Số: 05/BC-STN" in number["text"]
    assert "ngày 05 tháng 12 năm 2017" in number["text"]
    day = next(word for word in words if word["text"] == "ngày")
    assert "Italic" in day["fontname"]


@pytest.mark.office
def test_the_line_under_the_motto_is_as_long_as_the_motto(rendered: pdfplumber.PDF) -> None:
    page = rendered.pages[0]
    motto = next(line for line in page.extract_text_lines() if "Độc lập" in line["text"])
    words = [w for w in page.extract_words() if w["text"] in ("Độc", "phúc")]
    left, right = min(w["x0"] for w in words), max(w["x1"] for w in words)
    lines = [shape for shape in [*page.lines, *page.rects] if 0 <= shape["top"] - motto["bottom"] < 12]
    line = max(lines, key=lambda shape: shape["x0"])
    assert line["x1"] - line["x0"] == pytest.approx(right - left, rel=0.06)
    assert (line["x0"] + line["x1"]) / 2 == pytest.approx((left + right) / 2, abs=4)


@pytest.mark.office
def test_pages_are_numbered_at_the_top_from_the_second_on(rendered: pdfplumber.PDF) -> None:
    def head(page: Any) -> list[dict[str, Any]]:
        return [word for word in page.extract_words(extra_attrs=["size"]) if word["bottom"] < 20 * MM]

    assert not [word for word in head(rendered.pages[0]) if word["text"].isdigit()]
    number = next(word for word in head(rendered.pages[1]) if word["text"] == "2")
    assert round(number["size"]) == 13
    middle = (30 + (210 - 20)) / 2 * MM
    assert (number["x0"] + number["x1"]) / 2 == pytest.approx(middle, abs=6)


@pytest.mark.office
def test_an_annex_begins_a_page_and_its_numbers_begin_again(rendered: pdfplumber.PDF) -> None:
    texts = [page.extract_text().lstrip() for page in rendered.pages]
    annexes = [n for n, text in enumerate(texts) if text.startswith("Phụ lục")]
    assert len(annexes) == 2
    heads = [text.split("\n")[0] for text in texts[annexes[0] + 1 : annexes[1]]]
    assert heads
    assert heads == [str(number) for number in range(2, len(heads) + 2)]


# ---------------------------------------------------------------------------------------- the file itself


def test_header_rows_repeat_and_captions_are_fields(document: Any, outline: Outline) -> None:
    tables = [table for table in document.tables if table.style.name == "Table Grid"]
    assert len(tables) == len(list(outline.tables()))
    for table in tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
    fields = [node.text for node in document.element.body.iter() if node.tag.endswith("}instrText")]
    assert sum("SEQ Bảng" in field for field in fields) == len(tables)


def test_nothing_is_formatted_by_hand(document: Any) -> None:
    """Every paragraph has a style of ours or Word's own; no run has a size or a font."""
    own = [p for p in document.paragraphs if p.style.name == "Normal" and p.text.strip()]
    assert not own
    sized = [run for p in document.paragraphs for run in p.runs if run.font.size is not None or run.font.name]
    assert not sized


def test_the_watermark_is_on_the_first_page_and_on_the_others(outline: Outline) -> None:
    made = docx.Document(io.BytesIO(written(replace(outline, watermark="SỐ LIỆU MẪU"))))
    section = made.sections[0]
    for header in (section.header, section.first_page_header):
        assert 'string="SỐ LIỆU MẪU"' in header._element.xml
    clean = docx.Document(io.BytesIO(written(replace(outline, watermark=""))))
    assert "textpath" not in clean.sections[0].header._element.xml


def test_a_paper_without_number_and_date_leaves_room_for_them(outline: Outline) -> None:
    blank = replace(outline, front=papers.front(dated=None, number=None))
    made = docx.Document(io.BytesIO(written(blank)))
    cells = [cell.text for row in made.tables[0].rows for cell in row.cells]
    assert any(text.startswith("Số:   ") and text.endswith("/BC-STN") for text in cells)
    assert any(
        "ngày" in text and "tháng" in text and "năm" in text and not any(map(str.isdigit, text)) for text in cells
    )


def test_the_signature_block_names_no_person(outline: Outline) -> None:
    closing = Closing(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "(Ký tên)", ("Như trên;", "Lưu: VT."))
    made = docx.Document(io.BytesIO(written(replace(outline, closing=closing))))
    block = made.tables[-1] if not outline.annexes else next(t for t in made.tables if "Nơi nhận" in t.cell(0, 0).text)
    assert block.cell(0, 1).text.split("\n") == [*closing.authority, closing.name]
    assert block.cell(0, 0).text.split("\n") == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
