"""The first posts and accounts, when an office is filled: nobody is there yet who could give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from thuocdo.store import models
from thuocdo.store.actor import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from thuocdo.core.posts import Role


def seed_post(
    role: Role, title: str, orgunits: Sequence[str], offices: Sequence[str], *, reads_restricted: bool = False
) -> models.Post:
    """A post, when an office is filled for the first time."""
    with acting("import"):
        return models.Post.objects.create(
            role=role.value,
            title=title,
            orgunits=list(orgunits),
            offices=list(offices),
            reads_restricted=reads_restricted,
        )


def seed_person(
    username: str, full_name: str, password: str, held: Sequence[models.Post], first_day: date
) -> models.Person:
    """An account that holds posts from a day on."""
    with acting("import"), transaction.atomic():
        person = models.Person(username=username, full_name=full_name)
        person.set_password(password)
        person.save()
        for post in held:
            models.Holding.objects.create(post=post, person=person, first_day=first_day)
    return person
