"""Where a number comes from: documents and the places in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.core.elements import Words


@dataclass(frozen=True)
class Document:
    """An official paper, or the published source through which one is known."""

    id: str
    title: Words
    number: str | None = None
    dated: date | None = None
    issued_by: str | None = None
    carries_out: str | None = None
    known_from: str | None = None


@dataclass(frozen=True)
class Citation:
    """A place in a document. ``clause`` and ``page`` are None where the signed text was not seen."""

    document: str
    part: str | None = None
    clause: str | None = None
    page: str | None = None
