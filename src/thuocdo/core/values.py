"""What can be answered in a cell: a typed value, or an absence that has a name. Never 0, -1 or "" for "none".

Kinds travel with a value: official, ước (an estimate that stands until the official value replaces it),
historical total (known only for a province or a district, with its document) and synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class ValueType(StrEnum):
    """The types of an answer. Only count, amount and yes/no enter arithmetic."""

    COUNT = "count"
    AMOUNT = "amount"
    YES_NO = "yes/no"
    DATE = "date"
    CHOICE = "choice"
    DOCUMENT = "document"
    RATING = "rating"


NUMERIC = frozenset({ValueType.COUNT, ValueType.AMOUNT})


class Absence(StrEnum):
    """Why a value is not there."""

    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    NOT_COMPUTABLE = "not_computable"
    COLLECTED_ON_ANOTHER_MAP = "collected_on_another_map"
    SUPPRESSED = "suppressed"


class Kind(StrEnum):
    """What sort of value it is; kinds are never added without saying so."""

    OFFICIAL = "official"
    UOC = "uoc"
    HISTORICAL_TOTAL = "historical_total"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Paper:
    """A document as an answer: its number, date and issuer. Where it is filed is the office's business."""

    number: str
    dated: date
    issuer: str


NO_PAPER = "none"
"""How a file says that there is no such document: an answer, not an absence."""


@dataclass(frozen=True)
class Rating:
    """A choice with its reason."""

    choice: str
    reason: str


@dataclass(frozen=True)
class NoPaper:
    """The answer "there is no such document"."""


Answer = Fraction | bool | date | str | Paper | NoPaper | Rating | Absence


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer in one version of a submission, with the days on which it passed from hand to hand.

    A version counts from ``accepted_on`` until the next accepted version's.
    """

    answer: Answer
    kind: Kind
    submission: str
    version: int
    submitted_on: date
    accepted_on: date | None
    returned_on: date | None
    sender: str


class CellState(StrEnum):
    """Where a cell stands on a day; derived from its facts, never read."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    RETURNED = "returned"
    MISSING = "missing"


def standing(facts: tuple[Fact, ...], known_at: date) -> tuple[CellState, Fact | None]:
    """What is known of a cell at the end of a day: its state, and the fact that counts, if one does.

    An official value stands against an ước accepted later: an ước only fills the place until it comes.

    >>> sent = Fact(Fraction(3), Kind.OFFICIAL, "s1", 1, date(2017, 12, 15), date(2017, 12, 18), None, "A")
    >>> standing((sent,), date(2017, 12, 17))[0].value, standing((sent,), date(2017, 12, 18))[0].value
    ('waiting', 'accepted')
    """
    accepted = [f for f in facts if f.accepted_on is not None and f.accepted_on <= known_at]
    if accepted:
        return CellState.ACCEPTED, max(accepted, key=_precedence)
    sent = [f for f in facts if f.submitted_on <= known_at]
    if not sent:
        return CellState.MISSING, None
    latest = max(sent, key=lambda f: (f.submitted_on, f.version))
    if latest.returned_on is not None and latest.returned_on <= known_at:
        return CellState.RETURNED, None
    return CellState.WAITING, None


def _precedence(fact: Fact) -> tuple[bool, date, int]:
    return fact.kind is not Kind.UOC, fact.accepted_on or date.min, fact.version
