"""How charts look: sizes, greys and blues that survive a black-and-white printer, patterns, and the width of words.

Everything is told apart by lightness, pattern or shape; hue only helps. What has no data is hatched and can be
taken for no class of data.
"""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 640
"""The width of every chart, in pixels: four to a millimetre of a paper."""

FONT = "Arimo, Arial, Helvetica, sans-serif"
TEXT, SMALL, TITLE = 12, 11, 15

INK = "#1c2733"
FAINT = "#55606c"
RULE = "#aab3bc"
GRID = "#e4e8ec"
PAPER = "#ffffff"

DARK = "#1f4e79"
MIDDLE = "#7fa8cc"
LIGHT = "#dfe9f2"
CLASSES = ("#e4edf5", "#a9c5dd", "#3a76a8", "#143a61")
"""Four classes, low to high; in grey they are 92, 75, 43 and 21 per cent light."""

HATCH = "url(#khong-co-so)"
DOTS = "url(#cho-duyet)"
STRIPES = "url(#gui-muon)"

PATTERNS = {
    "khong-co-so": (
        '<pattern id="khong-co-so" patternUnits="userSpaceOnUse" width="6" height="6" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#ffffff"/><rect width="1.5" height="6" fill="#77828d"/></pattern>'
    ),
    "cho-duyet": (
        '<pattern id="cho-duyet" patternUnits="userSpaceOnUse" width="4" height="4">'
        '<rect width="4" height="4" fill="#cfdce8"/><circle cx="2" cy="2" r="0.9" fill="#1f4e79"/></pattern>'
    ),
    "gui-muon": (
        '<pattern id="gui-muon" patternUnits="userSpaceOnUse" width="4" height="4">'
        '<rect width="4" height="4" fill="#9dbdd9"/><rect width="1.4" height="4" fill="#3f739f"/></pattern>'
    ),
}
"""Sizes are whole pixels at the scale of a PNG, so that no seam shows between the tiles of a pattern."""

_THOUSANDTHS = {
    222: "ijl",
    278: "ft .,;:/!I",
    333: "r()-·“”",
    389: "*",
    500: "ckvsxyzJ",
    584: "+=−×",
    611: "FTZ",
    667: "ABEKPSVXY",
    722: "wCDHNRUĐ",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "—…→",
}
_WIDTH_OF = {letter: width for width, letters in _THOUSANDTHS.items() for letter in letters}


def width_of(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """How wide a text stands, in pixels: Arimo's advance widths, marks of letters aside.

    >>> round(width_of("Độc lập", 12), 1)
    40.7
    """
    letters = (unicodedata.normalize("NFD", letter)[0] for letter in text)
    return sum(_WIDTH_OF.get(letter, 556) for letter in letters) * size / 1000 * (1.06 if bold else 1)


def wrapped(text: str, width: float, size: float = TEXT, *, bold: bool = False) -> list[str]:
    """A text in lines no wider than so many pixels; a number keeps its sign.

    >>> wrapped("một hai ba bốn", 50)
    ['một hai', 'ba bốn']
    """
    lines = _filled(text, width, size, bold=bold)
    # As few lines, but of like length: no word stands alone on the last.
    while len(lines) > 1 and len(narrower := _filled(text, width - 12, size, bold=bold)) == len(lines):
        width, lines = width - 12, narrower
    return lines


def _filled(text: str, width: float, size: float, *, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in unbroken(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def unbroken(text: str) -> str:
    """A number keeps its percent sign on its line."""
    return text.replace(" %", "\u00a0%")


def shortened(text: str, width: float, size: float = TEXT) -> str:
    """A text cut to a width, with a sign that it was cut."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def sentence(parts: Sequence[str]) -> str:
    """Lines of a description as one text."""
    return textwrap.shorten(" ".join(parts), 2000, placeholder=" …")
