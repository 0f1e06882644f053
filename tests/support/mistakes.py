"""The gallery of mistakes: examples read, made in a folder, asked about, and held against what is expected."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import yaml
from typer.testing import CliRunner

from thuocdo.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent.parent / "mistakes"
BASE = HERE / "base"
ASK = {
    "file": ["findings", ".", "--values", "values.csv", "--on", "2019-12-31"],
    "value": ["findings", ".", "--values", "values.csv", "--on", "2019-12-31"],
}
DID_YOU_MEAN = {"en": "Did you mean {}?", "vi": "Có phải ý bạn là {}?"}
ENGLISH = re.compile(r"\b(the|is|are|this|of|target|duty|amendment|scorecard|indicator|stock|flow|month)\b")
LINE = re.compile(r"(?P<file>[^:\n]+)(?::(?P<line>\d+):(?P<column>\d+))?: (?P<code>[A-Z]+-\d{3}) (?P<what>.*)")


@dataclass(frozen=True)
class Mistake:
    """One example."""

    family: str
    code: str
    what: str
    changes: list[dict[str, Any]]
    ask: list[str]
    expect: dict[str, Any]
    first: list[list[str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.code} {self.what}"


@dataclass(frozen=True)
class Told:
    """One problem as a person reads it."""

    file: str
    line: int
    column: int
    code: str
    what: str
    caret: str
    way_out: str


def gallery() -> Iterator[Mistake]:
    for file in sorted(HERE.glob("*.yaml")):
        for entry in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
            changes = entry.get("change", [])
            yield Mistake(
                file.stem,
                entry["code"],
                entry["what"],
                changes if isinstance(changes, list) else [changes],
                entry.get("ask", ASK.get(file.stem, ["check", "."])),
                entry["expect"],
                entry.get("first", []),
            )


def make(change: dict[str, Any], folder: Path) -> None:
    """Change one thing in the folder; what is replaced must be there exactly once."""
    file = folder / change["file"]
    if "gone" in change:
        file.unlink()
    elif "folder" in change:
        file.unlink(missing_ok=True)
        file.mkdir()
    elif "bytes" in change:
        file.write_bytes(bytes.fromhex(change["bytes"]))
    elif "encoded" in change:
        file.write_bytes(file.read_text(encoding="utf-8").encode(change["encoded"]))
    elif "parquet" in change:
        frame = pl.read_csv(folder / "values.csv", infer_schema=False).fill_null("")
        frame.with_columns(pl.col(change["parquet"]).cast(pl.Float64, strict=False)).write_parquet(file)
    elif "text" in change:
        file.write_text(change["text"], encoding="utf-8")
    elif "add" in change:
        file.write_text(file.read_text(encoding="utf-8") + change["add"], encoding="utf-8")
    elif "set" in change:
        header, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
        for column, value in change["set"].items():
            rows[int(change["row"]) - 2][header.index(column)] = value
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *rows])
    else:
        old, new = change["replace"].encode(), change["by"].encode(change.get("encoding", "utf-8"))
        whole = file.read_bytes()
        assert whole.count(old) == 1, f"{change['replace']!r} stands {whole.count(old)} times in {change['file']}"
        file.write_bytes(whole.replace(old, new))


def asked(mistake: Mistake, language: str) -> list[Told]:
    """The problems that the command tells; it must end with 1 on errors and never with a traceback."""
    answer = CliRunner().invoke(app, [*mistake.ask, "--lang", language])
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise AssertionError(f"a traceback, not a problem: {answer.exception!r}") from answer.exception
    told = list(problems_in(answer.output))
    assert told, f"nothing was told:\n{answer.output[:600]}"
    assert answer.exit_code == any(not one.code.startswith("NOTE-") for one in told)
    return told


def problems_in(output: str) -> Iterator[Told]:
    """``file:line:column: CODE what``, the formula with its caret, ``→ way out``."""
    lines = output.splitlines()
    for number, line in enumerate(lines):
        if found := LINE.fullmatch(line):
            rest = lines[number + 1 :]
            end = next((n for n, text in enumerate(rest) if text.startswith("    →")), len(rest))
            way_out = rest[end].removeprefix("    →").strip() if end < len(rest) else ""
            place = int(found["line"] or 0), int(found["column"] or 0)
            yield Told(found["file"], *place, found["code"], found["what"], "\n".join(rest[:end]), way_out)


def assert_is_a_sentence(told: Told) -> None:
    """Both halves say something, with every slot filled and no word of Python in them."""
    assert told.way_out, f"no way out: {told}"
    empty = "(?!)" if told.code.startswith("VALUE-") else "“”"  # a cell may be empty
    for text in (told.what, told.way_out):
        assert text == text.strip(), f"something is missing at the end: {told}"
        strange = re.search(rf"  |\(\)|: \)|{empty}|\bNone\b|\{{\w+\}}|Fraction|Phrase", text)
        assert not strange, f"{strange} in {told}"


def stands_at(mistake: Mistake, told: Told) -> bool:
    """Whether it was told at the file, line and column expected."""
    expect = mistake.expect
    if told.file != expect.get("file", mistake.changes[0]["file"] if mistake.changes else told.file):
        return False
    if "at" in expect or "line" in expect:
        text = Path(told.file).read_text(encoding="utf-8")
        wanted = expect.get("at", expect.get("line"))
        assert text.count(wanted) == 1, f"{wanted!r} stands {text.count(wanted)} times in {told.file}"
        before = text[: text.index(wanted)]
        column = len(before) - before.rfind("\n")
        return told.line == before.count("\n") + 1 and ("line" in expect or told.column == column)
    if "row" in expect:
        return told.line == int(expect["row"]) and told.column == column_of(expect.get("column"), told)
    # A command's option has no lines; a file as a whole is told at its beginning.
    is_file = not told.file.startswith("--") and not told.file.isupper() and told.code != "QUESTION-013"
    return (told.line, told.column) == ((1, 1) if is_file else (0, 0))


def column_of(name: str | None, told: Told) -> int:
    """A column by its name or number; without one, any."""
    if name is None:
        return told.column
    if name.isdecimal():
        return int(name)
    return Path(told.file).read_bytes().split(b"\n")[0].decode().split(",").index(name) + 1


def misses(mistake: Mistake, english: Told, vietnamese: Told) -> Iterator[str]:
    """What is expected of the words and is not there."""
    expect = mistake.expect
    for key, text in (("says", english.what), ("out", english.way_out)):
        yield from (f"{key} lacks “{word}”" for word in expect.get(key, []) if word not in text)
    told = re.sub(r"“[^”]*”", "", vietnamese.what.partition("Có phải ý bạn")[0])
    yield from (f"English in Vietnamese: {word}" for word in ENGLISH.findall(told))
    for key, text in (("lacks", english.what), ("vi_lacks", vietnamese.what), ("out_lacks", english.way_out)):
        yield from (f"{key}: “{word}” is there" for word in expect.get(key, []) if word in text)
    if near := expect.get("near"):
        for told, language in ((english, "en"), (vietnamese, "vi")):
            if DID_YOU_MEAN[language].format(near) not in told.what:
                yield f"no “{DID_YOU_MEAN[language].format(near)}”"
    if expect.get("caret"):
        formula, caret = english.caret.split("\n")
        margin = len(formula) - len(formula.lstrip())
        line = Path(english.file).read_text(encoding="utf-8").split("\n")[english.line - 1]
        if formula.strip() not in line or line.index(formula.strip()) + caret.index("^") - margin != english.column - 1:
            yield "the caret stands elsewhere"
