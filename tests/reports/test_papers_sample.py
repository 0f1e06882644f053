"""The sample's annual report, as `make demo` writes it: all its files, one set of numbers, nothing real in it."""

from __future__ import annotations

import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import docx
import openpyxl
import pypdf
import pytest
from tests.conftest import PLAN_112
from typer.testing import CliRunner

from thuocdo.cli.main import app
from thuocdo.planfiles.load import load_plan
from thuocdo.sample.papers import real_names

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sample

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]


@pytest.fixture(scope="module")
def folder(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 2017, issued, so that a later one can look back at it."""
    out = tmp_path_factory.mktemp("papers") / "report"
    words = ["issue", str(sample.plan), "--values", str(sample.values), "--period", "2017", "--out", str(out)]
    run(*words, "--number", "MẪU", "--signed-on", "2017-12-20")
    return out


def run(*words: str) -> None:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output


def texts(folder: Path, name: str) -> str:
    document = docx.Document(str(folder / name))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(para.text for para in document.paragraphs), *cells])


def test_it_comes_in_three_formats_and_its_restricted_annex_apart(folder: Path) -> None:
    names = {path.name for path in folder.iterdir() if path.suffix in (".docx", ".xlsx", ".pdf")}
    assert names == {f"{name}.{end}" for name in ("report", "annex_restricted") for end in ("docx", "xlsx", "pdf")}


def test_it_says_what_was_due_reached_short_and_missing(folder: Path) -> None:
    told = texts(folder, "report.docx").replace("\u00a0", " ")
    assert "Kết quả năm 2017: 420/635 (66,1 %); không đạt yêu cầu ít nhất 75 %, còn thiếu 57 xã." in told
    assert "So với năm 2016 là 386/635 (60,8 %), tăng 5,35 điểm phần trăm." in told
    assert "Tổng hợp từ 2.439/2.540 báo cáo đã duyệt; 28 chờ duyệt, 73 chưa có." in told
    assert "Để đạt ít nhất 100 % vào năm 2020, mỗi năm còn cần tăng 11,29 điểm phần trăm." in told
    assert "Kế hoạch có 14 chỉ tiêu" in told
    assert "(ước)" in told


def test_no_restricted_number_is_in_the_report(folder: Path) -> None:
    told, apart = texts(folder, "report.docx"), texts(folder, "annex_restricted.docx")
    assert "Người vi phạm bị phát hiện" in apart
    assert "Người vi phạm bị phát hiện" not in told
    assert "Tụ điểm công cộng mới" not in told


def test_no_page_of_it_holds_a_real_name_or_code(folder: Path) -> None:
    names = real_names(load_plan(PLAN_112).register)
    for name in ("report.docx", "annex_restricted.docx"):
        told = texts(folder, name)
        found = {real for real in names if re.search(rf"(?<!\w){re.escape(real)}(?!\w)", told)}
        assert not found
        assert "Bộ Lao động" not in told


def test_every_page_of_the_pdf_has_the_watermark(folder: Path) -> None:
    pages = pypdf.PdfReader(folder / "report.pdf").pages
    assert len(pages) > 5
    lacking = [number for number, page in enumerate(pages, 1) if "SỐ LIỆU MẪU" not in page.extract_text()]
    assert not lacking


def test_the_three_formats_tell_the_same_row(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "report.xlsx", data_only=True)
    row = next(row for row in book["Chỉ tiêu"].iter_rows(values_only=True) if row[0] == "S2")
    assert (row[3], row[4]) == (420, 635)
    assert row[5] == pytest.approx(420 / 635)
    pdf = subprocess.run(
        ["pdftotext", "-layout", folder / "report.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "420/635 (66,1" in pdf.stdout.replace("\u00a0", " ")


def test_it_can_be_made_again_to_the_digit(folder: Path, sample: Sample) -> None:
    run("verify", str(folder), "--values", str(sample.values))


def test_the_next_report_compares_with_what_is_known_now_and_notes_what_was_printed(
    folder: Path, sample: Sample, tmp_path: Path
) -> None:
    words = ["report", str(sample.plan), "--values", str(sample.values), "--period", "2018"]
    run(*words, "--previous", str(folder), "--out", str(tmp_path / "next"))
    with zipfile.ZipFile(tmp_path / "next" / "report.docx") as file:
        notes = re.sub(r"<[^>]+>", "", file.read("word/footnotes.xml").decode("utf-8")).replace("\u00a0", " ")
    assert "Báo cáo số MẪU/BC-MẪU ngày 20/12/2017 nêu 66,1 % cho năm 2017" in notes
    told = texts(tmp_path / "next", "report.docx").replace("\u00a0", " ")
    assert "So với năm 2017 là 420/635 (66,1 %)" not in told
    assert "So với năm 2017 là " in told
