"""A picture as SVG and PNG, by vl-convert: Vega runs inside it, no browser does.

The patterns that Vega does not know are put into the SVG, and the PNG is made from the SVG, so that screen,
Word and PDF show one drawing.
"""

from __future__ import annotations

import zlib
from functools import cache
from html import escape
from typing import TYPE_CHECKING

import vl_convert

from thuocdo.reports.charts.look import PATTERNS
from thuocdo.reports.fonts import FOLDER

if TYPE_CHECKING:
    from thuocdo.reports.charts.picture import Picture

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
    return packed(vl_convert.svg_to_png(svg(picture, framed=framed), scale=scale))


def packed(image: bytes) -> bytes:
    """The same PNG, its pixels packed as tightly as zlib can: a third of what vl-convert writes."""
    kept, pixels = [image[:8]], b""
    place = 8
    while place < len(image):
        length = int.from_bytes(image[place : place + 4])
        kind, data = image[place + 4 : place + 8], image[place + 8 : place + 8 + length]
        if kind == b"IEND":
            kept.append(_chunk(b"IDAT", zlib.compress(zlib.decompress(pixels), 9)))
        if kind == b"IDAT":
            pixels += data
        else:
            kept.append(_chunk(kind, data))
        place += 12 + length
    return b"".join(kept)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
