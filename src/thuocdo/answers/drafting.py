"""A paper drafted, and an issued one made again: from a book and a wish to files, numbers and what they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from thuocdo.answers.calculators import engine_of
from thuocdo.answers.opening import Sources, open_book
from thuocdo.answers.papers import Wish, matter_of
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.reports.formats import MAIN, RESTRICTED, files_of
from thuocdo.reports.frozen import FILE as FIGURES
from thuocdo.reports.frozen import differences, from_parquet, numbers_of
from thuocdo.reports.issuing import NARRATIVE, Asked, asked_of, issued_of
from thuocdo.reports.matter import Issued, Link, Signer
from thuocdo.reports.narrative import SHOWN, read_narrative
from thuocdo.reports.outlines import outlines
from thuocdo.reports.wordback import edits, read_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from thuocdo.core.book import Book
    from thuocdo.core.judge import Calculator
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.frozen import Difference, FrozenNumber
    from thuocdo.reports.matter import Matter
    from thuocdo.reports.narrative import Narrative
    from thuocdo.reports.outline import Outline
    from thuocdo.reports.wordback import Edit


@dataclass(frozen=True)
class Draft:
    """A paper and its restricted annex as outlines."""

    matter: Matter
    words: Catalogue
    paper: Outline
    annex: Outline | None

    def files(self) -> dict[str, bytes]:
        """Every file of it by its name."""
        return files_of(self.paper, self.annex, self.words)

    def numbers(self) -> tuple[FrozenNumber, ...]:
        """Every number of it."""
        return tuple(numbers_of(self.paper, self.annex))

    def asked(self) -> Asked:
        """What was asked, to be kept with it."""
        matter = self.matter
        question = matter.question
        return Asked(
            plan=matter.book.plan.id,
            kind=matter.kind,
            period=matter.period.id,
            orgunit=matter.orgunit.code,
            issuer=matter.letter.issuer.office,
            signer=matter.letter.signer.value,
            on=question.on.isoformat(),
            known_at=question.known_at.isoformat(),
            map=None if question.map_on is None else question.map_on.isoformat(),
            plan_as_of=question.plan_as_of.isoformat(),
            language=self.words.language,
            link=None if matter.link is None else matter.link[0].value,
            earlier=None if matter.link is None else {"number": matter.link[1].number, "period": matter.link[1].period},
        )


def draft(
    book: Book,
    wish: Wish,
    words: Catalogue,
    *,
    narrative: Narrative | None = None,
    before: Issued | None = None,
    link: tuple[Link, Issued] | None = None,
    calculator: Calculator | None = None,
    watch: Callable[[Iterable[str]], Iterable[str]] = lambda names: names,
) -> Draft:
    """Draft a paper.

    :raises Refused: the question does not fit the plan, or the plan has no such paper
    """
    matter = matter_of(
        book,
        wish,
        words,
        narrative=narrative,
        before=before,
        link=link,
        calculator=calculator or engine_of(book).figure,
        watch=watch,
    )
    paper, annex = outlines(matter, words)
    return Draft(matter, words, paper, annex)


def earlier(book: Book, folder: Path, *, numbered: bool = False) -> Issued:
    """An earlier paper of the same plan, with its number as it was printed.

    :raises Refused: the folder holds none, or one of another plan, or one without the number it must have
    """
    issuer = book.plan.papers.issuers.get(asked_of(folder).issuer)
    return issued_of(folder, book.plan.id, symbol=issuer.symbol if issuer else "", numbered=numbered)


def linked(book: Book, supplements: Path | None, replaces: Path | None) -> tuple[Link, Issued] | None:
    """The paper that a new one supplements or replaces, where it does.

    :raises Refused: both are given, or the earlier one has no number
    """
    if supplements is not None and replaces is not None:
        raise Refused([Problem("REPORT-017", Place("--supplements"), {})])
    if supplements is not None:
        return Link.SUPPLEMENTS, earlier(book, supplements, numbered=True)
    return None if replaces is None else (Link.REPLACES, earlier(book, replaces, numbered=True))


def told_narrative(path: Path | None) -> Narrative | None:
    """The narrative of a file.

    :raises Refused: it cannot be read, or holds what papers do not take
    """
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        details = {"what": type(error).__name__, "allowed": SHOWN}
        raise Refused([Problem("REPORT-008", Place.whole(path), details)]) from None
    return read_narrative(text, str(path))


def wish_of(asked: Asked) -> Wish:
    """The wish behind an issued paper."""
    return Wish(
        period=asked.period,
        kind=asked.kind,
        orgunit=asked.orgunit,
        issuer=asked.issuer,
        signer=Signer(asked.signer),
        on=date.fromisoformat(asked.on),
        known_at=date.fromisoformat(asked.known_at),
        map_on=None if asked.map is None else date.fromisoformat(asked.map),
        plan_as_of=date.fromisoformat(asked.plan_as_of),
    )


def rebuild(
    folder: Path,
    values: Sequence[Path],
    words: Callable[[str], Catalogue],
    *,
    encoding: str | None = None,
    calculator: Calculator | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    watch: Callable[[Iterable[str]], Iterable[str]] = lambda names: names,
) -> tuple[list[Difference], int]:
    """Make an issued paper again from its folder and the values, and compare every number exactly.

    Returns the differences, and how many numbers there are.

    :raises Refused: the folder is not as it was sealed, or plan, register or values cannot be read
    """
    asked = asked_of(folder)
    register = folder / "register"
    book = open_book(Sources(folder / "plan", values, register, encoding), progress)
    narrative = told_narrative(folder / NARRATIVE if (folder / NARRATIVE).exists() else None)
    again = draft(book, wish_of(asked), words(asked.language), narrative=narrative, calculator=calculator, watch=watch)
    frozen = from_parquet(folder / FIGURES)
    return list(differences(frozen, again.numbers())), len(frozen)


def word_edits(folder: Path, word: Path) -> tuple[list[Edit], int]:
    """What was done by hand to the numbers of an issued paper's Word file: the report, or its restricted annex.

    :raises Refused: the folder is not as it was sealed, or the file is no Word file
    """
    asked_of(folder)
    edited = read_word(word)
    numbers = from_parquet(folder / FIGURES)
    papers = [paper for paper in (MAIN, RESTRICTED) if (folder / f"{paper}.docx").exists()]
    issued = {paper: read_word(folder / f"{paper}.docx") for paper in papers}
    paper = min(papers, key=lambda name: issued[name].title != edited.title)
    mine = [one for one in numbers if one.paper == paper]
    return list(edits(issued[paper], edited, mine)), len(mine)
