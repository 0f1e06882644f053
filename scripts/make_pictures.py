"""Draw the pictures of the README from the sample: what a terminal shows, as SVG."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from thuocdo.answers.board import board
from thuocdo.answers.opening import Sources, open_book
from thuocdo.cli import ask_board, terminal
from thuocdo.sample.make import make_sample
from thuocdo.wording import catalogue

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "pictures"
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
    screen = Console(record=True, width=150, file=tempfile.TemporaryFile("w"), force_terminal=True)  # noqa: SIM115
    terminal.console = lambda *, error=False: screen  # noqa: ARG005
    ask_board.show_targets(made, catalogue("vi"))
    OUT.mkdir(parents=True, exist_ok=True)
    title = "thuocdo board … --on 2020-12-31"
    (OUT / "board.svg").write_text(screen.export_svg(title=title, theme=LIGHT, unique_id="board"), encoding="utf-8")


if __name__ == "__main__":
    main()
