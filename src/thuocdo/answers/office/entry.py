"""A form as its sender fills it in: a row an answer, what was said before, this year so far, and what is aimed at."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from thuocdo.answers.office.before import Before, before
from thuocdo.answers.office.holding import CellKey, cell_of
from thuocdo.answers.office.owing import as_core, standing_of
from thuocdo.answers.office.typed_in import Typed, as_typed
from thuocdo.core.meaning import elements_in
from thuocdo.core.obligations import State
from thuocdo.core.periods import Frequency
from thuocdo.core.reasons import asked
from thuocdo.core.targets import When
from thuocdo.core.values import Absence, ValueType
from thuocdo.core.written import written
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thuocdo.answers.office.office import Office
    from thuocdo.core.amounts import Cell
    from thuocdo.core.elements import Element, Words
    from thuocdo.core.obligations import Obligation, Progress
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.targets import Standard, Target
    from thuocdo.core.wording import Phrase


class Stage(StrEnum):
    """Where a form stands for whoever fills it in."""

    OPEN = "open"
    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Aim:
    """A target that an answer serves: its number in the plan, and what it asks by when."""

    seed: str
    says: Words
    standard: Phrase
    when: str


@dataclass(frozen=True)
class Field:
    """One answer to be given."""

    key: CellKey
    cell: Cell
    element: Element
    subject: OrgUnit
    name: Words
    before: Before
    typed: Typed
    is_prefilled: bool
    comment: str = ""

    @property
    def id(self) -> str:
        """A name for the page."""
        return f"c-{self.key.subject}-{self.key.element}-{self.key.breakdown}"

    @property
    def is_zeroable(self) -> bool:
        """Whether "nothing happened" answers it: flows that are numbers, or happened or not."""
        return not self.element.is_stock and (self.element.is_numeric or self.element.type is ValueType.YES_NO)

    @property
    def nothing(self) -> Typed:
        """The answer "nothing happened"."""
        return Typed("0" if self.element.is_numeric else "no")


@dataclass(frozen=True)
class Row:
    """An element with its answers: one, or one a category with their total."""

    element: Element
    fields: tuple[Field, ...]
    aims: tuple[Aim, ...]

    @property
    def is_parted(self) -> bool:
        """Whether it is asked by category."""
        return self.element.breakdown is not None

    @property
    def has_live_total(self) -> bool:
        """Whether the total is the sum of the categories."""
        return self.element.breakdown is not None and self.element.breakdown.total == "sum"

    @property
    def categories(self) -> tuple[Field, ...]:
        """The answers by category."""
        return tuple(one for one in self.fields if one.key.breakdown)

    @property
    def whole(self) -> Field | None:
        """The undivided answer, where it is asked."""
        return next((one for one in self.fields if not one.key.breakdown), None)

    @property
    def total_before(self) -> Fraction | None:
        """The categories of the period before, added up; None while one is not known."""
        parts = [one.before.answer for one in self.fields if one.key.breakdown]
        known = [part for part in parts if isinstance(part, Fraction)]
        return sum(known, Fraction(0)) if len(known) == len(parts) else None


@dataclass(frozen=True)
class Sheet:
    """The whole form, ready to be filled in."""

    row: models.Obligation
    owed: Obligation
    progress: Progress
    draft: models.Draft | None
    latest: models.Version | None
    fields: Mapping[CellKey, Field]
    aims: Mapping[str, tuple[Aim, ...]]
    subjects: tuple[OrgUnit, ...]
    elements: tuple[Element, ...]
    decision: models.Decision | None = None
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_grid(self) -> bool:
        """A form about several places has a row for each."""
        return self.owed.form.about is not None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of a form about its sender."""
        return tuple(self._row(element, self.subjects[0]) for element in self.elements) if self.subjects else ()

    @cached_property
    def places(self) -> tuple[tuple[OrgUnit, tuple[Field, ...]], ...]:
        """The rows of a form about several places: each with its answers, element by element."""
        return tuple(
            (subject, tuple(one for one in self.fields.values() if one.subject is subject)) for subject in self.subjects
        )

    def _row(self, element: Element, subject: OrgUnit) -> Row:
        mine = [one for one in self.fields.values() if one.element is element and one.subject is subject]
        return Row(element, tuple(mine), self.aims.get(element.id, ()))

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        if self.progress.returned:
            return Stage.RETURNED
        if self.draft is not None:
            return Stage.DRAFT
        if self.progress.state is State.WAITING:
            return Stage.WAITING
        return Stage.ACCEPTED if self.progress.state is State.ACCEPTED else Stage.OPEN

    @property
    def revision(self) -> int:
        """The draft's revision; 0 before the first."""
        return 0 if self.draft is None else self.draft.revision

    @property
    def shows_so_far(self) -> bool:
        """Whether "this year so far" differs from this period."""
        return self.owed.period.frequency is not Frequency.YEAR and any(
            one.before.so_far is not None for one in self.fields.values()
        )

    @property
    def prefilled(self) -> tuple[Field, ...]:
        """Stocks that stand as they did, and wait for somebody to say that they still do."""
        return tuple(one for one in self.fields.values() if one.is_prefilled)

    @property
    def zeroable(self) -> tuple[Field, ...]:
        """What "nothing happened" would answer: flows still empty."""
        return tuple(one for one in self.fields.values() if one.is_zeroable and not one.typed)

    @property
    def year(self) -> str:
        """The year of the period, as a name."""
        return str(self.owed.period.year)

    @property
    def copyable(self) -> tuple[Field, ...]:
        """Documents still missing where one was already given: the same minutes often settle many places."""
        papers = [one for one in self.fields.values() if one.element.type is ValueType.DOCUMENT]
        return tuple(one for one in papers if not one.typed) if self.is_grid and len(papers) > 1 else ()

    @property
    def is_correction(self) -> bool:
        """Whether some of what was sent counts already, so that a new version needs a reason."""
        return self.latest is not None and self.latest.values.filter(accepted_on__isnull=False).exists()


def sheet_of(office: Office, row: models.Obligation) -> Sheet:
    """The form of an obligation with what is known of it: draft, else what was last sent, else what stood before."""
    owed, cells = as_core(office, row), {}
    progress = standing_of(office, row)
    draft = models.Draft.objects.filter(obligation=row).select_related("saved_by").first()
    latest = models.Version.objects.filter(submission__obligation=row).order_by("-number").first()
    typed = typed_of(office, draft, latest)
    comments = _comments(latest) if progress.returned else {}
    for key, cell in cell_of(office, owed).items():
        subject = office.register.on(owed.period.last_day).by_code[key.subject]
        cells[key] = _field(office, owed, key, cell, subject, typed, comments.get(key, ""))
    elements = tuple(
        office.plan.elements[name] for name in owed.form.elements if any(key.element == name for key in cells)
    )
    subjects = tuple(dict.fromkeys(one.subject for one in cells.values()))
    decision = models.Decision.objects.filter(version=latest).order_by("-pk").first() if latest else None
    reasons = draft.reasons if draft is not None else {}
    return Sheet(
        row, owed, progress, draft, latest, cells, aims_of(office, owed), subjects, elements, decision, reasons
    )


def typed_of(office: Office, draft: models.Draft | None, latest: models.Version | None) -> dict[CellKey, Typed]:
    """What stands in the cells: the draft's, else the latest version's."""
    if draft is not None:
        return {CellKey.parse(key): Typed.read(cell) for key, cell in draft.cells.items()}
    if latest is None:
        return {}
    return {
        CellKey(value.subject.code, value.item.element, value.item.breakdown): Typed(
            as_typed(value.value, office.plan.elements[value.item.element]), value.absence
        )
        for value in latest.values.select_related("subject", "item")
    }


def _field(
    office: Office,
    owed: Obligation,
    key: CellKey,
    cell: Cell,
    subject: OrgUnit,
    typed: Mapping[CellKey, Typed],
    comment: str,
) -> Field:
    element = office.plan.elements[key.element]
    told = before(office, owed, cell, subject)
    given = typed.get(key, Typed())
    stands = prefill(element, told)
    is_prefilled = not given and bool(stands)
    name = element.breakdown.names[key.breakdown] if key.breakdown and element.breakdown else element.name
    return Field(key, cell, element, subject, name, told, stands if is_prefilled else given, is_prefilled, comment)


def prefill(element: Element, told: Before) -> Typed:
    """What a stock still is, if nobody says otherwise: what it was the period before."""
    if not element.is_stock or told.answer is None:
        return Typed()
    if isinstance(told.answer, Absence):
        return Typed(absence=told.answer.value) if told.answer is Absence.NOT_APPLICABLE else Typed()
    return Typed(as_typed(written(told.answer), element))


def _comments(latest: models.Version | None) -> dict[CellKey, str]:
    """The words on the cells that came back."""
    if latest is None:
        return {}
    rows = latest.comments.exclude(item=None).select_related("item", "subject")
    return {
        CellKey(one.subject.code, one.item.element, one.item.breakdown): one.text
        for one in rows
        if one.subject is not None and one.item is not None
    }


def aims_of(office: Office, owed: Obligation) -> dict[str, tuple[Aim, ...]]:
    """By element, the targets that its answers serve, with what is asked for the year of the period."""
    found: dict[str, list[Aim]] = {}
    for target in office.plan.targets.values():
        if target.measured_by is None or (standard := _standard(target, owed.period.year)) is None:
            continue
        indicator = office.plan.indicators[target.measured_by]
        nodes = [indicator.numerator, *([indicator.denominator] if indicator.denominator else [])]
        aim = Aim(target.seed or target.id, target.says, asked(standard[1], indicator), standard[0])
        for element in {name for node in nodes for name in elements_in(node)} & set(owed.form.elements):
            found.setdefault(element, []).append(aim)
    return {element: tuple(aims) for element, aims in found.items()}


def _standard(target: Target, year: int) -> tuple[str, Standard] | None:
    """What a target asks of a year: the milestone of that year or the next one, else what it asks every period."""
    plan = target.schedule
    if plan.when is When.DUE:
        coming = [one for one in plan.milestones if one.period.year >= year and one.standard is not None]
        return (str(coming[0].period.year), coming[0].standard) if coming and coming[0].standard else None
    return (str(year), plan.standard) if plan.standard is not None else None


def with_zeros(sheet: Sheet) -> dict[CellKey, Typed]:
    """Everything typed, and an explicit 0 ("no") in every flow still empty. Stocks stay: nothing happened to them."""
    return _kept(sheet) | {one.key: one.nothing for one in sheet.zeroable}


def still_right(sheet: Sheet) -> dict[CellKey, Typed]:
    """Everything typed, and every stock that stands as it did."""
    return _kept(sheet) | {one.key: one.typed for one in sheet.prefilled}


def with_same_paper(sheet: Sheet) -> dict[CellKey, Typed]:
    """Everything typed, and the first document given also where none is yet."""
    given = [one for one in sheet.fields.values() if one.element.type is ValueType.DOCUMENT and one.typed.value]
    return _kept(sheet) | ({one.key: given[0].typed for one in sheet.copyable} if given else {})


def _kept(sheet: Sheet) -> dict[CellKey, Typed]:
    return {key: one.typed for key, one in sheet.fields.items() if one.typed and not one.is_prefilled}


def differing(mine: Mapping[CellKey, Typed], theirs: Mapping[CellKey, Typed]) -> Iterator[CellKey]:
    """The cells in which two hands differ."""
    for key in dict.fromkeys([*theirs, *mine]):
        if mine.get(key, Typed()) != theirs.get(key, Typed()):
            yield key
