"""Who has reported: orgunits by periods, each cell divided into what came on time, late, waits, and is missing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import altair as alt

from thuocdo.core.wording import Counted, Phrase
from thuocdo.reports.charts.frame import Key, Look, Plot, Word, rows_of, word, words
from thuocdo.reports.charts.look import DARK, DOTS, FAINT, HATCH, INK, PAPER, RULE, SMALL, STRIPES, WIDTH, shortened
from thuocdo.reports.charts.picture import Picture, alternative
from thuocdo.reports.charts.tables import Writer
from thuocdo.reports.outline import Kind as Holds
from thuocdo.reports.outline import Pen, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from thuocdo.core.elements import Words
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.periods import Period
    from thuocdo.core.wording import Catalogue
    from thuocdo.reports.outline import Table

LEFT, RIGHT, ROW, GAP = 142, 66, 17, 3
STATES = ("on_time", "late", "waiting", "missing", "not_yet_due")
LOOKS = {"on_time": DARK, "late": STRIPES, "waiting": DOTS, "missing": HATCH, "not_yet_due": PAPER}


@dataclass(frozen=True)
class Reports:
    """How many reports of a cell stand where. ``owed = on_time + late + waiting + missing``: those that are due."""

    on_time: int = 0
    late: int = 0
    waiting: int = 0
    missing: int = 0
    not_yet_due: int = 0

    @property
    def accepted(self) -> int:
        """Those that were accepted."""
        return self.on_time + self.late

    @property
    def owed(self) -> int:
        """Those that are due."""
        return self.accepted + self.waiting + self.missing

    @property
    def expected(self) -> int:
        """Those due and those not yet due."""
        return self.owed + self.not_yet_due

    def __add__(self, other: Reports) -> Reports:
        return Reports(*(getattr(self, name) + getattr(other, name) for name in STATES))


@dataclass(frozen=True)
class Strip:
    """What is drawn: for each orgunit its reports by period, and which form they are of (None: all)."""

    top: OrgUnit
    rows: tuple[tuple[OrgUnit, tuple[Reports, ...]], ...]
    periods: tuple[Period, ...]
    form: Words | None

    def of(self, cells: Sequence[Reports]) -> Reports:
        """A row together."""
        return sum(cells, Reports())

    @property
    def whole(self) -> Reports:
        """Everything together."""
        return sum((self.of(cells) for _, cells in self.rows), Reports())


def coverage(strip: Strip, texts: Catalogue, source: str, *, synthetic: bool, pen: Pen | None = None) -> Picture:
    """The coverage strip; the orgunits with most missing come first."""
    writer = Writer(texts, pen or Pen())
    ordered = sorted(strip.rows, key=lambda row: (-strip.of(row[1]).missing, row[0].code))
    title = finding(strip, texts)
    return Picture(
        kind="coverage",
        title=title,
        subtitle=writer.say("coverage.shows", form=strip.form or Phrase("chart.all_forms")),
        source=source,
        alt=alternative(title, [_told(strip, unit, cells, writer) for unit, cells in ordered]),
        mark=texts.say(Phrase("board.synthetic")) if synthetic else "",
        table=_table(strip, ordered, title, writer),
        plot=_plot(strip, ordered, writer),
        key=tuple(_key(strip, writer)),
    )


def finding(strip: Strip, texts: Catalogue) -> str:
    """How many of those due have come, how many have not, and where most are missing."""
    whole = strip.whole
    said: dict[str, object] = {
        "accepted": whole.accepted,
        "owed": Counted(whole.owed, "report"),
        "waiting": whole.waiting,
        "late": whole.late,
        "missing": whole.missing,
    }
    if not whole.owed:
        return texts.say(Phrase("chart.coverage.none_due"))
    if whole.missing:
        unit, cells = min(strip.rows, key=lambda row: (-strip.of(row[1]).missing, row[0].code))
        said |= {"who": unit.name, "most": strip.of(cells).missing}
        return texts.say(Phrase("chart.coverage.missing", said))
    if whole.waiting:
        return texts.say(Phrase("chart.coverage.waiting", said))
    return texts.say(Phrase("chart.coverage.all_in_late" if whole.late else "chart.coverage.all_in", said))


def _told(strip: Strip, unit: OrgUnit, cells: Sequence[Reports], writer: Writer) -> str:
    all_of = strip.of(cells)
    numbers = {"accepted": all_of.accepted, "owed": all_of.owed, "missing": all_of.missing}
    return writer.say("coverage.told", who=_name(strip, unit, writer), **numbers)


def _name(strip: Strip, unit: OrgUnit, writer: Writer) -> str:
    """An orgunit's name; the top's own reports are told from those below it."""
    return writer.say("coverage.own", name=unit.name) if unit is strip.top else unit.name


# ---------------------------------------------------------------------------------------- the drawing


def _plot(strip: Strip, ordered: Sequence[tuple[OrgUnit, tuple[Reports, ...]]], writer: Writer) -> Plot:
    width = WIDTH - LEFT - RIGHT
    column = width / max(len(strip.periods), 1)
    gap = GAP if column < 40 else 8
    rows = [
        {"x": x, "x2": x2, "y": line * ROW + 2, "y2": line * ROW + ROW - 2, "state": state}
        for line, (_, cells) in enumerate(ordered)
        for place, cell in enumerate(cells)
        for state, x, x2 in _pieces(cell, place * column, column - gap)
    ]
    height = len(ordered) * ROW
    layers = [_bars(rows, state, width, height) for state in STATES]
    layers += words([*_names(strip, ordered, writer), *_heads(strip, column, gap, writer)])
    return Plot(tuple(layers), height, LEFT, RIGHT, below=6, above=44, is_solid=True)


def _pieces(cell: Reports, x: float, width: float) -> Iterator[tuple[str, float, float]]:
    """The cell cut in proportion; a piece that is there is never too thin to be seen."""
    counts = [(state, getattr(cell, state)) for state in STATES]
    there = [(state, count) for state, count in counts if count]
    least = min(2.0, width / 6)
    free = width - least * len(there)
    for state, count in there:
        piece = least + free * count / cell.expected
        yield state, x, x + piece
        x += piece


def _bars(rows: Sequence[dict[str, Any]], state: str, width: float, height: float) -> alt.Chart:
    mine = [row for row in rows if row["state"] == state]
    edge: Look = {"stroke": RULE if state == "not_yet_due" else "#5b6772", "strokeWidth": 0.5}
    if state == "not_yet_due":
        edge["strokeDash"] = [2, 2]
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    chart = rows_of(mine).mark_rect(fill=LOOKS[state], **edge)
    return chart.encode(x=x, x2="x2:Q", y=y, y2="y2:Q")


def _names(strip: Strip, ordered: Sequence[tuple[OrgUnit, tuple[Reports, ...]]], writer: Writer) -> Iterator[Word]:
    """The names at the left; missing of owed at the right, bold where any is missing."""
    for line, (unit, cells) in enumerate(ordered):
        y = line * ROW + ROW / 2 + 4
        all_of = strip.of(cells)
        numbers = f"{writer.texts.number(Fraction(all_of.missing))}/{writer.texts.number(Fraction(all_of.owed))}"
        bold: Look = {"fontWeight": "bold"} if all_of.missing else {"color": FAINT}
        yield word(shortened(_name(strip, unit, writer), LEFT - 8), -LEFT, y)
        yield word(numbers, WIDTH - LEFT, y, align="right", **bold)


def _heads(strip: Strip, column: float, gap: float, writer: Writer) -> Iterator[Word]:
    """The periods above their columns: short names, and the year once where it changes."""
    yield word(writer.say("coverage.missing_of"), WIDTH - LEFT, -8, fontSize=SMALL, align="right", color=FAINT)
    year = None
    for place, period in enumerate(strip.periods):
        x = place * column + (column - gap) / 2
        short = writer.say(f"short.{period.frequency.value}", **_index(period))
        name = writer.texts.period(period) if column > 90 else short if column > 44 else short.split()[-1]
        yield word(name, x, -8, fontSize=SMALL, align="center")
        if column <= 90 and period.year != year and period.frequency.value != "year":
            yield word(str(period.year), place * column, -22, fontSize=SMALL, fontWeight="bold")
        year = period.year


def _index(period: Period) -> dict[str, object]:
    roman = ("I", "II", "III", "IV")
    index = str(period.index) if period.frequency.value in ("month", "year") else roman[period.index - 1]
    return {"index": index, "year": str(period.year)}


def _key(strip: Strip, writer: Writer) -> Iterator[Key]:
    whole = strip.whole
    for state in STATES:
        if getattr(whole, state):
            text = writer.say(
                f"coverage.{state}" if state in ("on_time", "late", "not_yet_due") else f"coverage.{state}_key"
            )
            yield Key(text, "swatch", LOOKS[state], INK)


# ---------------------------------------------------------------------------------------- the table


def _table(strip: Strip, ordered: Sequence[tuple[OrgUnit, tuple[Reports, ...]]], title: str, writer: Writer) -> Table:
    columns = [
        writer.column("orgunit", share=2.2),
        writer.column("period", share=1.4),
        writer.column("owed", Holds.COUNT),
    ]
    columns += [writer.column(state, Holds.COUNT) for state in STATES]
    rows = []
    for unit, cells in ordered:
        for period, cell in zip(strip.periods, cells, strict=True):
            if not cell.expected:
                continue
            counts = [("owed", cell.owed), *((state, getattr(cell, state)) for state in STATES)]
            rows.append([
                writer.words(_name(strip, unit, writer)),
                writer.words(period),
                *(writer.count(n, Reference(part, "reports", unit.code, period.id)) for part, n in counts),
            ])  # fmt: skip
    return writer.table("coverage", title, columns, rows)
