"""The job in pandas: a wide frame, group-bys over whole columns, in two ways of which the faster counts.

``cascade`` adds quarters from months and years from quarters, ``direct`` each from the months.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bench.job import (
    ELEMENTS,
    FIRST_OF,
    GRAINS,
    INDICATORS,
    MONTHS,
    OUTPUTS,
    READ,
    YEARS,
    Answer,
    CountShare,
    forms_read,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.job import SumRatio
    from bench.place import Place

WAYS = ("cascade", "direct")
NAMES = [element.id for element in READ]


class ByPandas:
    """One frame."""

    version = f"pandas {pd.__version__}"

    def __init__(self, place: Place, folder: Path) -> None:
        self.place = place
        self.folder = folder
        self.wide = pd.DataFrame()
        self.result = pd.DataFrame()

    def load(self) -> None:
        """Parquet → a wide frame, sorted by orgunit and month."""
        self.hierarchy = pd.read_parquet(self.folder / "hierarchy.parquet").set_index("unit")
        values = self.folder / "values.parquet"
        self.wide = self._pivoted(values) if values.exists() else pd.read_parquet(self.folder / "wide.parquet")
        self.wide = self.wide.astype({one.id: "float64" for one in ELEMENTS})

    def _pivoted(self, values: Path) -> pd.DataFrame:
        columns = ["subject", "period", "element", "value", "accepted_on"]
        frame = pd.read_parquet(values, columns=columns)
        frame = frame[frame["accepted_on"].notna()]
        unit = pd.Series(self.hierarchy.index, index=self.hierarchy["code"])
        answers, texts = pd.factorize(frame["value"])
        numbers = np.array(
            [{"yes": 1.0, "no": 0.0}.get(text) if text in ("yes", "no") else float(text) for text in texts]
        )
        periods, ids = pd.factorize(frame["period"])
        months = np.array([(int(text[:4]) - YEARS[0]) * 12 + int(text[4:]) - 1 for text in ids])
        subjects, codes = pd.factorize(frame["subject"])
        elements, names = pd.factorize(frame["element"])
        placed = pd.DataFrame(
            {"unit": unit.loc[codes].to_numpy()[subjects], "month": months[periods],
             "element": elements, "answer": numbers[answers]}
        )  # fmt: skip
        wide = placed.set_index(["unit", "month", "element"])["answer"].unstack("element")
        wide.columns = pd.Index(names)
        # Where a commune sent nothing at all for a month there is a row too, of nulls.
        everywhere = pd.MultiIndex.from_product([self.place.communes, range(MONTHS)], names=["unit", "month"])
        return wide.reindex(everywhere).reset_index()

    def recompute(self, way: str) -> None:
        """Everything from the wide frame, into `result`."""
        self.result = pd.DataFrame()
        parts = [self._told(sums, GRAINS[grain]) for grain, sums in self._sums(way)]
        rolled = [pd.concat(parts, ignore_index=True)]
        while len(rolled) < (4 if self.place.size.provinces else 3):
            below = rolled[-1]
            above = self.hierarchy["parent"].to_numpy()[below["unit"].to_numpy()]
            keys = [pd.Series(above, name="unit"), below["period"], below["months"]]
            rolled.append(
                below.drop(columns=["unit", "period", "months"]).groupby(keys, sort=False).sum().reset_index()
            )
        self.result = self._outputs(pd.concat(rolled, ignore_index=True))

    def _sums(self, way: str) -> Iterator[tuple[str, pd.DataFrame]]:
        """By commune and period the sum and the number of answers of every element read."""
        read = self.wide[NAMES]
        sums = pd.concat([read.fillna(0).add_prefix("s_"), read.notna().astype("float64").add_prefix("n_")], axis=1)
        unit, month = self.wide["unit"], self.wide["month"]
        yield "month", sums.assign(unit=unit, period=month)
        quarters = sums.groupby([unit, (month // 3).rename("quarter")], sort=False).sum().reset_index()
        yield "quarter", quarters.assign(period=quarters["quarter"] + FIRST_OF["quarter"])
        if way == "cascade":
            years = quarters.drop(columns="quarter")
            years = years.groupby(["unit", (quarters["quarter"] // 4).rename("year")], sort=False).sum().reset_index()
        else:
            years = sums.groupby([unit, (month // 12).rename("year")], sort=False).sum().reset_index()
        yield "year", years.assign(period=years["year"] + FIRST_OF["year"])

    def _told(self, sums: pd.DataFrame, months: int) -> pd.DataFrame:
        """What every commune adds to each indicator."""
        found: dict[str, object] = {"unit": sums["unit"], "period": sums["period"], "months": months}
        for one in INDICATORS:
            if isinstance(one, CountShare):
                enough, all_ = sums[f"s_{one.a.id}"], sums[f"s_{one.b.id}"]
                yes = (enough >= one.at_least) & (all_ == months)
                never = enough + (months - sums[f"n_{one.a.id}"]) * one.a.most < one.at_least
                no = never | (all_ < sums[f"n_{one.b.id}"])
                found[f"y_{one.id}"], found[f"m_{one.id}"] = yes.astype("float64"), (~(yes | no)).astype("float64")
                found |= {f"n_{element.id}": sums[f"n_{element.id}"] for element in forms_read(one)}
            else:
                found |= {f"{letter}_{element.id}": sums[f"{letter}_{element.id}"]
                          for element in one.elements for letter in "sn"}  # fmt: skip
        return pd.DataFrame(found)

    def _outputs(self, rolled: pd.DataFrame) -> pd.DataFrame:
        communes = pd.Series(self.hierarchy["communes"].to_numpy()[rolled["unit"].to_numpy()], dtype="float64")
        cells = communes * rolled["months"]
        found: dict[str, pd.Series] = {"unit": rolled["unit"], "period": rolled["period"]}
        for one in INDICATORS:
            accepted = sum(rolled[f"n_{element.id}"] for element in forms_read(one))
            expected = cells * len(forms_read(one))
            sides = self._sides(one, rolled, communes, cells)
            told = (*sides, expected, accepted, expected - accepted)
            found |= {f"{output}_{one.id}": column for output, column in zip(OUTPUTS, told, strict=True)}
        return pd.DataFrame(found)

    def _sides(
        self, one: CountShare | SumRatio, rolled: pd.DataFrame, communes: pd.Series, cells: pd.Series
    ) -> tuple[pd.Series, ...]:
        if isinstance(one, CountShare):
            yes = rolled[f"y_{one.id}"]
            return yes, communes, yes, communes, yes + rolled[f"m_{one.id}"], communes
        x, y = rolled[f"s_{one.x.id}"], rolled[f"s_{one.y.id}"]
        open_x, open_y = cells - rolled[f"n_{one.x.id}"], cells - rolled[f"n_{one.y.id}"]
        return x, y, x, y + open_y * one.y.most, x + open_x * one.x.most, y + open_y * one.y.least

    def answers(self) -> Iterator[Answer]:
        """The result as arrays, indicator by indicator."""
        ordered = self.result.sort_values(["period", "unit"])
        for one in INDICATORS:
            yield Answer(
                {o: ordered[f"{o}_{one.id}"].to_numpy().astype(np.int64).reshape(-1, len(self.place)) for o in OUTPUTS}
            )
