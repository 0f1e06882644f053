"""My work: what a post has to do, in the order in which it hurts: returned, late, due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from thuocdo.answers.office.owing import as_core, standing_of
from thuocdo.core.obligations import Obligation, Progress, State
from thuocdo.core.posts import EVERY_OFFICE, Act, reviewer_of
from thuocdo.store import models

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from thuocdo.answers.office.office import Office
    from thuocdo.core.orgunits import OrgUnit
    from thuocdo.core.posts import Post

AHEAD = timedelta(days=35)
"""How long before its due day a form is shown as due."""


class Pile(StrEnum):
    """The piles on a desk, in order."""

    RETURNED = "returned"
    LATE = "late"
    DUE = "due"


@dataclass(frozen=True)
class Job:
    """One form to fill in: the obligation, its pile, how many days late or left, why it was returned."""

    row: models.Obligation
    owed: Obligation
    pile: Pile
    days: int
    progress: Progress
    why: tuple[models.Comment, ...] = ()
    draft: models.Draft | None = None


def my_work(office: Office, post: Post) -> list[Job]:
    """What the post has to send, returned first, then late, then due; the oldest day first in each."""
    if not post.may(Act.ENTER):
        return []
    jobs = [job for row in _rows(post, office.today) if (job := _job(office, row)) is not None]
    return sorted(jobs, key=lambda job: (list(Pile).index(job.pile), job.owed.due, job.owed.form.id))


def _rows(post: Post, today: date) -> QuerySet[models.Obligation]:
    rows = models.Obligation.objects.filter(
        sender__code__in=post.orgunits, ended_on=None, last_day__lte=today + AHEAD, due__lte=today + AHEAD
    ).select_related("sender", "draft")
    return rows if EVERY_OFFICE in post.offices else rows.filter(office__in=post.offices)


def _job(office: Office, row: models.Obligation) -> Job | None:
    now = standing_of(office, row)
    if now.state is not State.MISSING:
        return None
    owed, days = as_core(office, row), (row.due_now - office.today).days
    pile = Pile.RETURNED if now.returned else Pile.LATE if days < 0 else Pile.DUE
    why = tuple(_comments(row)) if now.returned else ()
    return Job(row, owed, pile, abs(days), now, why, getattr(row, "draft", None))


def _comments(row: models.Obligation) -> Iterator[models.Comment]:
    """The words on the cells that came back with the latest version."""
    latest = models.Version.objects.filter(submission__obligation=row).order_by("-number").first()
    if latest is not None:
        yield from latest.comments.select_related("item", "subject")


def waits_on(office: Office, post: Post) -> int:
    """How many reports wait for the post to review them."""
    if not post.may(Act.REVIEW):
        return 0
    below = [unit.code for unit in office.map.walk(office.register.top(office.today)) if _accepts(office, post, unit)]
    waiting = models.Value.objects.filter(
        version__submission__sender__code__in=below, accepted_on=None, returned_on=None
    ).exclude(version__submission__obligation=None)
    if EVERY_OFFICE not in post.offices:
        waiting = waiting.filter(version__submission__office__in=post.offices)
    return waiting.values("version__submission").distinct().count()


def _accepts(office: Office, post: Post, unit: OrgUnit) -> bool:
    return post.stands_for(reviewer_of(unit, office.map))
