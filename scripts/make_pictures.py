"""Draw the pictures of the docs from the sample: what a terminal shows, each kind of chart, pages of the PDF."""

from __future__ import annotations

import io
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from thuocdo.answers.board import board
from thuocdo.answers.opening import Sources, open_book
from thuocdo.answers.papers import Wish, matter_of
from thuocdo.cli import ask_board, terminal
from thuocdo.reports.charts.draw import png
from thuocdo.reports.charts.kinds import picture_of
from thuocdo.reports.drawing import Drawer
from thuocdo.reports.outline import ChartSlot
from thuocdo.reports.pdf import write_pages
from thuocdo.reports.progress import progress_outline
from thuocdo.sample.make import make_sample
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from thuocdo.core.book import Book

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "pictures"
PAGES = {"first": 0, "targets": 1, "annex": 13}
LIGHT = TerminalTheme(
    (255, 255, 255), (32, 38, 46),
    [(32, 38, 46), (176, 34, 34), (22, 118, 62), (150, 95, 0), (30, 80, 160), (128, 48, 140), (0, 110, 120), (90, 98, 108)],
)  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(work) / "sample"
        if not folder.exists():
            make_sample(ROOT / "plans/thanh_hoa_prostitution_2016_2020", folder, seed=1)
        book = open_book(Sources(folder / "plan", [folder / "values.csv"]))
        made = board(book, terminal.question("2020-12-31"))
        draw_paper(book)
    screen = Console(record=True, width=150, file=tempfile.TemporaryFile("w"), force_terminal=True)  # noqa: SIM115
    terminal.console = lambda *, error=False: screen  # noqa: ARG005
    ask_board.show_targets(made, catalogue("vi"))
    OUT.mkdir(parents=True, exist_ok=True)
    title = "thuocdo board … --on 2020-12-31"
    (OUT / "board.svg").write_text(screen.export_svg(title=title, theme=LIGHT, unique_id="board"), encoding="utf-8")


def draw_paper(book: Book) -> None:
    """The charts of the report of 2017, one of each kind, and some of its pages."""
    texts = catalogue("vi")
    wish = Wish(period="2017", known_at=date(2018, 1, 15))
    outline = progress_outline(matter_of(book, wish, words=texts), texts)
    slots = {slot.kind: slot for slot in reversed(list(outline.all_blocks())) if isinstance(slot, ChartSlot)}
    for kind, slot in slots.items():
        save(png(picture_of(slot, texts), scale=1.25), f"chart-{kind}.png")
    pages = write_pages(outline, Drawer(texts).draw, 55)
    for name, number in PAGES.items():
        save(pages[number], f"page-{name}.png")


def save(picture: bytes, name: str) -> None:
    """A picture in 64 colours, small enough for a repository."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(OUT / name, optimize=True)


if __name__ == "__main__":
    main()
