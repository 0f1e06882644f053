"""An indicator by orgunit, best first: a dot for now, a ring for before, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import altair as alt

from thuocdo.core.indicators import Better
from thuocdo.core.reasons import asked, shown
from thuocdo.core.values import Kind
from thuocdo.core.verdicts import Line
from thuocdo.core.wording import Counted, Measured, Phrase
from thuocdo.reports.charts.frame import Key, Look, Plot, Word, lettered, rows_of, word, words
from thuocdo.reports.charts.look import DARK, FAINT, GRID, HATCH, INK, MIDDLE, PAPER, SMALL, WIDTH, shortened, unbroken
from thuocdo.reports.charts.picture import Picture, alternative
from thuocdo.reports.charts.tables import Writer
from thuocdo.reports.outline import Kind as Holds
from thuocdo.reports.outline import Pen, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Period
    from thuocdo.core.targets import Standard
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.outline import Table

LEFT, RIGHT, ROW = 142, 128, 18
VALUE, CHANGE = 62, 128


@dataclass(frozen=True)
class Ranking:
    """What is drawn: an indicator's figures of one period by orgunit, and the same of an earlier one.

    ``before`` holds, by code, the figure of the same ground a period earlier; it may be empty.
    """

    indicator: Indicator
    level: Level
    period: Period
    now: tuple[Figure, ...]
    before: dict[str, Figure]
    standard: Standard | None = None

    @property
    def known(self) -> list[Figure]:
        """Figures with a value, best first."""
        found = [figure for figure in self.now if isinstance(figure.value, Fraction)]
        sign = -1 if self.indicator.better is Better.HIGHER else 1
        return sorted(found, key=lambda figure: (sign * self.number(figure), figure.orgunit.code))

    @property
    def unknown(self) -> list[Figure]:
        """Figures without one."""
        return [figure for figure in self.now if not isinstance(figure.value, Fraction)]

    def number(self, figure: Figure) -> Fraction:
        """A figure's value in the indicator's unit."""
        assert isinstance(figure.value, Fraction)
        return figure.value * self.indicator.times

    def passes(self, figure: Figure) -> bool:
        """Whether a figure meets the standard; without one, all do."""
        return self.standard is None or Line(self.standard, self.indicator.better).passes(self.number(figure))

    def change(self, figure: Figure) -> Fraction | None:
        """How far it has come since the period before."""
        before = self.before.get(figure.orgunit.code)
        if before is None or not isinstance(before.value, Fraction) or not isinstance(figure.value, Fraction):
            return None
        return self.number(figure) - self.number(before)

    @property
    def is_yes_or_no(self) -> bool:
        """Whether each orgunit either has it or not."""
        return all(figure.denominator == 1 for figure in self.known) and bool(self.known)


def ranked(ranking: Ranking, texts: Catalogue, source: str, *, synthetic: bool, pen: Pen | None = None) -> Picture:
    """Ranked dots with change."""
    writer = Writer(texts, pen or Pen())
    title = finding(ranking, texts)
    order = [*ranking.known, *ranking.unknown]
    told = [writer.say("ranked.told", who=f.orgunit.name, value=shown(f, ranking.indicator)) for f in order]
    return Picture(
        kind="ranked",
        title=title,
        subtitle=_shows(ranking, writer),
        source=source,
        alt=alternative(title, told, most=30),
        mark=texts.say(Phrase("board.synthetic")) if synthetic else "",
        table=table("ranked", ranking, title, writer),
        plot=_Scene(ranking, writer).plot(order),
        key=tuple(_key(ranking, writer)),
    )


def finding(ranking: Ranking, texts: Catalogue) -> str:
    """How many reach the standard, and who is furthest from it; without a standard, from where to where."""
    known, indicator = ranking.known, ranking.indicator
    said: dict[str, object] = {
        "name": indicator.name,
        "period": ranking.period,
        "level": Phrase(f"level.{ranking.level.word}"),
    }
    if not known:
        return texts.say(Phrase("chart.ranked.unknown", said))
    best, last = known[0], known[-1]
    if ranking.standard is None:
        ends = {"low": last, "high": best} if indicator.better is Better.HIGHER else {"low": best, "high": last}
        said |= {end: Measured(ranking.number(figure), indicator.unit) for end, figure in ends.items()}
        said |= {"lowest": ends["low"].orgunit.name, "highest": ends["high"].orgunit.name}
        return texts.say(Phrase("chart.ranked.spread", said))
    passed = sum(ranking.passes(figure) for figure in known)
    said |= {"passed": passed, "all": Counted(len(ranking.now), ranking.level.word)}
    said["goal"] = asked(ranking.standard, indicator)
    if passed == len(ranking.now):
        return texts.say(Phrase("chart.ranked.all_reached", said))
    named = last if passed else best
    said |= {"who": named.orgunit.name, "value": Measured(ranking.number(named), indicator.unit)}
    key = "reached" if passed else "none_reached"
    if indicator.better is Better.LOWER:
        key += "_less"
    return texts.say(Phrase(f"chart.ranked.{key}", said))


def unit_named(indicator: Indicator, texts: Catalogue) -> object:
    """The indicator's unit in words."""
    unit = indicator.unit
    if unit == "percent":
        return Phrase("chart.percent")
    return Phrase(f"noun.{unit}") if isinstance(unit, str) and f"noun.{unit}" in texts.texts else unit


def _shows(ranking: Ranking, writer: Writer) -> str:
    level = Phrase(f"level.{ranking.level.word}")
    said: dict[str, object] = {
        "level": level,
        "period": ranking.period,
        "unit": unit_named(ranking.indicator, writer.texts),
    }
    before = _before(ranking)
    if before is None:
        return writer.say("ranked.shows_alone", **said)
    return writer.say("ranked.shows", before=before, **said)


def _before(ranking: Ranking) -> Period | None:
    return next((figure.period for figure in ranking.before.values()), None)


# ---------------------------------------------------------------------------------------- the drawing


class _Scene:
    """Where each thing stands."""

    def __init__(self, ranking: Ranking, writer: Writer) -> None:
        self.ranking = ranking
        self.writer = writer
        self.times = ranking.indicator.times
        self.low, self.high = self._range()

    def _range(self) -> tuple[Fraction, Fraction]:
        seen = [q * self.times for f in self._all() for q in (f.value, f.low, f.high) if isinstance(q, Fraction)]
        if self.ranking.indicator.unit == "percent":
            return Fraction(0), max([Fraction(100), *seen])
        return min([Fraction(0), *seen]), max([Fraction(1), *seen])

    def _all(self) -> Iterator[Figure]:
        yield from self.ranking.now
        yield from self.ranking.before.values()

    def plot(self, order: Sequence[Figure]) -> Plot:
        """The whole drawing."""
        self.height = len(order) * ROW
        layers = [*self._lines(order), *self._goal(), *self._ways(order), *self._befores(order), *self._dots(order)]
        layers += [*self._nothing(order), *words(self._words(order))]
        return Plot(tuple(layers), self.height, LEFT, RIGHT, below=26, above=44)

    def over(self, rows: Sequence[dict[str, Any]]) -> alt.Chart:
        """Rows on both axes."""
        texts = self.writer.texts
        sign = (
            texts.measured(Fraction(1), "percent").removeprefix("1") if self.ranking.indicator.unit == "percent" else ""
        )
        label = f"replace(format(datum.value, ',~f'), /,/g, '{texts.number(Fraction(1000))[1]}') + '{sign}'"
        axis = alt.Axis(labelExpr=label, title=None, tickCount=5, domain=False, ticks=False, labelPadding=4)
        scale = alt.Scale(domain=[float(self.low), float(self.high)], nice=False, zero=False)
        down = alt.Scale(domain=[self.height, 0], nice=False, zero=False)
        chart = rows_of(rows)
        return chart.encode(x=alt.X("x:Q", scale=scale, axis=axis), y=alt.Y("y:Q", scale=down, axis=None))

    def at(self, line: int) -> float:
        """The middle of a line."""
        return line * ROW + ROW / 2

    def _lines(self, order: Sequence[Figure]) -> list[alt.Chart]:
        rows = [{"x": float(self.low), "x2": float(self.high), "y": self.at(line)} for line in range(len(order))]
        return [self.over(rows).mark_rule(color=GRID).encode(x2="x2:Q")]

    def _goal(self) -> list[alt.Chart]:
        standard = self.ranking.standard
        if standard is None:
            return []
        goal = float(Line(standard, self.ranking.indicator.better).pass_line)
        rows = [{"x": goal, "y": 0, "y2": self.height, "label": self.text(Fraction(goal).limit_denominator(1000))}]
        line = self.over(rows).mark_rule(color=INK, strokeDash=[5, 4], strokeWidth=1.4).encode(y2="y2:Q")
        return [line, *lettered(self.over(rows), "label:N", dy=-10, fontWeight="bold")]

    def text(self, number: Fraction) -> str:
        """A number in the indicator's unit."""
        return unbroken(self.writer.value(number, self.ranking.indicator))

    def _ways(self, order: Sequence[Figure]) -> list[alt.Chart]:
        bounds, ways = [], []
        for line, figure in enumerate(order):
            if isinstance(figure.low, Fraction) and isinstance(figure.high, Fraction) and figure.low != figure.high:
                ends = {"x": float(figure.low * self.times), "x2": float(figure.high * self.times)}
                bounds.append({**ends, "y": self.at(line)})
            if self.ranking.change(figure):
                before = self.ranking.before[figure.orgunit.code]
                ends = {"x": float(self.ranking.number(before)), "x2": float(self.ranking.number(figure))}
                ways.append({**ends, "y": self.at(line)})
        layers = (
            [self.over(bounds).mark_rule(color=MIDDLE, strokeWidth=9, opacity=0.6).encode(x2="x2:Q")] if bounds else []
        )
        return layers + ([self.over(ways).mark_rule(color=FAINT, strokeWidth=1.4).encode(x2="x2:Q")] if ways else [])

    def _befores(self, order: Sequence[Figure]) -> list[alt.Chart]:
        rows = [
            {"x": float(self.ranking.number(self.ranking.before[f.orgunit.code])), "y": self.at(line)}
            for line, f in enumerate(order)
            if self.ranking.change(f) is not None
        ]
        look: Look = {"shape": "circle", "fill": PAPER, "stroke": FAINT, "size": 42, "strokeWidth": 1.4, "opacity": 1}
        return [self.over(rows).mark_point(**look)] if rows else []

    def _dots(self, order: Sequence[Figure]) -> list[alt.Chart]:
        layers = []
        for passed in (True, False):
            rows = [
                {"x": float(self.ranking.number(f)), "y": self.at(line)}
                for line, f in enumerate(order)
                if isinstance(f.value, Fraction) and self.ranking.passes(f) is passed
            ]
            if rows:
                layers.append(self.over(rows).mark_point(opacity=1, size=80, strokeWidth=1.6, **dot(passed=passed)))
        return layers

    def _nothing(self, order: Sequence[Figure]) -> list[alt.Chart]:
        rows = [
            {"x": float(self.low), "x2": float(self.high), "y": self.at(line) - 5, "y2": self.at(line) + 5}
            for line, f in enumerate(order)
            if not isinstance(f.value, Fraction) and not (isinstance(f.low, Fraction) and isinstance(f.high, Fraction))
        ]
        return [self.over(rows).mark_rect(fill=HATCH).encode(x2="x2:Q", y2="y2:Q")] if rows else []

    def _words(self, order: Sequence[Figure]) -> Iterator[Word]:
        """Names at the left; value and change at the right."""
        width = WIDTH - LEFT - RIGHT
        head: Look = {"fontSize": SMALL, "align": "right", "color": FAINT}
        yield word(self.writer.texts.write(self.ranking.period), width + VALUE, -24, **head)
        if any(self.ranking.change(f) is not None for f in order):
            yield word(self.writer.say("ranked.change"), width + CHANGE, -24, **head)
        for line, figure in enumerate(order):
            y = self.at(line) + 4
            known = isinstance(figure.value, Fraction)
            text = self.text(self.ranking.number(figure)) if known else self.writer.say("ranked.nothing")
            uoc = " ~" if figure.kind is Kind.UOC else ""
            look: Look = {"fontWeight": "bold"} if known else {"fontStyle": "italic", "color": FAINT}
            yield word(shortened(figure.orgunit.name, LEFT - 8), -LEFT, y)
            yield word(text + uoc, width + VALUE, y, align="right", **look)
            change = self.ranking.change(figure)
            if change is not None:
                yield word(signed(change, self.writer.texts), width + CHANGE, y, align="right", color=FAINT)


def dot(*, passed: bool) -> Look:
    """The sign of one that reaches the standard, and of one that does not: told apart by shape and lightness."""
    return (
        {"shape": "circle", "fill": DARK, "stroke": DARK}
        if passed
        else {"shape": "diamond", "fill": "#f2b134", "stroke": INK}
    )


def signed(change: Fraction, texts: Catalogue) -> str:
    """A change with its sign; the sign says the direction, not a colour.

    >>> from thuocdo.core.wording import Catalogue
    >>> [signed(change, Catalogue("vi", {})) for change in (Fraction(37, 3), Fraction(-2), Fraction(0))]
    ['+12,3', '−2', '0']
    """
    places = 0 if change.denominator == 1 else 1
    text = texts.number(abs(change), places)
    return text if not change else f"{'+' if change > 0 else '−'}{text}"


def _key(ranking: Ranking, writer: Writer) -> Iterator[Key]:
    period = ranking.period
    passed = [ranking.passes(figure) for figure in ranking.known]
    names = ("passed", "failed") if ranking.standard is not None else ("now", "now")
    for is_passed, name in zip((True, False), names, strict=True):
        if is_passed in passed:
            yield Key(writer.say(f"ranked.{name}", period=period), **_signs(dot(passed=is_passed)))
    before = _before(ranking)
    if before is not None:
        yield Key(writer.say("ranked.before", period=before), "circle", PAPER, FAINT)
    if ranking.standard is not None:
        yield Key(writer.say("ranked.goal", goal=asked(ranking.standard, ranking.indicator)), "dashes", INK, INK)
    if any(isinstance(f.low, Fraction) and isinstance(f.high, Fraction) and f.low != f.high for f in ranking.now):
        yield Key(writer.say("ranked.bounds"), "bar", MIDDLE)
    if any(not isinstance(f.low, Fraction) and not isinstance(f.value, Fraction) for f in ranking.now):
        yield Key(writer.say("ranked.nothing_key"), "swatch", HATCH, FAINT)


def _signs(look: Look) -> dict[str, str]:
    return {"sign": look["shape"], "fill": look["fill"], "stroke": look["stroke"]}


# ---------------------------------------------------------------------------------------- the table


def table(name: str, ranking: Ranking, title: str, writer: Writer) -> Table:
    """Every orgunit with its figure, the one before, and the change."""
    indicator = ranking.indicator
    holds = Holds.PERCENT if indicator.unit == "percent" else Holds.COUNT
    columns = [writer.column("orgunit", share=2.2), *writer.figure_columns(indicator)]
    if ranking.before:
        columns += [writer.column("before", holds), writer.column("change", Holds.COUNT)]
    rows = []
    for figure in [*ranking.known, *ranking.unknown]:
        cells = [writer.words(figure.orgunit.name), *writer.figure(figure, indicator)]
        if ranking.before:
            cells += _compared(ranking, figure, writer)
        rows.append(cells)
    return writer.table(name, title, columns, rows)


def _compared(ranking: Ranking, figure: Figure, writer: Writer) -> Iterator[Any]:
    code, period = figure.orgunit.code, ranking.period.id
    before, change = ranking.before.get(code), ranking.change(figure)
    value = before.value if before is not None else None
    kind = before.kind if before is not None else Kind.OFFICIAL
    then = before.period.id if before is not None else period
    yield writer.measured(value, ranking.indicator, Reference("value", ranking.indicator.id, code, then), kind)
    if change is None:
        yield writer.words(Phrase("nothing"))
        return
    text = signed(change, writer.texts)
    number = writer.pen.number(text, Reference("change", ranking.indicator.id, code, period), change)
    yield writer.numbered(number)
