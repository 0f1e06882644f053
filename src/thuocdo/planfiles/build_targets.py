"""Targets, duties and amendments: legal combinations of standard, when and who; the rest are coded errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.citations import Citation
from thuocdo.core.elements import OverTime
from thuocdo.core.formulas import ElementRef, IndicatorRef, Node, walk
from thuocdo.core.meaning import gathered_levels
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import MONTHS, Calendar, Frequency, Period
from thuocdo.core.targets import (
    CHANGES,
    Baseline,
    ChangeFrom,
    Duty,
    Effort,
    Milestone,
    Part,
    PathShape,
    Rule,
    Schedule,
    Standard,
    Target,
    When,
    Who,
)
from thuocdo.core.wording import Phrase, thing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from thuocdo.core.elements import Element
    from thuocdo.core.indicators import Indicator
    from thuocdo.core.meaning import Vocabulary
    from thuocdo.core.parsing import Names
    from thuocdo.core.scoring import Scorecard
    from thuocdo.planfiles.desk import Desk
    from thuocdo.planfiles.schema_plan import (
        BaselineEntry,
        Cite,
        DutyEntry,
        JudgedFields,
        StandardFields,
        TargetEntry,
        WhenFields,
    )
    from thuocdo.planfiles.yamltree import Loc

PLAN, MEASURES = "plan.yaml", "measures.yaml"

RULES: dict[str, Rule] = {
    "at_least": Rule.AT_LEAST,
    "more_than": Rule.MORE_THAN,
    "at_most": Rule.AT_MOST,
    "less_than": Rule.LESS_THAN,
    "exactly": Rule.EXACTLY,
    "between": Rule.BETWEEN,
    "hold": Rule.HOLD,
    "none_new": Rule.NONE_NEW,
    "reduce_by": Rule.REDUCE_BY,
    "grow_by": Rule.GROW_BY,
    "change_by_points": Rule.CHANGE_BY_POINTS,
    "graded_by": Rule.GRADED_BY,
    "reviewed_by": Rule.REVIEWED_BY,
    "evidence": Rule.EVIDENCE,
}
WITHOUT_FIGURE = frozenset({Rule.GRADED_BY, Rule.REVIEWED_BY, Rule.EVIDENCE})
COMPANIONS = {
    "pass_at": {Rule.BETWEEN},
    "exceed_at": {Rule.AT_LEAST, Rule.MORE_THAN, Rule.AT_MOST, Rule.LESS_THAN, Rule.HOLD, Rule.BETWEEN},
    "from_": CHANGES,
    "grade": {Rule.GRADED_BY},
    "rating": {Rule.REVIEWED_BY},
    "passes": {Rule.REVIEWED_BY},
}


@dataclass(frozen=True)
class Shelf:
    """What targets refer to, already built."""

    documents: Mapping[str, object]
    offices: Mapping[str, object]
    groups: Mapping[str, object]
    elements: Mapping[str, Element]
    collected: Mapping[str, tuple[Frequency, Calendar]]
    indicators: Mapping[str, Indicator]
    scorecards: Mapping[str, Scorecard]
    names: Names
    words: Vocabulary
    calendar: Calendar
    years: tuple[int, int]


def _says_when(entry: WhenFields) -> list[str]:
    """The keys by which an entry says when it is judged."""
    return [key for key in ("due", "every", "each_year", "done_by") if key in entry.model_fields_set]


class TargetBuilder:
    """Builds the targets and duties of one plan file."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self.desk = desk
        self.shelf = shelf

    def target(self, entry: TargetEntry, loc: Loc, targets: set[str]) -> Target:
        """One target."""
        owner = thing("target", entry.target)
        if entry.parent_target is not None:
            self._known(entry.parent_target, targets, (*loc, "parent_target"), owner, PLAN)
        for office, key in [(entry.lead, "lead"), *((helper, "with") for helper in entry.with_)]:
            if office is not None:
                self._known(office, self.shelf.offices, (*loc, key), owner, "offices")
        return self.judged(
            entry, loc, owner, entry.target, cite=entry.cite, says=entry.says,
            seed=entry.seed, types=tuple(entry.types), parent_target=entry.parent_target,
            lead=entry.lead, helpers=tuple(entry.with_),
        )  # fmt: skip

    def duty(self, entry: DutyEntry, loc: Loc, targets: set[str]) -> Duty:
        """One duty; judged like a target where it has a standard."""
        owner = thing("duty", entry.duty)
        for index, office in enumerate(entry.owners):
            self._known(office, self.shelf.offices, (*loc, "owners", index), owner, "offices")
        for index, name in enumerate(entry.serves):
            self._known(name, targets, (*loc, "serves", index), owner, "targets")
        for index, name in enumerate(entry.elements):
            self._known(name, self.shelf.elements, (*loc, "elements", index), owner, MEASURES)
        is_judged = entry.measured_by or entry.parts or any(getattr(entry, key) is not None for key in RULES) \
            or entry.each_year is not None or entry.due is not None  # fmt: skip
        judged = None
        if is_judged:
            judged = self.judged(entry, loc, owner, entry.duty, cite=entry.cite, says=entry.says, seed=entry.seed)
        return Duty(
            id=entry.duty,
            says=entry.says,
            cite=self.citation(entry.cite, (*loc, "cite"), owner),
            owners=tuple(entry.owners),
            seed=entry.seed,
            serves=tuple(entry.serves),
            elements=tuple(entry.elements),
            judged=judged,
            day=entry.done_by,
            why_no_date=entry.why_no_date,
            reading=entry.reading,
        )

    def judged(
        self,
        entry: JudgedFields,
        loc: Loc,
        owner: Phrase,
        name: str,
        *,
        cite: Cite,
        says: dict[str, str],
        **more: object,
    ) -> Target:
        """What targets and judged duties share."""
        calendar = Calendar(entry.calendar) if entry.calendar else self.shelf.calendar
        self._check_measured(entry, loc, owner)
        several: list[WhenFields] = [*(entry.parts or ()), *(entry.groups or ())]
        if several and not _says_when(entry) and all(_says_when(part) for part in several):
            place = (*loc, "parts" if entry.parts else "groups", 0)
            schedule = self.schedule(several[0], place, owner, calendar, whole=True)
        else:
            schedule = self.schedule(entry, loc, owner, calendar, whole=not several)
        made = Target(
            id=name,
            says=says,
            cite=self.citation(cite, (*loc, "cite"), owner),
            measured_by=entry.measured_by,
            schedule=schedule,
            who=self._who(entry, loc, owner),
            calendar=calendar,
            path=PathShape(entry.path),
            baseline=self._baseline(entry.baseline, loc, owner, calendar),
            parts=tuple(self._parts(entry, loc, owner, calendar, schedule)),
            beside=self._beside(entry, loc, owner),
            effort=self._effort(entry, loc, owner, calendar),
            reading=entry.reading,
            **more,  # type: ignore[arg-type]
        )
        self._check_frequency(made, loc)
        return made

    def citation(self, cite: Cite, loc: Loc, owner: Phrase) -> Citation:
        """A citation whose document is there."""
        self._known(cite.document, self.shelf.documents, (*loc, "document"), owner, "documents")
        return Citation(cite.document, cite.part, cite.clause, cite.page)

    def _known(
        self, name: str, names: Mapping[str, object] | set[str], loc: Loc, owner: Phrase, where: Phrase | str
    ) -> bool:
        return self.desk.known(name, names, PLAN, loc, owner=owner, where=where)

    # ------------------------------------------------------------------ measured by, beside, effort

    def _check_measured(self, entry: JudgedFields, loc: Loc, owner: Phrase) -> None:
        rules = set(self._rules_in(entry))
        if entry.measured_by is not None:
            self._known(entry.measured_by, self.shelf.indicators, (*loc, "measured_by"), owner, MEASURES)
        elif rules - WITHOUT_FIGURE or entry.groups:
            self.desk.tell("TARGET-006", PLAN, loc, owner=owner)

    def _rules_in(self, entry: WhenFields) -> Iterator[Rule]:
        places = [entry, *(entry.due or {}).values(), *([entry.each_year] if entry.each_year else [])]
        for place in places:
            for key, rule in RULES.items():
                if getattr(place, key) is not None:
                    yield rule

    def _beside(self, entry: JudgedFields, loc: Loc, owner: Phrase) -> tuple[str, ...]:
        for index, name in enumerate(entry.beside):
            self._known(name, self.shelf.indicators, (*loc, "beside", index), owner, MEASURES)
        return tuple(name for name in entry.beside if name in self.shelf.indicators)

    def _effort(self, entry: JudgedFields, loc: Loc, owner: Phrase, calendar: Calendar) -> Effort | None:
        if entry.effort is None:
            return None
        name = entry.effort.indicator
        self._known(name, self.shelf.indicators, (*loc, "effort", "indicator"), owner, MEASURES)
        return Effort(name, Period.parse(entry.effort.not_below, calendar))

    def _baseline(self, entry: BaselineEntry | None, loc: Loc, owner: Phrase, calendar: Calendar) -> Baseline | None:
        if entry is None:
            return None
        if entry.value is not None and (entry.cite is None or entry.period is None):
            self.desk.tell("TARGET-007", PLAN, (*loc, "baseline"), owner=owner)
        cite = self.citation(entry.cite, (*loc, "baseline", "cite"), owner) if entry.cite else None
        period = Period.parse(entry.period, calendar) if entry.period else None
        return Baseline(period, entry.value, cite, entry.why)

    # ------------------------------------------------------------------ when

    def schedule(self, entry: WhenFields, loc: Loc, owner: Phrase, calendar: Calendar, *, whole: bool) -> Schedule:
        """When it is judged, with its standards. ``whole``: the standard stands here, not in parts."""
        given = _says_when(entry)
        if len(given) != 1:
            self.desk.tell("TARGET-001", PLAN, loc, owner=owner, given=given)
        if entry.share is not None and entry.every is None:
            self.desk.tell("TARGET-008", PLAN, (*loc, "share"), owner=owner, key="share", needs="every")
        first, last = (
            Period.parse(text, calendar) if text else None for text in (entry.judged_from, entry.judged_until)
        )
        flat = self.standard(entry, loc, owner, needed=whole and entry.due is None and entry.each_year is None)
        if entry.due is not None:
            return Schedule(When.DUE, self._milestones(entry, loc, owner, calendar, whole=whole))
        if entry.each_year is not None:
            standard = self.standard(entry.each_year, (*loc, "each_year"), owner, needed=whole)
            return Schedule(When.EACH_YEAR, standard=standard, judged_from=first, judged_until=last)
        if "done_by" in entry.model_fields_set:
            return Schedule(When.DONE_BY, standard=flat, day=entry.done_by)
        frequency = Frequency(entry.every or "year")
        if frequency is Frequency.YEAR:
            return Schedule(When.EACH_YEAR, standard=flat, judged_from=first, judged_until=last)
        share = None if entry.share is None else entry.share / 100
        return Schedule(
            When.EVERY, frequency=frequency, share=share, standard=flat, judged_from=first, judged_until=last
        )

    def _milestones(
        self, entry: WhenFields, loc: Loc, owner: Phrase, calendar: Calendar, *, whole: bool
    ) -> tuple[Milestone, ...]:
        found = []
        for text, fields in (entry.due or {}).items():
            here = (*loc, "due", text)
            period = Period.parse(text, calendar)
            first, last = self.shelf.years
            if not first <= period.year <= last:
                place = self.desk.files[PLAN].key_place(here)
                years = {"year": str(period.year), "first": str(first), "last": str(last)}
                self.desk.problems.add("TARGET-003", place, owner=owner, **years)
            found.append(Milestone(period, self.standard(fields, here, owner, needed=whole)))
        if not found:
            self.desk.tell("TARGET-001", PLAN, (*loc, "due"), owner=owner, given=[])
        return tuple(sorted(found, key=lambda m: m.period.last_day))

    # ------------------------------------------------------------------ standards

    def standard(self, entry: StandardFields, loc: Loc, owner: Phrase, *, needed: bool) -> Standard | None:
        """The one standard that stands at a place."""
        given = [key for key in RULES if getattr(entry, key) is not None]
        if len(given) != 1:
            if given or needed:
                self.desk.tell("TARGET-002", PLAN, loc, owner=owner, given=given)
            return None
        rule = RULES[given[0]]
        for key, rules in COMPANIONS.items():
            if getattr(entry, key) is not None and rule not in rules:
                name = "from" if key == "from_" else key
                self.desk.tell("TARGET-008", PLAN, (*loc, name), owner=owner, key=name, needs=sorted(rules))
        self._check_standard(entry, rule, loc, owner)
        low, high = self._ends(entry, rule)
        return Standard(
            rule=rule,
            value=low,
            high=high,
            pass_at=entry.pass_at,
            exceed_at=entry.exceed_at,
            change_from=ChangeFrom(entry.from_) if entry.from_ else None,
            scorecard=entry.graded_by,
            grade=entry.grade,
            reviewer=entry.reviewed_by,
            rating=entry.rating,
            passes=frozenset(entry.passes or ()),
            evidence=entry.evidence,
        )

    def _ends(self, entry: StandardFields, rule: Rule) -> tuple[Fraction | None, Fraction | None]:
        if rule is Rule.BETWEEN:
            assert entry.between is not None
            return entry.between[0], entry.between[1]
        if rule is Rule.CHANGE_BY_POINTS:
            assert entry.change_by_points is not None
            ends = sorted(abs(point) for point in entry.change_by_points)
            return ends[0], ends[1] if len(ends) > 1 else None
        if rule in WITHOUT_FIGURE or rule is Rule.NONE_NEW:
            return None, None
        value: Fraction = getattr(entry, rule.value)
        return value, None

    def _check_standard(self, entry: StandardFields, rule: Rule, loc: Loc, owner: Phrase) -> None:
        if rule is Rule.BETWEEN and entry.between is not None:
            low, high = entry.between
            if low > high or (entry.pass_at is not None and not low <= entry.pass_at <= high):
                self.desk.tell("TARGET-005", PLAN, (*loc, "between"), owner=owner, low=low, high=high)
        if rule in CHANGES and entry.from_ is None:
            self.desk.tell("TARGET-004", PLAN, (*loc, rule.value), owner=owner, rule=rule.value)
        if rule is Rule.GRADED_BY:
            self._check_grade(entry, loc, owner)
        if rule is Rule.REVIEWED_BY:
            self._check_review(entry, loc, owner)
        if rule is Rule.EVIDENCE and entry.evidence is not None:
            self._known(entry.evidence, self.shelf.elements, (*loc, "evidence"), owner, MEASURES)

    def _check_grade(self, entry: StandardFields, loc: Loc, owner: Phrase) -> None:
        assert entry.graded_by is not None
        if not self._known(entry.graded_by, self.shelf.scorecards, (*loc, "graded_by"), owner, MEASURES):
            return
        grades = {grade.id for grade in self.shelf.scorecards[entry.graded_by].grades}
        if entry.grade is None:
            self.desk.tell("TARGET-009", PLAN, loc, owner=owner, key="grade", rule="graded_by")
        else:
            self._known(entry.grade, grades, (*loc, "grade"), owner, thing("scorecard", entry.graded_by))

    def _check_review(self, entry: StandardFields, loc: Loc, owner: Phrase) -> None:
        assert entry.reviewed_by is not None
        self._known(entry.reviewed_by, self.shelf.offices, (*loc, "reviewed_by"), owner, "offices")
        for key in ("rating", "passes"):
            if getattr(entry, key) is None:
                self.desk.tell("TARGET-009", PLAN, loc, owner=owner, key=key, rule="reviewed_by")
        if entry.rating is not None and self._known(
            entry.rating, self.shelf.elements, (*loc, "rating"), owner, MEASURES
        ):
            choices = set(self.shelf.elements[entry.rating].choices)
            for index, choice in enumerate(entry.passes or ()):
                self._known(choice, choices, (*loc, "passes", index), owner, thing("element", entry.rating))

    # ------------------------------------------------------------------ who

    def _who(self, entry: JudgedFields, loc: Loc, owner: Phrase) -> Who:
        judged_at = Level.of(entry.judged_at)
        each = Level.of(entry.for_each) if entry.for_each else None
        mean = Level.of(entry.on_average) if entry.on_average else None
        if each is not None and mean is not None:
            self.desk.tell("TARGET-010", PLAN, (*loc, "on_average"), owner=owner, one="for_each", other="on_average")
        for key, level in (("for_each", each), ("on_average", mean)):
            if level is not None and level <= judged_at:
                at = Phrase(f"level.{entry.judged_at}")
                self.desk.tell("TARGET-011", PLAN, (*loc, key), owner=owner, key=key, level=at)
        where, where_level = self._where(entry, loc, owner, each or mean)
        return Who(
            judged_at=judged_at,
            where=where,
            where_level=where_level,
            named=tuple(entry.named or ()),
            for_each=each,
            on_average=mean,
            also_at=frozenset(Level.of(level) for level in entry.also_at),
        )

    def _where(
        self, entry: JudgedFields, loc: Loc, owner: Phrase, level: Level | None
    ) -> tuple[Node | None, Level | None]:
        """The condition, and the level that it speaks of: the one judged, or the one that the indicator counts."""
        if entry.where is None:
            return None, None
        if level is None and entry.measured_by is not None and entry.measured_by in self.shelf.indicators:
            indicator = self.shelf.indicators[entry.measured_by]
            nodes = [indicator.numerator, *([indicator.denominator] if indicator.denominator else [])]
            levels = {one for node in nodes for one in gathered_levels(node)}
            level = levels.pop() if len(levels) == 1 else None
        if level is None:
            self.desk.tell("TARGET-012", PLAN, (*loc, "where"), owner=owner)
            return None, None
        shelf, here = self.shelf, (*loc, "where")
        node = self.desk.formula(
            entry.where, PLAN, here, names=shelf.names, words=shelf.words, wanted="truth", level=level
        )
        return node, level

    # ------------------------------------------------------------------ parts and groups

    def _parts(
        self, entry: JudgedFields, loc: Loc, owner: Phrase, calendar: Calendar, schedule: Schedule
    ) -> Iterator[Part]:
        if entry.parts and entry.groups:
            self.desk.tell("TARGET-010", PLAN, (*loc, "groups"), owner=owner, one="parts", other="groups")
        for index, part in enumerate(entry.parts or ()):
            here = (*loc, "parts", index)
            self._known(part.indicator, self.shelf.indicators, (*here, "indicator"), owner, MEASURES)
            yield Part(part.indicator, part.indicator, self._own(part, here, owner, calendar, schedule))
        for index, group in enumerate(entry.groups or ()):
            here = (*loc, "groups", index)
            self._known(group.group, self.shelf.groups, (*here, "group"), owner, "groups")
            own = self._own(group, here, owner, calendar, schedule)
            yield Part(group.group, entry.measured_by or "", own, group.group)

    def _own(self, part: WhenFields, loc: Loc, owner: Phrase, calendar: Calendar, whole: Schedule) -> Schedule:
        """A part's own schedule, or the target's with the part's standard in every place."""
        if _says_when(part):
            return self.schedule(part, loc, owner, calendar, whole=True)
        standard = self.standard(part, loc, owner, needed=True)
        return Schedule(
            when=whole.when,
            milestones=tuple(Milestone(m.period, standard) for m in whole.milestones),
            frequency=whole.frequency,
            share=whole.share,
            standard=standard,
            judged_from=whole.judged_from,
            judged_until=whole.judged_until,
            day=whole.day,
        )

    # ------------------------------------------------------------------ what can be read in the time given

    def _check_frequency(self, target: Target, loc: Loc) -> None:
        """Every element must be collected often enough, and a flow in the target's own calendar."""
        shortest = self._shortest(target.schedule)
        measured = [target.measured_by, *(part.indicator for part in target.parts)]
        for name in dict.fromkeys(name for name in measured if name in self.shelf.indicators):
            assert name is not None
            for element in self._elements(name, set()):
                self._check_element(target, element, shortest, loc)

    def _shortest(self, schedule: Schedule) -> Frequency:
        if schedule.when is When.EVERY and schedule.frequency is not None:
            return schedule.frequency
        found = [m.period.frequency for m in schedule.milestones]
        return min(found, key=lambda f: MONTHS[f]) if found else Frequency.YEAR

    def _elements(self, indicator: str, seen: set[str]) -> set[str]:
        if indicator in seen or indicator not in self.shelf.indicators:
            return set()
        seen.add(indicator)
        made = self.shelf.indicators[indicator]
        found: set[str] = set()
        for side in (made.numerator, made.denominator):
            for node in walk(side) if side is not None else ():
                if isinstance(node, ElementRef):
                    found.add(node.element)
                if isinstance(node, IndicatorRef):
                    found |= self._elements(node.indicator, seen)
        return found

    def _check_element(self, target: Target, name: str, shortest: Frequency, loc: Loc) -> None:
        if name not in self.shelf.collected:
            return
        frequency, calendar = self.shelf.collected[name]
        element = self.shelf.elements[name]
        details: dict[str, object] = {"owner": target.id, "element": name}
        every = {"collected": Phrase(f"every.{frequency}"), "every": Phrase(f"every.{shortest}")}
        if not element.is_stock and calendar is not target.calendar:
            kept, judged = Phrase(f"calendar.{calendar}"), Phrase(f"calendar.{target.calendar}")
            self.desk.tell("MEASURE-008", PLAN, loc, calendar=kept, other=judged, **details)
        elif MONTHS[frequency] > MONTHS[shortest]:
            self.desk.tell("TARGET-013", PLAN, loc, **every, **details)
        elif element.over_time is OverTime.NONE and not element.is_stock and frequency is not shortest:
            self.desk.tell("TARGET-014", PLAN, loc, **every, **details)
