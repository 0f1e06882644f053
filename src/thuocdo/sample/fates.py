"""How a report comes in: on time or late, first as an ước, returned and sent again, corrected, or never."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thuocdo.core.obligations import Obligation
    from thuocdo.sample.scenario import Fates


@dataclass(frozen=True)
class Sending:
    """One version of a report. ``changed``: its numbers differ a little from the true ones."""

    version: int
    submitted_on: date
    accepted_on: date | None
    returned_on: date | None
    is_uoc: bool = False
    changed: bool = False
    partly: bool = False


def sendings(owed: Obligation, fates: Fates, seed: int) -> list[Sending]:
    """The versions in which a report was sent; empty where it never was."""
    draw = random.Random(f"{seed}/fate/{owed.form.id}/{owed.period.id}/{owed.sender.code}")
    fate = draw.random()
    for name in ("missing", "waiting", "returned_and_left", "returned", "corrected", "uoc"):
        share = float(getattr(fates, name))
        if fate < share:
            return _FATES[name](owed, draw, late=draw.random() < fates.late)
        fate -= share
    return [_plain(owed, draw, late=draw.random() < fates.late)]


def _sent(owed: Obligation, draw: random.Random, *, late: bool) -> date:
    """A few days before the due day, after the period closed; or up to six weeks after it."""
    if late:
        return owed.due + timedelta(days=1 + int(draw.expovariate(1 / 9)))
    first = min(owed.period.last_day + timedelta(days=1), owed.due)
    return first + timedelta(days=draw.randint(0, max((owed.due - first).days, 0)))


def _plain(owed: Obligation, draw: random.Random, *, late: bool) -> Sending:
    sent = _sent(owed, draw, late=late)
    return Sending(1, sent, sent + timedelta(days=draw.randint(0, 4)), None)


def _missing(owed: Obligation, draw: random.Random, *, late: bool) -> list[Sending]:
    del owed, draw, late
    return []


def _waiting(owed: Obligation, draw: random.Random, *, late: bool) -> list[Sending]:
    return [Sending(1, _sent(owed, draw, late=late), None, None)]


def _returned_and_left(owed: Obligation, draw: random.Random, *, late: bool) -> list[Sending]:
    sent = _sent(owed, draw, late=late)
    return [Sending(1, sent, sent + timedelta(days=3), sent + timedelta(days=3), changed=True, partly=True)]


def _returned(owed: Obligation, draw: random.Random, *, late: bool) -> list[Sending]:
    sent = _sent(owed, draw, late=late)
    back = sent + timedelta(days=draw.randint(1, 3))
    again = back + timedelta(days=draw.randint(1, 5))
    first = Sending(1, sent, None, back, changed=True)
    return [first, Sending(2, again, again + timedelta(days=draw.randint(0, 3)), None)]


def _corrected(owed: Obligation, draw: random.Random, *, late: bool) -> list[Sending]:
    sent = _sent(owed, draw, late=late)
    first = Sending(1, sent, sent + timedelta(days=2), None, changed=True)
    again = sent + timedelta(days=draw.randint(20, 120))
    return [first, Sending(2, again, again + timedelta(days=draw.randint(1, 6)), None)]


def _uoc(owed: Obligation, draw: random.Random, *, late: bool) -> list[Sending]:
    """An estimate sent before the period closes; the official value comes after."""
    early = owed.period.last_day - timedelta(days=draw.randint(3, 10))
    estimate = Sending(1, early, early + timedelta(days=1), None, is_uoc=True, changed=True)
    sent = _sent(owed, draw, late=late) + timedelta(days=draw.randint(10, 30))
    return [estimate, Sending(2, sent, sent + timedelta(days=draw.randint(1, 5)), None)]


_FATES = {
    "missing": _missing,
    "waiting": _waiting,
    "returned_and_left": _returned_and_left,
    "returned": _returned,
    "corrected": _corrected,
    "uoc": _uoc,
}
