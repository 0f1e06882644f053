"""The book of acts and the database's own audit, as far as a post may read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q

from thuocdo.core.elements import Visibility
from thuocdo.core.posts import Role
from thuocdo.store import models

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from thuocdo.answers.office.office import Office
    from thuocdo.core.posts import Post

Line = TypeVar("Line", models.Act, models.AuditRow)
HIDDEN = "•"
"""Stands where a restricted count would stand."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in the audit; what is empty does not narrow it."""

    who: str = ""
    name: str = ""
    about: str = ""
    orgunit: str = ""
    first: date | None = None
    last: date | None = None


def acts(office: Office, post: Post, asked: Asked) -> QuerySet[models.Act]:
    """The acts that a post may read, newest first.

    An auditor reads all acts of its subtree; whoever looks after people, those about accounts and posts.
    """
    found = models.Act.objects.select_related("person", "post").order_by("-at", "-pk")
    top = office.register.top(office.today)
    if top.code not in post.orgunits:
        found = found.filter(orgunit__in=_below(office, post))
    if post.role is not Role.AUDITOR:
        found = found.filter(Q(about__startswith="person") | Q(about__startswith="post"))
    exact = {"person__username": asked.who, "name": asked.name, "orgunit": asked.orgunit}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    found = found.filter(about__startswith=asked.about) if asked.about else found
    return _between(found, asked)


def rows(post: Post, asked: Asked) -> QuerySet[models.AuditRow]:
    """What the database saw, newest first: for an auditor of the whole."""
    found = models.AuditRow.objects.order_by("-pk")
    if post.role is not Role.AUDITOR:
        return found.none()
    exact = {"actor": asked.who, "what": asked.name}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    found = found.filter(table__contains=asked.about) if asked.about else found
    return _between(found, asked)


def _between(found: QuerySet[Line], asked: Asked) -> QuerySet[Line]:
    found = found.filter(at__date__gte=asked.first) if asked.first else found
    return found.filter(at__date__lte=asked.last) if asked.last else found


def _below(office: Office, post: Post) -> set[str]:
    known = [office.map.by_code[code] for code in post.orgunits if code in office.map.by_code]
    return {unit.code for scope in known for unit in office.map.walk(scope)}


def names() -> list[str]:
    """The names of acts that were ever done."""
    return sorted(set(models.Act.objects.order_by().values_list("name", flat=True)))


def shown(office: Office, post: Post, kept: object) -> object:
    """What an act kept before and after, without counts that the post may not read."""
    if isinstance(kept, dict):
        return {
            key: HIDDEN if _restricted(office, post, str(key)) else shown(office, post, inner)
            for key, inner in kept.items()
        }
    return [shown(office, post, inner) for inner in kept] if isinstance(kept, list) else kept


def _restricted(office: Office, post: Post, key: str) -> bool:
    """Whether a key names a cell (subject|element|breakdown) of a restricted element."""
    parts = key.split("|")
    element = office.plan.elements.get(parts[1]) if len(parts) == len(("subject", "element", "breakdown")) else None
    if element is None or post.reads_restricted:
        return False
    return any(element.visibility_at(level) is Visibility.RESTRICTED for level in office.map.levels)
