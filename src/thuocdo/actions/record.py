"""An act is one transaction with one line in the book of acts; what changes of a submission goes into the log."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

from thuocdo.store import models
from thuocdo.store.actor import acting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from thuocdo.actions.actor import Actor

CHANGE_LOCK = 112
"""PostgreSQL's advisory lock on the log of changes: without it a later number could be seen before an earlier one."""


@contextmanager
def one_act(
    actor: Actor, name: str, about: str, *, orgunit: str = "", before: object = None, after: object = None
) -> Iterator[models.Act]:
    """Everything inside happens, or nothing; the line of the act stands with it. ``after`` may be filled in inside."""
    with acting(actor.person.get_username()), transaction.atomic():
        line = models.Act(
            at=actor.at, person=actor.person, post=actor.row, name=name, about=about, orgunit=orgunit,
            before=before, after=after,
        )  # fmt: skip
        yield line
        line.save()


def changed(submission: models.Submission, version: int, what: str, at: datetime) -> None:
    """Tell those who follow that something of a submission stands otherwise now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHANGE_LOCK])
    models.Change.objects.create(submission=submission, version=version, what=what, at=at)
