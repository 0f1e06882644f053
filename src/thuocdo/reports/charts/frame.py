"""What stands around every drawing: the finding as title, what is shown, the key, the source, and the mark
of made-up data. All of it lies in the same coordinates as the drawing, so every chart has the same width.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import altair as alt

from thuocdo.reports.charts.look import (
    FAINT,
    FONT,
    GRID,
    INK,
    PAPER,
    RULE,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    width_of,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Look = dict[str, Any]
"""Properties of a mark, as Vega-Lite names them."""

LINE = 1.32
SIGN = 14
GAP = 18


@dataclass(frozen=True)
class Key:
    """One entry of the key: a sign and what it means.

    ``sign`` is a shape of Vega (circle, square, diamond …), or "line", "dashes", "bar".
    """

    text: str
    sign: str
    fill: str = INK
    stroke: str = INK


@dataclass(frozen=True)
class Plot:
    """A drawing: its layers, its height, and the room around it for labels.

    ``is_solid``: it covers its ground, so that nothing written behind it could be read.
    """

    layers: tuple[alt.Chart, ...]
    height: float
    left: float
    right: float
    below: float = 0
    above: float = 26
    is_solid: bool = False

    @property
    def width(self) -> float:
        """The width of the drawing itself."""
        return WIDTH - self.left - self.right


def rows_of(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """A chart over rows, without a mark yet."""
    return alt.Chart(alt.InlineData(values=list(rows)))


def one() -> alt.Chart:
    """A chart over one nameless row, for marks that stand still."""
    return rows_of([{}])


@dataclass(frozen=True)
class Word:
    """A text at a place, in pixels of the drawing, and how it looks where that is not plain."""

    text: str
    x: float
    y: float
    look: Look = field(default_factory=dict)


def words(texts: Iterable[Word]) -> list[alt.Chart]:
    """Texts at places: one layer for each look, since a layer costs more than a row."""
    plain: Look = {"align": "left", "baseline": "alphabetic", "color": INK, "fontSize": TEXT}
    alike: dict[tuple[tuple[str, Any], ...], list[Word]] = {}
    for one_word in texts:
        alike.setdefault(tuple(sorted(one_word.look.items())), []).append(one_word)
    return [
        rows_of([{"px": w.x, "py": w.y, "text": w.text} for w in found]).mark_text(
            x={"expr": "datum.px"}, y={"expr": "datum.py"}, text={"expr": "datum.text"}, **{**plain, **dict(look)}
        )
        for look, found in alike.items()
    ]


def word(text: str, x: float, y: float, **look: Any) -> Word:
    """A text at a place; ``look`` names properties of Vega-Lite's text mark.

    >>> word("Thiếu", 10, 20, fontSize=11).look
    {'fontSize': 11}
    """
    return Word(text, x, y, look)


def lettered(chart: alt.Chart, text: str, **look: Any) -> list[alt.Chart]:
    """The words of a field, with a light edge so that lines behind do not cross them."""
    letters: Look = {"fontSize": TEXT, "color": INK, **look}
    edge = chart.mark_text(**{**letters, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"})
    return [edge.encode(text=text), chart.mark_text(**letters).encode(text=text)]


def frame(plot: Plot, texts: tuple[str, str, str], key: Sequence[Key], mark: str) -> alt.LayerChart:
    """The drawing with everything around it."""
    title, subtitle, source = texts
    above = _above(plot, title, subtitle, key)
    under = _under(plot, source, mark)
    top = above[1]
    bottom = under[1]
    ground = _rect(-plot.left, top, plot.width + plot.right, bottom)
    layers = [ground, *words(_mark(plot, "" if plot.is_solid else mark)), *plot.layers, *above[0], *under[0]]
    return (
        alt.layer(*layers)
        .properties(width=plot.width, height=plot.height)
        .configure(font=FONT, background=PAPER, aria=False, padding=2)
        .configure_view(stroke=None)
        .configure_axis(
            labelFont=FONT, titleFont=FONT, labelFontSize=TEXT, titleFontSize=TEXT, titleFontWeight="normal",
            labelColor=INK, titleColor=FAINT, gridColor=GRID, domainColor=RULE, tickColor=RULE, labelLimit=400,
        )
        .configure_text(font=FONT)
    )  # fmt: skip


def _rect(x: float, y: float, x2: float, y2: float) -> alt.Chart:
    place: Look = {"x": alt.value(x), "x2": alt.value(x2), "y": alt.value(y), "y2": alt.value(y2)}
    return one().mark_rect(fill=PAPER, fillOpacity=0, stroke=None).encode(**place)


def _above(plot: Plot, title: str, subtitle: str, key: Sequence[Key]) -> tuple[list[alt.Chart], float]:
    """Key, what is shown and title, from the drawing upwards; and how high they reach."""
    texts: list[Word] = []
    signs: list[alt.Chart] = []
    y = -plot.above
    for row in reversed(_rows(key)):
        for entry, x in _set_out(row, -plot.left):
            signs.append(_sign(entry, x, y))
            texts.append(word(entry.text, x + SIGN + 6, y))
        y -= 20
    titles: tuple[tuple[str, float, Look], ...] = (
        (subtitle, TEXT, {"color": FAINT}),
        (title, TITLE, {"fontWeight": "bold"}),
    )
    for text, size, look in titles:
        for line in reversed(wrapped(text, WIDTH - 8, size, bold="fontWeight" in look) if text else []):
            texts.append(word(line, -plot.left, y, fontSize=size, **look))
            y -= size * LINE
        y -= 3 if text else 0
    return [*signs, *words(texts)], y


def _set_out(row: Sequence[Key], x: float) -> Iterator[tuple[Key, float]]:
    for entry in row:
        yield entry, x
        x += SIGN + 6 + width_of(entry.text) + GAP


def _under(plot: Plot, source: str, mark: str) -> tuple[list[alt.Chart], float]:
    """The source, and that the data are made up, which no cutting out of the picture may lose."""
    y = plot.height + plot.below
    texts = []
    looks: tuple[tuple[str, Look], ...] = ((source, {"color": FAINT}), (mark, {"fontWeight": "bold"}))
    for text, look in looks:
        for line in wrapped(text, WIDTH - 8, SMALL) if text else []:
            y += SMALL * LINE
            texts.append(word(line, -plot.left, y, fontSize=SMALL, **look))
    return words(texts), y + 4


def _mark(plot: Plot, text: str) -> list[Word]:
    if not text:
        return []
    size = min(34, plot.width / max(width_of(text, 1, bold=True), 1) * 0.9)
    look: Look = {"align": "center", "baseline": "middle", "fontWeight": "bold", "color": INK, "opacity": 0.09}
    return [word(text, plot.width / 2, plot.height / 2, fontSize=size, **look)]


def _rows(key: Sequence[Key]) -> list[list[Key]]:
    """The key in rows that are not wider than the chart."""
    rows: list[list[Key]] = []
    room = 0.0
    for entry in key:
        needs = SIGN + 6 + width_of(entry.text) + GAP
        if not rows or needs > room:
            rows.append([])
            room = WIDTH
        rows[-1].append(entry)
        room -= needs
    return rows


def _sign(entry: Key, x: float, y: float) -> alt.Chart:
    middle = y - TEXT * 0.36
    place: Look = {"x": alt.value(x), "x2": alt.value(x + SIGN), "y": alt.value(middle)}
    chart = one()
    match entry.sign:
        case "line":
            return chart.mark_rule(color=entry.stroke, strokeWidth=2).encode(**place)
        case "dashes":
            return chart.mark_rule(color=entry.stroke, strokeWidth=1.5, strokeDash=[4, 3]).encode(**place)
        case "bar":
            return chart.mark_rule(color=entry.fill, strokeWidth=7).encode(**place)
        case "swatch":
            box = {**place, "y": alt.value(middle - 5), "y2": alt.value(middle + 5)}
            return chart.mark_rect(fill=entry.fill, stroke=entry.stroke, strokeWidth=0.7).encode(**box)
        case shape:
            point = {"x": alt.value(x + SIGN / 2), "y": alt.value(middle)}
            look: Look = {"fill": entry.fill, "stroke": entry.stroke, "strokeWidth": 1.5, "opacity": 1}
            return chart.mark_point(shape=shape, size=70, **look).encode(**point)
