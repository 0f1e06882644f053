"""Taking in a checked file of values as submissions, versions and values: what came before the office opened.

What a day does not know yet (sent, accepted or returned later) stays out, so that a sample can be lived in on any day.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction
from django.utils import timezone

from thuocdo.actions.calendar import open_obligations, orgunit_rows
from thuocdo.answers.office.office import forget, opened
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.store import models
from thuocdo.store.actor import acting
from thuocdo.store.bulk import next_id, write_rows
from thuocdo.valuefiles.read import read_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from thuocdo.answers.office.office import Office
    from thuocdo.valuefiles.rules import Reading

    Progress = Callable[[str, int, int], None]


def take_in_values(paths: Sequence[Path], today: date, progress: Progress | None = None) -> int:
    """Take in files of values as known on a day, whole or not at all.

    :returns: how many values
    :raises Refused: with every problem of every file; or the store already holds submissions (OFFICE-002)
    """
    here = opened(today)
    if models.Submission.objects.exists():
        raise Refused([Problem("OFFICE-002", Place("--values"))])
    facts = read_values(paths, here.plan, here.register, progress=progress)
    known = _as_known(facts.table, today)
    with acting("import"), transaction.atomic():
        open_obligations(here, today)
        lay_items(here)
        _Writer(here, facts.reading, known).write(progress)
    forget()
    return known.height


def _as_known(table: pl.DataFrame, today: date) -> pl.DataFrame:
    day = today.isoformat()
    later = [
        pl.when(pl.col(name) > day).then(pl.lit("")).otherwise(pl.col(name)).alias(name)
        for name in ("accepted_on", "returned_on")
    ]
    return table.filter(pl.col("submitted_on") <= day).with_columns(later)


def lay_items(office: Office) -> None:
    """An item for every element and category of the plan."""
    models.Item.objects.bulk_create(
        [
            models.Item(element=element.id, breakdown=category)
            for element in office.plan.elements.values()
            for category in element.cells
        ],
        ignore_conflicts=True,
    )


class _Writer:
    """Writes a checked table: what of it is new gets its ids here, and each kind of row is written in one go."""

    def __init__(self, office: Office, reading: Reading, table: pl.DataFrame) -> None:
        self.office, self.reading, self.table = office, reading, table
        self.rows = orgunit_rows()

    def write(self, progress: Progress | None) -> None:
        self._submissions()
        self._versions()
        self._subjects()
        self._items()
        if progress is not None:
            progress("rows", 0, self.table.height)
        write_rows(models.Value, self.table.select(*VALUE).with_row_index("id", next_id(models.Value)))
        if progress is not None:
            progress("rows", self.table.height, self.table.height)

    def _lay(self, new: pl.DataFrame, on: list[str]) -> None:
        """Give every row of the table the columns that its combination of texts has got."""
        self.table = self.table.join(new, on=on, how="left", maintain_order="left")

    def _submissions(self) -> None:
        wanted = self.table.unique("submission", keep="first", maintain_order=True)
        wanted = wanted.select("submission", "form", "period", "subject", "office")
        senders = [self._sender(*row) for row in wanted.select("form", "period", "subject").iter_rows()]
        owed = models.Obligation.objects.values_list("form", "period", "sender_id", "pk")
        known = pl.DataFrame(
            list(owed), orient="row",
            schema={"form": pl.String, "period": pl.String, "sender_id": pl.Int64, "obligation_id": pl.Int64},
        )  # fmt: skip
        new = (
            wanted.with_columns(pl.Series("sender_id", senders, dtype=pl.Int64))
            .join(known, on=["form", "period", "sender_id"], how="left", maintain_order="left")
            .with_row_index("id", next_id(models.Submission))
        )
        columns = ("id", pl.col("submission").alias("code"), "obligation_id", "form", "period", "sender_id", "office")
        write_rows(models.Submission, new.select(*columns))
        self._lay(new.select("submission", submission_id="id"), ["submission"])

    def _sender(self, form: str, period: str, subject: str) -> int:
        """Who owes it; where somebody above or after sent it for them, still theirs."""
        when, about = self.reading.period(form, period), self.reading.subject(form, period, subject)
        assert when is not None
        assert about is not None
        known = self.reading.form(form)
        owes = None if known is None else self.office.book.sender(known, when, about)
        return int(self.rows[(owes or about).key].pk)

    def _versions(self) -> None:
        new = (
            self.table.unique(["submission", "version"], keep="first", maintain_order=True)
            .select("submission", "version", "submission_id", "submitted_on")
            .with_row_index("id", next_id(models.Version))
        )
        days = new["submitted_on"].unique()
        noon = pl.DataFrame({"submitted_on": days, "submitted_at": [_noon(day) for day in days]})
        rows = new.join(noon, on="submitted_on", maintain_order="left").select(
            "id", "submission_id", pl.col("version").cast(pl.Int64).alias("number"), "submitted_at", "submitted_on",
            channel=pl.lit("file"), told_by=pl.lit(""), because=pl.lit(""),
        )  # fmt: skip
        write_rows(models.Version, rows)
        self._lay(new.select("submission", "version", version_id="id"), ["submission", "version"])

    def _subjects(self) -> None:
        places = self.table.select("form", "period", "subject").unique()
        found = [self.reading.subject(*place) for place in places.iter_rows()]
        ids = [self.rows[unit.key].pk for unit in found if unit is not None]
        self._lay(places.with_columns(pl.Series("subject_id", ids, dtype=pl.Int64)), ["form", "period", "subject"])

    def _items(self) -> None:
        known = {(one.element, one.breakdown): one.pk for one in models.Item.objects.all()}
        items = self.table.select("element", "breakdown").unique(maintain_order=True)
        for item in items.iter_rows():
            if item not in known:  # a category that only a former part's report has
                known[item] = models.Item.objects.create(element=item[0], breakdown=item[1]).pk
        ids = pl.Series("item_id", [known[item] for item in items.iter_rows()], dtype=pl.Int64)
        self._lay(items.with_columns(ids), ["element", "breakdown"])


VALUE: tuple[str | pl.Expr, ...] = (
    "version_id", "subject_id", "item_id", "value", "absence", "kind",
    *(pl.when(pl.col(day) != "").then(pl.col(day)).alias(day) for day in ("accepted_on", "returned_on")),
)  # fmt: skip
"""The columns of a value's row; a day that is none is null."""


def _noon(day: str) -> str:
    """Midday, as the database keeps a moment: in UTC."""
    moment = timezone.make_aware(datetime.combine(datetime.fromisoformat(day).date(), time(12)))
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
