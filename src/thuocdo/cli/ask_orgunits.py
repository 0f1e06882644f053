"""``thuocdo orgunits``: who existed on a day, under whom, and what became of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from thuocdo.answers.places import became, orgunits
from thuocdo.cli.terminal import (
    Format,
    FormatOption,
    Lang,
    Language,
    On,
    RegisterOption,
    day,
    heading,
    refusing,
    words,
    write_csv,
    write_json,
    write_table,
)
from thuocdo.core.orgunits import FOREVER
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from thuocdo.core.orgunits import OrgUnit

COLUMNS = ("code", "name", "type", "level", "parent", "valid_from", "valid_to")


def orgunits_command(
    on: On,
    of: Annotated[str | None, typer.Option("--of", metavar="CODE", help="Trực thuộc · those under this one")] = None,
    became_: Annotated[
        str | None, typer.Option("--became", metavar="CODE", help="Nay là đơn vị nào · what this one became")
    ] = None,
    register: RegisterOption = None,
    lang: Lang = Language.VI,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Danh mục đơn vị hành chính theo ngày · orgunits on a day."""
    with refusing(lang):
        when = day(on, "--on")
        units = orgunits(register, when, of) if became_ is None else became(register, became_, when)
        rows = [_row(unit) for unit in units]
        if format_ is Format.JSON:
            write_json(rows)
        elif format_ is Format.CSV:
            write_csv(rows, COLUMNS)
        else:
            texts = words(lang)
            title = texts.say(Phrase("orgunits.title", {"day": when, "count": len(rows)}))
            cells = ([str(row[column] or "") for column in COLUMNS] for row in rows)
            write_table(title, heading(texts, *COLUMNS), cells)


def _row(unit: OrgUnit) -> dict[str, str | int | None]:
    return {
        "code": unit.code,
        "name": unit.name,
        "type": unit.type,
        "level": int(unit.level),
        "parent": unit.parent_code,
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": None if unit.valid_to == FOREVER else unit.valid_to.isoformat(),
    }
