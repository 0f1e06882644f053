"""Gathering what a paper tells: a question, its board, the period before, the orgunits, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thuocdo.answers.board import board
from thuocdo.answers.duedays import Standing, owed
from thuocdo.answers.paper_charts import charts_of
from thuocdo.core.book import Question
from thuocdo.core.calculate import figure
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.formulas import ElementRef, walk
from thuocdo.core.nearest import near
from thuocdo.core.obligations import due_day
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Frequency, Period
from thuocdo.core.rows import row as row_for
from thuocdo.core.tasks import Task, scope_on
from thuocdo.reports.matter import (
    Absentee,
    DutyStanding,
    FormStanding,
    Letter,
    Matter,
    OwnFigure,
    PlaceFigures,
    PlaceTable,
    Signer,
    Told,
    WorkLine,
)
from thuocdo.reports.narrative import Narrative
from thuocdo.reports.sums import added, own_work, sum_of, told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from thuocdo.answers.duedays import Owed
    from thuocdo.core.book import Book
    from thuocdo.core.figures import Figure
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.judge import Calculator
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.papers import ByOrgunit, Issuer, Line
    from thuocdo.core.rows import Row
    from thuocdo.core.targets import Duty, Standard
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.matter import Issued, Link

FREQUENCY_OF = {
    "year": Frequency.YEAR,
    "term": Frequency.YEAR,
    "half": Frequency.HALF_YEAR,
    "quarter": Frequency.QUARTER,
}
PROGRESS = tuple(FREQUENCY_OF)


@dataclass(frozen=True)
class Wish:
    """What is asked of a paper; None takes the default that the plan or the calendar gives."""

    period: str
    kind: str | None = None
    orgunit: str | None = None
    issuer: str | None = None
    signer: Signer = Signer.HEAD
    on: date | None = None
    known_at: date | None = None
    map_on: date | None = None
    plan_as_of: date | None = None
    signed_on: date | None = None
    number: str | None = None

    def numbered(self, number: str | None) -> Wish:
        """The same with the number that the paper is to bear."""
        return replace(self, number=number)


# ---------------------------------------------------------------------------------------- the question


def kind_of(book: Book, wish: Wish) -> str:
    """The kind asked for, else the one that the period's length suggests.

    :raises Refused: the plan has no such paper
    """
    papers = book.plan.papers
    known = [*(PROGRESS if papers.progress else ()), *(("sheet",) if papers.sheet else ()), *papers.work]
    period = _period(book, wish)
    kind = wish.kind or next((k for k, f in FREQUENCY_OF.items() if f is period.frequency), "year")
    if kind not in known:
        details = {"given": kind, "allowed": known, "near": near(kind, known)}
        raise Refused([Problem("REPORT-002", Place("--kind"), details)])
    wanted = FREQUENCY_OF.get(kind) or (papers.work[kind].every if kind in papers.work else None)
    if wanted is not None and period.frequency is not wanted:
        details = {"kind": kind, "given": period.id, "wanted": wanted.value}
        raise Refused([Problem("REPORT-003", Place("--period"), details)])
    return kind


def _period(book: Book, wish: Wish) -> Period:
    try:
        period = Period.parse(wish.period, book.plan.calendar)
    except ValueError:
        raise Refused([Problem("QUESTION-002", Place("--period"), {"given": wish.period})]) from None
    first, last = book.plan.first_year, book.plan.last_year
    if not first <= period.year <= last:
        details = {"given": wish.period, "first": str(first), "last": str(last)}
        raise Refused([Problem("QUESTION-003", Place("--period"), details)])
    return period


def due_of(book: Book, period: Period) -> date:
    """The day on which the top of the plan owes its reports of a period: the default judging day of a paper."""
    days = [
        due_day(form, level, part, book.plan.non_working_days)
        for form in book.plan.forms.values()
        for level in form.senders
        if level is min(form.senders) and form.calendar is period.calendar
        for part in period.parts(form.frequency)[-1:]
    ]
    return max(days, default=period.last_day)


def question_of(book: Book, wish: Wish) -> Question:
    """The question that a paper answers."""
    period = _period(book, wish)
    on = wish.on or due_of(book, period)
    return Question(
        on=on,
        known_at=wish.known_at or on,
        plan_as_of=wish.plan_as_of or on,
        period=period.id,
        map_on=wish.map_on,
        orgunit=wish.orgunit,
    )


def place_of(book: Book, wish: Wish, period: Period) -> OrgUnit:
    """The orgunit that the paper is about, as it stood on the period's last day.

    :raises Refused: it did not exist then, or never
    """
    code = wish.orgunit or book.plan.root
    if code not in book.register.by_code:
        raise Refused([Problem("QUESTION-004", Place("--orgunit"), {"given": code, "day": period.last_day})])
    found = scope_on(book, book.register.on(period.last_day), code)
    if found is None:
        details: dict[str, object] = {"given": code, "day": period.last_day, "period": period.id}
        raise Refused([Problem("REPORT-006", Place("--orgunit"), details)])
    return found


def issuer_of(book: Book, kind: str, wish: Wish, level: Level) -> Issuer:
    """Who issues the paper: who was asked for, else whom the plan names for this kind.

    :raises Refused: reports.yaml has no such issuer
    """
    papers = book.plan.papers
    name = wish.issuer
    if name is None and kind in papers.work:
        name = papers.work[kind].issuers.get(level)
    elif name is None:
        entry = papers.sheet if kind == "sheet" else papers.progress
        name = None if entry is None else entry.issuer
    if name is None or name not in papers.issuers:
        details = {"given": name or "", "allowed": list(papers.issuers), "near": near(name or "", papers.issuers)}
        raise Refused([Problem("REPORT-005", Place("--issuer"), details)])
    return papers.issuers[name]


def matter_of(
    book: Book,
    wish: Wish,
    words: Catalogue,
    *,
    narrative: Narrative | None = None,
    before: Issued | None = None,
    link: tuple[Link, Issued] | None = None,
    calculator: Calculator = figure,
    watch: Callable[[Iterable[str]], Iterable[str]] = lambda names: names,
) -> Matter:
    """Everything a paper tells.

    :raises Refused: the question does not fit the plan, or the plan has no such paper
    """
    kind, period = kind_of(book, wish), _period(book, wish)
    place = place_of(book, wish, period)
    question = question_of(book, wish)
    if kind == "sheet" and place.code == book.plan.root:
        raise Refused([Problem("REPORT-007", Place("--orgunit"), {"given": place.name})])
    letter = Letter(issuer_of(book, kind, wish, place.level), wish.signer, wish.number, wish.signed_on)
    bare = Matter(book, question, kind, period, place, letter, narrative or Narrative(), before=before, link=link)
    gatherer = _Gatherer(bare, words, calculator, watch)
    if kind in PROGRESS:
        return gatherer.progress()
    return gatherer.sheet() if kind == "sheet" else gatherer.work()


@dataclass(frozen=True)
class _Gatherer:
    """Gathers the parts of a progress report."""

    bare: Matter
    words: Catalogue
    calculator: Calculator
    watch: Callable[[Iterable[str]], Iterable[str]]

    @property
    def book(self) -> Book:
        return self.bare.book

    def progress(self) -> Matter:
        """Rows, the period before, duties, reports, annexes."""
        bare = self.bare
        made = board(self.book, bare.question, calculator=self.calculator, watch=self.watch)
        due = self._due()
        progress = self.book.plan.papers.progress
        assert progress is not None
        return replace(
            bare,
            rows=made.rows,
            previous=self._previous(),
            years=self._years() if bare.kind == "term" else {},
            duties=tuple(DutyStanding(d.duty, d.judgement, self._told(d.duty)) for d in made.duties),
            forms=tuple(forms_of(due)),
            absentees=tuple(absentees_of(self.book, due)),
            tables=tuple(self._table(asked) for asked in progress.by_orgunit if self._fits(asked)),
            charts=tuple(charts_of(bare, made.rows, self.words, self.calculator)),
        )

    def sheet(self) -> Matter:
        """The place's own figures beside those of the place above it, its elements, its reports."""
        sheet = self.book.plan.papers.sheet
        assert sheet is not None
        plan, bare = self.book.plan, self.bare
        above = self.book.register.on(bare.period.last_day).by_code[bare.orgunit.parent_code or plan.root]
        own = tuple(
            OwnFigure(self._one(plan.indicators[n], bare.orgunit), self._one(plan.indicators[n], above), self._asked(n))
            for n in sheet.indicators
        )
        elements = tuple(
            told
            for name in sheet.elements
            for told in told_of(self.book, bare.question, plan.elements[name], bare.period, self.calculator)
        )
        return replace(bare, own=own, elements=elements, forms=tuple(forms_of(self._due())))

    def work(self) -> Matter:
        """Every line of a work report, and how its reports came in."""
        plan, bare = self.book.plan, self.bare
        work = plan.papers.work[bare.kind]
        elements = {
            node.element
            for section in work.sections
            for line in section.lines
            for node in walk(self._counted(line.name).numerator)
            if isinstance(node, ElementRef)
        }
        forms = {plan.form_of[name].id for name in elements}
        due = [one for one in self._due() if one.obligation.form.id in forms]
        lines = tuple(tuple(self._line(line) for line in section.lines) for section in work.sections)
        return replace(bare, work=lines, forms=tuple(forms_of(due)), absentees=tuple(absentees_of(self.book, due)))

    def _counted(self, name: str) -> Indicator:
        """An indicator of the plan, or the sum of an element."""
        plan = self.book.plan
        return plan.indicators[name] if name in plan.indicators else sum_of(plan.elements[name])

    def _line(self, line: Line) -> WorkLine:
        indicator, bare = self._counted(line.name), self.bare
        period = bare.period
        levels: dict[Level, Told | None] = {}
        for level in (level for level in Level if level >= bare.orgunit.level and bare.orgunit.level < Level.COMMUNE):
            own = own_work(indicator, level)
            levels[level] = None if own is None or indicator.is_ratio else self._one(own, bare.orgunit)
        year = Period.of_year(period.year, period.calendar)
        parts = [part for part in year.parts(period.frequency) if part.index <= period.index]
        before = period.same_last_year()
        known = before.year >= self.book.plan.first_year and before.last_day >= self.book.plan.starts_on
        return WorkLine(
            within=line.within,
            now=self._one(indicator, bare.orgunit),
            levels=levels,
            so_far=added([self._one(indicator, bare.orgunit, part) for part in parts]),
            before=self._one(indicator, bare.orgunit, before) if known else None,
        )

    def _one(self, indicator: Indicator, unit: OrgUnit, period: Period | None = None) -> Told:
        question = replace(self.bare.question, orgunit=unit.code)
        task = Task(indicator, period or self.bare.period, unit.code)
        return Told(indicator, self.calculator(self.book, question, task))

    def _asked(self, indicator: str) -> Standard | None:
        """What the plan asks of an indicator at the period, or at the next one after it."""
        for target in self.book.plan.targets.values():
            if target.measured_by == indicator:
                until = self.bare.period.last_day
                ahead = [m for m in target.schedule.milestones if m.period.last_day >= until]
                return ahead[0].standard if ahead else target.schedule.standard
        return None

    def _due(self) -> list[Owed]:
        """The obligations whose period lies in the paper's; of the term, all since the plan began."""
        bare, year = self.bare, str(self.bare.period.year)
        whole = bare.kind == "term"
        days = self.book.plan.term if whole else bare.period.interval
        found = owed(self.book, replace(bare.question, period=None if whole else year))
        # A calendar month may end a few days outside a cut-off year: its label says where it belongs.
        return [
            one
            for one in found
            if days.first <= one.obligation.period.last_day <= days.last
            or (bare.period.frequency is Frequency.YEAR and one.obligation.period.year == bare.period.year)
        ]

    def _previous(self) -> dict[str, Row]:
        """The same rows for the period before, as known today; none before the plan began."""
        before = self.bare.period.previous()
        if before.year < self.book.plan.first_year or before.last_day < self.book.plan.starts_on:
            return {}
        question = replace(self.bare.question, period=before.id)
        return {name: row_for(self.book, question, name, self.calculator) for name in self.book.plan.targets}

    def _years(self) -> dict[str, tuple[Row, ...]]:
        years = range(self.book.plan.first_year, self.bare.period.year + 1)
        return {
            str(year): board(self.book, replace(self.bare.question, period=str(year)), calculator=self.calculator).rows
            for year in years
        }

    def _told(self, duty: Duty) -> tuple[Told, ...]:
        elements = (self.book.plan.elements[name] for name in duty.elements)
        return tuple(
            told
            for element in elements
            if element.is_numeric
            for told in told_of(self.book, self.bare.question, element, self.bare.period, self.calculator)
        )

    def _fits(self, asked: ByOrgunit) -> bool:
        return asked.level > self.bare.orgunit.level

    def _table(self, asked: ByOrgunit) -> PlaceTable:
        """Each orgunit of the level; the whole beside."""
        day = self.bare.question.map_on or self.bare.period.last_day
        on_map = self.book.register.on(day)
        scope = scope_on(self.book, on_map, self.bare.orgunit.code) or self.bare.orgunit
        places = tuple(self._figures(unit, asked) for unit in on_map.under(scope, asked.level))
        return PlaceTable(asked, places, self._figures(scope, asked))

    def _figures(self, unit: OrgUnit, asked: ByOrgunit) -> PlaceFigures:
        question, period = replace(self.bare.question, orgunit=unit.code), self.bare.period
        plan, previous = self.book.plan, self.bare.period.previous()
        known = previous.year >= plan.first_year

        def made(name: str, of: Period) -> Figure:
            return self.calculator(self.book, question, Task(plan.indicators[name], of, unit.code))

        now = {name: made(name, period) for name in asked.indicators}
        then = {name: made(name, previous) for name in asked.indicators} if known else {}
        return PlaceFigures(unit, now, then)


# ---------------------------------------------------------------------------------------- reports that came in


def forms_of(due: list[Owed]) -> Iterator[FormStanding]:
    """How each form came in, by the level that sends it."""
    groups: dict[tuple[str, Level], list[Owed]] = {}
    for one in due:
        groups.setdefault((one.obligation.form.id, one.obligation.sender.level), []).append(one)
    for (_, level), ones in groups.items():
        standings = [one.standing for one in ones]
        fell_due = [one for one in ones if one.standing in (Standing.ACCEPTED, Standing.WAITING, Standing.MISSING)]
        sent = [one for one in fell_due if one.standing is not Standing.MISSING]
        yield FormStanding(
            form=ones[0].obligation.form,
            level=level,
            owed=len(fell_due),
            accepted=standings.count(Standing.ACCEPTED),
            waiting=standings.count(Standing.WAITING),
            missing=standings.count(Standing.MISSING),
            on_time=sum(one.days_late == 0 for one in sent),
            late=sum(one.days_late > 0 for one in sent),
            not_yet_due=standings.count(Standing.NOT_YET_DUE),
        )


def absentees_of(book: Book, due: list[Owed]) -> Iterator[Absentee]:
    """Whose due reports are missing or wait; communes under their district."""
    groups: dict[tuple[str, str, str, Level], list[Owed]] = {}
    for one in due:
        if one.standing in (Standing.MISSING, Standing.WAITING):
            owing = one.obligation
            above = _above(book, owing.sender, owing.period)
            groups.setdefault((owing.form.id, owing.period.id, above.code, owing.sender.level), []).append(one)
    for (_, _, _, level), ones in groups.items():
        first = ones[0].obligation
        senders = tuple(one.obligation.sender for one in ones)
        yield Absentee(first.form, first.period, _above(book, first.sender, first.period), level, senders)


def _above(book: Book, sender: OrgUnit, period: Period) -> OrgUnit:
    """The district of a commune; anybody else stands for itself."""
    if sender.level is not Level.COMMUNE:
        return sender
    return book.register.on(period.last_day).ancestor(sender, Level.DISTRICT) or sender
