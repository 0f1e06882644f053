"""What a row of a file of values must be. Each rule looks at the distinct combinations of a few columns once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from thuocdo.core.nearest import near
from thuocdo.core.orgunits import OrgUnit, UnknownCodeError
from thuocdo.core.periods import Period, read_day
from thuocdo.core.reading import FORMER_PART
from thuocdo.core.values import Absence, Kind
from thuocdo.core.wording import Names, Phrase
from thuocdo.core.written import WrongAnswer, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from thuocdo.core.elements import Element, Form
    from thuocdo.core.orgunits import Register
    from thuocdo.core.plan import Plan
    from thuocdo.core.values import Answer


LONGEST_VERSION = 6
"""Digits of a version's number."""


@dataclass(frozen=True)
class Fault:
    """Why a combination of cells is wrong: a code, the column to point at, the details."""

    code: str
    column: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RowRule:
    """The columns that a rule reads, and what it says of their values: a fault, or None."""

    columns: tuple[str, ...]
    check: Callable[..., Fault | None]


class Reading:
    """Reads the texts of rows against one plan and register; remembers what each distinct text meant."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self.plan = plan
        self.register = register
        self.period = cache(self._period)
        self.unit = cache(self._unit)
        self.answer = cache(self._answer)
        self.day = cache(self._day)

    def rules(self) -> tuple[RowRule, ...]:
        """Every rule, in the order in which a row is read."""
        return (
            RowRule(("register",), self._of_register),
            RowRule(("submission",), self._has_submission),
            RowRule(("version",), self._has_version),
            RowRule(("form", "kind"), self._has_form),
            RowRule(("form", "period", "kind"), self._has_period),
            RowRule(("form", "period", "subject", "kind"), self._has_subject),
            RowRule(("form", "period", "subject", "element", "kind"), self._at_level),
            RowRule(("form", "period", "sender", "subject", "submitted_on", "kind"), self._has_sender),
            RowRule(("form", "period", "sender", "office"), self._has_office),
            RowRule(("form", "element", "kind"), self._has_element),
            RowRule(("element", "breakdown"), self._has_breakdown),
            RowRule(("form", "period", "breakdown"), self._has_former_part),
            RowRule(("element", "value", "absence"), self._has_answer),
            RowRule(("kind",), self._has_kind),
            RowRule(("submitted_on", "accepted_on", "returned_on"), self._has_days),
        )

    # ------------------------------------------------------------------ what texts mean

    def _period(self, form: str, text: str) -> Period | None:
        """The period, in the form's calendar; without a form (a historical total) in the plan's."""
        known = self.plan.forms.get(form)
        try:
            period = Period.parse(text, known.calendar if known else self.plan.calendar)
        except ValueError:
            return None
        return period if known is None or period.frequency is known.frequency else None

    def _unit(self, code: str, period: Period) -> OrgUnit | UnknownCodeError:
        try:
            return self.register.resolve(code, period.last_day)
        except UnknownCodeError as error:
            return error

    def _answer(self, element: str, text: str, absence: str) -> Answer | WrongAnswer:
        if absence:
            return Absence(absence)
        return read_answer(text, self.plan.elements[element])

    def _day(self, text: str) -> date | None:
        try:
            return read_day(text)
        except ValueError:
            return None

    def form(self, form: str) -> Form | None:
        """The form, if there is one of that name."""
        return self.plan.forms.get(form)

    def element(self, element: str) -> Element | None:
        """The element, if there is one of that name."""
        return self.plan.elements.get(element)

    def subject(self, form: str, period: str, code: str) -> OrgUnit | None:
        """The orgunit that a row is about."""
        when = self.period(form, period)
        found = self.unit(code, when) if when is not None else None
        return found if isinstance(found, OrgUnit) else None

    # ------------------------------------------------------------------ what rows must hold

    def _of_register(self, register: str) -> Fault | None:
        if register == self.register.id:
            return None
        return Fault("VALUE-001", "register", {"given": register, "wanted": self.register.id})

    def _has_submission(self, submission: str) -> Fault | None:
        return None if submission else Fault("VALUE-025", "submission")

    def _has_version(self, version: str) -> Fault | None:
        good = version.isascii() and version.isdecimal() and len(version) <= LONGEST_VERSION and int(version) >= 1
        return None if good else Fault("VALUE-024", "version", {"given": version})

    def _has_form(self, form: str, kind: str) -> Fault | None:
        if form in self.plan.forms or (not form and kind == Kind.HISTORICAL_TOTAL):
            return None
        return Fault("VALUE-002", "form", {"given": form, "near": near(form, self.plan.forms)})

    def _has_period(self, form: str, period: str, kind: str) -> Fault | None:
        known = self.form(form)
        if self.period(form, period) is not None or (known is None and kind != Kind.HISTORICAL_TOTAL):
            return None
        wanted = Phrase("wanted_period.any")
        if known is not None:
            wanted = Phrase(f"wanted_period.{known.frequency}", {"form": form})
        return Fault("VALUE-003", "period", {"given": period, "wanted": wanted})

    def _has_subject(self, form: str, period: str, subject: str, kind: str) -> Fault | None:
        del kind
        when = self.period(form, period)
        found = self.unit(subject, when) if when is not None else None
        if when is None or isinstance(found, OrgUnit):
            return None
        assert isinstance(found, UnknownCodeError)
        others = ", ".join(f"{unit.code} {unit.name}" for unit in found.others)
        details = {"given": subject, "others": others or Phrase("nothing_given"), "day": when.last_day}
        return Fault(f"VALUE-{_CODE_FAULTS[found.reason]}", "subject", details)

    def _at_level(self, form: str, period: str, subject: str, element: str, kind: str) -> Fault | None:
        unit, known = self.subject(form, period, subject), self.element(element)
        if unit is None or known is None or unit.level in known.levels:
            return None
        if kind == Kind.HISTORICAL_TOTAL and unit.level < min(known.levels):
            return None
        collected = Names(tuple(Phrase(f"level.{level.word}") for level in sorted(known.levels)))
        level = Phrase(f"level.{unit.level.word}")
        return Fault("VALUE-005", "subject", {"given": subject, "level": level, "collected": collected})

    def _has_sender(
        self, form: str, period: str, sender: str, subject: str, submitted_on: str, kind: str
    ) -> Fault | None:
        """The subject itself, one above it, or the one that it became may send."""
        about, when, sent = self.subject(form, period, subject), self.period(form, period), self.day(submitted_on)
        if about is None or when is None or sent is None or kind == Kind.HISTORICAL_TOTAL:
            return None
        for day in (when.last_day, sent):
            try:
                unit = self.register.resolve(sender, day)
            except UnknownCodeError:
                continue
            on_map = self.register.on(day)
            homes = [share.orgunit for share in self.register.shares(about, day)]
            if any(unit in on_map.path(home) for home in homes):
                return None
        return Fault("VALUE-006", "sender", {"given": sender, "subject": subject})

    def _has_office(self, form: str, period: str, sender: str, office: str) -> Fault | None:
        known = self.form(form)
        if known is None or office in known.office.values():
            return None
        del period, sender
        wanted = sorted(set(known.office.values()))
        return Fault("VALUE-007", "office", {"given": office, "form": form, "wanted": wanted})

    def _has_element(self, form: str, element: str, kind: str) -> Fault | None:
        known = self.form(form)
        if element not in self.plan.elements:
            return Fault("VALUE-008", "element", {"given": element, "near": near(element, self.plan.elements)})
        if known is None or element in known.elements or kind == Kind.HISTORICAL_TOTAL:
            return None
        return Fault("VALUE-019", "element", {"given": element, "form": form})

    def _has_breakdown(self, element: str, breakdown: str) -> Fault | None:
        known = self.element(element)
        if known is None or breakdown in known.cells or breakdown.startswith(FORMER_PART):
            return None
        allowed = [option for option in known.cells if option]
        what = Phrase("category.unknown" if breakdown else "category.needed", {"given": breakdown, "element": element})
        details = {"what": what, "near": near(breakdown, allowed), "allowed": allowed}
        return Fault("VALUE-009", "breakdown", details)

    def _has_former_part(self, form: str, period: str, breakdown: str) -> Fault | None:
        """The code of a former part must be one that the register knows."""
        code = breakdown.removeprefix(FORMER_PART)
        when = self.period(form, period)
        if not breakdown.startswith(FORMER_PART) or when is None or code in self.register.by_code:
            return None
        return Fault("VALUE-004", "breakdown", {"given": code, "day": when.last_day})

    def _has_answer(self, element: str, value: str, absence: str) -> Fault | None:
        if bool(value) == bool(absence):
            what = Phrase("answer.both" if value else "answer.neither", {"value": value, "absence": absence})
            return Fault("VALUE-018", "value", {"what": what})
        if absence and absence not in list(Absence):
            details = {"given": absence, "near": near(absence, list(Absence)), "allowed": list(Absence)}
            return Fault("VALUE-020", "absence", details)
        if self.element(element) is None:
            return None
        answer = self.answer(element, value, absence)
        return Fault(answer.code, "value", answer.details) if isinstance(answer, WrongAnswer) else None

    def _has_kind(self, kind: str) -> Fault | None:
        if kind in list(Kind):
            return None
        return Fault("VALUE-021", "kind", {"given": kind, "near": near(kind, list(Kind)), "allowed": list(Kind)})

    def _has_days(self, submitted_on: str, accepted_on: str, returned_on: str) -> Fault | None:
        given = {"submitted_on": submitted_on, "accepted_on": accepted_on, "returned_on": returned_on}
        for column, text in given.items():
            needed = column == "submitted_on"
            if (text or needed) and self.day(text) is None:
                return Fault("VALUE-022", column, {"given": text})
        for column in ("accepted_on", "returned_on"):
            if given[column] and given[column] < submitted_on:
                return Fault("VALUE-023", column, {"given": given[column], "submitted": submitted_on})
        return None


_CODE_FAULTS = {"unknown": "004", "ended": "028", "not_yet": "029", "ambiguous": "030"}
