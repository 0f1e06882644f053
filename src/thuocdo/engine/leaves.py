"""A formula's nodes for many orgunits at once. The tree is the one that ``core.evaluate`` reads one by one.

What the cubes cannot hold (a ratio inside a formula, an aggregate inside a condition, a product of unknowns) is
refused as unsupported; the plain calculator works such an indicator out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from thuocdo.core.elements import OverTime
from thuocdo.core.formulas import (
    Arithmetic,
    At,
    BelongsTo,
    Both,
    Compare,
    DateOf,
    Day,
    DayName,
    During,
    ElementRef,
    Exists,
    IndicatorRef,
    Is,
    Node,
    Not,
    Number,
    TypeIs,
)
from thuocdo.core.here import categories
from thuocdo.core.periods import tiling
from thuocdo.core.values import ValueType
from thuocdo.core.windows import NotComputableError, Window, collection_periods
from thuocdo.engine.marks import Mark
from thuocdo.engine.reads import Asked, Read, Reads, Run
from thuocdo.engine.vectors import (
    MAYBE,
    NO,
    OUT,
    Range,
    UnsupportedError,
    compared,
    contrary,
    every,
    highest,
    some,
    told,
)

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.elements import Element
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Period
    from thuocdo.core.plan import Plan
    from thuocdo.engine.arrays import Bools, Ints, Truths

Windows = tuple[Window, ...]


@dataclass(frozen=True, eq=False)
class Leaf:
    """Where and when nodes are read: members of a map, and one window after another."""

    reads: Reads
    windows: Windows

    @property
    def plan(self) -> Plan:
        """The plan whose names the formula uses."""
        return self.reads.ground.warm.book.plan

    @property
    def shape(self) -> tuple[int, int]:
        """Windows × members."""
        return len(self.windows), len(self.reads.ground.members)

    def during(self, windows: Windows) -> Leaf:
        """The same members in other windows."""
        return Leaf(self.reads, windows)

    def moved(self, node: At) -> Leaf:
        """The same members at the moment that a formula names."""
        return self.during(tuple(window.moved(node.moment, self.plan) for window in self.windows))


def number(node: Node, leaf: Leaf) -> Range:
    """The number that a node stands for."""
    match node:
        case Number(value=value):
            return Range.constant(value, leaf.shape)
        case ElementRef():
            return _element(node, leaf)
        case At():
            return number(node.of, leaf.moved(node))
        case Arithmetic():
            return _arithmetic(node, leaf)
        case IndicatorRef(indicator=name) if not leaf.plan.indicators[name].is_ratio:
            indicator = leaf.plan.indicators[name]
            return number(indicator.numerator, leaf.during(with_baseline(leaf.windows, indicator.baseline)))
        case _:
            raise UnsupportedError(type(node).__name__)


def with_baseline(windows: Windows, baseline: Period | None) -> Windows:
    """The windows with an indicator's own baseline, where it has one."""
    if baseline is None:
        return windows
    return tuple(replace(window, baseline=baseline) for window in windows)


def truth(node: Node, leaf: Leaf) -> Truths:
    """Whether a condition holds."""
    match node:
        case Both(word=word, parts=parts):
            truths = [truth(part, leaf) for part in parts]
            return every(truths) if word == "and" else some(truths)
        case Not(of=of):
            return contrary(truth(of, leaf))
        case Compare():
            return _compare(node, leaf)
        case During():
            return _during(node, leaf)
        case At():
            return truth(node.of, leaf.moved(node))
        case TypeIs(type=kind, negated=negated):
            ground = leaf.reads.ground
            return _fixed([(ground.epoch.units[p].type == kind) is not negated for p in ground.members], leaf)
        case BelongsTo(group=group):
            return stands_on(leaf.plan.groups[group].codes, leaf)
        case ElementRef() | Is() | Exists():
            return _answered(node, leaf)
        case _:
            raise UnsupportedError(type(node).__name__)


def stands_on(codes: tuple[str, ...], leaf: Leaf, level: Level | None = None) -> Truths:
    """Which members stand on the ground of a list of codes; of a level, whether those above them do."""
    ground = leaf.reads.ground
    epoch, book = ground.epoch, ground.warm.book
    places = ground.members if level is None else epoch.ancestors(level)[ground.members]
    found = [place >= 0 and book.stands_on(codes, epoch.map, epoch.units[place]) for place in places]
    return _fixed(found, leaf)


def _fixed(members: list[bool], leaf: Leaf) -> Truths:
    """A truth of the register, the same in every window."""
    found = np.array(members, dtype=np.int8)
    leaf.reads.fixed.append(found.astype(np.int64))
    return np.broadcast_to(found, leaf.shape)


# ---------------------------------------------------------------------------------------- elements


def _runs(ref: ElementRef, leaf: Leaf) -> list[Run]:
    """The answers that make up an element's value: for each category a run over collection periods."""
    element = leaf.plan.elements[ref.element]
    wanted = [collection_periods(leaf.plan, element, window) for window in leaf.windows]
    if len({len(periods) for periods in wanted}) > 1:
        raise UnsupportedError("uneven_windows")
    steps = list(zip(*wanted, strict=True))
    asked = Asked(leaf.windows[0].inside, leaf.windows[0].period.calendar)
    return [leaf.reads.read(element, category, steps, asked) for category in categories(element, ref.breakdown)]


def _element(ref: ElementRef, leaf: Leaf) -> Range:
    element = leaf.plan.elements[ref.element]
    runs = _runs(ref, leaf)
    if element.over_time is OverTime.HIGHEST:
        return highest([step.amount() for run in runs for step in run.steps])
    total, *others = (run.whole.amount().summed(len(run.steps)) for run in runs)
    for amount in others:
        total = total.plus(amount)
    return total


def _answered(node: ElementRef | Is | Exists, leaf: Leaf) -> Truths:
    """A condition on answers: a yes/no element, a choice, a document that exists."""
    ref, leaf = _located(node if isinstance(node, ElementRef) else node.of, leaf)
    element = leaf.plan.elements[ref.element]
    found = []
    for run in _runs(ref, leaf):
        read = run.whole
        truths = told(_fits(node, read, element), open_=read.open, out=read.out)
        found.append(truths.reshape(len(run.steps), *leaf.shape))
    stacked = found[0] if len(found) == 1 else np.concatenate(found)
    return some(stacked) if element.over_time is OverTime.ANY else every(stacked)


def _fits(node: ElementRef | Is | Exists, read: Read, element: Element) -> Bools:
    if isinstance(node, Is):
        chosen = np.equal(read.value, element.choices.index(node.choice))
        return np.logical_not(chosen) if node.negated else chosen
    if isinstance(node, Exists):
        return np.not_equal(read.mark, Mark.NO_PAPER)
    return np.equal(read.value, 1)


def _located(node: Node, leaf: Leaf) -> tuple[ElementRef, Leaf]:
    """The element under any moments, and the windows that they lead to."""
    while isinstance(node, At):
        leaf, node = leaf.moved(node), node.of
    assert isinstance(node, ElementRef)
    return node, leaf


# ---------------------------------------------------------------------------------------- arithmetic and conditions


def _arithmetic(node: Arithmetic, leaf: Leaf) -> Range:
    match node:
        case Arithmetic(operator="+", left=left, right=right):
            return number(left, leaf).plus(number(right, leaf))
        case Arithmetic(operator="-", left=left, right=right):
            one, two = number(left, leaf), number(right, leaf).times(Fraction(-1))
            return replace(one.plus(two), out=one.out)
        case Arithmetic(operator="*", left=Number(value=value), right=of):
            return number(of, leaf).times(value)
        case Arithmetic(operator="*", left=of, right=Number(value=value)):
            return number(of, leaf).times(value)
        case Arithmetic(operator="/", left=of, right=Number(value=value)) if value:
            return number(of, leaf).times(1 / value)
        case _:
            raise UnsupportedError("product")


def _compare(node: Compare, leaf: Leaf) -> Truths:
    if _is_day(node.left, leaf) or _is_day(node.right, leaf):
        return _compare_days(node, leaf)
    return compared(node.operator, number(node.left, leaf), number(node.right, leaf))


def _during(node: During, leaf: Leaf) -> Truths:
    """The condition in each sub-period; those in which nothing was owed are passed over."""
    parts = [tiling(w.days, node.frequency, w.period.calendar) for w in leaf.windows]
    if not all(parts):
        raise NotComputableError("window_not_tiled")
    if len({len(part) for part in parts}) > 1:
        raise UnsupportedError("uneven_windows")
    truths = []
    for step in zip(*parts, strict=True):
        inside = (replace(Window.of(p, w.baseline), inside=True) for p, w in zip(step, leaf.windows, strict=True))
        truths.append(truth(node.of, leaf.during(tuple(inside))))
    return every(truths) if node.every else some(truths)


# ---------------------------------------------------------------------------------------- days


@dataclass(frozen=True, eq=False)
class Days:
    """Days as ordinals; ``none`` where a document does not exist."""

    day: Ints
    none: Bools
    open: Bools
    out: Bools


def _is_day(node: Node, leaf: Leaf) -> bool:
    while isinstance(node, At):
        node = node.of
    if isinstance(node, ElementRef):
        return leaf.plan.elements[node.element].type is ValueType.DATE
    return isinstance(node, Day | DateOf)


def _days(node: Node, leaf: Leaf) -> Days:
    if isinstance(node, Day):
        named = [_named(node, window, leaf.plan).toordinal() for window in leaf.windows]
        nowhere = np.zeros(leaf.shape, dtype=bool)
        return Days(np.broadcast_to(np.array(named)[:, None], leaf.shape), nowhere, nowhere, nowhere)
    ref, leaf = _located(node.of if isinstance(node, DateOf) else node, leaf)
    reads = [step for run in _runs(ref, leaf) for step in run.steps]
    stands = [~read.open & ~read.out & (read.mark == Mark.VALUE) for read in reads]
    latest = np.max([np.where(ok, read.value, 0) for ok, read in zip(stands, reads, strict=True)], axis=0)
    none = np.any([read.mark == Mark.NO_PAPER for read in reads], axis=0)
    any_open = np.any([read.open for read in reads], axis=0)
    dated = np.any(stands, axis=0)
    return Days(latest, ~dated & none, any_open, ~dated & ~none & ~any_open)


def _named(node: Day, window: Window, plan: Plan) -> date:
    match node.value:
        case DayName.PLAN_START:
            return plan.starts_on
        case DayName.PERIOD_START:
            return window.days.first
        case DayName.PERIOD_END:
            return window.days.last
        case found:
            return found


def _compare_days(node: Compare, leaf: Leaf) -> Truths:
    left, right = _days(node.left, leaf), _days(node.right, leaf)
    yes = STANDS[node.operator](left.day, right.day)
    found = np.where(yes & ~left.none & ~right.none, np.int8(1), NO)
    found[left.open | right.open] = MAYBE
    found[left.out | right.out] = OUT
    return found


STANDS = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
    "=": np.equal,
    "!=": np.not_equal,
}
