"""Papers: from the entries of reports.yaml to the core's, with every name in them followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.core.orgunits import Level
from thuocdo.core.papers import ByOrgunit, Charts, Issuer, Line, Papers, ProgressPaper, Section, SheetPaper, WorkPaper
from thuocdo.core.periods import Frequency
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from thuocdo.planfiles.desk import Desk
    from thuocdo.planfiles.schema_reports import (
        ChartsEntry,
        IssuerEntry,
        ProgressEntry,
        ReportsFile,
        RowEntry,
        SheetEntry,
        WorkEntry,
    )
    from thuocdo.planfiles.yamltree import Loc

FILE = "reports.yaml"


class PaperBuilder:
    """Builds papers; the names that they may use are those of the plan being built."""

    def __init__(
        self,
        desk: Desk,
        *,
        offices: Collection[str],
        documents: Collection[str],
        targets: Collection[str],
        indicators: Collection[str],
        elements: Collection[str],
        numeric: Collection[str],
    ) -> None:
        self.desk = desk
        self.offices = offices
        self.documents = documents
        self.targets = targets
        self.indicators = indicators
        self.elements = elements
        self.numeric = numeric
        self.issuers: dict[str, Issuer] = {}

    def build(self, file: ReportsFile) -> Papers:
        """All of them."""
        self.desk.unique(FILE, "issuers", (entry.issuer for entry in file.issuers))
        self.desk.unique(FILE, "work", (entry.report for entry in file.work))
        for index, entry in enumerate(file.issuers):
            self._known(entry.issuer, self.offices, ("issuers", index, "issuer"), "issuers", "offices")
            self.issuers[entry.issuer] = _issuer(entry)
        return Papers(
            issuers=self.issuers,
            progress=None if file.progress is None else self._progress(file.progress),
            sheet=None if file.sheet is None else self._sheet(file.sheet),
            work={entry.report: self._work(entry, ("work", n)) for n, entry in enumerate(file.work)},
        )

    def _progress(self, entry: ProgressEntry) -> ProgressPaper:
        owner = "progress"
        self._known(entry.issuer, self.issuers, (owner, "issuer"), owner, "issuers")
        self._all_known(entry.bases, self.documents, (owner, "bases"), owner, "documents")
        tables = []
        for index, table in enumerate(entry.by_orgunit):
            loc: Loc = (owner, "by_orgunit", index, "indicators")
            self._all_known(table.indicators, self.indicators, loc, owner, "measures.yaml")
            tables.append(ByOrgunit(table.caption, Level.of(table.level), tuple(table.indicators)))
        return ProgressPaper(entry.issuer, entry.about, tuple(entry.bases), tuple(tables), self._charts(entry.charts))

    def _charts(self, entry: ChartsEntry) -> Charts:
        loc: Loc = ("progress", "charts")
        self._all_known(entry.trajectory, self.targets, (*loc, "trajectory"), "charts", "targets")
        self._all_known(entry.ranked, self.indicators, (*loc, "ranked"), "charts", "measures.yaml")
        self._all_known(entry.tiles, self.indicators, (*loc, "tiles"), "charts", "measures.yaml")
        return Charts(entry.coverage, tuple(entry.trajectory), tuple(entry.ranked), tuple(entry.tiles))

    def _sheet(self, entry: SheetEntry) -> SheetPaper:
        owner = "sheet"
        self._known(entry.issuer, self.issuers, (owner, "issuer"), owner, "issuers")
        self._all_known(entry.indicators, self.indicators, (owner, "indicators"), owner, "measures.yaml")
        self._all_known(entry.elements, self.elements, (owner, "elements"), owner, "measures.yaml")
        for index, name in enumerate(entry.elements):
            self._numeric(name, (owner, "elements", index))
        return SheetPaper(entry.issuer, entry.about, tuple(entry.indicators), tuple(entry.elements))

    def _work(self, entry: WorkEntry, loc: Loc) -> WorkPaper:
        owner = f"work {entry.report}"
        for level, office in entry.issued_by.items():
            self._known(office, self.issuers, (*loc, "issued_by", level), owner, "issuers")
        self._all_known(entry.bases, self.documents, (*loc, "bases"), owner, "documents")
        sections = []
        for index, section in enumerate(entry.sections):
            place: Loc = (*loc, "sections", index, "rows")
            lines = tuple(self._lines(section.rows, place, owner))
            sections.append(Section(section.title, lines))
        issuers = {Level.of(level): office for level, office in entry.issued_by.items()}
        return WorkPaper(
            entry.report, issuers, entry.about, Frequency(entry.every), tuple(entry.bases), tuple(sections)
        )

    def _lines(self, rows: list[RowEntry], loc: Loc, owner: str) -> Iterator[Line]:
        names = {*self.elements, *self.indicators}
        for number, row in enumerate(rows):
            self._known(row.row, names, (*loc, number, "row"), owner, "measures.yaml")
            self._numeric(row.row, (*loc, number, "row"))
            self._all_known(row.of_which, names, (*loc, number, "of_which"), owner, "measures.yaml")
            yield Line(row.row)
            for place, name in enumerate(row.of_which):
                self._numeric(name, (*loc, number, "of_which", place))
                yield Line(name, within=True)

    # -------------------------------------------------------------------------------- names

    def _known(self, name: str, names: Collection[str], loc: Loc, owner: str, where: str) -> None:
        self.desk.known(name, names, FILE, loc, owner=Phrase("thing.paper", {"name": owner}), where=where)

    def _all_known(self, given: list[str], names: Collection[str], loc: Loc, owner: str, where: str) -> None:
        for index, name in enumerate(given):
            self._known(name, names, (*loc, index), owner, where)

    def _numeric(self, name: str, loc: Loc) -> None:
        """Only what is counted can be added up on paper."""
        if name in self.elements and name not in self.numeric:
            self.desk.tell("REPORT-001", FILE, loc, element=name)


def _issuer(entry: IssuerEntry) -> Issuer:
    return Issuer(
        office=entry.issuer,
        level=Level.of(entry.level),
        superior=entry.superior,
        name=entry.name,
        symbol=entry.symbol,
        place=entry.place,
        head=entry.head,
        deputy=entry.deputy,
        by_order=entry.by_order,
        collective=entry.collective,
        address=tuple(entry.address),
        recipients=tuple(entry.recipients),
        archive=entry.archive,
    )
