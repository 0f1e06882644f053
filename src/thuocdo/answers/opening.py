"""Opening a book for questions: a plan folder, its register, and files of values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuocdo.core.book import Book
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.core.nearest import near
from thuocdo.core.periods import Period
from thuocdo.planfiles.load import load_plan
from thuocdo.valuefiles.read import read_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from thuocdo.core.book import Question


@dataclass(frozen=True)
class Sources:
    """Where a book comes from."""

    plan: Path
    values: Sequence[Path] = ()
    register: Path | None = None
    encoding: str | None = None


def open_book(sources: Sources, progress: Callable[[str, int, int], None] | None = None) -> Book:
    """Read everything that a question needs.

    :raises Refused: with every problem of the plan, or of the files of values
    """
    folder = load_plan(sources.plan, sources.register)
    facts = read_values(sources.values, folder.plan, folder.register, encoding=sources.encoding, progress=progress)
    return Book(folder.plan, folder.register, facts)


def register_of(sources: Sources) -> Path:
    """The register that a plan is read with: the one given, else its own.

    :raises Refused: the plan does not load
    """
    return load_plan(sources.plan, sources.register).register_path


def check_question(book: Book, question: Question, *, before_plan: bool = False) -> None:
    """A question must lie inside the plan and its register.

    :param before_plan: a period before the plan may be asked for, as far back as something is known
    :raises Refused: with everything wrong with it
    """
    problems = []
    if question.period is not None:
        try:
            period = Period.parse(question.period, book.plan.calendar)
        except ValueError:
            problems.append(Problem("QUESTION-002", Place("--period"), {"given": question.period}))
        else:
            first, last = book.plan.first_year, book.plan.last_year
            if before_plan and period.year < first:
                first = _earliest_year(book)
            if not first <= period.year <= last:
                details = {"given": question.period, "first": str(first), "last": str(last)}
                problems.append(Problem("QUESTION-003", Place("--period"), details))
    if question.orgunit is not None and question.orgunit not in book.register.by_code:
        unknown: dict[str, object] = {"given": question.orgunit, "day": question.on}
        problems.append(Problem("QUESTION-004", Place("--orgunit"), unknown))
    if problems:
        raise Refused(problems)


def _earliest_year(book: Book) -> int:
    """The first year of which anything was sent, or from which a target counts a change."""
    judged = [*book.plan.targets.values(), *(duty.judged for duty in book.plan.duties.values() if duty.judged)]
    bases = {one.baseline.period.year for one in judged if one.baseline is not None and one.baseline.period is not None}
    return min({book.plan.first_year, *bases, *(cell.period.year for cell in book.facts.cells())})


def known(name: str, names: Iterable[str], code: str, place: str) -> str:
    """A name that must be one of some.

    :raises Refused: it is not, with the nearest that is
    """
    names = list(names)
    if name in names:
        return name
    raise Refused([Problem(code, Place(place), {"given": name, "near": near(name, names)})])
