"""A picture as SVG and PNG, by vl-convert: Vega runs inside it, no browser does.

The patterns that Vega does not know are put into the SVG, and the PNG is made from the SVG, so that screen,
Word and PDF show one drawing.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

import vl_convert

from thuocdo.reports.charts.look import PATTERNS
from thuocdo.reports.fonts import FOLDER

if TYPE_CHECKING:
    from thuocdo.reports.charts.picture import Picture

PIXELS_PER_MM = 4
VEGA_LITE = "6.4"


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(FOLDER))


def svg(picture: Picture, *, framed: bool = True) -> str:
    """The picture as SVG, with its patterns, its title and its description for screen readers.

    :param framed: with title and source line in the picture; a paper prints them as text beside it
    """
    _fonts()
    drawn = vl_convert.vegalite_to_svg(picture.spec(framed=framed), vl_version=VEGA_LITE)
    head, body = drawn.split(">", 1)
    head = head.replace('class="marks"', 'class="bieu-do" role="img"')
    used = "".join(text for name, text in PATTERNS.items() if f"url(#{name})" in body)
    told = f"<title>{escape(picture.title)}</title><desc>{escape(picture.alt)}</desc>"
    return f"{head}>{told}<defs>{used}</defs>{body}"


def png(picture: Picture, *, framed: bool = True, scale: float = 2.5) -> bytes:
    """The picture as PNG; at the default scale 254 dots an inch on paper."""
    return vl_convert.svg_to_png(svg(picture, framed=framed), scale=scale)
