"""What is said beside the cells of a form: what cannot be read, what checks found, what is still empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.errors import Strength
from thuocdo.core.wording import Phrase, told
from thuocdo.web.templatetags.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from thuocdo.answers.office.entry import Sheet
    from thuocdo.answers.office.holding import Held
    from thuocdo.core.errors import Problem
    from thuocdo.core.findings import Finding

EMPTY = frozenset({"OFFICE-031", "OFFICE-102"})
"""Said only to who asks or sends: a form is empty at first."""

FROM_CHECKS = frozenset({"OFFICE-033", "OFFICE-034"})
"""Said by the checks' own findings, beside the cell that they looked at."""


@dataclass(frozen=True)
class Message:
    """A sentence beside a cell, or over the whole form (``at`` empty). ``asks`` names the check that wants a reason."""

    at: str
    strength: str
    text: str
    way_out: str = ""
    asks: str = ""
    code: str = ""

    def shape(self) -> dict[str, str]:
        """For a script."""
        return {"at": self.at, "strength": self.strength, "text": self.text, "asks": self.asks}


def messages_of(
    sheet: Sheet, problems: Iterable[Problem], found: Held | None, *, empty_too: bool
) -> tuple[Message, ...]:
    """All messages, each at its cell, errors first."""
    said = [_of_problem(sheet, one) for one in problems if one.code not in FROM_CHECKS]
    said = [one for one in said if empty_too or one.code not in EMPTY]
    said += _of_findings(sheet, found.findings if found else ())
    order = [strength.value for strength in Strength]
    return tuple(sorted(said, key=lambda one: order.index(one.strength)))


def _of_problem(sheet: Sheet, problem: Problem) -> Message:
    what, way_out = told(words(), problem.code, problem.details)
    place = str(problem.place)
    known = place in {str(key) for key in sheet.fields} or place in {"still_right", "because"}
    at = place if known or place.startswith("evidence.") else ""
    return Message(at, Strength.ERROR.value, what, way_out, code=problem.code)


def _of_findings(sheet: Sheet, findings: Iterable[Finding]) -> Iterator[Message]:
    by_cell = {field.cell: str(key) for key, field in sheet.fields.items()}
    for found in findings:
        at = next((by_cell[cell] for cell, _ in found.facts if cell in by_cell), "")
        asks = f"{found.check.id}|{found.orgunit.code}" if found.check.strength is Strength.QUESTION else ""
        yield Message(at, found.check.strength.value, words().write(found.check.says), asks=asks)


def summary(messages: Iterable[Message]) -> dict[str, int]:
    """How many of each strength."""
    count = dict.fromkeys((strength.value for strength in Strength), 0)
    for one in messages:
        count[one.strength] += 1
    return count


def absence_word(name: str) -> str:
    """An absence in words."""
    return words().say(Phrase(f"entry.absence.{name}"))
