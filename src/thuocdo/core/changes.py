"""The change log: what came to stand otherwise, in order. A reader keeps its place and lays over what came since.

A change names an obligation and the version that came, was accepted or was returned; the facts themselves are
read from the book.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thuocdo.core.obligations import Obligation


@dataclass(frozen=True)
class Change:
    """One step: a version of what meets an obligation was submitted, accepted or returned.

    ``seq`` grows by one each step and never repeats.
    """

    seq: int
    obligation: Obligation
    version: int


class ChangeLog(Protocol):
    """Where changes are kept."""

    def since(self, seq: int) -> Iterable[Change]:
        """The changes after a place, in order."""
        ...
