"""Obligations appear by the calendar: a scheduled act, done again without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from thuocdo.core.obligations import obligations, periods_of
from thuocdo.core.periods import Interval
from thuocdo.store import models
from thuocdo.store.bulk import write_rows

if TYPE_CHECKING:
    from datetime import date

    from thuocdo.answers.office.office import Office
    from thuocdo.core.obligations import Obligation as Owed


def open_obligations(office: Office, until: date) -> int:
    """Make the rows of every obligation whose period has begun by a day; those that stand already stay.

    :returns: how many were new
    """
    plan, rows = office.plan, orgunit_rows()
    known = set(models.Obligation.objects.values_list("form", "period", "sender_id"))
    new = [
        _row(owed, rows[owed.sender.key].pk)
        for form in plan.forms.values()
        for period in periods_of(plan, form, Interval(plan.term.first, plan.term.last))
        if period.first_day <= until
        for owed in obligations(office.book, form, period)
        if (form.id, period.id, rows[owed.sender.key].pk) not in known
    ]
    if known:  # somebody else may be opening the same ones
        models.Obligation.objects.bulk_create([models.Obligation(**row) for row in new], ignore_conflicts=True)
    elif new:
        write_rows(models.Obligation, pl.DataFrame(new).with_columns(ended_by=pl.lit("")))
    return len(new)


def orgunit_rows() -> dict[tuple[str, date], models.OrgUnit]:
    """The rows of orgunits by identity."""
    return {(row.code, row.valid_from): row for row in models.OrgUnit.objects.all()}


def _row(owed: Owed, sender: int) -> dict[str, str | int]:
    return {
        "form": owed.form.id,
        "period": owed.period.id,
        "first_day": owed.period.first_day.isoformat(),
        "last_day": owed.period.last_day.isoformat(),
        "sender_id": sender,
        "office": owed.office,
        "due": owed.due.isoformat(),
    }
