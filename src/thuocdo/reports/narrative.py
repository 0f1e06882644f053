"""What a person adds to a paper: Markdown under known headings, read into blocks of the outline.

    # Tình hình        (Situation)
    # Khó khăn         (Difficulties)
    # Kiến nghị        (Proposals)

Paragraphs, lists, bold and italic are taken; anything else (pictures, raw HTML, tables) is refused, and so is
what looks like data of a person: papers hold counts only.

>>> from thuocdo.reports.outline import plain
>>> told = read_narrative("# Tình hình\\n\\nMùa mưa **kéo dài**.", "n.md")
>>> [plain(block.runs) for block in told.situation]
['Mùa mưa kéo dài.']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.reports.outline import Bullet, Paragraph, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from thuocdo.reports.outline import Block, Runs

HEADINGS = {
    "tình hình": "situation",
    "situation": "situation",
    "khó khăn": "difficulties",
    "khó khăn, vướng mắc": "difficulties",
    "difficulties": "difficulties",
    "kiến nghị": "proposals",
    "đề xuất": "proposals",
    "kiến nghị, đề xuất": "proposals",
    "proposals": "proposals",
}
SHOWN = ["# Tình hình", "# Khó khăn", "# Kiến nghị"]
PERSONAL = (
    ("id", re.compile(r"(?<![\d.,])\d{9}(?:\d{3})?(?![\d.,])")),
    ("phone", re.compile(r"(?<![\d.,])(?:\+84|0)(?:[ .]?\d){9}(?![\d])")),
    ("mail", re.compile(r"[\w.+-]+@[\w-]+\.\w+")),
)
SILENT = {"paragraph_open", "paragraph_close", "bullet_list_open", "ordered_list_open", "list_item_close"}


@dataclass(frozen=True)
class Narrative:
    """The three parts that a person writes; an empty one leaves a dotted line to fill in."""

    situation: tuple[Block, ...] = ()
    difficulties: tuple[Block, ...] = ()
    proposals: tuple[Block, ...] = ()
    source: str = ""


def read_narrative(text: str, name: str) -> Narrative:
    """Read a narrative.

    :raises Refused: an unknown heading, something that is not a paragraph or a list, or data of a person
    """
    problems = [*_personal(text, name)]
    parts: dict[str, list[Block]] = {}
    try:
        for part, block in _blocks(text):
            parts.setdefault(part, []).append(block)
    except _Unreadable as error:
        problems.append(_problem("REPORT-008", name, error.line, what=error.what, allowed=SHOWN))
    if problems:
        raise Refused(problems)
    return Narrative(**{part: tuple(blocks) for part, blocks in parts.items()}, source=text)


class _Unreadable(Exception):  # noqa: N818
    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


def _problem(code: str, name: str, line: int, **details: object) -> Problem:
    return Problem(code, Place(name, line, 1), details)


def _personal(text: str, name: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in PERSONAL:
            found = pattern.search(line)
            if found:
                yield _problem("REPORT-015", name, number, what=what)


def _blocks(text: str) -> Iterator[tuple[str, Block]]:
    """Each block with the part that it stands under."""
    part: str | None = None
    tokens = MarkdownIt("commonmark").parse(text)
    depth = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open":
            part = _part(tokens[index + 1], line)
            index += 3
            continue
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "inline":
            if part is None:
                raise _Unreadable(token.content[:40], line)
            runs = tuple(_runs(token, line))
            yield part, Bullet(runs, min(depth, 2)) if depth else Paragraph(runs)
        elif token.type not in SILENT and not token.type.startswith(("bullet_list", "ordered_list", "list_item")):
            raise _Unreadable(token.type, line)
        index += 1


def _part(title: Token, line: int) -> str:
    found = HEADINGS.get(title.content.strip().rstrip(".:").lower())
    if found is None:
        raise _Unreadable(title.content, line)
    return found


def _runs(inline: Token, line: int) -> Runs:
    found: list[Text] = []
    bold = italic = 0
    for token in inline.children or ():
        match token.type:
            case "text":
                found.append(Text(token.content, bold=bold > 0, italic=italic > 0))
            case "softbreak" | "hardbreak":
                found.append(Text(" "))
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case _:
                raise _Unreadable(token.type, line)
    return tuple(found)
