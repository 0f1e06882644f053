"""A paper in every format, from one outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.reports.drawing import Drawer
from thuocdo.reports.excel import write_excel
from thuocdo.reports.outline import ChartSlot
from thuocdo.reports.pdf import write_pdf
from thuocdo.reports.word import write_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.outline import Outline

MAIN, RESTRICTED = "report", "annex_restricted"


def render(outline: Outline, words: Catalogue) -> dict[str, bytes]:
    """The paper's files by their endings; every chart is drawn once."""
    drawer = Drawer(words)
    return {ending: write(outline, drawer) for ending, write in FORMATS.items()}


def _word(outline: Outline, drawer: Drawer) -> bytes:
    return write_word(outline, drawer.draw)


def _excel(outline: Outline, drawer: Drawer) -> bytes:
    slots = [block for block in outline.all_blocks() if isinstance(block, ChartSlot)]
    return write_excel(outline, [drawer.draw(slot).table for slot in slots])


def _pdf(outline: Outline, drawer: Drawer) -> bytes:
    return write_pdf(outline, drawer.draw)


FORMATS: dict[str, Callable[[Outline, Drawer], bytes]] = {"docx": _word, "xlsx": _excel, "pdf": _pdf}


def files_of(paper: Outline, annex: Outline | None, words: Catalogue) -> dict[str, bytes]:
    """Every file of a paper by its name; the restricted annex apart."""
    made = {f"{MAIN}.{ending}": content for ending, content in render(paper, words).items()}
    if annex is not None:
        made |= {f"{RESTRICTED}.{ending}": content for ending, content in render(annex, words).items()}
    return made
