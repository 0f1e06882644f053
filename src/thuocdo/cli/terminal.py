"""What the commands share: options, days, problems, tables, and progress."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import ROUNDED
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from thuocdo.answers.calculators import CalculatorName
from thuocdo.answers.opening import Sources, check_question, open_book
from thuocdo.core.book import Book, Question
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.periods import read_day
from thuocdo.core.tables import short
from thuocdo.core.wording import Catalogue, Phrase, told
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

WIDE = 150
WIDEST = 30


class Language(StrEnum):
    """The languages spoken."""

    VI = "vi"
    EN = "en"


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Plan = Annotated[Path, typer.Argument(metavar="PLAN_DIR", help="Thư mục kế hoạch · the plan folder")]
Values = Annotated[
    list[Path], typer.Option("--values", help="Tệp số liệu (CSV, Parquet) · files of values; may be given again")
]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="Ngày đánh giá · the judging day (YYYY-MM-DD)")]
PeriodOption = Annotated[
    str | None, typer.Option("--period", help="Kỳ · the period: 2017, 2017S1, 2017Q1, 201701; default the last ended")
]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", metavar="DATE", help="Theo số đã duyệt đến ngày · as known on; default --on")
]
MapOn = Annotated[
    str | None, typer.Option("--map", metavar="DATE", help="Bản đồ hành chính ngày · the map; default each indicator's")
]
PlanAsOf = Annotated[
    str | None,
    typer.Option("--plan-as-of", metavar="DATE", help="Kế hoạch theo ngày · the plan as amended; default --on"),
]
OrgunitOption = Annotated[
    str | None, typer.Option("--orgunit", metavar="CODE", help="Đơn vị · an orgunit; default all")
]
RegisterOption = Annotated[
    Path | None, typer.Option("--register", metavar="DIR", help="Danh mục đơn vị · a register instead of the plan's")
]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", help="Bảng mã của tệp số liệu · encoding of the values; default UTF-8")
]
Lang = Annotated[Language, typer.Option("--lang", help="Ngôn ngữ · language")]
CalculatorOption = Annotated[
    CalculatorName,
    typer.Option(
        "--calculator", help="Cách tính: khối số (nhanh) hay từng nơi (để đối chiếu) · fast, or plain as referee"
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="Dạng trả lời · how to write the answer")]


def words(lang: Language) -> Catalogue:
    """The catalogue of a language."""
    return catalogue(lang.value)


def day(text: str, option: str) -> date:
    """A day given on the command line.

    :raises Refused: it is none
    """
    try:
        return read_day(text)
    except ValueError:
        raise Refused([Problem("QUESTION-001", Place(option), {"given": text})]) from None


def question(
    on: str,
    *,
    period: str | None = None,
    known_at: str | None = None,
    map_on: str | None = None,
    plan_as_of: str | None = None,
    orgunit: str | None = None,
) -> Question:
    """The question that the options ask."""
    asked = day(on, "--on")
    return Question(
        on=asked,
        known_at=asked if known_at is None else day(known_at, "--known-at"),
        plan_as_of=asked if plan_as_of is None else day(plan_as_of, "--plan-as-of"),
        period=period,
        map_on=None if map_on is None else day(map_on, "--map"),
        orgunit=orgunit,
    )


def opened(sources: Sources, asked: Question, lang: Language, *, before_plan: bool = False) -> Book:
    """The book that a question is asked of, read with a progress bar; the question lies inside it.

    :param before_plan: whether the years before the plan may be asked about too
    :raises Refused: with every problem of the files, or of the question
    """
    with progress(lang) as tell:
        book = open_book(sources, tell)
    check_question(book, asked, before_plan=before_plan)
    return book


# ---------------------------------------------------------------------------------------- problems


def problem_lines(problem: Problem, texts: Catalogue) -> Iterator[str]:
    """``file:line:col: CODE what is wrong`` on one line, a caret where there is one, then the way out."""
    what, way_out = told(texts, problem.code, problem.details)
    first, *more = what.split("\n")
    yield f"{problem.place}: {problem.code} {first}"
    yield from (f"    {line}" for line in more)
    yield f"    → {way_out}"


@contextmanager
def refusing(lang: Language) -> Iterator[None]:
    """Tell refused input on standard error and end with 1; a closed pipe ends quietly."""
    try:
        yield
    except Refused as refused:
        for problem in refused.problems:
            for line in problem_lines(problem, words(lang)):
                sys.stderr.write(f"{line}\n")
        raise typer.Exit(1) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None
    except OSError as error:
        for line in problem_lines(_unreadable(error), words(lang)):
            sys.stderr.write(f"{line}\n")
        raise typer.Exit(1) from None


def _unreadable(error: OSError) -> Problem:
    """A file or folder of which the system said no, wherever that was."""
    name = str(error.filename or "")
    why = Phrase("unreadable.other", {"what": error.strerror or str(error)})
    return Problem("FILE-008", Place.whole(name), {"file": short(name), "why": why})


# ---------------------------------------------------------------------------------------- answers


def console(*, error: bool = False) -> Console:
    """A console that neither wraps nor colours what goes into a file or a pipe."""
    stream = sys.stderr if error else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDE, highlight=False, soft_wrap=False)


def write_json(answer: object) -> None:
    """An answer as JSON."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def write_csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({column: _plain(row.get(column)) for column in columns} for row in rows)
    sys.stdout.write(out.getvalue())


def _plain(cell: Any) -> Any:
    """A cell of CSV: true and false are written as JSON writes them."""
    return str(cell).lower() if isinstance(cell, bool) else cell


def write_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str | Text]], notes: Sequence[str] = ()
) -> None:
    """Rows as a table with a title, and notes under it."""
    table = Table(title=title, title_justify="left", title_style="bold", box=ROUNDED, show_lines=True, expand=True)
    for column in columns:
        name, justify = (column[:-1], "right") if column.endswith(">") else (column, "left")
        # The last column takes what is left: it is the one with sentences.
        last = column == columns[-1]
        table.add_column(
            name, justify=justify, overflow="fold", ratio=1 if last else None, max_width=None if last else WIDEST  # type: ignore[arg-type]
        )  # fmt: skip
    for row in rows:
        table.add_row(*(_unbroken(cell) for cell in row))
    screen = console()
    screen.print(table)
    for note in notes:
        screen.print(Text(note, style="dim"))


def _unbroken(cell: str | Text) -> str | Text:
    """A number keeps its percent sign on its line."""
    return cell.replace(" %", "\u00a0%") if isinstance(cell, str) else cell


def heading(texts: Catalogue, *names: str) -> list[str]:
    """Column headings from the catalogue; a trailing ">" stays and means: to the right."""
    return [
        texts.say(Phrase(f"column.{name.removesuffix('>')}")) + (">" if name.endswith(">") else "") for name in names
    ]


@contextmanager
def progress(lang: Language) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error for work that comes in steps."""
    with _bar() as bar:
        task = bar.add_task(words(lang).say(Phrase("progress.reading")), total=None)

        def tell(_: str, done: int, total: int) -> None:
            bar.update(task, completed=done + 1, total=total)

        yield tell


@contextmanager
def watching(lang: Language) -> Iterator[Callable[[Iterable[str]], Iterator[str]]]:
    """A progress bar on standard error over the names worked through."""
    with _bar() as bar:

        def watch(names: Iterable[str]) -> Iterator[str]:
            names = list(names)
            task = bar.add_task(words(lang).say(Phrase("progress.judging")), total=len(names))
            for name in names:
                bar.update(task, description=name)
                yield name
                bar.advance(task)

        yield watch


def _bar() -> Progress:
    columns = (TextColumn("{task.description:<40.40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    screen = Console(stderr=True)
    return Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
