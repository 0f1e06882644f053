"""The charts of a paper: which the plan asks for, with their data; never of a restricted figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.answers import pictures
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Frequency
from thuocdo.core.wording import Phrase
from thuocdo.reports.figures import decisive, is_restricted, row_is_restricted
from thuocdo.reports.outline import ChartSlot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.judge import Calculator
    from thuocdo.core.rows import Row
    from thuocdo.core.targets import Standard
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.charts.ranked import Ranking
    from thuocdo.reports.matter import Matter


def charts_of(matter: Matter, rows: Iterable[Row], texts: Catalogue, calculator: Calculator) -> Iterator[ChartSlot]:
    """The charts of a progress report, in the order of the plan's file."""
    progress = matter.book.plan.papers.progress
    assert progress is not None
    made = _Charts(matter, {row.target.id: row for row in rows}, texts, calculator)
    asked = progress.charts
    for name in asked.trajectory:
        yield from made.trajectory(name)
    for name in asked.ranked:
        yield from made.by_orgunit(name, "ranked")
    for name in asked.tiles:
        yield from made.by_orgunit(name, "tiles")
    if asked.coverage:
        yield from made.coverage()


class _Charts:
    """Makes the slots of one paper."""

    def __init__(self, matter: Matter, rows: dict[str, Row], texts: Catalogue, calculator: Calculator) -> None:
        self.matter = matter
        self.rows = rows
        self.texts = texts
        self.calculator = calculator
        question = matter.question
        days = {"known_at": question.known_at, "on": question.on}
        self.shared = {"source": texts.say(Phrase("paper.source", days)), "synthetic": matter.synthetic}
        self.level = Level(min(matter.orgunit.level + 1, Level.COMMUNE))

    def trajectory(self, target: str) -> Iterator[ChartSlot]:
        """The way of one target."""
        row = self.rows[target]
        course = pictures.course(self.matter.book, self.matter.question, row, self.calculator)
        if course is None or row_is_restricted(row):
            return
        caption = self._caption("paper.chart.trajectory", course.indicator.name)
        yield ChartSlot(f"trajectory_{target}", "trajectory", {"course": course, **self.shared}, caption)

    def by_orgunit(self, indicator: str, kind: str) -> Iterator[ChartSlot]:
        """An indicator by orgunit: ranked dots, or tiles."""
        matter = self.matter
        if matter.orgunit.level is Level.COMMUNE:
            return
        before = matter.period.previous()
        known = before.year >= matter.book.plan.first_year
        ranking = pictures.ranking(
            matter.book,
            matter.question,
            indicator,
            matter.period,
            self.level,
            standard=self._standard(indicator),
            before=before if known else None,
            calculator=self.calculator,
        )
        if any(is_restricted(figure) for figure in ranking.now):
            return
        arguments: dict[str, object] = {"ranking": ranking, **self.shared}
        if kind == "tiles":
            arguments["places"] = self._places(ranking)
        caption = self._caption(f"paper.chart.{kind}", matter.book.plan.indicators[indicator].name)
        yield ChartSlot(f"{kind}_{indicator}", kind, arguments, caption)

    def coverage(self) -> Iterator[ChartSlot]:
        """Who has reported, by quarter; of a shorter period, that period alone."""
        matter = self.matter
        columns = matter.period.parts(Frequency.QUARTER) or (matter.period,)
        strip = pictures.strip(matter.book, matter.question, columns, self.level)
        yield ChartSlot("coverage", "coverage", {"strip": strip, **self.shared}, self._caption("paper.chart.coverage"))

    def _caption(self, key: str, name: object = "") -> str:
        return self.texts.say(Phrase(key, {"name": name, "period": self.matter.period}))

    def _standard(self, indicator: str) -> Standard | None:
        """What the plan asks of the indicator now: of the milestone that decided, else of the next one."""
        for row in self.rows.values():
            if row.target.measured_by != indicator:
                continue
            dated = decisive(row)
            if dated is not None:
                return dated.milestone.standard
            ahead = [m for m in row.target.schedule.milestones if m.period.last_day >= row.period.last_day]
            return ahead[0].standard if ahead else None
        return None

    def _places(self, ranking: Ranking) -> object:
        return {f.orgunit.code: t for f in ranking.now if (t := self.matter.book.register.tiles.get(f.orgunit.code))}
