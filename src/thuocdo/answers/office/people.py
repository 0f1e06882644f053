"""Who holds which posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from thuocdo.store import models

if TYPE_CHECKING:
    from datetime import date


def posts_of(person: models.Person, day: date) -> list[models.Post]:
    """The posts that a person holds on a day, their own before those lent for leave."""
    held = (
        models.Holding.objects.filter(person=person, first_day__lte=day, post__closed_on=None)
        .filter(Q(last_day=None) | Q(last_day__gte=day))
        .select_related("post")
    )
    in_order = sorted(held, key=lambda one: (one.lent_by_id is not None, one.pk))
    return list(dict.fromkeys(one.post for one in in_order))
