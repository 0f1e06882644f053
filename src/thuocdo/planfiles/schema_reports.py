"""reports.yaml: over whose name papers leave, and which figures stand in which."""

from __future__ import annotations

from pydantic import Field

from thuocdo.planfiles.types import Entry, FrequencyName, Id, LevelName, Words


class IssuerEntry(Entry):
    """A body that issues papers. Texts may hold {orgunit} (its place), {name} (the same without its type) and {parent} (the place above)."""

    issuer: Id
    """The office of plan.yaml."""
    level: LevelName
    """The level at which it sits."""
    superior: Words | None = None
    """The body above it, as the letterhead has it; none for a People's Committee."""
    name: Words
    """Its own name, as the letterhead has it. Capitals are made in printing; a line break parts lines."""
    symbol: str
    """What follows the number: BC-SLĐTBXH."""
    place: Words
    """The place before the date."""
    head: Words
    """The title of its head."""
    deputy: Words | None = None
    """The title of a deputy, who signs KT."""
    by_order: Words | None = None
    """Who signs by order of the head (TL.)."""
    collective: bool = False
    """true: a body that decides together, so its head signs TM."""
    address: list[Words] = []
    """Kính gửi: the superiors addressed."""
    recipients: list[Words] = []
    """Nơi nhận, without the last line."""
    archive: str = "VT"
    """What follows "Lưu:" in the last line of the recipients."""


class ByOrgunitEntry(Entry):
    """A table of an annex: indicators across, orgunits of a level down."""

    caption: Words
    """The table's caption."""
    level: LevelName
    """The level of its rows."""
    indicators: list[Id] = Field(min_length=1, max_length=5)
    """Indicators of measures.yaml; five fit a page on its side."""


class ChartsEntry(Entry):
    """The charts of the progress report; none of a restricted figure is ever drawn."""

    coverage: bool = False
    """true: who has reported, by orgunit of the next level and quarter."""
    trajectory: list[Id] = []
    """Targets whose way is drawn."""
    ranked: list[Id] = []
    """Indicators drawn as ranked dots, by orgunit of the next level."""
    tiles: list[Id] = []
    """Indicators drawn as a tile map."""


class ProgressEntry(Entry):
    """The progress report: year, half, quarter, term."""

    issuer: Id
    """Who issues it where the command does not say."""
    about: Words
    """The summary (trích yếu), without the period."""
    bases: list[Id] = []
    """Documents of plan.yaml that it stands on."""
    by_orgunit: list[ByOrgunitEntry] = []
    """The tables of its annex."""
    charts: ChartsEntry = ChartsEntry()
    """Its charts."""


class SheetEntry(Entry):
    """The one-page sheet of a district or a commune."""

    issuer: Id
    """Who issues it where the command does not say."""
    about: Words
    """The summary, without place and period."""
    indicators: list[Id] = []
    """Indicators shown with the place's own figure and that of the one above it."""
    elements: list[Id] = []
    """Elements (counts and amounts) that it reported."""


class RowEntry(Entry):
    """A row of a work report, with rows that stand indented under it."""

    row: Id
    """An element (count or amount) or an indicator."""
    of_which: list[Id] = []
    """Elements or indicators that part it, or say more of it."""


class SectionEntry(Entry):
    """A part of a work report."""

    title: Words
    """Its heading."""
    rows: list[RowEntry] = Field(min_length=1)
    """What it counts."""


class WorkEntry(Entry):
    """A report on work done, in counts."""

    report: Id
    """Its name, for --kind."""
    issued_by: dict[LevelName, Id]
    """Who issues it at each level."""
    about: Words
    """The summary, without the period."""
    every: FrequencyName
    """The period it is made for."""
    bases: list[Id] = []
    """Documents of plan.yaml that it stands on."""
    sections: list[SectionEntry]
    """Its tables."""


class ReportsFile(Entry):
    """reports.yaml."""

    issuers: list[IssuerEntry] = []
    """The bodies that issue papers."""
    progress: ProgressEntry | None = None
    """The progress report."""
    sheet: SheetEntry | None = None
    """The one-page sheet."""
    work: list[WorkEntry] = []
    """Reports on work done, each by its name."""
