"""The commands of ``thuocdo``."""

from __future__ import annotations

import typer

from thuocdo.cli.ask_board import board_command
from thuocdo.cli.ask_check import check_command
from thuocdo.cli.ask_orgunits import orgunits_command

app = typer.Typer(
    name="thuocdo",
    help="Thước Đo: mỗi chỉ tiêu của kế hoạch đứng ở đâu và vì sao · where every target of a plan stands, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("check")(check_command)
app.command("board")(board_command)
app.command("orgunits")(orgunits_command)


def run() -> None:
    """The console script."""
    app()
