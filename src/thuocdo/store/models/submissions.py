"""What was sent: submissions, their immutable versions, the values, and what reviewers said of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from thuocdo.store.models.obligations import Document, Obligation
from thuocdo.store.models.people import Post
from thuocdo.store.models.plans import OrgUnit


class Submission(models.Model):
    """What meets an obligation, or a total known only from a document (then ``obligation`` is empty)."""

    code = models.CharField(max_length=60, unique=True, help_text="the short code on the receipt")
    obligation = models.OneToOneField(Obligation, null=True, on_delete=models.PROTECT, related_name="submission")
    form = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=8)
    sender = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=80, blank=True)


class Version(models.Model):
    """One sending. Never changed; a correction is the next version, with its reason."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    submitted_on = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, help_text="web, excel, offline, letter, for_them, file")
    letter = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    told_by = models.CharField(
        max_length=200, blank=True, help_text="entered for others: how word came, from which post"
    )
    because = models.TextField(blank=True, help_text="why it corrects the one before, or how an ước was made")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, help_text="when a second person had compared it with the letter")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("submission", "number"), name="version_identity"),)


class Item(models.Model):
    """An element and one of its categories ("" for the undivided value): the column that values share."""

    element = models.CharField(max_length=80)
    breakdown = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("element", "breakdown"), name="item_identity"),)


class Value(models.Model):
    """One typed answer of a version, or an absence that has a name.

    Written once. Its two days are filled in once each, by a review: accepted cells of a partly returned version
    count at once.
    """

    # The constraint below begins with the version: an index of its own would only be written once more.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="values", db_index=False)
    subject = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.CharField(max_length=300, blank=True)
    absence = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=20, default="official")
    accepted_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("version", "subject", "item"), name="value_identity"),)


class GivenReason(models.Model):
    """The answer to a question that a check asked: chosen from a list, and from district up in words too."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reasons")
    check_id = models.CharField(max_length=80)
    subject = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=40)
    text = models.CharField(max_length=300, blank=True)


class Evidence(models.Model):
    """A document that stands behind a cell."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="evidence")
    subject = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")


class Decision(models.Model):
    """A reviewer accepted or returned a version, wholly or in part."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    accepted = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    note = models.CharField(max_length=500, blank=True)


class Comment(models.Model):
    """A word on a cell, or on a version as a whole (``item`` empty)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    subject = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
