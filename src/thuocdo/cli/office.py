"""``thuocdo office`` and ``thuocdo serve``: filling an office, and opening its doors. The only commands with Django."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from thuocdo.cli.terminal import Lang, Language, Plan, day, progress, refusing, words
from thuocdo.core.wording import Phrase

office_app = typer.Typer(
    name="office",
    help="Văn phòng: cơ sở dữ liệu và trang web · the office: its database and its web pages.",
    no_args_is_help=True,
)
ValuesToLoad = Annotated[
    list[Path] | None, typer.Option("--values", help="Tệp số liệu (CSV, Parquet) · files of values; may be given again")
]
Today = Annotated[str, typer.Option("--on", metavar="DATE", help="Ngày làm việc · the working day (YYYY-MM-DD)")]


def start() -> None:
    """Django, with the office's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thuocdo.server.settings")
    import django

    django.setup()


@office_app.command("load")
def load_command(
    plan: Plan,
    on: Today,
    values: ValuesToLoad = None,
    demo: Annotated[bool, typer.Option("--demo", help="Bốn người của bản mẫu · the four people of the sample")] = False,  # noqa: FBT002
    lang: Lang = Language.VI,
) -> None:
    """Đưa kế hoạch, đơn vị và số liệu vào cơ sở dữ liệu · take a plan, its register and values into the database."""
    start()
    from django.core.management import call_command

    from thuocdo.actions.demo import PASSWORD, seed_demo
    from thuocdo.actions.take_in import take_in_plan
    from thuocdo.actions.take_in_values import take_in_values
    from thuocdo.answers.office.office import office

    with refusing(lang):
        today = day(on, "--on")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        take_in_plan(plan)
        with progress(lang) as tell:
            count = take_in_values(values or [], today, tell)
        typer.echo(words(lang).say(Phrase("office.loaded", {"count": count})))
        for desk in seed_demo(office(today)) if demo else ():
            typer.echo(words(lang).say(Phrase("office.person", {"name": desk.person.username, "what": desk.what})))
        if demo:
            typer.echo(words(lang).say(Phrase("office.password", {"password": PASSWORD})))


def serve_command(
    host: Annotated[str, typer.Option("--host", help="Địa chỉ nghe · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Cổng · port")] = 8112,
    workers: Annotated[int, typer.Option("--workers", help="Số tiến trình · processes")] = 2,
    lang: Lang = Language.VI,
) -> None:
    """Mở trang web · serve the office's pages."""
    start()
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    typer.echo(words(lang).say(Phrase("office.serving", {"address": f"http://{host}:{port}/"})))
    Granian(
        "thuocdo.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_level=LogLevels.warning,
    ).serve()
