"""Rows of obligations as the core knows them, and where each stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuocdo.core.obligations import Obligation, Progress, progress
from thuocdo.store import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from thuocdo.answers.office.office import Office


def as_core(office: Office, row: models.Obligation) -> Obligation:
    """The obligation that a row is, due as extended."""
    form = office.plan.forms[row.form]
    return Obligation(form, office.period(form, row.period), office.orgunit(row.sender), row.due_now)


def standing_of(office: Office, row: models.Obligation) -> Progress:
    """Where it stands as known today; derived, never read."""
    return progress(office.book, as_core(office, row), office.today)


def obligation_rows() -> QuerySet[models.Obligation]:
    """The rows of obligations with their senders."""
    return models.Obligation.objects.select_related("sender")
