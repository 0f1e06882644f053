"""Whether a formula means something: types, levels, moments. Checked when a plan is loaded, never later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thuocdo.core.formulas import (
    Aggregate,
    Arithmetic,
    At,
    BelongsTo,
    Both,
    Compare,
    DateOf,
    Day,
    During,
    ElementRef,
    Exists,
    Gather,
    IndicatorRef,
    Is,
    Moment,
    Node,
    Not,
    Number,
    PointsOf,
    Reports,
    TypeIs,
    walk,
)
from thuocdo.core.nearest import near
from thuocdo.core.parsing import FormulaFault
from thuocdo.core.periods import MONTHS, Frequency
from thuocdo.core.values import NUMERIC, ValueType
from thuocdo.core.wording import Names, Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thuocdo.core.elements import Element
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Calendar

KIND_OF = {
    ValueType.COUNT: "number",
    ValueType.AMOUNT: "number",
    ValueType.YES_NO: "truth",
    ValueType.DATE: "day",
    ValueType.CHOICE: "choice",
    ValueType.RATING: "choice",
    ValueType.DOCUMENT: "document",
}


@dataclass(frozen=True)
class Vocabulary:
    """What the names of a plan stand for."""

    elements: Mapping[str, Element]
    collected: Mapping[str, tuple[Frequency, Calendar]]
    scorecards: Mapping[str, Level] = field(default_factory=dict)


def faults_of(node: Node, wanted: str, level: Level | None, words: Vocabulary) -> list[FormulaFault]:
    """Everything in a formula that means nothing.

    :param wanted: "number" or "truth"
    :param level: the level of the orgunit that it is read at; None for a scope as a whole
    """
    check = _Check(words)
    check.expect(node, wanted, level)
    return check.faults


def gathered_levels(node: Node) -> set[Level]:
    """The levels that a formula counts or gathers over, not looking inside conditions."""
    found: set[Level] = set()
    match node:
        case Aggregate(level=level):
            if level is not None:
                found.add(level)
        case Arithmetic(left=left, right=right):
            found |= gathered_levels(left) | gathered_levels(right)
        case At(of=of):
            found |= gathered_levels(of)
        case _:
            pass
    return found


def elements_in(node: Node) -> set[str]:
    """The data elements that a formula names."""
    return {n.element for n in walk(node) if isinstance(n, ElementRef)}


@dataclass
class _Check:
    words: Vocabulary
    faults: list[FormulaFault] = field(default_factory=list)

    def fault(self, code: str, node: Node, **details: object) -> None:
        self.faults.append(FormulaFault(code, node.column, details))

    def expect(self, node: Node, wanted: str, level: Level | None) -> None:
        """The node must be of a kind."""
        kind = self.kind(node, level)
        if kind not in (wanted, "unknown"):
            self.fault("FORMULA-004", node, kind=Phrase(f"kind.{kind}"), wanted=Phrase(f"kind.{wanted}"))

    def kind(self, node: Node, level: Level | None) -> str:  # noqa: C901
        """What a node is: number, truth, day, choice, document; "unknown" where a fault was told."""
        match node:
            case Number() | IndicatorRef() | Reports():
                return "number"
            case Day():
                return "day"
            case ElementRef():
                return self._element(node, level)
            case PointsOf():
                return self._points(node, level)
            case TypeIs() | BelongsTo():
                return self._of_one_orgunit(node, level)
            case At():
                return self._moment(node, level)
            case Arithmetic(left=left, right=right):
                return self._all([left, right], "number", level)
            case Compare():
                return self._compare(node, level)
            case Both(parts=parts):
                self._all(list(parts), "truth", level)
                return "truth"
            case Not(of=of):
                self.expect(of, "truth", level)
                return "truth"
            case Is():
                return self._is(node, level)
            case Exists(of=of):
                self.expect(of, "document", level)
                return "truth"
            case DateOf(of=of):
                self.expect(of, "document", level)
                return "day"
            case During():
                return self._during(node, level)
            case Aggregate():
                return self._aggregate(node, level)

    def _all(self, nodes: list[Node], wanted: str, level: Level | None) -> str:
        for node in nodes:
            self.expect(node, wanted, level)
        return wanted

    def _element(self, node: ElementRef, level: Level | None) -> str:
        element = self.words.elements[node.element]
        if level is None:
            self.fault("FORMULA-006", node, element=node.element)
        elif level not in element.levels:
            collected = [Phrase(f"level.{one.word}") for one in sorted(element.levels)]
            here = Phrase(f"level.{level.word}")
            self.fault("FORMULA-005", node, element=node.element, collected=Names(tuple(collected)), level=here)
        options = element.breakdown.options if element.breakdown else ()
        if node.breakdown and node.breakdown not in options:
            self._unknown_choice(node, node.breakdown, list(options), node.element)
        self._has_total(node, element)
        return KIND_OF[element.type]

    def _has_total(self, node: ElementRef, element: Element) -> None:
        if element.breakdown is not None and element.breakdown.total == "none" and not node.breakdown:
            self.fault("FORMULA-018", node, element=element.id, allowed=list(element.breakdown.options))

    def _unknown_choice(self, node: Node, word: str, allowed: list[str], element: str) -> None:
        self.fault("FORMULA-009", node, choice=word, near=near(word, allowed), allowed=allowed, element=element)

    def _points(self, node: PointsOf, level: Level | None) -> str:
        wanted = self.words.scorecards.get(node.scorecard)
        if level is None or (wanted is not None and wanted is not level):
            self.fault("FORMULA-010", node, level=wanted.plural if wanted else "communes")
        return "number"

    def _of_one_orgunit(self, node: Node, level: Level | None) -> str:
        if level is None:
            self.fault("FORMULA-013", node)
        return "truth"

    def _moment(self, node: At, level: Level | None) -> str:
        self._fits_moment(node)
        return self.kind(node.of, level)

    def _fits_moment(self, node: At) -> None:
        """A flow has no start, and a stock is not gathered over the term."""
        for inner in walk(node.of):
            if isinstance(inner, ElementRef):
                element = self.words.elements[inner.element]
                if node.moment is Moment.START and not element.is_stock:
                    self.fault("FORMULA-007", node, element=inner.element)
                if node.moment is Moment.TERM and element.is_stock:
                    self.fault("FORMULA-008", node, element=inner.element)

    def _compare(self, node: Compare, level: Level | None) -> str:
        left, right = self.kind(node.left, level), self.kind(node.right, level)
        if "unknown" not in (left, right) and (left != right or left not in ("number", "day")):
            self.fault("FORMULA-012", node, left=Phrase(f"kind.{left}"), right=Phrase(f"kind.{right}"))
        return "truth"

    def _is(self, node: Is, level: Level | None) -> str:
        self.expect(node.of, "choice", level)
        inner = next((n for n in walk(node.of) if isinstance(n, ElementRef)), None)
        element = self.words.elements.get(inner.element) if inner else None
        if element is not None and element.choices:
            if node.choice not in element.choices:
                self._unknown_choice(node, node.choice, list(element.choices), element.id)
            elif node.choice in element.leaves_open:
                self.fault("FORMULA-015", node, choice=node.choice, element=element.id)
        return "truth"

    def _during(self, node: During, level: Level | None) -> str:
        self.expect(node.of, "truth", level)
        for inner in walk(node.of):
            if isinstance(inner, ElementRef):
                frequency = self.words.collected.get(inner.element, (Frequency.MONTH, None))[0]
                if MONTHS[frequency] > MONTHS[node.frequency]:
                    self.fault(
                        "FORMULA-014",
                        node,
                        element=inner.element,
                        every=Phrase(f"every.{node.frequency}"),
                        collected=Phrase(f"every.{frequency}"),
                    )
        return "truth"

    def _aggregate(self, node: Aggregate, level: Level | None) -> str:
        if node.level is not None:
            if level is not None and node.level <= level:
                inside, outside = Phrase(f"level.{node.level.plural}"), Phrase(f"level.{level.plural}")
                self.fault("FORMULA-016", node, level=inside, inside=outside)
            if node.of is not None:
                self.expect(node.of, "number", node.level)
            if node.where is not None:
                self.expect(node.where, "truth", node.level)
        elif node.gather is not Gather.SUM or node.where is not None:
            self.fault("FORMULA-011", node, gather=node.gather.value)
        elif node.of is not None:
            self._plain_sum(node.of)
        if node.of is not None:
            self._of_one_span(node.of)
        return "number"

    def _of_one_span(self, node: Node) -> None:
        """“a + b over the term” speaks of b alone: an a of the period beside it would be a slip that nobody sees."""
        spans = list(_spans(node, None))
        flows = [(ref, moment) for ref, moment in spans if not self.words.elements[ref.element].is_stock]
        whole = next((ref for ref, moment in flows if moment is Moment.TERM), None)
        own = next((ref for ref, moment in flows if moment is not Moment.TERM), None)
        if whole is not None and own is not None:
            self.fault("FORMULA-020", whole, element=whole.element, other=own.element)

    def _plain_sum(self, node: Node) -> None:
        """The inside of a sum without a level: elements, added and multiplied by numbers."""
        match node:
            case ElementRef():
                element = self.words.elements[node.element]
                if element.type not in NUMERIC and element.type is not ValueType.YES_NO:
                    kind = Phrase(f"kind.{KIND_OF[element.type]}")
                    self.fault("FORMULA-004", node, kind=kind, wanted=Phrase("kind.number"))
                options = element.breakdown.options if element.breakdown else ()
                if node.breakdown and node.breakdown not in options:
                    self._unknown_choice(node, node.breakdown, list(options), node.element)
                self._has_total(node, element)
            case At(of=of):
                self._fits_moment(node)
                self._plain_sum(of)
            case Arithmetic(operator="+" | "-", left=left, right=right):
                self._plain_sum(left)
                self._plain_sum(right)
            case (
                Arithmetic(operator="*", left=Number(), right=of)
                | Arithmetic(operator="*" | "/", left=of, right=Number())
            ):
                self._plain_sum(of)
            case Number(value=value) if not value:
                pass
            case _:
                self.fault("FORMULA-017", node)


def _spans(node: Node, moment: Moment | None) -> Iterator[tuple[ElementRef, Moment | None]]:
    """The elements that a sum adds up, each with the moment at which it is read."""
    match node:
        case ElementRef():
            yield node, moment
        case At(of=of, moment=inner):
            yield from _spans(of, inner)
        case Arithmetic(left=left, right=right):
            yield from _spans(left, moment)
            yield from _spans(right, moment)
