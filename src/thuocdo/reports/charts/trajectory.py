"""The way of one target: milestones, path, what was reached, what it could be, and where the pace leads."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import altair as alt

from thuocdo.core.periods import MONTHS
from thuocdo.core.reasons import shown
from thuocdo.core.targets import CHANGES, When
from thuocdo.core.trajectory import Point as PathPoint
from thuocdo.core.trajectory import path_at, place
from thuocdo.core.values import Kind
from thuocdo.core.verdicts import Line, Verdict, unchanged
from thuocdo.core.wording import Counted, Measured, Phrase
from thuocdo.reports.charts.course import Course, finding, milestone_told
from thuocdo.reports.charts.frame import Key, Look, Plot, lettered, rows_of
from thuocdo.reports.charts.look import DARK, FAINT, HATCH, INK, MIDDLE, PAPER, unbroken
from thuocdo.reports.charts.picture import Picture, alternative
from thuocdo.reports.charts.tables import Writer
from thuocdo.reports.outline import Kind as Holds
from thuocdo.reports.outline import Pen, Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.periods import Period
    from thuocdo.core.targets import Milestone
    from thuocdo.core.trajectory import Trajectory
    from thuocdo.core.wording import Catalogue

HEIGHT, LEFT, RIGHT = 250, 56, 34
MANY = 8


def trajectory(course: Course, texts: Catalogue, source: str, *, synthetic: bool, pen: Pen | None = None) -> Picture:
    """The trajectory of a target.

    :param source: the line that says where the data come from, already in words
    """
    writer = Writer(texts, pen or Pen())
    scene = _Scene(course, writer)
    title = finding(course, texts)
    told = [f"{texts.write(f.period)}: {texts.write(shown(f, course.indicator))}" for f in course.figures]
    return Picture(
        kind="trajectory",
        title=title,
        subtitle=scene.subtitle,
        source=source,
        alt=alternative(title, [*told, *(milestone_told(course, m, texts) for m in course.milestones[:MANY])]),
        mark=texts.say(Phrase("board.synthetic")) if synthetic else "",
        table=_table(course, scene, writer),
        plot=Plot(tuple(scene.layers()), HEIGHT, LEFT, RIGHT, below=42, above=34),
        key=tuple(scene.key()),
    )


# ---------------------------------------------------------------------------------------- the drawing


class _Scene:
    """Numbers of the drawing: where each thing stands."""

    def __init__(self, course: Course, writer: Writer) -> None:
        self.course = course
        self.writer = writer
        self.times = course.indicator.times
        self.unit = course.indicator.unit
        self.goals = [(m, goal) for m in course.milestones if (goal := self.goal(m)) is not None]
        self.first = min(
            [f.period.year for f in course.figures] + [m.period.year for m, _ in self.goals],
            default=course.row.period.year,
        )
        self.last = max(
            [f.period.year for f in course.figures] + [m.period.year for m, _ in self.goals],
            default=course.row.period.year,
        )
        self.low, self.high = self._range()

    def goal(self, milestone: Milestone) -> Fraction | None:
        """The number that a milestone asks for; none where a change has nothing to start from."""
        standard = milestone.standard
        if standard is None:
            return None
        line = Line(standard, self.course.indicator.better)
        if standard.rule not in CHANGES:
            return (
                line.pass_line
                if standard.value is not None or line.full_mark is not None or self._is_zero(line)
                else None
            )
        way = self.course.row.trajectory
        if way is None:
            return None
        start = way.start.value / self.times
        return unchanged(standard, self.course.indicator.better, start, line.pass_line, self.times) * self.times

    def _is_zero(self, line: Line) -> bool:
        return line.standard.rule.value == "none_new"

    def _range(self) -> tuple[Fraction, Fraction]:
        """The range of the upright axis: from zero, unless everything lies high up; then it says so."""
        seen = [goal for _, goal in self.goals]
        for figure in self.course.figures:
            seen += [q * self.times for q in (figure.value, figure.low, figure.high) if isinstance(q, Fraction)]
        lowest, highest = min(seen, default=Fraction(0)), max(seen, default=Fraction(1))
        way = self.course.row.trajectory
        if way is not None and way.projection is not None and not self.is_share:
            lowest, highest = min(lowest, way.projection), max(highest, way.projection)
        if self.is_share:
            bottom = Fraction(max(0, int(lowest / 10) * 10 - 10)) if lowest >= 60 else Fraction(0)
            return bottom, max(Fraction(100), highest)
        bottom = Fraction(0) if lowest * 2 <= highest else lowest - (highest - lowest) / 2
        bottom = max(bottom, Fraction(0)) if lowest >= 0 else lowest
        return Fraction(int(bottom)), highest + max((highest - bottom) / 10, Fraction(1))

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage of a whole, which a hundred bounds."""
        return self.unit == "percent"

    @property
    def subtitle(self) -> str:
        """What is drawn, what became of milestones, what is needed, where the pace leads, where the axis begins."""
        way, parts = self.course.row.trajectory, self._missed_before()
        if way is not None and way.needed is not None and self._is_open(way):
            parts.append(self.say("needed", needed=self._pace(abs(way.needed)), by=way.milestone.period))
        parts += self._led_to()
        if self.low > 0:
            parts.append(self.say("axis", low=Measured(self.low, self.unit)))
        return " ".join([self.say("shows", unit=self._unit_named()), *parts])

    def _missed_before(self) -> list[str]:
        """Milestones that were missed, where the title speaks of the next."""
        row = self.course.row
        if row.outlook is None or row.target.schedule.when is When.EVERY:
            return []
        missed = [
            d for d in row.milestones if d.judgement.verdict is Verdict.MISSED and d.milestone.period != row.period
        ]
        return [
            self.say(
                "missed_before",
                period=d.milestone.period,
                short=Counted(d.judgement.short_by, self.course.indicator.counts),
            )
            for d in missed
            if d.judgement.short_by
        ]

    def _led_to(self) -> list[str]:
        """Where the pace so far leads."""
        way, end = self.course.row.trajectory, self.projected()
        goal = None if way is None else self.goal(way.milestone)
        if way is None or end is None or goal is None or way.projection is None or way.milestone.standard is None:
            return []
        less = Line(way.milestone.standard, self.course.indicator.better).asks_for_less or goal < way.start.value
        reaches = way.projection <= goal if less else way.projection >= goal
        value = Measured(end[1], self.unit, 1)
        return [
            self.say("leads", by=way.milestone.period, value=value)
            if not reaches
            else self.say("reaches", by=way.milestone.period)
        ]

    def _pace(self, number: Fraction) -> str:
        unit = self.writer.texts.say(Phrase("unit.points")) if self.is_share else self._unit_named()
        return f"{self.writer.texts.number(number, 1)} {self.writer.texts.write(unit)}"

    def _is_open(self, way: Trajectory) -> bool:
        assert way.needed is not None
        goal = self.goal(way.milestone)
        if goal is None or goal == way.value:
            return False
        assert way.milestone.standard is not None
        less = Line(way.milestone.standard, self.course.indicator.better).asks_for_less
        return way.needed < 0 if less else way.needed > 0

    def _unit_named(self) -> object:
        if self.unit == "percent":
            return Phrase("chart.percent")
        noun = self.unit
        return Phrase(f"noun.{noun}") if isinstance(noun, str) and f"noun.{noun}" in self.writer.texts.texts else noun

    def say(self, key: str, **details: object) -> str:
        """A phrase of this chart."""
        return self.writer.say(f"trajectory.{key}", **details)

    def text(self, number: Fraction) -> str:
        """A number as printed beside a point."""
        return unbroken(self.writer.value(number, self.course.indicator))

    # .................................................................................... layers

    def layers(self) -> list[alt.Chart]:
        """From the ground up."""
        drawn = [
            *self._gaps(),
            *self._path(),
            *self._bounds(),
            *self._diamonds(),
            *self._projection(),
            *self._actual(),
            *self._misses(),
        ]
        return [*drawn, *self._labels()]

    def x(self) -> alt.X:
        """The axis of time: the end of each year."""
        every = self.last - self.first < 12
        values = [year for year in range(self.first, self.last + 1) if every or year % 2 == 0]
        axis = alt.Axis(values=values, format="d", title=self.say("time"), grid=False, labelPadding=6, titlePadding=8)
        scale = alt.Scale(domain=[self.first - 0.45, self.last + 0.45], nice=False, zero=False)
        return alt.X("x:Q", scale=scale, axis=axis)

    def y(self) -> alt.Y:
        """The axis of the indicator."""
        sign = f" + '{_percent(self.writer.texts)}'" if self.is_share else ""
        label = f"replace(format(datum.value, ',~f'), /,/g, '{_thousands(self.writer.texts)}'){sign}"
        axis = alt.Axis(labelExpr=label, title=None, tickCount=5, domain=False, ticks=False, minExtent=44, maxExtent=44)
        return alt.Y(
            "y:Q", scale=alt.Scale(domain=[float(self.low), float(self.high)], nice=False, zero=False), axis=axis
        )

    def over(self, rows: Sequence[dict[str, Any]]) -> alt.Chart:
        """Rows on both axes."""
        return rows_of(rows).encode(x=self.x(), y=self.y())

    def _gaps(self) -> list[alt.Chart]:
        """A hatched strip where there is no number and no bounds either."""
        rows = [
            {
                "x": at(f.period) - half(f.period),
                "x2": at(f.period) + half(f.period),
                "y": float(self.low),
                "y2": float(self.high),
            }
            for f in self.course.figures
            if not isinstance(f.value, Fraction) and not _has_bounds(f)
        ]
        if not rows:
            return [self.over([]).mark_point()]
        return [self.over(rows).mark_rect(fill=HATCH, opacity=0.8).encode(x2="x2:Q", y2="y2:Q")]

    def _path(self) -> list[alt.Chart]:
        points = self.path_points()
        if len(points) < 2:
            return []
        shape = self.course.row.target.path
        steps = sorted({place(p.period) for p in points})
        rows = []
        for before, after in itertools.pairwise(points):
            rows.append({"x": at(before.period), "y": float(before.value)})
            if shape.value == "step":
                rows.append({"x": at(after.period), "y": float(before.value)})
        rows.append({"x": at(points[-1].period), "y": float(points[-1].value)})
        assert steps
        order = [{**row, "o": index} for index, row in enumerate(rows)]
        return [self.over(order).mark_line(color=FAINT, strokeWidth=1.4, strokeDash=[5, 4]).encode(order="o:Q")]

    def path_points(self) -> list[PathPoint]:
        """What the path goes through: its start, then each milestone."""
        way = self.course.row.trajectory
        points = [PathPoint(m.period, goal) for m, goal in self.goals]
        if way is not None and all(point.period != way.start.period for point in points):
            points.append(way.start)
        return sorted(points, key=lambda point: place(point.period))

    def _bounds(self) -> list[alt.Chart]:
        rows = [
            {"x": at(f.period), "y": float(f.low * self.times), "y2": float(f.high * self.times)}
            for f in self.course.figures
            if _has_bounds(f) and f.low != f.high
            if isinstance(f.low, Fraction) and isinstance(f.high, Fraction)
        ]
        return [self.over(rows).mark_rule(color=MIDDLE, strokeWidth=11, opacity=0.75).encode(y2="y2:Q")] if rows else []

    def _actual(self) -> list[alt.Chart]:
        known = [f for f in self.course.figures if isinstance(f.value, Fraction)]
        rows = [self._point(f) for f in known]
        line = self.over(rows).mark_line(color=DARK, strokeWidth=2.4)
        firm = [row for row in rows if not row["uoc"]]
        rough = [row for row in rows if row["uoc"]]
        size = 70 if len(rows) <= 12 else 24
        look: Look = {"filled": True, "size": size, "opacity": 1, "stroke": DARK, "strokeWidth": 2}
        dots = [self.over(firm).mark_point(fill=DARK, **look)] if firm else []
        return [line, *dots, *([self.over(rough).mark_point(fill=PAPER, **look)] if rough else [])]

    def _point(self, figure: Figure) -> dict[str, Any]:
        assert isinstance(figure.value, Fraction)
        value = figure.value * self.times
        return {"x": at(figure.period), "y": float(value), "label": self.text(value), "uoc": figure.rests_on_uoc}

    def _projection(self) -> list[alt.Chart]:
        way = self.course.row.trajectory
        end = self.projected()
        if way is None or end is None or self.course.row.figure is None:
            return []
        start = {"x": at(self.course.row.figure.period), "y": float(way.value)}
        rows = [start, {"x": float(end[0]), "y": float(end[1])}]
        line = self.over(rows).mark_line(color=DARK, strokeWidth=1.6, strokeDash=[1.5, 3.5], strokeCap="round")
        tip = self.over(rows[1:]).mark_point(shape="triangle-up", fill=PAPER, stroke=DARK, size=60, opacity=1)
        return [line, tip]

    def projected(self) -> tuple[Fraction, Fraction] | None:
        """Where the pace leads: to the milestone's period, or to where a share can go no further."""
        way = self.course.row.trajectory
        if way is None or way.pace is None or way.projection is None or self.course.row.figure is None:
            return None
        begin = place(self.course.row.figure.period) - 1
        end = place(way.milestone.period) - 1
        if end <= begin:
            return None
        most = Fraction(100) if way.pace > 0 else Fraction(0)
        past = way.projection > most if way.pace > 0 else way.projection < most
        if past and (self.is_share or most == 0) and way.pace:
            return begin + (most - way.value) / way.pace, most
        return end, way.projection

    def _diamonds(self) -> list[alt.Chart]:
        if len(self.goals) > MANY:
            return []
        rows = [{"x": at(m.period), "y": float(goal)} for m, goal in self.goals]
        look: Look = {"shape": "diamond", "size": 190, "filled": True, "opacity": 1, "strokeWidth": 1.6}
        return [self.over(rows).mark_point(fill="#f2b134", stroke=INK, **look)] if rows else []

    def _misses(self) -> list[alt.Chart]:
        """Where there are too many milestones for a sign each, a cross marks every period that misses its own."""
        if len(self.goals) <= MANY:
            return []
        better = self.course.indicator.better
        asked = {m.period: Line(m.standard, better) for m, _ in self.goals if m.standard is not None}
        rows = [
            self._point(f)
            for f in self.course.figures
            if isinstance(f.value, Fraction) and f.period in asked and not asked[f.period].passes(f.value * self.times)
        ]
        look: Look = {
            "shape": "cross",
            "angle": 45,
            "size": 150,
            "fill": PAPER,
            "stroke": INK,
            "strokeWidth": 1.4,
            "opacity": 1,
        }
        return (
            [self.over(rows).mark_point(**look), *lettered(self.over(rows), "label:N", dy=-14, fontWeight="bold")]
            if rows
            else []
        )

    def _labels(self) -> list[alt.Chart]:
        """A number beside each point, above or below as the milestone of the same period leaves room."""
        goals = {m.period: goal for m, goal in self.goals}
        above: list[dict[str, Any]] = []
        below: list[dict[str, Any]] = []
        known = [f for f in self.course.figures if isinstance(f.value, Fraction)]
        if len(self.goals) > MANY:
            return []
        for figure in known:
            point = self._point(figure)
            goal = goals.get(figure.period)
            high = isinstance(figure.high, Fraction) and figure.high != figure.value
            under = (goal is not None and goal * 1 >= point["y"]) or (goal is None and high)
            (below if under else above).append(point)
        if len(self.goals) <= MANY:
            for milestone, goal in self.goals:
                beside = next((f for f in known if f.period == milestone.period), None)
                row = {"x": at(milestone.period), "y": float(goal), "label": self.text(goal)}
                over = beside is None or self._point(beside)["y"] <= row["y"]
                if beside is None or self._point(beside)["y"] != row["y"]:
                    (above if over else below).append(row)
        return [
            layer
            for rows, dy in ((above, -14), (below, 17))
            if rows
            for layer in lettered(self.over(rows), "label:N", dy=dy, fontWeight="bold")
        ]

    def key(self) -> list[Key]:
        """Only what is drawn."""
        figures = self.course.figures
        known = [f for f in figures if isinstance(f.value, Fraction)]
        found = [
            Key(self.say("actual"), "circle", DARK, DARK) if any(not f.rests_on_uoc for f in known) else None,
            Key(self.say("uoc"), "circle", PAPER, DARK) if any(f.rests_on_uoc for f in known) else None,
            Key(self.say("goal"), "diamond", "#f2b134", INK) if 0 < len(self.goals) <= MANY else None,
            Key(self.say("misses"), "cross", PAPER, INK) if self._misses() else None,
            Key(self.say("path"), "dashes", FAINT, FAINT) if len(self.path_points()) > 1 else None,
            Key(self.say("bounds"), "bar", MIDDLE)
            if any(_has_bounds(f) and f.low != f.high for f in figures)
            else None,
            Key(self.say("projection"), "triangle-up", PAPER, DARK) if self.projected() else None,
            Key(self.say("nothing"), "swatch", HATCH, FAINT)
            if any(not isinstance(f.value, Fraction) and not _has_bounds(f) for f in figures)
            else None,
        ]
        return [entry for entry in found if entry is not None]


def at(period: Period) -> float:
    """Where a period ends on the axis: the end of 2017 is 2017."""
    return float(place(period) - 1)


def half(period: Period) -> float:
    """Half the width of what stands for a period, in years."""
    return min(0.2, MONTHS[period.frequency] / 26)


def _has_bounds(figure: Figure) -> bool:
    return isinstance(figure.low, Fraction) and isinstance(figure.high, Fraction)


def _percent(texts: Catalogue) -> str:
    return texts.measured(Fraction(1), "percent").removeprefix("1").replace(" ", "\u00a0")


def _thousands(texts: Catalogue) -> str:
    return texts.number(Fraction(1000))[1]


# ---------------------------------------------------------------------------------------- the table


def _table(course: Course, scene: _Scene, writer: Writer) -> Any:
    columns = [
        writer.column("period"),
        *writer.figure_columns(course.indicator),
        writer.column("goal", Holds.PERCENT if scene.is_share else Holds.COUNT),
        writer.column("path", Holds.PERCENT if scene.is_share else Holds.COUNT),
        writer.column("verdict"),
    ]
    goals = {m.period: goal for m, goal in scene.goals}
    verdicts = {d.milestone.period: d.judgement.verdict for d in course.row.milestones}
    figures = {f.period: f for f in course.figures}
    periods = sorted({*goals, *figures}, key=lambda period: period.last_day)
    points = scene.path_points()
    rows = []
    for period in periods:
        figure = figures.get(period)
        empty = [writer.words(Phrase("nothing"))] * (len(columns) - 4)
        root = course.row.figure.orgunit.code if course.row.figure is not None else ""
        goal, path = goals.get(period), path_at(points, period, course.row.target.path)
        verdict = verdicts.get(period)
        rows.append([
            writer.words(period),
            *(writer.figure(figure, course.indicator) if figure is not None else empty),
            _number(writer, goal, course.indicator, Reference("standard", course.indicator.id, root, period.id)),
            _number(writer, path, course.indicator, Reference("path", course.indicator.id, root, period.id)),
            writer.words(Phrase(f"verdict.{verdict.value}") if verdict is not None else Phrase("nothing")),
        ])  # fmt: skip
    return writer.table("trajectory", finding(course, writer.texts), columns, rows)


def _number(writer: Writer, number: Fraction | None, indicator: Indicator, reference: Reference) -> Any:
    share = None if number is None else number / indicator.times
    return writer.measured(share, indicator, reference, Kind.OFFICIAL)
