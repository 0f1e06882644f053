"""Figures as runs: the number of a cell or of a sentence, with its reference; a named absence where there is none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.elements import Visibility
from thuocdo.core.figures import Absent
from thuocdo.core.reasons import interval, shown
from thuocdo.core.targets import When
from thuocdo.core.values import Kind
from thuocdo.core.wording import Measured, Phrase
from thuocdo.reports.ink import Of
from thuocdo.reports.outline import Cell, Reference, Text

if TYPE_CHECKING:
    from thuocdo.core.figures import Figure, Quantity
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.rows import Row
    from thuocdo.core.schedules import Dated
    from thuocdo.reports.ink import Ink
    from thuocdo.reports.outline import Runs


def about(figure: Figure, part: str = "") -> Reference:
    """The reference of a part of a figure."""
    return Reference(part, figure.indicator, figure.orgunit.code, figure.period.id)


def is_restricted(figure: Figure | None) -> bool:
    """Whether a figure may only stand in the restricted annex."""
    return figure is not None and figure.visibility is Visibility.RESTRICTED


def row_is_restricted(row: Row) -> bool:
    """Whether any figure behind a row's verdict is restricted: its reason would tell it."""
    return is_restricted(row.figure) or any(is_restricted(part.judgement.figure) for part in row.parts)


def nothing_came(figure: Figure) -> bool:
    """Whether not one report that it reads was accepted: "nothing reported" is then said instead of any number."""
    came = figure.coverage.accepted or figure.kind is Kind.HISTORICAL_TOTAL
    return bool(figure.coverage.expected) and not came


def in_words(figure: Figure, indicator: Indicator) -> Of:
    """A figure for a sentence: its value, else its bounds, else why there is none; an ước is marked."""
    ref = about(figure, "value")
    if nothing_came(figure):
        return Of(Phrase("paper.nothing_reported"), ref)
    if isinstance(figure.value, Absent):
        known = figure.low != figure.high and not (isinstance(figure.low, Absent) and isinstance(figure.high, Absent))
        return Of(interval(figure, indicator) if known else shown(figure, indicator), about(figure))
    value = shown(figure, indicator)
    if figure.rests_on_uoc:
        return Of(Phrase("paper.uoc", {"value": value}), ref, approximate=True)
    return Of(value, ref)


def cell(ink: Ink, figure: Figure, indicator: Indicator) -> Cell:
    """A figure as one cell of words: for lists and for tables that have one column a figure."""
    given = in_words(figure, indicator)
    return Cell(ink.value(given, about(figure)))


def share_cells(ink: Ink, figure: Figure | None, indicator: Indicator | None) -> tuple[Cell, Cell, Cell]:
    """A figure as three cells, its two counts and the per cent over them; a count stands in the first.

    What is not there is said by name in the last cell and leaves a dash in the others.
    """
    dash = Cell((Text(ink.say("nothing")),))
    if figure is None or indicator is None:
        return dash, dash, dash
    if nothing_came(figure) or isinstance(figure.value, Absent):
        given = in_words(figure, indicator)
        return dash, dash, Cell(ink.value(given, about(figure)))
    if isinstance(figure.denominator, Fraction) and isinstance(figure.numerator, Fraction):
        top = count_cell(ink, figure, "numerator", figure.numerator)
        bottom = count_cell(ink, figure, "denominator", figure.denominator)
        if figure.share_of is not None or indicator.unit != "percent":
            return top, bottom, dash
        return top, bottom, percent_cell(ink, figure, figure.value * indicator.times)
    return count_cell(ink, figure, "value", figure.value * indicator.times), dash, dash


def count_cell(ink: Ink, figure: Figure, part: str, number: Quantity) -> Cell:
    """A count of a figure in a cell of its own."""
    ref = about(figure, part)
    given = Of(number, ref, approximate=figure.rests_on_uoc) if isinstance(number, Fraction) else Phrase("nothing")
    return Cell(ink.value(given, ref))


def percent_cell(ink: Ink, figure: Figure, value: Fraction) -> Cell:
    """A percentage in a cell whose column says that it is one; an ước has its sign."""
    ref = about(figure, "value")
    runs = ink.value(Of(Measured(value, "percent"), ref, approximate=figure.rests_on_uoc), ref)
    return Cell((*runs, Text(ink.say("paper.uoc_sign"))) if figure.rests_on_uoc else runs)


def yes_no(ink: Ink, figure: Figure) -> Runs:
    """A share over one orgunit alone, as an answer: yes, no, or nothing reported; the number keeps its reference."""
    ref = about(figure, "value")
    if nothing_came(figure) or not isinstance(figure.value, Fraction):
        return ink.value(Phrase("paper.nothing_reported"), ref)
    key = "paper.is_so" if figure.value else "paper.is_not_so" if figure.is_exact else "paper.not_shown_yet"
    text = ink.say(key)
    return (ink.pen.number(text, ref, figure.value, approximate=figure.rests_on_uoc),)


def decisive(row: Row) -> Dated | None:
    """The milestone that decides the verdict, where milestones do; None while nothing has fallen due."""
    if row.target.schedule.when is When.EVERY:
        return None
    return next((d for d in reversed(row.milestones) if not d.judgement.pending), None)
