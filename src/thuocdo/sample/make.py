"""Make a sample: a fictional register, the plan without anything real, and years of submissions with their errors."""

from __future__ import annotations

import csv
import os.path
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.book import Book
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.obligations import cells_of, obligations, periods_of
from thuocdo.core.periods import MONTHS
from thuocdo.core.values import Kind
from thuocdo.core.wording import Phrase
from thuocdo.core.written import written
from thuocdo.planfiles.load import load_plan
from thuocdo.planfiles.registers import read_register
from thuocdo.sample.fates import sendings
from thuocdo.sample.papers import write_plan
from thuocdo.sample.places import ID, fiction, write_places
from thuocdo.sample.scenario import Fates, SampleFile, read_scenario
from thuocdo.sample.seeding import Seeded, Seeder, TrueFacts
from thuocdo.sample.truth import Province
from thuocdo.valuefiles.tables import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from thuocdo.core.amounts import Cell
    from thuocdo.core.elements import Form
    from thuocdo.core.obligations import Obligation
    from thuocdo.core.orgunits import Register
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan
    from thuocdo.core.values import Answer
    from thuocdo.sample.fates import Sending

    Progress = Callable[[str, int, int], None]

SEEDED_COLUMNS = (
    "seed", "check", "says", "form", "period", "sender", "subject", "element", "breakdown", "was", "became",
)  # fmt: skip


def make_sample(source: Path, out: Path, seed: int, progress: Progress = lambda *_: None) -> None:
    """Write ``out/plan``, ``out/orgunits``, ``out/values.csv`` and ``out/seeded_errors.csv``.

    :raises Refused: the plan does not load, has no sample.yaml, or ``out`` holds something already
    """
    if os.path.lexists(out) and (not out.is_dir() or any(out.iterdir())):
        raise Refused([Problem("QUESTION-007", Place("--out"), {"out": str(out)})])
    real = load_plan(source)
    scenario = read_scenario(source, real.plan)
    _open_folder(out)
    until = real.plan.term.last
    made = fiction(real.register, real.plan.root, until, seed)
    write_places(real.register, made, until, out / "orgunits", scenario.province)
    write_plan(source, out / "plan", real.register, made, scenario)
    folder = load_plan(out / "plan")
    register = read_register(out / "orgunits", made.root)
    _Maker(scenario, folder.plan, register, out, seed, progress).write()


def _open_folder(out: Path) -> None:
    """Make the folder before any work is done for it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        known = {"NotADirectoryError": "parent", "FileExistsError": "parent", "PermissionError": "permission"}
        why = Phrase(f"unreadable.{known.get(type(error).__name__, 'other')}", {"what": error.strerror or ""})
        raise Refused([Problem("QUESTION-010", Place("--out"), {"out": str(out), "why": why})]) from None


class _Maker:
    """The values of one sample."""

    def __init__(
        self, scenario: SampleFile, plan: Plan, register: Register, out: Path, seed: int, progress: Progress
    ) -> None:
        self.scenario = scenario
        self.out = out
        self.seed = seed
        self.progress = progress
        self.province = Province(plan, register, scenario.elements, scenario.issuer, seed)
        self.book = Book(plan, register, TrueFacts(self.province))
        self.fates = {entry.form: entry for entry in scenario.forms}

    def write(self) -> None:
        """Everything that is asked for comes true, is spoilt here and there, and is sent."""
        owed = self._come_true()
        sent = {id(one): sendings(one, self._fates(one.form), self.seed) for one in owed}
        plain = [one for one in owed if len(s := sent[id(one)]) == 1 and s[0].accepted_on and not s[0].partly]
        seeder = Seeder(self.province, plain)
        seeded = [put for error in self.scenario.seeded_errors for put in seeder.seed(error)]
        with (self.out / "values.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for number, one in enumerate(owed):
                if number % 500 == 0:
                    self.progress("sending", number, len(owed))
                for sending in sent[id(one)]:
                    writer.writerows(self._rows(one, sending))
        self._list(seeded)

    def _fates(self, form: Form) -> Fates:
        return self.fates.get(form.id, self.scenario.behaviour)

    def _come_true(self) -> list[Obligation]:
        """Every obligation, in the order of time; of periods that end together the shorter come first."""
        plan, province = self.book.plan, self.province
        wanted: list[tuple[Period, Form]] = [
            (period, form) for form in plan.forms.values() for period in periods_of(plan, form, plan.term)
        ]
        wanted.sort(key=lambda pair: (pair[0].last_day, MONTHS[pair[0].frequency]))
        found: list[Obligation] = []
        for number, (period, form) in enumerate(wanted):
            self.progress("making", number, len(wanted))
            owed = list(obligations(self.book, form, period))
            on_map = self.book.register.on(period.last_day)
            if form.about is None:
                subjects = [one.sender for one in owed]
            else:
                subjects = [unit for one in owed for unit in on_map.under(one.sender, form.about)]
            province.make(form, period, subjects)
            found += owed
        return found

    def _rows(self, one: Obligation, sending: Sending) -> Iterator[list[str]]:
        cells = [cell for cell in cells_of(self.book, one) if cell in self.province.values]
        subjects = {cell.lineage: self.book.register.same(cell.lineage, one.period.last_day) for cell in cells}
        for number, cell in enumerate(cells):
            subject = subjects[cell.lineage]
            assert subject is not None
            stays_back = sending.partly and number * 2 >= len(cells)
            accepted = None if stays_back else sending.accepted_on
            returned = sending.returned_on if stays_back or not sending.partly else None
            yield [
                ID,
                f"{'cv-' if one.form.transcribed else ''}{one.form.id}-{one.period.id}-{one.sender.code}",
                str(sending.version),
                one.form.id,
                one.period.id,
                one.sender.code,
                subject.code,
                one.office,
                cell.element,
                cell.breakdown,
                *self._told(cell, sending),
                Kind.UOC.value if sending.is_uoc else Kind.SYNTHETIC.value,
                sending.submitted_on.isoformat(),
                accepted.isoformat() if accepted else "",
                returned.isoformat() if returned else "",
            ]

    def _told(self, cell: Cell, sending: Sending) -> tuple[str, str]:
        """The value and the absence as sent: the truth, or in an early version something near it."""
        answer = self.province.values[cell]
        text = written(self._near(answer, cell) if sending.changed else answer)
        return ("", text) if text == "not_applicable" else (text, "")

    def _near(self, answer: Answer, cell: Cell) -> Answer:
        """A number a little off, as estimates and first versions are; anything else as it is."""
        if not isinstance(answer, Fraction) or not answer:
            return answer
        off = self.province.draw("near", cell.element, cell.period.id, cell.lineage.code).uniform(-0.15, 0.1)
        high = self.book.plan.elements[cell.element].high
        near = Fraction(max(round(float(answer) * (1 + off)), 0))
        return min(near, high) if high is not None else near

    def _list(self, seeded: list[Seeded]) -> None:
        with (self.out / "seeded_errors.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(SEEDED_COLUMNS)
            for put in seeded:
                owed, error = put.obligation, put.error
                writer.writerow(
                    [
                        error.seed, error.check, error.says, owed.form.id, owed.period.id, owed.sender.code,
                        put.subject.code, put.cell.element, put.cell.breakdown, put.was, put.became,
                    ]
                )  # fmt: skip
