"""A plan folder → a checked Plan and its Register, or every problem that stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from thuocdo.core.citations import Document
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.meaning import Vocabulary
from thuocdo.core.orgunits import Level, Register, UnknownCodeError
from thuocdo.core.parsing import Names
from thuocdo.core.periods import Calendar, Period
from thuocdo.core.plan import Amendment, CarriedAnswer, Group, NonWorkingDays, Office, Plan
from thuocdo.core.wording import Phrase, thing
from thuocdo.core.written import WrongAnswer, read_answer
from thuocdo.planfiles.build_elements import build_elements, build_forms
from thuocdo.planfiles.build_indicators import IndicatorBuilder, build_checks, build_scorecards
from thuocdo.planfiles.build_reports import PaperBuilder
from thuocdo.planfiles.build_targets import Shelf, TargetBuilder
from thuocdo.planfiles.desk import Desk
from thuocdo.planfiles.mending import mended
from thuocdo.planfiles.registers import read_register
from thuocdo.planfiles.schema_measures import CarryOverFile, ChecksFile, FormsFile, MeasuresFile
from thuocdo.planfiles.schema_plan import PlanFile, TargetEntry
from thuocdo.planfiles.schema_reports import ReportsFile
from thuocdo.planfiles.validate import validated
from thuocdo.planfiles.yamltree import YamlFile, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from thuocdo.core.elements import Element
    from thuocdo.core.targets import Target
    from thuocdo.planfiles.schema_measures import NonWorkingEntry
    from thuocdo.planfiles.types import Entry
    from thuocdo.planfiles.yamltree import Loc

FILES: dict[str, type[Entry]] = {
    "plan.yaml": PlanFile,
    "measures.yaml": MeasuresFile,
    "forms.yaml": FormsFile,
    "checks.yaml": ChecksFile,
    "carry_over.yaml": CarryOverFile,
    "reports.yaml": ReportsFile,
}
NEEDED = ("plan.yaml", "measures.yaml", "forms.yaml")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class PlanFolder:
    """A plan folder that loads: the plan, its register, and the files for those who point into them."""

    path: Path
    plan: Plan
    register: Register
    files: Mapping[str, YamlFile]
    register_path: Path

    def place(self, file: str, section: str, key: str, name: str) -> Place:
        """Where a named entry of a list stands: ``place("plan.yaml", "targets", "target", "s2")``."""
        data = self.files[file].data
        entries = data.get(section, []) if isinstance(data, dict) else []
        for index, entry in enumerate(entries):
            if entry.get(key) == name:
                return self.files[file].place((section, index))
        return Place(self.files[file].name, 1, 1)


@dataclass(frozen=True)
class _Read:
    plan: PlanFile
    measures: MeasuresFile
    forms: FormsFile
    checks: ChecksFile
    carry_over: CarryOverFile
    reports: ReportsFile


def load_plan(folder: Path, register: Path | None = None) -> PlanFolder:
    """Load and check a plan folder.

    :param register: a register to use instead of the one that the plan names
    :raises Refused: with every problem found in any of its files
    """
    if folder.is_file():
        raise Refused([Problem("PLAN-011", Place.whole(folder), {"file": folder.name})])
    if not (folder / "plan.yaml").exists():
        raise Refused([Problem("PLAN-006", Place.whole(folder / "plan.yaml"), {"file": "plan.yaml"})])
    files = {name: read_yaml(folder / name) for name in FILES if (folder / name).exists() or name in NEEDED}
    desk = Desk(files)
    read = _read(desk)
    if read is None:
        raise Refused(desk.problems.found)
    units = _register(desk, read.plan, folder, register)
    plan = _Builder(desk, read).build()
    if units is not None:
        plan = replace(plan, root=units.root)
        _check_places(desk, read, plan, units)
    if desk.problems.has_errors or units is None:
        raise Refused(desk.problems.found)
    return PlanFolder(folder, plan, units, files, register or folder / read.plan.register_.path)


def _read(desk: Desk) -> _Read | None:
    """Every file as its model, without what is wrong in its form; None where too little is left."""
    models: dict[str, object] = {
        "checks.yaml": ChecksFile(checks=[]),
        "carry_over.yaml": CarryOverFile(answers=[]),
        "reports.yaml": ReportsFile(),
    }
    files = dict(desk.files)
    for name, file in desk.files.items():
        desk.problems.found += file.problems
        if file.data is None:
            _rest(desk, name)
            return None
        models[name] = validated(file, FILES[name], desk.problems)
        if models[name] is None and (made := mended(file, FILES[name])) is not None:
            models[name], files[name] = made.model, made.file
            desk.lost |= made.lost
            desk.broken |= made.sections
    desk.files = files
    if None in models.values():
        return None
    return _Read(*(models[name] for name in FILES))  # type: ignore[arg-type]


def _rest(desk: Desk, name: str) -> None:
    """Where one file cannot be read at all, the others are looked at by themselves."""
    names = list(desk.files)
    for other in names[names.index(name) + 1 :]:
        file = desk.files[other]
        desk.problems.found += file.problems
        if file.data is not None:
            validated(file, FILES[other], desk.problems)


def _register(desk: Desk, entry: PlanFile, folder: Path, given: Path | None) -> Register | None:
    path = given or folder / entry.register_.path
    if not path.exists():
        place = desk.files["plan.yaml"].place(("register", "path")) if given is None else Place("--register")
        desk.problems.add("PLAN-009", place, path=str(path))
        return None
    try:
        # Another register than the plan's own may have another top.
        root_place = desk.files["plan.yaml"].place(("register", "root"))
        return read_register(path, entry.register_.root, or_top=given is not None, root_place=root_place)
    except Refused as refused:
        desk.problems.found += refused.problems
        return None


def _check_places(desk: Desk, read: _Read, plan: Plan, units: Register) -> None:
    """Codes in the plan must mean orgunits of the register on the day they are read on."""
    for code, file, loc, day in _codes(read, plan):
        try:
            units.resolve(code, day)
        except UnknownCodeError as error:
            desk.tell("TARGET-015", file, loc, code=code, reason=Phrase(f"code.{error.reason}"), day=day)
    for index, answer in enumerate(read.carry_over.answers):
        # What was reported before a split is answered for an orgunit that came only with it.
        if answer.orgunit not in units.by_code:
            details = {"code": answer.orgunit, "reason": Phrase("code.unknown"), "day": plan.starts_on}
            desk.tell("TARGET-015", "carry_over.yaml", ("answers", index, "orgunit"), **details)


def _codes(read: _Read, plan: Plan) -> Iterator[tuple[str, str, Loc, date]]:
    """Every code of an orgunit in the plan's files: its file, its place, and the day on which it must mean one."""
    first = plan.starts_on
    yield plan.root, "plan.yaml", ("register", "root"), first
    for index, group in enumerate(read.plan.groups):
        yield from _listed(group.orgunits, ("groups", index, "orgunits"), first)
    for index, target in enumerate(read.plan.targets):
        yield from _listed(target.named, ("targets", index, "named"), first)
    for index, duty in enumerate(read.plan.duties):
        yield from _listed(duty.named, ("duties", index, "named"), first)
    for index, amendment in enumerate(read.plan.amendments):
        for number, change in enumerate(amendment.changes):
            yield from _listed(change.named, ("amendments", index, "changes", number, "named"), first)
    if read.plan.go_live is not None:
        for index, entry in enumerate(read.plan.go_live.orgunits):
            yield entry.orgunit, "plan.yaml", ("go_live", "orgunits", index, "orgunit"), entry.from_


def _listed(codes: list[str] | None, loc: Loc, day: date) -> Iterator[tuple[str, str, Loc, date]]:
    for number, code in enumerate(codes or ()):
        yield code, "plan.yaml", (*loc, number), day


class _Builder:
    """From the files' models to the plan."""

    def __init__(self, desk: Desk, read: _Read) -> None:
        self.desk = desk
        self.read = read
        self.calendar = Calendar(read.plan.calendar)

    def build(self) -> Plan:
        plan, desk = self.read.plan, self.desk
        documents = self._documents()
        offices = self._offices()
        groups = self._groups()
        elements = build_elements(desk, self.read.measures.elements)
        forms = build_forms(desk, self.read.forms.forms, elements, offices, self.calendar)
        collected = {e: (f.frequency, f.calendar) for f in forms.values() for e in f.elements}
        names = Names(
            elements=set(elements),
            indicators={entry.indicator for entry in self.read.measures.indicators},
            groups=set(groups),
            scorecards={entry.scorecard for entry in self.read.measures.scorecards},
            forms=set(forms),
        )
        levels = {entry.scorecard: Level.of(entry.level) for entry in self.read.measures.scorecards}
        words = Vocabulary(elements, collected, levels)
        indicators = IndicatorBuilder(desk, names, words, self.calendar).build(self.read.measures.indicators)
        scorecards = build_scorecards(desk, self.read.measures.scorecards, names, words)
        checks = build_checks(desk, self.read.checks.checks, forms, elements, names, words)
        self._check_collected(set(elements), set(collected))
        years = self._years()
        shelf = Shelf(
            documents, offices, groups, elements, collected, indicators, scorecards, names, words, self.calendar, years
        )
        builder = TargetBuilder(desk, shelf)
        targets = self._targets(builder)
        known = {entry.target for entry in plan.targets}
        desk.unique("plan.yaml", "duties", (d.duty for d in plan.duties), known)
        papers = PaperBuilder(
            desk,
            offices=offices,
            documents=documents,
            targets=targets,
            indicators=indicators,
            elements=elements,
            numeric={name for name, element in elements.items() if element.is_numeric},
        )
        return Plan(
            id=plan.plan,
            title=plan.title,
            root=plan.register_.root,
            first_year=years[0],
            last_year=years[1],
            starts_on=plan.starts_on or Period.of_year(years[0], self.calendar).first_day,
            calendar=self.calendar,
            documents=documents,
            offices=offices,
            groups=groups,
            elements=elements,
            forms=forms,
            indicators=indicators,
            scorecards=scorecards,
            checks=checks,
            targets=targets,
            duties={d.duty: builder.duty(d, ("duties", n), known) for n, d in enumerate(plan.duties)},
            amendments=tuple(self._amendments(builder, known)),
            go_live=self._go_live(),
            non_working_days=_closed(self.read.forms.non_working_days),
            carried_answers=tuple(self._carried(elements)),
            synthetic=plan.synthetic,
            papers=papers.build(self.read.reports),
        )

    def _years(self) -> tuple[int, int]:
        years = self.read.plan.years
        if years.last < years.first:
            self.desk.tell("PLAN-010", "plan.yaml", ("years",), first=str(years.first), last=str(years.last))
        return min(years.first, years.last), max(years.first, years.last)

    def _documents(self) -> dict[str, Document]:
        entries = self.read.plan.documents
        self.desk.unique("plan.yaml", "documents", (entry.document for entry in entries))
        made = {
            e.document: Document(e.document, e.title, e.number, e.dated, e.issued_by, e.carries_out, e.known_from)
            for e in entries
        }
        for index, entry in enumerate(entries):
            for key, name in (("carries_out", entry.carries_out), ("known_from", entry.known_from)):
                if name is not None:
                    owner, loc = thing("document", entry.document), ("documents", index, key)
                    self.desk.known(name, made, "plan.yaml", loc, owner=owner, where="documents")
        return made

    def _offices(self) -> dict[str, Office]:
        entries = self.read.plan.offices
        self.desk.unique("plan.yaml", "offices", (entry.office for entry in entries))
        return {e.office: Office(e.office, e.name, e.valid_from or date.min, e.valid_to or date.max) for e in entries}

    def _groups(self) -> dict[str, Group]:
        entries = self.read.plan.groups
        self.desk.unique("plan.yaml", "groups", (entry.group for entry in entries))
        return {e.group: Group(e.group, e.name, tuple(e.orgunits)) for e in entries}

    def _go_live(self) -> dict[str, date]:
        told = self.read.plan.go_live
        if told is None:
            return {}
        return {"": told.default} | {entry.orgunit: entry.from_ for entry in told.orgunits}

    def _check_collected(self, elements: set[str], collected: set[str]) -> None:
        """An element that formulas read must stand in a form; one that is only a historical total need not."""
        if "forms" in self.desk.broken:
            return
        historical = {entry.historical for entry in self.read.measures.indicators}
        for index, entry in enumerate(self.read.measures.elements):
            if entry.element in elements - collected - historical:
                self.desk.tell("MEASURE-007", "measures.yaml", ("elements", index), element=entry.element)

    def _targets(self, builder: TargetBuilder) -> dict[str, Target]:
        entries = self.read.plan.targets
        self.desk.unique("plan.yaml", "targets", (entry.target for entry in entries))
        known = {entry.target for entry in entries}
        return {entry.target: builder.target(entry, ("targets", n), known) for n, entry in enumerate(entries)}

    def _amendments(self, builder: TargetBuilder, known: set[str]) -> list[Amendment]:
        made = []
        for index, entry in enumerate(self.read.plan.amendments):
            loc: Loc = ("amendments", index)
            cite = builder.citation(entry.cite, (*loc, "cite"), thing("amendment", index + 1))
            restated = {}
            for number, change in enumerate(entry.changes):
                target = self._restated(change.target, builder, (*loc, "changes", number), known)
                if target is not None:
                    restated[target.id] = target
            made.append(Amendment(entry.from_, cite, restated))
        return made

    def _restated(self, name: str, builder: TargetBuilder, loc: Loc, known: set[str]) -> Target | None:
        """The target with what the amendment changes; a new "when" takes the place of the old."""
        file = self.desk.files["plan.yaml"]
        owner = thing("amendment", int(loc[1]) + 1)
        if not self.desk.known(name, known, "plan.yaml", (*loc, "target"), owner=owner, where="targets"):
            return None
        change = file.at(loc)
        assert isinstance(file.data, dict)
        assert isinstance(change, dict)
        original = next(entry for entry in file.data["targets"] if entry.get("target") == name)
        whens = {"due", "every", "each_year", "done_by", "share", "judged_from", "judged_until"}
        kept = {k: v for k, v in original.items() if not (k in whens and whens & set(change))}
        entry = validated(_Moved(file, loc), TargetEntry, self.desk.problems, {**kept, **change})
        if entry is None:
            return None
        told = self.desk.problems.found
        before = len(told)
        target = builder.target(entry, loc, known)
        # What was wrong with the target already is told there, not once more here.
        old = [(problem.code, problem.details) for problem in told[:before]]
        told[before:] = [problem for problem in told[before:] if (problem.code, problem.details) not in old]
        return target

    def _carried(self, elements: Mapping[str, Element]) -> list[CarriedAnswer]:
        made = []
        for index, entry in enumerate(self.read.carry_over.answers):
            loc: Loc = ("answers", index)
            owner = thing("answer", entry.answer)
            if not self.desk.known(
                entry.element, elements, "carry_over.yaml", (*loc, "element"), owner=owner, where="measures.yaml"
            ):
                continue
            answer = read_answer(entry.value, elements[entry.element])
            if isinstance(answer, WrongAnswer):
                self.desk.tell(answer.code, "carry_over.yaml", (*loc, "value"), column="value", **answer.details)
                continue
            made.append(CarriedAnswer(entry.element, entry.orgunit, entry.period, answer, entry.reason))
        return made


class _Moved(YamlFile):
    """A file seen from one of its entries: places of the entry's own values are found under it."""

    def __init__(self, file: YamlFile, base: Loc) -> None:
        super().__init__(file.name)
        self.file = file
        self.base = base

    def place(self, loc: Loc) -> Place:
        return self.file.place((*self.base, *loc))

    def key_place(self, loc: Loc) -> Place:
        return self.file.key_place((*self.base, *loc))

    def at(self, loc: Loc) -> object:
        return self.file.at((*self.base, *loc))


def _closed(entry: NonWorkingEntry | None) -> NonWorkingDays:
    if entry is None:
        return NonWorkingDays()
    weekdays = frozenset(WEEKDAYS.index(day) for day in entry.weekdays)
    return NonWorkingDays(weekdays, frozenset(closed.day for closed in entry.days))
