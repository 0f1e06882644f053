"""The outline of a paper: what it says, in order, before anybody decides how it looks.

Word, Excel and PDF are all rendered from one outline, so text, table and chart cannot disagree. An outline is
finished language: every sentence is already said in the paper's language, every number already written
(3.750; 92,3 %). What a renderer adds is only form: margins and sizes of the profile, "Bảng 1" before a
caption, page numbers.

    Outline
    ├── front       FrontMatter: superior and issuing body, number, place and date, type, summary, addressees
    ├── bases       legal bases, a line each
    ├── blocks      Heading · Paragraph · Bullet · Table · ChartSlot · PageBreak
    ├── closing     Closing: signature block and recipients
    └── annexes     Annex I, II, …, each with blocks of its own and pages numbered anew

A line of text is made of *runs*: ``Text``, ``Number`` and ``Footnote``. A ``Number`` is a number that stands
for a figure; it carries a bookmark, so that a file which people edited can be read back and every changed
number found, and a reference, which says which part of which figure it is.

>>> pen = Pen()
>>> reached = pen.number("476", Reference("numerator", "communes_with_communication_share", "M", "2017"))
>>> line = Paragraph((Text("Có "), reached, Text(" xã duy trì tuyên truyền.")))
>>> plain(line.runs)
'Có 476 xã duy trì tuyên truyền.'
>>> reached.bookmark
'so_0001'
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from fractions import Fraction


# ---------------------------------------------------------------------------------------- runs


@dataclass(frozen=True)
class Reference:
    """Which figure a number is a part of.

    ``part`` is a stable word: value, numerator, denominator, low, high, short_by, needed, pace, standard,
    change, accepted, expected, missing, waiting, late, count. ``source`` is an indicator, a data element, a
    form, or a word for what is counted on the paper itself (``targets:achieved``).
    """

    part: str
    source: str
    orgunit: str
    period: str
    breakdown: str = ""


@dataclass(frozen=True)
class Text:
    """Words between numbers. Bold and italic only mark words inside a line; how a kind of line looks is its style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Number:
    """A number as printed, the bookmark on it, and the figure it comes from.

    ``exact`` is what it is before rounding, in the unit printed (per cent, not share); None where the text is
    no number ("chưa có báo cáo", an interval). ``approximate`` marks an ước.
    """

    text: str
    bookmark: str
    reference: Reference
    exact: Fraction | None = None
    approximate: bool = False


@dataclass(frozen=True)
class Footnote:
    """A note whose mark stands here and whose text stands at the foot of the page."""

    runs: tuple[Text | Number, ...]


Run = Text | Number | Footnote
Runs = tuple[Run, ...]


class Pen:
    """Writes numbers, each with a bookmark of its own; one pen to an outline."""

    def __init__(self) -> None:
        self._written = 0

    def number(
        self, text: str, reference: Reference, exact: Fraction | None = None, *, approximate: bool = False
    ) -> Number:
        """A number with the next bookmark. The names are short, and legal in Word (a letter first, 40 at most)."""
        self._written += 1
        return Number(text, f"so_{self._written:04d}", reference, exact, approximate)


def plain(runs: Iterable[Run]) -> str:
    """A line without its marks and footnotes."""
    return "".join(run.text for run in runs if not isinstance(run, Footnote))


# ---------------------------------------------------------------------------------------- blocks


class Style(StrEnum):
    """The kinds of paragraph. A renderer has one style for each; nothing is formatted by hand."""

    BODY = "body"
    NOTE = "note"  # small print: notes under a table, how to read a sign
    SOURCE = "source"  # the source line of a table or a chart
    DOTTED = "dotted"  # a line left for a person to fill in, drawn with dots


@dataclass(frozen=True)
class Heading:
    """A heading of the body: level 1 is "I. …", level 2 "1. …", level 3 "a) …". ``number`` is already written."""

    level: int
    number: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    runs: Runs
    style: Style = Style.BODY


@dataclass(frozen=True)
class Bullet:
    """One item of a list with dashes; level 2 stands under level 1 with a plus sign."""

    runs: Runs
    level: int = 1


class Kind(StrEnum):
    """What a column holds, which decides its alignment, and its type in a workbook."""

    TEXT = "text"
    CENTRED = "centred"
    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    ``share`` is its part of the width. A percent column names in ``over`` the keys of the two count columns
    beside it, numerator first: in a workbook it is a formula over them, never a typed number.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    share: float = 1.0
    over: tuple[str, str] | None = None


@dataclass(frozen=True)
class Cell:
    """A cell: runs, of which a count or percent cell has exactly one Number (with its ``exact``), or words instead
    of a number that is not there: a named absence, never 0 and never empty. ``bold`` marks a total."""

    runs: Runs
    bold: bool = False

    @property
    def number(self) -> Number | None:
        """The number of the cell, where it holds one."""
        return next((run for run in self.runs if isinstance(run, Number)), None)


@dataclass(frozen=True)
class Row:
    """A row of cells in the order of the columns; ``span`` makes its first cell stand over all columns (a group)."""

    cells: tuple[Cell, ...]
    span: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; the number ("Bảng 1") is the renderer's, in the order of the paper.

    ``groups`` is an upper header row, if there is one: (title, number of columns) from left to right. Both
    header rows are repeated on every page. ``landscape`` asks for pages turned sideways. ``sheet`` names its
    sheet in a workbook (31 letters at most).
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sheet: str
    groups: tuple[tuple[str, int], ...] = ()
    notes: tuple[Paragraph, ...] = ()
    landscape: bool = False

    def place(self, key: str) -> int:
        """Where a column stands."""
        return next(index for index, column in enumerate(self.columns) if column.key == key)


@dataclass(frozen=True)
class ChartSlot:
    """Where a chart stands.

    ``kind`` names a chart of :mod:`thuocdo.reports.charts` and ``arguments`` what that chart's function takes
    beside the words; they hold data only, so that Word, PDF and a screen draw the same specification. Its
    title, which says the finding, its source line and its table come from there. ``caption`` is the text after
    "Biểu đồ 1."; ``width_mm`` the width on an upright page.
    """

    id: str
    kind: str
    arguments: Mapping[str, object]
    caption: str
    width_mm: float = 160.0


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullet | Table | ChartSlot | PageBreak


# ---------------------------------------------------------------------------------------- the paper


@dataclass(frozen=True)
class FrontMatter:
    """What stands above the text of an administrative document.

    ``superior`` and ``issuer`` are lines, already in capitals. ``number`` is None until the paper is signed:
    the place for it stays blank. ``dated`` None leaves day and month blank. ``address`` is "Kính gửi", where
    the paper goes to a superior.
    """

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    symbol: str
    place: str
    type_name: str
    summary: str
    number: str | None = None
    dated: date | None = None
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closing:
    """The signature block and the list of recipients, last line "Lưu: VT, …".

    ``authority`` are the lines above the name: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH". ``name``
    is a placeholder for the signer to fill in: no person's name is ever generated. A recipient comes with the
    semicolon or full stop that ends its line.
    """

    authority: tuple[str, ...]
    name: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Annex:
    """An annex: "Phụ lục I", its title, the line that says to which paper it belongs, and its blocks.

    ``number`` is Roman, or "" where the paper has one annex only. ``landscape`` turns all its pages.
    """

    number: str
    title: str
    belongs_to: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Labels:
    """Fixed words of the paper's language that renderers put before numbers and names."""

    table: str  # "Bảng"
    chart: str  # "Biểu đồ"
    annex: str  # "Phụ lục"
    address: str  # "Kính gửi"
    recipients: str  # "Nơi nhận"
    number: str  # "Số"
    motto: tuple[str, str]  # national name and motto
    date: str  # "{place}, ngày {day} tháng {month} năm {year}", day and month as text
    page: str = ""  # for screen readers and workbooks


@dataclass(frozen=True)
class Outline:
    """A whole paper.

    ``profile`` is the id of the rules of form that hold on its date (:mod:`thuocdo.reports.profile`).
    ``watermark`` is written across every page where it is not empty: a draft, or synthetic data.
    ``description`` is the document's title in its properties.
    """

    language: str
    profile: str
    front: FrontMatter
    bases: tuple[str, ...]
    blocks: tuple[Block, ...]
    closing: Closing | None
    labels: Labels
    annexes: tuple[Annex, ...] = ()
    watermark: str = ""
    description: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    def all_blocks(self) -> Iterator[Block]:
        """The blocks of the body and of the annexes, in the order of the paper."""
        yield from self.blocks
        for annex in self.annexes:
            yield from annex.blocks

    def tables(self) -> Iterator[Table]:
        """Every table, in the order of the paper."""
        yield from (block for block in self.all_blocks() if isinstance(block, Table))

    def numbers(self) -> Iterator[Number]:
        """Every number that stands for a figure, in the order of the paper: what a frozen paper is compared with."""
        for block in self.all_blocks():
            for runs in lines_of(block):
                yield from _numbers(runs)


def lines_of(block: Block) -> Iterator[Runs]:
    """The lines of runs that a block holds: a table has one a cell."""
    match block:
        case Paragraph() | Bullet():
            yield block.runs
        case Table():
            yield from (cell.runs for row in block.rows for cell in row.cells)
            yield from (note.runs for note in block.notes)
        case _:
            return


def _numbers(runs: Iterable[Run]) -> Iterator[Number]:
    for run in runs:
        match run:
            case Number():
                yield run
            case Footnote():
                yield from _numbers(run.runs)
            case _:
                pass
