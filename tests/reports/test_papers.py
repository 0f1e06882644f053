"""Papers of a small plan: what they say by verdict, what stands in which file, and how one is issued and verified."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import openpyxl
import pypdf
import pytest
from tests.support.mistakes import BASE
from tests.support.office import converted
from typer.testing import CliRunner

from thuocdo.answers.drafting import draft
from thuocdo.answers.opening import Sources, open_book
from thuocdo.answers.papers import Wish, due_of, question_of
from thuocdo.cli.main import app
from thuocdo.core.periods import Period
from thuocdo.reports.frozen import from_parquet
from thuocdo.reports.outline import ChartSlot, Paragraph, Style, Table, plain
from thuocdo.reports.wordback import read_word
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from fractions import Fraction

    from click.testing import Result

    from thuocdo.answers.drafting import Draft


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small plan of the gallery, with its values, in a folder of its own."""
    folder = tmp_path / "plan"
    shutil.copytree(BASE, folder)
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> Result:
    answer = CliRunner().invoke(app, list(words))
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def drafted(plan: Path, wish: Wish, language: str = "vi") -> Draft:
    return draft(open_book(Sources(plan, [plan / "values.csv"])), wish, catalogue(language))


def text_of(made: Draft) -> str:
    return "\n".join(plain(block.runs) for block in made.paper.all_blocks() if isinstance(block, Paragraph))


# ---------------------------------------------------------------------------------------- what is asked


def test_the_judging_day_is_the_day_on_which_the_province_owes_its_reports() -> None:
    real = Path(__file__).parents[2] / "plans/thanh_hoa_prostitution_2016_2020"
    book = open_book(Sources(real))
    for period, day in (("2017", "2017-12-19"), ("2017Q1", "2017-03-23"), ("2017S1", "2017-06-23")):
        assert due_of(book, Period.parse(period, book.plan.calendar)).isoformat() == day
    question = question_of(book, Wish("2017"))
    assert (question.on, question.known_at) == (question.plan_as_of, question.on)


def test_an_orgunit_that_is_not_there_leaves_nothing_behind(plan: Path) -> None:
    answer = run("report", ".", "--values", "values.csv", "--period", "2017", "--orgunit", "X999", "--out", "out")
    assert answer.exit_code == 1
    assert [path.name for path in plan.iterdir() if "out" in path.name] == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "wish",
    [
        Wish("2017"), Wish("2017S1"), Wish("2017Q3"), Wish("2020", "term"), Wish("2017", "sheet", "H01"),
        Wish("2017", "sheet", "X001"), Wish("2017Q2", "rounds"), Wish("2017Q2", "rounds", "H01"),
    ],
    ids=lambda wish: f"{wish.period} {wish.kind} {wish.orgunit}",
)  # fmt: skip
def test_every_kind_of_paper_is_drafted_in_both_languages(plan: Path, wish: Wish, language: str) -> None:
    made = drafted(plan, wish, language)
    files = made.files()
    assert {"report.docx", "report.xlsx", "report.pdf"} <= set(files)
    assert files["report.pdf"].startswith(b"%PDF-")
    told = text_of(made)
    assert not re.search(r"\{\w+\}|None|Fraction|Phrase", told)


# ---------------------------------------------------------------------------------------- what it says


def test_no_data_is_never_nought_per_cent(plan: Path) -> None:
    (plan / "values.csv").write_text((plan / "values.csv").read_text().split("\n")[0] + "\n")
    made = drafted(plan, Wish("2017"))
    rows = [plain(cell.runs) for table in made.paper.tables() for row in table.rows for cell in row.cells]
    assert "chưa có báo cáo" in rows
    told = [number for number in made.paper.numbers() if number.reference.part == "value"]
    assert not [number for number in told if number.exact == 0]


def test_a_part_that_nobody_wrote_is_a_dotted_line_that_says_so(plan: Path) -> None:
    blanks = [
        b for b in drafted(plan, Wish("2017")).paper.blocks if isinstance(b, Paragraph) and b.style is Style.DOTTED
    ]
    assert len(blanks) == 3
    (plan / "told.md").write_text("# Khó khăn\n\nThiếu **cán bộ**:\n\n- ở xã\n", encoding="utf-8")
    answer = run("report", ".", "--values", "values.csv", "--period", "2017", "--narrative", "told.md", "--out", "out")
    assert answer.exit_code == 0
    texts = [para.text for para in docx.Document(str(plan / "out/report.docx")).paragraphs]
    assert "Thiếu cán bộ:" in texts
    assert "- ở xã" in texts
    assert sum("người soạn thảo bổ sung" in text for text in texts) == 2


def test_restricted_figures_stand_in_their_own_annex_only(plan: Path) -> None:
    measures = plan / "measures.yaml"
    text = measures.read_text(encoding="utf-8")
    line = "over_time: last, on_merge: sum, breakdown: {options: [hotels, karaoke], total: sum}}"
    assert line in text
    measures.write_text(text.replace(line, line[:-1] + ", visibility: restricted}"), encoding="utf-8")
    made = drafted(plan, Wish("2017"))
    assert made.annex is not None
    own = {"venues_total", "venues", "fewer_venues"}
    told = {
        number.reference.source for number in made.paper.numbers() if not number.reference.part.startswith("standard")
    }
    assert told & own == set()
    assert {number.reference.source for number in made.annex.numbers()} & own
    assert "annex_restricted.docx" in made.files()
    assert drafted(BASE, Wish("2017")).annex is None


def test_a_sheet_names_no_peer(plan: Path) -> None:
    made = drafted(plan, Wish("2017", "sheet", "X001"))
    names = {unit.name for unit in made.matter.book.register.units if unit.code.startswith("X")}
    own = made.matter.orgunit.name
    rows = [plain(cell.runs) for table in made.paper.tables() for row in table.rows for cell in row.cells]
    told = " ".join([text_of(made), *rows, made.paper.front.summary])
    assert not [name for name in names - {own} if re.search(rf"{re.escape(name)}(?!\w)", told)]


@pytest.mark.parametrize("code", ["H01", "X001"])
def test_a_sheet_is_one_page(plan: Path, code: str) -> None:
    files = drafted(plan, Wish("2017", "sheet", code)).files()
    assert len(pypdf.PdfReader(io.BytesIO(files["report.pdf"])).pages) == 1


def test_text_and_table_tell_the_same_number(plan: Path) -> None:
    """Each figure that both name is one exact number in both."""
    seen: dict[tuple[str, str, str], set[Fraction]] = {}
    for number in drafted(plan, Wish("2017")).paper.numbers():
        ref = number.reference
        if ref.part in ("value", "numerator", "denominator") and number.exact is not None:
            seen.setdefault((f"{ref.part}/{ref.source}", ref.orgunit, ref.period), set()).add(number.exact)
    assert seen
    assert not {key: exact for key, exact in seen.items() if len(exact) > 1}


# ---------------------------------------------------------------------------------------- the files


def test_every_number_has_a_bookmark_of_its_own_in_the_word_file(plan: Path) -> None:
    made = drafted(plan, Wish("2017"))
    path = plan / "report.docx"
    path.write_bytes(made.files()["report.docx"])
    found = read_word(path)
    wanted = {number.bookmark: number.text for number in made.paper.numbers()}
    assert wanted
    assert found.bookmarks == wanted


def test_a_percentage_of_the_workbook_is_a_formula_over_the_counts_beside_it(plan: Path) -> None:
    made = drafted(plan, Wish("2017"))
    content = made.files()["report.xlsx"]
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    tables = [*made.paper.tables()]
    assert len(formulas.sheetnames) == len(tables) + sum(isinstance(b, ChartSlot) for b in made.paper.all_blocks())
    found = 0
    for sheet in formulas:
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet.page_setup.paperSize in (9, "9")
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    top, bottom = cell.value[1:].split("/")
                    value = cached[sheet.title][cell.coordinate].value
                    assert value == pytest.approx(sheet[top].value / sheet[bottom].value)
                    assert cell.number_format.startswith("0")
                    found += 1
    assert found


@pytest.mark.office
def test_a_workbook_recalculated_shows_what_is_printed(plan: Path) -> None:
    made = drafted(plan, Wish("2017"))
    path = plan / "report.xlsx"
    path.write_bytes(made.files()["report.xlsx"])
    again = openpyxl.load_workbook(converted(path, "xlsx"), data_only=True)
    forms = next(table for table in made.paper.tables() if isinstance(table, Table) and table.id == "forms")
    sheet = again[forms.sheet]
    place = forms.place("accepted_share")
    printed = [row.cells[place].number for row in forms.rows]
    values = [
        row[place].value for row in sheet.iter_rows() if row[0].value in {plain(r.cells[0].runs) for r in forms.rows}
    ]
    assert len(values) == len(printed)
    for number, value in zip(printed, values, strict=True):
        assert number is not None
        assert number.exact is not None
        assert value == pytest.approx(float(number.exact / 100))


# ---------------------------------------------------------------------------------------- from draft to issued


ISSUE = ("issue", ".", "--values", "values.csv", "--period", "2017", "--out", "issued")


def test_a_paper_goes_for_signature_then_gets_its_number_and_its_files_stay(plan: Path) -> None:
    assert run(*ISSUE).exit_code == 0
    folder = plan / "issued"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"question.json", "figures.parquet", "plan/plan.yaml", "register/units.csv", "report.docx"} <= names
    sealed = (folder / "seal.json").read_bytes()
    assert run(*ISSUE, "--signed-on", "2018-01-22").exit_code == 0
    assert run(*ISSUE, "--number", "7", "--signed-on", "2018-01-22").exit_code == 0
    assert (folder / "seal.json").read_bytes() == sealed
    states = [json.loads(line)["state"] for line in (folder / "signing.jsonl").read_text().splitlines()]
    assert states == ["for_signature", "signed", "numbered"]
    assert run(*ISSUE, "--number", "8", "--signed-on", "2018-01-23").exit_code == 1
    assert run("verify", "issued", "--values", "values.csv").exit_code == 0


def test_verify_needs_only_the_folder_and_the_values(plan: Path, tmp_path: Path) -> None:
    assert run(*ISSUE).exit_code == 0
    shutil.move(plan / "issued", tmp_path / "elsewhere")
    (plan / "plan.yaml").unlink()
    answer = run("verify", str(tmp_path / "elsewhere"), "--values", "values.csv")
    assert answer.exit_code == 0, answer.output


def test_verify_tells_each_figure_that_the_values_no_longer_make(plan: Path) -> None:
    assert run(*ISSUE).exit_code == 0
    values = plan / "values.csv"
    lines = values.read_text(encoding="utf-8").splitlines()
    changed = [line.replace(",4,,official", ",0,,official") for line in lines]
    assert changed != lines
    values.write_text("\n".join(changed) + "\n", encoding="utf-8")
    answer = run("verify", "issued", "--values", "values.csv", "--lang", "en")
    assert answer.exit_code == 1
    told = [line for line in answer.output.splitlines() if "printed" in line]
    assert told
    assert any("sessions" in line for line in told)


def test_the_frozen_file_holds_what_the_word_file_prints(plan: Path) -> None:
    assert run(*ISSUE).exit_code == 0
    frozen = from_parquet(plan / "issued/figures.parquet")
    printed = read_word(plan / "issued/report.docx").bookmarks
    assert {one.bookmark: one.text for one in frozen if one.paper == "report"} == printed


def edited(source: Path, target: Path, change: dict[str, str]) -> None:
    """A Word file with pieces of its text replaced, as a person would in Word."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                text = content.decode("utf-8")
                for was, now in change.items():
                    assert was in text
                    text = text.replace(was, now, 1)
                content = text.encode("utf-8")
            new.writestr(name, content)


def test_a_file_edited_by_hand_is_read_back(plan: Path) -> None:
    assert run(*ISSUE).exit_code == 0
    issued, copy = plan / "issued/report.docx", plan / "edited.docx"
    shutil.copy(issued, copy)
    assert run("verify", "issued", "--word", "edited.docx").exit_code == 0
    xml = zipfile.ZipFile(issued).read("word/document.xml").decode()
    marks = re.findall(
        r'(<w:bookmarkStart w:id="\d+" w:name="(so_\d+)"/><w:r>(?:(?!</w:r>).)*?<w:t[^>]*>([^<]*)</w:t></w:r>)', xml
    )
    (whole, first, one), (gone, second, two) = marks[0], marks[3]
    changes = {
        whole: whole.replace(f">{one}<", ">999<"),
        gone: "",
        "Đánh giá chung": "Đánh giá chung 12,5",
    }
    edited(issued, copy, changes)
    answer = run("verify", "issued", "--word", "edited.docx", "--lang", "en")
    assert answer.exit_code == 1
    lines = answer.output.splitlines()
    assert any(line.startswith(f"{first} changed: {one} to 999") for line in lines)
    assert any(line.startswith(f"{second} deleted: {two}") for line in lines)
    assert any(line.startswith("typed in: 12,5") for line in lines)
    assert sum(("changed:" in line) + ("deleted:" in line) + ("typed in:" in line) for line in lines) == 3


@pytest.mark.slow
def test_later_reports_make_a_supplement_and_an_error_a_paper_that_replaces(plan: Path) -> None:
    assert run(*ISSUE, "--number", "5", "--signed-on", "2018-01-22").exit_code == 0
    values = plan / "values.csv"
    header, *lines = values.read_text(encoding="utf-8").splitlines()
    values.write_text("\n".join([header, *(line.replace(",4,,official", ",9,,official") for line in lines)]) + "\n")
    later = ("--on", "2018-03-01")
    for option, words in (
        ("--supplements", "bổ sung Báo cáo số 5/BC-HĐ"),
        ("--replaces", "thay thế Báo cáo số 5/BC-HĐ"),
    ):
        out = option.strip("-")
        answer = run("issue", ".", "--values", "values.csv", "--period", "2017", "--out", out, option, "issued", *later)
        assert answer.exit_code == 0, answer.output
        texts = [para.text for para in docx.Document(str(plan / out / "report.docx")).paragraphs]
        assert any(words in text for text in texts), texts[:12]
        assert run("verify", out, "--values", "values.csv").exit_code == 0
