"""The PDF, read back by other software: pdfplumber for where things stand, pypdf for what the file declares."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache

import pdfplumber
import pypdf
import pytest
from tests.conftest import ROOT
from tests.support.papers import ODD, outline

from thuocdo.reports.drawing import Drawer
from thuocdo.reports.outline import Heading
from thuocdo.reports.pdf import write_pages, write_pdf
from thuocdo.reports.profile import PROFILES, profile_of
from thuocdo.wording import catalogue

VI = catalogue("vi")
MM = 72 / 25.4


@cache
def made(profile: str = "circular_01_2011", dated: date | None = date(2017, 12, 5), number: str | None = "5") -> bytes:
    return write_pdf(outline(profile=profile, dated=dated, number=number), Drawer(VI).draw)


@cache
def book(profile: str = "circular_01_2011") -> pdfplumber.PDF:
    return pdfplumber.open(io.BytesIO(made(profile)))


@cache
def reader() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made()))


def is_grey(char: dict) -> bool:
    """Whether a letter is the watermark's."""
    return char["non_stroking_color"] == (0.9098039,)


def is_ink(item: dict) -> bool:
    """Whether it is a letter of the text that can be seen."""
    return item["object_type"] == "char" and item["text"] != " " and not is_grey(item)


def words(page, **how) -> list[dict]:
    """Lines of a page without the grey watermark behind."""
    black = page.filter(lambda item: item["object_type"] != "char" or not is_grey(item))
    return black.extract_words(keep_blank_chars=True, use_text_flow=False, extra_attrs=["fontname", "size"], **how)


def line_with(page, text: str) -> dict:
    return next(word for word in words(page) if text in word["text"])


def text_of(page) -> str:
    return "\n".join(word["text"] for word in words(page))


def numbered(page) -> str:
    """The page number: what stands in the top margin."""
    return " ".join(word["text"] for word in words(page) if word["bottom"] < 20 * MM)


# ---------------------------------------------------------------------------------------- the page


@pytest.mark.parametrize("profile", [profile.id for profile in PROFILES])
def test_nothing_stands_in_the_margins_but_the_page_number(profile: str) -> None:
    rules = profile_of(profile).margins
    for page in book(profile).pages:
        for word in page.filter(is_ink).extract_words():
            assert word["x0"] >= rules.left * MM - 0.5
            assert word["x1"] <= page.width - rules.right * MM + 0.5
            assert word["bottom"] <= page.height - rules.bottom * MM + 1
            assert word["top"] >= rules.top * MM - 1 or word["text"].isdigit()


def test_pages_are_a4_and_a_wide_table_turns_them() -> None:
    sizes = [(round(page.width / MM), round(page.height / MM)) for page in book().pages]
    assert sizes[0] == (210, 297)
    assert (297, 210) in sizes
    assert set(sizes) == {(210, 297), (297, 210)}


def test_page_numbers_stand_centred_at_the_top_from_the_second_page_and_begin_anew_in_each_annex() -> None:
    pages = book().pages
    annexes = [n for n, page in enumerate(pages) if "Phụ lục" in text_of(page)]
    assert len(annexes) == 2
    first, second = annexes
    expected = ["", *map(str, range(2, first + 1)), "", *map(str, range(2, second - first + 1)), ""]
    assert [numbered(page) for page in pages] == expected
    assert len(expected) >= 7
    for page in pages:
        for word in words(page):
            if word["bottom"] < 20 * MM:
                box = page.bbox[2] + (profile_of("circular_01_2011").margins.left - 20) * MM
                assert abs((word["x0"] + word["x1"]) - box) < 1
                assert word["size"] == 13


# ---------------------------------------------------------------------------------------- the first page


def test_the_head_of_the_first_page_is_that_of_an_administrative_document() -> None:
    page = book().pages[0]
    issuer, country = line_with(page, "SỞ THỬ NGHIỆM"), line_with(page, "CỘNG HÒA XÃ HỘI")
    superior, motto = line_with(page, "ỦY BAN NHÂN DÂN TỈNH THỬ"), line_with(page, "Độc lập - Tự do - Hạnh phúc")
    assert issuer["x1"] < country["x0"]
    assert superior["top"] < issuer["top"]
    assert country["top"] < motto["top"]
    assert abs((country["x0"] + country["x1"]) - (motto["x0"] + motto["x1"])) < 2
    assert "Bold" not in superior["fontname"]
    for line, size in ((issuer, 12), (country, 12), (motto, 13)):
        assert "Bold" in line["fontname"]
        assert line["size"] == size
    number, place = line_with(page, "Số: 05/BC-STN"), line_with(page, "Tỉnh Thử, ngày 05 tháng 12 năm 2017")
    assert abs(number["bottom"] - place["bottom"]) < 1
    assert "Italic" in place["fontname"]
    kind = line_with(page, "BÁO CÁO")
    assert abs(kind["x0"] + kind["x1"] - (page.width + (30 - 20) * MM)) < 2


def test_the_lines_below_motto_and_issuer_are_as_long_as_the_rules_say() -> None:
    page = book().pages[0]
    drawn = [(line["x0"], line["x1"], line["top"]) for line in page.lines]
    for text, least, most in (("Độc lập - Tự do", 0.97, 1.03), ("SỞ THỬ NGHIỆM", 1 / 3, 1 / 2)):
        word = line_with(page, text)
        below = [
            (x0, x1) for x0, x1, top in drawn if 0 < top - word["bottom"] < 6 and x0 < word["x1"] and x1 > word["x0"]
        ]
        assert len(below) == 1
        x0, x1 = below[0]
        assert least <= (x1 - x0) / (word["x1"] - word["x0"]) <= most
        assert abs((x0 + x1) - (word["x0"] + word["x1"])) < 2


@pytest.mark.parametrize(
    ("dated", "number", "says"),
    [
        (date(2021, 2, 3), "112", ["Số: 112/BC-STN", "ngày 03 tháng 02 năm 2021"]),
        (date(2021, 10, 13), "7", ["Số: 07/BC-STN", "ngày 13 tháng 10 năm 2021"]),
        (None, None, ["/BC-STN", "tháng"]),
    ],
)
def test_days_months_and_numbers_are_written_as_the_decree_says(dated, number, says: list[str]) -> None:
    page = pdfplumber.open(io.BytesIO(made("decree_30_2020", dated, number))).pages[0]
    assert all(part in text_of(page) for part in says)
    assert ("2021" in text_of(page)) == (dated is not None)


# ---------------------------------------------------------------------------------------- what it says


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    text = " ".join(text_of(book().pages[0]).split())
    assert ODD.replace(" %", "\u00a0%").split("; ")[0] in text.replace("\u00a0", " ")
    assert "92,3" in text


def test_every_word_can_be_copied_out_again_in_vietnamese() -> None:
    text = " ".join(page.extract_text() for page in reader().pages)
    for words_ in (
        "ỦY BAN NHÂN DÂN",
        "Hạnh phúc",
        "Đơn vị số 60",
        "Kỳ trước: 470 xã.",
        "PHÓ GIÁM ĐỐC",
        "Lưu: VT, STN.",
    ):
        assert words_ in text


def test_both_header_rows_of_a_table_are_repeated_on_every_page() -> None:
    pages = [page for page in book().pages if "Đơn vị số" in text_of(page)]
    assert len(pages) >= 4
    for page in pages:
        assert {"TT", "Tỷ lệ", "Kết quả"} <= {word["text"].strip() for word in words(page)}


def test_tables_and_charts_are_numbered_in_order_with_captions() -> None:
    text = "\n".join(text_of(page) for page in book().pages)
    assert "Bảng 1. Bảng thử dai" in text
    assert "Bảng 2. Bảng thử ngang" in text
    assert "Biểu đồ 1. Tỷ lệ xã có đèn, năm 2017: 1/2 huyện đạt" in text
    assert "Nguồn: kế hoạch thử." in text


def test_a_footnote_stands_at_the_foot() -> None:
    page = book().pages[0]
    assert line_with(page, "Kỳ trước: 470 xã.")["top"] > line_with(page, "Nhận xét")["top"]
    assert line_with(page, "Kỳ trước: 470 xã.")["size"] == pytest.approx(10)


def test_made_up_data_are_marked_across_every_page() -> None:
    for page in book().pages:
        grey = [char for char in page.chars if is_grey(char)]
        assert "".join(char["text"] for char in grey) == "SỐ LIỆU MẪU"
        assert grey[0]["top"] - grey[-1]["top"] > 30 * MM


def test_signature_and_recipients_stand_side_by_side_on_one_page() -> None:
    page = next(page for page in book().pages if "Nơi nhận" in text_of(page))
    left, right = line_with(page, "Nơi nhận"), line_with(page, "KT. GIÁM ĐỐC")
    assert left["x1"] < right["x0"]
    assert line_with(page, "(Ký tên, đóng dấu)")["top"] - right["bottom"] > 20 * MM
    assert left["size"] == 12
    assert line_with(page, "- Lưu: VT")["size"] == 11


# ---------------------------------------------------------------------------------------- what the file declares


def test_every_font_is_bundled_and_embedded() -> None:
    found = set()
    for page in reader().pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()
            found.add(str(inner["/BaseFont"]).split("+")[1].split("-")[0])
    assert found == {"Tinos", "Arimo"} or found == {"Tinos"}
    assert "Arimo" in str([char["fontname"] for page in book().pages for char in page.chars])


def test_it_declares_an_archive_and_screen_readers() -> None:
    root = reader().trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert root["/OutputIntents"][0].get_object()["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert not reader().is_encrypted
    assert "/AF" not in root


def tags(node, found: list) -> list:
    node = node.get_object()
    if isinstance(node, pypdf.generic.DictionaryObject) and "/S" in node:
        found.append(node)
    kids = node.get("/K", []) if isinstance(node, pypdf.generic.DictionaryObject) else []
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(kid.get_object(), pypdf.generic.DictionaryObject):
            tags(kid, found)
    return found


def test_headings_tables_lists_and_pictures_are_tagged_and_the_picture_has_its_text() -> None:
    found = tags(reader().trailer["/Root"]["/StructTreeRoot"], [])
    kinds = {str(node["/S"]) for node in found}
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TR", "/TD", "/L", "/LI", "/Figure", "/Caption", "/P"} <= kinds
    texts = [str(node["/Alt"]) for node in found if node["/S"] == "/Figure" and "/Alt" in node]
    assert len(texts) == 1
    assert texts[0].startswith("Tỷ lệ xã có đèn, năm 2017")


def test_the_headings_are_its_bookmarks() -> None:
    assert [item.title for item in reader().outline if not isinstance(item, list)] == [
        "I. TÌNH HÌNH",
        "Phụ lục I",
        "Phụ lục II",
    ]


def test_made_again_on_another_machine_it_is_equal_to_the_byte() -> None:
    code = (
        "import sys, hashlib; from tests.support.papers import outline; from thuocdo.reports.pdf import write_pdf;"
        "from thuocdo.reports.drawing import Drawer; from thuocdo.wording import catalogue;"
        "print(hashlib.sha256(write_pdf(outline(), Drawer(catalogue('vi')).draw)).hexdigest())"
    )
    elsewhere = {**os.environ, "TZ": "Asia/Ho_Chi_Minh", "LANG": "C", "PYTHONHASHSEED": "7", "HOME": "/nonexistent"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == hashlib.sha256(made()).hexdigest()
    assert reader().metadata.creation_date.date() == date(2017, 12, 5)


def test_a_preview_has_a_picture_of_every_page() -> None:
    pages = write_pages(outline(), Drawer(VI).draw, 30)
    assert len(pages) == len(book().pages)
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_paper_that_begins_with_a_small_heading_still_has_its_tags_in_order() -> None:
    paper = outline()
    small = replace(paper, blocks=(Heading(2, "1.", "Phần nhỏ"), Heading(3, "a)", "Phần con")), annexes=())
    read = pypdf.PdfReader(io.BytesIO(write_pdf(small, Drawer(VI).draw)))
    kinds = [str(node["/S"]) for node in tags(read.trailer["/Root"]["/StructTreeRoot"], [])]
    assert [kind for kind in kinds if kind.startswith("/H")] == ["/H1", "/H2"]
    page = pdfplumber.open(io.BytesIO(write_pdf(small, Drawer(VI).draw))).pages[0]
    assert line_with(page, "a) Phần con")["fontname"].endswith("Tinos-BoldItalic")
