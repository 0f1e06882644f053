"""Two logs. *Changes* are what an engine follows; *acts* and *audit rows* are what an auditor reads."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from thuocdo.store.models.people import Post


class Change(models.Model):
    """Something of a submission came to stand otherwise (``core.changes``). ``seq`` grows and never repeats."""

    seq = models.BigAutoField(primary_key=True)
    submission = models.ForeignKey("store.Submission", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    what = models.CharField(max_length=12)
    at = models.DateTimeField()


class Act(models.Model):
    """One act of one person: what, about what, with before and after where something changed. Append-only."""

    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    about = models.CharField(max_length=200)
    orgunit = models.CharField(max_length=20, blank=True, help_text="code of the orgunit that it concerns")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=("about",)), models.Index(fields=("at",)))


class AuditRow(models.Model):
    """What the database itself saw: a row made, changed or taken away. Written by triggers only, append-only."""

    at = models.DateTimeField()
    table = models.CharField(max_length=60)
    row = models.CharField(max_length=40)
    what = models.CharField(max_length=6)
    actor = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=("table", "row")),)
