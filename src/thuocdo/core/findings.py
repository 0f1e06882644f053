"""Holding what was accepted against the plan's checks. A finding never stops anything: it asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from thuocdo.core.amounts import Cell
from thuocdo.core.evaluate import truth
from thuocdo.core.here import Here
from thuocdo.core.obligations import periods_of
from thuocdo.core.periods import Interval
from thuocdo.core.reading import Reader, Trace
from thuocdo.core.windows import NotComputableError, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from thuocdo.core.book import Book, Question
    from thuocdo.core.elements import Form
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.core.validation import Check
    from thuocdo.core.values import Fact


@dataclass(frozen=True)
class Finding:
    """What one check found in one orgunit's answers for a period: the cells looked at, and their facts."""

    check: Check
    period: Period
    orgunit: OrgUnit
    facts: tuple[tuple[Cell, Fact], ...]


def findings(
    book: Book, question: Question, *, watch: Callable[[Iterable[str]], Iterable[str]] = lambda names: names
) -> Iterator[Finding]:
    """Every finding on what is accepted by ``known_at``, check by check, in the order of periods and codes."""
    for name in watch(book.plan.checks):
        check = book.plan.checks[name]
        form = book.plan.forms[check.form]
        days = Interval(book.plan.term.first, question.on)
        for period in periods_of(book.plan, form, days):
            if question.period is None or question.period == period.id:
                yield from _of_period(book, question, check, form, period)


def findings_of(book: Book, question: Question, form: Form, period: Period, sender: OrgUnit) -> Iterator[Finding]:
    """What the checks of a form find in one sender's answers for a period: its own, or those about its subjects."""
    at = replace(question, orgunit=sender.code)
    for check in book.plan.checks.values():
        if check.form == form.id:
            for found in _of_period(book, at, check, form, period):
                if form.about is not None or found.orgunit is sender:
                    yield found


def _of_period(book: Book, question: Question, check: Check, form: Form, period: Period) -> Iterator[Finding]:
    on_map = book.register.on(period.last_day)
    trace = Trace()
    reader = Reader(book, question.known_at, question.on, on_map, trace)
    top = on_map.by_code.get(question.orgunit or book.plan.root)
    for unit in on_map.walk(top) if top is not None else ():
        levels = {form.about} if form.about else form.senders
        if unit.level not in levels or (check.level is not None and unit.level is not check.level):
            continue
        found = _looked_at(check, form, Here(reader, unit, Window.of(period)))
        if found is not None:
            yield Finding(check, period, unit, found)


def _looked_at(check: Check, form: Form, here: Here) -> tuple[tuple[Cell, Fact], ...] | None:
    """The facts that a check objects to, or None."""
    if check.rule is not None:
        return _broken(check, here)
    if check.copied is not None:
        return _copied(check, form, here)
    return _far_off(check, here)


Facts = tuple[tuple["Cell", "Fact"], ...]


def _broken(check: Check, here: Here) -> Facts | None:
    """The rule is false on what is accepted; what is open is no finding."""
    trace = here.reader.trace
    trace.facts.clear()
    assert check.rule is not None
    try:
        holds = truth(check.rule, here)
    except NotComputableError:
        return None
    return tuple(trace.facts.items()) if holds is False else None


def _accepted(here: Here, element: str, category: str, period: Period) -> tuple[Cell, Fact] | None:
    lineage = here.reader.book.register.lineages[here.orgunit]
    cell = Cell(element, category, period, lineage)
    fact = here.reader.book.standing(cell, here.reader.known_at)[1]
    return None if fact is None or not isinstance(fact.answer, Fraction) else (cell, fact)


def _copied(check: Check, form: Form, here: Here) -> Facts | None:
    """Non-zero flows that equal an earlier period's, all of them, in enough cells."""
    assert check.copied is not None
    period = here.window.period
    earlier = period.previous() if check.copied.since == "previous period" else period.same_last_year()
    same: list[tuple[Cell, Fact]] = []
    compared = 0
    for element in form.elements:
        made = here.plan.elements[element]
        if made.is_stock or not made.is_numeric or here.orgunit.level not in made.levels:
            continue
        for category in made.cells:
            now, then = _accepted(here, element, category, period), _accepted(here, element, category, earlier)
            if now is None or then is None or (not now[1].answer and not then[1].answer):
                continue
            compared += 1
            if now[1].answer == then[1].answer:
                same.append(now)
    return tuple(same) if len(same) >= check.copied.at_least and len(same) == compared else None


def _far_off(check: Check, here: Here) -> Facts | None:
    """A value many times above or below the median of its own last ones."""
    rule = check.outside_history
    assert rule is not None
    off = []
    for element in rule.elements:
        now = _accepted(here, element, "", here.window.period)
        if now is None:
            continue
        period, earlier = here.window.period, []
        for _ in range(rule.periods):
            period = period.previous()
            then = _accepted(here, element, "", period)
            if then is not None:
                assert isinstance(then[1].answer, Fraction)
                earlier.append(then[1].answer)
        if len(earlier) * 2 < rule.periods:
            continue
        middle, value = median(earlier), now[1].answer
        assert isinstance(value, Fraction)
        far = middle and value and (value > middle * rule.times or value * rule.times < middle)
        if far and abs(value - middle) >= rule.at_least:
            off.append(now)
    return tuple(off) or None
