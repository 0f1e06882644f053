"""What a plan says of its papers: over whose name they leave, and which figures stand in which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thuocdo.core.elements import Words
    from thuocdo.core.orgunits import Level
    from thuocdo.core.periods import Frequency


@dataclass(frozen=True)
class Issuer:
    """A body that issues papers, as its letterhead and signature block have it.

    Texts may hold ``{orgunit}``, ``{name}`` and ``{parent}``: its place, the same without its type, and the
    place above, so that one entry serves every district. ``collective``: its head signs in the name of the body
    (TM.). ``by_order`` is who signs by order of the head (TL.), where somebody may.
    """

    office: str
    level: Level
    superior: Words | None
    name: Words
    symbol: str
    place: Words
    head: Words
    deputy: Words | None
    by_order: Words | None
    collective: bool
    address: tuple[Words, ...]
    recipients: tuple[Words, ...]
    archive: str


@dataclass(frozen=True)
class ByOrgunit:
    """A table of an annex: indicators across, the orgunits of a level down."""

    caption: Words
    level: Level
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Charts:
    """Which charts a progress report draws: who has reported, ways of targets, indicators by orgunit."""

    coverage: bool = False
    trajectory: tuple[str, ...] = ()
    ranked: tuple[str, ...] = ()
    tiles: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProgressPaper:
    """The progress report of a year, a half, a quarter or the term."""

    issuer: str
    about: Words
    bases: tuple[str, ...]
    by_orgunit: tuple[ByOrgunit, ...]
    charts: Charts = Charts()


@dataclass(frozen=True)
class SheetPaper:
    """The one-page sheet of a district or a commune: indicators, and elements reported."""

    issuer: str
    about: Words
    indicators: tuple[str, ...]
    elements: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A row of a work report: an element or an indicator; ``within`` stands indented under the row above it."""

    name: str
    within: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a work report."""

    title: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class WorkPaper:
    """A report on work done, in counts: what, by which level, this period and since the year began."""

    id: str
    issuers: Mapping[Level, str]
    about: Words
    every: Frequency
    bases: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Papers:
    """Everything a plan says of its papers."""

    issuers: Mapping[str, Issuer] = field(default_factory=dict)
    progress: ProgressPaper | None = None
    sheet: SheetPaper | None = None
    work: Mapping[str, WorkPaper] = field(default_factory=dict)
