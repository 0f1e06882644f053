"""The frozen numbers of a paper: every number that it prints, with the figure it is, in one Parquet file.

    paper     report or annex_restricted
    bookmark  its name in the Word file
    text      as printed: 66,1 %
    exact     as a fraction, in the unit printed: 8400/127; null where the text is no number
    part, source, orgunit, period, breakdown   which part of which figure

It is internal: it holds the restricted annex's numbers too.
"""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from thuocdo.reports.formats import MAIN, RESTRICTED
from thuocdo.reports.outline import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from thuocdo.reports.outline import Outline

FILE = "figures.parquet"
COLUMNS = ("paper", "bookmark", "text", "exact", "part", "source", "orgunit", "period", "breakdown")


@dataclass(frozen=True)
class FrozenNumber:
    """One number of a frozen paper."""

    paper: str
    bookmark: str
    text: str
    exact: Fraction | None
    reference: Reference


def numbers_of(paper: Outline, annex: Outline | None) -> Iterator[FrozenNumber]:
    """Every number of a paper and its restricted annex."""
    for name, outline in ((MAIN, paper), (RESTRICTED, annex)):
        for number in outline.numbers() if outline is not None else ():
            yield FrozenNumber(name, number.bookmark, number.text, number.exact, number.reference)


def to_parquet(numbers: Iterable[FrozenNumber]) -> bytes:
    """The file."""
    rows = [
        {
            "paper": one.paper,
            "bookmark": one.bookmark,
            "text": one.text,
            "exact": None if one.exact is None else str(one.exact),
            "part": one.reference.part,
            "source": one.reference.source,
            "orgunit": one.reference.orgunit,
            "period": one.reference.period,
            "breakdown": one.reference.breakdown,
        }
        for one in numbers
    ]
    out = io.BytesIO()
    pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String)).write_parquet(out, compression="zstd")
    return out.getvalue()


def from_parquet(path: Path) -> list[FrozenNumber]:
    """The numbers of a file."""
    return [
        FrozenNumber(
            row["paper"],
            row["bookmark"],
            row["text"],
            None if row["exact"] is None else Fraction(row["exact"]),
            Reference(row["part"], row["source"], row["orgunit"], row["period"], row["breakdown"]),
        )
        for row in pl.read_parquet(path).iter_rows(named=True)
    ]


@dataclass(frozen=True)
class Difference:
    """A figure that is no longer what was printed; ``now`` is empty where it is not there any more."""

    paper: str
    reference: Reference
    was: str
    now: str
    was_exact: Fraction | None = None
    now_exact: Fraction | None = None


def differences(then: Iterable[FrozenNumber], now: Iterable[FrozenNumber]) -> Iterator[Difference]:
    """Figure by figure, exactly: two numbers that print alike and are not the same differ.

    A figure that the rebuilt paper prints and the frozen one does not is a difference too. Numbers that only
    repeat what changed since an earlier paper are left out: they stand in the tables as well.
    """
    old, new = _grouped(then), _grouped(now)
    for (paper, reference), was in old.items():
        found = new.get((paper, reference), [])
        for index, one in enumerate(was):
            other = found[index] if index < len(found) else None
            if other is None or (other.text, other.exact) != (one.text, one.exact):
                text, exact = ("", None) if other is None else (other.text, other.exact)
                yield Difference(paper, reference, one.text, text, one.exact, exact)
    for (paper, reference), numbers in new.items():
        for one in numbers[len(old.get((paper, reference), [])) :]:
            yield Difference(paper, reference, "", one.text, None, one.exact)


def _grouped(numbers: Iterable[FrozenNumber]) -> dict[tuple[str, Reference], list[FrozenNumber]]:
    groups: dict[tuple[str, Reference], list[FrozenNumber]] = defaultdict(list)
    for one in numbers:
        if one.reference.part != "changed":
            groups[one.paper, one.reference].append(one)
    return dict(groups)
