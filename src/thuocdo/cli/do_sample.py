"""``thuocdo sample``: a fictional province with years of reports, to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thuocdo.cli.terminal import Lang, Language, Plan, progress, refusing, words
from thuocdo.core.wording import Phrase
from thuocdo.sample.make import make_sample


def sample_command(
    plan: Plan,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Thư mục mới · a new folder")],
    seed: Annotated[int, typer.Option("--seed", help="Số khởi tạo · the same number makes the same sample")] = 1,
    lang: Lang = Language.VI,
) -> None:
    """Tạo bộ số liệu mẫu · make a synthetic sample: plan, register, values, and its seeded errors."""
    with refusing(lang):
        with progress(lang) as tell:
            make_sample(plan, out, seed, tell)
        typer.echo(words(lang).say(Phrase("sample.done", {"out": str(out)})), err=True)
