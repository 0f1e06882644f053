"""The office of this process: its book and its engine, kept warm, following the store.

One per process and working day. Before an answer it looks for what changed since: a plan or register taken in
makes it begin anew; changes of submissions are laid over the cubes, at a cost in proportion to the change.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max

from thuocdo.answers.calculators import engine_of
from thuocdo.answers.office import library
from thuocdo.answers.office.facts import StoredFacts
from thuocdo.core.book import Book, Question
from thuocdo.core.changes import Change
from thuocdo.core.obligations import obligation
from thuocdo.core.periods import Period
from thuocdo.store import models

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.elements import Form
    from thuocdo.core.judge import Calculator
    from thuocdo.core.orgunits import OrgMap, OrgUnit, Register
    from thuocdo.core.plan import Plan
    from thuocdo.engine.calculator import Engine

EXTENSIONS = "extensions"
"""What the acts that move due days are about, in the book of acts."""

KEPT_DAYS = 4
"""How many other "known at" days stay warm."""


@dataclass(eq=False)
class Office:
    """The book of the store as known on a day, with an engine over it."""

    book: Book
    engine: Engine
    versions: tuple[int, int]
    seq: int
    today: date
    extensions: int = 0
    _orgunits: dict[int, OrgUnit] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.book.plan

    @property
    def register(self) -> Register:
        """The register in force."""
        return self.book.register

    @property
    def map(self) -> OrgMap:
        """The orgunits of the working day."""
        return self.register.on(self.today)

    @property
    def calculator(self) -> Calculator:
        """The engine as a calculator."""
        return self.engine.figure

    def question(self, **coordinates: object) -> Question:
        """A question of today: judged, known and planned as of the working day unless told otherwise."""
        given = {"on": self.today, "known_at": self.today, "plan_as_of": self.today, **coordinates}
        return Question(**given)  # type: ignore[arg-type]

    def period(self, form: Form, text: str) -> Period:
        """A period's id in the form's calendar."""
        return Period.parse(text, form.calendar)

    def orgunit(self, row: models.OrgUnit) -> OrgUnit:
        """The register's orgunit that a row is."""
        found = self._orgunits.get(row.pk)
        if found is None:
            versions = self.register.by_code[row.code]
            found = next(unit for unit in versions if unit.valid_from == row.valid_from)
            self._orgunits[row.pk] = found
        return found

    def follow(self) -> None:
        """Lay over what changed in the store since."""
        news = list(models.Change.objects.filter(seq__gt=self.seq).select_related("submission__sender").order_by("seq"))
        if not news:
            return
        facts = self.book.facts
        assert isinstance(facts, StoredFacts)
        facts.lay({change.submission_id for change in news})
        self.engine.follow(self._core(change) for change in news if change.submission.form)
        if any(not change.submission.form for change in news):
            raise _BeginAnewError  # a total from above touches figures that no obligation leads to
        self.seq = news[-1].seq

    def extend(self) -> None:
        """Take in the due days that decisions moved since."""
        last = last_extension()
        if last == self.extensions:
            return
        now, before = due_days_moved(self), dict(self.book.extended)
        assert isinstance(self.book.extended, dict)
        self.book.extended.clear()
        self.book.extended.update(now)
        touched = [key for key in now if before.get(key) != now[key]]  # none is ever taken back
        owed = (obligation(self.book, self.plan.forms[form], period, unit) for form, period, unit in touched)
        self.engine.due_days_moved(owed)
        self.extensions = last

    def _core(self, change: models.Change) -> Change:
        sent = change.submission
        form = self.plan.forms[sent.form]
        sender = self.orgunit(sent.sender)
        return Change(change.seq, obligation(self.book, form, self.period(form, sent.period), sender), change.version)


class _BeginAnewError(Exception):
    """What changed cannot be laid over: the office is opened anew."""


def last_extension() -> int:
    """The last act by which due days were moved."""
    return models.Act.objects.filter(about=EXTENSIONS).aggregate(last=Max("pk"))["last"] or 0


def due_days_moved(office: Office) -> dict[tuple[str, Period, OrgUnit], date]:
    """Due days that decisions moved, as of the office's day."""
    rows = models.Obligation.objects.filter(extended_to__isnull=False, extended_by__dated__lte=office.today)
    return {
        (row.form, office.period(office.plan.forms[row.form], row.period), office.orgunit(row.sender)): row.extended_to
        for row in rows.select_related("sender")
        if row.extended_to is not None
    }


def opened(today: date) -> Office:
    """An office read from the store as it is now.

    :raises Refused: no plan or no register was taken in (OFFICE-001)
    """
    versions = library.in_force()
    folder = library.folder(*versions)
    seq = models.Change.objects.aggregate(last=Max("seq"))["last"] or 0
    book = Book(folder.plan, folder.register, StoredFacts(folder.plan, folder.register))
    made = Office(book, engine_of(book), versions, seq, today)
    made.extend()
    return made


_lock = threading.RLock()
_now: dict[str, Office] = {}
_then: dict[date, Office] = {}


def office(today: date) -> Office:
    """The office of this process on a working day, up to date with the store."""
    with _lock:
        here = _now.get("office")
        if here is None or here.today != today or here.versions != library.in_force():
            here = _now["office"] = opened(today)
            _then.clear()
            return here
        try:
            here.follow()
            here.extend()
        except _BeginAnewError:
            here = _now["office"] = opened(today)
        return here


def office_known_at(day: date, today: date) -> Office:
    """The office as it was known on an earlier day. What was accepted later does not count, so it never changes."""
    if day >= today:
        return office(today)
    with _lock:
        if day not in _then:
            while len(_then) >= KEPT_DAYS:
                _then.pop(next(iter(_then)))
            _then[day] = opened(day)
        return _then[day]


def forget() -> None:
    """Begin anew at the next question: for tests, and after the store was filled from outside."""
    with _lock:
        _now.clear()
        _then.clear()
