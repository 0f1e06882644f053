"""Files of values as programs save them: each is read the same, or refused where it cannot be read exactly."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.support.mistakes import BASE
from thuocdo.core.errors import Refused
from thuocdo.planfiles.load import load_plan
from thuocdo.valuefiles.read import read_values

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (BASE / "values.csv").read_text(encoding="utf-8")
ROWS = 11


def facts(file: Path, encoding: str | None = None) -> dict[str, str]:
    """Every fact of a file, by its cell, as texts."""
    folder = load_plan(BASE)
    read = read_values([file], folder.plan, folder.register, encoding=encoding)
    return {str(cell): str(read.at(cell)) for cell in read.cells()}


def refused(file: Path, encoding: str | None = None) -> list[tuple[str, int, int]]:
    """What is told of a file: code, row and column."""
    folder = load_plan(BASE)
    with pytest.raises(Refused) as refusal:
        read_values([file], folder.plan, folder.register, encoding=encoding)
    return [(p.code, p.place.line, p.place.column) for p in refusal.value.problems]


def saved(tmp_path: Path, raw: bytes) -> Path:
    file = tmp_path / "values.csv"
    file.write_bytes(raw)
    return file


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.replace("\n", "\r\n").encode(), None),
        (TEXT.replace("\n", "\r\n").encode("utf-8-sig"), None),
        (TEXT.rstrip("\n").encode(), None),
        (TEXT.replace("\n", "\n\n").encode(), None),
        (TEXT.replace("thu,", '"thu",').encode(), None),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
    ids=["byte-order mark", "CRLF", "both", "no last line end", "blank lines", "quotes", "UTF-16, said"],
)
def test_a_file_as_programs_save_it_is_read_the_same(raw: bytes, encoding: str | None, tmp_path: Path) -> None:
    assert facts(saved(tmp_path, raw), encoding) == facts(BASE / "values.csv")


def test_latin_1_is_told_row_by_row_and_read_when_said(tmp_path: Path) -> None:
    """Two of the eleven rows hold Vietnamese; here their letters are those that Latin-1 has."""
    text = TEXT.replace("UBND huyện", "Üy ban").replace("Mọi việc đều xong", "Tôt ca")
    file = saved(tmp_path, text.encode("latin-1"))
    assert refused(file) == [("FILE-001", 10, 11), ("FILE-001", 11, 11)]
    assert len(facts(file, "latin-1")) == len(facts(BASE / "values.csv"))


def test_rows_keep_their_numbers_after_quotes_and_blank_lines(tmp_path: Path) -> None:
    """The header, two blank lines, a cell over two lines on lines 4 and 5; then the fourth row, spoilt, is line 8."""
    header, *rows = TEXT.splitlines()
    rows[0] = rows[0].replace("m1", '"m\n1"')
    rows[3] = rows[3].replace("not_reported", "not_reportd")
    file = saved(tmp_path, "\n".join([header, "", "", *rows]).encode())
    assert refused(file) == [("VALUE-020", 8, 12)]


def test_a_decimal_comma_in_every_row_is_told_in_every_row_and_no_more(tmp_path: Path) -> None:
    header, *rows = TEXT.splitlines()
    file = saved(tmp_path, "\n".join([header, *(f"{row},5" for row in rows)]).encode())
    assert refused(file) == [("FILE-004", row, 16) for row in range(2, ROWS + 2)]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (bytes(range(256)), "FILE-006"),
        (TEXT.encode("utf-16"), "FILE-009"),
        (TEXT.encode("utf-16-be"), "FILE-006"),
        (b"", "FILE-006"),
        (b"\xef\xbb\xbf\r\n", "FILE-006"),
        (TEXT.replace(",", ";").encode(), "FILE-010"),
        (TEXT.replace(",", "\t").encode(), "FILE-010"),
        (b'"' + b"x" * 200_000, "FILE-006"),
    ],
    ids=["binary", "UTF-16", "UTF-16 without a mark", "empty", "only a mark", "semicolons", "tabs", "one huge cell"],
)
def test_what_is_no_such_table_is_told_once(raw: bytes, code: str, tmp_path: Path) -> None:
    assert refused(saved(tmp_path, raw)) == [(code, 1, 1)]


# ---------------------------------------------------------------------------------------- Parquet


def table() -> pl.DataFrame:
    return pl.read_csv(BASE / "values.csv", infer_schema=False).fill_null("")


def parquet(frame: pl.DataFrame, tmp_path: Path) -> Path:
    file = tmp_path / "values.parquet"
    frame.write_parquet(file)
    return file


def test_parquet_reads_the_same_with_whole_numbers_days_and_categories(tmp_path: Path) -> None:
    typed = table().with_columns(
        pl.col("version").cast(pl.Int64),
        pl.col("period").cast(pl.Int32),
        pl.col("submitted_on").str.to_date(),
        pl.col("accepted_on").replace("", None).str.to_date(),
        pl.col("element").cast(pl.Categorical),
    )
    assert facts(parquet(typed, tmp_path)) == facts(BASE / "values.csv")


@pytest.mark.parametrize(
    "inexact",
    [
        pl.col("value").cast(pl.Float64, strict=False),
        pl.col("value").cast(pl.Float32, strict=False),
        pl.col("value").str.split("|"),
        pl.struct("value", "absence").alias("value"),
        pl.col("value").cast(pl.Binary),
        pl.lit(True).alias("value"),
        pl.col("submitted_on").str.to_datetime().alias("value"),
    ],
    ids=["float", "short float", "list", "structure", "bytes", "true", "moment"],
)
def test_parquet_columns_that_hold_no_exact_text_are_refused(inexact: pl.Expr, tmp_path: Path) -> None:
    assert refused(parquet(table().with_columns(inexact), tmp_path)) == [("FILE-011", 1, 11)]


def test_parquet_lacks_a_column_and_has_one_of_a_wrong_type(tmp_path: Path) -> None:
    frame = table().drop("kind").with_columns(pl.col("version").cast(pl.Float64))
    assert refused(parquet(frame, tmp_path)) == [("FILE-003", 1, 1), ("FILE-011", 1, 3)]


def test_several_files_are_told_together(tmp_path: Path) -> None:
    shutil.copy(BASE / "values.csv", tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text("", encoding="utf-8")
    folder = load_plan(BASE)
    with pytest.raises(Refused) as refusal:
        read_values([tmp_path / "b.csv", tmp_path / "c.csv", tmp_path / "a.csv"], folder.plan, folder.register)
    assert [p.code for p in refusal.value.problems] == ["FILE-006", "FILE-005"]
