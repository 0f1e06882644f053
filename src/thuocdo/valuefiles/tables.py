"""A file of values as a table of texts: one row a value, every cell as it was written."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import polars as pl

from thuocdo.core.errors import Place, Problem
from thuocdo.core.nearest import near
from thuocdo.core.tables import not_a_header, other_separator, short
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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


EXACT = (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Null)
"""Types of Parquet columns that read as one text, beside whole numbers and decimals; a float has none."""

_WIDE = re.compile(rb"\xff\xfe|\xfe\xff")


def read_table(path: Path, problems: list[Problem], encoding: str | None = None) -> pl.DataFrame | None:
    """The file as texts, with the file's name and each row's number; None where it cannot be read as a table."""
    if path.suffix == ".parquet":
        frame = _parquet(path, problems)
    else:
        text = _text(path, problems, encoding)
        frame = None if text is None else _csv(text, path, problems)
    if frame is None:
        return None
    return frame.select(*COLUMNS, ROW).with_columns(pl.lit(str(path)).alias(FILE)).select(ROW, *COLUMNS, FILE)


def _bytes(path: Path, problems: list[Problem]) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        problems.append(Problem("FILE-005", Place.whole(path), {"file": str(path)}))
    except OSError as error:
        known = {"IsADirectoryError": "folder", "PermissionError": "permission"}
        why = Phrase(f"unreadable.{known.get(type(error).__name__, 'other')}", {"what": error.strerror or ""})
        problems.append(Problem("FILE-008", Place.whole(path), {"file": str(path), "why": why}))
    return None


# ---------------------------------------------------------------------------------------- Parquet


def _parquet(path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    raw = _bytes(path, problems)
    if raw is None:
        return None
    try:
        frame = pl.read_parquet(io.BytesIO(raw))
    except (pl.exceptions.PolarsError, OSError):
        problems.append(Problem("FILE-006", Place.whole(path), {"what": Phrase("table.no_parquet")}))
        return None
    inexact = [name for name in frame.columns if not _is_exact(frame.schema[name])]
    for name in inexact:
        place = Place(str(path), 1, frame.columns.index(name) + 1)
        problems.append(Problem("FILE-011", place, {"column": name, "type": str(frame.schema[name])}))
    texts = frame.select(pl.all().exclude(inexact).cast(pl.String).fill_null(""))
    if not _has_columns(frame.columns, path, problems) or inexact:
        return None
    return texts.with_row_index(ROW, offset=1)


def _is_exact(kind: pl.DataType) -> bool:
    return kind in EXACT or kind.is_integer() or kind.is_decimal()


# ---------------------------------------------------------------------------------------- bytes → text


def _text(path: Path, problems: list[Problem], encoding: str | None) -> str | None:
    """The file's text; bytes that are none are told at their row and column, and replaced to read on."""
    raw = _bytes(path, problems)
    if raw is None:
        return None
    if encoding is None and (_WIDE.match(raw) or b"\0" in raw):
        wide = _WIDE.match(raw) is not None
        code, details = ("FILE-009", {"encoding": "utf-16"}) if wide else ("FILE-006", {"what": Phrase("table.binary")})
        problems.append(Problem(code, Place.whole(path), details))
        return None
    try:
        return raw.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        problems += _undecodable(raw, path, encoding or "utf-8", error)
        return raw.decode("utf-8-sig", errors="replace") if encoding is None else None
    except (LookupError, ValueError):
        problem = Problem("FILE-007", Place("--encoding"), {"encoding": encoding})
        problems += [] if problem in problems else [problem]
        return None


def _undecodable(raw: bytes, path: Path, encoding: str, error: UnicodeDecodeError) -> Iterator[Problem]:
    """One problem a row, at its first wrong cell; in an encoding given, the first wrong byte alone."""
    details = {"encoding": encoding}
    if encoding != "utf-8":
        line = raw[: error.start].count(b"\n") + 1
        yield Problem("FILE-001", Place(str(path), line, 1), details)
        return
    for number, line_ in enumerate(raw.split(b"\n"), start=1):
        try:
            line_.decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            yield Problem("FILE-001", Place(str(path), number, line_[: wrong.start].count(b",") + 1), details)


# ---------------------------------------------------------------------------------------- text → rows


def _csv(text: str, path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    if not text.strip():
        problems.append(Problem("FILE-006", Place.whole(path), {"what": Phrase("table.empty")}))
        return None
    if separator := other_separator(text):
        problems.append(Problem("FILE-010", Place.whole(path), {"separator": separator}))
        return None
    if not_a_header(text, COLUMNS):
        problems.append(Problem("FILE-006", Place.whole(path), {"what": Phrase("table.no_header")}))
        return None
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    commas = lines[0].count(",")
    if '"' in text or "\r" in lines[0] or any(line.count(",") != commas for line in lines):
        return _row_by_row(text, path, problems)
    header = lines[0].split(",")
    if len(set(header)) < len(header):
        return _row_by_row(text, path, problems)
    if not _has_columns(header, path, problems):
        return None
    frame = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False)
    return frame.fill_null("").with_row_index(ROW, offset=2)


def _row_by_row(text: str, path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    """Read with quotes and all. A row with another number of cells than the header is told and left out."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows, numbers = list[list[str]](), list[int]()
    try:
        header = next(row for row in reader if row)
        end = reader.line_num
        for row in reader:
            at, end = end + 1, reader.line_num
            if not row:
                continue
            if len(row) != len(header):
                place = Place(str(path), at, min(len(row), len(header)))
                problems.append(Problem("FILE-004", place, {"found": str(len(row)), "wanted": str(len(header))}))
                continue
            rows.append(row)
            numbers.append(at)
    except csv.Error as error:
        what = Phrase("table.other", {"what": str(error)})
        problems.append(Problem("FILE-006", Place(str(path), reader.line_num or 1, 1), {"what": what}))
        return None
    # Both are told, whichever fails.
    if not all([_once(header, path, problems), _has_columns(header, path, problems)]):
        return None
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return frame.with_columns(pl.Series(ROW, numbers, dtype=pl.UInt32))


def _once(header: Sequence[str], path: Path, problems: list[Problem]) -> bool:
    twice = [index for index, column in enumerate(header) if column in header[:index]]
    problems += [Problem("FILE-012", Place(str(path), 1, at + 1), {"column": header[at]}) for at in twice]
    return not twice


def _has_columns(given: Sequence[str], path: Path, problems: list[Problem]) -> bool:
    missing = [column for column in COLUMNS if column not in given]
    places = enumerate(given, start=1)
    problems += [
        Problem(
            "FILE-002", Place(str(path), 1, index), {"column": short(c), "allowed": COLUMNS, "near": near(c, missing)}
        )
        for index, c in places
        if c not in COLUMNS
    ]
    problems += [Problem("FILE-003", Place.whole(path), {"column": column}) for column in missing]
    return not missing
