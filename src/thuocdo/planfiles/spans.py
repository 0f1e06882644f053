"""Where a sign of a YAML text stands in its file: over lines, inside quotes, under a block's ``>-``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Span:
    """A scalar as it stands in a file: its value, from where to where (counted from 0), and how it is quoted."""

    value: str
    start: tuple[int, int]
    end: tuple[int, int]
    style: str


def inside(text: str, span: Span, column: int) -> tuple[int, int]:
    """The line and column, from 1, of the value's sign number ``column``, from 0; its end for one past the last.

    Folding changes blanks only, so the signs that are no blanks stand in the file in the order of the value.

    >>> inside("when: not kept_up", Span("not kept_up", (0, 6), (0, 17), ""), 4)
    (1, 11)
    >>> inside("when: >-\\n  sum(\\n  x)", Span("sum( x)", (0, 6), (2, 4), ">"), 5)
    (3, 3)
    """
    before = sum(not sign.isspace() for sign in span.value[:column])
    ends = column >= len(span.value) or span.value[column].isspace()
    signs = list(_signs(text.split("\n"), span))
    if not signs:
        return span.start[0] + 1, span.start[1] + 1
    if ends or before >= len(signs):
        line, at, width = signs[min(max(before, 1), len(signs)) - 1]
        return line + 1, at + width + 1
    line, at, _ = signs[before]
    return line + 1, at + 1


def _signs(lines: list[str], span: Span) -> Iterator[tuple[int, int, int]]:
    """The signs of a value that are no blanks, as they stand in the file: line, column and width."""
    line, at = span.start
    if span.style in ("|", ">"):
        line, at = line + 1, 0
    elif span.style:
        at += 1
    while (line, at) < span.end:
        if at >= len(lines[line]):
            line, at = line + 1, 0
            continue
        # Two quotes stand for one, and what a backslash goes with for one sign.
        twice = lines[line][at] == "\\" if span.style == '"' else span.style == lines[line][at] == "'"
        width = 2 if twice else 1
        if not lines[line][at].isspace():
            yield line, at, width
        at += width
