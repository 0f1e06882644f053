"""``thuocdo check PLAN_DIR``: everything wrong with a plan, and everything in it that cannot all be true."""

from __future__ import annotations

import csv
import io
import sys

import typer

from thuocdo.answers.checking import check_plan
from thuocdo.cli.terminal import (
    Format,
    FormatOption,
    Lang,
    Language,
    Plan,
    RegisterOption,
    problem_lines,
    refusing,
    words,
    write_json,
)
from thuocdo.core.errors import Strength
from thuocdo.core.wording import Counted, Phrase, told


def check_command(
    plan: Plan,
    register: RegisterOption = None,
    lang: Lang = Language.VI,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Kiểm tra kế hoạch · check a plan folder, line by line; exit 1 on errors."""
    with refusing(lang):
        problems = check_plan(plan, register)
    texts = words(lang)
    rows = [
        {
            "file": p.place.file,
            "line": p.place.line,
            "column": p.place.column,
            "code": p.code,
            "strength": p.strength.value,
            "message": told(texts, p.code, p.details)[0],
            "way_out": told(texts, p.code, p.details)[1],
        }
        for p in problems
    ]
    if format_ is Format.JSON:
        write_json(rows)
    elif format_ is Format.CSV:
        out = io.StringIO()
        writer = csv.DictWriter(out, ["file", "line", "column", "code", "strength", "message", "way_out"])
        writer.writeheader()
        writer.writerows(rows)
        sys.stdout.write(out.getvalue())
    else:
        for problem in problems:
            for line in problem_lines(problem, texts):
                sys.stdout.write(f"{line}\n")
    errors = sum(p.strength is Strength.ERROR for p in problems)
    counts = {"errors": Counted(errors, "error"), "notes": Counted(len(problems) - errors, "note")}
    sys.stderr.write(texts.say(Phrase("check_end", counts)) + "\n")
    if errors:
        raise typer.Exit(1)
