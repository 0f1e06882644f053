"""Who is missing: the reports that a figure reads and that were not accepted, by who owes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.obligations import State, obligation_of, progress
from thuocdo.core.orgunits import Level
from thuocdo.core.wording import Counted, Phrase

if TYPE_CHECKING:
    from thuocdo.core.book import Book, Question
    from thuocdo.core.figures import Figure
    from thuocdo.core.obligations import Obligation
    from thuocdo.core.orgunits import OrgUnit

NAMED = 6
"""How many orgunits a sentence names before it counts the rest; the annex names all."""


@dataclass(frozen=True)
class Gaps:
    """The obligations due and not accepted behind a figure."""

    obligations: tuple[Obligation, ...]

    def __bool__(self) -> bool:
        return bool(self.obligations)


def gaps_of(book: Book, question: Question, figure: Figure) -> Gaps:
    """The obligations that a figure reads and that are not accepted though due."""
    found: dict[tuple[str, str, str], Obligation] = {}
    for cell in figure.cells:
        owed = obligation_of(book, cell)
        if owed is None or owed.due > question.on:
            continue
        if progress(book, owed, question.known_at).state is not State.ACCEPTED:
            found[owed.form.id, owed.period.id, owed.sender.code] = owed
    return Gaps(tuple(found[key] for key in sorted(found)))


def who(book: Book, gaps: Gaps) -> Phrase:
    """Who is missing, in a few words: province and districts by name, communes counted by district."""
    above = [o for o in gaps.obligations if o.sender.level is not Level.COMMUNE]
    below = [o for o in gaps.obligations if o.sender.level is Level.COMMUNE]
    parts = [Phrase("tell.missing_of", _named(book, above))] if above else []
    if below:
        parts.append(Phrase("tell.missing_communes", _counted(book, below)))
    return Phrase("tell.missing", {"who": parts})


def _named(book: Book, owed: list[Obligation]) -> dict[str, object]:
    offices = dict.fromkeys(o.office for o in owed)
    units = dict.fromkeys(o.sender for o in owed)
    names: list[object] = [unit.name for unit in list(units)[:NAMED]]
    if len(units) > NAMED:
        names.append(Phrase("tell.and_others", {"count": len(units) - NAMED}))
    return {"offices": [book.plan.offices[office].name for office in offices], "names": _listed(names)}


def _counted(book: Book, owed: list[Obligation]) -> dict[str, object]:
    under: Counter[OrgUnit] = Counter()
    for one in owed:
        above = book.register.on(one.period.last_day).ancestor(one.sender, Level.DISTRICT)
        under[above or one.sender] += 1
    most = sorted(under.items(), key=lambda pair: (-pair[1], pair[0].code))
    names: list[object] = [Phrase("tell.at", {"name": unit.name, "count": count}) for unit, count in most[:NAMED]]
    if len(most) > NAMED:
        names.append(Phrase("tell.and_others", {"count": len(most) - NAMED}))
    return {
        "reports": Counted(len(owed), "report"),
        "communes": Counted(len({o.sender for o in owed}), "commune"),
        "names": _listed(names),
    }


def _listed(names: list[object]) -> Phrase:
    """Names with commas between them, whatever they are made of."""
    told: object = names[0]
    for name in names[1:]:
        told = Phrase("tell.list", {"first": told, "next": name})
    return told if isinstance(told, Phrase) else Phrase("tell.one", {"first": told})
