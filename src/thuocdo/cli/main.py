"""The commands of ``thuocdo``."""

from __future__ import annotations

import typer

from thuocdo.cli.ask_board import board_command
from thuocdo.cli.ask_check import check_command
from thuocdo.cli.ask_details import explain_command, figures_command
from thuocdo.cli.ask_obligations import findings_command, obligations_command
from thuocdo.cli.ask_orgunits import orgunits_command
from thuocdo.cli.ask_verify import verify_command
from thuocdo.cli.do_report import issue_command, report_command
from thuocdo.cli.do_sample import sample_command
from thuocdo.cli.office import office_app, serve_command
from thuocdo.cli.usage import SpokenGroup

app = typer.Typer(
    name="thuocdo",
    cls=SpokenGroup,
    help="Thước Đo: mỗi chỉ tiêu của kế hoạch đứng ở đâu và vì sao · where every target of a plan stands, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("check")(check_command)
app.command("board")(board_command)
app.command("figures")(figures_command)
app.command("explain")(explain_command)
app.command("obligations")(obligations_command)
app.command("findings")(findings_command)
app.command("orgunits")(orgunits_command)
app.command("report")(report_command)
app.command("issue")(issue_command)
app.command("verify")(verify_command)
app.command("sample")(sample_command)
app.add_typer(office_app)
app.command("serve")(serve_command)


def run() -> None:
    """The console script."""
    app()
