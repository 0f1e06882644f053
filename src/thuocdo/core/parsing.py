"""From the text of a formula to its tree, with errors that point at the place.

The grammar is the whole language; docs/reference/formulas.md explains it to people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from lark import Lark, Token, Transformer, Tree, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, v_args
from lark.exceptions import UnexpectedToken, VisitError

from thuocdo.core.formulas import (
    Aggregate,
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
)
from thuocdo.core.nearest import near
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Frequency, read_day
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Collection

GRAMMAR = r"""
    start: disjunction
    ?disjunction: conjunction ("or" conjunction)*               -> any_of
    ?conjunction: negation ("and" negation)*                    -> all_of
    ?negation: "not" negation                                   -> negate
             | comparison
    ?comparison: sum
               | sum COMPARISON sum                             -> compare
               | sum "is" choice                                -> is_choice
               | sum "is" "not" choice                          -> is_not_choice
               | sum "exists"                                   -> exists
               | "type" "is" choice                             -> type_is
               | "type" "is" "not" choice                       -> type_is_not
               | BELONGS NAME                                   -> belongs
    ?sum: product
        | sum SIGN product                                      -> arithmetic
    ?product: unary
            | product TIMES unary                               -> arithmetic
    ?unary: timed
          | "-" unary                                           -> minus
    ?timed: atom
          | timed (AT_START | AT_END | AT_BASELINE | PREVIOUS | TERM) -> at
    ?atom: NUMBER                                               -> number
         | DATE                                                 -> day
         | PLAN_START                                           -> named_day
         | PERIOD_START                                         -> named_day
         | PERIOD_END                                           -> named_day
         | NAME                                                 -> name
         | NAME "[" NAME "]"                                    -> category
         | DATE_OF timed                                        -> date_of
         | POINTS_OF NAME                                       -> points_of
         | REPORTS ["of" NAME]                                  -> reports
         | "(" disjunction ")"
         | EVERY FREQUENCY "(" disjunction ")"                  -> during
         | "count" "(" LEVEL ["where" disjunction] ")"          -> count
         | GATHER "(" sum ["over" LEVEL] ["where" disjunction] ")" -> gather
    ?choice: NAME                                               -> word
           | STRING                                             -> word

    COMPARISON: ">=" | "<=" | "!=" | ">" | "<" | "="
    SIGN: "+" | "-"
    TIMES: "*" | "/"
    LEVEL.3: /(communes|districts|provinces)\b/
    FREQUENCY.3: /(month|quarter|half-year|year)\b/
    EVERY.3: /(every|some)\b/
    GATHER.3: /(sum|lowest|highest|average)\b/
    AT_START.3: /at\s+start\b/
    AT_END.3: /at\s+end\b/
    AT_BASELINE.3: /at\s+baseline\b/
    PREVIOUS.3: /in\s+previous\s+period\b/
    TERM.3: /over\s+the\s+term\b/
    BELONGS.3: /belongs\s+to\b/
    DATE_OF.3: /date\s+of\b/
    REPORTS.3: /reports\s+(owed|accepted|on\s+time)\b/
    POINTS_OF.3: /points\s+of\b/
    PLAN_START.3: /plan\s+start\b/
    PERIOD_START.3: /period\s+start\b/
    PERIOD_END.3: /period\s+end\b/
    DATE.4: /[0-9]{4}-[0-9]{2}-[0-9]{2}/
    NUMBER.2: /[0-9]{1,18}(\.[0-9]{1,18})?/
    STRING: /"[^"]*"|'[^']*'/
    NAME: /[A-Za-z_][A-Za-z0-9_]*/
    %ignore /\s+/
"""

SPOKEN = ("NAME", "NUMBER", "LEVEL", "COMPARISON", "WHERE", "AND", "OR", "LPAR", "RPAR", "RSQB", "$END")
"""The kinds of word worth naming in "expected …", in the order in which they are said."""

LEVELS = [level.plural for level in Level]
GATHERS = [gather.value for gather in Gather if gather is not Gather.COUNT]
WORDS = ("and", "or", "not", "where", "is", "exists", "count", "over", "type", "of")
TAKEN = frozenset({*WORDS, *GATHERS, *LEVELS, "every", "some"}) - {"of"}
"""Words of the language: nothing that a formula names may be called so."""

DEEPEST = 60
"""A formula nested deeper than this is nothing that a person wrote."""


@dataclass(frozen=True)
class FormulaFault:
    """What is wrong with a formula: a code of the catalogue, the column (from 0) and the details."""

    code: str
    column: int
    details: dict[str, object]


NAMED_IN = {"value": "measures.yaml", "group": "plan.yaml", "scorecard": "measures.yaml", "form": "forms.yaml"}


class FormulaError(Exception):
    """A formula that cannot be used, with every fault found in it."""

    def __init__(self, text: str, faults: tuple[FormulaFault, ...]) -> None:
        super().__init__(f"{text!r}: {faults[0].code} at {faults[0].column}")
        self.text = text
        self.faults = faults


@dataclass(frozen=True)
class Names:
    """The names that a formula may use, by what they are."""

    elements: Collection[str] = ()
    indicators: Collection[str] = ()
    groups: Collection[str] = ()
    scorecards: Collection[str] = ()
    forms: Collection[str] = ()


def caret(text: str, column: int) -> str:
    """The formula with a caret under the place.

    >>> print(caret("count(comunes)", 6))
    count(comunes)
          ^
    """
    start = text.rfind("\n", 0, column) + 1
    line = text[start:].split("\n", 1)[0]
    return f"{line}\n{' ' * (column - start)}^"


def parse(text: str, names: Names) -> Node:
    """The tree of a formula.

    :raises FormulaError: with all unknown names, or the first place where the sentence breaks

    >>> parse("count(communes where sessions >= 1)", Names(elements={"sessions"})).gather
    <Gather.COUNT: 'count'>
    >>> try:
    ...     parse("count(communes where session >= 1)", Names(elements={"sessions"}))
    ... except FormulaError as error:
    ...     print(error.faults[0].code, error.faults[0].column, error.faults[0].details["near"])
    FORMULA-002 21 sessions
    """
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise FormulaError(text, (_syntax_fault(text, error),)) from None
    if _depth(tree) > DEEPEST:
        raise FormulaError(text, (FormulaFault("FORMULA-019", 0, {"most": str(DEEPEST)}),))
    builder = _Builder(names)
    try:
        node = builder.transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, FormulaError):
            raise FormulaError(text, error.orig_exc.faults) from None
        raise
    if builder.faults:
        raise FormulaError(text, tuple(builder.faults))
    return node


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=True)


def _depth(tree: Tree[Token]) -> int:
    """How deep a tree is, without walking into it by recursion."""
    deepest, ahead = 0, [(tree, 1)]
    while ahead:
        here, depth = ahead.pop()
        deepest = max(deepest, depth)
        ahead += [(child, depth + 1) for child in here.children if isinstance(child, Tree)]
    return deepest


def _syntax_fault(text: str, error: UnexpectedInput) -> FormulaFault:
    if isinstance(error, UnexpectedCharacters):
        column, expected = error.pos_in_stream or 0, error.allowed or set()
    elif isinstance(error, UnexpectedToken):
        at_end = error.token.type == "$END"
        column, expected = len(text) if at_end else error.token.start_pos or 0, error.accepts or error.expected
    else:
        assert isinstance(error, UnexpectedEOF)
        column, expected = len(text), set(error.expected)
    word = re.match(r"\w*", text[column:])
    parts = [name for name in SPOKEN if name in expected]
    meant = near(word[0], _words(expected)) if word and word[0] else ""
    return FormulaFault("FORMULA-001", column, {"expected": parts, "near": meant})


def _words(expected: Collection[str]) -> list[str]:
    """The words of the language that could stand at a place."""
    words = [word for word in WORDS if word.upper() in expected]
    words += LEVELS if "LEVEL" in expected else []
    return words + (GATHERS if "GATHER" in expected else [])


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Turns Lark's tree into ours; unknown names are gathered, not raised, so that all are told at once."""

    def __init__(self, names: Names) -> None:
        super().__init__(visit_tokens=False)
        self.names = names
        self.faults: list[FormulaFault] = []

    def start(self, node: Node) -> Node:
        return node

    def any_of(self, *parts: Node) -> Node:
        return _joined("or", parts)

    def all_of(self, *parts: Node) -> Node:
        return _joined("and", parts)

    def negate(self, of: Node) -> Node:
        return Not(of, _column(of))

    def compare(self, left: Node, operator: Token, right: Node) -> Node:
        return Compare(str(operator), left, right, _at(operator))

    def arithmetic(self, left: Node, operator: Token, right: Node) -> Node:
        return Arithmetic(str(operator), left, right, _at(operator))

    def minus(self, of: Node) -> Node:
        return Arithmetic("-", Number(Fraction(0)), of, _column(of))

    def is_choice(self, of: Node, choice: Token) -> Node:
        return Is(of, choice.strip("\"'"), negated=False, column=_at(choice))

    def is_not_choice(self, of: Node, choice: Token) -> Node:
        return Is(of, choice.strip("\"'"), negated=True, column=_at(choice))

    def exists(self, of: Node) -> Node:
        return Exists(of, _column(of))

    def type_is(self, kind: Token) -> Node:
        return TypeIs(kind.strip("\"'"), negated=False, column=_at(kind))

    def type_is_not(self, kind: Token) -> Node:
        return TypeIs(kind.strip("\"'"), negated=True, column=_at(kind))

    def word(self, token: Token) -> Token:
        return token

    def belongs(self, _: Token, group: Token) -> Node:
        return BelongsTo(self._known(group, self.names.groups, "group"), _at(group))

    def at(self, of: Node, moment: Token) -> Node:
        return At(of, Moment(" ".join(moment.split())), _at(moment))

    def number(self, token: Token) -> Node:
        return Number(Fraction(str(token)), _at(token))

    def day(self, token: Token) -> Node:
        try:
            return Day(read_day(token), _at(token))
        except ValueError:
            self.faults.append(FormulaFault("FORMULA-003", _at(token), {"text": str(token)}))
            return Day(date.min, _at(token))

    def named_day(self, token: Token) -> Node:
        return Day(DayName(" ".join(token.split())), _at(token))

    def name(self, token: Token) -> Node:
        if token in self.names.indicators:
            return IndicatorRef(str(token), _at(token))
        return ElementRef(self._known(token, [*self.names.elements, *self.names.indicators]), column=_at(token))

    def category(self, token: Token, category: Token) -> Node:
        return ElementRef(self._known(token, self.names.elements), str(category), _at(token))

    def date_of(self, _: Token, of: Node) -> Node:
        return DateOf(of, _column(of))

    def points_of(self, _: Token, card: Token) -> Node:
        return PointsOf(self._known(card, self.names.scorecards, "scorecard"), _at(card))

    def reports(self, words: Token, form: Token | None) -> Node:
        which = " ".join(words.split()).removeprefix("reports ")
        return Reports(which, self._known(form, self.names.forms, "form") if form else None, _at(words))

    def during(self, every: Token, frequency: Token, of: Node) -> Node:
        return During(every == "every", Frequency(str(frequency)), of, _at(every))

    def count(self, level: Token, where: Node | None) -> Node:
        return Aggregate(Gather.COUNT, None, Level.of(str(level)), where, _at(level))

    def gather(self, how: Token, of: Node, level: Token | None, where: Node | None) -> Node:
        at = Level.of(str(level)) if level else None
        return Aggregate(Gather(str(how)), of, at, where, _at(how))

    def _known(self, token: Token, names: Collection[str], what: str = "value") -> str:
        if token not in names:
            kind, file = Phrase(f"named.{what}"), NAMED_IN[what]
            details = {"name": str(token), "near": near(str(token), names), "kind": kind, "file": file}
            self.faults.append(FormulaFault("FORMULA-002", _at(token), details))
        return str(token)


def _at(token: Token) -> int:
    return token.start_pos or 0


def _column(node: Node) -> int:
    return node.column


def _joined(word: str, parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else Both(word, parts, _column(parts[0]))
