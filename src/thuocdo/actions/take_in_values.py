"""Taking in a checked file of values as submissions, versions and values: what came before the office opened.

What a day does not know yet (sent, accepted or returned later) stays out, so that a sample can be lived in on any day.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction
from django.utils import timezone

from thuocdo.actions.calendar import open_obligations, orgunit_rows
from thuocdo.answers.office.office import forget, opened
from thuocdo.core.errors import Place, Problem, Refused
from thuocdo.store import models
from thuocdo.store.actor import acting
from thuocdo.valuefiles.read import read_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from thuocdo.answers.office.office import Office
    from thuocdo.valuefiles.rules import Reading

    Progress = Callable[[str, int, int], None]

BATCH = 5000


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
    """Writes a checked table, submission by submission."""

    def __init__(self, office: Office, reading: Reading, table: pl.DataFrame) -> None:
        self.office, self.reading, self.table = office, reading, table
        self.rows = orgunit_rows()
        self.items = {(i.element, i.breakdown): i.pk for i in models.Item.objects.all()}
        self.owed = {(o.form, o.period, o.sender_id): o.pk for o in models.Obligation.objects.all()}

    def write(self, progress: Progress | None) -> None:
        versions = self._versions(self._submissions())
        total = self.table.height
        for start in range(0, total, BATCH):
            rows = self.table.slice(start, BATCH).iter_rows(named=True)
            models.Value.objects.bulk_create([self._value(row, versions) for row in rows], batch_size=BATCH)
            if progress is not None:
                progress("rows", min(start + BATCH, total), total)

    def _submissions(self) -> dict[str, int]:
        wanted = self.table.unique("submission", keep="first", maintain_order=True)
        made = models.Submission.objects.bulk_create(
            [self._submission(row) for row in wanted.iter_rows(named=True)], batch_size=BATCH
        )
        return {one.code: one.pk for one in made}

    def _submission(self, row: dict[str, str]) -> models.Submission:
        sender = self._sender(row)
        pk = self.rows[sender].pk
        return models.Submission(
            code=row["submission"],
            obligation_id=self.owed.get((row["form"], row["period"], pk)),
            form=row["form"],
            period=row["period"],
            sender_id=pk,
            office=row["office"],
        )

    def _sender(self, row: dict[str, str]) -> tuple[str, date]:
        """Who owes it; where somebody above or after sent it for them, still theirs."""
        when = self.reading.period(row["form"], row["period"])
        subject = self.reading.subject(row["form"], row["period"], row["subject"])
        assert when is not None
        assert subject is not None
        form = self.reading.form(row["form"])
        owes = None if form is None else self.office.book.sender(form, when, subject)
        return (owes or subject).key

    def _versions(self, submissions: dict[str, int]) -> dict[tuple[str, str], int]:
        wanted = self.table.unique(["submission", "version"], keep="first", maintain_order=True)
        made = models.Version.objects.bulk_create(
            [
                models.Version(
                    submission_id=submissions[row["submission"]],
                    number=int(row["version"]),
                    submitted_on=row["submitted_on"],
                    submitted_at=_noon(row["submitted_on"]),
                    channel="file",
                )
                for row in wanted.iter_rows(named=True)
            ],
            batch_size=BATCH,
        )
        pairs = zip(wanted.iter_rows(named=True), made, strict=True)
        return {(row["submission"], row["version"]): one.pk for row, one in pairs}

    def _value(self, row: dict[str, str], versions: dict[tuple[str, str], int]) -> models.Value:
        subject = self.reading.subject(row["form"], row["period"], row["subject"])
        assert subject is not None
        item = row["element"], row["breakdown"]
        if item not in self.items:  # a category that only a former part's report has
            self.items[item] = models.Item.objects.create(element=item[0], breakdown=item[1]).pk
        return models.Value(
            version_id=versions[row["submission"], row["version"]],
            subject_id=self.rows[subject.key].pk,
            item_id=self.items[item],
            value=row["value"],
            absence=row["absence"],
            kind=row["kind"],
            accepted_on=row["accepted_on"] or None,
            returned_on=row["returned_on"] or None,
        )


def _noon(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(datetime.fromisoformat(day).date(), time(12)))
