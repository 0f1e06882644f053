"""The tables of the one-page sheet and of work reports."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.reasons import asked
from thuocdo.core.wording import Phrase
from thuocdo.reports.figures import (
    about,
    cell,
    count_cell,
    is_restricted,
    nothing_came,
    percent_cell,
    share_cells,
    yes_no,
)
from thuocdo.reports.outline import Cell, Column, Kind, Reference, Row, Table, Text
from thuocdo.reports.tables import columns, period_name, source_line, words

if TYPE_CHECKING:
    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.orgunits import Level
    from thuocdo.reports.ink import Ink
    from thuocdo.reports.matter import Matter, OwnFigure, Told, WorkLine


def own_table(ink: Ink, matter: Matter) -> Table:
    """The sheet's table: own counts and share, the share of the place above, and what the plan asks."""
    above = matter.own[0].above.figure.orgunit.name if matter.own else ""
    head = (
        *columns(
            ink,
            ("indicator", Kind.TEXT, 3.0),
            ("top", Kind.COUNT, 0.9),
            ("bottom", Kind.COUNT, 0.9),
            ("percent", Kind.PERCENT, 1.3),
        ),
        Column("above", ink.say("head.above", name=above), Kind.TEXT, 1.6),
        *columns(ink, ("standard", Kind.TEXT, 1.3)),
    )
    made = tuple(_own(ink, one) for one in matter.own)
    caption = ink.say("table.own", period=period_name(ink, matter))
    notes = source_line(ink, matter, [one.own.figure for one in matter.own])
    return Table("own", caption, head, made, ink.say("table.sheet.own"), notes=notes)


def _own(ink: Ink, one: OwnFigure) -> Row:
    indicator, figure = one.own.indicator, one.own.figure
    dash = words(ink, Phrase("nothing"))
    if is_restricted(figure):
        reached = (dash, dash, words(ink, Phrase("paper.restricted_short")))
    elif indicator.is_ratio and indicator.counts == figure.orgunit.level.word:
        reached = (dash, dash, Cell(yes_no(ink, figure)))
    else:
        reached = share_cells(ink, figure, indicator)
    asked_for = dash
    if one.standard is not None:
        ref = Reference("standard", indicator.id, figure.orgunit.code, figure.period.id)
        asked_for = Cell(ink.value(asked(one.standard, indicator), ref))
    above = dash if is_restricted(one.above.figure) else cell(ink, one.above.figure, indicator)
    return Row((words(ink, indicator.name), *reached, above, asked_for))


def work_table(ink: Ink, matter: Matter, title: str, lines: tuple[WorkLine, ...], number: int) -> Table:
    """A part of a work report: a line each, by level, so far this year, and a year before."""
    levels = list(lines[0].levels) if lines else []
    head = [
        *columns(ink, ("content", Kind.TEXT, 2.2), ("unit", Kind.CENTRED, 0.85), ("this_period", Kind.COUNT, 1.3)),
        *(
            Column(level.word, ink.say("head.of_level", level=Phrase(f"level.{level.word}")), Kind.COUNT, 1.3)
            for level in levels
        ),
        *columns(ink, ("so_far", Kind.COUNT, 1.3), ("last_year", Kind.COUNT, 1.3)),
    ]
    made = tuple(_work(ink, line, levels) for line in lines)
    caption = ink.say("table.work", title=title, period=period_name(ink, matter))
    notes = source_line(ink, matter)
    return Table(f"work_{number}", caption, tuple(head), made, ink.say("table.sheet.work", number=number), notes=notes)


def _work(ink: Ink, line: WorkLine, levels: list[Level]) -> Row:
    indicator = line.now.indicator
    name = ink.words.write(indicator.name)
    unit = "%" if indicator.unit == "percent" else ink.words.write(indicator.unit)
    figures = [line.now, *(line.levels[level] for level in levels), line.so_far, line.before]
    cells = [_work_cell(ink, told) for told in figures]
    return Row((Cell((Text(f"– {name}" if line.within else name),), bold=not line.within), words(ink, unit), *cells))


def _work_cell(ink: Ink, told: Told | None) -> Cell:
    """One number, without its unit; what is not there by its name."""
    if told is None:
        return words(ink, Phrase("nothing"))
    if is_restricted(told.figure):
        return words(ink, Phrase("paper.restricted_short"))
    figure, indicator = told.figure, told.indicator
    if nothing_came(figure):
        return cell(ink, figure, indicator)
    if not isinstance(figure.value, Fraction):
        return cell(ink, figure, indicator) if indicator.unit == "percent" else _bounds_cell(ink, figure, indicator)
    if indicator.unit == "percent":
        return percent_cell(ink, figure, figure.value * indicator.times)
    return count_cell(ink, figure, "value", figure.value * indicator.times)


def _bounds_cell(ink: Ink, figure: Figure, indicator: Indicator) -> Cell:
    """What is known of a count that is not complete, without its unit: it stands in a column of its own."""
    ends = {
        name: bound * indicator.times
        for name, bound in (("low", figure.low), ("high", figure.high))
        if isinstance(bound, Fraction)
    }
    if not ends or (len(ends) == 1 and not ends.get("low")):
        return cell(ink, figure, indicator)
    key = "paper.between" if len(ends) == 2 else "paper.at_least"
    return Cell(ink.runs(Phrase(key, ends), about(figure)))
