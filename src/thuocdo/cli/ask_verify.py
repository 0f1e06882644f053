"""``thuocdo verify``: is an issued paper still what its values make, and what was changed in its Word file by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thuocdo.answers.drafting import rebuild, word_edits
from thuocdo.cli.terminal import EncodingOption, Lang, Language, progress, refusing, watching, words
from thuocdo.core.wording import Phrase
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.frozen import Difference
    from thuocdo.reports.wordback import Edit


def verify_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục đã phát hành · the issued folder")],
    values: Annotated[
        list[Path] | None, typer.Option("--values", help="Tệp số liệu (CSV, Parquet) · files of values")
    ] = None,
    word: Annotated[
        Path | None,
        typer.Option("--word", metavar="FILE.docx", help="Tệp Word đã sửa tay · a Word file edited by hand"),
    ] = None,
    encoding: EncodingOption = None,
    lang: Lang = Language.VI,
) -> None:
    """Đối chiếu báo cáo đã phát hành · make it again and compare to the digit; exit 1 on any difference."""
    if (values is None) == (word is None):
        raise typer.BadParameter("--values | --word")
    texts = words(lang)
    with refusing(lang):
        if word is not None:
            edits, count = word_edits(folder, word)
            lines, key = list(_edits(edits, texts)), "word_"
        else:
            with progress(lang) as tell, watching(lang) as watch:
                found, count = rebuild(folder, values or [], catalogue, encoding=encoding, progress=tell, watch=watch)
            lines, key = list(_differences(found, texts)), ""
        for line in lines:
            sys.stdout.write(f"{line}\n")
    told = {"count": len(lines) or count}
    end = texts.say(Phrase(f"paper.verify.{key}{'differs' if lines else 'same'}", told))
    sys.stderr.write(f"{end}\n")
    if lines:
        raise typer.Exit(1)


def _differences(found: list[Difference], texts: Catalogue) -> Iterator[str]:
    """A line per differing figure; numbers that print alike are told by their fractions."""
    for one in found:
        was, now = one.was, one.now
        if was == now:
            was, now = f"{was} ({one.was_exact})", f"{now} ({one.now_exact})"
        ref = one.reference
        yield texts.say(
            Phrase(
                "paper.verify.line",
                {
                    "paper": one.paper,
                    "source": ref.source,
                    "part": ref.part,
                    "orgunit": ref.orgunit,
                    "period": ref.period,
                    "was": was or Phrase("paper.verify.new"),
                    "now": now or Phrase("paper.verify.gone"),
                },
            )
        )


def _edits(found: list[Edit], texts: Catalogue) -> Iterator[str]:
    for one in found:
        bookmark = one.number.bookmark if one.number is not None else ""
        around = one.around if len(one.around) <= AROUND else f"{one.around[:AROUND]}…"
        details = {"bookmark": bookmark, "was": one.was, "now": one.now, "around": around}
        yield texts.say(Phrase(f"paper.verify.{one.what}", details))


AROUND = 120
