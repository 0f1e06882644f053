"""Elements and forms: from their entries to the core's, with everything that cannot be told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.elements import (
    Breakdown,
    DueRule,
    Element,
    Form,
    OnMerge,
    OverTime,
    StockOrFlow,
    Visibility,
)
from thuocdo.core.nearest import near
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Calendar, Frequency
from thuocdo.core.values import NUMERIC, ValueType
from thuocdo.core.wording import Names, Phrase, thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from thuocdo.planfiles.desk import Desk
    from thuocdo.planfiles.schema_measures import DueEntry, ElementEntry, FormEntry
    from thuocdo.planfiles.yamltree import Loc

MEASURES, FORMS = "measures.yaml", "forms.yaml"

OVER_TIME = {
    "number": {"flow": {"sum", "last", "highest", "none"}, "stock": {"last", "highest", "none"}},
    "yes/no": {"flow": {"any", "all", "last", "none"}, "stock": {"any", "all", "last", "none"}},
    "other": {"flow": {"last", "none"}, "stock": {"last", "none"}},
}
ON_MERGE = {
    ValueType.YES_NO: {"all", "any", "ask"},
    ValueType.CHOICE: {"highest", "ask"},
    ValueType.DATE: {"highest", "ask"},
    ValueType.DOCUMENT: {"all", "any", "ask"},
    ValueType.RATING: {"ask"},
}
PARTS = {
    "month": tuple(f"{month:02d}" for month in range(1, 13)),
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "half-year": ("S1", "S2"),
    "year": ("year",),
}
"""How due days name the periods of a year."""
NUMBERS_ON_MERGE = {"sum", "highest", "ask"}


def build_elements(desk: Desk, entries: list[ElementEntry]) -> dict[str, Element]:
    """The data elements by id."""
    desk.unique(MEASURES, "elements", (entry.element for entry in entries))
    return {entry.element: _element(desk, entry, ("elements", index)) for index, entry in enumerate(entries)}


def _element(desk: Desk, entry: ElementEntry, loc: Loc) -> Element:
    kind = ValueType(entry.value)
    if (entry.collected_at is None) == (entry.each_level_its_own is None):
        desk.tell("MEASURE-011", MEASURES, loc, element=entry.element)
    _check_rules(desk, entry, kind, loc)
    low, high = _range(desk, entry, kind, loc)
    levels = [entry.collected_at] if entry.collected_at else entry.each_level_its_own or ["province"]
    return Element(
        id=entry.element,
        name=entry.name,
        type=kind,
        stock_or_flow=StockOrFlow(entry.stock_or_flow),
        levels=frozenset(Level.of(level) for level in levels),
        over_time=OverTime(entry.over_time),
        on_merge=OnMerge(entry.on_merge),
        unit=entry.unit,
        low=low,
        high=high,
        decimals=entry.decimals,
        visibility={Level.of(level): Visibility(seen) for level, seen in entry.visibility.items()},
        choices=tuple(choice.choice for choice in entry.choices or ()),
        choice_names={c.choice: c.name or {"vi": c.choice} for c in entry.choices or ()},
        leaves_open=frozenset(entry.leaves_open),
        breakdown=_breakdown(entry),
        code=entry.code,
        counts=entry.counts,
    )


def _check_rules(desk: Desk, entry: ElementEntry, kind: ValueType, loc: Loc) -> None:
    family = "number" if kind in NUMERIC else "yes/no" if kind is ValueType.YES_NO else "other"
    over_time = OVER_TIME[family][entry.stock_or_flow]
    if entry.over_time not in over_time:
        details: dict[str, object] = {
            "given": entry.over_time,
            "allowed": sorted(over_time),
            "kind": Phrase(f"element_kind.{entry.stock_or_flow}", {"value": entry.value}),
        }
        desk.tell("MEASURE-005", MEASURES, (*loc, "over_time"), **details)
    on_merge = NUMBERS_ON_MERGE if kind in NUMERIC else ON_MERGE[kind]
    if entry.on_merge not in on_merge:
        told: dict[str, object] = {"given": entry.on_merge, "allowed": sorted(on_merge), "kind": entry.value}
        desk.tell("MEASURE-006", MEASURES, (*loc, "on_merge"), **told)
    if (kind in (ValueType.CHOICE, ValueType.RATING)) != (entry.choices is not None):
        desk.tell("MEASURE-013", MEASURES, loc, element=entry.element, kind=entry.value)
    choices = [choice.choice for choice in entry.choices or ()]
    for index, choice in enumerate(entry.leaves_open):
        desk.known(
            choice,
            choices,
            MEASURES,
            (*loc, "leaves_open", index),
            owner=thing("element", entry.element),
            where="choices",
        )
    if kind not in NUMERIC and (entry.breakdown is not None or entry.range is not None):
        desk.tell("MEASURE-014", MEASURES, loc, element=entry.element, kind=entry.value)


def _range(desk: Desk, entry: ElementEntry, kind: ValueType, loc: Loc) -> tuple[Fraction, Fraction | None]:
    if entry.range is None or kind not in NUMERIC:
        return Fraction(0), None
    low, high = entry.range
    low = low if low is not None else Fraction(0)
    if high is not None and high < low:
        desk.tell("MEASURE-010", MEASURES, (*loc, "range"), low=low, high=high)
    return low, high


def _breakdown(entry: ElementEntry) -> Breakdown | None:
    if entry.breakdown is None:
        return None
    options = tuple(option.option for option in entry.breakdown.options)
    names = {option.option: option.name or {"vi": option.option} for option in entry.breakdown.options}
    return Breakdown(options, entry.breakdown.total, names)


# ---------------------------------------------------------------------------------------- forms


def build_forms(
    desk: Desk,
    entries: list[FormEntry],
    elements: Mapping[str, Element],
    offices: Iterable[str],
    calendar: Calendar,
) -> dict[str, Form]:
    """The forms by id; every element stands in exactly one."""
    desk.unique(FORMS, "forms", (entry.form for entry in entries))
    taken: dict[str, str] = {}
    made: dict[str, Form] = {}
    for index, entry in enumerate(entries):
        loc: Loc = ("forms", index)
        _check_form_elements(desk, entry, elements, taken, loc)
        _check_senders(desk, entry, offices, loc)
        made[entry.form] = Form(
            id=entry.form,
            name=entry.name,
            senders=frozenset(Level.of(level) for level in entry.sent_by),
            about=None if entry.about is None or [entry.about] == entry.sent_by else Level.of(entry.about),
            office={Level.of(level): office for level, office in entry.office.items()},
            frequency=Frequency(entry.every),
            calendar=Calendar(entry.calendar) if entry.calendar else calendar,
            elements=tuple(entry.elements),
            due=tuple(_due(desk, due, entry.every, (*loc, "due", number)) for number, due in enumerate(entry.due)),
            from_day=entry.from_ or date.min,
            transcribed=entry.transcribed,
        )
    return made


def _check_form_elements(
    desk: Desk, entry: FormEntry, elements: Mapping[str, Element], taken: dict[str, str], loc: Loc
) -> None:
    told_at = {Level.of(entry.about)} if entry.about else {Level.of(level) for level in entry.sent_by}
    for number, name in enumerate(entry.elements):
        here = (*loc, "elements", number)
        if not desk.known(name, elements, FORMS, here, owner=thing("form", entry.form), where=MEASURES):
            continue
        if name in taken:
            desk.tell("FORM-001", FORMS, here, element=name, form=entry.form, other=taken[name])
        taken[name] = entry.form
        if not elements[name].levels & told_at:
            collected, level = _levels(elements[name].levels), _levels(told_at)
            desk.tell("FORM-002", FORMS, here, element=name, form=entry.form, collected=collected, level=level)


def _check_senders(desk: Desk, entry: FormEntry, offices: Iterable[str], loc: Loc) -> None:
    names = list(offices)
    for level in entry.sent_by:
        if not _is_due(entry, level):
            desk.tell("FORM-003", FORMS, (*loc, "due"), form=entry.form, key=level, level=Phrase(f"level.{level}"))
        if level not in entry.office:
            desk.tell("FORM-004", FORMS, (*loc, "office"), form=entry.form, key=level, level=Phrase(f"level.{level}"))
    for level, office in entry.office.items():
        if level in entry.sent_by:
            desk.known(
                office, names, FORMS, (*loc, "office", level), owner=thing("form", entry.form), where="plan.yaml"
            )


def _levels(levels: Iterable[Level]) -> Names:
    return Names(tuple(Phrase(f"level.{level.word}") for level in sorted(levels)))


def _is_due(entry: FormEntry, level: str) -> bool:
    """Whether a level has a due day for every period of the year."""
    rules = [due for due in entry.due if due.level == level]
    named = {part for due in rules for part in due.in_}
    return any(not due.in_ for due in rules) or (bool(rules) and named >= set(PARTS[entry.every]))


def _due(desk: Desk, entry: DueEntry, every: str, loc: Loc) -> DueRule:
    for number, part in enumerate(entry.in_):
        if part not in PARTS[every]:
            details = {"given": part, "allowed": list(PARTS[every]), "near": near(part, PARTS[every])}
            desk.tell("PLAN-004", FORMS, (*loc, "in", number), **details)
    if (entry.by is None) == (entry.before is None):
        desk.tell("FORM-005", FORMS, loc)
    return DueRule(
        level=Level.of(entry.level),
        day=entry.by or entry.before or 1,
        months_after=1 if entry.of == "next month" else 0,
        before=entry.before is not None,
        in_parts=frozenset(str(part) for part in entry.in_),
    )
