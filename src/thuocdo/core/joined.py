"""The answers behind several figures together, and their coverage: a report counts once, however many read it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from thuocdo.core.obligations import Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from thuocdo.core.amounts import Cell
    from thuocdo.core.book import Book, Question
    from thuocdo.core.figures import Figure


@runtime_checkable
class Reported(Protocol):
    """Answers that know the reports they came with, without being listed one by one."""

    def coverage_with(self, others: Sequence[Collection[Cell]]) -> Coverage | None:
        """The coverage of these answers and others together; None where the others are of another sort."""
        ...


class Joined:
    """The answers behind several figures, each once; listed when somebody asks."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.parts: list[Collection[Cell]] = []
        for figure in figures:
            self.parts += figure.cells.parts if isinstance(figure.cells, Joined) else [figure.cells]

    @cached_property
    def _listed(self) -> dict[Cell, None]:
        return {cell: None for part in self.parts for cell in part}

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def __contains__(self, cell: object) -> bool:
        return any(cell in part for part in self.parts)

    def coverage(self, book: Book, question: Question) -> Coverage:
        """How much of what was read has come."""
        first, *others = self.parts
        found = first.coverage_with(others) if isinstance(first, Reported) else None
        return coverage(book, self, on=question.on, known_at=question.known_at) if found is None else found
