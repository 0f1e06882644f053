"""The plan and the register as they were taken in, version after version, and the orgunits as rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Taken(models.Model):
    """A folder of files taken in whole: their texts by name, who took them and when. Never changed afterwards."""

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=100)
    files = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    because = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ("number",)


class PlanVersion(Taken):
    """A version of the plan: the highest number is the one in force; amendments inside it have their own days."""


class RegisterVersion(Taken):
    """A version of the register: a resolution applied makes the next."""

    root = models.CharField(max_length=20)


class OrgUnit(models.Model):
    """One version of a place. Identity is (code, valid_from); the row keeps its id when its end becomes known."""

    code = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day on which it no longer holds")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    parent_code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("code", "valid_from"), name="orgunit_identity"),)
        indexes = (models.Index(fields=("parent_code",)),)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
