"""Whether a scenario speaks of its plan: every name in sample.yaml must be one of the plan's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from thuocdo.core.parsing import FormulaError, Names, caret, parse
from thuocdo.core.wording import Phrase, thing
from thuocdo.planfiles.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.core.elements import Element
    from thuocdo.core.plan import Plan
    from thuocdo.planfiles.validate import Problems
    from thuocdo.planfiles.yamltree import Loc, YamlFile
    from thuocdo.sample.scenario import ElementEntry, SampleFile, SeededError

SAMPLE = "sample.yaml"
Named = tuple[str, "Loc", "Iterable[str]", "Phrase | str"]


def check_sense(file: YamlFile, scenario: SampleFile, plan: Plan, problems: Problems) -> None:
    """Tell every name that the plan does not have."""
    desk = Desk({SAMPLE: file}, problems)
    for index, fates in enumerate(scenario.forms):
        owner = thing("form", fates.form)
        desk.known(fates.form, plan.forms, SAMPLE, ("forms", index, "form"), owner=owner, where="forms.yaml")
    for index, entry in enumerate(scenario.elements):
        loc: Loc = ("elements", index)
        owner = thing("element", entry.element)
        if desk.known(entry.element, plan.elements, SAMPLE, (*loc, "element"), owner=owner, where="measures.yaml"):
            for name, inner, names, where in _names_of(entry, plan.elements[entry.element], plan):
                desk.known(name, names, SAMPLE, (*loc, *inner), owner=owner, where=where)
    for index, error in enumerate(scenario.seeded_errors):
        _check_error(desk, error, ("seeded_errors", index), plan)


def _names_of(entry: ElementEntry, element: Element, plan: Plan) -> Iterator[Named]:
    """The names in an element's entry: where each stands, and among which it must be."""
    part, balance = entry.part, entry.balance or {}
    listed: list[tuple[list[str], Loc]] = [
        ([entry.per] if entry.per else [], ("per",)),
        ([entry.applies_if] if entry.applies_if else [], ("applies_if",)),
        (part.of if part else [], ("part", "of")),
        (part.less if part else [], ("part", "less")),
        *((names, ("balance", side)) for side, names in balance.items()),
    ]
    for texts, loc in listed:
        for text in texts:
            yield re.split(r"[\[@]", text)[0], loc, plan.elements, "measures.yaml"
    here = thing("element", element.id)
    for choice in entry.choices or {}:
        yield choice, ("choices", choice), element.choices, here
    for category in entry.shares or {}:
        yield category, ("shares", category), element.cells, here
    if entry.states is not None:
        states = entry.states
        given = [*states.start, states.otherwise, *states.open, *(c for m in states.moves for c in (m.from_, m.to))]
        for choice in dict.fromkeys(given):
            yield choice, ("states",), element.choices, here
        for number, move in enumerate(states.moves):
            if move.sets is not None:
                yield move.sets, ("states", "moves", number, "sets"), plan.elements, "measures.yaml"


def _check_error(desk: Desk, error: SeededError, loc: Loc, plan: Plan) -> None:
    owner = thing("check", error.check)
    desk.known(error.check, plan.checks, SAMPLE, (*loc, "check"), owner=owner, where="checks.yaml")
    if error.element is not None:
        desk.known(error.element, plan.elements, SAMPLE, (*loc, "element"), owner=owner, where="measures.yaml")
    for key in ("element", "becomes"):
        if error.copies is None and getattr(error, key) is None:
            desk.tell("PLAN-002", SAMPLE, loc, key=key, owner=error.seed)
    names = Names(set(plan.elements), set(plan.indicators), set(plan.groups), set(plan.scorecards))
    for key, text in (("where", error.where), ("becomes", error.becomes)):
        try:
            parse(text or "0", names)
        except FormulaError as wrong:
            for fault in wrong.faults:
                place = desk.files[SAMPLE].inside((*loc, key), fault.column)
                desk.problems.add(fault.code, place, caret=caret(text or "", fault.column), **fault.details)
