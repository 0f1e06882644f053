"""Figures made by hand, for charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from thuocdo.core.figures import Absent, Figure
from thuocdo.core.indicators import AsOf, Better, IfNotReported, Indicator, Policy
from thuocdo.core.obligations import Coverage
from thuocdo.core.orgunits import Level, OrgUnit, Tile
from thuocdo.core.periods import Calendar, Frequency, Period
from thuocdo.core.targets import Rule, Standard
from thuocdo.core.values import Absence, Kind
from thuocdo.reports.charts.coverage import Reports, Strip
from thuocdo.reports.charts.ranked import Ranking

SOURCE = "Nguồn: kế hoạch thử."
LIGHTING = Indicator(
    id="lighting",
    name={"vi": "Tỷ lệ xã có đèn", "en": "Communes with lighting"},
    reading={"vi": "…", "en": "…"},
    numerator=None,
    denominator=object(),
    times=Fraction(100),
    unit="percent",
    better=Better.HIGHER,
    as_of=AsOf.PERIOD_END,
    if_not_reported=IfNotReported(Policy.UNKNOWN, Policy.UNKNOWN),
    counts="commune",
)
NAMES = ("An", "Bình", "Cường", "Dũng")
AT_75 = Standard(Rule.AT_LEAST, Fraction(75))
NOBODY = Absent(Absence.NOT_REPORTED, "missing_reports")


def year(number: int) -> Period:
    return Period.of_year(number, Calendar.CUT_OFF)


def district(name: str) -> OrgUnit:
    return OrgUnit(f"H{NAMES.index(name)}", f"Huyện {name}", "Huyện", Level.DISTRICT, "T", date(2016, 1, 1))


def figure(name: str, top: int | None, bottom: int = 20, period: Period | None = None) -> Figure:
    """top of bottom; None: nothing reported, and nothing that bounds it."""
    value = NOBODY if top is None else Fraction(top, bottom)
    low = NOBODY if top is None else value
    counts = (NOBODY, NOBODY) if top is None else (Fraction(top), Fraction(bottom))
    return Figure(
        "lighting", period or year(2017), district(name), value, *counts, low, low, Coverage(), date(2017, 12, 14),
        Kind.OFFICIAL, "public",
    )  # fmt: skip


def ranking(tops: dict[str, int | None], *, standard: Standard | None = AT_75, bottom: int = 20) -> Ranking:
    now = tuple(figure(name, top, bottom) for name, top in tops.items())
    before = {
        f.orgunit.code: replace(f, period=year(2016), value=f.value / 2) for f in now if not isinstance(f.value, Absent)
    }
    return Ranking(LIGHTING, Level.DISTRICT, year(2017), now, before, standard)


def places() -> dict[str, Tile]:
    return {f"H{n}": Tile(n // 2, n % 2, name) for n, name in enumerate(NAMES)}


def strip(**of_an: int) -> Strip:
    quarters = year(2017).parts(Frequency.QUARTER)
    top = OrgUnit("T", "Tỉnh Thử", "Tỉnh", Level.PROVINCE, None, date(2016, 1, 1))
    good = Reports(on_time=10)
    rows = (
        (district("Bình"), (good, good, good, good)),
        (district("An"), (good, good, good, Reports(**of_an))),
    )
    return Strip(top, rows, quarters, None)
