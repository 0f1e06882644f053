"""People, the posts that hold roles, and who holds which post from when to when."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from thuocdo.core import posts


class Person(AbstractUser):
    """A user of the system. Accounts are personal; what one may do comes from the posts one holds."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="vi")
    must_change_password = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.full_name


class Post(models.Model):
    """A post: a role for some orgunits and offices. Never deleted, only closed."""

    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in posts.Role])
    title = models.CharField(max_length=200)
    orgunits = models.JSONField(help_text="codes of the orgunits it stands for")
    offices = models.JSONField(help_text='ids of offices of the plan; ["*"] for all')
    reads_restricted = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title

    def as_core(self) -> posts.Post:
        """The post as the core knows it."""
        return posts.Post(
            str(self.pk), posts.Role(self.role), tuple(self.orgunits), tuple(self.offices), self.reads_restricted
        )


class Holding(models.Model):
    """Somebody holds a post for a time: as their own, or lent for leave by whoever holds it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    lent_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="lent")
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
