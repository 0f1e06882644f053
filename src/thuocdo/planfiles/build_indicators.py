"""Indicators, scorecards and checks: formulas parsed and checked, policies that can be followed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from thuocdo.core.errors import Strength
from thuocdo.core.formulas import (
    Aggregate,
    Arithmetic,
    At,
    Compare,
    ElementRef,
    Gather,
    IndicatorRef,
    Node,
    Number,
    walk,
)
from thuocdo.core.indicators import AsOf, Better, IfNotReported, Indicator, Policy, ZeroOverZero
from thuocdo.core.meaning import Vocabulary, elements_in
from thuocdo.core.nearest import near
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Calendar, Period
from thuocdo.core.scoring import Band, Criterion, Grade, KnockOut, Scorecard
from thuocdo.core.validation import Check, Copied, OutsideHistory
from thuocdo.core.wording import thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.core.elements import Element, Form, Words
    from thuocdo.core.parsing import Names
    from thuocdo.planfiles.desk import Desk
    from thuocdo.planfiles.schema_measures import (
        CheckEntry,
        CriterionEntry,
        IndicatorEntry,
        ScorecardEntry,
    )
    from thuocdo.planfiles.yamltree import Loc

MEASURES, CHECKS = "measures.yaml", "checks.yaml"
NOWHERE = Number(Fraction(0))


class IndicatorBuilder:
    """Builds the indicators of one plan; they may name each other."""

    def __init__(self, desk: Desk, names: Names, words: Vocabulary, calendar: Calendar) -> None:
        self.desk = desk
        self.names = names
        self.words = words
        self.calendar = calendar

    def build(self, entries: list[IndicatorEntry]) -> dict[str, Indicator]:
        """The indicators by id."""
        self.desk.unique(MEASURES, "indicators", (e.indicator for e in entries), self.words.elements)
        made = {entry.indicator: self._one(entry, ("indicators", n)) for n, entry in enumerate(entries)}
        circular = {name for name in made if name in self._reached(name, made)}
        for index, entry in enumerate(entries):
            loc: Loc = ("indicators", index)
            if entry.indicator in circular:
                self.desk.tell("MEASURE-015", MEASURES, (*loc, "numerator"), indicator=entry.indicator)
            elif not circular & self._reached(entry.indicator, made):
                self._check_policy(made[entry.indicator], made, loc)
            if entry.feeds is not None:
                owner = thing("indicator", entry.indicator)
                self.desk.known(entry.feeds, made, MEASURES, (*loc, "feeds"), owner=owner, where=MEASURES)
        return made

    def _one(self, entry: IndicatorEntry, loc: Loc) -> Indicator:
        numerator = self._formula(entry.numerator, (*loc, "numerator"))
        denominator = None if entry.denominator is None else self._formula(entry.denominator, (*loc, "denominator"))
        times = Fraction(100 if entry.unit == "percent" else 1) if entry.times is None else entry.times
        if entry.unit == "percent" and times != 100:
            self.desk.tell("MEASURE-012", MEASURES, (*loc, "times"), indicator=entry.indicator, times=times)
        elif times <= 0:
            self.desk.tell("MEASURE-020", MEASURES, (*loc, "times"), indicator=entry.indicator, times=times)
        if entry.historical is not None:
            owner = thing("indicator", entry.indicator)
            where = (*loc, "historical")
            self.desk.known(entry.historical, self.words.elements, MEASURES, where, owner=owner, where=MEASURES)
        baseline = entry.baseline_period
        return Indicator(
            id=entry.indicator,
            name=entry.name,
            reading=entry.reading,
            numerator=numerator,
            denominator=denominator,
            times=times,
            unit=entry.unit,
            better=Better(entry.better),
            as_of=self._as_of(entry.as_of, (*loc, "as_of")),
            if_not_reported=self._policy(entry, loc),
            zero_over_zero=ZeroOverZero(entry.zero_over_zero),
            baseline=Period.parse(baseline, self.calendar) if baseline else None,
            historical=entry.historical,
            feeds=entry.feeds,
            counts=self._counted(numerator) or ("" if entry.denominator or entry.unit == "percent" else entry.unit),
        )

    def _formula(self, text: str, loc: Loc) -> Node:
        found = self.desk.formula(text, MEASURES, loc, names=self.names, words=self.words, wanted="number", level=None)
        return found if found is not None else NOWHERE

    def _counted(self, node: Node) -> str | Words:
        """What the numerator counts, for "short by 3 communes"."""
        for inner in walk(node):
            if isinstance(inner, Aggregate) and inner.gather is Gather.COUNT and inner.level is not None:
                return inner.level.word
            if isinstance(inner, ElementRef):
                return self.words.elements[inner.element].unit
        return ""

    def _as_of(self, value: object, loc: Loc) -> AsOf | date:
        if isinstance(value, date):
            return value
        allowed = [one.value for one in AsOf]
        if value in allowed:
            return AsOf(str(value))
        given, written = str(value), [*allowed, "2016-07-27"]
        self.desk.tell("PLAN-004", MEASURES, loc, given=given, near=near(given, allowed), allowed=written)
        return AsOf.PERIOD_END

    def _policy(self, entry: IndicatorEntry, loc: Loc) -> IfNotReported:
        sides = entry.if_not_reported
        policies = {Policy(sides.numerator), Policy(sides.denominator)}
        periods, coverage = sides.periods or entry.periods, sides.at_least_coverage or entry.at_least_coverage
        here = (*loc, "if_not_reported")
        if len(policies) > 1 and entry.denominator is None:
            self.desk.tell("MEASURE-004", MEASURES, here, indicator=entry.indicator)
        if len(policies) > 1 and Policy.LEFT_OUT in policies:
            self.desk.tell("MEASURE-016", MEASURES, here, indicator=entry.indicator)
        if Policy.CARRIED_FORWARD in policies and periods is None:
            self.desk.tell("MEASURE-003", MEASURES, here, indicator=entry.indicator)
        if Policy.LEFT_OUT in policies and coverage is None:
            self.desk.tell("MEASURE-002", MEASURES, here, indicator=entry.indicator)
        share = None if coverage is None else coverage / 100
        return IfNotReported(Policy(sides.numerator), Policy(sides.denominator), periods or 0, share)

    # ------------------------------------------------------------------ what must hold across indicators

    def _reached(self, start: str, made: Mapping[str, Indicator]) -> set[str]:
        """The indicators that one names, and those that they name; itself only where it goes in a circle."""
        seen, ahead = set[str](), list(self._named(made[start]))
        while ahead:
            name = ahead.pop()
            if name not in seen and name in made:
                seen.add(name)
                ahead += self._named(made[name])
        return seen

    def _named(self, indicator: Indicator) -> set[str]:
        nodes = [indicator.numerator, *([indicator.denominator] if indicator.denominator else [])]
        return {n.indicator for node in nodes for n in walk(node) if isinstance(n, IndicatorRef)}

    def _check_policy(self, indicator: Indicator, made: Mapping[str, Indicator], loc: Loc) -> None:
        """ "Counts against" needs a finite worst case; "carried forward" needs stocks."""
        policy, here = indicator.if_not_reported, (*loc, "if_not_reported")
        sides = [(indicator.numerator, policy.numerator, indicator.better is Better.LOWER)]
        if indicator.denominator is not None:
            sides.append((indicator.denominator, policy.denominator, indicator.better is Better.HIGHER))
        for node, side, up in sides:
            if side is Policy.COUNTS_AGAINST and not self._is_finite(node, made, up=up):
                self.desk.tell("MEASURE-001", MEASURES, here, indicator=indicator.id)
            if side is Policy.CARRIED_FORWARD:
                flows = [e for e in elements_in(node) if not self.words.elements[e].is_stock]
                if flows:
                    self.desk.tell("MEASURE-017", MEASURES, here, indicator=indicator.id, elements=sorted(flows))

    def _is_finite(self, node: Node, made: Mapping[str, Indicator], *, up: bool) -> bool:
        """Whether the side has an end that way, when everything missing is as bad as can be."""
        match node:
            case Number():
                return True
            case ElementRef(element=element):
                return not up or self.words.elements[element].high is not None
            case At(of=of):
                return self._is_finite(of, made, up=up)
            case IndicatorRef(indicator=name):
                other = made.get(name)
                plain = other is not None and other.denominator is None
                return plain and other is not None and self._is_finite(other.numerator, made, up=up)
            case Arithmetic(operator="+" | "-" as sign, left=left, right=right):
                other_way = up if sign == "+" else not up
                return self._is_finite(left, made, up=up) and self._is_finite(right, made, up=other_way)
            case Arithmetic(operator="*" | "/", left=left, right=Number(value=value)):
                return self._is_finite(left, made, up=up if value > 0 else not up)
            case Arithmetic(operator="*", left=Number(value=value), right=right):
                return self._is_finite(right, made, up=up if value > 0 else not up)
            case Aggregate(gather=Gather.COUNT):
                return True
            case Aggregate(gather=gather, of=of):
                return gather is not Gather.AVERAGE and of is not None and self._is_finite(of, made, up=up)
            case _:
                return False


# ---------------------------------------------------------------------------------------- scorecards


def build_scorecards(
    desk: Desk, entries: list[ScorecardEntry], names: Names, words: Vocabulary
) -> dict[str, Scorecard]:
    """The scorecards by id."""
    desk.unique(MEASURES, "scorecards", (entry.scorecard for entry in entries))
    made = {}
    for index, entry in enumerate(entries):
        loc: Loc = ("scorecards", index)
        level = Level.of(entry.level)
        grades = [grade.grade for grade in entry.grades]
        knock_outs = []
        for number, rule in enumerate(entry.knock_outs):
            here = (*loc, "knock_outs", number)
            owner = thing("scorecard", entry.scorecard)
            known = desk.known(rule.not_above, grades, MEASURES, (*here, "not_above"), owner=owner, where="grades")
            when = desk.formula(
                rule.when, MEASURES, (*here, "when"), names=names, words=words, wanted="truth", level=level
            )
            if known and when is not None:
                knock_outs.append(KnockOut(when, rule.not_above))
        made[entry.scorecard] = Scorecard(
            id=entry.scorecard,
            name=entry.name,
            level=level,
            criteria=tuple(
                _criterion(desk, criterion, (*loc, "criteria", number), names, words, level)
                for number, criterion in enumerate(entry.criteria)
            ),
            grades=tuple(Grade(g.grade, g.name, g.points, g.criteria) for g in entry.grades),
            knock_outs=tuple(knock_outs),
            is_sample=entry.sample,
            reading=entry.reading,
        )
    return made


def _criterion(desk: Desk, entry: CriterionEntry, loc: Loc, names: Names, words: Vocabulary, level: Level) -> Criterion:
    if (entry.value is None) == (entry.when is None) or (entry.bands and entry.value is None):
        desk.tell("MEASURE-018", MEASURES, loc, criterion=entry.criterion)
    value = when = None
    if entry.value is not None:
        value = desk.formula(
            entry.value, MEASURES, (*loc, "value"), names=names, words=words, wanted="number", level=level
        )
    if entry.when is not None:
        when = desk.formula(entry.when, MEASURES, (*loc, "when"), names=names, words=words, wanted="truth", level=level)
    bands = tuple(Band(band.at_least, band.points) for band in entry.bands or ())
    for number, band in enumerate(bands):
        if abs(band.points) > abs(entry.most):
            desk.tell("MEASURE-019", MEASURES, (*loc, "bands", number), points=band.points, most=entry.most)
    return Criterion(entry.criterion, entry.name, entry.most, value, bands, when)


# ---------------------------------------------------------------------------------------- checks


def build_checks(
    desk: Desk,
    entries: list[CheckEntry],
    forms: Mapping[str, Form],
    elements: Mapping[str, Element],
    names: Names,
    words: Vocabulary,
) -> dict[str, Check]:
    """The validation rules by id."""
    desk.unique(CHECKS, "checks", (entry.check for entry in entries))
    made = {}
    for index, entry in enumerate(entries):
        loc: Loc = ("checks", index)
        owner = thing("check", entry.check)
        if not desk.known(entry.form, forms, CHECKS, (*loc, "form"), owner=owner, where="forms.yaml"):
            continue
        if sum(part is not None for part in (entry.rule, entry.copied, entry.outside_history)) != 1:
            desk.tell("CHECK-001", CHECKS, loc, check=entry.check)
        form = forms[entry.form]
        rule = None
        if entry.rule is not None:
            level = Level.of(entry.at) if entry.at else form.about or max(form.senders)
            rule = desk.formula(
                entry.rule, CHECKS, (*loc, "rule"), names=names, words=words, wanted="truth", level=level
            )
        if entry.outside_history is not None:
            for number, name in enumerate(entry.outside_history.elements):
                here = (*loc, "outside_history", "elements", number)
                desk.known(name, form.elements, CHECKS, here, owner=owner, where=thing("form", form.id))
        strength = Strength(entry.strength)
        made[entry.check] = Check(
            id=entry.check,
            form=entry.form,
            strength=strength,
            says=entry.says,
            rule=rule,
            copied=None if entry.copied is None else Copied(entry.copied.since, entry.copied.at_least),
            outside_history=_outside(entry),
            level=Level.of(entry.at) if entry.at else None,
            cap=_cap(rule, elements) if strength is Strength.ERROR else None,
        )
    return made


def _outside(entry: CheckEntry) -> OutsideHistory | None:
    told = entry.outside_history
    return None if told is None else OutsideHistory(tuple(told.elements), told.times, told.periods, told.at_least)


def _cap(rule: Node | None, elements: Mapping[str, Element]) -> tuple[str, str] | None:
    """(smaller, larger) of a rule such as "violating <= checked", each one cell: undivided, or a total of its own."""
    match rule:
        case Compare(operator="<=", left=ElementRef(breakdown="") as small, right=ElementRef(breakdown="") as large):
            pair = (small.element, large.element)
        case Compare(operator=">=", left=ElementRef(breakdown="") as large, right=ElementRef(breakdown="") as small):
            pair = (small.element, large.element)
        case _:
            return None
    return pair if all("" in elements[name].cells for name in pair) else None
