"""A file of values as a table of texts: one row a value, every cell as it was written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl

from thuocdo.core.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = (
    "register",
    "submission",
    "version",
    "form",
    "period",
    "sender",
    "subject",
    "office",
    "element",
    "breakdown",
    "value",
    "absence",
    "kind",
    "submitted_on",
    "accepted_on",
    "returned_on",
)
"""The columns of a file of values, in their order; the docs explain each."""

FILE, ROW = "_file", "_row"


def read_table(path: Path, problems: list[Problem], encoding: str | None = None) -> pl.DataFrame | None:
    """The file as texts, with the file's name and each row's number; None where it cannot be read as a table."""
    if not path.is_file():
        problems.append(Problem("FILE-005", Place(str(path)), {"file": str(path)}))
        return None
    if path.suffix == ".parquet":
        frame = _parquet(path, problems)
    else:
        frame = _csv(_text(path, problems, encoding), path, problems)
    if frame is None or not _has_columns(frame, path, problems):
        return None
    first_row = 1 if path.suffix == ".parquet" else 2
    numbered = frame.select(COLUMNS).with_row_index(ROW, offset=first_row)
    return numbered.with_columns(pl.lit(str(path)).alias(FILE))


def _parquet(path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        problems.append(Problem("FILE-006", Place(str(path)), {"what": str(error).splitlines()[0]}))
        return None
    return frame.select(pl.all().cast(pl.String).fill_null(""))


def _text(path: Path, problems: list[Problem], encoding: str | None) -> str:
    """The file's text; bytes that are none are told at their row and column, and replaced to read on."""
    raw = path.read_bytes()
    try:
        return raw.decode(encoding or "utf-8-sig")
    except (UnicodeDecodeError, LookupError):
        problems += _undecodable(raw, path, encoding or "utf-8")
        return raw.decode("utf-8-sig", errors="replace")


def _undecodable(raw: bytes, path: Path, encoding: str) -> Iterator[Problem]:
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError as error:
            column = line[: error.start].count(b",") + 1
            yield Problem("FILE-001", Place(str(path), number, column), {"encoding": encoding})
        except LookupError:
            yield Problem("FILE-007", Place(str(path), 1, 1), {"encoding": encoding})
            return


def _csv(text: str, path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    if not text.strip():
        problems.append(Problem("FILE-006", Place(str(path)), {"what": "empty"}))
        return None
    try:
        return pl.read_csv(io.BytesIO(text.encode()), infer_schema=False).fill_null("")
    except pl.exceptions.PolarsError:
        return _ragged(text, path, problems)


def _ragged(text: str, path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    """Read row by row where rows have not all the same number of cells: those that have not are told."""
    reader = csv.reader(io.StringIO(text))
    try:
        header = next(reader)
        rows = []
        for row in reader:
            if len(row) != len(header):
                place = Place(str(path), reader.line_num, min(len(row), len(header)) or 1)
                problems.append(Problem("FILE-004", place, {"found": len(row), "wanted": len(header)}))
            rows.append((row + [""] * len(header))[: len(header)])
    except csv.Error as error:
        problems.append(Problem("FILE-006", Place(str(path), reader.line_num, 1), {"what": str(error)}))
        return None
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")


def _has_columns(frame: pl.DataFrame, path: Path, problems: list[Problem]) -> bool:
    problems += [
        Problem("FILE-002", Place(str(path), 1, index), {"column": column, "allowed": COLUMNS})
        for index, column in enumerate(frame.columns, start=1)
        if column not in COLUMNS
    ]
    missing = [column for column in COLUMNS if column not in frame.columns]
    problems += [Problem("FILE-003", Place(str(path), 1, 1), {"column": column}) for column in missing]
    return not missing
