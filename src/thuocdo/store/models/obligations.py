"""What is owed, what is being written, documents that are referred to, and tasks that wait for a person."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models

from thuocdo.store.models.plans import OrgUnit


class Document(models.Model):
    """A reference to a paper: never the paper itself. Where it is filed is where a colleague would look for it."""

    type = models.CharField(max_length=30)
    number = models.CharField(max_length=60)
    dated = models.DateField()
    issuer = models.CharField(max_length=200)
    filed = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.number} ({self.dated:%d/%m/%Y}, {self.issuer})"


class Obligation(models.Model):
    """One office of one orgunit owes one form for one period by one day. Exists before anybody types.

    Its state is derived from values and never kept here; what is kept is what only a decision can say: a day
    extended, an end by reorganisation.
    """

    form = models.CharField(max_length=80)
    period = models.CharField(max_length=8)
    first_day = models.DateField()
    last_day = models.DateField()
    sender = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="obligations")
    office = models.CharField(max_length=80)
    due = models.DateField()
    extended_to = models.DateField(null=True)
    extended_by = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    passed_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="taken_over")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("form", "period", "sender"), name="obligation_identity"),)
        indexes = (models.Index(fields=("sender", "due")), models.Index(fields=("form", "period")))

    @property
    def due_now(self) -> date:
        """The day by which it is owed: as extended by a decision, else by the calendar."""
        return self.extended_to or self.due


class Draft(models.Model):
    """What is being written for an obligation: one draft, shared by whoever may enter it. Not a report yet.

    ``cells`` maps "subject|element|breakdown" to {"value": …} or {"absence": …, "why": …} as typed;
    ``revision`` grows with each save, so that a save from another place on an older one is seen as a conflict.
    """

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="draft")
    cells = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    kind = models.CharField(max_length=20, default="official")
    letter = models.JSONField(default=dict, help_text="the letter it is transcribed from, or who sent word how")
    based_on = models.PositiveIntegerField(default=0, help_text="the number of the version that it corrects")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Task(models.Model):
    """Something that only a person can settle: what of a split place goes where, a transcription to check."""

    kind = models.CharField(max_length=30)
    orgunit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="tasks")
    about = models.JSONField(default=dict)
    opened_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
