"""Whose values an aggregate gathers: the members of a level, or every orgunit that reported its own work."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.formulas import Arithmetic, At, ElementRef, Node, Number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from thuocdo.core.elements import Element
    from thuocdo.core.orgunits import Level, OrgMap, OrgUnit, Register
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan
    from thuocdo.core.windows import Window


@dataclass(frozen=True)
class LinearTerm:
    """One element in a sum, with its factor and the window that its moments lead to."""

    ref: ElementRef
    window: Window
    factor: Fraction


def linear_terms(node: Node, window: Window, plan: Plan) -> Iterator[LinearTerm]:
    """A sum's inside, taken apart into elements times numbers.

    :raises TypeError: it is not linear; the loader has refused such a formula before
    """
    match node:
        case ElementRef():
            yield LinearTerm(node, window, Fraction(1))
        case At(of=of, moment=moment):
            yield from linear_terms(of, window.moved(moment, plan), plan)
        case Arithmetic(operator="+" | "-" as sign, left=left, right=right):
            yield from linear_terms(left, window, plan)
            factor = Fraction(1 if sign == "+" else -1)
            yield from scaled(linear_terms(right, window, plan), factor)
        case Arithmetic(operator="*", left=Number(value=value), right=of):
            yield from scaled(linear_terms(of, window, plan), value)
        case Arithmetic(operator="*", left=of, right=Number(value=value)):
            yield from scaled(linear_terms(of, window, plan), value)
        case Arithmetic(operator="/", left=of, right=Number(value=value)):
            yield from scaled(linear_terms(of, window, plan), 1 / value)
        case Number(value=value) if value == 0:
            return
        case _:
            raise TypeError(f"not a sum of elements: {node}")


def scaled(terms: Iterator[LinearTerm], factor: Fraction) -> Iterator[LinearTerm]:
    """The same terms, each times a number."""
    return (LinearTerm(t.ref, t.window, t.factor * factor) for t in terms)


@dataclass(frozen=True)
class SourceUnit:
    """An orgunit that reported in a period, and whether all its ground lies in the scope asked about.

    ``homes`` are the orgunits of the map, inside the scope, that its ground lies in.
    """

    orgunit: OrgUnit
    wholly: bool
    homes: tuple[OrgUnit, ...]


def sources(register: Register, on_map: OrgMap, scope: OrgUnit, element: Element, period: Period) -> list[SourceUnit]:
    """Who reported an element for a period within a scope of another day's map.

    Each value is taken where it was reported, so a sum stays exact at any orgunit that holds all the parts,
    and what a level reported before it ended stays with the orgunit above.
    """
    found = []
    then = register.on(period.last_day)
    for level in sorted(element.levels):
        for unit in then.at_level(level):
            homes = images(register, on_map, then, unit)
            inside = tuple(home for home in homes if scope in on_map.path(home))
            if inside:
                found.append(SourceUnit(unit, len(inside) == len(homes), inside))
    return found


def decided_places(units: Sequence[SourceUnit], is_decided: Callable[[OrgUnit], bool]) -> set[OrgUnit]:
    """Orgunits whose recorded answers stand for what a split leaves open.

    Only where every orgunit that shares ground with the split one, inside the scope, has an answer: else a
    part would be counted twice or not at all.
    """
    found: set[OrgUnit] = set()
    for split in units:
        if split.wholly or found.issuperset(split.homes):
            continue
        tied = set(split.homes)
        while more := {home for unit in units if tied.intersection(unit.homes) for home in unit.homes} - tied:
            tied |= more
        if all(is_decided(home) for home in tied):
            found |= tied
    return found


def ended(register: Register, levels: Iterable[Level], day: date) -> OrgUnit | None:
    """Where every one of some levels no longer exists on a day: the last of their orgunits to end."""
    gone = [register.level_ended(level, day) for level in levels]
    told = [unit for unit in gone if unit is not None]
    return max(told, key=lambda unit: unit.valid_to) if told and len(told) == len(gone) else None


def images(register: Register, on_map: OrgMap, then: OrgMap, unit: OrgUnit) -> list[OrgUnit]:
    """Where an orgunit's ground lies on another map; one level up where its own level has ended."""
    shares = register.shares(unit, on_map.day)
    if shares:
        return [share.orgunit for share in shares]
    parent = then.by_code.get(unit.parent_code or "")
    return images(register, on_map, then, parent) if parent is not None else []


def descends(register: Register, on_map: OrgMap, codes: tuple[str, ...], frozen_on: date) -> set[OrgUnit]:
    """The orgunits of a map that stand on the ground of a list frozen on an earlier day."""
    found: set[OrgUnit] = set()
    for code in codes:
        unit = register.resolve(code, frozen_on)
        found.update(share.orgunit for share in register.shares(unit, on_map.day))
    return found
