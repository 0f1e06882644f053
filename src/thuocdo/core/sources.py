"""A sum without a level: what each orgunit reported of its own, where and when it was reported.

``holds`` tells whether a condition of the target holds somewhere.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.amounts import ZERO, Amount, Cell, Maybe, NotApplicable, Truth, Var, all_true
from thuocdo.core.elements import OnMerge, OverTime
from thuocdo.core.gather import LinearTerm, SourceUnit, decided_places, ended, linear_terms, sources
from thuocdo.core.here import Here, Quantity, categories, element_number, guarded, read
from thuocdo.core.reading import Only, Why
from thuocdo.core.told import amount_of
from thuocdo.core.windows import collection_periods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from thuocdo.core.elements import Element
    from thuocdo.core.formulas import Aggregate, Node
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.values import Answer
    from thuocdo.core.windows import Window

    Holds = Callable[[Node, Here], Truth]


def admits(only: Only, here: Here, holds: Holds) -> Truth:
    """Whether an orgunit is in the part of its level that a target speaks of."""
    truths: list[Truth] = []
    if only.codes:
        truths.append(here.reader.book.stands_on(only.codes, here.reader.map, here.orgunit))
    if only.where is not None:
        truths.append(holds(only.where, here))
    return all_true(truths)


def source_amounts(node: Aggregate, here: Here, holds: Holds) -> Iterator[tuple[OrgUnit, Quantity]]:
    """A sum without a level: what each orgunit reported of its own, where and when it was reported."""
    assert node.of is not None
    for term in linear_terms(node.of, here.window, here.plan):
        element = here.plan.elements[term.ref.element]
        gathered = _each_over_time if element.over_time is OverTime.HIGHEST else _each_source
        for orgunit, amount in gathered(term, element, here, holds):
            applies = isinstance(amount, Amount)
            yield orgunit, amount.times(term.factor) if applies else amount  # type: ignore[union-attr]


def _each_source(term: LinearTerm, element: Element, here: Here, holds: Holds) -> Iterator[tuple[OrgUnit, Quantity]]:
    reader = here.reader
    for period in collection_periods(here.plan, element, term.window):
        reader.trace.level_ended |= ended(reader.book.register, element.levels, period.last_day) is not None
        units = list(_spoken_of(sources(reader.book.register, reader.map, here.orgunit, element, period), here, holds))
        for category in categories(element, term.ref.breakdown):
            collected = any(reader.has_come(element, category, period, unit.orgunit) for unit, _ in units)
            stands_in = not collected and not _narrowed(here)
            total = reader.historical(element, category, period, here.orgunit) if stands_in else None
            if total is not None:
                yield here.orgunit, Amount(total)
                continue
            yield from _from_units(units, Cell(element.id, category, period, here.orgunit), term.window, here)


def _from_units(
    units: list[tuple[SourceUnit, Truth]], what: Cell, window: Window, here: Here
) -> Iterator[tuple[OrgUnit, Quantity]]:
    """What each reported; where a person has decided what a split leaves open, what was decided."""
    reader, element = here.reader, here.plan.elements[what.element]
    told = [unit for unit, _ in units]

    def decided(place: OrgUnit) -> Answer | None:
        return reader.decided(element, what.breakdown, what.period, place)

    places = decided_places(told, lambda place: decided(place) is not None)
    for place in sorted(places, key=lambda place: place.code):
        answer = decided(place)
        assert answer is not None
        yield place, amount_of(answer, element, reader)
    for unit, guard in units:
        if places.intersection(unit.homes):
            continue
        there = Here(reader, unit.orgunit, window)
        amount = amount_of(read(element, what.breakdown, what.period, there), element, reader)
        if not unit.wholly:
            amount = _part_of(amount, reader.cell(element, what.breakdown, what.period, unit.orgunit), here)
        yield unit.orgunit, guarded(guard, amount, there)


def _narrowed(here: Here) -> bool:
    """Whether the target speaks of a part only of the orgunits below the scope."""
    return any(only.level > here.orgunit.level for only in here.reader.only)


def _spoken_of(units: list[SourceUnit], here: Here, holds: Holds) -> Iterator[tuple[SourceUnit, Truth]]:
    """The sources on whose ground lies what the target speaks of, with whether that is so."""
    for unit in units:
        told = [(home, _speaks_of(home, here, holds)) for home in unit.homes]
        homes = tuple(home for home, spoken in told if spoken is not False)
        if homes:
            guard = all_true(spoken for home, spoken in told if home in homes)
            if isinstance(guard, Maybe):
                here.reader.trace.unsound = "shared_cells"
            yield replace(unit, wholly=unit.wholly and len(homes) == len(told), homes=homes), guard


def _speaks_of(unit: OrgUnit, here: Here, holds: Holds) -> Truth:
    """Whether the target speaks of the ground of an orgunit: by the orgunit above it of the level narrowed."""
    truths: list[Truth] = [True]
    for only in here.reader.only:
        if only.level <= here.orgunit.level:
            continue
        home = here.reader.map.ancestor(unit, only.level)
        truths.append(False if home is None else admits(only, here.at(home), holds))
    return all_true(truths)


def _part_of(amount: Quantity, cell: Cell, here: Here) -> Quantity:
    """What of an orgunit's amount lies in the scope, where its ground lies in more than one: unknown how much."""
    trace = here.reader.trace
    trace.whys.add(Why.OTHER_MAP)
    element = here.plan.elements[cell.element]
    adds_up = element.on_merge in (OnMerge.SUM, OnMerge.HIGHEST)
    if isinstance(amount, NotApplicable) or (adds_up and amount == Amount(ZERO) and element.low >= 0):
        return amount
    part = replace(cell, breakdown=f"{cell.breakdown}@{here.orgunit.code}")
    trace.reorganised.add(part)
    high = amount.high if adds_up else element.high
    return Amount.of(Var(part, element.low, high, (part,), Fraction(1, 10**element.decimals)))


def _each_over_time(term: LinearTerm, element: Element, here: Here, holds: Holds) -> Iterator[tuple[OrgUnit, Quantity]]:
    levels = sorted(element.levels)
    here.reader.trace.level_ended |= ended(here.reader.book.register, levels, here.reader.map.day) is not None
    for level in levels:
        for unit in here.reader.map.under(here.orgunit, level):
            there = Here(here.reader, unit, term.window)
            guard = _speaks_of(unit, here, holds)
            if guard is not False:
                yield unit, guarded(guard, element_number(term.ref, there), there)
