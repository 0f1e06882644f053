"""A map of tiles: one square an orgunit, about where it lies, darker for more; what has no data is hatched."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import altair as alt

from thuocdo.core.orgunits import Tile
from thuocdo.core.reasons import asked, shown
from thuocdo.core.values import Kind
from thuocdo.core.verdicts import Line
from thuocdo.core.wording import Counted, Phrase
from thuocdo.reports.charts.frame import Key, Look, Plot, Word, rows_of, word, words
from thuocdo.reports.charts.look import CLASSES, FAINT, HATCH, INK, PAPER, SMALL, TEXT, WIDTH, unbroken, width_of
from thuocdo.reports.charts.picture import Picture, alternative
from thuocdo.reports.charts.ranked import finding as ranked_finding
from thuocdo.reports.charts.ranked import table, unit_named
from thuocdo.reports.charts.tables import Writer
from thuocdo.reports.outline import Pen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thuocdo.core.figures import Figure
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.charts.ranked import Ranking

WIDE, HIGH, GAP = 84, 52, 4
DARK_FROM = 2
SHADES = {1: (1,), 2: (0, 3), 3: (0, 1, 3), 4: (0, 1, 2, 3)}


@dataclass(frozen=True)
class Class:
    """A class of values: from ``low`` (included) to ``high`` (left out, but for the last)."""

    low: Fraction
    high: Fraction
    fill: str
    is_dark: bool


def tiles(
    ranking: Ranking,
    places: Mapping[str, Tile],
    texts: Catalogue,
    source: str,
    *,
    synthetic: bool,
    pen: Pen | None = None,
) -> Picture:
    """The tile map of an indicator.

    :param places: where each orgunit's tile lies, by code; where one is missing, all are laid out by code
    """
    writer = Writer(texts, pen or Pen())
    title = finding(ranking, texts)
    laid, lies = _laid(ranking, places)
    classes = classes_of(ranking)
    order = [*ranking.known, *ranking.unknown]
    said: dict[str, object] = {"level": Phrase(f"level.{ranking.level.word}"), "period": ranking.period}
    said["unit"] = unit_named(ranking.indicator, texts)
    return Picture(
        kind="tiles",
        title=title,
        subtitle=writer.say("tiles.shows" if lies else "tiles.shows_plain", **said),
        source=source,
        alt=alternative(
            title,
            [writer.say("ranked.told", who=f.orgunit.name, value=shown(f, ranking.indicator)) for f in order],
            most=30,
        ),
        mark=texts.say(Phrase("board.synthetic")) if synthetic else "",
        table=table("tiles", ranking, title, writer),
        plot=_plot(ranking, laid, classes, writer),
        key=tuple(_key(ranking, classes, writer)),
    )


def finding(ranking: Ranking, texts: Catalogue) -> str:
    """As the ranked dots say it; where each orgunit has it or has not, how many have."""
    if not ranking.is_yes_or_no:
        return ranked_finding(ranking, texts)
    said: dict[str, object] = {
        "name": ranking.indicator.name,
        "period": ranking.period,
        "passed": sum(figure.value == 1 for figure in ranking.known),
        "all": Counted(len(ranking.now), ranking.level.word),
        "unknown": len(ranking.unknown),
    }
    return texts.say(Phrase("chart.tiles.have_unknown" if ranking.unknown else "chart.tiles.have", said))


# ---------------------------------------------------------------------------------------- classes


def classes_of(ranking: Ranking) -> list[Class]:
    """At most four classes with round ends, low to high; none where it is yes or no.

    Where there is a standard its line parts them: the two darker classes lie above it, the two lighter below.
    """
    numbers = [ranking.number(figure) for figure in ranking.known]
    if ranking.is_yes_or_no or not numbers:
        return []
    most = Fraction(100) if ranking.indicator.unit == "percent" else None
    if ranking.standard is not None:
        return _parted(Line(ranking.standard, ranking.indicator.better).pass_line, min(numbers), max(numbers), most)
    points = ends(min(numbers), max(numbers), most)
    return [
        _class(low, high, shade)
        for (low, high), shade in zip(itertools.pairwise(points), SHADES[len(points) - 1], strict=True)
    ]


def _class(low: Fraction, high: Fraction, shade: int) -> Class:
    return Class(low, high, CLASSES[shade], shade >= DARK_FROM)


def _parted(line: Fraction, lowest: Fraction, highest: Fraction, most: Fraction | None) -> list[Class]:
    """Two classes below a line and two above it, where there is anything."""
    below = halves(lowest, line) if lowest < line else []
    top = highest if most is None else max(highest, most)
    above = halves(line, top) if highest > line else [line, line + 1] if highest == line else []
    found = [_class(low, high, shade) for (low, high), shade in zip(itertools.pairwise(below), (0, 1), strict=False)]
    return found + [
        _class(low, high, shade) for (low, high), shade in zip(itertools.pairwise(above), (2, 3), strict=False)
    ]


def halves(low: Fraction, high: Fraction) -> list[Fraction]:
    """The ends of two classes that hold a range, parted at a round number; one where it is too narrow for two.

    >>> [str(end) for end in halves(Fraction(50), Fraction(75))]
    ['50', '60', '75']
    """
    step = next(step for step in _steps() if (high - low) / step <= 5)
    first = math.floor(low / step) * step
    middle = round((first + high) / 2 / step) * step
    return [first, middle, high] if first < middle < high else [first, high]


def ends(lowest: Fraction, highest: Fraction, most: Fraction | None = None) -> list[Fraction]:
    """The ends of at most four classes: round numbers that hold everything, and no more than ``most``.

    >>> [str(end) for end in ends(Fraction(86), Fraction(96), Fraction(100))]
    ['85', '90', '95', '100']
    """
    for step in _steps():
        first = math.floor(lowest / step)
        last = max(math.floor(highest / step) + 1, first + 1)
        if most is not None and last * step > most and highest <= most:
            last = math.ceil(most / step)
        if last - first <= len(CLASSES):
            points = [step * place for place in range(first, last + 1)]
            if most is not None and highest <= most:
                points[-1] = min(points[-1], most)
            return points
    raise AssertionError


def _steps() -> Iterator[Fraction]:
    for power in itertools.count(-2):
        for digit in (1, 2, 5):
            yield Fraction(digit) * Fraction(10) ** power


def class_of(number: Fraction, classes: Sequence[Class]) -> Class:
    """The class of a number."""
    return next((c for c in classes if c.low <= number < c.high), classes[-1])


# ---------------------------------------------------------------------------------------- the drawing


def _laid(ranking: Ranking, places: Mapping[str, Tile]) -> tuple[dict[str, Tile], bool]:
    """Where each tile stands, and whether that says where it lies."""
    units = [figure.orgunit for figure in ranking.now]
    if units and all(unit.code in places for unit in units):
        mine = [places[unit.code] for unit in units]
        top, left = min(tile.row for tile in mine), min(tile.col for tile in mine)
        return {
            u.code: Tile(places[u.code].row - top, places[u.code].col - left, places[u.code].label) for u in units
        }, True
    columns = 7
    ordered = sorted(units, key=lambda unit: unit.code)
    return {unit.code: Tile(n // columns, n % columns, bare(unit)) for n, unit in enumerate(ordered)}, False


def bare(unit: OrgUnit) -> str:
    """A name without its type, where it is a name and no number.

    >>> from datetime import date
    >>> from thuocdo.core.orgunits import Level, OrgUnit
    >>> bare(OrgUnit("407", "Thị xã Nghi Sơn", "Thị xã", Level.DISTRICT, "38", date(2020, 6, 1)))
    'Nghi Sơn'
    """
    return unit.name.removeprefix(unit.type).strip() or unit.name


def _plot(ranking: Ranking, laid: Mapping[str, Tile], classes: Sequence[Class], writer: Writer) -> Plot:
    columns = 1 + max((tile.col for tile in laid.values()), default=0)
    rows = 1 + max((tile.row for tile in laid.values()), default=0)
    wide = min(WIDE, (WIDTH - 8) / columns)
    left = (WIDTH - columns * wide) / 2
    squares = [_square(ranking, figure, laid[figure.orgunit.code], classes, wide, writer) for figure in ranking.now]
    height = rows * HIGH
    fills = dict.fromkeys(square["fill"] for square in squares)
    layers = [_ground([s for s in squares if s["fill"] == fill], fill, columns * wide, height) for fill in fills]
    layers += words(itertools.chain.from_iterable(map(_words, squares)))
    layers += _passed(squares, columns * wide, height)
    return Plot(tuple(layers), height, left, left, below=8, above=18, is_solid=True)


def _over(rows: Sequence[dict[str, Any]], width: float, height: float) -> alt.Chart:
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    return rows_of(rows).encode(x=x, y=y)


def _ground(squares: Sequence[dict[str, Any]], fill: str, width: float, height: float) -> alt.Chart:
    """The tiles of one fill."""
    chart = _over(squares, width, height).mark_rect(fill=fill, stroke="#5b6772", strokeWidth=0.8)
    return chart.encode(x2="x2:Q", y2="y2:Q")


def _square(
    ranking: Ranking, figure: Figure, tile: Tile, classes: Sequence[Class], wide: float, writer: Writer
) -> dict[str, Any]:
    """A tile with what is written on it."""
    x, y = tile.col * wide, tile.row * HIGH
    square = {"x": x, "x2": x + wide - GAP, "y": y, "y2": y + HIGH - GAP, "middle": x + (wide - GAP) / 2}
    known = isinstance(figure.value, Fraction)
    fill, is_dark = _fill(ranking, figure, classes)
    number = writer.say("tiles.nothing")
    if known:
        number = unbroken(writer.value(ranking.number(figure), ranking.indicator))
        if ranking.is_yes_or_no:
            number = writer.say("tiles.one_yes" if figure.value == 1 else "tiles.one_no")
        if figure.kind is Kind.UOC:
            number += " ~"
    names = _two_lines(bare(figure.orgunit) if _is_newly_named(figure.orgunit, tile) else tile.label, wide - GAP - 6)
    lines = [*names, number]
    return {
        **square,
        "fill": fill,
        "ink": PAPER if is_dark else INK,
        "boxed": not known,
        "lines": [{"text": text, "bold": n == len(names)} for n, text in enumerate(lines)],
        "passed": known and ranking.standard is not None and not ranking.is_yes_or_no and ranking.passes(figure),
    }


def _is_newly_named(unit: OrgUnit, tile: Tile) -> bool:
    """Whether an orgunit has taken a name that its tile does not know."""
    return not unit.name.endswith(tile.label.removeprefix("TP ").strip())


def _fill(ranking: Ranking, figure: Figure, classes: Sequence[Class]) -> tuple[str, bool]:
    if not isinstance(figure.value, Fraction):
        return HATCH, False
    if ranking.is_yes_or_no:
        return (CLASSES[3], True) if figure.value == 1 else (CLASSES[0], False)
    found = class_of(ranking.number(figure), classes)
    return found.fill, found.is_dark


def _two_lines(name: str, width: float) -> list[str]:
    """A name on one line, or on two where it is too wide."""
    words = name.split()
    if width_of(name, SMALL) <= width or len(words) == 1:
        return [name]
    half = min(
        range(1, len(words)),
        key=lambda n: max(width_of(" ".join(words[:n]), SMALL), width_of(" ".join(words[n:]), SMALL)),
    )
    return [" ".join(words[:half]), " ".join(words[half:])]


def _words(square: dict[str, Any]) -> Iterator[Word]:
    """What is written on a tile; on a hatched one with a light edge, so that it can be read."""
    lines = square["lines"]
    step = 14 if len(lines) < 3 else 12.5
    first = (square["y"] + square["y2"]) / 2 - (len(lines) - 1) * step / 2
    for n, line in enumerate(lines):
        look: Look = {"fontSize": SMALL, "color": square["ink"], "baseline": "middle", "align": "center"}
        if line["bold"]:
            look |= {"fontStyle": "italic"} if square["boxed"] else {"fontWeight": "bold", "fontSize": TEXT}
        place = (line["text"], square["middle"], first + n * step)
        if square["boxed"]:
            yield word(*place, **look, stroke=PAPER, strokeWidth=5, strokeJoin="round")
        yield word(*place, **look)


def _passed(squares: Sequence[dict[str, Any]], width: float, height: float) -> list[alt.Chart]:
    """A sign in the corner of those that reach the standard."""
    rows = [{"x": s["x2"] - 8, "y": s["y"] + 8} for s in squares if s["passed"]]
    look: Look = {"shape": "circle", "fill": PAPER, "stroke": INK, "strokeWidth": 1.6, "size": 50, "opacity": 1}
    return [_over(rows, width, height).mark_point(**look)] if rows else []


def _key(ranking: Ranking, classes: Sequence[Class], writer: Writer) -> Iterator[Key]:
    if ranking.is_yes_or_no:
        yield Key(writer.say("tiles.one_yes"), "swatch", CLASSES[3], INK)
        yield Key(writer.say("tiles.one_no"), "swatch", CLASSES[0], INK)
    for found in classes:
        is_last = found is classes[-1]
        low, high = writer.value(found.low, ranking.indicator), writer.value(found.high, ranking.indicator)
        key = "tiles.class" if is_last else "tiles.class_open"
        yield Key(writer.say(key, low=low, high=high), "swatch", found.fill, INK)
    if ranking.standard is not None and not ranking.is_yes_or_no and any(map(ranking.passes, ranking.known)):
        goal = asked(ranking.standard, ranking.indicator)
        yield Key(writer.say("tiles.passed_key", goal=goal), "circle", PAPER, INK)
    if ranking.unknown:
        yield Key(writer.say("tiles.nothing_key"), "swatch", HATCH, FAINT)
